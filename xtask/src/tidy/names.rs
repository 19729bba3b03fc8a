//! Law 6: no platform, carrier or country is named in code. What is true of one of them is a
//! preset; code reads presets. Importers of one source, the ISO tables, the demo seller and tests
//! may name them.

use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

const LISTED: &str = include_str!("lists/platforms_and_carriers.txt");
const COUNTRIES: &str = "presets/reference/countries.csv";

/// Where names are the subject.
const FREE_PATHS: &[(&str, &str)] = &[
    ("crates/collect/src/importers/", "one file for one source"),
    ("crates/collect/src/presets.rs", "the list of shipped profiles, which are called by their sources"),
    ("crates/rules/src/lanes/shipped.rs", "the list of shipped lanes, whose files are called by them"),
    ("crates/rules/src/platforms/shipped.rs", "the list of shipped platforms, whose files are called by them"),
    ("crates/domain/src/country/", "the ISO tables and the names that files use for countries"),
    ("crates/demo/", "the demo seller sells somewhere to somebody"),
];

/// Country codes that are ordinary words of SQL or English when written in capitals.
const WORDS: &[&str] = &["AS", "AT", "BY", "DO", "ID", "IN", "IS", "IT", "ME", "NO", "SO", "TO", "AND", "CAN", "PER", "MAX"];

/// Looks at string literals outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let (names, codes) = names(tree);
    let mut found = Vec::new();
    for (file, source) in tree.rust("crates/") {
        if FREE_PATHS.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        for literal in source.product_literals() {
            let lower = literal.text.to_lowercase();
            let named = names.iter().find(|name| name.is_in(&literal.text, &lower)).map(|name| name.text.as_str());
            let coded = codes.iter().find(|code| **code == literal.text).map(String::as_str);
            if let Some(name) = named.or(coded) {
                found.push(Finding::error(
                    &file.path,
                    literal.line,
                    format!("`{name}` is named in code: what is true of it belongs into a preset"),
                ));
            }
        }
    }
    found
}

struct Name {
    text: String,
    exact: bool,
}

impl Name {
    fn is_in(&self, text: &str, lower: &str) -> bool {
        // Chinese is written without spaces: a name is found wherever it stands.
        let chinese = self.text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        match (chinese, self.exact) {
            (true, _) => text.contains(&self.text),
            (false, true) => has_word(text, &self.text),
            (false, false) => has_word(lower, &self.text),
        }
    }
}

/// All names, and the two- and three-letter codes of countries.
fn names(tree: &Tree) -> (Vec<Name>, Vec<String>) {
    let mut names: Vec<Name> = LISTED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| match line.strip_prefix('=') {
            Some(name) => Name { text: name.to_owned(), exact: true },
            None => Name { text: line.to_lowercase(), exact: false },
        })
        .collect();
    for folder in ["presets/platforms/", "presets/lanes/"] {
        for stem in tree.files.iter().filter_map(|file| file.path.strip_prefix(folder)?.split('.').next()) {
            names.push(Name { text: stem.to_lowercase(), exact: false });
        }
    }
    let mut codes = Vec::new();
    let rows = tree.file(COUNTRIES).map(|file| file.text.as_str()).unwrap_or_default();
    for cells in rows.lines().filter(|line| !line.starts_with('#')).skip(1).map(cells) {
        let [alpha2, alpha3, _, _, english, chinese, ..] = cells.as_slice() else { continue };
        codes.extend([alpha2, alpha3].into_iter().filter(|code| !WORDS.contains(&code.as_str())).cloned());
        names.extend([english, chinese].into_iter().map(|text| Name { text: text.clone(), exact: true }));
    }
    names.retain(|name| !name.text.is_empty());
    (names, codes)
}

/// A CSV line's cells; quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{cells, check};
    use crate::tidy::tree::Tree;

    const CSV: &str = "# source: ISO\nalpha2,alpha3,numeric,continent,en,zh_cn,aliases,note\nDE,DEU,276,EU,Germany,德国,,\nID,IDN,360,AS,Indonesia,印度尼西亚,,\n";

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::sample(&[(super::COUNTRIES, CSV), ("presets/lanes/zoomfast.toml", ""), (path, text)])).len()
    }

    #[test]
    fn names_and_codes_in_code_are_caught() {
        for text in [
            "let p = \"amazon\";",
            "if s.starts_with(\"Sold on eBay\") {}",
            "let c = \"DHL\";",
            "let c = \"Germany\";",
            "let c = \"出口到德国\";",
            "let c = \"DE\";",
            "let c = \"DEU\";",
            "let lane = \"zoomfast\";",
        ] {
            assert_eq!(count("crates/semantic/src/a.rs", text), 1, "{text}");
        }
    }

    #[test]
    fn ordinary_words_comments_and_free_places_pass() {
        for text in
            ["let c = \"ID\";", "let x = \"pushups\";", "// Amazon", "let x = \"DESC\";", "#[cfg(test)]\nmod t { const X: &str = \"DE\"; }"]
        {
            assert_eq!(count("crates/semantic/src/a.rs", text), 0, "{text}");
        }
        assert_eq!(count("crates/demo/src/a.rs", "let c = \"Germany\";"), 0);
        assert_eq!(count("crates/collect/src/importers/olist.rs", "let c = \"olist\";"), 0);
        assert_eq!(count("crates/collect/tests/a.rs", "let c = \"DE\";"), 0);
    }

    #[test]
    fn quoted_cells_keep_their_commas() {
        assert_eq!(cells("a,\"b, c\",d"), ["a", "b, c", "d"]);
    }
}
