//! The reduced search: counted states, moves of several steps, nearest first.
//!
//! Arrow: `Machine` -> **`Reduced`** -> [`Report`]. States are expanded in the order of the steps that lead to them, so
//! the first of every kind is a nearest one. Why nothing is lost is in
//! `docs/soundness.md`. It does not look for runs that never end, and says when there may be one.

use pagelock_lists as lists;

use crate::agenda::Agenda;
use crate::counted::{Counted, Nr, Stuck, number};
use crate::counted_backward::Searched;
use crate::ends::Ends;
use crate::frontier::{Holding, frontier};
use crate::graph::Edges;
use crate::lock_order::LockOrder;
use crate::machine::Machine;
use crate::moves::Move;
use crate::outcome::End;
use crate::report::{
    Coverage, Doubt, FinalStates, Frontier, Limit, Limits, Progress, Reductions, Report, Switch, Verdict,
    Visible,
};
use crate::sequences::Sequences;
use crate::state::{State, View};
use crate::symmetry::Symmetry;
use crate::visited::{OutOfMemory, StateNr};

/// A reduced search under way.
#[derive(Debug)]
pub(crate) struct Reduced<'m> {
    counted: Counted<'m>,
    limits: Limits,
    /// a head, then blocks in order, each with how many stand there
    states: Sequences,
    /// heads with the blocks that hold slots, where one state of each is enough
    cells: Sequences,
    /// by moves
    agenda: Agenda<u32>,
    edges: Edges,
    ends: Ends,
    /// every state in which a run ends, with the verdict on it
    ended: Vec<(StateNr, Verdict)>,
    stopped: Option<Limit>,
    doubt: Option<Doubt>,
    /// the state being expanded, and the one being made
    state: Vec<u64>,
    target: Vec<u64>,
    /// the moves of the state being expanded: from which number to which
    spans: Vec<(u32, u32)>,
    full: Vec<u64>,
}

impl<'m> Reduced<'m> {
    pub(crate) fn new(machine: &'m Machine, limits: Limits, symmetry: Symmetry, records: Switch) -> Self {
        let mut search = Self {
            counted: Counted::new(machine, symmetry, limits, records),
            limits,
            states: Sequences::new(),
            cells: Sequences::new(),
            agenda: Agenda::new(),
            edges: Edges::default(),
            ends: Ends::default(),
            ended: Vec::new(),
            stopped: None,
            doubt: None,
            state: Vec::new(),
            target: Vec::new(),
            spans: Vec::new(),
            full: vec![0; machine.words()],
        };
        let begun = search.begin();
        search.note(begun);
        search
    }

    fn begin(&mut self) -> Result<(), Stuck> {
        let initial = self.counted.machine.initial();
        let replicas = self.counted.replicas();
        let mut blocks = Vec::new();
        let head = self.counted.encode(&initial.words, &replicas, &mut blocks)?;
        self.target.push(u64::from(head));
        for block in blocks {
            count(&mut self.target, block);
        }
        self.add(0, 0, 0)?;
        Ok(())
    }

    /// Expands up to so many states. Returns whether the search is over.
    pub(crate) fn slice(&mut self, states: u32) -> bool {
        for i in 0..states {
            if self.is_over() {
                break;
            }
            let is_time_to_look = i % 64 == 0;
            if self.states.len() >= self.limits.states_max as usize {
                self.stopped = Some(Limit::States);
            } else if is_time_to_look && self.memory() > self.limits.memory_max {
                self.stopped = Some(Limit::Memory);
            } else {
                let expanded = self.expand_next();
                self.note(expanded);
            }
        }
        let is_sure = self.stopped.is_some() || self.doubt.is_some();
        if !is_sure && self.is_over() && self.has_cycle() {
            self.doubt = Some(Doubt::Cycle);
        }
        self.is_over()
    }

    fn note(&mut self, result: Result<(), Stuck>) {
        match result {
            Ok(()) => {}
            Err(Stuck::OutOfMemory) => self.stopped = Some(Limit::Memory),
            Err(Stuck::NotAlike) => self.doubt = Some(Doubt::NotAlike),
        }
    }

    /// What the report of this search would not be right about.
    pub(crate) fn doubt(&self) -> Option<Doubt> {
        self.doubt
    }

    fn has_cycle(&self) -> bool {
        let steps = |state| self.agenda.steps_to(state);
        self.edges.may_have_cycle(steps) && !self.edges.cyclic_components().is_empty()
    }

    fn is_over(&self) -> bool {
        self.stopped.is_some() || self.doubt.is_some() || self.agenda.is_over()
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress {
            states: self.states.len() as u64,
            transitions: self.edges.len() as u64,
            depth: self.agenda.depth(),
            frontier: self.agenda.frontier(),
            memory: self.memory() as u64,
        }
    }

    fn memory(&self) -> usize {
        self.counted.memory() + self.states.memory() + self.agenda.memory() + self.edges.memory()
    }

    /// Adds the state in `target`, or finds a shorter way to it.
    fn add(&mut self, parent: StateNr, steps: u32, a_move: u32) -> Result<StateNr, OutOfMemory> {
        let (nr, _) = self.states.insert(&self.target)?;
        self.agenda.note(nr, parent, steps, a_move)?;
        Ok(nr)
    }

    fn expand_next(&mut self) -> Result<(), Stuck> {
        match self.agenda.next() {
            Some((nr, steps)) => self.expand(nr, steps),
            None => Ok(()),
        }
    }

    /// Takes every move of a state, or the one that is enough, or records how the run has ended there.
    fn expand(&mut self, nr: StateNr, steps: u32) -> Result<(), Stuck> {
        let mut state = std::mem::take(&mut self.state);
        state.clear();
        state.extend_from_slice(self.states.get(nr));
        let first_edge = self.edges.len();
        let result = self.expand_state(nr, steps, &state);
        self.state = state;
        result?;
        if let Some(recorder) = &mut self.counted.moves.recorder {
            recorder.settle(nr);
        }
        Ok(self.edges.end_state(nr, first_edge)?)
    }

    fn expand_state(&mut self, nr: StateNr, steps: u32, state: &[u64]) -> Result<(), Stuck> {
        let head = number(state[0]);
        let counted = state[1..].iter().map(|&word| block_of(word));
        let bound: Vec<Nr> = self.counted.bound(head).iter().map(|&block| number(block)).collect();
        self.spans.clear();
        let (mut goes_on, mut enough) = (false, None);
        for acting in [None].into_iter().chain(bound.into_iter().chain(counted.clone()).map(Some)) {
            let span = self.counted.moves(head, acting)?;
            for a_move in span.0..span.1 {
                let info = self.counted.moves.get(a_move);
                goes_on |= !info.is_start();
                enough = enough.or(info.is_enough.then_some(a_move));
            }
            self.spans.push(span);
        }
        let facts = || {
            [self.counted.head_facts(head)]
                .into_iter()
                .chain(counted.clone().map(|b| self.counted.block_facts(b)))
        };
        if facts().any(|facts| facts.has_oopsed) || !goes_on || facts().all(|facts| facts.is_finished) {
            return self.end(nr, steps, state);
        }
        if let Some(enough) = enough {
            return self.follow(nr, steps, state, enough);
        }
        if let Some(cluster) = self.counted.cluster(head) {
            let span = self.spans[0];
            for a_move in span.0..span.1 {
                let is_theirs = self.counted.moves.get(a_move).who.is_of(&cluster);
                if is_theirs {
                    self.follow(nr, steps, state, a_move)?;
                }
            }
            return Ok(());
        }
        for i in 0..self.spans.len() {
            let span = self.spans[i];
            for a_move in span.0..span.1 {
                self.follow(nr, steps, state, a_move)?;
            }
        }
        Ok(())
    }

    fn follow(&mut self, nr: StateNr, steps: u32, state: &[u64], a_move: u32) -> Result<(), Stuck> {
        let info = self.counted.moves.get(a_move);
        let mut target = std::mem::take(&mut self.target);
        target.clear();
        target.extend_from_slice(state);
        target[0] = u64::from(info.head);
        if let Some(acting) = info.acting {
            uncount(&mut target, acting);
        }
        self.counted.moves.added(info).iter().for_each(|&block| count(&mut target, block));
        self.target = target;
        // A step that is enough is the only one of its state, so it is never in vain.
        if self.limits.visible == Visible::Cells && !info.is_enough && !self.is_first_of_cell()? {
            return Ok(());
        }
        let target = self.add(nr, steps + info.weight, a_move)?;
        Ok(self.edges.push(target)?)
    }

    /// Whether slots have not been held before as in the state in `target`.
    fn is_first_of_cell(&mut self) -> Result<bool, OutOfMemory> {
        let (head, counted) = self.target.split_first().expect("a state has a head");
        let holds = |word: &&u64| self.counted.block_facts(block_of(**word)).holding != Holding::default();
        let cell: Vec<u64> = [head].into_iter().chain(counted.iter().filter(holds)).copied().collect();
        Ok(self.cells.insert(&cell)?.1)
    }

    fn end(&mut self, nr: StateNr, steps: u32, state: &[u64]) -> Result<(), Stuck> {
        let mut full = std::mem::take(&mut self.full);
        self.counted.full(state, &mut full);
        let view = View { machine: self.counted.machine, words: &full };
        let end = view.ways_on(&mut Vec::new()).expect("nobody goes on from here");
        if let Some(recorder) = &mut self.counted.moves.recorder {
            recorder.look(view);
        }
        self.full = full;
        if matches!(end, End::Oops(..)) && self.limits.reductions.partial_order == Switch::On {
            self.doubt = Some(Doubt::Oops);
        }
        let ending = self.counted.without_names(end.into());
        self.ended.push((nr, ending.verdict()));
        self.ends.record(nr, steps, ending);
        Ok(())
    }

    /// Its states by the slots that tasks hold.
    pub(crate) fn frontier(&self) -> Vec<Frontier> {
        let states = (0..self.states.len()).map(|nr| {
            let state = self.states.get(StateNr::try_from(nr).expect("states are numbered by u32"));
            let mut holding = self.counted.head_facts(number(state[0])).holding;
            for &word in &state[1..] {
                holding.add(self.counted.block_facts(block_of(word)).holding, number(word));
            }
            holding
        });
        frontier(states, self.ends.dead())
    }

    /// How much was searched.
    pub(crate) fn coverage(&self) -> Coverage {
        Coverage::of(self.stopped, self.is_over(), self.agenda.frontier())
    }

    /// Its states and what is known of them.
    pub(crate) fn into_searched(self) -> Searched<'m> {
        Searched { counted: self.counted, states: self.states, edges: self.edges, ends: self.ended }
    }

    pub(crate) fn report(mut self) -> Report {
        let coverage = self.coverage();
        let (verdict, nearest) = self.ends.verdict(coverage);
        let mut ends = Vec::new();
        for (_, count, nearest) in self.ends.all() {
            let (schedule, words) = self.schedule_to(nearest);
            let end = View { machine: self.counted.machine, words: &words }.end();
            ends.push((
                nearest,
                FinalStates {
                    ending: end.expect("the run has ended").into(),
                    count,
                    schedule,
                    state: State { words: words.into() },
                },
            ));
        }
        let schedule = nearest.map_or_else(Vec::new, |nearest| {
            let end = ends.iter().find(|(nr, _)| *nr == nearest);
            end.expect("the nearest state of a verdict is that of an end").1.schedule.clone()
        });
        let mut ends: Vec<FinalStates> = ends.into_iter().map(|(_, end)| end).collect();
        lists::sort_by_key(&mut ends, |end| end.ending.clone());
        let progress = self.progress();
        Report {
            verdict,
            kind: self.ends.kind(verdict),
            coverage,
            reductions: Reductions {
                symmetry: Switch::On,
                partial_order: Switch::from(self.counted.footprint.is_some()),
            },
            states: progress.states,
            transitions: progress.transitions,
            depth: progress.depth,
            ends,
            schedule,
        }
    }

    /// The order of locks, as far as was searched.
    pub(crate) fn lock_order(&mut self) -> LockOrder {
        let Some(recorder) = self.counted.moves.recorder.take() else { return LockOrder::default() };
        let order = recorder.order(self.counted.machine, |found| {
            let ways = self.agenda.way_to(found.state).into_iter().map(|(a_move, _)| a_move).chain(found.way);
            let moves: Vec<Move> = ways.map(|a_move| self.counted.moves.get(a_move)).collect();
            self.counted.schedule(&moves).0
        });
        self.counted.moves.recorder = Some(recorder);
        order
    }

    /// Positions of the choices on the way to a state, of tasks that have names again, and where they lead.
    fn schedule_to(&mut self, nr: StateNr) -> (Vec<u16>, Vec<u64>) {
        let way = self.agenda.way_to(nr);
        let moves: Vec<Move> = way.into_iter().map(|(a_move, _)| self.counted.moves.get(a_move)).collect();
        self.counted.schedule(&moves)
    }
}

fn block_of(word: u64) -> Nr {
    number(word >> 32)
}

/// One more of a block.
fn count(state: &mut Vec<u64>, block: Nr) {
    match state[1..].binary_search_by_key(&block, |&word| block_of(word)) {
        Ok(i) => state[1 + i] += 1,
        Err(i) => state.insert(1 + i, u64::from(block) << 32 | 1),
    }
}

/// One less of a block, if it is counted: a bound one is not.
fn uncount(state: &mut Vec<u64>, block: Nr) {
    if let Ok(i) = state[1..].binary_search_by_key(&block, |&word| block_of(word)) {
        state[1 + i] -= 1;
        if number(state[1 + i]) == 0 {
            state.remove(1 + i);
        }
    }
}
