//! Law 8: a quantity says its unit in its name (`weight_g`, `distance_m`, `transit_days`).

use super::finding::Finding;
use super::tree::Tree;

/// Names that mean nothing without a unit.
const BARE: &[&str] = &[
    "weight",
    "charged_weight",
    "gross_weight",
    "net_weight",
    "volumetric_weight",
    "distance",
    "length",
    "width",
    "height",
    "depth_of_parcel",
    "volume",
    "duration",
    "elapsed",
    "timeout",
    "latency",
    "transit",
    "transit_time",
    "lead_time",
    "delay",
    "age",
    "interval",
    "speed",
    "area",
];

/// Types that hold a bare number; `Duration` and its like carry their unit themselves, `usize` counts.
const NUMBERS: &[&str] = &["f32", "f64", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "Decimal"];

/// Places where the name means something else.
const EXCEPTIONS: &[(&str, &str)] = &[("crates/demo/src/tables/", "a weight in a draw of lots is a share and has no unit")];

/// Looks at fields, arguments and bindings with a written type.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.rust("crates/") {
        if EXCEPTIONS.iter().any(|(path, _)| file.path.starts_with(path)) {
            continue;
        }
        for (line, code) in source.product_lines() {
            for name in BARE {
                if declares_number(code, name) {
                    found.push(Finding::error(
                        &file.path,
                        line,
                        format!("`{name}` is a bare number: put the unit into the name ({name}_g, _m, _ms, _days …)"),
                    ));
                }
            }
        }
    }
    found
}

fn declares_number(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let starts = !code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let Some(of_type) = code[at + name.len()..].trim_start().strip_prefix(':') else { return false };
        let of_type = of_type.trim_start().trim_start_matches("Option<");
        let of_type: String = of_type.chars().take_while(|c| c.is_alphanumeric()).collect();
        starts && NUMBERS.contains(&of_type.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn a_bare_number_is_caught() {
        let count = |text: &str| check(&Tree::sample(&[("crates/domain/src/a.rs", text)])).len();
        assert_eq!(count("pub weight: Decimal,"), 1);
        assert_eq!(count("fn f(distance: u64, timeout: Option<u32>)"), 2);
        assert_eq!(count("pub weight_g: Decimal, timeout: Duration, let x = a.length();"), 0);
        assert_eq!(count("Thing { weight: weight_g }"), 0);
    }
}
