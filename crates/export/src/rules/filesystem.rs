//! The filesystem's hooks around the copy of a write, and reading a page in (facts 1.3, 7).
//!
//! A sector is a block. Reading is done when `readpage` returns: it has unlocked the page.

use pagelock_engine::scenario::{Failure, FileKind, FileSystem};

use crate::build::{all, any, at, branch, clamp, either, eq, le, lt, ne, not, put, set, when};
use crate::ir::{Cond, Int, Stmt, Var};
use crate::rules::words::{Block, Content, Oops};
use crate::rules::{Rules, param, sector_of};
use crate::vars::{SECTORS, int};

/// Errors of hooks that fail, as listings know them.
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const AOP_TRUNCATED_PAGE: i32 = 127;

/// A range of sectors of a page, cut to the page.
pub(crate) struct Range {
    pub(crate) from: Int,
    pub(crate) to: Int,
}

impl Range {
    /// Sectors from one to another; empty if the other is smaller.
    pub(crate) fn new(from: &Int, to: &Int) -> Self {
        let cut = |value: &Int| clamp(value.clone(), 0, int(SECTORS));
        let (from, to) = (cut(from), cut(to));
        let to = either(lt(to.clone(), from.clone()), from.clone(), to);
        Self { from, to }
    }

    /// Whether a sector lies in it.
    pub(crate) fn has(&self, sector: usize) -> Cond {
        all([le(self.from.clone(), sector), lt(sector, self.to.clone())])
    }

    fn is_empty(&self) -> Cond {
        not(lt(self.from.clone(), self.to.clone()))
    }

    fn is_whole(&self) -> Cond {
        all([eq(self.from.clone(), 0), eq(self.to.clone(), SECTORS)])
    }
}

const RANGE: [&str; 3] = ["page", "from", "to"];

impl Rules<'_> {
    fn range() -> Range {
        Range { from: param("from"), to: param("to") }
    }

    /// The place in a file of the parameter `page`.
    fn place(&self) -> Int {
        at(&self.vars().page_place, param("page"))
    }

    /// What is done with a page that a hook reaches through `page->mapping->host`.
    fn with_mapped(&self, body: Vec<Stmt>) -> Vec<Stmt> {
        let body = branch(eq(self.place(), 0), self.fail(Oops::NullMapping), body);
        self.with_page(&param("page"), body)
    }

    fn is_on(&self, systems: &[FileSystem]) -> Cond {
        self.world.tables.file_of_place(&self.place(), |file| systems.contains(&file.system))
    }

    fn put_sector(&self, sector: usize, content: impl Into<Int>) -> Vec<Stmt> {
        let vars = self.vars();
        let at = || sector_of(param("page"), sector);
        vec![put(&vars.content, at(), content), put(&vars.valid, at(), 1)]
    }

    fn is_valid(&self, sector: usize) -> Cond {
        ne(at(&self.vars().valid, sector_of(param("page"), sector)), 0)
    }

    /// fs/mpage.c mpage_readpage and the end of its I/O.
    pub(crate) fn readpage(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "fs/mpage.c mpage_readpage and the end of its I/O, which unlocks";
        self.call("readpage", &["page"], about, vec![page.clone()], |rules| {
            let fill = rules.fill();
            let unlock = rules.unlock_page(&param("page"));
            let uptodate = vec![put(&rules.vars().page_uptodate, param("page"), 1)];
            rules.with_mapped([fill, uptodate, unlock, rules.give(0)].concat())
        })
    }

    /// Reads what is not valid. Without buffers nobody knows what is, so everything is read.
    fn fill(&mut self) -> Vec<Stmt> {
        let about = "reads the sectors that are not valid; without buffers it reads all";
        self.call("fill", &["page"], about, vec![param("page")], |rules| {
            let keeps = not(rules.is_on(&[FileSystem::WholePage]));
            let mut body = Vec::new();
            for sector in 0..SECTORS {
                let lose = branch(keeps.clone(), Vec::new(), rules.put_sector(sector, Content::Lost));
                let read = rules.put_sector(sector, rules.on_disk(sector));
                body.extend(branch(rules.is_valid(sector), lose, read));
            }
            body
        })
    }

    /// What a read of a sector of the parameter `page` finds.
    fn on_disk(&self, sector: usize) -> Int {
        let is_behind = self.world.is_behind_size(&self.place(), sector);
        let block = at(&self.vars().block, sector_of(self.place(), sector));
        let block = either(eq(block, Block::Reused), Content::Stale, Content::Old);
        either(
            is_behind,
            Content::Zero,
            if self.world.tables.has_holes() { block } else { Content::Old.into() },
        )
    }

    /// fs/buffer.c __block_prepare_write, and what other filesystems do instead.
    pub(crate) fn prepare_write(&mut self, page: &Int, range: &Range) -> Vec<Stmt> {
        let about = "fs/buffer.c __block_prepare_write, and what other filesystems do instead";
        let args = vec![page.clone(), range.from.clone(), range.to.clone()];
        self.call("prepare_write", &RANGE, about, args, |rules| {
            let range = Self::range();
            let mut body = rules.allocate_blocks(&range);
            let uptodate = || vec![put(&rules.vars().page_uptodate, param("page"), 1)];
            let (mut clear_rest, mut clear_all) = (Vec::new(), Vec::new());
            for sector in 0..SECTORS {
                let clear = rules.put_sector(sector, Content::Old);
                clear_rest.extend(branch(range.has(sector), Vec::new(), clear.clone()));
                clear_all.extend(clear);
            }
            let ramfs = when(rules.is_on(&[FileSystem::Ramfs]), [clear_rest, uptodate()].concat());
            let is_part = not(range.is_whole());
            let mends = all([rules.is_on(&[FileSystem::RamfsFixed]), is_part.clone()]);
            let mended = when(mends, [clear_all, uptodate()].concat());
            let reads = all([rules.is_on(&[FileSystem::WholePage]), is_part]);
            let uptodate = uptodate();
            let whole_page = if reads == Cond::False {
                Vec::new()
            } else {
                when(reads, [rules.fill(), uptodate].concat())
            };
            let is_old = eq(at(&rules.vars().page_uptodate, param("page")), 0);
            body.extend(when(is_old, [ramfs, mended, whole_page].concat()));
            rules.with_mapped([body, rules.give(0)].concat())
        })
    }

    /// `get_block` allocates what was a hole; the new block holds what another file left there.
    fn allocate_blocks(&self, range: &Range) -> Vec<Stmt> {
        if !self.world.tables.has_holes() {
            return Vec::new();
        }
        let block = &self.vars().block;
        let mut body = Vec::new();
        for sector in 0..SECTORS {
            let at_block = || sector_of(self.place(), sector);
            let is_new = all([range.has(sector), eq(at(block, at_block()), Block::Hole)]);
            body.extend(when(is_new, vec![put(block, at_block(), Block::Reused)]));
        }
        body
    }

    /// fs/buffer.c __block_commit_write and generic_commit_write.
    pub(crate) fn commit_write(&mut self, page: &Int, range: &Range) -> Vec<Stmt> {
        let about = "fs/buffer.c __block_commit_write and generic_commit_write";
        let args = vec![page.clone(), range.from.clone(), range.to.clone()];
        self.call("commit_write", &RANGE, about, args, |rules| {
            let range = Self::range();
            let vars = rules.vars();
            let mut body = Vec::new();
            for sector in 0..SECTORS {
                let write = vec![put(&vars.valid, sector_of(param("page"), sector), 1)];
                body.extend(when(range.has(sector), write));
            }
            let grow = rules.grow(&range.to);
            let dirty = vec![put(&vars.page_dirty, param("page"), 1)];
            body.extend(branch(range.is_empty(), Vec::new(), [dirty, grow].concat()));
            let every = all((0..SECTORS).map(|sector| rules.is_valid(sector)));
            let no_buffers = rules.is_on(&[FileSystem::WholePage]);
            let complete = any([all([not(no_buffers.clone()), every]), all([no_buffers, range.is_whole()])]);
            body.extend(when(complete, vec![put(&vars.page_uptodate, param("page"), 1)]));
            rules.with_mapped([body, rules.give(0)].concat())
        })
    }

    /// A regular file grows to the end of what was written.
    fn grow(&self, to: &Int) -> Vec<Stmt> {
        let size = &self.vars().i_size;
        let mut body = Vec::new();
        for pgoff in self.world.machine.pgoffs() {
            let (id, index) = self.world.machine.place(pgoff);
            if self.world.machine.file(id).kind == FileKind::Regular {
                let end = Int::from(usize::from(index) * SECTORS) + to.clone();
                let file = id.index() + 1;
                let grows = all([eq(self.place(), pgoff.index() + 1), lt(at(size, file), end.clone())]);
                body.extend(when(grows, vec![put(size, file, end)]));
            }
        }
        body
    }

    /// fs/buffer.c page_zero_new_buffers of 2.6.24.
    pub(crate) fn page_zero_new_buffers(&mut self, page: &Int, range: &Range) -> Vec<Stmt> {
        let about = "fs/buffer.c page_zero_new_buffers (2.6.24): new blocks that nobody wrote become zeroes";
        let args = vec![page.clone(), range.from.clone(), range.to.clone()];
        self.call("page_zero_new_buffers", &RANGE, about, args, |rules| {
            let mut body = Vec::new();
            for sector in 0..SECTORS {
                let block = at(&rules.vars().block, sector_of(rules.place(), sector));
                let is_new =
                    all([Self::range().has(sector), eq(block, Block::Reused), not(rules.is_valid(sector))]);
                // The file was a hole there, so zeroes are what it holds.
                let clear = rules.put_sector(sector, Content::Old);
                let dirty = vec![put(&rules.vars().page_dirty, param("page"), 1)];
                body.extend(when(is_new, [clear, dirty].concat()));
            }
            rules.with_mapped(if rules.world.tables.has_holes() { body } else { Vec::new() })
        })
    }

    /// arch/i386/lib/usercopy.c __copy_from_user_ll: the tail that a failed copy leaves.
    pub(crate) fn zero_user(&mut self, page: &Int, range: &Range) -> Vec<Stmt> {
        let about = "arch/i386/lib/usercopy.c __copy_from_user_ll: the tail of a failed copy";
        let args = vec![page.clone(), range.from.clone(), range.to.clone()];
        self.call("zero_user", &RANGE, about, args, |rules| {
            let mut body = Vec::new();
            for sector in 0..SECTORS {
                // What was a hole reads as zeroes anyway.
                let block = at(&rules.vars().block, sector_of(rules.place(), sector));
                let was_hole =
                    if rules.world.tables.has_holes() { ne(block, Block::Written) } else { Cond::False };
                let content = either(was_hole, Content::Old, Content::Zero);
                let zero = vec![put(&rules.vars().content, sector_of(param("page"), sector), content)];
                body.extend(when(Self::range().has(sector), zero));
            }
            rules.with_page(&param("page"), body)
        })
    }

    /// include/linux/fs.h i_size_read.
    pub(crate) fn i_size_read(&mut self, file: &Int) -> Vec<Stmt> {
        self.with_object(file, self.give(at(&self.vars().i_size, file.clone())))
    }

    /// include/linux/fs.h i_size_write, up to the last page that the file can have.
    pub(crate) fn i_size_write(&mut self, file: &Int, size: &Int) -> Vec<Stmt> {
        let mut body = Vec::new();
        for id in self.world.machine.files() {
            let most = int(self.world.machine.file(id).sectors() as usize);
            let write = vec![put(&self.vars().i_size, id.index() + 1, clamp(size.clone(), 0, most))];
            body.extend(when(eq(file.clone(), id.index() + 1), write));
        }
        self.with_object(file, body)
    }

    /// mm/filemap.c (the patch) memcpy: what the source holds when it begins.
    pub(crate) fn memcpy_page(&mut self, to: &Int, at_sector: &Range, from: &Int, source: &Int) -> Vec<Stmt> {
        let params = ["page", "at", "end", "source", "first"];
        let about = "mm/filemap.c (the patch) memcpy from page to page";
        let first = clamp(source.clone(), 0, int(SECTORS));
        let args = vec![to.clone(), at_sector.from.clone(), at_sector.to.clone(), from.clone(), first];
        self.call("memcpy_page", &params, about, args, |rules| {
            let mut body = Vec::new();
            let held: Vec<Var> = (0..SECTORS).map(|i| rules.scratch(&format!("held_{i}"), (0, 5))).collect();
            for (sector, held) in held.iter().enumerate() {
                let content = at(&rules.vars().content, sector_of(param("source"), sector));
                body.push(set(held, copied(content)));
            }
            for i in 0..SECTORS {
                let nth = param("first") + i.into();
                let mut content = Int::from(&held[SECTORS - 1]);
                for (sector, held) in held.iter().enumerate().rev().skip(1) {
                    content = either(eq(nth.clone(), sector), held, content);
                }
                let is_in = all([lt(param("at") + i.into(), param("end")), lt(nth, SECTORS)]);
                let at_sector = sector_of(param("page"), param("at") + i.into());
                body.extend(when(is_in, vec![put(&rules.vars().content, at_sector, content)]));
            }
            let body = rules.with_page(&param("source"), body);
            rules.with_page(&param("page"), body)
        })
    }

    /// mm/filemap.c file_read_actor: up to the size of the file, and whatever the page holds.
    pub(crate) fn file_read_actor(&mut self, page: &Int, range: &Range, seen: &Var) -> Vec<Stmt> {
        let place = at(&self.vars().page_place, page.clone());
        let mut body = self.give(0);
        for sector in 0..SECTORS {
            let content = at(&self.vars().content, sector_of(page.clone(), sector));
            let more = Int::from(&self.vars().value) + 1.into();
            let read = [vec![put(seen, content, 1)], self.give(more)].concat();
            let is_in = all([range.has(sector), not(self.world.is_behind_size(&place, sector))]);
            body.extend(when(is_in, read));
        }
        self.with_page(page, body)
    }

    /// A hook that fails, or an allocation.
    pub(crate) fn failing(&mut self, failure: Failure, page: &Int) -> Vec<Stmt> {
        let left = &self.vars().failures[failure as usize];
        let mut body = vec![set(left, Int::from(left) - 1.into())];
        let (unlocks, value) = match failure {
            Failure::NoSpace => (false, -ENOSPC),
            Failure::TruncatedPage => (true, AOP_TRUNCATED_PAGE),
            Failure::Io => (true, -EIO),
            Failure::NoMemory => return [body, self.give(0)].concat(),
        };
        let about = "a hook of the filesystem that fails: does it unlock, and with what";
        let args = vec![page.clone(), i32::from(unlocks).into(), value.into()];
        body.extend(self.call("fail_hook", &["page", "unlocks", "error"], about, args, |rules| {
            let unlock = rules.unlock_page(&param("page"));
            let unlock = when(ne(param("unlocks"), 0), unlock);
            rules.with_mapped([unlock, rules.give(param("error"))].concat())
        }));
        body
    }
}

/// What a copy of a content is: intact data becomes what the write put there.
pub(crate) fn copied(content: Int) -> Int {
    let is_intact = any([eq(content.clone(), Content::Old), eq(content.clone(), Content::Lost)]);
    either(is_intact, Content::New, content)
}
