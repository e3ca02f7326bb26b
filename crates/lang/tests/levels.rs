//! The levels of the game: each can be won, and its par is what can be derived by hand.
//!
//! A turn begins whenever somebody else moves than before; the first move of a game begins one. Par is the fewest.

#![cfg(test)]

use pagelock_engine::{
    Backward, Coverage, End, Ending, Goal as End_, Limits, Outlook, Prospects, Search, State, Trace, Verdict,
};
use pagelock_lang::builtin::{LEVELS, SCENARIOS};
use pagelock_lang::{Goal, Reach, Setup, Source, build, parse_scenario};

struct Level {
    setup: Setup,
    goal: Goal,
    prospects: Prospects,
    /// where the game begins
    start: State,
}

fn level(name: &str) -> Level {
    let text = LEVELS.iter().find(|level| level.name == name).expect("it is built in").text();
    let raw = parse_scenario(name, text).0.expect("it can be read");
    let kernel = raw.goal.expect("a level has a goal").kernel.value;
    let setup = build(Source::Builtin(name), Source::Builtin(&kernel), &[]).expect("it can be built");
    let goal = setup.goal.clone().expect("a level has a goal");
    let prospects = Backward::new(&setup.machine, Limits::default()).finish();
    assert_eq!(prospects.coverage(), Coverage::Exhaustive, "{name}");
    let start = Trace::replay(&setup.machine, &goal.start).last().clone();
    Level { setup, goal, prospects, start }
}

/// Turns and steps of a game that is won with as few turns as can be, and that it is won.
fn par(level: &Level) -> (u32, usize) {
    let end = match level.goal.reach {
        Reach::Deadlock => End_::Deadlock,
        Reach::Ok | Reach::Proof => End_::Ok,
    };
    let best = level.prospects.fewest_from(&level.start, end).expect("it can be won");
    let schedule = [level.goal.start.clone(), best.schedule.clone()].concat();
    let trace = Trace::replay(&level.setup.machine, &schedule);
    assert_eq!(trace.schedule(), schedule);
    let end = level.setup.machine.view(trace.last()).end().map(|end: End| Ending::from(end).verdict());
    let wanted = if level.goal.reach == Reach::Deadlock { Verdict::Deadlock } else { Verdict::Ok };
    assert_eq!(end, Some(wanted));
    (best.switches + 1, best.schedule.len())
}

fn outlook(level: &Level) -> Outlook {
    level.prospects.ways(&level.start).outlook()
}

#[test]
fn the_levels_teach_in_this_order_and_have_names_of_their_own() {
    let names: Vec<&str> = LEVELS.iter().map(|level| level.name).collect();
    assert_eq!(names, ["page-lock", "prefault", "mmap-sem", "queued-writer", "pin", "pool"]);
    assert!(SCENARIOS.iter().all(|scenario| !names.contains(&scenario.name)));
    let reaches: Vec<Reach> = names.iter().map(|name| level(name).goal.reach).collect();
    let deadlock = Reach::Deadlock;
    assert_eq!(reaches, [deadlock, deadlock, deadlock, deadlock, Reach::Proof, Reach::Ok]);
}

/// Whoever reads 200 words a minute and takes two seconds for each step of a game in the fewest turns is through in two
/// minutes.
#[test]
fn a_level_is_read_and_won_in_two_minutes() {
    for text in LEVELS {
        let level = level(text.name);
        let told = [&level.setup.raw.story.value, &level.goal.text, &level.goal.lesson];
        let words: usize = told.iter().map(|text| text.split_whitespace().count()).sum();
        let seconds = words * 60 / 200 + par(&level).1 * 2;
        assert!(seconds < 120, "{}: {words} words and {} steps", text.name, par(&level).1);
    }
}

/// The obvious way is in 16 steps and three turns: A locks its page and goes up to where it looks for b's (7), B comes
/// to the lock of a's page (8), and A finds b's page there, locked (1). One turn less: A finds no page of b, reads it
/// in, looks again, and stands before its lock (13). B finds that page and locks it (3), and comes to the lock of a's
/// page (6). A waits without another step. Alone nobody deadlocks.
#[test]
fn page_lock() {
    let level = level("page-lock");
    assert_eq!((par(&level), outlook(&level)), ((2, 22), Outlook::MayFail));
    let steps = level.prospects.steps_to_deadlock(&level.start);
    assert_eq!(steps, Some(16), "the obvious way");
}

/// T faults its page in and touches it again: 16 steps. Reclaim takes it away in 6. T puts a new page into the cache
/// and waits for its lock: 12 steps more.
#[test]
fn prefault() {
    let level = level("prefault");
    assert_eq!((par(&level), outlook(&level)), ((3, 34), Outlook::MayFail));
}

/// T locks its page and readies it in 5 steps; M takes mmap_sem and comes to the lock of the page in 8; zap is one
/// step; T's copy faults and queues in 4. T has to move before M comes to the page, and after M has mmap_sem.
#[test]
fn mmap_sem() {
    let level = level("mmap-sem");
    assert_eq!((par(&level), outlook(&level)), ((4, 18), Outlook::MayFail));
}

/// T: 5 steps. R takes mmap_sem and comes to the lock of the page: 7. U queues: 1, zap: 1, and T's fault queues behind
/// U: 4. Four move, and T twice: before R looks for the page, and after U has queued.
#[test]
fn queued_writer() {
    let level = level("queued-writer");
    assert_eq!((par(&level), outlook(&level)), ((5, 18), Outlook::MayFail));
}

/// It cannot be done: all 1,351 states reach ok, as the search for the verdict says, too. T ends, and then M.
#[test]
fn pin() {
    let level = level("pin");
    assert_eq!((par(&level).0, outlook(&level)), (2, Outlook::ReachesOk));
    assert_eq!(level.prospects.states(), 1_351);
    assert_eq!(Search::new(&level.setup.machine, Limits::default()).finish().summary(), "ok");
    assert_eq!(level.prospects.steps_to_deadlock(&level.start), None);
}

/// Two of the 23 steps of each have been made up to the first kmap, 13, and one stands before it. One that has a slot
/// takes the last one and ends, in 10 steps, then the others, one after the other: 10 and 11. If W3 moves first, every
/// slot is held.
#[test]
fn pool() {
    let level = level("pool");
    assert_eq!((par(&level), outlook(&level)), ((3, 31), Outlook::MayFail));
    let machine = &level.setup.machine;
    let after: Vec<Outlook> = machine
        .view(&level.start)
        .choices()
        .into_iter()
        .map(|choice| level.prospects.ways(&machine.advance(&level.start, choice).next).outlook())
        .collect();
    // W1 and W2 with two slots each leave the last one to nobody else, and end.
    assert_eq!(after, [Outlook::ReachesOk, Outlook::ReachesOk, Outlook::Doomed]);
}
