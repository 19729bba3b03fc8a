//! One arrow under everything: the crates that must move together are pinned exactly, and every
//! version stands once, in the workspace's manifest.

use super::finding::Finding;
use super::tree::Tree;

/// The family, by the start of the name.
const FAMILY: &[&str] = &["arrow", "parquet", "datafusion", "object_store", "deltalake", "ballista", "sqlx"];

/// Looks at the workspace's manifest for exact versions and at the members' for inheritance.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let root = tree.file("Cargo.toml").and_then(|file| file.text.parse::<toml::Table>().ok());
    let deps = root.as_ref().and_then(|table| table.get("workspace")?.get("dependencies")?.as_table());
    for (name, value) in deps.into_iter().flatten() {
        let in_family = FAMILY.iter().any(|start| name == start || name.starts_with(&format!("{start}-")));
        let version = value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default();
        if in_family && !version.starts_with('=') {
            found.push(Finding::error("Cargo.toml", 0, format!("`{name}` must be pinned exactly (`={version}`)")));
        }
    }
    for manifest in tree.manifests() {
        for dep in manifest.deps.iter().filter(|dep| !dep.inherited) {
            found.push(Finding::error(
                manifest.path,
                0,
                format!("`{}` has its own version: put it into the workspace's manifest and inherit it", dep.package),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_loose_or_private_version_is_caught() {
        let count = |root: &str, member: &str| check(&Tree::sample(&[("Cargo.toml", root), ("crates/x/Cargo.toml", member)])).len();
        let fine = "[workspace.dependencies]\narrow = { version = '=59.3.0' }\nserde = '1'";
        let member = "[package]\nname = 'x'\n[dependencies]\narrow.workspace = true";
        assert_eq!(count(fine, member), 0);
        assert_eq!(count("[workspace.dependencies]\narrow-array = '59'", member), 1);
        assert_eq!(count(fine, "[package]\nname = 'x'\n[dependencies]\narrow = '=59.3.0'"), 1);
    }
}
