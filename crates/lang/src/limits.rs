//! Every bound on what a text may ask for, in one place.
//!
//! Both arrows of this crate obey it: listing to program, scenario text to scenario. A value over a bound is
//! a diagnostic with a code `PL04xx`, never a panic and never a silent cut. Knows nothing of how a bound is
//! checked.

/// Bytes of one text: a listing or a scenario.
pub const TEXT_MAX: usize = 64 * 1024;
/// Characters of one name: a function, a variable, a file, a task.
pub const NAME_MAX: usize = 64;
/// Characters of one step label, such as `1a`.
pub const LABEL_MAX: usize = 4;
/// Problems reported about one text; the last one says that there are more.
pub const DIAGNOSTICS_MAX: usize = 20;

/// Functions of one listing text.
pub const FUNCTIONS_MAX: usize = 128;
/// Parameters of one function, and arguments of one call.
pub const PARAMS_MAX: usize = 8;
/// Variables of one system call, after the calls it makes have been written out in place.
pub const LOCALS_MAX: usize = 24;
/// Instructions of one system call, after the calls it makes have been written out in place.
pub const INSTRUCTIONS_MAX: usize = 2048;
/// Blocks, parentheses, calls and unary operators inside one another.
pub const NESTING_MAX: usize = 32;
/// Operands and operators of one statement. Bounds the height of an expression that has no parentheses.
pub const TERMS_MAX: usize = 64;
/// `include` lines of one listing text.
pub const INCLUDES_MAX: usize = 16;
/// The largest integer of a listing.
pub const INTEGER_MAX: i16 = i16::MAX;

/// Tasks of a scenario, all groups together.
pub const TASKS_MAX: u16 = 4096;
/// `[[task]]` tables of a scenario; one may stand for many alike.
pub const TASK_GROUPS_MAX: usize = 16;
/// `[[file]]` tables of a scenario.
pub const FILES_MAX: usize = 16;
/// Pages of one file, and pages of one mapping.
pub const PAGES_PER_FILE_MAX: u16 = 32;
/// `[[mm]]` tables of a scenario.
pub const MMS_MAX: usize = 16;
/// Mappings of one address space.
pub const MAPS_MAX: usize = 16;
/// System calls that one task makes.
pub const CALLS_MAX: usize = 8;
/// Times that one environment function may happen.
pub const BUDGET_MAX: u8 = 16;

/// Steps that are made before a game begins.
pub const START_STEPS_MAX: usize = 200;
/// Slots of the kmap pool.
pub const PKMAP_SLOTS_MAX: u16 = 4096;
/// Tasks of a pattern that is searched for.
pub const PATTERN_TASKS_MAX: usize = 64;
/// Things that one task of a pattern holds.
pub const PATTERN_HOLDS_MAX: usize = 8;

/// Sectors of one page: the model keeps the content of each half.
pub const SECTORS_PER_PAGE: i32 = 2;

const _: () = {
    assert!(TEXT_MAX <= u32::MAX as usize, "a span counts bytes in 32 bits");
    assert!(NESTING_MAX < TERMS_MAX, "a statement may use its whole nesting");
    assert!(PARAMS_MAX < LOCALS_MAX, "a function may keep all its parameters and have variables too");
    assert!(LOCALS_MAX < INSTRUCTIONS_MAX, "a program may assign each of its variables");
    assert!(LABEL_MAX < NAME_MAX, "a label is shorter than a name");
    assert!(DIAGNOSTICS_MAX > 1, "one problem, and the remark that there are more");
    assert!(TASK_GROUPS_MAX <= TASKS_MAX as usize, "a group stands for one task or more");
    assert!(
        TASKS_MAX <= PKMAP_SLOTS_MAX,
        "each task may hold a slot: the pool can be too small or large enough"
    );
    assert!(PAGES_PER_FILE_MAX as i32 * SECTORS_PER_PAGE <= INTEGER_MAX as i32, "an offset fits an integer");
};
