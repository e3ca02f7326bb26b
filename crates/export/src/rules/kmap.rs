//! The kmap pool: a highmem page that is mapped has a slot, however often it is mapped (facts 5.1).

use crate::build::{all, any, at, branch, clamp, eq, lt, ne, put, set, when};
use crate::ir::{Cond, Int, Stmt, Var};
use crate::rules::words::Oops;
use crate::rules::{Rules, param};

/// Kmaps of one task are counted up to here.
const HELD_MAX: i32 = 7;

impl Rules<'_> {
    /// Whether `kmap` returns at once: lowmem, mapped already, or a slot without a user.
    pub(crate) fn can_kmap(&self, page: &Int) -> Cond {
        let vars = self.vars();
        let slots = i32::from(self.world.machine.scenario().pkmap_slots);
        any([
            eq(at(&vars.page_highmem, page.clone()), 0),
            ne(at(&vars.page_kmaps, page.clone()), 0),
            lt(&vars.slots_in_use, slots),
        ])
    }

    /// mm/highmem.c kmap_high. `held` counts the kmaps of the task.
    pub(crate) fn kmap(&mut self, page: &Int, held: Option<&Var>) -> Vec<Stmt> {
        let about = "mm/highmem.c kmap_high; callers have seen that there is a slot";
        let mapped = self.call("kmap", &["page"], about, vec![page.clone()], |rules| {
            let vars = rules.vars();
            let kmaps = || at(&vars.page_kmaps, param("page"));
            let most = vars.page_kmaps.range.1;
            let slot =
                when(eq(kmaps(), 0), vec![set(&vars.slots_in_use, Int::from(&vars.slots_in_use) + 1.into())]);
            let take = [slot, vec![put(&vars.page_kmaps, param("page"), kmaps() + 1.into())]].concat();
            let body = branch(eq(kmaps(), most), rules.fail(Oops::Overflow), take);
            rules.with_page(&param("page"), when(rules.is_highmem(&param("page")), body))
        });
        let count = |held: &Var| vec![set(held, clamp(Int::from(held) + 1.into(), 0, HELD_MAX))];
        self.counted(mapped, page, held.map(count))
    }

    /// mm/highmem.c kunmap_high.
    pub(crate) fn kunmap(&mut self, page: &Int, held: Option<&Var>) -> Vec<Stmt> {
        let about = "mm/highmem.c kunmap_high";
        let unmapped = self.call("kunmap", &["page"], about, vec![page.clone()], |rules| {
            let vars = rules.vars();
            let kmaps = || at(&vars.page_kmaps, param("page"));
            let slot =
                when(eq(kmaps(), 1), vec![set(&vars.slots_in_use, Int::from(&vars.slots_in_use) - 1.into())]);
            let give = [slot, vec![put(&vars.page_kmaps, param("page"), kmaps() - 1.into())]].concat();
            let body = branch(eq(kmaps(), 0), rules.fail(Oops::BadRelease), give);
            rules.with_page(&param("page"), when(rules.is_highmem(&param("page")), body))
        });
        let count = |held: &Var| vec![set(held, clamp(Int::from(held) - 1.into(), 0, HELD_MAX))];
        self.counted(unmapped, page, held.map(count))
    }

    /// The task's own count follows, if it went well and took or gave a slot.
    fn counted(&self, done: Vec<Stmt>, page: &Int, count: Option<Vec<Stmt>>) -> Vec<Stmt> {
        let counts = all([self.is_well(), self.is_highmem(page)]);
        let count = count.map_or_else(Vec::new, |count| when(counts, count));
        [done, count].concat()
    }

    fn is_highmem(&self, page: &Int) -> Cond {
        ne(at(&self.vars().page_highmem, page.clone()), 0)
    }
}
