//! Packed links: edited texts, options, a run and a step in one line of letters and digits.
//!
//! Arrow: [`FullLink`] <-> wire structs <-> bytes <-> zlib <-> base64url in an envelope of `protocol`. An edit is
//! stored as what it changes in the built-in text of its name. Everything that is read may come from anybody: sizes
//! are checked before anything is made of them, and what is not exactly what this writes is refused.
//! `docs/link-format.md` has the format byte by byte.

mod edit;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use pagelock_lang::builtin;
use pagelock_lang::limits::TEXT_MAX;
use pagelock_protocol::link::{
    FullLink, LINK_MAX, Link, OpenedLink, PackedError, Seen, decode_schedule, encode_schedule, is_name,
    is_packed, open_packed, seal_packed,
};
use pagelock_protocol::message::{Setup, Source};

use self::edit::{apply, sum_of};
use self::wire::{LinkV1, TextV1};
use crate::seen::seen_texts;

/// Bytes that a link may inflate to.
const INFLATED_MAX: usize = 64 * 1024;

/// Options that a link may set.
const OPTIONS_MAX: usize = 64;

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
    if postcard::to_stdvec(&wire).as_deref() != Ok(&bytes[..]) || wire.options.len() > OPTIONS_MAX {
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

/// A text as links have it: by name, or as what it changes in the built-in text of its name, or whole, whichever is
/// shortest.
fn wire_text(source: &Source, shelf: Shelf) -> Result<TextV1, PackedError> {
    let (name, text) = match source {
        Source::Builtin(name) => return Ok(TextV1::Builtin(name.clone())),
        Source::Text { name, text } => (name, text),
    };
    if text.len() > TEXT_MAX {
        return Err(PackedError::TooLong);
    }
    let whole = TextV1::Whole { name: name.clone(), text: text.clone() };
    let Some(base) = shelf.text(name) else { return Ok(whole) };
    let edited = TextV1::Edited { name: name.clone(), sum: sum_of(base), hunks: edit::hunks(base, text) };
    let len = |text: &TextV1| postcard::to_stdvec(text).map_or(usize::MAX, |bytes| bytes.len());
    Ok(if len(&edited) <= len(&whole) { edited } else { whole })
}

fn source(text: TextV1, shelf: Shelf) -> Result<Source, PackedError> {
    let (TextV1::Builtin(name) | TextV1::Edited { name, .. } | TextV1::Whole { name, .. }) = &text;
    if !is_name(name) {
        return Err(PackedError::Malformed);
    }
    match text {
        TextV1::Builtin(name) if shelf.text(&name).is_none() => Err(PackedError::Unknown(name)),
        TextV1::Builtin(name) => Ok(Source::Builtin(name)),
        TextV1::Whole { text, .. } if text.len() > TEXT_MAX => Err(PackedError::TooLong),
        TextV1::Whole { name, text } => Ok(Source::Text { name, text }),
        TextV1::Edited { name, sum, hunks } => {
            let Some(base) = shelf.text(&name) else { return Err(PackedError::Unknown(name)) };
            if sum_of(base) != sum {
                return Err(PackedError::Changed(name));
            }
            Ok(Source::Text { text: apply(base, &hunks)?, name })
        }
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::link::Seen;

    use super::*;

    const SEEN: Seen = Seen { scenario: 1, listing: 2, verdict: 3 };

    fn link(scenario: Source, listing: Source) -> FullLink {
        let options = vec![("tasks".to_owned(), "4".to_owned())];
        let setup = Setup { scenario, listing, options };
        FullLink { setup, schedule: vec![0, 0, 1, 2], step: 3, seen: SEEN }
    }

    fn edited(name: &str, text: String) -> Source {
        Source::Text { name: name.to_owned(), text }
    }

    /// A link around bytes that are not those of any link.
    fn sealed(bytes: &[u8]) -> String {
        seal_packed(&URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, LEVEL)), SEEN)
    }

    #[test]
    fn an_edit_of_a_few_lines_in_both_texts_is_a_short_link() {
        let scenario = builtin::scenario("abba-two-files").unwrap();
        let listing = builtin::listing("pin-source-atomic").unwrap();
        let mut lines: Vec<&str> = scenario.split_inclusive('\n').collect();
        let added = "# What if the second writer came from another mm, and the pool had one slot only?\n";
        lines.insert(3, added);
        lines.remove(7);
        lines.push("# the end, with a longer remark of whoever has tried this out\n");
        let other = format!("// a line in front\n{listing}// and one behind, without an end");
        let full = link(edited("abba-two-files", lines.concat()), edited("pin-source-atomic", other));
        let fragment = pack(&full).unwrap();
        assert!(fragment.len() <= 900, "{} characters", fragment.len());
        assert_eq!(unpack(&fragment), Ok(full));
    }

    #[test]
    fn texts_of_every_kind_come_back() {
        let base = builtin::scenario("same-page").unwrap();
        let texts = [String::new(), base.to_owned(), format!("x{base}"), base[..base.len() - 1].to_owned()];
        for text in
            texts.into_iter().chain([base.repeat(3), base.replace('\n', "\r\n"), "\u{202e}<b>\0".into()])
        {
            let full = link(edited("same-page", text), Source::Builtin("2.6.20".into()));
            assert_eq!(unpack(&pack(&full).unwrap()), Ok(full));
        }
        let full =
            link(edited("mine", "title = \"mine\"\n".into()), edited("my-kernel", "void f() {}".into()));
        assert_eq!(unpack(&pack(&full).unwrap()), Ok(full));
    }

    #[test]
    fn what_does_not_fit_makes_no_link() {
        let noise = |len: usize| {
            let mut word = 1_u32;
            let letter = || {
                word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(b'!' + u8::try_from((word >> 24) % 90).unwrap())
            };
            std::iter::repeat_with(letter).take(len).collect::<String>()
        };
        for text in [noise(9000), "#".repeat(TEXT_MAX + 1), "#".repeat(INFLATED_MAX)] {
            let full = link(edited("mine", text), Source::Builtin("2.6.20".into()));
            assert_eq!(pack(&full), Err(PackedError::TooLong));
        }
        let full = link(edited("a b", String::new()), Source::Builtin("2.6.20".into()));
        assert_eq!(pack(&full), Err(PackedError::Malformed));
    }

    #[test]
    fn an_edit_of_a_text_that_has_changed_is_never_another_text() {
        let base = builtin::scenario("same-page").unwrap();
        let wire = |name: &str, sum| LinkV1 {
            scenario: TextV1::Edited { name: name.to_owned(), sum, hunks: Vec::new() },
            listing: TextV1::Builtin("2.6.20".into()),
            options: Vec::new(),
            schedule: "-".to_owned(),
            step: 0,
        };
        let open = |wire: &LinkV1| unpack(&sealed(&postcard::to_stdvec(wire).unwrap()));
        assert!(open(&wire("same-page", sum_of(base))).is_ok());
        let changed = Err(PackedError::Changed("same-page".into()));
        assert_eq!(open(&wire("same-page", sum_of(base) ^ 1)), changed);
        assert_eq!(open(&wire("no-page", 0)), Err(PackedError::Unknown("no-page".into())));
        assert_eq!(open(&wire("<b>", 0)), Err(PackedError::Malformed));
    }

    #[test]
    fn bytes_that_nobody_writes_are_refused() {
        let good = wire_bytes();
        assert!(unpack(&sealed(&good)).is_ok());
        let refused =
            |bytes: &[u8]| assert_eq!(unpack(&sealed(bytes)), Err(PackedError::Malformed), "{bytes:?}");
        refused(&[]);
        refused(&[&good[..], &[0]].concat());
        refused(&good[..good.len() - 1]);
        // The step, 0, with a byte more than it needs.
        refused(&[&good[..good.len() - 1], &[0x80, 0]].concat());
        // A schedule that says `aa` where `a2` is written.
        let step = good.len() - 1;
        refused(&[&good[..step - 2], &[2, b'a', b'a', 0][..]].concat());
        // Bytes behind the end of the stream.
        let mut deflated = compress_to_vec_zlib(&good, LEVEL);
        deflated.push(0);
        assert_eq!(
            unpack(&seal_packed(&URL_SAFE_NO_PAD.encode(deflated), SEEN)),
            Err(PackedError::Malformed)
        );
    }

    fn wire_bytes() -> Vec<u8> {
        let builtin = |name: &str| TextV1::Builtin(name.to_owned());
        let (scenario, listing) = (builtin("same-page"), builtin("2.6.20"));
        let wire = LinkV1 { scenario, listing, options: Vec::new(), schedule: "-".into(), step: 0 };
        postcard::to_stdvec(&wire).unwrap()
    }
}
