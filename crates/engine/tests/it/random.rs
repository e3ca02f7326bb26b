//! Small random machines: bytes to programs that mostly, but not always, give back what they take.

use pagelock_engine::Machine;
use pagelock_engine::id::{FileId, MmId, Reg};
use pagelock_engine::prim::Prim;
use pagelock_engine::program::Instr;
use pagelock_engine::scenario::{FileKind, PageInit, Pick};

use crate::bench::{Bench, act, bench, file, find, get, mm, n, r};

/// Decisions, one byte each; 0 once they are used up.
struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn below(&mut self, choices: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % choices)
    }
}

/// A machine with two or three tasks over two pages, one address space and perhaps an actor.
pub(crate) fn machine(bytes: &[u8]) -> Machine {
    let mut bytes = Bytes(bytes.iter());
    let kind = [FileKind::Regular, FileKind::Anonymous, FileKind::BlockDevice][usize::from(bytes.below(3))];
    let init = [PageInit::Uptodate, PageInit::NotUptodate, PageInit::Dirty][usize::from(bytes.below(3))];
    let bench = bench().slots(1 + u16::from(bytes.below(2))).file_of(kind, "a", &[init], bytes.below(4) > 0);
    let bench = bench.file("b", &[PageInit::Uptodate]).mm("m", &[("a", 0, true), ("b", 0, false)]);
    let mut bench = if bytes.below(2) == 0 { bench } else { bench.reader_preferring() };
    for name in ["T", "U", "V"].into_iter().take(2 + usize::from(bytes.below(2))) {
        bench = bench.lean_task(name, &program(&mut bytes), &[]);
    }
    actor(bench, &mut bytes).machine()
}

/// A machine with two to four tasks that run one program, each on a shared page and on one of its own, in address
/// spaces of their own or in one; perhaps a task of another kind, and perhaps an actor.
pub(crate) fn alike(bytes: &[u8]) -> Machine {
    let mut bytes = Bytes(bytes.iter());
    let count = 2 + usize::from(bytes.below(3));
    let (own_file, own_mm) = (bytes.below(4) > 0, bytes.below(4) > 0);
    let init = [PageInit::Uptodate, PageInit::NotUptodate, PageInit::Dirty][usize::from(bytes.below(3))];
    let mut bench = bench().slots(1 + u16::from(bytes.below(4))).file("a", &[PageInit::Uptodate]);
    for i in 0..count {
        bench = bench.file(&format!("b{i}"), &[init]);
    }
    for i in 0..count {
        let (file, present) =
            (format!("b{}", if own_mm && own_file { i } else { 0 }), init != PageInit::NotUptodate);
        let first = if bytes.below(3) == 0 { "a" } else { &file };
        bench = bench.mm(&format!("m{i}"), &[(first, 0, present), (&file, 0, false)]);
    }
    bench = if bytes.below(2) == 0 { bench } else { bench.reader_preferring() };
    let code = program(&mut bytes);
    let is_result = |instr: &Instr| matches!(instr, Instr::Step { dst: Some(Reg(2)), .. });
    let calls: &[(u16, Option<i32>)] = if code.iter().any(is_result) { &[(2, Some(1))] } else { &[] };
    for i in 0..count {
        bench = bench.lean_task(&format!("T{i}"), &code, calls);
        let task = bench.scenario.tasks.last_mut().expect("it was pushed above");
        task.files = vec![FileId::new(0), FileId::new(1 + if own_file { i } else { 0 })];
        task.mms = vec![MmId::new(if own_mm { i } else { 0 })];
    }
    if bytes.below(3) == 0 {
        bench = bench.lean_task("U", &program(&mut bytes), &[]);
        let task = bench.scenario.tasks.last_mut().expect("it was pushed above");
        task.files = vec![FileId::new(0), FileId::new(1 + usize::from(bytes.below(2)))];
        task.mms = vec![MmId::new(usize::from(bytes.below(2)))];
    }
    actor(bench, &mut bytes).machine()
}

fn actor(bench: Bench, bytes: &mut Bytes<'_>) -> Bench {
    let reclaim = [
        act(Prim::GetPage, &[r(0)]),
        get(1, Prim::TrylockPage, &[r(0)]),
        Instr::Unless(r(1), 6),
        act(Prim::TryToUnmap, &[r(0)]),
        act(Prim::RemoveMapping, &[r(0)]),
        act(Prim::UnlockPage, &[r(0)]),
        act(Prim::PutPage, &[r(0)]),
    ];
    match bytes.below(4) {
        0 => bench,
        1 => bench.actor("zap", Pick::Pte, 2, &[act(Prim::ZapPageRange, &[r(0), r(1), n(1)])]),
        _ => bench.actor("reclaim", Pick::Page, 1, &reclaim),
    }
}

/// Finds both pages, does things, and puts the pages.
fn program(bytes: &mut Bytes<'_>) -> Vec<Instr> {
    let mut code = vec![find(0, 0, 0), find(1, 1, 0)];
    block(bytes, &mut code, 3);
    code.extend([act(Prim::PutPage, &[r(1)]), act(Prim::PutPage, &[r(0)])]);
    code
}

fn block(bytes: &mut Bytes<'_>, code: &mut Vec<Instr>, depth: u8) {
    for _ in 0..bytes.below(4) {
        let page = u16::from(bytes.below(2));
        match if depth == 0 { bytes.below(2) } else { bytes.below(6) } {
            0 => code.push(harmless(bytes, page)),
            1 => code.push(harmful(bytes, page)),
            2 | 3 => between(bytes, code, depth, page),
            4 => {
                // A test, and what is done only if it comes out as true.
                code.push(get(2, Prim::PageUptodate, &[r(page)]));
                let test = code.len();
                code.push(Instr::Exit);
                block(bytes, code, depth - 1);
                code[test] = Instr::Unless(r(2), u16::try_from(code.len()).unwrap());
            }
            _ => {
                // A loop until a test comes out as true.
                let start = u16::try_from(code.len()).unwrap();
                block(bytes, code, depth - 1);
                let test =
                    [Prim::PageUptodate, Prim::TrylockPage, Prim::PageMapping][usize::from(bytes.below(3))];
                code.extend([get(2, test, &[r(page)]), Instr::Unless(r(2), start)]);
            }
        }
    }
}

/// Something is held meanwhile.
fn between(bytes: &mut Bytes<'_>, code: &mut Vec<Instr>, depth: u8, page: u16) {
    let on_file = [file(u8::try_from(page).unwrap())];
    let (take, give) = match bytes.below(7) {
        0 | 1 => (act(Prim::LockPage, &[r(page)]), act(Prim::UnlockPage, &[r(page)])),
        2 => (act(Prim::DownRead, &[mm()]), act(Prim::UpRead, &[mm()])),
        3 => (act(Prim::DownWrite, &[mm()]), act(Prim::UpWrite, &[mm()])),
        4 => (act(Prim::Kmap, &[r(page)]), act(Prim::Kunmap, &[r(page)])),
        5 => (act(Prim::MutexLock, &on_file), act(Prim::MutexUnlock, &on_file)),
        _ => (Instr::DisableFaults, Instr::EnableFaults),
    };
    code.push(take);
    block(bytes, code, depth - 1);
    code.push(give);
}

fn harmless(bytes: &mut Bytes<'_>, page: u16) -> Instr {
    let addr = n(i32::from(page) * 2);
    match bytes.below(9) {
        0 => act(Prim::SetPageDirty, &[r(page)]),
        1 => get(2, Prim::GetUser, &[addr]),
        2 => get(2, Prim::CopyFromUser, &[r(page), n(0), addr, n(2)]),
        3 => act(Prim::ZapPageRange, &[mm(), addr, n(1)]),
        4 => get(2, Prim::PrepareWrite, &[r(page), n(0), n(1)]),
        5 => get(2, Prim::CommitWrite, &[r(page), n(0), n(1)]),
        6 => get(2, Prim::ReadSectors, &[r(page), n(0), n(1)]),
        7 => act(Prim::MlockVma, &[mm(), addr, n(1)]),
        _ => act(Prim::UnmapMappingRange, &[file(u8::try_from(page).unwrap()), n(0)]),
    }
}

fn harmful(bytes: &mut Bytes<'_>, page: u16) -> Instr {
    let file = file(u8::try_from(page).unwrap());
    match bytes.below(10) {
        0 => act(Prim::LockPage, &[r(page)]),
        1 => act(Prim::UnlockPage, &[r(page)]),
        2 => act(Prim::DownRead, &[mm()]),
        3 => act(Prim::GetPage, &[r(page)]),
        4 => act(Prim::PutPage, &[r(page)]),
        5 => act(Prim::TruncateCompletePage, &[r(page)]),
        6 => get(page, Prim::AddToPageCacheLru, &[file, n(0)]),
        7 => act(Prim::PagevecLruAdd, &[]),
        8 => get(2, Prim::InstallPte, &[mm(), n(2), r(1), n(-1)]),
        _ => act(Prim::UnmapRegion, &[mm(), n(0), n(1)]),
    }
}
