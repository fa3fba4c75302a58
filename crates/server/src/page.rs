//! The page at `/`: three files carried inside the program, nothing fetched from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::App;

const HTML: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/page.js");
const ICON: &str = include_str!("page/icon.svg");

/// The files of the page.
pub fn routes() -> Router<Arc<App>> {
    let file = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text).into_response() })
    };
    Router::new()
        .route("/", file("text/html; charset=utf-8", HTML))
        .route("/style.css", file("text/css; charset=utf-8", STYLE))
        .route("/page.js", file("text/javascript; charset=utf-8", SCRIPT))
        .route("/icon.svg", file("image/svg+xml", ICON))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_nothing_of_the_outside() {
        for (name, text) in [("index.html", HTML), ("style.css", STYLE), ("page.js", SCRIPT)] {
            for outside in ["https://", "//cdn", "@import", "http://"] {
                let foreign = text.replace("http://www.w3.org/2000/svg", "");
                assert!(!foreign.contains(outside), "{name} has {outside}");
            }
        }
        assert!(
            !HTML.contains("<script>") && !HTML.contains(" onclick"),
            "inline code would be refused by the CSP"
        );
    }
}
