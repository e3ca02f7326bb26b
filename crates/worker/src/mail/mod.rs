//! A run as plain text, ready to be put into a mail: what it came to, who took which lock when, what each task holds
//! and where it stands, what lockdep would have said, and how to see it again. The shape is lockdep's; the words are
//! not.
//!
//! Arrow: `Trace` + what a search found -> **[`MailView`]**. The page and the command line show the same text. Names
//! are a user's, so all of them go through `sheet`.

mod again;
mod columns;
pub(crate) mod sheet;

use pagelock_engine::event::Lock;
use pagelock_engine::id::TaskId;
use pagelock_engine::{BlockedOn, DeadlockKind, End, Machine, Standing, Taken, Trace, View};
use pagelock_protocol::message;
use pagelock_protocol::view::{
    AnswerView, CoverageView, EndView, LockdepView, MailView, SearchedView, VerdictView,
};

use self::again::again;
use self::columns::{Column, columns};
use self::sheet::{Sheet, WIDTH, plain};
use crate::built::Built;
use crate::compiler::Compiler;
use crate::evidence::wait_sentence;
use crate::lockdep_words::lockdep_view;
use crate::lower::place_view;
use crate::window::last_end;

/// Tasks that stand alike and are still told one by one.
const ALIKE_MAX: usize = 4;

/// Tasks, or groups of them, that are told; of the rest there is the number.
const TOLD_MAX: usize = 12;

/// The end of a run as plain text.
pub fn mail_view(
    compiler: &impl Compiler,
    built: &Built,
    trace: &Trace,
    searched: Option<&SearchedView>,
) -> MailView {
    let machine = &built.machine;
    let view = machine.view(trace.last());
    let end = last_end(machine, trace);
    let is_partial =
        end.is_none() && searched.is_some_and(|searched| is_its_run(searched, trace, VerdictView::Deadlock));
    let is_stuck = is_partial || matches!(view.end(), Some(End::Deadlock(_)));
    let lockdep = is_stuck.then(|| lockdep_view(machine, view));
    let mut sheet = Sheet::default();
    head(&mut sheet, end.as_ref(), is_partial);
    facts(&mut sheet, built, trace, searched);
    sheet.rule('-');
    let standings = trace.standings(machine);
    if standings.is_empty() {
        let sentences = end.map(|end| end.explanation).unwrap_or_default();
        for sentence in &sentences {
            sheet.paragraph(0, &format!("{sentence}."));
        }
        if sentences.is_empty() {
            sheet.line("Nobody waits where the run stands.");
        }
    } else {
        stuck(&mut sheet, machine, view, &standings, is_stuck);
    }
    if let Some(lockdep) = &lockdep {
        sheet.blank();
        write_lockdep(&mut sheet, lockdep);
    }
    sheet.blank();
    again(compiler, &mut sheet, built, &trace.schedule(), searched);
    MailView { lockdep, text: sheet.finish() }
}

/// Whether a run is the one to the verdict of a search, and that is this.
fn is_its_run(searched: &SearchedView, trace: &Trace, verdict: VerdictView) -> bool {
    searched.verdict == verdict && searched.steps as usize == trace.steps().len()
}

fn head(sheet: &mut Sheet, end: Option<&EndView>, is_partial: bool) {
    sheet.line(&format!(
        "# Simulated by Pagelock {}. This is not output of a Linux kernel.",
        env!("CARGO_PKG_VERSION")
    ));
    sheet.rule('=');
    let title = match end {
        None if is_partial => format!("DEADLOCK: partial: {}", DeadlockKind::Partial.explanation()),
        None => "the run has not ended".to_owned(),
        Some(end) => {
            let parts = [verdict_word(end.verdict), &end.kind, &end.notation];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
        }
    };
    sheet.hanging("[ ", &format!("{title} ]"));
    sheet.rule('=');
}

fn verdict_word(verdict: VerdictView) -> &'static str {
    match verdict {
        VerdictView::Deadlock => "DEADLOCK",
        VerdictView::Livelock => "livelock",
        VerdictView::Hazard => "hazard",
        VerdictView::Ok => "everybody has finished",
        VerdictView::Unknown => "undecided",
    }
}

fn facts(sheet: &mut Sheet, built: &Built, trace: &Trace, searched: Option<&SearchedView>) {
    let asked = &built.asked;
    let edited = |source: &message::Source| match source {
        message::Source::Builtin(_) => "",
        message::Source::Text { .. } => " (a text of its own, not one that is built in)",
    };
    let name = format!("{}{}: {}", built.name, edited(&asked.scenario), built.title);
    sheet.hanging("scenario  ", &name);
    sheet.hanging("kernel    ", &format!("{}{}", asked.listing.name(), edited(&asked.listing)));
    let options: Vec<String> = asked.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    sheet.hanging(
        "options   ",
        &if options.is_empty() { "as the scenario has them".to_owned() } else { options.join(" ") },
    );
    let steps = trace.steps().len();
    let is_nearest = |searched: &SearchedView| {
        searched.verdict != VerdictView::Unknown && is_its_run(searched, trace, searched.verdict)
    };
    let which = if searched.is_some_and(is_nearest) { ", the fewest that lead to the verdict" } else { "" };
    sheet.hanging("run       ", &format!("{steps} steps{which}"));
    sheet.hanging("searched  ", &searched.map_or_else(|| "this run only".to_owned(), coverage_words));
}

fn coverage_words(searched: &SearchedView) -> String {
    match (&searched.coverage, searched.verdict) {
        (CoverageView::Exhaustive, VerdictView::Ok) => {
            format!("every interleaving, {} states: no deadlock, livelock or hazard", searched.states)
        }
        (CoverageView::Exhaustive, _) => {
            format!(
                "every interleaving, {} states: {} is the worst there is",
                searched.states,
                worst(searched)
            )
        }
        (CoverageView::Bounded { .. }, VerdictView::Ok | VerdictView::Unknown) => {
            format!("{} states and no further: nothing found in these", searched.states)
        }
        (CoverageView::Bounded { .. }, _) => {
            format!("{} states and no further: {} is the worst of these", searched.states, worst(searched))
        }
    }
}

fn worst(searched: &SearchedView) -> &'static str {
    match searched.verdict {
        VerdictView::Deadlock => "a deadlock",
        VerdictView::Livelock => "a livelock",
        VerdictView::Hazard => "a hazard",
        VerdictView::Ok | VerdictView::Unknown => "nothing",
    }
}

/// Tasks that wait, those that stand alike together.
fn stuck(sheet: &mut Sheet, machine: &Machine, view: View<'_>, standings: &[Standing], is_stuck: bool) {
    let groups = groups(machine, standings);
    let told = &groups[..groups.len().min(TOLD_MAX)];
    let all: Vec<Column> = told.iter().map(|group| column(machine, view, group)).collect();
    columns(sheet, &all);
    let more: usize = groups[told.len()..].iter().map(Vec::len).sum();
    if more > 0 {
        sheet.blank();
        sheet.line(&format!("{more} more tasks wait, which are not shown."));
    }
    if is_stuck {
        sheet.blank();
        let words = "*** DEADLOCK ***";
        sheet.line(&format!("{:>1$}", words, usize::midpoint(WIDTH, words.len())));
    }
    for group in told {
        sheet.blank();
        section(sheet, machine, view, group);
    }
}

/// Tasks that hold and wait alike, by the places where they took what they hold and where they stand.
fn groups<'a>(machine: &Machine, standings: &'a [Standing]) -> Vec<Vec<&'a Standing>> {
    let key = |standing: &Standing| {
        let task = standing.wait.task;
        let places: Vec<_> = standing.held.iter().map(|taken| taken.pc).collect();
        (std::ptr::from_ref(machine.program(task)), places, standing.wait.kind)
    };
    let mut groups: Vec<Vec<&Standing>> = Vec::new();
    for standing in standings {
        match groups.iter_mut().find(|group| key(group[0]) == key(standing)) {
            Some(group) => group.push(standing),
            None => groups.push(vec![standing]),
        }
    }
    let unfold = |group: Vec<&'a Standing>| {
        if group.len() > ALIKE_MAX { vec![group] } else { group.into_iter().map(|one| vec![one]).collect() }
    };
    groups.into_iter().flat_map(unfold).collect()
}

fn column(machine: &Machine, view: View<'_>, group: &[&Standing]) -> Column {
    let standing = group[0];
    let task = standing.wait.task;
    let take = |taken: &Taken| {
        let label = bracketed(&machine.program(task).place(taken.pc).label);
        (taken.step, format!("{label}{};", lock_call(view, taken.lock)))
    };
    let label = bracketed(&machine.program(task).place(view.pc(task)).label);
    Column {
        head: match group.len() {
            1 => machine.task_name(task).to_owned(),
            n => format!("{} (x {n})", machine.task_name(task)),
        },
        takes: standing.held.iter().map(take).collect(),
        wait: format!("{label}{};", wait_call(view, standing.wait.on)),
    }
}

fn bracketed(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!("[{label}] ") }
}

fn lock_call(view: View<'_>, lock: Lock) -> String {
    let name = view.resource_name(lock.into());
    let name = name.strip_prefix("the lock of ").or_else(|| name.strip_prefix("the ")).unwrap_or(&name);
    let name = name.replacen(" of ", " ", 1);
    match lock {
        Lock::IMutex(_) | Lock::Glock(_) => format!("lock({name})"),
        Lock::Page(_) => format!("lock(page {name})"),
        Lock::MmapSemRead(_) => format!("rlock({name})"),
        Lock::MmapSemWrite(_) => format!("wlock({name})"),
        Lock::Pkmap(page) => format!("kmap({})", view.page_name(page)),
    }
}

fn wait_call(view: View<'_>, on: BlockedOn) -> String {
    lock_call(
        view,
        match on {
            BlockedOn::IMutex(file) => Lock::IMutex(file),
            BlockedOn::Glock(file) => Lock::Glock(file),
            BlockedOn::PageLock(page) => Lock::Page(page),
            BlockedOn::MmapSemRead(mm) => Lock::MmapSemRead(mm),
            BlockedOn::MmapSemWrite(mm) => Lock::MmapSemWrite(mm),
            BlockedOn::PkmapSlot(page) => Lock::Pkmap(page),
        },
    )
}

/// What a task holds, what it waits for, and its call chain.
fn section(sheet: &mut Sheet, machine: &Machine, view: View<'_>, group: &[&Standing]) {
    let standing = group[0];
    let task = standing.wait.task;
    let name = machine.task_name(task);
    let held = match standing.held.len() {
        0 => "nothing".to_owned(),
        1 => "1 lock".to_owned(),
        n => format!("{n} locks"),
    };
    sheet.paragraph(
        0,
        &match group.len() - 1 {
            0 => format!("{name} holds {held}."),
            others => format!("{name} holds {held}; so do {others} more, which stand like it."),
        },
    );
    sheet.paragraph(0, &wait_sentence(machine, view, &standing.wait));
    for (nr, taken) in standing.held.iter().enumerate() {
        let place = machine.program(task).place(taken.pc);
        let at = place.chain.last().map(String::as_str).unwrap_or_default();
        let what = view.lock_name(taken.lock);
        let text = format!("{what}, at step {} of the run: {}{at}", taken.step, bracketed(&place.label));
        sheet.hanging(&format!(" #{nr}: "), text.trim_end());
    }
    chain(sheet, machine, view, task);
}

/// Functions innermost first, the primitive before them.
fn chain(sheet: &mut Sheet, machine: &Machine, view: View<'_>, task: TaskId) {
    let place = place_view(machine, task, view.pc(task));
    sheet.line(" stack:");
    let label = bracketed(&plain(&place.label));
    sheet.line(&format!("  {label:<5}{}", place.primitive));
    for function in place.chain.iter().rev() {
        sheet.line(&format!("  {:<5}{function}", ""));
    }
}

fn write_lockdep(sheet: &mut Sheet, lockdep: &LockdepView) {
    let answer = match lockdep.answer {
        AnswerView::Yes => "Yes.",
        AnswerView::No => "No.",
    };
    sheet.line(&format!("Would lockdep have said so? {answer}"));
    lockdep.reasons.iter().for_each(|reason| sheet.paragraph(2, reason));
}
