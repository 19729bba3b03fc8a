//! A lint is expected with a reason (`#[expect(…, reason = "…")]`), so that it goes away with its
//! cause; `allow` would stay for ever. Tests may allow with a reason: their functions outside
//! `#[test]` are not known to clippy as tests, and which of them trip a lint changes daily.

use super::finding::Finding;
use super::tree::Tree;

/// Looks at all Rust code, tests too.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.rust("") {
        let code: Vec<&str> = source.lines.iter().map(|line| line.code.as_str()).collect();
        for (at, line) in code.iter().enumerate() {
            let attribute = ["#[allow(", "#![allow("].iter().any(|start| line.contains(start));
            let reasoned = source.lines[at].test && attribute_text(&code[at..]).contains("reason =");
            if attribute && !reasoned {
                found.push(Finding::error(&file.path, at + 1, "`allow` is silent: use `#[expect(…, reason = \"…\")]`"));
            }
            let expects = ["#[expect(", "#![expect("].iter().any(|start| line.contains(start));
            if expects && !attribute_text(&code[at..]).contains("reason =") {
                found.push(Finding::error(&file.path, at + 1, "`expect` without a reason"));
            }
        }
    }
    found
}

/// The attribute that starts on the first line, up to its closing bracket.
fn attribute_text(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        if line.contains(")]") {
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn silent_permissions_are_caught() {
        let count = |text: &str| check(&Tree::sample(&[("crates/x/src/a.rs", text)])).len();
        assert_eq!(count("#[allow(dead_code)]\nfn a() {}"), 1);
        assert_eq!(count("#![allow(missing_docs)]"), 1);
        assert_eq!(count("#[expect(dead_code)]\nfn a() {}"), 1);
        assert_eq!(count("#[expect(\n    dead_code,\n    reason = \"why\"\n)]\nfn a() {}"), 0);
        assert_eq!(count("// #[allow(dead_code)]"), 0);
        assert_eq!(count("#![allow(missing_docs, reason = \"why\")]"), 1);
        let tests = |text: &str| check(&Tree::sample(&[("crates/x/tests/a.rs", text)])).len();
        assert_eq!(tests("#![allow(missing_docs, reason = \"tests\")]"), 0);
        assert_eq!(tests("#![allow(missing_docs)]"), 1);
    }
}
