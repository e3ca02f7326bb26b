//! The bytes of packed links of version 1, as postcard writes these structs.
//!
//! Frozen: links are opened for ever, so nothing here is ever removed, reordered or given another type, and no field is
//! added. A new version gets structs of its own. `docs/link-format.md` describes them for other programs.
//!
//! Lists are read one by one: how many there are said to be is believed of none, and no more are made than may be.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Options that a link may set.
const OPTIONS_MAX: usize = 64;

/// Changes of one text: each takes three bytes at least, and there are 64 KiB in all.
const HUNKS_MAX: usize = 64 * 1024 / 3;

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkV1 {
    pub(super) scenario: TextV1,
    pub(super) listing: TextV1,
    /// Keys and values, in the order given.
    #[serde(deserialize_with = "at_most::<_, _, OPTIONS_MAX>")]
    pub(super) options: Vec<(String, String)>,
    /// As in readable links.
    pub(super) schedule: String,
    pub(super) step: u32,
}

/// A scenario or a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TextV1 {
    /// 0: a built-in text.
    Builtin(String),
    /// 1: a built-in text with changes.
    Edited {
        name: String,
        /// CRC-32 of the text without them.
        sum: u32,
        #[serde(deserialize_with = "at_most::<_, _, HUNKS_MAX>")]
        hunks: Vec<HunkV1>,
    },
    /// 2: a text of its own.
    Whole { name: String, text: String },
    /// 3: a built-in text with changes, under another name.
    Copy {
        name: String,
        /// The name of the built-in text.
        base: String,
        /// CRC-32 of the text without changes.
        sum: u32,
        #[serde(deserialize_with = "at_most::<_, _, HUNKS_MAX>")]
        hunks: Vec<HunkV1>,
    },
}

/// One change. Behind the last one everything is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HunkV1 {
    /// Lines that are kept in front of it.
    pub(super) keep: u32,
    /// Lines that are left out.
    pub(super) drop: u32,
    /// Whole lines in their place, with their line feeds.
    pub(super) add: String,
}

/// A list of so many at most. Room is made for what is there, not for what is said to be there.
fn at_most<'de, D, T, const MAX: usize>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Few<T, const MAX: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Few<T, MAX> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MAX}")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut read = Vec::new();
            while let Some(next) = list.next_element()? {
                if read.len() == MAX {
                    return Err(A::Error::invalid_length(MAX + 1, &self));
                }
                read.push(next);
            }
            Ok(read)
        }
    }

    deserializer.deserialize_seq(Few::<T, MAX>(PhantomData))
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, SeqDeserializer};

    use super::*;

    /// A list that is said to have no end, and from which somebody may take.
    fn take(there: usize) -> (Result<Vec<u32>, Error>, usize) {
        let mut taken = 0;
        // The hint of a range that is this long is its length.
        let endless = (0..u32::MAX).inspect(|n| {
            assert!((*n as usize) < there, "nobody asks for more than may be");
            taken += 1;
        });
        let read = at_most::<_, _, 4>(SeqDeserializer::new(endless));
        (read, taken)
    }

    #[test]
    fn no_more_are_read_than_may_be_whatever_is_claimed() {
        let (read, taken) = take(5);
        assert!(read.is_err());
        assert_eq!(taken, 5, "four, and one that is too many");
        let few = at_most::<_, u32, 4>(SeqDeserializer::<_, Error>::new(0..4_u32));
        assert_eq!(few, Ok(vec![0, 1, 2, 3]));
    }

    #[test]
    fn room_is_made_for_what_is_there() {
        // Four bytes that claim 65 options and have none, and a list of two that claims no more.
        let claimed = postcard::from_bytes::<Claim>(&[65, 0, 0, 0]);
        assert!(claimed.is_err());
        let two = postcard::from_bytes::<Claim>(&[2, 1, b'a', 0, 1, b'b', 0]).unwrap();
        assert_eq!(two.options.len(), 2);
        assert!(two.options.capacity() <= 4, "{}", two.options.capacity());
    }

    #[derive(Debug, Deserialize)]
    struct Claim {
        #[serde(deserialize_with = "at_most::<_, _, OPTIONS_MAX>")]
        options: Vec<(String, String)>,
    }
}
