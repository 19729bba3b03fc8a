//! A file is called by what it is for; these names say nothing.

use super::finding::Finding;
use super::tree::Tree;

const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "commons", "helper", "helpers", "manager", "managers", "misc", "shared", "base", "stuff"];

/// Looks at files and folders of our own source.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let ours = ["crates/", "xtask/", "web/"];
    let files = tree.files.iter().filter(|file| ours.iter().any(|dir| file.path.starts_with(dir)));
    files
        .filter_map(|file| {
            let name = file.path.split('/').find(|part| is_empty_name(part))?;
            Some(Finding::error(&file.path, 0, format!("`{name}` says nothing: name it by what it is for")))
        })
        .collect()
}

fn is_empty_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_lowercase();
    stem.split(['_', '-']).any(|word| EMPTY_NAMES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn names_that_say_nothing_are_caught() {
        for path in ["crates/x/src/utils.rs", "crates/x/src/common/mod.rs", "web/src/lib/chart-helpers.ts", "crates/x/tests/common.rs"] {
            assert_eq!(check(&Tree::sample(&[(path, "")])).len(), 1, "{path}");
        }
        assert_eq!(check(&Tree::sample(&[("crates/x/src/baseline.rs", "")])).len(), 0);
    }
}
