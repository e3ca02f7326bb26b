//! Machines by name: `ring-old/5`, `2.6.20-ring/3`, `2.6.20-mlock`, `pool/511/512`.
//!
//! Arrow: name -> **`Case`** -> two texts -> `Setup`. A name is all that the programs which are compared are told.

use std::fmt;
use std::str::FromStr;

use pagelock_lang::{Setup, Source, build};

use crate::{hand, scenario};

/// A listing of the ring with as few primitives as there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Short {
    /// The mail's ten steps.
    Old,
    /// The mail's patch.
    Pin,
}

/// A listing that Pagelock comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// `2.6.20`
    Old,
    /// `pin-source`
    Pin,
}

/// What is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// So many writers in one address space, each from a mapping of the next one's page, and an mlock of one page.
    ShortRing(Short, u8),
    /// So many writers, each in an address space of its own, under a listing as it comes.
    Ring(Listing, u8),
    /// One thread writes a page, another one mlocks it.
    Mlock(Listing),
    /// So many tasks that write, so many kmap slots.
    Pool(u16, u16),
    /// The same, and an mlock of the page that one of the tasks writes.
    PoolMlock(u16, u16),
}

impl Short {
    /// The listing.
    pub fn text(self) -> &'static str {
        match self {
            Self::Old => concat!(include_str!("../models/ring-old.lst"), include_str!("../models/ring.lst")),
            Self::Pin => concat!(include_str!("../models/ring-pin.lst"), include_str!("../models/ring.lst")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Old => "ring-old",
            Self::Pin => "ring-pin",
        }
    }
}

impl Listing {
    /// Its name among the built-in listings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Old => "2.6.20",
            Self::Pin => "pin-source",
        }
    }
}

impl Case {
    /// Reads and compiles its texts.
    ///
    /// # Panics
    /// When they do not compile, which is our mistake; or when there are more tasks than the language allows.
    pub fn setup(self) -> Setup {
        let text = |text: &str, listing: Source<'_>, settings: &[(String, String)]| {
            build(Source::Text("bench", text), listing, settings)
        };
        let built = match self {
            Self::ShortRing(short, writers) => {
                let listing = Source::Text(short.name(), short.text());
                text(&scenario::ring_of_threads(writers), listing, &[])
            }
            Self::Ring(listing, writers) => {
                text(&scenario::ring_of_processes(writers), Source::Builtin(listing.name()), &[])
            }
            Self::Mlock(listing) => {
                build(Source::Builtin("write-vs-mlock"), Source::Builtin(listing.name()), &[])
            }
            Self::Pool(tasks, slots) => build(
                Source::Builtin("kmap-pool"),
                Source::Builtin(Listing::Pin.name()),
                &scenario::pool_settings(tasks, slots),
            ),
            Self::PoolMlock(tasks, slots) => build(
                Source::Builtin("pool-beside-mlock"),
                Source::Builtin(Listing::Pin.name()),
                &scenario::pool_settings(tasks - 1, slots),
            ),
        };
        built.unwrap_or_else(|diagnostics| panic!("{self}: {diagnostics:?}"))
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortRing(short, writers) => write!(f, "{}/{writers}", short.name()),
            Self::Ring(listing, writers) => write!(f, "{}-ring/{writers}", listing.name()),
            Self::Mlock(listing) => write!(f, "{}-mlock", listing.name()),
            Self::Pool(tasks, slots) => write!(f, "pool/{tasks}/{slots}"),
            Self::PoolMlock(tasks, slots) => write!(f, "pool-mlock/{tasks}/{slots}"),
        }
    }
}

/// A name that names no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCase(String);

impl fmt::Display for UnknownCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no case that can be measured", self.0)
    }
}

impl std::error::Error for UnknownCase {}

impl FromStr for Case {
    type Err = UnknownCase;

    fn from_str(name: &str) -> Result<Self, UnknownCase> {
        let unknown = || UnknownCase(name.to_owned());
        let mut parts = name.split('/');
        let head = parts.next().ok_or_else(unknown)?;
        let numbers: Vec<u16> =
            parts.map(|part| part.parse().map_err(|_| unknown())).collect::<Result<_, _>>()?;
        let writers = |count: u16| match u8::try_from(count) {
            Ok(count) if (2..=hand::WRITERS_MAX).contains(&count) => Ok(count),
            _ => Err(unknown()),
        };
        match (head, &*numbers) {
            ("ring-old", &[count]) => Ok(Self::ShortRing(Short::Old, writers(count)?)),
            ("ring-pin", &[count]) => Ok(Self::ShortRing(Short::Pin, writers(count)?)),
            ("2.6.20-ring", &[count]) => Ok(Self::Ring(Listing::Old, writers(count)?)),
            ("pin-source-ring", &[count]) => Ok(Self::Ring(Listing::Pin, writers(count)?)),
            ("2.6.20-mlock", []) => Ok(Self::Mlock(Listing::Old)),
            ("pin-source-mlock", []) => Ok(Self::Mlock(Listing::Pin)),
            ("pool", &[tasks, slots]) if tasks >= 1 && slots >= 1 => Ok(Self::Pool(tasks, slots)),
            ("pool-mlock", &[tasks, slots]) if tasks >= 2 && slots >= 1 => Ok(Self::PoolMlock(tasks, slots)),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let names =
            ["ring-old/5", "ring-pin/2", "2.6.20-ring/3", "pin-source-mlock", "pool/2/3", "pool-mlock/2/2"];
        for name in names {
            let case: Case = name.parse().unwrap();
            assert_eq!(case.to_string(), name);
        }
        for name in
            ["", "ring-old", "ring-old/1", "ring-old/9", "pool/0/1", "pool/1", "pool-mlock/1/1", "x/2"]
        {
            assert_eq!(name.parse::<Case>(), Err(UnknownCase(name.to_owned())));
        }
    }
}
