//! Law 1: a crate depends only on crates of a strictly lower layer. Exceptions stand in `crates.rs`.

use super::crates::{EXCEPTIONS, layer, layer_name, room_of_package};
use super::finding::Finding;
use super::tree::Tree;

/// Looks at every manifest's dependencies on our own crates; xtask stands outside and uses none.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let manifests = tree.manifests();
    for manifest in manifests.iter().filter(|m| m.room != "xtask") {
        let room = manifest.room.as_str();
        let Some(mine) = layer(room) else {
            found.push(Finding::error(manifest.path, 0, format!("room `{room}` has no layer: add it to xtask's tidy/crates.rs")));
            continue;
        };
        for dep in &manifest.deps {
            let Some(other) = room_of_package(&dep.package) else { continue };
            let excepted = EXCEPTIONS.iter().any(|(from, to, _)| *from == room && *to == other);
            match layer(other) {
                None => found.push(Finding::error(manifest.path, 0, format!("`{other}` has no layer"))),
                Some(theirs) if theirs >= mine && !excepted => found.push(Finding::error(
                    manifest.path,
                    0,
                    format!("`{room}` ({}) may not depend on `{other}` ({})", layer_name(mine), layer_name(theirs)),
                )),
                Some(_) => {}
            }
        }
        for (from, to, _) in EXCEPTIONS.iter().filter(|(from, ..)| *from == room) {
            let used = manifest.deps.iter().any(|dep| room_of_package(&dep.package) == Some(to));
            if !used && manifests.iter().any(|m| m.room == *to) {
                found.push(Finding::warning(
                    manifest.path,
                    0,
                    format!("the exception {from} -> {to} is not used: remove it from tidy/crates.rs"),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::Level;
    use crate::tidy::tree::Tree;

    fn errors(room: &str, deps: &[&str]) -> Vec<String> {
        let deps: String = deps.iter().map(|dep| format!("{dep}.workspace = true\n")).collect();
        let text = format!("[package]\nname = 'entrepot-{room}'\n[dependencies]\n{deps}");
        let path = format!("crates/{room}/Cargo.toml");
        let tree = Tree::sample(&[(&path, &text)]);
        check(&tree).into_iter().filter(|f| f.level == Level::Error).map(|f| f.message).collect()
    }

    #[test]
    fn an_arrow_up_or_sideways_is_caught() {
        assert_eq!(errors("lake", &["entrepot-api"]).len(), 1);
        assert_eq!(errors("domain", &["entrepot-lake"]).len(), 1);
        assert_eq!(errors("lake", &["entrepot-engine"]).len(), 1, "only the listed direction is excepted");
        assert_eq!(errors("lake", &["entrepot"]).len(), 1);
    }

    #[test]
    fn arrows_down_and_listed_exceptions_pass() {
        assert!(errors("api", &["entrepot-lake", "entrepot-collect", "entrepot-console", "serde"]).is_empty());
        assert!(errors("engine", &["entrepot-lake"]).is_empty());
    }

    #[test]
    fn a_room_nobody_placed_is_caught() {
        assert_eq!(errors("cellar", &[]).len(), 1);
        assert_eq!(errors("api", &["entrepot-cellar"]).len(), 1);
    }
}
