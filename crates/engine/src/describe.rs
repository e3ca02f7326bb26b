//! What happens, in words: names of things and sentences for events.
//!
//! Arrow: `Trace` -> words. The only place that words come from, so that page and command line say the same.

use crate::event::{Event, Lock};
use crate::exec::Choice;
use crate::id::{MmId, PageId, PteId, TaskId};
use crate::prim::{Prim, Type};
use crate::program::{Expr, Instr};
use crate::resource::Resource;
use crate::scenario::{Failure, Pick};
use crate::state::{BlockedOn, View};
use crate::trace::Step;

impl View<'_> {
    /// Name of a page by what it caches, such as `a:0`; by its number once it is off the mapping.
    pub fn page_name(self, page: PageId) -> String {
        match self.pgoff(page) {
            Some(pgoff) => {
                let (file, index) = self.machine.place(pgoff);
                format!("{}:{index}", self.machine.file(file).name)
            }
            None => format!("page #{}", page.0),
        }
    }

    /// Name of a user page, such as `m:src`.
    pub fn pte_name(self, pte: PteId) -> String {
        let (mm, index) = self.machine.user_page(pte);
        let pages = &self.machine.mm(mm).pages;
        let name = &pages[usize::from(index)].name;
        let first = pages.iter().position(|page| page.name == *name).unwrap_or(0);
        let several = pages.iter().filter(|page| page.name == *name).count() > 1;
        let number = if several { format!("+{}", usize::from(index) - first) } else { String::new() };
        format!("{}:{name}{number}", self.machine.mm(mm).name)
    }

    /// What a task waits for, in words.
    pub fn blocked_on_name(self, on: BlockedOn) -> String {
        match on {
            BlockedOn::IMutex(file) => format!("i_mutex of {}", self.machine.file(file).name),
            BlockedOn::Glock(file) => format!("the glock of {}", self.machine.file(file).name),
            BlockedOn::PageLock(page) => format!("the lock of {}", self.page_name(page)),
            BlockedOn::MmapSemRead(mm) => format!("mmap_sem of {} (read)", self.machine.mm(mm).name),
            BlockedOn::MmapSemWrite(mm) => format!("mmap_sem of {} (write)", self.machine.mm(mm).name),
            BlockedOn::PkmapSlot(page) => format!("a kmap slot for {}", self.page_name(page)),
        }
    }

    /// What can be held and waited for, in words.
    pub fn resource_name(self, resource: Resource) -> String {
        match resource {
            Resource::IMutex(file) => format!("i_mutex of {}", self.machine.file(file).name),
            Resource::Glock(file) => format!("the glock of {}", self.machine.file(file).name),
            Resource::MmapSem(mm) => format!("mmap_sem of {}", self.machine.mm(mm).name),
            Resource::PageLock(page) => format!("the lock of {}", self.page_name(page)),
            Resource::KmapPool => "the kmap pool".to_owned(),
        }
    }

    /// A lock, in words.
    pub fn lock_name(self, lock: Lock) -> String {
        match lock {
            Lock::IMutex(file) => format!("i_mutex of {}", self.machine.file(file).name),
            Lock::Glock(file) => format!("the glock of {}", self.machine.file(file).name),
            Lock::Page(page) => format!("the lock of {}", self.page_name(page)),
            Lock::MmapSemRead(mm) => format!("mmap_sem of {} for read", self.machine.mm(mm).name),
            Lock::MmapSemWrite(mm) => format!("mmap_sem of {} for write", self.machine.mm(mm).name),
            Lock::Pkmap(page) => format!("a kmap slot for {}", self.page_name(page)),
        }
    }

    /// What a choice would do, in words: `lock_page(a:0)`, `reclaim a:0`.
    pub fn choice_name(self, choice: Choice) -> String {
        if self.machine.is_actor(choice.task) && self.is_at_end(choice.task) {
            return self.pick_name(choice);
        }
        let Instr::Step { prim, args, .. } = self.program(choice.task).instr(self.pc(choice.task)) else {
            unreachable!("a choice stands at a step")
        };
        let types = prim.spec().params;
        let args = args.iter().zip(types).map(|(arg, &ty)| self.argument_name(choice.task, arg, ty));
        let call = format!("{}({})", prim.spec().name, args.collect::<Vec<_>>().join(", "));
        match choice.failure(*prim) {
            Some(failure) => format!("{call} fails: {}", failure.name()),
            None => call,
        }
    }

    fn pick_name(self, choice: Choice) -> String {
        let name = self.machine.task_name(choice.task);
        let (first, second) =
            self.picks(choice.task).nth(usize::from(choice.pick)).expect("the choice is one of the state");
        let actor = self.machine.actor(choice.task).expect("only actors pick");
        let picked = match self.machine.scenario().actors[actor].pick {
            Pick::Page => PageId::decode(first).map(|page| self.page_name(page)),
            Pick::Pte => MmId::decode(first)
                .and_then(|mm| self.machine.pte(mm, i32::try_from(second).ok()?))
                .map(|pte| self.pte_name(pte)),
        };
        format!("{name} {}", picked.unwrap_or_default())
    }

    fn argument_name(self, task: TaskId, arg: &Expr, ty: Type) -> String {
        self.value_name(task, self.eval(task, arg), ty)
    }

    /// A value of a register or argument, in words.
    pub fn value_name(self, task: TaskId, value: i32, ty: Type) -> String {
        let id = u32::try_from(value).unwrap_or(0);
        match ty {
            Type::Void | Type::Int => value.to_string(),
            Type::Page => PageId::decode(id).map_or_else(|| "NULL".to_owned(), |page| self.page_name(page)),
            Type::File => crate::id::FileId::decode(id)
                .map_or_else(|| "NULL".to_owned(), |file| self.machine.file(file).name.clone()),
            Type::Mm => {
                MmId::decode(id).map_or_else(|| "NULL".to_owned(), |mm| self.machine.mm(mm).name.clone())
            }
            Type::Addr => self.address_name(task, value),
        }
    }

    /// An address by the mapping it lies in, in the first of the task's address spaces that has it.
    fn address_name(self, task: TaskId, addr: i32) -> String {
        let mm = self.machine.task_mm(task, 1).or_else(|| self.machine.task_mm(task, 0));
        let pte = mm.and_then(|mm| self.machine.pte(mm, addr));
        pte.map_or_else(|| addr.to_string(), |pte| self.machine.user_page_info(pte).name.clone())
    }

    /// What an event was, in words. `self` is the state before the step, in which things still have their names.
    pub fn event_name(self, event: Event, after: View<'_>) -> String {
        let page = |p: PageId| {
            if self.count(p) > 0 && self.pgoff(p).is_some() { self.page_name(p) } else { after.page_name(p) }
        };
        match event {
            Event::Acquired(_, Lock::Page(p)) => format!("locks {}", page(p)),
            Event::Acquired(_, Lock::Pkmap(p)) => format!("maps {} through a kmap slot", page(p)),
            Event::Acquired(_, lock) => format!("takes {}", self.lock_name(lock)),
            Event::Released(_, Lock::Page(p)) => format!("unlocks {}", page(p)),
            Event::Released(_, Lock::Pkmap(p)) => format!("gives back its kmap of {}", page(p)),
            Event::Released(_, lock) => format!("releases {}", self.lock_name(lock)),
            Event::TryFailed(p) => format!("finds {} locked and lets it be", page(p)),
            Event::Queued(_, lock) => format!("queues for {}", self.lock_name(lock)),
            Event::Started(_) => "starts".to_owned(),
            Event::Found(p) => format!("finds {} in the page cache", page(p)),
            Event::NotFound => "finds no page".to_owned(),
            Event::Allocated(p) => format!("puts a new page into the cache as {}", page(p)),
            Event::AllocatedAlone(p) => format!("allocates {}, which is in no file", page(p)),
            Event::Got(p) => format!("takes a reference on {}", page(p)),
            Event::Put(p) => format!("drops a reference on {}", page(p)),
            Event::Freed(p) => format!("frees {}", page(p)),
            Event::Tested(value) => format!("finds {value}"),
            Event::BecameUptodate(p) => format!("{} is up to date now", page(p)),
            Event::ReadIn(p) => format!("reads {} from disk", page(p)),
            Event::Detached(p) => format!("takes {} off its file", page(p)),
            Event::Prepared(p, from, to) => format!("readies sectors {from} to {to} of {}", page(p)),
            Event::BlocksAllocated(p, from, to) => {
                format!("allocates blocks for sectors {from} to {to} of {}", page(p))
            }
            Event::ZeroedNew(p, from, to) => format!("clears new blocks {from} to {to} of {}", page(p)),
            Event::Committed(p, from, to) => format!("commits sectors {from} to {to} of {}", page(p)),
            Event::Zeroed(p, from, to) => format!("fills sectors {from} to {to} of {} with zeroes", page(p)),
            Event::Copied(p, n, of) => format!("copies {n} of {of} sectors to {}", page(p)),
            Event::Read(p, n) => format!("reads {n} sectors of {}", page(p)),
            Event::Touched(pte, present) => {
                let name = pte.map_or_else(|| "an unmapped address".to_owned(), |pte| self.pte_name(pte));
                format!(
                    "touches {name}: {}",
                    if present { "the pte is present" } else { "the pte is absent" }
                )
            }
            Event::Walked => "walks the page table".to_owned(),
            Event::PteSet(pte, p) => format!("points the pte of {} at {}", self.pte_name(pte), page(p)),
            Event::PteCleared(pte) => format!("clears the pte of {}", self.pte_name(pte)),
            Event::Unmapped(pte) => format!("unmaps {}", self.pte_name(pte)),
            Event::Mlocked(pte) => format!("sets VM_LOCKED for {}", self.pte_name(pte)),
            Event::Resized(file, size) => {
                format!("sets the size of {} to {size}", self.machine.file(file).name)
            }
            Event::Dirtied(p) => format!("marks {} dirty", page(p)),
            Event::Drained => "drains its pagevec to the LRU".to_owned(),
            Event::WentAtomic => "disables page faults".to_owned(),
            Event::Failed(failure) => match failure {
                Failure::NoSpace => "fails with ENOSPC".to_owned(),
                Failure::TruncatedPage => "has to drop the page lock: AOP_TRUNCATED_PAGE".to_owned(),
                Failure::Io => "fails with EIO".to_owned(),
                Failure::NoMemory => "finds no memory".to_owned(),
            },
            Event::Oopsed(_, oops) => format!("oops: {}", oops.explanation()),
        }
    }
}

/// Task that an event happened to, if it need not be the one that moved.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other events are the mover's")]
fn subject(event: Event) -> Option<TaskId> {
    match event {
        Event::Acquired(task, _) | Event::Queued(task, _) | Event::Oopsed(task, _) => Some(task),
        _ => None,
    }
}

impl Step {
    /// What the step did, in words: its main event, and the others.
    pub fn name(&self, before: View<'_>, after: View<'_>) -> (String, Vec<String>) {
        let is_side = |event: &Event| matches!(event, Event::Started(_) | Event::Walked | Event::WentAtomic);
        let mut words = self.events.iter().filter(|event| !is_side(event)).map(|&event| {
            let words = if let Event::Tested(value) = event {
                self.answer(before, value)
            } else {
                before.event_name(event, after)
            };
            match subject(event) {
                Some(task) if task != self.choice.task => {
                    format!("{} {words}", before.machine.task_name(task))
                }
                _ => words,
            }
        });
        (words.next().unwrap_or_else(|| "goes on".to_owned()), words.collect())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other primitive only looks")]
    /// What a primitive that only looks has seen.
    fn answer(&self, before: View<'_>, value: i32) -> String {
        let task = self.choice.task;
        let Instr::Step { prim, args, .. } = before.program(task).instr(self.pc) else {
            unreachable!("a step executes a primitive")
        };
        let first = args.first().zip(prim.spec().params.first());
        let first = first.map(|(arg, &ty)| before.argument_name(task, arg, ty)).unwrap_or_default();
        let yes = value != 0;
        match prim {
            Prim::PageUptodate if yes => format!("sees that {first} is up to date"),
            Prim::PageUptodate => format!("sees that {first} is not up to date"),
            Prim::PageMapping if yes => format!("sees that {first} is still on its file"),
            Prim::PageMapping => format!("sees that {first} has been taken off its file"),
            Prim::FindVma => {
                let what = ["nothing", "anonymous memory", "a file"].get(value.unsigned_abs() as usize);
                format!("finds {} mapped there", what.unwrap_or(&"something"))
            }
            Prim::ISizeRead => format!("reads the size of {first}: {value} sectors"),
            Prim::TruncateCount => format!("reads truncate_count of {first}: {value}"),
            Prim::RemoveMapping => {
                format!("leaves {first} in the cache: it is dirty or somebody refers to it")
            }
            Prim::InvalidateCompletePage => format!("leaves {first} in the cache: it is dirty"),
            _ => format!("{}({first}) = {value}", prim.spec().name),
        }
    }
}
