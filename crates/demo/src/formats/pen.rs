//! Small strokes that several formats share: money with grouping, dates in pieces, quoted fields.

use crate::clock::{DAY_S, Stamps};
use crate::order::padded;
use crate::rows::money;

/// An amount of minor units as a plain decimal.
pub(crate) fn plain(minor: i64, digits: u32) -> String {
    let mut out = Vec::new();
    money(minor.into(), digits, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// An amount with a mark between thousands and one before the decimals.
pub(crate) fn grouped(minor: i64, digits: u32, group: char, point: char) -> String {
    let text = plain(minor.abs(), digits);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = if minor < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !part.is_empty() {
        out.push(point);
        out.push_str(part);
    }
    out
}

/// A share of an amount in hundredths of a percent, half up.
pub(crate) fn share(amount: i64, bps: i64) -> i64 {
    (amount * bps + 5_000).div_euclid(10_000)
}

/// An instant on a clock so many minutes ahead of UTC, in pieces.
pub(crate) struct Moment<'a> {
    day: &'a [u8; 10],
    second: i64,
}

impl<'a> Moment<'a> {
    pub(crate) fn new(stamps: &'a Stamps, at: i64, offset_min: i32) -> Self {
        let local = at + i64::from(offset_min) * 60;
        Moment { day: stamps.day(local.div_euclid(DAY_S) as i32), second: local.rem_euclid(DAY_S) }
    }

    /// `2026-10-01`.
    pub(crate) fn day(&self) -> &'a str {
        std::str::from_utf8(self.day).unwrap_or_default()
    }

    /// `2026`.
    pub(crate) fn year(&self) -> &'a str {
        &self.day()[..4]
    }

    /// `10`.
    pub(crate) fn month(&self) -> &'a str {
        &self.day()[5..7]
    }

    /// `01`.
    pub(crate) fn day_of_month(&self) -> &'a str {
        &self.day()[8..]
    }

    /// `07:22:35`.
    pub(crate) fn time(&self) -> String {
        let mut out = Vec::with_capacity(8);
        for (place, part) in [self.second / 3_600, self.second / 60 % 60, self.second % 60].into_iter().enumerate() {
            if place > 0 {
                out.push(b':');
            }
            padded(part.unsigned_abs(), 2, &mut out);
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    /// `2026-10-01 07:22:35`.
    pub(crate) fn stamp(&self) -> String {
        format!("{} {}", self.day(), self.time())
    }
}

/// Appends fields with a comma between, each quoted if it must be.
pub(crate) fn csv(fields: &[&str], out: &mut Vec<u8>) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(crate::catalogue::quoted(field).as_bytes());
    }
    out.push(b'\n');
}

/// Appends fields with a comma between, all quoted.
pub(crate) fn all_quoted(fields: &[&str], out: &mut Vec<u8>) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn money_is_written_as_each_side_of_the_sea_writes_it() {
        assert_eq!(grouped(123_456_789, 2, ',', '.'), "1,234,567.89");
        assert_eq!(grouped(-123_456, 2, '.', ','), "-1.234,56");
        assert_eq!(grouped(1_980, 0, ',', '.'), "1,980");
        assert_eq!(grouped(5, 2, ',', '.'), "0.05");
        assert_eq!((share(1_000, 1_500), share(-1_001, 1_500), share(3, 5_000)), (150, -150, 2));
    }

    #[test]
    fn moments_come_in_pieces() {
        let stamps = Stamps::new(date(2026, 1, 1), date(2026, 12, 31));
        let moment = Moment::new(&stamps, 1_790_839_355, 0);
        assert_eq!(
            (moment.stamp().as_str(), moment.year(), moment.month(), moment.day_of_month()),
            ("2026-10-01 07:22:35", "2026", "10", "01")
        );
    }

    #[test]
    fn fields_are_quoted_when_they_must_be() {
        let mut out = Vec::new();
        csv(&["a", "b,c", "5\""], &mut out);
        all_quoted(&["a", "5\""], &mut out);
        assert_eq!(out, b"a,\"b,c\",\"5\"\"\"\n\"a\",\"5\"\"\"\n");
    }
}
