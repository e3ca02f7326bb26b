//! Numbers with a name in the model: contents, blocks, and the reasons why a task dies.
//!
//! They are stated here for themselves; nothing depends on how the engine stores the same things.

use crate::ir::Int;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($variant:ident = $word:literal $value:literal $about:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name {
            $(#[doc = $about] $variant,)*
        }

        impl $name {
            /// All of them: name, number, meaning.
            pub(crate) const ALL: &[(&str, i32, &str)] = &[$(($word, $value, $about),)*];

            /// Its number in the model.
            pub(crate) fn number(self) -> i32 {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }

        impl From<$name> for Int {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$variant => Self::Named($word, $value),)*
                }
            }
        }
    };
}

words! {
    /// What a sector of a page holds.
    Content:
    Junk = "JUNK" 0 "uninitialised memory",
    Old = "OLD_DATA" 1 "what the file held before the writes",
    New = "NEW_DATA" 2 "what a write put there",
    Zero = "ZERO" 3 "zeroes that nobody asked for",
    Stale = "STALE" 4 "what a reused block of the disk held",
    Lost = "LOST" 5 "what was there before a committed write",
}

words! {
    /// The disk behind a sector.
    Block:
    Written = "WRITTEN" 0 "a block with the file's contents",
    Hole = "HOLE" 1 "no block",
    Reused = "REUSED" 2 "a block that was allocated and not written yet",
}

words! {
    /// Why a task dies.
    Oops:
    NullPointer = "NULL_POINTER" 1 "used NULL as a page, a file or an address space",
    NullMapping = "NULL_MAPPING" 2 "the page has lost its mapping",
    UseAfterFree = "USE_AFTER_FREE" 3 "used a page after its last reference was dropped",
    BadRelease = "BAD_RELEASE" 4 "gave back what is not held, or still in use",
    SleepInAtomic = "SLEEP_IN_ATOMIC" 5 "may sleep while page faults are disabled",
    Overflow = "OVERFLOW" 6 "took more than can be counted",
}
