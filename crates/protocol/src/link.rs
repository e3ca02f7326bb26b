//! The readable permalink: `#1/<scenario>/<listing>/<options>/<schedule>@<step>`.
//!
//! Arrow: address bar -> [`Link`] -> request, and back. Pure text; knows no scenario names, so an unknown name is
//! found by whoever opens the link. Canonical: encoding a decoded link gives the same text, and a text that is not
//! canonical is refused. It carries no checksum: a changed digit can decode as another run.

use std::fmt::Write as _;

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
}

/// Why a link was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Longer than [`LINK_MAX`].
    TooLong,
    /// Not of version 1.
    Version,
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
            Self::Malformed => "the link is damaged: a part is missing or has characters no link has",
            Self::Step => "the link is damaged: its step lies behind the end of its schedule",
        })
    }
}

impl std::error::Error for LinkError {}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_')
}

impl Link {
    /// The fragment of the address, with its leading `#`.
    ///
    /// The schedule is written as [`encode_schedule`] does; `-` stands for no options.
    pub fn encode(&self) -> String {
        let mut out = format!("#1/{}/{}/", self.scenario, self.listing);
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
        let body = text.strip_prefix("1/").ok_or(LinkError::Version)?;
        let parts: Vec<&str> = body.split('/').collect();
        let [scenario, listing, options, run] = parts[..] else { return Err(LinkError::Malformed) };
        let (schedule, step) = run.split_once('@').ok_or(LinkError::Malformed)?;
        if !is_name(scenario) || !is_name(listing) {
            return Err(LinkError::Malformed);
        }
        let link = Self {
            scenario: scenario.to_owned(),
            listing: listing.to_owned(),
            options: decode_options(options)?,
            schedule: decode_schedule(schedule)?,
            step: step.parse().map_err(|_| LinkError::Malformed)?,
        };
        if link.step as usize > link.schedule.len() {
            return Err(LinkError::Step);
        }
        if link.encode()[1..] != *text {
            return Err(LinkError::Malformed);
        }
        Ok(link)
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

/// Choices separated by `.`, a repeated choice as `choice*count`; `-` for an empty schedule.
pub fn encode_schedule(schedule: &[u16]) -> String {
    let runs = schedule.chunk_by(|a, b| a == b).map(|run| match run.len() {
        1 => run[0].to_string(),
        n => format!("{}*{n}", run[0]),
    });
    let text = runs.collect::<Vec<_>>().join(".");
    if text.is_empty() { "-".to_owned() } else { text }
}

/// Reads what [`encode_schedule`] writes, also when runs are not put together.
///
/// # Errors
/// [`LinkError::Malformed`] or [`LinkError::TooLong`].
pub fn decode_schedule(text: &str) -> Result<Vec<u16>, LinkError> {
    let mut schedule = Vec::new();
    if text == "-" {
        return Ok(schedule);
    }
    for part in text.split('.') {
        let (choice, run) = part.split_once('*').unwrap_or((part, "1"));
        let choice: u16 = choice.parse().map_err(|_| LinkError::Malformed)?;
        let run: u16 = run.parse().map_err(|_| LinkError::Malformed)?;
        if schedule.len() + usize::from(run) > usize::from(u16::MAX) {
            return Err(LinkError::TooLong);
        }
        schedule.extend(std::iter::repeat_n(choice, usize::from(run)));
    }
    Ok(schedule)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(schedule: &[u16], step: u32) -> Link {
        Link {
            scenario: "abba-two-files".into(),
            listing: "2.6.20".into(),
            options: vec![("rwsem".into(), "reader-preferring".into()), ("tasks".into(), "4".into())],
            schedule: schedule.to_vec(),
            step,
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
        let text = "#1/abba-two-files/2.6.20/rwsem=reader-preferring,tasks=4/0*3.1@2";
        assert_eq!(link(&[0, 0, 0, 1], 2).encode(), text);
        let plain = Link { scenario: "a".into(), listing: "b".into(), ..Link::default() };
        assert_eq!(plain.encode(), "#1/a/b/-/-@0");
    }

    #[test]
    fn damage_is_refused_and_named() {
        let check = |text: &str, error| assert_eq!(Link::decode(text), Err(error), "{text}");
        check("", LinkError::Version);
        check("#2/a/b/-/-@0", LinkError::Version);
        check("#1/a/b/-", LinkError::Malformed);
        check("#1/a/b/-/-@0/more", LinkError::Malformed);
        check("#1/a b/b/-/-@0", LinkError::Malformed);
        check("#1/a/b/-/0.0@0", LinkError::Malformed); // canonical: 0*2
        check("#1/a/b/-/01@0", LinkError::Malformed);
        check("#1/a/b/-/0@2", LinkError::Step);
        check("#1/a/b/-/0*65535.0*65535@0", LinkError::TooLong);
        check(&format!("#1/{}", "a".repeat(LINK_MAX)), LinkError::TooLong);
    }
}
