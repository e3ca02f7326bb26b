//! `mmap_sem`: readers and one writer, with a queue per address space (facts 3.1, 3.2).
//!
//! Joining the queue is a step, because a queued writer stops later readers. Whoever releases lets waiters in, and
//! they go on within that step.

use pagelock_engine::scenario::RwsemPolicy;

use crate::build::{all, any, at, branch, either, eq, le, ne, op, put, set, when};
use crate::ir::{Cond, Int, Op, Stmt};
use crate::rules::words::Oops;
use crate::rules::{Rules, param};
use crate::vars::int;

/// How often a task may hold one `mmap_sem` for read.
const HOLDS_MAX: i32 = 3;

impl Rules<'_> {
    fn is_fifo(&self) -> bool {
        match self.world.machine.scenario().rwsem {
            RwsemPolicy::Fifo => true,
            RwsemPolicy::ReaderPreferring => false,
        }
    }

    /// Position in the queues: those of all address spaces are in one array.
    fn entry(&self, mm: Int, place: impl Into<Int>) -> Int {
        op(Op::Mul, mm, self.world.queue_max.into()) + place.into()
    }

    fn holds(&self, mm: Int, task: Int) -> Int {
        let tasks = self.world.tasks.len() + 1;
        at(&self.vars().sem_holds, op(Op::Mul, mm, tasks.into()) + task)
    }

    fn set_holds(&self, mm: Int, task: Int, holds: Int) -> Stmt {
        let tasks = self.world.tasks.len() + 1;
        put(&self.vars().sem_holds, op(Op::Mul, mm, tasks.into()) + task, holds)
    }

    /// include/asm-i386/rwsem.h __down_read. Leaves 1 if it was granted, 0 if the task has joined the queue.
    pub(crate) fn down_read(&mut self, task: i32, mm: &Int) -> Vec<Stmt> {
        let about = "include/asm-i386/rwsem.h __down_read: 1 if granted, 0 if queued";
        self.call("down_read", &["task", "mm"], about, vec![task.into(), mm.clone()], |rules| {
            let queued =
                if rules.is_fifo() { ne(at(&rules.vars().queue_len, param("mm")), 0) } else { Cond::False };
            let must_wait = any([ne(at(&rules.vars().sem_writer, param("mm")), 0), queued]);
            let grant = [rules.grant_read(&param("mm"), &param("task")), rules.give(1)].concat();
            let body = branch(must_wait, rules.enqueue(0), grant);
            rules.with_object(&param("mm"), body)
        })
    }

    /// include/asm-i386/rwsem.h __down_write.
    pub(crate) fn down_write(&mut self, task: i32, mm: &Int) -> Vec<Stmt> {
        let about = "include/asm-i386/rwsem.h __down_write: 1 if granted, 0 if queued";
        self.call("down_write", &["task", "mm"], about, vec![task.into(), mm.clone()], |rules| {
            let vars = rules.vars();
            let must_wait = any([
                ne(at(&vars.sem_writer, param("mm")), 0),
                ne(at(&vars.sem_readers, param("mm")), 0),
                ne(at(&vars.queue_len, param("mm")), 0),
            ]);
            let grant = [vec![put(&vars.sem_writer, param("mm"), param("task"))], rules.give(1)].concat();
            let body = branch(must_wait, rules.enqueue(1), grant);
            rules.with_object(&param("mm"), body)
        })
    }

    /// include/asm-i386/rwsem.h __up_read. `waiters` is how many others may be in the queue.
    pub(crate) fn up_read(&mut self, task: i32, mm: &Int, waiters: usize) -> Vec<Stmt> {
        let about = "include/asm-i386/rwsem.h __up_read, before it wakes anybody";
        let release = self.call("up_read", &["task", "mm"], about, vec![task.into(), mm.clone()], |rules| {
            let vars = rules.vars();
            let holds = rules.holds(param("mm"), param("task"));
            let less = rules.set_holds(param("mm"), param("task"), holds.clone() - 1.into());
            let readers = put(&vars.sem_readers, param("mm"), at(&vars.sem_readers, param("mm")) - 1.into());
            let body = branch(eq(holds, 0), rules.fail(Oops::BadRelease), vec![less, readers]);
            rules.with_object(&param("mm"), body)
        });
        [release, self.wake(mm, waiters)].concat()
    }

    /// include/asm-i386/rwsem.h __up_write.
    pub(crate) fn up_write(&mut self, task: i32, mm: &Int, waiters: usize) -> Vec<Stmt> {
        let about = "include/asm-i386/rwsem.h __up_write, before it wakes anybody";
        let release = self.call("up_write", &["task", "mm"], about, vec![task.into(), mm.clone()], |rules| {
            let writer = &rules.vars().sem_writer;
            let is_other = ne(at(writer, param("mm")), param("task"));
            let body = branch(is_other, rules.fail(Oops::BadRelease), vec![put(writer, param("mm"), 0)]);
            rules.with_object(&param("mm"), body)
        });
        [release, self.wake(mm, waiters)].concat()
    }

    /// lib/rwsem.c __rwsem_do_wake: lets in whom the holders allow, one after the other.
    fn wake(&mut self, mm: &Int, waiters: usize) -> Vec<Stmt> {
        let mut body = Vec::new();
        for _ in 0..waiters {
            body.extend(self.wake_one(mm));
        }
        body
    }

    fn wake_one(&mut self, mm: &Int) -> Vec<Stmt> {
        let about = "lib/rwsem.c __rwsem_do_wake: lets the next waiter in, if the holders allow";
        self.call("wake_one", &["mm"], about, vec![mm.clone()], |rules| {
            let tasks = int(rules.world.tasks.len());
            let place = rules.scratch("wake_place", (0, int(rules.world.queue_max)));
            let task = rules.scratch("wake_task", (0, tasks));
            let write = rules.scratch("wake_write", (0, 1));
            let choose = vec![
                set(&place, rules.next_place()),
                set(&task, at(&rules.vars().queue_task, rules.entry(param("mm"), &place))),
                set(&write, at(&rules.vars().queue_write, rules.entry(param("mm"), &place))),
            ];
            let vars = rules.vars();
            let to_write = vec![put(&vars.sem_writer, param("mm"), &task)];
            let to_read = [rules.grant_read(&param("mm"), &Int::from(&task))].concat();
            let vars = rules.vars();
            let holders_allow = all([
                rules.is_well(),
                ne(&task, 0),
                eq(at(&vars.sem_writer, param("mm")), 0),
                any([eq(&write, 0), eq(at(&vars.sem_readers, param("mm")), 0)]),
            ]);
            let wake = when(rules.is_well(), vec![put(&vars.woken, &task, 1)]);
            let let_in = [rules.dequeue(&Int::from(&place)), branch(ne(&write, 0), to_write, to_read), wake];
            [choose, when(holders_allow, let_in.concat())].concat()
        })
    }

    /// Whose turn it is: the head, or with reader preference the first reader, if there is one.
    fn next_place(&self) -> Int {
        let mut place = Int::Const(0);
        if !self.is_fifo() {
            let vars = self.vars();
            for i in (0..self.world.queue_max).rev() {
                let entry = || self.entry(param("mm"), i);
                let reads =
                    all([ne(at(&vars.queue_task, entry()), 0), eq(at(&vars.queue_write, entry()), 0)]);
                place = either(reads, i, place);
            }
        }
        place
    }

    /// Takes an entry out; those behind it move up, and the free one is cleared.
    fn dequeue(&self, place: &Int) -> Vec<Stmt> {
        let vars = self.vars();
        let mut body = Vec::new();
        for i in 0..self.world.queue_max {
            let entry = |i: usize| self.entry(param("mm"), i);
            let is_last = i + 1 == self.world.queue_max;
            let behind = |queue| if is_last { Int::Const(0) } else { at(queue, entry(i + 1)) };
            let move_up = vec![
                put(&vars.queue_task, entry(i), behind(&vars.queue_task)),
                put(&vars.queue_write, entry(i), behind(&vars.queue_write)),
            ];
            body.extend(when(le(place.clone(), i), move_up));
        }
        body.push(put(&vars.queue_len, param("mm"), at(&vars.queue_len, param("mm")) - 1.into()));
        body
    }

    fn enqueue(&self, write: i32) -> Vec<Stmt> {
        let vars = self.vars();
        let len = || at(&vars.queue_len, param("mm"));
        let join = vec![
            put(&vars.queue_task, self.entry(param("mm"), len()), param("task")),
            put(&vars.queue_write, self.entry(param("mm"), len()), write),
            put(&vars.queue_len, param("mm"), len() + 1.into()),
        ];
        [join, self.give(0)].concat()
    }

    fn grant_read(&mut self, mm: &Int, task: &Int) -> Vec<Stmt> {
        let about = "one more reader of mmap_sem";
        self.call("grant_read", &["mm", "task"], about, vec![mm.clone(), task.clone()], |rules| {
            let vars = rules.vars();
            let holds = rules.holds(param("mm"), param("task"));
            let more = rules.set_holds(param("mm"), param("task"), holds.clone() + 1.into());
            let readers = put(&vars.sem_readers, param("mm"), at(&vars.sem_readers, param("mm")) + 1.into());
            branch(eq(holds, HOLDS_MAX), rules.fail(Oops::Overflow), vec![more, readers])
        })
    }
}
