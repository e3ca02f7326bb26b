//! Primitives of the page cache: finding, adding and referencing pages, and their flags.
//!
//! Every cached page has one reference from the cache; ptes, pagevecs and tasks have one each (facts 1.3). The last
//! reference frees the page frame, which is then all zeroes, so that equal situations are equal states.

use crate::event::Event;
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{FileId, PageId, PgoffId, TaskId};
use crate::limits::SECTORS_PER_PAGE;
use crate::state::{Content, Oops};

impl Ctx<'_> {
    /// mm/filemap.c `find_get_page`: one more reference, no lock.
    pub(crate) fn find_get_page(&mut self, file: FileId, index: i32) -> Effect {
        let found = self.machine.pgoff(file, index).and_then(|pgoff| self.view().cached(pgoff));
        let Some(page) = found else {
            self.log(Event::NotFound);
            return Ok(0);
        };
        self.reference(page)?;
        self.log(Event::Found(page));
        Ok(page_value(page))
    }

    /// mm/filemap.c `add_to_page_cache` on a fresh page: locked, not up to date, referenced by the cache and the
    /// caller. NULL if the place is taken, or outside of the file.
    pub(crate) fn add_to_page_cache(&mut self, file: FileId, index: i32) -> Effect {
        let place = self.machine.pgoff(file, index).filter(|&pgoff| self.view().cached(pgoff).is_none());
        let Some(pgoff) = place else {
            self.log(Event::NotFound);
            return Ok(0);
        };
        // There are frames for all pages that a listing without leaks can refer to.
        let page = self.free_frame(pgoff.index()).ok_or(Stop::Oops(Oops::Overflow))?;
        let fields = self.machine.layout.page(page);
        self.machine.layout.cache[pgoff.index()].set(self.words, PageId::encode(Some(page)));
        fields.pgoff.set(self.words, PgoffId::encode(Some(pgoff)));
        fields.highmem.set(self.words, u32::from(self.machine.file(file).highmem));
        fields.count.set(self.words, 2);
        self.log(Event::Allocated(page));
        self.lock_page(page)?;
        Ok(page_value(page))
    }

    /// mm/page_alloc.c `alloc_page(GFP_KERNEL)`: lowmem, in no file, one reference.
    pub(crate) fn alloc_page(&mut self) -> Effect {
        let own = self.machine.layout.own_frames[self.task.index()].map_or(0, PageId::index);
        let page = self.free_frame(own).ok_or(Stop::Oops(Oops::Overflow))?;
        self.machine.layout.page(page).count.set(self.words, 1);
        self.log(Event::AllocatedAlone(page));
        Ok(page_value(page))
    }

    /// mm/filemap.c `__grab_cache_page` for an absent page: as above, and the task's pagevec refers to it too.
    pub(crate) fn add_to_page_cache_lru(&mut self, file: FileId, index: i32) -> Effect {
        let value = self.add_to_page_cache(file, index)?;
        if value > 0 {
            let page = self.page(value)?;
            self.machine.layout.page(page).pagevec.set(self.words, TaskId::encode(Some(self.task)));
            self.reference(page)?;
        }
        Ok(value)
    }

    /// mm/swap.c `__pagevec_lru_add`.
    pub(crate) fn pagevec_lru_add(&mut self) -> Effect {
        let mine = self.view().pages().filter(|&page| self.view().pagevec(page) == Some(self.task));
        for page in mine.collect::<Vec<_>>() {
            self.machine.layout.page(page).pagevec.set(self.words, 0);
            self.unreference(page)?;
        }
        self.log(Event::Drained);
        Ok(0)
    }

    /// include/linux/mm.h `get_page`.
    pub(crate) fn get_page(&mut self, page: PageId) -> Effect {
        self.reference(page)?;
        self.log(Event::Got(page));
        Ok(0)
    }

    /// mm/swap.c `put_page`.
    pub(crate) fn put_page(&mut self, page: PageId) -> Effect {
        self.log(Event::Put(page));
        self.unreference(page)?;
        Ok(0)
    }

    /// include/linux/mm.h `page_mapping`: 1 while the page is on a mapping.
    pub(crate) fn page_mapping(&mut self, page: PageId) -> Effect {
        let mapped = i32::from(self.view().pgoff(page).is_some());
        self.log(Event::Tested(mapped));
        Ok(mapped)
    }

    /// include/linux/page-flags.h `PageUptodate`.
    pub(crate) fn page_uptodate(&mut self, page: PageId) -> Effect {
        let uptodate = i32::from(self.view().is_uptodate(page));
        self.log(Event::Tested(uptodate));
        Ok(uptodate)
    }

    /// include/linux/page-flags.h `SetPageUptodate`.
    pub(crate) fn set_page_uptodate(&mut self, page: PageId) -> Effect {
        self.mark_uptodate(page);
        Ok(0)
    }

    /// mm/page-writeback.c `set_page_dirty`.
    pub(crate) fn set_page_dirty(&mut self, page: PageId) -> Effect {
        self.machine.layout.page(page).dirty.set(self.words, 1);
        self.log(Event::Dirtied(page));
        Ok(0)
    }

    pub(crate) fn mark_uptodate(&mut self, page: PageId) {
        self.machine.layout.page(page).uptodate.set(self.words, 1);
        self.log(Event::BecameUptodate(page));
    }

    pub(crate) fn set_content(&mut self, page: PageId, sector: u16, content: Content) {
        self.machine.layout.page(page).content[usize::from(sector)].set(self.words, content as u32);
    }

    pub(crate) fn set_valid(&mut self, page: PageId, sector: u16) {
        self.machine.layout.page(page).valid[usize::from(sector)].set(self.words, 1);
    }

    /// Takes a reference.
    pub(crate) fn reference(&mut self, page: PageId) -> Result<(), Stop> {
        let field = self.machine.layout.page(page).count;
        let count = field.get(self.words);
        if count == field.max() {
            return Err(Stop::Oops(Oops::Overflow));
        }
        field.set(self.words, count + 1);
        Ok(())
    }

    /// Drops a reference. The last one frees the page, which must then be unlocked, unmapped and off the cache.
    pub(crate) fn unreference(&mut self, page: PageId) -> Result<(), Stop> {
        let view = self.view();
        let count = view.count(page).checked_sub(1).ok_or(Stop::Oops(Oops::UseAfterFree))?;
        let in_use = view.locked_by(page).is_some() || view.kmaps(page) > 0 || view.pgoff(page).is_some();
        if count == 0 && in_use {
            return Err(Stop::Oops(Oops::BadRelease));
        }
        self.machine.layout.page(page).count.set(self.words, count);
        if count == 0 {
            self.clear_frame(page);
            self.log(Event::Freed(page));
        }
        Ok(())
    }

    /// Takes a page off its mapping and drops the cache's reference.
    pub(crate) fn detach(&mut self, page: PageId) -> Result<(), Stop> {
        let Some(pgoff) = self.view().pgoff(page) else { return Err(Stop::Oops(Oops::NullMapping)) };
        let fields = self.machine.layout.page(page);
        self.machine.layout.cache[pgoff.index()].set(self.words, 0);
        fields.pgoff.set(self.words, 0);
        self.log(Event::Detached(page));
        self.unreference(page)
    }

    /// The preferred frame: that of the place, or the task's own, so that it leaves no trace in the state which task
    /// came first. While it is in use, the first free one of those that belong to nobody, and last the first of all.
    fn free_frame(&self, preferred: usize) -> Option<PageId> {
        let layout = &self.machine.layout;
        let owned = layout.cache.len() + layout.own_frames.iter().flatten().count();
        let mut order =
            [preferred].into_iter().chain(owned..layout.pages.len()).chain(0..owned).map(PageId::new);
        order.find(|&page| self.view().count(page) == 0)
    }

    fn clear_frame(&mut self, page: PageId) {
        let fields = self.machine.layout.page(page);
        let single = [fields.uptodate, fields.dirty, fields.highmem, fields.pagevec];
        let sectors = (0..usize::from(SECTORS_PER_PAGE)).flat_map(|i| [fields.content[i], fields.valid[i]]);
        for field in single.into_iter().chain(sectors) {
            field.set(self.words, 0);
        }
    }
}

/// A page as a register holds it.
pub(crate) fn page_value(page: PageId) -> i32 {
    i32::from(page.0) + 1
}
