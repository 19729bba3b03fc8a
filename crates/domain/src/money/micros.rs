//! Amounts as whole micro units: the number behind DECIMAL(18,6), and the decimal reader that imports live on.
//!
//! [`to_micros`] runs once per cell of every imported file: it works on bytes, allocates nothing and reports a small
//! [`MicrosError`] instead of text. It does not guess: which separator is which is the caller's [`DecimalStyle`].
//! Printing and arithmetic are in the module beside this one.

/// Micro units in one unit.
pub const UNIT: i128 = 1_000_000;
/// Largest absolute value of DECIMAL(18,6).
pub const MAX_MICROS: i128 = 999_999_999_999_999_999;

pub(super) const POWERS: [u64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// How a file writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalStyle {
    /// The decimal mark: `b'.'` or `b','`.
    pub decimal: u8,
    /// The mark between groups of digits, if the file uses one; `b' '` also stands for no-break spaces.
    pub thousands: Option<u8>,
    /// What happens to more than six decimals: rounded half to even, or (false) refused.
    pub round: bool,
}

impl DecimalStyle {
    /// `1234.5`
    pub const POINT: Self = Self { decimal: b'.', thousands: None, round: false };
    /// `1,234.5`
    pub const POINT_GROUPED: Self = Self { decimal: b'.', thousands: Some(b','), round: false };
    /// `1234,5`
    pub const COMMA: Self = Self { decimal: b',', thousands: None, round: false };
    /// `1.234,5`
    pub const COMMA_GROUPED: Self = Self { decimal: b',', thousands: Some(b'.'), round: false };

    /// The same style, rounding what has more than six decimals.
    pub const fn rounding(self) -> Self {
        Self { round: true, ..self }
    }
}

/// Why a cell is not an amount. One byte, so that a column of bad cells costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MicrosError {
    /// Nothing but blanks.
    #[error("it is empty")]
    Empty,
    /// A character that has no place in a number.
    #[error("it holds a character that is no digit")]
    Character,
    /// A grouping mark in the wrong place, as in `1,5` with `,` for thousands.
    #[error("a thousands separator is in the wrong place")]
    Grouping,
    /// Scientific notation, mostly a spreadsheet's damage.
    #[error("it is in scientific notation")]
    Exponent,
    /// More than six decimals.
    #[error("it has more than six decimals")]
    Precision,
    /// More than twelve digits before the decimal mark.
    #[error("it has more than twelve digits before the decimal mark")]
    Overflow,
}

impl MicrosError {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "decimal_empty",
            Self::Character => "decimal_character",
            Self::Grouping => "decimal_grouping",
            Self::Exponent => "decimal_exponent",
            Self::Precision => "decimal_precision",
            Self::Overflow => "decimal_overflow",
        }
    }

    /// What to do about it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Empty => "fill the cell, or map the column as optional",
            Self::Character => "remove currency signs and units; check which column is mapped",
            Self::Grouping => "check the profile's decimal and thousands separators",
            Self::Exponent => "a spreadsheet shortened the number; export the column as text",
            Self::Precision => "round to six decimals, or let the profile round",
            Self::Overflow => "check the column: an id may have been read as an amount",
        }
    }
}

/// Reads a decimal number into micro units. Blanks around it and one leading sign are accepted.
pub fn to_micros(text: &[u8], style: DecimalStyle) -> Result<i128, MicrosError> {
    let text = text.trim_ascii();
    let (negative, digits) = match text {
        [] => return Err(MicrosError::Empty),
        // U+2212 is the typographic minus of some reports.
        [b'-', rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut whole = 0_u64;
    let mut i = 0;
    while i < digits.len() {
        let digit = digits[i].wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        whole = whole * 10 + u64::from(digit);
        if whole >= 1_000_000_000_000 {
            return Err(MicrosError::Overflow);
        }
        i += 1;
    }
    let mut whole_digits = i;
    if i < digits.len() && digits[i] != style.decimal && style.thousands.is_some() {
        (whole, i) = grouped(digits, style, whole, i)?;
        whole_digits = i;
    }
    if i == digits.len() {
        return if whole_digits == 0 { Err(MicrosError::Character) } else { Ok(signed(negative, whole * 1_000_000)) };
    }
    if digits[i] != style.decimal {
        return Err(stray(digits[i], whole_digits));
    }
    let fraction = &digits[i + 1..];
    if whole_digits == 0 && fraction.is_empty() {
        return Err(MicrosError::Character);
    }
    let micros = whole * 1_000_000 + decimals(fraction, whole, style.round)?;
    if micros > MAX_MICROS as u64 {
        return Err(MicrosError::Overflow);
    }
    Ok(signed(negative, micros))
}

fn signed(negative: bool, micros: u64) -> i128 {
    let value = micros as i64;
    i128::from(if negative { -value } else { value })
}

fn stray(byte: u8, digits_before: usize) -> MicrosError {
    if matches!(byte, b'e' | b'E') && digits_before > 0 { MicrosError::Exponent } else { MicrosError::Character }
}

/// Up to six decimals as micro units; `whole` only matters for the rounding of ties, which looks at the last kept digit.
fn decimals(fraction: &[u8], whole: u64, round: bool) -> Result<u64, MicrosError> {
    let mut value = 0_u64;
    let kept = fraction.len().min(6);
    for &byte in &fraction[..kept] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(stray(byte, 1));
        }
        value = value * 10 + u64::from(digit);
    }
    value *= POWERS[kept];
    if fraction.len() <= 6 {
        return Ok(value);
    }
    let rest = &fraction[6..];
    let mut beyond = false;
    for (i, &byte) in rest.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return Err(stray(byte, 1));
        }
        beyond |= i > 0 && byte != b'0';
    }
    if rest[0] == b'0' && !beyond {
        return Ok(value);
    }
    if !round {
        return Err(MicrosError::Precision);
    }
    let last_is_odd = if kept == 0 { whole % 2 == 1 } else { value % 2 == 1 };
    let up = rest[0] > b'5' || (rest[0] == b'5' && (beyond || last_is_odd));
    Ok(value + u64::from(up))
}

/// The slow path: digits with grouping marks. The first group has 1 to 3 digits, the last 3, those between 2 or 3
/// (India groups by two). Returns the value and where the whole part ends.
fn grouped(digits: &[u8], style: DecimalStyle, mut whole: u64, mut i: usize) -> Result<(u64, usize), MicrosError> {
    let Some(mark) = style.thousands else { return Ok((whole, i)) };
    if mark_length(&digits[i..], mark) == 0 {
        return Ok((whole, i));
    }
    if i == 0 || i > 3 {
        return Err(MicrosError::Grouping);
    }
    let mut group = 3;
    loop {
        let length = digits.get(i..).map_or(0, |rest| mark_length(rest, mark));
        if length == 0 {
            break;
        }
        if group != 2 && group != 3 {
            return Err(MicrosError::Grouping);
        }
        i += length;
        group = 0;
        while let Some(digit) = digits.get(i).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit <= 9) {
            whole = whole * 10 + u64::from(digit);
            if whole >= 1_000_000_000_000 {
                return Err(MicrosError::Overflow);
            }
            group += 1;
            i += 1;
        }
    }
    if group == 3 { Ok((whole, i)) } else { Err(MicrosError::Grouping) }
}

/// Length in bytes of a grouping mark at the start of `rest`, 0 when there is none.
fn mark_length(rest: &[u8], mark: u8) -> usize {
    match rest {
        [byte, ..] if *byte == mark => 1,
        [0xC2, 0xA0, ..] if mark == b' ' => 2,
        [0xE2, 0x80, 0xAF | 0x89, ..] if mark == b' ' => 3,
        [0xE2, 0x80, 0x99, ..] if mark == b'\'' => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Result<i128, MicrosError> {
        to_micros(text.as_bytes(), DecimalStyle::POINT)
    }

    #[test]
    fn plain_numbers() {
        for (text, micros) in [
            ("0", 0),
            ("2.55", 2_550_000),
            (" -11062.06 ", -11_062_060_000),
            ("\u{2212}3", -3_000_000),
            ("+.5", 500_000),
            ("5.", 5_000_000),
            ("000000000000000001", 1_000_000),
            ("0.000001", 1),
            ("1.2340000000", 1_234_000),
            ("999999999999.999999", MAX_MICROS),
            ("-999999999999.999999", -MAX_MICROS),
        ] {
            assert_eq!(point(text), Ok(micros), "{text}");
        }
    }

    #[test]
    fn bad_numbers_say_why() {
        for (text, error) in [
            ("", MicrosError::Empty),
            ("  ", MicrosError::Empty),
            ("-", MicrosError::Character),
            (".", MicrosError::Character),
            ("1,5", MicrosError::Character),
            ("1.2.3", MicrosError::Character),
            ("$5", MicrosError::Character),
            ("5 EUR", MicrosError::Character),
            ("NaN", MicrosError::Character),
            ("1E+05", MicrosError::Exponent),
            ("1.5e3", MicrosError::Exponent),
            ("e5", MicrosError::Character),
            ("0.0000001", MicrosError::Precision),
            ("1000000000000", MicrosError::Overflow),
            ("99999999999999999999999999", MicrosError::Overflow),
            ("5\0", MicrosError::Character),
        ] {
            assert_eq!(point(text), Err(error), "{text}");
        }
    }

    #[test]
    fn separators_of_other_places() {
        for (text, style, expected) in [
            ("1.234,5", DecimalStyle::COMMA_GROUPED, Ok(1_234_500_000)),
            ("1234,5", DecimalStyle::COMMA, Ok(1_234_500_000)),
            ("1,234,567.89", DecimalStyle::POINT_GROUPED, Ok(1_234_567_890_000)),
            ("12,34,567", DecimalStyle::POINT_GROUPED, Ok(1_234_567_000_000)),
            ("1,5", DecimalStyle::POINT_GROUPED, Err(MicrosError::Grouping)),
            ("1,2345", DecimalStyle::POINT_GROUPED, Err(MicrosError::Grouping)),
            ("1234,567", DecimalStyle::POINT_GROUPED, Err(MicrosError::Grouping)),
            (",567", DecimalStyle::POINT_GROUPED, Err(MicrosError::Grouping)),
            ("1,234,", DecimalStyle::POINT_GROUPED, Err(MicrosError::Grouping)),
            ("1.5", DecimalStyle::COMMA_GROUPED, Err(MicrosError::Grouping)),
        ] {
            assert_eq!(to_micros(text.as_bytes(), style), expected, "{text}");
        }
        let spaced = DecimalStyle { decimal: b',', thousands: Some(b' '), round: false };
        for text in ["1 234,50", "1\u{a0}234,50", "1\u{202f}234,50"] {
            assert_eq!(to_micros(text.as_bytes(), spaced), Ok(1_234_500_000), "{text:?}");
        }
    }

    #[test]
    fn rounding_is_half_to_even_and_only_on_request() {
        let style = DecimalStyle::POINT.rounding();
        for (text, micros) in
            [("0.0000005", 0), ("0.0000015", 2), ("0.00000051", 1), ("0.0000004999", 0), ("-0.0000015", -2), ("12.3333333333", 12_333_333)]
        {
            assert_eq!(to_micros(text.as_bytes(), style), Ok(micros), "{text}");
        }
        assert_eq!(to_micros(b"999999999999.9999996", style), Err(MicrosError::Overflow));
    }
}
