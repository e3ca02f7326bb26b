//! Runs wasm tests in a browser: wasm-bindgen's test runner at the version Cargo.lock pins, so that nothing has
//! to be installed and nothing can be out of step. `.cargo/config.toml` names it as cargo's runner for wasm32.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
