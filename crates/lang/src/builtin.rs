//! The scenarios and listings that come with Pagelock: names, and texts by their names.
//!
//! With the feature `texts` their texts are part of the program. Without it they are [given](give) to it when it
//! starts: of the programs that a page loads, none has to bring what all of them share.

#[cfg(any(test, not(feature = "texts")))]
mod given;

use crate::link::Library;

macro_rules! texts {
    ($($name:literal in $folder:literal $ending:literal,)*) => {
        &[$(Text {
            name: $name,
            file: concat!($folder, $name, $ending),
            #[cfg(feature = "texts")]
            content: include_str!(concat!("../../../scenarios/", $folder, $name, $ending)),
        },)*]
    };
}

/// A text that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name in links and on the command line.
    pub name: &'static str,
    /// Its file, from `scenarios/`.
    pub file: &'static str,
    #[cfg(feature = "texts")]
    content: &'static str,
}

impl Text {
    /// The text.
    ///
    /// # Panics
    /// If texts are not part of this program, and it was not given them.
    pub fn text(&self) -> &'static str {
        #[cfg(feature = "texts")]
        return self.content;
        #[cfg(not(feature = "texts"))]
        return given::text(self.file);
    }
}

/// Gives the program the built-in texts: of every file below `scenarios/`, its name from there, a NUL, its text, and a
/// NUL. Where they are part of the program they are not asked for.
///
/// # Panics
/// If a text is missing, or they were given before.
pub fn give(texts: impl FnOnce() -> String) {
    #[cfg(feature = "texts")]
    drop(texts);
    #[cfg(not(feature = "texts"))]
    given::give(texts());
}

/// Scenarios in the order they are shown.
pub const SCENARIOS: &[Text] = texts! {
    "same-page" in "" ".toml",
    "abba-two-files" in "" ".toml",
    "write-vs-mlock" in "" ".toml",
    "kmap-pool" in "" ".toml",
    "same-page-no-reclaim" in "" ".toml",
    "same-page-uptodate" in "" ".toml",
    "same-page-appending" in "" ".toml",
    "abba-one-reclaim" in "" ".toml",
    "abba-same-inode" in "" ".toml",
    "abba-both-uptodate" in "" ".toml",
    "ring-of-three" in "" ".toml",
    "write-vs-mlock-no-zap" in "" ".toml",
    "write-vs-mlock-uptodate" in "" ".toml",
    "write-vs-mlock-other-mm" in "" ".toml",
    "write-munmap-only" in "" ".toml",
    "short-copy-uptodate" in "" ".toml",
    "ftruncate-waits" in "" ".toml",
    "reclaim-pagevec" in "" ".toml",
    "pool-lowmem" in "" ".toml",
    "pool-one-source" in "" ".toml",
    "pool-same-page" in "" ".toml",
    "abba-block-device" in "" ".toml",
    "write-fault-munmap" in "" ".toml",
    "write-madvise-mlock" in "" ".toml",
    "write-debugger-munmap" in "" ".toml",
    "writev-second-segment" in "" ".toml",
    "pool-beside-mlock" in "" ".toml",
    "pool-held-slots" in "" ".toml",
    "pool-requests" in "" ".toml",
    "pool-orphaned" in "" ".toml",
    "pool-x-page-lock" in "" ".toml",
    "invalidate-race" in "" ".toml",
    "reclaim-window" in "" ".toml",
    "uptodate-while-unlocked" in "" ".toml",
    "source-read-error" in "" ".toml",
    "stuck-and-spinning" in "" ".toml",
    "kernel-thread" in "" ".toml",
    "writers-and-mapper" in "" ".toml",
    "bad-buffer" in "" ".toml",
    "half-bad-buffer" in "" ".toml",
    "half-bad-buffer-new" in "" ".toml",
    "buffer-unmapped-midway" in "" ".toml",
    "size-beyond-data" in "" ".toml",
    "ramfs-leak" in "" ".toml",
    "ramfs-leak-mended" in "" ".toml",
    "same-page-ramfs" in "" ".toml",
    "zero-and-commit-reader" in "" ".toml",
    "stale-hole" in "" ".toml",
    "partial-commit-lost" in "" ".toml",
    "prepare-write-fails" in "" ".toml",
    "prepare-write-truncated" in "" ".toml",
    "writev-empty-segment" in "" ".toml",
    "same-file-other-page" in "" ".toml",
    "abba-no-reclaim" in "" ".toml",
};

/// Scenarios that are run for their costs and never searched, in the order they are shown.
pub const WORKLOADS: &[Text] = texts! {
    "new-page" in "costs/" ".toml",
    "uptodate-page" in "costs/" ".toml",
    "new-file" in "costs/" ".toml",
    "rewrite" in "costs/" ".toml",
    "threads" in "costs/" ".toml",
};

/// Scenarios that are played, in the order in which they teach.
pub const LEVELS: &[Text] = texts! {
    "page-lock" in "levels/" ".toml",
    "prefault" in "levels/" ".toml",
    "mmap-sem" in "levels/" ".toml",
    "queued-writer" in "levels/" ".toml",
    "pin" in "levels/" ".toml",
    "pool" in "levels/" ".toml",
};

/// Kernel listings in the order of the matrix columns.
pub const LISTINGS: &[Text] = texts! {
    "2.6.17" in "kernels/" ".lst",
    "2.6.20" in "kernels/" ".lst",
    "2.6.23" in "kernels/" ".lst",
    "pin-source" in "kernels/" ".lst",
    "pin-source-atomic" in "kernels/" ".lst",
    "pin-source-dst-atomic" in "kernels/" ".lst",
    "locked-page" in "kernels/" ".lst",
    "idea-42" in "kernels/" ".lst",
    "zero-length-commit" in "kernels/" ".lst",
    "zero-length-commit-efault" in "kernels/" ".lst",
    "zero-and-commit" in "kernels/" ".lst",
    "partial-commit" in "kernels/" ".lst",
    "temp-page" in "kernels/" ".lst",
    "write-begin" in "kernels/" ".lst",
    "6.15" in "kernels/" ".lst",
    "pin-source-no-1a" in "kernels/" ".lst",
    "pin-source-no-reference" in "kernels/" ".lst",
    "pin-source-no-mapping-check" in "kernels/" ".lst",
    "pin-source-gup-under-page-lock" in "kernels/" ".lst",
    "vmtruncate-before-unlock" in "kernels/" ".lst",
    "btrfs-2.6.37" in "kernels/" ".lst",
    "btrfs-2.6.38" in "kernels/" ".lst",
    "gfs2-5.15" in "kernels/" ".lst",
    "gfs2-5.16" in "kernels/" ".lst",
};

/// The groups of [`LISTINGS`] with their members, in the same order: every listing is in exactly one.
pub const LISTING_GROUPS: &[(&str, &[&str])] = &[
    ("released kernels", &["2.6.17", "2.6.20", "2.6.23"]),
    ("the patch of the mail", &["pin-source", "pin-source-atomic", "pin-source-dst-atomic"]),
    (
        "other fixes and ideas",
        &[
            "locked-page",
            "idea-42",
            "zero-length-commit",
            "zero-length-commit-efault",
            "zero-and-commit",
            "partial-commit",
        ],
    ),
    ("later kernels", &["temp-page", "write-begin", "6.15"]),
    (
        "mutants of the patch",
        &[
            "pin-source-no-1a",
            "pin-source-no-reference",
            "pin-source-no-mapping-check",
            "pin-source-gup-under-page-lock",
            "vmtruncate-before-unlock",
        ],
    ),
    ("other filesystems", &["btrfs-2.6.37", "btrfs-2.6.38", "gfs2-5.15", "gfs2-5.16"]),
];

/// Files that listings include.
pub const INCLUDES: &[Text] = texts! {
    "buffered-write" in "kernels/" ".lst",
    "mm" in "kernels/" ".lst",
    "syscalls" in "kernels/" ".lst",
    "environment" in "kernels/" ".lst",
};

/// The scenario or level of that name.
pub fn scenario(name: &str) -> Option<&'static str> {
    find(SCENARIOS, name).or_else(|| find(LEVELS, name))
}

/// The kernel listing of that name.
pub fn listing(name: &str) -> Option<&'static str> {
    find(LISTINGS, name)
}

/// The group of the kernel listing of that name.
pub fn listing_group(name: &str) -> Option<&'static str> {
    LISTING_GROUPS.iter().find(|(_, members)| members.contains(&name)).map(|(group, _)| *group)
}

fn find(texts: &[Text], name: &str) -> Option<&'static str> {
    texts.iter().find(|text| text.name == name).map(Text::text)
}

/// The built-in listings and includes, for [`crate::link`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Builtin;

impl Library for Builtin {
    fn text(&self, name: &str) -> Option<&str> {
        find(LISTINGS, name).or_else(|| find(INCLUDES, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listing_is_in_exactly_one_group() {
        let grouped: Vec<&str> = LISTING_GROUPS.iter().flat_map(|(_, members)| *members).copied().collect();
        let listings: Vec<&str> = LISTINGS.iter().map(|text| text.name).collect();
        assert_eq!(grouped, listings);
    }
}
