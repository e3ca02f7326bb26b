//! The entry of the part that tells of runs: in a browser it listens to the page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        use pagelock_worker::browser::{compile_elsewhere, listen};
        use pagelock_worker::{Elsewhere, Study};

        listen(Study::new(Elsewhere(compile_elsewhere)));
    }
}
