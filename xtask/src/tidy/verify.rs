//! Law 3: `verify` never depends on `solvers` or on anything that solves. A checker that shares
//! code with what it checks proves nothing.

use super::finding::Finding;
use super::tree::Tree;

/// What solves, ours and others'.
const SOLVES: &[&str] = &["entrepot-solvers", "entrepot-mip", "entrepot-models", "highs", "good_lp", "argmin", "vrp-core", "vrp-pragmatic"];

/// Looks at `verify`'s manifest, tests included: an oracle from outside belongs into `solvers`' tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for manifest in tree.manifests().iter().filter(|m| m.room == "verify") {
        for dep in manifest.deps.iter().filter(|dep| SOLVES.contains(&dep.package.as_str())) {
            found.push(Finding::error(manifest.path, 0, format!("verify may not depend on `{}`, which solves", dep.package)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_checker_that_uses_a_solver_is_caught_even_in_its_tests() {
        let text = "[package]\nname='entrepot-verify'\n[dependencies]\nentrepot-domain.workspace=true\n[dev-dependencies]\nentrepot-solvers.workspace=true";
        assert_eq!(check(&Tree::sample(&[("crates/verify/Cargo.toml", text)])).len(), 1);
        assert_eq!(check(&Tree::sample(&[("crates/logistics/Cargo.toml", text)])).len(), 0);
    }
}
