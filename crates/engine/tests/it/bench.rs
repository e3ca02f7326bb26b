//! Machines made by hand, and runs of them that show what each step changed.
//!
//! `bench()` collects files, address spaces and tasks; [`Bench::run`] starts them. [`Run::go`] takes steps silently,
//! [`Run::check`] takes them and compares the difference with a golden text.

use std::fmt::Write as _;
use std::sync::Arc;

use expect_test::Expect;
use pagelock_engine::id::{FileId, MmId, Reg, TaskId};
use pagelock_engine::prim::{Prim, Type};
use pagelock_engine::program::{Binary, Call, Expr, Instr, Place, Program, Register};
use pagelock_engine::scenario::{
    Actor, Failure, File, FileKind, FileSystem, Mm, MmKind, PageInit, Pick, RwsemPolicy, Scenario, Task,
    UserPage,
};
use pagelock_engine::{Choice, Limits, Machine, Report, Search, State};

use crate::show;

/// A primitive without a result, or whose result nobody wants.
pub(crate) fn act(prim: Prim, args: &[Expr]) -> Instr {
    Instr::Step { prim, args: args.to_vec(), dst: None }
}

/// A primitive with its result in a register.
pub(crate) fn get(reg: u16, prim: Prim, args: &[Expr]) -> Instr {
    Instr::Step { prim, args: args.to_vec(), dst: Some(Reg(reg)) }
}

/// A number, an address, or NULL.
pub(crate) fn n(value: i32) -> Expr {
    Expr::Const(value)
}

/// A register.
pub(crate) fn r(reg: u16) -> Expr {
    Expr::Reg(Reg(reg))
}

/// A file, by its position in the bench.
pub(crate) fn file(index: u8) -> Expr {
    Expr::File(index)
}

/// The task's own address space.
pub(crate) fn mm() -> Expr {
    Expr::Mm(0)
}

/// An expression of two operands.
pub(crate) fn binary(op: Binary, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new((a, b)))
}

/// The page of a file that is already cached, into a register: the usual first step of a test.
pub(crate) fn find(reg: u16, file_index: u8, index: i32) -> Instr {
    get(reg, Prim::FindGetPage, &[file(file_index), n(index)])
}

/// A machine in the making.
#[derive(Clone)]
pub(crate) struct Bench {
    pub(crate) scenario: Scenario,
}

/// Nothing yet; a FIFO rwsem and two kmap slots.
pub(crate) fn bench() -> Bench {
    Bench {
        scenario: Scenario {
            rwsem: RwsemPolicy::Fifo,
            pkmap_slots: 2,
            failures: [0; 4],
            files: Vec::new(),
            mms: Vec::new(),
            tasks: Vec::new(),
            actors: Vec::new(),
        },
    }
}

impl Bench {
    /// A regular file of highmem pages.
    pub(crate) fn file(self, name: &str, pages: &[PageInit]) -> Self {
        self.file_of(FileKind::Regular, name, pages, true)
    }

    /// A file of any kind.
    pub(crate) fn file_of(mut self, kind: FileKind, name: &str, pages: &[PageInit], highmem: bool) -> Self {
        let file = File {
            name: name.to_owned(),
            kind,
            system: FileSystem::Block,
            pages: pages.to_vec(),
            size: 0,
            highmem,
        };
        self.scenario.files.push(File { size: file.sectors(), ..file });
        self
    }

    /// A file of another file system, of so many sectors.
    pub(crate) fn file_on(mut self, system: FileSystem, name: &str, pages: &[PageInit], size: u32) -> Self {
        self = self.file(name, pages);
        let file = self.scenario.files.last_mut().expect("it was pushed above");
        (file.system, file.size) = (system, size);
        self
    }

    /// Something that may fail, so often.
    pub(crate) fn failure(mut self, failure: Failure, times: u8) -> Self {
        self.scenario.failures[failure as usize] = times;
        self
    }

    /// Makes an address space the kernel's own.
    pub(crate) fn kernel(mut self, own_mm: usize) -> Self {
        self.scenario.mms[own_mm].kind = MmKind::Kernel;
        self
    }

    /// An address space: for each page the file and index behind it, and whether its pte is present.
    pub(crate) fn mm(mut self, name: &str, pages: &[(&str, u16, bool)]) -> Self {
        let pages = pages.iter().map(|&(file, index, present)| UserPage {
            name: file.to_owned(),
            backing: self.scenario.files.iter().position(|f| f.name == file).map(|f| (FileId::new(f), index)),
            present,
        });
        let mm = Mm { name: name.to_owned(), kind: MmKind::User, pages: pages.collect() };
        self.scenario.mms.push(mm);
        self
    }

    /// A task in the first address space; every register is shown to the end.
    pub(crate) fn task(self, name: &str, code: &[Instr]) -> Self {
        self.task_in(0, name, code)
    }

    /// A task in another address space.
    pub(crate) fn task_in(mut self, own_mm: usize, name: &str, code: &[Instr]) -> Self {
        let registers = registers(code, &[]);
        let calls = (0..registers.len()).map(|reg| Call {
            name: format!("r{reg}"),
            text: format!("r{reg}"),
            sectors: None,
            result: Some(Reg::new(reg)),
        });
        let program = assemble(code, registers.clone(), calls.collect());
        self.push_task(own_mm, name, program);
        self
    }

    /// A task whose registers are forgotten once nobody reads them any more, as in compiled listings. Its calls
    /// return the given registers, with how many sectors were asked for.
    pub(crate) fn lean_task(mut self, name: &str, code: &[Instr], calls: &[(u16, Option<i32>)]) -> Self {
        let calls = calls.iter().map(|&(reg, sectors)| Call {
            name: "call".to_owned(),
            text: "call()".to_owned(),
            sectors,
            result: Some(Reg(reg)),
        });
        let program = assemble(code, registers(code, &[]), calls.collect());
        self.push_task(0, name, program);
        self
    }

    fn push_task(&mut self, own_mm: usize, name: &str, program: Program) {
        let mms = (0..self.scenario.mms.len()).map(MmId::new);
        let own = mms.clone().filter(|mm| mm.index() == own_mm);
        self.scenario.tasks.push(Task {
            name: name.to_owned(),
            program: Arc::new(program),
            files: (0..self.scenario.files.len()).map(FileId::new).collect(),
            mms: own.chain(mms.filter(|mm| mm.index() != own_mm)).collect(),
        });
    }

    /// An environment actor. Its pick is in register 0, or in 0 and 1.
    pub(crate) fn actor(mut self, name: &str, pick: Pick, budget: u8, code: &[Instr]) -> Self {
        let first: &[Type] = match pick {
            Pick::Page => &[Type::Page],
            Pick::Pte => &[Type::Mm, Type::Addr],
        };
        let program = assemble(code, registers(code, first), Vec::new());
        self.scenario.actors.push(Actor { name: name.to_owned(), program: Arc::new(program), pick, budget });
        self
    }

    /// Slots of the kmap pool.
    pub(crate) fn slots(mut self, slots: u16) -> Self {
        self.scenario.pkmap_slots = slots;
        self
    }

    /// An rwsem that lets readers in while other readers hold it.
    pub(crate) fn reader_preferring(mut self) -> Self {
        self.scenario.rwsem = RwsemPolicy::ReaderPreferring;
        self
    }

    pub(crate) fn machine(self) -> Machine {
        Machine::new(self.scenario)
    }

    /// Ready to take steps.
    pub(crate) fn run(self) -> Run {
        let machine = self.machine();
        Run { state: machine.initial(), machine }
    }

    /// Every interleaving.
    pub(crate) fn search(self) -> Report {
        Search::new(&self.machine(), Limits::default()).finish()
    }
}

/// Types of the registers: those given, then by the results that go there.
fn registers(code: &[Instr], first: &[Type]) -> Vec<Register> {
    let mut types = first.to_vec();
    for instr in code {
        let (reg, ty) = match instr {
            Instr::Step { prim, dst: Some(reg), .. } => (reg, prim.spec().result),
            Instr::Set(reg, _) => (reg, Type::Int),
            Instr::Step { dst: None, .. }
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => continue,
        };
        if types.len() <= reg.index() {
            types.resize(reg.index() + 1, Type::Int);
        }
        types[reg.index()] = ty;
    }
    types.into_iter().enumerate().map(|(i, ty)| Register { name: format!("r{i}"), ty }).collect()
}

fn assemble(code: &[Instr], registers: Vec<Register>, calls: Vec<Call>) -> Program {
    let code: Vec<Instr> = code.iter().cloned().chain([Instr::Exit]).collect();
    let places = vec![Place::default(); code.len()];
    Program::new(code, places, registers, calls).expect("a test's program is well formed")
}

/// A machine and the state it has come to.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) machine: Machine,
    pub(crate) state: State,
}

impl Run {
    /// Lets tasks take steps, each named for one step: `"T T M"`. An actor that starts picks: `"reclaim:1"`.
    pub(crate) fn go(mut self, steps: &str) -> Self {
        for step in steps.split_whitespace() {
            self.step(step);
        }
        self
    }

    /// The same, and shows what changed.
    pub(crate) fn check(mut self, steps: &str, expected: &Expect) -> Self {
        let mut shown = String::new();
        for step in steps.split_whitespace() {
            let before = show::facts(&self.machine, &self.state);
            let events = self.step(step);
            let events = if events.is_empty() { "no event".to_owned() } else { events.join(", ") };
            let _ = writeln!(shown, "{step}: {events}");
            shown += &show::difference(&before, &show::facts(&self.machine, &self.state));
        }
        expected.assert_eq(&shown);
        self
    }

    /// What a task waits for, or what else it does.
    pub(crate) fn status(&self, task: &str) -> String {
        show::status(&self.machine, &self.state, self.task(task))
    }

    /// The choices there are, by name and pick.
    pub(crate) fn choices(&self) -> Vec<String> {
        let choices = self.machine.view(&self.state).choices();
        choices.into_iter().map(|choice| self.choice_name(choice)).collect()
    }

    fn choice_name(&self, choice: Choice) -> String {
        let name = self.machine.task_name(choice.task);
        let view = self.machine.view(&self.state);
        if choice.pick > 0 || self.machine.is_actor(choice.task) && view.is_at_end(choice.task) {
            format!("{name}:{}", choice.pick)
        } else {
            name.to_owned()
        }
    }

    fn task(&self, name: &str) -> TaskId {
        let found = self.machine.all_tasks().find(|&task| self.machine.task_name(task) == name);
        found.expect("the test names a task of its bench")
    }

    fn step(&mut self, step: &str) -> Vec<String> {
        let (name, pick) = step.split_once(':').unwrap_or((step, "0"));
        let choice = Choice { task: self.task(name), pick: pick.parse().unwrap() };
        let choices = self.machine.view(&self.state).choices();
        let status = self.status(name);
        assert!(choices.contains(&choice), "{step} is not a choice: {name} {status}");
        let transition = self.machine.advance(&self.state, choice);
        self.state = transition.next;
        transition.events.iter().map(|&event| show::event(&self.machine, event)).collect()
    }
}
