//! States in which tasks that are alike have no names: how many stand where, instead of which.
//!
//! Arrow: `Machine` + `Symmetry` -> **`Counted`** -> `Reduced`. What a replica looks like, seen from the first of its
//! class, is a *block*. Blocks that something outside of replicas refers to (a lock that it holds, a queue it waits
//! in) are *bound*; they and everything outside of replicas are a *head*. A counted state is a head with a number of
//! each other block. It knows how to take states apart and put them together; what happens is made in `moves`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::footprint::Footprint;
use crate::frontier::Holding;
use crate::id::TaskId;
use crate::layout::{Allocator, Field, Names};
use crate::machine::Machine;
use crate::moves::Moves;
use crate::report::{Limits, Switch};
use crate::sequences::Sequences;
use crate::situation::Situation;
use crate::state::View;
use crate::symmetry::{Replica, Symmetry};
use crate::visited::OutOfMemory;

/// Number of a block or a head.
pub(crate) type Nr = u32;

/// Why a counted search cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stuck {
    OutOfMemory,
    /// A replica came to refer to what belongs to another, so they are not alike any more.
    NotAlike,
}

impl From<OutOfMemory> for Stuck {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// Facts about a block or a head that searches ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) holding: Holding,
    /// All tasks of it have ended.
    pub(crate) is_finished: bool,
    /// A task of it has died.
    pub(crate) has_oopsed: bool,
}

/// How fields are packed in a block or a head.
#[derive(Debug)]
struct Packing {
    fields: Vec<Field>,
    words: usize,
}

impl Packing {
    fn new(fields: impl Iterator<Item = Field>) -> Self {
        let mut bits = Allocator::default();
        let fields = fields.map(|field| bits.field(field.max() as usize)).collect();
        Self { fields, words: bits.words() }
    }
}

/// Everything that is known of counted states.
#[derive(Debug)]
pub(crate) struct Counted<'m> {
    pub(crate) machine: &'m Machine,
    pub(crate) symmetry: Symmetry,
    pub(crate) footprint: Option<Footprint>,
    pub(crate) moves: Moves,
    /// positions in the core of fields that may refer to a replica
    pointers: Vec<usize>,
    core: Packing,
    classes: Vec<Packing>,
    blocks: Sequences,
    block_facts: Vec<Facts>,
    heads: Sequences,
    head_facts: Vec<Facts>,
    clusters: BTreeMap<Nr, Option<Rc<[TaskId]>>>,
}

/// What it takes to count the tasks of a state, without the machine and without moves.
#[derive(Debug)]
pub(crate) struct CountedParts {
    symmetry: Symmetry,
    footprint: Option<Footprint>,
    pointers: Vec<usize>,
    core: Packing,
    classes: Vec<Packing>,
    blocks: Sequences,
    block_facts: Vec<Facts>,
    heads: Sequences,
    head_facts: Vec<Facts>,
}

impl<'m> Counted<'m> {
    /// The same without the machine.
    pub(crate) fn into_parts(self) -> CountedParts {
        let Self { symmetry, footprint, pointers, core, classes, .. } = self;
        let Self { blocks, block_facts, heads, head_facts, .. } = self;
        CountedParts { symmetry, footprint, pointers, core, classes, blocks, block_facts, heads, head_facts }
    }

    /// With the machine that they were of.
    pub(crate) fn of_parts(machine: &'m Machine, parts: CountedParts) -> Self {
        let CountedParts { symmetry, footprint, pointers, core, classes, .. } = parts;
        let CountedParts { blocks, block_facts, heads, head_facts, .. } = parts;
        let clusters = BTreeMap::new();
        Self {
            machine,
            symmetry,
            footprint,
            moves: Moves::new(machine, Switch::Off),
            pointers,
            core,
            classes,
            blocks,
            block_facts,
            heads,
            head_facts,
            clusters,
        }
    }

    pub(crate) fn new(machine: &'m Machine, symmetry: Symmetry, limits: Limits, records: Switch) -> Self {
        let Limits { reductions, visible, .. } = limits;
        let footprint = match reductions.partial_order {
            Switch::On => Footprint::new(machine, &symmetry, visible),
            Switch::Off => None,
        };
        let core = symmetry.core.iter();
        let pointers = core.clone().enumerate().filter(|(_, (_, names))| *names != Names::Nothing);
        let first = symmetry.classes.iter().map(|class| class.fields[0].iter().copied());
        Self {
            machine,
            footprint,
            moves: Moves::new(machine, records),
            pointers: pointers.map(|(i, _)| i).collect(),
            core: Packing::new(core.map(|(field, _)| *field)),
            classes: first.map(Packing::new).collect(),
            symmetry,
            blocks: Sequences::new(),
            block_facts: Vec::new(),
            heads: Sequences::new(),
            head_facts: Vec::new(),
            clusters: BTreeMap::new(),
        }
    }

    /// Bytes allocated, about.
    pub(crate) fn memory(&self) -> usize {
        let facts = self.block_facts.capacity() + self.head_facts.capacity();
        self.blocks.memory() + self.heads.memory() + self.moves.memory() + facts * size_of::<Facts>()
    }

    pub(crate) fn block_facts(&self, block: Nr) -> Facts {
        self.block_facts[block as usize]
    }

    pub(crate) fn head_facts(&self, head: Nr) -> Facts {
        self.head_facts[head as usize]
    }

    /// Tasks outside of replicas whose steps are enough beside a head.
    pub(crate) fn cluster(&mut self, head: Nr) -> Option<Rc<[TaskId]>> {
        let footprint = self.footprint.as_ref()?;
        if let Some(known) = self.clusters.get(&head) {
            return known.clone();
        }
        let (mut words, mut placed) = (vec![0; self.machine.words()], Vec::new());
        self.place_head(head, &mut words, &mut placed);
        let (view, mut situation) = (View { machine: self.machine, words: &words }, Situation::default());
        footprint.look(view, &mut situation);
        let cluster = footprint.cluster(view, &mut situation).map(Rc::from);
        self.clusters.insert(head, cluster.clone());
        cluster
    }

    /// Bound blocks of a head.
    pub(crate) fn bound(&self, head: Nr) -> &[u64] {
        &self.heads.get(head)[self.core.words..]
    }

    /// Every replica.
    pub(crate) fn replicas(&self) -> Vec<Replica> {
        let classes = self.symmetry.classes.iter().enumerate();
        classes
            .flat_map(|(class, c)| (0..c.tasks.len()).map(move |number| Replica { class, number }))
            .collect()
    }

    /// The head of a state, of whose replicas these alone may be bound. Adds their other blocks to `counted`.
    pub(crate) fn encode(
        &mut self,
        words: &[u64],
        replicas: &[Replica],
        counted: &mut Vec<Nr>,
    ) -> Result<Nr, Stuck> {
        let mut head = vec![0; self.core.words];
        for (&(field, names), packed) in self.symmetry.core.iter().zip(&self.core.fields) {
            packed.set(&mut head, self.seen_from_the_first(names, field.get(words))?);
        }
        for &replica in replicas {
            let (block, is_bound) = self.block(words, replica)?;
            if is_bound { head.push(u64::from(block)) } else { counted.push(block) }
        }
        head[self.core.words..].sort_unstable();
        self.head(&head, words)
    }

    /// Number of a head of a state.
    fn head(&mut self, head: &[u64], words: &[u64]) -> Result<Nr, Stuck> {
        let (nr, is_new) = self.heads.insert(head)?;
        if is_new {
            let facts = self.facts_of_head(words, &head[self.core.words..]);
            self.head_facts.push(facts);
        }
        Ok(nr)
    }

    fn facts_of_head(&self, words: &[u64], bound: &[u64]) -> Facts {
        let view = View { machine: self.machine, words };
        let individuals = || self.machine.all_tasks().filter(|&task| self.symmetry.replica(task).is_none());
        let mut tasks = individuals().filter(|&task| !self.machine.is_actor(task));
        let facts = || bound.iter().map(|&block| self.block_facts[number(block) as usize]);
        let mut holding = Holding::default();
        individuals().for_each(|task| holding.add(Holding::of_task(view.kmaps_held(task)), 1));
        facts().for_each(|facts| holding.add(facts.holding, 1));
        Facts {
            holding,
            is_finished: tasks.all(|task| view.is_at_end(task)) && facts().all(|f| f.is_finished),
            has_oopsed: individuals().any(|task| view.oops(task).is_some()) || facts().any(|f| f.has_oopsed),
        }
    }

    /// A value of a field outside of replicas: what it names of a replica becomes the first one's.
    fn seen_from_the_first(&self, names: Names, stored: u32) -> Result<u32, Stuck> {
        match self.symmetry.owner(names, stored) {
            None => Ok(stored),
            Some(replica) => self.symmetry.translate(names, stored, replica, 0).ok_or(Stuck::NotAlike),
        }
    }

    /// The block of a replica, and whether it is bound: the class, its fields as the first one would have them, and
    /// which fields outside of replicas refer to it.
    pub(crate) fn block(&mut self, words: &[u64], replica: Replica) -> Result<(Nr, bool), Stuck> {
        let (class, packing) = (&self.symmetry.classes[replica.class], &self.classes[replica.class]);
        let mut block = vec![0; 1 + packing.words];
        block[0] = replica.class as u64;
        for (i, packed) in packing.fields.iter().enumerate() {
            let stored = class.fields[replica.number][i].get(words);
            let value = self.symmetry.translate(class.names[i], stored, replica, 0).ok_or(Stuck::NotAlike)?;
            packed.set(&mut block[1..], value);
        }
        for &pointer in &self.pointers {
            let (field, names) = self.symmetry.core[pointer];
            if self.symmetry.owner(names, field.get(words)) == Some(replica) {
                block.push(pointer as u64);
            }
        }
        let is_bound = block.len() > 1 + packing.words;
        let (nr, is_new) = self.blocks.insert(&block)?;
        if is_new {
            let view = View { machine: self.machine, words };
            let task = class.tasks[replica.number];
            let (is_finished, has_oopsed) = (view.is_at_end(task), view.oops(task).is_some());
            let holding = Holding::of_task(view.kmaps_held(task));
            self.block_facts.push(Facts { holding, is_finished, has_oopsed });
        }
        Ok((nr, is_bound))
    }

    /// Puts a head into a full state, with its bound blocks in the first replicas of their classes, in order.
    pub(crate) fn place_head(&self, head: Nr, words: &mut [u64], placed: &mut Vec<Replica>) {
        let (core, bound) = self.heads.get(head).split_at(self.core.words);
        for ((field, _), packed) in self.symmetry.core.iter().zip(&self.core.fields) {
            field.set(words, packed.get(core));
        }
        for &block in bound {
            self.place(number(block), words, placed);
        }
    }

    /// Puts a block into the next replica of its class.
    pub(crate) fn place(&self, block: Nr, words: &mut [u64], placed: &mut Vec<Replica>) -> Replica {
        let class = self.class_of(block);
        let first = Replica { class, number: 0 };
        let replica = Replica { class, number: placed.iter().filter(|other| other.class == class).count() };
        let ((info, packing), block) =
            ((&self.symmetry.classes[class], &self.classes[class]), self.blocks.get(block));
        let translate = |names: Names, stored: u32| {
            let stored = self.symmetry.translate(names, stored, first, replica.number);
            stored.expect("a block refers to its own replica alone")
        };
        for (i, packed) in packing.fields.iter().enumerate() {
            info.fields[replica.number][i].set(words, translate(info.names[i], packed.get(&block[1..])));
        }
        for &pointer in &block[1 + packing.words..] {
            let (field, names) = self.symmetry.core[number(pointer) as usize];
            field.set(words, translate(names, field.get(words)));
        }
        placed.push(replica);
        replica
    }

    fn class_of(&self, block: Nr) -> usize {
        usize::try_from(self.blocks.get(block)[0]).expect("classes are few")
    }
}

/// A number that was stored in a word.
pub(crate) fn number(word: u64) -> Nr {
    Nr::try_from(word & u64::from(u32::MAX)).expect("it was masked")
}
