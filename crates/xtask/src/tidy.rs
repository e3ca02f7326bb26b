//! `cargo xtask tidy`: the rules of the house that a program can check. Judging is pure: files and package
//! descriptions in, complaints out.
#![expect(clippy::print_stdout, reason = "says that all is well")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 120;

/// Folders that hold nothing of ours.
const SKIPPED_FOLDERS: [&str; 5] = [".git", "target", "dist", "node_modules", "pkg"];
/// Written by cargo.
const SKIPPED_FILES: [&str; 1] = ["Cargo.lock"];
/// Ways to turn text into markup. Split, so that this file passes its own check; clippy.toml must name them.
const MARKUP_FROM_TEXT: [&str; 3] =
    [concat!("set_inner", "_html"), concat!("from_html", "_unchecked"), concat!("inner", "HTML")];
/// The page's content policy blocks inline styles.
const INLINE_STYLE: &str = concat!(" sty", "le=");
/// Where files lie on somebody's machine.
const MACHINE_FOLDERS: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tm", "p/"),
    concat!("/ho", "me/"),
    concat!("/Use", "rs/"),
];
/// The page, and the only members of the workspace it may be built from.
const PAGE: &str = "pagelock-web";
const PAGE_BUILT_FROM: [&str; 2] = ["pagelock-lists", "pagelock-protocol"];

/// A text file of the tree: its path from the root, with `/`, and its text.
struct SourceFile {
    path: String,
    text: String,
}

/// Prints every breach of the rules; fails when there is one.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut files = Vec::new();
    read_tree(&workspace.root, "", &mut files)?;
    let mut complaints: Vec<String> = files.iter().flat_map(judge).collect();
    complaints.extend(judge_layers(&workspace.packages));
    if complaints.is_empty() {
        println!("{} files are tidy", files.len());
        return Ok(());
    }
    bail!("{} breaches of the house rules:\n  {}", complaints.len(), complaints.join("\n  "))
}

fn read_tree(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut names = entries.map(|entry| Ok(entry?.file_name())).collect::<Result<Vec<_>>>()?;
    names.sort();
    for name in names {
        let file = folder.join(&name);
        let name = name.to_string_lossy();
        let path = format!("{prefix}{name}");
        if file.is_dir() {
            if !SKIPPED_FOLDERS.contains(&&*name) {
                read_tree(&file, &format!("{path}/"), files)?;
            }
        } else if !SKIPPED_FILES.contains(&&*name)
            // A file that is not text has no rules.
            && let Ok(text) = String::from_utf8(fs::read(&file).with_context(|| path.clone())?)
        {
            files.push(SourceFile { path, text });
        }
    }
    Ok(())
}

/// The breaches of the rules in one file.
fn judge(file: &SourceFile) -> Vec<String> {
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    let mut complaints = Vec::new();
    if extension == "rs" {
        judge_shape(file, &mut complaints);
    }
    for (index, line) in file.text.lines().enumerate() {
        let mut complain = |what: String| complaints.push(format!("{}:{}: {what}", file.path, index + 1));
        if extension == "rs" && line.chars().count() > COLUMNS_MAX {
            complain(format!("more than {COLUMNS_MAX} columns"));
        }
        if matches!(extension, "rs" | "js" | "html") {
            for word in MARKUP_FROM_TEXT.iter().filter(|word| line.contains(**word)) {
                complain(format!("`{word}` makes markup of text"));
            }
        }
        if matches!(extension, "rs" | "html") && format!(" {}", line.trim_start()).contains(INLINE_STYLE) {
            complain("an inline style, which the content policy blocks".to_owned());
        }
        for folder in MACHINE_FOLDERS.iter().filter(|folder| has_root_path(line, folder)) {
            complain(format!("`{folder}` is a folder of somebody's machine"));
        }
    }
    complaints
}

/// What a Rust file is judged by as a whole.
fn judge_shape(file: &SourceFile, complaints: &mut Vec<String>) {
    let lines: Vec<&str> = file.text.lines().collect();
    if !file.text.starts_with("//!") {
        complaints.push(format!("{}: does not open with `//!`", file.path));
    }
    if lines.len() > FILE_LINES_MAX {
        complaints.push(format!("{}: {} lines, more than {FILE_LINES_MAX}", file.path, lines.len()));
    }
    for start in 0..lines.len() {
        let length = function_length(&lines[start..]);
        if length > FUNCTION_LINES_MAX {
            let place = format!("{}:{}", file.path, start + 1);
            complaints.push(format!("{place}: a function of {length} lines, more than {FUNCTION_LINES_MAX}"));
        }
    }
}

/// The number of lines of the function that starts on the first line; 0 when none does. It relies on rustfmt: the
/// closing brace stands alone, as deep as the `fn`.
fn function_length(lines: &[&str]) -> usize {
    let first = lines[0];
    let code = first.trim_start();
    let indent = &first[..first.len() - code.len()];
    let is_qualifier = |word: &str| {
        matches!(word, "const" | "async" | "unsafe" | "extern" | "\"C\"") || word.starts_with("pub")
    };
    if code.split(' ').find(|word| !is_qualifier(word)) != Some("fn") || first.ends_with(['}', ';']) {
        return 0;
    }
    for (index, line) in lines.iter().enumerate().skip(1) {
        let Some(rest) = line.strip_prefix(indent) else { continue };
        if rest == "}" {
            return index + 1;
        }
        // A declaration in a trait whose signature takes several lines.
        if rest.starts_with(')') && rest.ends_with(';') {
            return 0;
        }
    }
    0
}

/// Whether an absolute path below `folder` stands in the line: an address or a longer path does not count.
fn has_root_path(line: &str, folder: &str) -> bool {
    let is_inside_path =
        |before: char| before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}' | '*');
    line.match_indices(folder).any(|(at, _)| !line[..at].chars().next_back().is_some_and(is_inside_path))
}

/// The page must not reach the engine, not even by way of another crate.
fn judge_layers(packages: &[Value]) -> Vec<String> {
    let mut reached: BTreeSet<&str> = BTreeSet::from([PAGE]);
    let mut open = vec![PAGE];
    while let Some(name) = open.pop() {
        for package in packages.iter().filter(|package| package["name"] == name) {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            let built_from = dependencies.filter(|entry| entry["path"].is_string() && entry["kind"] != "dev");
            open.extend(
                built_from.filter_map(|entry| entry["name"].as_str()).filter(|name| reached.insert(name)),
            );
        }
    }
    let allowed = |name: &&str| *name == PAGE || PAGE_BUILT_FROM.contains(name);
    reached.iter().filter(|name| !allowed(name)).map(|name| format!("{PAGE} is built from {name}")).collect()
}

#[cfg(test)]
mod tests;
