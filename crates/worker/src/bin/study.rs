//! The entry of the part that tells of runs: in a browser it listens to the page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    pagelock_worker::browser::start::<pagelock_worker::Study>();
}
