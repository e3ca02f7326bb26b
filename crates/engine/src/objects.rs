//! Files and address spaces as bits, so that what steps touch can be compared at once.
//!
//! Arrow: [`Effect`] + ids -> **[`Touched`]** -> `Reach`, `Footprint`. It knows who can name what, nothing of programs'
//! order or of states.

use std::sync::Arc;

use crate::effects::{Aspects, Effect, MAPPING, OF_FILE, OF_MM, REFS};
use crate::id::{FileId, MmId};
use crate::private::Private;
use crate::program::Program;
use crate::scenario::Scenario;

/// Aspects of objects, as bits: so many files, then so many address spaces, then the pool.
pub(crate) type Mask = u128;

const FILES: usize = 7;
const MMS: usize = 8;
/// The object that stands for whatever one task alone can name; only the environment can meet it there.
const PRIVATE: usize = 0;

/// What is touched, by how: see [`Effect`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) reads: Mask,
    pub(crate) counts: Mask,
    pub(crate) writes: Mask,
    pub(crate) sets: Mask,
}

impl Touched {
    pub(crate) fn add(&mut self, other: Self) {
        self.reads |= other.reads;
        self.counts |= other.counts;
        self.writes |= other.writes;
        self.sets |= other.sets;
    }

    /// Drops what the other one has not.
    pub(crate) fn keep(&mut self, other: Self) {
        self.reads &= other.reads;
        self.counts &= other.counts;
        self.writes &= other.writes;
        self.sets &= other.sets;
    }

    /// Whether two steps are not independent, where all that is set is written.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.writes & (other.reads | other.counts | other.writes)
            | self.reads & (other.counts | other.writes)
            | self.counts & (other.reads | other.writes)
            != 0
    }
}

/// Which object each file and address space is: more than one may be the same, which makes steps meet more often.
#[derive(Debug)]
pub(crate) struct Objects {
    files: Vec<usize>,
    mms: Vec<usize>,
    /// whether every task drops only references that it has, so that no page is freed under somebody
    references_are_kept: bool,
}

impl Objects {
    pub(crate) fn new(scenario: &Scenario, references_are_kept: bool) -> Self {
        let private = Private::new(scenario);
        let number = |is_private: bool, shared: &mut usize, max: usize| {
            if is_private {
                return PRIVATE;
            }
            *shared += 1;
            1 + *shared % (max - 1)
        };
        let (mut files, mut mms) = (0, 0);
        Self {
            files: (0..scenario.files.len())
                .map(|file| number(private.has_one_user(FileId::new(file)), &mut files, FILES))
                .collect(),
            mms: (0..scenario.mms.len())
                .map(|mm| number(private.has_one_task(MmId::new(mm)), &mut mms, MMS))
                .collect(),
            references_are_kept,
        }
    }

    pub(crate) fn of_file(&self, mut effect: Effect, file: FileId) -> Touched {
        if !self.references_are_kept {
            effect.writes |= effect.counts & REFS;
            if effect.reads & MAPPING != 0 {
                effect.reads |= REFS;
            }
        }
        place(effect, OF_FILE, self.files[file.index()] * OF_FILE.1 as usize)
    }

    pub(crate) fn of_mm(&self, effect: Effect, mm: MmId) -> Touched {
        place(effect, OF_MM, FILES * OF_FILE.1 as usize + self.mms[mm.index()] * OF_MM.1 as usize)
    }

    pub(crate) fn pool() -> Mask {
        1 << (FILES * OF_FILE.1 as usize + MMS * OF_MM.1 as usize)
    }
}

/// Every program, once if tasks that share it stand together, and whether an actor runs it.
pub(crate) fn programs(scenario: &Scenario) -> Vec<(&Arc<Program>, bool)> {
    let tasks = scenario.tasks.iter().map(|task| (&task.program, false));
    let mut programs: Vec<_> =
        tasks.chain(scenario.actors.iter().map(|actor| (&actor.program, true))).collect();
    programs.dedup_by(|(a, _), (b, _)| Arc::ptr_eq(a, b));
    programs
}

/// Some bits of an effect, as those of an object.
fn place(effect: Effect, (from, len): (u32, u32), to: usize) -> Touched {
    let part = |aspects: Aspects| Mask::from(aspects >> from & ((1 << len) - 1)) << to;
    Touched {
        reads: part(effect.reads),
        counts: part(effect.counts),
        writes: part(effect.writes),
        sets: part(effect.sets),
    }
}

/// What only its owner can name is nobody else's business.
pub(crate) fn without_private(mut touched: Touched) -> Touched {
    let file = (1 << OF_FILE.1) - 1;
    let mm = ((1 << OF_MM.1) - 1) << (FILES * OF_FILE.1 as usize);
    for mask in [&mut touched.reads, &mut touched.counts, &mut touched.writes, &mut touched.sets] {
        *mask &= !(file | mm);
    }
    touched
}
