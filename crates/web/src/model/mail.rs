//! Asks for the plain text of the run up to the cursor while the visitor has it open.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::{MailView, ReportView, SearchedView};

use super::Model;
use super::engine::{EngineName, Purpose};
use super::scene::Scene;

/// The text of an open scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mail {
    /// Whether it is open on the page.
    pub(crate) is_open: bool,
    /// Whether it is wanted to be shared.
    pub(crate) is_shared: bool,
    /// The last one that has come.
    pub(crate) told: Option<Told>,
}

impl Mail {
    fn is_wanted(&self) -> bool {
        self.is_open || self.is_shared
    }
}

/// What a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct About {
    /// What runs.
    pub(crate) setup: Rc<Setup>,
    /// The run.
    pub(crate) schedule: Vec<u16>,
    /// What a search has found.
    pub(crate) searched: Option<SearchedView>,
}

/// A text and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// What it is about.
    pub(crate) about: About,
    /// The text.
    pub(crate) view: Rc<MailView>,
}

impl Scene {
    /// What the text would be about that belongs to what is seen.
    fn about(&self) -> Option<About> {
        self.current_trace()?;
        let searched = self.report.as_deref().map(ReportView::searched);
        Some(About { setup: Rc::clone(&self.wanted), schedule: self.past(), searched })
    }

    /// The text of what is seen, once it is here.
    pub(crate) fn mail(&self) -> Option<&Rc<MailView>> {
        let told = self.mail.told.as_ref()?;
        (self.about().as_ref() == Some(&told.about)).then_some(&told.view)
    }
}

impl Model {
    /// The visitor opens or closes it.
    pub(super) fn open_mail(&mut self, is_open: bool) {
        if let Some(scene) = &mut self.scene {
            scene.mail.is_open = is_open;
        }
    }

    /// The visitor begins to share it, or ends.
    pub(super) fn share_mail(&mut self, is_shared: bool) {
        if let Some(scene) = &mut self.scene {
            scene.mail.is_shared = is_shared;
        }
    }

    /// Asks for the text of what is seen, if it is not here.
    pub(super) fn ask_mail(&mut self) {
        let open = self.scene.as_ref().filter(|scene| scene.mail.is_wanted() && !scene.playing);
        let Some(about) = open.filter(|scene| scene.mail().is_none()).and_then(Scene::about) else {
            return;
        };
        let About { setup, schedule, searched } = about.clone();
        let body = RequestBody::Mail { setup: Setup::clone(&setup), schedule, searched };
        self.launch(EngineName::Study, body, Purpose::Mail { about });
    }

    /// The text has come.
    pub(super) fn on_mail(&mut self, about: About, view: MailView) {
        if let Some(scene) = &mut self.scene {
            scene.mail.told = Some(Told { about, view: Rc::new(view) });
        }
    }
}
