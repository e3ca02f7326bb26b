//! Tasks that are alike: which, and what of a state belongs to each of them.
//!
//! Arrow: `Machine` -> **`Symmetry`** -> `Counted`. Tasks are alike when they run the same program and swapping them,
//! with the files and address spaces that only they name, leaves the scenario as it is. Such a task with its own
//! things is a *replica*. It knows fields and ids, nothing of what steps do.

use std::collections::BTreeMap;

use pagelock_lists as lists;

use crate::fields::Of;
use crate::id::{FileId, TaskId};
use crate::layout::{Field, Names};
use crate::machine::Machine;
use crate::private::Private;

/// A replica by its place: which class, and the how-manyeth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Replica {
    pub(crate) class: usize,
    pub(crate) number: usize,
}

/// Ids by what they name, each list in an order that is the same for all replicas of a class.
type Things = BTreeMap<Names, Vec<u16>>;

/// A thing of a replica, what its field names, and the field.
type FieldOfThing = ((Names, u16), Names, Field);

/// Tasks that are alike.
#[derive(Debug)]
pub(crate) struct Class {
    /// The task of each replica.
    pub(crate) tasks: Vec<TaskId>,
    /// The fields of each replica, in the same order for all.
    pub(crate) fields: Vec<Vec<Field>>,
    /// What each of these fields names.
    pub(crate) names: Vec<Names>,
    things: Vec<Things>,
}

/// All classes of a machine, and the fields that belong to no replica.
#[derive(Debug)]
pub(crate) struct Symmetry {
    pub(crate) classes: Vec<Class>,
    /// fields outside of all replicas, with what they name
    pub(crate) core: Vec<(Field, Names)>,
    /// by id: whose it is, and which of its things
    owners: BTreeMap<Names, Vec<Option<(Replica, u16)>>>,
}

impl Symmetry {
    /// No task is like another.
    pub(crate) fn none(machine: &Machine) -> Self {
        Self::of(machine, Vec::new())
    }

    /// Every task that is like another; none where a step may reach replicas that it does not name.
    pub(crate) fn new(machine: &Machine) -> Self {
        let private = Private::new(machine.scenario());
        if private.unmaps_for_others() {
            return Self::none(machine);
        }
        let classes = private.classes().into_iter().map(|tasks| {
            let things = tasks.iter().map(|&task| private.things(machine, task)).collect();
            (tasks, things)
        });
        Self::of(machine, classes.collect())
    }

    fn of(machine: &Machine, classes: Vec<(Vec<TaskId>, Vec<Things>)>) -> Self {
        let owners = owners(machine, &classes);
        let mut core = Vec::new();
        let mut fields: Vec<Vec<Vec<FieldOfThing>>> =
            classes.iter().map(|(tasks, _)| vec![Vec::new(); tasks.len()]).collect();
        machine.layout.for_each_field(machine, |of, names, field| {
            if field.max() == 0 {
                return;
            }
            let thing = |kind: Names, id: usize| owners[&kind][id].map(|(replica, i)| (replica, (kind, i)));
            let thing = match of {
                Of::One(kind, id) => thing(kind, id),
                Of::User(mm, task) => thing(Names::Mm, mm).or_else(|| thing(Names::Task, task)),
                Of::All => None,
            };
            match thing {
                Some((replica, thing)) => fields[replica.class][replica.number].push((thing, names, field)),
                None => core.push((field, names)),
            }
        });
        let classes = classes.into_iter().zip(fields).map(|((tasks, things), mut replicas)| {
            for fields in &mut replicas {
                // Stable: fields of one thing stay in the order of the layout.
                lists::sort_by_key(fields, |(thing, ..)| *thing);
            }
            let names = replicas[0].iter().map(|(_, names, _)| *names).collect();
            let fields =
                replicas.into_iter().map(|fields| fields.into_iter().map(|(.., field)| field).collect());
            Class { tasks, fields: fields.collect(), names, things }
        });
        Self { classes: classes.collect(), core, owners }
    }

    /// The replica that a stored value names something of, if any.
    pub(crate) fn owner(&self, names: Names, stored: u32) -> Option<Replica> {
        let id = stored.checked_sub(1)? as usize;
        self.owners.get(&names)?[id].map(|(replica, _)| replica)
    }

    /// What a stored value of one replica is for another of its class. `None` if it names something of a third.
    pub(crate) fn translate(&self, names: Names, stored: u32, from: Replica, to: usize) -> Option<u32> {
        let Some(owners) = self.owners.get(&names) else { return Some(stored) };
        let Some(id) = stored.checked_sub(1) else { return Some(stored) };
        match owners[id as usize] {
            None => Some(stored),
            Some((owner, i)) if owner == from => {
                let things = &self.classes[from.class].things[to];
                Some(u32::from(things[&names][usize::from(i)]) + 1)
            }
            Some(_) => None,
        }
    }

    /// Whether a file belongs to a replica.
    pub(crate) fn owns(&self, file: FileId) -> bool {
        self.owners[&Names::File][file.index()].is_some()
    }

    /// The replica of a task.
    pub(crate) fn replica(&self, task: TaskId) -> Option<Replica> {
        self.owners[&Names::Task][task.index()].map(|(replica, _)| replica)
    }
}

fn owners(
    machine: &Machine,
    classes: &[(Vec<TaskId>, Vec<Things>)],
) -> BTreeMap<Names, Vec<Option<(Replica, u16)>>> {
    let layout = &machine.layout;
    let lengths = [
        (Names::Task, layout.tasks.len()),
        (Names::Page, layout.pages.len()),
        (Names::Pgoff, layout.cache.len()),
        (Names::File, layout.files.len()),
        (Names::Mm, layout.mms.len()),
    ];
    let mut owners: BTreeMap<Names, Vec<_>> = lengths.map(|(names, len)| (names, vec![None; len])).into();
    for (class, (_, replicas)) in classes.iter().enumerate() {
        for (number, things) in replicas.iter().enumerate() {
            for (names, ids) in things {
                let table = owners.get_mut(names).expect("everything that has ids has a table");
                for (i, id) in (0..).zip(ids) {
                    let before = table[usize::from(*id)].replace((Replica { class, number }, i));
                    assert_eq!(before, None, "nothing belongs to two replicas");
                }
            }
        }
    }
    owners
}
