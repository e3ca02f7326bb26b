//! The scenarios and listings that come with Pagelock, embedded as text.

use crate::link::Library;

macro_rules! texts {
    ($($name:literal in $folder:literal $ending:literal,)*) => {
        &[$(Text {
            name: $name,
            text: include_str!(concat!("../../../scenarios/", $folder, $name, $ending)),
        },)*]
    };
}

/// A text that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name in links and on the command line.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
}

/// Scenarios in the order they are shown.
pub const SCENARIOS: &[Text] = texts! {
    "same-page" in "" ".toml",
    "abba-two-files" in "" ".toml",
    "write-vs-mlock" in "" ".toml",
    "kmap-pool" in "" ".toml",
    "same-page-no-reclaim" in "" ".toml",
    "same-page-uptodate" in "" ".toml",
    "abba-same-inode" in "" ".toml",
    "write-vs-mlock-no-zap" in "" ".toml",
    "abba-block-device" in "" ".toml",
    "write-fault-munmap" in "" ".toml",
    "pool-x-page-lock" in "" ".toml",
    "invalidate-race" in "" ".toml",
    "bad-buffer" in "" ".toml",
};

/// Kernel listings in the order of the matrix columns.
pub const LISTINGS: &[Text] = texts! {
    "2.6.20" in "kernels/" ".lst",
    "2.6.23" in "kernels/" ".lst",
    "pin-source" in "kernels/" ".lst",
    "pin-source-atomic" in "kernels/" ".lst",
    "pin-source-dst-atomic" in "kernels/" ".lst",
};

/// Files that listings include.
pub const INCLUDES: &[Text] = texts! {
    "buffered-write" in "kernels/" ".lst",
    "mm" in "kernels/" ".lst",
    "syscalls" in "kernels/" ".lst",
    "environment" in "kernels/" ".lst",
};

/// The scenario of that name.
pub fn scenario(name: &str) -> Option<&'static str> {
    find(SCENARIOS, name)
}

/// The kernel listing of that name.
pub fn listing(name: &str) -> Option<&'static str> {
    find(LISTINGS, name)
}

fn find(texts: &[Text], name: &str) -> Option<&'static str> {
    texts.iter().find(|text| text.name == name).map(|text| text.text)
}

/// The built-in listings and includes, for [`crate::link`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Builtin;

impl Library for Builtin {
    fn text(&self, name: &str) -> Option<&str> {
        find(LISTINGS, name).or_else(|| find(INCLUDES, name))
    }
}
