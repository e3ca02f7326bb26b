//! Names of things as small integers, one type each so that they cannot be mixed up.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl $name {
            /// Position in the table it indexes.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// The id of a table position.
            ///
            /// # Panics
            /// When the table is longer than any limit allows.
            pub fn new(index: usize) -> Self {
                Self(u16::try_from(index).expect("tables are limited to u16"))
            }
        }
    )*};
}

/// For ids that states hold: a field of a state holds the id plus 1, or 0 for none.
macro_rules! stored {
    ($($name:ident)*) => {$(
        impl $name {
            /// As stored: 0 means none.
            pub(crate) fn encode(this: Option<Self>) -> u32 {
                this.map_or(0, |id| u32::from(id.0) + 1)
            }

            /// From what [`Self::encode`] stored.
            pub(crate) fn decode(value: u32) -> Option<Self> {
                let index = value.checked_sub(1)?;
                Some(Self(u16::try_from(index).expect("stored ids fit a u16")))
            }
        }
    )*};
}

stored! { TaskId FileId MmId PageId PgoffId }

ids! {
    /// A task of the scenario, or an environment actor; actors come after all tasks.
    TaskId;
    /// A file, or a piece of anonymous memory (whose "file" is the swap cache).
    FileId;
    /// An address space.
    MmId;
    /// A struct page. It outlives its place in a file for as long as it is referenced.
    PageId;
    /// A page-sized place in a file, numbered through all files: what the page cache maps to a page.
    PgoffId;
    /// A page-sized place in an address space, numbered through all address spaces: where a pte is.
    PteId;
    /// A register of a program.
    Reg;
}
