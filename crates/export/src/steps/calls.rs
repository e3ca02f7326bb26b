//! Which rule a step calls, with its arguments in the numbers of the model: one arm for each primitive.

use pagelock_engine::prim::Prim;

use super::{Step, Steps};
use crate::ir::{Int, Stmt};
use crate::rules::filesystem::Range;

impl Steps<'_, '_> {
    /// What the primitive of a step does.
    pub(super) fn effect(&mut self, task: usize, step: Step<'_>) -> Vec<Stmt> {
        let a = self.args(task, step);
        let (number, held) = (self.task(task).number, self.task(task).kmaps.clone());
        match step.prim {
            Prim::MutexLock
            | Prim::MutexUnlock
            | Prim::GlockNq
            | Prim::GlockDq
            | Prim::DownRead
            | Prim::UpRead
            | Prim::DownWrite
            | Prim::UpWrite => self.lock_effect(task, step, &a),
            Prim::LockPage => self.rules.lock_page(number, &a[0]),
            Prim::TrylockPage => self.rules.trylock_page(number, &a[0]),
            Prim::UnlockPage => self.rules.unlock_page(&a[0]),
            Prim::FindGetPage => {
                let find = self.rules.find_get_page(&self.place(&a));
                self.rules.with_object(&a[0], find)
            }
            Prim::AddToPageCache => {
                let add = self.rules.add_to_page_cache(number, &self.place(&a));
                self.rules.with_object(&a[0], add)
            }
            Prim::AddToPageCacheLru => {
                let add = self.rules.add_to_page_cache_pvec(number, &self.place(&a));
                self.rules.with_object(&a[0], add)
            }
            Prim::AllocPage => {
                let own = self.rules.world.tables.own_frame(self.task(task).id);
                self.rules.alloc_page(own)
            }
            Prim::PagevecLruAdd => self.rules.pagevec_lru_add(number),
            Prim::GetPage => self.rules.get_page(&a[0]),
            Prim::PutPage => self.rules.put_page(&a[0]),
            Prim::PageMapping => self.rules.page_mapping(&a[0]),
            Prim::PageUptodate => self.rules.page_uptodate(&a[0]),
            Prim::SetPageUptodate => self.rules.set_page_uptodate(&a[0]),
            Prim::SetPageDirty => self.rules.set_page_dirty(&a[0]),
            Prim::Readpage => self.rules.readpage(&a[0]),
            Prim::PrepareWrite => self.rules.prepare_write(&a[0], &Range::new(&a[1], &a[2])),
            Prim::CommitWrite => self.rules.commit_write(&a[0], &Range::new(&a[1], &a[2])),
            Prim::PageZeroNewBuffers => self.rules.page_zero_new_buffers(&a[0], &Range::new(&a[1], &a[2])),
            Prim::ZeroUser => self.rules.zero_user(&a[0], &Range::new(&a[1], &a[2])),
            Prim::ISizeRead => self.rules.i_size_read(&a[0]),
            Prim::ISizeWrite => self.rules.i_size_write(&a[0], &a[1]),
            Prim::TruncateCount => self.rules.truncate_count(&a[0]),
            Prim::TryToUnmap => self.rules.try_to_unmap(&a[0]),
            Prim::RemoveMapping => self.rules.remove_mapping(&a[0]),
            Prim::TruncateCompletePage => self.rules.truncate_complete_page(&a[0]),
            Prim::InvalidateCompletePage => self.rules.invalidate_complete_page2(&a[0]),
            Prim::UnmapMappingRange => self.rules.unmap_mapping_range(&a[0], &self.place(&a)),
            Prim::Kmap => self.rules.kmap(&a[0], held.as_ref()),
            Prim::Kunmap => self.rules.kunmap(&a[0], held.as_ref()),
            Prim::GetUser
            | Prim::CopyFromUser
            | Prim::CopyPage
            | Prim::ReadSectors
            | Prim::FollowPage
            | Prim::PtePresent
            | Prim::FindVma
            | Prim::InstallPte
            | Prim::ZapPageRange
            | Prim::UnmapRegion
            | Prim::MlockVma => self.memory_effect(task, step.prim, &a),
        }
    }

    /// Primitives of `i_mutex`, the cluster lock and `mmap_sem`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "called for these primitives only")]
    fn lock_effect(&mut self, task: usize, step: Step<'_>, a: &[Int]) -> Vec<Stmt> {
        let number = self.task(task).number;
        match step.prim {
            Prim::MutexLock => self.rules.mutex_lock(number, &a[0]),
            Prim::MutexUnlock => self.rules.mutex_unlock(number, &a[0]),
            Prim::GlockNq => self.rules.glock_nq(number, &a[0]),
            Prim::GlockDq => self.rules.glock_dq(number, &a[0]),
            Prim::DownRead => self.rules.down_read(number, &a[0]),
            Prim::UpRead => {
                let waiters = self.others(task, step).len();
                self.up(task, &a[0], |steps| steps.rules.up_read(number, &a[0], waiters))
            }
            Prim::DownWrite => self.rules.down_write(number, &a[0]),
            Prim::UpWrite => {
                let waiters = self.others(task, step).len();
                self.rules.up_write(number, &a[0], waiters)
            }
            _ => unreachable!("{:?} is none of them", step.prim),
        }
    }

    /// Primitives that copy or go through page tables.
    #[expect(clippy::wildcard_enum_match_arm, reason = "called for these primitives only")]
    fn memory_effect(&mut self, task: usize, prim: Prim, a: &[Int]) -> Vec<Stmt> {
        let own = Int::Const(self.rules.world.tables.task_mm(self.task(task).id, 0));
        let range = |at: &Int, length: &Int| Range::new(at, &(at.clone() + length.clone()));
        match prim {
            Prim::GetUser => {
                let pte = self.rules.world.tables.pte(&own, &a[0]);
                self.rules.get_user(&own, &pte)
            }
            Prim::CopyFromUser => self.rules.copy_from_user(&a[0], &range(&a[1], &a[3]), &own, &a[2]),
            Prim::CopyPage => self.rules.memcpy_page(&a[0], &range(&a[1], &a[4]), &a[2], &a[3]),
            Prim::ReadSectors => {
                let seen = self.task(task).seen.clone();
                self.rules.file_read_actor(&a[0], &range(&a[1], &a[2]), &seen)
            }
            Prim::FollowPage => self.rules.follow_page(&a[0], &self.pte(a)),
            Prim::PtePresent => self.rules.pte_present(&a[0], &self.pte(a)),
            Prim::FindVma => {
                let tables = self.rules.world.tables;
                let kind = tables.of_pte(&a[0], &a[1], |pte| tables.vma_kind(pte));
                self.rules.find_vma(&a[0], &self.pte(a), &kind)
            }
            Prim::InstallPte => {
                let tables = self.rules.world.tables;
                let file = tables.of_pte(&a[0], &a[1], |pte| tables.backing_file(pte));
                let install = self.rules.install_pte(&self.pte(a), &a[2], &file, &a[3]);
                self.rules.with_object(&a[0], install)
            }
            Prim::ZapPageRange => self.rules.zap_page_range(&a[0], &a[1], &a[2]),
            Prim::UnmapRegion => self.rules.unmap_region(&a[0], &a[1], &a[2]),
            Prim::MlockVma => self.rules.mlock_vma(&a[0], &a[1], &a[2]),
            _ => unreachable!("{prim:?} is not about memory"),
        }
    }

    fn place(&self, a: &[Int]) -> Int {
        self.rules.world.tables.place(&a[0], &a[1])
    }

    fn pte(&self, a: &[Int]) -> Int {
        self.rules.world.tables.pte(&a[0], &a[1])
    }

    /// An address space is released for reading only by who could have taken it.
    fn up(&mut self, task: usize, mm: &Int, up: impl FnOnce(&mut Self) -> Vec<Stmt>) -> Vec<Stmt> {
        let is_stranger = self.task(task).is_actor && !crate::world::can_queue(self.program(task));
        if is_stranger {
            let dies = self.rules.fail(crate::rules::words::Oops::NullPointer);
            return self.rules.with_object(mm, dies);
        }
        up(self)
    }
}
