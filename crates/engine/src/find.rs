//! The search for a way to a state in which tasks stand as a pattern says: breadth-first, so the way is a shortest one.
//!
//! Arrow: `Machine` + `Notation` -> **[`Finding`]**. Where a lock was taken is history that states do not have, so
//! this searches pairs of a state and the holds that the pattern asks about, each compared whole. It takes the same
//! choices as `Search` and has no rules of its own.

use std::collections::BTreeMap;

use crate::exec::Choice;
use crate::holds::{Hold, Holds};
use crate::id::TaskId;
use crate::machine::Machine;
use crate::notation::{Notation, Stand};
use crate::program::Pc;
use crate::report::{Limit, Limits};
use crate::state::{State, Status, View};
use crate::visited::{OutOfMemory, StateNr, Visited};

/// What the search for a pattern has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The answer.
    pub answer: Answer,
    /// Pairs of a state and what is held since which step, visited.
    pub states: u64,
    /// Transitions taken.
    pub transitions: u64,
    /// Steps to the state that is furthest from the initial one.
    pub depth: u32,
}

/// Whether there is a way to such a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is; this is a shortest one.
    Found {
        /// The way.
        schedule: Vec<u16>,
        /// Who stands as which item of the pattern says.
        tasks: Vec<TaskId>,
    },
    /// There is none: all were visited.
    Unreachable,
    /// A limit stopped the search before any was found.
    Stopped {
        /// Which limit.
        limit: Limit,
        /// Pairs known and not expanded.
        frontier: u64,
    },
}

/// Searches for a state in which distinct tasks stand as the items of a pattern say, each task as one of them.
///
/// A task stands as `2,6` says if it waits at step 6 and holds something that it took at step 2. What else it holds
/// does not matter, nor does what others do: such a state need not be a deadlock.
pub fn find(machine: &Machine, wanted: &Notation, limits: Limits) -> Finding {
    let mut labels: Vec<&str> =
        wanted.stands.iter().flat_map(|stand| &stand.taken_at).map(String::as_str).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut finder = Finder {
        machine,
        wanted,
        limits,
        labels,
        visited: Visited::new(machine.words() + 1),
        ways: Vec::new(),
        holds: Numbered::default(),
        expanded: 0,
        transitions: 0,
        depth: 0,
        level_end: 1,
    };
    let answer = match finder.search() {
        Ok(Some(found)) => found,
        Ok(None) => Answer::Unreachable,
        Err(limit) => {
            let known = finder.visited.len() as u64;
            Answer::Stopped { limit, frontier: known - u64::from(finder.expanded) }
        }
    };
    Finding {
        answer,
        states: finder.visited.len() as u64,
        transitions: finder.transitions,
        depth: finder.depth,
    }
}

/// Labels of a pattern that no step of any task has: such an item cannot be met.
pub fn unknown_labels(machine: &Machine, wanted: &Notation) -> Vec<String> {
    let is_known = |label: &str| {
        machine
            .all_tasks()
            .any(|task| machine.program(task).places().iter().any(|place| place.label == label))
    };
    let labels = wanted.stands.iter().flat_map(|stand| stand.taken_at.iter().chain([&stand.blocked_at]));
    let mut unknown: Vec<String> = labels.filter(|label| !is_known(label)).cloned().collect();
    unknown.sort_unstable();
    unknown.dedup();
    unknown
}

/// A step by its label: position among those that the pattern asks about, `None` for all others.
type Told = Option<u16>;

/// The search under way.
struct Finder<'a> {
    machine: &'a Machine,
    wanted: &'a Notation,
    limits: Limits,
    /// labels at which something was taken, sorted; a hold knows its position here
    labels: Vec<&'a str>,
    /// the words of a state, and the number of its holds
    visited: Visited,
    /// from where each was first reached, and by which choice
    ways: Vec<(StateNr, u16)>,
    holds: Numbered,
    expanded: StateNr,
    transitions: u64,
    depth: u32,
    /// first of the next level
    level_end: StateNr,
}

impl Finder<'_> {
    fn search(&mut self) -> Result<Option<Answer>, Limit> {
        let initial = self.machine.initial();
        let mut found = self.add(&initial, Holds::default(), (0, 0)).map_err(|OutOfMemory| Limit::Memory)?;
        while found.is_none() && (self.expanded as usize) < self.visited.len() {
            if self.visited.len() >= self.limits.states_max as usize {
                return Err(Limit::States);
            }
            if self.memory() > self.limits.memory_max {
                return Err(Limit::Memory);
            }
            found = self.expand().map_err(|OutOfMemory| Limit::Memory)?;
        }
        Ok(found)
    }

    fn memory(&self) -> usize {
        self.visited.memory() + self.holds.memory + self.ways.capacity() * size_of::<(StateNr, u16)>()
    }

    /// Takes every choice of the next pair.
    fn expand(&mut self) -> Result<Option<Answer>, OutOfMemory> {
        let nr = self.expanded;
        if nr == self.level_end {
            self.depth += 1;
            self.level_end = StateNr::try_from(self.visited.len()).expect("states are numbered by u32");
        }
        let (words, holds) = self.visited.get(nr).split_at(self.machine.words());
        let state = State { words: words.into() };
        let holds = self.holds.get(holds[0]).clone();
        let machine = self.machine;
        let view = machine.view(&state);
        let mut choices: Vec<Choice> = Vec::new();
        view.ways_on(&mut choices);
        for (position, &choice) in choices.iter().enumerate() {
            let transition = machine.advance(&state, choice);
            let mut next = holds.clone();
            next.follow(view, choice, &transition.events, |task, pc| self.told(task, pc));
            next.forget_untold();
            self.transitions += 1;
            let way = (nr, u16::try_from(position).expect("choices are limited"));
            let found = self.add(&transition.next, next, way)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        self.expanded += 1;
        Ok(None)
    }

    fn told(&self, task: TaskId, pc: Pc) -> Told {
        let label = self.machine.program(task).place(pc).label.as_str();
        let position = self.labels.binary_search(&label).ok()?;
        Some(u16::try_from(position).expect("a pattern has few labels"))
    }

    /// Adds a pair, unless it is known. Gives the answer if it is what is looked for.
    fn add(
        &mut self,
        state: &State,
        holds: Holds<Told>,
        way: (StateNr, u16),
    ) -> Result<Option<Answer>, OutOfMemory> {
        let tasks = self.who_stands_so(self.machine.view(state), &holds);
        let mut words = state.words.to_vec();
        words.push(self.holds.number(holds));
        let (nr, is_new) = self.visited.insert(&words)?;
        if is_new {
            self.ways.try_reserve(1).map_err(|_| OutOfMemory)?;
            self.ways.push(way);
        }
        Ok(tasks.map(|tasks| Answer::Found { schedule: self.schedule_to(nr), tasks }))
    }

    /// A task for each item of the pattern, no task twice.
    fn who_stands_so(&self, view: View<'_>, holds: &Holds<Told>) -> Option<Vec<TaskId>> {
        let mut candidates = Vec::with_capacity(self.wanted.stands.len());
        for stand in &self.wanted.stands {
            let tasks =
                self.machine.all_tasks().filter(|&task| self.stands_so(view, holds.of(task), task, stand));
            let tasks: Vec<TaskId> = tasks.collect();
            if tasks.is_empty() {
                return None;
            }
            candidates.push(tasks);
        }
        assignment(&candidates)
    }

    fn stands_so(&self, view: View<'_>, holds: &[Hold<Told>], task: TaskId, stand: &Stand) -> bool {
        let label = &view.program(task).place(view.pc(task)).label;
        let count = |wanted: &String| stand.taken_at.iter().filter(|label| *label == wanted).count();
        let held = |wanted: &String| {
            let is_it =
                |hold: &&Hold<Told>| hold.taken_at.is_some_and(|at| self.labels[usize::from(at)] == wanted);
            holds.iter().filter(is_it).count()
        };
        *label == stand.blocked_at
            && matches!(view.status(task), Status::Blocked(_))
            && stand.taken_at.iter().all(|wanted| held(wanted) >= count(wanted))
    }

    fn schedule_to(&self, mut nr: StateNr) -> Vec<u16> {
        let mut schedule = Vec::new();
        while nr != 0 {
            let (parent, position) = self.ways[nr as usize];
            schedule.push(position);
            nr = parent;
        }
        schedule.reverse();
        schedule
    }
}

/// One candidate for each place, none twice: a matching, grown by one place at a time along alternating paths.
fn assignment(candidates: &[Vec<TaskId>]) -> Option<Vec<TaskId>> {
    let mut place_of: BTreeMap<TaskId, usize> = BTreeMap::new();
    for place in 0..candidates.len() {
        let mut tried = Vec::new();
        if !seat(place, candidates, &mut place_of, &mut tried) {
            return None;
        }
    }
    let mut tasks: Vec<(usize, TaskId)> = place_of.into_iter().map(|(task, place)| (place, task)).collect();
    tasks.sort_unstable();
    Some(tasks.into_iter().map(|(_, task)| task).collect())
}

/// Finds somebody for a place: a task that has none yet, or else one whose place somebody else can have.
fn seat(
    place: usize,
    candidates: &[Vec<TaskId>],
    place_of: &mut BTreeMap<TaskId, usize>,
    tried: &mut Vec<TaskId>,
) -> bool {
    let free = candidates[place].iter().find(|task| !place_of.contains_key(task));
    if let Some(&task) = free {
        place_of.insert(task, place);
        return true;
    }
    for &task in &candidates[place] {
        if tried.contains(&task) {
            continue;
        }
        tried.push(task);
        let other = place_of[&task];
        if seat(other, candidates, place_of, tried) {
            place_of.insert(task, place);
            return true;
        }
    }
    false
}

/// Holds by number in the order of discovery: equal holds have equal numbers, so a number stands for them in what is
/// compared.
#[derive(Default)]
struct Numbered {
    by_number: Vec<Holds<Told>>,
    numbers: BTreeMap<Holds<Told>, u64>,
    /// bytes of both, about
    memory: usize,
}

impl Numbered {
    fn get(&self, number: u64) -> &Holds<Told> {
        &self.by_number[usize::try_from(number).expect("a number is a position")]
    }

    fn number(&mut self, holds: Holds<Told>) -> u64 {
        if let Some(&number) = self.numbers.get(&holds) {
            return number;
        }
        let number = self.by_number.len() as u64;
        self.memory +=
            2 * (size_of::<Holds<Told>>() + holds.len() * size_of::<Hold<Told>>()) + size_of::<u64>();
        self.by_number.push(holds.clone());
        self.numbers.insert(holds, number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_whenever_that_is_possible() {
        let check = |candidates: &[&[u16]], expected: Option<&[u16]>| {
            let candidates: Vec<Vec<TaskId>> =
                candidates.iter().map(|tasks| tasks.iter().copied().map(TaskId).collect()).collect();
            let expected = expected.map(|tasks| tasks.iter().copied().map(TaskId).collect());
            assert_eq!(assignment(&candidates), expected);
        };
        check(&[], Some(&[]));
        check(&[&[3]], Some(&[3]));
        check(&[&[0, 1], &[0]], Some(&[1, 0]));
        check(&[&[0, 1], &[1, 2], &[0]], Some(&[1, 2, 0]));
        check(&[&[0], &[0]], None);
        check(&[&[0, 1], &[0, 1], &[0, 1]], None);
    }
}
