//! Texts of every kind, and bytes that nobody writes.

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
fn a_copy_under_another_name_is_as_short_as_an_edit() {
    // A patch of one's own, made from the kernel that the mail is about, in a scenario of one's own.
    let listing = builtin::listing("2.6.20").unwrap();
    let scenario = builtin::scenario("abba-two-files").unwrap();
    let listing = listing.replacen('\n', "\n// my own attempt: fault the source in, and try once more\n", 2);
    let scenario = scenario.replacen("title = \"", "title = \"As I tried it: ", 1);
    let full = link(edited("my-scenario", scenario), edited("my-fix", listing));
    let fragment = pack(&full).unwrap();
    assert!(fragment.len() <= 400, "{} characters", fragment.len());
    assert_eq!(unpack(&fragment), Ok(full));
}

#[test]
fn a_copy_is_stored_by_the_text_that_is_most_like_it() {
    let base_of = |name: &str, text: &str| {
        let source = edited(name, text.to_owned());
        match wire_text(&source, Shelf::Listings).unwrap() {
            TextV1::Copy { base, hunks, .. } => (base, hunks.len()),
            other @ (TextV1::Builtin(_) | TextV1::Edited { .. } | TextV1::Whole { .. }) => {
                panic!("{other:?}")
            }
        }
    };
    for base in builtin::LISTINGS {
        assert_eq!(base_of("mine", base.text()), (base.name.to_owned(), 0));
        let changed = format!("{}\n# mine\n", base.text());
        assert_eq!(base_of("mine", &changed), (base.name.to_owned(), 1));
    }
    // Also where it has the name of another one.
    let text = builtin::listing("2.6.23").unwrap();
    assert_eq!(base_of("pin-source", text), ("2.6.23".to_owned(), 0));
    // Its own name comes first where that is as short, and so does the whole text.
    let own = |name: &str, text: &str| wire_text(&edited(name, text.to_owned()), Shelf::Listings).unwrap();
    assert!(matches!(own("2.6.20", builtin::listing("2.6.20").unwrap()), TextV1::Edited { .. }));
    assert!(matches!(own("mine", "void f() {}"), TextV1::Whole { .. }));
}

#[test]
fn what_is_most_like_a_text_is_told_without_comparing_all() {
    // A bound that were too high would leave the shortest out.
    for base in builtin::LISTINGS {
        for other in builtin::LISTINGS {
            let added: usize = edit::hunks(base.text(), other.text()).iter().map(|hunk| hunk.add.len()).sum();
            let least = edit::added_min(base.text(), other.text());
            assert!(least <= added, "{} {}: {least} {added}", base.name, other.name);
        }
    }
}

#[test]
fn texts_of_every_kind_come_back() {
    let base = builtin::scenario("same-page").unwrap();
    let texts = [String::new(), base.to_owned(), format!("x{base}"), base[..base.len() - 1].to_owned()];
    for text in texts.into_iter().chain([base.repeat(3), base.replace('\n', "\r\n"), "\u{202e}<b>\0".into()])
    {
        let full = link(edited("same-page", text), Source::Builtin("2.6.20".into()));
        assert_eq!(unpack(&pack(&full).unwrap()), Ok(full));
    }
    let full = link(edited("mine", "title = \"mine\"\n".into()), edited("my-kernel", "void f() {}".into()));
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
    let copy = |name: &str, base: &str, sum| LinkV1 {
        scenario: TextV1::Copy { name: name.to_owned(), base: base.to_owned(), sum, hunks: Vec::new() },
        ..wire("same-page", 0)
    };
    assert!(open(&copy("mine", "same-page", sum_of(base))).is_ok());
    assert_eq!(open(&copy("mine", "same-page", sum_of(base) ^ 1)), changed);
    assert_eq!(open(&copy("mine", "no-page", 0)), Err(PackedError::Unknown("no-page".into())));
    for (name, base_name) in [("<b>", "same-page"), ("mine", "<b>"), ("same-page", "same-page")] {
        assert_eq!(open(&copy(name, base_name, sum_of(base))), Err(PackedError::Malformed));
    }
}

#[test]
fn bytes_that_nobody_writes_are_refused() {
    let good = wire_bytes();
    assert!(unpack(&sealed(&good)).is_ok());
    let refused = |bytes: &[u8]| assert_eq!(unpack(&sealed(bytes)), Err(PackedError::Malformed), "{bytes:?}");
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
    assert_eq!(unpack(&seal_packed(&URL_SAFE_NO_PAD.encode(deflated), SEEN)), Err(PackedError::Malformed));
}

fn wire_bytes() -> Vec<u8> {
    let builtin = |name: &str| TextV1::Builtin(name.to_owned());
    let (scenario, listing) = (builtin("same-page"), builtin("2.6.20"));
    let wire = LinkV1 { scenario, listing, options: Vec::new(), schedule: "-".into(), step: 0 };
    postcard::to_stdvec(&wire).unwrap()
}
