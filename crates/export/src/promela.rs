//! A model as Promela, for SPIN 6.
//!
//! Arrow: `Model` -> **text**. A process for each task and actor, in which every transition is one `d_step` that begins
//! with its guard. All state is global and every process stays at the head of its loop, so that SPIN's states are
//! those of the model, and an invalid end state is one in which nobody can move.

use std::fmt::Write as _;

use crate::about::About;
use crate::ir::{Cmp, Cond, Decl, Int, Model, Op, Place, Predicate, Proc, Process, Stmt};
use crate::names::comment;
use crate::rules::words::{Block, Content, Oops};

/// The model as text.
pub(crate) fn print(model: &Model, about: &About<'_>) -> String {
    let mut out = head(model, about);
    definitions(&mut out);
    out.push_str("\n/* The state. 0 is none, everything else is numbered from 1. */\n");
    for var in model.vars.iter().filter(|var| !var.is_scratch) {
        declare(&mut out, var);
    }
    out.push_str("\n/* Set before it is read within every step, so no part of the state. */\n");
    for var in model.vars.iter().filter(|var| var.is_scratch) {
        declare(&mut out, var);
    }
    out.push_str(
        "\n/* The primitives: what they return is left in the_value, why they kill a task in the_fault. */\n",
    );
    for proc in &model.procs {
        procedure(&mut out, proc);
    }
    out.push_str("\n/* Who can go on. */\n");
    for predicate in &model.predicates {
        define(&mut out, predicate);
    }
    for process in &model.processes {
        proctype(&mut out, process);
    }
    out.push_str(
        "\n/* The run is over; stays as it is, so that SPIN does not take the end for a deadlock. */\n",
    );
    let _ = write!(
        out,
        "active proctype ended() {{\n\tdo\n\t:: d_step {{ ({}) -> skip }}\n\tod\n}}\n",
        cond(&model.ended)
    );
    out
}

/// Bytes that SPIN needs for a state, generously.
fn vector_size(model: &Model) -> usize {
    let size = |var: &Decl| var.init.len() * if type_of(var) == "int" { 4 } else { 2 };
    let state: usize = model.vars.iter().filter(|var| !var.is_scratch).map(|var| size(var)).sum();
    (state + 16 * (model.processes.len() + 2)).next_power_of_two().max(1024)
}

fn head(model: &Model, about: &About<'_>) -> String {
    let size = vector_size(model);
    format!(
        "/*\n\
        \x20* {title}\n\
        \x20*\n\
        \x20* {line}, written by pagelock.\n\
        \x20* The rules of the primitives are stated here a second time, so SPIN's answer is a second opinion.\n\
        \x20*\n\
        \x20* Every interleaving (an invalid end state is a deadlock; `states, stored` are all states):\n\
        \x20*\n\
        \x20*     spin -o2 -a FILE.pml        -o2 keeps what nothing reads in the states\n\
        \x20*     cc -O2 -DSAFETY -DNOREDUCE -DNOFAIR -DVECTORSZ={size} -o pan pan.c\n\
        \x20*     ./pan -m10000000            the first deadlock; then: spin -t -p FILE.pml\n\
        \x20*     ./pan -m10000000 -c0 -e     all states, all deadlocks\n\
        \x20*\n\
        \x20* With -DREACH as well, `./pan -i` looks for short ways to a deadlock. What is too large for\n\
        \x20* one machine goes to a swarm of searches, `spin -search -swarm4,2 FILE.pml`; it finds deadlocks\n\
        \x20* and never proves that there is none, because it does not visit all states.\n\
        \x20*/\n",
        title = comment(about.title),
        line = about.line(),
    )
}

fn definitions(out: &mut String) {
    let groups = [
        ("What a sector of a page holds.", Content::ALL),
        ("The disk behind a sector.", Block::ALL),
        ("Why a task dies.", Oops::ALL),
    ];
    for (about, words) in groups {
        let _ = writeln!(out, "\n/* {about} */");
        for (name, value, meaning) in words {
            let _ = writeln!(out, "#define {name:<16} {value}\t/* {meaning} */");
        }
    }
    out.push_str("\n/* Variables of a listing stay within their range; divisions by 0 give 0. */\n");
    out.push_str("#define CLAMP(x, low, high) ((x) < (low) -> (low) : ((x) > (high) -> (high) : (x)))\n");
    out.push_str("#define DIV(a, b) ((b) == 0 -> 0 : (a) / (b))\n");
    out.push_str("#define REM(a, b) ((b) == 0 -> 0 : (a) % (b))\n");
}

fn type_of(var: &Decl) -> &'static str {
    match var.range {
        (0.., ..=255) => "byte",
        (-32768.., ..=32767) => "short",
        _ => "int",
    }
}

fn declare(out: &mut String, var: &Decl) {
    let hidden = if var.is_scratch { "hidden " } else { "" };
    let size = if var.is_array { format!("[{}]", var.init.len()) } else { String::new() };
    let is_zero = var.init.iter().all(|&value| value == 0);
    let is_uniform = var.init.iter().all(|value| *value == var.init[0]);
    let init = if is_zero {
        String::new()
    } else if is_uniform {
        format!(" = {}", var.init[0])
    } else {
        let values: Vec<String> = var.init.iter().map(ToString::to_string).collect();
        format!(" = {{ {} }}", values.join(", "))
    };
    let about = if var.about.is_empty() { String::new() } else { format!("\t/* {} */", comment(&var.about)) };
    let _ = writeln!(out, "{hidden}{} {}{size}{init};{about}", type_of(var), var.name);
}

fn procedure(out: &mut String, proc: &Proc) {
    let _ = writeln!(out, "\n/* {} */", comment(&proc.about));
    let _ = writeln!(out, "inline {}({}) {{", proc.name, proc.params.join(", "));
    if proc.body.is_empty() {
        out.push_str("\tskip\n");
    }
    block(out, &proc.body, 1);
    out.push_str("}\n");
}

fn define(out: &mut String, predicate: &Predicate) {
    if !predicate.about.is_empty() {
        let _ = writeln!(out, "\n/* {} */", comment(&predicate.about));
    }
    let _ = writeln!(out, "#define {} ({})", predicate.name, cond(&predicate.cond));
}

fn proctype(out: &mut String, process: &Process) {
    let _ = writeln!(out, "\n/* {} */", comment(&process.about));
    let _ = writeln!(out, "active proctype {}() {{", process.name);
    if process.transitions.is_empty() {
        // SPIN wants a statement; this one can never be executed.
        out.push_str("end:\tfalse\n}\n");
        return;
    }
    out.push_str("\tdo\n");
    for transition in &process.transitions {
        let _ = writeln!(out, "\t/* {} */", comment(&transition.about));
        let _ = writeln!(out, "\t:: d_step {{ ({}) ->", cond(&transition.guard));
        block(out, &transition.body, 2);
        out.push_str("\t}\n");
    }
    out.push_str("\tod\n}\n");
}

fn block(out: &mut String, stmts: &[Stmt], depth: usize) {
    let indent = "\t".repeat(depth);
    for stmt in stmts {
        match stmt {
            Stmt::Set(to, value) => {
                let _ = writeln!(out, "{indent}{} = {};", place(to), int(value));
            }
            Stmt::Call(proc, args) => {
                // Arguments are substituted as text, so those that are not one word stand in parentheses.
                let args: Vec<String> = args.iter().map(operand).collect();
                let _ = writeln!(out, "{indent}{}({});", proc.name, args.join(", "));
            }
            Stmt::Each(each) => {
                let index = &each.index.name;
                let args: Vec<String> =
                    [index.clone()].into_iter().chain(each.args.iter().map(operand)).collect();
                let _ = writeln!(out, "{indent}for ({index} : {} .. {}) {{", each.first, each.last);
                let _ = writeln!(out, "{indent}\t{}({})", each.proc.name, args.join(", "));
                let _ = writeln!(out, "{indent}}}");
            }
            Stmt::If(test, then, otherwise) => {
                let _ = writeln!(out, "{indent}if\n{indent}:: {} ->", cond(test));
                block(out, then, depth + 1);
                if otherwise.is_empty() {
                    let _ = writeln!(out, "{indent}:: else");
                } else {
                    let _ = writeln!(out, "{indent}:: else ->");
                    block(out, otherwise, depth + 1);
                }
                let _ = writeln!(out, "{indent}fi;");
            }
        }
    }
}

fn place(place: &Place) -> String {
    match &place.index {
        Some(index) => format!("{}[{}]", place.var.name, int(index)),
        None => place.var.name.clone(),
    }
}

/// A number that can stand in any expression.
fn operand(value: &Int) -> String {
    let text = int(value);
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_closed = matches!(value, Int::Get(_) | Int::If(_) | Int::Clamp(..));
    if is_word || is_closed { text } else { format!("({text})") }
}

fn int(value: &Int) -> String {
    match value {
        Int::Const(number) => number.to_string(),
        Int::Named(name, _) | Int::Param(name) => (*name).to_owned(),
        Int::Get(from) => place(from),
        Int::Op(op, ab) => {
            let (a, b) = (operand(&ab.0), operand(&ab.1));
            let is_safe = ab.1.known().is_some_and(|divisor| divisor != 0);
            match op {
                Op::Add => format!("{a} + {b}"),
                Op::Sub => format!("{a} - {b}"),
                Op::Mul => format!("{a} * {b}"),
                Op::Div if is_safe => format!("{a} / {b}"),
                Op::Rem if is_safe => format!("{a} % {b}"),
                Op::Div => format!("DIV({a}, {b})"),
                Op::Rem => format!("REM({a}, {b})"),
            }
        }
        Int::If(parts) => match (&parts.1, &parts.2) {
            (Int::Const(1), Int::Const(0)) => format!("({})", cond(&parts.0)),
            (a, b) => format!("({} -> {} : {})", test(&parts.0), operand(a), operand(b)),
        },
        Int::Clamp(value, low, high) => format!("CLAMP({}, {low}, {high})", int(value)),
    }
}

/// A condition that can stand in any condition.
fn test(condition: &Cond) -> String {
    match condition {
        Cond::True | Cond::False | Cond::Named(_) | Cond::Not(_) => cond(condition),
        Cond::Cmp(..) | Cond::All(_) | Cond::Any(_) => format!("({})", cond(condition)),
    }
}

fn cond(condition: &Cond) -> String {
    let joined = |conds: &[Cond], by: &str| {
        let conds: Vec<String> = conds.iter().map(|cond| part(cond, by)).collect();
        conds.join(by)
    };
    match condition {
        Cond::True => "true".to_owned(),
        Cond::False => "false".to_owned(),
        Cond::Cmp(cmp, ab) => {
            let symbol = match cmp {
                Cmp::Eq => "==",
                Cmp::Ne => "!=",
                Cmp::Lt => "<",
                Cmp::Le => "<=",
            };
            format!("{} {symbol} {}", operand(&ab.0), operand(&ab.1))
        }
        Cond::Not(inner) => format!("!({})", cond(inner)),
        Cond::All(conds) => joined(conds, " && "),
        Cond::Any(conds) => joined(conds, " || "),
        Cond::Named(predicate) => predicate.name.clone(),
    }
}

/// A condition within others that are joined.
fn part(condition: &Cond, by: &str) -> String {
    match condition {
        Cond::Any(_) if by == " && " => format!("({})", cond(condition)),
        Cond::All(_) if by == " || " => format!("({})", cond(condition)),
        Cond::True
        | Cond::False
        | Cond::Cmp(..)
        | Cond::Not(_)
        | Cond::All(_)
        | Cond::Any(_)
        | Cond::Named(_) => cond(condition),
    }
}
