//! How many there are of what a scenario has in many copies: tasks of a group, pages of a file.
//!
//! Part of the arrow of `resolve`. Knows nothing of what the tasks do.

use pagelock_engine::id::{FileId, MmId};
use pagelock_engine::limits::{FILES_MAX, TASKS_MAX};
use pagelock_lists::Map;

use crate::diagnostic::Code;
use crate::limits::{PAGES_PER_FILE_MAX, SECTORS_PER_PAGE};
use crate::mapping::self_maps;
use crate::quantity::RawNumber;
use crate::raw::{RawFile, RawTask};
use crate::resolve::{Files, Resolver};
use crate::resolve_calls::Names;

/// A task as written, with how many there are.
pub(crate) struct Group<'a> {
    pub(crate) raw: &'a RawTask,
    pub(crate) count: Option<u16>,
}

impl<'a> Resolver<'a> {
    /// A task with the number of its copies.
    pub(crate) fn group(&self, raw: &'a RawTask) -> Group<'a> {
        Group { raw, count: raw.count.map(|count| self.number(count.value)) }
    }

    fn number(&self, number: RawNumber) -> u16 {
        match number {
            RawNumber::Number(number) => number,
            RawNumber::Option(quantity) => self.options.count(quantity),
        }
    }

    /// How often over a file has the pages that are listed.
    pub(crate) fn times(&self, file: &RawFile) -> usize {
        file.repeat.map_or(1, |repeat| usize::from(self.number(repeat.value)))
    }

    /// Sectors that a file can have at most.
    pub(crate) fn sectors_of(&self, file: &RawFile) -> i32 {
        let pages = file.pages.len() * self.times(file);
        i32::try_from(pages).expect("pages are limited") * SECTORS_PER_PAGE
    }

    /// Whether what `count` and `repeat` multiply out to can be built at all. [`Scenario::fits`] is asked about the
    /// result.
    ///
    /// [`Scenario::fits`]: pagelock_engine::scenario::Scenario::fits
    pub(crate) fn can_be_built(&mut self, groups: &[Group<'_>]) -> bool {
        let raw = self.raw;
        let before = self.diagnostics.count();
        for file in &raw.files {
            if let Some(repeat) = file.repeat
                && file.pages.len() * self.times(file) > usize::from(PAGES_PER_FILE_MAX)
            {
                let message = format!("there are more than {PAGES_PER_FILE_MAX} pages");
                self.diagnostics.error(Code::TooMany, repeat.span, message);
            }
        }
        let count = |group: &Group<'_>| usize::from(group.count.unwrap_or(1));
        let tasks: usize = groups.iter().map(count).sum();
        let files: usize = groups.iter().map(|g| count(g) * (g.raw.private.len() + g.raw.maps.len())).sum();
        if tasks > TASKS_MAX || files > FILES_MAX {
            self.too_many();
        }
        if tasks == 0 && !groups.is_empty() {
            self.diagnostics.error_whole(Code::NoTasks, "with these options there is no task");
        }
        self.diagnostics.count() == before
    }

    pub(crate) fn too_many(&mut self) {
        let message = "there are more tasks, files or pages than the machine holds";
        let hint = "copies count: lower `count`, or the number of private files and pages";
        self.diagnostics.error_whole_hint(Code::TooManyCopies, message, hint);
    }

    /// Reports the mistakes in the calls of a task of which there is none now.
    pub(crate) fn check_absent(&mut self, raw: &RawTask, shared: &Files, mms: &Map<String, MmId>) {
        let mut files = shared.clone();
        // Names are all that is looked at: the program is thrown away.
        files.extend(raw.private.iter().map(|name| (name.value.clone(), FileId::new(0))));
        let maps = self_maps(self.raw, raw);
        self.compile(raw, &Names { files: &files, maps, mms });
    }
}
