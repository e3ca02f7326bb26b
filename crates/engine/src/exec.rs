//! `choices` and `advance`: the only code that makes a new state.
//!
//! Arrow: `State` -> **`Transition`**. A choice names a task (and what it picks, for environment actors); taking it
//! runs that task's primitive and then everything up to its next one that no other task can see. The primitives
//! themselves are in the modules named after the kernel's parts. It knows neither schedules nor searches.

use crate::event::Event;
use crate::id::{FileId, MmId, PageId, PteId, Reg, TaskId};
use crate::layout::TaskFields;
use crate::limits::{INT_MAX, INT_MIN, SECTORS_PER_PAGE};
use crate::machine::Machine;
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr, Pc};
use crate::scenario::{FileKind, Pick};
use crate::state::{BlockedOn, Oops, State, Status, View};

/// One way to go on from a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    /// Who moves.
    pub task: TaskId,
    /// What an idle environment actor picks: position among what it can pick. 0 for everybody else.
    pub pick: u16,
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
            match self.status(task) {
                Status::Runnable => take(Choice { task, pick: 0 }),
                Status::Idle => self.for_each_pick(task, |pick| take(Choice { task, pick })),
                Status::Blocked(_) | Status::Finished | Status::Oopsed(_) => {}
            }
        }
    }

    /// Whether a task has died.
    pub fn has_oopsed(self) -> bool {
        self.machine.tasks().any(|task| self.oops(task).is_some())
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
            instr @ (Instr::Set(..)
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults) => unreachable!("{task:?} stands at {instr:?}, which is not a step"),
        }
    }

    /// What the primitive has to wait for here, if anything.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other primitives return at once")]
    fn waits_at(self, task: TaskId, prim: Prim, args: &[Expr]) -> Option<BlockedOn> {
        let first = || self.eval(task, &args[0]);
        let page = || PageId::decode(stored(first()));
        match prim {
            Prim::MutexLock => {
                let file = FileId::decode(stored(first()))?;
                self.i_mutex(file).map(|_| BlockedOn::IMutex(file))
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
                    .filter(move |&pte| self.pte(pte).is_some() && !self.is_mlocked(pte))
                    .map(move |pte| pte_registers(self.machine, pte)),
            ),
        }
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

fn stored(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

fn number(value: u32) -> i32 {
    i32::try_from(value).expect("ids are small")
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
        if self.machine.is_actor(self.task) && self.view().is_at_end(self.task) {
            self.start(choice.pick);
        }
        let pc = self.view().pc(self.task);
        let Instr::Step { prim, args, dst } = self.machine.program(self.task).instr(pc) else {
            unreachable!("{:?} has no step to take", self.task)
        };
        let mut values = [0; crate::limits::ARGUMENTS_MAX];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = self.view().eval(self.task, arg);
        }
        match self.run(*prim, &values) {
            Ok(value) => self.complete(value, *dst),
            Err(Stop::Queued) => self.fields().queued.set(self.words, 1),
            Err(Stop::Oops(oops)) => self.oops(oops),
        }
        for task in std::mem::take(&mut self.woken) {
            self.resume(task);
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
        // An actor's listing can be as wrong as a task's; the first task stands for it, so that the run ends.
        let victim = if self.machine.is_actor(self.task) { TaskId(0) } else { self.task };
        self.machine.layout.tasks[victim.index()].oops.set(self.words, oops.encode());
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
    fn run(&mut self, prim: Prim, a: &[i32; crate::limits::ARGUMENTS_MAX]) -> Effect {
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
            Prim::LockPage => self.lock_page(self.page(a[0])?),
            Prim::TrylockPage => self.trylock_page(self.page(a[0])?),
            Prim::UnlockPage => self.unlock_page(self.page(a[0])?),
            Prim::FindGetPage => self.find_get_page(Self::file(a[0])?, a[1]),
            Prim::AddToPageCache => self.add_to_page_cache(Self::file(a[0])?, a[1]),
            Prim::AddToPageCacheLru => self.add_to_page_cache_lru(Self::file(a[0])?, a[1]),
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
