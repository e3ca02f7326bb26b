//! Two hundred hostile strings, and a record that has one of them in every place for a name. The end-to-end tests open
//! files of such records in a browser.

use pagelock_worker::exports::Record;

/// Strings that mean something somewhere.
const SEEDS: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "</style><img src=x onerror=alert(1)>",
    "\"><b>",
    "'><b>",
    "\" onload=\"alert(1)",
    "' onclick='alert(1)",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///'>]>",
    "&e;",
    "&lt;",
    "&#60;script&#62;",
    "&amp;amp;",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "end",
    "END",
    "End Note",
    "a end b",
    ";",
    "#",
    "#59;",
    "a;b",
    "%%{init: {}}%%",
    "%% comment",
    "participant x",
    "Note over t0: x",
    "->>",
    "t0->>l0: x",
    "rect rgb(0,0,0)",
    "loop",
    "alt",
    "else",
    "par",
    "\"];x[label=\"",
    "\\\"",
    "\\",
    "\\\\",
    "\\n\\l\\r",
    "\\N\\G\\L",
    "<B>html</B>",
    "}",
    "{",
    "digraph",
    "//",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "a\nb",
    "\t",
    "\0",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200f}",
    "\u{202e}gpj.exe",
    "\u{2066}x\u{2069}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{e0041}",
    "\u{10ffff}",
    "\u{1f4a3}",
    "日本語",
    "ß",
    "İ",
    "ﬁ",
    "e\u{301}",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "true",
    "0",
    "-1",
    "1e999",
    "NaN",
    "",
    " ",
    "  x  ",
    ".",
    "..",
    "../../etc/passwd",
    "~",
    "*",
    "$(id)",
    "`id`",
    "${7*7}",
    "{{7*7}}",
    "%s%n",
    "%00",
    "%3Cscript%3E",
    "+ADw-script+AD4-",
];

/// Two hundred strings that mean something somewhere.
pub(crate) fn strings() -> Vec<String> {
    let mut all: Vec<String> = SEEDS.iter().map(|&seed| seed.to_owned()).collect();
    all.push("x".repeat(5_000));
    all.push("<".repeat(2_000));
    all.push("end;#".repeat(300));
    // Each also behind a letter, so that none is harmless for standing first.
    let more: Vec<String> = all.iter().map(|seed| format!("a{seed}z")).collect();
    all.extend(more);
    all.truncate(200);
    assert_eq!(all.len(), 200);
    all
}

/// A record in which every name is this one.
pub(crate) fn poisoned(record: &Record, name: &str) -> Record {
    let mut record = record.clone();
    let put = |text: &mut String| name.clone_into(text);
    let about = &mut record.about;
    [&mut about.scenario, &mut about.title, &mut about.story, &mut about.kernel].into_iter().for_each(put);
    about.options = vec![(name.to_owned(), name.to_owned())];
    record.locks.iter_mut().for_each(|lock| put(&mut lock.name));
    record.acts.iter_mut().for_each(|act| put(&mut act.words));
    for wait in record.waits.iter_mut().flat_map(|(_, waits)| waits) {
        put(&mut wait.resource);
        put(&mut wait.lock);
    }
    if let Some(end) = &mut record.end {
        put(&mut end.kind);
        put(&mut end.notation);
        end.explanation.iter_mut().for_each(put);
    }
    record.costs.iter_mut().for_each(|(cost, _)| put(cost));
    let trace = &mut record.trace;
    for task in &mut trace.tasks {
        put(&mut task.name);
        put(&mut task.mm);
        task.calls.iter_mut().for_each(put);
    }
    for step in &mut trace.steps {
        put(&mut step.text);
        step.notes.iter_mut().for_each(put);
    }
    for place in &mut trace.course.places {
        put(&mut place.label);
        put(&mut place.primitive);
        place.chain.iter_mut().for_each(put);
    }
    trace.course.holdings.iter_mut().flatten().for_each(|hold| put(&mut hold.what));
    trace.code.files.iter_mut().for_each(|file| put(&mut file.name));
    record
}
