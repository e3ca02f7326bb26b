//! In a browser's worker: the engine compiled to wasm gives the same reports, byte for byte, as the native one.
#![cfg(target_arch = "wasm32")]

#[expect(dead_code, reason = "other tests run single setups")]
mod shared;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A cell with more states is searched natively only, but for one.
const STATES_MAX: u64 = 10_000;

#[wasm_bindgen_test]
fn the_corpus_gives_the_same_reports_as_natively() {
    let (cells, native) = (shared::cells(), include_str!("golden/reports.txt"));
    assert_eq!(native.lines().count(), cells.len());
    let mut searched = 0;
    for ((label, setup), native) in cells.into_iter().zip(native.lines()) {
        let (_, states) = native.split_once(" states: ").expect("every line says how many states there are");
        let states: u64 = states[..states.find(',').expect("and more")].parse().expect("it is a number");
        if states <= STATES_MAX || native.starts_with("kmap-pool (512 tasks) | pin-source |") {
            assert_eq!(shared::line(&label, setup), native);
            searched += 1;
        }
    }
    assert!(searched > 1000, "{searched} cells were searched");
}
