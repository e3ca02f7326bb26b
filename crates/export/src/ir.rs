//! The small imperative language that both printers print: variables, expressions, guarded atomic transitions.
//!
//! Part of the arrow `Machine` -> **`Model`** -> text. It knows neither the kernel nor SPIN nor TLC.

use std::ops::{Add, Sub};
use std::rc::Rc;

/// A variable or an array of the model.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decl {
    /// Its name, a valid identifier everywhere.
    pub(crate) name: String,
    /// What it holds, for people.
    pub(crate) about: String,
    /// Whether it is an array; then indices go from 0 to the number of initial values.
    pub(crate) is_array: bool,
    /// Smallest and largest value it ever holds.
    pub(crate) range: (i32, i32),
    /// Values at the start; one for a plain variable.
    pub(crate) init: Vec<i32>,
    /// Whether it is used within transitions only and is no part of the state.
    pub(crate) is_scratch: bool,
}

/// A shared declaration.
pub(crate) type Var = Rc<Decl>;

/// A variable, or an element of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) var: Var,
    pub(crate) index: Option<Box<Int>>,
}

/// An operator of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    /// Towards zero; 0 if the divisor is.
    Div,
    /// What `Div` leaves; 0 if the divisor is.
    Rem,
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Int {
    Const(i32),
    /// A constant with a name.
    Named(&'static str, i32),
    Get(Place),
    /// A parameter of the procedure that it stands in.
    Param(&'static str),
    Op(Op, Box<(Int, Int)>),
    If(Box<(Cond, Int, Int)>),
    /// Cut to what a variable of the listing holds.
    Clamp(Box<Int>, i32, i32),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cond {
    True,
    False,
    Cmp(Cmp, Box<(Int, Int)>),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    /// A condition of the state with a name.
    Named(Rc<Predicate>),
}

/// A named condition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Predicate {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) cond: Cond,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stmt {
    Set(Place, Int),
    If(Cond, Vec<Stmt>, Vec<Stmt>),
    Call(Rc<Proc>, Vec<Int>),
    /// Calls a procedure for one number after the other.
    Each(Each),
}

/// A loop over numbers that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Each {
    /// The number that it is at. The first argument of the procedure.
    pub(crate) index: Var,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) proc: Rc<Proc>,
    /// What the procedure is given as well.
    pub(crate) args: Vec<Int>,
}

/// A procedure. Arguments must be such that evaluating them late makes no difference: Promela substitutes them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Proc {
    pub(crate) name: String,
    pub(crate) params: Vec<&'static str>,
    pub(crate) about: String,
    pub(crate) body: Vec<Stmt>,
}

/// One thing that can happen: atomic, and possible exactly if its guard holds.
#[derive(Debug)]
pub(crate) struct Transition {
    /// A valid identifier, unique in the model.
    pub(crate) name: String,
    /// What it is, for people.
    pub(crate) about: String,
    pub(crate) guard: Cond,
    pub(crate) body: Vec<Stmt>,
}

/// The transitions of one task or actor.
#[derive(Debug)]
pub(crate) struct Process {
    /// A valid identifier, unique in the model.
    pub(crate) name: String,
    /// What it is, for people.
    pub(crate) about: String,
    pub(crate) transitions: Vec<Transition>,
}

/// A whole model.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) vars: Vec<Var>,
    pub(crate) predicates: Vec<Rc<Predicate>>,
    /// Each after those it calls.
    pub(crate) procs: Vec<Rc<Proc>>,
    pub(crate) processes: Vec<Process>,
    /// Where nothing more happens and nobody waits: such states are repeated for ever.
    pub(crate) ended: Cond,
    /// Somebody can go on.
    pub(crate) can_move: Cond,
}

impl From<i32> for Int {
    fn from(value: i32) -> Self {
        Self::Const(value)
    }
}

impl From<usize> for Int {
    fn from(value: usize) -> Self {
        Self::Const(i32::try_from(value).expect("tables of a model are small"))
    }
}

impl From<&Var> for Int {
    fn from(var: &Var) -> Self {
        Self::Get(Place { var: Rc::clone(var), index: None })
    }
}

impl Add for Int {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        crate::build::op(Op::Add, self, other)
    }
}

impl Sub for Int {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        crate::build::op(Op::Sub, self, other)
    }
}

impl Int {
    /// Its value, if that is known.
    pub(crate) fn known(&self) -> Option<i32> {
        match self {
            Self::Const(value) | Self::Named(_, value) => Some(*value),
            Self::Get(_) | Self::Param(_) | Self::Op(..) | Self::If(_) | Self::Clamp(..) => None,
        }
    }

    /// Smallest and largest value that it can have. Parameters are of any size that a listing can write.
    pub(crate) fn range(&self) -> (i64, i64) {
        match self {
            Self::Const(value) | Self::Named(_, value) => (i64::from(*value), i64::from(*value)),
            Self::Get(place) => (i64::from(place.var.range.0), i64::from(place.var.range.1)),
            Self::Param(_) => (-0x10_0000, 0x10_0000),
            Self::Op(op, ab) => op.range(ab.0.range(), ab.1.range()),
            Self::If(parts) => {
                let (a, b) = (parts.1.range(), parts.2.range());
                (a.0.min(b.0), a.1.max(b.1))
            }
            Self::Clamp(value, low, high) => {
                let (a, b) = value.range();
                let (low, high) = (i64::from(*low), i64::from(*high));
                (a.clamp(low, high), b.clamp(low, high))
            }
        }
    }
}

impl Op {
    /// Its value, if that fits.
    pub(crate) fn apply(self, a: i32, b: i32) -> Option<i32> {
        match self {
            Self::Add => a.checked_add(b),
            Self::Sub => a.checked_sub(b),
            Self::Mul => a.checked_mul(b),
            Self::Div => Some(a.checked_div(b).unwrap_or(0)),
            Self::Rem => Some(a.checked_rem(b).unwrap_or(0)),
        }
    }

    fn range(self, a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
        match self {
            Self::Add => (a.0.saturating_add(b.0), a.1.saturating_add(b.1)),
            Self::Sub => (a.0.saturating_sub(b.1), a.1.saturating_sub(b.0)),
            Self::Mul => {
                let ends = [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)];
                let ends = ends.map(|(a, b)| a.saturating_mul(b));
                (ends.into_iter().min().unwrap_or(0), ends.into_iter().max().unwrap_or(0))
            }
            Self::Div if a.0 >= 0 && b.0 > 0 => (a.0 / b.1, a.1 / b.0),
            Self::Rem if a.0 >= 0 && b.0 > 0 => (0, a.1.min(b.1 - 1)),
            Self::Div | Self::Rem => {
                let most = a.0.saturating_abs().max(a.1.saturating_abs());
                (-most, most)
            }
        }
    }
}
