//! Constructors of the language of models. What can be known without a state is decided here, so that texts are short.
//!
//! Part of the arrow `Machine` -> **`Model`**. It knows no kernel.

use std::rc::Rc;

use crate::ir::{Cmp, Cond, Int, Op, Place, Stmt, Var};

/// An operation, done at once where its operands are known.
pub(crate) fn op(op: Op, a: Int, b: Int) -> Int {
    if let (Int::Const(x), Int::Const(y)) = (&a, &b)
        && let Some(value) = op.apply(*x, *y)
    {
        return Int::Const(value);
    }
    match (op, a.known(), b.known()) {
        (Op::Add, Some(0), _) => b,
        (Op::Add | Op::Sub, _, Some(0)) | (Op::Mul | Op::Div, _, Some(1)) => a,
        (Op::Mul, Some(1), _) => b,
        (Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Rem, _, _) => Int::Op(op, Box::new((a, b))),
    }
}

/// One of two numbers.
pub(crate) fn either(cond: Cond, a: impl Into<Int>, b: impl Into<Int>) -> Int {
    let (a, b) = (a.into(), b.into());
    match cond {
        Cond::True => a,
        Cond::False => b,
        _ if a == b => a,
        cond @ (Cond::Cmp(..) | Cond::Not(_) | Cond::All(_) | Cond::Any(_) | Cond::Named(_)) => {
            Int::If(Box::new((cond, a, b)))
        }
    }
}

/// 1 if it holds, else 0.
pub(crate) fn number(cond: Cond) -> Int {
    either(cond, 1, 0)
}

/// A number cut to a range, unless it never leaves it.
pub(crate) fn clamp(value: Int, low: i32, high: i32) -> Int {
    if let Some(known) = value.known() {
        return Int::Const(known.clamp(low, high));
    }
    let (least, most) = value.range();
    if least >= i64::from(low) && most <= i64::from(high) {
        return value;
    }
    Int::Clamp(Box::new(value), low, high)
}

/// A comparison, decided at once where the ranges of its operands allow.
fn compare(cmp: Cmp, a: Int, b: Int) -> Cond {
    if let (Int::If(parts), Some(_)) = (&a, b.known()) {
        let (x, y) = (compare(cmp, parts.1.clone(), b.clone()), compare(cmp, parts.2.clone(), b.clone()));
        match (x, y) {
            (Cond::True, Cond::True) => return Cond::True,
            (Cond::False, Cond::False) => return Cond::False,
            (Cond::True, Cond::False) => return parts.0.clone(),
            (Cond::False, Cond::True) => return not(parts.0.clone()),
            _ => {}
        }
    }
    let (x, y) = (a.range(), b.range());
    let is_apart = x.1 < y.0 || y.1 < x.0;
    let is_same = x == y && x.0 == x.1;
    let decided = match cmp {
        Cmp::Eq if is_same => Some(true),
        Cmp::Eq if is_apart => Some(false),
        Cmp::Ne if is_same => Some(false),
        Cmp::Ne if is_apart => Some(true),
        Cmp::Lt if x.1 < y.0 => Some(true),
        Cmp::Lt if x.0 >= y.1 => Some(false),
        Cmp::Le if x.1 <= y.0 => Some(true),
        Cmp::Le if x.0 > y.1 => Some(false),
        Cmp::Eq | Cmp::Ne | Cmp::Lt | Cmp::Le => None,
    };
    match decided {
        Some(true) => Cond::True,
        Some(false) => Cond::False,
        None => Cond::Cmp(cmp, Box::new((a, b))),
    }
}

/// `a == b`
pub(crate) fn eq(a: impl Into<Int>, b: impl Into<Int>) -> Cond {
    compare(Cmp::Eq, a.into(), b.into())
}

/// `a != b`
pub(crate) fn ne(a: impl Into<Int>, b: impl Into<Int>) -> Cond {
    compare(Cmp::Ne, a.into(), b.into())
}

/// `a < b`
pub(crate) fn lt(a: impl Into<Int>, b: impl Into<Int>) -> Cond {
    compare(Cmp::Lt, a.into(), b.into())
}

/// `a <= b`
pub(crate) fn le(a: impl Into<Int>, b: impl Into<Int>) -> Cond {
    compare(Cmp::Le, a.into(), b.into())
}

/// The opposite.
pub(crate) fn not(cond: Cond) -> Cond {
    match cond {
        Cond::True => Cond::False,
        Cond::False => Cond::True,
        Cond::Not(inner) => *inner,
        Cond::Cmp(Cmp::Eq, ab) => Cond::Cmp(Cmp::Ne, ab),
        Cond::Cmp(Cmp::Ne, ab) => Cond::Cmp(Cmp::Eq, ab),
        cond @ (Cond::Cmp(Cmp::Lt | Cmp::Le, _) | Cond::All(_) | Cond::Any(_) | Cond::Named(_)) => {
            Cond::Not(Box::new(cond))
        }
    }
}

/// All of them.
pub(crate) fn all(conds: impl IntoIterator<Item = Cond>) -> Cond {
    let mut open = Vec::new();
    for cond in conds {
        match cond {
            Cond::True => {}
            Cond::False => return Cond::False,
            Cond::All(inner) => open.extend(inner),
            cond @ (Cond::Cmp(..) | Cond::Not(_) | Cond::Any(_) | Cond::Named(_)) => open.push(cond),
        }
    }
    match open.len() {
        0 => Cond::True,
        1 => open.remove(0),
        _ => Cond::All(open),
    }
}

/// Any of them.
pub(crate) fn any(conds: impl IntoIterator<Item = Cond>) -> Cond {
    let mut open = Vec::new();
    for cond in conds {
        match cond {
            Cond::False => {}
            Cond::True => return Cond::True,
            Cond::Any(inner) => open.extend(inner),
            cond @ (Cond::Cmp(..) | Cond::Not(_) | Cond::All(_) | Cond::Named(_)) => open.push(cond),
        }
    }
    match open.len() {
        0 => Cond::False,
        1 => open.remove(0),
        _ => Cond::Any(open),
    }
}

/// An element of an array.
pub(crate) fn at(var: &Var, index: impl Into<Int>) -> Int {
    Int::Get(Place { var: Rc::clone(var), index: Some(Box::new(index.into())) })
}

/// Assigns a variable.
pub(crate) fn set(var: &Var, value: impl Into<Int>) -> Stmt {
    Stmt::Set(Place { var: Rc::clone(var), index: None }, value.into())
}

/// Assigns an element of an array.
pub(crate) fn put(var: &Var, index: impl Into<Int>, value: impl Into<Int>) -> Stmt {
    Stmt::Set(Place { var: Rc::clone(var), index: Some(Box::new(index.into())) }, value.into())
}

/// Does one thing or another. Nothing to decide if the condition is known.
pub(crate) fn branch(cond: Cond, then: Vec<Stmt>, otherwise: Vec<Stmt>) -> Vec<Stmt> {
    match cond {
        Cond::True => then,
        Cond::False => otherwise,
        _ if then.is_empty() && otherwise.is_empty() => Vec::new(),
        Cond::Not(inner) if !otherwise.is_empty() => vec![Stmt::If(*inner, otherwise, then)],
        cond @ (Cond::Cmp(..) | Cond::Not(_) | Cond::All(_) | Cond::Any(_) | Cond::Named(_)) => {
            let is_empty = then.is_empty();
            vec![if is_empty {
                Stmt::If(not(cond), otherwise, then)
            } else {
                Stmt::If(cond, then, otherwise)
            }]
        }
    }
}

/// Does something if the condition holds.
pub(crate) fn when(cond: Cond, then: Vec<Stmt>) -> Vec<Stmt> {
    branch(cond, then, Vec::new())
}
