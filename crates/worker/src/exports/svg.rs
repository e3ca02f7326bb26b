//! The lanes of a run as a picture of its own: nothing in it is fetched, run or linked, and it fits light and dark.
//!
//! Arrow: `Record` -> `Lane`s -> **SVG**. The geometry of lanes and waits is the page's.

use std::fmt::Write as _;

use pagelock_protocol::lanes::{Lane, Span, lanes, tick_label, ticks_in};
use pagelock_protocol::view::{WaitKindView, WaitView};
use pagelock_protocol::wait_arrows::{WaitArrow, cycle_numbers, label, wait_arrows};

use super::escape::markup;
use super::record::Record;

/// Its style, for the picture and for pages that it stands in.
pub const STYLE: &str = include_str!("lanes.css");

/// Columns that are drawn: those around the state that is looked at.
const COLUMNS_MAX: usize = 1_000;
/// Lanes that are drawn.
const LANES_MAX: usize = 40;
/// Tasks of a group that are alike and still have a lane each.
const ALIKE_MAX: u32 = 4;

const NAMES: usize = 96;
const COLUMN: usize = 30;
const LANE: usize = 36;
const ROW: usize = 14;
const HEAD: usize = 44;
const FOOT: usize = 22;
const TRACK: usize = 12;
const LABELS: usize = 190;
/// Letters of what is waited for that have room.
const LABEL_LETTERS: usize = 28;
/// A title makes no picture wider than this.
const TITLE_WIDTH_MAX: usize = 900;
/// Width of a letter of what is held, about.
const LETTER: usize = 6;
/// Colours of tasks; more tasks begin again.
const COLOURS: usize = 8;

/// Where everything is.
struct Sheet<'r> {
    record: &'r Record,
    lanes: Vec<Lane>,
    /// tasks with a lane, in order
    shown: Vec<usize>,
    /// the top of each lane, and the bottom of the last
    tops: Vec<usize>,
    seen: Span,
}

impl<'r> Sheet<'r> {
    fn new(record: &'r Record) -> Self {
        let trace = &record.trace;
        let lanes = lanes(trace);
        let is_shown = |task: &usize| {
            let index = u32::try_from(*task).unwrap_or(u32::MAX);
            let group = trace.group_of(index).filter(|group| group.len > ALIKE_MAX);
            let is_first = group.is_none_or(|group| index - group.first < ALIKE_MAX);
            // An actor that never does anything is none.
            is_first && (!trace.tasks[*task].environment || !lanes[*task].ticks.is_empty())
        };
        let shown: Vec<usize> = (0..trace.tasks.len()).filter(is_shown).take(LANES_MAX).collect();
        let mut tops = vec![HEAD];
        for &task in &shown {
            tops.push(tops.last().copied().unwrap_or(HEAD) + LANE + lanes[task].rows() * ROW + 6);
        }
        let columns = record.len() + 1;
        let from = record.at.saturating_sub(COLUMNS_MAX / 2).min(columns.saturating_sub(COLUMNS_MAX));
        let seen = Span { from, to: (from + COLUMNS_MAX).min(columns) };
        Self { record, lanes, shown, tops, seen }
    }

    fn x(&self, column: usize) -> usize {
        NAMES + column.saturating_sub(self.seen.from) * COLUMN
    }

    fn bottom(&self) -> usize {
        self.tops.last().copied().unwrap_or(HEAD)
    }

    /// What is left out, in words.
    fn left_out(&self) -> String {
        let (tasks, columns) = (self.record.trace.tasks.len(), self.record.len() + 1);
        let idle = tasks - self.shown.len();
        let mut words = Vec::new();
        if idle > 0 {
            words.push(format!("{idle} more tasks are not drawn."));
        }
        if self.seen.to - self.seen.from < columns {
            words.push(format!("Steps {} to {} of {}.", self.seen.from + 1, self.seen.to, columns - 1));
        }
        words.join(" ")
    }
}

/// The picture as a file.
pub fn svg(record: &Record) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", element(record, Some(STYLE)))
}

/// The picture as an element; without a style where the page around it has that.
pub(crate) fn element(record: &Record, style: Option<&str>) -> String {
    let sheet = Sheet::new(record);
    let waits = record.waits_at(record.at);
    let mut by_task = vec![None; record.trace.tasks.len()];
    for (row, &task) in sheet.shown.iter().enumerate() {
        by_task[task] = Some(row);
    }
    let arrows = wait_arrows(&by_task, waits);
    let tracks = arrows.iter().map(|arrow| arrow.track + 1).max().unwrap_or(0);
    let lanes_end = sheet.x(sheet.seen.to) + 4;
    let waits_width = if arrows.is_empty() { 8 } else { 16 + tracks * TRACK + LABELS };
    let about = &record.about;
    let title = format!("{} under {}: {}", about.scenario, about.kernel, about.title);
    let subtitle = subtitle(record);
    // A short run is as wide as its title, unless that is very long.
    let words = 16 + (9 * title.chars().count()).max(7 * subtitle.chars().count());
    let width = (lanes_end + waits_width).max(words.min(TITLE_WIDTH_MAX));
    let height = sheet.bottom() + FOOT;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lanes\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"lanes-title lanes-desc\">\n"
    );
    let _ = writeln!(out, "<title id=\"lanes-title\">{}</title>", markup(&title));
    let _ = writeln!(out, "<desc id=\"lanes-desc\">{}</desc>", markup(&description(&sheet, waits)));
    if let Some(style) = style {
        let _ = writeln!(out, "<style>{style}</style>");
    }
    out.push_str(
        "<defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
         <path class=\"hatch\" d=\"M-1 8L8 -1M-1 1L1 -1M6 8L8 6\"/></pattern></defs>\n",
    );
    let _ = writeln!(out, "<rect class=\"back\" width=\"{width}\" height=\"{height}\"/>");
    let _ = writeln!(out, "<text class=\"title\" x=\"8\" y=\"18\">{}</text>", cut(&title, (width - 16) / 9));
    let _ =
        writeln!(out, "<text class=\"note\" x=\"8\" y=\"34\">{}</text>", cut(&subtitle, (width - 16) / 7));
    let (now, tall) = (sheet.x(record.at), sheet.bottom() - HEAD);
    let _ = writeln!(
        out,
        "<rect class=\"now\" id=\"now\" x=\"{now}\" y=\"{HEAD}\" width=\"{COLUMN}\" height=\"{tall}\" \
         data-from=\"{}\" data-left=\"{NAMES}\" data-column=\"{COLUMN}\"/>",
        sheet.seen.from
    );
    for row in 0..sheet.shown.len() {
        lane(&sheet, row, lanes_end, &mut out);
    }
    // Edges of the cycle are drawn last, so that nothing lies over them.
    let mut order: Vec<usize> = (0..arrows.len()).collect();
    order.sort_by_key(|&index| waits[arrows[index].wait].in_cycle);
    let numbers = cycle_numbers(waits);
    out.push_str("<g id=\"waits\">\n");
    for index in order {
        let number = numbers[arrows[index].wait];
        wait(&sheet, (&arrows, index), waits, number, (lanes_end, tracks), &mut out);
    }
    out.push_str("</g>\n");
    let note = sheet.left_out();
    let _ = writeln!(out, "<text class=\"note\" x=\"8\" y=\"{}\">{}</text>", height - 7, markup(&note));
    out.push_str("</svg>");
    out
}

/// The start of a text that has room for so many letters.
fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return markup(text);
    }
    let start: String = text.chars().take(letters.saturating_sub(1)).collect();
    markup(&start) + "…"
}

fn subtitle(record: &Record) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "Simulated by Pagelock {version}: step {} of {}; {}.",
        record.at,
        record.len(),
        record.end_words()
    )
}

fn description(sheet: &Sheet<'_>, waits: &[WaitView]) -> String {
    let record = sheet.record;
    let names: Vec<&str> =
        sheet.shown.iter().map(|&task| record.task_name(u32::try_from(task).unwrap_or(u32::MAX))).collect();
    let mut words = format!("A lane for each of {}, time to the right. ", names.join(", "));
    for wait in waits {
        let (tasks, holders) = (record.task_names(&wait.tasks), record.task_names(&wait.holders));
        let holders = if holders.is_empty() { "nobody".to_owned() } else { holders };
        let _ = write!(words, "{tasks} waits for {}, for {holders}. ", wait.resource);
    }
    words + &sheet.left_out()
}

fn colour(sheet: &Sheet<'_>, task: usize) -> String {
    if sheet.record.trace.tasks[task].environment { "env".to_owned() } else { (task % COLOURS).to_string() }
}

fn lane(sheet: &Sheet<'_>, row: usize, end: usize, out: &mut String) {
    let (task, top) = (sheet.shown[row], sheet.tops[row]);
    let (lane, trace, seen) = (&sheet.lanes[task], &sheet.record.trace, sheet.seen);
    let name = markup(sheet.record.task_name(u32::try_from(task).unwrap_or(u32::MAX)));
    let _ = writeln!(out, "<g class=\"lane task-{}\">", colour(sheet, task));
    let middle = top + LANE / 2;
    let _ = writeln!(out, "<path class=\"line\" d=\"M{NAMES} {middle}H{end}\"/>");
    // A name is cut by the box it stands in.
    let _ = writeln!(
        out,
        "<svg x=\"8\" y=\"{}\" width=\"{}\" height=\"24\"><title>{name}</title>\
         <rect class=\"name\" width=\"100%\" height=\"24\" rx=\"6\"/>\
         <text class=\"on\" x=\"6\" y=\"16\">{name}</text></svg>",
        top + 6,
        NAMES - 16
    );
    for span in lane.blocked.iter().filter_map(|span| span.common(seen)) {
        let (x, width) = (sheet.x(span.from), (span.to - span.from) * COLUMN);
        let _ = writeln!(
            out,
            "<rect class=\"blocked\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"24\"><title>blocked</title></rect>",
            top + 6
        );
    }
    for (hold, span) in lane.holds.iter().filter_map(|hold| Some((hold, hold.span.common(seen)?))) {
        let (x, width) = (sheet.x(span.from), (span.to - span.from) * COLUMN);
        let what = markup(&hold.what);
        // Words that have no room are left out: the title has them.
        let words = if width >= 8 + hold.what.chars().count() * LETTER { what.as_str() } else { "" };
        let _ = writeln!(
            out,
            "<svg x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"12\"><title>holds {what}</title>\
             <rect class=\"hold\" width=\"100%\" height=\"12\"/>\
             <text class=\"what\" x=\"4\" y=\"9.5\">{words}</text></svg>",
            top + LANE + hold.row * ROW
        );
    }
    for &step in ticks_in(&lane.ticks, seen) {
        let done = &trace.steps[step];
        let (x, text) = (sheet.x(step), markup(&tick_label(trace.place(done))));
        let _ = writeln!(
            out,
            "<g class=\"tick\"><title>step {}: {}</title>\
             <rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"24\" rx=\"7\"/>\
             <text class=\"on\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{text}</text></g>",
            step + 1,
            markup(&done.text),
            x + 1,
            top + 6,
            COLUMN - 2,
            x + COLUMN / 2,
            top + 22
        );
    }
    out.push_str("</g>\n");
}

/// The line of a wait, with what is waited for beside the lanes of those who wait.
fn wait(
    sheet: &Sheet<'_>,
    (arrows, index): (&[WaitArrow], usize),
    waits: &[WaitView],
    number: Option<usize>,
    (left, tracks): (usize, usize),
    out: &mut String,
) {
    let arrow = &arrows[index];
    let wait = &waits[arrow.wait];
    let kind = match wait.kind {
        WaitKindView::All => "all",
        WaitKindView::Any => "any",
        WaitKindView::Queue => "queue",
    };
    let cycle = if wait.in_cycle { " cycle" } else { "" };
    let middle = |row: usize| sheet.tops[row] + LANE / 2;
    let x = left + TRACK / 2 + 8 + arrow.track * TRACK;
    let (outs, ins): (Vec<usize>, Vec<usize>) = (
        arrow.from.iter().map(|&row| middle(row) - 7).collect(),
        arrow.to.iter().map(|&row| middle(row) + 7).collect(),
    );
    let ends = || outs.iter().chain(&ins).copied();
    let mut path = format!("M{x} {}V{}", ends().min().unwrap_or(0), ends().max().unwrap_or(0));
    for y in &outs {
        let _ = write!(path, "M{left} {y}H{x}");
    }
    for y in &ins {
        let _ = write!(path, "M{x} {y}H{}", left + 7);
    }
    let _ = writeln!(out, "<g class=\"wait {kind}{cycle}\"><path d=\"{path}\"/>");
    for y in &ins {
        let (tip, base) = (left, left + 8);
        let _ = writeln!(out, "<polygon points=\"{tip},{y} {base},{} {base},{}\"/>", y - 4, y + 4);
    }
    let (what, whose) = label(&sheet.record.trace, wait);
    let text = left + 16 + tracks * TRACK;
    for &row in &arrow.from {
        // A row has room for one label, and for more where its task holds much.
        let before = arrows[..index].iter().filter(|other| other.from.contains(&row)).count();
        if before > 0 && LANE + before * 28 > sheet.tops[row + 1] - sheet.tops[row] {
            continue;
        }
        let y = middle(row) + before * 28;
        let prefix = number.map_or_else(String::new, |number| format!("{number}. "));
        let _ = writeln!(
            out,
            "<text class=\"label\" x=\"{text}\" y=\"{}\">{prefix}{}</text>\
             <text class=\"note\" x=\"{text}\" y=\"{}\">{}</text>",
            y - 2,
            cut(&what, LABEL_LETTERS),
            y + 11,
            cut(&whose, LABEL_LETTERS)
        );
    }
    out.push_str("</g>\n");
}
