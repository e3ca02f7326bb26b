//! A file of what is seen, asked for by the visitor, and given to whoever the visitor said.
//!
//! Arrow: `ExportAction` -> **request** -> `ExportView` -> download, or another page.

use std::rc::Rc;

use pagelock_protocol::message::{RequestBody, Setup};
use pagelock_protocol::view::{ExportView, FormatView, ReportView, SearchedView};

use super::Model;
use super::engine::{EngineName, Purpose};

/// Who gets the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    /// The visitor's disk.
    ToDisk,
    /// Perfetto's page, which the visitor has just opened.
    ToPerfetto,
}

/// What the visitor, or the browser, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportAction {
    /// Makes a file of what is seen.
    Make(FormatView, Goes),
    /// The file of this number has been given away.
    Given(u32),
}

/// What is to be in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    setup: Rc<Setup>,
    schedule: Vec<u16>,
    step: u32,
    searched: Option<SearchedView>,
    format: FormatView,
    goes: Goes,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// Its number: no other one has it.
    pub(crate) number: u32,
    /// The file.
    pub(crate) view: Rc<ExportView>,
    /// Who gets it.
    pub(crate) goes: Goes,
}

/// Files of an open scenario: one at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Export {
    /// What is to be made.
    wanted: Option<Wanted>,
    /// What has been made and not been given away.
    pub(crate) made: Option<Made>,
    /// Why there is no file of the last format that was asked for.
    pub(crate) refused: Option<(FormatView, Rc<str>)>,
    /// Files so far.
    count: u32,
}

impl Export {
    /// What is being made.
    pub(crate) fn making(&self) -> Option<FormatView> {
        self.wanted.as_ref().map(|wanted| wanted.format)
    }
}

impl Model {
    pub(super) fn on_export_action(&mut self, action: ExportAction) {
        match action {
            ExportAction::Make(format, goes) => self.want_export(format, goes),
            ExportAction::Given(number) => {
                if let Some(scene) = &mut self.scene {
                    scene.export.made.take_if(|made| made.number == number);
                }
            }
        }
    }

    fn want_export(&mut self, format: FormatView, goes: Goes) {
        let Some(scene) = &mut self.scene else { return };
        let Some(trace) = scene.current_trace() else { return };
        let wanted = Wanted {
            setup: Rc::clone(&scene.wanted),
            schedule: trace.schedule.clone(),
            step: u32::try_from(scene.cursor).unwrap_or(u32::MAX),
            searched: scene.report.as_deref().map(ReportView::searched),
            format,
            goes,
        };
        if self.study.generation > 0 && !self.study.ready && self.study.flight.is_none() {
            self.study.restart();
        }
        scene.export.refused = None;
        scene.export.made = None;
        scene.export.wanted = Some(wanted);
    }

    /// Asks for the file that is wanted. Returns whether it did.
    pub(super) fn ask_export(&mut self) -> bool {
        let wanted = self.scene.as_ref().and_then(|scene| scene.export.wanted.clone());
        let Some(Wanted { setup, schedule, step, searched, format, .. }) = wanted else { return false };
        let setup = Setup::clone(&setup);
        let body = RequestBody::Export { setup, schedule, step, format, searched };
        self.launch(EngineName::Study, body, Purpose::Export { format });
        true
    }

    /// It has come, or there is none.
    pub(super) fn on_export(&mut self, format: FormatView, answer: Result<ExportView, String>) {
        let Some(export) = self.scene.as_mut().map(|scene| &mut scene.export) else { return };
        // Another one may have been asked for since.
        let Some(wanted) = export.wanted.take_if(|wanted| wanted.format == format) else { return };
        match answer {
            Ok(view) => {
                export.count += 1;
                export.made = Some(Made { number: export.count, view: Rc::new(view), goes: wanted.goes });
            }
            Err(why) => export.refused = Some((format, why.into())),
        }
    }

    /// The part of the engine that makes files could not be started: it is tried again with the next wish.
    pub(super) fn export_missing(&mut self, format: FormatView, text: &str) {
        self.on_export(format, Err(format!("the part of the engine that makes it did not start: {text}")));
    }

    /// The worker has died of it: it is not asked for again.
    pub(super) fn export_died(&mut self, format: FormatView, text: &str) {
        self.study.flight = None;
        self.study.restart();
        self.on_export(format, Err(format!("the engine stopped while it made it: {text}")));
    }
}
