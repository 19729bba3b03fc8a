//! Instants, zones and how the files write them.
//!
//! An instant is seconds since 1970-01-01T00:00Z. Zones are the few the demo's buyers live in, with their own
//! summer time rule by day; no time zone database is read, so that the files are the same on every machine.

use crate::calendar::{number, plus};
use jiff::civil::{Date, Weekday, date};

/// Minutes the seller's zone (Asia/Shanghai, no summer time) is ahead of UTC.
pub(crate) const SHANGHAI_MIN: i32 = 480;
/// Seconds of a day.
pub(crate) const DAY_S: i64 = 86_400;

/// Offset of a country from UTC in minutes, and its rule for summer time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Zone {
    /// The same all year.
    Fixed(i32),
    /// One hour more from the second Sunday of March to the first Sunday of November.
    American(i32),
    /// One hour more from the last Sunday of March to the last Sunday of October.
    European(i32),
    /// One hour more from the first Sunday of October (Australia; New Zealand a week earlier) to the first of April.
    Southern(i32),
}

impl Zone {
    /// Minutes ahead of UTC on a day. Exact but for the hours of the night in which the clock changes.
    pub(crate) fn offset_min(self, day: Date) -> i32 {
        let year = day.year();
        match self {
            Zone::Fixed(minutes) => minutes,
            Zone::American(minutes) => {
                let summer = sunday_from(date(year, 3, 8))..sunday_from(date(year, 11, 1));
                minutes + if summer.contains(&day) { 60 } else { 0 }
            }
            Zone::European(minutes) => {
                let summer = sunday_from(date(year, 3, 25))..sunday_from(date(year, 10, 25));
                minutes + if summer.contains(&day) { 60 } else { 0 }
            }
            Zone::Southern(minutes) => {
                let winter = sunday_from(date(year, 4, 1))..sunday_from(date(year, 10, 1));
                minutes + if winter.contains(&day) { 0 } else { 60 }
            }
        }
    }
}

/// The first Sunday on or after a day.
fn sunday_from(day: Date) -> Date {
    let ahead = match day.weekday() {
        Weekday::Sunday => 0,
        other => 7 - i32::from(other.to_monday_one_offset()),
    };
    plus(day, ahead)
}

/// Midnight in Shanghai at the start of a day number.
pub(crate) fn shanghai_midnight(day: i32) -> i64 {
    i64::from(day) * DAY_S - i64::from(SHANGHAI_MIN) * 60
}

/// The day number in Shanghai of an instant.
pub(crate) fn shanghai_day(at: i64) -> i32 {
    (at + i64::from(SHANGHAI_MIN) * 60).div_euclid(DAY_S) as i32
}

/// How a file writes its instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// `2026-11-01T09:30:00-05:00`, this many minutes ahead of UTC.
    Offset(i32),
    /// `2026-11-01 22:30:00`, Shanghai time without saying so.
    Local,
}

/// Writes instants; holds the text of every day it may meet.
pub(crate) struct Stamps {
    first: i32,
    days: Vec<[u8; 10]>,
}

impl Stamps {
    /// For all days from a little before `first` to what lifecycles can reach after `last`.
    pub(crate) fn new(first: Date, last: Date) -> Self {
        let start = plus(first, -40);
        let count = number(last) - number(start) + 400;
        let days = (0..count).map(|shift| text(plus(start, shift))).collect();
        Stamps { first: number(start), days }
    }

    /// `YYYY-MM-DD` of a day number.
    pub(crate) fn day(&self, day: i32) -> &[u8; 10] {
        let index = (day - self.first).clamp(0, self.days.len() as i32 - 1);
        &self.days[index as usize]
    }

    /// Appends an instant as the clock writes it.
    pub(crate) fn write(&self, at: i64, clock: Clock, out: &mut Vec<u8>) {
        let offset = match clock {
            Clock::Offset(minutes) => minutes,
            Clock::Local => SHANGHAI_MIN,
        };
        let local = at + i64::from(offset) * 60;
        out.extend_from_slice(self.day(local.div_euclid(DAY_S) as i32));
        out.push(if clock == Clock::Local { b' ' } else { b'T' });
        let second = local.rem_euclid(DAY_S);
        two(second / 3600, out);
        out.push(b':');
        two(second / 60 % 60, out);
        out.push(b':');
        two(second % 60, out);
        if clock != Clock::Local {
            out.push(if offset < 0 { b'-' } else { b'+' });
            two(i64::from(offset.abs()) / 60, out);
            out.push(b':');
            two(i64::from(offset.abs()) % 60, out);
        }
    }
}

fn two(value: i64, out: &mut Vec<u8>) {
    out.push(b'0' + (value / 10 % 10) as u8);
    out.push(b'0' + (value % 10) as u8);
}

fn text(day: Date) -> [u8; 10] {
    let mut out = Vec::with_capacity(10);
    let year = i64::from(day.year());
    two(year / 100, &mut out);
    two(year % 100, &mut out);
    out.push(b'-');
    two(i64::from(day.month()), &mut out);
    out.push(b'-');
    two(i64::from(day.day()), &mut out);
    let mut fixed = [b'0'; 10];
    fixed.copy_from_slice(&out);
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_starts_and_ends_on_the_right_sundays() {
        let check = |zone: Zone, day: Date, expected| assert_eq!(zone.offset_min(day), expected, "{zone:?} {day}");
        check(Zone::American(-300), date(2026, 3, 7), -300);
        check(Zone::American(-300), date(2026, 3, 8), -240);
        check(Zone::American(-300), date(2026, 10, 31), -240);
        check(Zone::American(-300), date(2026, 11, 1), -300);
        check(Zone::European(60), date(2026, 3, 28), 60);
        check(Zone::European(60), date(2026, 3, 29), 120);
        check(Zone::European(60), date(2026, 10, 25), 60);
        check(Zone::Southern(600), date(2026, 1, 10), 660);
        check(Zone::Southern(600), date(2026, 4, 5), 600);
        check(Zone::Southern(600), date(2026, 10, 4), 660);
        check(Zone::Fixed(330), date(2026, 7, 1), 330);
    }

    #[test]
    fn instants_are_written_with_offset_or_in_shanghai_time() {
        let stamps = Stamps::new(date(2026, 1, 1), date(2026, 12, 31));
        // 2026-11-01T14:30:05Z
        let at = i64::from(number(date(2026, 11, 1))) * DAY_S + 14 * 3600 + 30 * 60 + 5;
        let write = |clock| {
            let mut out = Vec::new();
            stamps.write(at, clock, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(write(Clock::Offset(-300)), "2026-11-01T09:30:05-05:00");
        assert_eq!(write(Clock::Offset(330)), "2026-11-01T20:00:05+05:30");
        assert_eq!(write(Clock::Local), "2026-11-01 22:30:05");
        assert_eq!(shanghai_day(at), number(date(2026, 11, 1)));
        assert_eq!(shanghai_day(shanghai_midnight(20_000)), 20_000);
        assert_eq!(shanghai_day(shanghai_midnight(20_000) - 1), 19_999);
    }
}
