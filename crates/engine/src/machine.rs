//! A scenario made ready to run: its layout, its initial state and the tables that relate ids.
//!
//! Arrow: `Scenario` -> **`Machine`** -> initial `State`. It knows what exists, not what happens.

use crate::exec::Ctx;
use crate::id::{FileId, MmId, PageId, PgoffId, PteId, TaskId};
use crate::layout::{Bounds, Layout};
use crate::limits::SECTORS_PER_PAGE;
use crate::program::{Program, page_index};
use crate::scenario::{File, FileKind, Mm, MmKind, PageInit, Scenario, UserPage};
use crate::state::{Block, Content, State, View};

/// A scenario with its layout.
#[derive(Clone, Debug)]
pub struct Machine {
    scenario: Scenario,
    pub(crate) layout: Layout,
    /// file and page index of every place
    places: Vec<(FileId, u16)>,
    /// address space and page index of every pte
    user_pages: Vec<(MmId, u16)>,
}

impl Machine {
    /// Makes a scenario ready to run.
    ///
    /// # Panics
    /// When the scenario breaks its own rules (an id out of its table, a limit): a mistake of whoever built it.
    pub fn new(scenario: Scenario) -> Self {
        let layout = Layout::new(&scenario);
        let places = pairs(scenario.files.iter().map(|file| file.pages.len()), FileId::new);
        let user_pages = pairs(scenario.mms.iter().map(|mm| mm.pages.len()), MmId::new);
        Self { scenario, layout, places, user_pages }
    }

    /// The scenario it runs.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Words of a state.
    pub fn words(&self) -> usize {
        self.layout.words
    }

    /// How large its numbers can get.
    pub fn bounds(&self) -> Bounds {
        self.layout.bounds
    }

    /// Reads a state.
    pub fn view<'a>(&'a self, state: &'a State) -> View<'a> {
        View { machine: self, words: &state.words }
    }

    /// Tasks and, after them, environment actors.
    pub fn all_tasks(&self) -> impl Iterator<Item = TaskId> + use<> {
        (0..self.layout.tasks.len()).map(TaskId::new)
    }

    /// Tasks without the environment actors.
    pub fn tasks(&self) -> impl Iterator<Item = TaskId> + use<> {
        (0..self.scenario.tasks.len()).map(TaskId::new)
    }

    /// Environment actors.
    pub(crate) fn actors(&self) -> impl Iterator<Item = TaskId> + use<> {
        (self.scenario.tasks.len()..self.layout.tasks.len()).map(TaskId::new)
    }

    /// Whether it is an environment actor.
    pub fn is_actor(&self, task: TaskId) -> bool {
        task.index() >= self.scenario.tasks.len()
    }

    /// Position of an environment actor among the actors.
    pub(crate) fn actor(&self, task: TaskId) -> Option<usize> {
        task.index().checked_sub(self.scenario.tasks.len())
    }

    /// Name of a task or actor.
    pub fn task_name(&self, task: TaskId) -> &str {
        match self.actor(task) {
            Some(actor) => &self.scenario.actors[actor].name,
            None => &self.scenario.tasks[task.index()].name,
        }
    }

    /// What a task or actor runs.
    pub fn program(&self, task: TaskId) -> &Program {
        match self.actor(task) {
            Some(actor) => &self.scenario.actors[actor].program,
            None => &self.scenario.tasks[task.index()].program,
        }
    }

    /// The task's n-th file.
    pub(crate) fn task_file(&self, task: TaskId, n: u8) -> Option<FileId> {
        self.scenario.tasks.get(task.index())?.files.get(usize::from(n)).copied()
    }

    /// The task's n-th address space.
    pub(crate) fn task_mm(&self, task: TaskId, n: u8) -> Option<MmId> {
        self.scenario.tasks.get(task.index())?.mms.get(usize::from(n)).copied()
    }

    /// A file.
    pub fn file(&self, file: FileId) -> &File {
        &self.scenario.files[file.index()]
    }

    /// An address space.
    pub fn mm(&self, mm: MmId) -> &Mm {
        &self.scenario.mms[mm.index()]
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.scenario.files.len()).map(FileId::new)
    }

    /// All address spaces.
    pub fn mms(&self) -> impl Iterator<Item = MmId> + use<> {
        (0..self.scenario.mms.len()).map(MmId::new)
    }

    /// All places of files.
    pub fn pgoffs(&self) -> impl Iterator<Item = PgoffId> + use<> {
        (0..self.places.len()).map(PgoffId::new)
    }

    /// All ptes.
    pub fn ptes(&self) -> impl Iterator<Item = PteId> + use<> {
        (0..self.user_pages.len()).map(PteId::new)
    }

    /// The place of a page of a file; `None` behind the file's last place.
    pub fn pgoff(&self, file: FileId, index: i32) -> Option<PgoffId> {
        let index = usize::try_from(index).ok()?;
        let places = self.scenario.files[file.index()].pages.len();
        (index < places).then(|| PgoffId::new(self.layout.pgoff_base[file.index()] + index))
    }

    /// File and page index of a place.
    pub fn place(&self, pgoff: PgoffId) -> (FileId, u16) {
        self.places[pgoff.index()]
    }

    /// The user page at an address in sectors; `None` outside of what the scenario maps.
    pub fn pte(&self, mm: MmId, addr: i32) -> Option<PteId> {
        let index = usize::try_from(page_index(addr)).ok()?;
        let pages = self.scenario.mms[mm.index()].pages.len();
        (index < pages).then(|| PteId::new(self.layout.pte_base[mm.index()] + index))
    }

    /// Address space and page index of a pte.
    pub fn user_page(&self, pte: PteId) -> (MmId, u16) {
        self.user_pages[pte.index()]
    }

    /// Whether a pte is the kernel's own: nothing ever clears it.
    pub(crate) fn is_kernel(&self, pte: PteId) -> bool {
        self.mm(self.user_page(pte).0).kind == MmKind::Kernel
    }

    /// What the scenario maps at a pte.
    pub fn user_page_info(&self, pte: PteId) -> &UserPage {
        let (mm, index) = self.user_page(pte);
        &self.mm(mm).pages[usize::from(index)]
    }

    /// The place in a file behind a pte.
    pub fn backing(&self, pte: PteId) -> Option<PgoffId> {
        let (file, index) = self.user_page_info(pte).backing?;
        self.pgoff(file, i32::from(index))
    }

    /// Whether the page's home is anonymous memory.
    pub fn is_anonymous(&self, file: FileId) -> bool {
        self.file(file).kind == FileKind::Anonymous
    }

    /// The state before any step: caches and page tables as the scenario says, every task at its first step.
    ///
    /// # Panics
    /// When the scenario has a present pte without a cached page behind it: a mistake of whoever built it.
    pub fn initial(&self) -> State {
        let mut state = State { words: vec![0; self.layout.words].into() };
        let words = &mut *state.words;
        for file in self.files() {
            self.layout.file(file).size.set(words, self.file(file).size);
        }
        for pgoff in self.pgoffs() {
            let (file, index) = self.place(pgoff);
            let init = self.file(file).pages[usize::from(index)];
            match init {
                PageInit::Absent => {}
                PageInit::Hole => {
                    self.layout.blocks[pgoff.index()].iter().for_each(|b| b.set(words, Block::Hole as u32));
                }
                PageInit::Uptodate | PageInit::NotUptodate | PageInit::Dirty => {
                    self.place_page(words, PageId(pgoff.0), pgoff, init);
                }
            }
        }
        for pte in self.ptes() {
            if self.user_page_info(pte).present {
                let backing = self.backing(pte).expect("a present pte has a page behind it");
                let page = self.layout.cache[backing.index()].get(words);
                assert!(page > 0, "a present pte has a cached page behind it");
                self.layout.ptes[pte.index()].page.set(words, page);
                let count = self.layout.pages[page as usize - 1].count;
                count.set(words, count.get(words) + 1);
            }
        }
        for (field, budget) in self.layout.failures.iter().zip(self.scenario.failures) {
            field.set(words, u32::from(budget));
        }
        for (i, actor) in self.scenario.actors.iter().enumerate() {
            let fields = &self.layout.tasks[self.scenario.tasks.len() + i];
            fields.budget.set(words, u32::from(actor.budget));
            fields.pc.set(words, u32::try_from(actor.program.len() - 1).expect("programs are limited"));
        }
        for task in self.tasks() {
            Ctx::new(self, words, task).settle();
        }
        state
    }

    fn place_page(&self, words: &mut [u64], page: PageId, pgoff: PgoffId, init: PageInit) {
        let fields = self.layout.page(page);
        let valid = init != PageInit::NotUptodate;
        let (file, index) = self.place(pgoff);
        self.layout.cache[pgoff.index()].set(words, PageId::encode(Some(page)));
        fields.pgoff.set(words, PgoffId::encode(Some(pgoff)));
        fields.count.set(words, 1);
        fields.highmem.set(words, u32::from(self.file(file).highmem));
        fields.uptodate.set(words, u32::from(valid));
        fields.dirty.set(words, u32::from(init == PageInit::Dirty || self.is_anonymous(file)));
        for sector in 0..usize::from(SECTORS_PER_PAGE) {
            let at = u32::from(index * SECTORS_PER_PAGE) + u32::try_from(sector).expect("a page is small");
            let content = match (valid, at < self.file(file).size) {
                (false, _) => Content::Junk,
                (true, true) => Content::Old,
                (true, false) => Content::Zero,
            };
            fields.content[sector].set(words, content as u32);
            fields.valid[sector].set(words, u32::from(valid));
        }
    }
}

/// Owner and index of every element of consecutive tables.
fn pairs<T: Copy>(lengths: impl Iterator<Item = usize>, id: impl Fn(usize) -> T) -> Vec<(T, u16)> {
    let owners = lengths.enumerate().flat_map(|(i, length)| (0..length).map(move |k| (i, k)));
    owners.map(|(i, k)| (id(i), u16::try_from(k).expect("tables are limited"))).collect()
}
