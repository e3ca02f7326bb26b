//! Conditions of a model in TLA+.
//!
//! Part of the arrow of `tla`.

use super::operand;
use crate::ir::{Cmp, Cond};

pub(super) fn cond(condition: &Cond, state: &str) -> String {
    let joined = |conds: &[Cond], by: &str| {
        let conds: Vec<String> = conds.iter().map(|cond| part(cond, state, by)).collect();
        conds.join(by)
    };
    match condition {
        Cond::True => "TRUE".to_owned(),
        Cond::False => "FALSE".to_owned(),
        Cond::Cmp(cmp, ab) => {
            let symbol = match cmp {
                Cmp::Eq => "=",
                Cmp::Ne => "#",
                Cmp::Lt => "<",
                Cmp::Le => "=<",
            };
            format!("{} {symbol} {}", operand(&ab.0, state), operand(&ab.1, state))
        }
        Cond::Not(inner) => format!("~({})", cond(inner, state)),
        Cond::All(conds) => joined(conds, " /\\ "),
        Cond::Any(conds) => joined(conds, " \\/ "),
        Cond::Named(predicate) => format!("{}({state})", predicate.name),
    }
}

/// A condition within others that are joined.
pub(super) fn part(condition: &Cond, state: &str, by: &str) -> String {
    let text = cond(condition, state);
    match condition {
        Cond::Any(_) if by != " \\/ " => format!("({text})"),
        Cond::All(_) if by != " /\\ " => format!("({text})"),
        Cond::True
        | Cond::False
        | Cond::Cmp(..)
        | Cond::Not(_)
        | Cond::All(_)
        | Cond::Any(_)
        | Cond::Named(_) => text,
    }
}
