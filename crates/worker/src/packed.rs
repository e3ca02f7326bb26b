//! Packed links: edited texts, options, a run and a step in one line of letters and digits.
//!
//! Arrow: [`FullLink`] <-> wire structs <-> bytes <-> zlib <-> base64url in an envelope of `protocol`. An edit is
//! stored as what it changes in the built-in text that is most like it, under any name. Everything that is read may
//! come from anybody: sizes are checked before anything is made of them, and what nobody writes is refused.
//! `docs/link-format.md` has the format byte by byte.

mod edit;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use pagelock_lang::builtin::{self, Text};
use pagelock_lang::limits::TEXT_MAX;
use pagelock_lists as lists;
use pagelock_protocol::link::{
    FullLink, LINK_MAX, Link, OpenedLink, PackedError, Seen, decode_schedule, encode_schedule, is_name,
    is_packed, open_packed, seal_packed,
};
use pagelock_protocol::message::{Setup, Source};

use self::edit::{apply, sum_of};
use self::wire::{HunkV1, LinkV1, TextV1};
use crate::seen::seen_texts;

/// Bytes that a link may inflate to.
const INFLATED_MAX: usize = 64 * 1024;

/// How hard zlib tries; any level can be read.
const LEVEL: u8 = 9;

/// Which built-in texts a name stands for.
#[derive(Clone, Copy)]
enum Shelf {
    Scenarios,
    Listings,
}

impl Shelf {
    fn text(self, name: &str) -> Option<&'static str> {
        match self {
            Self::Scenarios => builtin::scenario(name),
            Self::Listings => builtin::listing(name),
        }
    }

    /// All texts that [`Shelf::text`] knows.
    fn texts(self) -> impl Iterator<Item = &'static Text> {
        let [first, more]: [&[Text]; 2] = match self {
            Self::Scenarios => [builtin::SCENARIOS, builtin::LEVELS],
            Self::Listings => [builtin::LISTINGS, &[]],
        };
        first.iter().chain(more)
    }
}

/// The fragment of a link, with its `#`: readable if nothing is edited and it is not too long, else packed. What the
/// link says nothing of is filled in: what its maker sees of the texts.
///
/// # Errors
/// As [`pack`].
pub fn write_link(link: &FullLink) -> Result<String, PackedError> {
    let here = seen_texts(&link.setup);
    let or = |said, here| if said == 0 { here } else { said };
    let Seen { scenario, listing, verdict } = link.seen;
    let seen = Seen { scenario: or(scenario, here.scenario), listing: or(listing, here.listing), verdict };
    let Setup { scenario, listing, options } = &link.setup;
    if let (Source::Builtin(scenario), Source::Builtin(listing)) = (scenario, listing) {
        let fragment = Link {
            scenario: scenario.clone(),
            listing: listing.clone(),
            options: options.clone(),
            schedule: link.schedule.clone(),
            step: link.step,
            seen,
        }
        .encode();
        if fragment.len() <= LINK_MAX {
            return Link::decode(&fragment).map(|_| fragment).map_err(PackedError::from);
        }
    }
    pack(&FullLink { seen, ..link.clone() })
}

/// Opens a link of either form, with or without its `#`, and says what its texts are here.
///
/// # Errors
/// A [`PackedError`] that says why; nothing of a refused link is used.
pub fn open_link(fragment: &str) -> Result<OpenedLink, PackedError> {
    let link = if is_packed(fragment) {
        unpack(fragment)?
    } else {
        let Link { scenario, listing, options, schedule, step, seen } = Link::decode(fragment)?;
        let (scenario, listing) = (Source::Builtin(scenario), Source::Builtin(listing));
        FullLink { setup: Setup { scenario, listing, options }, schedule, step, seen }
    };
    Ok(OpenedLink { here: seen_texts(&link.setup), link })
}

/// The fragment, with its `#`.
///
/// # Errors
/// [`PackedError::TooLong`] if it takes more than a link may have; [`PackedError::Malformed`] if names or options have
/// characters that no link has; [`PackedError::Step`].
pub fn pack(link: &FullLink) -> Result<String, PackedError> {
    let FullLink { setup, schedule, step, seen } = link;
    let wire = LinkV1 {
        scenario: wire_text(&setup.scenario, Shelf::Scenarios)?,
        listing: wire_text(&setup.listing, Shelf::Listings)?,
        options: setup.options.clone(),
        schedule: encode_schedule(schedule),
        step: *step,
    };
    let bytes = postcard::to_stdvec(&wire).map_err(|_| PackedError::Malformed)?;
    if bytes.len() > INFLATED_MAX {
        return Err(PackedError::TooLong);
    }
    let fragment = seal_packed(&URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&bytes, LEVEL)), *seen);
    // What is written must be read again.
    unpack(&fragment).map(|_| fragment)
}

/// What a fragment says, with or without its `#`.
///
/// # Errors
/// A [`PackedError`] that says why; nothing of a refused link is used.
pub fn unpack(fragment: &str) -> Result<FullLink, PackedError> {
    let (data, seen) = open_packed(fragment)?;
    let deflated = URL_SAFE_NO_PAD.decode(data).map_err(|_| PackedError::Malformed)?;
    let bytes = inflate(&deflated)?;
    let Ok((wire, [])) = postcard::take_from_bytes::<LinkV1>(&bytes) else {
        return Err(PackedError::Malformed);
    };
    // Numbers with more bytes than they need are not written by anybody.
    if postcard::to_stdvec(&wire).as_deref() != Ok(&bytes[..]) {
        return Err(PackedError::Malformed);
    }
    if !wire.options.iter().all(|(key, value)| is_name(key) && is_name(value)) {
        return Err(PackedError::Malformed);
    }
    let schedule = decode_schedule(&wire.schedule)?;
    if encode_schedule(&schedule) != wire.schedule {
        return Err(PackedError::Malformed);
    }
    if wire.step as usize > schedule.len() {
        return Err(PackedError::Step);
    }
    let setup = Setup {
        scenario: source(wire.scenario, Shelf::Scenarios)?,
        listing: source(wire.listing, Shelf::Listings)?,
        options: wire.options,
    };
    Ok(FullLink { setup, schedule, step: wire.step, seen })
}

/// Into one buffer of the greatest size there may be; nothing of it is used unless all of the input was one stream with
/// the right sum at its end.
fn inflate(deflated: &[u8]) -> Result<Vec<u8>, PackedError> {
    debug_assert!(deflated.len() <= LINK_MAX, "the envelope is that long at most");
    let mut out = vec![0; INFLATED_MAX];
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
        | inflate_flags::TINFL_FLAG_COMPUTE_ADLER32
        | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = DecompressorOxide::new();
    let (status, read, written) = decompress(&mut state, deflated, &mut out, 0, flags);
    if status == TINFLStatus::HasMoreOutput {
        return Err(PackedError::TooLong);
    }
    if status != TINFLStatus::Done || read != deflated.len() {
        return Err(PackedError::Malformed);
    }
    out.truncate(written);
    Ok(out)
}

/// A text as links have it: by name, or as what it changes in a built-in text, or whole, whichever is shortest. Of what
/// is equally short it is the built-in text of its own name, then the one that has to be given the least, then the one
/// that stands first.
fn wire_text(source: &Source, shelf: Shelf) -> Result<TextV1, PackedError> {
    let (name, text) = match source {
        Source::Builtin(name) => return Ok(TextV1::Builtin(name.clone())),
        Source::Text { name, text } => (name, text),
    };
    if text.len() > TEXT_MAX {
        return Err(PackedError::TooLong);
    }
    let len = |text: &TextV1| postcard::to_stdvec(text).map_or(usize::MAX, |bytes| bytes.len());
    let mut best = TextV1::Whole { name: name.clone(), text: text.clone() };
    if let Some(base) = shelf.text(name) {
        let (sum, hunks) = (sum_of(base), edit::hunks(base, text));
        let edited = TextV1::Edited { name: name.clone(), sum, hunks };
        if len(&edited) <= len(&best) {
            best = edited;
        }
    }
    let others = shelf.texts().filter(|base| base.name != name);
    let mut others: Vec<_> = others.map(|base| (edit::added_min(base.text(), text), base)).collect();
    lists::sort_by_key(&mut others, |(added_min, _)| *added_min);
    for (added_min, base) in others {
        let shortest = len(&best);
        if added_min >= shortest {
            break;
        }
        let (sum, hunks) = (sum_of(base.text()), edit::hunks(base.text(), text));
        let copy = TextV1::Copy { name: name.clone(), base: base.name.to_owned(), sum, hunks };
        if len(&copy) < shortest {
            best = copy;
        }
    }
    Ok(best)
}

fn source(text: TextV1, shelf: Shelf) -> Result<Source, PackedError> {
    let (TextV1::Builtin(name)
    | TextV1::Edited { name, .. }
    | TextV1::Whole { name, .. }
    | TextV1::Copy { name, .. }) = &text;
    if !is_name(name) {
        return Err(PackedError::Malformed);
    }
    match text {
        TextV1::Builtin(name) if shelf.text(&name).is_none() => Err(PackedError::Unknown(name)),
        TextV1::Builtin(name) => Ok(Source::Builtin(name)),
        TextV1::Whole { text, .. } if text.len() > TEXT_MAX => Err(PackedError::TooLong),
        TextV1::Whole { name, text } => Ok(Source::Text { name, text }),
        TextV1::Edited { name, sum, hunks } => {
            Ok(Source::Text { text: edited(&name, sum, &hunks, shelf)?, name })
        }
        // One of its own name is an edit.
        TextV1::Copy { name, base, .. } if name == base || !is_name(&base) => Err(PackedError::Malformed),
        TextV1::Copy { name, base, sum, hunks } => {
            Ok(Source::Text { text: edited(&base, sum, &hunks, shelf)?, name })
        }
    }
}

/// A built-in text with changes, if it is the one that they were made in.
fn edited(base: &str, sum: u32, hunks: &[HunkV1], shelf: Shelf) -> Result<String, PackedError> {
    let Some(text) = shelf.text(base) else { return Err(PackedError::Unknown(base.to_owned())) };
    if sum_of(text) != sum {
        return Err(PackedError::Changed(base.to_owned()));
    }
    apply(text, hunks)
}

#[cfg(test)]
mod tests;
