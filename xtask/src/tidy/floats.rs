//! Law 7: money is exact. Rooms through which money flows have no `f32` or `f64` outside the files
//! named here; the lake has no float column.

use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

/// Where money flows.
const MONEY_PATHS: &[&str] =
    &["crates/domain/src/", "crates/rules/src/", "crates/lake/src/", "crates/ops/src/", "crates/semantic/src/", "crates/collect/src/"];

/// Files below those paths that may use floats, and for what.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("crates/domain/src/geo", "degrees and metres on the globe are no money"),
    ("crates/domain/src/problems", "what solvers work on is scaled and may be a float"),
    ("crates/collect/src/identify.rs", "how well a profile fits a file is a share, no money"),
    ("crates/collect/src/detect.rs", "how well a profile fits a file is a share, no money"),
    ("crates/collect/src/workbook.rs", "a workbook stores its numbers as doubles; they are written out as decimals here"),
];

const FLOATS: &[&str] = &["f32", "f64", "Float32", "Float64", "Float32Array", "Float64Array", "Float64Type", "Float32Type"];

/// Looks at code outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.rust("crates/") {
        let money = MONEY_PATHS.iter().any(|path| file.path.starts_with(path));
        if !money || EXCEPTIONS.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        for (line, code) in source.product_lines() {
            if let Some(word) = FLOATS.iter().find(|word| has_word(code, word)) {
                found.push(Finding::error(
                    &file.path,
                    line,
                    format!("`{word}` where money flows; use an exact decimal, or name the file in tidy/floats.rs with its reason"),
                ));
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
    fn a_float_in_a_money_path_is_caught() {
        let count = |path: &str, text: &str| check(&Tree::sample(&[(path, text)])).len();
        assert_eq!(count("crates/domain/src/money.rs", "fn share(&self) -> f64 { 0.0 }"), 1);
        assert_eq!(count("crates/lake/src/schema.rs", "Field::new(n, DataType::Float64, true)"), 1);
        assert_eq!(count("crates/domain/src/geo.rs", "fn x() -> f64 { 0.0 }"), 0);
        assert_eq!(count("crates/api/src/time.rs", "let x: f64 = 0.0;"), 0);
        assert_eq!(count("crates/domain/src/money.rs", "// never f64\nlet t = \"f64\";"), 0);
    }
}
