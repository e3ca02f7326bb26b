//! The fewest switches from one task to another that a run to a deadlock, or to another end, needs.
//!
//! Arrow: `Graph` -> **[`Fewest`]**. Nearest first, by switches and then by steps, over states with who moved last
//! (Dijkstra 1959). A switch is a step of somebody else than the one before; the environment counts as somebody, and
//! the first step of a run is none.

use std::collections::{BTreeMap, VecDeque};

use crate::backward::Graph;
use crate::visited::StateNr;

/// A run that switches as seldom as possible, and of those one of the shortest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fewest {
    /// How often it switches.
    pub switches: u32,
    /// The run.
    pub schedule: Vec<u16>,
}

/// How a state was reached.
#[derive(Clone, Copy, Debug)]
struct Reached {
    state: StateNr,
    /// who moved last; nobody yet at the start
    mover: Option<u16>,
    /// position of the choice
    position: u16,
    /// index of what it was reached from; its own for the start
    from: u32,
}

/// Looks for it in a whole graph, from a state to one of those that are wanted; `None` if there is none, or not enough
/// memory to tell.
pub(crate) fn fewest(
    graph: &Graph,
    tasks: usize,
    start: StateNr,
    is_wanted: impl Fn(StateNr) -> bool,
    memory_max: usize,
) -> Option<Fewest> {
    let bits = graph.visited.len() * tasks;
    if bits / 8 > memory_max {
        return None;
    }
    let mut settled = vec![0_u64; bits.div_ceil(64)];
    let mut done: Vec<Reached> = Vec::new();
    let initial = Reached { state: start, mover: None, position: 0, from: 0 };
    let mut buckets = BTreeMap::from([((0_u32, 0_u32), VecDeque::from([initial]))]);
    while let Some(mut bucket) = buckets.first_entry() {
        let (switches, steps) = *bucket.key();
        let Some(reached) = bucket.get_mut().pop_front() else {
            bucket.remove();
            continue;
        };
        if let Some(mover) = reached.mover {
            let bit = reached.state as usize * tasks + usize::from(mover);
            if settled[bit / 64] & 1 << (bit % 64) != 0 {
                continue;
            }
            settled[bit / 64] |= 1 << (bit % 64);
        }
        let here = u32::try_from(done.len()).ok()?;
        done.push(reached);
        if is_wanted(reached.state) {
            return Some(Fewest { switches, schedule: schedule(&done, here) });
        }
        if done.capacity() * size_of::<Reached>() + bits / 8 > memory_max {
            return None;
        }
        let movers = graph.edges.span(reached.state).map(|edge| graph.movers[edge]);
        for ((position, &state), mover) in (0..).zip(graph.edges.of(reached.state)).zip(movers) {
            let is_switch = reached.mover.is_some_and(|last| last != mover);
            let next = Reached { state, mover: Some(mover), position, from: here };
            buckets.entry((switches + u32::from(is_switch), steps + 1)).or_default().push_back(next);
        }
    }
    None
}

/// The choices on the way to what was reached.
fn schedule(done: &[Reached], mut here: u32) -> Vec<u16> {
    let mut schedule = Vec::new();
    while here != 0 {
        let reached = done[here as usize];
        schedule.push(reached.position);
        here = reached.from;
    }
    schedule.reverse();
    schedule
}
