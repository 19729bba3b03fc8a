//! The reference pages are what the binary says. `ENTREPOT_WRITE_REFERENCE=1` writes them anew.

use crate::run::Place;
use std::path::Path;

#[test]
fn the_reference_is_what_the_binary_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    let place = Place::new();
    let mut stale = Vec::new();
    for page in ["cli", "metrics", "profiles", "api"] {
        let out = place.run(&["reference", page]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8(out.stdout).unwrap();
        assert!(text.lines().count() > 20, "{page} says next to nothing");
        let path = folder.join(format!("{page}.md"));
        if std::env::var_os("ENTREPOT_WRITE_REFERENCE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, text).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != text {
            stale.push(page);
        }
    }
    assert!(stale.is_empty(), "docs/reference is stale: {stale:?}; run `cargo xtask reference`");
}
