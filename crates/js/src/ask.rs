//! What a caller may ask: texts, options and links as JSON has them.
//!
//! Arrow: JSON -> **[`Text`], [`Options`], [`LinkAsk`]** -> setup and limits of the engine. Unknown keys are refused,
//! so that a mistyped limit is not a search without one.

use std::fmt;

use pagelock_engine::{Limits, Reductions, Switch};
use pagelock_plain::DEFAULT_KERNEL;
use pagelock_protocol::link::is_name;
use pagelock_protocol::message::{Setup, Source};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The name of a built-in text, or a text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Text {
    /// A name if it could be one (1 to 64 of `A-Z a-z 0-9 - . _`), else the text itself.
    Short(String),
    /// A text with a name of its own, for messages and links.
    Named {
        /// The name.
        name: String,
        /// The text.
        text: String,
    },
}

impl Text {
    /// As the engine's session takes it; `name` is for a text that has none.
    fn source(self, name: &str) -> Source {
        match self {
            Self::Short(text) if is_name(&text) => Source::Builtin(text),
            Self::Short(text) => Source::Text { name: name.to_owned(), text },
            Self::Named { name, text } => Source::Text { name, text },
        }
    }
}

/// What a source is called in answers.
pub fn name_of(source: &Source) -> &str {
    let (Source::Builtin(name) | Source::Text { name, .. }) = source;
    name
}

/// Options of a scenario, and how it is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Options {
    /// Options of the scenario, such as `{ tasks: 4, rwsem: "reader-preferring" }`.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string | number>"))]
    pub set: Settings,
    /// Where a search gives up.
    #[serde(default)]
    pub limits: LimitOptions,
    /// Which reductions a search uses: all (`true`, the default), none (`false`), or these.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | Reduction[]"))]
    pub reduce: Reduce,
}

/// Where a search gives up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LimitOptions {
    /// States visited at most, from 1 on; 4,000,000 unless given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number"))]
    pub states: Option<std::num::NonZeroU32>,
    /// MiB of memory used at most, from 1 on; 512 unless given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number"))]
    pub memory: Option<std::num::NonZeroU32>,
}

/// Which reductions a search uses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Reduce {
    /// All or none.
    Either(bool),
    /// These.
    These(Vec<Reduction>),
}

impl Default for Reduce {
    fn default() -> Self {
        Self::Either(true)
    }
}

/// What a search can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Reduction {
    /// Counting tasks that are alike instead of naming them.
    Symmetry,
    /// Taking steps at once that nobody else can meet.
    PartialOrder,
}

impl Options {
    /// As the engine takes them.
    pub fn limits(&self) -> Limits {
        let switch = |reduction| {
            Switch::from(match &self.reduce {
                Reduce::Either(all) => *all,
                Reduce::These(these) => these.contains(&reduction),
            })
        };
        let defaults = Limits::default();
        Limits {
            states_max: self.limits.states.map_or(defaults.states_max, std::num::NonZeroU32::get),
            memory_max: self.limits.memory.map_or(defaults.memory_max, |mib| bytes(mib.get())),
            reductions: Reductions {
                symmetry: switch(Reduction::Symmetry),
                partial_order: switch(Reduction::PartialOrder),
            },
            ..defaults
        }
    }
}

fn bytes(mib: u32) -> usize {
    usize::try_from(u64::from(mib) << 20).unwrap_or(usize::MAX)
}

/// Values by keys, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings(pub Vec<(String, String)>);

/// A word or a whole number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Word(String),
    Number(i64),
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Settings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of words and whole numbers by keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    pairs.push(match value {
                        Value::Word(word) => (key, word),
                        Value::Number(number) => (key, number.to_string()),
                    });
                }
                Ok(Settings(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

/// What a link is to show.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LinkAsk {
    /// The scenario: its name, or its text.
    pub scenario: Text,
    /// The kernel: its name, or its listing; `2.6.20` unless given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Text"))]
    pub kernel: Option<Text>,
    /// Options of the scenario, and how it is searched if `verify` is set.
    #[serde(default)]
    pub options: Options,
    /// Choices, as in links, such as `a5b`; none unless given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string"))]
    pub schedule: Option<String>,
    /// The step that is looked at, from 0; the last one unless given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "number"))]
    pub step: Option<u32>,
    /// Whether to search, so that the link says the verdict.
    #[serde(default)]
    pub verify: bool,
}

/// How a link is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OpenOptions {
    /// Whether to search, so that the verdict is compared with that of the link.
    #[serde(default)]
    pub verify: bool,
    /// Where the search gives up.
    #[serde(default)]
    pub limits: LimitOptions,
    /// Which reductions it uses, as in `Options`.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | Reduction[]"))]
    pub reduce: Reduce,
}

/// The setup of a scenario and a kernel.
pub fn setup(scenario: Text, kernel: Option<Text>, options: &Options) -> Setup {
    let listing = match kernel {
        Some(kernel) => kernel.source("kernel"),
        None => Source::Builtin(DEFAULT_KERNEL.to_owned()),
    };
    Setup { scenario: scenario.source("scenario"), listing, options: options.set.0.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(json: &str) -> Result<Options, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn options_keep_their_order_and_become_limits() {
        let json = r#"{ "set": { "tasks": 511, "rwsem": "fifo" }, "limits": { "states": 100000, "memory": 2 },
                       "reduce": ["partial-order"] }"#;
        let read = options(json).unwrap();
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read.set.0, [pair("tasks", "511"), pair("rwsem", "fifo")]);
        let limits = read.limits();
        assert_eq!((limits.states_max, limits.memory_max), (100_000, 2 << 20));
        assert_eq!((limits.reductions.symmetry, limits.reductions.partial_order), (Switch::Off, Switch::On));
        let none = options(r#"{ "reduce": false }"#).unwrap().limits().reductions;
        assert_eq!((none.symmetry, none.partial_order), (Switch::Off, Switch::Off));
        let defaults = options("{}").unwrap().limits();
        assert_eq!(
            (defaults.states_max, defaults.reductions),
            (Limits::default().states_max, Reductions::ON)
        );
    }

    #[test]
    fn what_is_no_option_is_refused() {
        let refused = |json: &str| assert!(options(json).is_err(), "{json}");
        refused(r#"{ "limit": { "states": 1 } }"#);
        refused(r#"{ "limits": { "statesMax": 1 } }"#);
        refused(r#"{ "limits": { "states": 0 } }"#);
        refused(r#"{ "limits": { "states": 1.5 } }"#);
        refused(r#"{ "set": { "tasks": 1.5 } }"#);
        refused(r#"{ "set": ["tasks"] }"#);
        refused(r#"{ "reduce": ["all"] }"#);
        refused("3");
    }

    #[test]
    fn a_text_is_what_cannot_be_a_name() {
        let source = |text: &str| Text::Short(text.to_owned()).source("scenario");
        assert_eq!(source("abba-two-files"), Source::Builtin("abba-two-files".to_owned()));
        for text in ["title = \"x\"", "", "a b", "\n"] {
            let expected = Source::Text { name: "scenario".to_owned(), text: text.to_owned() };
            assert_eq!(source(text), expected);
        }
    }
}
