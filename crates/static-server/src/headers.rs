//! The file `_headers`, as Netlify and Cloudflare Pages read it: a line with a path, below it indented lines with
//! headers; `*` in a path stands for anything. Arrow: text -> **rules** -> headers of a path.
//!
//! Where two rules that fit one path set one header, hosts differ. Here that is a mistake, found when it happens.

use axum::http::{HeaderName, HeaderValue};

/// All rules of a file.
pub(crate) struct Rules(Vec<Rule>);

struct Rule {
    path: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Rules {
    /// Reads a file; the error names its line.
    pub(crate) fn parse(text: &str) -> Result<Rules, String> {
        let mut rules: Vec<Rule> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let said = line.trim();
            let wrong = |what: &str| format!("_headers:{}: {what}: `{said}`", number + 1);
            if said.is_empty() || said.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                if !said.starts_with('/') {
                    return Err(wrong("a path starts with `/`"));
                }
                rules.push(Rule { path: said.to_owned(), headers: Vec::new() });
                continue;
            }
            let rule = rules.last_mut().ok_or_else(|| wrong("a header without a path"))?;
            let (name, value) = said.split_once(':').ok_or_else(|| wrong("a header is `name: value`"))?;
            let name = HeaderName::try_from(name.trim()).map_err(|_| wrong("no name of a header"))?;
            let value = HeaderValue::try_from(value.trim()).map_err(|_| wrong("no value of a header"))?;
            rule.headers.push((name, value));
        }
        Ok(Rules(rules))
    }

    /// The headers of a path.
    ///
    /// # Panics
    /// When two rules set one header.
    pub(crate) fn of(&self, path: &str) -> Vec<&(HeaderName, HeaderValue)> {
        let fitting = self.0.iter().filter(|rule| fits(&rule.path, path));
        let headers: Vec<_> = fitting.flat_map(|rule| &rule.headers).collect();
        for (i, (name, _)) in headers.iter().enumerate() {
            let is_twice = headers[..i].iter().any(|(other, _)| other == name);
            assert!(!is_twice, "_headers sets {name} of {path} twice");
        }
        headers
    }
}

/// Whether a path is one that the pattern stands for.
fn fits(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => {
            let Some(path) = path.strip_prefix(start) else { return false };
            (0..=path.len()).any(|at| path.is_char_boundary(at) && fits(rest, &path[at..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# all\n/*\n  X-One: a: b\n\n/\n  # the page\n  X-Two: c\n/a/*.js\n\tX-Two: d\n";

    fn check(text: &str, path: &str, expect: &str) {
        let rules = Rules::parse(text).unwrap();
        let headers = rules.of(path).into_iter();
        let headers: Vec<_> =
            headers.map(|(name, value)| format!("{name}={}", value.to_str().unwrap())).collect();
        assert_eq!(headers.join(" "), expect, "{path}");
    }

    #[test]
    fn a_path_has_the_headers_of_all_rules_that_fit() {
        check(TEXT, "/", "x-one=a: b x-two=c");
        check(TEXT, "/a/b/c.js", "x-one=a: b x-two=d");
        check(TEXT, "/a/b.css", "x-one=a: b");
        check("", "/", "");
    }

    #[test]
    fn mistakes_name_their_line() {
        let mistake = |text| Rules::parse(text).err().unwrap();
        assert_eq!(mistake("/\n  X: y\nx/\n"), "_headers:3: a path starts with `/`: `x/`");
        assert_eq!(mistake("  X: y\n"), "_headers:1: a header without a path: `X: y`");
        assert_eq!(mistake("/\n  nothing\n"), "_headers:2: a header is `name: value`: `nothing`");
    }

    #[test]
    fn a_header_that_is_set_twice_is_a_mistake() {
        let rules = Rules::parse("/*\n  X: y\n/a\n  x: z\n").unwrap();
        assert_eq!(rules.of("/b").len(), 1);
        assert!(std::panic::catch_unwind(|| rules.of("/a").len()).is_err());
    }
}
