//! Exact decimals as text.
//!
//! No rounding and no float on the way: digits in, digits out.

/// Writes an integer with a decimal scale, trailing zeros cut down to `keep` decimals (or the scale, if that is less).
///
/// `decimal_text(1_500_000, 6, 2)` is `1.50`.
#[must_use]
pub fn decimal_text(unscaled: i128, scale: i8, keep: usize) -> String {
    let digits = unscaled.unsigned_abs().to_string();
    let sign = if unscaled < 0 { "-" } else { "" };
    let Ok(scale) = usize::try_from(scale) else {
        let zeros = "0".repeat(usize::from(scale.unsigned_abs()));
        return if unscaled == 0 { "0".to_owned() } else { format!("{sign}{digits}{zeros}") };
    };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    let significant = fraction.trim_end_matches('0').len().max(keep.min(scale));
    if significant == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{}", &fraction[..significant]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stay_exact() {
        for (unscaled, scale, keep, text) in [
            (1_500_000, 6, 2, "1.50"),
            (10_655_622_484_000, 6, 2, "10655622.484"),
            (-5, 6, 2, "-0.000005"),
            (0, 6, 2, "0.00"),
            (0, 0, 2, "0"),
            (7, 0, 0, "7"),
            (-1_000_000, 6, 0, "-1"),
            (123, 1, 2, "12.3"),
            (5, -3, 0, "5000"),
            (i128::MAX, 38, 0, "1.70141183460469231731687303715884105727"),
            (i128::MIN, 0, 0, "-170141183460469231731687303715884105728"),
        ] {
            assert_eq!(decimal_text(unscaled, scale, keep), text);
        }
    }
}
