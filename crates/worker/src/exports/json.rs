//! The master trace: everything that is known of a run, for scripts. `docs/trace.schema.json` says what it looks like.
//!
//! Arrow: `Record` -> **JSON**. Its fields are named here, not by the views, so that a change of a view changes no
//! file; a change here is a new [`VERSION`].

use pagelock_protocol::view::{CoverageView, StandView, TaskInfoView, WaitView};
use serde::Serialize;

use super::record::{Cover, Origin, Record};
use super::words;

/// Version of the format. A field may be added within one.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    generator: Generator,
    simulated: bool,
    scenario: Scenario<'a>,
    kernel: Kernel<'a>,
    options: Vec<Setting<'a>>,
    searched: Option<Searched>,
    schedule: &'a [u16],
    cursor: usize,
    tasks: Vec<Task<'a>>,
    locks: Vec<Lock<'a>>,
    places: Vec<Place<'a>>,
    steps: Vec<Step<'a>>,
    stands: Vec<Vec<Stand<'a>>>,
    waits_cover: &'static str,
    waits: Vec<Waits<'a>>,
    kmap_slots: Slots,
    end: Option<End<'a>>,
    costs: Vec<Cost<'a>>,
}

#[derive(Serialize)]
struct Generator {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    title: &'a str,
    story: &'a str,
    origin: &'static str,
}

#[derive(Serialize)]
struct Kernel<'a> {
    name: &'a str,
    origin: &'static str,
}

#[derive(Serialize)]
struct Setting<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Searched {
    verdict: &'static str,
    is_exhaustive: bool,
    states: u64,
    steps: u32,
}

#[derive(Serialize)]
struct Task<'a> {
    name: &'a str,
    mm: &'a str,
    calls: &'a [String],
    is_environment: bool,
}

#[derive(Serialize)]
struct Lock<'a> {
    name: &'a str,
    class: &'static str,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    label: &'a str,
    functions: &'a [String],
    primitive: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    #[serde(rename = "step")]
    nr: usize,
    task: u32,
    place: u32,
    text: &'a str,
    notes: &'a [String],
    locks: Vec<LockAct>,
}

#[derive(Serialize)]
struct LockAct {
    task: u32,
    act: &'static str,
    lock: usize,
    mode: &'static str,
}

#[derive(Serialize)]
struct Stand<'a> {
    from: u32,
    status: &'static str,
    place: Option<u32>,
    holds: Vec<Hold<'a>>,
}

#[derive(Serialize)]
struct Hold<'a> {
    what: &'a str,
    kind: &'static str,
    count: u32,
}

#[derive(Serialize)]
struct Waits<'a> {
    from: usize,
    waits: Vec<Wait<'a>>,
}

#[derive(Serialize)]
struct Wait<'a> {
    tasks: &'a [u32],
    #[serde(rename = "for")]
    resource: &'a str,
    lock: &'a str,
    holders: &'a [u32],
    kind: &'static str,
    in_cycle: bool,
}

#[derive(Serialize)]
struct Slots {
    total: usize,
    free: Vec<Free>,
}

#[derive(Serialize)]
struct Free {
    from: usize,
    free: usize,
}

#[derive(Serialize)]
struct End<'a> {
    verdict: &'static str,
    kind: &'a str,
    notation: &'a str,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct Cost<'a> {
    name: &'a str,
    count: u64,
}

/// The run as JSON, and a newline.
///
/// # Panics
/// Never: it is plain data.
pub fn json(record: &Record) -> String {
    let mut text = serde_json::to_string_pretty(&file(record)).expect("it is plain data");
    text.push('\n');
    text
}

/// The run as JSON in one line, for inside another file.
pub(crate) fn json_line(record: &Record) -> String {
    serde_json::to_string(&file(record)).expect("it is plain data")
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::BuiltIn => "built in",
        Origin::Edited => "edited",
    }
}

fn file(record: &Record) -> File<'_> {
    let (about, trace) = (&record.about, &record.trace);
    let course = &trace.course;
    let searched = about.searched.as_ref().map(|searched| Searched {
        verdict: words::verdict(searched.verdict),
        is_exhaustive: searched.coverage == CoverageView::Exhaustive,
        states: searched.states,
        steps: searched.steps,
    });
    let file_name = |file: u32| trace.code.files.get(file as usize).map_or("", |file| file.name.as_str());
    File {
        format: "pagelock-trace",
        version: VERSION,
        generator: Generator { name: "Pagelock", version: env!("CARGO_PKG_VERSION") },
        simulated: true,
        scenario: Scenario {
            name: &about.scenario,
            title: &about.title,
            story: &about.story,
            origin: origin(about.scenario_origin),
        },
        kernel: Kernel { name: &about.kernel, origin: origin(about.kernel_origin) },
        options: about.options.iter().map(|(key, value)| Setting { key, value }).collect(),
        searched,
        schedule: &trace.schedule,
        cursor: record.at,
        tasks: trace.tasks.iter().map(task).collect(),
        locks: record.locks.iter().map(|lock| Lock { name: &lock.name, class: lock.class }).collect(),
        places: course
            .places
            .iter()
            .map(|at| Place {
                file: file_name(at.file),
                line: at.line,
                label: &at.label,
                functions: &at.chain,
                primitive: &at.primitive,
            })
            .collect(),
        steps: steps(record),
        stands: stands(record),
        waits_cover: match record.cover {
            Cover::EveryState => "every state",
            Cover::Cursor => "cursor",
        },
        waits: record.waits.iter().map(|(from, all)| waits(*from, all)).collect(),
        kmap_slots: Slots {
            total: record.slots,
            free: record.free.iter().map(|&(from, free)| Free { from, free }).collect(),
        },
        end: record.end.as_ref().map(|end| End {
            verdict: words::verdict(end.verdict),
            kind: &end.kind,
            notation: &end.notation,
            sentences: &end.explanation,
        }),
        costs: record.costs.iter().map(|(name, count)| Cost { name, count: *count }).collect(),
    }
}

fn task(info: &TaskInfoView) -> Task<'_> {
    Task { name: &info.name, mm: &info.mm, calls: &info.calls, is_environment: info.environment }
}

fn steps(record: &Record) -> Vec<Step<'_>> {
    let mut acts = record.acts.iter().peekable();
    let mut steps = Vec::new();
    for (number, done) in (1..).zip(&record.trace.steps) {
        let mut locks = Vec::new();
        while let Some(act) = acts.next_if(|act| act.step == number) {
            let (kind, mode) = (words::act(act.kind), words::mode(act.mode));
            locks.push(LockAct { task: act.task, act: kind, lock: act.lock, mode });
        }
        let (task, place) = (done.task, done.place);
        steps.push(Step { nr: number, task, place, text: &done.text, notes: &done.notes, locks });
    }
    steps
}

fn stands(record: &Record) -> Vec<Vec<Stand<'_>>> {
    let course = &record.trace.course;
    let stand = |stand: &StandView| Stand {
        from: stand.from,
        status: words::status(stand.status),
        place: stand.place,
        holds: course
            .holds(*stand)
            .iter()
            .map(|hold| Hold { what: &hold.what, kind: words::hold_kind(hold.kind), count: hold.count })
            .collect(),
    };
    course.tasks.iter().map(|stands| stands.iter().map(stand).collect()).collect()
}

fn waits(from: usize, waits: &[WaitView]) -> Waits<'_> {
    let mut all = Vec::new();
    for wait in waits {
        all.push(Wait {
            tasks: &wait.tasks,
            resource: &wait.resource,
            lock: &wait.lock,
            holders: &wait.holders,
            kind: words::wait_kind(wait.kind),
            in_cycle: wait.in_cycle,
        });
    }
    Waits { from, waits: all }
}
