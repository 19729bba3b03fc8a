//! Every code that the server can give has a Chinese text: errors and questions are shown in the reader's language.
//!
//! Codes are found where they are made: beside the calls that make refusals, and in the matches of `error.rs`. The
//! command line speaks English only and is left out.

use super::finding::Finding;
use super::tree::{File, Tree};
use std::collections::BTreeSet;

/// Where the texts are.
const TEXTS: &str = "crates/api/src/texts/";
/// Calls whose first text is a code.
const MAKERS: &[&str] = &["refused(", "usage(", "missing(", "asked(", "unknown(", "unclear(", "ApiError::new(", "Question::new("];
/// Lines from a call to its code, at most.
const REACH: usize = 2;

/// Looks at the product code of every room below the binary.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with(TEXTS)) {
        known.extend(file.source.iter().flat_map(|source| source.product_literals()).map(|literal| literal.text.as_str()));
    }
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| is_room(&file.path)) {
        for (line, code) in codes(file) {
            if !known.contains(code) {
                let what = format!(
                    "`{code}` is said in English only: add it to {TEXTS}*.rs, with patterns for the names and numbers in its sentences"
                );
                found.push(Finding::warning(&file.path, line, what));
            }
        }
    }
    found
}

fn is_room(path: &str) -> bool {
    path.starts_with("crates/") && path.contains("/src/") && !path.starts_with("crates/entrepot/") && !path.starts_with(TEXTS)
}

/// The codes that a file makes, with their lines.
fn codes(file: &File) -> Vec<(usize, &str)> {
    let Some(source) = &file.source else { return Vec::new() };
    let errors = file.path.ends_with("/error.rs") || file.path.ends_with("/errors.rs") || file.path.ends_with("/config.rs");
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for literal in source.product_literals().filter(|literal| is_code(&literal.text)) {
        let code = |line: usize| source.lines.get(line - 1).map_or("", |line| line.code.as_str());
        let first = literal.line.saturating_sub(REACH).max(1);
        let made = (first..=literal.line).any(|line| {
            MAKERS.iter().any(|maker| {
                code(line).contains(maker)
                    && (line == literal.line || code(line).trim_end().ends_with(maker) || code(line).trim_end().ends_with(','))
            })
        });
        let matched = errors && code(literal.line).contains("=>");
        if (made || matched) && seen.insert(literal.text.as_str()) {
            found.push((literal.line, literal.text.as_str()));
        }
    }
    found
}

/// `noun.verb`, or words with underscores.
fn is_code(text: &str) -> bool {
    let words = text.contains('.') || text.contains('_');
    words
        && !text.starts_with(['.', '_'])
        && !text.ends_with(['.', '_'])
        && text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn count(path: &str, text: &str) -> usize {
        let texts = "const TEXTS: &[Text] = &[t(\"file.empty\", \"空\", \"空\", &[], &[])];";
        check(&Tree::sample(&[("crates/api/src/texts/x.rs", texts), (path, text)])).len()
    }

    #[test]
    fn a_code_without_a_text_is_caught() {
        assert_eq!(count("crates/collect/src/a.rs", "fn f() { refused(\"file.lost\", \"it is\", \"look\") }"), 1);
        assert_eq!(
            count("crates/api/src/a.rs", "fn f() {\n    ApiError::new(\n        StatusCode::CONFLICT,\n        \"demo.full\",\n    )\n}"),
            1
        );
        assert_eq!(count("crates/lake/src/error.rs", "fn code() { match self { A => \"lake.lost\" } }"), 1);
    }

    #[test]
    fn known_codes_other_texts_tests_and_the_command_line_pass() {
        assert_eq!(count("crates/collect/src/a.rs", "fn f() { refused(\"file.empty\", \"it is\", \"look\") }"), 0);
        assert_eq!(count("crates/collect/src/a.rs", "fn f() { column(\"trade_id\") }"), 0);
        assert_eq!(count("crates/collect/src/a.rs", "#[cfg(test)]\nmod tests { fn f() { refused(\"a.b\", \"\", \"\") } }"), 0);
        assert_eq!(count("crates/entrepot/src/a.rs", "fn f() { Failure::usage(\"a.b\", \"\", \"\") }"), 0);
    }
}
