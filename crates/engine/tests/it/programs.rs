//! Programs: what is refused, what their expressions compute, and which registers they forget.

use pagelock_engine::id::{Reg, TaskId};
use pagelock_engine::limits::{INSTRUCTIONS_MAX, REGISTERS_MAX};
use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{
    Binary, Expr, Instr, Pc, Place, Program, ProgramError, Register, page_index, page_offset,
};
use pagelock_engine::scenario::{FileKind, PageInit};

use crate::bench::{act, bench, binary, file, find, n, r};

fn program(code: Vec<Instr>, registers: usize) -> Result<Program, ProgramError> {
    let places = vec![Place::default(); code.len()];
    let registers = (0..registers).map(|i| Register { name: format!("r{i}"), ty: Type::Int });
    Program::new(code, places, registers.collect(), Vec::new())
}

fn step() -> Instr {
    act(Prim::PagevecLruAdd, &[])
}

#[test]
fn loops_without_a_step_are_refused_and_the_others_are_not() {
    let refused = |code: Vec<Instr>| match program(code, 1) {
        Err(ProgramError::LoopWithoutStep(pc)) => Some(pc),
        Err(ProgramError::TooLarge) | Ok(_) => None,
    };
    assert_eq!(refused(vec![Instr::Jump(0), Instr::Exit]), Some(0));
    let set = Instr::Set(Reg(0), n(1));
    assert_eq!(refused(vec![step(), set.clone(), Instr::Unless(r(0), 1), Instr::Exit]), Some(1));
    assert_eq!(refused(vec![set.clone(), step(), Instr::Unless(r(0), 0), Instr::Exit]), None);
    // Two ways through the loop, and only one of them makes a step.
    let code = vec![Instr::Unless(r(0), 2), step(), set, Instr::Jump(0), Instr::Exit];
    assert_eq!(refused(code), Some(0));
    // Silent instructions that are reached twice are no loop.
    assert_eq!(
        refused(vec![Instr::Unless(r(0), 2), Instr::DisableFaults, Instr::EnableFaults, Instr::Exit]),
        None
    );
}

#[test]
fn programs_have_limits() {
    let long = |steps| [vec![step(); steps], vec![Instr::Exit]].concat();
    assert!(program(long(INSTRUCTIONS_MAX - 1), 0).is_ok());
    assert_eq!(program(long(INSTRUCTIONS_MAX), 0).err(), Some(ProgramError::TooLarge));
    assert!(program(long(1), REGISTERS_MAX).is_ok());
    assert_eq!(program(long(1), REGISTERS_MAX + 1).err(), Some(ProgramError::TooLarge));
}

/// Value of an expression once it was in a register.
fn value(expr: Expr) -> i32 {
    let code = [Instr::Set(Reg(0), expr), step()];
    let run = bench().file("a", &[PageInit::Uptodate]).task("T", &code).run();
    run.machine.view(&run.state).register(TaskId(0), Reg(0))
}

#[test]
fn arithmetic_saturates_at_a_byte_and_division_by_zero_is_zero() {
    let of = |op, a, b| value(binary(op, n(a), n(b)));
    assert_eq!(
        [of(Binary::Add, 100, 27), of(Binary::Add, 100, 28), of(Binary::Sub, -100, 100)],
        [127, 127, -128]
    );
    assert_eq!([of(Binary::Mul, 20, -20), of(Binary::Mul, -3, 4)], [-128, -12]);
    assert_eq!(
        [of(Binary::Div, 7, 2), of(Binary::Div, 7, 0), of(Binary::Rem, 7, 4), of(Binary::Rem, 7, 0)],
        [3, 0, 3, 0]
    );
    assert_eq!(of(Binary::Div, i32::MIN, -1), 0, "overflow is no crash");
    assert_eq!([of(Binary::Min, 3, -1), of(Binary::Min, 2, 5)], [-1, 2]);
}

#[test]
fn comparisons_are_one_or_zero() {
    let of = |op| [(1, 2), (2, 2), (3, 2)].map(|(a, b)| value(binary(op, n(a), n(b))));
    assert_eq!(of(Binary::Eq), [0, 1, 0]);
    assert_eq!(of(Binary::Ne), [1, 0, 1]);
    assert_eq!(of(Binary::Lt), [1, 0, 0]);
    assert_eq!(of(Binary::Le), [1, 1, 0]);
    assert_eq!([0, 1, -5].map(|a| value(Expr::Not(Box::new(n(a))))), [1, 0, 0]);
}

#[test]
fn positions_are_split_into_page_and_sector() {
    assert_eq!([-1, 0, 1, 2, 5].map(page_index), [-1, 0, 0, 1, 2]);
    assert_eq!([-1, 0, 1, 2, 5].map(page_offset), [1, 0, 1, 0, 1]);
}

#[test]
fn expressions_know_block_devices_and_mappings() {
    let bench = bench().file("a", &[PageInit::Uptodate]).file_of(FileKind::BlockDevice, "sda", &[], true);
    let is_device = |index| Expr::IsBlockDevice(Box::new(file(index)));
    let vma = |wrap: fn(Box<(Expr, Expr)>) -> Expr, addr| wrap(Box::new((crate::bench::mm(), n(addr))));
    let values = [
        is_device(0),
        is_device(1),
        vma(Expr::VmaFile, 2),
        vma(Expr::VmaFile, 0),
        vma(Expr::VmaFile, 9),
        vma(Expr::VmaPgoff, 0),
    ];
    let sets = values.into_iter().enumerate().map(|(i, expr)| Instr::Set(Reg::new(i), expr));
    let code: Vec<Instr> = sets.chain([step()]).collect();
    let run = bench.mm("m", &[("sda", 3, false), ("a", 0, true)]).task("T", &code).run();
    let view = run.machine.view(&run.state);
    let found = (0..6).map(|i| view.register(TaskId(0), Reg(i)));
    assert_eq!(found.collect::<Vec<_>>(), [0, 1, 1, 2, 0, 3]);
}

#[test]
fn registers_are_live_until_they_are_read_for_the_last_time() {
    let code = vec![
        Instr::Set(Reg(0), n(1)),
        step(),
        Instr::Unless(r(0), 4),
        Instr::Set(Reg(1), r(0)),
        act(Prim::ISizeWrite, &[file(0), r(1)]),
        Instr::Exit,
    ];
    let program = program(code, 2).unwrap();
    let live: Vec<u32> = (0..6).map(|pc: Pc| program.live(pc)).collect();
    assert_eq!(live, [0b10, 0b11, 0b11, 0b01, 0b10, 0]);
}

#[test]
fn states_that_differ_only_in_what_nobody_reads_any_more_are_one_state() {
    let code = |value| [Instr::Set(Reg(0), n(value)), act(Prim::ISizeWrite, &[file(0), r(0)]), find(1, 0, 0)];
    let after = |value| {
        let bench = bench().file("a", &[PageInit::Uptodate]).lean_task("T", &code(value), &[]);
        bench.run().go("T").state
    };
    // Sizes above the file's pages are cut to the same value; the register is forgotten.
    assert_eq!(after(2), after(77));
    assert_ne!(after(2), after(1));
}

#[test]
fn a_program_that_does_nothing_is_empty_and_its_task_has_finished() {
    assert!(program(vec![Instr::Exit], 0).unwrap().is_empty());
    assert!(!program(vec![step(), Instr::Exit], 0).unwrap().is_empty());
    let report = bench().lean_task("T", &[], &[]).search();
    assert_eq!((report.summary().as_str(), report.states, report.depth), ("ok", 1, 0));
}
