//! HS codes as numbers, so that a prefix is a division.

use entrepot_domain::ids::HsCode;

/// A code or a prefix of one: its digits padded with zeros to ten, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HsNumber {
    padded: u64,
    digits: u8,
}

const DIGITS_MAX: u8 = 10;
const POWERS: [u64; 11] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000];

impl HsNumber {
    /// From a code of 6 to 10 digits.
    #[must_use]
    pub fn of(code: &HsCode) -> Self {
        Self::padded(code.as_str())
    }

    /// A prefix of a rule: `*` for every code, or 2 to 10 digits, dots dropped.
    pub(super) fn prefix(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self { padded: 0, digits: 0 });
        }
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        let sound = (2..=usize::from(DIGITS_MAX)).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| Self::padded(&digits))
    }

    fn padded(digits: &str) -> Self {
        let count = digits.len().min(usize::from(DIGITS_MAX));
        let number = digits.bytes().take(count).fold(0_u64, |number, byte| number * 10 + u64::from(byte - b'0'));
        Self { padded: number * POWERS[usize::from(DIGITS_MAX) - count], digits: count as u8 }
    }

    /// How many digits it has.
    #[must_use]
    pub fn digits(self) -> u8 {
        self.digits
    }

    /// True when it begins with the prefix.
    pub(super) fn starts_with(self, prefix: Self) -> bool {
        prefix.digits <= self.digits && self.cut(prefix.digits) == prefix.cut(prefix.digits)
    }

    /// True when a longer code could be meant by it: the prefix goes on where this code ends.
    pub(super) fn could_be(self, prefix: Self) -> bool {
        prefix.digits > self.digits && self.cut(self.digits) == prefix.cut(self.digits)
    }

    /// The number of its first digits.
    pub(super) fn cut(self, digits: u8) -> u64 {
        self.padded / POWERS[usize::from(DIGITS_MAX - digits.min(DIGITS_MAX))]
    }
}

impl core::fmt::Display for HsNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.digits == 0 {
            return f.write_str("*");
        }
        let text = format!("{:0width$}", self.cut(self.digits), width = usize::from(self.digits));
        let (head, tail) = text.split_at(text.len().min(4));
        f.write_str(head)?;
        for pair in tail.as_bytes().chunks(2) {
            write!(f, ".{}", String::from_utf8_lossy(pair))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> HsNumber {
        HsNumber::prefix(text).unwrap()
    }

    #[test]
    fn codes_are_shown_with_their_dots() {
        for text in ["*", "61", "6109", "6109.10", "0101.21.00", "9617.00.10.00"] {
            assert_eq!(of(text).to_string(), text);
        }
        for text in ["", "6", "61a", "61091000123", "**"] {
            assert!(HsNumber::prefix(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn prefixes_are_those_of_the_text(code in "[0-9]{6,10}", other in "[0-9]{2,10}", own in 2_usize..11) {
            prop_assume!(!code.starts_with("00"));
            let number = HsNumber::of(&HsCode::parse(&code).unwrap());
            let own = &code[..own.min(code.len())];
            for prefix in [own, other.as_str()] {
                prop_assert_eq!(number.starts_with(of(prefix)), code.starts_with(prefix), "{} {}", code, prefix);
                prop_assert_eq!(number.could_be(of(prefix)), prefix.len() > code.len() && prefix.starts_with(&code));
            }
            prop_assert!(number.starts_with(of("*")));
        }
    }
}
