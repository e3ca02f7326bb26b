//! Words of the listing language that are neither functions of the listing nor primitives: constants and pure
//! functions. None of them is a step.

use pagelock_engine::limits::SECTORS_PER_PAGE;
use pagelock_engine::prim::Type;

/// A pure function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    /// `min(a, b)`
    Min,
    /// `page_index(pos)`: which page of the file
    PageIndex,
    /// `page_offset(pos)`: which sector of the page
    PageOffset,
    /// `vma_file(mm, addr)`: the file mapped there
    VmaFile,
    /// `vma_pgoff(mm, addr)`: the page of that file
    VmaPgoff,
    /// `is_block_device(file)`
    IsBlockDevice,
    /// `s_maxbytes(file)`: sectors that the file can have at most
    SMaxbytes,
    /// `i_mutex(file)`: what `mutex_lock` takes
    IMutex,
    /// `mmap_sem(mm)`: what `down_read` takes
    MmapSem,
    /// `current_mm()`: the task's own address space; NULL for a kernel thread
    CurrentMm,
    /// `is_kernel_ds()`: whether user addresses of the task are the kernel's own
    IsKernelDs,
    /// `current_locked_page()`: a page that the task remembers
    CurrentLockedPage,
    /// `set_locked_page(page)`: lets it remember one
    SetLockedPage,
    /// `pagefault_disable()`
    PagefaultDisable,
    /// `pagefault_enable()`
    PagefaultEnable,
    /// `kmap_atomic(page, type)`
    KmapAtomic,
    /// `kunmap_atomic(page, type)`
    KunmapAtomic,
}

/// Name, function, types of the arguments, type of the result.
type Entry = (&'static str, Builtin, &'static [Type], Type);

/// All pure functions.
pub(crate) const BUILTINS: &[Entry] = &[
    ("min", Builtin::Min, &[Type::Int, Type::Int], Type::Int),
    ("page_index", Builtin::PageIndex, &[Type::Int], Type::Int),
    ("page_offset", Builtin::PageOffset, &[Type::Int], Type::Int),
    ("vma_file", Builtin::VmaFile, &[Type::Mm, Type::Addr], Type::File),
    ("vma_pgoff", Builtin::VmaPgoff, &[Type::Mm, Type::Addr], Type::Int),
    ("is_block_device", Builtin::IsBlockDevice, &[Type::File], Type::Int),
    ("s_maxbytes", Builtin::SMaxbytes, &[Type::File], Type::Int),
    ("i_mutex", Builtin::IMutex, &[Type::File], Type::File),
    ("mmap_sem", Builtin::MmapSem, &[Type::Mm], Type::Mm),
    ("current_mm", Builtin::CurrentMm, &[], Type::Mm),
    ("is_kernel_ds", Builtin::IsKernelDs, &[], Type::Int),
    ("current_locked_page", Builtin::CurrentLockedPage, &[], Type::Page),
    ("set_locked_page", Builtin::SetLockedPage, &[Type::Page], Type::Void),
    ("pagefault_disable", Builtin::PagefaultDisable, &[], Type::Void),
    ("pagefault_enable", Builtin::PagefaultEnable, &[], Type::Void),
    ("kmap_atomic", Builtin::KmapAtomic, &[Type::Page, Type::Int], Type::Void),
    ("kunmap_atomic", Builtin::KunmapAtomic, &[Type::Page, Type::Int], Type::Void),
];

/// The pure function of that name.
pub(crate) fn builtin(name: &str) -> Option<Entry> {
    BUILTINS.iter().copied().find(|entry| entry.0 == name)
}

/// Constants: name, type, value. Errors are the kernel's numbers, except `AOP_TRUNCATED_PAGE`, whose number is too
/// large for a register and is never returned to a caller.
pub(crate) const CONSTANTS: &[(&str, Type, i32)] = &[
    ("NULL", Type::Page, 0),
    ("PAGE_SIZE", Type::Int, SECTORS_PER_PAGE as i32),
    ("EIO", Type::Int, pagelock_engine::EIO),
    ("ENOMEM", Type::Int, pagelock_engine::ENOMEM),
    ("EFAULT", Type::Int, pagelock_engine::EFAULT),
    ("EINVAL", Type::Int, pagelock_engine::EINVAL),
    ("ENOSPC", Type::Int, pagelock_engine::ENOSPC),
    ("AOP_TRUNCATED_PAGE", Type::Int, pagelock_engine::AOP_TRUNCATED_PAGE),
    ("KM_USER0", Type::Int, 0),
    ("KM_USER1", Type::Int, 1),
    ("VM_ANON", Type::Int, 1),
    ("VM_FILE", Type::Int, 2),
    ("VM_FAULT_MINOR", Type::Int, 0),
    ("VM_FAULT_SIGBUS", Type::Int, 1),
    ("VM_FAULT_SIGSEGV", Type::Int, 2),
];

/// The constant of that name.
pub(crate) fn constant(name: &str) -> Option<(Type, i32)> {
    CONSTANTS.iter().find(|(constant, ..)| *constant == name).map(|&(_, ty, value)| (ty, value))
}
