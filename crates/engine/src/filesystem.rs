//! Primitives of the filesystem: reading a page in, and the two hooks around the copy of a write.
//!
//! A sector is a block, so a write never needs to read the rest of a block first (facts 1.3). I/O happens at once:
//! completion order is not modelled (facts 10).

use crate::event::Event;
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{FileId, PageId};
use crate::limits::SECTORS_PER_PAGE;
use crate::scenario::FileKind;
use crate::state::{Content, Oops};

impl Ctx<'_> {
    /// fs/mpage.c `mpage_readpage` and the completion of its I/O: fills what is not valid yet, sets `PG_uptodate`,
    /// unlocks. Returns 0. A page without a mapping cannot be read.
    pub(crate) fn readpage(&mut self, page: PageId) -> Effect {
        if self.view().pgoff(page).is_none() {
            return Err(Stop::Oops(Oops::NullMapping));
        }
        for sector in 0..SECTORS_PER_PAGE {
            if !self.view().is_valid(page, sector) {
                self.set_content(page, sector, Content::Old);
                self.set_valid(page, sector);
            }
        }
        self.log(Event::ReadIn(page));
        self.mark_uptodate(page);
        self.unlock_page(page)?;
        Ok(0)
    }

    /// fs/buffer.c `__block_prepare_write`: readies blocks; does not set `PG_uptodate`. It goes through
    /// `page->mapping->host`, which is NULL once the page was truncated.
    pub(crate) fn prepare_write(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        if self.view().pgoff(page).is_none() {
            return Err(Stop::Oops(Oops::NullMapping));
        }
        let (from, to) = sectors(from, to);
        self.log(Event::Prepared(page, from, to));
        Ok(0)
    }

    /// fs/buffer.c `__block_commit_write` and `generic_commit_write`: valid and dirty; `PG_uptodate` once every
    /// sector is valid; the file grows to the end of the range.
    pub(crate) fn commit_write(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let Some(pgoff) = self.view().pgoff(page) else { return Err(Stop::Oops(Oops::NullMapping)) };
        let (from, to) = sectors(from, to);
        for sector in from..to {
            self.set_valid(page, sector);
        }
        if from < to {
            self.machine.layout.page(page).dirty.set(self.words, 1);
        }
        self.log(Event::Committed(page, from, to));
        let complete = (0..SECTORS_PER_PAGE).all(|sector| self.view().is_valid(page, sector));
        if complete && !self.view().is_uptodate(page) {
            self.mark_uptodate(page);
        }
        let (file, index) = self.machine.place(pgoff);
        let end = u32::from(index * SECTORS_PER_PAGE + to);
        if self.machine.file(file).kind == FileKind::Regular && end > self.view().i_size(file) {
            self.resize(file, end);
        }
        Ok(0)
    }

    /// arch/i386/lib/usercopy.c `__copy_from_user_ll`: the tail that a failed copy leaves is cleared.
    pub(crate) fn zero_user(&mut self, page: PageId, from: i32, to: i32) -> Effect {
        let (from, to) = sectors(from, to);
        for sector in from..to {
            self.set_content(page, sector, Content::Zero);
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
        let field = self.machine.layout.tasks[self.task.index()].seen;
        for sector in from..to {
            let seen = field.get(self.words) | 1 << (self.view().content(page, sector) as u32);
            field.set(self.words, seen);
        }
        self.log(Event::Read(page, to - from));
        Ok(i32::from(to - from))
    }
}

/// A range of sectors, cut to the page.
pub(crate) fn sectors(from: i32, to: i32) -> (u16, u16) {
    let cut = |value: i32| u16::try_from(value.clamp(0, i32::from(SECTORS_PER_PAGE))).expect("clamped");
    let from = cut(from);
    (from, cut(to).max(from))
}
