//! `bench-wasm`: the engine as a function of the page or of Node that measures it, `globalThis.pagelockBench`.
//!
//! `pagelockBench(CASE, "prepare")` compiles a case, `pagelockBench(CASE, WAY)` searches it and returns states,
//! transitions, bytes and the verdict. The time is taken in JavaScript, by what calls it (`js/measure.js`).

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Array, Reflect};
    use pagelock_bench::Case;
    use pagelock_bench::measure::search;
    use pagelock_engine::Machine;
    use wasm_bindgen::prelude::*;

    /// Puts the function where JavaScript finds it.
    pub(crate) fn start() {
        console_error_panic_hook::set_once();
        let mut prepared: Option<(String, Machine)> = None;
        let bench = Closure::<dyn FnMut(String, String) -> Array>::new(move |name: String, way: String| {
            if way == "prepare" {
                let case: Case = name.parse().expect("only cases are asked for");
                prepared = Some((name, case.setup().machine));
                return Array::new();
            }
            let (known, machine) = prepared.as_ref().expect("it was prepared");
            assert_eq!(*known, name, "this is what was prepared");
            let measured = search(machine, way.parse().expect("only ways are asked for"));
            let numbers = [measured.states, measured.transitions, measured.memory];
            #[expect(clippy::cast_precision_loss, reason = "less than 2^53")]
            let values = numbers.into_iter().map(|number| JsValue::from_f64(number as f64));
            values.chain([JsValue::from_str(&measured.verdict)]).collect()
        });
        let function = bench.into_js_value();
        Reflect::set(&js_sys::global(), &"pagelockBench".into(), &function).expect("globals can be set");
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    browser::start();
}
