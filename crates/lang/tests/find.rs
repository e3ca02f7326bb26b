//! The search for a pattern: the mail's deadlocks, every deadlock that is named, and whatever a random run comes to.

use pagelock_engine::{
    Answer, BlockedOn, Finding, Limits, Machine, Notation, Random, Search, Stand, Status, Trace, Verdict,
    find, unknown_labels,
};
use pagelock_lang::builtin::{LISTINGS, SCENARIOS};
use pagelock_lang::{Source, build, parse_pattern, parse_scenario};

fn machine(scenario: &str, listing: &str, settings: &[(String, String)]) -> Machine {
    let setup = build(Source::Builtin(scenario), Source::Builtin(listing), settings);
    setup.unwrap_or_else(|problems| panic!("{scenario}: {problems:?}")).machine
}

fn pattern(text: &str) -> Notation {
    parse_pattern(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

/// Searches everything; if there is a way, it leads to what the pattern says, as the whole history of the run tells.
fn found(machine: &Machine, wanted: &Notation) -> Option<Vec<u16>> {
    match find(machine, wanted, Limits::default()).answer {
        Answer::Found { schedule, tasks } => {
            let trace = Trace::replay(machine, &schedule);
            assert_eq!(trace.schedule(), schedule, "{wanted}");
            assert_eq!(tasks.len(), wanted.stands.len(), "{wanted}");
            for (i, (&task, stand)) in tasks.iter().zip(&wanted.stands).enumerate() {
                assert!(!tasks[..i].contains(&task), "{wanted}: nobody stands for two");
                let view = machine.view(trace.last());
                assert!(matches!(view.status(task), Status::Blocked(_)), "{wanted}");
                assert_eq!(machine.program(task).place(view.pc(task)).label, stand.blocked_at, "{wanted}");
                let mut held: Vec<String> = trace.held(machine, task).into_iter().map(|(_, at)| at).collect();
                for label in &stand.taken_at {
                    let position = held.iter().position(|held| held == label);
                    held.swap_remove(
                        position.unwrap_or_else(|| panic!("{wanted}: nothing was taken at {label}")),
                    );
                }
            }
            Some(schedule)
        }
        Answer::Unreachable => None,
        Answer::Stopped { .. } => panic!("{wanted}: the limits are large enough"),
    }
}

#[test]
fn the_mails_three_deadlocks_are_found_by_their_names_and_the_patch_has_none_of_them() {
    for (scenario, name, unfinished) in [
        // A deadlock is a state in which nobody can move, so the reclaim that cleared the pte has to be over. The task
        // waits for its own lock already when reclaim has yet to unlock and to put the page it has freed: two steps.
        ("same-page", "2,8", 2),
        // The same, of the last of the two reclaims.
        ("abba-two-files", "2,8;2,8", 2),
        // Zapping a pte is one step.
        ("write-vs-mlock", "2,6;b,f", 0),
    ] {
        let wanted = pattern(name);
        let kernel = machine(scenario, "2.6.20", &[]);
        let nearest = Search::new(&kernel, Limits::default()).finish().schedule;
        assert_eq!(
            found(&kernel, &wanted).map(|way| way.len() + unfinished),
            Some(nearest.len()),
            "{scenario}"
        );
        assert_eq!(found(&machine(scenario, "pin-source", &[]), &wanted), None, "{scenario}");
    }
}

#[test]
fn every_deadlock_of_the_matrix_is_found_by_its_name() {
    let mut n_found = 0;
    for text in SCENARIOS {
        let raw = parse_scenario(text.name, text.text()).0.expect("built-in scenarios can be read");
        let variants = raw.variants.iter().map(|variant| (variant.settings(), &variant.expect));
        for (settings, expect) in variants.chain([(Vec::new(), &raw.expect)]) {
            for expect in expect.iter().filter(|expect| expect.verdict.value.starts_with("deadlock")) {
                let machine = machine(text.name, &expect.listing.value, &settings);
                let report = Search::new(&machine, Limits::default()).finish();
                assert_eq!(report.verdict, Verdict::Deadlock);
                let name = Trace::replay(&machine, &report.schedule).notation(&machine);
                assert!(!name.stands.is_empty(), "{} under {} has a name", text.name, expect.listing.value);
                assert_eq!(pattern(&name.to_string()), name, "a name can be typed");
                let way = found(&machine, &name).expect("what a run came to can be found");
                assert!(way.len() <= report.schedule.len(), "{name}: the search found a shorter way");
                n_found += 1;
            }
        }
    }
    assert!(n_found >= SCENARIOS.len(), "the matrix has deadlocks");
}

#[test]
fn whatever_a_random_run_comes_to_is_found_at_least_as_near() {
    let mut n_patterns = 0;
    for scenario in
        ["same-page", "write-vs-mlock", "write-fault-munmap", "pool-x-page-lock", "invalidate-race"]
    {
        for listing in LISTINGS {
            let machine = machine(scenario, listing.name, &[]);
            for seed in 0..4 {
                let trace = Trace::run(&machine, &mut Random::new(seed), 10_000);
                n_patterns += check_prefixes(&machine, &trace.schedule());
            }
        }
    }
    assert!(n_patterns > 20, "the runs come to {n_patterns} states with somebody who waits");
}

/// For the first few states of a run in which somebody waits: the pattern of all that wait, with all that they hold.
fn check_prefixes(machine: &Machine, schedule: &[u16]) -> usize {
    let mut seen: Vec<Notation> = Vec::new();
    for steps in 1..=schedule.len() {
        let trace = Trace::replay(machine, &schedule[..steps]);
        let view = machine.view(trace.last());
        let waiting = machine.all_tasks().filter(|&task| matches!(view.status(task), Status::Blocked(_)));
        let stands = waiting.filter_map(|task| {
            let labels = trace.held(machine, task).into_iter().map(|(_, label)| label);
            let blocked_at = machine.program(task).place(view.pc(task)).label.clone();
            let taken_at = labels.filter(|label| !label.is_empty()).collect();
            (!blocked_at.is_empty()).then_some(Stand { taken_at, blocked_at })
        });
        let wanted = Notation { stands: stands.collect() };
        if wanted.stands.is_empty() || seen.contains(&wanted) {
            continue;
        }
        let way = found(machine, &wanted).expect("the run came there");
        assert!(way.len() <= steps, "{wanted}");
        seen.push(wanted);
        if seen.len() == 3 {
            break;
        }
    }
    seen.len()
}

#[test]
fn tasks_are_assigned_to_items_in_any_order_and_once_each() {
    let machine = machine("write-vs-mlock", "2.6.20", &[]);
    let length = |text| found(&machine, &pattern(text)).map(|way| way.len());
    assert_eq!(length("b,f;2,6"), length("2,6;b,f"));
    // There is one writer only.
    assert_eq!(length("2,6;2,6"), None);
    // It holds one thing that it took at step 2.
    assert_eq!(length("2,2,6"), None);
    // What it took at step 5, its kmap of the page, it holds as well.
    assert_eq!(length("2,5,6;b,f"), length("2,6;b,f"));
    // To wait is not to stand: M, which is queued for mmap_sem, waits there though nothing is closed.
    assert!(length("b") < length("b,f"));
}

#[test]
fn a_pattern_that_holds_nothing_asks_for_the_wait_alone() {
    // M takes mmap_sem at b and finds no page; T has put one in at 2 and holds it: M waits at f, and T can go on.
    let machine = machine("write-vs-mlock", "2.6.20", &[]);
    let Finding { answer: Answer::Found { schedule, tasks }, .. } =
        find(&machine, &pattern("f"), Limits::default())
    else {
        panic!("M comes to wait for the page")
    };
    let trace = Trace::replay(&machine, &schedule);
    let view = machine.view(trace.last());
    assert!(matches!(view.status(tasks[0]), Status::Blocked(BlockedOn::PageLock(_))));
    assert_eq!(view.end(), None);
}

#[test]
fn a_limit_is_said() {
    let machine = machine("write-vs-mlock", "2.6.20", &[]);
    let stopped = find(&machine, &pattern("2,6;b,f"), Limits { states_max: 10, ..Limits::default() });
    assert!(matches!(stopped.answer, Answer::Stopped { frontier: 1.., .. }), "{stopped:?}");
    let stopped = find(&machine, &pattern("2,6;b,f"), Limits { memory_max: 0, ..Limits::default() });
    assert!(matches!(stopped.answer, Answer::Stopped { frontier: 1.., .. }), "{stopped:?}");
}

#[test]
fn labels_that_no_task_has_are_told() {
    let machine = machine("write-vs-mlock", "2.6.20", &[]);
    assert_eq!(unknown_labels(&machine, &pattern("2,6;b,f")), Vec::<String>::new());
    assert_eq!(unknown_labels(&machine, &pattern("99,6;zz,f;99")), ["99", "zz"]);
    assert_eq!(found(&machine, &pattern("99,6")), None);
}
