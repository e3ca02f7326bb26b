//! Hostile names in every place that a file has for a name: what is read back must be a text where a text was put.
//!
//! The language takes few of these as names, so they are put into the records that files are written from.

use pagelock_protocol::view::WaitKindView;
use pagelock_worker::exports::{
    Record, SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH, dot, html, json, mermaid, perfetto, svg,
};
use scraper::{Html, Selector};
use serde_json::Value;

use crate::Found;
use crate::poison::{poisoned, strings};

/// What a text becomes where people read it: what cannot be seen is a question mark, and lines are one.
fn seen(name: &str) -> String {
    name.replace(['\r', '\n'], "?")
}

pub(crate) fn records() -> Vec<(String, Record)> {
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let record = found.record(found.len());
    strings().into_iter().map(|name| (name.clone(), poisoned(&record, &name))).collect()
}

/// Tags of a page, in order, and how often each attribute is there.
fn shape(page: &Html) -> Vec<String> {
    let all = Selector::parse("*").expect("it is a selector");
    let element = |element: scraper::ElementRef<'_>| {
        let mut names: Vec<&str> = element.value().attrs().map(|(name, _)| name).collect();
        names.sort_unstable();
        format!("{} {}", element.value().name(), names.join(","))
    };
    page.select(&all).map(element).collect()
}

#[test]
fn a_page_has_the_same_elements_whatever_the_names_are() {
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let page = |record: &Record| Html::parse_document(&html(record, "report"));
    // A name without a blank in it makes one paragraph of the story, one of two does not.
    let expected = shape(&page(&poisoned(&found.record(found.len()), "plain")));
    let title = Selector::parse("h1").expect("it is a selector");
    for (name, record) in records() {
        let page = page(&record);
        let mut shape = shape(&page);
        if name.trim().is_empty() {
            // No story, no paragraph for it.
            let at = expected.iter().zip(&shape).take_while(|(a, b)| a == b).count();
            shape.insert(at, "p ".to_owned());
        }
        assert_eq!(shape, expected, "{name:?}");
        let heading: String = page.select(&title).flat_map(|heading| heading.text()).collect();
        assert_eq!(
            heading.chars().count(),
            seen(&name).chars().count(),
            "{name:?} is shown whole: {heading:?}"
        );
        let data = Selector::parse("script#run").expect("it is a selector");
        let data: String = page.select(&data).flat_map(|script| script.text()).collect();
        let data: Value = serde_json::from_str(&data).expect("the data of the page are JSON");
        assert_eq!(data["scenario"]["title"], Value::from(name.as_str()));
    }
}

#[test]
fn a_picture_is_the_same_elements_whatever_the_names_are() {
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let names = |text: &str| -> Vec<String> {
        let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let elements = document.descendants().filter(roxmltree::Node::is_element);
        elements
            .map(|node| {
                let tag = node.tag_name().name();
                assert!(!["script", "foreignObject", "a", "image", "use", "iframe"].contains(&tag), "{tag}");
                for attribute in node.attributes() {
                    assert!(
                        !attribute.name().starts_with("on") && attribute.name() != "href",
                        "{attribute:?}"
                    );
                    assert!(!attribute.value().contains("url(") || attribute.value().starts_with("url(#"));
                }
                format!("{tag} {}", node.attributes().count())
            })
            .collect()
    };
    let expected = names(&svg(&poisoned(&found.record(found.len()), "plain")));
    for (name, record) in records() {
        assert_eq!(names(&svg(&record)), expected, "{name:?}");
    }
}

#[test]
fn json_gives_every_name_back_as_it_was() {
    for (name, record) in records() {
        let trace: Value = serde_json::from_str(&json(&record)).expect("it is JSON");
        for place in ["/scenario/name", "/tasks/0/name", "/locks/0/name", "/steps/0/text", "/options/0/key"] {
            assert_eq!(trace.pointer(place), Some(&Value::from(name.as_str())), "{place}");
        }
        let trace: Value = serde_json::from_str(&perfetto(&record)).expect("it is JSON");
        let events = trace["traceEvents"].as_array().expect("events");
        let is_task = |event: &&Value| event["name"] == "thread_name" && event["pid"] == 1;
        assert!(
            events.iter().filter(is_task).all(|event| event["args"]["name"] == name.as_str()),
            "{name:?}"
        );
    }
}

/// Lines of a sequence diagram are of a few kinds, and names stand only at their ends.
#[test]
fn a_diagram_has_the_same_lines_whatever_the_names_are() {
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let starts = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| {
                let line = line.trim_start();
                let cut =
                    [": ", " as ", "title "].iter().filter_map(|cut| Some(line.find(cut)? + cut.len())).min();
                line[..cut.unwrap_or(line.len())].to_owned()
            })
            .collect()
    };
    let expected = starts(&mermaid(&poisoned(&found.record(found.len()), "plain")));
    for (name, record) in records() {
        let text = mermaid(&record);
        assert!(text.chars().count() < 50_000, "{}", text.len());
        let is_harmless = |c: char| c.is_ascii_alphanumeric() || " _.,()[]-?#;:>\n".contains(c);
        assert!(text.chars().all(is_harmless), "{name:?}: {text}");
        if name.len() < 1_000 {
            assert_eq!(starts(&text), expected, "{name:?}");
        }
    }
}

/// Quotes are whole on every line, and nothing stands outside of them but what we wrote.
#[test]
fn a_graph_has_the_same_words_outside_of_quotes_whatever_the_names_are() {
    let found = Found::new("write-vs-mlock", "2.6.20", &[]);
    let outside = |text: &str| -> String {
        let (mut out, mut is_in, mut is_escaped) = (String::new(), false, false);
        for c in text.chars() {
            match (is_in, is_escaped, c) {
                (true, true, _) => is_escaped = false,
                (true, false, '\\') => is_escaped = true,
                (_, _, '"') => is_in = !is_in,
                (true, false, _) => assert!(!c.is_control(), "{c:?}"),
                (false, ..) => out.push(c),
            }
        }
        assert!(!is_in, "{text}");
        out
    };
    let expected = outside(&dot(&poisoned(&found.record(found.len()), "plain")));
    for (name, record) in records() {
        assert_eq!(outside(&dot(&record)), expected, "{name:?}");
    }
}

#[test]
fn the_policy_of_a_page_names_the_sums_of_its_script_and_style() {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};
    let sum = |text: &str| {
        let sum = Sha256::digest(text.as_bytes());
        format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(sum))
    };
    assert_eq!(STYLE_HASH, sum(STYLE));
    assert_eq!(SCRIPT_HASH, sum(SCRIPT));
    let found = Found::new("same-page", "2.6.20", &[]);
    assert!(found.record(0).waits_at(0).iter().all(|wait| wait.kind != WaitKindView::Any));
    let page = html(&found.record(0), "");
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (2, 1));
    for part in ["http:", "https:", "src=", "@import", concat!("inner", "HTML"), "style="] {
        // The name of the language of pictures is no address that anybody asks.
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(part), "{part}");
    }
}
