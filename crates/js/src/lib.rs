//! Pagelock for JavaScript: `check`, `replay`, `explain`, `link` and `openLink`, with TypeScript types.
//!
//! Arrow: JavaScript values -> [`ask`] -> `plain` -> **JavaScript values**. It knows nothing of kernels, and nothing of
//! the page; what it answers is what the command line prints with `--json`.

pub mod ask;
#[cfg(target_arch = "wasm32")]
pub mod exports;
