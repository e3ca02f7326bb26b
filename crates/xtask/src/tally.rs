//! How many tests passed and failed, read from the lines that test runners print.

use std::fmt;
use std::ops::{Add, AddAssign};

/// Counts of tests; a lint or a build counts as one test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// One thing that passed.
    pub(crate) const PASS: Tally = Tally { passed: 1, failed: 0 };
    /// One thing that failed.
    pub(crate) const FAIL: Tally = Tally { passed: 0, failed: 1 };

    /// The counts of a line of a test runner, if it is one: `test result: ok. 3 passed; 0 failed; 0 ignored; ...`, or
    /// `# pass 3` or `# fail 0` of Node.js.
    pub(crate) fn of_line(line: &str) -> Option<Tally> {
        if let Some(passed) = line.trim().strip_prefix("# pass ") {
            return Some(Tally { passed: passed.parse().ok()?, failed: 0 });
        }
        if let Some(failed) = line.trim().strip_prefix("# fail ") {
            return Some(Tally { passed: 0, failed: failed.parse().ok()? });
        }
        let (_, counts) = line.trim().split_once("test result: ")?;
        let (passed, rest) = counts.split_once(" passed; ")?;
        let (failed, _) = rest.split_once(" failed")?;
        let passed = passed.rsplit(' ').next()?;
        Some(Tally { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
    }

    /// The counts of a whole run. A run that failed without a failing test (it did not compile, it crashed) and a
    /// run without any test both count as one failure: neither has shown anything.
    pub(crate) fn closed(mut self, success: bool) -> Tally {
        let unexplained = !success && self.failed == 0;
        let empty = self == Tally::default();
        self.failed += u32::from(unexplained || empty);
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Add for Tally {
    type Output = Tally;

    fn add(mut self, other: Tally) -> Tally {
        self += other;
        self
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn reads_result_lines_of_both_runners() {
        let native = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(Tally::of_line(native), Some(Tally { passed: 12, failed: 0 }));
        let browser =
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.02s\n";
        assert_eq!(Tally::of_line(browser), Some(Tally { passed: 1, failed: 2 }));
    }

    #[test]
    fn reads_the_two_lines_of_node() {
        assert_eq!(Tally::of_line("# pass 11\n"), Some(Tally { passed: 11, failed: 0 }));
        assert_eq!(Tally::of_line("# fail 1\n"), Some(Tally { passed: 0, failed: 1 }));
        assert_eq!(Tally::of_line("# tests 12\n"), None);
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Tally::of_line("test result_is_shown ... ok"), None);
        assert_eq!(Tally::of_line("12 passed; 0 failed"), None);
    }

    #[test]
    fn a_run_that_shows_nothing_fails() {
        let three = Tally { passed: 3, failed: 0 };
        assert_eq!(three.closed(true), three);
        assert_eq!(three.closed(false), Tally { passed: 3, failed: 1 });
        assert_eq!(Tally::FAIL.closed(false), Tally::FAIL);
        assert_eq!(Tally::default().closed(true), Tally::FAIL);
        assert_eq!(Tally::default().closed(false), Tally::FAIL);
    }
}
