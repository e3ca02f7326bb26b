//! The documents under test: every fenced listing and scenario of the format's description does what the text says,
//! and its tables are those of the code. A table that is out of date is printed as it should be, to be pasted.
//!
//! What a block may say about itself, after its fence:
//! - `lst`: it compiles; `lst SCENARIO: SUMMARY`: a search of that scenario under it says so;
//! - `toml`: it compiles under every listing it expects something of, and a search finds what is expected;
//! - `lst,bad CODE`, `toml,bad CODE`: it has problems, all of this code.

#![cfg(test)]

use std::fmt::Write as _;

use pagelock_engine::prim::{SPECS, Spec, Type};
use pagelock_engine::{Limits, Search};
use pagelock_lang::{
    Code, Diagnostic, RawExpect, Source, build, builtin, check, limits, link, parse_scenario, render,
};

const FORMAT: &str = include_str!("../../../scenarios/README.md");
const README: &str = include_str!("../../../README.md");

/// A fenced block of a document.
struct Block {
    /// What follows the fence.
    info: &'static str,
    /// Line of the fence.
    line: usize,
    text: String,
}

impl Block {
    /// What stands behind this word on the fence; `None` if another word opens it.
    fn after(&self, word: &str) -> Option<&'static str> {
        let (first, rest) = self.info.split_once(' ').unwrap_or((self.info, ""));
        (first == word).then_some(rest)
    }
}

/// The blocks of a document whose fence opens with this word.
fn blocks(word: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (index, line) in FORMAT.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(info) => {
                is_open = true;
                blocks.push(Block { info, line: index + 1, text: String::new() });
            }
            None if is_open => {
                let block = blocks.last_mut().expect("a block is open");
                block.text.extend([line, "\n"]);
            }
            None => {}
        }
    }
    assert!(!is_open, "a block is never closed");
    blocks.retain(|block| block.after(word).is_some());
    assert!(!blocks.is_empty(), "there is no block `{word}`");
    blocks
}

/// What a search of this scenario under this listing finds.
fn summary(scenario: Source<'_>, listing: Source<'_>, set: &[(String, String)]) -> Result<String, String> {
    let setup = build(scenario, listing, set).map_err(|problems| shown(&problems, ""))?;
    Ok(Search::new(&setup.machine, Limits::default()).finish().summary())
}

fn shown(problems: &[Diagnostic], text: &str) -> String {
    problems.iter().map(|problem| render(problem, text)).collect()
}

fn codes(problems: &[Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code.number()).collect();
    codes.dedup();
    codes
}

#[test]
fn listings_compile_and_find_what_they_say() {
    for block in blocks("lst") {
        let listing = || link("my", &block.text, &builtin::Builtin).and_then(check);
        if let Err(problems) = listing() {
            panic!("line {}:\n{}", block.line, shown(&problems, &block.text));
        }
        if let Some((scenario, expected)) = block.info.trim_start_matches("lst ").split_once(": ") {
            let found = summary(Source::Builtin(scenario), Source::Text("my", &block.text), &[]);
            assert_eq!(found.as_deref(), Ok(expected), "line {}", block.line);
        }
    }
}

#[test]
fn bad_listings_have_the_problem_they_show() {
    for block in blocks("lst,bad") {
        // With a reclaim, so that the environment's functions are compiled too.
        let listing = Source::Text("my", &block.text);
        let problems = build(Source::Builtin("same-page"), listing, &[]).err().unwrap_or_default();
        assert_eq!(codes(&problems), [block.after("lst,bad").unwrap_or("")], "line {}", block.line);
    }
}

#[test]
fn scenarios_compile_and_find_what_they_expect() {
    for block in blocks("toml") {
        let (raw, problems) = parse_scenario("my", &block.text);
        let Some(raw) = raw.filter(|_| problems.is_empty()) else {
            panic!("line {}:\n{}", block.line, shown(&problems, &block.text));
        };
        assert!(!raw.expect.is_empty(), "line {}: it expects nothing", block.line);
        check_expectations(&block, &[], &raw.expect);
        for variant in &raw.variants {
            check_expectations(&block, &variant.settings(), &variant.expect);
        }
    }
}

/// Searches the scenario of a block under every listing that it expects something of.
fn check_expectations(block: &Block, set: &[(String, String)], expect: &[RawExpect]) {
    for RawExpect { listing, verdict } in expect {
        let found = summary(Source::Text("my", &block.text), Source::Builtin(&listing.value), set);
        assert_eq!(found.as_ref(), Ok(&verdict.value), "line {}, {}", block.line, listing.value);
    }
}

#[test]
fn bad_scenarios_have_the_problem_they_show() {
    for block in blocks("toml,bad") {
        let scenario = Source::Text("my", &block.text);
        let problems = build(scenario, Source::Builtin("2.6.20"), &[]).err().unwrap_or_default();
        assert_eq!(codes(&problems), [block.after("toml,bad").unwrap_or("")], "line {}", block.line);
    }
}

/// The rows of the tables of a document under this heading, up to the next heading of any level.
fn rows<'a>(document: &'a str, heading: &str) -> Vec<&'a str> {
    let mut lines = document.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "there is no heading `{heading}`");
    let section = lines.take_while(|line| !line.starts_with('#'));
    section.filter(|line| line.starts_with('|') && !line.starts_with("|---")).collect()
}

/// The first cell of each row, without its backticks.
fn first_cells<'a>(rows: &[&'a str]) -> Vec<&'a str> {
    rows.iter().map(|row| row.split('|').nth(1).unwrap_or("").trim().trim_matches('`')).collect()
}

/// Compares a table row by row with what it should be; the first row is its head.
fn check_table(document: &str, heading: &str, expected: &[String]) {
    let found = rows(document, heading);
    let found = &found[..found.len().min(expected.len())];
    assert!(found == expected, "the table of `{heading}` should be:\n{}", expected.join("\n"));
}

fn type_word(ty: Type) -> &'static str {
    match ty {
        Type::Void => "void",
        Type::Int => "int",
        Type::Page => "page",
        Type::File => "file",
        Type::Mm => "mm",
        Type::Addr => "addr",
    }
}

fn primitive_row(spec: &Spec) -> String {
    let params: Vec<&str> = spec.params.iter().map(|&ty| type_word(ty)).collect();
    let sleeps = if spec.sleeps { "yes" } else { "" };
    let mut row = format!("| `{} {}({})` ", type_word(spec.result), spec.name, params.join(", "));
    // Writing to a string cannot fail.
    let _ = write!(row, "| {sleeps} | `{}` | {} |", spec.source, spec.explanation);
    row
}

#[test]
fn the_table_of_primitives_is_the_instruction_set() {
    let head = "| primitive | may sleep | stands for | what it does |".to_owned();
    let expected: Vec<String> = [head].into_iter().chain(SPECS.iter().map(primitive_row)).collect();
    check_table(FORMAT, "## Primitives", &expected);
    // The table behind it is another one: of system calls.
    let system_calls = &rows(FORMAT, "## Primitives")[expected.len()..];
    assert!(system_calls[0].starts_with("| call |"), "{} is not a primitive", system_calls[0]);
}

#[test]
fn the_table_of_diagnostics_has_every_code() {
    let row = |code: &Code| format!("| `{}` | {} |", code.number(), code.meaning());
    let head = "| code | meaning |".to_owned();
    let expected: Vec<String> = [head].into_iter().chain(Code::ALL.iter().map(row)).collect();
    check_table(FORMAT, "## Diagnostics", &expected);
    assert_eq!(rows(FORMAT, "## Diagnostics").len(), expected.len());
}

#[test]
fn the_table_of_limits_is_the_code_s() {
    let row = |name: &str, value: usize, of: &str| format!("| `{name}` | {value} | {of} |");
    let expected = [
        "| limit | value | of what |".to_owned(),
        row("TEXT_MAX", limits::TEXT_MAX, "bytes of a listing or a scenario"),
        row("NAME_MAX", limits::NAME_MAX, "characters of a name"),
        row("LABEL_MAX", limits::LABEL_MAX, "characters of a step label"),
        row("DIAGNOSTICS_MAX", limits::DIAGNOSTICS_MAX, "problems reported about one text"),
        row("INCLUDES_MAX", limits::INCLUDES_MAX, "`include` lines of a text, and files included in all"),
        row("FUNCTIONS_MAX", limits::FUNCTIONS_MAX, "functions of a listing with everything it includes"),
        row("PARAMS_MAX", limits::PARAMS_MAX, "parameters of a function"),
        row("LOCALS_MAX", limits::LOCALS_MAX, "variables of a function"),
        row("NESTING_MAX", limits::NESTING_MAX, "blocks, parentheses and calls inside one another"),
        row("TERMS_MAX", limits::TERMS_MAX, "operands and operators of a statement"),
        row("INSTRUCTIONS_MAX", limits::INSTRUCTIONS_MAX, "instructions of a task, all calls inlined"),
        row(
            "REGISTERS_MAX",
            pagelock_engine::limits::REGISTERS_MAX,
            "variables of a task, all calls inlined",
        ),
        row("TASKS_MAX", limits::TASKS_MAX.into(), "tasks"),
        row("TASK_GROUPS_MAX", limits::TASK_GROUPS_MAX, "`[[task]]` tables"),
        row("FILES_MAX", limits::FILES_MAX, "`[[file]]` tables"),
        row("PAGES_PER_FILE_MAX", limits::PAGES_PER_FILE_MAX.into(), "pages of a file or of a mapping"),
        row("MMS_MAX", limits::MMS_MAX, "`[[mm]]` tables"),
        row("MAPS_MAX", limits::MAPS_MAX, "mappings of an address space"),
        row("CALLS_MAX", limits::CALLS_MAX, "calls of a task"),
        row("BUDGET_MAX", limits::BUDGET_MAX.into(), "times an environment function may happen"),
        row("START_STEPS_MAX", limits::START_STEPS_MAX, "steps that are made before a game begins"),
        row("PKMAP_SLOTS_MAX", limits::PKMAP_SLOTS_MAX.into(), "slots of the kmap pool"),
        row("PATTERN_TASKS_MAX", limits::PATTERN_TASKS_MAX, "tasks of a pattern that is searched for"),
        row("PATTERN_HOLDS_MAX", limits::PATTERN_HOLDS_MAX, "things that one task of a pattern holds"),
    ];
    check_table(FORMAT, "## Limits", &expected);
    assert_eq!(rows(FORMAT, "## Limits").len(), expected.len());
}

#[test]
fn every_built_in_text_is_described_in_one_line() {
    let names = |texts: &[builtin::Text]| texts.iter().map(|text| text.name).collect::<Vec<_>>();
    assert_eq!(first_cells(&rows(FORMAT, "### Scenarios"))[1..], names(builtin::SCENARIOS));
    assert_eq!(first_cells(&rows(FORMAT, "### Workloads"))[1..], names(builtin::WORKLOADS));
    assert_eq!(first_cells(&rows(FORMAT, "### Levels"))[1..], names(builtin::LEVELS));
    let listings: Vec<&str> = names(builtin::LISTINGS)
        .into_iter()
        .chain(["included file"])
        .chain(names(builtin::INCLUDES))
        .collect();
    assert_eq!(first_cells(&rows(FORMAT, "### Listings"))[1..], listings);
}

/// The columns of the table in the README; `pagelock matrix` has all of them.
const SHOWN: [&str; 7] =
    ["2.6.20", "2.6.23", "pin-source", "pin-source-atomic", "temp-page", "write-begin", "6.15"];

#[test]
fn the_verdicts_of_the_readme_are_those_the_scenarios_expect() {
    let names: Vec<String> = SHOWN.iter().map(|name| format!(" `{name}` ")).collect();
    let mut expected = vec![format!("| scenario |{}|", names.join("|"))];
    for text in builtin::SCENARIOS {
        let raw = parse_scenario(text.name, text.text()).0.expect("built-in scenarios can be read");
        expected.push(verdict_row(&format!("`{}`", text.name), &raw.expect));
        let variants = raw.variants.iter();
        let variants =
            variants.map(|variant| verdict_row(&format!("- with {}", variant.label.value), &variant.expect));
        expected.extend(variants);
    }
    check_table(README, "## What it finds", &expected);
    assert_eq!(rows(README, "## What it finds").len(), expected.len());
}

fn verdict_row(label: &str, expect: &[RawExpect]) -> String {
    let verdict = |name: &&str| {
        let found = expect.iter().find(|expect| expect.listing.value == *name);
        found.map_or("", |expect| expect.verdict.value.as_str())
    };
    let cells = SHOWN.iter().map(|name| format!(" {} |", verdict(name)));
    format!("| {label} |{}", cells.collect::<String>())
}
