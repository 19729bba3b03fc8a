//! The console's files. Unknown paths get its page, so that every address of the console can be opened directly.

use crate::error::ApiError;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use entrepot_console::Asset;

/// Files under this path carry a hash of their content in their name.
const HASHED: &str = "/assets/";

/// Everything that is not part of the API.
pub(crate) async fn fallback(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::missing(
            "usage.route",
            format!("{method} {path} is not part of the API."),
            "The parts are listed in /openapi.json.",
        )
        .into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return not_allowed().await.into_response();
    }
    let hashed = path.starts_with(HASHED);
    match entrepot_console::asset(path) {
        Some(asset) => send(asset, hashed, &headers),
        None if hashed => ApiError::missing("usage.route", format!("There is no {path}."), "Load the page again: the console was renewed.")
            .into_response(),
        None => send(entrepot_console::index(), false, &headers),
    }
}

/// A method that the path does not have.
pub(crate) async fn not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "usage.method",
        "This address has no such method.",
        "The methods are listed in /openapi.json.",
    )
}

fn send(asset: Asset, hashed: bool, headers: &HeaderMap) -> Response {
    let cache = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let tag = HeaderValue::from_str(&asset.etag).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    let known =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|tags| matches(tags, &asset.etag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mime = HeaderValue::from_str(&asset.mime).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
        let mut response = Response::new(match asset.bytes {
            std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
            std::borrow::Cow::Owned(bytes) => Body::from(bytes),
        });
        response.headers_mut().insert(header::CONTENT_TYPE, mime);
        response
    };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// Is the tag among the ones the browser knows? A `W/` before it does not matter here (RFC 9110, 13.1.2).
fn matches(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    #[test]
    fn validators_are_compared_weakly() {
        assert!(super::matches("\"a\", W/\"b\"", "\"b\""));
        assert!(super::matches("*", "\"b\""));
        assert!(!super::matches("\"a\"", "\"b\""));
    }
}
