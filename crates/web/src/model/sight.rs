//! What is seen of the machine: the state at the cursor, or the nearest one that is here until it comes.
//!
//! Arrow: `Scene` -> **`Sight`** -> machine, choices, waits, ending.

use std::rc::Rc;

use pagelock_protocol::view::StateView;

use super::scene::Scene;

/// A state in full, with the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The state.
    pub(crate) state: Rc<StateView>,
    /// The state before it, if it has one that is here.
    pub(crate) before: Option<Rc<StateView>>,
    /// Whether it is the state that is looked at.
    pub(crate) place: Place,
}

/// Which state is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The one that is looked at.
    Here,
    /// One near to it: the other is on its way.
    Near,
}

impl Sight {
    /// Whether the state that is looked at is seen.
    pub(crate) fn is_here(&self) -> bool {
        self.place == Place::Here
    }
}

impl Scene {
    /// What is seen.
    pub(crate) fn sight(&self) -> Option<Sight> {
        let nearest = self.window.nearest(self.cursor)?;
        let before = nearest.checked_sub(1).and_then(|before| self.window.state(before));
        Some(Sight {
            state: Rc::clone(self.window.state(nearest)?),
            before: before.map(Rc::clone),
            place: if nearest == self.cursor { Place::Here } else { Place::Near },
        })
    }
}
