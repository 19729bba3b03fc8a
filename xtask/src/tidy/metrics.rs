//! Law 7 for metric files: no average, no float, nothing approximate; a ratio divides once, after
//! aggregation, and that division is the compiler's, not the expression's.

use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

const BANNED: &[(&str, &str)] = &[
    ("AVG", "averages of averages; write numerator and denominator"),
    ("MEAN", "averages of averages; write numerator and denominator"),
    ("FLOAT", "a float"),
    ("DOUBLE", "a float"),
    ("REAL", "a float"),
    ("STDDEV", "a float"),
    ("VARIANCE", "a float"),
];

/// Looks at the SQL in `presets/metrics/`: at every string value that is not a label or a text for people.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|f| f.path.starts_with("presets/metrics/") && f.path.ends_with(".toml")) {
        let Ok(table) = file.text.parse::<toml::Table>() else {
            found.push(Finding::error(&file.path, 0, "is not TOML"));
            continue;
        };
        let mut texts = Vec::new();
        for (key, value) in &table {
            gather(key, value, &mut texts);
        }
        for (key, text) in texts {
            let upper = text.to_uppercase();
            if let Some((word, what)) = BANNED.iter().find(|(word, _)| has_word(&upper, word)) {
                found.push(Finding::error(&file.path, 0, format!("`{key}` uses {word}: {what}")));
            }
            if upper.contains("APPROX_") {
                found.push(Finding::error(&file.path, 0, format!("`{key}` is approximate; a metric is exact")));
            }
            if text.matches('/').count() > 1 {
                found.push(Finding::error(
                    &file.path,
                    0,
                    format!("`{key}` divides more than once; a ratio divides once, after aggregation"),
                ));
            }
        }
    }
    found
}

/// Keys whose values are written for people.
const PROSE: &[&str] = &["label", "why", "definition", "description", "note", "source", "name"];

fn gather<'a>(key: &'a str, value: &'a toml::Value, texts: &mut Vec<(&'a str, &'a str)>) {
    if PROSE.contains(&key) {
        return;
    }
    match value {
        toml::Value::String(text) => texts.push((key, text)),
        toml::Value::Array(values) => values.iter().for_each(|value| gather(key, value, texts)),
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| gather(key, value, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn inexact_metrics_are_caught_and_words_for_people_are_not() {
        let count = |text: &str| check(&Tree::sample(&[("presets/metrics/x.toml", text)])).len();
        assert_eq!(count("expression = 'avg(amount)'"), 1);
        assert_eq!(count("[value]\nnumerator = 'cast(sum(amount) as double)'"), 1);
        assert_eq!(count("expression = 'approx_distinct(buyer_id)'"), 1);
        assert_eq!(count("expression = 'sum(a / b) / count(*)'"), 1);
        assert_eq!(count("expression = 'sum(amount)'\nlabel = { en = 'The average, a real double', zh = 'x' }"), 0);
        assert_eq!(count("not toml"), 1);
    }
}
