//! `link`: what it writes it reads, and nothing that does not open.

use expect_test::expect;

use crate::{pagelock, shows};

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
            run it    pagelock run kmap-pool --kernel pin-source --set tasks=4 --schedule 'a2b'
        "#]],
    );
    let (_, fragment) = link.split_once('#').unwrap();
    assert_eq!(pagelock(&["link", "--read", link]).stdout, pagelock(&["link", "--read", fragment]).stdout);
}

#[test]
fn what_would_not_open_is_refused() {
    let check = |args: &[&str], expected: expect_test::Expect| {
        let ran = pagelock(&[&["link"], args].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        expected.assert_eq(&ran.stderr);
    };
    check(
        &["mine.toml"],
        expect![[r#"
        error: `mine.toml` is a file, and a link can only name what is built in
         |
         = help: `pagelock list` lists the scenarios and kernels
    "#]],
    );
    check(
        &["same-page", "--step", "1"],
        expect![[r#"
        error: there is no step 1: the schedule has 0
    "#]],
    );
    check(
        &["same-page", "--schedule", "0*2.7"],
        expect![[r#"
        error: step 3 of the schedule, choice 7, is not possible
         |
         = help: the choices there are 0: T down_read(T)
    "#]],
    );
    check(
        &["--read", "#1/same-page/2.6.20/-/0.0@1"],
        expect![[r#"
            error: the link is damaged: a character of it was lost or changed on its way
        "#]],
    );
    check(
        &["--read", "#2/same-page/2.6.20/-/-@0"],
        expect![[r#"
        error: the link is of a version this page does not know
    "#]],
    );
    check(
        &["--read", "#1/same-pages/2.6.20/-/-@0"],
        expect![[r#"
            error: the link is damaged: a character of it was lost or changed on its way
        "#]],
    );
    check(
        &["--read", "#1/same-page/2.6.20/-/0*2.7@1"],
        expect![[r#"
            error: the link is damaged: a character of it was lost or changed on its way
        "#]],
    );
    check(
        &[],
        expect![[r#"
        error: the following required arguments were not provided:
          <SCENARIO>

        Usage: pagelock link <SCENARIO>

        For more information, try '--help'.
    "#]],
    );
}
