//! `choices` and `advance`: the only code that makes a new state.
//!
//! Arrow: `State` -> **`Transition`**. A choice names a task (and what it picks, for environment actors); taking it
//! runs that task's primitive and then everything up to its next one that no other task can see. The primitives
//! themselves are in the modules named after the kernel's parts. It knows neither schedules nor searches.

use crate::choices::{number, stored};
use crate::errno::{AOP_TRUNCATED_PAGE, EIO, ENOSPC};
use crate::event::Event;
use crate::id::{FileId, MmId, PageId, Reg, TaskId};
use crate::layout::TaskFields;
use crate::limits::{ARGUMENTS_MAX, INT_MAX, INT_MIN};
use crate::machine::Machine;
use crate::prim::{Prim, Type};
use crate::program::{Instr, Pc};
use crate::scenario::Failure;
use crate::state::{Oops, State, View};

/// One way to go on from a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    /// Who moves.
    pub task: TaskId,
    /// What an idle environment actor picks: position among what it can pick. For a task: 0, or which of the failures
    /// of its primitive happens ([`Failure::of`]), counted from 1.
    pub pick: u16,
}

impl Choice {
    /// The failure that a task's choice stands for, if it stands at that primitive.
    pub fn failure(self, prim: Prim) -> Option<Failure> {
        Failure::of(prim).get(usize::from(self.pick).checked_sub(1)?).copied()
    }
}

/// What taking a choice led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state after it.
    pub next: State,
    /// What happened, in order. The first is the primitive's own.
    pub events: Vec<Event>,
}

/// Why a primitive did not complete.
pub(crate) enum Stop {
    /// The task joined a queue and completes when it is let in.
    Queued,
    /// The task died.
    Oops(Oops),
}

/// Result of a primitive: its value, 0 for those without one.
pub(crate) type Effect = Result<i32, Stop>;

impl Machine {
    /// Takes a choice.
    ///
    /// # Panics
    /// When the choice is not one of [`View::choices`] of that state: a mistake of the caller.
    pub fn advance(&self, state: &State, choice: Choice) -> Transition {
        let mut next = state.clone();
        let mut ctx = Ctx::new(self, &mut next.words, choice.task);
        ctx.log = Some(Vec::new());
        ctx.step(choice);
        let events = ctx.log.take().expect("the log was set above");
        Transition { next, events }
    }

    /// As [`Self::advance`], in place and without events: for searches.
    pub(crate) fn advance_words(&self, words: &mut [u64], choice: Choice) {
        Ctx::new(self, words, choice.task).step(choice);
    }
}

/// A task in the middle of its step.
pub(crate) struct Ctx<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) words: &'a mut [u64],
    pub(crate) task: TaskId,
    /// tasks that were let in by this step and have to be moved past their wait
    pub(crate) woken: Vec<TaskId>,
    log: Option<Vec<Event>>,
}

impl<'a> Ctx<'a> {
    pub(crate) fn new(machine: &'a Machine, words: &'a mut [u64], task: TaskId) -> Self {
        Self { machine, words, task, woken: Vec::new(), log: None }
    }

    pub(crate) fn view(&self) -> View<'_> {
        View { machine: self.machine, words: self.words }
    }

    pub(crate) fn log(&mut self, event: Event) {
        if let Some(log) = &mut self.log {
            log.push(event);
        }
    }

    fn fields(&self) -> &'a TaskFields {
        &self.machine.layout.tasks[self.task.index()]
    }

    fn set_pc(&mut self, pc: Pc) {
        self.fields().pc.set(self.words, u32::from(pc));
    }

    fn step(&mut self, choice: Choice) {
        let is_actor = self.machine.is_actor(self.task);
        if is_actor && self.view().is_at_end(self.task) {
            self.start(choice.pick);
        }
        let pc = self.view().pc(self.task);
        let Instr::Step { prim, args, dst } = self.machine.program(self.task).instr(pc) else {
            unreachable!("{:?} has no step to take", self.task)
        };
        let mut values = [0; ARGUMENTS_MAX];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = self.view().eval(self.task, arg);
        }
        let result = match choice.failure(*prim).filter(|_| !is_actor) {
            Some(failure) => self.fail(failure, &values),
            None => self.run(*prim, &values),
        };
        match result {
            Ok(value) => self.complete(value, *dst),
            Err(Stop::Queued) => self.fields().queued.set(self.words, 1),
            Err(Stop::Oops(oops)) => self.oops(oops),
        }
        for task in std::mem::take(&mut self.woken) {
            self.resume(task);
        }
    }

    /// What a primitive that fails does and returns.
    fn fail(&mut self, failure: Failure, args: &[i32; ARGUMENTS_MAX]) -> Effect {
        let field = self.machine.layout.failures[failure as usize];
        let left = field.get(self.words).checked_sub(1).expect("the choice was enabled");
        field.set(self.words, left);
        self.log(Event::Failed(failure));
        match failure {
            Failure::NoSpace => {
                self.on_mapping(self.page(args[0])?)?;
                Ok(-ENOSPC)
            }
            Failure::TruncatedPage => {
                let page = self.page(args[0])?;
                self.on_mapping(page)?;
                self.unlock_page(page)?;
                Ok(AOP_TRUNCATED_PAGE)
            }
            Failure::Io => {
                let page = self.page(args[0])?;
                self.on_mapping(page)?;
                self.unlock_page(page)?;
                Ok(-EIO)
            }
            Failure::NoMemory => Ok(0),
        }
    }

    /// Puts an actor's pick into its registers and lets it begin.
    fn start(&mut self, pick: u16) {
        let fields = self.fields();
        let picked = self.view().picks(self.task).nth(usize::from(pick));
        let (first, second) = picked.expect("the choice was enabled");
        fields.budget.set(self.words, fields.budget.get(self.words) - 1);
        for (field, value) in fields.registers.iter().zip([first, second]) {
            field.set(self.words, value);
        }
        self.set_pc(0);
        self.log(Event::Started(self.task));
    }

    /// Ends a primitive: stores its result and goes on to the next step.
    fn complete(&mut self, value: i32, dst: Option<Reg>) {
        if let Some(reg) = dst {
            self.set_register(reg, value);
        }
        let pc = self.view().pc(self.task);
        self.set_pc(pc + 1);
        self.settle();
    }

    /// Moves a task that was let in from a queue past its wait. The waits have no results.
    fn resume(&mut self, task: TaskId) {
        let waker = std::mem::replace(&mut self.task, task);
        self.fields().queued.set(self.words, 0);
        self.complete(0, None);
        self.task = waker;
    }

    fn oops(&mut self, oops: Oops) {
        self.fields().oops.set(self.words, oops.encode());
        self.log(Event::Oopsed(self.task, oops));
    }

    pub(crate) fn set_register(&mut self, reg: Reg, value: i32) {
        let field = self.fields().registers[reg.index()];
        let stored = match self.machine.program(self.task).registers()[reg.index()].ty {
            Type::Int => stored(value.clamp(INT_MIN, INT_MAX) & 0xff),
            Type::Void | Type::Page | Type::File | Type::Mm | Type::Addr => stored(value).min(field.max()),
        };
        field.set(self.words, stored);
    }

    /// Runs what nobody else can see, up to the next step or the end, then forgets what no longer matters.
    pub(crate) fn settle(&mut self) {
        let program = self.machine.program(self.task);
        let mut pc = self.view().pc(self.task);
        loop {
            pc = match program.instr(pc) {
                Instr::Step { .. } | Instr::Exit => break,
                Instr::Set(reg, expr) => {
                    let value = self.view().eval(self.task, expr);
                    self.set_register(*reg, value);
                    pc + 1
                }
                Instr::Unless(expr, target) if self.view().eval(self.task, expr) == 0 => *target,
                Instr::Unless(..) => pc + 1,
                Instr::Jump(target) => *target,
                Instr::DisableFaults => {
                    self.set_atomic(1);
                    pc + 1
                }
                Instr::EnableFaults => {
                    self.set_atomic(-1);
                    pc + 1
                }
            };
        }
        self.set_pc(pc);
        let fields = self.fields();
        for (i, field) in fields.registers.iter().enumerate() {
            if program.live(pc) >> i & 1 == 0 {
                field.set(self.words, 0);
            }
        }
        if matches!(program.instr(pc), Instr::Exit) {
            fields.atomic.set(self.words, 0);
        }
    }

    fn set_atomic(&mut self, change: i32) {
        let field = self.fields().atomic;
        let depth = number(field.get(self.words)) + change;
        field.set(self.words, stored(depth).min(field.max()));
        if change > 0 {
            self.log(Event::WentAtomic);
        }
    }

    /// A page argument: it must be a page that still exists.
    pub(crate) fn page(&self, value: i32) -> Result<PageId, Stop> {
        let page = PageId::decode(stored(value)).ok_or(Stop::Oops(Oops::NullPointer))?;
        match self.view().count(page) {
            0 => Err(Stop::Oops(Oops::UseAfterFree)),
            _ => Ok(page),
        }
    }

    /// A file argument.
    pub(crate) fn file(value: i32) -> Result<FileId, Stop> {
        FileId::decode(stored(value)).ok_or(Stop::Oops(Oops::NullPointer))
    }

    /// An address space argument.
    pub(crate) fn mm(value: i32) -> Result<MmId, Stop> {
        MmId::decode(stored(value)).ok_or(Stop::Oops(Oops::NullPointer))
    }

    /// Runs a primitive. One arm each; the functions are in the modules of the machine's parts.
    fn run(&mut self, prim: Prim, a: &[i32; ARGUMENTS_MAX]) -> Effect {
        if prim.spec().sleeps && self.view().atomic_depth(self.task) > 0 {
            return Err(Stop::Oops(Oops::SleepInAtomic));
        }
        match prim {
            Prim::MutexLock => self.mutex_lock(Self::file(a[0])?),
            Prim::MutexUnlock => self.mutex_unlock(Self::file(a[0])?),
            Prim::DownRead => self.down_read(Self::mm(a[0])?),
            Prim::UpRead => self.up_read(Self::mm(a[0])?),
            Prim::DownWrite => self.down_write(Self::mm(a[0])?),
            Prim::UpWrite => self.up_write(Self::mm(a[0])?),
            Prim::GlockNq => self.glock_nq(Self::file(a[0])?),
            Prim::GlockDq => self.glock_dq(Self::file(a[0])?),
            Prim::LockPage => self.lock_page(self.page(a[0])?),
            Prim::TrylockPage => self.trylock_page(self.page(a[0])?),
            Prim::UnlockPage => self.unlock_page(self.page(a[0])?),
            Prim::FindGetPage => self.find_get_page(Self::file(a[0])?, a[1]),
            Prim::AddToPageCache => self.add_to_page_cache(Self::file(a[0])?, a[1]),
            Prim::AddToPageCacheLru => self.add_to_page_cache_lru(Self::file(a[0])?, a[1]),
            Prim::AllocPage => self.alloc_page(),
            Prim::PagevecLruAdd => self.pagevec_lru_add(),
            Prim::GetPage => self.get_page(self.page(a[0])?),
            Prim::PutPage => self.put_page(self.page(a[0])?),
            Prim::PageMapping => self.page_mapping(self.page(a[0])?),
            Prim::PageUptodate => self.page_uptodate(self.page(a[0])?),
            Prim::SetPageUptodate => self.set_page_uptodate(self.page(a[0])?),
            Prim::SetPageDirty => self.set_page_dirty(self.page(a[0])?),
            Prim::Readpage => self.readpage(self.page(a[0])?),
            Prim::PrepareWrite => self.prepare_write(self.page(a[0])?, a[1], a[2]),
            Prim::CommitWrite => self.commit_write(self.page(a[0])?, a[1], a[2]),
            Prim::PageZeroNewBuffers => self.page_zero_new_buffers(self.page(a[0])?, a[1], a[2]),
            Prim::ZeroUser => self.zero_user(self.page(a[0])?, a[1], a[2]),
            Prim::ISizeRead => self.i_size_read(Self::file(a[0])?),
            Prim::ISizeWrite => self.i_size_write(Self::file(a[0])?, a[1]),
            Prim::GetUser => self.get_user(a[0]),
            Prim::CopyFromUser => self.copy_from_user(self.page(a[0])?, a[1], a[2], a[3]),
            Prim::CopyPage => self.copy_page(self.page(a[0])?, a[1], self.page(a[2])?, a[3], a[4]),
            Prim::ReadSectors => self.read_sectors(self.page(a[0])?, a[1], a[2]),
            Prim::FollowPage => self.follow_page(Self::mm(a[0])?, a[1]),
            Prim::PtePresent => self.pte_present(Self::mm(a[0])?, a[1]),
            Prim::FindVma => self.find_vma(Self::mm(a[0])?, a[1]),
            Prim::InstallPte => self.install_pte(Self::mm(a[0])?, a[1], self.page(a[2])?, a[3]),
            Prim::TruncateCount => self.truncate_count(Self::file(a[0])?),
            Prim::ZapPageRange => self.zap_page_range(Self::mm(a[0])?, a[1], a[2]),
            Prim::UnmapRegion => self.unmap_region(Self::mm(a[0])?, a[1], a[2]),
            Prim::MlockVma => self.mlock_vma(Self::mm(a[0])?, a[1], a[2]),
            Prim::TryToUnmap => self.try_to_unmap(self.page(a[0])?),
            Prim::RemoveMapping => self.remove_mapping(self.page(a[0])?),
            Prim::TruncateCompletePage => self.truncate_complete_page(self.page(a[0])?),
            Prim::InvalidateCompletePage => self.invalidate_complete_page2(self.page(a[0])?),
            Prim::UnmapMappingRange => self.unmap_mapping_range(Self::file(a[0])?, a[1]),
            Prim::Kmap => self.kmap(self.page(a[0])?),
            Prim::Kunmap => self.kunmap(self.page(a[0])?),
        }
    }
}
