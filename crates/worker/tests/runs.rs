//! Runs natively: the outline of a run says what its states say, windows share what they can, and 512 tasks fit.
#![cfg(not(target_arch = "wasm32"))]

#[expect(dead_code, reason = "other tests search with it")]
mod shared;

use std::rc::Rc;

use pagelock_engine::id::TaskId;
use pagelock_engine::{Limits, Machine, Reductions, Search, Status, Trace, View};
use pagelock_lang::{Source, build};
use pagelock_protocol::link::{LINK_MAX, Link};
use pagelock_protocol::message::{LimitsView, Reply, ReplyBody, Request, RequestBody, Setup};
use pagelock_protocol::view::{
    CoverageView, FrontierView, HoldKindView, HoldView, StandView, TaskStatusView, TraceView, VerdictView,
    WindowView,
};
use pagelock_protocol::wire;
use shared::{cells, replies, setup};

fn run(body: RequestBody) -> (TraceView, WindowView) {
    match replies(body).pop() {
        Some(ReplyBody::Trace(trace, window)) => (*trace, *window),
        other => panic!("a run is answered with a trace, not {other:?}"),
    }
}

fn window(setup: Setup, schedule: Vec<u16>, look: u32) -> WindowView {
    match replies(RequestBody::Window { setup, schedule, look }).pop() {
        Some(ReplyBody::Window(window)) => *window,
        other => panic!("a look at a run is answered with a window, not {other:?}"),
    }
}

/// What a state says that a task holds.
fn holds(machine: &Machine, view: View<'_>, task: TaskId) -> Vec<(HoldKindView, u32)> {
    use HoldKindView::{Glock, IMutex, KmapSlot, MmapSemRead, MmapSemWrite, PageLock};
    let read = |mm| view.mmap_sem_readers(mm).any(|(reader, _)| reader == task);
    let number = |kind, n: usize| (0..n).map(move |_| (kind, 1));
    let mut holds: Vec<(HoldKindView, u32)> = Vec::new();
    holds.extend(number(IMutex, machine.files().filter(|&file| view.i_mutex(file) == Some(task)).count()));
    holds.extend(number(Glock, machine.files().filter(|&file| view.glock(file) == Some(task)).count()));
    let written = machine.mms().filter(|&mm| view.mmap_sem_writer(mm) == Some(task));
    holds.extend(number(MmapSemWrite, written.count()));
    holds.extend(number(MmapSemRead, machine.mms().filter(|&mm| read(mm)).count()));
    holds.extend(number(PageLock, view.pages().filter(|&page| view.locked_by(page) == Some(task)).count()));
    holds.extend(Some(view.kmaps_held(task)).filter(|&n| n > 0).map(|n| (KmapSlot, n)));
    holds
}

fn status(view: View<'_>, task: TaskId) -> TaskStatusView {
    match view.status(task) {
        Status::Runnable => TaskStatusView::Runnable,
        Status::Blocked(_) => TaskStatusView::Blocked,
        Status::Finished => TaskStatusView::Finished,
        Status::Idle => TaskStatusView::Idle,
        Status::Oopsed(_) => TaskStatusView::Oopsed,
    }
}

#[test]
fn the_outline_of_a_run_says_what_every_state_says() {
    let mut stands = 0;
    // Every fifth cell: every listing comes up, as there are 24.
    for (label, setup) in cells().into_iter().step_by(5) {
        let (scenario, listing) = pagelock_worker::setup_of(&setup);
        let machine = build(scenario, listing, &setup.options).unwrap().machine;
        let body = RequestBody::Random { setup, schedule: Vec::new(), seed: 3, steps_max: 300 };
        let (view, _) = run(body);
        let trace = Trace::replay(&machine, &view.schedule);
        for (i, state) in trace.states().enumerate() {
            let state = machine.view(&state);
            for task in machine.all_tasks() {
                let stand: StandView = view.course.stand(task.index(), i).unwrap();
                let kind = |hold: &HoldView| (hold.kind, hold.count);
                // A state does not say whose a reference is; `held.rs` has a test of its own for them.
                let held = view.course.holds(stand).iter().filter(|hold| hold.kind != HoldKindView::Pin);
                let held: Vec<_> = held.map(kind).collect();
                assert_eq!(held, holds(&machine, state, task), "{label}: {task:?} in state {i}");
                assert_eq!(stand.status, status(state, task), "{label}: {task:?} in state {i}");
                let line = view.course.place(task.index(), i).map(|place| place.line);
                let is_placed = !state.is_at_end(task);
                let place = is_placed.then(|| machine.program(task).place(state.pc(task)).line);
                assert_eq!(line, place, "{label}: {task:?} in state {i}");
                stands += 1;
            }
        }
    }
    assert!(stands > 20_000, "{stands} were compared");
}

/// The pool deadlock of so many tasks and slots, with its shortest schedule.
fn pool_deadlock(tasks: &str) -> (Setup, Vec<u16>) {
    let options = [("pkmap_slots", tasks), ("tasks", tasks)];
    let asked = setup("kmap-pool", "pin-source", &options);
    let built = build(Source::Builtin("kmap-pool"), Source::Builtin("pin-source"), &asked.options);
    let built = built.expect("the scenario is built in");
    let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
    (asked, Search::new(&built.machine, limits).finish().schedule)
}

#[test]
fn the_deadlock_of_512_tasks_is_shown_and_its_link_reads_back() {
    let (setup, schedule) = pool_deadlock("512");
    let len = schedule.len();
    let link = Link {
        scenario: "kmap-pool".into(),
        listing: "pin-source".into(),
        options: setup.options.clone(),
        schedule: schedule.clone(),
        step: u32::try_from(len).unwrap(),
        ..Link::default()
    };
    assert!(link.encode().len() <= LINK_MAX, "{}", link.encode().len());
    assert_eq!(Link::decode(&link.encode()), Ok(link));

    let look = u32::try_from(len).unwrap();
    let (trace, window) = run(RequestBody::Replay { setup, schedule, look });
    assert_eq!((trace.steps.len(), trace.tasks.len()), (len, 512));
    let group = &trace.groups[0];
    assert_eq!((group.name.as_str(), group.first, group.len, trace.groups.len()), ("W", 0, 512, 1));
    // Everybody holds one slot and waits for another.
    for task in 0..512 {
        let stand = trace.course.stand(task, len).unwrap();
        let kmaps = trace.course.holds(stand).iter().find(|hold| hold.kind == HoldKindView::KmapSlot);
        assert_eq!((stand.status, kmaps.map(|hold| hold.count)), (TaskStatusView::Blocked, Some(1)));
    }
    let last = window.state(len).unwrap();
    assert_eq!(last.end.as_ref().map(|end| end.verdict), Some(VerdictView::Deadlock));
    let mut owners: Vec<u32> = last.pool.slots.iter().flat_map(|slot| slot.holders.clone()).collect();
    owners.sort_unstable();
    assert_eq!(owners, (0..512).collect::<Vec<u32>>(), "each slot is one task's");
    let [wait] = last.waits.as_slice() else { panic!("they wait alike") };
    assert_eq!((wait.tasks.len(), wait.holders.len(), wait.in_cycle), (512, 512, true));
}

#[test]
fn a_window_lies_around_what_is_looked_at_and_is_the_same_however_it_is_asked_for() {
    let (setup, schedule) = pool_deadlock("64");
    let len = schedule.len();
    let (trace, first) =
        run(RequestBody::Replay { setup: setup.clone(), schedule: schedule.clone(), look: 0 });
    assert!(first.from == 0 && first.states.len() < len, "{} of {len} states", first.states.len());
    assert_eq!(first.states[0].choices.len(), 64, "everybody can begin");
    for look in [0, 400, u32::try_from(len).unwrap(), u32::MAX] {
        let found = window(setup.clone(), schedule.clone(), look);
        let looked = (look as usize).min(len);
        assert!(found.state(looked).is_some(), "{look} is in the window from {}", found.from);
        let body = RequestBody::Replay { setup: setup.clone(), schedule: schedule.clone(), look };
        assert_eq!(run(body), (trace.clone(), found));
    }
}

#[test]
fn states_of_a_window_share_what_a_step_leaves_alone() {
    let (setup, schedule) = pool_deadlock("64");
    let found = window(setup, schedule, 300);
    for pair in found.states.windows(2) {
        let shared = |a: &Rc<_>| pair[0].mms.iter().any(|b| Rc::ptr_eq(a, b));
        // A step touches one address space at most.
        assert!(pair[1].mms.iter().filter(|mm| !shared(mm)).count() <= 1);
    }
}

fn frontier(setup: Setup) -> FrontierView {
    match replies(RequestBody::Frontier { setup }).pop() {
        Some(ReplyBody::Frontier(frontier)) => *frontier,
        other => panic!("the frontier is asked for, not {other:?}"),
    }
}

/// The cells of the pool with so many tasks and slots are a triangle with one dead corner.
fn check_triangle(n: u32) {
    let number = n.to_string();
    let options = [("pkmap_slots", number.as_str()), ("tasks", number.as_str())];
    let found = frontier(setup("kmap-pool", "pin-source", &options));
    // A task that holds two slots takes two: every pair with one + 2 * two <= n is reached.
    let triangle = (0..=n / 2).flat_map(|two| (0..=n - 2 * two).map(move |one| (one, two)));
    let cells = found.cells.iter().map(|cell| (cell.holding_one, cell.holding_two));
    assert_eq!((cells.collect::<Vec<_>>(), found.coverage), (triangle.collect(), CoverageView::Exhaustive));
    let dead = found.cells.iter().filter(|cell| cell.is_dead);
    assert_eq!(dead.map(|cell| (cell.holding_one, cell.holding_two)).collect::<Vec<_>>(), [(n, 0)]);
}

#[test]
fn the_frontier_of_a_pool_is_a_triangle_with_one_dead_corner() {
    check_triangle(4);
    check_triangle(5);
    check_triangle(24);
    // One state a cell: (512 + 2) / 2 squared are 66,049 cells, as derived above for any number.
    check_triangle(512);
}

#[test]
fn where_no_task_holds_a_slot_there_is_no_frontier() {
    assert_eq!(frontier(setup("kmap-pool", "2.6.20", &[])).cells, []);
}

#[test]
fn requests_and_replies_survive_as_bytes() {
    let pool = || setup("kmap-pool", "pin-source", &[("tasks", "2"), ("pkmap_slots", "2")]);
    let bodies = [
        RequestBody::Catalog,
        RequestBody::Costs,
        RequestBody::Random { setup: pool(), schedule: vec![0, 1], seed: u64::MAX, steps_max: 500 },
        RequestBody::Frontier { setup: pool() },
        RequestBody::Window { setup: pool(), schedule: vec![0, 1], look: 1 },
        RequestBody::Search { setup: pool(), limits: LimitsView::default() },
        RequestBody::Replay { setup: setup("no-such", "2.6.20", &[]), schedule: Vec::new(), look: 0 },
    ];
    for (id, body) in (1u32..).zip(bodies) {
        let request = Request { id, body };
        assert_eq!(wire::decode::<Request>(&wire::encode(&request)), request);
        pagelock_worker::serve(request, &mut |reply| {
            assert_eq!(wire::decode::<Reply>(&wire::encode(&reply)), reply);
        });
    }
}

/// Goes on from a schedule until a task comes to a step.
fn until(asked: &Setup, schedule: &[u16], task: u32, label: &str) -> ReplyBody {
    let (setup, schedule, label) = (asked.clone(), schedule.to_vec(), label.to_owned());
    let body = RequestBody::Until { setup, schedule, task, label };
    replies(body).pop().expect("a request has an answer")
}

#[test]
fn a_task_runs_alone_until_it_comes_to_a_step() {
    let asked = setup("same-page", "2.6.20", &[]);
    let ReplyBody::Trace(trace, window) = until(&asked, &[], 0, "5") else { panic!("T comes to 5") };
    let len = trace.steps.len();
    assert!(trace.steps.iter().all(|step| step.task == 0), "nobody else moves");
    let labels: Vec<&str> =
        (0..=len).map(|state| trace.course.place(0, state).unwrap().label.as_str()).collect();
    assert_eq!(
        labels.iter().position(|&label| label == "5"),
        Some(len),
        "it stops where it first comes there"
    );
    assert!(window.state(len).is_some());
}

#[test]
fn others_move_too_where_a_task_does_not_come_to_a_step_alone() {
    let asked = setup("same-page", "2.6.20", &[]);
    // At step 2 the prefault has brought the page of the buffer in: the copy faults (6) only if that is taken away.
    let ReplyBody::Trace(trace, _) = until(&asked, &[], 0, "2") else { panic!("T comes to 2") };
    let ReplyBody::Trace(trace, _) = until(&asked, &trace.schedule, 0, "6") else { panic!("T comes to 6") };
    let place = trace.course.place(0, trace.steps.len()).map(|place| place.label.as_str());
    assert_eq!(place, Some("6"));
    assert!(trace.steps.iter().any(|step| trace.tasks[step.task as usize].environment), "reclaim moves");
    // From there on it is to come there again, which it does not: it waits for its own page lock.
    let schedule = trace.schedule.clone();
    let ReplyBody::NoWay(why) = until(&asked, &schedule, 0, "6") else { panic!("T comes to 6 once") };
    assert!(why.is_exhaustive && why.states > 1, "{why:?}");
}

#[test]
fn a_step_that_nobody_comes_to_is_said_to_be_out_of_reach() {
    let asked = setup("same-page", "2.6.20", &[]);
    for (task, label) in [(0, "b"), (99, "2")] {
        let answer = until(&asked, &[], task, label);
        assert!(matches!(answer, ReplyBody::NoWay(why) if why.is_exhaustive), "{task} {label}: {answer:?}");
    }
}
