//! The console's files, embedded in the binary.
//!
//! A leaf of a few lines: it hands out the bytes of `web/dist`, or of a placeholder page when the console was not
//! built before `cargo build`. It does no HTTP, no routing and no compression, and it never builds the console.

use std::borrow::Cow;
use std::fmt::Write as _;

use rust_embed::RustEmbed;

/// `build.rs` decides which folder is embedded: `web/dist`, or `placeholder` beside this crate.
#[derive(RustEmbed)]
#[cfg_attr(console_built, folder = "../../web/dist")]
#[cfg_attr(not(console_built), folder = "placeholder")]
struct Files;

/// Present only in the placeholder folder, so that the binary knows what it carries.
const PLACEHOLDER_MARK: &str = "placeholder.txt";

/// One embedded file, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The file, as built.
    pub bytes: Cow<'static, [u8]>,
    /// Media type by file name; text types carry `charset=utf-8`.
    pub mime: String,
    /// Strong validator with its quotes, from the SHA-256 of the bytes.
    pub etag: String,
}

/// The file at `path` (relative to the site's root; a leading slash is ignored), if there is one.
///
/// Unknown paths give `None`; whether they fall back to [`index`] is the caller's choice.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let path = path.trim_start_matches('/');
    let file = Files::get(path)?;
    let mut mime = mime_guess::from_path(path).first_or_octet_stream().to_string();
    if mime.starts_with("text/") || mime.ends_with("javascript") || mime.ends_with("json") {
        mime.push_str("; charset=utf-8");
    }
    let mut etag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a String cannot fail.
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    Some(Asset { bytes: file.data, mime, etag })
}

/// The console's page, which every unknown path outside the API falls back to.
///
/// Never fails: both folders hold an `index.html`; without one a single sentence is served.
#[must_use]
pub fn index() -> Asset {
    asset("index.html").unwrap_or_else(|| Asset {
        bytes: Cow::Borrowed(b"The console was built without a page."),
        mime: "text/plain; charset=utf-8".to_owned(),
        etag: "\"empty\"".to_owned(),
    })
}

/// True when the console was not built and a page that says how stands in for it.
#[must_use]
pub fn is_placeholder() -> bool {
    Files::get(PLACEHOLDER_MARK).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_html_and_has_a_validator() {
        let page = index();
        assert_eq!(page.mime, "text/html; charset=utf-8");
        assert!(page.bytes.starts_with(b"<!doctype html>"), "the page starts with a doctype");
        assert_eq!(page.etag.len(), 34, "32 hex digits in quotes: {}", page.etag);
        assert_eq!(Some(page), asset("/index.html"), "a leading slash is ignored");
    }

    #[test]
    fn unknown_and_escaping_paths_give_nothing() {
        for path in ["", "no/such/file.js", "../Cargo.toml", "/../src/lib.rs"] {
            assert_eq!(asset(path), None, "{path:?}");
        }
    }

    #[test]
    fn a_built_console_carries_its_script_and_the_placeholder_says_how_to_build() {
        let page = index();
        let html = String::from_utf8_lossy(&page.bytes);
        if is_placeholder() {
            assert!(html.contains("npm ci"), "the placeholder names the step that helps");
        } else {
            let script = html.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
            let script = script.expect("the page loads a script");
            let found = asset(script).expect("and the script is embedded");
            assert!(found.mime.starts_with("text/javascript"), "{}", found.mime);
        }
    }
}
