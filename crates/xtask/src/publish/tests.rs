//! Small sites, and what becomes of them. Hashes are those of the `sha256sum` and `openssl dgst` of the same bytes.

use super::{Files, Places, plain_names, publish, relative, resolve};

fn places() -> Places {
    Places { version: "1.2.3".to_owned(), commit: "abc".to_owned(), base: String::new() }
}

fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn published(site: &[(&str, &str)]) -> Vec<(String, String)> {
    let out = publish(&files(site), &places()).unwrap();
    let texts = out.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
    texts.filter(|(name, _)| name != "build.json").collect()
}

/// `printf x | sha256sum`, and `printf x | openssl dgst -sha384 -binary | base64`.
const X: &str = "2d711642b726b044";
const X_INTEGRITY: &str = "sha384-11LCxR+6DimqGQVwqdQlPkQHegWNMpf6OlYw1b0BJiL5fCisrtMTtcg7uZDKp9qF";

#[test]
fn a_file_is_named_after_what_is_in_it_and_found_under_that_name() {
    let site = [("index.html", "<a href=\"./a.wasm\"> a.wasm xa.wasm"), ("a.wasm", "x")];
    let name = format!("assets/a-{X}.wasm");
    let page = format!("<a href=\"./{name}\"> {name} xa.wasm");
    assert_eq!(published(&site), [(name, "x".to_owned()), ("index.html".to_owned(), page)]);
}

#[test]
fn paths_are_seen_from_where_they_stand() {
    let site = [
        ("scenarios/one.html", "../styles/a.css a.css ../index.html ../#1/one"),
        ("styles/a.css", "x"),
        ("index.html", "scenarios/one.html"),
        ("b.js", "import('./styles/a.css') './index.html'"),
    ];
    let out = published(&site);
    let text = |start: &str| &out.iter().find(|(name, _)| name.starts_with(start)).unwrap().1;
    assert_eq!(*text("scenarios"), format!("../assets/a-{X}.css a.css ../index.html ../#1/one"));
    assert_eq!(*text("index"), "scenarios/one.html");
    assert_eq!(*text("assets/b"), format!("import('./a-{X}.css') '../index.html'"));
}

#[test]
fn a_change_far_below_changes_every_name_above() {
    let names = |bottom| {
        let site = [("a.js", "'./b.js'"), ("b.js", "'./c.wasm'"), ("c.wasm", bottom)];
        published(&site).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let (before, after) = (names("x"), names("y"));
    assert_eq!((before.len(), after.len()), (3, 3));
    assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:?} {after:?}");
}

#[test]
fn places_are_filled() {
    let site = [("index.html", "@VERSION@ @COMMIT@ @BASE@. @INTEGRITY a.wasm@;"), ("a.wasm", "x")];
    assert_eq!(published(&site)[1].1, format!("1.2.3 abc . {X_INTEGRITY};"));
    assert!(publish(&files(&[("index.html", "@INTEGRITY no.js@")]), &places()).is_err());
}

#[test]
fn the_service_worker_lists_the_page_and_what_has_a_hash() {
    let site = [("sw.js", "@FILES@"), ("index.html", "x"), ("404.html", "x"), ("a.wasm", "x")];
    let list = &published(&site)[3];
    let entry = |name: &str| format!("  [\n    \"{name}\",\n    \"{X_INTEGRITY}\"\n  ]");
    let entries = [entry("./"), entry(&format!("assets/a-{X}.wasm"))].join(",\n");
    assert_eq!(*list, ("sw.js".to_owned(), format!("[\n{entries}\n]")));
}

#[test]
fn builds_differ_in_name_when_anything_differs() {
    let build = |site: &[(&str, &str)], places: &Places| {
        let out = publish(&files(site), places).unwrap();
        String::from_utf8(out["index.html"].clone()).unwrap()
    };
    let site = [("index.html", "@BUILD@"), ("a.wasm", "x")];
    let first = build(&site, &places());
    assert_eq!((first.len(), &first), (12, &build(&site, &places())));
    assert_ne!(first, build(&[("index.html", "@BUILD@"), ("a.wasm", "y")], &places()));
    assert_ne!(first, build(&site, &Places { commit: "def".to_owned(), ..places() }));
}

#[test]
fn files_that_name_each_other_are_refused() {
    let error = publish(&files(&[("a.js", "./b.js"), ("b.js", "./a.js")]), &places()).unwrap_err();
    assert!(format!("{error:#}").contains("a.js, b.js and a.js name each other"), "{error:#}");
    // A file may speak of itself.
    assert_eq!(published(&[("a.js", "a.js")])[0].1, "a.js");
}

#[test]
fn the_manifest_leads_back_to_plain_names() {
    let out = publish(&files(&[("index.html", ""), ("a.wasm", "x")]), &places()).unwrap();
    let names = plain_names(std::str::from_utf8(&out["build.json"]).unwrap()).unwrap();
    assert_eq!(names[&format!("assets/a-{X}.wasm")], "a.wasm");
    assert_eq!(names["index.html"], "index.html");
    assert!(plain_names("{}").is_err());
}

#[test]
fn paths() {
    assert_eq!(resolve("a/b", "../c.js").as_deref(), Some("a/c.js"));
    assert_eq!(resolve("", "../c.js"), None);
    assert_eq!(resolve("a", "/c.js"), None);
    assert_eq!(relative("assets", "assets/c.js"), "c.js");
    assert_eq!(relative("scenarios", "assets/c.js"), "../assets/c.js");
    assert_eq!(relative("", "assets/c.js"), "assets/c.js");
}
