//! What whoever makes a link sees of the texts: their fingerprints.
//!
//! Arrow: texts -> **[`Seen`]**; the verdict is added by whoever has one.

use pagelock_engine::MODEL_VERSION;
use pagelock_lang::{Source, builtin, link_listing};
use pagelock_protocol::link::{Seen, fingerprint};
use pagelock_protocol::message::Setup;

use crate::lower::source;

/// The fingerprints of the texts of a setup. A built-in text that does not exist has that of no text.
pub fn seen_texts(setup: &Setup) -> Seen {
    Seen {
        scenario: of_scenario(source(&setup.scenario)),
        listing: of_listing(source(&setup.listing)),
        verdict: 0,
    }
}

/// Of a scenario.
pub(crate) fn of_scenario(scenario: Source<'_>) -> u16 {
    match scenario {
        Source::Text(_, text) => fingerprint([text]),
        Source::Builtin(name) => fingerprint(builtin::scenario(name)),
    }
}

/// Of a listing: of every text that it includes or changes, and of the version of the machine that runs it. One that
/// cannot be put together is its own text.
pub(crate) fn of_listing(listing: Source<'_>) -> u16 {
    let version = MODEL_VERSION.to_string();
    match (link_listing(listing), listing) {
        (Ok(linked), _) => {
            let texts = linked.files.iter().map(|file| file.text.as_str());
            fingerprint(std::iter::once(version.as_str()).chain(texts))
        }
        (Err(_), Source::Text(_, text)) => fingerprint([version.as_str(), text]),
        (Err(_), Source::Builtin(_)) => fingerprint([version.as_str()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_of_either_text_is_seen_and_a_copy_is_not() {
        let text = builtin::scenario("same-page").unwrap();
        let edited = text.replacen("title", "# more\ntitle", 1);
        assert_eq!(of_scenario(Source::Text("copy", text)), of_scenario(Source::Builtin("same-page")));
        assert_ne!(of_scenario(Source::Text("copy", &edited)), of_scenario(Source::Builtin("same-page")));
        let text = builtin::listing("pin-source").unwrap();
        let edited = format!("{text}\n# more\n");
        assert_eq!(of_listing(Source::Text("pin-source", text)), of_listing(Source::Builtin("pin-source")));
        assert_ne!(
            of_listing(Source::Text("pin-source", &edited)),
            of_listing(Source::Builtin("pin-source"))
        );
    }

    #[test]
    fn a_listing_that_does_not_compile_has_a_fingerprint_as_well() {
        assert_ne!(of_listing(Source::Text("x", "int (")), of_listing(Source::Text("x", "int ((")));
        assert_ne!(of_listing(Source::Builtin("no such listing")), 0);
    }
}
