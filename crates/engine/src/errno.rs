//! Numbers of errors, as asm-generic/errno-base.h has them, and their names.
//!
//! On no arrow: listings return them, outcomes tell one from the others, and words name them.

/// `EIO`
pub const EIO: i32 = 5;

/// `ENOMEM`
pub const ENOMEM: i32 = 12;

/// `EFAULT`: the one error that outcomes tell from others.
pub const EFAULT: i32 = 14;

/// `EINVAL`
pub const EINVAL: i32 = 22;

/// `ENOSPC`
pub const ENOSPC: i32 = 28;

/// `AOP_TRUNCATED_PAGE`, whose number in the kernel is too large for a register; no call returns it.
pub const AOP_TRUNCATED_PAGE: i32 = 127;

/// Name of the error that a call returned: `EFAULT` for -14.
pub fn errno_name(value: i32) -> Option<&'static str> {
    let names =
        [(EIO, "EIO"), (ENOMEM, "ENOMEM"), (EFAULT, "EFAULT"), (EINVAL, "EINVAL"), (ENOSPC, "ENOSPC")];
    names.into_iter().find(|(number, _)| *number == -value).map(|(_, name)| name)
}
