//! A folder served over HTTP on this machine, for `cargo xtask serve` and for the end-to-end tests, as static hosts
//! serve it: with the headers of its file `_headers`, and with its `404.html` where there is nothing.
//!
//! It knows nothing of Pagelock.

mod headers;

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use tokio::net::TcpListener;
use tower_http::services::{ServeDir, ServeFile};

use crate::headers::Rules;

/// Where a folder says which headers its files are sent with.
const HEADERS: &str = "_headers";
/// What is sent where there is nothing.
const NOT_FOUND: &str = "404.html";

/// A site at its place.
struct Site {
    /// The path below which it lies, without a `/` at its end.
    prefix: String,
    rules: Rules,
}

/// Serves `dir` on `listener` below the path `prefix` (`/`, or such as `/x/y/`) until the task is dropped. Files are
/// read anew for every answer, `_headers` once.
///
/// # Errors
/// When the listener fails, or `_headers` cannot be read.
pub async fn serve(listener: TcpListener, dir: &Path, prefix: &str) -> io::Result<()> {
    let text = match std::fs::read_to_string(dir.join(HEADERS)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let rules = Rules::parse(&text).map_err(io::Error::other)?;
    let site = Site { prefix: prefix.trim_end_matches('/').to_owned(), rules };
    let files = ServeDir::new(dir).not_found_service(ServeFile::new(dir.join(NOT_FOUND)));
    let router = Router::new().fallback_service(files);
    let router = router.layer(middleware::from_fn_with_state(Arc::new(site), answer));
    axum::serve(listener, router).await
}

async fn answer(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path == site.prefix && !path.is_empty() {
        // Relative addresses are seen from a folder.
        return Redirect::permanent(&format!("{path}/")).into_response();
    }
    let Some(below) = path.strip_prefix(&*site.prefix).filter(|below| below.starts_with('/')) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if below == format!("/{HEADERS}") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(target) = below.parse::<PathAndQuery>() else { return StatusCode::BAD_REQUEST.into_response() };
    *request.uri_mut() = Uri::from(target);
    let mut response = next.run(request).await;
    // A folder without its `/` is answered with the path from the root of the site.
    let moved = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
    if let Some(moved) = moved.and_then(|place| HeaderValue::try_from(format!("{}{place}", site.prefix)).ok())
    {
        response.headers_mut().insert(LOCATION, moved);
    }
    // Unless something else is said, browsers ask again each time: files change under their names.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    for (name, value) in site.rules.of(below) {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    response
}
