//! Every invariant in ARCHITECTURE.md names a test that exists: "(test `name`)", or "(tidy `rule`)"
//! where a rule of this tool looks after it.

use super::finding::Finding;
use super::tree::Tree;
use std::collections::BTreeSet;

const PATH: &str = "ARCHITECTURE.md";

/// Looks at the list items below a heading that contains "Invariant".
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.file(PATH) else { return Vec::new() };
    let tests = test_names(tree);
    let mut found = Vec::new();
    for (line, item) in items(&file.text) {
        let named = marked(&item, "test");
        let rules = marked(&item, "tidy");
        if named.is_empty() && rules.is_empty() {
            found.push(Finding::error(PATH, line, "an invariant without a test: end it with (test `name`)"));
        }
        for name in named.iter().filter(|name| !tests.contains(last_part(name))) {
            found.push(Finding::error(PATH, line, format!("there is no test `{name}`")));
        }
        for name in rules.iter().filter(|name| !super::RULES.iter().any(|rule| rule.name == name.as_str())) {
            found.push(Finding::error(PATH, line, format!("there is no tidy rule `{name}`")));
        }
    }
    found
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// List items with their continuation lines; an item may be long.
fn items(text: &str) -> Vec<(usize, String)> {
    let mut inside = false;
    let mut found: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with('#') {
            inside = trimmed.to_lowercase().contains("invariant");
        } else if inside && is_item(trimmed) {
            found.push((at + 1, trimmed.to_owned()));
        } else if inside
            && line.starts_with(' ')
            && let Some((_, item)) = found.last_mut()
        {
            item.push(' ');
            item.push_str(trimmed);
        }
    }
    found
}

fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ") || line.starts_with("* ") || (number.len() < line.len() && number.starts_with(". "))
}

/// The names in "(test `a`, `b`)".
fn marked(item: &str, kind: &str) -> Vec<String> {
    let mut names = Vec::new();
    for start in [format!("({kind} `"), format!("({kind}s `"), format!("; {kind} `")] {
        for (at, _) in item.match_indices(&start) {
            let inside = item[at + 1..].split([')', ';']).next().unwrap_or_default();
            names.extend(inside.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    names
}

/// Functions that only tests see, and those a `#[test]` stands over; `proptest!` writes both that way.
fn test_names(tree: &Tree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, source) in tree.rust("") {
        for line in source.lines.iter().filter(|line| line.test) {
            if let Some((_, after)) = line.code.split_once("fn ") {
                names.insert(after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn count(architecture: &str) -> usize {
        let code = "//! x\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn nothing_is_lost() {}\n}\nfn product() {}";
        check(&Tree::sample(&[("ARCHITECTURE.md", architecture), ("crates/x/src/a.rs", code)])).len()
    }

    #[test]
    fn an_invariant_must_name_a_test_that_exists() {
        assert_eq!(count("## Invariants\n- Nothing is lost\n  at all (test `nothing_is_lost`).\n"), 0);
        assert_eq!(count("## Invariants\n1. Arrows point down (tidy `layers`).\n"), 0);
        assert_eq!(count("## Invariants\n- Nothing is lost.\n"), 1);
        assert_eq!(count("## Invariants\n- Nothing is lost (test `gone`).\n"), 1);
        assert_eq!(count("## Invariants\n- Nothing is lost (tests `x::nothing_is_lost`, `product`).\n"), 1);
        assert_eq!(count("## Invariants\n- Arrows (tidy `no-such-rule`).\n"), 1);
        assert_eq!(count("## Code map\n- lake: tables\n"), 0);
    }
}
