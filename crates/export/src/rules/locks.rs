//! Locks that any waiter may get: `i_mutex`, the cluster lock and the page lock (facts 1.1, 1.4).

use crate::build::{all, at, branch, eq, ne, not, put, when};
use crate::ir::{Cond, Int, Stmt, Var};
use crate::rules::words::Oops;
use crate::rules::{Rules, param};

impl Rules<'_> {
    /// kernel/mutex.c mutex_lock. What has no `i_mutex` over a write, such as a block device, lets everybody through.
    pub(crate) fn mutex_lock(&mut self, task: i32, file: &Int) -> Vec<Stmt> {
        let has_mutex = self.world.tables.has_i_mutex(file);
        let take = put(&self.vars().i_mutex, file.clone(), task);
        self.with_object(file, when(has_mutex, vec![take]))
    }

    /// kernel/mutex.c mutex_unlock: only its holder may.
    pub(crate) fn mutex_unlock(&mut self, task: i32, file: &Int) -> Vec<Stmt> {
        let has_mutex = self.world.tables.has_i_mutex(file);
        let release = self.release(&self.vars().i_mutex, task, file);
        self.with_object(file, when(has_mutex, release))
    }

    /// fs/gfs2/glock.c gfs2_glock_nq.
    pub(crate) fn glock_nq(&mut self, task: i32, file: &Int) -> Vec<Stmt> {
        let take = put(&self.vars().glock, file.clone(), task);
        self.with_object(file, vec![take])
    }

    /// fs/gfs2/glock.c gfs2_glock_dq: only its holder may.
    pub(crate) fn glock_dq(&mut self, task: i32, file: &Int) -> Vec<Stmt> {
        let release = self.release(&self.vars().glock, task, file);
        self.with_object(file, release)
    }

    fn release(&self, lock: &Var, task: i32, file: &Int) -> Vec<Stmt> {
        let is_other = ne(at(lock, file.clone()), task);
        branch(is_other, self.fail(Oops::BadRelease), vec![put(lock, file.clone(), 0)])
    }

    /// Whether a sleeping lock of a file can be taken now; one that does not exist can.
    pub(crate) fn is_mutex_free(&self, file: &Int) -> Cond {
        not(all([self.world.tables.has_i_mutex(file), ne(at(&self.vars().i_mutex, file.clone()), 0)]))
    }

    /// mm/filemap.c __lock_page, once the bit is clear.
    pub(crate) fn lock_page(&mut self, task: i32, page: &Int) -> Vec<Stmt> {
        let about = "mm/filemap.c __lock_page; callers have seen that it is free";
        self.call("lock_page", &["task", "page"], about, vec![task.into(), page.clone()], |rules| {
            let take = put(&rules.vars().page_locked, param("page"), param("task"));
            rules.with_page(&param("page"), vec![take])
        })
    }

    /// include/linux/pagemap.h TestSetPageLocked, turned round: 1 if it was free.
    pub(crate) fn trylock_page(&mut self, task: i32, page: &Int) -> Vec<Stmt> {
        let about = "include/linux/pagemap.h TestSetPageLocked: 1 if the lock was taken";
        self.call("trylock_page", &["task", "page"], about, vec![task.into(), page.clone()], |rules| {
            let locked = rules.vars().page_locked.clone();
            let take = [vec![put(&locked, param("page"), param("task"))], rules.give(1)].concat();
            let body = branch(eq(at(&locked, param("page")), 0), take, rules.give(0));
            rules.with_page(&param("page"), body)
        })
    }

    /// mm/filemap.c unlock_page: anybody may, but it must be locked.
    pub(crate) fn unlock_page(&mut self, page: &Int) -> Vec<Stmt> {
        let about = "mm/filemap.c unlock_page: anybody may";
        self.call("unlock_page", &["page"], about, vec![page.clone()], |rules| {
            let locked = &rules.vars().page_locked;
            let is_free = eq(at(locked, param("page")), 0);
            let release = vec![put(locked, param("page"), 0)];
            let body = branch(is_free, rules.fail(Oops::BadRelease), release);
            rules.with_page(&param("page"), body)
        })
    }
}
