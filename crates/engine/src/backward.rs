//! What can still be saved: which ends each state can come to, how many interleavings come to each, and the fewest
//! switches to a deadlock.
//!
//! Arrow: `Machine` -> **`Backward`** -> [`Prospects`]. It expands every choice of every state, without reductions,
//! since every state that a visitor can come to is asked about; then it goes back from the ends. It works in slices.
//! What it claims, and why, is in `docs/backward.md`.

use crate::endless::{Endless, endless};
use crate::exec::Choice;
use crate::graph::{Edges, Sources};
use crate::machine::Machine;
use crate::outcome::Ending;
use crate::prospects::{Prospects, Ways};
use crate::report::{Coverage, Limit, Limits, Progress, Verdict};
use crate::share::{Share, share};
use crate::state::View;
use crate::switches::{Fewest, fewest};
use crate::visited::{OutOfMemory, StateNr, Visited};

/// Every state that was reached, with its choices.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) visited: Visited,
    pub(crate) edges: Edges,
    /// who moves, by edge
    pub(crate) movers: Vec<u16>,
    /// states in which a run ends, or may stay for ever, with the verdict on it
    pub(crate) ends: Vec<(StateNr, Verdict)>,
}

/// What is to be done next; each is a slice, but the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Explore,
    FindEndlessRuns,
    TurnEdges,
    GoBack(usize),
    Count,
    FindFewestSwitches,
    Over,
}

/// A backward analysis under way.
#[derive(Debug)]
pub struct Backward<'m> {
    machine: &'m Machine,
    limits: Limits,
    graph: Graph,
    /// states before it are expanded: they are numbered nearest first
    next: StateNr,
    /// first state that is farther than those that are being expanded
    level_end: StateNr,
    depth: u32,
    stopped: Option<Limit>,
    phase: Phase,
    has_cycle: bool,
    sources: Sources,
    ways: Vec<Ways>,
    /// fewest steps to a state of each of [`GOALS`], by state
    steps: [Vec<u32>; 2],
    share: Share,
    fewest: Option<Fewest>,
    choices: Vec<Choice>,
    scratch: Vec<u64>,
}

/// The verdicts to which distances are kept.
pub(crate) const GOALS: [Verdict; 2] = [Verdict::Ok, Verdict::Deadlock];

/// What states are asked for. `Unknown` is: to come to a state that was not expanded.
const VERDICTS: [Verdict; 5] =
    [Verdict::Unknown, Verdict::Ok, Verdict::Hazard, Verdict::Livelock, Verdict::Deadlock];

impl<'m> Backward<'m> {
    /// An analysis that has seen the initial state only. Of the limits, reductions and visible steps do not matter.
    pub fn new(machine: &'m Machine, limits: Limits) -> Self {
        let mut visited = Visited::new(machine.words());
        let is_begun = visited.insert(&machine.initial().words).is_ok();
        Self {
            machine,
            limits,
            graph: Graph { visited, edges: Edges::default(), movers: Vec::new(), ends: Vec::new() },
            next: 0,
            level_end: 1,
            depth: 0,
            stopped: (!is_begun).then_some(Limit::Memory),
            phase: Phase::Explore,
            has_cycle: false,
            sources: Sources::default(),
            ways: Vec::new(),
            steps: [Vec::new(), Vec::new()],
            share: Share::Unseen,
            fewest: None,
            choices: Vec::new(),
            scratch: vec![0; machine.words()],
        }
    }

    /// Takes about so many choices, or goes one pass over the states. Returns whether everything is done.
    pub fn slice(&mut self, choices: u32) -> bool {
        match self.phase {
            Phase::Explore => self.explore(choices),
            Phase::FindEndlessRuns => self.find_endless_runs(),
            Phase::TurnEdges => self.turn_edges(),
            Phase::GoBack(nr) => self.go_back(nr),
            Phase::Count => self.count(),
            Phase::FindFewestSwitches => self.find_fewest_switches(),
            Phase::Over => {}
        }
        self.phase == Phase::Over
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            states: self.graph.visited.len() as u64,
            transitions: self.graph.edges.len() as u64,
            depth: self.depth,
            frontier: self.frontier(),
            memory: self.memory() as u64,
        }
    }

    /// Expands no more states. What is to be done with those that were expanded is still to be done.
    pub fn stop(&mut self) {
        if self.phase == Phase::Explore && !self.is_explored() {
            self.stopped = Some(Limit::States);
        }
    }

    /// Does what is still to be done, and gives what was found.
    pub fn finish(mut self) -> Prospects {
        while !self.slice(u32::MAX) {}
        let coverage = Coverage::of(self.stopped, true, self.frontier());
        let tasks = self.machine.all_tasks().count();
        let room = self.room();
        Prospects::new((self.graph, tasks, room), (self.ways, self.steps), coverage, self.share, self.fewest)
    }

    fn frontier(&self) -> u64 {
        (self.graph.visited.len() - self.next as usize) as u64
    }

    fn memory(&self) -> usize {
        let graph = &self.graph;
        graph.visited.memory() + graph.edges.memory() + graph.movers.capacity() * size_of::<u16>()
    }

    /// What the passes over the graph will need beside it, for each state and each edge.
    fn memory_to_go_back(&self) -> usize {
        let state = 2 * size_of::<u32>() + size_of::<StateNr>() + size_of::<Ways>();
        self.graph.visited.len() * state + self.graph.edges.len() * size_of::<StateNr>()
    }

    fn is_explored(&self) -> bool {
        self.stopped.is_some() || self.frontier() == 0
    }

    /// Where there are hundreds of tasks a state has hundreds of choices, so these are counted.
    fn explore(&mut self, choices: u32) {
        let begun = self.graph.edges.len();
        while !self.is_explored() && self.graph.edges.len() - begun < choices as usize {
            if self.graph.visited.len() >= self.limits.states_max as usize {
                self.stopped = Some(Limit::States);
            } else if self.memory() + self.memory_to_go_back() > self.limits.memory_max
                || self.expand().is_err()
            {
                self.stopped = Some(Limit::Memory);
            }
        }
        if self.is_explored() {
            self.phase = Phase::FindEndlessRuns;
        }
    }

    /// Takes every choice of the next state, or notes how the run has ended there.
    fn expand(&mut self) -> Result<(), OutOfMemory> {
        let nr = self.next;
        if nr == self.level_end {
            self.depth += 1;
            self.level_end = StateNr::try_from(self.graph.visited.len()).expect("states are numbered by u32");
        }
        let graph = &mut self.graph;
        let view = View { machine: self.machine, words: graph.visited.get(nr) };
        if let Some(end) = view.ways_on(&mut self.choices) {
            graph.ends.push((nr, Ending::from(end).verdict()));
        }
        let first_edge = graph.edges.len();
        graph.movers.truncate(first_edge);
        for &choice in &self.choices {
            self.scratch.copy_from_slice(graph.visited.get(nr));
            self.machine.advance_words(&mut self.scratch, choice);
            let (target, _) = graph.visited.insert(&self.scratch)?;
            graph.movers.try_reserve(1).map_err(|_| OutOfMemory)?;
            graph.movers.push(choice.task.0);
            graph.edges.push(target)?;
        }
        graph.edges.end_state(nr, first_edge)?;
        self.next += 1;
        Ok(())
    }

    /// A run that may stay in a component ends there, in a way: in each of its states.
    fn find_endless_runs(&mut self) {
        let Graph { visited, edges, ends, .. } = &mut self.graph;
        for component in edges.cyclic_components() {
            self.has_cycle = true;
            let verdict = match endless(self.machine, visited, edges, &component) {
                Some(Endless::Stuck) => Verdict::Deadlock,
                Some(Endless::Livelock) => Verdict::Livelock,
                None => continue,
            };
            ends.extend(component.iter().map(|&nr| (nr, verdict)));
        }
        self.phase = Phase::TurnEdges;
    }

    fn turn_edges(&mut self) {
        let states = self.graph.visited.len();
        self.ways = vec![Ways::default(); states];
        self.sources = self.graph.edges.turned(states);
        self.phase = Phase::GoBack(0);
    }

    /// Notes which states can come to one of the verdicts, from the nearest to the farthest of them.
    fn go_back(&mut self, nr: usize) {
        let verdict = VERDICTS[nr];
        let reached = |&(state, found): &(StateNr, Verdict)| (found == verdict).then_some(state);
        let states = StateNr::try_from(self.graph.visited.len()).expect("states are numbered by u32");
        let mut level: Vec<StateNr> = match verdict {
            Verdict::Unknown => (self.next..states).collect(),
            Verdict::Ok | Verdict::Hazard | Verdict::Livelock | Verdict::Deadlock => {
                self.graph.ends.iter().filter_map(reached).collect()
            }
        };
        let goal = GOALS.iter().position(|&goal| goal == verdict);
        if let Some(goal) = goal {
            self.steps[goal] = vec![u32::MAX; self.ways.len()];
        }
        for &state in &level {
            self.ways[state as usize].add(verdict);
        }
        let mut steps = 0;
        while !level.is_empty() {
            let mut farther = Vec::new();
            for &state in &level {
                if let Some(goal) = goal {
                    self.steps[goal][state as usize] = steps;
                }
                for &source in self.sources.of(state) {
                    let ways = &mut self.ways[source as usize];
                    if !ways.can(verdict) {
                        ways.add(verdict);
                        farther.push(source);
                    }
                }
            }
            level = farther;
            steps += 1;
        }
        self.phase = if nr + 1 < VERDICTS.len() { Phase::GoBack(nr + 1) } else { Phase::Count };
    }

    fn count(&mut self) {
        self.sources = Sources::default();
        self.share = match (self.stopped, self.has_cycle) {
            (Some(_), _) => Share::Unseen,
            (None, true) => Share::Endless,
            (None, false) => share(&self.graph, self.room()),
        };
        self.phase = Phase::FindFewestSwitches;
    }

    fn find_fewest_switches(&mut self) {
        if self.stopped.is_none() {
            let dead = |nr: StateNr| self.steps[1][nr as usize] == 0;
            let tasks = self.machine.all_tasks().count();
            self.fewest = fewest(&self.graph, tasks, 0, dead, self.room());
        }
        self.phase = Phase::Over;
    }

    /// Bytes left.
    fn room(&self) -> usize {
        self.limits.memory_max.saturating_sub(self.memory())
    }
}
