//! A state of the engine as a view: tasks, pages, address spaces, files, pool, choices and waits.

use pagelock_engine::id::{FileId, MmId, PageId, PteId, Reg, TaskId};
use pagelock_engine::prim::Type;
use pagelock_engine::scenario::FileKind;
use pagelock_engine::{Content, End, Ending, Ledger, Machine, State, Status, Trace, View, Wait, WaitKind};
use pagelock_lang::Setup;
use pagelock_protocol::view::{
    BudgetView, ChoiceView, EndView, FileView, MmView, PageView, PoolView, PteView, SectorView, SlotView,
    StateView, TaskStatusView, TaskView, WaitKindView, WaitView,
};

use crate::evidence::{evidence, value_words};
use crate::lower::place_view;
use crate::report::verdict_view;

/// A state of a trace; the ledger has followed the run up to there.
pub fn state_view(setup: &Setup, trace: &Trace, state: &State, ledger: &Ledger) -> StateView {
    let machine = &setup.machine;
    let view = machine.view(state);
    let end = view.end();
    let choices = if end.is_some() { Vec::new() } else { view.choices() };
    let waits = view.waits();
    let in_cycle = view.tasks_in_cycles(&waits);
    StateView {
        tasks: machine.all_tasks().map(|task| task_view(machine, view, task)).collect(),
        pages: view.pages().map(|page| page_view(machine, view, page, ledger)).collect(),
        mms: machine.mms().map(|mm| mm_view(machine, view, mm)).collect(),
        files: machine
            .files()
            .filter(|&file| machine.file(file).kind != FileKind::Anonymous)
            .map(|file| file_view(machine, view, file, &waits))
            .collect(),
        pool: pool_view(ledger, &waits),
        budgets: machine
            .all_tasks()
            .filter(|&task| machine.is_actor(task))
            .map(|task| BudgetView { task: index(task), left: view.budget(task) })
            .collect(),
        choices: choices
            .iter()
            .map(|&choice| ChoiceView { task: index(choice.task), text: view.choice_name(choice) })
            .collect(),
        waits: waits.iter().map(|wait| wait_view(view, wait, in_cycle.contains(&wait.task))).collect(),
        costs: ledger.costs().entries().map(|(name, n)| (name.to_owned(), u64::from(n))).to_vec(),
        end: end.map(|end| end_view(machine, trace, view, end)),
    }
}

fn index(task: TaskId) -> u32 {
    u32::from(task.0)
}

fn task_view(machine: &Machine, view: View<'_>, task: TaskId) -> TaskView {
    let status = match view.status(task) {
        Status::Runnable => TaskStatusView::Runnable,
        Status::Blocked(_) => TaskStatusView::Blocked,
        Status::Finished => TaskStatusView::Finished,
        Status::Idle => TaskStatusView::Idle,
        Status::Oopsed(_) => TaskStatusView::Oopsed,
    };
    let at_end = view.is_at_end(task);
    TaskView {
        status,
        place: (!at_end).then(|| place_view(machine, task, view.pc(task))),
        holds: holds(machine, view, task),
        locals: if at_end { Vec::new() } else { locals(machine, view, task) },
        results: if at_end { results(machine, view, task) } else { Vec::new() },
    }
}

fn holds(machine: &Machine, view: View<'_>, task: TaskId) -> Vec<String> {
    let mutexes = machine.files().filter(|&file| view.i_mutex(file) == Some(task));
    let mutexes = mutexes.map(|file| format!("i_mutex {}", machine.file(file).name));
    let glocks = machine.files().filter(|&file| view.glock(file) == Some(task));
    let glocks = glocks.map(|file| format!("glock {}", machine.file(file).name));
    let writers = machine.mms().filter(|&mm| view.mmap_sem_writer(mm) == Some(task));
    let writers = writers.map(|mm| format!("mmap_sem {} (write)", machine.mm(mm).name));
    let readers = machine.mms().filter(|&mm| view.mmap_sem_readers(mm).any(|(reader, _)| reader == task));
    let readers = readers.map(|mm| format!("mmap_sem {} (read)", machine.mm(mm).name));
    let pages = view.pages().filter(|&page| view.locked_by(page) == Some(task));
    let pages = pages.map(|page| format!("page lock {}", view.page_name(page)));
    let slots = match view.kmaps_held(task) {
        0 => None,
        1 => Some("a kmap slot".to_owned()),
        n => Some(format!("{n} kmap slots")),
    };
    mutexes.chain(glocks).chain(writers).chain(readers).chain(pages).chain(slots).collect()
}

fn locals(machine: &Machine, view: View<'_>, task: TaskId) -> Vec<(String, String)> {
    let program = machine.program(task);
    let live = program.live(view.pc(task));
    let registers = program.registers().iter().enumerate();
    let alive =
        registers.filter(|(i, register)| live >> i & 1 == 1 && !register.name.starts_with("result of"));
    alive
        .map(|(i, register)| {
            let value = view.register(task, Reg::new(i));
            (register.name.clone(), view.value_name(task, value, register.ty))
        })
        .collect()
}

fn results(machine: &Machine, view: View<'_>, task: TaskId) -> Vec<String> {
    let calls = machine.program(task).calls();
    view.returned(task)
        .map(|returned| {
            let call = &calls[usize::from(returned.call)];
            format!("{} = {}", call.name, value_words(returned, call.sectors))
        })
        .collect()
}

fn page_view(machine: &Machine, view: View<'_>, page: PageId, ledger: &Ledger) -> PageView {
    let ptes: Vec<PteId> = machine.ptes().filter(|&pte| view.pte(pte) == Some(page)).collect();
    let slot = ledger.pool().slot_of(page);
    PageView {
        id: u32::from(page.0),
        name: view.page_name(page),
        locked_by: view.locked_by(page).map(index),
        uptodate: view.is_uptodate(page),
        dirty: view.is_dirty(page),
        in_cache: view.pgoff(page).is_some(),
        highmem: view.is_highmem(page),
        count: view.count(page),
        references: references(machine, view, page, &ptes),
        mapped: ptes.iter().map(|&pte| view.pte_name(pte)).collect(),
        kmap: slot.filter(|_| view.kmaps(page) > 0).map(|slot| slot_words(slot, view.kmaps(page))),
        sectors: view.contents(page).map(sector_view).collect(),
    }
}

fn slot_words(slot: usize, uses: u32) -> String {
    match uses {
        1 => format!("slot {slot}"),
        uses => format!("slot {slot}, used {uses} times"),
    }
}

/// Who refers to a page: the cache, ptes, a pagevec, and variables of tasks that still matter.
fn references(machine: &Machine, view: View<'_>, page: PageId, ptes: &[PteId]) -> Vec<String> {
    let cache = view.pgoff(page).map(|_| "page cache".to_owned());
    let ptes = ptes.iter().map(|&pte| format!("pte {}", view.pte_name(pte)));
    let pagevec = view.pagevec(page).map(|task| format!("pagevec of {}", machine.task_name(task)));
    let known: Vec<String> = cache.into_iter().chain(ptes).chain(pagevec).collect();
    let rest = (view.count(page) as usize).saturating_sub(known.len());
    let variables = machine.all_tasks().flat_map(|task| {
        let registers = machine.program(task).registers().iter().enumerate();
        let pages = registers.filter(|(_, register)| register.ty == Type::Page);
        let mine = pages.filter(move |(i, _)| view.register(task, Reg::new(*i)) == i32::from(page.0) + 1);
        mine.map(move |(_, register)| format!("{} ({})", machine.task_name(task), register.name))
    });
    known.iter().cloned().chain(variables.take(rest)).collect()
}

fn sector_view(content: Content) -> SectorView {
    match content {
        Content::Old => SectorView::Old,
        Content::New => SectorView::New,
        Content::Zero => SectorView::Zero,
        Content::Junk => SectorView::Junk,
        Content::Stale => SectorView::Stale,
        Content::Lost => SectorView::Lost,
    }
}

fn mm_view(machine: &Machine, view: View<'_>, mm: MmId) -> MmView {
    let pages = machine.ptes().filter(|&pte| machine.user_page(pte).0 == mm);
    MmView {
        name: machine.mm(mm).name.clone(),
        readers: view.mmap_sem_readers(mm).map(|(task, _)| index(task)).collect(),
        writer: view.mmap_sem_writer(mm).map(index),
        queue: view.mmap_sem_queue(mm).map(|(task, write)| (index(task), write)).collect(),
        ptes: pages.map(|pte| pte_view(machine, view, pte)).collect(),
    }
}

fn pte_view(machine: &Machine, view: View<'_>, pte: PteId) -> PteView {
    let backing = match machine.user_page_info(pte).backing {
        _ if view.is_unmapped(pte) => "unmapped".to_owned(),
        None => "nothing".to_owned(),
        Some((file, _)) if machine.is_anonymous(file) => "anonymous".to_owned(),
        Some((file, page)) => format!("{}:{page}", machine.file(file).name),
    };
    let name = view.pte_name(pte);
    PteView {
        name: name.split_once(':').map_or(name.clone(), |(_, name)| name.to_owned()),
        backing,
        page: view.pte(pte).map(|page| u32::from(page.0)),
        mlocked: view.is_mlocked(pte),
    }
}

fn file_view(machine: &Machine, view: View<'_>, file: FileId, waits: &[Wait]) -> FileView {
    use pagelock_engine::BlockedOn;
    let waiters = waits.iter().filter(|w| [BlockedOn::IMutex(file), BlockedOn::Glock(file)].contains(&w.on));
    FileView {
        name: machine.file(file).name.clone(),
        kind: match machine.file(file).kind {
            FileKind::Regular => "regular".to_owned(),
            FileKind::BlockDevice => "block device".to_owned(),
            FileKind::Anonymous => "anonymous".to_owned(),
        },
        i_mutex: view.i_mutex(file).map(index),
        glock: view.glock(file).map(index),
        waiters: waiters.map(|wait| index(wait.task)).collect(),
        size: view.i_size(file),
    }
}

fn pool_view(ledger: &Ledger, waits: &[Wait]) -> PoolView {
    let pool = ledger.pool();
    let slots = pool
        .slots()
        .iter()
        .map(|slot| SlotView { count: u32::from(slot.count), page: slot.page.map(|page| u32::from(page.0)) });
    PoolView {
        slots: slots.collect(),
        last: u32::try_from(pool.last_pkmap_nr()).expect("pools are limited"),
        flushes: pool.flushes(),
        waiters: waits
            .iter()
            .filter(|wait| wait.kind == WaitKind::Any)
            .map(|wait| index(wait.task))
            .collect(),
    }
}

fn wait_view(view: View<'_>, wait: &Wait, in_cycle: bool) -> WaitView {
    WaitView {
        task: index(wait.task),
        resource: view.blocked_on_name(wait.on),
        holders: wait.holders.iter().map(|&holder| index(holder)).collect(),
        kind: match wait.kind {
            WaitKind::All => WaitKindView::All,
            WaitKind::Any => WaitKindView::Any,
            WaitKind::Queue => WaitKindView::Queue,
        },
        in_cycle,
    }
}

fn end_view(machine: &Machine, trace: &Trace, view: View<'_>, end: End) -> EndView {
    let (kind, notation) = match &end {
        End::Deadlock(kind) => (kind.name().to_owned(), trace.notation(machine).to_string()),
        End::Oops(_, oops) => (oops.name().to_owned(), String::new()),
        End::Finished(outcome) => (outcome.hazards().join(", "), String::new()),
    };
    EndView {
        verdict: verdict_view(Ending::from(end).verdict()),
        kind,
        notation,
        explanation: evidence(machine, view),
    }
}
