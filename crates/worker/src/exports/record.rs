//! Everything that exports tell of a run, as plain data with all its words.
//!
//! Arrow: `Built` + `Trace` -> **[`Record`]** -> files. What is below it knows no engine, so the languages of other
//! programs are written from data alone, and are tested with data that no scenario could make.

use pagelock_engine::event::{Event, Lock};
use pagelock_engine::{LockClass, Machine, Resource, Trace, View};
use pagelock_lists::Map;
use pagelock_protocol::message::Source;
use pagelock_protocol::view::{CutView, EndView, SearchedView, TraceView, WaitView};

use crate::built::Built;
use crate::lower::trace_view;
use crate::waits::wait_views;
use crate::window::last_end;

/// Tasks times steps of a run of which it is noted at every state who waits for whom.
const TASK_STEPS_FOLLOWED: usize = 200_000;

/// A run with everything that is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is a run of.
    pub about: About,
    /// The run in outline.
    pub trace: TraceView,
    /// The state that is looked at, counted from 0 before the first step.
    pub at: usize,
    /// Who waits for whom, in order, each from a state on; for the states that `cover` says.
    pub waits: Vec<(usize, Vec<WaitView>)>,
    /// Of which states it is known who waits.
    pub cover: Cover,
    /// The locks that are taken or waited for.
    pub locks: Vec<LockInfo>,
    /// What is done with them, in order.
    pub acts: Vec<Act>,
    /// Slots of the kmap pool.
    pub slots: usize,
    /// How many of them nobody uses, from which state on; the first one from state 0.
    pub free: Vec<(usize, usize)>,
    /// How the run has ended, if it has.
    pub end: Option<EndView>,
    /// What the whole run has cost.
    pub costs: Vec<(String, u64)>,
}

/// Of which states of a run it is noted who waits for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Of all.
    EveryState,
    /// Of a long run of many tasks only of the one that is looked at.
    Cursor,
}

/// What a run is a run of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Name of the scenario.
    pub scenario: String,
    /// Whether its text is built in.
    pub scenario_origin: Origin,
    /// Its title.
    pub title: String,
    /// What happens, in prose.
    pub story: String,
    /// Name of the listing.
    pub kernel: String,
    /// Whether its text is built in.
    pub kernel_origin: Origin,
    /// Options that were set.
    pub options: Vec<(String, String)>,
    /// What a search has found, if there was one.
    pub searched: Option<SearchedView>,
}

/// Where a text is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It comes with Pagelock.
    BuiltIn,
    /// Somebody has written or edited it.
    Edited,
}

impl Origin {
    fn of(source: &Source) -> Self {
        match source {
            Source::Builtin(_) => Self::BuiltIn,
            Source::Text { .. } => Self::Edited,
        }
    }
}

/// A lock, by the name that it has when it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockInfo {
    /// What it is called.
    pub name: String,
    /// Locks like it, as the kernel calls them.
    pub class: &'static str,
    /// Whether it is the kmap pool, which many hold at a time.
    pub is_pool: bool,
}

/// Something that was done with a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The step of the run, from 1.
    pub step: usize,
    /// Who has it then, or had it, or queues for it: index into the tasks of the run.
    pub task: u32,
    /// Index into [`Record::locks`].
    pub lock: usize,
    /// What was done.
    pub kind: ActKind,
    /// How it is held.
    pub mode: Mode,
    /// What happened, in words.
    pub words: String,
}

/// What is done with locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// It is taken.
    Takes,
    /// Its queue is joined.
    Queues,
    /// It is given back.
    Releases,
}

/// How a lock is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Alone.
    Alone,
    /// With other readers.
    Read,
    /// Alone, where readers could share it.
    Write,
    /// A slot of many.
    Slot,
}

impl Record {
    /// The record of a run of which a state is looked at.
    pub fn new(built: &Built, trace: &Trace, at: usize, searched: Option<SearchedView>) -> Self {
        let len = trace.steps().len();
        let at = at.min(len);
        let (view, window) = trace_view(built, trace, (len, CutView::No), len);
        let mut notes = Notes::new(&built.machine);
        let work = built.machine.all_tasks().count().saturating_mul(len + 1);
        let cover = if work <= TASK_STEPS_FOLLOWED { Cover::EveryState } else { Cover::Cursor };
        let is_noted = |state: usize| cover == Cover::EveryState || state == at;
        let initial = built.machine.initial();
        notes.look(0, built.machine.view(&initial), is_noted(0));
        let mut state = 0;
        trace.for_each_step(|step, before, after| {
            state += 1;
            let (before, after) = (built.machine.view(before), built.machine.view(after));
            for &event in &step.events {
                notes.act(state, event, before, after);
            }
            notes.look(state, after, is_noted(state));
        });
        Self {
            about: About {
                scenario: built.name.clone(),
                scenario_origin: Origin::of(&built.asked.scenario),
                title: built.title.clone(),
                story: built.story.clone(),
                kernel: built.asked.listing.name().to_owned(),
                kernel_origin: Origin::of(&built.asked.listing),
                options: built.asked.options.clone(),
                searched,
            },
            trace: view,
            at,
            waits: notes.waits,
            cover,
            locks: notes.locks,
            acts: notes.acts,
            slots: usize::from(built.machine.scenario().pkmap_slots),
            free: notes.free,
            end: last_end(&built.machine, trace),
            costs: window.states.last().map(|state| state.costs.clone()).unwrap_or_default(),
        }
    }

    /// Steps of the run.
    pub fn len(&self) -> usize {
        self.trace.steps.len()
    }

    /// Whether it makes no step.
    pub fn is_empty(&self) -> bool {
        self.trace.steps.is_empty()
    }

    /// Who waits for whom in a state, as far as that is known.
    pub fn waits_at(&self, state: usize) -> &[WaitView] {
        if self.cover == Cover::Cursor && state != self.at {
            return &[];
        }
        let next = self.waits.partition_point(|(from, _)| *from <= state);
        next.checked_sub(1).map_or(&[], |last| &self.waits[last].1)
    }

    /// A task's name.
    pub fn task_name(&self, task: u32) -> &str {
        self.trace.tasks.get(task as usize).map_or("?", |info| info.name.as_str())
    }

    /// Names of tasks: all of few, the first and the last of many.
    pub fn task_names(&self, tasks: &[u32]) -> String {
        match tasks {
            [first, _, _, _, .., last] => {
                format!("{} to {}, {} tasks", self.task_name(*first), self.task_name(*last), tasks.len())
            }
            _ => tasks.iter().map(|&task| self.task_name(task)).collect::<Vec<_>>().join(", "),
        }
    }

    /// What runs, in a line.
    pub fn headline(&self) -> String {
        let About { scenario, kernel, .. } = &self.about;
        format!("{scenario} under {kernel}, step {} of {}, simulated by Pagelock", self.at, self.len())
    }

    /// What the run has come to, in a few words.
    pub fn end_words(&self) -> String {
        let Some(end) = &self.end else { return "the run can go on".to_owned() };
        let word = super::words::verdict(end.verdict);
        let mut words = word.to_owned();
        for part in [&end.kind, &end.notation] {
            if !part.is_empty() {
                words.push_str(": ");
                words.push_str(part);
            }
        }
        words
    }
}

/// What is noted along a run.
struct Notes<'m> {
    machine: &'m Machine,
    waits: Vec<(usize, Vec<WaitView>)>,
    locks: Vec<LockInfo>,
    /// numbers of locks by what they are and what they were called
    known: Map<(Resource, String), usize>,
    /// under which number each was taken last
    current: Map<Resource, usize>,
    acts: Vec<Act>,
    free: Vec<(usize, usize)>,
}

impl<'m> Notes<'m> {
    fn new(machine: &'m Machine) -> Self {
        Self {
            machine,
            waits: Vec::new(),
            locks: Vec::new(),
            known: Map::new_vec(),
            current: Map::new_vec(),
            acts: Vec::new(),
            free: Vec::new(),
        }
    }

    fn act(&mut self, step: usize, event: Event, before: View<'_>, after: View<'_>) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else is done with a lock")]
        let (task, lock, kind) = match event {
            Event::Acquired(task, lock) => (task, lock, ActKind::Takes),
            Event::Queued(task, lock) => (task, lock, ActKind::Queues),
            Event::Released(task, lock) => (task, lock, ActKind::Releases),
            _ => return,
        };
        let resource = Resource::from(lock);
        let known = self.current.get(&resource).copied();
        let lock_nr = match known {
            Some(known) if kind == ActKind::Releases => known,
            Some(_) | None => self.number(resource, name(resource, before, after)),
        };
        self.acts.push(Act {
            step,
            task: u32::from(task.0),
            lock: lock_nr,
            kind,
            mode: mode(lock),
            words: before.event_name(event, after),
        });
    }

    fn number(&mut self, resource: Resource, name: String) -> usize {
        let locks = &mut self.locks;
        let number = *self.known.entry((resource, name.clone())).or_insert_with(|| {
            let class = resource.class();
            locks.push(LockInfo { name, class: class.name(), is_pool: class == LockClass::KmapPool });
            locks.len() - 1
        });
        self.current.insert(resource, number);
        number
    }

    fn look(&mut self, state: usize, view: View<'_>, is_noted: bool) {
        let free = usize::from(self.machine.scenario().pkmap_slots).saturating_sub(view.slots_in_use());
        if self.free.last().is_none_or(|&(_, last)| last != free) {
            self.free.push((state, free));
        }
        if is_noted {
            let waits = wait_views(view, &view.waits());
            if self.waits.last().map_or(!waits.is_empty(), |(_, last)| *last != waits) {
                self.waits.push((state, waits));
            }
        }
    }
}

/// What a lock is called: a page by what it caches, before it is taken off its file.
fn name(resource: Resource, before: View<'_>, after: View<'_>) -> String {
    match resource {
        Resource::PageLock(page) if before.count(page) > 0 && before.pgoff(page).is_some() => {
            before.resource_name(resource)
        }
        Resource::PageLock(_)
        | Resource::IMutex(_)
        | Resource::Glock(_)
        | Resource::MmapSem(_)
        | Resource::KmapPool => after.resource_name(resource),
    }
}

fn mode(lock: Lock) -> Mode {
    match lock {
        Lock::IMutex(_) | Lock::Glock(_) | Lock::Page(_) => Mode::Alone,
        Lock::MmapSemRead(_) => Mode::Read,
        Lock::MmapSemWrite(_) => Mode::Write,
        Lock::Pkmap(_) => Mode::Slot,
    }
}
