//! Primitives of the kmap pool, and the pool's slots for the pictures.
//!
//! What a state holds is how often each page is mapped. Which slot a page got, which slots are stale (their
//! `pkmap_count` is 1) and where `last_pkmap_nr` stands decides nothing that any task can do: `map_new_virtual`
//! probes all slots and flushes the stale ones on its way, so it sleeps exactly if every slot has a user (facts 5.1).
//! Those parts are kept by [`PkmapPool`], which a trace feeds with events, and which checks that claim on every kmap.

use crate::event::{Event, Lock};
use crate::exec::{Ctx, Effect, Stop};
use crate::id::PageId;
use crate::state::{Oops, View};

impl View<'_> {
    /// Whether `kmap` would return at once: lowmem, already mapped, or a slot without a user.
    pub(crate) fn can_kmap(self, page: PageId) -> bool {
        !self.is_highmem(page)
            || self.kmaps(page) > 0
            || self.slots_in_use() < usize::from(self.machine.scenario().pkmap_slots)
    }
}

impl Ctx<'_> {
    /// mm/highmem.c `kmap_high`. Enabled only while it need not sleep.
    pub(crate) fn kmap(&mut self, page: PageId) -> Effect {
        if !self.view().is_highmem(page) {
            return Ok(0);
        }
        assert!(self.view().can_kmap(page), "kmap is enabled only while there is a slot for {page:?}");
        let field = self.machine.layout.page(page).kmaps;
        let kmaps = field.get(self.words);
        if kmaps == field.max() {
            return Err(Stop::Oops(Oops::Overflow));
        }
        field.set(self.words, kmaps + 1);
        if kmaps == 0 {
            let slots = self.machine.layout.slots_in_use;
            slots.set(self.words, slots.get(self.words) + 1);
        }
        let mine = self.machine.layout.tasks[self.task.index()].kmaps;
        mine.set(self.words, (mine.get(self.words) + 1).min(mine.max()));
        self.log(Event::Acquired(self.task, Lock::Pkmap(page)));
        Ok(0)
    }

    /// mm/highmem.c `kunmap_high`. Dropping the last use wakes every task that waits for a slot.
    pub(crate) fn kunmap(&mut self, page: PageId) -> Effect {
        if !self.view().is_highmem(page) {
            return Ok(0);
        }
        let field = self.machine.layout.page(page).kmaps;
        let Some(kmaps) = field.get(self.words).checked_sub(1) else {
            return Err(Stop::Oops(Oops::BadRelease));
        };
        field.set(self.words, kmaps);
        if kmaps == 0 {
            let slots = self.machine.layout.slots_in_use;
            slots.set(self.words, slots.get(self.words) - 1);
        }
        let mine = self.machine.layout.tasks[self.task.index()].kmaps;
        mine.set(self.words, mine.get(self.words).saturating_sub(1));
        self.log(Event::Released(self.task, Lock::Pkmap(page)));
        Ok(0)
    }
}

/// A slot: `pkmap_count` and the page it maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// 0 free and flushed, 1 unused but still mapped, n used n - 1 times.
    pub count: u16,
    /// invariant: `None` exactly if `count` is 0
    pub page: Option<PageId>,
}

/// The pool as mm/highmem.c keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PkmapPool {
    slots: Vec<Slot>,
    last_pkmap_nr: usize,
    flushes: u32,
}

impl PkmapPool {
    /// A pool with all slots free.
    pub fn new(slots: u16) -> Self {
        Self { slots: vec![Slot::default(); usize::from(slots)], last_pkmap_nr: 0, flushes: 0 }
    }

    /// Its slots.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slot the last search stopped at.
    pub fn last_pkmap_nr(&self) -> usize {
        self.last_pkmap_nr
    }

    /// How often stale slots were flushed.
    pub fn flushes(&self) -> u32 {
        self.flushes
    }

    /// Slot of a page.
    pub fn slot_of(&self, page: PageId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.page == Some(page))
    }

    /// Follows one event of a run.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event touches the pool")]
    pub fn observe(&mut self, event: Event) {
        match event {
            Event::Acquired(_, Lock::Pkmap(page)) => self.kmap_high(page),
            Event::Released(_, Lock::Pkmap(page)) => self.kunmap_high(page),
            Event::Freed(page) => self.forget(page),
            _ => {}
        }
    }

    fn kmap_high(&mut self, page: PageId) {
        let slot = self.slot_of(page).unwrap_or_else(|| self.map_new_virtual(page));
        self.slots[slot].count += 1;
        assert!(self.slots[slot].count >= 2, "a slot in use counts from 2");
    }

    /// Probes from `last_pkmap_nr` on, flushing at every wrap, as often as there are slots since the last flush.
    fn map_new_virtual(&mut self, page: PageId) -> usize {
        let mut budget = self.slots.len();
        while budget > 0 {
            self.last_pkmap_nr = (self.last_pkmap_nr + 1) % self.slots.len();
            if self.last_pkmap_nr == 0 {
                self.flush_all_zero_pkmaps();
                budget = self.slots.len();
            }
            let slot = &mut self.slots[self.last_pkmap_nr];
            if slot.count == 0 {
                *slot = Slot { count: 1, page: Some(page) };
                return self.last_pkmap_nr;
            }
            budget -= 1;
        }
        panic!("the machine let {page:?} in, so a slot without a user must be found")
    }

    fn flush_all_zero_pkmaps(&mut self) {
        self.flushes += 1;
        for slot in self.slots.iter_mut().filter(|slot| slot.count == 1) {
            *slot = Slot::default();
        }
    }

    fn kunmap_high(&mut self, page: PageId) {
        let slot = self.slot_of(page).expect("a page that is unmapped has a slot");
        self.slots[slot].count -= 1;
        assert!(self.slots[slot].count >= 1, "kunmap leaves the slot stale, not free");
    }

    /// A freed page cannot be found by its address any more; its stale slot stays until the next flush.
    fn forget(&mut self, page: PageId) {
        if let Some(slot) = self.slot_of(page) {
            self.slots[slot].page = Some(PageId(u16::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TaskId;

    fn counts(pool: &PkmapPool) -> Vec<u16> {
        pool.slots().iter().map(|slot| slot.count).collect()
    }

    fn kmap(pool: &mut PkmapPool, page: u16) {
        pool.observe(Event::Acquired(TaskId(0), Lock::Pkmap(PageId(page))));
    }

    fn kunmap(pool: &mut PkmapPool, page: u16) {
        pool.observe(Event::Released(TaskId(0), Lock::Pkmap(PageId(page))));
    }

    #[test]
    fn the_search_starts_behind_the_last_slot_found() {
        let mut pool = PkmapPool::new(4);
        kmap(&mut pool, 10);
        assert_eq!((counts(&pool), pool.last_pkmap_nr()), (vec![0, 2, 0, 0], 1));
        kmap(&mut pool, 11);
        assert_eq!((counts(&pool), pool.last_pkmap_nr()), (vec![0, 2, 2, 0], 2));
    }

    #[test]
    fn two_kmaps_of_a_page_share_a_slot() {
        let mut pool = PkmapPool::new(4);
        kmap(&mut pool, 10);
        kmap(&mut pool, 10);
        assert_eq!(counts(&pool), [0, 3, 0, 0]);
    }

    #[test]
    fn an_unmapped_page_keeps_a_stale_slot_until_the_search_wraps() {
        let mut pool = PkmapPool::new(2);
        kmap(&mut pool, 10);
        kunmap(&mut pool, 10);
        assert_eq!((counts(&pool), pool.flushes()), (vec![0, 1], 0));
        kmap(&mut pool, 11); // wraps to slot 0: flush, then slot 0 is free
        assert_eq!((counts(&pool), pool.flushes()), (vec![2, 0], 1));
    }

    #[test]
    fn a_stale_slot_is_taken_again_without_a_search() {
        let mut pool = PkmapPool::new(2);
        kmap(&mut pool, 10);
        kunmap(&mut pool, 10);
        kmap(&mut pool, 10);
        assert_eq!((counts(&pool), pool.last_pkmap_nr()), (vec![0, 2], 1));
    }

    #[test]
    fn a_full_pool_of_stale_slots_is_flushed_and_used() {
        let mut pool = PkmapPool::new(2);
        for page in [10, 11] {
            kmap(&mut pool, page);
        }
        for page in [10, 11] {
            kunmap(&mut pool, page);
        }
        kmap(&mut pool, 12);
        kmap(&mut pool, 13);
        assert_eq!(pool.slots().iter().filter(|slot| slot.count == 2).count(), 2);
    }
}
