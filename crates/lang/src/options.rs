//! Options of a scenario: its own values, and what a visitor sets over them.
//!
//! Arrow: `RawScenario` + settings -> [`Options`]. The same keys are controls on the page and `--set` on the command
//! line.

use pagelock_engine::scenario::RwsemPolicy;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{PKMAP_SLOTS_MAX, TASKS_MAX};
use crate::raw::{RawCount, RawScenario};
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
    /// `tasks`: how many of a task with `count = "tasks"`
    pub tasks: Option<u16>,
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
    if let Some(tasks) = own.tasks {
        all.push(OptionInfo {
            key: "tasks",
            label: "tasks",
            hint: "how many tasks of the same kind run",
            values: OptionValues::Number(1, TASKS_MAX),
            default: tasks.to_string(),
        });
    }
    all
}

fn own(raw: &RawScenario) -> Options {
    let counted = raw.tasks.iter().filter_map(|task| task.count).any(|count| count.value == RawCount::Tasks);
    let rwsem = match raw.options.rwsem.map(|rwsem| rwsem.value) {
        Some(Rwsem::ReaderPreferring) => RwsemPolicy::ReaderPreferring,
        Some(Rwsem::Fifo) | None => RwsemPolicy::Fifo,
    };
    Options {
        rwsem,
        pkmap_slots: raw.options.pkmap_slots.map_or(LAST_PKMAP, |slots| slots.value),
        tasks: counted.then(|| raw.options.tasks.map_or(1, |tasks| tasks.value)),
    }
}

/// The scenario's options with settings over them; later settings win.
///
/// # Errors
/// Every setting whose key or value the scenario does not take.
pub fn set_options(raw: &RawScenario, settings: &[(String, String)]) -> Result<Options, Vec<Diagnostic>> {
    let infos = options_of(raw);
    let mut options = own(raw);
    let mut diagnostics = Vec::new();
    for (key, value) in settings {
        match set(&mut options, &infos, key, value) {
            Ok(()) => {}
            Err((code, message, hint)) => diagnostics.push(Diagnostic {
                code,
                file: "options".to_owned(),
                span: None,
                message,
                hint: Some(hint),
            }),
        }
    }
    if diagnostics.is_empty() { Ok(options) } else { Err(diagnostics) }
}

type Refusal = (Code, String, String);

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
            match key {
                "tasks" => options.tasks = Some(number),
                _ => options.pkmap_slots = number,
            }
        }
    }
    Ok(())
}

fn unknown(infos: &[OptionInfo], key: &str) -> Refusal {
    if key == "tasks" {
        let message = "`tasks` changes nothing in this scenario".to_owned();
        return (Code::UnusedOption, message, "no task of it has `count = \"tasks\"`".to_owned());
    }
    let keys = || infos.iter().map(|info| info.key);
    let hint = similar(key, keys()).map(|near| format!("did you mean `{near}`?"));
    let all = keys().collect::<Vec<_>>().join(", ");
    let hint = hint.unwrap_or_else(|| format!("this scenario has: {all}"));
    (Code::UnknownOption, format!("there is no option `{key}`"), hint)
}
