//! The tree must work on any machine: no absolute paths of the one it was written on, no package
//! registries' addresses (cargo, npm and pip know theirs).

use super::finding::Finding;
use super::tree::Tree;

/// Written in pieces, so that this file does not break its own rule.
const PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/fa", "rm/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/tm", "p/"),
];
const HOSTS: &[&str] = &[
    concat!("crates.", "io/api"),
    concat!("index.crates", ".io"),
    concat!("static.crates", ".io"),
    concat!("registry.npm", "js"),
    concat!("files.python", "hosted"),
    concat!("pypi", ".org"),
    concat!("deb.deb", "ian.org"),
];

/// Looks at every text file except lock files, which cargo and npm write.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        if file.path.ends_with(".lock") || file.path.ends_with("package-lock.json") {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            if let Some(path) = PATHS.iter().find(|path| is_absolute(line, path)) {
                found.push(Finding::error(&file.path, at + 1, format!("`{path}` is a place on one machine")));
            }
            if let Some(host) = HOSTS.iter().find(|host| line.contains(**host)) {
                found.push(Finding::error(&file.path, at + 1, format!("`{host}` is a package registry")));
            }
        }
    }
    found
}

/// The path starts here: it is not the tail of a longer one or of a web address.
fn is_absolute(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-$}~*".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn places_on_one_machine_and_registries_are_caught() {
        let count = |path: &str, text: &str| check(&Tree::sample(&[(path, text)])).len();
        assert_eq!(count("docs/a.md", concat!("see /wo", "rk/main")), 1);
        assert_eq!(count("crates/x/src/a.rs", concat!("let p = \"/tm", "p/x\";")), 1);
        assert_eq!(count("docs/a.md", concat!("https://registry.npm", "js.org/x")), 1);
        assert_eq!(count("Cargo.lock", concat!("registry+https://index.crates", ".io/")), 0);
        assert_eq!(count("docs/a.md", concat!("framework/wo", "rk/x and $HOME/ro", "ot/x")), 0);
    }
}
