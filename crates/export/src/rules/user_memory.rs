//! User memory: page table walks, and copies that stop at an absent pte. Nothing faults by itself (facts 2.1).

use crate::build::{all, any, at, branch, clamp, either, eq, le, ne, not, number, op, put, when};
use crate::ir::{Cond, Int, Op, Stmt};
use crate::rules::filesystem::{Range, copied};
use crate::rules::words::Oops;
use crate::rules::{Rules, param, sector_of};
use crate::vars::SECTORS;

impl Rules<'_> {
    /// The page behind a pte into `the_value`, 0 if it is absent.
    fn mapped_page(&mut self, pte: &Int) -> Vec<Stmt> {
        let about = "the page behind a pte; 0 if the pte is absent";
        self.call("mapped_page", &["pte"], about, vec![pte.clone()], |rules| {
            let vars = rules.vars();
            let page = at(&vars.pte_page, param("pte"));
            let is_gone = all([ne(page.clone(), 0), eq(at(&vars.page_count, page.clone()), 0)]);
            branch(is_gone, rules.fail(Oops::UseAfterFree), rules.give(page))
        })
    }

    /// include/asm-i386/uaccess.h __get_user: 1 if the access would fault.
    pub(crate) fn get_user(&mut self, mm: &Int, pte: &Int) -> Vec<Stmt> {
        let walk = self.mapped_page(pte);
        let is_absent = eq(&self.vars().value, 0);
        let tell = when(self.is_well(), self.give(number(is_absent)));
        self.with_object(mm, [walk, tell].concat())
    }

    /// arch/i386/lib/usercopy.c __copy_from_user_ll_nozero: whole sectors up to the first absent pte.
    pub(crate) fn copy_from_user(&mut self, page: &Int, range: &Range, mm: &Int, addr: &Int) -> Vec<Stmt> {
        let length = range.to.clone() - range.from.clone();
        let mut step = Vec::new();
        for i in (0..SECTORS).rev() {
            // The i-th sector, and after it the next one: nothing follows the first absent pte.
            let addr = addr.clone() + i.into();
            let pte = self.world.tables.pte(mm, &addr);
            let offset = op(Op::Rem, addr, SECTORS.into());
            let to = range.from.clone() + i.into();
            let copy = self.copy_sector(page, to, &pte, offset);
            let went = all([self.is_well(), eq(&self.vars().value, i + 1)]);
            let rest = if step.is_empty() { Vec::new() } else { when(went, step) };
            let body = [copy, rest].concat();
            let body = if i == 0 { self.with_object(mm, body) } else { body };
            step = when(not(le(length.clone(), i)), body);
        }
        self.with_page(page, [self.give(0), step].concat())
    }

    /// Copies one sector from the page behind a pte and counts it in `the_value`; does nothing if the pte is absent.
    fn copy_sector(&mut self, page: &Int, to: Int, pte: &Int, offset: Int) -> Vec<Stmt> {
        let about = "copies a sector from behind a pte, unless that is absent, and counts it";
        let params = ["page", "to", "pte", "offset"];
        self.call("copy_sector", &params, about, vec![page.clone(), to, pte.clone(), offset], |rules| {
            let vars = rules.vars();
            let source = at(&vars.pte_page, param("pte"));
            let content = at(&vars.content, sector_of(source.clone(), param("offset")));
            let to = sector_of(param("page"), param("to"));
            let copy = vec![put(&vars.content, to, copied(content))];
            let count = rules.give(Int::from(&vars.value) + 1.into());
            let is_gone = eq(at(&vars.page_count, source.clone()), 0);
            let body = branch(is_gone, rules.fail(Oops::UseAfterFree), [copy, count].concat());
            when(ne(source, 0), body)
        })
    }

    /// mm/memory.c follow_page: a pin, if the pte is present.
    pub(crate) fn follow_page(&mut self, mm: &Int, pte: &Int) -> Vec<Stmt> {
        let walk = self.mapped_page(pte);
        let page = Int::from(&self.vars().value);
        let pin = self.reference(&page);
        let pin = when(all([self.is_well(), ne(page, 0)]), pin);
        self.with_object(mm, [walk, pin].concat())
    }

    /// mm/memory.c follow_page without FOLL_GET.
    pub(crate) fn pte_present(&mut self, mm: &Int, pte: &Int) -> Vec<Stmt> {
        let walk = self.mapped_page(pte);
        let is_present = ne(&self.vars().value, 0);
        let tell = when(self.is_well(), self.give(number(is_present)));
        self.with_object(mm, [walk, tell].concat())
    }

    /// mm/mmap.c find_vma: 0 nothing, 1 anonymous memory, 2 a file.
    pub(crate) fn find_vma(&mut self, mm: &Int, pte: &Int, kind: &Int) -> Vec<Stmt> {
        let is_gone = ne(at(&self.vars().pte_unmapped, pte.clone()), 0);
        self.with_object(mm, self.give(either(is_gone, 0, kind.clone())))
    }

    /// mm/memory.c do_no_page under the pte lock: 1 to start over. The reference goes to the pte or is dropped.
    pub(crate) fn install_pte(&mut self, pte: &Int, page: &Int, file: &Int, sampled: &Int) -> Vec<Stmt> {
        let about = "mm/memory.c do_no_page, its end: 1 to start over, else the pte is set";
        let params = ["pte", "page", "file", "sampled"];
        let args = vec![pte.clone(), page.clone(), file.clone(), sampled.clone()];
        self.call("install_pte", &params, about, args, |rules| {
            let drop = rules.unreference(&param("page"));
            let vars = rules.vars();
            let is_gone = any([eq(param("pte"), 0), ne(at(&vars.pte_unmapped, param("pte")), 0)]);
            let now = at(&vars.truncate_count, param("file"));
            let has_moved = all([le(0, param("sampled")), ne(now, param("sampled"))]);
            let present = ne(at(&vars.pte_page, param("pte")), 0);
            let install = [vec![put(&vars.pte_page, param("pte"), param("page"))], rules.give(0)].concat();
            let install = branch(present, [drop.clone(), rules.give(0)].concat(), install);
            let body = branch(any([is_gone, has_moved]), [drop, rules.give(1)].concat(), install);
            rules.with_page(&param("page"), body)
        })
    }

    /// mm/memory.c zap_page_range.
    pub(crate) fn zap_page_range(&mut self, mm: &Int, addr: &Int, sectors: &Int) -> Vec<Stmt> {
        let name = ("zap_page_range", "mm/memory.c zap_page_range: this pte");
        self.for_range(name, [mm, addr, sectors], |rules| rules.clear_pte(&param("pte")))
    }

    /// mm/mmap.c unmap_region: gone for good.
    pub(crate) fn unmap_region(&mut self, mm: &Int, addr: &Int, sectors: &Int) -> Vec<Stmt> {
        let name = ("unmap_region", "mm/mmap.c unmap_region: this pte, for good");
        self.for_range(name, [mm, addr, sectors], |rules| {
            let clear = rules.clear_pte(&param("pte"));
            let forget = put(&rules.vars().pte_unmapped, param("pte"), 1);
            [clear, when(rules.is_well(), vec![forget])].concat()
        })
    }

    /// mm/mlock.c mlock_fixup.
    pub(crate) fn mlock_vma(&mut self, mm: &Int, addr: &Int, sectors: &Int) -> Vec<Stmt> {
        let name = ("mlock_vma", "mm/mlock.c mlock_fixup: this pte");
        let lock = |rules: &mut Self| vec![put(&rules.vars().pte_mlocked, param("pte"), 1)];
        self.for_range(name, [mm, addr, sectors], lock)
    }

    /// Something for every pte that so many sectors from an address on touch, in order, while the task is well.
    fn for_range(
        &mut self,
        (name, about): (&str, &str),
        [mm, addr, sectors]: [&Int; 3],
        each: impl FnOnce(&mut Self) -> Vec<Stmt> + Copy,
    ) -> Vec<Stmt> {
        let last = addr.clone() + clamp(sectors.clone(), 1, i32::from(i16::MAX)) - 1.into();
        let (mut body, mut base) = (Vec::new(), 0);
        for id in self.world.machine.mms() {
            let ptes = base + 1..=base + self.world.machine.mm(id).pages.len();
            let is_here = eq(mm.clone(), id.index() + 1);
            let params = ["pte", "base", "from", "to"];
            let args = vec![base.into(), addr.clone(), last.clone()];
            base = *ptes.end();
            if is_here == Cond::False {
                continue;
            }
            let walk = self.each(ptes, name, &params, about, args, |rules| {
                let first_sector = op(Op::Mul, param("pte") - param("base") - 1.into(), SECTORS.into());
                let last_sector = first_sector.clone() + (SECTORS - 1).into();
                let is_in = all([le(param("from"), last_sector), le(first_sector, param("to"))]);
                let done = each(rules);
                when(all([rules.is_well(), is_in]), done)
            });
            body.extend(when(is_here, walk));
        }
        self.with_object(mm, body)
    }
}
