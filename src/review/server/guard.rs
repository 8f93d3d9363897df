//! What every request must pass, and what every answer says of itself.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Shared;

/// The header in which the page sends the token.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("x-alinea-token");

/// Scripts, styles and requests of this server alone; no frame, no form, no plug-in.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Lets a request through, or refuses it without saying what there would have been.
pub(super) async fn guard(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let mut answer = match refusal(path, request.headers(), &shared.token, shared.port) {
        Some(reason) => (StatusCode::FORBIDDEN, reason).into_response(),
        None => next.run(request).await,
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// Why a request is refused.
fn refusal(path: &str, headers: &HeaderMap, token: &str, port: u16) -> Option<&'static str> {
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let mut host = headers.get_all(header::HOST).iter();
    // A name that was made to point here (DNS rebinding) is not ours; nor are two.
    let ours = |value: &HeaderValue| hosts.iter().any(|h| value.as_bytes() == h.as_bytes());
    if !host.next().is_some_and(ours) || host.next().is_some() {
        return Some("another host");
    }
    let from_here = |value: &HeaderValue| {
        let origin = value.as_bytes().strip_prefix(b"http://");
        origin.is_some_and(|o| hosts.iter().any(|h| o == h.as_bytes()))
    };
    if !headers.get_all(header::ORIGIN).iter().all(from_here) {
        return Some("another origin");
    }
    if leads_out(path) {
        return Some("not a path");
    }
    let given = match path.strip_prefix("/api/") {
        Some(_) => headers.get(TOKEN).map_or(&b""[..], HeaderValue::as_bytes),
        None => path.split('/').nth(1).unwrap_or_default().as_bytes(),
    };
    (!same(given, token.as_bytes())).then_some("no token")
}

/// Whether a path tries to climb, plainly or encoded. None of ours has a per cent sign.
fn leads_out(path: &str) -> bool {
    path.contains("..") || path.contains(['%', '\\']) || path.contains("//")
}

/// Compares without saying by its time how much was right.
fn same(given: &[u8], token: &[u8]) -> bool {
    let differences = given.iter().zip(token).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == token.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str, headers: &[(HeaderName, &'static str)]) -> Option<&'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        refusal(path, &map, "abc", 80)
    }

    #[test]
    fn each_way_in_is_watched() {
        let host = (header::HOST, "127.0.0.1:80");
        let origin = |value| (header::ORIGIN, value);
        assert_eq!(asked("/abc/", std::slice::from_ref(&host)), None);
        assert_eq!(asked("/abc/", &[(header::HOST, "localhost:80")]), None);
        assert_eq!(asked("/abc/", &[]), Some("another host"));
        assert_eq!(
            asked("/abc/", &[(header::HOST, "evil:80")]),
            Some("another host")
        );
        assert_eq!(
            asked("/abc/", &[host.clone(), host.clone()]),
            Some("another host")
        );
        assert_eq!(
            asked("/abc/", &[host.clone(), origin("http://127.0.0.1:81")]),
            Some("another origin")
        );
        assert_eq!(
            asked("/abc/", &[host.clone(), origin("null")]),
            Some("another origin")
        );
        for path in [
            "/abc/../x",
            "/abc/%2e%2e/x",
            "/abc/..%2fx",
            "/abc//x",
            "/abc\\x",
        ] {
            assert_eq!(
                asked(path, std::slice::from_ref(&host)),
                Some("not a path"),
                "{path}"
            );
        }
        for path in ["/", "/ab/", "/abcd/", "/api/corpus"] {
            assert_eq!(
                asked(path, std::slice::from_ref(&host)),
                Some("no token"),
                "{path}"
            );
        }
        assert_eq!(asked("/api/corpus", &[host, (TOKEN, "abc")]), None);
    }
}
