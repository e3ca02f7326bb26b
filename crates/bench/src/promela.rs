//! Models for SPIN: what our exporter makes of a machine, and the ring by hand.
//!
//! Arrow: `Case` -> **Promela**. The exporter's model has every transition at the head of one loop, where SPIN's own
//! partial order reduction finds nothing; the other one gives it something to find.

use pagelock_export::{About, ExportError, promela};

use crate::case::{Case, Short};
use crate::hand::Ring;

/// The exporter's model of a case.
///
/// # Errors
/// When SPIN could not hold it.
pub fn exported(case: Case) -> Result<String, ExportError> {
    let setup = case.setup();
    let files: Vec<String> = setup.listing.linked.files.iter().map(|file| file.name.clone()).collect();
    let about = About {
        scenario: &case.to_string(),
        title: &setup.raw.title.value,
        kernel: &setup.listing.linked.files[0].name,
        settings: &[],
        files: &files,
    };
    promela(&setup.machine, &about)
}

/// The ring by hand.
pub fn by_hand(ring: Ring) -> String {
    let pin = u8::from(ring.short == Short::Pin);
    format!("#define WRITERS {}\n#define PIN {pin}\n\n{}", ring.writers, include_str!("../models/ring.pml"))
}
