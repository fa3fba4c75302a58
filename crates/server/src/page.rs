//! The page: the files that `npm run build` wrote to `web/dist`, carried inside the program
//! (see `build.rs`); nothing is fetched from elsewhere. Built without them, the program
//! serves a page that says how to build it.
//!
//! When you add a place, also touch `PLACES` in `web/src/lib/router.svelte.ts`.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use plant::Problem;

use crate::App;
use crate::error::ApiError;

/// A file of the page as it was built, with its compressed forms where they are smaller.
struct File {
    path: &'static str,
    bytes: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

/// Sorted by path.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

const UNBUILT: &str = include_str!("page/unbuilt.html");

/// First parts of the page's own addresses; each shows the same document, which reads the rest.
const PLACES: [&str; 8] = ["ask", "explore", "plant", "records", "sql", "boards", "logbook", "system"];

/// The files of the page.
pub fn routes() -> Router<Arc<App>> {
    let document = || get(|headers: HeaderMap| async move { document(&headers) });
    let mut router = Router::new()
        .route("/", document())
        .route("/assets/{*path}", get(asset))
        .route("/icon.svg", get(|headers: HeaderMap| async move { named("icon.svg", &headers) }))
        .route("/theme.js", get(|headers: HeaderMap| async move { named("theme.js", &headers) }));
    for place in PLACES {
        router =
            router.route(&format!("/{place}"), document()).route(&format!("/{place}/{{*rest}}"), document());
    }
    router
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    named(&format!("assets/{path}"), &headers)
}

fn document(headers: &HeaderMap) -> Response {
    if file("index.html").is_some() {
        return named("index.html", headers);
    }
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], UNBUILT).into_response()
}

fn file(path: &str) -> Option<&'static File> {
    FILES.binary_search_by_key(&path, |file| file.path).ok().and_then(|at| FILES.get(at))
}

/// A file in the smallest form that the browser takes.
fn named(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = file(path) else {
        return ApiError(
            Problem::new("PW7005", format!("the page has no file {path}"))
                .help("load the page again; the program may have been replaced since it was opened"),
        )
        .into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let takes = |coding: &str| accepted.split(',').any(|one| one.trim().split(';').next() == Some(coding));
    let (coding, bytes) = match (file.brotli, file.gzip) {
        (Some(bytes), _) if takes("br") => (Some("br"), bytes),
        (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes),
        _ => (None, file.bytes),
    };
    // Names under assets/ hold a hash of what is in them: they may be kept for ever.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response =
        ([(header::CONTENT_TYPE, kind(path)), (header::CACHE_CONTROL, keep)], bytes).into_response();
    let marks = response.headers_mut();
    marks.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        marks.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// What an address of the page sends to a browser that takes these codings.
    fn check(path: &str, accepted: &'static str, coding: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        let response = named(path, &headers);
        assert_eq!(response.status(), 200, "{path}");
        let sent = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(sent, coding, "{path} to a browser that takes {accepted:?}");
    }

    #[test]
    fn files_are_sent_in_the_smallest_form_that_is_taken() {
        let Some(script) = FILES.iter().find(|file| file.path.ends_with(".js") && file.brotli.is_some())
        else {
            return; // Built without the page; the next test covers that.
        };
        check(script.path, "gzip, deflate, br, zstd", Some("br"));
        check(script.path, "gzip", Some("gzip"));
        check(script.path, "", None);
    }

    #[test]
    fn there_is_always_a_document() {
        let response = document(&HeaderMap::new());
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(named("assets/nothing.js", &HeaderMap::new()).status(), 404);
    }

    #[test]
    fn documents_hold_no_inline_code_and_name_no_other_host() {
        let built = file("index.html").map(|file| std::str::from_utf8(file.bytes).unwrap());
        for text in [Some(UNBUILT), built].into_iter().flatten() {
            for refused in ["<script>", " onclick", "style=", "https://", "http://", "src=\"//"] {
                assert!(!text.contains(refused), "a document has {refused}");
            }
        }
    }

    #[test]
    fn files_are_sorted_and_named_once() {
        assert!(FILES.windows(2).all(|pair| pair[0].path < pair[1].path));
    }
}
