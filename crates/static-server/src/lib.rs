//! A folder served over HTTP on this machine, for `cargo xtask serve` and for the end-to-end tests.
//!
//! It knows nothing of Pagelock. Names are not hashed, so every answer asks the browser to check again.

use std::io;
use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header::CACHE_CONTROL};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves `dir` on `listener` until the task is dropped.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, dir: &Path) -> io::Result<()> {
    let no_cache = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let router = Router::new().fallback_service(ServeDir::new(dir)).layer(no_cache);
    axum::serve(listener, router).await
}
