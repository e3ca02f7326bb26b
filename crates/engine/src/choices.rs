//! What can happen next: who can move, who waits for what, and the values of expressions.
//!
//! Arrow: `State` -> **choices** -> `advance`. It reads states and changes none.

use crate::exec::Choice;
use crate::id::{FileId, MmId, PageId, PteId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::machine::Machine;
use crate::outcome::End;
use crate::prim::Prim;
use crate::program::{Expr, Instr, Pc};
use crate::resource::Resource;
use crate::scenario::{Failure, FileKind, Pick};
use crate::state::{BlockedOn, Status, View};

impl<'a> View<'a> {
    /// Every choice that can be taken, in the order of tasks and picks. A schedule holds positions in this list.
    /// Empty after an oops, where the run is over.
    pub fn choices(self) -> Vec<Choice> {
        let mut choices = Vec::new();
        self.for_each_choice(|choice| choices.push(choice));
        choices
    }

    pub(crate) fn for_each_choice(self, mut take: impl FnMut(Choice)) {
        if self.has_oopsed() {
            return;
        }
        for task in self.machine.all_tasks() {
            self.for_each_way(task, |pick| take(Choice { task, pick }));
        }
    }

    /// The picks of a task's choices.
    pub(crate) fn for_each_way(self, task: TaskId, mut take: impl FnMut(u16)) {
        match self.status(task) {
            Status::Runnable => {
                take(0);
                self.for_each_failure(task, take);
            }
            Status::Idle => self.for_each_pick(task, take),
            Status::Blocked(_) | Status::Finished | Status::Oopsed(_) => {}
        }
    }

    /// The choices of a search: none where the run has ended, which is the result. What an environment actor could
    /// begin does not keep a run going.
    pub(crate) fn ways_on(self, choices: &mut Vec<Choice>) -> Option<End> {
        choices.clear();
        self.for_each_choice(|choice| choices.push(choice));
        let goes_on = choices.iter().any(|choice| !self.is_at_end(choice.task));
        if goes_on && !self.all_finished() {
            return None;
        }
        let end = self.end()?;
        choices.clear();
        Some(end)
    }

    /// The step that a choice takes.
    pub(crate) fn pc_of(self, choice: Choice) -> Pc {
        if self.is_at_end(choice.task) { 0 } else { self.pc(choice.task) }
    }

    /// The primitive of that step.
    pub(crate) fn prim_of(self, choice: Choice) -> Prim {
        match self.program(choice.task).instr(self.pc_of(choice)) {
            Instr::Step { prim, .. } => *prim,
            Instr::Set(..)
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => unreachable!("instruction {} is no step to begin with", self.pc_of(choice)),
        }
    }

    /// Whether a task has died.
    pub fn has_oopsed(self) -> bool {
        self.machine.all_tasks().any(|task| self.oops(task).is_some())
    }

    /// Whether a task can move, and if not, why.
    pub fn status(self, task: TaskId) -> Status {
        if let Some(oops) = self.oops(task) {
            return Status::Oopsed(oops);
        }
        match self.program(task).instr(self.pc(task)) {
            Instr::Step { prim, args, .. } => match self.waits_at(task, *prim, args) {
                Some(blocked) => Status::Blocked(blocked),
                None => Status::Runnable,
            },
            Instr::Exit if self.machine.is_actor(task) => Status::Idle,
            Instr::Exit => Status::Finished,
            Instr::Set(..)
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults => unreachable!("instruction {} is no step to stand at", self.pc(task)),
        }
    }

    /// What the primitive has to wait for here, if anything.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other primitives return at once")]
    fn waits_at(self, task: TaskId, prim: Prim, args: &[Expr]) -> Option<BlockedOn> {
        if self.atomic_depth(task) > 0 {
            return None; // it may not sleep, and oopses instead
        }
        let first = || self.eval(task, &args[0]);
        let page = || PageId::decode(stored(first()));
        match prim {
            Prim::MutexLock => {
                let file = FileId::decode(stored(first()))?;
                self.i_mutex(file).map(|_| BlockedOn::IMutex(file))
            }
            Prim::GlockNq => {
                let file = FileId::decode(stored(first()))?;
                self.glock(file).map(|_| BlockedOn::Glock(file))
            }
            Prim::LockPage => page().filter(|&p| self.locked_by(p).is_some()).map(BlockedOn::PageLock),
            Prim::DownRead if self.is_queued(task) => {
                MmId::decode(stored(first())).map(BlockedOn::MmapSemRead)
            }
            Prim::DownWrite if self.is_queued(task) => {
                MmId::decode(stored(first())).map(BlockedOn::MmapSemWrite)
            }
            Prim::Kmap => page().filter(|&p| !self.can_kmap(p)).map(BlockedOn::PkmapSlot),
            _ => None,
        }
    }

    /// What a primitive takes that a task may have to wait for, free or not. A device has no mutex; a page in lowmem,
    /// or one that is mapped, needs no slot.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other primitives never wait")]
    pub(crate) fn asked_at(self, task: TaskId, prim: Prim, args: &[Expr]) -> Option<Resource> {
        let first = || stored(self.eval(task, &args[0]));
        let page = || PageId::decode(first()).filter(|&page| self.count(page) > 0);
        match prim {
            Prim::MutexLock => {
                let file = FileId::decode(first())?;
                (self.machine.file(file).kind != FileKind::BlockDevice).then_some(Resource::IMutex(file))
            }
            Prim::GlockNq => FileId::decode(first()).map(Resource::Glock),
            Prim::LockPage => page().map(Resource::PageLock),
            Prim::DownRead | Prim::DownWrite => MmId::decode(first()).map(Resource::MmapSem),
            Prim::Kmap => page()
                .filter(|&page| self.is_highmem(page) && self.kmaps(page) == 0)
                .map(|_| Resource::KmapPool),
            _ => None,
        }
    }

    /// What the primitive that a task stands at may fail with here, as picks. Actors' primitives never fail.
    fn for_each_failure(self, task: TaskId, mut take: impl FnMut(u16)) {
        let Instr::Step { prim, .. } = self.program(task).instr(self.pc(task)) else { return };
        if self.machine.is_actor(task) || self.atomic_depth(task) > 0 {
            return;
        }
        for (pick, &failure) in (1..).zip(Failure::of(*prim)) {
            if self.failures_left(failure) > 0 {
                take(pick);
            }
        }
    }

    /// What an idle actor can pick, in order of pages or ptes.
    fn for_each_pick(self, task: TaskId, mut take: impl FnMut(u16)) {
        if self.budget(task) > 0 {
            for pick in 0..self.picks(task).count() {
                take(u16::try_from(pick).expect("picks are limited"));
            }
        }
    }

    /// Values for an actor's first registers, one entry per pick: `(register 0, register 1)`.
    pub(crate) fn picks(self, task: TaskId) -> Box<dyn Iterator<Item = (u32, u32)> + 'a> {
        let actor = self.machine.actor(task).expect("only actors pick");
        match self.machine.scenario().actors[actor].pick {
            Pick::Page => Box::new(
                self.pages().filter(move |&p| self.is_on_lru(p)).map(|p| (PageId::encode(Some(p)), 0)),
            ),
            Pick::Pte => Box::new(
                self.machine
                    .ptes()
                    .filter(move |&pte| self.pte(pte).is_some() && !self.is_pinned_in_memory(pte))
                    .map(move |pte| pte_registers(self.machine, pte)),
            ),
        }
    }

    /// Whether nothing may clear the pte behind its owner's back: it is mlocked, or the kernel's own.
    pub(crate) fn is_pinned_in_memory(self, pte: PteId) -> bool {
        self.is_mlocked(pte) || self.machine.is_kernel(pte)
    }

    /// Whether reclaim can find the page and would not skip it for being locked.
    fn is_on_lru(self, page: PageId) -> bool {
        self.pgoff(page).is_some() && self.pagevec(page).is_none() && self.locked_by(page).is_none()
    }

    /// Value of an expression for a task.
    pub fn eval(self, task: TaskId, expr: &Expr) -> i32 {
        match expr {
            Expr::Const(value) => *value,
            Expr::Reg(reg) => self.register(task, *reg),
            Expr::File(n) => number(FileId::encode(self.machine.task_file(task, *n))),
            Expr::Mm(n) => number(MmId::encode(self.machine.task_mm(task, *n))),
            Expr::Not(a) => i32::from(self.eval(task, a) == 0),
            Expr::Binary(op, ab) => op.apply(self.eval(task, &ab.0), self.eval(task, &ab.1)),
            Expr::VmaFile(ab) => {
                let backing = self.vma(self.eval(task, &ab.0), self.eval(task, &ab.1));
                number(FileId::encode(backing.map(|(file, _)| file)))
            }
            Expr::VmaPgoff(ab) => {
                let backing = self.vma(self.eval(task, &ab.0), self.eval(task, &ab.1));
                backing.map_or(0, |(_, index)| i32::from(index))
            }
            Expr::IsBlockDevice(a) => {
                let file = FileId::decode(stored(self.eval(task, a)));
                i32::from(file.is_some_and(|file| self.machine.file(file).kind == FileKind::BlockDevice))
            }
            Expr::MaxBytes(a) => {
                let file = FileId::decode(stored(self.eval(task, a)));
                file.map_or(0, |file| number(self.machine.file(file).sectors()))
            }
        }
    }

    /// What is mapped at an address. Constant: whether it still is mapped is `find_vma`'s business.
    fn vma(self, mm: i32, addr: i32) -> Option<(FileId, u16)> {
        let pte = self.machine.pte(MmId::decode(stored(mm))?, addr)?;
        self.machine.user_page_info(pte).backing
    }
}

/// Mm and address registers that name a pte.
fn pte_registers(machine: &Machine, pte: PteId) -> (u32, u32) {
    let (mm, index) = machine.user_page(pte);
    (MmId::encode(Some(mm)), u32::from(index * SECTORS_PER_PAGE))
}

pub(crate) fn stored(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

pub(crate) fn number(value: u32) -> i32 {
    i32::try_from(value).expect("ids are small")
}
