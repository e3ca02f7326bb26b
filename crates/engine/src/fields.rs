//! Every field of a state with whose it is and what its value names.
//!
//! It knows the layout alone. Which tasks are alike is the business of `symmetry`.

use crate::layout::{Field, Layout, Names, PageFields, TaskFields};
use crate::machine::Machine;
use crate::prim::Type;
use crate::program::Program;

/// Whose a field is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// A task, page, place, file or address space.
    One(Names, usize),
    /// An address space, and if that is everybody's, a task.
    User(usize, usize),
    /// The machine's.
    All,
}

impl Layout {
    /// Every field, once.
    pub(crate) fn for_each_field(&self, machine: &Machine, mut take: impl FnMut(Of, Names, Field)) {
        for (task, fields) in machine.all_tasks().zip(&self.tasks) {
            task_fields(fields, machine.program(task), |names, field| {
                take(Of::One(Names::Task, task.index()), names, field);
            });
        }
        for (page, fields) in self.pages.iter().enumerate() {
            page_fields(fields, |names, field| take(Of::One(Names::Page, page), names, field));
        }
        for (place, (cached, blocks)) in self.cache.iter().zip(&self.blocks).enumerate() {
            take(Of::One(Names::Pgoff, place), Names::Page, *cached);
            for block in blocks {
                take(Of::One(Names::Pgoff, place), Names::Nothing, *block);
            }
        }
        for (pte, fields) in machine.ptes().zip(&self.ptes) {
            let mm = Of::One(Names::Mm, machine.user_page(pte).0.index());
            take(mm, Names::Page, fields.page);
            take(mm, Names::Nothing, fields.unmapped);
            take(mm, Names::Nothing, fields.mlocked);
        }
        for (mm, fields) in self.mms.iter().enumerate() {
            take(Of::One(Names::Mm, mm), Names::Task, fields.writer);
            take(Of::One(Names::Mm, mm), Names::Nothing, fields.readers);
            take(Of::One(Names::Mm, mm), Names::Nothing, fields.queue_len);
            for (task, write) in &fields.queue {
                take(Of::One(Names::Mm, mm), Names::Task, *task);
                take(Of::One(Names::Mm, mm), Names::Nothing, *write);
            }
            for (task, holds) in &fields.users {
                take(Of::User(mm, task.index()), Names::Nothing, *holds);
            }
        }
        for (file, fields) in self.files.iter().enumerate() {
            take(Of::One(Names::File, file), Names::Task, fields.i_mutex);
            take(Of::One(Names::File, file), Names::Task, fields.glock);
            take(Of::One(Names::File, file), Names::Nothing, fields.size);
            take(Of::One(Names::File, file), Names::Nothing, fields.truncate_count);
        }
        self.failures.iter().chain([&self.slots_in_use]).for_each(|field| {
            take(Of::All, Names::Nothing, *field);
        });
    }
}

fn task_fields(fields: &TaskFields, program: &Program, mut take: impl FnMut(Names, Field)) {
    let TaskFields { pc, queued, atomic, oops, seen, kmaps, registers, budget } = fields;
    for field in [pc, queued, atomic, oops, seen, kmaps, budget] {
        take(Names::Nothing, *field);
    }
    for (register, field) in program.registers().iter().zip(registers) {
        let names = match register.ty {
            Type::Page => Names::Page,
            Type::File => Names::File,
            Type::Mm => Names::Mm,
            Type::Void | Type::Int | Type::Addr => Names::Nothing,
        };
        take(names, *field);
    }
}

fn page_fields(fields: &PageFields, mut take: impl FnMut(Names, Field)) {
    let PageFields { locked_by, uptodate, dirty, count, pgoff, highmem, pagevec, kmaps, content, valid } =
        fields;
    take(Names::Task, *locked_by);
    take(Names::Task, *pagevec);
    take(Names::Pgoff, *pgoff);
    for field in [uptodate, dirty, count, highmem, kmaps].into_iter().chain(content).chain(valid) {
        take(Names::Nothing, *field);
    }
}
