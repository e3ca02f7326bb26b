//! The tests of the language crate, one binary: goldens of what people read, and laws on arbitrary text.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod dump;
#[cfg(test)]
mod goals;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod listing_bad;
#[cfg(test)]
mod listing_c_habits;
#[cfg(test)]
mod listing_good;
#[cfg(test)]
mod meaning;
#[cfg(test)]
mod pattern;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod quantities;
#[cfg(test)]
mod rendering;
#[cfg(test)]
mod scenario_bad;
#[cfg(test)]
mod scenario_good;
#[cfg(test)]
mod scenario_meaning;
#[cfg(test)]
mod spans;
#[cfg(test)]
mod sweep;

use expect_test::Expect;
use pagelock_lang::{Diagnostic, parse_listing, parse_scenario, place};

/// All problems of a listing.
fn check_listing(text: &str, expected: &Expect) {
    let (_, diagnostics) = parse_listing("test.lst", text);
    expected.assert_eq(&listed(&diagnostics, text));
}

/// All problems of the statements of one function. They begin on line 2.
fn check_body(body: &str, expected: &Expect) {
    check_listing(&format!("int f(page page, file file) {{\n{body}\n}}\n"), expected);
}

/// All problems of a scenario.
fn check_scenario(text: &str, expected: &Expect) {
    let (_, diagnostics) = parse_scenario("test.toml", text);
    expected.assert_eq(&listed(&diagnostics, text));
}

/// The keys that every scenario has.
const HEAD: &str = "title = 't'\ngroup = 'g'\nstory = 's'\n";

/// All problems of a scenario with these tables. They begin on line 4.
fn check_tables(tables: &str, expected: &Expect) {
    check_scenario(&format!("{HEAD}{tables}"), expected);
}

/// Each problem with its place and the text there: `2:6 PL0201 «;» expected an expression, found ...`.
fn listed(diagnostics: &[Diagnostic], text: &str) -> String {
    let one = |diagnostic: &Diagnostic| {
        let at = diagnostic.span.map_or(String::new(), |span| {
            let at = place(text, span.start);
            format!("{}:{} ", at.line, at.column)
        });
        let marked = diagnostic.span.map_or(String::new(), |span| {
            let mut marked = text[span.range(text)].replace('\n', "\\n");
            if let Some((cut, _)) = marked.char_indices().nth(30) {
                marked.replace_range(cut.., "...");
            }
            format!("\u{ab}{marked}\u{bb} ")
        });
        let hint = diagnostic.hint.as_ref().map_or(String::new(), |hint| format!("  = {hint}\n"));
        format!("{at}{} {marked}{}\n{hint}", diagnostic.code.number(), diagnostic.message)
    };
    diagnostics.iter().map(one).collect::<Vec<_>>().concat()
}
