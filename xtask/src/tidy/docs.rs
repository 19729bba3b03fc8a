//! The documents that must be there, and the length they promise.

use super::finding::Finding;
use super::tree::Tree;

const NEEDED: &[&str] =
    &["README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CHANGELOG.md", "LICENSE", "docs/progress.md", "docs/benchmarks.md", ".ci/run"];
const ARCHITECTURE_LINES_MAX: usize = 400;
const DECISION_LINES_MAX: usize = 60;

/// Looks at what is there, how long it is, that decisions are numbered without gaps, and that links
/// inside the tree lead somewhere.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for path in NEEDED.iter().filter(|path| tree.file(path).is_none()) {
        found.push(Finding::error(path, 0, "is missing"));
    }
    let mut numbers = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        let lines = file.text.lines().count();
        if file.path == "ARCHITECTURE.md" && lines > ARCHITECTURE_LINES_MAX {
            found.push(Finding::error(&file.path, 0, format!("{lines} lines; {ARCHITECTURE_LINES_MAX} is the most")));
        }
        if let Some(name) = file.path.strip_prefix("docs/decisions/") {
            if lines > DECISION_LINES_MAX {
                found.push(Finding::error(&file.path, 0, format!("{lines} lines; a decision is a page")));
            }
            numbers.push((name.get(..4).and_then(|n| n.parse::<usize>().ok()), file.path.as_str()));
        }
        if !file.path.starts_with("web/") {
            found.extend(dead_links(tree, &file.path, &file.text));
        }
    }
    for (at, (number, path)) in numbers.iter().enumerate() {
        if *number != Some(at + 1) {
            found.push(Finding::error(path, 0, format!("decisions are numbered in order: expected {:04}", at + 1)));
        }
    }
    found
}

fn dead_links(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let full = resolve(folder, target);
            let there = tree.files.iter().any(|file| file.path == full || file.path.starts_with(&format!("{full}/")));
            if !there {
                found.push(Finding::error(path, at + 1, format!("the link to `{target}` leads nowhere")));
            }
        }
    }
    found
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, check};
    use crate::tidy::tree::Tree;

    fn messages(more: &[(&str, &str)]) -> Vec<String> {
        let mut files: Vec<(&str, &str)> =
            NEEDED.iter().filter(|path| !more.iter().any(|(p, _)| p == *path)).map(|path| (*path, "x")).collect();
        files.extend(more);
        check(&Tree::sample(&files)).into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn missing_and_overlong_documents_are_caught() {
        assert_eq!(check(&Tree::sample(&[])).len(), NEEDED.len());
        assert!(messages(&[]).is_empty());
        assert_eq!(messages(&[("ARCHITECTURE.md", &"x\n".repeat(401))]).len(), 1);
        assert_eq!(messages(&[("docs/decisions/0001-a.md", &"x\n".repeat(61))]).len(), 1);
        assert_eq!(messages(&[("docs/decisions/0001-a.md", "x"), ("docs/decisions/0003-b.md", "x")]).len(), 1);
    }

    #[test]
    fn dead_links_are_caught() {
        assert_eq!(messages(&[("README.md", "[a](docs/none.md)")]).len(), 1);
        assert!(messages(&[("README.md", "[a](docs/progress.md#x) [b](https://example.org) [c](docs)")]).is_empty());
        assert!(messages(&[("docs/a.md", "[a](../README.md)")]).is_empty());
    }
}
