//! Nothing unfinished is committed: no placeholder macros, no notes to oneself, no ignored tests.

use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

const MACROS: &[&str] = &["todo!", "unimplemented!", "dbg!"];

/// Looks at code for the macros, and at whole lines for notes.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let mut found = Vec::new();
    let kinds = [".rs", ".ts", ".svelte", ".mjs", ".js", ".py", ".sql"];
    for file in tree.files.iter().filter(|file| kinds.iter().any(|kind| file.path.ends_with(kind))) {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(note) = notes.iter().find(|note| has_word(line, note)) {
                found.push(Finding::error(
                    &file.path,
                    at + 1,
                    format!("a note to oneself ({note}): do it, or write it into docs/progress.md"),
                ));
            }
        }
        for (at, line) in file.source.iter().flat_map(|source| source.lines.iter().enumerate()) {
            if let Some(word) = MACROS.iter().find(|word| has_word(&line.code, word)) {
                found.push(Finding::error(&file.path, at + 1, format!("`{word}` is unfinished")));
            }
            if line.code.contains("#[ignore") {
                found.push(Finding::error(&file.path, at + 1, "an ignored test tests nothing"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn unfinished_things_are_caught() {
        let count = |path: &str, text: &str| check(&Tree::sample(&[(path, text)])).len();
        assert_eq!(count("crates/x/src/a.rs", "fn a() { todo!() }"), 1);
        assert_eq!(count("crates/x/src/a.rs", concat!("// TO", "DO: later")), 1);
        assert_eq!(count("web/src/a.ts", concat!("// FIX", "ME")), 1);
        assert_eq!(count("crates/x/tests/a.rs", "#[test]\n#[ignore = \"slow\"]\nfn a() {}"), 1);
        assert_eq!(count("crates/x/src/a.rs", "// todo! is banned\nfn a() {}"), 0);
    }
}
