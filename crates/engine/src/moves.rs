//! Moves of counted states, made by `advance` on a full state.
//!
//! Arrow: head + block -> full state -> `advance` -> **moves**. Nothing but the head and the block decides what the
//! block can do, so moves are made once for each pair. A step that nobody else can meet follows at once in the same
//! move. It knows no search.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::counted::{Counted, Nr, Stuck, number};
use crate::exec::Choice;
use crate::id::TaskId;
use crate::layout::Names;
use crate::lock_order::Recorder;
use crate::machine::Machine;
use crate::report::Switch;
use crate::scenario::Pick;
use crate::situation::Situation;
use crate::state::{Status, View};
use crate::symmetry::Replica;
use crate::visited::OutOfMemory;

/// What a move begins with, whichever the replica is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The replica itself, with a pick.
    Replica(u16),
    /// A task or actor that is no replica, with a pick.
    Other(TaskId, u16),
    /// An idle actor that begins, with the how-manyeth of those of its picks that are the replica's, or nobody's.
    Start(TaskId, u16),
}

impl Who {
    /// Whether it is a step of one of these tasks, none of which is a replica.
    pub(crate) fn is_of(self, tasks: &[TaskId]) -> bool {
        match self {
            Self::Other(task, _) | Self::Start(task, _) => tasks.contains(&task),
            Self::Replica(_) => false,
        }
    }
}

/// A way on from a head and a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move {
    /// The block that it is a way on of; `None` for what is no replica's.
    pub(crate) acting: Option<Nr>,
    pub(crate) who: Who,
    /// Steps it takes.
    pub(crate) weight: u32,
    /// Nobody can meet its first step, so it need not be tried together with others.
    pub(crate) is_enough: bool,
    /// The head it leads to.
    pub(crate) head: Nr,
    /// where in `added` are the blocks that it leaves to be counted
    added: (u32, u32),
}

impl Move {
    /// An idle actor begins. What it could begin does not keep a run going.
    pub(crate) fn is_start(self) -> bool {
        matches!(self.who, Who::Start(..))
    }
}

/// A key of the moves that are known, and where they are.
#[derive(Clone, Copy, Debug)]
struct Known {
    head: Nr,
    acting: Option<Nr>,
    span: (u32, u32),
}

/// Moves that were made.
#[derive(Debug)]
pub(crate) struct Moves {
    index: HashTable<Known>,
    hasher: FixedState,
    all: Vec<Move>,
    added: Vec<Nr>,
    /// the order of locks, if that is asked for
    pub(crate) recorder: Option<Recorder<u32>>,
    /// full states: before a move, after it, and after one more step
    before: Vec<u64>,
    after: Vec<u64>,
    trial: Vec<u64>,
    situation: Situation,
}

impl Moves {
    pub(crate) fn new(machine: &Machine, records: Switch) -> Self {
        let state = || vec![0; machine.words()];
        let (index, hasher) = (HashTable::new(), FixedState::with_seed(0));
        let (before, after, trial) = (state(), state(), state());
        let recorder = (records == Switch::On).then(Recorder::new);
        let situation = Situation::default();
        Self { index, hasher, all: Vec::new(), added: Vec::new(), recorder, before, after, trial, situation }
    }

    /// Bytes allocated, about.
    pub(crate) fn memory(&self) -> usize {
        let moves = self.all.capacity() * size_of::<Move>() + self.added.capacity() * size_of::<Nr>();
        self.index.allocation_size() + moves + 3 * self.before.capacity() * 8
    }

    pub(crate) fn get(&self, nr: u32) -> Move {
        self.all[nr as usize]
    }

    /// Blocks that a move leaves to be counted.
    pub(crate) fn added(&self, a_move: Move) -> &[Nr] {
        &self.added[a_move.added.0 as usize..a_move.added.1 as usize]
    }

    fn len(&self) -> u32 {
        u32::try_from(self.all.len()).expect("moves are numbered by u32")
    }

    fn known(&self, head: Nr, acting: Option<Nr>) -> Option<(u32, u32)> {
        let hash = self.hasher.hash_one((head, acting));
        self.index.find(hash, |known| (known.head, known.acting) == (head, acting)).map(|known| known.span)
    }

    fn remember(&mut self, known: Known) -> Result<(), OutOfMemory> {
        let hash = |known: &Known| self.hasher.hash_one((known.head, known.acting));
        self.index.try_reserve(1, hash).map_err(|_| OutOfMemory)?;
        self.index.insert_unique(hash(&known), known, hash);
        Ok(())
    }
}

impl Counted<'_> {
    /// The moves of a block beside a head, or of what is no replica's: from which number to which.
    pub(crate) fn moves(&mut self, head: Nr, acting: Option<Nr>) -> Result<(u32, u32), Stuck> {
        if let Some(known) = self.moves.known(head, acting) {
            return Ok(known);
        }
        let start = self.moves.len();
        let mut before = std::mem::take(&mut self.moves.before);
        let (placed, replica) = self.load(head, acting, &mut before);
        let choices = self.choices(View { machine: self.machine, words: &before }, replica);
        let made = choices
            .into_iter()
            .try_for_each(|(choice, who)| self.make(&before, &placed, choice, acting, who));
        self.moves.before = before;
        made?;
        let span = (start, self.moves.len());
        self.moves.remember(Known { head, acting, span })?;
        Ok(span)
    }

    /// Puts a head, its bound blocks and the acting one into a full state. Returns the replicas that were placed, and
    /// the acting one. All others are left as they are: what is done next does not look at them.
    fn load(&self, head: Nr, acting: Option<Nr>, words: &mut [u64]) -> (Vec<Replica>, Option<Replica>) {
        let mut placed = Vec::new();
        self.place_head(head, words, &mut placed);
        let replica =
            acting.map(|block| match self.bound(head).iter().position(|&bound| number(bound) == block) {
                Some(position) => placed[position],
                None => self.place(block, words, &mut placed),
            });
        (placed, replica)
    }

    /// What may happen next to a replica, or to nobody's things.
    pub(crate) fn choices(&self, view: View<'_>, acting: Option<Replica>) -> Vec<(Choice, Who)> {
        let mut choices = Vec::new();
        let mut of = |task: TaskId, who: &dyn Fn(u16) -> Who| {
            view.for_each_way(task, |pick| choices.push((Choice { task, pick }, who(pick))));
        };
        if let Some(Replica { class, number }) = acting {
            of(self.symmetry.classes[class].tasks[number], &Who::Replica);
        } else {
            let others = self.machine.all_tasks().filter(|&task| self.symmetry.replica(task).is_none());
            for task in others.filter(|&task| view.status(task) != Status::Idle) {
                of(task, &|pick| Who::Other(task, pick));
            }
        }
        let actors = self.machine.all_tasks().filter(|&task| self.machine.is_actor(task));
        for actor in actors.filter(|&actor| view.status(actor) == Status::Idle) {
            let mut count = 0;
            view.for_each_way(actor, |pick| {
                if self.owner_of_pick(view, actor, pick) == acting {
                    choices.push((Choice { task: actor, pick }, Who::Start(actor, count)));
                    count += 1;
                }
            });
        }
        choices
    }

    fn owner_of_pick(&self, view: View<'_>, actor: TaskId, pick: u16) -> Option<Replica> {
        let (first, _) = view.picks(actor).nth(usize::from(pick)).expect("the pick is one");
        let names =
            match self.machine.scenario().actors[self.machine.actor(actor).expect("only actors pick")].pick {
                Pick::Page => Names::Page,
                Pick::Pte => Names::Mm,
            };
        self.symmetry.owner(names, first)
    }

    /// Takes a choice and what follows at once.
    fn make(
        &mut self,
        before: &[u64],
        placed: &[Replica],
        choice: Choice,
        acting: Option<Nr>,
        who: Who,
    ) -> Result<(), Stuck> {
        let mut after = std::mem::take(&mut self.moves.after);
        let view = View { machine: self.machine, words: before };
        let mut ways = Vec::new();
        view.for_each_way(choice.task, |pick| ways.push(Choice { task: choice.task, pick }));
        let (footprint, mut situation) = (self.footprint.as_ref(), std::mem::take(&mut self.moves.situation));
        let is_enough = footprint.is_some_and(|footprint| {
            footprint.look(view, &mut situation);
            footprint.enough(view, &mut situation, &ways, &mut after).is_some()
        });
        if !is_enough {
            after.copy_from_slice(before);
            self.machine.advance_words(&mut after, choice);
        }
        let mut weight = 1;
        if let Some(footprint) = footprint {
            let (trial, who) = (&mut self.moves.trial, (choice.task, view.prim_of(choice)));
            weight += footprint.run_on(self.machine, &mut situation, who, &mut after, trial);
        }
        self.moves.situation = situation;
        let way = self.moves.len();
        if let Some(recorder) = &mut self.moves.recorder {
            recorder.follow(self.machine, before, choice, weight, way);
        }
        let mut added = Vec::new();
        let head = self.encode(&after, placed, &mut added);
        self.moves.after = after;
        let start = u32::try_from(self.moves.added.len()).map_err(|_| OutOfMemory)?;
        let end = u32::try_from(self.moves.added.len() + added.len()).map_err(|_| OutOfMemory)?;
        self.moves.added.try_reserve(added.len()).map_err(|_| OutOfMemory)?;
        self.moves.all.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.moves.added.extend(added);
        self.moves.all.push(Move { acting, who, weight, is_enough, head: head?, added: (start, end) });
        Ok(())
    }
}
