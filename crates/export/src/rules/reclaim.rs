//! What takes pages away: reclaim, which respects references (facts 2.4), and truncation, which does not (facts 4.4).

use crate::build::{all, any, at, branch, eq, ne, not, op, put, set, when};
use crate::ir::{Cond, Int, Op, Stmt};
use crate::rules::{Rules, param};

impl Rules<'_> {
    /// Clears a pte and drops its reference; nothing happens if it is clear.
    pub(crate) fn clear_pte(&mut self, pte: &Int) -> Vec<Stmt> {
        let about = "clears a pte and drops its reference";
        self.call("clear_pte", &["pte"], about, vec![pte.clone()], |rules| {
            let page = rules.scratch_page("cleared_page");
            let drop = rules.unreference(&Int::from(&page));
            let ptes = &rules.vars().pte_page;
            let clear = vec![set(&page, at(ptes, param("pte"))), put(ptes, param("pte"), 0)];
            when(ne(at(ptes, param("pte")), 0), [clear, drop].concat())
        })
    }

    /// Whether nothing may clear the pte behind its owner's back: it is mlocked, or the kernel's own.
    pub(crate) fn is_kept(&self, pte: &Int) -> Cond {
        any([self.world.tables.is_kernel_pte(pte), ne(at(&self.vars().pte_mlocked, pte.clone()), 0)])
    }

    /// mm/rmap.c try_to_unmap.
    pub(crate) fn try_to_unmap(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "mm/rmap.c try_to_unmap: this pte, if it points at the page and may be cleared";
        let ptes = 1..=self.world.tables.ptes();
        let unmap = self.each(ptes, "try_to_unmap", &["pte", "page"], about, vec![page.clone()], |rules| {
            let clear = rules.clear_pte(&param("pte"));
            let points_here = eq(at(&rules.vars().pte_page, param("pte")), param("page"));
            when(all([rules.is_well(), points_here, not(rules.is_kept(&param("pte")))]), clear)
        });
        self.with_page(page, unmap)
    }

    /// mm/vmscan.c remove_mapping.
    pub(crate) fn remove_mapping(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "mm/vmscan.c remove_mapping: a clean page that only the cache and the caller refer to";
        self.call("remove_mapping", &["page"], about, vec![page.clone()], |rules| {
            let off = rules.detach(&param("page"));
            let vars = rules.vars();
            let is_free = all([
                eq(at(&vars.page_count, param("page")), 2),
                eq(at(&vars.page_dirty, param("page")), 0),
                ne(at(&vars.page_place, param("page")), 0),
            ]);
            let body = branch(is_free, [off, rules.give(1)].concat(), rules.give(0));
            rules.with_page(&param("page"), body)
        })
    }

    /// mm/truncate.c truncate_complete_page.
    pub(crate) fn truncate_complete_page(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "mm/truncate.c truncate_complete_page: whatever the references";
        self.call("truncate_complete_page", &["page"], about, vec![page.clone()], |rules| {
            let off = rules.detach(&param("page"));
            let flags = [&rules.vars().page_dirty, &rules.vars().page_uptodate];
            let clear = flags.map(|flag| put(flag, param("page"), 0)).to_vec();
            rules.with_page(&param("page"), [clear, off].concat())
        })
    }

    /// mm/truncate.c invalidate_complete_page2.
    pub(crate) fn invalidate_complete_page2(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "mm/truncate.c invalidate_complete_page2: the same, but no dirty page";
        self.call("invalidate_complete_page2", &["page"], about, vec![page.clone()], |rules| {
            let off = rules.detach(&param("page"));
            let clear = vec![put(&rules.vars().page_uptodate, param("page"), 0)];
            let is_dirty = ne(at(&rules.vars().page_dirty, param("page")), 0);
            let body = branch(is_dirty, rules.give(0), [clear, off, rules.give(1)].concat());
            rules.with_page(&param("page"), body)
        })
    }

    /// mm/memory.c unmap_mapping_range of one page.
    pub(crate) fn unmap_mapping_range(&mut self, file: &Int, place: &Int) -> Vec<Stmt> {
        let count = self.vars().truncate_count.clone();
        let next = op(Op::Rem, at(&count, file.clone()) + 1.into(), 8.into());
        let about = "mm/memory.c unmap_mapping_range: this pte, if it maps the place";
        let (ptes, args) = (1..=self.world.tables.ptes(), vec![place.clone()]);
        let unmap = self.each(ptes, "unmap_mapping_range", &["pte", "place"], about, args, |rules| {
            let clear = rules.clear_pte(&param("pte"));
            let is_here = rules.world.tables.backs(&param("place"), &param("pte"));
            when(all([rules.is_well(), is_here]), clear)
        });
        let unmap = [vec![put(&count, file.clone(), next)], unmap].concat();
        self.with_object(file, when(ne(place.clone(), 0), unmap))
    }

    /// mm/memory.c unmap_mapping_range, as sampled before a fault.
    pub(crate) fn truncate_count(&mut self, file: &Int) -> Vec<Stmt> {
        self.with_object(file, self.give(at(&self.vars().truncate_count, file.clone())))
    }
}
