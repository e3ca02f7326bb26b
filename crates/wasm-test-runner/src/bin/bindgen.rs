//! The `wasm-bindgen` program at the version Cargo.lock pins: `wasm-pack test` looks for it beside the test runner.
//! rustc refuses a crate of that name, so the file is renamed when it is put there.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
