//! Who makes texts ready to run, for parts that need not know how.
//!
//! Arrow: `Setup` of texts -> **`Built`**, or what is wrong with the texts. [`Here`] does it by `pagelock_lang`. In a
//! browser the parts that search and tell of runs leave it to the part that has the languages in it, which is told by
//! an [`Errand`], so that each of them is smaller by a third.

use pagelock_lang::{Diagnostic, SweptRange, build, read_scenario};
use pagelock_protocol::link::{FullLink, PackedError};
use pagelock_protocol::message::Setup;
use pagelock_protocol::view::DiagnosticView;
use pagelock_protocol::wire;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::built::Built;
use crate::lower::setup_of;
use crate::packed::write_link;
use crate::report::diagnostic_view;

/// What is wrong with texts and options: every mistake that can be told at once.
pub type Mistakes = Vec<DiagnosticView>;

/// Somebody who knows the languages.
pub trait Compiler {
    /// Makes a setup ready to run.
    ///
    /// # Errors
    /// The mistakes of its texts and options.
    fn build(&self, setup: Setup) -> Result<Built, Mistakes>;

    /// The values from `first` to `last`, with both ends, of an option of the scenario.
    ///
    /// # Errors
    /// The mistakes of the scenario, an option that it does not have or that is no number, and a range that is empty
    /// or that the option does not take.
    fn range(&self, setup: &Setup, key: &str, first: u32, last: u32) -> Result<SweptRange, Mistakes>;

    /// The fragment of a link: in one, an edited text is what it changes in a built-in one.
    ///
    /// # Errors
    /// As [`pack`](crate::pack).
    fn link(&self, link: &FullLink) -> Result<String, PackedError>;
}

/// The languages are part of this program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Here;

impl Compiler for Here {
    fn build(&self, setup: Setup) -> Result<Built, Mistakes> {
        let (scenario, listing) = setup_of(&setup);
        match build(scenario, listing, &setup.options) {
            Ok(built) => Ok(Built::new(setup, built)),
            Err(diagnostics) => Err(mistakes(&diagnostics, &setup)),
        }
    }

    fn range(&self, setup: &Setup, key: &str, first: u32, last: u32) -> Result<SweptRange, Mistakes> {
        let range = read_scenario(setup_of(setup).0)
            .and_then(|(_, raw)| SweptRange::of(&raw, key, first, last).map_err(|mistake| vec![mistake]));
        range.map_err(|diagnostics| mistakes(&diagnostics, setup))
    }

    fn link(&self, link: &FullLink) -> Result<String, PackedError> {
        write_link(link)
    }
}

/// Diagnostics as the page shows them.
pub(crate) fn mistakes(diagnostics: &[Diagnostic], setup: &Setup) -> Mistakes {
    diagnostics.iter().map(|diagnostic| diagnostic_view(diagnostic, setup)).collect()
}

/// What one program asks of the compiler in another one.
#[derive(Debug, Serialize, Deserialize)]
pub enum Errand {
    /// [`Compiler::build`]. The answer is its `Result`.
    Build(Setup),
    /// [`Compiler::range`]. The answer is its `Result`, with the two ends of the range.
    Range(Setup, String, u32, u32),
    /// [`Compiler::link`]. The answer is its `Result`.
    Link(FullLink),
}

/// Runs an [`Errand`]: bytes in, bytes out.
///
/// # Panics
/// If the bytes are no errand: both programs are of one build.
pub fn run_errand(errand: &[u8]) -> Vec<u8> {
    match wire::decode(errand) {
        Errand::Build(setup) => wire::encode(&Here.build(setup)),
        Errand::Range(setup, key, first, last) => {
            wire::encode(&Here.range(&setup, &key, first, last).map(SweptRange::ends))
        }
        Errand::Link(link) => wire::encode(&Here.link(&link)),
    }
}

/// Another program has the languages, and takes errands.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere<F>(pub F);

impl<F: Fn(&[u8]) -> Vec<u8>> Elsewhere<F> {
    fn send<T: DeserializeOwned>(&self, errand: &Errand) -> T {
        wire::decode(&(self.0)(&wire::encode(errand)))
    }
}

impl<F: Fn(&[u8]) -> Vec<u8>> Compiler for Elsewhere<F> {
    fn build(&self, setup: Setup) -> Result<Built, Mistakes> {
        self.send(&Errand::Build(setup))
    }

    fn range(&self, setup: &Setup, key: &str, first: u32, last: u32) -> Result<SweptRange, Mistakes> {
        let ends: Result<_, Mistakes> = self.send(&Errand::Range(setup.clone(), key.to_owned(), first, last));
        ends.map(|(first, last)| SweptRange::new(first, last).expect("it was a range when it was written"))
    }

    fn link(&self, link: &FullLink) -> Result<String, PackedError> {
        self.send(&Errand::Link(link.clone()))
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::link::Seen;
    use pagelock_protocol::message::Source;

    use super::*;

    fn setup(scenario: &str, listing: &str, options: &[(&str, &str)]) -> Setup {
        Setup {
            scenario: Source::Builtin(scenario.to_owned()),
            listing: Source::Builtin(listing.to_owned()),
            options: options.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect(),
        }
    }

    #[test]
    fn what_is_built_elsewhere_is_what_is_built_here() {
        let there = Elsewhere(run_errand);
        for asked in [
            setup("same-page", "2.6.20", &[]),
            setup("kmap-pool", "pin-source", &[("tasks", "40")]),
            setup("pool", "pin-source", &[]),
        ] {
            let (built, carried) = (Here.build(asked.clone()).unwrap(), there.build(asked).unwrap());
            assert_eq!(built.machine.scenario(), carried.machine.scenario(), "{}", built.name);
            assert_eq!(wire::encode(&built), wire::encode(&carried), "{}", built.name);
        }
    }

    #[test]
    fn mistakes_are_told_as_they_are_here() {
        let there = Elsewhere(run_errand);
        let listing = Source::Text { name: "mine".to_owned(), text: "int (".to_owned() };
        for asked in [
            setup("no-such-scenario", "2.6.20", &[]),
            setup("same-page", "2.6.20", &[("tasks", "0")]),
            Setup { listing, ..setup("same-page", "2.6.20", &[]) },
        ] {
            let mistakes = Here.build(asked.clone()).unwrap_err();
            assert!(!mistakes.is_empty(), "{asked:?}");
            assert_eq!(there.build(asked).unwrap_err(), mistakes);
        }
        let pool = setup("kmap-pool", "pin-source", &[]);
        for (key, first, last) in [("tasks", 2, 1), ("tasks", 1, 70_000), ("rwsem", 1, 2), ("no such", 1, 2)]
        {
            let mistakes = Here.range(&pool, key, first, last).unwrap_err();
            assert_eq!(there.range(&pool, key, first, last).unwrap_err(), mistakes, "{key}");
        }
    }

    #[test]
    fn ranges_and_links_come_back() {
        let there = Elsewhere(run_errand);
        let pool = setup("kmap-pool", "pin-source", &[]);
        assert_eq!(there.range(&pool, "tasks", 3, 9).unwrap().ends(), (3, 9));
        let link = FullLink { setup: pool, schedule: vec![0, 0], step: 1, seen: Seen::default() };
        assert_eq!(there.link(&link), Here.link(&link));
        assert!(there.link(&link).is_ok());
        let beyond = FullLink { step: 3, ..link };
        assert_eq!(there.link(&beyond), Err(PackedError::Step));
    }
}
