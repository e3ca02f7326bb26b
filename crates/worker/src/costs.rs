//! What the listings cost: one run of each workload under each listing, with the tasks taking turns.
//!
//! Arrow: workloads -> `Trace` -> `Ledger` -> **[`CostsView`]**. Costs are of this run only: where tasks meet, another
//! order of steps may cost more or less.

use pagelock_engine::limits::SECTORS_PER_PAGE;
use pagelock_engine::{Costs, End, Ledger, Machine, RoundRobin, Trace};
use pagelock_lang::builtin::{LISTINGS, Text, WORKLOADS};
use pagelock_lang::{Setup, Source, build, parse_scenario};
use pagelock_protocol::view::{CostsRowView, CostsView, CounterView, WorkloadView};

/// Bytes of a page, as on i386.
const PAGE_BYTES: u64 = 4096;

/// Bytes of a sector.
const SECTOR_BYTES: u64 = PAGE_BYTES / SECTORS_PER_PAGE as u64;

/// No workload takes as many steps under any listing.
const STEPS_MAX: usize = 10_000;

/// Runs everything.
pub fn costs() -> CostsView {
    let pairs =
        (0..).zip(WORKLOADS).flat_map(|workload| (0..).zip(LISTINGS).map(move |listing| (workload, listing)));
    CostsView {
        counters: COUNTERS.iter().map(Counter::view).collect(),
        workloads: WORKLOADS.iter().map(workload_view).collect(),
        listings: LISTINGS.iter().map(|listing| listing.name.to_owned()).collect(),
        rows: pairs
            .map(|((workload, workload_text), (listing, listing_text))| {
                let (end, counts) = run(workload_text, listing_text);
                CostsRowView { workload, listing, end, counts }
            })
            .collect(),
    }
}

/// How the run of a workload under a listing ends, and what it costs.
fn run(workload: &Text, listing: &Text) -> (String, Vec<u64>) {
    let setup = build(Source::Text(workload.name, workload.text()), Source::Builtin(listing.name), &[]);
    let Ok(Setup { machine, .. }) = setup else { unreachable!("built-in texts are tested to fit together") };
    let trace = Trace::run(&machine, &mut RoundRobin::default(), STEPS_MAX);
    let mut ledger = Ledger::new(&machine);
    trace.steps().iter().flat_map(|step| &step.events).for_each(|&event| ledger.observe(event));
    let costs = ledger.costs();
    let steps = trace.steps().len() as u64;
    (end_words(&machine, &trace), COUNTERS.iter().map(|counter| (counter.read)(&costs, steps)).collect())
}

fn end_words(machine: &Machine, trace: &Trace) -> String {
    match machine.view(trace.last()).end() {
        Some(End::Finished(outcome)) => outcome.words().join(" + "),
        Some(End::Deadlock(kind)) => format!("deadlock ({})", kind.name()),
        Some(End::Oops(_, oops)) => oops.name().to_owned(),
        None => "unknown".to_owned(),
    }
}

fn workload_view(workload: &Text) -> WorkloadView {
    let raw =
        parse_scenario(workload.name, workload.text()).0.expect("built-in workloads are tested to parse");
    WorkloadView {
        name: workload.name.to_owned(),
        title: raw.title.value,
        story: raw.story.value.trim().to_owned(),
        text: workload.text().to_owned(),
    }
}

/// Something that is counted: its name, what it is, and how it is read from the ledger and the number of steps.
struct Counter {
    name: &'static str,
    hint: &'static str,
    read: fn(&Costs, u64) -> u64,
}

impl Counter {
    fn view(&self) -> CounterView {
        CounterView { name: self.name.to_owned(), hint: self.hint.to_owned() }
    }
}

const COUNTERS: [Counter; 12] = [
    Counter {
        name: "page table walks",
        hint: "Walks of the page table in software, each under the pte lock.",
        read: |costs, _| costs.page_table_walks.into(),
    },
    Counter {
        name: "mmap_sem takes",
        hint: "Times mmap_sem was taken and given back, for read or for write.",
        read: |costs, _| costs.mmap_sem_takes.into(),
    },
    Counter {
        name: "mmap_sem waits",
        hint: "Times a task had to queue for mmap_sem.",
        read: |costs, _| costs.mmap_sem_waits.into(),
    },
    Counter {
        name: "page lock pairs",
        hint: "Times a page lock was taken and given back.",
        read: |costs, _| costs.page_locks.into(),
    },
    Counter {
        name: "prepare_write",
        hint: "Calls of prepare_write that readied blocks.",
        read: |costs, _| costs.prepares.into(),
    },
    Counter { name: "commit_write", hint: "Calls of commit_write.", read: |costs, _| costs.commits.into() },
    Counter {
        name: "kmaps",
        hint: "Sleeping kmaps of highmem pages, each of which takes kmap_lock and a use of a slot.",
        read: |costs, _| costs.kmaps.into(),
    },
    Counter {
        name: "atomic sections",
        hint: "Atomic kmaps, and other times page faults were disabled.",
        read: |costs, _| costs.atomic_sections.into(),
    },
    Counter {
        name: "pool flushes",
        hint: "Flushes of the kmap pool, each of the TLB of every processor.",
        read: |costs, _| costs.pool_flushes.into(),
    },
    Counter {
        name: "bytes copied",
        hint: "Bytes copied to pages; a page has 4096.",
        read: |costs, _| u64::from(costs.sectors_copied) * SECTOR_BYTES,
    },
    Counter {
        name: "pages allocated",
        hint: "Pages allocated, in files or alone.",
        read: |costs, _| costs.pages_allocated.into(),
    },
    Counter { name: "steps", hint: "Primitives that the tasks have executed.", read: |_, steps| steps },
];
