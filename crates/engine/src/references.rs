//! Whether a program uses and drops only pages that it holds: forward data flow to a fixed point.
//!
//! Arrow: `Program` -> **[`Manners`]** -> `Footprint`. Where no program drops another's reference, the order in which
//! references are taken and dropped decides nothing; where all use only what they hold, the number of a page says in
//! which file it is. It knows registers, nothing of states.

use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Pc, Program};

/// What is known of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manners {
    /// Every reference that it drops is one that it took and still has.
    pub(crate) drops_its_own: bool,
    /// Every page that it uses is one that it has a reference to, or the lock of, so that it is not freed meanwhile.
    pub(crate) uses_its_own: bool,
}

/// What a register's page brings at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    references: u8,
    is_locked: bool,
}

/// NULL is worth as much as anybody wants.
const NULL: Held = Held { references: u8::MAX, is_locked: true };
const NOTHING: Held = Held { references: 0, is_locked: false };

impl Manners {
    /// Of a program that begins with what it has picked, or with nothing.
    pub(crate) fn of(program: &Program, begins_with_picks: bool) -> Self {
        let instr = |pc: usize| program.instr(Pc::try_from(pc).expect("programs are limited"));
        let mut manners = Self { drops_its_own: true, uses_its_own: true };
        let mut before: Vec<Option<Vec<Held>>> = vec![None; program.len()];
        let first = if begins_with_picks { NOTHING } else { NULL };
        before[0] = Some(vec![first; program.registers().len()]);
        let mut work = vec![0];
        while let Some(pc) = work.pop() {
            let mut held = before[pc].clone().expect("it was reached");
            // What is picked is there for the first step.
            let is_picked = begins_with_picks && pc == 0;
            manners.step(instr(pc), is_picked, &mut held);
            for next in program.successors(pc).into_iter().flatten() {
                if join(&mut before[next], &held) {
                    work.push(next);
                }
            }
        }
        manners
    }

    /// What an instruction uses, and what it does to what is held.
    fn step(&mut self, instr: &Instr, is_picked: bool, held: &mut [Held]) {
        match instr {
            Instr::Step { prim, args, dst } => {
                for arg in args.iter().zip(prim.spec().params).filter(|(_, ty)| **ty == Type::Page) {
                    let Held { references, is_locked } = of(arg.0, held);
                    self.uses_its_own &= is_picked || references > 0 || is_locked;
                }
                self.count(*prim, args, held);
                if let Some(dst) = dst {
                    held[dst.index()] = brought_by(*prim);
                }
            }
            // The copy is the one to drop it.
            Instr::Set(to, expr) => {
                held[to.index()] = of(expr, held);
                if let Expr::Reg(from) = expr
                    && from != to
                {
                    held[from.index()] = NOTHING;
                }
            }
            Instr::Unless(..) | Instr::Jump(_) | Instr::DisableFaults | Instr::EnableFaults | Instr::Exit => {
            }
        }
    }

    /// References and locks that a step takes and drops.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others leave references and locks alone")]
    fn count(&mut self, prim: Prim, args: &[Expr], held: &mut [Held]) {
        let page = match prim {
            Prim::GetPage
            | Prim::PutPage
            | Prim::LockPage
            | Prim::UnlockPage
            | Prim::Readpage
            | Prim::PrepareWrite => &args[0],
            Prim::InstallPte => &args[2],
            _ => return,
        };
        let before = of(page, held);
        let drops = matches!(prim, Prim::PutPage | Prim::InstallPte);
        self.drops_its_own &= !drops || before.references > 0;
        let Expr::Reg(page) = page else { return };
        if before == NULL {
            return;
        }
        let after = &mut held[page.index()];
        match prim {
            Prim::GetPage => after.references = (before.references + 1).min(u8::MAX - 1),
            Prim::LockPage => after.is_locked = true,
            Prim::PutPage | Prim::InstallPte => after.references = before.references.saturating_sub(1),
            _ => after.is_locked = false,
        }
    }
}

fn of(expr: &Expr, held: &[Held]) -> Held {
    match expr {
        Expr::Reg(reg) => held[reg.index()],
        Expr::Const(0) => NULL,
        Expr::Const(_)
        | Expr::File(_)
        | Expr::Mm(_)
        | Expr::Not(_)
        | Expr::Binary(..)
        | Expr::VmaFile(_)
        | Expr::VmaPgoff(_)
        | Expr::IsBlockDevice(_)
        | Expr::MaxBytes(_) => NOTHING,
    }
}

/// What the result of a primitive brings.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other primitive returns a page")]
fn brought_by(prim: Prim) -> Held {
    match prim {
        Prim::AddToPageCache | Prim::AddToPageCacheLru => Held { references: 1, is_locked: true },
        Prim::FindGetPage | Prim::AllocPage | Prim::FollowPage => Held { references: 1, is_locked: false },
        _ => NOTHING,
    }
}

/// The least of what is known before a place. Returns whether that was less.
fn join(before: &mut Option<Vec<Held>>, after: &[Held]) -> bool {
    let Some(before) = before else {
        *before = Some(after.to_vec());
        return true;
    };
    let mut is_less = false;
    for (before, after) in before.iter_mut().zip(after) {
        let least = Held {
            references: before.references.min(after.references),
            is_locked: before.is_locked && after.is_locked,
        };
        is_less |= least != *before;
        *before = least;
    }
    is_less
}
