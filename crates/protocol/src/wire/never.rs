//! The error that `serde` asks for, where none can happen.
//!
//! What is read was written by the same build. With an error that has no values the compiler knows so, too, and leaves
//! out of the page what would be done about one: half of the code that reads messages.

use std::fmt::{self, Display, Formatter};

use serde::{de, ser};

/// An error that cannot happen.
#[derive(Debug)]
pub(super) enum Never {}

/// Ends the program where an error would have to be made: somebody has not read what was written.
pub(super) fn never() -> ! {
    unreachable!("messages are read as they were written")
}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

/// Whatever it is about is not put into words, which would be in the page for nobody to read.
impl de::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        never()
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        never()
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        never()
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        never()
    }
}

impl ser::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        never()
    }
}
