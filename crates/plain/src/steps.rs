//! Runs as rows: every step with its choice, its place and its words, and how the run ends.
//!
//! Arrow: `Trace` -> **rows**. It asks the engine for one step at a time, because a run of hundreds of tasks is too
//! large to keep all its states in words.

use pagelock_engine::id::{PageId, PgoffId, TaskId};
use pagelock_engine::{Content, Machine, Step, Trace, View};
use pagelock_protocol::view::EndView;
use pagelock_worker::last_state;
use serde::Serialize;

use crate::refusal::Refusal;

/// A step, as schedules in JSON have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScheduledStep {
    /// Position among the choices of the state: what `--schedule` takes.
    pub choice: u16,
    /// Who moves.
    pub task: String,
    /// The mail's step label.
    pub label: String,
    /// The primitive with its arguments, or what the environment picks.
    pub step: String,
}

/// A step and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DoneStep {
    /// Who did it, and what.
    #[serde(flatten)]
    pub scheduled: ScheduledStep,
    /// What happened, in words; the step's own event first.
    pub happened: Vec<String>,
    /// Pages that are other than before it, in short.
    pub pages: Vec<String>,
}

/// How a run ended and what it cost.
#[derive(Clone, Debug)]
pub struct Ending {
    /// How it ended; `None` if it can go on.
    pub end: Option<EndView>,
    /// What it can go on with.
    pub choices: Vec<String>,
    /// Costs of the whole run.
    pub costs: Vec<(String, u64)>,
}

/// The steps of a run.
pub fn steps(machine: &Machine, trace: &Trace) -> Vec<DoneStep> {
    let mut steps = Vec::new();
    trace.for_each_step(|done, before, after| {
        steps.push(step(machine, done, machine.view(before), machine.view(after)));
    });
    steps
}

fn step(machine: &Machine, step: &Step, before: View<'_>, after: View<'_>) -> DoneStep {
    let task = step.choice.task;
    let (text, notes) = step.name(before, after);
    DoneStep {
        scheduled: ScheduledStep {
            choice: step.position,
            task: machine.task_name(task).to_owned(),
            label: machine.program(task).place(step.pc).label.clone(),
            step: before.choice_name(step.choice),
        },
        happened: [text].into_iter().chain(notes).collect(),
        pages: changed_pages(machine, before, after),
    }
}

/// The end of a run.
pub fn ending(machine: &Machine, trace: &Trace) -> Ending {
    let last = last_state(machine, trace);
    let name = |task: u32| machine.all_tasks().nth(task as usize).map(|t| machine.task_name(t));
    let choices = last.choices.iter().enumerate();
    Ending {
        choices: choices
            .map(|(i, choice)| format!("{i}: {} {}", name(choice.task).unwrap_or_default(), choice.text))
            .collect(),
        costs: last.costs,
        end: last.end,
    }
}

/// Replays a schedule, all of it.
///
/// # Errors
/// If a choice of it is not possible where it is made, with those that are.
pub fn replay(machine: &Machine, schedule: &[u16]) -> Result<Trace, Refusal> {
    let trace = Trace::replay(machine, schedule);
    let done = trace.steps().len();
    let Some(choice) = schedule.get(done) else { return Ok(trace) };
    let ending = ending(machine, &trace);
    let message = format!("step {} of the schedule, choice {choice}, is not possible", done + 1);
    let hint = match ending.end {
        Some(end) => {
            let how = verdict_kind(end.verdict.word(), &end.kind);
            format!("the run is over after step {done}: {how}")
        }
        None => format!("the choices there are {}", ending.choices.join(", ")),
    };
    Err(Refusal::hinted(message, hint))
}

/// Every page in short: `a:0[L=T,!utd,rc3,jj]`.
pub fn pages(machine: &Machine, view: View<'_>) -> Vec<String> {
    view.pages().map(|page| page_text(machine, view, page)).collect()
}

fn changed_pages(machine: &Machine, before: View<'_>, after: View<'_>) -> Vec<String> {
    let is_same = |page| {
        PageFacts::of(before, page) == PageFacts::of(after, page)
            && before.contents(page).eq(after.contents(page))
    };
    let changed = after.pages().filter(|&page| !is_same(page));
    changed.map(|page| page_text(machine, after, page)).collect()
}

/// What is shown of a page besides its contents. A list of those for every page and step of a run of hundreds of tasks
/// takes longer to make than the run takes to be found.
#[derive(PartialEq, Eq)]
struct PageFacts {
    pgoff: Option<PgoffId>,
    locked_by: Option<TaskId>,
    is_uptodate: bool,
    is_dirty: bool,
    count: u32,
    kmaps: u32,
}

impl PageFacts {
    fn of(view: View<'_>, page: PageId) -> Self {
        Self {
            pgoff: view.pgoff(page),
            locked_by: view.locked_by(page),
            is_uptodate: view.is_uptodate(page),
            is_dirty: view.is_dirty(page),
            count: view.count(page),
            kmaps: view.kmaps(page),
        }
    }
}

fn page_text(machine: &Machine, view: View<'_>, page: PageId) -> String {
    let facts = PageFacts::of(view, page);
    let lock = facts.locked_by.map(|task| format!("L={}", machine.task_name(task)));
    let uptodate = if facts.is_uptodate { "utd" } else { "!utd" };
    let dirty = facts.is_dirty.then(|| "d".to_owned());
    let count = format!("rc{}", facts.count);
    let kmaps = Some(facts.kmaps).filter(|&n| n > 0).map(|n| format!("k{n}"));
    let sectors = view.contents(page).map(sector_letter).collect();
    let words = [lock, Some(uptodate.to_owned()), dirty, Some(count), kmaps, Some(sectors)];
    let words: Vec<String> = words.into_iter().flatten().collect();
    format!("{}[{}]", view.page_name(page), words.join(","))
}

fn sector_letter(content: Content) -> char {
    match content {
        Content::Old => 'o',
        Content::New => 'N',
        Content::Zero => 'z',
        Content::Junk => 'j',
        Content::Stale => 's',
        Content::Lost => 'l',
    }
}

/// A verdict with its kind: `deadlock (ABBA)`.
pub fn verdict_kind(word: &str, kind: &str) -> String {
    if kind.is_empty() { word.to_owned() } else { format!("{word} ({kind})") }
}
