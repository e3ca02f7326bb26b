//! A model as a TLA+ module, for TLC.
//!
//! Arrow: `Model` -> **text**. The state is one record, `m`. Every procedure is an operator from a state and arguments
//! to a state; every transition is an action whose effect is such an expression. What is scratch in the model is in the
//! record as well, and the same after every action.

mod cond;

use std::fmt::Write as _;

use crate::about::About;
use crate::ir::{Cond, Decl, Int, Model, Op, Place, Predicate, Proc, Process, Stmt, Transition, Var};
use crate::names::{comment, identifier};
use crate::rules::words::{Block, Content, Oops};
use cond::{cond, part};

/// A module and its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tla {
    /// The module.
    pub module: String,
    /// The configuration.
    pub cfg: String,
}

/// The model as text.
pub(crate) fn print(model: &Model, about: &About<'_>, name: &str) -> Tla {
    let mut out = String::new();
    head(&mut out, about, name);
    definitions(&mut out);
    initial(&mut out, model);
    out.push_str(
        "\n\\* The primitives: what they return is left in the_value, why they kill a task in the_fault.\n",
    );
    for proc in &model.procs {
        operator(&mut out, proc);
        if model.loops().contains(&&*proc.name) {
            operator_for_each(&mut out, proc);
        }
    }
    out.push_str("\n\\* Who can go on.\n");
    for predicate in &model.predicates {
        define(&mut out, predicate);
    }
    let mut actions = Vec::new();
    for process in &model.processes {
        process_actions(&mut out, process, &mut actions);
    }
    foot(&mut out, model, &actions);
    let cfg = "\\* A deadlock violates NotStuck.\n\
               INIT Init\nNEXT Next\nINVARIANT NotStuck\nINVARIANT TypeOK\n";
    Tla { module: out, cfg: cfg.to_owned() }
}

/// Whether a module can have this name: letters, digits and underscores, beginning with a letter but not as a fairness
/// condition does.
pub fn is_module_name(text: &str) -> bool {
    identifier(text) == text
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.starts_with("WF_")
        && !text.starts_with("SF_")
}

fn head(out: &mut String, about: &About<'_>, name: &str) {
    let _ = write!(
        out,
        "---------------------------- MODULE {name} ----------------------------\n\
        \\* {title}\n\
        \\*\n\
        \\* {line}, written by pagelock.\n\
        \\* The rules of the primitives are stated here a second time, so TLC's answer is a second opinion.\n\
        \\*\n\
        \\* Every interleaving up to the first deadlock, and all of them (`distinct states found` are all states):\n\
        \\*\n\
        \\*     java -cp tla2tools.jar tlc2.TLC -workers auto -deadlock {name}\n\
        \\*     java -cp tla2tools.jar tlc2.TLC -workers auto -deadlock -continue {name}\n\
        \\*\n\
        \\* On several machines, the first of which is SERVER:\n\
        \\*\n\
        \\*     java -cp tla2tools.jar tlc2.tool.distributed.TLCServer {name}\n\
        \\*     java -cp tla2tools.jar tlc2.tool.distributed.TLCWorker SERVER\n\
        \n\
        EXTENDS Integers\n\
        \n\
        VARIABLE m\n",
        title = comment(about.title),
        line = about.line(),
    );
}

fn definitions(out: &mut String) {
    let groups = [
        ("What a sector of a page holds.", Content::ALL),
        ("The disk behind a sector.", Block::ALL),
        ("Why a task dies.", Oops::ALL),
    ];
    for (about, words) in groups {
        let _ = writeln!(out, "\n\\* {about}");
        for (name, value, meaning) in words {
            let _ = writeln!(out, "{name:<15} == {value}  \\* {meaning}");
        }
    }
    out.push_str(
        "\n\\* Variables of a listing stay within their range; division goes towards 0, and by 0 gives 0.\n\
        Clamp(x, low, high) == IF x < low THEN low ELSE IF x > high THEN high ELSE x\n\
        Abs(x) == IF x < 0 THEN -x ELSE x\n\
        Div(a, b) == IF b = 0 THEN 0 ELSE LET q == Abs(a) \\div Abs(b) IN IF (a < 0) = (b < 0) THEN q ELSE -q\n\
        Rem(a, b) == IF b = 0 THEN 0 ELSE a - b * Div(a, b)\n",
    );
}

/// The state at the start, what each part of it can be, and what is forgotten after every action.
fn initial(out: &mut String, model: &Model) {
    out.push_str("\n\\* The state. 0 is none, everything else is numbered from 1.\nInit ==\n  m = [\n");
    let fields: Vec<String> =
        model.vars.iter().map(|var| format!("    {} |-> {}", var.name, value(var))).collect();
    for (i, (field, var)) in fields.iter().zip(&model.vars).enumerate() {
        let comma = if i + 1 < fields.len() { "," } else { "" };
        let what = if var.is_scratch { "set before it is read within every step" } else { &*var.about };
        let _ = writeln!(out, "{field}{comma}  \\* {}", comment(what));
    }
    out.push_str("  ]\n\nTypeOK ==\n");
    for var in model.vars.iter().filter(|var| !var.is_scratch) {
        let range = format!("{}..{}", var.range.0, var.range.1);
        let set = if var.is_array { format!("[0..{} -> {range}]", var.init.len() - 1) } else { range };
        let _ = writeln!(out, "  /\\ m.{} \\in {set}", var.name);
    }
    let scratch: Vec<String> = model
        .vars
        .iter()
        .filter(|var| var.is_scratch)
        .map(|var| format!("!.{} = {}", var.name, value(var)))
        .collect();
    let body = if scratch.is_empty() { "s".to_owned() } else { format!("[s EXCEPT {}]", scratch.join(", ")) };
    let _ = writeln!(out, "\n\\* Nothing of what an action needed for itself is left.\nForget(s) == {body}");
}

/// The value of a variable at the start.
fn value(var: &Decl) -> String {
    if !var.is_array {
        return var.init[0].to_string();
    }
    let last = var.init.len() - 1;
    if var.init.iter().all(|value| *value == var.init[0]) {
        return format!("[i \\in 0..{last} |-> {}]", var.init[0]);
    }
    let values: Vec<String> = var.init.iter().map(ToString::to_string).collect();
    format!("[i \\in 0..{last} |-> <<{}>>[i + 1]]", values.join(", "))
}

fn operator(out: &mut String, proc: &Proc) {
    let params: Vec<&str> = ["s"].into_iter().chain(proc.params.iter().copied()).collect();
    let _ = writeln!(out, "\n\\* {}", comment(&proc.about));
    let _ = writeln!(out, "{}({}) ==", proc.name, params.join(", "));
    let mut names = Names(0);
    let _ = writeln!(out, "  {}", block(&proc.body, "s", 1, &mut names));
}

/// The operator for one number after the other.
fn operator_for_each(out: &mut String, proc: &Proc) {
    let name = &proc.name;
    let blanks = ", _".repeat(proc.params.len());
    let args: String = proc.params[1..].iter().map(|param| [", ", *param].concat()).collect();
    let _ = write!(
        out,
        "\n\\* {name} for one number after the other\n\
        RECURSIVE each_{name}(_, _{blanks})\n\
        each_{name}(s, first, last{args}) ==\n  \
        IF first > last\n  \
        THEN s\n  \
        ELSE each_{name}({name}(s, first{args}), first + 1, last{args})\n",
    );
}

fn define(out: &mut String, predicate: &Predicate) {
    if !predicate.about.is_empty() {
        let _ = writeln!(out, "\n\\* {}", comment(&predicate.about));
    }
    let _ = writeln!(out, "{}(s) == {}", predicate.name, cond(&predicate.cond, "s"));
}

fn process_actions(out: &mut String, process: &Process, actions: &mut Vec<String>) {
    let _ = writeln!(out, "\n\\* {}", comment(&process.about));
    for transition in &process.transitions {
        action(out, transition);
        actions.push(transition.name.clone());
    }
}

fn action(out: &mut String, transition: &Transition) {
    let _ = writeln!(out, "\n\\* {}", comment(&transition.about));
    let _ = writeln!(out, "{} ==", transition.name);
    match &transition.guard {
        Cond::All(conds) => conds.iter().for_each(|guard| {
            let _ = writeln!(out, "  /\\ {}", part(guard, "m", " /\\ "));
        }),
        guard @ (Cond::True | Cond::False | Cond::Cmp(..) | Cond::Not(_) | Cond::Any(_) | Cond::Named(_)) => {
            let _ = writeln!(out, "  /\\ {}", part(guard, "m", " /\\ "));
        }
    }
    let effect = block(&transition.body, "m", 3, &mut Names(0));
    let _ = writeln!(out, "  /\\ m' = Forget(\n      {effect})");
}

fn foot(out: &mut String, model: &Model, actions: &[String]) {
    let _ = writeln!(
        out,
        "\n\\* The run is over; it stays as it is, so that TLC does not take the end for a deadlock.\n\
        Over == {}\n\
        Ended == Over /\\ UNCHANGED m\n\
        \n\
        \\* A deadlock: somebody has not finished, and nobody can go on.\n\
        NotStuck == Over \\/ {}\n\
        \n\
        Next ==",
        cond(&model.ended, "m"),
        cond(&model.can_move, "m"),
    );
    for action in actions {
        let _ = writeln!(out, "  \\/ {action}");
    }
    out.push_str("  \\/ Ended\n\nSpec == Init /\\ [][Next]_m\n");
    out.push_str("=============================================================================\n");
}

/// Names for states in the middle of an action.
struct Names(usize);

impl Names {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("s{}", self.0)
    }
}

/// The state after some statements, as an expression of the state before them.
fn block(stmts: &[Stmt], before: &str, depth: usize, names: &mut Names) -> String {
    let indent = "  ".repeat(depth);
    let mut now = before.to_owned();
    let mut bindings: Vec<(String, String)> = Vec::new();
    let mut rest = stmts;
    while let Some(first) = rest.first() {
        let count = together(rest);
        let (these, behind) = rest.split_at(count);
        let is_last = behind.is_empty();
        let inner = depth + if is_last && bindings.is_empty() { 0 } else { 2 };
        let after = match first {
            Stmt::Set(..) => assignments(these, &now),
            Stmt::Call(proc, args) => {
                let args = args.iter().map(|arg| int(arg, &now));
                let args: Vec<String> = std::iter::once(now.clone()).chain(args).collect();
                format!("{}({})", proc.name, args.join(", "))
            }
            Stmt::Each(each) => {
                let name = format!("each_{}", each.proc.name);
                let args = each.args.iter().map(|arg| int(arg, &now));
                let range = [now.clone(), each.first.to_string(), each.last.to_string()];
                format!("{name}({})", range.into_iter().chain(args).collect::<Vec<_>>().join(", "))
            }
            Stmt::If(test, then, otherwise) => {
                let indent = "  ".repeat(inner);
                let then = block(then, &now, inner + 1, names);
                let test = cond(test, &now);
                let otherwise = block(otherwise, &now, inner + 1, names);
                format!("IF {test}\n{indent}THEN {then}\n{indent}ELSE {otherwise}")
            }
        };
        rest = behind;
        if is_last && bindings.is_empty() {
            return after;
        }
        let name = names.next();
        bindings.push((name.clone(), after));
        now = name;
    }
    let Some((_, last)) = bindings.pop() else { return now };
    let mut text = String::from("LET");
    for (i, (name, value)) in bindings.iter().enumerate() {
        let lead = if i == 0 { " ".to_owned() } else { format!("\n{indent}    ") };
        let _ = write!(text, "{lead}{name} == {value}");
    }
    let _ = write!(text, "\n{indent}IN  {last}");
    text
}

/// How many statements at the front can be one: assignments that do not read what those before them wrote.
fn together(stmts: &[Stmt]) -> usize {
    let mut written: Vec<&Var> = Vec::new();
    for (i, stmt) in stmts.iter().enumerate() {
        let Stmt::Set(place, value) = stmt else { return i.max(1) };
        let reads = |var: &&Var| {
            int_reads(value, var) || place.index.as_ref().is_some_and(|index| int_reads(index, var))
        };
        if written.iter().any(reads) {
            return i;
        }
        written.push(&place.var);
    }
    stmts.len()
}

fn int_reads(value: &Int, var: &Var) -> bool {
    match value {
        Int::Const(_) | Int::Named(..) | Int::Param(_) => false,
        Int::Get(place) => {
            place.var == *var || place.index.as_ref().is_some_and(|index| int_reads(index, var))
        }
        Int::Op(_, ab) => int_reads(&ab.0, var) || int_reads(&ab.1, var),
        Int::If(parts) => cond_reads(&parts.0, var) || int_reads(&parts.1, var) || int_reads(&parts.2, var),
        Int::Clamp(value, ..) => int_reads(value, var),
    }
}

fn cond_reads(condition: &Cond, var: &Var) -> bool {
    match condition {
        Cond::True | Cond::False => false,
        Cond::Cmp(_, ab) => int_reads(&ab.0, var) || int_reads(&ab.1, var),
        Cond::Not(inner) => cond_reads(inner, var),
        Cond::All(conds) | Cond::Any(conds) => conds.iter().any(|cond| cond_reads(cond, var)),
        Cond::Named(predicate) => cond_reads(&predicate.cond, var),
    }
}

fn assignments(stmts: &[Stmt], state: &str) -> String {
    let set = |stmt: &Stmt| match stmt {
        Stmt::Set(Place { var, index: None }, value) => format!("!.{} = {}", var.name, int(value, state)),
        Stmt::Set(Place { var, index: Some(index) }, value) => {
            format!("!.{}[{}] = {}", var.name, int(index, state), int(value, state))
        }
        Stmt::If(..) | Stmt::Call(..) | Stmt::Each(_) => unreachable!("only assignments are put together"),
    };
    format!("[{state} EXCEPT {}]", stmts.iter().map(set).collect::<Vec<_>>().join(", "))
}

/// A number that can stand in any expression.
fn operand(value: &Int, state: &str) -> String {
    let text = int(value, state);
    match value {
        Int::Op(..) => format!("({text})"),
        Int::Const(number) if *number < 0 => format!("({text})"),
        Int::Const(_) | Int::Named(..) | Int::Param(_) | Int::Get(_) | Int::If(_) | Int::Clamp(..) => text,
    }
}

fn int(value: &Int, state: &str) -> String {
    match value {
        Int::Const(number) => number.to_string(),
        Int::Named(name, _) | Int::Param(name) => (*name).to_owned(),
        Int::Get(Place { var, index: None }) => format!("{state}.{}", var.name),
        Int::Get(Place { var, index: Some(index) }) => format!("{state}.{}[{}]", var.name, int(index, state)),
        Int::Op(op, ab) => {
            let (a, b) = (operand(&ab.0, state), operand(&ab.1, state));
            match op {
                Op::Add => format!("{a} + {b}"),
                Op::Sub => format!("{a} - {b}"),
                Op::Mul => format!("{a} * {b}"),
                Op::Div => format!("Div({a}, {b})"),
                Op::Rem => format!("Rem({a}, {b})"),
            }
        }
        Int::If(parts) => {
            let (a, b) = (int(&parts.1, state), int(&parts.2, state));
            format!("(IF {} THEN {a} ELSE {b})", cond(&parts.0, state))
        }
        Int::Clamp(value, low, high) => format!("Clamp({}, {low}, {high})", int(value, state)),
    }
}
