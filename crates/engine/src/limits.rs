//! Every limit of the engine, by name. A scenario that keeps to these cannot make the engine fail.

/// Sectors of a page: the grain at which contents are told apart. A sector is also a block of the filesystem.
pub const SECTORS_PER_PAGE: u16 = 2;

/// Tasks and environment actors together.
pub const TASKS_MAX: usize = 4096;

/// Files, private copies and anonymous memory included.
pub const FILES_MAX: usize = 16_384;

/// Address spaces.
pub const MMS_MAX: usize = 4096;

/// Page frames: struct pages that can be alive at once.
pub const FRAMES_MAX: usize = 32_000;

/// Registers of a program.
pub const REGISTERS_MAX: usize = 32;

/// Instructions of a program.
pub const INSTRUCTIONS_MAX: usize = 4096;

/// Arguments of a primitive.
pub const ARGUMENTS_MAX: usize = 5;

/// Slots of the kmap pool.
pub const PKMAP_SLOTS_MAX: u16 = 4096;

/// How often an environment actor may act.
pub const BUDGET_MAX: u8 = 255;

/// How often one task may hold the same `mmap_sem` for read.
pub const READ_HOLDS_MAX: u32 = 3;

/// How deep page faults may be disabled.
pub const ATOMIC_DEPTH_MAX: u32 = 3;

/// Kmaps of one task that are counted; more are remembered as this many.
pub const KMAPS_HELD_MAX: usize = 7;

/// Smallest value of a number in a listing; arithmetic saturates.
pub const INT_MIN: i32 = -128;

/// Largest value of a number in a listing; arithmetic saturates.
pub const INT_MAX: i32 = 127;

/// Default number of states a search may visit.
pub const STATES_MAX: u32 = 4_000_000;

/// Default number of bytes a search may use.
pub const MEMORY_MAX: usize = 512 << 20;

const _: () = assert!(REGISTERS_MAX <= 32, "live registers are a u32 mask");
const _: () = assert!(FRAMES_MAX < u16::MAX as usize, "a frame and `none` fit a u16");
const _: () = assert!(TASKS_MAX < u16::MAX as usize, "a task and `none` fit a u16");
const _: () = assert!(SECTORS_PER_PAGE >= 2, "a page needs a head and a tail");
