//! Small views for the tests of the page: two tasks, one page, as many steps as a test likes.

use std::rc::Rc;

use pagelock_protocol::message::{ReductionsView, SwitchView};
use pagelock_protocol::view::{
    CatalogView, ChoiceView, CodeFileView, CodeView, CostsRowView, CostsView, CounterView, CourseView,
    CoverageView, CutView, FinalStatesView, GoalView, LevelView, ListingDiffView, ListingInfoView,
    MatrixRowView, OptionValuesView, OptionView, PlaceView, ReachView, ReportView, ScenarioView, StandView,
    StateView, StepView, SweepPointView, TaskInfoView, TaskStatusView, TaskView, TraceView, VerdictView,
    WindowView, WorkloadView,
};

/// A catalog of scenarios `self` and `abba` and listings `2.6.20` and `pin-source`; `abba` has an option.
pub(crate) fn catalog() -> CatalogView {
    let option = OptionView {
        key: "tasks".into(),
        label: "Tasks".into(),
        hint: String::new(),
        values: OptionValuesView::Number { min: 1, max: 512 },
        default: "2".into(),
    };
    let scenario = |name: &str, options: Vec<OptionView>| ScenarioView {
        name: name.into(),
        title: name.to_uppercase(),
        mail: None,
        group: "From the mail".into(),
        story: String::new(),
        facts: None,
        text: format!("title = \"{name}\"\n"),
        fingerprint: 11,
        options,
    };
    let level = |name: &str, reach, start| LevelView {
        scenario: scenario(name, Vec::new()),
        goal: goal(reach, start),
    };
    let listing = |name: &str, group: &str| ListingInfoView {
        name: name.into(),
        title: name.into(),
        group: group.into(),
        text: format!("kernel \"{name}\" {{}}\n"),
        fingerprint: 22,
    };
    let row = |name: &str| MatrixRowView {
        scenario: name.into(),
        group: "From the mail".into(),
        options: Vec::new(),
        label: name.into(),
        expect: vec![("2.6.20".into(), "deadlock (self)".into()), ("pin-source".into(), "ok".into())],
    };
    CatalogView {
        scenarios: vec![scenario("self", Vec::new()), scenario("abba", vec![option])],
        levels: vec![
            level("first", ReachView::Deadlock, Vec::new()),
            level("second", ReachView::Ok, vec![0]),
        ],
        listings: vec![listing("2.6.20", "kernels"), listing("pin-source", "the patch")],
        rows: vec![row("self"), row("abba")],
    }
}

/// A goal under `2.6.20` that begins after these choices.
pub(crate) fn goal(reach: ReachView, start: Vec<u16>) -> GoalView {
    GoalView { reach, kernel: "2.6.20".into(), text: String::new(), lesson: String::new(), start }
}

/// A report of this verdict, after an exhaustive search, with a schedule of three steps.
pub(crate) fn report(verdict: VerdictView) -> ReportView {
    ReportView {
        verdict,
        kind: String::new(),
        notation: String::new(),
        coverage: CoverageView::Exhaustive,
        reductions: ReductionsView { symmetry: SwitchView::Off, partial_order: SwitchView::Off },
        states: 28,
        transitions: 40,
        depth: 9,
        deadlocks: 1,
        schedule: vec![0, 0, 1],
        outcomes: Vec::new(),
        ends: vec![final_states(verdict, vec![0, 0, 1]), final_states(VerdictView::Ok, vec![1, 1])],
        expect: None,
        as_expected: None,
    }
}

/// A searched value of this verdict, after an exhaustive search.
pub(crate) fn sweep_point(value: u32, verdict: VerdictView) -> SweepPointView {
    SweepPointView {
        value,
        verdict,
        kind: String::new(),
        coverage: CoverageView::Exhaustive,
        states: 40,
        transitions: 60,
        depth: 9,
        memory: 1 << 20,
        micros: 0,
    }
}

fn final_states(verdict: VerdictView, schedule: Vec<u16>) -> FinalStatesView {
    FinalStatesView {
        verdict,
        words: String::new(),
        explanation: Vec::new(),
        count: 1,
        is_final: true,
        schedule,
        evidence: Vec::new(),
    }
}

/// `pin-source` against `2.6.20`, without a function that differs.
pub(crate) fn diff() -> ListingDiffView {
    ListingDiffView { listing: "pin-source".into(), base: "2.6.20".into(), functions: Vec::new() }
}

/// Costs of one workload under two listings: one counter is more than under `2.6.20`, one less, one always 0.
pub(crate) fn costs() -> CostsView {
    let counter = |name: &str| CounterView { name: name.into(), hint: String::new() };
    let row = |listing, counts: [u64; 3]| CostsRowView {
        workload: 0,
        listing,
        end: "ok".into(),
        counts: counts.to_vec(),
    };
    CostsView {
        counters: vec![counter("page locks"), counter("kmaps"), counter("flushes")],
        workloads: vec![WorkloadView {
            name: "new-page".into(),
            title: "a new page".into(),
            story: String::new(),
            text: String::new(),
        }],
        listings: vec!["2.6.20".into(), "pin-source".into()],
        rows: vec![row(0, [1, 2, 0]), row(1, [3, 1, 0])],
    }
}

/// A run in which the tasks of these indices move; in each state both tasks can.
pub(crate) fn trace(movers: &[u32]) -> TraceView {
    let step = |&task: &u32| StepView { task, place: 0, text: "locks page a:0".into(), notes: Vec::new() };
    let task = |name: &str| TaskInfoView {
        name: name.into(),
        mm: "m".into(),
        calls: Vec::new(),
        environment: false,
    };
    TraceView {
        schedule: movers.iter().map(|&task| u16::try_from(task).unwrap_or(0)).collect(),
        asked: u32::try_from(movers.len()).unwrap_or(0),
        cut: CutView::No,
        steps: movers.iter().map(step).collect(),
        course: CourseView {
            places: vec![place()],
            holdings: vec![Vec::new()],
            tasks: vec![
                vec![StandView {
                    from: 0,
                    status: TaskStatusView::Runnable,
                    place: Some(0),
                    holds: 0
                }];
                2
            ],
        },
        code: CodeView {
            files: vec![CodeFileView { name: "2.6.20".into(), lines: vec!["x".into()] }],
            primitives: Vec::new(),
        },
        tasks: vec![task("A"), task("B")],
        groups: Vec::new(),
        goal: None,
    }
}

/// These states of a run of [`trace`].
pub(crate) fn window(states: std::ops::RangeInclusive<usize>) -> WindowView {
    let from = u32::try_from(*states.start()).unwrap_or(0);
    WindowView { from, states: states.map(|_| Rc::new(state())).collect() }
}

fn place() -> PlaceView {
    PlaceView {
        file: 0,
        line: 1,
        label: "2".into(),
        chain: vec!["write".into()],
        primitive: "lock_page".into(),
        explanation: String::new(),
    }
}

fn state() -> StateView {
    let task = Rc::new(TaskView { locals: Vec::new(), results: Vec::new() });
    let choice = |task| Rc::new(ChoiceView { task, text: "2 lock_page(a:0)".into() });
    StateView { tasks: vec![task; 2], choices: vec![choice(0), choice(1)], ..StateView::default() }
}
