//! Primitives of the filesystem: reading a page in, and the two hooks around the copy of a write.
//!
//! A sector is a block, so a write never needs to read the rest of a block first (facts 1.3); a filesystem without
//! buffers reads the whole page. I/O happens at once: completion order is not modelled (facts 10).

use crate::event::Event;
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{FileId, PageId, PgoffId};
use crate::limits::SECTORS_PER_PAGE;
use crate::scenario::{FileKind, FileSystem};
use crate::state::{Block, Content, Oops};

impl Ctx<'_> {
    /// The place of a page, which hooks of the filesystem reach through `page->mapping->host`: NULL once the page was
    /// truncated.
    pub(crate) fn on_mapping(&self, page: PageId) -> Result<PgoffId, Stop> {
        self.view().pgoff(page).ok_or(Stop::Oops(Oops::NullMapping))
    }

    fn system(&self, pgoff: PgoffId) -> FileSystem {
        self.machine.file(self.machine.place(pgoff).0).system
    }

    /// fs/mpage.c `mpage_readpage` and the completion of its I/O: fills what is not valid yet, sets `PG_uptodate`,
    /// unlocks. Returns 0. A page without a mapping cannot be read.
    pub(crate) fn readpage(&mut self, page: PageId) -> Effect {
        let pgoff = self.on_mapping(page)?;
        self.fill(page, pgoff);
        self.log(Event::ReadIn(page));
        self.mark_uptodate(page);
        self.unlock_page(page)?;
        Ok(0)
    }

    /// Reads what is not valid; without buffers, all of it: what a write had put there and committed is lost.
    fn fill(&mut self, page: PageId, pgoff: PgoffId) {
        let knows_sectors = self.system(pgoff) != FileSystem::WholePage;
        for sector in 0..SECTORS_PER_PAGE {
            let is_valid = self.view().is_valid(page, sector);
            if is_valid && knows_sectors {
                continue;
            }
            let content = if is_valid { Content::Lost } else { self.on_disk(pgoff, sector) };
            self.set_content(page, sector, content);
            self.set_valid(page, sector);
        }
    }

    /// What a read finds behind a sector. A hole reads as zeroes, and those are what the file holds there.
    fn on_disk(&self, pgoff: PgoffId, sector: u16) -> Content {
        let (file, index) = self.machine.place(pgoff);
        match self.view().block(pgoff, sector) {
            _ if u32::from(index * SECTORS_PER_PAGE + sector) >= self.view().i_size(file) => Content::Zero,
            Block::Written | Block::Hole => Content::Old,
            Block::Stale => Content::Stale,
        }
    }

    /// fs/buffer.c `__block_prepare_write`: readies blocks; does not set `PG_uptodate`. Others do (facts 1.3).
    pub(crate) fn prepare_write(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let pgoff = self.on_mapping(page)?;
        let (from, to) = sectors(from, to);
        self.log(Event::Prepared(page, from, to));
        self.allocate_blocks(page, pgoff, from, to);
        let is_whole = (from, to) == (0, SECTORS_PER_PAGE);
        match self.system(pgoff) {
            _ if self.view().is_uptodate(page) => {}
            FileSystem::Block => {}
            FileSystem::Ramfs => {
                self.clear(page, 0, from);
                self.clear(page, to, SECTORS_PER_PAGE);
                self.mark_uptodate(page);
            }
            FileSystem::RamfsFixed | FileSystem::WholePage if is_whole => {}
            FileSystem::RamfsFixed => {
                self.clear(page, 0, SECTORS_PER_PAGE);
                self.mark_uptodate(page);
            }
            FileSystem::WholePage => {
                self.fill(page, pgoff);
                self.log(Event::ReadIn(page));
                self.mark_uptodate(page);
            }
        }
        Ok(0)
    }

    /// fs/buffer.c `__block_prepare_write` through `get_block`: blocks for what was a hole. What they hold is some
    /// other file's until they are written.
    fn allocate_blocks(&mut self, page: PageId, pgoff: PgoffId, from: u16, to: u16) {
        let holes = (from..to).filter(|&sector| self.view().block(pgoff, sector) == Block::Hole);
        let holes: Vec<u16> = holes.collect();
        for &sector in &holes {
            self.machine.layout.blocks[pgoff.index()][usize::from(sector)]
                .set(self.words, Block::Stale as u32);
        }
        if !holes.is_empty() {
            self.log(Event::BlocksAllocated(page, from, to));
        }
    }

    /// Clears sectors that hold nothing yet: a file without blocks reads as zeroes there.
    fn clear(&mut self, page: PageId, from: u16, to: u16) {
        for sector in from..to {
            self.set_content(page, sector, Content::Old);
            self.set_valid(page, sector);
        }
    }

    /// fs/buffer.c `__block_commit_write` and `generic_commit_write`: valid and dirty; `PG_uptodate` once every
    /// sector is valid; the file grows to the end of the range. Without buffers only a commit of the whole page makes
    /// it up to date.
    pub(crate) fn commit_write(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let pgoff = self.on_mapping(page)?;
        let (from, to) = sectors(from, to);
        for sector in from..to {
            self.set_valid(page, sector);
        }
        if from < to {
            self.machine.layout.page(page).dirty.set(self.words, 1);
        }
        self.log(Event::Committed(page, from, to));
        let complete = match self.system(pgoff) {
            FileSystem::WholePage => (from, to) == (0, SECTORS_PER_PAGE),
            FileSystem::Block | FileSystem::Ramfs | FileSystem::RamfsFixed => {
                (0..SECTORS_PER_PAGE).all(|sector| self.view().is_valid(page, sector))
            }
        };
        if complete && !self.view().is_uptodate(page) {
            self.mark_uptodate(page);
        }
        let (file, index) = self.machine.place(pgoff);
        let end = u32::from(index * SECTORS_PER_PAGE + to);
        let is_regular = self.machine.file(file).kind == FileKind::Regular;
        if from < to && is_regular && end > self.view().i_size(file) {
            self.resize(file, end);
        }
        Ok(0)
    }

    /// fs/buffer.c `page_zero_new_buffers` (2.6.24): a short copy must not leave new blocks with what they held before.
    /// They were a hole, so zeroes are right there.
    pub(crate) fn page_zero_new_buffers(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let pgoff = self.on_mapping(page)?;
        let (from, to) = sectors(from, to);
        let is_new = |&sector: &u16| {
            self.view().block(pgoff, sector) == Block::Stale && !self.view().is_valid(page, sector)
        };
        let new: Vec<u16> = (from..to).filter(is_new).collect();
        for &sector in &new {
            self.clear(page, sector, sector + 1);
            self.machine.layout.page(page).dirty.set(self.words, 1);
        }
        if new.is_empty() {
            self.log(Event::Tested(0));
        } else {
            self.log(Event::ZeroedNew(page, from, to));
        }
        Ok(0)
    }

    /// arch/i386/lib/usercopy.c `__copy_from_user_ll`: the tail that a failed copy leaves is cleared.
    pub(crate) fn zero_user(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let (from, to) = sectors(from, to);
        for sector in from..to {
            // What was a hole reads as zeroes anyway.
            let pgoff = self.view().pgoff(page);
            let is_hole = pgoff.is_some_and(|pgoff| self.view().block(pgoff, sector) != Block::Written);
            self.set_content(page, sector, if is_hole { Content::Old } else { Content::Zero });
        }
        self.log(Event::Zeroed(page, from, to));
        Ok(0)
    }

    /// include/linux/fs.h `i_size_read`.
    pub(crate) fn i_size_read(&mut self, file: FileId) -> Effect {
        let size = i32::try_from(self.view().i_size(file)).expect("files are small");
        self.log(Event::Tested(size));
        Ok(size)
    }

    /// include/linux/fs.h `i_size_write`, up to the last page of the scenario's file.
    pub(crate) fn i_size_write(&mut self, file: FileId, size: i32) -> Effect {
        let max = self.machine.file(file).sectors();
        self.resize(file, u32::try_from(size).unwrap_or(0).min(max));
        Ok(0)
    }

    fn resize(&mut self, file: FileId, size: u32) {
        self.machine.layout.file(file).size.set(self.words, size);
        self.log(Event::Resized(file, size));
    }

    /// mm/filemap.c (the patch): copies sectors between two pages that the kernel has mapped.
    pub(crate) fn copy_page(&mut self, to: PageId, at: i32, from: PageId, source: i32, n: i32) -> Effect {
        let (at, end) = sectors(at, at.saturating_add(n));
        let (source, _) = sectors(source, source);
        let n = (end - at).min(SECTORS_PER_PAGE - source);
        let contents: Vec<Content> = self.view().contents(from).collect();
        for i in 0..n {
            self.set_content(to, at + i, contents[usize::from(source + i)].copied());
        }
        self.log(Event::Copied(to, n, n));
        Ok(0)
    }

    /// mm/filemap.c `file_read_actor`: the reader sees the contents as they are.
    pub(crate) fn read_sectors(&mut self, page: PageId, from: i32, n: i32) -> Effect {
        let (from, to) = sectors(from, from.saturating_add(n));
        let to = to.min(self.sectors_within_size(page)).max(from);
        let field = self.machine.layout.tasks[self.task.index()].seen;
        for sector in from..to {
            let seen = field.get(self.words) | 1 << (self.view().content(page, sector) as u32);
            field.set(self.words, seen);
        }
        self.log(Event::Read(page, to - from));
        Ok(i32::from(to - from))
    }

    /// Sectors of a page that lie within the size of its file; all of them once it is in none.
    fn sectors_within_size(&self, page: PageId) -> u16 {
        let Some(pgoff) = self.view().pgoff(page) else { return SECTORS_PER_PAGE };
        let (file, index) = self.machine.place(pgoff);
        let left = self.view().i_size(file).saturating_sub(u32::from(index * SECTORS_PER_PAGE));
        u16::try_from(left).unwrap_or(SECTORS_PER_PAGE).min(SECTORS_PER_PAGE)
    }
}

/// A range of sectors, cut to the page.
pub(crate) fn sectors(from: i32, to: i32) -> (u16, u16) {
    let cut = |value: i32| u16::try_from(value.clamp(0, i32::from(SECTORS_PER_PAGE))).expect("clamped");
    let from = cut(from);
    (from, cut(to).max(from))
}
