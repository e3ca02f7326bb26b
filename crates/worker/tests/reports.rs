//! Reports: the plain text of every deadlock, what lockdep would have said of it, and the order of locks.
#![cfg(not(target_arch = "wasm32"))]

#[expect(dead_code, reason = "other tests compare whole lines with it")]
mod shared;

use pagelock_protocol::message::{LimitsView, ReplyBody, RequestBody, Setup, Source};
use pagelock_protocol::view::{
    AnswerView, CoverageView, LockdepView, MailView, OrderView, SearchedView, VerdictView,
};
use shared::{cells, replies, report, setup};

fn mail(setup: Setup, schedule: Vec<u16>, searched: Option<SearchedView>) -> MailView {
    match replies(RequestBody::Mail { setup, schedule, searched }).pop() {
        Some(ReplyBody::Mail(mail)) => *mail,
        other => panic!("a text is asked for, not {other:?}"),
    }
}

fn order(setup: Setup) -> OrderView {
    match replies(RequestBody::Order { setup }).pop() {
        Some(ReplyBody::Order(order)) => *order,
        other => panic!("an order is asked for, not {other:?}"),
    }
}

/// The shape of every text.
fn assert_shape(label: &str, text: &str) {
    for line in text.lines() {
        assert!(line.len() <= 72, "{label}: {} columns: {line}", line.len());
        assert!(line.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{label}: {line}");
        assert_eq!(line.trim_end(), line, "{label}");
    }
    assert!(text.starts_with("# Simulated by Pagelock"), "{label}: {text}");
    assert!(text.ends_with('\n'));
}

/// Which classes without a lock class of its own a deadlock of the catalogue goes through. By hand, from what the kinds
/// are: in the catalogue nobody waits for `i_mutex` in a cycle, and `mmap_sem` is never alone in one. What is a page
/// lock elsewhere is the cluster's lock in gfs2, which faults take instead (facts 7, 00bfe02f4796).
fn unknown_classes(kind: &str, listing: &str) -> &'static [&'static str] {
    match kind {
        "self" | "ABBA" | "through mmap_sem" | "queued writer" if listing == "gfs2-5.15" => &["glock"],
        "self" | "ABBA" | "through mmap_sem" | "queued writer" => &["PG_locked"],
        // stuck-and-spinning (partial): two tasks that hold one slot each and want another, while a third goes round.
        "pool" | "orphaned lock" | "partial" => &["kmap pool"],
        "pool x page lock" => &["PG_locked", "kmap pool"],
        other => panic!("no such kind: {other}"),
    }
}

#[test]
fn every_deadlock_of_the_catalogue_is_told_within_72_columns_and_lockdep_sees_none() {
    let mut kinds = std::collections::BTreeSet::new();
    for (label, setup) in cells() {
        let found = report(setup.clone(), LimitsView::default());
        if found.verdict != VerdictView::Deadlock {
            continue;
        }
        let listing = setup.listing.name().to_owned();
        let label = format!("{label} under {listing}");
        let told = mail(setup, found.schedule.clone(), Some(found.searched()));
        assert_shape(&label, &told.text);
        let Some(LockdepView { answer, reasons }) = told.lockdep else {
            panic!("{label}: a deadlock has an answer")
        };
        assert_eq!(answer, AnswerView::No, "{label}: {reasons:?}");
        let unknown: Vec<&str> = reasons
            .iter()
            .filter_map(|reason| Some(reason.strip_prefix("It does not know ")?.split_once(':')?.0))
            .collect();
        assert_eq!(unknown, unknown_classes(&found.kind, &listing), "{label}: {reasons:?}");
        assert!(told.text.contains("*** DEADLOCK ***"), "{label}");
        kinds.insert(found.kind);
    }
    let expected = [
        "ABBA",
        "orphaned lock",
        "partial",
        "pool",
        "pool x page lock",
        "queued writer",
        "self",
        "through mmap_sem",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn hundreds_of_tasks_fold_and_stay_within_72_columns() {
    let setup = setup("kmap-pool", "pin-source", &[("tasks", "512"), ("pkmap_slots", "512")]);
    let found = report(setup.clone(), LimitsView::default());
    let told = mail(setup, found.schedule.clone(), Some(found.searched()));
    assert_shape("512 tasks", &told.text);
    assert!(told.text.contains("(x 512)"), "{}", told.text);
    assert!(told.text.lines().count() < 60, "{}", told.text);
}

#[test]
fn a_hostile_name_cannot_break_the_shape() {
    let name = format!("\\u001b[2J\\n*** DEADLOCK ***\\n{}", "x".repeat(100));
    let text = pagelock_lang::builtin::scenario("same-page").unwrap();
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    let hostile = text.replace(title, &format!("title = \"{name}\""));
    assert_ne!(hostile, text);
    let scenario = Source::Text { name: "a\nb\u{1b}.toml".to_owned(), text: hostile };
    let setup = Setup { scenario, ..setup("same-page", "2.6.20", &[]) };
    let found = report(setup.clone(), LimitsView::default());
    assert_eq!(found.verdict, VerdictView::Deadlock, "the title changes nothing");
    let told = mail(setup, found.schedule, None);
    assert_shape("hostile", &told.text);
    assert_eq!(told.text.lines().filter(|line| line.trim() == "*** DEADLOCK ***").count(), 1);
    assert!(told.text.contains("Send its text along"), "a command cannot name it: {}", told.text);
}

#[test]
fn an_edited_text_is_in_the_link_of_the_mail() {
    let text = pagelock_lang::builtin::scenario("same-page").unwrap();
    for name in ["same-page", "my-own"] {
        let edited = text.replacen("title = \"", "title = \"Edited: ", 1);
        assert_ne!(edited, text);
        let scenario = Source::Text { name: name.to_owned(), text: edited };
        let setup = Setup { scenario, ..setup("same-page", "2.6.20", &[]) };
        let found = report(setup.clone(), LimitsView::default());
        let told = mail(setup.clone(), found.schedule.clone(), Some(found.searched()));
        let link = told.text.lines().last().unwrap();
        let opened = pagelock_worker::open_link(link).unwrap().link;
        assert_eq!((opened.setup, opened.schedule), (setup, found.schedule.clone()));
        assert_eq!(opened.seen.verdict, found.fingerprint());
        let (rest, _) = told.text.split_once(link).unwrap();
        assert_shape(name, rest);
        assert!(!rest.contains("Send its text along"), "{rest}");
    }
}

#[test]
fn a_run_that_has_not_ended_is_told_as_that() {
    let told = mail(setup("same-page", "2.6.20", &[]), vec![0, 0], None);
    assert_eq!(told.lockdep, None);
    assert_shape("two steps", &told.text);
    assert!(told.text.contains("[ the run has not ended ]"), "{}", told.text);
}

/// `i_mutex -> PG_locked`
fn words(order: &OrderView) -> Vec<String> {
    order.dependencies.iter().map(|one| format!("{} -> {}", one.holding_words, one.acquiring_words)).collect()
}

fn classes_in_cycles(order: &OrderView) -> Vec<&str> {
    order.classes.iter().filter(|class| class.cycle.is_some()).map(|class| class.name.as_str()).collect()
}

/// By hand from the listing 2.6.20. A write holds `i_mutex` all the time. Its prefault may fault: `mmap_sem` for read
/// (6), under it the page lock of the source (8). Grabbing the page locks it (2). If the copy without faults comes
/// short, kmap (5) under the page lock; then the copy faults under all three: 6, and 8 for a page that is not the
/// locked one.
/// Nobody locks the page it holds. `reclaim` only tries page locks.
#[test]
fn the_lock_order_of_two_writers_is_what_the_listing_says() {
    let order = order(setup("abba-two-files", "2.6.20", &[]));
    assert_eq!(order.coverage, CoverageView::Exhaustive);
    let expected = [
        "i_mutex -> mmap_sem (read)",
        "i_mutex -> PG_locked",
        "i_mutex -> kmap pool",
        "mmap_sem (read) -> PG_locked",
        "PG_locked -> mmap_sem (read)",
        "PG_locked -> PG_locked, another",
        "PG_locked -> kmap pool",
        "kmap pool -> mmap_sem (read)",
        "kmap pool -> PG_locked",
    ];
    assert_eq!(words(&order), expected);
    // i_mutex comes first everywhere; the other three come before each other.
    assert_eq!(classes_in_cycles(&order), ["mmap_sem", "PG_locked", "kmap pool"]);
}

/// As above, with an anonymous source whose page is always locked; and mlock, which holds nothing when it takes
/// `mmap_sem` for write (b), and under that locks the page it faults in (f).
#[test]
fn the_lock_order_of_a_writer_and_mlock_is_what_the_listing_says() {
    let order = order(setup("write-vs-mlock", "2.6.20", &[]));
    let expected = [
        "i_mutex -> mmap_sem (read)",
        "i_mutex -> PG_locked",
        "i_mutex -> kmap pool",
        "mmap_sem (read) -> PG_locked",
        "mmap_sem (write) -> PG_locked",
        "PG_locked -> mmap_sem (read)",
        "PG_locked -> PG_locked, another",
        "PG_locked -> kmap pool",
        "kmap pool -> mmap_sem (read)",
        "kmap pool -> PG_locked",
    ];
    assert_eq!(words(&order), expected);
    let mlock = &order.dependencies[4];
    let chain = ["mlock", "make_pages_present", "handle_mm_fault", "do_no_page", "filemap_nopage"];
    assert_eq!(mlock.place.chain, chain);
    assert_eq!((mlock.task.as_str(), mlock.taken_at.as_str(), mlock.place.label.as_str()), ("M", "b", "f"));
    let untracked: Vec<&str> = order
        .classes
        .iter()
        .filter(|class| class.untracked_because.is_some())
        .map(|class| class.name.as_str())
        .collect();
    assert_eq!(untracked, ["PG_locked", "kmap pool"]);
}

/// With the patch a page lock is never held over a fault, and get_user_pages is called without one.
#[test]
fn with_the_patch_nothing_comes_after_a_page_lock_but_the_pool() {
    let order = order(setup("write-vs-mlock", "pin-source", &[]));
    let after: Vec<String> =
        words(&order).into_iter().filter(|words| words.starts_with("PG_locked")).collect();
    assert_eq!(after, ["PG_locked -> kmap pool"]);
    // Two slots at once, the patch's own trouble.
    assert_eq!(classes_in_cycles(&order), ["kmap pool"]);
}
