//! Decimals as presets write them, and products that round once.

use entrepot_domain::Money;
use entrepot_domain::money::{DecimalStyle, MAX_MICROS, divide_half_even, to_micros};
use serde::{Deserialize, Deserializer};

/// A decimal of a preset, written as text (`"16.5"`), in millionths. Never negative: no rule takes a negative fee or rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Amount(pub i128);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let micros = to_micros(text.as_bytes(), DecimalStyle::POINT)
            .map_err(|reason| serde::de::Error::custom(format!("`{text}` is not a decimal number: {reason}")))?;
        if micros < 0 {
            return Err(serde::de::Error::custom(format!("`{text}` is negative")));
        }
        Ok(Self(micros))
    }
}

/// `numerator / divisor` in millionths, rounded half to even, once, to `minor` (0 to 6) decimals; `None` beyond DECIMAL(18,6).
pub(crate) fn rounded_ratio(numerator: i128, divisor: i128, minor: u8) -> Option<i128> {
    const STEPS: [i128; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let step = *STEPS.get(usize::from(minor))?;
    // Almost every product fits 64 bits, where a division is several times cheaper.
    let units = match (i64::try_from(numerator), i64::try_from(divisor * step)) {
        (Ok(numerator), Ok(divisor)) => i128::from(half_even_64(numerator, divisor)),
        _ => divide_half_even(numerator, divisor.checked_mul(step)?),
    };
    let micros = units.checked_mul(step)?;
    (micros.abs() <= MAX_MICROS).then_some(micros)
}

fn half_even_64(numerator: i64, divisor: i64) -> i64 {
    let (quotient, remainder) = (numerator.div_euclid(divisor), numerator.rem_euclid(divisor));
    let rest = divisor - remainder;
    if remainder > rest || (remainder == rest && quotient % 2 != 0) { quotient + 1 } else { quotient }
}

/// What divides a product with a rate in millionths of a percent.
pub(crate) const PERCENT: i128 = 100_000_000;

/// An amount as a step shows it, not rounded: up to six decimals.
pub(crate) fn shown(micros: i128) -> String {
    entrepot_domain::money::format_micros(micros)
}

/// A sum of money as a sentence shows it: `12.50 USD`.
pub(crate) fn told(micros: i128, currency: entrepot_domain::Currency) -> String {
    Money::from_micros(micros, currency).map_or_else(|_| format!("{} {currency}", shown(micros)), |money| money.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_widths_round_alike(numerator in -1_000_000_000_000_000_i128..1_000_000_000_000_000, divisor in 1_i128..2_000_000_000, minor in 0_u8..7) {
            let step = 10_i128.pow(6 - u32::from(minor));
            let wide = divide_half_even(numerator, divisor * step) * step;
            prop_assert_eq!(rounded_ratio(numerator, divisor, minor), (wide.abs() <= MAX_MICROS).then_some(wide));
        }
    }

    #[test]
    fn decimals_of_presets_are_text_and_never_negative() {
        #[derive(Deserialize, Debug)]
        struct T {
            a: Amount,
        }
        assert_eq!(toml::from_str::<T>("a = '16.5'").unwrap().a, Amount(16_500_000));
        for text in ["a = 16.5", "a = '-1'", "a = '1,5'", "a = ''", "a = '1e3'"] {
            assert!(toml::from_str::<T>(text).is_err(), "{text}");
        }
    }
}
