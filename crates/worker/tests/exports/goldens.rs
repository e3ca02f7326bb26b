//! A file of each format, kept whole. Models have tests of their own.

use expect_test::expect_file;
use pagelock_protocol::view::FormatView;

use crate::{Found, of_runs, runs};

#[test]
fn files_are_as_they_were_read() {
    // 2,6;b,f of the mail: T holds the page lock of x:0 and waits for mmap_sem, which M holds, who waits for the page.
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    for format in of_runs().filter(|&format| format != FormatView::DotStates) {
        let text = found.text(format);
        expect_file![format!("../golden/exports/write-vs-mlock.{}", format.ending())].assert_eq(&text);
    }
    // The smallest graph there is: one task.
    let found = Found::new("same-page", "2.6.20", &[]);
    expect_file!["../golden/exports/same-page.states.dot"].assert_eq(&found.text(FormatView::DotStates));
    // Hundreds of tasks fold.
    let found = Found::new("kmap-pool", "pin-source", &[("tasks", "32"), ("pkmap_slots", "32")]);
    expect_file!["../golden/exports/kmap-pool-32.waits.dot"].assert_eq(&found.text(FormatView::Dot));
}

#[test]
fn a_hung_task_has_a_blocker_only_where_the_kernel_knows_one() {
    // T waits for mmap_sem, of which the kernel keeps the owner; M for a page lock, which has none.
    let text = Found::new("write-vs-mlock", "2.6.20", &[]).text(FormatView::HungTask);
    let infos: Vec<&str> = text.split("INFO: ").skip(1).collect();
    let [first, owner, second] = infos[..] else { panic!("{text}") };
    assert!(first.starts_with("task T blocked for 0 steps."), "it has just come there: {text}");
    let owner = owner.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(owner, "task T <reader> blocked on an rw-semaphore likely owned by task M <writer>");
    assert!(second.starts_with("task M blocked for ") && !second.contains("owned"), "{text}");
    // Innermost first, without invented offsets.
    let stack: Vec<&str> = first.lines().filter_map(|line| line.strip_prefix(" [<0>] ")).collect();
    assert_eq!((stack.first(), stack.last()), (Some(&"down_read"), Some(&"write")));
    assert!(!text.contains("+0x"));
}

#[test]
fn all_blocked_tasks_are_told_with_the_number_at_which_a_kernel_stops() {
    let found = Found::new("kmap-pool", "pin-source", &[("tasks", "32"), ("pkmap_slots", "32")]);
    let text = found.text(FormatView::HungTask);
    assert_eq!(text.matches("\nINFO: task W").count(), 32, "{text}");
    assert!(text.contains("# The kernel would stop after 10 reports; here are all 32."), "{text}");
}

#[test]
fn texts_fit_a_mail() {
    for (kind, found) in runs() {
        for at in [0, found.len() / 2, found.len()] {
            for format in [FormatView::HungTask, FormatView::Lockdep] {
                let text = found.text_at(format, at);
                assert!(text.starts_with("# Simulated by Pagelock"), "{kind}");
                for line in text.lines() {
                    assert!(line.len() <= 72 && line.is_ascii() && line.trim_end() == line, "{kind}: {line}");
                }
            }
        }
    }
}

#[test]
fn diagrams_stay_within_what_mermaid_takes() {
    let found = Found::new("kmap-pool", "pin-source", &[("tasks", "512"), ("pkmap_slots", "512")]);
    let text = found.text(FormatView::Mermaid);
    // The defaults of Mermaid: maxTextSize and maxEdges.
    assert!(text.chars().count() < 50_000, "{}", text.len());
    assert!(text.lines().filter(|line| line.contains(">>l") || line.contains("-xl")).count() < 500);
}

#[test]
fn a_state_graph_has_at_most_500_states_and_says_what_it_leaves_out() {
    let nodes =
        |text: &str| text.lines().filter(|line| line.starts_with("  s") && !line.contains("->")).count();
    let small = Found::new("same-page", "2.6.20", &[]).text(FormatView::DotStates);
    assert!(small.contains(&format!("all {} states", nodes(&small))), "{small}");
    let large = Found::new("write-vs-mlock", "2.6.20", &[]).text(FormatView::DotStates);
    assert_eq!(nodes(&large), 500);
    assert!(large.contains("the nearest 500 states; those with a dashed border"));
}
