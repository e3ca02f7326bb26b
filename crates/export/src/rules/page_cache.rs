//! The page cache: finding, adding and referencing pages (facts 1.3).
//!
//! The cache, each pte, each pagevec and each task that holds a page have a reference on it. Which of several free
//! frames an allocation gets cannot be told by any task; the choice made here keeps equal situations equal.

use std::ops::RangeInclusive;

use crate::build::{all, any, at, branch, either, eq, ne, number, put, when};
use crate::ir::{Int, Stmt, Var};
use crate::rules::words::{Content, Oops};
use crate::rules::{Rules, param, sector_of};
use crate::vars::{SECTORS, int};

impl Rules<'_> {
    /// One more reference.
    pub(crate) fn reference(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "one more reference";
        self.call("reference", &["page"], about, vec![page.clone()], |rules| {
            let count = &rules.vars().page_count;
            let is_full = eq(at(count, param("page")), count.range.1);
            let more = put(count, param("page"), at(count, param("page")) + 1.into());
            branch(is_full, rules.fail(Oops::Overflow), vec![more])
        })
    }

    /// One reference less. The last one frees the frame, which must be unlocked, unmapped and off the cache.
    pub(crate) fn unreference(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "one reference less; the last one frees the frame";
        self.call("unreference", &["page"], about, vec![page.clone()], |rules| {
            let vars = rules.vars();
            let page = || param("page");
            let is_last = eq(at(&vars.page_count, page()), 1);
            let is_used = any([
                ne(at(&vars.page_locked, page()), 0),
                ne(at(&vars.page_kmaps, page()), 0),
                ne(at(&vars.page_place, page()), 0),
            ]);
            let less = put(&vars.page_count, page(), at(&vars.page_count, page()) - 1.into());
            let flags = [&vars.page_uptodate, &vars.page_dirty, &vars.page_highmem, &vars.page_pagevec];
            let mut freed: Vec<Stmt> =
                [&vars.page_count].into_iter().chain(flags).map(|v| put(v, page(), 0)).collect();
            for sector in 0..SECTORS {
                freed.push(put(&vars.content, sector_of(page(), sector), Content::Junk));
                freed.push(put(&vars.valid, sector_of(page(), sector), 0));
            }
            let last = branch(is_used, rules.fail(Oops::BadRelease), freed);
            let body = branch(is_last, last, vec![less]);
            branch(eq(at(&vars.page_count, page()), 0), rules.fail(Oops::UseAfterFree), body)
        })
    }

    /// mm/filemap.c find_get_page.
    pub(crate) fn find_get_page(&mut self, place: &Int) -> Vec<Stmt> {
        let about = "mm/filemap.c find_get_page: a reference, no lock";
        self.call("find_get_page", &["place"], about, vec![place.clone()], |rules| {
            let cache = rules.vars().cache.clone();
            let found = at(&cache, param("place"));
            let take = [rules.reference(&found), rules.give(found.clone())].concat();
            branch(eq(found, 0), rules.give(0), take)
        })
    }

    /// A free frame into `the_value`: the preferred one, then those that belong to nobody, then any; 0 if none is free.
    fn free_frame(&mut self, preferred: &Int) -> Vec<Stmt> {
        let about = "a free page frame, the preferred one if possible; 0 if there is none";
        self.call("free_frame", &["preferred"], about, vec![preferred.clone()], |rules| {
            let owned = rules.world.tables.owned_frames();
            let frames = rules.world.machine.bounds().frames;
            let is_free = eq(at(&rules.vars().page_count, param("preferred")), 0);
            let start = rules.give(either(is_free, param("preferred"), 0));
            let nobodys = rules.try_frames(owned + 1..=frames);
            let anybodys = rules.try_frames(1..=owned);
            [start, nobodys, anybodys].concat()
        })
    }

    /// The first free frame of some into `the_value`, unless there is one already.
    fn try_frames(&mut self, frames: RangeInclusive<usize>) -> Vec<Stmt> {
        let about = "this frame, if it is free and none was found before";
        self.each(frames, "try_frame", &["page"], about, Vec::new(), |rules| {
            let vars = rules.vars();
            let is_it = all([eq(&vars.value, 0), eq(at(&vars.page_count, param("page")), 0)]);
            when(is_it, rules.give(param("page")))
        })
    }

    /// mm/filemap.c add_to_page_cache with a fresh page: locked, not up to date.
    pub(crate) fn add_to_page_cache(&mut self, task: i32, place: &Int) -> Vec<Stmt> {
        let about = "mm/filemap.c add_to_page_cache of a new page: locked, not up to date";
        self.call("add_to_page_cache", &["task", "place"], about, vec![task.into(), place.clone()], |rules| {
            let taken = any([eq(param("place"), 0), ne(at(&rules.vars().cache, param("place")), 0)]);
            let allocate = rules.free_frame(&param("place"));
            let vars = rules.vars();
            let page = || Int::from(&vars.value);
            let add = vec![
                put(&vars.cache, param("place"), page()),
                put(&vars.page_place, page(), param("place")),
                put(&vars.page_highmem, page(), number(rules.world.tables.is_highmem_place(&param("place")))),
                put(&vars.page_count, page(), 2),
                put(&vars.page_locked, page(), param("task")),
            ];
            let add = branch(eq(page(), 0), rules.fail(Oops::Overflow), add);
            branch(taken, rules.give(0), [allocate, add].concat())
        })
    }

    /// mm/filemap.c __grab_cache_page of an absent page: the pagevec has a reference too.
    pub(crate) fn add_to_page_cache_pvec(&mut self, task: i32, place: &Int) -> Vec<Stmt> {
        let add = self.add_to_page_cache(task, place);
        let page = Int::from(&self.vars().value);
        let collect = put(&self.vars().page_pagevec, page.clone(), task);
        let added = all([self.is_well(), ne(page.clone(), 0)]);
        let more = [vec![collect], self.reference(&page)].concat();
        [add, when(added, more)].concat()
    }

    /// mm/page_alloc.c alloc_page: lowmem, in no file.
    pub(crate) fn alloc_page(&mut self, own_frame: usize) -> Vec<Stmt> {
        let allocate = self.free_frame(&own_frame.into());
        let page = Int::from(&self.vars().value);
        let count = put(&self.vars().page_count, page.clone(), 1);
        [allocate, branch(eq(page, 0), self.fail(Oops::Overflow), vec![count])].concat()
    }

    /// mm/swap.c __pagevec_lru_add.
    pub(crate) fn pagevec_lru_add(&mut self, task: i32) -> Vec<Stmt> {
        let about = "mm/swap.c __pagevec_lru_add: the page goes to the LRU if it is in the task's pagevec";
        let frames = 1..=self.world.machine.bounds().frames;
        self.each(frames, "pagevec_lru_add", &["page", "task"], about, vec![task.into()], |rules| {
            let drop = rules.unreference(&param("page"));
            let vars = rules.vars();
            let is_mine = all([rules.is_well(), eq(at(&vars.page_pagevec, param("page")), param("task"))]);
            when(is_mine, [vec![put(&vars.page_pagevec, param("page"), 0)], drop].concat())
        })
    }

    /// include/linux/mm.h get_page.
    pub(crate) fn get_page(&mut self, page: &Int) -> Vec<Stmt> {
        let body = self.reference(page);
        self.with_page(page, body)
    }

    /// mm/swap.c put_page.
    pub(crate) fn put_page(&mut self, page: &Int) -> Vec<Stmt> {
        let body = self.unreference(page);
        self.with_page(page, body)
    }

    /// include/linux/mm.h page_mapping.
    pub(crate) fn page_mapping(&mut self, page: &Int) -> Vec<Stmt> {
        let is_mapped = ne(at(&self.vars().page_place, page.clone()), 0);
        self.with_page(page, self.give(number(is_mapped)))
    }

    /// include/linux/page-flags.h PageUptodate.
    pub(crate) fn page_uptodate(&mut self, page: &Int) -> Vec<Stmt> {
        self.with_page(page, self.give(at(&self.vars().page_uptodate, page.clone())))
    }

    /// include/linux/page-flags.h SetPageUptodate.
    pub(crate) fn set_page_uptodate(&mut self, page: &Int) -> Vec<Stmt> {
        self.with_page(page, vec![put(&self.vars().page_uptodate, page.clone(), 1)])
    }

    /// mm/page-writeback.c set_page_dirty.
    pub(crate) fn set_page_dirty(&mut self, page: &Int) -> Vec<Stmt> {
        self.with_page(page, vec![put(&self.vars().page_dirty, page.clone(), 1)])
    }

    /// Takes a page off its mapping, with the reference of the cache.
    pub(crate) fn detach(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "takes a page off its mapping, with the reference of the cache";
        self.call("detach", &["page"], about, vec![page.clone()], |rules| {
            let drop = rules.unreference(&param("page"));
            let vars = rules.vars();
            let place = at(&vars.page_place, param("page"));
            let off = vec![put(&vars.cache, place.clone(), 0), put(&vars.page_place, param("page"), 0)];
            branch(eq(place, 0), rules.fail(Oops::NullMapping), [off, drop].concat())
        })
    }

    /// A variable of the same name and size as a page's number.
    pub(crate) fn scratch_page(&mut self, name: &str) -> Var {
        let frames = int(self.world.machine.bounds().frames);
        self.scratch(name, (0, frames))
    }
}
