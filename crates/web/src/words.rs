//! Words for the page: verdicts, counts, names of tasks, the status line. Pure; views in, text out.

use std::fmt::Write as _;

use pagelock_protocol::message::LimitsView;
use pagelock_protocol::view::{
    CoverageView, CutView, EndView, FinalStatesView, PteView, ReportView, ScenarioView, SectorView,
    TaskStatusView, TraceView, VerdictView,
};

use crate::crowd::UNFOLDED_MAX;
use crate::model::Model;
use crate::model::address::LinkNote;
use crate::model::engine::EngineName;
use crate::model::keep::Refusal;
use crate::model::scene::Scene;
use crate::search_words;

/// How something is told without words: an icon with a shape of its own, and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Octagon with a bar.
    Deadlock,
    /// Ring of two arrows.
    Livelock,
    /// Triangle with a mark.
    Hazard,
    /// Circle with a tick.
    Ok,
    /// Square with a question mark.
    Unknown,
}

impl Tone {
    /// The last part of its CSS classes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deadlock => "deadlock",
            Self::Livelock => "livelock",
            Self::Hazard => "hazard",
            Self::Ok => "ok",
            Self::Unknown => "unknown",
        }
    }

    /// The tone of a verdict.
    pub(crate) fn of(verdict: VerdictView) -> Self {
        match verdict {
            VerdictView::Deadlock => Self::Deadlock,
            VerdictView::Livelock => Self::Livelock,
            VerdictView::Hazard => Self::Hazard,
            VerdictView::Ok => Self::Ok,
            VerdictView::Unknown => Self::Unknown,
        }
    }

    /// The tone of the words of an expectation, which open with their verdict. Other words have no tone of
    /// their own.
    pub(crate) fn of_words(words: &str) -> Self {
        let opens = |tone: &Self| words.starts_with(tone.name());
        [Self::Deadlock, Self::Livelock, Self::Hazard, Self::Ok]
            .into_iter()
            .find(opens)
            .unwrap_or(Self::Unknown)
    }
}

/// The words of an expectation for a narrow cell: the verdict, and the rest for the line below.
pub(crate) fn short(words: &str) -> (String, String) {
    let mut parts = words.split('+').map(str::trim);
    let first = parts.next().unwrap_or_default();
    let (verdict, kind) = match first.split_once('(') {
        Some((verdict, kind)) => (verdict.trim_end(), Some(kind.trim_end_matches(')'))),
        None => (first, None),
    };
    let rest: Vec<&str> = kind.into_iter().chain(parts).collect();
    (verdict.to_owned(), rest.join(", "))
}

/// A heading: its first letter large. Ours begin with letters of English.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| std::iter::once(first.to_ascii_uppercase()).chain(chars).collect())
        .unwrap_or_default()
}

/// Why fewer choices are shown than a link asks for; nothing if all of them are.
pub(crate) fn cut_words(trace: &TraceView) -> Option<String> {
    let (shown, asked) = (trace.steps.len(), trace.asked);
    match trace.cut {
        CutView::No => None,
        CutView::Illegal => Some(format!("Only the first {shown} of {asked} choices are legal here.")),
        CutView::TooLong => {
            let why = "a page shows no longer run of so many tasks";
            Some(format!("Only the first {shown} of {asked} choices are shown: {why}."))
        }
    }
}

/// The verdict in the largest text of the page. "No deadlock" is said of exhaustive searches only.
pub(crate) fn headline(report: &ReportView) -> String {
    match (report.verdict, &report.coverage) {
        (VerdictView::Ok, CoverageView::Exhaustive) => "No deadlock".to_owned(),
        (VerdictView::Ok | VerdictView::Unknown, _) => "Undecided".to_owned(),
        (VerdictView::Deadlock | VerdictView::Livelock | VerdictView::Hazard, _) => {
            verdict_word(report.verdict).to_owned()
        }
    }
}

/// The tone that goes with [`headline`].
pub(crate) fn headline_tone(report: &ReportView) -> Tone {
    match (report.verdict, &report.coverage) {
        (VerdictView::Ok, CoverageView::Bounded { .. }) => Tone::Unknown,
        (verdict, _) => Tone::of(verdict),
    }
}

/// A verdict as a word.
pub(crate) fn verdict_word(verdict: VerdictView) -> &'static str {
    match verdict {
        VerdictView::Deadlock => "Deadlock",
        VerdictView::Livelock => "Livelock",
        VerdictView::Hazard => "Hazard",
        VerdictView::Ok => "Ok",
        VerdictView::Unknown => "Undecided",
    }
}

/// A verdict in the words of an expectation, such as `deadlock (self)`.
pub(crate) fn found_words(report: &ReportView) -> String {
    let word = Tone::of(report.verdict).name();
    if report.kind.is_empty() { word.to_owned() } else { format!("{word} ({})", report.kind) }
}

/// How an ended run is called.
pub(crate) fn end_words(end: &EndView) -> String {
    let mut words = verdict_word(end.verdict).to_owned();
    if !end.kind.is_empty() {
        let _ = write!(words, ": {}", end.kind);
    }
    if !end.notation.is_empty() {
        let _ = write!(words, " ({})", search_words::notation(&end.notation));
    }
    words
}

/// A number with its digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// In how many states runs end alike.
pub(crate) fn end_count(end: &FinalStatesView) -> String {
    if end.is_final {
        counted(end.count, "final state", "final states")
    } else {
        counted(end.count, "set of states that no run leaves", "sets of states that no run leaves")
    }
}

/// A phrase as a sentence.
pub(crate) fn sentence(phrase: &str) -> String {
    format!("{}.", capitalised(phrase))
}

/// A scenario's title, in the mail's notation where it has one.
pub(crate) fn scenario_title(scenario: &ScenarioView) -> String {
    match &scenario.mail {
        Some(mail) if !scenario.title.starts_with(mail.as_str()) => format!("{mail}: {}", scenario.title),
        Some(_) | None => scenario.title.clone(),
    }
}

/// A task's name.
pub(crate) fn task_name(trace: &TraceView, task: u32) -> &str {
    trace.tasks.get(task as usize).map_or("?", |info| info.name.as_str())
}

/// A task's name, with its number in its group if that is folded: `W17, task 17 of 512`.
pub(crate) fn member_name(trace: &TraceView, task: u32) -> String {
    let name = task_name(trace, task);
    match trace.group_of(task).filter(|group| group.len > UNFOLDED_MAX) {
        None => name.to_owned(),
        Some(group) => {
            let (number, len) = (u64::from(task - group.first + 1), u64::from(group.len));
            format!("{name}, task {} of {}", grouped(number), grouped(len))
        }
    }
}

/// Names of tasks, at most eight of them.
pub(crate) fn task_names(trace: &TraceView, tasks: &[u32]) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<&str> = tasks.iter().take(SHOWN).map(|&task| task_name(trace, task)).collect();
    let more = tasks.len().saturating_sub(SHOWN).to_string() + " more";
    if tasks.len() > SHOWN {
        names.push(&more);
    }
    match names.split_last() {
        None => "nobody".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The title of the document.
pub(crate) fn document_title(model: &Model) -> String {
    let Some(scene) = &model.scene else {
        return "Pagelock: the deadlocks of the Linux page cache".to_owned();
    };
    let name = scene.wanted.scenario.name();
    let title = model.scenario(name).map_or_else(|| name.to_owned(), scenario_title);
    format!("{title}, {}: Pagelock", scene.wanted.listing.name())
}

/// What is said aloud when a search ends.
pub(crate) fn announcement(report: &ReportView, limits: LimitsView) -> String {
    let mut text = headline(report);
    for part in [&report.kind, &search_words::notation(&report.notation)] {
        if !part.is_empty() {
            let _ = write!(text, ", {part}");
        }
    }
    let _ = write!(text, ". {}", search_words::coverage(report, limits));
    text
}

/// Whether a task can move, as a word.
pub(crate) fn task_status(status: TaskStatusView) -> &'static str {
    match status {
        TaskStatusView::Runnable => "can move",
        TaskStatusView::Blocked => "blocked",
        TaskStatusView::Finished => "finished",
        TaskStatusView::Idle => "idle",
        TaskStatusView::Oopsed => "oopsed",
    }
}

/// Content of a sector, as a word.
pub(crate) fn sector_word(sector: SectorView) -> &'static str {
    match sector {
        SectorView::Old => "old",
        SectorView::New => "new",
        SectorView::Zero => "zero",
        SectorView::Junk => "junk",
        SectorView::Stale => "stale",
        SectorView::Lost => "lost",
    }
}

/// A user page, in words.
pub(crate) fn pte_words(pte: &PteView) -> String {
    let presence = if pte.page.is_some() { "present" } else { "absent" };
    let mlocked = if pte.mlocked { ", mlocked" } else { "" };
    format!("{} maps {}, pte {presence}{mlocked}", pte.name, pte.backing)
}

/// A text as the last part of a test id: lower-case letters and digits, joined by `-`.
pub(crate) fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// What is wrong with the address.
pub(crate) fn link_note_words(note: &LinkNote) -> String {
    match note {
        LinkNote::Damaged { error, .. } => format!("This address cannot be opened: {error}."),
        LinkNote::Packed(error) => format!("This address cannot be opened: {error}."),
        LinkNote::UnknownScenario(name) => format!("This address names a scenario that is not here: {name}."),
        LinkNote::UnknownListing(name) => format!("This address names a listing that is not here: {name}."),
    }
}

/// Why the browser keeps nothing.
pub(crate) fn refusal_words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Forbidden => "This browser lets the page keep nothing.",
        Refusal::Full => "The room that this browser gives to pages of this address is full.",
    }
}

/// The status line: what the last step did, or what the page is waiting for.
pub(crate) fn status(model: &Model) -> String {
    // Runs are shown, and gone through, whatever has become of the searches.
    if model.failure.as_ref().is_some_and(|failure| failure.engine == EngineName::Step) {
        return "The engine has stopped.".to_owned();
    }
    if model.catalog.is_none() {
        return "Starting the engine…".to_owned();
    }
    let Some(scene) = &model.scene else { return String::new() };
    match (&scene.trace, scene.diagnostics.len()) {
        (_, mistakes @ 1..) => counted(mistakes as u64, "mistake found.", "mistakes found."),
        (None, 0) => "Preparing the run…".to_owned(),
        (Some(trace), 0) => run_status(trace, scene),
    }
}

fn run_status(trace: &TraceView, scene: &Scene) -> String {
    let len = trace.steps.len();
    let mut text = match scene.last_step() {
        None if len == 0 => "Initial state. Nobody has moved.".to_owned(),
        None => format!("Initial state, before {}.", counted(len as u64, "step", "steps")),
        Some(step) => {
            let mut text =
                format!("Step {} of {len}: {} {}", scene.cursor, task_name(trace, step.task), step.text);
            for note in &step.notes {
                let _ = write!(text, "; {note}");
            }
            text + "."
        }
    };
    if let Some(end) = scene.state().and_then(|state| state.end.as_ref()) {
        let _ = write!(text, " The run ends here: {}.", end_words(end));
    }
    text
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::LimitView;

    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let shown = [0, 7, 999, 1_000, 66_049, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "7", "999", "1,000", "66,049", "1,234,567"]);
        assert_eq!(counted(1, "state", "states"), "1 state");
        assert_eq!(counted(0, "state", "states"), "0 states");
    }

    #[test]
    fn slugs_have_nothing_a_selector_would_trip_over() {
        assert_eq!(slug("rwsem = reader-preferring, 4 tasks"), "rwsem-reader-preferring-4-tasks");
        assert_eq!(slug("  "), "");
    }

    #[test]
    fn expectations_have_the_tone_of_their_first_word() {
        assert_eq!(Tone::of_words("deadlock (self)"), Tone::Deadlock);
        assert_eq!(Tone::of_words("ok"), Tone::Ok);
        assert_eq!(Tone::of_words("hazard (zeroes)"), Tone::Hazard);
        assert_eq!(Tone::of_words("zeroes"), Tone::Unknown);
    }

    #[test]
    fn a_narrow_cell_has_the_verdict_and_below_it_the_rest() {
        let check = |words, verdict: &str, rest: &str| {
            assert_eq!(short(words), (verdict.to_owned(), rest.to_owned()));
        };
        check("ok", "ok", "");
        check("ok + efault", "ok", "efault");
        check("deadlock (through mmap_sem)", "deadlock", "through mmap_sem");
        check("hazard (zeroes) + efault", "hazard", "zeroes, efault");
        check("not stated", "not stated", "");
    }

    #[test]
    fn no_deadlock_is_said_of_exhaustive_searches_only() {
        let mut report = crate::fixtures::report(VerdictView::Ok);
        assert_eq!(headline(&report), "No deadlock");
        report.coverage = CoverageView::Bounded { limit: LimitView::States, frontier: 1 };
        assert_eq!(headline(&report), "Undecided");
        assert_eq!(headline_tone(&report), Tone::Unknown);
        report.verdict = VerdictView::Deadlock;
        assert_eq!(headline(&report), "Deadlock");
    }
}
