//! A compiled listing: straight-line instructions over a few registers, every call inlined.
//!
//! Arrow: listing -> **`Program`** -> `exec`. A program knows where each instruction stands in the text, for the
//! pictures, and which registers still matter at each, so that states differ only where the future can.

use crate::id::Reg;
use crate::limits::{INSTRUCTIONS_MAX, REGISTERS_MAX, SECTORS_PER_PAGE};
use crate::prim::{Prim, Type};

/// A pure expression. Pages, files and address spaces are numbers from 1 with 0 for NULL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A number.
    Const(i32),
    /// A register.
    Reg(Reg),
    /// The task's n-th file: private files differ from task to task.
    File(u8),
    /// The task's n-th address space; 0 is its own.
    Mm(u8),
    /// `!a`: 1 if it is 0, else 0.
    Not(Box<Expr>),
    /// Two operands.
    Binary(Binary, Box<(Expr, Expr)>),
    /// The file mapped at an address of an address space; NULL where nothing is.
    VmaFile(Box<(Expr, Expr)>),
    /// The page index within that file.
    VmaPgoff(Box<(Expr, Expr)>),
    /// Whether a file is a block device, which is written without `i_mutex`.
    IsBlockDevice(Box<Expr>),
    /// The size in sectors that a file can have at most.
    MaxBytes(Box<Expr>),
}

/// Operators of two numbers. Arithmetic saturates at the limits; comparisons give 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`, 0 when b is 0
    Div,
    /// `a % b`, 0 when b is 0
    Rem,
    /// The smaller of the two.
    Min,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
}

impl Binary {
    /// Value of the operator, before saturation.
    pub fn apply(self, a: i32, b: i32) -> i32 {
        match self {
            Self::Add => a.saturating_add(b),
            Self::Sub => a.saturating_sub(b),
            Self::Mul => a.saturating_mul(b),
            Self::Div => a.checked_div(b).unwrap_or(0),
            Self::Rem => a.checked_rem(b).unwrap_or(0),
            Self::Min => a.min(b),
            Self::Eq => i32::from(a == b),
            Self::Ne => i32::from(a != b),
            Self::Lt => i32::from(a < b),
            Self::Le => i32::from(a <= b),
        }
    }
}

/// Position of an instruction.
pub type Pc = u16;

/// One instruction. Only [`Instr::Step`] is visible; the others ride with the step before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instr {
    /// A primitive: one step.
    Step {
        /// What it does.
        prim: Prim,
        /// Its arguments.
        args: Vec<Expr>,
        /// Where its result goes.
        dst: Option<Reg>,
    },
    /// Computes a register.
    Set(Reg, Expr),
    /// Goes on at the target if the expression is 0, else at the next instruction.
    Unless(Expr, Pc),
    /// Goes on at the target.
    Jump(Pc),
    /// `pagefault_disable` and `kmap_atomic`: touches nothing another task can see.
    DisableFaults,
    /// `pagefault_enable` and `kunmap_atomic`.
    EnableFaults,
    /// Ends the program.
    Exit,
}

/// A place in the listing, for the pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// File of the listing, as an index the compiler chose.
    pub file: u16,
    /// 1-based line.
    pub line: u32,
    /// Step label in force, empty if none.
    pub label: String,
    /// Functions from the system call inwards.
    pub chain: Vec<String>,
}

/// A register, for widths and pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Name of the variable it holds.
    pub name: String,
    /// What it holds.
    pub ty: Type,
}

/// A system call made by the program, for outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Name of the system call.
    pub name: String,
    /// As written in the scenario.
    pub text: String,
    /// For calls that return a count: how many sectors were asked for.
    pub sectors: Option<i32>,
    /// Register with its result once it has returned, unless it returns nothing. It is kept until the end.
    pub result: Option<Reg>,
}

/// A program: what one task does from beginning to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// invariant: ends in `Exit`, targets are in range, no cycle without a `Step`
    code: Vec<Instr>,
    /// invariant: as long as `code`
    places: Vec<Place>,
    registers: Vec<Register>,
    calls: Vec<Call>,
    /// Registers that may still be read, by instruction, as a mask. invariant: as long as `code`
    live: Vec<u32>,
}

/// Why instructions are not a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramError {
    /// More instructions or registers than the limits allow.
    TooLarge,
    /// This instruction is on a loop that never makes a step.
    LoopWithoutStep(Pc),
}

impl Program {
    /// Checks instructions and computes which registers are live where.
    ///
    /// # Errors
    /// When the code is larger than the limits or loops without a step.
    ///
    /// # Panics
    /// When the compiler broke the shape: no `Exit` at the end, a target out of range.
    pub fn new(
        code: Vec<Instr>,
        places: Vec<Place>,
        registers: Vec<Register>,
        calls: Vec<Call>,
    ) -> Result<Self, ProgramError> {
        if code.len() > INSTRUCTIONS_MAX || registers.len() > REGISTERS_MAX {
            return Err(ProgramError::TooLarge);
        }
        assert!(code.last() == Some(&Instr::Exit), "a program ends in Exit");
        assert_eq!(code.len(), places.len(), "every instruction has a place");
        let mut program = Self { live: vec![0; code.len()], code, places, registers, calls };
        program.check_loops()?;
        program.compute_live();
        Ok(program)
    }

    /// The instruction at a position.
    pub fn instr(&self, pc: Pc) -> &Instr {
        &self.code[usize::from(pc)]
    }

    /// Number of instructions.
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether it does nothing at all.
    pub fn is_empty(&self) -> bool {
        self.code.len() == 1
    }

    /// Where an instruction stands in the listing.
    pub fn place(&self, pc: Pc) -> &Place {
        &self.places[usize::from(pc)]
    }

    /// Where its instructions stand in the listing.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Its registers.
    pub fn registers(&self) -> &[Register] {
        &self.registers
    }

    /// Its system calls in order.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// Mask of the registers that may still be read from a position on.
    pub fn live(&self, pc: Pc) -> u32 {
        self.live[usize::from(pc)]
    }

    /// Whether it has this primitive anywhere.
    pub fn uses(&self, prim: Prim) -> bool {
        self.code.iter().any(|instr| matches!(instr, Instr::Step { prim: p, .. } if *p == prim))
    }

    /// Where execution may go on after an instruction.
    pub(crate) fn successors(&self, pc: usize) -> [Option<usize>; 2] {
        match &self.code[pc] {
            Instr::Step { .. } | Instr::Set(..) | Instr::DisableFaults | Instr::EnableFaults => {
                [Some(pc + 1), None]
            }
            Instr::Unless(_, target) => [Some(pc + 1), Some(usize::from(*target))],
            Instr::Jump(target) => [Some(usize::from(*target)), None],
            Instr::Exit => [None, None],
        }
    }

    /// Refuses a cycle of instructions without a step: a task in it would never come to its next step.
    fn check_loops(&self) -> Result<(), ProgramError> {
        // 0 unseen, 1 on the path, 2 done
        let mut colour = vec![0u8; self.code.len()];
        for start in 0..self.code.len() {
            let mut stack = vec![(start, 0usize)];
            if colour[start] != 0 {
                continue;
            }
            colour[start] = 1;
            while let Some((pc, next)) = stack.pop() {
                let silent = !matches!(self.code[pc], Instr::Step { .. });
                let target = self.successors(pc).into_iter().flatten().nth(next).filter(|_| silent);
                let Some(target) = target else {
                    colour[pc] = 2;
                    continue;
                };
                stack.push((pc, next + 1));
                match colour[target] {
                    0 => {
                        colour[target] = 1;
                        stack.push((target, 0));
                    }
                    1 => {
                        let pc = Pc::try_from(target).expect("code is within the limits");
                        return Err(ProgramError::LoopWithoutStep(pc));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Backward data flow to a fixed point. Results of calls are live once set, because outcomes read them.
    fn compute_live(&mut self) {
        let results = self.calls.iter().filter_map(|call| call.result).fold(0, |mask, reg| mask | bit(reg));
        loop {
            let mut changed = false;
            for pc in (0..self.code.len()).rev() {
                let after = self.successors(pc).into_iter().flatten().fold(0, |m, next| m | self.live[next]);
                let before = match &self.code[pc] {
                    Instr::Step { args, dst, .. } => {
                        let after = dst.map_or(after, |reg| after & !bit(reg));
                        args.iter().fold(after, |mask, arg| mask | reads(arg))
                    }
                    Instr::Set(reg, expr) => after & !bit(*reg) | reads(expr),
                    Instr::Unless(expr, _) => after | reads(expr),
                    Instr::Jump(_) | Instr::DisableFaults | Instr::EnableFaults => after,
                    Instr::Exit => results,
                } | results;
                changed |= before != self.live[pc];
                self.live[pc] = before;
            }
            if !changed {
                return;
            }
        }
    }
}

fn bit(reg: Reg) -> u32 {
    1 << reg.0
}

/// Registers an expression reads, as a mask.
fn reads(expr: &Expr) -> u32 {
    match expr {
        Expr::Const(_) | Expr::File(_) | Expr::Mm(_) => 0,
        Expr::Reg(reg) => bit(*reg),
        Expr::Not(a) | Expr::IsBlockDevice(a) | Expr::MaxBytes(a) => reads(a),
        Expr::Binary(_, ab) | Expr::VmaFile(ab) | Expr::VmaPgoff(ab) => reads(&ab.0) | reads(&ab.1),
    }
}

/// Page index of a position in sectors.
pub fn page_index(pos: i32) -> i32 {
    pos.div_euclid(i32::from(SECTORS_PER_PAGE))
}

/// Sector within its page of a position in sectors.
pub fn page_offset(pos: i32) -> i32 {
    pos.rem_euclid(i32::from(SECTORS_PER_PAGE))
}
