//! A file is read by people: over 600 lines it should be split, over 800 it must be.

use super::finding::Finding;
use super::tree::Tree;

const WARN_LINES: usize = 600;
const MAX_LINES: usize = 800;

/// Looks at source in Rust, TypeScript, Svelte, Python, CSS and SQL.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let kinds = [".rs", ".ts", ".svelte", ".mjs", ".js", ".py", ".css", ".sql"];
    let sources = tree.files.iter().filter(|file| kinds.iter().any(|kind| file.path.ends_with(kind)));
    sources
        .filter_map(|file| match file.text.lines().count() {
            lines if lines > MAX_LINES => Some(Finding::error(&file.path, 0, format!("{lines} lines; split it ({MAX_LINES} is the most)"))),
            lines if lines > WARN_LINES => Some(Finding::warning(&file.path, 0, format!("{lines} lines; think of splitting it"))),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::finding::Level;
    use crate::tidy::tree::Tree;

    #[test]
    fn long_files_warn_and_very_long_ones_fail() {
        let level = |lines: usize| check(&Tree::sample(&[("crates/x/src/a.rs", &"x\n".repeat(lines))])).first().map(|f| f.level);
        assert_eq!(level(600), None);
        assert_eq!(level(601), Some(Level::Warning));
        assert_eq!(level(801), Some(Level::Error));
    }
}
