//! What a frame says of the scenario it shows, where the whole page has controls. Pure; `Setup` -> **words**.

use std::fmt::Write as _;

use pagelock_protocol::message::{Setup, Source};

/// What the scenario runs under, and what is otherwise than built in: `under pin-source with tasks=3, listing edited`.
pub(crate) fn setup_words(setup: &Setup) -> String {
    let mut text = format!("under {}", setup.listing.name());
    let options: Vec<String> = setup.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    if !options.is_empty() {
        let _ = write!(text, " with {}", options.join(", "));
    }
    for (what, source) in [("scenario", &setup.scenario), ("listing", &setup.listing)] {
        if matches!(source, Source::Text { .. }) {
            let _ = write!(text, ", {what} edited");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_told_in_a_line() {
        let builtin = |name: &str| Source::Builtin(name.to_owned());
        let mut setup = Setup { scenario: builtin("abba"), listing: builtin("2.6.20"), options: Vec::new() };
        assert_eq!(setup_words(&setup), "under 2.6.20");
        setup.options = [("rwsem", "fifo"), ("tasks", "3")].map(|(k, v)| (k.into(), v.into())).to_vec();
        assert_eq!(setup_words(&setup), "under 2.6.20 with rwsem=fifo, tasks=3");
        setup.listing = Source::Text { name: "pin-source".into(), text: String::new() };
        assert_eq!(setup_words(&setup), "under pin-source with rwsem=fifo, tasks=3, listing edited");
    }
}
