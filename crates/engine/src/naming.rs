//! Runs of counted states with names again: which task of those that are alike moves.
//!
//! Arrow: moves -> **schedule**. It goes along with the unreduced machine from its initial state, and of the replicas
//! that look as the move wants takes the first.

use pagelock_lists as lists;

use crate::counted::{Counted, Nr, number};
use crate::exec::Choice;
use crate::id::TaskId;
use crate::moves::{Move, Who};
use crate::outcome::{Ending, Returned};
use crate::state::View;
use crate::symmetry::Replica;

impl Counted<'_> {
    /// The full state with these blocks beside the head, in the first replicas that are free.
    pub(crate) fn full(&self, state: &[u64], words: &mut [u64]) {
        let mut placed = Vec::new();
        self.place_head(number(state[0]), words, &mut placed);
        for &word in &state[1..] {
            for _ in 0..number(word) {
                self.place(number(word >> 32), words, &mut placed);
            }
        }
    }

    /// How a run ends, whoever of those that are alike got what: the least results first.
    pub(crate) fn without_names(&self, mut ending: Ending) -> Ending {
        let Ending::Finished(outcome) = &mut ending else { return ending };
        for class in &self.symmetry.classes {
            let of = |task: &TaskId| -> Vec<Returned> {
                outcome.returned.iter().filter(|returned| returned.task == *task).copied().collect()
            };
            let mut results: Vec<Vec<Returned>> = class.tasks.iter().map(of).collect();
            lists::sort_by_key(&mut results, |of_task| {
                of_task.iter().map(|r| (r.call, r.value)).collect::<Vec<_>>()
            });
            outcome.returned.retain(|returned| !class.tasks.contains(&returned.task));
            for (task, results) in class.tasks.iter().zip(results) {
                outcome.returned.extend(results.into_iter().map(|result| Returned { task: *task, ..result }));
            }
        }
        lists::sort_by_key(&mut outcome.returned, |returned| (returned.task, returned.call));
        ending
    }

    /// Positions of the choices that make these moves from the initial state, and the full state they lead to.
    pub(crate) fn schedule(&mut self, moves: &[Move]) -> (Vec<u16>, Vec<u64>) {
        let mut walk = Walk::new(self.machine.initial().words.to_vec(), self);
        let mut standing: Vec<(Replica, Nr, bool)> = Vec::new();
        for replica in self.replicas() {
            let (block, is_bound) = self.look(&walk.words, replica);
            standing.push((replica, block, is_bound));
        }
        for &a_move in moves {
            let place = a_move.acting.map(|acting| {
                let place = standing.iter().position(|&(_, block, _)| block == acting);
                place.expect("somebody stands where the move begins")
            });
            let choice = self.choice(&walk.words, place.map(|place| standing[place].0), a_move.who);
            walk.step(self, choice);
            for _ in 1..a_move.weight {
                walk.step(self, Choice { task: choice.task, pick: 0 });
            }
            for (i, entry) in standing.iter_mut().enumerate() {
                if entry.2 || place == Some(i) {
                    (entry.1, entry.2) = self.look(&walk.words, entry.0);
                }
            }
        }
        (walk.schedule, walk.words)
    }

    fn look(&mut self, words: &[u64], replica: Replica) -> (Nr, bool) {
        self.block(words, replica).expect("the search has seen every block on the way")
    }

    /// The choice that a move begins with, for this replica.
    fn choice(&self, words: &[u64], replica: Option<Replica>, who: Who) -> Choice {
        let view = View { machine: self.machine, words };
        let mut choices = self.choices(view, replica).into_iter();
        let found = choices.find(|&(_, other)| other == who);
        found.expect("the move is there for the replica, too").0
    }

    /// What decides about the choices of replicas that do not move: everything outside of them, and of the pool
    /// whether it is full.
    fn surroundings(&self, words: &[u64], into: &mut Vec<u32>) {
        into.clear();
        let slots_in_use = self.machine.layout.slots_in_use;
        let others =
            self.symmetry.core.iter().map(|&(field, _)| field).filter(|&field| field != slots_in_use);
        into.extend(others.map(|field| field.get(words)));
        let view = View { machine: self.machine, words };
        into.push(u32::from(view.slots_in_use() < usize::from(self.machine.scenario().pkmap_slots)));
    }
}

/// A run of the unreduced machine.
struct Walk {
    words: Vec<u64>,
    schedule: Vec<u16>,
    /// how many choices each task has
    ways: Vec<u16>,
    surroundings: Vec<u32>,
    before: Vec<u32>,
}

impl Walk {
    fn new(words: Vec<u64>, counted: &Counted<'_>) -> Self {
        let mut walk = Self {
            words,
            schedule: Vec::new(),
            ways: vec![0; counted.machine.all_tasks().count()],
            surroundings: Vec::new(),
            before: Vec::new(),
        };
        counted.machine.all_tasks().for_each(|task| walk.count(counted, task));
        counted.surroundings(&walk.words, &mut walk.surroundings);
        walk
    }

    fn count(&mut self, counted: &Counted<'_>, task: TaskId) {
        let mut ways = 0;
        View { machine: counted.machine, words: &self.words }.for_each_way(task, |_| ways += 1);
        self.ways[task.index()] = ways;
    }

    /// Takes a choice, and notes its position among all.
    fn step(&mut self, counted: &Counted<'_>, choice: Choice) {
        let mut position: u16 = self.ways[..choice.task.index()].iter().sum();
        let mut is_before = true;
        View { machine: counted.machine, words: &self.words }.for_each_way(choice.task, |pick| {
            is_before &= pick != choice.pick;
            position += u16::from(is_before);
        });
        self.schedule.push(position);
        counted.machine.advance_words(&mut self.words, choice);
        std::mem::swap(&mut self.before, &mut self.surroundings);
        counted.surroundings(&self.words, &mut self.surroundings);
        let all = self.before != self.surroundings;
        for task in counted.machine.all_tasks() {
            if all || task == choice.task || counted.machine.is_actor(task) {
                self.count(counted, task);
            }
        }
    }
}
