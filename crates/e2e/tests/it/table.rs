//! The table of verdicts as it was promised, apart from what is built in, so that a change there shows here.

/// Listings, in the order of the columns.
pub(crate) const LISTINGS: [&str; 5] =
    ["2.6.20", "2.6.23", "pin-source", "pin-source-atomic", "pin-source-dst-atomic"];

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// Name of the scenario.
    pub(crate) scenario: &'static str,
    /// What the test ids of a variant's cells end with; nothing for the scenario itself.
    pub(crate) variant: &'static str,
    /// Options of the variant, as in an address.
    pub(crate) options: &'static str,
    /// Words of the cells.
    pub(crate) expect: [&'static str; 5],
}

impl Row {
    const fn new(scenario: &'static str, expect: [&'static str; 5]) -> Row {
        Row { scenario, variant: "", options: "-", expect }
    }

    const fn variant(self, variant: &'static str, options: &'static str) -> Row {
        Row { variant, options, ..self }
    }

    /// The `data-testid` of the cell of a listing.
    pub(crate) fn cell(&self, listing: usize) -> String {
        format!("cell-{}-{}{}", self.scenario, LISTINGS[listing], self.variant)
    }

    /// The address of the cell of a listing.
    pub(crate) fn address(&self, listing: usize) -> String {
        format!("#1/{}/{}/{}/-@0", self.scenario, LISTINGS[listing], self.options)
    }
}

const OK: &str = "ok";
const SELF: &str = "deadlock (self)";
const ABBA: &str = "deadlock (ABBA)";
const MMAP_SEM: &str = "deadlock (through mmap_sem)";
const QUEUED: &str = "deadlock (queued writer)";
const POOL: &str = "deadlock (pool)";
const POOL_LOCK: &str = "deadlock (pool x page lock)";
const ZEROES: &str = "hazard (zeroes) + efault";
const EFAULT: &str = "ok + efault";

/// The rows, in no particular order.
pub(crate) const ROWS: [Row; 15] = [
    Row::new("same-page", [SELF, SELF, OK, OK, OK]),
    Row::new("same-page-no-reclaim", [OK; 5]),
    Row::new("same-page-uptodate", [OK, SELF, OK, OK, OK]),
    Row::new("abba-two-files", [ABBA, ABBA, OK, OK, OK]),
    Row::new("abba-same-inode", [OK; 5]),
    Row::new("abba-block-device", [ABBA, ABBA, OK, OK, OK]),
    Row::new("write-vs-mlock", [MMAP_SEM, MMAP_SEM, OK, OK, OK]),
    Row::new("write-vs-mlock-no-zap", [OK; 5]),
    Row::new("write-fault-munmap", [QUEUED, QUEUED, OK, OK, OK]),
    Row::new("write-fault-munmap", [OK; 5])
        .variant("-write-fault-munmap-reader-preferring-mmap-sem", "rwsem=reader-preferring"),
    Row::new("kmap-pool", [OK, OK, POOL, OK, OK]),
    Row::new("kmap-pool", [OK; 5]).variant("-kmap-pool-3-tasks-4-slots", "tasks=3"),
    Row::new("pool-x-page-lock", [OK, OK, POOL, OK, POOL_LOCK]),
    Row::new("invalidate-race", [OK; 5]),
    Row::new("bad-buffer", [ZEROES, ZEROES, EFAULT, EFAULT, EFAULT]),
];
