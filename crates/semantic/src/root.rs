//! Roots of exact numbers: growth a year, without a float.

/// A natural number of any size: digits to base 2^32, the lowest first.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Natural(Vec<u32>);

impl Natural {
    fn times(mut self, factor: u128) -> Self {
        // By 32 bits at a time: the product of two digits and a carry fits 64 bits.
        let mut sum: Vec<u32> = Vec::new();
        for (place, part) in (0..4).map(|at| (at, (factor >> (32 * at)) & 0xffff_ffff)).filter(|(_, part)| *part > 0) {
            let mut carry = 0_u128;
            for at in 0.. {
                let digit = self.0.get(at).copied();
                if digit.is_none() && carry == 0 && at + place >= sum.len() {
                    break;
                }
                while sum.len() <= at + place {
                    sum.push(0);
                }
                let value = u128::from(sum[at + place]) + u128::from(digit.unwrap_or(0)) * part + carry;
                sum[at + place] = u32::try_from(value & 0xffff_ffff).unwrap_or(u32::MAX);
                carry = value >> 32;
            }
        }
        while sum.last() == Some(&0) {
            sum.pop();
        }
        self.0 = sum;
        self
    }

    fn power(of: u128, exponent: u32) -> Self {
        (0..exponent).fold(Self(vec![1]), |power, _| power.times(of))
    }

    fn is_within(&self, other: &Self) -> bool {
        let order = self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()));
        order.is_le()
    }
}

/// The largest number of millionths whose `n`-th power is no more than `above / below`; `below` is above zero. Nothing when it
/// does not fit.
pub(crate) fn root(above: u128, below: u128, n: u32) -> Option<u128> {
    let ratio = Natural::power(1_000_000, n).times(above);
    let within = |root: u128| Natural::power(root, n).times(below).is_within(&ratio);
    let (mut low, mut high) = (0_u128, 1_000_000_u128);
    while within(high) {
        (low, high) = (high, high.checked_mul(2)?);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if within(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_exact_and_round_down() {
        assert_eq!(root(8, 1, 3), Some(2_000_000));
        assert_eq!(root(2, 1, 2), Some(1_414_213));
        assert_eq!(root(1, 4, 2), Some(500_000));
        assert_eq!(root(0, 5, 7), Some(0));
        // The published vector: 1.1 to 6.9 in seven years is 29.99 % a year.
        assert_eq!(root(69, 11, 7), Some(1_299_937));
        assert_eq!(root(10_u128.pow(30), 1, 30), Some(10_000_000));
        assert_eq!(root(u128::MAX, 1, 1), None);
    }

    #[test]
    fn products_carry() {
        let product = Natural(vec![u32::MAX, u32::MAX]).times(u128::MAX);
        // (2^64 - 1) (2^128 - 1) = 2^192 - 2^128 - 2^64 + 1.
        assert_eq!(product, Natural(vec![1, 0, u32::MAX, u32::MAX, u32::MAX - 1, u32::MAX]));
    }
}
