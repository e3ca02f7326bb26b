//! What the listings cost, with every figure derived from the steps of the listings.
#![cfg(not(target_arch = "wasm32"))]

use pagelock_lang::builtin::WORKLOADS;
use pagelock_protocol::message::{ReplyBody, Request, RequestBody};
use pagelock_protocol::view::{CostsRowView, CostsView};

const PAGE: u64 = 4096;

/// The costs of writing one page in a loop body, with the steps of the body.
#[derive(Clone, Copy)]
struct PerPage {
    walks: u64,
    mmap_sem: u64,
    locks: u64,
    kmaps: u64,
    atomic: u64,
    allocated: u64,
    copies: u64,
    steps: u64,
}

/// 2.6.20, a new page, source present: __get_user, find_get_page, add_to_page_cache_pvec (allocates and locks),
/// prepare_write, kmap_atomic around __copy_from_user, commit_write, unlock_page, put_page. 2.6.23 differs in faults
/// only, and there are none.
const NEW_20: PerPage =
    PerPage { walks: 0, mmap_sem: 0, locks: 1, kmaps: 0, atomic: 1, allocated: 1, copies: 1, steps: 8 };

/// 2.6.20, a page that is up to date: lock_page and page_mapping in place of add_to_page_cache_pvec.
const UPTODATE_20: PerPage = PerPage { allocated: 0, steps: 9, ..NEW_20 };

/// The patch, a new page, both kmaps atomic, each an atomic section: __get_user, find_get_page,
/// add_to_page_cache_pvec, PageUptodate, unlock_page, down_read, follow_page (walks and pins), up_read, lock_page (the
/// second time), page_mapping, prepare_write, memcpy_page, commit_write, unlock_page, put_page twice.
const NEW_PIN_ATOMIC: PerPage =
    PerPage { walks: 1, mmap_sem: 1, locks: 2, kmaps: 0, atomic: 2, allocated: 1, copies: 1, steps: 16 };

/// With the source's kmap asleep: kmap and kunmap are steps.
const NEW_PIN_DST_ATOMIC: PerPage = PerPage { kmaps: 1, atomic: 1, steps: 18, ..NEW_PIN_ATOMIC };

/// With both asleep.
const NEW_PIN: PerPage = PerPage { kmaps: 2, atomic: 0, steps: 20, ..NEW_PIN_ATOMIC };

/// The patch, a page that is up to date: as 2.6.20, with PageUptodate, and faults disabled instead of an atomic kmap.
const UPTODATE_PIN: PerPage = PerPage { steps: 10, ..UPTODATE_20 };

/// What was merged, a new page: the patch's second branch with a second page in place of the pin: __get_user,
/// find_get_page, add_to_page_cache_pvec, PageUptodate, unlock_page, alloc_page, __copy_from_user (to that page, with
/// faults allowed), lock_page, page_mapping, PageUptodate, prepare_write, memcpy_page (the second copy, between two
/// atomic kmaps), commit_write, unlock_page, put_page twice.
const NEW_TEMP: PerPage =
    PerPage { walks: 0, mmap_sem: 0, locks: 2, kmaps: 0, atomic: 2, allocated: 2, copies: 2, steps: 16 };

/// A listing with its loop bodies for a new page and for one that is up to date.
const LISTINGS: [(&str, PerPage, PerPage); 6] = [
    ("2.6.20", NEW_20, UPTODATE_20),
    ("2.6.23", NEW_20, UPTODATE_20),
    ("pin-source", NEW_PIN, UPTODATE_PIN),
    ("pin-source-atomic", NEW_PIN_ATOMIC, UPTODATE_PIN),
    ("pin-source-dst-atomic", NEW_PIN_DST_ATOMIC, UPTODATE_PIN),
    ("temp-page", NEW_TEMP, UPTODATE_PIN),
];

/// Steps of a write outside of its loop: mutex_lock, pagevec_lru_add, mutex_unlock.
const AROUND: u64 = 3;

fn costs() -> CostsView {
    let mut replies = Vec::new();
    let request = Request { id: 1, body: RequestBody::Costs };
    pagelock_worker::serve(request, &mut |reply| replies.push(reply.body));
    match replies.pop() {
        Some(ReplyBody::Costs(costs)) if replies.is_empty() => costs,
        other => panic!("a question for costs has one answer, not {other:?}"),
    }
}

fn row<'a>(costs: &'a CostsView, workload: &str, listing: &str) -> &'a CostsRowView {
    let is_it = |row: &&CostsRowView| {
        costs.workloads[row.workload as usize].name == workload
            && costs.listings[row.listing as usize] == listing
    };
    costs.rows.iter().find(is_it).expect("every workload is run under every listing")
}

fn count(costs: &CostsView, workload: &str, listing: &str, counter: &str) -> u64 {
    let position = costs.counters.iter().position(|c| c.name == counter).expect("it is counted");
    row(costs, workload, listing).counts[position]
}

/// The costs of `pages` loop bodies, and what else is counted.
fn check(workload: &str, listing: &str, pages: u64, body: PerPage, rest: &[(&str, u64)]) {
    let costs = costs();
    let rest = |name: &str| rest.iter().find(|(counter, _)| *counter == name).map_or(0, |(_, n)| *n);
    let expected = [
        ("page table walks", pages * body.walks),
        ("mmap_sem takes", pages * body.mmap_sem + rest("mmap_sem takes")),
        ("mmap_sem waits", rest("mmap_sem waits")),
        ("page lock pairs", pages * body.locks),
        ("prepare_write", pages),
        ("commit_write", pages),
        ("kmaps", pages * body.kmaps),
        ("atomic sections", pages * body.atomic),
        ("pool flushes", rest("pool flushes")),
        ("bytes copied", pages * body.copies * PAGE),
        ("pages allocated", pages * body.allocated),
        ("steps", pages * body.steps + rest("steps")),
    ];
    let found = costs.counters.iter().map(|counter| counter.name.as_str());
    let found: Vec<(&str, u64)> = found.zip(row(&costs, workload, listing).counts.iter().copied()).collect();
    assert_eq!(found, expected, "{workload} under {listing}");
}

#[test]
fn one_page_costs_one_loop_body() {
    for (listing, new, uptodate) in LISTINGS {
        check("new-page", listing, 1, new, &[("steps", AROUND)]);
        check("uptodate-page", listing, 1, uptodate, &[("steps", AROUND)]);
    }
}

#[test]
fn sixteen_pages_cost_sixteen_loop_bodies() {
    for (listing, new, uptodate) in LISTINGS {
        // 16 slots, and every kmap is of a page that was not mapped before, so it wants a slot whose count is 0. The
        // search for one begins after the last and flushes when it comes to slot 0.
        let flushes = match new.kmaps {
            // The 16th comes to slot 0.
            1 => 1,
            // 1 to 15 take slots 1 to 15. The 16th comes to slot 0: a flush, from which slot 15 is exempt, because the
            // source of that very copy is in it. 17 to 30 take slots 1 to 14. The 31st finds slot 15 stale, comes to
            // slot 0, which is stale as well, and flushes it. The 32nd takes slot 1.
            2 => 2,
            _ => 0,
        };
        check("new-file", listing, 16, new, &[("steps", AROUND), ("pool flushes", flushes)]);
        check("rewrite", listing, 16, uptodate, &[("steps", AROUND)]);
    }
}

#[test]
fn with_the_patch_threads_wait_for_each_others_mmap_sem() {
    for (listing, new, _) in LISTINGS {
        // Eight calls of munmap: down_write, unmap_region, up_write.
        let (takes, steps) = (8, 4 * AROUND + 8 * 3);
        // In a round of turns M moves before the four writers. It has mmap_sem in rounds 1 to 3, 4 to 6 and 7 to 9. In
        // round 7 the writers come to their first down_read (after mutex_lock, __get_user, find_get_page,
        // add_to_page_cache_pvec, PageUptodate, unlock_page) and queue: 4 waits. M's up_write in round 9 lets them in,
        // they walk in round 9 and give back in round 10, in which M comes first and queues behind them: 1 wait. The
        // last of them lets it in, and with the down_write behind it M needs rounds 11 and 12. Its last four calls end
        // in round 24, and it moves first there. The writers' next down_read is a loop body later than that of round
        // 7 and one round more, for the wait: in round 7 + 16 + 1 or later. That is 24 at the earliest.
        let waits = if new.mmap_sem == 0 { 0 } else { 4 + 1 };
        let rest = [("mmap_sem takes", takes), ("mmap_sem waits", waits), ("steps", steps)];
        check("threads", listing, 4 * 4, new, &rest);
    }
}

/// Morton's point: a page that is not up to date is the common case, and it is the one that pays.
#[test]
fn the_patch_charges_the_common_case() {
    let costs = costs();
    for counter in ["page table walks", "mmap_sem takes", "page lock pairs"] {
        let extra = |workload| {
            count(&costs, workload, "pin-source", counter) - count(&costs, workload, "2.6.20", counter)
        };
        assert_eq!((extra("new-page"), extra("uptodate-page")), (1, 0), "{counter}");
        assert_eq!((extra("new-file"), extra("rewrite")), (16, 0), "{counter}");
    }
}

/// What was merged has no use for mmap_sem, and copies everything twice where the page is new.
#[test]
fn the_merged_patch_charges_a_second_copy() {
    let costs = costs();
    let twice = |workload| {
        let bytes = |listing| count(&costs, workload, listing, "bytes copied");
        bytes("temp-page") == 2 * bytes("2.6.20")
    };
    assert_eq!(["new-page", "new-file", "threads"].map(twice), [true; 3]);
    assert_eq!(["uptodate-page", "rewrite"].map(twice), [false; 2]);
}

/// Of any listing, also one that is not derived above.
#[test]
fn every_run_ends_well_and_writes_what_it_was_asked_to() {
    let costs = costs();
    assert_eq!(costs.rows.len(), costs.workloads.len() * costs.listings.len());
    let pages = [("new-page", 1), ("uptodate-page", 1), ("new-file", 16), ("rewrite", 16), ("threads", 16)];
    assert_eq!(
        costs.workloads.iter().map(|w| w.name.as_str()).collect::<Vec<_>>(),
        pages.map(|(name, _)| name)
    );
    for (workload, pages) in pages {
        for listing in &costs.listings {
            let count = |counter| count(&costs, workload, listing, counter);
            assert_eq!(row(&costs, workload, listing).end, "ok", "{workload} under {listing}");
            assert!(count("bytes copied") >= pages * PAGE, "{workload} under {listing}");
            assert!(count("page lock pairs") >= pages && count("commit_write") >= pages, "{workload}");
            assert!(count("mmap_sem waits") <= count("mmap_sem takes"), "{workload} under {listing}");
        }
    }
}

#[test]
fn workloads_have_titles_and_stories_and_their_texts() {
    for (workload, text) in costs().workloads.iter().zip(WORKLOADS) {
        assert_eq!((workload.name.as_str(), workload.text.as_str()), (text.name, text.text()));
        assert!(!workload.title.is_empty() && workload.story.ends_with('.'), "{}", workload.name);
    }
}
