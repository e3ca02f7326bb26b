//! The readable permalink: `#1/<scenario>/<listing>/<options>/<schedule>@<step>~<check>`.
//!
//! Arrow: address bar -> [`Link`] -> request, and back. Pure text; whether a scenario of that name exists is found by
//! whoever opens the link. Canonical: encoding a decoded link gives the same text, and a text that is not canonical is
//! refused. `docs/link-format.md` has it in full.

mod check;
mod packed;
mod schedule;
mod seen;
mod short;

use std::fmt::Write as _;

pub use self::packed::{FullLink, OpenedLink, PackedError, is_packed, open_packed, seal_packed};
pub use self::schedule::{decode_schedule, encode_schedule};
pub use self::seen::{FINGERPRINTS, Seen, fingerprint, verdict_fingerprint};

/// Longest link that is read, in bytes.
pub const LINK_MAX: usize = 8 * 1024;

/// What a link of version 1 says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Built-in scenario.
    pub scenario: String,
    /// Built-in listing.
    pub listing: String,
    /// Option overrides, in the order given.
    pub options: Vec<(String, String)>,
    /// Choices made so far.
    pub schedule: Vec<u16>,
    /// The step that is looked at, 0 to `schedule.len()`.
    pub step: u32,
    /// What its maker saw.
    pub seen: Seen,
}

/// Why a link was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Longer than [`LINK_MAX`].
    TooLong,
    /// Not of version 1.
    Version,
    /// Its check is missing or is that of another link: a character was lost or changed.
    Check,
    /// A part is missing or has characters no link has.
    Malformed,
    /// The step lies behind the end of the schedule.
    Step,
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the link is longer than any Pagelock link",
            Self::Version => "the link is of a version this page does not know",
            Self::Check => "the link is damaged: a character of it was lost or changed on its way",
            Self::Malformed => "the link is damaged: a part is missing or has characters no link has",
            Self::Step => "the link is damaged: its step lies behind the end of its schedule",
        })
    }
}

impl std::error::Error for LinkError {}

/// Whether a link can name a text so.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
}

impl Link {
    /// The fragment of the address, with its leading `#`.
    ///
    /// The schedule is written as [`encode_schedule`] does; `-` stands for no options.
    pub fn encode(&self) -> String {
        format!("#{}", check::seal(&self.body(), self.seen))
    }

    /// Everything up to the check.
    fn body(&self) -> String {
        let mut out = format!("1/{}/{}/", self.scenario, short::shortened(&self.listing));
        if self.options.is_empty() {
            out.push('-');
        }
        for (i, (key, value)) in self.options.iter().enumerate() {
            let _ = write!(out, "{}{key}={value}", if i == 0 { "" } else { "," });
        }
        let _ = write!(out, "/{}@{}", encode_schedule(&self.schedule), self.step);
        out
    }

    /// Reads a fragment, with or without its leading `#`.
    ///
    /// # Errors
    /// A [`LinkError`] that says why; nothing of a refused link is used.
    pub fn decode(fragment: &str) -> Result<Self, LinkError> {
        if fragment.len() > LINK_MAX {
            return Err(LinkError::TooLong);
        }
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        if !text.starts_with("1/") {
            return Err(LinkError::Version);
        }
        let (body, seen) = check::open(text)?;
        let link = Self { seen, ..Self::decode_body(body)? };
        // Only what would be written is read: short names, runs put together, numbers without zeroes in front.
        if link.body() == body { Ok(link) } else { Err(LinkError::Malformed) }
    }

    /// Reads a link without its check, as somebody types it; it may be not canonical.
    ///
    /// # Errors
    /// As [`Link::decode`].
    pub fn decode_body(body: &str) -> Result<Self, LinkError> {
        let body = body.strip_prefix("1/").ok_or(LinkError::Version)?;
        let parts: Vec<&str> = body.split('/').collect();
        let [scenario, listing, options, run] = parts[..] else { return Err(LinkError::Malformed) };
        let (schedule, step) = run.split_once('@').ok_or(LinkError::Malformed)?;
        if !is_name(scenario) || !is_name(listing) {
            return Err(LinkError::Malformed);
        }
        let link = Self {
            scenario: scenario.to_owned(),
            listing: short::lengthened(listing).to_owned(),
            options: decode_options(options)?,
            schedule: decode_schedule(schedule)?,
            step: step.parse().map_err(|_| LinkError::Malformed)?,
            seen: Seen::default(),
        };
        if link.step as usize > link.schedule.len() { Err(LinkError::Step) } else { Ok(link) }
    }

    /// The scenario and the listing that a link names, also where the rest of it is damaged: for whoever offers to open
    /// them from the beginning instead.
    pub fn names(fragment: &str) -> Option<(&str, &str)> {
        let text = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut parts = text.strip_prefix("1/")?.split('/');
        let (scenario, listing) = (parts.next()?, parts.next()?);
        (is_name(scenario) && is_name(listing)).then(|| (scenario, short::lengthened(listing)))
    }
}

fn decode_options(text: &str) -> Result<Vec<(String, String)>, LinkError> {
    if text == "-" {
        return Ok(Vec::new());
    }
    let pair = |part: &str| match part.split_once('=') {
        Some((key, value)) if is_name(key) && is_name(value) => Ok((key.to_owned(), value.to_owned())),
        _ => Err(LinkError::Malformed),
    };
    text.split(',').map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Seen = Seen { scenario: 1, listing: 2, verdict: 3 };

    fn link(schedule: &[u16], step: u32) -> Link {
        Link {
            scenario: "abba-two-files".into(),
            listing: "2.6.20".into(),
            options: vec![("rwsem".into(), "reader-preferring".into()), ("tasks".into(), "4".into())],
            schedule: schedule.to_vec(),
            step,
            seen: SEEN,
        }
    }

    #[test]
    fn a_link_reads_back_as_it_was_written() {
        for schedule in [&[][..], &[0], &[0, 0, 0, 1, 2, 2], &[511; 600]] {
            let link = link(schedule, u32::try_from(schedule.len()).unwrap());
            assert_eq!(Link::decode(&link.encode()), Ok(link));
        }
    }

    #[test]
    fn the_readable_form_is_what_the_documentation_says() {
        let text = "#1/abba-two-files/2.6.20/rwsem=reader-preferring,tasks=4/a3b@2~010203";
        assert!(link(&[0, 0, 0, 1], 2).encode().starts_with(text));
        let plain = Link { scenario: "a".into(), listing: "zero-and-commit".into(), ..Link::default() };
        assert!(plain.encode().starts_with("#1/a/zac/-/-@0~000000"));
        assert_eq!(Link::decode(&plain.encode()), Ok(plain));
    }

    #[test]
    fn damage_is_refused_and_named() {
        let check = |text: &str, error| assert_eq!(Link::decode(text), Err(error), "{text}");
        check("", LinkError::Version);
        check("#2/a/b/-/-@0", LinkError::Version);
        check("#1/a/b/-/-@0", LinkError::Check);
        check(&format!("#1/{}", "a".repeat(LINK_MAX)), LinkError::TooLong);
        // With a check of their own.
        let check = |body: &str, error| {
            assert_eq!(Link::decode(&check::seal(body, SEEN)), Err(error), "{body}");
        };
        check("1/a/b/-", LinkError::Malformed);
        check("1/a/b/-/-@0/more", LinkError::Malformed);
        check("1/a b/b/-/-@0", LinkError::Malformed);
        check("1/a/b/-/aa@0", LinkError::Malformed); // canonical: a2
        check("1/a/b/-/a01@0", LinkError::Malformed);
        check("1/a/zero-and-commit/-/-@0", LinkError::Malformed); // canonical: zac
        check("1/a/b/-/a@2", LinkError::Step);
        check("1/a/b/-/a65535a65535@0", LinkError::TooLong);
    }

    #[test]
    fn the_names_of_a_damaged_link_can_still_be_told() {
        assert_eq!(Link::names("#1/same-page/zac/-/a3@"), Some(("same-page", "zero-and-commit")));
        assert_eq!(Link::names("1/same-page/2.6.20"), Some(("same-page", "2.6.20")));
        for text in ["#1/same-page", "#1/<b>/2.6.20/-/-@0", "#2/a/b", ""] {
            assert_eq!(Link::names(text), None, "{text}");
        }
    }
}
