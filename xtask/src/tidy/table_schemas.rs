//! Law 5, second half: a stored table's columns are written down in `lake` or `ops` only.

use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

/// Makes an Arrow or Delta schema from nothing.
const MAKES_SCHEMA: &[&str] = &["Schema::new", "SchemaBuilder::new", "StructType::new", "StructType::try_new"];

/// Schemas of results and of tables that live in memory only.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("crates/engine/src/views.rs", "the reference table of countries is made in memory from the domain's"),
    ("crates/engine/src/fx.rs", "the rate table of a report currency is made in memory for one query"),
    ("crates/engine/src/line_sums.rs", "lines added up by document are made in memory for one lake version"),
    ("crates/engine/src/provider.rs", "a provider hands on the lake's schema, text as views"),
];

/// Looks at code for Arrow schemas and at literals for DDL.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.rust("crates/") {
        let owner = ["crates/lake/", "crates/ops/"].iter().any(|room| file.path.starts_with(room));
        if owner || EXCEPTIONS.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        for (line, code) in source.product_lines() {
            if let Some(word) = MAKES_SCHEMA.iter().find(|word| has_word(code, word)) {
                found.push(Finding::error(&file.path, line, format!("`{word}`: table schemas live in lake and ops")));
            }
        }
        for literal in source.product_literals() {
            let text = literal.text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
            if text.contains("CREATE TABLE") || text.contains("ALTER TABLE") {
                found.push(Finding::error(&file.path, literal.line, "DDL: table schemas live in lake and ops"));
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
    fn a_schema_elsewhere_is_caught() {
        let arrow = "let s = Schema::new(vec![]);";
        let ddl = "let q = \"create   table t (x int)\";";
        for text in [arrow, ddl] {
            assert_eq!(check(&Tree::sample(&[("crates/collect/src/a.rs", text)])).len(), 1, "{text}");
            assert_eq!(check(&Tree::sample(&[("crates/lake/src/schema.rs", text)])).len(), 0, "{text}");
            assert_eq!(check(&Tree::sample(&[("crates/collect/tests/a.rs", text)])).len(), 0, "{text}");
        }
        assert_eq!(check(&Tree::sample(&[("crates/api/src/a.rs", "let s = ToSchema::new();")])).len(), 0);
    }
}
