//! Lock order in lockdep's words: "holding A, acquiring B", by class, seen in any run of a search.
//!
//! Arrow: `Search` -> **[`LockOrder`]** -> view. A dependency is there if in some run a task asks for a lock of one
//! class while it holds one of another, whether it has to wait or not; a lock that is only tried makes none, because
//! nobody waits there, but counts as held afterwards. It is the order of steps of one task, so reductions, which keep
//! every task's own steps, lose none (`docs/soundness.md`). It decides nothing about deadlocks: a *lock-order cycle*
//! might deadlock, a *wait-for cycle* has.

use std::collections::BTreeMap;

use pagelock_lists as lists;

use crate::exec::Choice;
use crate::graph::Edges;
use crate::id::TaskId;
use crate::machine::Machine;
use crate::prim::Prim;
use crate::program::Instr;
use crate::resource::{LockClass, Resource};
use crate::state::{State, Status, View};
use crate::trace::Trace;
use crate::visited::StateNr;

/// How a lock of a class is held or asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The only way there is.
    Only,
    /// `mmap_sem` for read.
    Read,
    /// `mmap_sem` for write.
    Write,
}

/// A class, and how a lock of it is held or asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usage {
    /// The class.
    pub class: LockClass,
    /// How.
    pub mode: Mode,
}

/// Whether it is the same lock that is held and asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instance {
    /// The same one.
    Same,
    /// Another one.
    Another,
}

/// Holding one, acquiring the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dependency {
    /// What is held.
    pub holding: Usage,
    /// What is asked for meanwhile.
    pub acquiring: Usage,
    /// Within a class: whether that is the same lock.
    pub instance: Instance,
}

/// Where a dependency was seen first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who holds and acquires.
    pub task: TaskId,
    /// A way there: after it the task stands at the step that acquires. What others do on the way is left out where it
    /// is not needed.
    pub schedule: Vec<u16>,
}

/// All dependencies of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockOrder {
    /// In their order, each with its first witness.
    pub dependencies: Vec<(Dependency, Witness)>,
}

impl LockOrder {
    /// Classes that lie on a common lock-order cycle, by group; a class that is acquired while it is held is one alone.
    pub fn cycles(&self) -> Vec<Vec<LockClass>> {
        let number = |class: LockClass| LockClass::ALL.iter().position(|&known| known == class).unwrap_or(0);
        let mut edges = Edges::default();
        for (nr, class) in (0u32..).zip(LockClass::ALL) {
            let first = edges.len();
            let after = self.dependencies.iter().filter(|(dependency, _)| dependency.holding.class == class);
            let is_kept = after
                .map(|(dependency, _)| u32::try_from(number(dependency.acquiring.class)).unwrap_or(0))
                .all(|target| edges.push(target).is_ok())
                && edges.end_state(nr, first).is_ok();
            assert!(is_kept, "no memory for five lock classes");
        }
        let class = |nr: u32| LockClass::ALL[nr as usize];
        let mut cycles: Vec<Vec<LockClass>> =
            edges.cyclic_components().into_iter().map(|nrs| nrs.into_iter().map(class).collect()).collect();
        lists::sort(&mut cycles);
        cycles
    }
}

impl View<'_> {
    /// What a task asks for where it stands, if that is a lock that it may have to wait for.
    fn asks_for(self, task: TaskId) -> Option<(Usage, Resource)> {
        let Instr::Step { prim, args, .. } = self.program(task).instr(self.pc(task)) else { return None };
        if self.atomic_depth(task) > 0 || self.oops(task).is_some() {
            return None;
        }
        let resource = self.asked_at(task, *prim, args)?;
        let mode = match (resource.class(), prim) {
            (LockClass::MmapSem, Prim::DownRead) => Mode::Read,
            (LockClass::MmapSem, _) => Mode::Write,
            (LockClass::IMutex | LockClass::Glock | LockClass::PageLocked | LockClass::KmapPool, _) => {
                Mode::Only
            }
        };
        Some((Usage { class: resource.class(), mode }, resource))
    }

    /// What a task holds: each lock once.
    fn held_by(self, task: TaskId) -> Vec<(Usage, Resource)> {
        let machine = self.machine;
        let mut held = Vec::new();
        let mut add =
            |resource: Resource, mode| held.push((Usage { class: resource.class(), mode }, resource));
        for file in machine.files() {
            if self.i_mutex(file) == Some(task) {
                add(Resource::IMutex(file), Mode::Only);
            }
            if self.glock(file) == Some(task) {
                add(Resource::Glock(file), Mode::Only);
            }
        }
        for mm in machine.mms() {
            if self.mmap_sem_writer(mm) == Some(task) {
                add(Resource::MmapSem(mm), Mode::Write);
            }
            if self.mmap_sem_readers(mm).any(|(reader, _)| reader == task) {
                add(Resource::MmapSem(mm), Mode::Read);
            }
        }
        for page in self.pages().filter(|&page| self.locked_by(page) == Some(task)) {
            add(Resource::PageLock(page), Mode::Only);
        }
        if self.kmaps_held(task) > 0 {
            add(Resource::KmapPool, Mode::Only);
        }
        held
    }

    /// What a task holds against what it asks for where it stands.
    pub fn dependencies_of(self, task: TaskId) -> Vec<Dependency> {
        let Some((acquiring, asked)) = self.asks_for(task) else { return Vec::new() };
        let dependency = |(holding, held): (Usage, Resource)| {
            // One slot is like any other, but never the one that is held: a page that is mapped needs none.
            let is_same = held == asked && asked != Resource::KmapPool;
            Dependency {
                holding,
                acquiring,
                instance: if is_same { Instance::Same } else { Instance::Another },
            }
        };
        self.held_by(task).into_iter().map(dependency).collect()
    }
}

/// How a search came to a dependency: a state, and what it did there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<W> {
    pub(crate) state: StateNr,
    /// `None`: a task waits in the state itself
    pub(crate) way: Option<W>,
}

/// Keeps the dependencies that a search comes to.
#[derive(Debug)]
pub(crate) struct Recorder<W> {
    found: BTreeMap<Dependency, Option<Found<W>>>,
    /// those whose state and way are still to be told
    fresh: Vec<(Dependency, Option<W>)>,
    words: Vec<u64>,
}

impl<W: Copy> Recorder<W> {
    pub(crate) fn new() -> Self {
        Self { found: BTreeMap::new(), fresh: Vec::new(), words: Vec::new() }
    }

    /// A task takes a step and so many in all of those that follow at once.
    pub(crate) fn follow(&mut self, machine: &Machine, before: &[u64], choice: Choice, steps: u32, way: W) {
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        words.extend_from_slice(before);
        let mut next = choice;
        for step in 0..steps {
            self.note(View { machine, words: &words }, choice.task, Some(way));
            if step + 1 < steps {
                machine.advance_words(&mut words, next);
                next.pick = 0;
            }
        }
        self.words = words;
    }

    /// Tasks wait in a state.
    pub(crate) fn look(&mut self, view: View<'_>) {
        for task in view.machine.all_tasks() {
            if matches!(view.status(task), Status::Blocked(_)) {
                self.note(view, task, None);
            }
        }
    }

    fn note(&mut self, view: View<'_>, task: TaskId, way: Option<W>) {
        for dependency in view.dependencies_of(task) {
            self.found.entry(dependency).or_insert_with(|| {
                self.fresh.push((dependency, way));
                None
            });
        }
    }

    /// What was noted last was seen from this state on.
    pub(crate) fn settle(&mut self, state: StateNr) {
        for (dependency, way) in self.fresh.drain(..) {
            self.found.insert(dependency, Some(Found { state, way }));
        }
    }

    /// The order, given a schedule for each way: it goes to what was found, or beyond.
    pub(crate) fn order(
        &self,
        machine: &Machine,
        mut schedule_to: impl FnMut(Found<W>) -> Vec<u16>,
    ) -> LockOrder {
        let found = self.found.iter().filter_map(|(&dependency, found)| Some((dependency, (*found)?)));
        let dependencies =
            found.map(|(dependency, found)| (dependency, witness(machine, &schedule_to(found), dependency)));
        LockOrder { dependencies: dependencies.collect() }
    }
}

/// The first task on a run that holds and acquires so, with what of the run it needs.
fn witness(machine: &Machine, schedule: &[u16], dependency: Dependency) -> Witness {
    let trace = Trace::replay(machine, schedule);
    let has = |state: &State, task| machine.view(state).dependencies_of(task).contains(&dependency);
    let states = trace.steps().iter().zip(trace.states());
    let mover = states.enumerate().find(|(_, (step, state))| has(state, step.choice.task));
    let (len, task) = if let Some((len, (step, _))) = mover {
        (len, step.choice.task)
    } else {
        let waits = machine.all_tasks().find(|&task| has(trace.last(), task));
        (trace.steps().len(), waits.expect("the search has seen it on this way"))
    };
    let choices: Vec<Choice> = trace.steps()[..len].iter().map(|step| step.choice).collect();
    let shorter = shortened(machine, choices, |view| view.dependencies_of(task).contains(&dependency), task);
    let schedule = shorter.and_then(|choices| positions(machine, &choices)).filter(|positions| {
        let trace = Trace::replay(machine, positions);
        trace.steps().len() == positions.len() && has(trace.last(), task)
    });
    Witness { task, schedule: schedule.unwrap_or_else(|| schedule_of(&trace, len)) }
}

fn schedule_of(trace: &Trace, len: usize) -> Vec<u16> {
    trace.steps()[..len].iter().map(|step| step.position).collect()
}

/// Steps that are taken in all to find out which of them a witness needs.
const TRIAL_STEPS_MAX: usize = 200_000;

/// Leaves out steps of others as long as the run comes to such a state: first all, then halves, down to single ones.
fn shortened(
    machine: &Machine,
    mut choices: Vec<Choice>,
    is_there: impl Fn(View<'_>) -> bool,
    task: TaskId,
) -> Option<Vec<Choice>> {
    let (mut steps, mut size) = (0, choices.len().max(1));
    while size > 0 {
        let mut end = choices.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            let is_kept = |(i, choice): (usize, &Choice)| {
                (!(start..end).contains(&i) || choice.task == task).then_some(*choice)
            };
            let fewer: Vec<Choice> = choices.iter().enumerate().filter_map(is_kept).collect();
            if fewer.len() < choices.len() {
                steps += fewer.len();
                if steps > TRIAL_STEPS_MAX {
                    return Some(choices);
                }
                if comes_to(machine, &fewer, &is_there) {
                    choices = fewer;
                }
            }
            end = start;
        }
        size /= 2;
    }
    Some(choices)
}

/// Whether a run can make these choices, and where it comes to.
fn comes_to(machine: &Machine, choices: &[Choice], is_there: impl Fn(View<'_>) -> bool) -> bool {
    let mut words = machine.initial().words.to_vec();
    for &choice in choices {
        let view = View { machine, words: &words };
        let mut is_way = false;
        view.for_each_way(choice.task, |pick| is_way |= pick == choice.pick);
        if !is_way {
            return false;
        }
        machine.advance_words(&mut words, choice);
        if (View { machine, words: &words }).oops(choice.task).is_some() {
            return false;
        }
    }
    is_there(View { machine, words: &words })
}

/// Positions of choices among those of each state; `None` if one is not there.
fn positions(machine: &Machine, choices: &[Choice]) -> Option<Vec<u16>> {
    let mut words = machine.initial().words.to_vec();
    let mut positions = Vec::with_capacity(choices.len());
    for &choice in choices {
        let all = View { machine, words: &words }.choices();
        let position = all.iter().position(|&known| known == choice)?;
        positions.push(u16::try_from(position).ok()?);
        machine.advance_words(&mut words, choice);
    }
    Some(positions)
}
