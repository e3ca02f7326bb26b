//! A machine as bytes: its scenario, with the programs that tasks share.
//!
//! Arrow: [`Machine`] <-> scenario <-> **bytes**, which serde takes as they are. What of a machine follows from its
//! scenario is made again.

use std::sync::Arc;

use pagelock_engine::Machine;
use pagelock_engine::id::{FileId, MmId, Reg};
use pagelock_engine::prim::{Prim, SPECS, Type};
use pagelock_engine::program::{Binary, Call, Expr, Instr, Pc, Place, Program, Register};
use pagelock_engine::scenario::{
    Actor, Failure, File, FileKind, FileSystem, Mm, MmKind, PageInit, Pick, RwsemPolicy, Scenario, Task,
    UserPage,
};
use serde::{Deserialize, Deserializer, Serializer};

use super::codec::{Bytes, Carried, records, variants};

/// As [`serde::Serialize`] has it.
pub(super) fn serialize<S: Serializer>(machine: &Machine, to: S) -> Result<S::Ok, S::Error> {
    let mut out = Vec::new();
    write(machine.scenario(), &mut out);
    to.serialize_bytes(&out)
}

/// As [`serde::Deserialize`] has it.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Machine, D::Error> {
    let bytes = <&[u8]>::deserialize(from)?;
    Ok(Machine::new(read(&mut Bytes(bytes))))
}

fn write(scenario: &Scenario, out: &mut Vec<u8>) {
    let Scenario { rwsem, pkmap_slots, failures, files, mms, tasks, actors } = scenario;
    rwsem.write(out);
    pkmap_slots.write(out);
    for budget in failures {
        budget.write(out);
    }
    files.write(out);
    mms.write(out);
    let mut programs = Programs::default();
    let tasks: Vec<TaskOf> = tasks.iter().map(|task| TaskOf::new(task, &mut programs)).collect();
    let actors: Vec<ActorOf> = actors.iter().map(|actor| ActorOf::new(actor, &mut programs)).collect();
    u32::try_from(programs.0.len()).expect("programs are no more than tasks").write(out);
    programs.0.iter().for_each(|program| write_program(program, out));
    tasks.write(out);
    actors.write(out);
}

fn read(from: &mut Bytes<'_>) -> Scenario {
    let (rwsem, pkmap_slots) = Carried::read(from);
    let failures = [(); Failure::ALL.len()].map(|()| u8::read(from));
    let (files, mms) = Carried::read(from);
    let programs: Vec<Arc<Program>> = (0..u32::read(from)).map(|_| Arc::new(read_program(from))).collect();
    let program = |number: u16| Arc::clone(&programs[usize::from(number)]);
    let tasks = Vec::<TaskOf>::read(from).into_iter().map(|TaskOf { name, program: number, files, mms }| {
        Task { name, program: program(number), files, mms }
    });
    let tasks = tasks.collect();
    let actors =
        Vec::<ActorOf>::read(from).into_iter().map(|ActorOf { name, program: number, pick, budget }| Actor {
            name,
            program: program(number),
            pick,
            budget,
        });
    let actors = actors.collect();
    Scenario { rwsem, pkmap_slots, failures, files, mms, tasks, actors }
}

/// The programs of a scenario, each once: tasks that are alike run the very same one.
#[derive(Default)]
struct Programs<'s>(Vec<&'s Arc<Program>>);

impl<'s> Programs<'s> {
    /// Number of a program. Those that share it stand together.
    fn number(&mut self, program: &'s Arc<Program>) -> u16 {
        if !self.0.last().is_some_and(|last| Arc::ptr_eq(last, program)) {
            self.0.push(program);
        }
        u16::try_from(self.0.len() - 1).expect("programs are no more than tasks")
    }
}

/// A task, with the number of its program.
struct TaskOf {
    name: String,
    program: u16,
    files: Vec<FileId>,
    mms: Vec<MmId>,
}

impl TaskOf {
    fn new<'s>(task: &'s Task, programs: &mut Programs<'s>) -> Self {
        let program = programs.number(&task.program);
        Self { name: task.name.clone(), program, files: task.files.clone(), mms: task.mms.clone() }
    }
}

/// An actor, with the number of its program.
struct ActorOf {
    name: String,
    program: u16,
    pick: Pick,
    budget: u8,
}

impl ActorOf {
    fn new<'s>(actor: &'s Actor, programs: &mut Programs<'s>) -> Self {
        let program = programs.number(&actor.program);
        Self { name: actor.name.clone(), program, pick: actor.pick, budget: actor.budget }
    }
}

fn write_program(program: &Program, out: &mut Vec<u8>) {
    let code = (0..program.len()).map(|pc| program.instr(Pc::try_from(pc).expect("programs are limited")));
    u32::try_from(program.len()).expect("programs are limited").write(out);
    code.for_each(|instr| instr.write(out));
    program.places().to_vec().write(out);
    program.registers().to_vec().write(out);
    program.calls().to_vec().write(out);
}

fn read_program(from: &mut Bytes<'_>) -> Program {
    let code = Carried::read(from);
    let (places, (registers, calls)) = Carried::read(from);
    Program::new(code, places, registers, calls).expect("it was a program when it was written")
}

impl Carried for Prim {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(*self as usize).expect("primitives are few"));
    }

    fn read(from: &mut Bytes<'_>) -> Self {
        SPECS[usize::from(from.byte())].prim
    }
}

records! {
    FileId { 0 }
    MmId { 0 }
    Reg { 0 }
    File { name, kind, system, pages, size, highmem }
    Mm { name, kind, pages }
    UserPage { name, backing, present }
    TaskOf { name, program, files, mms }
    ActorOf { name, program, pick, budget }
    Place { file, line, label, chain }
    Register { name, ty }
    Call { name, text, sectors, result }
}

variants! {
    RwsemPolicy { 0 Fifo 1 ReaderPreferring }
    FileKind { 0 Regular 1 BlockDevice 2 Anonymous }
    FileSystem { 0 Block 1 Ramfs 2 RamfsFixed 3 WholePage }
    PageInit { 0 Absent 1 Uptodate 2 NotUptodate 3 Dirty 4 Hole }
    MmKind { 0 User 1 Kernel }
    Pick { 0 Page 1 Pte }
    Type { 0 Void 1 Int 2 Page 3 File 4 Mm 5 Addr }
    Binary { 0 Add 1 Sub 2 Mul 3 Div 4 Rem 5 Min 6 Eq 7 Ne 8 Lt 9 Le }
    Expr {
        0 Const(n)
        1 Reg(reg)
        2 File(n)
        3 Mm(n)
        4 Not(of)
        5 Binary(binary, of)
        6 VmaFile(of)
        7 VmaPgoff(of)
        8 IsBlockDevice(of)
        9 MaxBytes(of)
    }
    Instr {
        0 Step { prim, args, dst }
        1 Set(reg, expr)
        2 Unless(expr, pc)
        3 Jump(pc)
        4 DisableFaults
        5 EnableFaults
        6 Exit
    }
}

#[cfg(test)]
mod tests {
    use pagelock_lang::builtin::{self, Text};
    use pagelock_lang::{Source, build};

    use super::*;

    /// Every scenario and workload under every listing, at its own options and with all tasks that it can have.
    #[test]
    fn a_machine_is_read_as_it_was_written() {
        let scenarios = builtin::SCENARIOS.iter().chain(builtin::LEVELS).chain(builtin::WORKLOADS);
        let source = |text: &'static Text| Source::Text(text.name, text.text());
        let mut count = 0;
        for scenario in scenarios {
            for listing in builtin::LISTINGS {
                let Ok(built) = build(source(scenario), Source::Builtin(listing.name), &[]) else { continue };
                let mut bytes = Vec::new();
                write(built.machine.scenario(), &mut bytes);
                let mut from = Bytes(&bytes);
                let read = read(&mut from);
                assert_eq!(read, *built.machine.scenario(), "{} under {}", scenario.name, listing.name);
                assert!(from.0.is_empty(), "{} under {}", scenario.name, listing.name);
                count += 1;
            }
        }
        assert!(count > builtin::SCENARIOS.len() * builtin::LISTINGS.len() / 2);
    }

    #[test]
    fn tasks_of_one_program_still_share_it() {
        let options = [("tasks".to_owned(), "40".to_owned())];
        let setup = build(Source::Builtin("kmap-pool"), Source::Builtin("pin-source"), &options).unwrap();
        let mut bytes = Vec::new();
        write(setup.machine.scenario(), &mut bytes);
        let read = read(&mut Bytes(&bytes));
        assert_eq!(read.tasks.len(), 40);
        assert!(read.tasks.windows(2).all(|pair| Arc::ptr_eq(&pair[0].program, &pair[1].program)));
    }
}
