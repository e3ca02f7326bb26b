//! The packed permalink from outside: `#1z/<data>~<check>`, and what is in it once it is open.
//!
//! Arrow: fragment <-> **data + `Seen`**. What the data says takes the built-in texts to know, which the page does not
//! have in full: the worker and the command line open it. The check is that of the readable form, so a link never ends
//! in a character that mail programs leave out of addresses.

use serde::{Deserialize, Serialize};

use super::{LINK_MAX, LinkError, Seen, check};
use crate::message::Setup;

/// What stands in front of the data.
const PREFIX: &str = "1z/";

/// What a link says, with texts of its own where they are edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullLink {
    /// What runs.
    pub setup: Setup,
    /// Choices made so far.
    pub schedule: Vec<u16>,
    /// The step that is looked at, 0 to `schedule.len()`.
    pub step: u32,
    /// What its maker saw.
    pub seen: Seen,
}

/// A link that has been opened, and what its texts are here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedLink {
    /// What it says.
    pub link: FullLink,
    /// The fingerprints of its texts here; no verdict.
    pub here: Seen,
}

/// Why a packed link was not opened, or could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackedError {
    /// Longer than [`LINK_MAX`], or what is in it is longer than a text may be.
    TooLong,
    /// Not of version 1.
    Version,
    /// Its check is missing or is that of another link.
    Check,
    /// It is not what any Pagelock has written.
    Malformed,
    /// The step lies behind the end of the schedule.
    Step,
    /// It edits a built-in text that is not here.
    Unknown(String),
    /// It edits a built-in text that has changed since, so that the edit cannot be made again.
    Changed(String),
}

impl From<LinkError> for PackedError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::TooLong => Self::TooLong,
            LinkError::Version => Self::Version,
            LinkError::Check => Self::Check,
            LinkError::Malformed => Self::Malformed,
            LinkError::Step => Self::Step,
        }
    }
}

impl std::fmt::Display for PackedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of_any = match self {
            Self::TooLong => LinkError::TooLong,
            Self::Version => LinkError::Version,
            Self::Check => LinkError::Check,
            Self::Malformed => LinkError::Malformed,
            Self::Step => LinkError::Step,
            Self::Unknown(name) => return write!(f, "the link edits `{name}`, which is not built in"),
            Self::Changed(name) => {
                return write!(f, "the link edits `{name}` as it was once; it has changed since");
            }
        };
        of_any.fmt(f)
    }
}

impl std::error::Error for PackedError {}

/// Whether a fragment, with or without its `#`, is of the packed form, damaged or not.
pub fn is_packed(fragment: &str) -> bool {
    fragment.strip_prefix('#').unwrap_or(fragment).starts_with(PREFIX)
}

/// The fragment with its `#`.
pub fn seal_packed(data: &str, seen: Seen) -> String {
    format!("#{}", check::seal(&format!("{PREFIX}{data}"), seen))
}

/// The data of a fragment, with or without its `#`, and what its maker saw.
///
/// # Errors
/// A [`LinkError`] that says why; nothing of a refused link is used.
pub fn open_packed(fragment: &str) -> Result<(&str, Seen), LinkError> {
    if fragment.len() > LINK_MAX {
        return Err(LinkError::TooLong);
    }
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    if !text.starts_with(PREFIX) {
        return Err(LinkError::Version);
    }
    let (body, seen) = check::open(text)?;
    Ok((&body[PREFIX.len()..], seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_opens_as_it_was_sealed_and_is_of_its_own_form() {
        let seen = Seen { scenario: 1, listing: 2, verdict: 3 };
        let sealed = seal_packed("abc_-", seen);
        assert!(sealed.starts_with("#1z/abc_-~010203") && is_packed(&sealed), "{sealed}");
        assert_eq!(open_packed(&sealed), Ok(("abc_-", seen)));
        assert_eq!(open_packed(&sealed[1..]), Ok(("abc_-", seen)));
        assert_eq!(super::super::Link::decode(&sealed), Err(LinkError::Version));
        let refused = |text: &str, error| assert_eq!(open_packed(text), Err(error), "{text}");
        refused("#1/a/b/-/-@0", LinkError::Version);
        refused("#1z/", LinkError::Check);
        refused("#1z", LinkError::Version);
        refused(&format!("#1z/{}", "a".repeat(LINK_MAX)), LinkError::TooLong);
    }
}
