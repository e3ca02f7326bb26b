//! Which steps nobody else can meet: what a step touches, and what every other task may still touch.
//!
//! Arrow: `State` + task -> **whether its next step is private**. A step that touches only what no other
//! task will touch from here on can be taken at once, before everything else: whatever the others do, it stays
//! possible, does the same, and does not change what they can do. So every run to an end is, but for the order of such
//! steps, a run that takes it first; runs that end in the same state have the same steps, and the shortest stays as
//! short (persistent sets of one step: Godefroid 1996).
//!
//! What a task may still touch is taken from its program alone, so it is more than it will touch, never less. It knows
//! nothing of searches.

use crate::effects::{Effect, LOCK, LRU, MAPPING, PTES, VMAS, effect, effect_behind, effect_on_source};
use crate::exec::Choice;
use crate::id::{FileId, MmId, PageId, TaskId};
use crate::machine::Machine;
use crate::objects::{Objects, Touched, programs, without_private};
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Program};
use crate::reach::{Held, Reach, Reaches};
use crate::references::Manners;
use crate::report::Visible;
use crate::scenario::{Pick, RwsemPolicy};
use crate::situation::{Masks, Situation};
use crate::state::View;
use crate::symmetry::Symmetry;

/// Steps that follow at once at most, so that a loop of them comes to light.
const STEPS_MAX: u32 = 1000;

/// A task that is like no other, or an actor.
#[derive(Debug)]
pub(crate) struct Individual {
    pub(crate) task: TaskId,
    pub(crate) free: Places,
    /// as long as somebody else holds a lock of [`Footprint::locks`], for those that it waits for
    pub(crate) behind: Vec<(usize, Places)>,
}

/// What is touched from each place of a program on, without what nobody else can name.
#[derive(Debug)]
pub(crate) struct Places {
    reach: Vec<Reach>,
    /// the same for an actor that may begin again
    with_start: Vec<Reach>,
}

impl Places {
    fn new(machine: &Machine, objects: &Objects, task: TaskId, reach: Vec<Reach>) -> Self {
        let Some(start) = start_of(machine, objects, task, reach[0].anyhow) else {
            let reach = reach.into_iter().map(|place| place.map(without_private));
            return Self { reach: reach.collect(), with_start: Vec::new() };
        };
        let add = |mut touched: Touched| {
            touched.add(start);
            touched
        };
        Self { with_start: reach.iter().map(|place| place.map(add)).collect(), reach }
    }

    pub(crate) fn at(&self, pc: usize, begins: bool) -> &Reach {
        if begins { &self.with_start[pc] } else { &self.reach[pc] }
    }
}

/// What every task may touch.
#[derive(Debug)]
pub(crate) struct Footprint {
    rwsem: RwsemPolicy,
    pub(crate) visible: Visible,
    objects: Objects,
    /// actors, which meet most, then tasks
    pub(crate) individuals: Vec<Individual>,
    /// locks that some of them wait for
    pub(crate) locks: Vec<Held>,
    /// what those that are like others may touch of what is not their own
    pub(crate) alike: Touched,
    /// files that others than those may name
    pub(crate) files: Vec<(FileId, Masks)>,
    /// whether pages always take the frame of their place
    has_own_frames: bool,
}

impl Footprint {
    /// `None` where a page may be another one than a program takes it for, so that nothing can be said.
    pub(crate) fn new(machine: &Machine, symmetry: &Symmetry, visible: Visible) -> Option<Self> {
        let (scenario, layout) = (machine.scenario(), &machine.layout);
        let owned = layout.cache.len() + layout.own_frames.iter().flatten().count();
        let has_own_frames = layout.pages.len() == owned;
        let detaching = [Prim::RemoveMapping, Prim::TruncateCompletePage, Prim::InvalidateCompletePage];
        let detaches = |program: &Program| detaching.iter().any(|&prim| program.uses(prim));
        let programs = programs(scenario);
        let manners: Vec<Manners> =
            programs.iter().map(|&(program, is_actor)| Manners::of(program, is_actor)).collect();
        // A page that is freed under somebody may come back as another one, if any is ever freed.
        let keeps_frames = has_own_frames || !programs.iter().any(|(program, _)| detaches(program));
        if !keeps_frames && !manners.iter().all(|manners| manners.uses_its_own) {
            return None;
        }
        let objects = Objects::new(scenario, manners.iter().all(|manners| manners.drops_its_own));
        let reaches = Reaches { machine, objects: &objects };
        let mut alike = Touched::default();
        for class in &symmetry.classes {
            alike.add(without_private(reaches.of(class.tasks[0]).reach(None)[0].anyhow));
        }
        let mut locks = Vec::new();
        let individual = |task: TaskId| {
            let course = reaches.of(task);
            let places = |held| Places::new(machine, &objects, task, course.reach(held));
            let behind = course.locks().map(|held| {
                let known = locks.iter().position(|&lock| lock == held);
                let lock = known.unwrap_or_else(|| {
                    locks.push(held);
                    locks.len() - 1
                });
                (lock, places(Some(held)))
            });
            Individual { task, behind: behind.collect(), free: places(None) }
        };
        let tasks = machine.tasks().filter(|&task| symmetry.replica(task).is_none());
        let individuals = machine.actors().chain(tasks).map(individual).collect();
        let files = machine.files().filter(|&file| !symmetry.owns(file));
        let files = files.map(|file| (file, Masks::new(&objects, file))).collect();
        let rwsem = scenario.rwsem;
        Some(Self { rwsem, visible, objects, individuals, locks, alike, files, has_own_frames })
    }

    /// A choice that is enough, with the state it leads to in `after`: the only one of a task, that nobody else can
    /// meet, and of which the task does not die.
    pub(crate) fn enough(
        &self,
        view: View<'_>,
        situation: &mut Situation,
        choices: &[Choice],
        after: &mut [u64],
    ) -> Option<usize> {
        (0..choices.len()).find(|&i| {
            let task = choices[i].task;
            let is_only = choices.get(i + 1).is_none_or(|next| next.task != task) && choices[i].pick == 0;
            is_only && self.take(view, situation, task, None, after)
        })
    }

    /// Takes the steps of a task that follow at once, after one of this primitive. Returns how many.
    pub(crate) fn run_on(
        &self,
        machine: &Machine,
        situation: &mut Situation,
        (task, first): (TaskId, Prim),
        words: &mut [u64],
        trial: &mut [u64],
    ) -> u32 {
        let mut steps = 0;
        while steps < STEPS_MAX {
            let view = View { machine, words };
            let mut ways = 0;
            view.for_each_way(task, |_| ways += 1);
            if ways != 1 {
                break;
            }
            self.look(view, situation);
            if !self.take(view, situation, task, Some(first), trial) {
                break;
            }
            words.copy_from_slice(trial);
            steps += 1;
        }
        steps
    }

    /// Takes the next step of a task that is its only choice, unless somebody can meet it or the task dies of it.
    fn take(
        &self,
        view: View<'_>,
        situation: &mut Situation,
        task: TaskId,
        first: Option<Prim>,
        after: &mut [u64],
    ) -> bool {
        let is_actor = view.machine.is_actor(task);
        if is_actor || self.is_visible(view, task, first) || !self.is_private(view, situation, task) {
            return false;
        }
        after.copy_from_slice(view.words);
        view.machine.advance_words(after, Choice { task, pick: 0 });
        View { machine: view.machine, words: after }.oops(task).is_none()
    }

    /// Whether the next step of a task is to be seen, after a first one in the same move.
    fn is_visible(&self, view: View<'_>, task: TaskId, first: Option<Prim>) -> bool {
        let Instr::Step { prim, .. } = view.program(task).instr(view.pc(task)) else { return false };
        let goes_on = self.visible == Visible::Cells && first == Some(Prim::Kunmap);
        self.visible != Visible::Nothing && (*prim == Prim::Kmap || *prim == Prim::Kunmap && !goes_on)
    }

    /// Whether nobody else will touch what the task's next step touches.
    ///
    /// Where a task is like others, this does not depend on where those stand.
    fn is_private(&self, view: View<'_>, situation: &mut Situation, task: TaskId) -> bool {
        let pc = view.pc(task);
        let Instr::Step { prim, args, .. } = view.program(task).instr(pc) else { return false };
        // The end of a run lets no actor come afterwards: a step that may be the last keeps its place.
        let goes_on = matches!(view.program(task).instr(pc + 1), Instr::Step { .. });
        if !goes_on && !is_environment_over(view) {
            return false;
        }
        let Some(mut mine) = self.touches(view, task, *prim, args) else { return false };
        let held = self.held(view, task);
        let others = situation.around.iter().filter(|other| other.task != task);
        let around = || others.clone().map(|other| self.reach_behind(other, held));
        if mine.meets(self.alike) || around().any(|other| mine.meets(other.settled)) {
            return false;
        }
        let (mut others, mut anyhow) = (self.alike, self.alike);
        for other in around() {
            others.add(other.settled);
            anyhow.add(other.anyhow);
        }
        if anyhow != others && !self.is_settled(view, situation, anyhow.writes) {
            others = anyhow;
        }
        if (mine.sets | others.sets) != 0 {
            let unset = self.unset(view, situation, others.writes);
            mine.reads |= mine.sets;
            mine.writes |= mine.sets & unset;
            others.writes |= others.sets & unset;
        }
        !mine.meets(others)
    }

    /// What a step touches in this state; `None` where that cannot be told.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others touch what their arguments name")]
    pub(crate) fn touches(&self, view: View<'_>, task: TaskId, prim: Prim, args: &[Expr]) -> Option<Touched> {
        let value = |i: usize| view.eval(task, &args[i]);
        let id = |i: usize| u32::try_from(value(i)).ok();
        let effect = effect(prim, self.rwsem);
        let mut touched = Touched::default();
        for (i, ty) in prim.spec().params.iter().enumerate() {
            match ty {
                Type::Page => {
                    let effect = if i == 0 || prim != Prim::CopyPage { effect } else { effect_on_source() };
                    touched.add(self.of_page(view, effect, PageId::decode(id(i)?)?)?);
                }
                Type::File => touched.add(self.objects.of_file(effect, FileId::decode(id(i)?)?)),
                Type::Mm => touched.add(self.objects.of_mm(effect, MmId::decode(id(i)?)?)),
                Type::Void | Type::Int | Type::Addr => {}
            }
        }
        match prim {
            Prim::AddToPageCache | Prim::AddToPageCacheLru => {
                let place = view.machine.pgoff(FileId::decode(id(0)?)?, value(1));
                if place.is_some_and(|pgoff| view.cached(pgoff).is_none()) {
                    touched.writes |= touched.sets;
                    return self.has_own_frames.then_some(touched);
                }
                touched.sets = 0;
            }
            Prim::AllocPage | Prim::TryToUnmap | Prim::UnmapMappingRange => return None,
            Prim::UnlockPage | Prim::Readpage if view.locked_by(PageId::decode(id(0)?)?) != Some(task) => {
                return None;
            }
            Prim::Kunmap if view.kmaps_held(task) == 0 => return None,
            Prim::Kmap if view.is_highmem(PageId::decode(id(0)?)?) => touched.writes |= Objects::pool(),
            Prim::GetUser | Prim::CopyFromUser => {
                let mm = view.machine.task_mm(task, 0)?;
                touched.add(self.objects.of_mm(effect, mm));
                let effect = effect_behind(prim);
                let (addr, n) = if prim == Prim::GetUser { (value(0), 1) } else { (value(2), value(3)) };
                touched.add(self.behind(view, effect, mm, addr, n)?);
            }
            Prim::FollowPage
            | Prim::PtePresent
            | Prim::InstallPte
            | Prim::ZapPageRange
            | Prim::UnmapRegion => {
                let mm = MmId::decode(id(0)?)?;
                let n = if matches!(prim, Prim::ZapPageRange | Prim::UnmapRegion) { value(2) } else { 1 };
                touched.add(self.behind(view, effect_behind(prim), mm, value(1), n)?);
            }
            Prim::PagevecLruAdd => {
                for page in view.pages().filter(|&page| view.pagevec(page) == Some(task)) {
                    touched.add(self.of_page(view, effect, page)?);
                }
            }
            _ => {}
        }
        Some(touched)
    }

    fn of_page(&self, view: View<'_>, effect: Effect, page: PageId) -> Option<Touched> {
        let file = view.machine.place(view.pgoff(page)?).0;
        Some(self.objects.of_file(effect, file))
    }

    /// What is behind so many sectors of an address space: the files, and the pages that ptes point at.
    fn behind(&self, view: View<'_>, effect: Effect, mm: MmId, addr: i32, n: i32) -> Option<Touched> {
        let mut touched = Touched::default();
        for pte in (addr..addr.saturating_add(n.max(1))).filter_map(|addr| view.machine.pte(mm, addr)) {
            if let Some(page) = view.pte(pte) {
                touched.add(self.of_page(view, effect, page)?);
            }
            if let Some(pgoff) = view.machine.backing(pte) {
                touched.add(self.objects.of_file(effect, view.machine.place(pgoff).0));
            }
        }
        Some(touched)
    }
}

pub(crate) fn is_environment_over(view: View<'_>) -> bool {
    view.machine.actors().all(|actor| view.is_at_end(actor) && view.budget(actor) == 0)
}

/// What an actor may touch from its beginning on, and what decides whether it can begin.
fn start_of(machine: &Machine, objects: &Objects, task: TaskId, reach: Touched) -> Option<Touched> {
    let reads = match machine.scenario().actors[machine.actor(task)?].pick {
        Pick::Page => MAPPING | LRU | LOCK,
        Pick::Pte => PTES | VMAS,
    };
    let (effect, mut touched) = (Effect { reads, ..Effect::default() }, reach);
    machine.files().for_each(|file| touched.add(objects.of_file(effect, file)));
    machine.mms().for_each(|mm| touched.add(objects.of_mm(effect, mm)));
    Some(touched)
}
