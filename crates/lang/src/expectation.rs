//! What a scenario may expect: the words that a search sums up its findings in.
//!
//! Part of the arrow of `resolve`. Knows nothing of scenarios.

use pagelock_engine::DeadlockKind;

/// Whether a search can sum up its findings like this.
pub(crate) fn is_summary(text: &str) -> bool {
    let mut parts = text.split(" + ");
    let (verdict, kind) = match parts.next().and_then(|first| first.strip_suffix(')')) {
        Some(first) => first.split_once(" (").map_or((first, None), |(verdict, kind)| (verdict, Some(kind))),
        None => (text.split(" + ").next().unwrap_or(""), None),
    };
    let results: Vec<&str> = parts.collect();
    let known = match (verdict, kind) {
        ("deadlock", Some(kind)) => DeadlockKind::ALL.iter().any(|known| known.name() == kind),
        ("hazard", Some(names)) => names.split(", ").all(|name| HAZARDS.contains(&name)),
        ("livelock" | "ok", None) => true,
        _ => false,
    };
    let may_have_results = matches!(verdict, "hazard" | "ok");
    known && results.iter().all(|result| may_have_results && RESULTS.contains(result))
}

const HAZARDS: [&str; 7] = ["zeroes", "transient zeroes", "junk", "stale", "lost", "oops", "use after free"];

const RESULTS: [&str; 3] = ["efault", "error", "short"];
