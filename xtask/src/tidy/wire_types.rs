//! Law 5, first half: what goes over the wire is described in `api` and nowhere else.

use super::finding::Finding;
use super::source::has_word;
use super::tree::{Tree, room_of};

const WIRE_CRATES: &[&str] = &["utoipa", "axum", "tower-http", "schemars"];
const WIRE_WORDS: &[&str] = &["ToSchema", "IntoParams", "utoipa", "axum", "JsonSchema"];

/// Looks at dependencies and code outside `api`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for manifest in tree.manifests().iter().filter(|m| !matches!(m.room.as_str(), "api" | "xtask")) {
        for dep in manifest.deps.iter().filter(|dep| WIRE_CRATES.contains(&dep.package.as_str())) {
            found.push(Finding::error(manifest.path, 0, format!("`{}` describes the wire: only api may use it", dep.package)));
        }
    }
    for (file, source) in tree.rust("crates/") {
        if room_of(&file.path) == Some("api") {
            continue;
        }
        for (line, code) in source.product_lines() {
            if let Some(word) = WIRE_WORDS.iter().find(|word| has_word(code, word)) {
                found.push(Finding::error(
                    &file.path,
                    line,
                    format!("`{word}`: wire types live in api; keep a plain value here and map it there"),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_wire_type_outside_api_is_caught() {
        let text = "#[derive(Serialize, utoipa::ToSchema)]\npub struct Row;";
        assert_eq!(check(&Tree::sample(&[("crates/collect/src/report.rs", text)])).len(), 1);
        assert_eq!(check(&Tree::sample(&[("crates/api/src/report.rs", text)])).len(), 0);
        let manifest = "[package]\nname='entrepot-lake'\n[dependencies]\nutoipa.workspace=true";
        assert_eq!(check(&Tree::sample(&[("crates/lake/Cargo.toml", manifest)])).len(), 1);
    }
}
