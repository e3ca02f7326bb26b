//! `diff`: what a listing changes, in the form of a patch.

use expect_test::expect;

use crate::pagelock;

#[test]
fn a_listing_is_printed_as_a_patch_of_its_base() {
    let ran = pagelock(&["diff", "pin-source-atomic"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    expect![[r#"
        --- pin-source
        +++ pin-source-atomic
        @@ -93,7 +3,7 @@ copy_pinned
         void copy_pinned(page page, int offset, page src_page, int src_offset, int bytes) {
        -        kmap(src_page);
        -        kmap(page);
        +        kmap_atomic(src_page, KM_USER0);
        +        kmap_atomic(page, KM_USER1);
                 memcpy_page(page, offset, src_page, src_offset, bytes);
        -        kunmap(page);
        -        kunmap(src_page);
        +        kunmap_atomic(page, KM_USER1);
        +        kunmap_atomic(src_page, KM_USER0);
         }
    "#]]
    .assert_eq(&ran.stdout);
}

#[test]
fn a_listing_on_its_own_says_so_and_an_unknown_one_is_refused() {
    let ran = pagelock(&["diff", "2.6.20"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (0, "2.6.20 stands on its own: it changes no other listing.\n")
    );
    let ran = pagelock(&["diff", "2.6.2"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("there is no listing `2.6.2`"), "{}", ran.stderr);
}
