//! Every module opens with `//!`: its purpose and what it does not do.

use super::finding::Finding;
use super::tree::Tree;

/// The shortest text that can say anything.
const MIN_CHARS: usize = 20;

/// Looks at every Rust file, tests and build scripts too.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust("").filter_map(|(file, _)| missing(&file.text).map(|why| Finding::error(&file.path, 1, why))).collect()
}

fn missing(text: &str) -> Option<String> {
    let doc: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
    if doc.is_empty() {
        return Some("the first line is not `//!`: say what the module is for".to_owned());
    }
    let said: String = doc.iter().map(|line| line.trim_start_matches("//!").trim()).collect();
    (said.chars().count() < MIN_CHARS).then(|| format!("`//! {said}` says too little"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_module_without_purpose_is_caught() {
        let count = |text: &str| check(&Tree::sample(&[("crates/x/src/a.rs", text)])).len();
        assert_eq!(count("use x;\n"), 1);
        assert_eq!(count("//! (stub)\n"), 1);
        assert_eq!(count("\n//! Reads files of the kind that people have.\n"), 1);
        assert_eq!(count("//! Reads files of the kind that people have.\nuse x;"), 0);
    }
}
