//! Scenario text to `RawScenario`: the scenario as written, every value with its place.
//!
//! Numbers are in their ranges, names are names, mappings and calls are taken apart. Knows nothing of whether
//! the named files, mappings, system calls and listings exist.

use std::ops::RangeInclusive;

use crate::call::{RawCall, parse_call};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::goal::{RawGoal, raw_goal};
use crate::keys::{Entries, Integer, TextOrNumber};
use crate::lexer::{begins_word, continues_word};
use crate::limits::{
    BUDGET_MAX, CALLS_MAX, FILES_MAX, MAPS_MAX, MMS_MAX, NAME_MAX, PAGES_PER_FILE_MAX, PKMAP_SLOTS_MAX,
    SECTORS_PER_PAGE, TASK_GROUPS_MAX, TEXT_MAX,
};
use crate::mapping::{RawMap, TARGET_WORDS, parse_map};
use crate::quantity::{Counted, Quantity, RawNumber};
use crate::span::{Span, Spanned};
use crate::variant::{expectations, variant};
use crate::wire::{self, FileKind, FileSystem, Memory, PageState, Rwsem, TaskKind};

/// A scenario as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawScenario {
    /// One line.
    pub title: Spanned<String>,
    /// The steps of the mail that it plays, such as `2,8;2,8`.
    pub mail: Option<Spanned<String>>,
    /// The group that the page lists it under.
    pub group: Spanned<String>,
    /// The section of the kernel facts that it cites.
    pub facts: Option<Spanned<String>>,
    /// What happens, in prose.
    pub story: Spanned<String>,
    /// `[options]`
    pub options: RawOptions,
    /// `[[file]]`, in order.
    pub files: Vec<RawFile>,
    /// `[[mm]]`, in order.
    pub mms: Vec<RawMm>,
    /// `[[task]]`, in order.
    pub tasks: Vec<RawTask>,
    /// `[environment]`, in order.
    pub environment: Vec<RawBudget>,
    /// `[expect]`, in order.
    pub expect: Vec<RawExpect>,
    /// `[[variant]]`, in order.
    pub variants: Vec<RawVariant>,
    /// `[goal]`, if it is to be played.
    pub goal: Option<RawGoal>,
}

/// What the machine is like, as far as the scenario says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RawOptions {
    /// How waiters of `mmap_sem` are served.
    pub rwsem: Option<Spanned<Rwsem>>,
    /// The slots of the kmap pool: 1 to `PKMAP_SLOTS_MAX`.
    pub pkmap_slots: Option<Spanned<u16>>,
    /// Numbers that options say, by [`Quantity`], each in its range.
    quantities: [Option<Spanned<u16>>; Quantity::ALL.len()],
}

impl RawOptions {
    /// What the scenario says for a quantity.
    pub fn quantity(&self, quantity: Quantity) -> Option<Spanned<u16>> {
        self.quantities[quantity as usize]
    }
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFile {
    /// Its name.
    pub name: Spanned<String>,
    /// What it is; `Regular`, at the place of the name, when the scenario does not say.
    pub kind: Spanned<FileKind>,
    /// Where its pages are; `Highmem`, at the place of the name, when the scenario does not say.
    pub memory: Spanned<Memory>,
    /// What its hooks do; `Block`, at the place of the name, when the scenario does not say.
    pub system: Spanned<FileSystem>,
    /// Its size in sectors; that of its pages when the scenario does not say.
    pub size: Spanned<u16>,
    /// Its pages, in order.
    pub pages: Vec<Spanned<PageState>>,
    /// How often over it has these pages, when the scenario says.
    pub repeat: Option<Spanned<RawNumber>>,
}

/// An address space that tasks share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMm {
    /// Its name.
    pub name: Spanned<String>,
    /// Its mappings, in order.
    pub maps: Vec<RawMap>,
}

/// A task, or many alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTask {
    /// Its name.
    pub name: Spanned<String>,
    /// What it is; `User`, at the place of the name, when the scenario does not say.
    pub kind: Spanned<TaskKind>,
    /// The shared address space that it runs in.
    pub mm: Option<Spanned<String>>,
    /// The mappings of its own address space, in order.
    pub maps: Vec<RawMap>,
    /// How many tasks it stands for.
    pub count: Option<Spanned<RawNumber>>,
    /// The files that each instance has its own copy of.
    pub private: Vec<Spanned<String>>,
    /// What it calls, in order.
    pub calls: Vec<RawCall>,
}

/// How often an environment function may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawBudget {
    /// The function of the listing.
    pub name: Spanned<String>,
    /// 0 to `BUDGET_MAX`.
    pub times: Spanned<u8>,
}

/// What is expected of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawExpect {
    /// The listing.
    pub listing: Spanned<String>,
    /// The verdict, with its kind.
    pub verdict: Spanned<String>,
}

/// The same scenario with other options, and what is expected then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawVariant {
    /// One line on what is different.
    pub label: Spanned<String>,
    /// The changed options, in order.
    pub set: Vec<RawSetting>,
    /// What is expected then, in order.
    pub expect: Vec<RawExpect>,
}

impl RawVariant {
    /// The changed options as they are set by hand: pairs of key and value, as [`crate::build`] takes them.
    pub fn settings(&self) -> Vec<(String, String)> {
        let value = |value: &RawValue| match value {
            RawValue::Text(text) => text.clone(),
            RawValue::Number(number) => number.to_string(),
        };
        self.set.iter().map(|set| (set.key.value.clone(), value(&set.value.value))).collect()
    }
}

/// A changed option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSetting {
    /// The option.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Spanned<RawValue>,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// A text.
    Text(String),
    /// An integer.
    Number(i64),
}

/// The scenario as written, and what is wrong with it. `file` is the name to report problems under. There is
/// no scenario when the TOML cannot be read, and a partial one when only values are wrong.
pub fn parse_scenario(file: &str, text: &str) -> (Option<RawScenario>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::new(file);
    if text.len() > TEXT_MAX {
        let message = format!("the scenario has {} bytes; at most {TEXT_MAX} are allowed", text.len());
        diagnostics.error_whole(Code::TextTooLong, message);
        return (None, diagnostics.finish());
    }
    let scenario = wire::read(text, &mut diagnostics)
        .map(|scenario| Reader { text, diagnostics: &mut diagnostics }.scenario(scenario));
    (scenario, diagnostics.finish())
}

/// Checks the values of a scenario. What is out of bounds is reported and brought into bounds, or left out.
struct Reader<'a> {
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn scenario(&mut self, scenario: wire::Scenario) -> RawScenario {
        self.check_count(FILES_MAX, "files", scenario.file.iter().map(|file| file.name.span));
        self.check_count(MMS_MAX, "address spaces", scenario.mm.iter().map(|mm| mm.name.span));
        self.check_count(
            TASK_GROUPS_MAX,
            "`[[task]]` tables",
            scenario.task.iter().map(|task| task.name.span),
        );
        RawScenario {
            title: scenario.title,
            mail: scenario.mail,
            group: scenario.group,
            facts: scenario.facts,
            story: scenario.story,
            options: self.options(scenario.options),
            files: scenario.file.into_iter().map(|file| self.file(file)).collect(),
            mms: scenario.mm.into_iter().map(|mm| self.mm(mm)).collect(),
            tasks: scenario.task.into_iter().map(|task| self.task(task)).collect(),
            environment: scenario.environment.0.into_iter().map(|entry| self.budget(entry)).collect(),
            expect: expectations(scenario.expect),
            variants: scenario.variant.into_iter().map(variant).collect(),
            goal: scenario.goal.map(|goal| raw_goal(goal, self.diagnostics)),
        }
    }

    fn options(&mut self, options: wire::Options) -> RawOptions {
        RawOptions {
            rwsem: options.rwsem,
            pkmap_slots: options.pkmap_slots.map(|n| self.number(n, 1..=PKMAP_SLOTS_MAX, "`pkmap_slots`")),
            quantities: Quantity::ALL.map(|quantity| {
                let (min, max) = quantity.range();
                let number = match quantity {
                    Quantity::Tasks => options.tasks,
                    Quantity::Sharers => options.sharers,
                    Quantity::Holders => options.holders,
                    Quantity::Pages => options.pages,
                };
                number.map(|number| self.number(number, min..=max, &format!("`{}`", quantity.name())))
            }),
        }
    }

    fn file(&mut self, file: wire::File) -> RawFile {
        self.check_name(&file.name, "a file");
        if TARGET_WORDS.contains(&file.name.value.as_str()) {
            let message = format!("no file may be called `{}`", file.name.value);
            let hint = "the word has a meaning of its own in mappings";
            self.diagnostics.error_hint(Code::BadName, file.name.span, message, hint);
        }
        let pages = file.pages.value;
        if pages.is_empty() {
            let message = "a file has at least one page";
            self.diagnostics.error(Code::OutOfRange, file.pages.span, message);
        }
        self.check_count(usize::from(PAGES_PER_FILE_MAX), "pages", pages.iter().map(|page| page.span));
        let at_name = file.name.span;
        let most = i32::from(PAGES_PER_FILE_MAX);
        let sectors = i32::try_from(pages.len()).unwrap_or(most).min(most) * SECTORS_PER_PAGE;
        let sectors = u16::try_from(sectors).expect("pages are limited");
        let size = match file.size {
            Some(size) => self.number(size, 0..=sectors, "`size`, in sectors,"),
            None => Spanned { value: sectors, span: at_name },
        };
        if let (Some(size), Some(_)) = (file.size, &file.repeat) {
            let message = "a file with `repeat` is as long as its pages";
            self.diagnostics.error_hint(Code::TomlShape, size.span, message, "leave out `size`");
        }
        RawFile {
            size,
            system: file.system.unwrap_or(Spanned { value: FileSystem::Block, span: at_name }),
            kind: file.kind.unwrap_or(Spanned { value: FileKind::Regular, span: at_name }),
            memory: file.memory.unwrap_or(Spanned { value: Memory::Highmem, span: at_name }),
            name: file.name,
            repeat: file.repeat.map(|repeat| self.counted(repeat, Counted::Pages)),
            pages,
        }
    }

    fn mm(&mut self, mm: wire::Mm) -> RawMm {
        self.check_name(&mm.name, "an address space");
        RawMm { name: mm.name, maps: self.maps(mm.maps) }
    }

    fn maps(&mut self, maps: Entries<String>) -> Vec<RawMap> {
        self.check_count(MAPS_MAX, "mappings", maps.0.iter().map(|(name, _)| name.span));
        let mut parsed = Vec::new();
        for (name, value) in maps.0 {
            self.check_name(&name, "a mapping");
            parsed.extend(parse_map(self.text, name, &value, self.diagnostics));
        }
        parsed
    }

    fn task(&mut self, task: wire::Task) -> RawTask {
        self.check_name(&task.name, "a task");
        let calls = task.calls.value;
        if calls.is_empty() {
            let message = "a task makes at least one call";
            self.diagnostics.error(Code::OutOfRange, task.calls.span, message);
        }
        self.check_count(CALLS_MAX, "calls", calls.iter().map(|call| call.span));
        self.check_count(FILES_MAX, "private files", task.private.iter().map(|name| name.span));
        let at_name = task.name.span;
        RawTask {
            kind: task.kind.unwrap_or(Spanned { value: TaskKind::User, span: at_name }),
            name: task.name,
            mm: task.mm,
            maps: self.maps(task.maps),
            count: task.count.map(|count| self.counted(count, Counted::Tasks)),
            private: task.private,
            calls: calls.iter().filter_map(|call| parse_call(self.text, call, self.diagnostics)).collect(),
        }
    }

    /// A number, or the option that says it.
    fn counted(&mut self, count: Spanned<TextOrNumber>, what: Counted) -> Spanned<RawNumber> {
        let span = count.span;
        let value = match count.value {
            TextOrNumber::Number(number) => {
                let number = Spanned { value: Integer(number), span };
                RawNumber::Number(self.number(number, 1..=what.most(), what.key()).value)
            }
            TextOrNumber::Text(text) => {
                let options = what.options();
                let option = options.iter().find(|option| option.name() == text);
                RawNumber::Option(*option.unwrap_or_else(|| {
                    let message = format!("`{text}` is not a number of {}", what.words());
                    let names = options.iter().map(|option| format!("\"{}\"", option.name()));
                    let names = names.collect::<Vec<_>>().join(", ");
                    let hint = format!("write an integer, or the name of an option: {names}");
                    self.diagnostics.error_hint(Code::TomlShape, span, message, hint);
                    &options[0]
                }))
            }
        };
        Spanned { value, span }
    }

    fn budget(&mut self, (name, times): (Spanned<String>, Spanned<Integer>)) -> RawBudget {
        self.check_name(&name, "an environment function");
        RawBudget { name, times: self.number(times, 0..=BUDGET_MAX, "how often something happens") }
    }

    /// Reports a number outside its range, and gives the nearest one inside.
    fn number<T>(&mut self, number: Spanned<Integer>, range: RangeInclusive<T>, what: &str) -> Spanned<T>
    where
        T: Copy + Ord + TryFrom<i64> + std::fmt::Display,
    {
        let (low, high) = (*range.start(), *range.end());
        let value = T::try_from(number.value.0).ok().filter(|value| range.contains(value));
        let value = value.unwrap_or_else(|| {
            let message = format!("{what} is a number from {low} to {high}");
            self.diagnostics.error(Code::OutOfRange, number.span, message);
            if number.value.0 < 1 { low } else { high }
        });
        Spanned { value, span: number.span }
    }

    /// Names are written in calls, schedules and links, so they are plain words.
    fn check_name(&mut self, name: &Spanned<String>, what: &str) {
        let text = &name.value;
        if text.len() > NAME_MAX {
            let message = format!("the name of {what} has at most {NAME_MAX} characters");
            self.diagnostics.error(Code::NameTooLong, name.span, message);
        } else if !text.starts_with(begins_word) || !text.chars().all(continues_word) {
            let message = format!("this cannot be the name of {what}");
            let hint = "a name is a letter or `_`, then letters, digits and `_`";
            self.diagnostics.error_hint(Code::BadName, name.span, message, hint);
        }
    }

    /// Reports the first entry too many.
    fn check_count(&mut self, most: usize, what: &str, mut entries: impl Iterator<Item = Span>) {
        if let Some(span) = entries.nth(most) {
            self.diagnostics.error(Code::TooMany, span, format!("there are more than {most} {what}"));
        }
    }
}
