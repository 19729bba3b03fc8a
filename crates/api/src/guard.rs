//! Who may ask: the name the request was sent to, the page it was sent from, the token it carries. And the headers that
//! keep a browser from doing more with an answer than showing it.
//!
//! A server on loopback is in reach of every page that its user opens. Without a token, two checks stand between such a
//! page and the books: the `Host` must be one of ours (a foreign name that resolves to loopback is refused), and whatever
//! changes something must come from our own page, or from no page at all.

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use entrepot_ops::{Role, TokenState};
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// Paths that answer without a token: they hold no data of the seller.
const OPEN: [&str; 4] = ["/health", "/openapi.json", "/api/v1/health", "/api/v1/openapi.json"];

const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// Paths of messages that carry their own proof: a shop has no token of ours, its signature is checked before anything else.
const SIGNED: &str = "/api/v1/webhooks/";

/// The actor of the one token of the configuration.
const CONFIGURED: &str = "token";

/// Lets a request through, with its caller, or answers it with the reason why not.
pub(crate) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let data = path.starts_with("/api/") && !OPEN.contains(&path);
    let signed = request.method() == Method::POST && path.starts_with(SIGNED);
    let verdict = if signed {
        Ok(None)
    } else {
        let authority = request.uri().authority().map(|a| a.as_str());
        check(&app, request.method(), request.headers(), authority, data).await
    };
    let mut response = match verdict {
        Ok(caller) => {
            if let Some(caller) = caller {
                request.extensions_mut().insert(caller);
            }
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if data && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Who asks, when it is data that is asked for.
///
/// The token of the configuration and named tokens open the door from anywhere. Without any, a server that has no token of
/// its own serves this machine, whose user may do everything.
async fn check(app: &App, method: &Method, headers: &HeaderMap, authority: Option<&str>, data: bool) -> Result<Option<Caller>, ApiError> {
    let config = app.config();
    let token = config.token.as_deref().filter(|token| !token.trim().is_empty());
    if token.is_none() {
        check_host(headers, authority, &config.hosts)?;
        if !method.is_safe() {
            check_origin(headers)?;
        }
    }
    if !data {
        return Ok(None);
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
    match (given, token) {
        (Some(given), Some(token)) if same_secret(given, token) => Ok(Some(Caller { name: CONFIGURED.to_owned(), role: Role::Admin })),
        (Some(given), _) => named(app, given).await.map(Some),
        (None, None) => Ok(Some(Caller { name: config.actor.clone(), role: Role::Admin })),
        (None, Some(_)) => Err(refused(
            "serve.token",
            "This server asks for a token.",
            "Send the header Authorization: Bearer with the token that the server was started with, or one that was made for you.",
        )),
    }
}

/// The holder of a named token.
async fn named(app: &App, given: &str) -> Result<Caller, ApiError> {
    let Some(token) = app.home().ops.token_of(given).await? else {
        return Err(refused(
            "serve.token",
            "The token is wrong.",
            "Send the token that the server was started with, or one that was made for you.",
        ));
    };
    match token.state(app.now_us()) {
        TokenState::Valid => Ok(Caller { name: token.name, role: token.role }),
        TokenState::Expired => Err(refused("serve.token_expired", "The time of this token is over.", "Ask for a new one.")),
        TokenState::Revoked => {
            Err(refused("serve.token_revoked", "This token was revoked.", "Ask whoever looks after the server for a new one."))
        }
    }
}

fn refused(code: &'static str, cause: &str, hint: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, code, cause, hint)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Compares hashes without stopping at the first difference: the time taken tells nothing about the secret.
fn same_secret(a: &str, b: &str) -> bool {
    let (a, b) = (Sha256::digest(a.as_bytes()), Sha256::digest(b.as_bytes()));
    a.iter().zip(b.iter()).fold(0_u8, |all, (x, y)| all | (x ^ y)) == 0
}

/// The host part of `host[:port]`, without brackets, in lower case.
fn host_of(authority: &str) -> Option<String> {
    let authority = authority.trim();
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            (host, port.strip_prefix(':').or_else(|| port.is_empty().then_some("0"))?)
        }
        None => authority.rsplit_once(':').unwrap_or((authority, "0")),
    };
    let clean = !host.is_empty() && !host.contains(['@', '/', '[', ']', ' ']) && port.parse::<u16>().is_ok();
    clean.then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

fn is_ours(authority: &str, hosts: &[String]) -> bool {
    host_of(authority).is_some_and(|host| {
        host == "localhost"
            || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
            || hosts.iter().any(|known| known.eq_ignore_ascii_case(&host))
    })
}

fn check_host(headers: &HeaderMap, authority: Option<&str>, hosts: &[String]) -> Result<(), ApiError> {
    let mut named: Vec<&str> = headers.get_all(header::HOST).iter().filter_map(|value| value.to_str().ok()).collect();
    named.extend(authority);
    if !named.is_empty() && named.iter().all(|name| is_ours(name, hosts)) {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "serve.host",
        format!("This server does not go by the name \"{}\".", named.first().unwrap_or(&"")),
        "Open it as 127.0.0.1 or localhost, or start it with a token.",
    ))
}

/// A browser says where a changing request comes from; programs that are no browser say nothing and are let through.
fn check_origin(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let fetch_site = text(&HeaderName::from_static("sec-fetch-site"));
    let same = match (text(&header::ORIGIN), fetch_site) {
        (Some(origin), _) => {
            let host = text(&header::HOST);
            origin.split_once("://").is_some_and(|(scheme, from)| {
                matches!(scheme, "http" | "https") && host.is_some_and(|host| from.eq_ignore_ascii_case(host))
            })
        }
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    };
    if same {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "serve.origin",
        "A page of another site asked for a change.",
        "Make changes in the console that this server shows, or start the server with a token and send it.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Access;

    #[test]
    fn only_our_own_names_are_ours() {
        let hosts = ["books.example".to_owned()];
        for good in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.1.2.3", "[::1]:8080", "[::1]", "localhost.:80", "books.example:443"]
        {
            assert!(is_ours(good, &hosts), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "a@localhost",
            "localhost:80:90",
            "[::1",
            "[::1]x",
            "0.0.0.0",
            "localhost:x",
        ] {
            assert!(!is_ours(bad, &hosts), "{bad}");
        }
    }

    #[test]
    fn changes_come_from_our_own_page_or_from_no_page() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("localhost:8080"));
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            check_origin(&headers).is_ok()
        };
        assert!(from(&[]));
        assert!(from(&[("origin", "http://localhost:8080")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("origin", "http://localhost:9090")]), "another port is another site");
        assert!(!from(&[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("origin", "null")]));
        assert!(!from(&[("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn what_the_guard_lets_pass_is_what_the_table_says() {
        for route in crate::routes::table() {
            let open = !route.path.starts_with("/api/") || OPEN.contains(&route.path);
            let signed = route.method == Method::POST && route.path.starts_with(SIGNED);
            let said = match route.access {
                Access::Open => (true, false),
                Access::Signed => (false, true),
                Access::Role(_) => (false, false),
            };
            assert_eq!((open, signed), said, "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn secrets_are_compared_whole() {
        assert!(same_secret("abc", "abc"));
        assert!(!same_secret("abc", "abd"));
        assert!(!same_secret("", "abc"));
        assert_eq!(bearer("bearer x y"), Some("x y"));
        assert_eq!(bearer("Basic x"), None);
    }
}
