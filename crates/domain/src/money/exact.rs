//! Exact arithmetic on micro units: printing, products, conversion, rounding.
//!
//! Everything rounds half to even, once, and tells overflow as `None`. There is no division of two amounts here: a ratio
//! divides once, after aggregation, where it is shown.

use core::fmt::Write as _;

use rust_decimal::Decimal;

use super::micros::{MAX_MICROS, POWERS, UNIT};

/// Writes micro units as a decimal without trailing zeros: `10655622.484`, `-0.5`, `7`.
pub fn format_micros(micros: i128) -> String {
    format_scaled(micros, 0)
}

/// Writes micro units with at least `minimum` decimals.
pub(crate) fn format_scaled(micros: i128, minimum: usize) -> String {
    let mut out = String::with_capacity(24);
    if micros < 0 {
        out.push('-');
    }
    let absolute = micros.unsigned_abs();
    let unit = UNIT as u128;
    // Writing to a String cannot fail.
    let _ = write!(out, "{}", absolute / unit);
    let fraction = absolute % unit;
    if fraction != 0 || minimum > 0 {
        let _ = write!(out, ".{fraction:06}");
        let dot = out.len() - 7;
        while out.ends_with('0') && out.len() > dot + 1 + minimum {
            out.pop();
        }
        if out.len() == dot + 1 {
            out.pop();
        }
    }
    out
}

/// The same number as a `Decimal`; `None` beyond 96 bits, which no amount of DECIMAL(18,6) reaches.
pub fn micros_to_decimal(micros: i128) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(micros, 6).ok().map(|value| value.normalize())
}

/// Product of two numbers in micro units, rounded half to even; `None` when it does not fit.
pub fn mul_micros(left: i128, right: i128) -> Option<i128> {
    within(divide_half_even(left.checked_mul(right)?, UNIT))
}

/// Product of two numbers in micro units; `None` when it does not fit or would need rounding.
pub fn mul_micros_exact(left: i128, right: i128) -> Option<i128> {
    let product = left.checked_mul(right)?;
    if product % UNIT == 0 { within(product / UNIT) } else { None }
}

/// An amount times a rate, rounded half to even to micro units; `None` when it does not fit.
///
/// This is the one place where a conversion rounds: the rate itself keeps its full precision.
pub fn convert_micros(micros: i128, rate: Decimal) -> Option<i128> {
    let amount = within(micros)?;
    let scale = 10_i128.checked_pow(rate.scale())?;
    if let Some(product) = amount.checked_mul(rate.mantissa()) {
        return within(divide_half_even(product, scale));
    }
    // A large amount times a long rate: the whole part of the rate is exact, only its fraction rounds.
    let exact = amount.checked_mul(rate.mantissa() / scale)?;
    let fraction = amount.checked_mul(rate.mantissa() % scale)?;
    let (quotient, remainder) = (fraction.div_euclid(scale), fraction.rem_euclid(scale));
    let floor = exact.checked_add(quotient)?;
    let rest = scale - remainder;
    let up = remainder > rest || (remainder == rest && floor % 2 != 0);
    within(floor + i128::from(up))
}

/// Rounds micro units half to even to `decimals` (0 to 6) digits after the decimal point; `None` when it does not fit.
pub fn round_micros(micros: i128, decimals: u8) -> Option<i128> {
    let step = i128::from(*POWERS.get(decimals as usize)?);
    within(divide_half_even(micros, step) * step)
}

/// `numerator / denominator` rounded half to even; the denominator is positive.
pub fn divide_half_even(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator.div_euclid(denominator);
    let remainder = numerator.rem_euclid(denominator);
    let rest = denominator - remainder;
    if remainder > rest || (remainder == rest && quotient % 2 != 0) { quotient + 1 } else { quotient }
}

pub(crate) fn within(micros: i128) -> Option<i128> {
    (micros.abs() <= MAX_MICROS).then_some(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_round_once() {
        assert_eq!(mul_micros(3_000_000, 2_550_000), Some(7_650_000));
        assert_eq!(mul_micros(500_000, 1), Some(0));
        assert_eq!(mul_micros(500_000, 3), Some(2));
        assert_eq!(mul_micros(-500_000, 3), Some(-2));
        assert_eq!(mul_micros_exact(500_000, 3), None);
        assert_eq!(mul_micros(MAX_MICROS, 2_000_000), None);
        assert_eq!(round_micros(2_345_000, 2), Some(2_340_000));
        assert_eq!(round_micros(2_355_000, 2), Some(2_360_000));
    }
}
