//! The colours of `www/styles/`, checked in both themes: text at 4.5:1 on what it stands on, lines, shapes and the ring
//! of the focus at 3:1. Every colour has a class here, and no sheet uses one for what its class is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const TOKENS: &str = include_str!("../../../www/styles/tokens.css");

/// Light and dark value of `--p-name: light-dark(#rrggbb, #rrggbb)`.
fn token(name: &str) -> [[u8; 3]; 2] {
    let declaration = format!("--p-{name}: light-dark(");
    let (_, rest) = TOKENS.split_once(&declaration).unwrap_or_else(|| panic!("no colour {name}"));
    let (values, _) = rest.split_once(')').unwrap_or_else(|| panic!("{name} does not end"));
    let colours: Vec<[u8; 3]> = values.split(',').map(|value| rgb(value.trim())).collect();
    colours.try_into().unwrap_or_else(|_| panic!("{name} needs a light and a dark value"))
}

fn rgb(text: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
}

/// Relative luminance as in WCAG 2.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// What things stand on.
const SURFACES: [&str; 9] =
    ["bg", "surface", "raised", "changed", "deadlock-bg", "livelock-bg", "hazard-bg", "ok-bg", "unknown-bg"];
/// What is read, and drawn, on any of the first four and on its own pale one.
const TEXTS: [&str; 3] = ["text", "muted", "accent"];
const TONES: [&str; 5] = ["deadlock", "livelock", "hazard", "ok", "unknown"];
/// What is drawn and not read.
const SHAPES: [&str; 10] =
    ["line", "task-0", "task-1", "task-2", "task-3", "task-4", "task-5", "task-6", "task-7", "task-env"];
/// What is read on a colour of its own: text, and that colour.
const PAIRS: [(&str, &str); 2] = [("on-accent", "accent"), ("on-task", "task")];
/// Lines that say nothing: without them nothing is missing.
const DECORATION: [&str; 1] = ["hairline"];

fn ratio(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn check(ratio_min: f64, above: &str, below: &str) {
    for (theme, (a, b)) in ["light", "dark"].iter().zip(token(above).into_iter().zip(token(below))) {
        let ratio = ratio(a, b);
        assert!(ratio >= ratio_min, "{above} on {below}, {theme}: {ratio:.2} is less than {ratio_min}");
    }
}

fn tasks() -> impl Iterator<Item = &'static str> {
    SHAPES.into_iter().filter(|shape| shape.starts_with("task-"))
}

#[test]
fn text_can_be_read_on_what_it_stands_on() {
    for surface in SURFACES {
        check(4.5, "text", surface);
        check(4.5, "muted", surface);
    }
    for surface in &SURFACES[..4] {
        check(4.5, "accent", surface);
    }
    check(4.5, "on-accent", "accent");
    for tone in TONES {
        let behind = format!("{tone}-bg");
        for surface in [behind.as_str(), "bg", "surface", "raised"] {
            check(4.5, tone, surface);
        }
    }
    for task in tasks() {
        check(4.5, "on-task", task);
    }
}

#[test]
fn shapes_lines_and_the_ring_of_the_focus_are_seen() {
    for surface in SURFACES {
        check(3.0, "line", surface);
        // The ring, and what is pressed.
        check(3.0, "accent", surface);
    }
    for task in tasks() {
        for surface in &SURFACES[..4] {
            check(3.0, task, surface);
        }
    }
    for tone in TONES {
        check(3.0, tone, "changed");
    }
}

/// A declaration of a style sheet: where, property, value.
fn declarations() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/styles");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (line, text) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let Some((property, value)) = text.trim().trim_end_matches(" }").split_once(": ") else {
                continue;
            };
            let property = property.rsplit(' ').next().unwrap_or_default();
            if value.ends_with([';', ',']) || value.contains("var(--p-") {
                found.push((format!("{name}:{}", line + 1), property.to_owned(), value.to_owned()));
            }
        }
    }
    found
}

/// The names in `var(--p-NAME)`.
fn used(value: &str) -> impl Iterator<Item = &str> {
    value.split("var(--p-").skip(1).filter_map(|rest| rest.split([')', ',']).next())
}

#[test]
fn every_colour_has_a_class() {
    let classes = [&SURFACES[..], &TEXTS, &TONES, &SHAPES, &DECORATION].concat();
    let mut classes: BTreeSet<&str> = classes.into_iter().collect();
    classes.extend(PAIRS.map(|(text, _)| text));
    let declared = TOKENS.lines().filter(|line| line.contains("light-dark("));
    let declared = declared.filter_map(|line| line.trim().strip_prefix("--p-")?.split(':').next());
    let declared: BTreeSet<&str> = declared.collect();
    assert_eq!(declared, classes);
}

#[test]
fn no_sheet_writes_in_a_colour_that_is_not_checked_for_text() {
    let readable = [&TEXTS[..], &TONES, &["tone", "on-accent", "on-task", "task"]].concat();
    let mut seen = 0;
    for (place, property, value) in declarations() {
        if property == "color" {
            for name in used(&value) {
                assert!(readable.contains(&name), "{place}: text in {name}");
                seen += 1;
            }
        }
        let is_literal = value.contains('#') || value.contains("rgb(");
        let is_allowed = place.starts_with("tokens.css") || value == "rgb(0 0 0 / 50%);";
        assert!(!is_literal || is_allowed, "{place}: {value} is no token");
    }
    assert!(seen > 20, "only {seen} colours of text were found");
}

/// `color-mix(in srgb, var(--p-task) N%, var(--p-surface))`: a task's colour thinned, with text on it.
#[test]
fn text_can_be_read_on_thinned_colours_of_tasks() {
    let mut seen = 0;
    for (place, _, value) in declarations() {
        let Some((_, mix)) = value.split_once("color-mix(in srgb, var(--p-task) ") else { continue };
        let (share, rest) = mix.split_once("%, ").unwrap();
        assert!(rest.starts_with("var(--p-surface))"), "{place}: {value}");
        let share: f64 = share.parse::<f64>().unwrap() / 100.0;
        for task in tasks() {
            for theme in [0, 1] {
                let (thin, surface, text) =
                    (token(task)[theme], token("surface")[theme], token("text")[theme]);
                let part = |i: usize| f64::from(thin[i]) * share + f64::from(surface[i]) * (1.0 - share);
                let linear = |part: f64| {
                    let part = part / 255.0;
                    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
                };
                let behind = 0.2126 * linear(part(0)) + 0.7152 * linear(part(1)) + 0.0722 * linear(part(2));
                let above = luminance(text);
                let ratio = (above.max(behind) + 0.05) / (above.min(behind) + 0.05);
                assert!(ratio >= 4.5, "{place}: text on {task}, theme {theme}: {ratio:.2}");
            }
        }
        seen += 1;
    }
    assert!(seen >= 2, "no thinned colour was found");
}
