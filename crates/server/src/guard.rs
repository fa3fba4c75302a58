//! Who may talk to us: this machine alone, and no page of another site.
//!
//! A browser can be led to send requests to a loopback address by a name that
//! an attacker's DNS gives it (DNS rebinding); such a request carries that name in
//! `Host`. A page of another site can also post without asking first; such a
//! request carries its site in `Origin`. What it only loads (an image, say) comes without `Origin`, but browsers say
//! in `Sec-Fetch-Site` that another site wants it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use plant::Problem;

use crate::auth::is_for_programs;
use crate::error::ApiError;

/// What a browser may do with what we send: nothing from elsewhere, no inline code or style.
/// `blob:` images are pictures of charts that the page saves; `default-src` covers fonts and requests.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

const SECURITY_HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Middleware: refuses foreign requests, marks every response.
pub async fn guard(request: Request, next: Next) -> Response {
    let uri_host = request.uri().authority().map(|authority| authority.as_str().to_owned());
    let mut response = match refuse(request.headers(), uri_host.as_deref(), is_link(&request)) {
        Some(problem) => ApiError(problem).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in SECURITY_HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request with these headers is not taken.
fn refuse(headers: &HeaderMap, uri_host: Option<&str>, is_link: bool) -> Option<Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or(uri_host).unwrap_or_default();
    if !is_loopback_name(host) {
        return Some(
            Problem::new("PW7003", format!("requests for host {host:?} are not taken"))
                .help("use http://127.0.0.1 or http://localhost with the port"),
        );
    }
    let own_origin = |origin: &HeaderValue| {
        let own = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        own.is_some_and(|own| own.eq_ignore_ascii_case(host))
    };
    let foreign = headers.get(header::ORIGIN).is_some_and(|origin| !own_origin(origin))
        || headers.get(&FETCH_SITE).is_some_and(|site| site != "same-origin" && site != "none") && !is_link;
    foreign.then(|| {
        Problem::new("PW7003", "requests from another site's page are not taken")
            .help("open Plantwright's own page, or call the API from a program")
    })
}

/// Whether a person follows a link to the page itself.
fn is_link(request: &Request) -> bool {
    request.method() == Method::GET
        && !request.uri().path().starts_with("/api/")
        && !is_for_programs(request.uri().path())
        && request.headers().get(&FETCH_MODE).is_some_and(|mode| mode == "navigate")
}

/// Whether a `Host` value, with or without port, names this machine itself.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, origin: Option<&str>, taken: bool) {
        let mut headers = HeaderMap::new();
        if let Ok(host) = HeaderValue::from_str(host) {
            headers.insert(header::HOST, host);
        }
        if let Some(origin) = origin.and_then(|o| HeaderValue::from_str(o).ok()) {
            headers.insert(header::ORIGIN, origin);
        }
        assert_eq!(refuse(&headers, None, false).is_none(), taken, "{host} {origin:?}");
    }

    #[test]
    fn only_this_machine_by_its_own_names() {
        for host in
            ["localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "127.1.2.3"]
        {
            check(host, None, true);
        }
        for host in [
            "plant.example",
            "localhost.evil.example:8080",
            "10.0.0.1:8080",
            "",
            "[::1",
            "127.0.0.1.evil.example",
        ] {
            check(host, None, false);
        }
    }

    #[test]
    fn only_our_own_page() {
        check("localhost:8080", Some("http://localhost:8080"), true);
        check("localhost:8080", Some("http://localhost:3000"), false);
        check("localhost:8080", Some("https://evil.example"), false);
        check("localhost:8080", Some("null"), false);
    }
}
