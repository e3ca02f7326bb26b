//! The law of the kmap pool, out of searches: what sweeps find against what the facts derive.
//!
//! Facts 5.3: each of N tasks needs k pages of its own mapped at once and takes them one by one; P slots, h of them
//! are held for ever. A deadlock is reachable iff N(k-1) >= P - h. The formula stands here and nowhere else: it is the
//! expectation, and what it is compared with is an exhaustive search of every value.

#![cfg(test)]

use std::collections::BTreeMap;

use pagelock_engine::{Coverage, Limits, Machine, Reductions, Search, Verdict};
use pagelock_lang::{
    Change, Checked, Density, RawScenario, Source, Sweep, SweptRange, check, link_listing, read_scenario,
    resolve, set_options,
};

/// A built-in scenario and listing, read once for all searches.
struct Texts {
    raw: RawScenario,
    listing: Checked,
}

impl Texts {
    fn new(scenario: &str, listing: &str) -> Self {
        let (_, raw) = read_scenario(Source::Builtin(scenario)).expect("it is built in");
        let listing = link_listing(Source::Builtin(listing)).and_then(check).expect("it is built in");
        Self { raw, listing }
    }

    /// What an exhaustive search finds with these options.
    fn search(&self, options: &[(&str, u16)]) -> Verdict {
        let settings: Vec<_> =
            options.iter().map(|&(key, value)| (key.to_owned(), value.to_string())).collect();
        let options = set_options(&self.raw, &settings).expect("the options take these");
        let scenario =
            resolve("test", &self.raw, &self.listing, &options).expect("built-in texts fit together");
        let limits = Limits { reductions: Reductions::ON, ..Limits::default() };
        let report = Search::new(&Machine::new(scenario), limits).finish();
        assert_eq!(report.coverage, Coverage::Exhaustive, "{settings:?}");
        report.verdict
    }

    /// Sweeps an option with these verdicts and returns the values below its changes.
    fn sweep(&self, key: &str, (first, last): (u16, u16), verdict: impl Fn(u16) -> Verdict) -> Vec<u16> {
        let range =
            SweptRange::of(&self.raw, key, first.into(), last.into()).expect("the option takes these");
        let mut sweep = Sweep::new(range, Density::Sparse);
        while let Some(value) = sweep.next() {
            sweep.note(value, Some(verdict(value)));
        }
        let changes = sweep.changes();
        assert!(changes.iter().all(Change::is_certified), "{changes:?}");
        changes.iter().map(|change| change.below.value).collect()
    }

    /// Searches every value from `first` to `last` and compares with what the facts say of each; and the sweep of
    /// that range, which looks at some of them, finds where they say that it changes.
    fn is_as_derived(
        &self,
        options: &[(&str, u16)],
        key: &str,
        (first, last): (u16, u16),
        deadlocks: impl Fn(u16) -> bool,
    ) {
        let mut found = BTreeMap::new();
        for value in first..=last {
            let verdict = self.search(&[options, &[(key, value)]].concat());
            let expected = if deadlocks(value) { Verdict::Deadlock } else { Verdict::Ok };
            assert_eq!(verdict, expected, "{options:?} {key}={value}");
            found.insert(value, verdict);
        }
        let changes = (first..last).filter(|&value| deadlocks(value) != deadlocks(value + 1));
        let swept = self.sweep(key, (first, last), |value| found[&value]);
        assert_eq!(swept, changes.collect::<Vec<_>>(), "{options:?} {key}");
    }
}

/// N(k-1) >= P - h, with no unsigned difference.
fn law(n: u16, k: u16, p: u16, h: u16) -> bool {
    n * (k - 1) + h >= p
}

#[test]
fn requests_of_k_pages_deadlock_by_the_law() {
    let requests = Texts::new("pool-requests", "2.6.20");
    for p in 1..=6 {
        for h in 0..=p + 1 {
            for k in 1..=4 {
                let options = [("pkmap_slots", p), ("holders", h), ("pages", k)];
                requests.is_as_derived(&options, "tasks", (1, 6), |n| law(n, k, p, h));
            }
        }
    }
}

/// The patch maps two pages at once: k = 2.
#[test]
fn writes_of_the_patch_deadlock_by_the_law() {
    let writes = Texts::new("pool-held-slots", "pin-source");
    for p in 1..=6 {
        for n in 1..=6 {
            let options = [("pkmap_slots", p), ("tasks", n)];
            writes.is_as_derived(&options, "holders", (0, p), |h| law(n, 2, p, h));
        }
    }
}

#[test]
fn larger_pools_and_longer_requests_move_the_threshold_by_the_law() {
    let requests = Texts::new("pool-requests", "6.15");
    for n in 1..=4 {
        for h in 0..=2 {
            let options = [("tasks", n), ("holders", h)];
            let of_three = [&options[..], &[("pages", 3)]].concat();
            requests.is_as_derived(&of_three, "pkmap_slots", (1, 12), |p| law(n, 3, p, h));
            let with_six = [&options[..], &[("pkmap_slots", 6)]].concat();
            requests.is_as_derived(&with_six, "pages", (1, 8), |k| law(n, k, 6, h));
        }
    }
}

/// Facts 5.3, "sharing lowers demand": the page that M of the N tasks write from takes one slot, however many they
/// are. So the sources that can be mapped at once are those of the N - M others and that one.
#[test]
fn tasks_with_the_same_source_count_as_one() {
    let writes = Texts::new("pool-one-source", "pin-source");
    for p in 1..=4 {
        for n in 1..=5 {
            let options = [("pkmap_slots", p), ("tasks", n)];
            writes.is_as_derived(&options, "sharers", (0, n), |m| n - m + m.min(1) >= p);
        }
    }
}

/// Facts 5.2 and 5.3: with PAE the pool has 512 slots, and Morton's 512 tasks are the fewest that hang.
#[test]
fn the_threshold_of_the_mail_is_512_tasks() {
    let pool = Texts::new("kmap-pool", "pin-source");
    let below = pool.sweep("tasks", (509, 513), |n| pool.search(&[("pkmap_slots", 512), ("tasks", n)]));
    assert_eq!(below, [511], "the values below changes of the verdict");
    assert_eq!(pool.search(&[("pkmap_slots", 512), ("tasks", 512)]), Verdict::Deadlock);
}
