//! Primitives that take pages away: reclaim, truncation, invalidation, and the unmapping they do.
//!
//! Reclaim respects references (facts 2.4, 4.4); truncation and invalidation do not.

use crate::event::Event;
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{FileId, PageId, PteId};

impl Ctx<'_> {
    /// mm/rmap.c `try_to_unmap`: every pte of the page except mlocked ones.
    pub(crate) fn try_to_unmap(&mut self, page: PageId) -> Effect {
        let ptes = self.machine.ptes().filter(|&pte| self.view().pte(pte) == Some(page));
        for pte in ptes.collect::<Vec<_>>() {
            if !self.view().is_pinned_in_memory(pte) {
                self.clear_pte(pte)?;
            }
        }
        Ok(0)
    }

    /// mm/vmscan.c `remove_mapping`: only a clean page that nobody but the cache and the caller refers to.
    pub(crate) fn remove_mapping(&mut self, page: PageId) -> Effect {
        let view = self.view();
        let free = view.count(page) == 2 && !view.is_dirty(page) && view.pgoff(page).is_some();
        if free {
            self.detach(page)?;
        } else {
            self.log(Event::Tested(0));
        }
        Ok(i32::from(free))
    }

    /// mm/truncate.c `truncate_complete_page`: whatever the references.
    pub(crate) fn truncate_complete_page(&mut self, page: PageId) -> Effect {
        self.machine.layout.page(page).dirty.set(self.words, 0);
        self.invalidate(page)
    }

    /// mm/truncate.c `invalidate_complete_page2`: whatever the references, but not a dirty page.
    pub(crate) fn invalidate_complete_page2(&mut self, page: PageId) -> Effect {
        if self.view().is_dirty(page) {
            self.log(Event::Tested(0));
            return Ok(0);
        }
        self.invalidate(page)?;
        Ok(1)
    }

    fn invalidate(&mut self, page: PageId) -> Effect {
        self.machine.layout.page(page).uptodate.set(self.words, 0);
        self.detach(page)?;
        Ok(0)
    }

    /// mm/memory.c `unmap_mapping_range` of one page: clears its ptes and raises `truncate_count`, which makes
    /// faults under way start over.
    pub(crate) fn unmap_mapping_range(&mut self, file: FileId, index: i32) -> Effect {
        let Some(pgoff) = self.machine.pgoff(file, index) else { return Ok(0) };
        let field = self.machine.layout.file(file).truncate_count;
        field.set(self.words, (field.get(self.words) + 1) & field.max());
        let ptes = self.machine.ptes().filter(|&pte| self.machine.backing(pte) == Some(pgoff));
        for pte in ptes.collect::<Vec<_>>() {
            self.clear_pte(pte)?;
        }
        Ok(0)
    }

    /// mm/memory.c `unmap_mapping_range`, as sampled by `do_no_page` before the fault handler runs.
    pub(crate) fn truncate_count(&mut self, file: FileId) -> Effect {
        let count = i32::try_from(self.view().truncate_count(file)).expect("the count is kept modulo 8");
        self.log(Event::Tested(count));
        Ok(count)
    }

    /// Clears a pte and drops its reference; nothing happens if it is clear.
    pub(crate) fn clear_pte(&mut self, pte: PteId) -> Result<(), Stop> {
        let Some(page) = self.view().pte(pte) else { return Ok(()) };
        self.machine.layout.ptes[pte.index()].page.set(self.words, 0);
        self.log(Event::PteCleared(pte));
        self.unreference(page)
    }
}
