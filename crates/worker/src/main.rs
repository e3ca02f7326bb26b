//! The entry of the part that answers from the first moment on. In a browser it listens to the page, or is the compiler
//! of another part: the script that loads it says which.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    #[cfg(target_arch = "wasm32")]
    pagelock_worker::browser::take_texts();
}

/// Listens to the page.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn listen() {
    pagelock_worker::browser::listen(pagelock_worker::Core);
}

/// Runs an errand of a part that has no languages in it: bytes in, bytes out.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn compile(errand: &[u8]) -> Vec<u8> {
    pagelock_worker::run_errand(errand)
}
