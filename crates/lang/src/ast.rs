//! The syntax tree of a listing: what the text says, before names and types are looked at.
//!
//! The end of the arrow from listing text to tree, and the start of the one to a program. Plain data with
//! public fields; after a syntax error it is partial. Knows nothing of primitives, types or the engine.

use crate::span::{Span, Spanned};

/// A word of the listing.
pub type Name = Spanned<String>;

/// A whole listing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Listing {
    /// The `kernel` line; a text that is only included has none.
    pub kernel: Option<Kernel>,
    /// The `include` lines, in order.
    pub includes: Vec<Include>,
    /// The functions, in order.
    pub functions: Vec<Function>,
}

/// `kernel "pin-source" from "2.6.20": "pin the source page first";`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// The name of the listing.
    pub name: Name,
    /// The listing that it changes.
    pub base: Option<Name>,
    /// One line on what it is.
    pub title: Name,
    /// The whole line.
    pub span: Span,
}

/// `include "fault";`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The text to include.
    pub name: Name,
    /// The whole line.
    pub span: Span,
}

/// A function with its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Who may call it.
    pub kind: FunctionKind,
    /// What it returns.
    pub result: Spanned<Type>,
    /// Its name.
    pub name: Name,
    /// Its parameters, in order.
    pub params: Vec<Param>,
    /// Its body.
    pub body: Block,
    /// From `syscall`, `env` or the type to the closing brace.
    pub span: Span,
}

/// Who may call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// Other functions of the listing.
    Plain,
    /// The tasks of a scenario.
    Syscall,
    /// The environment, as often as the scenario allows.
    Env,
}

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `int`
    Int,
    /// `page`
    Page,
    /// `file`
    File,
    /// `addr`
    Addr,
    /// `mm`
    Mm,
    /// `void`
    Void,
    /// `ssize_t`
    Ssize,
}

/// One parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its type.
    pub ty: Spanned<Type>,
    /// Its name.
    pub name: Name,
}

/// Statements in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The statements, in order.
    pub statements: Vec<Statement>,
    /// With the braces.
    pub span: Span,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The step labels in front of it, mostly none: `[2|b]` is two.
    pub labels: Vec<Name>,
    /// What it does.
    pub kind: StatementKind,
    /// Without the labels; with the semicolon.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// `{ ... }`
    Block(Block),
    /// `target = value;`
    Assign {
        /// The variable.
        target: Name,
        /// `=`, `+=` or `-=`.
        op: AssignOp,
        /// The right-hand side.
        value: Expr,
    },
    /// `call(...);`
    Call(Call),
    /// `if (condition) then else otherwise`
    If {
        /// The condition.
        condition: Expr,
        /// When it is not 0.
        then: Box<Statement>,
        /// When it is 0.
        otherwise: Option<Box<Statement>>,
    },
    /// `while (condition) body`
    While {
        /// The condition.
        condition: Expr,
        /// As long as it is not 0.
        body: Box<Statement>,
    },
    /// `break;`
    Break,
    /// `continue;`
    Continue,
    /// `return value;`
    Return(Option<Expr>),
    /// `;`
    Empty,
}

/// How an assignment changes its variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Subtract,
}

/// A call, as a statement or in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function or primitive.
    pub name: Name,
    /// The arguments, in order.
    pub args: Vec<Expr>,
    /// From the name to the closing parenthesis.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Where it is; parentheses around it are not part of it.
    pub span: Span,
}

/// What an expression computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// An integer, never negative.
    Number(i16),
    /// A variable or a constant.
    Name(String),
    /// The result of a call.
    Call(Call),
    /// An operator and its operand.
    Unary(UnaryOp, Box<Expr>),
    /// Two operands and the operator between them.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
}

/// An operator in front of its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator between its operands, in the order of how loosely they bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `||`, which leaves out its right operand when the left one decides.
    Or,
    /// `&&`, likewise.
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}
