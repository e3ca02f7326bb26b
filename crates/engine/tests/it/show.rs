//! A state as a list of facts for people, and what differs between two of them.
//!
//! Facts that have their usual value (no lock, no holder, clean, ...) are left out, so that a difference shows
//! `-` on that side.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pagelock_engine::event::Event;
use pagelock_engine::id::{PageId, PgoffId, Reg, TaskId};
use pagelock_engine::limits::SECTORS_PER_PAGE;
use pagelock_engine::prim::Type;
use pagelock_engine::program::Instr;
use pagelock_engine::{BlockedOn, Machine, State, Status, View};

/// Key and value of each fact that is worth telling.
pub(crate) type Facts = BTreeMap<String, String>;

struct Teller<'a> {
    machine: &'a Machine,
    view: View<'a>,
    facts: Facts,
}

/// Everything that can be read in a state.
pub(crate) fn facts(machine: &Machine, state: &State) -> Facts {
    let mut teller = Teller { machine, view: machine.view(state), facts: Facts::new() };
    for task in machine.all_tasks() {
        teller.task(task, &status(machine, state, task));
    }
    for page in teller.view.pages() {
        teller.page(page);
    }
    teller.user_memory();
    teller.files();
    teller.facts
}

/// Facts that changed, one line each: `  p0 count: 1 -> 2`.
pub(crate) fn difference(before: &Facts, after: &Facts) -> String {
    let mut shown = String::new();
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        if old != new {
            let value = |fact: Option<&String>| fact.map_or("-".to_owned(), Clone::clone);
            let _ = writeln!(shown, "  {key}: {} -> {}", value(old), value(new));
        }
    }
    shown
}

/// What a task does: `runnable`, `end`, `waits for page p0`.
pub(crate) fn status(machine: &Machine, state: &State, task: TaskId) -> String {
    match machine.view(state).status(task) {
        Status::Runnable => "runnable".to_owned(),
        Status::Finished => "finished".to_owned(),
        Status::Idle => "idle".to_owned(),
        Status::Oopsed(oops) => format!("oops {oops:?}"),
        Status::Blocked(BlockedOn::IMutex(file)) => format!("waits for i_mutex {}", machine.file(file).name),
        Status::Blocked(BlockedOn::Glock(file)) => format!("waits for glock {}", machine.file(file).name),
        Status::Blocked(BlockedOn::PageLock(page)) => format!("waits for page {}", page_name(page)),
        Status::Blocked(BlockedOn::MmapSemRead(mm)) => {
            format!("waits to read mmap_sem {}", machine.mm(mm).name)
        }
        Status::Blocked(BlockedOn::MmapSemWrite(mm)) => {
            format!("waits to write mmap_sem {}", machine.mm(mm).name)
        }
        Status::Blocked(BlockedOn::PkmapSlot(page)) => format!("waits for a slot for {}", page_name(page)),
    }
}

/// An event with names instead of ids.
pub(crate) fn event(machine: &Machine, event: Event) -> String {
    let mut shown = format!("{event:?}");
    for task in machine.all_tasks() {
        shown = shown.replace(&format!("TaskId({})", task.0), machine.task_name(task));
    }
    for (debug, short) in [("PageId(", "p"), ("PteId(", "pte"), ("FileId(", "f"), ("MmId(", "m")] {
        while let Some(at) = shown.find(debug) {
            let rest = shown.split_off(at);
            let (number, rest) = rest[debug.len()..].split_once(')').expect("ids are printed in brackets");
            let _ = write!(shown, "{short}{number}{rest}");
        }
    }
    shown
}

fn page_name(page: PageId) -> String {
    format!("p{}", page.0)
}

impl Teller<'_> {
    fn tell(&mut self, key: String, value: &impl ToString, usual: &str) {
        let value = value.to_string();
        if value != usual {
            self.facts.insert(key, value);
        }
    }

    fn task(&mut self, task: TaskId, status: &str) {
        let view = self.view;
        let name = self.machine.task_name(task).to_owned();
        let pc = view.pc(task);
        let at = match view.program(task).instr(pc) {
            Instr::Step { prim, .. } => format!("{pc} {}", prim.spec().name),
            Instr::Set(..)
            | Instr::Unless(..)
            | Instr::Jump(_)
            | Instr::DisableFaults
            | Instr::EnableFaults
            | Instr::Exit => format!("{pc} end"),
        };
        let status = if status == "runnable" { String::new() } else { format!(", {status}") };
        self.tell(name.clone(), &format!("{at}{status}"), "");
        for (i, register) in view.program(task).registers().iter().enumerate() {
            let value = view.register(task, Reg::new(i));
            let id = usize::try_from(value).unwrap_or(0).wrapping_sub(1);
            let shown = match register.ty {
                Type::Page if value > 0 => format!("p{id}"),
                Type::Mm if value > 0 => self.machine.scenario().mms[id].name.clone(),
                Type::File if value > 0 => self.machine.scenario().files[id].name.clone(),
                Type::Int | Type::Addr | Type::Void | Type::Page | Type::Mm | Type::File => value.to_string(),
            };
            self.tell(format!("{name} r{i}"), &shown, "0");
        }
        self.tell(format!("{name} atomic"), &view.atomic_depth(task), "0");
        self.tell(format!("{name} kmaps"), &view.kmaps_held(task), "0");
        self.tell(format!("{name} budget"), &view.budget(task), "0");
        let seen: Vec<String> = view.seen(task).map(|content| format!("{content:?}")).collect();
        self.tell(format!("{name} seen"), &seen.join(" "), "");
    }

    fn page(&mut self, page: PageId) {
        let (view, name) = (self.view, page_name(page));
        let place = view.pgoff(page).map_or("off the mapping".to_owned(), |pgoff| self.place(pgoff));
        self.tell(format!("{name} at"), &place, "");
        self.tell(format!("{name} count"), &view.count(page), "");
        self.tell(format!("{name} locked by"), &self.name(view.locked_by(page)), "");
        self.tell(format!("{name} pagevec"), &self.name(view.pagevec(page)), "");
        self.tell(format!("{name} kmaps"), &view.kmaps(page), "0");
        let flags = [
            (view.is_uptodate(page), "uptodate"),
            (view.is_dirty(page), "dirty"),
            (!view.is_highmem(page), "lowmem"),
        ];
        let flags: Vec<&str> = flags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
        self.tell(format!("{name} flags"), &flags.join(" "), "");
        let sectors = view.contents(page).enumerate().map(|(i, content)| {
            let valid = view.is_valid(page, u16::try_from(i).unwrap());
            format!("{content:?}{}", if valid { "" } else { "?" })
        });
        self.tell(format!("{name} holds"), &sectors.collect::<Vec<_>>().join(" "), "");
    }

    fn user_memory(&mut self) {
        let view = self.view;
        for pte in self.machine.ptes() {
            let key = format!("pte{}", pte.0);
            self.tell(key.clone(), &view.pte(pte).map_or(String::new(), page_name), "");
            self.tell(format!("{key} unmapped"), &view.is_unmapped(pte), "false");
            self.tell(format!("{key} mlocked"), &view.is_mlocked(pte), "false");
        }
        for mm in self.machine.mms() {
            let name = self.machine.mm(mm).name.clone();
            self.tell(format!("{name} writer"), &self.name(view.mmap_sem_writer(mm)), "");
            let readers = view.mmap_sem_readers(mm).map(|(task, holds)| {
                let name = self.machine.task_name(task);
                if holds == 1 { name.to_owned() } else { format!("{name} x{holds}") }
            });
            self.tell(format!("{name} readers"), &readers.collect::<Vec<_>>().join(" "), "");
            let queue = view.mmap_sem_queue(mm).map(|(task, write)| {
                format!("{} {}", self.machine.task_name(task), if write { "write" } else { "read" })
            });
            self.tell(format!("{name} queue"), &queue.collect::<Vec<_>>().join(", "), "");
        }
    }

    fn files(&mut self) {
        let view = self.view;
        for file in self.machine.files() {
            let name = self.machine.file(file).name.clone();
            self.tell(format!("{name} i_mutex"), &self.name(view.i_mutex(file)), "");
            self.tell(format!("{name} glock"), &self.name(view.glock(file)), "");
            self.tell(format!("{name} size"), &view.i_size(file), "");
            self.tell(format!("{name} truncate_count"), &view.truncate_count(file), "0");
        }
        for pgoff in self.machine.pgoffs() {
            let cached = view.cached(pgoff).map_or(String::new(), page_name);
            self.tell(format!("cache {}", self.place(pgoff)), &cached, "");
            let blocks = (0..SECTORS_PER_PAGE).map(|sector| format!("{:?}", view.block(pgoff, sector)));
            let blocks = blocks.collect::<Vec<_>>().join(" ");
            self.tell(format!("disk {}", self.place(pgoff)), &blocks, "Written Written");
        }
    }

    fn place(&self, pgoff: PgoffId) -> String {
        let (file, index) = self.machine.place(pgoff);
        format!("{}:{index}", self.machine.file(file).name)
    }

    fn name(&self, task: Option<TaskId>) -> String {
        task.map_or(String::new(), |task| self.machine.task_name(task).to_owned())
    }
}
