//! `costs`: a table for each workload, and one object for programs. What the figures have to be is tested where they
//! are computed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{json, pagelock};

#[test]
fn every_workload_has_a_table_with_a_line_for_each_kernel() {
    let ran = pagelock(&["costs"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let tables: Vec<&str> = ran.stdout.split("\n\n").collect();
    // What is said first, then a heading and a table for each of the five.
    assert_eq!(tables.len(), 1 + 2 * 5, "{}", ran.stdout);
    assert_eq!(tables[1], "new-page: a write of one new page");
    let lines: Vec<Vec<&str>> = tables[2].lines().map(|line| line.split_whitespace().collect()).collect();
    // Names of counters stand over their columns, a word in a line.
    assert_eq!(lines[2][..4], ["kernel", "walks", "takes", "waits"]);
    let kernel = |name| lines.iter().find(|line| line[0] == name).unwrap();
    // A new page: with the patch one walk, one take of mmap_sem and a second page lock, in 2.6.20 none of it.
    assert_eq!(kernel("2.6.20")[1..5], ["0", "0", "0", "1"]);
    assert_eq!(kernel("pin-source")[1..5], ["1", "1", "0", "2"]);
    // A page has 4096 bytes.
    assert_eq!(kernel("2.6.20")[10], "4,096");
}

/// The keys are a contract: scripts depend on them.
#[test]
fn the_keys_of_the_json_are_as_promised() {
    let costs = json(&["costs", "--json"], 0);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let set = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(keys(&costs), set(&["workloads", "kernels", "rows"]));
    let (workloads, kernels) = (costs["workloads"].as_array().unwrap(), costs["kernels"].as_array().unwrap());
    let rows = costs["rows"].as_array().unwrap();
    assert_eq!(rows.len(), workloads.len() * kernels.len());
    assert_eq!(keys(&workloads[0]), set(&["name", "title"]));
    let counters = [
        "page_table_walks",
        "mmap_sem_takes",
        "mmap_sem_waits",
        "page_lock_pairs",
        "prepare_write",
        "commit_write",
        "kmaps",
        "atomic_sections",
        "pool_flushes",
        "bytes_copied",
        "pages_allocated",
        "steps",
    ];
    for row in rows {
        assert_eq!(keys(row), set(&["workload", "kernel", "end", "costs"]));
        assert_eq!(keys(&row["costs"]), set(&counters));
        assert!(row["costs"].as_object().unwrap().values().all(Value::is_u64));
    }
}
