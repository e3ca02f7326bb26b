//! The counted analysis: what it says of a state with names is what the whole analysis says, or nothing.

use std::sync::atomic::{AtomicU32, Ordering};

use pagelock_engine::{
    Backward, CountedBackward, Coverage, Limits, Machine, Outlook, Random, State, Trace, Ways,
};
use proptest::prelude::*;

use crate::backward::{bytes, runner, set};
use crate::random;

#[test]
fn a_counted_analysis_says_of_states_what_the_whole_one_says() {
    let silent = AtomicU32::new(0);
    let outlooks = [Outlook::ReachesOk, Outlook::MayFail, Outlook::Doomed];
    let seen = outlooks.map(|_| AtomicU32::new(0));
    let unseen = outlooks.map(|_| AtomicU32::new(0));
    let result = runner(6000).run(&bytes(), |bytes| {
        let machine = random::alike(&bytes);
        let limits = Limits { states_max: 5000, ..Limits::default() };
        let whole = Backward::new(&machine, limits).finish();
        if whole.coverage() != Coverage::Exhaustive {
            return Ok(());
        }
        let counted = CountedBackward::new(&machine, limits).and_then(CountedBackward::finish);
        let Some(mut counted) = counted else { return Ok(()) };
        for state in (0..4).flat_map(|seed| around_a_run(&machine, seed)) {
            let (found, truth) = (counted.ways(&machine, &state), whole.ways(&state));
            let outlook = outlooks.iter().position(|&known| known == truth.outlook()).expect("it is known");
            let tally = if found == Ways::UNKNOWN { &unseen } else { &seen };
            tally[outlook].fetch_add(1, Ordering::Relaxed);
            if found == Ways::UNKNOWN {
                silent.fetch_add(1, Ordering::Relaxed);
            } else {
                prop_assert_eq!(set(found), set(truth));
            }
        }
        Ok(())
    });
    result.unwrap();
    let [seen, unseen] = [seen, unseen].map(|counts| counts.map(AtomicU32::into_inner));
    assert!(seen.iter().all(|&n| n > 200), "{seen:?} states are {outlooks:?}, and {unseen:?} are not known");
    assert!(seen.iter().sum::<u32>() > 10 * silent.into_inner());
}

/// The states of a random run, and what each of their choices leads to.
fn around_a_run(machine: &Machine, seed: u64) -> Vec<State> {
    let mut around = Vec::new();
    for state in Trace::run(machine, &mut Random::new(seed), 60).states() {
        let view = machine.view(&state);
        let choices = if view.end().is_some() { Vec::new() } else { view.choices() };
        around.extend(choices.into_iter().map(|choice| machine.advance(&state, choice).next));
        around.push(state);
    }
    around
}
