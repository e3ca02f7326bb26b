//! Short names of listings in links, so that a link fits into a line of a mail.
//!
//! Part of version 1 of the link format: lines are added, never changed.

/// Names and what stands for them in links.
const SHORT: [(&str, &str); 11] = [
    ("partial-commit", "partial"),
    ("pin-source-atomic", "pin-atomic"),
    ("pin-source-dst-atomic", "pin-dst"),
    ("pin-source-gup-under-page-lock", "pin-gup"),
    ("pin-source-no-1a", "pin-no-1a"),
    ("pin-source-no-mapping-check", "pin-no-map"),
    ("pin-source-no-reference", "pin-no-ref"),
    ("vmtruncate-before-unlock", "vmtruncate"),
    ("zero-and-commit", "zac"),
    ("zero-length-commit", "zlc"),
    ("zero-length-commit-efault", "zlc-efault"),
];

/// What stands in a link for a listing.
pub(super) fn shortened(name: &str) -> &str {
    SHORT.iter().find(|(long, _)| *long == name).map_or(name, |(_, short)| short)
}

/// The listing that a word in a link stands for.
pub(super) fn lengthened(word: &str) -> &str {
    SHORT.iter().find(|(_, short)| *short == word).map_or(word, |(long, _)| long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_name_stands_for_one_listing_and_is_none_itself() {
        for (long, short) in SHORT {
            assert_eq!((lengthened(short), shortened(long)), (long, short));
            assert!(SHORT.iter().all(|(other, _)| *other != short), "{short}");
        }
        assert_eq!((shortened("2.6.20"), lengthened("2.6.20")), ("2.6.20", "2.6.20"));
    }
}
