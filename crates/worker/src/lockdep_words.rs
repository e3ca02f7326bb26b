//! Would lockdep have said so? The answer and its reasons, in sentences.
//!
//! Arrow: `Lockdep` -> **[`LockdepView`]**. It decides nothing: the engine does.

use pagelock_engine::{Link, LockClass, Lockdep, Machine, View, cycle, links, lockdep};
use pagelock_protocol::view::{AnswerView, LockdepView};

/// Dependencies of a cycle that are told one by one.
const LINKS_MAX: usize = 6;

/// What lockdep would have said of a state in which tasks wait for ever.
pub(crate) fn lockdep_view(machine: &Machine, view: View<'_>) -> LockdepView {
    let waits = view.waits();
    let (cycle, said) = (cycle(&waits), lockdep(view, &waits));
    let mut reasons = Vec::new();
    let links = links(&cycle);
    if !links.is_empty() {
        reasons.push(format!("The wait-for cycle is made of: {}.", link_words(machine, &links)));
    }
    let answer = match &said {
        Lockdep::Circular(classes) => {
            reasons.push(format!(
                "{} are lock classes that it tracks. It has seen them taken in both orders and reports a possible \
                 circular dependency, at the latest when the last of these locks is asked for.",
                and(classes)
            ));
            AnswerView::Yes
        }
        Lockdep::Recursive(class) => {
            reasons.push(format!(
                "{0} is one lock class: asking for one while holding one is possible recursive locking to it, whether \
                 or not it is the same {0}; it is silent only where the code has annotated the nesting.",
                class.name()
            ));
            AnswerView::Yes
        }
        Lockdep::LeftBehind(class) => {
            reasons.push(format!(
                "There is no cycle: a task has ended and still holds {}. It has an owner, so that is noticed when the \
                 task ends.",
                class.name()
            ));
            AnswerView::Yes
        }
        Lockdep::Blind(classes) => {
            if links.is_empty() {
                reasons.push(format!(
                    "There is no cycle: {} was left behind by a task that has ended.",
                    and(classes)
                ));
            }
            reasons.extend(classes.iter().map(|&class| unknown(class)));
            reasons.extend(rest(&links, classes));
            AnswerView::No
        }
        Lockdep::NoCircle => {
            reasons.push(
                "There is no cycle of locks: who is waited for goes on without ever giving back.".to_owned(),
            );
            AnswerView::No
        }
    };
    LockdepView { answer, reasons }
}

fn unknown(class: LockClass) -> String {
    format!(
        "It does not know {}: {}.",
        class.name(),
        class.untracked_because().unwrap_or("it has no lock class")
    )
}

/// What of a cycle it does see, where that is not enough.
fn rest(links: &[Link], blind: &[LockClass]) -> Option<String> {
    let ends = || links.iter().flat_map(|link| [link.holding, link.acquiring]);
    let seen: Vec<LockClass> = LockClass::ALL
        .into_iter()
        .filter(|class| !blind.contains(class) && ends().any(|end| end == *class))
        .collect();
    (!seen.is_empty())
        .then(|| format!("Of this cycle it sees {}, and without the rest that closes no circle.", and(&seen)))
}

fn link_words(machine: &Machine, links: &[Link]) -> String {
    let one = |link: &Link| {
        let task = machine.task_name(link.task);
        format!("{task} holding {}, acquiring {}", link.holding.name(), link.acquiring.name())
    };
    let mut words: Vec<String> = links.iter().take(LINKS_MAX).map(one).collect();
    if links.len() > LINKS_MAX {
        words.push(format!("and {} more", links.len() - LINKS_MAX));
    }
    words.join("; ")
}

fn and(classes: &[LockClass]) -> String {
    classes.iter().map(|class| class.name()).collect::<Vec<_>>().join(" and ")
}
