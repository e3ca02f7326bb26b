//! Primitives of `mmap_sem`, a read/write semaphore with one FIFO queue per address space.
//!
//! A task that cannot be let in joins the queue in a step of its own, because that changes what others can do: a
//! queued writer stops later readers (facts 3.2). The task that releases hands the semaphore over, so the woken
//! task goes on within the releaser's step.

use crate::event::{Event, Lock};
use crate::exec::{Ctx, Effect, Stop};
use crate::id::{MmId, TaskId};
use crate::layout::Field;
use crate::scenario::RwsemPolicy;
use crate::state::Oops;

impl Ctx<'_> {
    /// include/asm-i386/rwsem.h `__down_read`: granted if no writer is active and nobody is queued (with reader
    /// preference: if no writer is active).
    pub(crate) fn down_read(&mut self, mm: MmId) -> Effect {
        let queue_matters = self.machine.scenario().rwsem == RwsemPolicy::Fifo;
        let queued = self.view().mmap_sem_queue(mm).next().is_some();
        if self.view().mmap_sem_writer(mm).is_some() || (queue_matters && queued) {
            return self.enqueue(mm, false);
        }
        self.grant_read(mm, self.task)?;
        Ok(0)
    }

    /// include/asm-i386/rwsem.h `__down_write`: granted if nobody holds it.
    pub(crate) fn down_write(&mut self, mm: MmId) -> Effect {
        let view = self.view();
        let queued = view.mmap_sem_queue(mm).next().is_some();
        if view.mmap_sem_writer(mm).is_some() || view.has_readers(mm) || queued {
            return self.enqueue(mm, true);
        }
        self.grant_write(mm, self.task);
        Ok(0)
    }

    /// include/asm-i386/rwsem.h `__up_read`.
    pub(crate) fn up_read(&mut self, mm: MmId) -> Effect {
        let field = self.read_holds(mm, self.task)?;
        let holds = field.get(self.words);
        if holds == 0 {
            return Err(Stop::Oops(Oops::BadRelease));
        }
        field.set(self.words, holds - 1);
        let readers = self.machine.layout.mms[mm.index()].readers;
        readers.set(self.words, readers.get(self.words) - 1);
        self.log(Event::Released(self.task, Lock::MmapSemRead(mm)));
        self.wake(mm)?;
        Ok(0)
    }

    /// include/asm-i386/rwsem.h `__up_write`.
    pub(crate) fn up_write(&mut self, mm: MmId) -> Effect {
        if self.view().mmap_sem_writer(mm) != Some(self.task) {
            return Err(Stop::Oops(Oops::BadRelease));
        }
        self.machine.layout.mms[mm.index()].writer.set(self.words, 0);
        self.log(Event::Released(self.task, Lock::MmapSemWrite(mm)));
        self.wake(mm)?;
        Ok(0)
    }

    /// lib/rwsem.c `__rwsem_do_wake`: the writer at the head, or all readers at the head. With reader preference
    /// readers anywhere in the queue go first.
    fn wake(&mut self, mm: MmId) -> Result<(), Stop> {
        while let Some((place, task, write)) = self.next_to_wake(mm) {
            self.dequeue(mm, place);
            if write {
                self.grant_write(mm, task);
            } else {
                self.grant_read(mm, task)?;
            }
            self.woken.push(task);
        }
        Ok(())
    }

    /// The waiter to let in next, with its place in the queue and whether it wants to write; `None` while the
    /// holders do not allow it.
    fn next_to_wake(&self, mm: MmId) -> Option<(usize, TaskId, bool)> {
        let view = self.view();
        let queue = || view.mmap_sem_queue(mm).enumerate().map(|(place, (task, write))| (place, task, write));
        let next = match self.machine.scenario().rwsem {
            RwsemPolicy::Fifo => queue().next(),
            RwsemPolicy::ReaderPreferring => queue().find(|(_, _, write)| !write).or_else(|| queue().next()),
        };
        next.filter(|&(_, _, write)| view.mmap_sem_writer(mm).is_none() && !(write && view.has_readers(mm)))
    }

    fn grant_read(&mut self, mm: MmId, task: TaskId) -> Result<(), Stop> {
        let field = self.read_holds(mm, task)?;
        let holds = field.get(self.words);
        if holds == field.max() {
            return Err(Stop::Oops(Oops::Overflow));
        }
        field.set(self.words, holds + 1);
        let readers = self.machine.layout.mms[mm.index()].readers;
        readers.set(self.words, readers.get(self.words) + 1);
        self.log(Event::Acquired(task, Lock::MmapSemRead(mm)));
        Ok(())
    }

    fn grant_write(&mut self, mm: MmId, task: TaskId) {
        self.machine.layout.mms[mm.index()].writer.set(self.words, TaskId::encode(Some(task)));
        self.log(Event::Acquired(task, Lock::MmapSemWrite(mm)));
    }

    fn enqueue(&mut self, mm: MmId, write: bool) -> Effect {
        let fields = &self.machine.layout.mms[mm.index()];
        let len = fields.queue_len.get(self.words);
        let (task, kind) = fields.queue[len as usize];
        task.set(self.words, TaskId::encode(Some(self.task)));
        kind.set(self.words, u32::from(write));
        fields.queue_len.set(self.words, len + 1);
        let lock = if write { Lock::MmapSemWrite(mm) } else { Lock::MmapSemRead(mm) };
        self.log(Event::Queued(self.task, lock));
        Err(Stop::Queued)
    }

    /// Takes an entry out of the queue; those behind it move up and the free entry is cleared.
    fn dequeue(&mut self, mm: MmId, place: usize) {
        let fields = &self.machine.layout.mms[mm.index()];
        let last = fields.queue_len.get(self.words) as usize - 1;
        for i in place..last {
            let (to, from) = (fields.queue[i], fields.queue[i + 1]);
            to.0.set(self.words, from.0.get(self.words));
            to.1.set(self.words, from.1.get(self.words));
        }
        fields.queue[last].0.set(self.words, 0);
        fields.queue[last].1.set(self.words, 0);
        fields.queue_len.set(self.words, u32::try_from(last).expect("queues are short"));
    }

    /// How often a task holds it for read. Only tasks whose scenario names the address space can.
    fn read_holds(&self, mm: MmId, task: TaskId) -> Result<Field, Stop> {
        let users = &self.machine.layout.mms[mm.index()].users;
        let user = users.iter().find(|(user, _)| *user == task);
        user.map(|&(_, field)| field).ok_or(Stop::Oops(Oops::NullPointer))
    }
}
