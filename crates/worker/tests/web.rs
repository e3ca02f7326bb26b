//! In a browser's worker: the engine compiled to wasm gives the same reports, byte for byte, as the native one.
#![cfg(target_arch = "wasm32")]

mod shared;

use pagelock_protocol::message::{Reply, Request, RequestBody};
use pagelock_protocol::wire;
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

#[wasm_bindgen_test]
fn requests_and_replies_survive_as_bytes() {
    let setup = shared::setup("kmap-pool", "pin-source", &[("tasks", "2"), ("pkmap_slots", "2")]);
    let bodies = [
        RequestBody::Catalog,
        RequestBody::Search { setup, limits: pagelock_protocol::message::LimitsView::default() },
    ];
    for (id, body) in (1u32..).zip(bodies) {
        let request = Request { id, body };
        let bytes = js_sys::Uint8Array::from(wire::encode(&request).as_slice());
        assert_eq!(wire::decode::<Request>(&bytes.to_vec()), request);
        pagelock_worker::serve(request, &mut |reply| {
            let bytes = js_sys::Uint8Array::from(wire::encode(&reply).as_slice());
            assert_eq!(wire::decode::<Reply>(&bytes.to_vec()), reply);
        });
    }
}
