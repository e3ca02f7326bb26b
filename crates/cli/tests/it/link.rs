//! `link`: what it writes it reads, and nothing that does not open.

use expect_test::expect;

use crate::{pagelock, shows};

/// A file with this text; its name has to be one of a kind.
fn file(name: &str, text: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn printed(args: &[&str]) -> String {
    let ran = pagelock(&[&["link"], args].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
    ran.stdout.trim_end().to_owned()
}

#[test]
fn a_link_is_written_in_canonical_form() {
    shows(
        &["link", "same-page"],
        0,
        &expect![[r#"
            #1/same-page/2.6.20/-/-@0~t54z00ewmvf
        "#]],
    );
    let args = ["link", "kmap-pool", "--kernel", "pin-source", "--set", "tasks=4", "--schedule", "0.0.1"];
    shows(
        &[&args[..], &["--step", "2", "--base", "https://pagelock.example/"]].concat(),
        0,
        &expect![[r#"
            https://pagelock.example/#1/kmap-pool/pin-source/tasks=4/a2b@2~3yxb00drwt3
        "#]],
    );
}

#[test]
fn a_link_is_read_with_or_without_its_address() {
    let link = "https://pagelock.example/#1/kmap-pool/pin-source/tasks=4/a2b@2~3yxb00drwt3";
    shows(
        &["link", "--read", link],
        0,
        &expect![[r#"
            scenario  kmap-pool
            kernel    pin-source
            options   tasks=4
            schedule  a2b
            step      2 of 3
            stamp     not checked: `--verify` searches
            run it    pagelock run kmap-pool --kernel pin-source --set tasks=4 --schedule 'a2b'
        "#]],
    );
    let (_, fragment) = link.split_once('#').unwrap();
    assert_eq!(pagelock(&["link", "--read", link]).stdout, pagelock(&["link", "--read", fragment]).stdout);
}

/// What `link` says of something that makes no link, or is none.
fn check(args: &[&str], expected: &expect_test::Expect) {
    let ran = pagelock(&[&["link"], args].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
    expected.assert_eq(&ran.stderr);
}

#[test]
fn what_would_not_open_is_not_written() {
    check(
        &["mine.toml"],
        &expect![[r#"
        error: cannot read `mine.toml`: No such file or directory (os error 2)
    "#]],
    );
    check(
        &["same-page", "--step", "1"],
        &expect![[r#"
        error: there is no step 1: the schedule has 0
    "#]],
    );
    check(
        &["same-page", "--schedule", "0*2.7"],
        &expect![[r#"
        error: step 3 of the schedule, choice 7, is not possible
         |
         = help: the choices there are 0: T down_read(T)
    "#]],
    );
    check(
        &[],
        &expect![[r#"
        error: the following required arguments were not provided:
          <SCENARIO>

        Usage: pagelock link <SCENARIO>

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn what_nobody_has_written_is_refused() {
    // All but the first have the check that `docs/link-format.md` gives them, worked out from there, so that each is
    // refused for what it says.
    check(
        &["--read", "#1/same-page/2.6.20/-/0.0@1"],
        &expect![[r#"
            error: the link is damaged: a character of it was lost or changed on its way
        "#]],
    );
    check(
        &["--read", "#1/same-page/2.6.20/-/0.0@1~00000071hk9"],
        &expect![[r#"
            error: the link is damaged: a part is missing or has characters no link has
        "#]],
    );
    check(
        &["--read", "#1/same-page/2.6.20/-/aa@1~000000dsazx"],
        &expect![[r#"
            error: the link is damaged: a part is missing or has characters no link has
        "#]],
    );
    check(
        &["--read", "#1/same-page/2.6.20/-/a2@3~000000agpse"],
        &expect![[r#"
            error: the link is damaged: its step lies behind the end of its schedule
        "#]],
    );
    check(
        &["--read", "#2/same-page/2.6.20/-/-@0~0000009ssrm"],
        &expect![[r#"
        error: the link is of a version this page does not know
    "#]],
    );
    check(
        &["--read", "#1/same-pages/2.6.20/-/-@0~000000cj9p9"],
        &expect![[r#"
            error[PL0302]: there is no scenario `same-pages`
             |
             = help: did you mean `same-page`?
        "#]],
    );
}

#[test]
fn an_edited_file_goes_into_the_link_and_comes_out_again() {
    let text = printed(&["--read", &printed(&["same-page"]), "--text", "scenario"]) + "\n";
    assert!(text.contains("title = "), "{text}");
    let edited = text.replacen("title = \"", "title = \"With a remark: ", 1);
    let path = file("same-page.toml", &edited);
    let link = printed(&[&path, "--kernel", "pin-source", "--base", "https://pagelock.example/"]);
    assert!(link.starts_with("https://pagelock.example/#1z/") && link.len() < 250, "{link}");
    assert!(!link.contains("links"), "no folder of this machine is in a link");
    assert_eq!(pagelock(&["link", "--read", &link, "--text", "scenario"]).stdout, edited);
    let told = printed(&["--read", &link]);
    assert!(told.contains("scenario  same-page, edited\nkernel    pin-source\n"), "{told}");
    // A copy is the built-in scenario.
    let copy = pagelock(&["link", "--read", &printed(&["abba-two-files"]), "--text", "scenario"]).stdout;
    let path = file("abba-two-files.toml", &copy);
    assert_eq!(printed(&[&path]), printed(&["abba-two-files"]));
}

#[test]
fn a_copy_under_another_name_makes_a_short_link() {
    let listing = pagelock(&["link", "--read", &printed(&["same-page"]), "--text", "kernel"]).stdout;
    let edited = listing.replacen('\n', "\n# my own attempt\n", 1);
    let path = file("my-fix.lst", &edited);
    let link = printed(&["same-page", "--kernel", &path]);
    // The words that were added, and what every link has: far from the 2,350 of the whole listing.
    assert!(link.len() < 250, "{} characters: {link}", link.len());
    assert_eq!(pagelock(&["link", "--read", &link, "--text", "kernel"]).stdout, edited);
    assert!(printed(&["--read", &link]).contains("kernel    my-fix, edited\n"));
}

#[test]
fn a_link_with_a_verdict_is_verified_and_one_with_another_differs() {
    // The mail's self-deadlock: 2.6.20 has it.
    let link = printed(&["same-page", "--verify"]);
    let ran = pagelock(&["link", "--read", &link, "--verify"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("found     deadlock (self)\nstamp     verified\n"), "{}", ran.stdout);
    // The same words, said of the patch that mends it.
    let other = pagelock_protocol::link::Link::decode(&link).unwrap();
    let other = pagelock_protocol::link::Link { listing: "pin-source".into(), ..other };
    let ran = pagelock(&["link", "--read", &other.encode(), "--verify"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let stamp = "differs: the listing's text, or a rule of the machine, is another one; a search finds another \
                 verdict\n";
    assert!(ran.stdout.contains(stamp), "{}", ran.stdout);
    // One state is not enough to know.
    let limited = ["link", "--read", &link, "--verify", "--states-max", "1"];
    assert_eq!(pagelock(&limited).code, 3);
}

#[test]
fn a_run_that_is_legal_in_part_is_said_to_be() {
    let link = pagelock_protocol::link::Link {
        scenario: "same-page".into(),
        listing: "2.6.20".into(),
        schedule: vec![0, 0, 7],
        step: 3,
        ..Default::default()
    };
    let ran = pagelock(&["link", "--read", &link.encode()]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("differs: its run can be made up to step 2 only"), "{}", ran.stdout);
}
