//! Options of a scenario: its own values, and what a visitor sets over them.
//!
//! Arrow: `RawScenario` + settings -> [`Options`]. The same keys are controls on the page and `--set` on the command
//! line.

use pagelock_engine::scenario::RwsemPolicy;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::PKMAP_SLOTS_MAX;
use crate::quantity::Quantity;
use crate::raw::RawScenario;
use crate::similar::similar;
use crate::wire::Rwsem;

/// Slots of the pool with PAE (include/asm-i386/highmem.h).
const LAST_PKMAP: u16 = 512;

/// Values of the options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// `rwsem`
    pub rwsem: RwsemPolicy,
    /// `pkmap_slots`
    pub pkmap_slots: u16,
    /// by [`Quantity`]; `None` where the scenario counts nothing by it
    quantities: [Option<u16>; Quantity::ALL.len()],
}

impl Options {
    /// The value of a quantity; `None` where the scenario counts nothing by it.
    pub fn quantity(&self, quantity: Quantity) -> Option<u16> {
        self.quantities[quantity as usize]
    }

    /// How many tasks `count` stands for with this quantity: those of `tasks` that are not of `sharers`.
    pub(crate) fn count(&self, quantity: Quantity) -> u16 {
        let value = |quantity: Quantity| self.quantity(quantity).unwrap_or(0);
        match quantity {
            Quantity::Tasks => value(Quantity::Tasks)
                .checked_sub(value(Quantity::Sharers))
                .expect("`set_options` compares them"),
            Quantity::Sharers | Quantity::Holders | Quantity::Pages => value(quantity),
        }
    }
}

/// What an option is, for controls and messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionInfo {
    /// Its key.
    pub key: &'static str,
    /// Label for people.
    pub label: &'static str,
    /// What it changes.
    pub hint: &'static str,
    /// The values it takes.
    pub values: OptionValues,
    /// The scenario's own value.
    pub default: String,
}

/// The values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionValues {
    /// A whole number from the first to the second.
    Number(u16, u16),
    /// One of these words.
    Words(&'static [&'static str]),
}

const RWSEM: &[&str] = &["fifo", "reader-preferring"];

/// The options that change something in a scenario, with its own values.
pub fn options_of(raw: &RawScenario) -> Vec<OptionInfo> {
    let own = own(raw);
    let rwsem = match own.rwsem {
        RwsemPolicy::Fifo => RWSEM[0],
        RwsemPolicy::ReaderPreferring => RWSEM[1],
    };
    let mut all = vec![
        OptionInfo {
            key: "rwsem",
            label: "mmap_sem fairness",
            hint: "fifo: a queued writer stops later readers, as in 2.6.20; reader-preferring: it does not",
            values: OptionValues::Words(RWSEM),
            default: rwsem.to_owned(),
        },
        OptionInfo {
            key: "pkmap_slots",
            label: "kmap slots",
            hint: "LAST_PKMAP, the size of the kmap pool: 512 with PAE, 1024 without",
            values: OptionValues::Number(1, PKMAP_SLOTS_MAX),
            default: own.pkmap_slots.to_string(),
        },
    ];
    for quantity in Quantity::ALL {
        let Some(value) = own.quantity(quantity) else { continue };
        let (min, max) = quantity.range();
        all.push(OptionInfo {
            key: quantity.name(),
            label: quantity.label(),
            hint: quantity.hint(),
            values: OptionValues::Number(min, max),
            default: value.to_string(),
        });
    }
    all
}

fn own(raw: &RawScenario) -> Options {
    let rwsem = match raw.options.rwsem.map(|rwsem| rwsem.value) {
        Some(Rwsem::ReaderPreferring) => RwsemPolicy::ReaderPreferring,
        Some(Rwsem::Fifo) | None => RwsemPolicy::Fifo,
    };
    Options {
        rwsem,
        pkmap_slots: raw.options.pkmap_slots.map_or(LAST_PKMAP, |slots| slots.value),
        quantities: Quantity::ALL.map(|quantity| {
            let own = raw.options.quantity(quantity).map(|own| own.value);
            quantity.is_used(raw).then(|| own.unwrap_or(quantity.default_value()))
        }),
    }
}

/// The scenario's options with settings over them; later settings win.
///
/// # Errors
/// Every setting whose key or value the scenario does not take.
pub fn set_options(raw: &RawScenario, settings: &[(String, String)]) -> Result<Options, Vec<Diagnostic>> {
    let infos = options_of(raw);
    let mut options = own(raw);
    let refusals = settings.iter().filter_map(|(key, value)| set(&mut options, &infos, key, value).err());
    let mut diagnostics: Vec<Diagnostic> = refusals.map(refused).collect();
    if let (Some(tasks), Some(sharers)) =
        (options.quantity(Quantity::Tasks), options.quantity(Quantity::Sharers))
        && sharers > tasks
    {
        let message = format!("`sharers` cannot be `{sharers}`");
        diagnostics.push(refused((Code::BadOption, message, format!("there are {tasks} `tasks` in all"))));
    }
    if diagnostics.is_empty() { Ok(options) } else { Err(diagnostics) }
}

/// Code, message and hint.
pub(crate) type Refusal = (Code, String, String);

/// A refusal as a problem of the options, which have no text.
pub(crate) fn refused((code, message, hint): Refusal) -> Diagnostic {
    Diagnostic { code, file: "options".to_owned(), span: None, message, hint: Some(hint) }
}

fn set(options: &mut Options, infos: &[OptionInfo], key: &str, value: &str) -> Result<(), Refusal> {
    let Some(info) = infos.iter().find(|info| info.key == key) else {
        return Err(unknown(infos, key));
    };
    match info.values {
        OptionValues::Words(words) => {
            let refused = || {
                let message = format!("`{key}` cannot be `{value}`");
                (Code::BadOption, message, format!("it is one of: {}", words.join(", ")))
            };
            let word = words.iter().position(|word| *word == value).ok_or_else(refused)?;
            options.rwsem = [RwsemPolicy::Fifo, RwsemPolicy::ReaderPreferring][word];
        }
        OptionValues::Number(min, max) => {
            let number = value.parse().ok().filter(|number| (min..=max).contains(number));
            let number = number.ok_or_else(|| {
                let message = format!("`{key}` cannot be `{value}`");
                (Code::BadOption, message, format!("it is a whole number from {min} to {max}"))
            })?;
            match Quantity::called(key) {
                Some(quantity) => options.quantities[quantity as usize] = Some(number),
                None => options.pkmap_slots = number,
            }
        }
    }
    Ok(())
}

/// Why there is no option of this key.
pub(crate) fn unknown(infos: &[OptionInfo], key: &str) -> Refusal {
    if let Some(quantity) = Quantity::called(key) {
        let message = format!("`{key}` changes nothing in this scenario");
        return (Code::UnusedOption, message, quantity.use_words());
    }
    let keys = || infos.iter().map(|info| info.key);
    let hint = similar(key, keys()).map(|near| format!("did you mean `{near}`?"));
    let all = keys().collect::<Vec<_>>().join(", ");
    let hint = hint.unwrap_or_else(|| format!("this scenario has: {all}"));
    (Code::UnknownOption, format!("there is no option `{key}`"), hint)
}
