//! Exact amounts inside importers: reading as the file writes them, writing plainly, sharing out without losing a cent.

use entrepot_domain::money::{DecimalStyle, format_micros, to_micros};

/// An amount in micro units; `None` when the text is empty or no number.
#[must_use]
pub(crate) fn micros(text: &[u8], style: DecimalStyle) -> Option<i128> {
    let text = text.trim_ascii();
    if text.is_empty() { None } else { to_micros(text, style).ok() }
}

/// An amount of money as spreadsheets write it: `$1,234.56`, `(12.00)`, `-£5.00`, `--`.
#[must_use]
pub(crate) fn money(text: &[u8], style: DecimalStyle) -> Option<i128> {
    let text = String::from_utf8_lossy(text);
    let text = text.trim();
    let negative = text.starts_with('(') && text.ends_with(')') || text.contains('-') || text.contains('\u{2212}');
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    // Letters inside a number are no currency sign: `12a4` is no amount.
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    if text[first..last].chars().any(|c| c.is_alphabetic()) {
        return None;
    }
    let value = micros(digits.as_bytes(), style)?;
    Some(if negative { -value } else { value })
}

/// Micro units as plain text.
#[must_use]
pub(crate) fn plain(micros: i128) -> String {
    format_micros(micros)
}

/// Shares `total` out in proportion to `weights`, to the given step (10,000 micro units are a cent), by the largest
/// remainder: the parts add up to the total exactly. Equal parts when all weights are zero.
#[must_use]
pub(crate) fn share_out(total: i128, weights: &[i128], step: i128) -> Vec<i128> {
    if weights.is_empty() {
        return Vec::new();
    }
    let all: i128 = weights.iter().map(|w| w.abs()).sum();
    let weights: Vec<i128> = if all == 0 { vec![1; weights.len()] } else { weights.iter().map(|w| w.abs()).collect() };
    let all: i128 = weights.iter().sum();
    let sign = total.signum();
    // What is finer than the step stays with the first part.
    let (steps, fine) = (total.abs() / step, total.abs() % step);
    let mut parts: Vec<(i128, i128)> = weights.iter().map(|w| (steps * w / all, steps * w % all)).collect();
    let given: i128 = parts.iter().map(|p| p.0).sum();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(parts[*i].1), *i));
    for i in order.into_iter().take(usize::try_from(steps - given).unwrap_or(0)) {
        parts[i].0 += 1;
    }
    let mut parts: Vec<i128> = parts.into_iter().map(|p| p.0 * step * sign).collect();
    parts[0] += fine * sign;
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_as_spreadsheets_write_it() {
        let p = DecimalStyle::POINT_GROUPED;
        for (text, want) in [("$1,234.56", 1_234_560_000), ("(12.00)", -12_000_000), ("-£5.00", -5_000_000), ("US $ 7", 7_000_000)] {
            assert_eq!(money(text.as_bytes(), p), Some(want), "{text}");
        }
        assert_eq!(money(b"1.234,56 EUR", DecimalStyle::COMMA_GROUPED), Some(1_234_560_000));
        assert_eq!(money(b"--", p), None);
        assert_eq!(money(b"12a4", p), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_fair(total in -10_000_000_000_i128..10_000_000_000, weights in proptest::collection::vec(0_i128..1_000_000_000, 1..9)) {
            let parts = share_out(total, &weights, 10_000);
            prop_assert_eq!(parts.iter().sum::<i128>(), total);
            let all: i128 = weights.iter().sum();
            if all > 0 {
                for (p, w) in parts.iter().zip(&weights) {
                    let exact = total * w / all;
                    prop_assert!((p - exact).abs() <= 20_000, "{} for {}", p, exact);
                }
            }
        }
    }
}
