//! Law 4: features never call each other. They meet in lake tables, ops tables or domain values;
//! the binary wires. Holds for tests too.

use super::crates::{is_feature, room_of_package};
use super::finding::Finding;
use super::tree::Tree;

/// Looks at every feature's manifest.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for manifest in tree.manifests().iter().filter(|m| is_feature(&m.room)) {
        for other in manifest.deps.iter().filter_map(|dep| room_of_package(&dep.package)).filter(|room| is_feature(room)) {
            found.push(Finding::error(manifest.path, 0, format!("feature `{}` may not know feature `{other}`", manifest.room)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_feature_that_knows_another_is_caught() {
        let text = "[package]\nname='entrepot-demo'\n[dependencies]\nentrepot-domain.workspace=true\nentrepot-collect.workspace=true";
        assert_eq!(check(&Tree::sample(&[("crates/demo/Cargo.toml", text)])).len(), 1);
        assert_eq!(check(&Tree::sample(&[("crates/api/Cargo.toml", text)])).len(), 0);
    }
}
