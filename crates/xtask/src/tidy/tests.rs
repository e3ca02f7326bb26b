//! Each rule of tidy, kept and broken. What is refused is put together here, so that this file keeps the rules.

use serde_json::{Value, json};

use super::{SourceFile, judge, judge_layers};

fn complaints(path: &str, text: &str) -> Vec<String> {
    judge(&SourceFile { path: path.to_owned(), text: text.to_owned() })
}

fn function_of(lines: usize) -> String {
    format!(
        "    pub(crate) async fn f(\n        x: u8,\n    ) {{\n{}    }}\n",
        "        g();\n".repeat(lines - 4)
    )
}

#[test]
fn a_plain_file_is_fine() {
    assert_eq!(complaints("a.rs", "//! A file.\n\nfn f() {\n    g();\n}\n"), [""; 0]);
}

#[test]
fn a_file_says_what_it_is() {
    assert_eq!(complaints("a.rs", "fn f() {}\n"), ["a.rs: does not open with `//!`"]);
    assert_eq!(complaints("a.css", "p {}\n"), [""; 0]);
}

#[test]
fn files_are_short() {
    let lines = |count: usize| "//! A line.\n".repeat(count);
    assert_eq!(complaints("a.rs", &lines(400)), [""; 0]);
    assert_eq!(complaints("a.rs", &lines(401)), ["a.rs: 401 lines, more than 400"]);
}

#[test]
fn functions_are_short() {
    let file = |lines| format!("//! A file.\nimpl A {{\n{}}}\n", function_of(lines));
    assert_eq!(complaints("a.rs", &file(70)), [""; 0]);
    assert_eq!(complaints("a.rs", &file(71)), ["a.rs:3: a function of 71 lines, more than 70"]);
}

#[test]
fn declarations_are_no_functions() {
    let declaration = "    fn f(\n        x: u8,\n    ) -> u8;\n    fn g();\n";
    let text = format!("//! A file.\ntrait A {{\n{declaration}{}}}\n", function_of(70));
    assert_eq!(complaints("a.rs", &text), [""; 0]);
}

#[test]
fn lines_are_short() {
    let file = |columns: usize| format!("//! A file.\n//{}\n", "ä".repeat(columns - 2));
    assert_eq!(complaints("a.rs", &file(120)), [""; 0]);
    assert_eq!(complaints("a.rs", &file(121)), ["a.rs:2: more than 120 columns"]);
    assert_eq!(complaints("a.md", &file(121)), [""; 0]);
}

#[test]
fn markup_is_not_made_of_text() {
    let call = format!("//! A file.\nfn f() {{ element.{}(text) }}\n", concat!("set_inner", "_html"));
    assert_eq!(complaints("a.rs", &call).len(), 1);
    assert_eq!(complaints("a.js", concat!("element.inner", "HTML = text;")).len(), 1);
    assert_eq!(complaints("clippy.toml", &call), [""; 0]);
}

#[test]
fn styles_are_not_inline() {
    let attribute = concat!("<p sty", "le=\"color: red\">");
    assert_eq!(complaints("index.html", attribute).len(), 1);
    assert_eq!(complaints("a.rs", &format!("//! A file.\nconst P: &str = r#\"{attribute}\"#;\n")).len(), 1);
    let on_its_own_line = concat!("//! A file.\nhtml! { <p\nsty", "le={x} /> }\n");
    assert_eq!(complaints("a.rs", on_its_own_line).len(), 1);
    assert_eq!(complaints("a.rs", "//! A file.\nlet style = <p font-style=\"x\">;\n"), [""; 0]);
}

#[test]
fn paths_of_a_machine_are_refused() {
    let folder = concat!("/ro", "ot/");
    assert_eq!(complaints("a.md", &format!("see {folder}x")).len(), 1);
    assert_eq!(complaints("a.sh", &format!("{folder}x")).len(), 1);
    assert_eq!(complaints("a.md", &format!("https://host.example{folder}x")), [""; 0]);
    assert_eq!(complaints("a.sh", &format!("${{here}}{folder}x")), [""; 0]);
}

fn package(name: &str, dependencies: &Value) -> Value {
    json!({ "name": name, "dependencies": dependencies })
}

#[test]
fn the_page_is_built_from_the_protocol_only() {
    let protocol = json!({ "name": "pagelock-protocol", "path": "p", "kind": null });
    let engine = json!({ "name": "pagelock-engine", "path": "e", "kind": null });
    let engine_in_tests = json!({ "name": "pagelock-engine", "path": "e", "kind": "dev" });
    let yew = json!({ "name": "yew", "kind": null });

    let page = package("pagelock-web", &json!([protocol, yew, engine_in_tests]));
    assert_eq!(judge_layers(&[page.clone(), package("pagelock-protocol", &json!([yew]))]), [""; 0]);
    let by_protocol = [page, package("pagelock-protocol", &json!([engine]))];
    assert_eq!(judge_layers(&by_protocol), ["pagelock-web is built from pagelock-engine"]);
    let direct = [package("pagelock-web", &json!([engine]))];
    assert_eq!(judge_layers(&direct), ["pagelock-web is built from pagelock-engine"]);
}
