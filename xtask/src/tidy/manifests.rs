//! Every member inherits what the workspace decides: lints, edition, licence. A member without
//! `[lints] workspace = true` would quietly have none.

use super::finding::Finding;
use super::tree::Tree;

/// Looks at the members' manifests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for manifest in tree.manifests() {
        let table = tree.file(manifest.path).and_then(|file| file.text.parse::<toml::Table>().ok()).unwrap_or_default();
        let inherits =
            |section: Option<&toml::Value>| section.and_then(|s| s.get("workspace")).and_then(toml::Value::as_bool) == Some(true);
        if !inherits(table.get("lints")) {
            found.push(Finding::error(manifest.path, 0, "`[lints] workspace = true` is missing"));
        }
        let package = table.get("package");
        for key in ["edition", "license", "publish"] {
            if !inherits(package.and_then(|p| p.get(key))) {
                found.push(Finding::error(manifest.path, 0, format!("`{key}.workspace = true` is missing")));
            }
        }
        let expected = if matches!(manifest.room.as_str(), "entrepot" | "xtask") {
            manifest.room.clone()
        } else {
            format!("entrepot-{}", manifest.room)
        };
        let name = package.and_then(|p| p.get("name")).and_then(toml::Value::as_str).unwrap_or_default();
        if name != expected {
            found.push(Finding::error(manifest.path, 0, format!("the package is called `{name}`, its folder wants `{expected}`")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_member_that_goes_its_own_way_is_caught() {
        let count = |text: &str| check(&Tree::sample(&[("crates/lake/Cargo.toml", text)])).len();
        let package = "[package]\nname = 'entrepot-lake'\nedition.workspace = true\nlicense.workspace = true\npublish.workspace = true\n";
        assert_eq!(count(&format!("{package}[lints]\nworkspace = true")), 0);
        assert_eq!(count(package), 1);
        assert_eq!(count(&format!("{package}[lints]\nworkspace = true").replace("edition.workspace = true", "edition = '2021'")), 1);
        assert_eq!(count(&format!("{package}[lints]\nworkspace = true").replace("entrepot-lake", "lake")), 1);
    }
}
