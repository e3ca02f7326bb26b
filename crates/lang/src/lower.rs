//! The system calls of a task, and everything they call, to one program: every call is inlined.
//!
//! Arrow: `Checked` + calls -> **`Program`**. Arguments are put in the place of parameters, which never change, so
//! only variables need registers; those of functions that cannot be active together share them. Conditions that are
//! known from the arguments are decided here, and what they rule out is left out. Knows nothing of states.

use pagelock_engine::id::Reg;
use pagelock_engine::limits::{INT_MAX, INT_MIN};
use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{Call, Expr, Instr, Pc, Place, Program, ProgramError, Register};
use pagelock_engine::scenario::Failure;
use pagelock_lists::{self as lists, Map};

use crate::ast::{self, Function, FunctionKind};
use crate::check::{Checked, engine_type};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{INSTRUCTIONS_MAX, NESTING_MAX};
use crate::lower_stmt::first_label;
use crate::span::{Span, place};

/// A system call with its arguments, ready to be compiled.
#[derive(Clone, Debug)]
pub(crate) struct CallSite {
    /// The system call; it exists.
    pub(crate) name: String,
    /// One value per parameter.
    pub(crate) args: Vec<Expr>,
    /// As written in the scenario.
    pub(crate) text: String,
}

/// What is known of a task's n-th file when its program is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileFacts {
    pub(crate) is_block_device: bool,
    /// sectors it can have at most
    pub(crate) max_bytes: i32,
}

/// What is known of a task when its program is compiled. What it rules out is not compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// the task's files, by position
    pub(crate) files: &'a [FileFacts],
    /// whether it is a kernel thread
    pub(crate) is_kernel: bool,
    /// what may fail in the scenario
    pub(crate) failures: &'a [Failure],
}

/// Compiles the calls of a task, one after the other.
pub(crate) fn lower_calls(
    checked: &Checked,
    calls: &[CallSite],
    facts: Facts<'_>,
) -> Result<Program, Diagnostic> {
    let mut lowerer = Lowerer::new(checked, facts);
    for call in calls {
        lowerer.syscall(call)?;
    }
    lowerer.finish()
}

/// Compiles an environment function. Its parameters are its first registers.
pub(crate) fn lower_env(checked: &Checked, name: &str) -> Result<Program, Diagnostic> {
    let mut lowerer = Lowerer::new(checked, Facts { files: &[], is_kernel: false, failures: &[] });
    let (file, function) =
        checked.linked.functions.get(name).expect("it is asked for by a name that is there");
    let params = function.params.iter();
    let regs = params.map(|param| lowerer.fresh(&param.name.value, engine_type(param.ty.value)));
    let args: Vec<Expr> = regs.map(Expr::Reg).collect();
    lowerer.inline(*file, function, args, None)?;
    let program = lowerer.finish()?;
    let returns_at_once = matches!(program.instr(0), Instr::Step { prim, .. } if !prim.spec().sleeps);
    if returns_at_once {
        return Ok(program);
    }
    Err(Diagnostic {
        code: Code::EnvironmentWaits,
        file: checked.linked.files[*file].name.clone(),
        span: Some(function.name.span),
        message: format!("`{name}` does not begin with a primitive that returns at once"),
        hint: Some("begin with one such as `trylock_page`; reclaim never sleeps on a page lock".to_owned()),
    })
}

/// What a name stands for in the function that is being inlined.
#[derive(Clone, Debug)]
pub(crate) enum Binding {
    /// A parameter: the argument itself.
    Argument(Expr),
    /// A variable.
    Register(Reg),
}

/// A function that is being inlined.
pub(crate) struct Activation {
    pub(crate) file: usize,
    pub(crate) names: Map<String, Binding>,
    /// where its result goes, if anybody wants it
    pub(crate) result: Option<Reg>,
    /// jumps to its end that wait for their target
    pub(crate) returns: Vec<usize>,
    /// enclosing loops: target of `continue`, and jumps of `break` that wait for theirs
    pub(crate) loops: Vec<(usize, Vec<usize>)>,
}

pub(crate) struct Lowerer<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) files: &'a [FileFacts],
    pub(crate) facts: Facts<'a>,
    pub(crate) activations: Vec<Activation>,
    code: Vec<Instr>,
    places: Vec<Place>,
    spans: Vec<(usize, Span)>,
    registers: Vec<Register>,
    /// registers of activations and temporaries that are alive
    busy: Vec<Reg>,
    /// the page the task remembers, whatever functions are active
    locked_page: Option<Reg>,
    calls: Vec<Call>,
    /// functions from the system call inwards
    chain: Vec<String>,
    pub(crate) label: String,
    /// whether the system call's own steps have letters
    pub(crate) letters: bool,
    /// statement that is being compiled
    pub(crate) span: Span,
    /// registers whose value is known at this point of the code, whatever way it was come to
    pub(crate) known: Map<Reg, i32>,
}

impl<'a> Lowerer<'a> {
    fn new(checked: &'a Checked, facts: Facts<'a>) -> Self {
        Self {
            checked,
            files: facts.files,
            facts,
            locked_page: None,
            activations: Vec::new(),
            code: Vec::new(),
            places: Vec::new(),
            spans: Vec::new(),
            registers: Vec::new(),
            busy: Vec::new(),
            calls: Vec::new(),
            chain: Vec::new(),
            label: String::new(),
            letters: false,
            span: Span::default(),
            known: Map::new_vec(),
        }
    }

    fn syscall(&mut self, call: &CallSite) -> Result<(), Diagnostic> {
        let (file, function) = &self.checked.linked.functions[&call.name];
        let result = (function.result.value != ast::Type::Void)
            .then(|| self.fresh(&format!("result of {}", call.name), Type::Int));
        let len = function.params.iter().position(|param| param.name.value == "len");
        let sectors = match len.map(|len| &call.args[len]) {
            Some(Expr::Const(len)) if function.result.value == ast::Type::Ssize => Some(*len),
            _ => None,
        };
        self.calls.push(Call { name: call.name.clone(), text: call.text.clone(), sectors, result });
        self.letters = first_label(&function.body)
            .is_some_and(|label| label.starts_with(|first: char| first.is_ascii_alphabetic()));
        self.inline(*file, function, call.args.clone(), result)
    }

    fn finish(mut self) -> Result<Program, Diagnostic> {
        self.push(Instr::Exit)?;
        let Self { code, places, spans, registers, calls, checked, .. } = self;
        let files = &checked.linked.files;
        let at = |pc: usize, code, message: String| {
            let (file, span) = spans[pc];
            Diagnostic { code, file: files[file].name.clone(), span: Some(span), message, hint: None }
        };
        Program::new(code, places, registers, calls).map_err(|error| match error {
            ProgramError::TooLarge => too_large(checked),
            ProgramError::LoopWithoutStep(pc) => at(
                usize::from(pc),
                Code::LoopWithoutStep,
                "this loop can go round for ever without making a step".to_owned(),
            ),
        })
    }

    /// Compiles the body of a function in place. `result` gets what it returns.
    pub(crate) fn inline(
        &mut self,
        file: usize,
        function: &'a Function,
        args: Vec<Expr>,
        result: Option<Reg>,
    ) -> Result<(), Diagnostic> {
        let name = &function.name.value;
        if self.chain.contains(name) || self.chain.len() >= NESTING_MAX {
            return Err(self.recursion(name));
        }
        let params = function.params.iter().map(|param| param.name.value.clone());
        let mut names: Map<String, Binding> = lists::map(params.zip(args.into_iter().map(Binding::Argument)));
        let busy = self.busy.len();
        for (local, &ty) in &self.checked.locals[name] {
            names.insert(local.clone(), Binding::Register(self.take(local, ty)));
        }
        self.chain.push(name.clone());
        let (label, span) = (self.label.clone(), self.span);
        self.activations.push(Activation { file, names, result, returns: Vec::new(), loops: Vec::new() });
        self.block(&function.body)?;
        let activation = self.activations.pop().expect("it was pushed above");
        (self.label, self.span) = (label, span);
        self.chain.pop();
        self.busy.truncate(busy);
        for jump in activation.returns {
            self.patch(jump);
        }
        Ok(())
    }

    pub(crate) fn activation(&mut self) -> &mut Activation {
        self.activations.last_mut().expect("code is compiled within a function")
    }

    /// A register that nobody else has.
    fn fresh(&mut self, name: &str, ty: Type) -> Reg {
        let reg = Reg::new(self.registers.len());
        self.registers.push(Register { name: name.to_owned(), ty });
        self.busy.push(reg);
        reg
    }

    /// A register that nobody has now: a free one of that type, or a fresh one.
    pub(crate) fn take(&mut self, name: &str, ty: Type) -> Reg {
        let mut all = (0..self.registers.len()).map(Reg::new);
        let free = all.find(|reg| {
            let is_busy = self.busy.contains(reg) || self.locked_page == Some(*reg);
            self.registers[reg.index()].ty == ty && !is_busy
        });
        match free {
            Some(reg) => {
                self.busy.push(reg);
                reg
            }
            None => self.fresh(name, ty),
        }
    }

    /// The register of the page that the task remembers. It is never given back.
    pub(crate) fn locked_page(&mut self) -> Reg {
        let reg = self.locked_page.unwrap_or_else(|| self.fresh("current locked page", Type::Page));
        self.locked_page = Some(reg);
        reg
    }

    /// Gives back everything taken since the mark.
    pub(crate) fn release(&mut self, mark: usize) {
        self.busy.truncate(mark);
    }

    pub(crate) fn mark(&self) -> usize {
        self.busy.len()
    }

    /// Appends an instruction at the current place.
    pub(crate) fn push(&mut self, instr: Instr) -> Result<usize, Diagnostic> {
        if self.code.len() >= INSTRUCTIONS_MAX {
            return Err(too_large(self.checked));
        }
        let file = self.activations.last().map_or(0, |activation| activation.file);
        let text = &self.checked.linked.files[file].text;
        self.places.push(Place {
            file: u16::try_from(file).expect("files are limited"),
            line: place(text, self.span.start).line,
            label: self.label.clone(),
            chain: self.chain.clone(),
        });
        self.spans.push((file, self.span));
        match &instr {
            Instr::Set(reg, Expr::Const(value)) => {
                let is_int = self.registers[reg.index()].ty == Type::Int;
                let kept = if is_int { (*value).clamp(INT_MIN, INT_MAX) } else { *value };
                self.known.insert(*reg, kept);
            }
            Instr::Set(reg, _) | Instr::Step { dst: Some(reg), .. } => {
                self.known.remove(reg);
            }
            Instr::Step { dst: None, .. }
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => {}
        }
        self.code.push(instr);
        Ok(self.code.len() - 1)
    }

    pub(crate) fn here(&self) -> usize {
        self.code.len()
    }

    /// Lets a jump go to the next instruction.
    pub(crate) fn patch(&mut self, jump: usize) {
        self.known.clear();
        let here = pc(self.here());
        match &mut self.code[jump] {
            Instr::Jump(target) | Instr::Unless(_, target) => *target = here,
            Instr::Step { .. }
            | Instr::Set(..)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => {
                unreachable!("instruction {jump} is no jump")
            }
        }
    }

    fn recursion(&self, name: &str) -> Diagnostic {
        let file = self.activations.last().map_or(0, |activation| activation.file);
        Diagnostic {
            code: Code::Recursion,
            file: self.checked.linked.files[file].name.clone(),
            span: Some(self.span),
            message: format!("`{name}` calls itself: {} > {name}", self.chain.join(" > ")),
            hint: Some("every call is inlined; use a loop".to_owned()),
        }
    }

    /// A variable: its value if that is known here.
    pub(crate) fn variable(&self, reg: Reg) -> Expr {
        self.known.get(&reg).map_or(Expr::Reg(reg), |&value| Expr::Const(value))
    }

    /// Appends a primitive.
    pub(crate) fn step(&mut self, prim: Prim, args: Vec<Expr>, dst: Option<Reg>) -> Result<(), Diagnostic> {
        self.push(Instr::Step { prim, args, dst }).map(|_| ())
    }
}

fn too_large(checked: &Checked) -> Diagnostic {
    Diagnostic {
        code: Code::ProgramTooLarge,
        file: checked.linked.files[0].name.clone(),
        span: None,
        message: format!(
            "the calls of a task need more than {INSTRUCTIONS_MAX} instructions or too many variables"
        ),
        hint: Some("let the task make fewer calls, or call fewer functions".to_owned()),
    }
}

pub(crate) fn pc(index: usize) -> Pc {
    Pc::try_from(index).expect("instructions are limited")
}

/// Whether a function is a system call that a task can make.
pub(crate) fn is_syscall(function: &Function) -> bool {
    function.kind == FunctionKind::Syscall
}
