//! A trace of the engine as a view: every step with its place and words, every state in full.

use pagelock_engine::id::TaskId;
use pagelock_engine::program::{Instr, Pc};
use pagelock_engine::{Ledger, Machine, Step, Trace, View};
use pagelock_lang::{Setup, Source};
use pagelock_protocol::message;
use pagelock_protocol::view::{CodeFileView, CodeView, PlaceView, StepView, TaskInfoView, TraceView};

use crate::state_view::state_view;

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

/// A run in full. `asked` is how many choices were asked for.
pub fn trace_view(setup: &Setup, trace: &Trace, asked: usize) -> TraceView {
    let machine = &setup.machine;
    let mut ledger = Ledger::new(machine);
    let mut states = vec![state_view(setup, trace, &machine.initial(), &ledger)];
    let mut steps = Vec::new();
    trace.for_each_step(|step, before, after| {
        step.events.iter().for_each(|&event| ledger.observe(event));
        states.push(state_view(setup, trace, after, &ledger));
        steps.push(step_view(machine, step, machine.view(before), machine.view(after)));
    });
    TraceView {
        schedule: trace.schedule(),
        asked: u32::try_from(asked).expect("schedules are short"),
        steps,
        states,
        code: code_view(setup),
        tasks: machine.all_tasks().map(|task| task_info(machine, task)).collect(),
    }
}

fn step_view(machine: &Machine, step: &Step, before: View<'_>, after: View<'_>) -> StepView {
    let (text, notes) = step.name(before, after);
    StepView {
        task: u32::from(step.choice.task.0),
        place: place_view(machine, step.choice.task, step.pc),
        text,
        notes,
    }
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

fn code_view(setup: &Setup) -> CodeView {
    let files = setup.listing.linked.files.iter().map(|file| CodeFileView {
        name: file.name.clone(),
        lines: file.text.lines().map(str::to_owned).collect(),
    });
    CodeView { files: files.collect() }
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
