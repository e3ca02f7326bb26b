//! Primitives of user memory: page table walks, ptes, and copies that stop at an absent pte.
//!
//! None of them faults: what to do when a pte is absent is the listing's business, so that steps 6 to 8 of the mail
//! are text and differ between kernels (facts 2).

use crate::event::Event;
use crate::exec::{Ctx, Effect, Stop};
use crate::filesystem::sectors;
use crate::id::{MmId, PageId, PteId};
use crate::limits::SECTORS_PER_PAGE;
use crate::page_cache::page_value;
use crate::program::{page_index, page_offset};
use crate::state::Oops;

impl Ctx<'_> {
    /// include/asm-i386/uaccess.h `__get_user`: 0 if the pte is present, 1 if the access would fault.
    pub(crate) fn get_user(&mut self, addr: i32) -> Effect {
        let present = self.user_page(addr)?.is_some();
        let pte = self.machine.task_mm(self.task, 0).and_then(|mm| self.machine.pte(mm, addr));
        self.log(Event::Touched(pte, present));
        Ok(i32::from(!present))
    }

    /// arch/i386/lib/usercopy.c `__copy_from_user_ll_nozero`: whole sectors up to the first absent pte.
    pub(crate) fn copy_from_user(&mut self, page: PageId, offset: i32, addr: i32, n: i32) -> Effect {
        let (from, to) = sectors(offset, offset.saturating_add(n));
        let mut copied = 0;
        for sector in from..to {
            let addr = addr + i32::from(copied);
            let Some(source) = self.user_page(addr)? else { break };
            let at = u16::try_from(page_offset(addr)).expect("an offset within a page");
            let content = self.view().content(source, at).copied();
            self.set_content(page, sector, content);
            copied += 1;
        }
        self.log(Event::Copied(page, copied, to - from));
        Ok(i32::from(copied))
    }

    /// mm/memory.c `follow_page`: a pin if the pte is present.
    pub(crate) fn follow_page(&mut self, mm: MmId, addr: i32) -> Effect {
        self.log(Event::Walked);
        let Some(page) = self.mapped_page(mm, addr)? else {
            self.log(Event::NotFound);
            return Ok(0);
        };
        self.reference(page)?;
        self.log(Event::Got(page));
        Ok(page_value(page))
    }

    /// mm/memory.c `follow_page` without `FOLL_GET`: 1 if the pte is present.
    pub(crate) fn pte_present(&mut self, mm: MmId, addr: i32) -> Effect {
        self.log(Event::Walked);
        let present = self.mapped_page(mm, addr)?.is_some();
        self.log(Event::Touched(self.machine.pte(mm, addr), present));
        Ok(i32::from(present))
    }

    /// mm/mmap.c `find_vma`: 0 nothing, 1 anonymous memory, 2 a file.
    pub(crate) fn find_vma(&mut self, mm: MmId, addr: i32) -> Effect {
        let pte = self.machine.pte(mm, addr).filter(|&pte| !self.view().is_unmapped(pte));
        let file = pte.and_then(|pte| self.machine.user_page_info(pte).backing).map(|(file, _)| file);
        let kind = file.map_or(0, |file| if self.machine.is_anonymous(file) { 1 } else { 2 });
        self.log(Event::Tested(kind));
        Ok(kind)
    }

    /// mm/memory.c `do_no_page`, its end under the pte lock: 0 if the pte is set now, by us or by somebody faster;
    /// 1 if the mapping's `truncate_count` has moved and the fault must start over (not asked if it is negative,
    /// for faults that hold the page lock instead). The reference goes to the pte or is dropped.
    pub(crate) fn install_pte(&mut self, mm: MmId, addr: i32, page: PageId, truncate_count: i32) -> Effect {
        let pte = self.machine.pte(mm, addr).filter(|&pte| !self.view().is_unmapped(pte));
        let Some(pte) = pte else { return self.drop_for(page, 1) };
        let file = self.machine.user_page_info(pte).backing.map(|(file, _)| file);
        let now = file.map_or(0, |file| self.view().truncate_count(file));
        if truncate_count >= 0 && now != truncate_count.unsigned_abs() {
            return self.drop_for(page, 1);
        }
        if self.view().pte(pte).is_some() {
            return self.drop_for(page, 0);
        }
        self.machine.layout.ptes[pte.index()].page.set(self.words, PageId::encode(Some(page)));
        self.log(Event::PteSet(pte, page));
        Ok(0)
    }

    fn drop_for(&mut self, page: PageId, value: i32) -> Effect {
        self.log(Event::Put(page));
        self.unreference(page)?;
        Ok(value)
    }

    /// mm/memory.c `zap_page_range`.
    pub(crate) fn zap_page_range(&mut self, mm: MmId, addr: i32, n: i32) -> Effect {
        for pte in self.range(mm, addr, n) {
            self.clear_pte(pte)?;
        }
        Ok(0)
    }

    /// mm/mmap.c `unmap_region`: gone for good.
    pub(crate) fn unmap_region(&mut self, mm: MmId, addr: i32, n: i32) -> Effect {
        for pte in self.range(mm, addr, n) {
            self.clear_pte(pte)?;
            self.machine.layout.ptes[pte.index()].unmapped.set(self.words, 1);
            self.log(Event::Unmapped(pte));
        }
        Ok(0)
    }

    /// mm/mlock.c `mlock_fixup`.
    pub(crate) fn mlock_vma(&mut self, mm: MmId, addr: i32, n: i32) -> Effect {
        for pte in self.range(mm, addr, n) {
            self.machine.layout.ptes[pte.index()].mlocked.set(self.words, 1);
            self.log(Event::Mlocked(pte));
        }
        Ok(0)
    }

    /// User pages that so many sectors from an address on touch.
    fn range(&self, mm: MmId, addr: i32, n: i32) -> Vec<PteId> {
        let last = page_index(addr.saturating_add(n.max(1)) - 1);
        let pages = page_index(addr)..=last;
        pages.filter_map(|i| self.machine.pte(mm, i * i32::from(SECTORS_PER_PAGE))).collect()
    }

    /// Page behind an address of the task's own address space, if its pte is present.
    fn user_page(&self, addr: i32) -> Result<Option<PageId>, Stop> {
        let mm = self.machine.task_mm(self.task, 0).ok_or(Stop::Oops(Oops::NullPointer))?;
        self.mapped_page(mm, addr)
    }

    fn mapped_page(&self, mm: MmId, addr: i32) -> Result<Option<PageId>, Stop> {
        let page = self.machine.pte(mm, addr).and_then(|pte| self.view().pte(pte));
        match page {
            Some(page) if self.view().count(page) == 0 => Err(Stop::Oops(Oops::UseAfterFree)),
            page => Ok(page),
        }
    }
}
