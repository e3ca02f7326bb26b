//! The graph of a machine by the most naive search there is, over the same `advance`: to compare the explorer with.
//!
//! It decides by itself what a deadlock is and which runs are endless. Shared by the tests of the engine and of the
//! language.

use std::collections::{BTreeMap, BTreeSet};

use pagelock_engine::{
    Coverage, DeadlockKind, End, Ending, Machine, Outcome, Report, Search, State, Status, Verdict,
    deadlock_kind,
};

/// Every reachable state with the states its choices lead to.
pub(crate) struct Graph {
    pub(crate) states: Vec<State>,
    /// for each choice of a state: who moves, and where to; none where the run has ended
    pub(crate) edges: Vec<Vec<(usize, usize)>>,
    /// fewest steps from the initial state
    distances: Vec<usize>,
}

/// What a report tells about ends.
#[derive(Debug, Default, PartialEq)]
struct Ends {
    deadlocks: BTreeMap<DeadlockKind, u64>,
    oopses: BTreeMap<&'static str, u64>,
    outcomes: BTreeMap<Outcome, u64>,
    /// fewest steps to each verdict
    nearest: BTreeMap<Verdict, usize>,
    /// fewest steps to each kind of end
    steps: BTreeMap<Ending, usize>,
}

impl Graph {
    /// Searches depth-first; gives up above so many states.
    pub(crate) fn new(machine: &Machine, states_max: usize) -> Option<Self> {
        let initial = machine.initial();
        let mut numbers = BTreeMap::from([(initial.clone(), 0)]);
        let mut graph = Self { states: vec![initial], edges: Vec::new(), distances: Vec::new() };
        let mut targets: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        let mut todo = vec![0];
        while let Some(from) = todo.pop() {
            let state = graph.states[from].clone();
            let view = machine.view(&state);
            let ended = view.has_oopsed() || view.all_finished() || !can_go_on(machine, &state);
            let choices = if ended { Vec::new() } else { view.choices() };
            let mut edges = Vec::new();
            for choice in choices {
                let next = machine.advance(&state, choice).next;
                let to = *numbers.entry(next).or_insert_with_key(|next| {
                    graph.states.push(next.clone());
                    todo.push(graph.states.len() - 1);
                    graph.states.len() - 1
                });
                edges.push((choice.task.index(), to));
            }
            targets.insert(from, edges);
            if graph.states.len() > states_max {
                return None;
            }
        }
        graph.edges = targets.into_values().collect();
        graph.measure();
        Some(graph)
    }

    /// Relaxes edges until nothing gets shorter.
    fn measure(&mut self) {
        self.distances = vec![usize::MAX; self.states.len()];
        self.distances[0] = 0;
        let mut level = vec![0];
        while !level.is_empty() {
            let mut next = Vec::new();
            for &from in &level {
                for &(_, to) in &self.edges[from] {
                    if self.distances[to] == usize::MAX {
                        self.distances[to] = self.distances[from] + 1;
                        next.push(to);
                    }
                }
            }
            level = next;
        }
    }

    /// Compares everything with the explorer's report, and its set of states with this one.
    pub(crate) fn compare(&self, machine: &Machine) -> Report {
        let mut search = Search::new(machine, pagelock_engine::Limits::default());
        while !search.slice(1000) {}
        for state in &self.states {
            assert!(search.contains(state), "the search knows every state");
        }
        let report = search.report();
        let transitions: usize = self.edges.iter().map(Vec::len).sum();
        assert_eq!(report.coverage, Coverage::Exhaustive);
        assert_eq!(report.states, self.states.len() as u64);
        assert_eq!(report.transitions, transitions as u64);
        assert_eq!(Some(report.depth as usize), self.distances.iter().max().copied());
        let Ends { deadlocks, oopses, outcomes, nearest, steps } = self.ends(machine);
        assert_eq!(report.deadlocks(), deadlocks);
        assert_eq!(report.oopses(), oopses);
        assert_eq!(report.outcomes(), outcomes);
        let found = report.ends.iter().map(|end| (end.ending.clone(), end.schedule.len()));
        assert_eq!(found.collect::<BTreeMap<_, _>>(), steps, "shortest is shortest for each end");
        let (verdict, steps) = nearest.last_key_value().expect("every run ends or goes on for ever");
        assert_eq!(report.verdict, *verdict);
        assert_eq!(report.schedule.len(), *steps, "shortest is shortest");
        report
    }

    fn ends(&self, machine: &Machine) -> Ends {
        let mut ends = Ends::default();
        for (nr, state) in self.states.iter().enumerate() {
            let view = machine.view(state);
            if let Some(end) = view.end() {
                ends.note_end(end.into(), self.distances[nr]);
            }
            let verdict = match view.end() {
                None => {
                    assert!(can_go_on(machine, state));
                    continue;
                }
                Some(End::Oops(_, oops)) => {
                    *ends.oopses.entry(oops.name()).or_default() += 1;
                    Verdict::Hazard
                }
                Some(End::Finished(outcome)) => {
                    assert!(view.all_finished());
                    let is_hazard = outcome.is_hazard();
                    *ends.outcomes.entry(outcome).or_default() += 1;
                    if is_hazard { Verdict::Hazard } else { Verdict::Ok }
                }
                Some(End::Deadlock(kind)) => {
                    assert!(!can_go_on(machine, state) && !view.all_finished() && !view.has_oopsed());
                    assert_eq!(kind, deadlock_kind(&view.waits()));
                    *ends.deadlocks.entry(kind).or_default() += 1;
                    Verdict::Deadlock
                }
            };
            ends.note(verdict, self.distances[nr]);
        }
        self.endless(machine, &mut ends);
        ends
    }

    /// Sets of states in which a run can stay for ever although every task that can move all the while does move.
    fn endless(&self, machine: &Machine, ends: &mut Ends) {
        for (component, verdict) in self.endless_components(machine) {
            let nearest = component.iter().map(|&nr| self.distances[nr]).min().expect("it is not empty");
            ends.note(verdict, nearest);
            if verdict == Verdict::Deadlock {
                *ends.deadlocks.entry(DeadlockKind::Partial).or_default() += 1;
                ends.note_end(Ending::Deadlock(DeadlockKind::Partial), nearest);
            }
        }
    }

    /// Those sets, each with the verdict on a run that stays there: where somebody is stuck for good, a deadlock.
    pub(crate) fn endless_components(&self, machine: &Machine) -> Vec<(BTreeSet<usize>, Verdict)> {
        let mut endless = Vec::new();
        for component in self.components() {
            let inside = |nr: usize| component.contains(&nr);
            let status = |nr: usize, task: usize| {
                machine.view(&self.states[nr]).status(machine.all_tasks().nth(task).expect("a task"))
            };
            let moves = |task: usize| {
                component.iter().any(|&nr| self.edges[nr].iter().any(|&(t, to)| t == task && inside(to)))
            };
            let tasks = || 0..machine.all_tasks().count();
            let always =
                |task: usize, test: fn(Status) -> bool| component.iter().all(|&nr| test(status(nr, task)));
            let is_fair = tasks().all(|task| moves(task) || !always(task, |s| s == Status::Runnable));
            if !is_fair {
                continue;
            }
            let is_closed = component.iter().all(|&nr| self.edges[nr].iter().all(|&(_, to)| inside(to)));
            let is_stuck = tasks().any(|task| always(task, |s| matches!(s, Status::Blocked(_))));
            let verdict = if is_closed && is_stuck { Verdict::Deadlock } else { Verdict::Livelock };
            endless.push((component, verdict));
        }
        endless
    }

    /// States that can reach each other, where there is a way round at all: by what each state reaches.
    fn components(&self) -> Vec<BTreeSet<usize>> {
        if !self.has_cycle() {
            return Vec::new();
        }
        let reach: Vec<BTreeSet<usize>> = (0..self.states.len()).map(|nr| self.reached_from(nr)).collect();
        let mut components = Vec::new();
        for nr in 0..self.states.len() {
            let component: BTreeSet<usize> =
                reach[nr].iter().copied().filter(|&to| reach[to].contains(&nr)).collect();
            if component.first() == Some(&nr) {
                components.push(component);
            }
        }
        components
    }

    /// What one or more steps lead to.
    fn reached_from(&self, nr: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut todo = vec![nr];
        while let Some(from) = todo.pop() {
            todo.extend(self.edges[from].iter().map(|&(_, to)| to).filter(|&to| reached.insert(to)));
        }
        reached
    }

    /// Whether some state is left when states without a way on are taken away again and again.
    pub(crate) fn has_cycle(&self) -> bool {
        let mut ways_on: Vec<usize> = self.edges.iter().map(Vec::len).collect();
        let mut sources = vec![Vec::new(); self.states.len()];
        for (from, edges) in self.edges.iter().enumerate() {
            for &(_, to) in edges {
                sources[to].push(from);
            }
        }
        let mut todo: Vec<usize> = (0..self.states.len()).filter(|&nr| ways_on[nr] == 0).collect();
        let mut gone = todo.len();
        while let Some(nr) = todo.pop() {
            for &from in &sources[nr] {
                ways_on[from] -= 1;
                if ways_on[from] == 0 {
                    todo.push(from);
                    gone += 1;
                }
            }
        }
        gone < self.states.len()
    }
}

impl Ends {
    fn note_end(&mut self, ending: Ending, steps: usize) {
        let fewest = self.steps.entry(ending).or_insert(steps);
        *fewest = (*fewest).min(steps);
    }

    fn note(&mut self, verdict: Verdict, steps: usize) {
        let nearest = self.nearest.entry(verdict).or_insert(steps);
        *nearest = (*nearest).min(steps);
    }
}

/// Whether a task can move, or an actor that is in the middle of something.
fn can_go_on(machine: &Machine, state: &State) -> bool {
    let view = machine.view(state);
    view.choices().iter().any(|choice| !machine.is_actor(choice.task) || !view.is_at_end(choice.task))
}
