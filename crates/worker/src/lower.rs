//! A trace of the engine as a view: every step with its place and words, the tasks in outline, some states in full.

use pagelock_engine::id::TaskId;
use pagelock_engine::prim::SPECS;
use pagelock_engine::program::{Instr, Pc};
use pagelock_engine::{Ledger, Machine, Trace};
use pagelock_lang::{Goal, Reach, Source};
use pagelock_lists as lists;
use pagelock_protocol::message;
use pagelock_protocol::view::{
    CodeFileView, CodeView, CutView, GoalView, GroupView, PlaceView, PrimitiveView, ReachView, StepView,
    TaskInfoView, TraceView, WindowView,
};

use crate::built::{Built, ListingFile};
use crate::outline::{Outline, first_of_program};
use crate::window::{Window, window_around};

/// The texts of a setup, as the language wants them.
pub fn setup_of(setup: &message::Setup) -> (Source<'_>, Source<'_>) {
    (source(&setup.scenario), source(&setup.listing))
}

pub(crate) fn source(source: &message::Source) -> Source<'_> {
    match source {
        message::Source::Builtin(name) => Source::Builtin(name),
        message::Source::Text { name, text } => Source::Text(name, text),
    }
}

/// A run in outline, and in full the states around the one that is looked at. `asked` is how many choices were asked
/// for, `cut` why they are not all made.
pub fn trace_view(
    built: &Built,
    trace: &Trace,
    (asked, cut): (usize, CutView),
    look: usize,
) -> (TraceView, WindowView) {
    let machine = &built.machine;
    let around = window_around(look, trace.steps().len(), machine);
    let mut window = Window::new(machine, around.start);
    let mut ledger = Ledger::new(machine);
    let mut steps = Vec::new();
    let initial = machine.initial();
    let mut outline = Outline::new(machine, machine.view(&initial));
    let notation = || trace.notation(machine).to_string();
    if around.start == 0 {
        window.push(machine.view(&initial), &ledger, outline.held(), notation);
    }
    trace.for_each_step(|step, before, after| {
        let (state, view) = (steps.len() + 1, machine.view(after));
        step.events.iter().for_each(|&event| ledger.observe(event));
        outline.follow(number(state), step, view);
        let (text, notes) = step.name(machine.view(before), view);
        let place = outline.place(step.choice.task, step.pc);
        steps.push(StepView { task: u32::from(step.choice.task.0), place, text, notes });
        if around.contains(&state) {
            window.push(view, &ledger, outline.held(), notation);
        }
    });
    let view = TraceView {
        schedule: trace.schedule(),
        asked: number(asked),
        cut,
        steps,
        course: outline.finish(),
        code: code_view(&built.files),
        tasks: machine.all_tasks().map(|task| task_info(machine, task)).collect(),
        groups: groups(machine),
        goal: built.goal.clone(),
    };
    (view, window.finish())
}

/// What a scenario is played for.
pub(crate) fn goal_view(goal: &Goal) -> GoalView {
    GoalView {
        reach: match goal.reach {
            Reach::Deadlock => ReachView::Deadlock,
            Reach::Ok => ReachView::Ok,
            Reach::Proof => ReachView::Proof,
        },
        kernel: goal.kernel.clone(),
        text: goal.text.clone(),
        lesson: goal.lesson.clone(),
        start: goal.start.clone(),
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("schedules are short")
}

/// Tasks that stand for one `count` of the scenario.
fn groups(machine: &Machine) -> Vec<GroupView> {
    let firsts = first_of_program(machine);
    let alike = firsts.chunk_by(|a, b| a == b).filter(|tasks| tasks.len() > 1);
    let group = |tasks: &[TaskId]| {
        let name = machine.task_name(tasks[0]);
        GroupView {
            name: name.strip_suffix('1').unwrap_or(name).to_owned(),
            first: u32::from(tasks[0].0),
            len: number(tasks.len()),
        }
    };
    alike.map(group).collect()
}

/// Where a task stands, or stood.
pub(crate) fn place_view(machine: &Machine, task: TaskId, pc: Pc) -> PlaceView {
    let program = machine.program(task);
    let place = program.place(pc);
    let spec = match program.instr(pc) {
        Instr::Step { prim, .. } => Some(prim.spec()),
        Instr::Set(..)
        | Instr::Unless(..)
        | Instr::Jump(_)
        | Instr::DisableFaults
        | Instr::EnableFaults
        | Instr::Exit => None,
    };
    PlaceView {
        file: u32::from(place.file),
        line: place.line,
        label: place.label.clone(),
        chain: place.chain.clone(),
        primitive: spec.map(|spec| spec.name.to_owned()).unwrap_or_default(),
        explanation: spec.map(|spec| format!("{} ({})", spec.explanation, spec.source)).unwrap_or_default(),
    }
}

fn code_view(files: &[ListingFile]) -> CodeView {
    let files = files.iter().map(|file| CodeFileView {
        name: file.name.clone(),
        lines: file.text.lines().map(str::to_owned).collect(),
    });
    let files: Vec<CodeFileView> = files.collect();
    let is_named = |name: &str| files.iter().flat_map(|file| &file.lines).any(|line| line.contains(name));
    let mut primitives: Vec<PrimitiveView> = SPECS
        .iter()
        .filter(|spec| is_named(spec.name))
        .map(|spec| PrimitiveView {
            name: spec.name.to_owned(),
            explanation: spec.explanation.to_owned(),
            source: spec.source.to_owned(),
        })
        .collect();
    lists::sort_by_key(&mut primitives, |primitive| primitive.name.clone());
    CodeView { files, primitives }
}

fn task_info(machine: &Machine, task: TaskId) -> TaskInfoView {
    let environment = machine.is_actor(task);
    let scenario = machine.scenario();
    TaskInfoView {
        name: machine.task_name(task).to_owned(),
        mm: match scenario.tasks.get(task.index()) {
            Some(task) => machine.mm(task.mms[0]).name.clone(),
            None => String::new(),
        },
        calls: machine.program(task).calls().iter().map(|call| call.text.clone()).collect(),
        environment,
    }
}
