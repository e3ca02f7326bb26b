//! Texts of anybody inside the languages of other programs: escaped so that they stay texts.
//!
//! Arrow: names -> **escaped names**. What turns the direction of writing or cannot be seen is shown as `?` wherever a
//! person reads it, so that no name can pretend to be another one.

use std::fmt::Write as _;

/// A text without what steers a terminal or an editor: control characters, marks of direction, and what has no width.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { '?' } else { c }).collect()
}

fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(code, 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
        || matches!(code, 0xfff9..=0xffff | 0xe0000..=0xe0fff)
        || code & 0xfffe == 0xfffe
}

/// A text between tags or inside quotes of HTML and XML.
pub(crate) fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) => out.push('?'),
            c => out.push(c),
        }
    }
    out
}

/// A text as Graphviz reads it, in its quotes.
pub(crate) fn dot(text: &str) -> String {
    let text = visible(text);
    // Graphviz reads entities in labels.
    let text = text.replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

/// A text as Mermaid reads it: what is no letter, digit or plain mark is a number of it; so is a letter of `end`, which
/// is a word of the language wherever it stands.
pub(crate) fn mermaid(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        if c.is_ascii_alphanumeric() || " _.,()[]-?".contains(c) {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    let lower = out.to_ascii_lowercase();
    let starts: Vec<usize> = lower.match_indices("end").map(|(at, _)| at).collect();
    for at in starts.into_iter().rev() {
        let letter = out.as_bytes()[at];
        out.replace_range(at..=at, &format!("#{letter};"));
    }
    out
}

/// JSON inside an element of HTML: nothing in it can end the element. Only strings have these characters.
pub(crate) fn json_in_markup(json: &str) -> String {
    json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

/// A text as a part of a file's name: small letters, digits, dots and dashes.
pub(crate) fn file_name(text: &str) -> String {
    let stem = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.strip_suffix(".toml").or_else(|| stem.strip_suffix(".lst")).unwrap_or(stem);
    let allowed = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    let name: String = stem.chars().take(48).map(allowed).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_nothing_to_the_tools() {
        assert_eq!(dot("a\"];b\\\n&amp;"), r#""a\"];b\\?&amp;amp;""#);
        assert_eq!(mermaid("a;b#c:d\n"), "a#59;b#35;c#58;d?");
        assert_eq!(mermaid("the End; send"), "the #69;nd#59; s#101;nd");
        assert_eq!(mermaid("[2] locks a.0"), "[2] locks a.0");
        assert_eq!(markup("<b a='\"'>&\u{202e}"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;?");
        assert_eq!(json_in_markup(r#""</script>&""#), r#""\u003c/script\u003e\u0026""#);
        assert_eq!(visible("a\u{200b}\u{1b}\u{feff}b\u{fffe}ü"), "a??".to_owned() + "?b?ü");
    }

    #[test]
    fn names_of_files_lead_nowhere_else() {
        assert_eq!(file_name("same-page"), "same-page");
        assert_eq!(file_name("../../etc/Pass wd.toml"), "pass-wd");
        assert_eq!(file_name("..\\..\\x\0.lst"), "x");
        assert_eq!([file_name("..."), file_name(""), file_name("日")], ["unnamed", "unnamed", "unnamed"]);
    }
}
