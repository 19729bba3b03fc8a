//! Dates and times as files write them.

use crate::reasons::{DATE_FORMAT, DATE_RANGE, DATE_SERIAL, Reason};
use crate::zone::Zone;
use entrepot_domain::Day;

/// 1990-01-01, microseconds since the epoch: nothing we import is older.
const EARLIEST_US: i64 = 631_152_000_000_000;
const DAY_US: i64 = 86_400_000_000;

/// A point in time as a file wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Microseconds since the epoch, UTC.
    pub utc_us: i64,
    /// Offset of the original, minutes.
    pub offset_min: i32,
}

/// Reads a time. Local times are in `zone`; `now_us` bounds the future (one year ahead).
///
/// # Errors
/// `date.format`, `date.serial`, `date.range`.
pub fn moment(text: &[u8], format: Option<&str>, zone: &mut Zone, now_us: i64) -> Result<Moment, &'static Reason> {
    let (local_us, offset_s) = match format {
        Some(f) => formatted(text, f)?,
        None => iso(text)?,
    };
    let offset_s = match offset_s {
        Some(o) => o,
        None => zone.offset_of_local(local_us.div_euclid(1_000_000)),
    };
    let utc_us = local_us - i64::from(offset_s) * 1_000_000;
    if utc_us < EARLIEST_US || utc_us > now_us.saturating_add(366 * DAY_US) {
        return Err(&DATE_RANGE);
    }
    Ok(Moment { utc_us, offset_min: offset_s / 60 })
}

/// Reads a calendar day (the date part of a time).
///
/// # Errors
/// `date.format`, `date.serial`, `date.range`.
pub fn day(text: &[u8], format: Option<&str>, now_us: i64) -> Result<i32, &'static Reason> {
    let (local_us, _) = match format {
        Some(f) => formatted(text, f)?,
        None => iso(text)?,
    };
    if local_us < EARLIEST_US || local_us > now_us.saturating_add(366 * DAY_US) {
        return Err(&DATE_RANGE);
    }
    i32::try_from(local_us.div_euclid(DAY_US)).map_err(|_| &DATE_RANGE)
}

fn two(text: &[u8]) -> Option<i64> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(i64::from(a - b'0') * 10 + i64::from(b - b'0')),
        _ => None,
    }
}

/// `YYYY-MM-DD` (also with `/` or `.`, or without separators), then optionally `T` or a blank, `HH:MM[:SS[.fraction]]`, and `Z` or an
/// offset. Returns local microseconds and the offset in seconds when the text names one.
fn iso(text: &[u8]) -> Result<(i64, Option<i32>), &'static Reason> {
    let fail = if looks_like_serial(text) { &DATE_SERIAL } else { &DATE_FORMAT };
    let parse = || -> Option<(i64, Option<i32>)> {
        let (date, rest) = if text.len() >= 10 && matches!(text[4], b'-' | b'/' | b'.') && text[7] == text[4] {
            let day = Day::from_ymd(
                i32::try_from(two(&text[0..2])? * 100 + two(&text[2..4])?).ok()?,
                u32::try_from(two(&text[5..7])?).ok()?,
                u32::try_from(two(&text[8..10])?).ok()?,
            )?;
            (day, &text[10..])
        } else if text.len() >= 8 && text[..8].iter().all(u8::is_ascii_digit) {
            let day = Day::from_ymd(
                i32::try_from(two(&text[0..2])? * 100 + two(&text[2..4])?).ok()?,
                u32::try_from(two(&text[4..6])?).ok()?,
                u32::try_from(two(&text[6..8])?).ok()?,
            )?;
            (day, &text[8..])
        } else {
            return None;
        };
        let (us, offset) = clock(rest)?;
        Some((i64::from(date.epoch_days()) * DAY_US + us, offset))
    };
    parse().ok_or(fail)
}

/// The part behind the date.
fn clock(rest: &[u8]) -> Option<(i64, Option<i32>)> {
    let rest = match rest {
        [] => return Some((0, None)),
        [b'T' | b't' | b' ', tail @ ..] => tail,
        _ => return None,
    };
    if rest.len() < 5 || rest[2] != b':' {
        return None;
    }
    let (hour, minute) = (two(&rest[0..2])?, two(&rest[3..5])?);
    let mut at = 5;
    let mut second = 0;
    let mut fraction = 0_i64;
    if rest.get(at) == Some(&b':') {
        second = two(rest.get(at + 1..at + 3)?)?;
        at += 3;
        if matches!(rest.get(at), Some(b'.' | b',')) {
            at += 1;
            let mut scale = 100_000;
            while let Some(d @ b'0'..=b'9') = rest.get(at) {
                fraction += i64::from(d - b'0') * scale;
                scale /= 10;
                at += 1;
            }
        }
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let us = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
    let tail = rest[at..].trim_ascii();
    match tail {
        [] => Some((us, None)),
        b"Z" | b"z" | b"UTC" => Some((us, Some(0))),
        [sign @ (b'+' | b'-'), zone @ ..] => {
            let (h, m) = match zone.len() {
                2 => (two(zone)?, 0),
                4 => (two(&zone[0..2])?, two(&zone[2..4])?),
                5 if zone[2] == b':' => (two(&zone[0..2])?, two(&zone[3..5])?),
                _ => return None,
            };
            if h > 15 || m > 59 {
                return None;
            }
            let s = i32::try_from((h * 60 + m) * 60).ok()?;
            Some((us, Some(if *sign == b'-' { -s } else { s })))
        }
        _ => None,
    }
}

/// A format in strptime notation; a date without a time is midnight.
fn formatted(text: &[u8], format: &str) -> Result<(i64, Option<i32>), &'static Reason> {
    let fail = if looks_like_serial(text) { &DATE_SERIAL } else { &DATE_FORMAT };
    if format == "%Y%m%d" {
        return if text.len() == 8 { iso(text) } else { Err(fail) };
    }
    let text = std::str::from_utf8(text).map_err(|_| fail)?;
    let parsed = jiff::fmt::strtime::parse(format, text).map_err(|_| fail)?;
    let offset = parsed.offset().map(|o| o.seconds());
    let date = parsed.to_date().map_err(|_| fail)?;
    let time = parsed.to_time().unwrap_or(jiff::civil::Time::midnight());
    let day =
        Day::from_ymd(date.year().into(), u32::try_from(date.month()).map_err(|_| fail)?, u32::try_from(date.day()).map_err(|_| fail)?)
            .ok_or(fail)?;
    let s = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
    Ok((i64::from(day.epoch_days()) * DAY_US + s * 1_000_000 + i64::from(time.subsec_nanosecond() / 1000), offset))
}

/// A bare number where a spreadsheet's day count of 1954 to 2119 would be: `40513` or `40513.35`.
fn looks_like_serial(text: &[u8]) -> bool {
    let whole = text.split(|b| *b == b'.').next().unwrap_or(text);
    whole.len() == 5
        && text.iter().all(|b| b.is_ascii_digit() || *b == b'.')
        && std::str::from_utf8(whole).ok().and_then(|t| t.parse::<u32>().ok()).is_some_and(|n| (20_000..80_000).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000_000_000;

    fn utc(text: &str) -> Result<(i64, i32), &'static str> {
        moment(text.as_bytes(), None, &mut Zone::new("Asia/Shanghai").unwrap(), NOW)
            .map(|m| (m.utc_us / 1_000_000, m.offset_min))
            .map_err(|r| r.code)
    }

    #[test]
    fn the_forms_that_files_use() {
        assert_eq!(utc("2026-11-11 08:00:00"), Ok((1_794_355_200, 480)));
        assert_eq!(utc("2026-11-11T08:00:00+08:00"), Ok((1_794_355_200, 480)));
        assert_eq!(utc("2026/11/11 00:00:00.25Z"), Ok((1_794_355_200, 0)));
        assert_eq!(utc("20261111"), Ok((1_794_326_400, 480)));
        assert_eq!(utc("46337"), Err("date.serial"));
        assert_eq!(utc("46337.35"), Err("date.serial"));
        assert_eq!(utc("2099-01-01"), Err("date.range"));
        assert_eq!(utc("1899-12-31"), Err("date.range"));
        assert_eq!(utc("2026-02-30"), Err("date.format"));
        assert_eq!(utc("11/12/2026"), Err("date.format"));
        assert_eq!(utc("2026-11-11 25:00"), Err("date.format"));
    }

    #[test]
    fn a_named_format_decides_what_is_ambiguous() {
        let mut z = Zone::new("UTC").unwrap();
        let m = moment(b"11/12/2025 13:05", Some("%d/%m/%Y %H:%M"), &mut z, NOW).unwrap();
        assert_eq!(m.utc_us, 1_765_458_300_000_000);
        assert_eq!(moment(b"2025-12-11", Some("%d/%m/%Y"), &mut z, NOW).unwrap_err().code, "date.format");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_a_reason(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..40)) {
            let mut z = Zone::new("Europe/London").unwrap();
            let _ = moment(&bytes, None, &mut z, NOW);
            let _ = day(&bytes, Some("%d.%m.%Y"), NOW);
        }
    }
}
