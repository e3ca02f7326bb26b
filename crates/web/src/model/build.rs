//! Builds of the site: a worker of another one than the page, and a newer one that waits.
//!
//! Arrow: what workers and the browser say -> **`Builds`** -> notice, or a reload by `hooks::builds`.

use std::rc::Rc;

use super::engine::EngineName;
use super::{Failure, Model};

/// What is known of other builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Builds {
    /// Why page and worker cannot be of one build; the page is to be loaded again, once.
    pub(crate) stale: Option<Failure>,
    /// A newer build of the page.
    pub(crate) update: Update,
}

/// A newer build of the page, which the browser has kept already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Update {
    /// None is known.
    #[default]
    None,
    /// It is there, and the visitor is asked.
    Waiting,
    /// The visitor wants to go on with this one for now.
    Declined,
    /// The visitor wants it: the page is to be loaded again.
    Wanted,
}

/// What happened to builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BuildAction {
    /// A worker is of another build than the page.
    Foreign {
        /// Which worker.
        engine: EngineName,
        /// Its generation.
        generation: u32,
        /// How that was seen.
        text: Rc<str>,
    },
    /// The page has been loaded again for that before.
    StillForeign,
    /// A newer build is there.
    Update,
    /// The visitor wants it.
    TakeOver,
    /// The visitor does not want it now.
    Decline,
}

impl Model {
    /// Something about builds.
    pub(super) fn on_build(&mut self, action: BuildAction) {
        match action {
            BuildAction::Foreign { engine, generation, text } => {
                if self.engine(engine).generation == generation {
                    self.on_foreign(engine, text);
                }
            }
            BuildAction::StillForeign => {
                if let Some(Failure { engine, text }) = self.builds.stale.take() {
                    self.engine_mut(engine).flight = None;
                    let text = format!(
                        "The page and its engine are not of one build ({text}), and to load the page again has not \
                         helped. Something on the way here keeps old files: try once more without the cache \
                         (Ctrl+Shift+R), or later."
                    );
                    self.failure = Some(Failure { engine, text: text.into() });
                }
            }
            BuildAction::Update => {
                if self.builds.update == Update::None {
                    self.builds.update = Update::Waiting;
                }
            }
            BuildAction::TakeOver => self.builds.update = Update::Wanted,
            BuildAction::Decline => self.builds.update = Update::Declined,
        }
    }

    /// Nothing is sent to a worker of another build, and nothing it says is believed.
    pub(super) fn on_foreign(&mut self, engine: EngineName, text: Rc<str>) {
        self.engine_mut(engine).ready = false;
        self.builds.stale = Some(Failure { engine, text });
    }
}
