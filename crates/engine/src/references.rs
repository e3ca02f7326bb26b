//! Whether a program drops only page references that it has: forward data flow to a fixed point.
//!
//! Arrow: `Program` -> **yes or no** -> `Objects`. Where all programs do, a page is never freed under somebody, so
//! the order in which references are taken and dropped decides nothing. It knows registers, nothing of states.

use crate::prim::Prim;
use crate::program::{Expr, Instr, Pc, Program};

/// References that a register's page brings at least. NULL is worth as many as anybody wants.
type Owned = u8;

const NULL: Owned = Owned::MAX;

/// Whether every reference that the program drops is one that it took and still has.
pub(crate) fn drops_only_its_own(program: &Program, begins_with_picks: bool) -> bool {
    let instr = |pc: usize| program.instr(Pc::try_from(pc).expect("programs are limited"));
    let mut before: Vec<Option<Vec<Owned>>> = vec![None; program.len()];
    let first = if begins_with_picks { 0 } else { NULL };
    before[0] = Some(vec![first; program.registers().len()]);
    let mut work = vec![0];
    while let Some(pc) = work.pop() {
        let mut owned = before[pc].clone().expect("it was reached");
        if step(instr(pc), &mut owned).is_none() {
            return false;
        }
        for next in program.successors(pc).into_iter().flatten() {
            if join(&mut before[next], &owned) {
                work.push(next);
            }
        }
    }
    true
}

/// What an instruction does to what is owned; `None` if it drops what may not be the program's.
fn step(instr: &Instr, owned: &mut [Owned]) -> Option<()> {
    match instr {
        Instr::Step { prim, args, dst } => {
            if let Some(page) = page_that_counts(*prim, args) {
                let Expr::Reg(page) = page else { return None };
                let page = &mut owned[page.index()];
                *page = match (*prim, *page) {
                    (_, NULL) => NULL,
                    (Prim::GetPage, n) => n.saturating_add(1).min(NULL - 1),
                    (_, n) => n.checked_sub(1)?,
                };
            }
            if let Some(dst) = dst {
                owned[dst.index()] = Owned::from(brings_a_reference(*prim));
            }
        }
        Instr::Set(to, Expr::Const(0)) => owned[to.index()] = NULL,
        // The copy is the one to drop it.
        Instr::Set(to, Expr::Reg(from)) => owned[to.index()] = std::mem::take(&mut owned[from.index()]),
        Instr::Set(to, _) => owned[to.index()] = 0,
        Instr::Unless(..) | Instr::Jump(_) | Instr::DisableFaults | Instr::EnableFaults | Instr::Exit => {}
    }
    Some(())
}

/// The page that gets or loses a reference of the task's.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others leave the task's references alone")]
fn page_that_counts(prim: Prim, args: &[Expr]) -> Option<&Expr> {
    match prim {
        Prim::GetPage | Prim::PutPage => Some(&args[0]),
        Prim::InstallPte => Some(&args[2]),
        _ => None,
    }
}

fn brings_a_reference(prim: Prim) -> bool {
    let takers =
        [Prim::FindGetPage, Prim::AddToPageCache, Prim::AddToPageCacheLru, Prim::AllocPage, Prim::FollowPage];
    takers.contains(&prim)
}

/// The least of what is known before a place. Returns whether that was less.
fn join(before: &mut Option<Vec<Owned>>, after: &[Owned]) -> bool {
    let Some(before) = before else {
        *before = Some(after.to_vec());
        return true;
    };
    let mut is_less = false;
    for (before, after) in before.iter_mut().zip(after) {
        is_less |= after < before;
        *before = (*before).min(*after);
    }
    is_less
}
