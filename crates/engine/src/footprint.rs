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

use crate::effects::{
    BLOCKS, DATA, DETACH, Effect, LOCK, LRU, MAPPING, PAGE, PTES, SIZE, UPTODATE, VMAS, effect,
    effect_behind, effect_on_source,
};
use crate::exec::Choice;
use crate::id::{FileId, MmId, PageId, PgoffId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::machine::Machine;
use crate::objects::{Mask, Objects, Touched, programs, without_private};
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Program};
use crate::reach::{Reach, Reaches};
use crate::references::Manners;
use crate::report::Visible;
use crate::scenario::{Pick, RwsemPolicy};
use crate::state::{Block, View};
use crate::symmetry::Symmetry;

/// Steps that follow at once at most, so that a loop of them comes to light.
const STEPS_MAX: u32 = 1000;

/// What every task may touch.
#[derive(Debug)]
pub(crate) struct Footprint {
    rwsem: RwsemPolicy,
    visible: Visible,
    objects: Objects,
    /// by task; `None` for those that are like others
    reach: Vec<Option<Reach>>,
    /// what those that are like others may touch of what is not their own
    pub(crate) alike: Touched,
    /// by actor: what it may touch from its beginning on, and what decides whether it can begin
    starts: Vec<Touched>,
    /// files that others than those may name
    files: Vec<FileId>,
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
            alike.add(without_private(reaches.of(class.tasks[0]).anyhow[0]));
        }
        let individuals =
            machine.all_tasks().map(|task| symmetry.replica(task).is_none().then(|| reaches.of(task)));
        let reach = individuals.collect();
        let files = machine.files().filter(|&file| !symmetry.owns(file)).collect();
        let mut footprint = Self {
            rwsem: scenario.rwsem,
            visible,
            objects,
            reach,
            alike,
            starts: Vec::new(),
            files,
            has_own_frames,
        };
        footprint.starts = machine.all_tasks().filter_map(|task| footprint.start_of(machine, task)).collect();
        Some(footprint)
    }

    /// A choice that is enough, with the state it leads to in `after`: the only one of a task, that nobody else can
    /// meet, and of which the task does not die.
    pub(crate) fn enough(&self, view: View<'_>, choices: &[Choice], after: &mut [u64]) -> Option<usize> {
        (0..choices.len()).find(|&i| {
            let task = choices[i].task;
            let is_only = choices.get(i + 1).is_none_or(|next| next.task != task) && choices[i].pick == 0;
            is_only && self.take(view, task, after)
        })
    }

    /// Takes the steps of a task that follow at once. Returns how many.
    pub(crate) fn run_on(
        &self,
        machine: &Machine,
        task: TaskId,
        words: &mut [u64],
        trial: &mut [u64],
    ) -> u32 {
        let mut steps = 0;
        while steps < STEPS_MAX {
            let view = View { machine, words };
            let mut ways = 0;
            view.for_each_way(task, |_| ways += 1);
            if ways != 1 || !self.take(view, task, trial) {
                break;
            }
            words.copy_from_slice(trial);
            steps += 1;
        }
        steps
    }

    /// Takes the next step of a task that is its only choice, unless somebody can meet it or the task dies of it.
    fn take(&self, view: View<'_>, task: TaskId, after: &mut [u64]) -> bool {
        if view.machine.is_actor(task) || !self.is_private(view, task) {
            return false;
        }
        after.copy_from_slice(view.words);
        view.machine.advance_words(after, Choice { task, pick: 0 });
        View { machine: view.machine, words: after }.oops(task).is_none()
    }

    /// Whether nobody else will touch what the task's next step touches.
    ///
    /// Where a task is like others, this does not depend on where those stand.
    fn is_private(&self, view: View<'_>, task: TaskId) -> bool {
        let pc = view.pc(task);
        let Instr::Step { prim, args, .. } = view.program(task).instr(pc) else { return false };
        // The end of a run lets no actor come afterwards: a step that may be the last keeps its place.
        let goes_on = matches!(view.program(task).instr(pc + 1), Instr::Step { .. });
        let is_visible = self.visible == Visible::Slots && matches!(prim, Prim::Kmap | Prim::Kunmap);
        if is_visible || !goes_on && !is_environment_over(view) {
            return false;
        }
        let Some(mut mine) = self.touches(view, task, *prim, args) else { return false };
        let mut others = self.others(view, task, true);
        if mine.meets(others) {
            return false;
        }
        let anyhow = self.others(view, task, false);
        if anyhow != others && !self.is_settled(view, anyhow) {
            others = anyhow;
        }
        if (mine.sets | others.sets) != 0 {
            let unset = self.unset(view, others.writes);
            mine.reads |= mine.sets;
            mine.writes |= mine.sets & unset;
            others.writes |= others.sets & unset;
        }
        !mine.meets(others)
    }

    /// What all others may touch from where they stand.
    fn others(&self, view: View<'_>, task: TaskId, is_settled: bool) -> Touched {
        let mut others = self.alike;
        for other in view.machine.all_tasks().filter(|&other| other != task) {
            others.add(self.reach_of(view, other, is_settled));
        }
        others
    }

    /// What everybody may touch from where they stand.
    pub(crate) fn reach_of_all(&self, view: View<'_>) -> Touched {
        let mut all = self.alike;
        view.machine.all_tasks().for_each(|task| all.add(self.reach_of(view, task, false)));
        all
    }

    /// What a task may touch from where it stands; nothing is said of one that is like others.
    pub(crate) fn reach_of(&self, view: View<'_>, task: TaskId, is_settled: bool) -> Touched {
        let Some(reach) = &self.reach[task.index()] else { return Touched::default() };
        let reach = if is_settled { &reach.settled } else { &reach.anyhow };
        let mut touched = reach[usize::from(view.pc(task))];
        let Some(actor) = view.machine.actor(task) else { return without_private(touched) };
        if view.budget(task) > 0 {
            touched.add(self.starts[actor]);
        }
        touched
    }

    /// Whether a task is like no other.
    pub(crate) fn is_individual(&self, task: TaskId) -> bool {
        self.reach[task.index()].is_some()
    }

    fn start_of(&self, machine: &Machine, task: TaskId) -> Option<Touched> {
        let pick = machine.scenario().actors[machine.actor(task)?].pick;
        let mut touched = self.of_pick(machine, pick);
        touched.add(self.reach[task.index()].as_ref()?.anyhow[0]);
        Some(touched)
    }

    /// What decides whether an actor can begin.
    fn of_pick(&self, machine: &Machine, pick: Pick) -> Touched {
        let reads = match pick {
            Pick::Page => MAPPING | LRU | LOCK,
            Pick::Pte => PTES | VMAS,
        };
        let (effect, mut touched) = (Effect { reads, ..Effect::default() }, Touched::default());
        machine.files().for_each(|file| touched.add(self.objects.of_file(effect, file)));
        machine.mms().for_each(|mm| touched.add(self.objects.of_mm(effect, mm)));
        touched
    }

    /// Whether every page that these tasks can meet is up to date, and nobody will change that.
    pub(crate) fn is_settled(&self, view: View<'_>, others: Touched) -> bool {
        let everywhere = self.in_files(Effect { writes: DETACH, ..Effect::default() });
        others.writes & everywhere == 0
            && self.files.iter().all(|&file| is_full(view, file) && is_uptodate(view, file))
            && view.pages().all(|page| view.count(page) == 0 || view.pgoff(page).is_some())
    }

    fn in_files(&self, effect: Effect) -> Mask {
        self.files.iter().fold(0, |mask, &file| mask | self.objects.of_file(effect, file).writes)
    }

    /// What of that which is set only once is not set yet, or may be taken back.
    pub(crate) fn unset(&self, view: View<'_>, writes: Mask) -> Mask {
        let of = |aspects, file| {
            self.objects.of_file(Effect { writes: aspects, ..Effect::default() }, file).writes
        };
        let mut unset = 0;
        for &file in &self.files {
            if !is_full(view, file) || writes & of(DETACH, file) != 0 {
                unset |= of(PAGE, file);
            } else if !is_uptodate(view, file) {
                unset |= of(UPTODATE | DATA, file);
            }
            if !has_all_blocks(view, file) {
                unset |= of(BLOCKS, file);
            }
            if view.i_size(file) < view.machine.file(file).sectors() {
                unset |= of(SIZE, file);
            }
        }
        unset
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
    let mut actors = view.machine.all_tasks().filter(|&task| view.machine.is_actor(task));
    actors.all(|actor| view.is_at_end(actor) && view.budget(actor) == 0)
}

fn places(view: View<'_>, file: FileId) -> impl Iterator<Item = PgoffId> + use<'_> {
    (0..).map_while(move |index| view.machine.pgoff(file, index))
}

fn is_full(view: View<'_>, file: FileId) -> bool {
    places(view, file).all(|pgoff| view.cached(pgoff).is_some())
}

fn is_uptodate(view: View<'_>, file: FileId) -> bool {
    places(view, file).filter_map(|pgoff| view.cached(pgoff)).all(|page| view.is_uptodate(page))
}

/// Whether every sector is valid and has a block.
fn has_all_blocks(view: View<'_>, file: FileId) -> bool {
    let sectors = || 0..SECTORS_PER_PAGE;
    places(view, file).all(|pgoff| {
        let is_valid = |page| sectors().all(|sector| view.is_valid(page, sector));
        sectors().all(|sector| view.block(pgoff, sector) != Block::Hole)
            && view.cached(pgoff).is_some_and(is_valid)
    })
}
