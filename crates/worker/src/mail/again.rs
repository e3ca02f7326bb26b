//! How to see a run again: the command, and the link.
//!
//! Arrow: `Built` + schedule -> **lines that can be pasted**.

use pagelock_protocol::link::{FullLink, Seen, encode_schedule, verdict_fingerprint};
use pagelock_protocol::message::Source;
use pagelock_protocol::view::SearchedView;

use super::sheet::{Sheet, WIDTH, plain};
use crate::built::Built;
use crate::compiler::Compiler;

/// Lines of a schedule; a longer one is no reading.
const LINES_MAX: usize = 12;

/// Characters of the longest link of an edited text that stands in a mail: a longer line may not be sent.
const LINK_MAX: usize = 998;

/// Writes how to see the run again, with what a search has found, if one has.
pub(crate) fn again(
    compiler: &impl Compiler,
    sheet: &mut Sheet,
    built: &Built,
    schedule: &[u16],
    searched: Option<&SearchedView>,
) {
    let (asked, link) = (&built.asked, link(compiler, built, schedule, searched));
    let is_named = is_named(&asked.scenario, ".toml") && is_named(&asked.listing, ".lst");
    if is_named {
        sheet.line("To see it again:");
        sheet.blank();
        let mut command = vec![format!("pagelock report {}", shell(asked.scenario.name()))];
        command.push(format!("--kernel {}", shell(asked.listing.name())));
        command.extend(
            asked.options.iter().map(|(key, value)| format!("--set {}", shell(&format!("{key}={value}")))),
        );
        write_command(sheet, &command, schedule);
    }
    match link {
        Some(link) => {
            if is_named {
                sheet.blank();
            }
            let or = if is_named { "or" } else { "To see it again, with what was edited," };
            sheet.line(&format!("{or} behind the address of the page:"));
            sheet.blank();
            sheet.link(&link);
        }
        None if is_named => {}
        None => sheet.paragraph(
            0,
            "The scenario or the listing was edited, by more than fits into a link. Send its text along, so that \
             this can be seen again.",
        ),
    }
}

/// The link to the end of the run, unless it is too long for a mail.
fn link(
    compiler: &impl Compiler,
    built: &Built,
    schedule: &[u16],
    searched: Option<&SearchedView>,
) -> Option<String> {
    let found = |searched: &SearchedView| verdict_fingerprint(searched.verdict, &searched.kind);
    let asked = &built.asked;
    let link = FullLink {
        setup: asked.clone(),
        schedule: schedule.to_vec(),
        step: u32::try_from(schedule.len()).unwrap_or(u32::MAX),
        seen: Seen { verdict: searched.map_or(0, found), ..Seen::default() },
    };
    let is_builtin = |source: &Source| matches!(source, Source::Builtin(_));
    let length_max = if is_builtin(&asked.scenario) && is_builtin(&asked.listing) { WIDTH } else { LINK_MAX };
    compiler.link(&link).ok().filter(|link| link.len() <= length_max)
}

/// The words of a command in lines that a shell puts together again.
fn write_command(sheet: &mut Sheet, words: &[String], schedule: &[u16]) {
    let schedule = encode_schedule(schedule);
    let is_short = schedule.len() <= LINES_MAX * (WIDTH - 3);
    let mut lines = vec![String::new()];
    for word in words {
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if lines[last].len() + 1 + word.len() + 2 <= WIDTH {
            lines[last] = format!("{} {word}", lines[last]);
        } else {
            lines[last].push_str(" \\");
            lines.push(format!("  {word}"));
        }
    }
    if is_short {
        let last = lines.len() - 1;
        lines[last].push_str(" \\");
        // Pieces in quotes at the start of lines are one word.
        let room = WIDTH - "  --schedule ".len() - 3;
        let (first, mut rest) = schedule.split_at(schedule.len().min(room));
        lines.push(format!("  --schedule '{first}'"));
        while !rest.is_empty() {
            let last = lines.len() - 1;
            lines[last].push('\\');
            let (piece, more) = rest.split_at(rest.len().min(WIDTH - 3));
            lines.push(format!("'{piece}'"));
            rest = more;
        }
    }
    for line in &lines {
        sheet.line(line);
    }
    if !is_short {
        sheet.blank();
        let words = "The schedule is too long for a mail. Without one, the command searches, and comes to the nearest \
                     deadlock.";
        sheet.paragraph(0, words);
    }
}

/// Whether a command line can name it: built in, or a file.
fn is_named(source: &Source, ending: &str) -> bool {
    match source {
        Source::Builtin(_) => true,
        Source::Text { name, .. } => (name.contains('/') || name.ends_with(ending)) && *name == plain(name),
    }
}

/// A word as a shell reads it.
fn shell(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "._-/=,+:@%".contains(c);
    let word = plain(word);
    if !word.is_empty() && word.chars().all(is_safe) {
        word
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
