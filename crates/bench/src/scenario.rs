//! Scenarios that grow: rings of any number of writers. The pool's are built in.
//!
//! Arrow: number -> **scenario text**, which `lang` reads as any other.

use std::fmt::Write as _;

/// A ring in one address space, as threads are, with an mlock of the first page. Pages are up to date, no pte is set.
pub fn ring_of_threads(writers: u8) -> String {
    let mut text =
        head("threads, each writes from a mapping of the page that the next one writes, and an mlock");
    files(&mut text, writers, "uptodate");
    let maps: Vec<String> = (0..writers).map(|i| format!("s{i} = \"f{i}:0\"")).collect();
    let _ = write!(text, "[[mm]]\nname = \"m\"\nmaps = {{ {} }}\n\n", maps.join(", "));
    for i in 0..writers {
        let next = (i + 1) % writers;
        let _ = write!(
            text,
            "[[task]]\nname = \"W{i}\"\nmm = \"m\"\ncalls = [\"write(f{i}, 0, s{next}, 1 page)\"]\n\n"
        );
    }
    text.push_str("[[task]]\nname = \"M\"\nmm = \"m\"\ncalls = [\"mlock(s0, 1 page)\"]\n");
    text
}

/// A ring in address spaces of their own, as processes are: `abba-no-reclaim` with more writers.
pub fn ring_of_processes(writers: u8) -> String {
    let mut text = head("processes, each writes from a mapping of the page that the next one writes");
    files(&mut text, writers, "absent");
    for i in 0..writers {
        let next = (i + 1) % writers;
        let _ = write!(
            text,
            "[[task]]\nname = \"W{i}\"\nmaps = {{ src = \"f{next}:0\" }}\ncalls = [\"write(f{i}, 0, src, 1 page)\"]\n\n"
        );
    }
    text
}

/// Tasks and slots of the pool.
pub fn pool_settings(tasks: u16, slots: u16) -> [(String, String); 2] {
    [("tasks".to_owned(), tasks.to_string()), ("pkmap_slots".to_owned(), slots.to_string())]
}

fn head(title: &str) -> String {
    format!(
        "title = \"{title}\"\ngroup = \"benchmarks\"\nstory = \"A ring that can be made as large as one likes.\"\n\n"
    )
}

fn files(text: &mut String, count: u8, page: &str) {
    for i in 0..count {
        let _ = write!(text, "[[file]]\nname = \"f{i}\"\npages = [\"{page}\"]\n\n");
    }
}
