//! A state of the engine as a view: tasks, pages, address spaces, files, pool, choices and waits.
//!
//! Every part is looked up in a table made once for the state: hundreds of tasks have thousands of parts.

use std::rc::Rc;

use pagelock_engine::id::{FileId, MmId, PageId, PteId, Reg, TaskId};
use pagelock_engine::prim::Type;
use pagelock_engine::scenario::FileKind;
use pagelock_engine::{BlockedOn, Content, Ledger, Machine, View, Wait, WaitKind};
use pagelock_protocol::view::{
    BudgetView, ChoiceView, FileView, MmView, PageView, PoolView, PteView, SectorView, SlotView, StateView,
    TaskView,
};

use crate::evidence::value_words;
use crate::held::Held;
use crate::waits::wait_views;

/// What belongs to which page and address space in a state.
struct Tables {
    /// ptes that point to a page, by page
    mapped: Vec<Vec<PteId>>,
    /// ptes of an address space
    user_pages: Vec<Vec<PteId>>,
    /// variables that refer to a page, by page
    variables: Vec<Vec<(TaskId, usize)>>,
}

impl Tables {
    fn new(machine: &Machine, view: View<'_>) -> Self {
        let pages = view.pages().map(|page| page.index() + 1).max().unwrap_or(0);
        let mut tables = Self {
            mapped: vec![Vec::new(); pages],
            user_pages: vec![Vec::new(); machine.mms().count()],
            variables: vec![Vec::new(); pages],
        };
        for pte in machine.ptes() {
            tables.user_pages[machine.user_page(pte).0.index()].push(pte);
            if let Some(page) = view.pte(pte) {
                tables.mapped[page.index()].push(pte);
            }
        }
        for task in machine.all_tasks() {
            let registers = machine.program(task).registers().iter().enumerate();
            for (i, _) in registers.filter(|(_, register)| register.ty == Type::Page) {
                let page = usize::try_from(view.register(task, Reg::new(i))).unwrap_or(0).checked_sub(1);
                // A variable may still name a page that is free.
                if let Some(known) = page.and_then(|page| tables.variables.get_mut(page)) {
                    known.push((task, i));
                }
            }
        }
        tables
    }
}

/// A state of a run whose ledger and locks have been followed up to there. How it has ended is left out.
pub(crate) fn state_view(machine: &Machine, view: View<'_>, ledger: &Ledger, held: &Held) -> StateView {
    let tables = Tables::new(machine, view);
    let waits = view.waits();
    let files = machine.files().filter(|&file| machine.file(file).kind != FileKind::Anonymous);
    let actors = machine.all_tasks().filter(|&task| machine.is_actor(task));
    let choice = |choice| {
        let text = view.choice_name(choice);
        Rc::new(ChoiceView { task: index(choice.task), text })
    };
    StateView {
        tasks: machine.all_tasks().map(|task| Rc::new(task_view(machine, view, task))).collect(),
        pages: view.pages().map(|page| Rc::new(page_view(machine, view, page, ledger, &tables))).collect(),
        mms: machine.mms().map(|mm| Rc::new(mm_view(machine, view, mm, &tables))).collect(),
        files: files.map(|file| Rc::new(file_view(machine, view, file, &waits))).collect(),
        pool: Rc::new(pool_view(ledger, held, &waits)),
        budgets: actors.map(|task| BudgetView { task: index(task), left: view.budget(task) }).collect(),
        choices: view.choices().into_iter().map(choice).collect(),
        waits: wait_views(view, &waits),
        costs: ledger.costs().entries().map(|(name, n)| (name.to_owned(), u64::from(n))).to_vec(),
        end: None,
    }
}

fn index(task: TaskId) -> u32 {
    u32::from(task.0)
}

fn task_view(machine: &Machine, view: View<'_>, task: TaskId) -> TaskView {
    let at_end = view.is_at_end(task);
    TaskView {
        locals: if at_end { Vec::new() } else { locals(machine, view, task) },
        results: if at_end { results(machine, view, task) } else { Vec::new() },
    }
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

fn page_view(machine: &Machine, view: View<'_>, page: PageId, ledger: &Ledger, tables: &Tables) -> PageView {
    let ptes = &tables.mapped[page.index()];
    let kmaps = view.kmaps(page);
    let slot = if kmaps > 0 { ledger.pool().slot_of(page) } else { None };
    PageView {
        id: u32::from(page.0),
        name: view.page_name(page),
        locked_by: view.locked_by(page).map(index),
        uptodate: view.is_uptodate(page),
        dirty: view.is_dirty(page),
        in_cache: view.pgoff(page).is_some(),
        highmem: view.is_highmem(page),
        count: view.count(page),
        references: references(machine, view, page, tables),
        mapped: ptes.iter().map(|&pte| view.pte_name(pte)).collect(),
        kmap: slot.map(|slot| slot_words(slot, kmaps)),
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
fn references(machine: &Machine, view: View<'_>, page: PageId, tables: &Tables) -> Vec<String> {
    let cache = view.pgoff(page).map(|_| "page cache".to_owned());
    let ptes = tables.mapped[page.index()].iter().map(|&pte| format!("pte {}", view.pte_name(pte)));
    let pagevec = view.pagevec(page).map(|task| format!("pagevec of {}", machine.task_name(task)));
    let mut known: Vec<String> = cache.into_iter().chain(ptes).chain(pagevec).collect();
    let rest = (view.count(page) as usize).saturating_sub(known.len());
    let variables = tables.variables[page.index()].iter().map(|&(task, register)| {
        let name = &machine.program(task).registers()[register].name;
        format!("{} ({name})", machine.task_name(task))
    });
    known.extend(variables.take(rest));
    known
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

fn mm_view(machine: &Machine, view: View<'_>, mm: MmId, tables: &Tables) -> MmView {
    let pages = &tables.user_pages[mm.index()];
    MmView {
        name: machine.mm(mm).name.clone(),
        readers: view.mmap_sem_readers(mm).map(|(task, _)| index(task)).collect(),
        writer: view.mmap_sem_writer(mm).map(index),
        queue: view.mmap_sem_queue(mm).map(|(task, write)| (index(task), write)).collect(),
        ptes: pages.iter().map(|&pte| pte_view(machine, view, pte)).collect(),
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

fn pool_view(ledger: &Ledger, held: &Held, waits: &[Wait]) -> PoolView {
    let pool = ledger.pool();
    let kmaps = held.kmaps();
    let holders = |page: PageId| {
        let start = kmaps.partition_point(|&(other, _)| other < page);
        kmaps[start..].iter().take_while(move |&&(other, _)| other == page).map(|&(_, task)| index(task))
    };
    let slots = pool.slots().iter().map(|slot| SlotView {
        count: u32::from(slot.count),
        page: slot.page.map(|page| u32::from(page.0)),
        holders: slot.page.map(|page| holders(page).collect()).unwrap_or_default(),
    });
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
