//! Primitives of `i_mutex`, the cluster lock and the page lock: a task that wants one simply cannot move until it is
//! free.
//!
//! That is exact for all of them: a woken waiter tries again and any waiter may win (facts 1.4), so no order is kept.

use crate::event::{Event, Lock};
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{FileId, PageId, TaskId};
use crate::state::Oops;

impl Ctx<'_> {
    /// kernel/mutex.c `mutex_lock`. Enabled only while the mutex is free.
    pub(crate) fn mutex_lock(&mut self, file: FileId) -> Effect {
        let field = self.machine.layout.file(file).i_mutex;
        if field.max() == 0 {
            return Ok(0); // block devices have none (facts 1.1)
        }
        assert_eq!(self.view().i_mutex(file), None, "mutex_lock is enabled only while {file:?} is free");
        field.set(self.words, TaskId::encode(Some(self.task)));
        self.log(Event::Acquired(self.task, Lock::IMutex(file)));
        Ok(0)
    }

    /// kernel/mutex.c `mutex_unlock`. Only the holder may.
    pub(crate) fn mutex_unlock(&mut self, file: FileId) -> Effect {
        let field = self.machine.layout.file(file).i_mutex;
        if field.max() == 0 {
            return Ok(0);
        }
        if self.view().i_mutex(file) != Some(self.task) {
            return Err(Stop::Oops(Oops::BadRelease));
        }
        field.set(self.words, 0);
        self.log(Event::Released(self.task, Lock::IMutex(file)));
        Ok(0)
    }

    /// fs/gfs2/glock.c `gfs2_glock_nq`, exclusively. Enabled only while the lock is free.
    pub(crate) fn glock_nq(&mut self, file: FileId) -> Effect {
        assert_eq!(self.view().glock(file), None, "gfs2_glock_nq is enabled only while {file:?} is free");
        self.machine.layout.file(file).glock.set(self.words, TaskId::encode(Some(self.task)));
        self.log(Event::Acquired(self.task, Lock::Glock(file)));
        Ok(0)
    }

    /// fs/gfs2/glock.c `gfs2_glock_dq`. Only the holder may.
    pub(crate) fn glock_dq(&mut self, file: FileId) -> Effect {
        if self.view().glock(file) != Some(self.task) {
            return Err(Stop::Oops(Oops::BadRelease));
        }
        self.machine.layout.file(file).glock.set(self.words, 0);
        self.log(Event::Released(self.task, Lock::Glock(file)));
        Ok(0)
    }

    /// mm/filemap.c `__lock_page`. Enabled only while the bit is clear, so its owner sleeps on itself for ever.
    pub(crate) fn lock_page(&mut self, page: PageId) -> Effect {
        assert_eq!(self.view().locked_by(page), None, "lock_page is enabled only while {page:?} is free");
        self.machine.layout.page(page).locked_by.set(self.words, TaskId::encode(Some(self.task)));
        self.log(Event::Acquired(self.task, Lock::Page(page)));
        Ok(0)
    }

    /// include/linux/pagemap.h `TestSetPageLocked`: 1 if the lock was taken.
    pub(crate) fn trylock_page(&mut self, page: PageId) -> Effect {
        if self.view().locked_by(page).is_some() {
            self.log(Event::TryFailed(page));
            return Ok(0);
        }
        self.lock_page(page)?;
        Ok(1)
    }

    /// mm/filemap.c `unlock_page`. Anybody may; unlocking an unlocked page is a `BUG`.
    pub(crate) fn unlock_page(&mut self, page: PageId) -> Effect {
        let Some(owner) = self.view().locked_by(page) else { return Err(Stop::Oops(Oops::BadRelease)) };
        self.machine.layout.page(page).locked_by.set(self.words, 0);
        self.log(Event::Released(owner, Lock::Page(page)));
        Ok(0)
    }
}
