//! What is known of the states of a machine, and of a run in particular.
//!
//! Arrow: `Prospects` + `CountedProspects` + `Trace` -> **`ProspectsView`**. What the graph of all states does not say
//! the counted search may: it takes longer for each state, so what it has said along a run is remembered.

use std::collections::BTreeMap;

use pagelock_engine::{
    Choice, CountedProspects, Fewest, Machine, Outlook, Prospects, Share, State, Trace, Verdict, Ways,
};
use pagelock_protocol::view::{
    BasisView, CoverageView, CrossroadsView, FewestView, OutlookView, ProspectView, ProspectsView, ShareView,
};

use crate::report::verdict_view;

/// Choices of a run that are looked at: about a second of work.
const CHOICES_MAX: usize = 200_000;

/// Squares of the number of tasks that are looked at for states of the counted search: about a second of work.
const SQUARES_MAX: usize = 60_000_000;

/// States that are remembered.
const REMEMBERED_MAX: usize = 4_000;

/// What is known.
#[derive(Debug)]
pub struct Knowledge {
    named: Prospects,
    counted: Option<CountedProspects>,
    /// what the counted search has said of states: how runs from there can end, and after each choice
    said: BTreeMap<State, (Ways, Option<Vec<Ways>>)>,
}

impl Knowledge {
    /// Of the graph of all states and, where that is not whole, perhaps of the counted search.
    pub fn new(named: Prospects, counted: Option<CountedProspects>) -> Self {
        Self { named, counted, said: BTreeMap::new() }
    }

    /// What the counted search knows.
    pub(crate) fn into_counted(self) -> Option<CountedProspects> {
        self.counted
    }

    /// What is known of every state of a run, and of the states that its choices lead to.
    pub fn view(&mut self, machine: &Machine, coverage: CoverageView, trace: &Trace) -> ProspectsView {
        ProspectsView {
            coverage,
            states: self.named.states(),
            basis: match &self.counted {
                None => BasisView::Named,
                Some(counted) => BasisView::Counted { states: counted.states() },
            },
            share: share_view(self.named.share()),
            fewest: self.named.fewest().map(fewest_view),
            par: None,
            run: if self.counted.is_some() {
                self.counted_run(machine, trace)
            } else {
                self.named_run(machine, trace)
            },
        }
    }

    fn named_run(&self, machine: &Machine, trace: &Trace) -> Vec<CrossroadsView> {
        let mut choices_left = CHOICES_MAX;
        let crossroads = |state: State| {
            let mut choices = Vec::new();
            if self.named.knows(&state) {
                choices = choices_of(machine, &state);
                choices.truncate(choices_left);
                choices_left -= choices.len();
            }
            let after = |choice| self.prospect(&machine.advance(&state, choice).next);
            CrossroadsView { here: self.prospect(&state), choices: choices.into_iter().map(after).collect() }
        };
        trace.states().map(crossroads).collect()
    }

    /// The run by the counted search. What a state can come to the one before it can come to as well, so where both
    /// ends of a part say the same, all of it does. Choices are looked at from the end on, where the visitor is.
    fn counted_run(&mut self, machine: &Machine, trace: &Trace) -> Vec<CrossroadsView> {
        let states: Vec<State> = trace.states().collect();
        let mut ways: Vec<Option<Ways>> = vec![None; states.len()];
        let mut parts = vec![(0, states.len() - 1)];
        while let Some((first, last)) = parts.pop() {
            for at in [first, last] {
                ways[at] = ways[at].or_else(|| Some(self.ways(machine, &states[at])));
            }
            let [a, b] = [ways[first], ways[last]];
            if a == b && a != Some(Ways::UNKNOWN) {
                ways[first..=last].fill(a);
            } else if last - first > 1 {
                let middle = first.midpoint(last);
                parts.extend([(first, middle), (middle, last)]);
            }
        }
        let tasks = machine.all_tasks().count();
        let mut left = SQUARES_MAX / (tasks * tasks) + 1;
        let mut run: Vec<CrossroadsView> = Vec::new();
        for (state, ways) in states.iter().zip(&ways).rev() {
            let choices = self.ways_after(machine, state, &mut left);
            let choices = choices.into_iter().map(prospect_view).collect();
            run.push(CrossroadsView { here: prospect_view(ways.unwrap_or(Ways::UNKNOWN)), choices });
        }
        run.reverse();
        run
    }

    fn ways(&mut self, machine: &Machine, state: &State) -> Ways {
        if let Some((ways, _)) = self.said.get(state) {
            return *ways;
        }
        let Some(counted) = &mut self.counted else { return Ways::UNKNOWN };
        let ways = counted.ways(machine, state);
        if self.said.len() < REMEMBERED_MAX {
            self.said.insert(state.clone(), (ways, None));
        }
        ways
    }

    /// How runs can end after each choice; nothing once too many states were looked up.
    fn ways_after(&mut self, machine: &Machine, state: &State, left: &mut usize) -> Vec<Ways> {
        if let Some((_, Some(after))) = self.said.get(state) {
            return after.clone();
        }
        let choices = choices_of(machine, state);
        let Some(counted) = self.counted.as_mut().filter(|_| *left > 0 && !choices.is_empty()) else {
            return Vec::new();
        };
        let (after, looked_up) = counted.ways_after(machine, state, &choices);
        *left = left.saturating_sub(looked_up);
        if let Some((_, known)) = self.said.get_mut(state) {
            *known = Some(after.clone());
        } else if self.said.len() < REMEMBERED_MAX {
            let ways = counted.ways(machine, state);
            self.said.insert(state.clone(), (ways, Some(after.clone())));
        }
        after
    }

    fn prospect(&self, state: &State) -> ProspectView {
        ProspectView {
            steps_to_ok: self.named.steps_to_ok(state),
            steps_to_deadlock: self.named.steps_to_deadlock(state),
            ..prospect_view(self.named.ways(state))
        }
    }
}

fn choices_of(machine: &Machine, state: &State) -> Vec<Choice> {
    let view = machine.view(state);
    if view.end().is_none() { view.choices() } else { Vec::new() }
}

fn prospect_view(ways: Ways) -> ProspectView {
    ProspectView {
        outlook: match ways.outlook() {
            Outlook::ReachesOk => OutlookView::ReachesOk,
            Outlook::MayFail => OutlookView::MayFail,
            Outlook::Doomed => OutlookView::Doomed,
            Outlook::Unknown => OutlookView::Unknown,
        },
        worst: verdict_view(ways.worst()),
        steps_to_ok: None,
        steps_to_deadlock: None,
    }
}

fn fewest_view(fewest: &Fewest) -> FewestView {
    FewestView { switches: fewest.switches, schedule: fewest.schedule.clone() }
}

fn share_view(share: &Share) -> ShareView {
    match (share, share.all(), share.of(Verdict::Deadlock), share.of(Verdict::Hazard)) {
        (Share::Counted(_), Some(all), Some(deadlock), Some(hazard)) => ShareView::Counted {
            thousandths: deadlock.thousandths_of(&all).unwrap_or(0),
            all: all.to_string(),
            deadlock: deadlock.to_string(),
            hazard: hazard.to_string(),
        },
        (Share::Endless, ..) => ShareView::Endless,
        (Share::Memory, ..) => ShareView::Memory,
        (Share::Unseen | Share::Counted(_), ..) => ShareView::Unseen,
    }
}
