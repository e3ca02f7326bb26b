//! What is known before a program runs: constants are computed, so that branches they decide can be left out.

use pagelock_engine::program::{Binary, Expr};

use crate::lower::FileFacts;

/// The expression with everything computed that its constants decide. Its operands are folded already.
pub(crate) fn fold(expr: Expr, files: &[FileFacts]) -> Expr {
    match expr {
        Expr::Binary(op, ab) => match (op, &ab.0, &ab.1) {
            (_, Expr::Const(a), Expr::Const(b)) => Expr::Const(op.apply(*a, *b)),
            (Binary::Add | Binary::Sub, _, Expr::Const(0)) => ab.0,
            (Binary::Add, Expr::Const(0), _) => ab.1,
            _ => Expr::Binary(op, ab),
        },
        Expr::Not(a) => {
            if let Expr::Const(a) = *a {
                Expr::Const(i32::from(a == 0))
            } else {
                Expr::Not(a)
            }
        }
        Expr::IsBlockDevice(a) => {
            if let Expr::File(n) = *a {
                Expr::Const(i32::from(files[usize::from(n)].is_block_device))
            } else {
                Expr::IsBlockDevice(a)
            }
        }
        Expr::MaxBytes(a) => {
            if let Expr::File(n) = *a {
                Expr::Const(files[usize::from(n)].max_bytes)
            } else {
                Expr::MaxBytes(a)
            }
        }
        Expr::Const(_)
        | Expr::Reg(_)
        | Expr::File(_)
        | Expr::Mm(_)
        | Expr::VmaFile(_)
        | Expr::VmaPgoff(_) => expr,
    }
}
