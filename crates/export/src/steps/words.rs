//! What a step is, for a comment: who, the mail's label, the call, and where it stands in the listing.

use std::fmt::Write as _;

use pagelock_engine::id::TaskId;
use pagelock_engine::program::{Binary, Expr};

use super::{Step, Steps};

impl Steps<'_, '_> {
    /// A step in one line.
    pub(super) fn describe(&self, task: usize, step: Step<'_>) -> String {
        let id = self.task(task).id;
        let place = self.program(task).place(step.pc);
        let args: Vec<String> = step.args.iter().map(|arg| self.expr(id, arg)).collect();
        let mut text = self.rules.world.machine.task_name(id).to_owned();
        if !place.label.is_empty() {
            let _ = write!(text, " [{}]", place.label);
        }
        let _ = write!(text, " {}({})", step.prim.spec().name, args.join(", "));
        if let Some(file) = self.about.files.get(usize::from(place.file)) {
            let _ = write!(text, ", {file}.lst line {}", place.line);
        }
        text
    }

    fn expr(&self, task: TaskId, expr: &Expr) -> String {
        let machine = self.rules.world.machine;
        let text = |expr: &Expr| self.expr(task, expr);
        match expr {
            Expr::Const(value) => value.to_string(),
            Expr::Reg(reg) => machine.program(task).registers()[reg.index()].name.clone(),
            Expr::File(n) => {
                let file =
                    machine.scenario().tasks.get(task.index()).and_then(|t| t.files.get(usize::from(*n)));
                file.map_or_else(|| "NULL".to_owned(), |file| machine.file(*file).name.clone())
            }
            Expr::Mm(n) => {
                let mm = machine.scenario().tasks.get(task.index()).and_then(|t| t.mms.get(usize::from(*n)));
                mm.map_or_else(|| "NULL".to_owned(), |mm| machine.mm(*mm).name.clone())
            }
            Expr::Not(a) => format!("!{}", text(a)),
            Expr::Binary(Binary::Min, ab) => format!("min({}, {})", text(&ab.0), text(&ab.1)),
            Expr::Binary(operator, ab) => format!("{} {} {}", text(&ab.0), symbol(*operator), text(&ab.1)),
            Expr::VmaFile(ab) => format!("vma_file({}, {})", text(&ab.0), text(&ab.1)),
            Expr::VmaPgoff(ab) => format!("vma_pgoff({}, {})", text(&ab.0), text(&ab.1)),
            Expr::IsBlockDevice(a) => format!("is_block_device({})", text(a)),
            Expr::MaxBytes(a) => format!("s_maxbytes({})", text(a)),
        }
    }
}

fn symbol(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::Rem => "%",
        Binary::Min => "min",
        Binary::Eq => "==",
        Binary::Ne => "!=",
        Binary::Lt => "<",
        Binary::Le => "<=",
    }
}
