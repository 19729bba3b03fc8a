//! Exact numbers as `semantic` writes them: added without loss, divided once for a share.

use rust_decimal::Decimal;

/// An integer and the number of its decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exact {
    value: i128,
    scale: u32,
}

impl Exact {
    pub(crate) const ZERO: Self = Self { value: 0, scale: 0 };

    /// Reads a decimal text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let value = format!("{whole}{fraction}").parse().ok()?;
        Some(Self { value, scale: u32::try_from(fraction.len()).ok()? })
    }

    fn at(self, scale: u32) -> Option<i128> {
        self.value.checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }

    /// Nothing when it leaves the range of exact decimals.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { value: self.at(scale)?.checked_add(other.at(scale)?)?, scale })
    }

    /// The sum; untold when one of them is.
    pub(crate) fn sum(all: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        all.into_iter().try_fold(Self::ZERO, |sum, one| sum.plus(one?))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.value == 0
    }

    /// As a decimal with as many of its digits as 28 allow, for a ratio.
    fn rounded(self) -> Decimal {
        let mut exact = self;
        // Two numbers of up to 14 digits divide to more digits than a share shows.
        while exact.value.unsigned_abs() >= 10_u128.pow(27) && exact.scale > 0 {
            exact = Self { value: exact.value / 10, scale: exact.scale - 1 };
        }
        Decimal::try_from_i128_with_scale(exact.value, exact.scale.min(28)).unwrap_or_default()
    }

    /// This as a share of a whole, percent, `decimals` behind the point; nothing of nothing.
    pub(crate) fn share_pct(self, whole: Self, decimals: u32) -> Option<Decimal> {
        if whole.is_zero() {
            return None;
        }
        let share = self.rounded().checked_div(whole.rounded())?.checked_mul(Decimal::ONE_HUNDRED)?;
        Some(share.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// As text; `least` decimals at least.
    pub(crate) fn text(self, least: usize) -> String {
        entrepot_engine::decimal_text(self.value, i8::try_from(self.scale).unwrap_or(i8::MAX), least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn sums_are_exact_and_an_untold_part_leaves_the_whole_untold() {
        let sum = Exact::sum([Some(exact("99.99999999999996888")), Some(exact("0.00000000000003112")), Some(exact("-1"))]);
        assert_eq!(sum.unwrap().text(2), "99.00");
        assert_eq!(Exact::sum([Some(exact("1")), None]), None);
        assert_eq!(exact("-0.05").text(2), "-0.05");
    }

    #[test]
    fn shares_are_rounded_once() {
        assert_eq!(exact("1").share_pct(exact("3"), 4).unwrap().to_string(), "33.3333");
        assert_eq!(exact("2").share_pct(exact("3"), 4).unwrap().to_string(), "66.6667");
        assert_eq!(exact("1").share_pct(exact("0.00"), 4), None);
        let large = exact("123456789012345678.123456789012345678");
        assert_eq!(large.share_pct(large, 4).unwrap().to_string(), "100");
    }
}
