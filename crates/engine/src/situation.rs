//! What is known of a state before any of its steps is looked at, so that it is computed once.
//!
//! Arrow: `State` -> **[`Situation`]** -> `Footprint`: what everybody may touch from where he stands, and of which
//! files everything is there already. It knows no steps.

use crate::effects::{BLOCKS, DATA, DETACH, Effect, PAGE, SIZE, UPTODATE};
use crate::footprint::Footprint;
use crate::id::{FileId, PgoffId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::objects::{Mask, Objects};
use crate::reach::Reach;
use crate::state::{Block, View};

/// Where somebody stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    pub(crate) task: TaskId,
    /// among the individuals
    individual: usize,
    pc: usize,
    /// whether it is an actor that may begin again
    begins: bool,
}

/// A set of positions in [`Footprint::locks`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Locks(u64);

impl Locks {
    /// Of more locks nothing is known.
    const MAX: usize = 64;

    fn has(self, lock: usize) -> bool {
        lock < Self::MAX && self.0 >> lock & 1 == 1
    }
}

/// Aspects of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Masks {
    detach: Mask,
    page: Mask,
    uptodate: Mask,
    blocks: Mask,
    size: Mask,
}

/// What of a file is not there yet.
#[derive(Clone, Copy, Debug)]
struct Missing {
    detach: Mask,
    /// whether no page is off its place
    is_full: bool,
    page: Mask,
    /// unless pages are
    rest: Mask,
    is_uptodate: bool,
}

/// What is known of a state. The memory is used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Situation {
    /// actors, then tasks, without those that are like others
    pub(crate) around: Vec<Around>,
    files: Vec<Missing>,
    has_files: bool,
    /// whether every page that exists is in a file
    are_pages_placed: bool,
}

impl Masks {
    pub(crate) fn new(objects: &Objects, file: FileId) -> Self {
        let of = |writes| objects.of_file(Effect { writes, ..Effect::default() }, file).writes;
        Self {
            detach: of(DETACH),
            page: of(PAGE),
            uptodate: of(UPTODATE | DATA),
            blocks: of(BLOCKS),
            size: of(SIZE),
        }
    }
}

impl Footprint {
    /// Looks at who stands where.
    pub(crate) fn look(&self, view: View<'_>, situation: &mut Situation) {
        situation.has_files = false;
        situation.around.clear();
        let individuals = self.individuals.iter().map(|one| one.task).enumerate();
        situation.around.extend(individuals.map(|(individual, task)| Around {
            task,
            individual,
            pc: usize::from(view.pc(task)),
            begins: view.budget(task) > 0,
        }));
    }

    /// What it may touch from there on.
    pub(crate) fn reach(&self, around: &Around) -> &Reach {
        self.individuals[around.individual].free.at(around.pc, around.begins)
    }

    /// What it may touch from there on as long as somebody else holds these.
    pub(crate) fn reach_behind(&self, around: &Around, held: Locks) -> Reach {
        let mut reach = *self.reach(around);
        if held.0 != 0 {
            for (_, places) in self.individuals[around.individual].behind.iter().filter(|(i, _)| held.has(*i))
            {
                let behind = places.at(around.pc, around.begins);
                reach.anyhow.keep(behind.anyhow);
                reach.settled.keep(behind.settled);
            }
        }
        reach
    }

    /// The locks that a task holds, of those that others wait for.
    pub(crate) fn held(&self, view: View<'_>, task: TaskId) -> Locks {
        let locks = self.locks.iter().take(Locks::MAX).enumerate();
        Locks(locks.filter(|(_, lock)| lock.is_held(view, task)).fold(0, |held, (i, _)| held | 1 << i))
    }

    /// Whether every page that these can meet is up to date, and nobody of them will change that.
    pub(crate) fn is_settled(&self, view: View<'_>, situation: &mut Situation, writes: Mask) -> bool {
        let is_kept = |file: &Missing| file.is_full && file.is_uptodate && writes & file.detach == 0;
        self.look_at_files(view, situation);
        situation.are_pages_placed && situation.files.iter().all(is_kept)
    }

    /// What of that which is set only once is not set yet, or may be taken back.
    pub(crate) fn unset(&self, view: View<'_>, situation: &mut Situation, writes: Mask) -> Mask {
        self.look_at_files(view, situation);
        let unset = |file: &Missing| {
            let may_be_off = !file.is_full || writes & file.detach != 0;
            file.rest | if may_be_off { file.page } else { 0 }
        };
        situation.files.iter().fold(0, |mask, file| mask | unset(file))
    }

    fn look_at_files(&self, view: View<'_>, situation: &mut Situation) {
        if std::mem::replace(&mut situation.has_files, true) {
            return;
        }
        situation.files.clear();
        situation.files.extend(self.files.iter().map(|(file, masks)| masks.missing(view, *file)));
        situation.are_pages_placed = view.pages().all(|page| view.pgoff(page).is_some());
    }
}

impl Masks {
    fn missing(&self, view: View<'_>, file: FileId) -> Missing {
        let is_full = places(view, file).all(|pgoff| view.cached(pgoff).is_some());
        let is_uptodate = is_uptodate(view, file);
        let mut rest = 0;
        if !is_uptodate {
            rest |= self.uptodate;
        }
        if !has_all_blocks(view, file) {
            rest |= self.blocks;
        }
        if view.i_size(file) < view.machine.file(file).sectors() {
            rest |= self.size;
        }
        Missing { detach: self.detach, is_full, page: self.page, rest, is_uptodate }
    }
}

fn places(view: View<'_>, file: FileId) -> impl Iterator<Item = PgoffId> + use<'_> {
    (0..).map_while(move |index| view.machine.pgoff(file, index))
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
