//! The tables of a scenario, before numbers, names and small texts are checked.
//!
//! The first half of the arrow from scenario text to `RawScenario`: which tables there are, with which keys.
//! Knows nothing of what a value means.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostics};
use crate::keys::{
    Entries, Integer, Keys, Mistake, TextOrNumber, Value, Word, array, integer, text, text_or_number, word,
};
use crate::span::{Span, Spanned};

/// The whole scenario.
pub(crate) struct Scenario {
    pub(crate) title: Spanned<String>,
    pub(crate) mail: Option<Spanned<String>>,
    pub(crate) group: Spanned<String>,
    pub(crate) facts: Option<Spanned<String>>,
    pub(crate) story: Spanned<String>,
    pub(crate) options: Options,
    pub(crate) file: Vec<File>,
    pub(crate) mm: Vec<Mm>,
    pub(crate) task: Vec<Task>,
    pub(crate) environment: Entries<Integer>,
    pub(crate) expect: Entries<String>,
    pub(crate) variant: Vec<Variant>,
    pub(crate) goal: Option<Goal>,
}

impl Scenario {
    fn read(value: Value<'_>) -> Result<Scenario, Mistake> {
        let keys = Keys::of(
            value,
            &[
                "title",
                "mail",
                "group",
                "facts",
                "story",
                "options",
                "file",
                "mm",
                "task",
                "environment",
                "expect",
                "variant",
                "goal",
            ],
        )?;
        Ok(Scenario {
            title: keys.required("title", text)?,
            mail: keys.optional("mail", text)?,
            group: keys.required("group", text)?,
            facts: keys.optional("facts", text)?,
            story: keys.required("story", text)?,
            options: keys.optional("options", Options::read)?.unwrap_or_default(),
            file: keys.list("file", File::read)?,
            mm: keys.list("mm", Mm::read)?,
            task: keys.list("task", Task::read)?,
            environment: keys.entries("environment", integer)?,
            expect: keys.entries("expect", text)?,
            variant: keys.list("variant", Variant::read)?,
            goal: keys.optional("goal", Goal::read)?,
        })
    }
}

/// `[options]`
#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    pub(crate) rwsem: Option<Spanned<Rwsem>>,
    pub(crate) pkmap_slots: Option<Spanned<Integer>>,
    pub(crate) tasks: Option<Spanned<Integer>>,
    pub(crate) sharers: Option<Spanned<Integer>>,
    pub(crate) holders: Option<Spanned<Integer>>,
    pub(crate) pages: Option<Spanned<Integer>>,
}

impl Options {
    fn read(value: Value<'_>) -> Result<Options, Mistake> {
        let keys = Keys::of(value, &["rwsem", "pkmap_slots", "tasks", "sharers", "holders", "pages"])?;
        Ok(Options {
            rwsem: keys.optional("rwsem", word)?,
            pkmap_slots: keys.optional("pkmap_slots", integer)?,
            tasks: keys.optional("tasks", integer)?,
            sharers: keys.optional("sharers", integer)?,
            holders: keys.optional("holders", integer)?,
            pages: keys.optional("pages", integer)?,
        })
    }
}

/// `[[file]]`
pub(crate) struct File {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: Option<Spanned<FileKind>>,
    pub(crate) memory: Option<Spanned<Memory>>,
    pub(crate) system: Option<Spanned<FileSystem>>,
    pub(crate) size: Option<Spanned<Integer>>,
    pub(crate) pages: Spanned<Vec<Spanned<PageState>>>,
    pub(crate) repeat: Option<Spanned<TextOrNumber>>,
}

impl File {
    fn read(value: Value<'_>) -> Result<File, Mistake> {
        let keys = Keys::of(value, &["name", "kind", "memory", "system", "size", "pages", "repeat"])?;
        Ok(File {
            name: keys.required("name", text)?,
            kind: keys.optional("kind", word)?,
            memory: keys.optional("memory", word)?,
            system: keys.optional("system", word)?,
            size: keys.optional("size", integer)?,
            pages: keys.required("pages", |value| array(value, word))?,
            repeat: keys.optional("repeat", text_or_number)?,
        })
    }
}

/// `[[mm]]`
pub(crate) struct Mm {
    pub(crate) name: Spanned<String>,
    pub(crate) maps: Entries<String>,
}

impl Mm {
    fn read(value: Value<'_>) -> Result<Mm, Mistake> {
        let keys = Keys::of(value, &["name", "maps"])?;
        Ok(Mm { name: keys.required("name", text)?, maps: keys.entries("maps", text)? })
    }
}

/// `[[task]]`
pub(crate) struct Task {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: Option<Spanned<TaskKind>>,
    pub(crate) mm: Option<Spanned<String>>,
    pub(crate) maps: Entries<String>,
    pub(crate) count: Option<Spanned<TextOrNumber>>,
    pub(crate) private: Vec<Spanned<String>>,
    pub(crate) calls: Spanned<Vec<Spanned<String>>>,
}

impl Task {
    fn read(value: Value<'_>) -> Result<Task, Mistake> {
        let keys = Keys::of(value, &["name", "kind", "mm", "maps", "count", "private", "calls"])?;
        Ok(Task {
            name: keys.required("name", text)?,
            kind: keys.optional("kind", word)?,
            mm: keys.optional("mm", text)?,
            maps: keys.entries("maps", text)?,
            count: keys.optional("count", text_or_number)?,
            private: keys.list("private", text)?,
            calls: keys.required("calls", |value| array(value, text))?,
        })
    }
}

/// `[[variant]]`
pub(crate) struct Variant {
    pub(crate) label: Spanned<String>,
    pub(crate) set: Entries<TextOrNumber>,
    pub(crate) expect: Entries<String>,
}

impl Variant {
    fn read(value: Value<'_>) -> Result<Variant, Mistake> {
        let keys = Keys::of(value, &["label", "set", "expect"])?;
        Ok(Variant {
            label: keys.required("label", text)?,
            set: keys.entries("set", text_or_number)?,
            expect: keys.entries("expect", text)?,
        })
    }
}

/// `[goal]`
pub(crate) struct Goal {
    pub(crate) reach: Spanned<Reach>,
    pub(crate) kernel: Spanned<String>,
    pub(crate) text: Spanned<String>,
    pub(crate) lesson: Option<Spanned<String>>,
    pub(crate) start: Vec<Spanned<String>>,
}

impl Goal {
    fn read(value: Value<'_>) -> Result<Goal, Mistake> {
        let keys = Keys::of(value, &["reach", "kernel", "text", "lesson", "start"])?;
        Ok(Goal {
            reach: keys.required("reach", word)?,
            kernel: keys.required("kernel", text)?,
            text: keys.required("text", text)?,
            lesson: keys.optional("lesson", text)?,
            start: keys.list("start", text)?,
        })
    }
}

/// What is to be reached in a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A deadlock.
    Deadlock,
    /// An end with everybody finished and the data whole.
    Ok,
    /// The claim that no run comes to a deadlock, a livelock or a hazard, after a run that was brought to its end.
    Proof,
}

impl Word for Reach {
    const WORDS: &'static [(&'static str, Self)] =
        &[("deadlock", Self::Deadlock), ("ok", Self::Ok), ("proof", Self::Proof)];
}

/// How waiters of an rwsem are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rwsem {
    /// A queued writer stops later readers.
    Fifo,
    /// Readers pass a queued writer.
    ReaderPreferring,
}

impl Word for Rwsem {
    const WORDS: &'static [(&'static str, Self)] =
        &[("fifo", Self::Fifo), ("reader-preferring", Self::ReaderPreferring)];
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file: `write()` holds its `i_mutex`.
    Regular,
    /// A block device: `write()` takes no `i_mutex`.
    BlockDevice,
}

impl Word for FileKind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("regular", Self::Regular), ("block-device", Self::BlockDevice)];
}

/// Where the pages of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// In high memory: touching their contents takes a kmap.
    Highmem,
    /// In low memory: always mapped.
    Lowmem,
}

impl Word for Memory {
    const WORDS: &'static [(&'static str, Self)] = &[("highmem", Self::Highmem), ("lowmem", Self::Lowmem)];
}

/// A page of a file at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// Not in the page cache.
    Absent,
    /// In the page cache and up to date.
    Uptodate,
    /// In the page cache, its contents not read yet.
    NotUptodate,
    /// Up to date and newer than the disk.
    Dirty,
    /// Not in the page cache, and without blocks on disk.
    Hole,
}

impl Word for PageState {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("absent", Self::Absent),
        ("uptodate", Self::Uptodate),
        ("not-uptodate", Self::NotUptodate),
        ("dirty", Self::Dirty),
        ("hole", Self::Hole),
    ];
}

/// What the hooks of a file do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// Blocks with buffer heads.
    Block,
    /// No disk; up to date before the copy.
    Ramfs,
    /// The same mended.
    RamfsFixed,
    /// A disk and no buffer heads.
    WholePage,
}

impl Word for FileSystem {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("block", Self::Block),
        ("ramfs", Self::Ramfs),
        ("ramfs-fixed", Self::RamfsFixed),
        ("whole-page", Self::WholePage),
    ];
}

/// What a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// A thread of a process.
    User,
    /// A thread of the kernel, which has no address space.
    KernelThread,
}

impl Word for TaskKind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("user", Self::User), ("kernel-thread", Self::KernelThread)];
}

/// The tables of the scenario, or nothing when they cannot be read.
pub(crate) fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    let (table, mut errors) = DeTable::parse_recoverable(text);
    // A hundred brackets that are open at the end are one problem.
    errors.dedup_by(|a, b| a.span() == b.span() && a.message() == b.message());
    for error in &errors {
        report(Code::TomlSyntax, error.span().map(Span::from), error.message(), text, diagnostics);
    }
    if !errors.is_empty() {
        return None;
    }
    let place = table.span();
    let whole = toml::Spanned::new(place, DeValue::Table(table.into_inner()));
    match Scenario::read(Value::new(&whole)) {
        Ok(scenario) => Some(scenario),
        Err(Mistake { span, message }) => {
            report(Code::TomlShape, Some(span), &message, text, diagnostics);
            None
        }
    }
}

fn report(code: Code, span: Option<Span>, message: &str, text: &str, diagnostics: &mut Diagnostics) {
    match span.filter(|span| span.end > 0 && *span != Span::new(0, text.len())) {
        Some(span) => diagnostics.error(code, span, message),
        None => diagnostics.error_whole(code, message),
    }
}
