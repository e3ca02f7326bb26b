//! The tables of a scenario as serde reads them, before numbers, names and small texts are checked.
//!
//! The first half of the arrow from scenario text to `RawScenario`: TOML syntax, keys and kinds of values.
//! Knows nothing of what a value means.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Code, Diagnostics};
use crate::span::{Span, Spanned};

/// The whole scenario.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) title: Spanned<String>,
    pub(crate) mail: Option<Spanned<String>>,
    pub(crate) group: Spanned<String>,
    pub(crate) facts: Option<Spanned<String>>,
    pub(crate) story: Spanned<String>,
    #[serde(default)]
    pub(crate) options: Options,
    #[serde(default)]
    pub(crate) file: List<File>,
    #[serde(default)]
    pub(crate) mm: List<Mm>,
    #[serde(default)]
    pub(crate) task: List<Task>,
    #[serde(default)]
    pub(crate) environment: Entries<Integer>,
    #[serde(default)]
    pub(crate) expect: Entries<String>,
    #[serde(default)]
    pub(crate) variant: List<Variant>,
    pub(crate) goal: Option<Goal>,
}

/// `[options]`
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    pub(crate) rwsem: Option<Spanned<Rwsem>>,
    pub(crate) pkmap_slots: Option<Spanned<Integer>>,
    pub(crate) tasks: Option<Spanned<Integer>>,
    pub(crate) sharers: Option<Spanned<Integer>>,
    pub(crate) holders: Option<Spanned<Integer>>,
    pub(crate) pages: Option<Spanned<Integer>>,
}

/// `[[file]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: Option<Spanned<FileKind>>,
    pub(crate) memory: Option<Spanned<Memory>>,
    pub(crate) system: Option<Spanned<FileSystem>>,
    pub(crate) size: Option<Spanned<Integer>>,
    pub(crate) pages: Spanned<List<Spanned<PageState>>>,
    pub(crate) repeat: Option<Spanned<Value>>,
}

/// `[[mm]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mm {
    pub(crate) name: Spanned<String>,
    #[serde(default)]
    pub(crate) maps: Entries<String>,
}

/// `[[task]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Task {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: Option<Spanned<TaskKind>>,
    pub(crate) mm: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) maps: Entries<String>,
    pub(crate) count: Option<Spanned<Value>>,
    #[serde(default)]
    pub(crate) private: List<Spanned<String>>,
    pub(crate) calls: Spanned<List<Spanned<String>>>,
}

/// `[[variant]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    pub(crate) label: Spanned<String>,
    #[serde(default)]
    pub(crate) set: Entries<Value>,
    #[serde(default)]
    pub(crate) expect: Entries<String>,
}

/// `[goal]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Goal {
    pub(crate) reach: Spanned<Reach>,
    pub(crate) kernel: Spanned<String>,
    pub(crate) text: Spanned<String>,
    pub(crate) lesson: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) start: List<Spanned<String>>,
}

/// What is to be reached in a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// A deadlock.
    Deadlock,
    /// An end with everybody finished and the data whole.
    Ok,
    /// The claim that no run comes to a deadlock, a livelock or a hazard, after a run that was brought to its end.
    Proof,
}

/// How waiters of an rwsem are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rwsem {
    /// A queued writer stops later readers.
    Fifo,
    /// Readers pass a queued writer.
    ReaderPreferring,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A regular file: `write()` holds its `i_mutex`.
    Regular,
    /// A block device: `write()` takes no `i_mutex`.
    BlockDevice,
}

/// Where the pages of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// In high memory: touching their contents takes a kmap.
    Highmem,
    /// In low memory: always mapped.
    Lowmem,
}

/// A page of a file at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// What the hooks of a file do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// What a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// A thread of a process.
    User,
    /// A thread of the kernel, which has no address space.
    KernelThread,
}

/// An integer; serde would call it `i64` when it is missing.
#[derive(Clone, Copy)]
pub(crate) struct Integer(pub(crate) i64);

/// An array; serde would call it a sequence when it is missing.
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List(Vec::new())
    }
}

/// A text or an integer.
pub(crate) enum Value {
    Text(String),
    Number(i64),
}

/// A table with free keys, in the order of the file.
pub(crate) struct Entries<T>(pub(crate) Vec<(Spanned<String>, Spanned<T>)>);

impl<T> Default for Entries<T> {
    fn default() -> Entries<T> {
        Entries(Vec::new())
    }
}

/// The tables of the scenario, or nothing when they cannot be read.
pub(crate) fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    let (table, mut errors) = toml::de::DeTable::parse_recoverable(text);
    // A hundred brackets that are open at the end are one problem.
    errors.dedup_by(|a, b| a.span() == b.span() && a.message() == b.message());
    for error in &errors {
        report(Code::TomlSyntax, error, text, diagnostics);
    }
    if !errors.is_empty() {
        return None;
    }
    match Scenario::deserialize(toml::de::Deserializer::from(table)) {
        Ok(scenario) => Some(scenario),
        Err(error) => {
            report(Code::TomlShape, &error, text, diagnostics);
            None
        }
    }
}

fn report(code: Code, error: &toml::de::Error, text: &str, diagnostics: &mut Diagnostics) {
    match error.span() {
        Some(span) if span.end > 0 && span != (0..text.len()) => {
            diagnostics.error(code, Span::new(span.start, span.end), error.message());
        }
        _ => diagnostics.error_whole(code, error.message()),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<T>, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        let range = spanned.span();
        Ok(Spanned { span: Span::new(range.start, range.end), value: spanned.into_inner() })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries<T>, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<Spanned<String>, Spanned<T>>()? {
            entries.push(entry);
        }
        entries.sort_by_key(|(key, _)| key.span);
        Ok(Entries(entries))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array `[...]`, or tables headed `[[...]]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element()? {
            list.push(element);
        }
        Ok(List(list))
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Integer, D::Error> {
        deserializer.deserialize_i64(IntegerVisitor)
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = Integer;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Integer, E> {
        Ok(Integer(number))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl Visitor<'_> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or an integer")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }
}
