//! The instruction set: every primitive with its signature, its source in the kernel and what it does.
//!
//! This table is the only list of primitives. The listing language checks calls against it, the page explains
//! lines with it, and `exec` has one arm for each. It does not know what the primitives do to a state.

/// Type of an argument or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Nothing.
    Void,
    /// A number from -128 to 127: a count of sectors, a page index, an error.
    Int,
    /// A struct page or NULL.
    Page,
    /// A file.
    File,
    /// An address space.
    Mm,
    /// A user address in sectors.
    Addr,
}

/// What a primitive is, for checking and explaining.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The primitive.
    pub prim: Prim,
    /// Its name in listings.
    pub name: &'static str,
    /// Types of its arguments.
    pub params: &'static [Type],
    /// Type of its result.
    pub result: Type,
    /// Whether it may sleep, which is a bug while page faults are disabled.
    pub sleeps: bool,
    /// Kernel function and file it stands for, 2.6.20 unless said otherwise.
    pub source: &'static str,
    /// What it does, in a sentence.
    pub explanation: &'static str,
}

macro_rules! primitives {
    ($($prim:ident $name:literal ($($param:ident),*) -> $result:ident, $sleeps:literal, $source:literal,
        $text:literal;)*) => {
        /// A visible primitive: one step of one task.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Prim {
            $(#[doc = $text] $prim,)*
        }

        /// Every primitive, in the order of [`Prim`].
        pub const SPECS: &[Spec] = &[
            $(Spec {
                prim: Prim::$prim,
                name: $name,
                params: &[$(Type::$param),*],
                result: Type::$result,
                sleeps: $sleeps,
                source: $source,
                explanation: $text,
            },)*
        ];
    };
}

primitives! {
    MutexLock "mutex_lock" (File) -> Void, true, "kernel/mutex.c mutex_lock",
        "Takes the inode's i_mutex, which a write to a regular file holds from beginning to end; sleeps while \
         another task has it.";
    MutexUnlock "mutex_unlock" (File) -> Void, false, "kernel/mutex.c mutex_unlock",
        "Releases the inode's i_mutex; any waiter may take it next.";
    DownRead "down_read" (Mm) -> Void, true, "lib/rwsem.c rwsem_down_read_failed",
        "Takes mmap_sem for read. With FIFO fairness it queues behind a waiting writer even while other \
         readers hold it.";
    UpRead "up_read" (Mm) -> Void, false, "lib/rwsem.c rwsem_wake",
        "Releases mmap_sem held for read; the last reader out hands it to the head of the queue.";
    DownWrite "down_write" (Mm) -> Void, true, "lib/rwsem.c rwsem_down_write_failed",
        "Takes mmap_sem for write; queues until every holder before it has gone.";
    UpWrite "up_write" (Mm) -> Void, false, "lib/rwsem.c rwsem_wake",
        "Releases mmap_sem held for write; the next writer, or all readers at the head of the queue, get it.";
    GlockNq "gfs2_glock_nq" (File) -> Void, true, "fs/gfs2/glock.c gfs2_glock_nq",
        "Takes the inode's cluster lock, exclusively; sleeps while another task has it, and for ever if the task \
         has it itself.";
    GlockDq "gfs2_glock_dq" (File) -> Void, false, "fs/gfs2/glock.c gfs2_glock_dq",
        "Releases the inode's cluster lock; any waiter may take it next.";
    LockPage "lock_page" (Page) -> Void, true, "mm/filemap.c __lock_page",
        "Sets PG_locked. If it is set already it sleeps uninterruptibly, even when the task set it itself; \
         any waiter may win.";
    TrylockPage "trylock_page" (Page) -> Int, false, "include/linux/pagemap.h TestSetPageLocked",
        "Sets PG_locked if it was clear and says whether it did; never sleeps.";
    UnlockPage "unlock_page" (Page) -> Void, false, "mm/filemap.c unlock_page",
        "Clears PG_locked and wakes the waiters. Anybody may do it.";
    FindGetPage "find_get_page" (File, Int) -> Page, false, "mm/filemap.c find_get_page",
        "Looks a page up in the page cache and takes a reference, without its lock; NULL if it is not cached.";
    AddToPageCache "add_to_page_cache" (File, Int) -> Page, false, "mm/filemap.c add_to_page_cache",
        "Allocates a page and inserts it into the page cache, locked and not up to date; NULL if somebody \
         else was faster.";
    AddToPageCacheLru "add_to_page_cache_pvec" (File, Int) -> Page, false, "mm/filemap.c __grab_cache_page",
        "As add_to_page_cache, with one more reference from the private pagevec through which the page goes \
         to the LRU.";
    AllocPage "alloc_page" () -> Page, true, "mm/page_alloc.c alloc_page",
        "Allocates a lowmem page that is in no file, with one reference: a buffer for the kernel itself. NULL \
         if there is no memory.";
    PagevecLruAdd "pagevec_lru_add" () -> Void, false, "mm/swap.c __pagevec_lru_add",
        "Moves this task's pagevec to the LRU and drops the pagevec's references; only now can reclaim see \
         those pages.";
    GetPage "get_page" (Page) -> Void, false, "include/linux/mm.h get_page",
        "Takes a reference on a page.";
    PutPage "put_page" (Page) -> Void, false, "mm/swap.c put_page",
        "Drops a reference on a page; the last one frees it.";
    PageMapping "page_mapping" (Page) -> Int, false, "include/linux/mm.h page_mapping",
        "Says whether the page is still in a mapping; truncation and invalidation take it off.";
    PageUptodate "PageUptodate" (Page) -> Int, false, "include/linux/page-flags.h PageUptodate",
        "Reads PG_uptodate: whether the contents are at least as new as the disk's.";
    SetPageUptodate "SetPageUptodate" (Page) -> Void, false, "include/linux/page-flags.h SetPageUptodate",
        "Sets PG_uptodate: from now on anybody may read the page without its lock.";
    SetPageDirty "set_page_dirty" (Page) -> Void, false, "mm/page-writeback.c set_page_dirty",
        "Marks the page dirty, so that reclaim has to write it back before it can free it.";
    Readpage "readpage" (Page) -> Int, true, "fs/mpage.c mpage_readpage",
        "Reads the page from disk, sets PG_uptodate and unlocks the page, as the completion of the I/O does. \
         -EIO if the read fails: unlocked, not up to date.";
    PrepareWrite "prepare_write" (Page, Int, Int) -> Int, true, "fs/buffer.c __block_prepare_write",
        "Readies the blocks from the second to the third argument (sectors of the page) for a write, allocating \
         them in a hole. May fail. Oopses if the page has lost its mapping.";
    CommitWrite "commit_write" (Page, Int, Int) -> Int, false, "fs/buffer.c __block_commit_write",
        "Declares the sectors from the second to the third argument written: dirty, and PG_uptodate once \
         every sector of the page is valid.";
    PageZeroNewBuffers "page_zero_new_buffers" (Page, Int, Int) -> Void, false, "fs/buffer.c page_zero_new_buffers",
        "Clears and commits the blocks from the second to the third argument that prepare_write has allocated \
         and nobody has written (2.6.24).";
    ZeroUser "zero_user" (Page, Int, Int) -> Void, false, "arch/i386/lib/usercopy.c __copy_from_user_ll",
        "Fills the sectors from the second to the third argument with zeroes.";
    ISizeRead "i_size_read" (File) -> Int, false, "include/linux/fs.h i_size_read",
        "Reads the size of the file, in sectors.";
    ISizeWrite "i_size_write" (File, Int) -> Void, false, "include/linux/fs.h i_size_write",
        "Sets the size of the file, in sectors.";
    GetUser "__get_user" (Addr) -> Int, false, "include/asm-i386/uaccess.h __get_user",
        "Touches a user address: 0 if its pte is present, 1 if the access faults.";
    CopyFromUser "__copy_from_user" (Page, Int, Addr, Int) -> Int, false,
        "arch/i386/lib/usercopy.c __copy_from_user_ll_nozero",
        "Copies sectors from user memory to the page up to the first absent pte, and says how many it copied.";
    CopyPage "memcpy_page" (Page, Int, Page, Int, Int) -> Void, false, "mm/filemap.c (the patch) memcpy",
        "Copies sectors from page to page; both must be mapped by the kernel.";
    ReadSectors "file_read_actor" (Page, Int, Int) -> Int, false, "mm/filemap.c file_read_actor",
        "Copies sectors of the page to the reader, who sees whatever they hold at that moment.";
    FollowPage "follow_page" (Mm, Addr) -> Page, false, "mm/memory.c follow_page",
        "Walks the page table; if the pte is present it takes a reference on the page, a pin. NULL otherwise.";
    PtePresent "pte_present" (Mm, Addr) -> Int, false, "mm/memory.c follow_page without FOLL_GET",
        "Walks the page table and says whether the pte is present; takes no reference.";
    FindVma "find_vma" (Mm, Addr) -> Int, false, "mm/mmap.c find_vma",
        "Looks up what is mapped at an address: 0 nothing, 1 anonymous memory, 2 a file.";
    InstallPte "install_pte" (Mm, Addr, Page, Int) -> Int, false, "mm/memory.c do_no_page",
        "Points the pte at the page, which takes over the task's reference. 1 means try again: the mapping \
         was truncated since the given truncate_count.";
    TruncateCount "truncate_count" (File) -> Int, false, "mm/memory.c unmap_mapping_range",
        "Reads the mapping's truncate_count, which every unmapping of the file's pages raises.";
    ZapPageRange "zap_page_range" (Mm, Addr, Int) -> Void, false, "mm/memory.c zap_page_range",
        "Clears the ptes of so many sectors from an address on and drops their references.";
    UnmapRegion "unmap_region" (Mm, Addr, Int) -> Void, false, "mm/mmap.c unmap_region",
        "Removes what is mapped at so many sectors from an address on: later accesses fail.";
    MlockVma "mlock_vma" (Mm, Addr, Int) -> Void, false, "mm/mlock.c mlock_fixup",
        "Sets VM_LOCKED, so that reclaim leaves the ptes alone.";
    TryToUnmap "try_to_unmap" (Page) -> Void, false, "mm/rmap.c try_to_unmap",
        "Clears every pte that points at the page, except those of mlocked memory.";
    RemoveMapping "remove_mapping" (Page) -> Int, false, "mm/vmscan.c remove_mapping",
        "Takes a clean page off its mapping if nobody but the cache and the caller holds a reference, and \
         says whether it did.";
    TruncateCompletePage "truncate_complete_page" (Page) -> Void, false, "mm/truncate.c truncate_complete_page",
        "Takes the page off its mapping whatever its references, clearing PG_uptodate and PG_dirty.";
    InvalidateCompletePage "invalidate_complete_page2" (Page) -> Int, false, "mm/truncate.c invalidate_complete_page2",
        "Takes the page off its mapping unless it is dirty, whatever its references, clearing PG_uptodate; \
         says whether it did.";
    UnmapMappingRange "unmap_mapping_range" (File, Int) -> Void, false, "mm/memory.c unmap_mapping_range",
        "Clears every pte that maps this page of the file and raises truncate_count.";
    Kmap "kmap" (Page) -> Void, true, "mm/highmem.c kmap_high",
        "Maps a highmem page through a slot of the pool, sharing the slot if the page has one; sleeps until a \
         slot is free. Lowmem pages need none.";
    Kunmap "kunmap" (Page) -> Void, false, "mm/highmem.c kunmap_high",
        "Drops a use of the page's slot and wakes every task that waits for one.";
}

impl Prim {
    /// Its entry in [`SPECS`].
    pub fn spec(self) -> &'static Spec {
        &SPECS[self as usize]
    }

    /// The primitive of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        SPECS.iter().find(|spec| spec.name == name).map(|spec| spec.prim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::ARGUMENTS_MAX;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_names_are_unique() {
        for (i, spec) in SPECS.iter().enumerate() {
            assert_eq!(spec.prim as usize, i, "{}", spec.name);
            assert_eq!(Prim::by_name(spec.name), Some(spec.prim));
            assert!(spec.params.len() <= ARGUMENTS_MAX);
        }
    }
}
