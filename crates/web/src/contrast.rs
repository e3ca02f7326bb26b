//! The colours of `www/styles/tokens.css`, checked: text at 4.5:1 on what it stands on, lines and shapes at
//! 3:1.

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

fn check(ratio_min: f64, above: &str, below: &str) {
    for (theme, (a, b)) in ["light", "dark"].iter().zip(token(above).into_iter().zip(token(below))) {
        let (a, b) = (luminance(a), luminance(b));
        let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
        assert!(ratio >= ratio_min, "{above} on {below}, {theme}: {ratio:.2} is less than {ratio_min}");
    }
}

#[test]
fn text_can_be_read_on_what_it_stands_on() {
    for surface in ["bg", "surface", "raised", "changed"] {
        for text in ["text", "muted", "accent"] {
            check(4.5, text, surface);
        }
    }
    check(4.5, "on-accent", "accent");
    for tone in ["deadlock", "livelock", "hazard", "ok", "unknown"] {
        let behind = format!("{tone}-bg");
        for surface in [behind.as_str(), "surface", "raised"] {
            check(4.5, tone, surface);
        }
        check(4.5, "text", &behind);
        check(4.5, "muted", &behind);
    }
}

#[test]
fn names_can_be_read_on_the_colours_of_tasks_and_the_colours_seen() {
    for task in ["0", "1", "2", "3", "4", "5", "6", "7", "env"] {
        let task = format!("task-{task}");
        check(4.5, "on-task", &task);
        check(3.0, &task, "surface");
        check(3.0, &task, "changed");
    }
}

#[test]
fn borders_of_controls_are_seen() {
    for surface in ["bg", "surface", "raised"] {
        check(3.0, "line", surface);
        check(3.0, "accent", surface);
    }
}
