//! A preset is data with a date: it names its schema version and, where it states facts of the
//! world (fees, lanes, duties …), its source, the day it was read and whether somebody verified it.

use super::finding::Finding;
use super::tree::Tree;

/// Folders whose files state facts that somebody else can change.
const FACTS: &[&str] = &["platforms", "payments", "fulfilment", "lanes", "duties", "taxes", "fees", "trade", "markets", "fx"];

/// Looks at `presets/**/*.toml`, and at the comments that head `presets/**/*.csv`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|f| f.path.starts_with("presets/") && f.path.ends_with(".csv")) {
        let head: Vec<&str> = file.text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim).collect();
        for key in ["schema_version", "source", "as_of", "verified"] {
            let said = head.iter().filter_map(|line| line.strip_prefix(key)?.strip_prefix(':')).any(|value| !value.trim().is_empty());
            if !said {
                found.push(Finding::error(&file.path, 1, format!("`# {key}: …` is missing above the columns")));
            }
        }
    }
    for file in tree.files.iter().filter(|f| f.path.starts_with("presets/") && f.path.ends_with(".toml")) {
        let table: toml::Table = match file.text.parse() {
            Ok(table) => table,
            Err(error) => {
                found.push(Finding::error(&file.path, 0, format!("is not TOML: {error}")));
                continue;
            }
        };
        let folder = file.path.split('/').nth(1).unwrap_or_default();
        let mut needed = vec!["schema_version"];
        if FACTS.contains(&folder) {
            needed.extend(["source", "as_of", "verified"]);
        }
        for key in needed.into_iter().filter(|key| !table.contains_key(*key)) {
            found.push(Finding::error(&file.path, 0, format!("`{key}` is missing")));
        }
        if table.get("verified").is_some_and(|value| !value.is_bool()) {
            found.push(Finding::error(&file.path, 0, "`verified` is true or false"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn presets_without_origin_are_caught() {
        let count = |path: &str, text: &str| check(&Tree::sample(&[(path, text)])).len();
        assert_eq!(count("presets/lanes/a.toml", "schema_version = 1"), 3);
        assert_eq!(count("presets/profiles/a.toml", "x = 1"), 1);
        assert_eq!(count("presets/lanes/a.toml", "schema_version = 1\nsource = 's'\nas_of = 2026-01-01\nverified = 'no'"), 1);
        assert_eq!(count("presets/profiles/a.toml", "schema_version = 1"), 0);
        assert_eq!(count("presets/profiles/a.toml", "= broken"), 1);
        let head = "# schema_version: 1\n# source: s\n# as_of: 2026-01-01\n# verified: by hand\na,b\n";
        assert_eq!(count("presets/reference/a.csv", head), 0);
        assert_eq!(count("presets/reference/a.csv", &head.replace("# source: s\n", "")), 1);
        assert_eq!(count("presets/reference/a.csv", "a,b\n"), 4);
    }
}
