//! Numbers of a scenario that an option says: how many tasks, how many with one source, slots held, pages.
//!
//! Part of the arrows from scenario text to `RawScenario` and on to `Options`. Knows nothing of what is counted.

use crate::limits::{PAGES_PER_FILE_MAX, TASKS_MAX};
use crate::raw::RawScenario;

/// A number that an option says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// `tasks`: how many of a task with `count = "tasks"`, those of `sharers` included.
    Tasks,
    /// `sharers`: how many of them are those with `count = "sharers"`.
    Sharers,
    /// `holders`: how many of a task with `count = "holders"`.
    Holders,
    /// `pages`: how often over a file has its pages, and a number in calls.
    Pages,
}

/// A number of a scenario as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawNumber {
    /// So many.
    Number(u16),
    /// As many as this option says.
    Option(Quantity),
}

impl Quantity {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Tasks, Self::Sharers, Self::Holders, Self::Pages];

    /// The key of its option.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Sharers => "sharers",
            Self::Holders => "holders",
            Self::Pages => "pages",
        }
    }

    /// The quantity with this key.
    pub(crate) fn called(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quantity| quantity.name() == name)
    }

    /// Label of its control.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Sharers => "tasks with the same source",
            Self::Holders => "slots held for ever",
            Self::Pages => "pages of each task",
        }
    }

    /// What it changes.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Tasks => "how many tasks of the same kind run",
            Self::Sharers => "how many of the tasks use one source together; the others have one each",
            Self::Holders => "how many others map a page of their own and never unmap it",
            Self::Pages => "how many pages each task maps at once",
        }
    }

    /// Smallest and largest value.
    pub(crate) fn range(self) -> (u16, u16) {
        match self {
            Self::Tasks => (1, TASKS_MAX),
            Self::Sharers | Self::Holders => (0, TASKS_MAX),
            Self::Pages => (1, PAGES_PER_FILE_MAX),
        }
    }

    /// Its value where the scenario gives none.
    pub(crate) fn default_value(self) -> u16 {
        self.range().0
    }

    /// Whether anything in the scenario is counted by it.
    pub(crate) fn is_used(self, raw: &RawScenario) -> bool {
        let mut counts = raw.tasks.iter().filter_map(|task| task.count);
        let mut repeats = raw.files.iter().filter_map(|file| file.repeat);
        match self {
            Self::Tasks | Self::Sharers | Self::Holders => {
                counts.any(|count| count.value == RawNumber::Option(self))
            }
            Self::Pages => repeats.any(|repeat| repeat.value == RawNumber::Option(self)),
        }
    }

    /// Why setting it changes nothing where it is not used.
    pub(crate) fn use_words(self) -> String {
        match self {
            Self::Tasks | Self::Sharers | Self::Holders => {
                format!("no task of it has `count = \"{}\"`", self.name())
            }
            Self::Pages => format!("no file of it has `repeat = \"{}\"`", self.name()),
        }
    }
}

/// What a number of a scenario counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// `count` of a task.
    Tasks,
    /// `repeat` of a file.
    Pages,
}

impl Counted {
    /// The key, for messages.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Tasks => "`count`",
            Self::Pages => "`repeat`",
        }
    }

    /// What is counted, for messages.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Pages => "pages",
        }
    }

    /// The largest number.
    pub(crate) fn most(self) -> u16 {
        match self {
            Self::Tasks => TASKS_MAX,
            Self::Pages => PAGES_PER_FILE_MAX,
        }
    }

    /// The options that may stand in its place.
    pub(crate) fn options(self) -> &'static [Quantity] {
        match self {
            Self::Tasks => &[Quantity::Tasks, Quantity::Sharers, Quantity::Holders],
            Self::Pages => &[Quantity::Pages],
        }
    }
}
