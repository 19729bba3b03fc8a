//! When people buy: weekdays, months, growth and the holidays that move.
//!
//! Gives the share of orders of each day and says which sales event a day belongs to. Days are days of the
//! seller's business zone (Asia/Shanghai), counted from 1970-01-01. It knows nothing of clocks or zones.

use crate::random::{Random, exp};
use jiff::civil::{Date, Weekday, date};

/// First year the table of moving holidays covers.
pub(crate) const FIRST_YEAR: i16 = 2015;
/// Last year the table of moving holidays covers.
pub(crate) const LAST_YEAR: i16 = 2030;

/// First day of the Chinese New Year, from 2015 (Hong Kong Observatory, Gregorian-lunar calendar conversion table).
const NEW_YEARS: [(i8, i8); 16] = [
    (2, 19),
    (2, 8),
    (1, 28),
    (2, 16),
    (2, 5),
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
];

/// A day with its own discounts and crowds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    SinglesDay,
    BlackFriday,
    CyberMonday,
    MidYear,
    DoubleTwelve,
}

impl Event {
    /// Smallest and largest discount of the event, in percent.
    pub(crate) fn discount_percent(self) -> (i64, i64) {
        match self {
            Event::SinglesDay => (15, 40),
            Event::BlackFriday => (15, 35),
            Event::CyberMonday => (10, 30),
            Event::MidYear => (10, 25),
            Event::DoubleTwelve => (8, 20),
        }
    }

    /// How many times the orders of an ordinary day.
    fn crowd(self) -> f64 {
        match self {
            Event::SinglesDay => 5.5,
            Event::BlackFriday => 4.0,
            Event::CyberMonday => 2.8,
            Event::MidYear => 2.4,
            Event::DoubleTwelve => 2.0,
        }
    }
}

/// The Chinese New Year's day of a year, if the table covers it.
pub(crate) fn chinese_new_year(year: i16) -> Option<Date> {
    let index = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
    NEW_YEARS.get(index).map(|&(month, day)| date(year, month, day))
}

/// Black Friday: the day after the fourth Thursday of November.
pub(crate) fn black_friday(year: i16) -> Date {
    let first = date(year, 11, 1);
    let to_thursday = (4 - i32::from(first.weekday().to_monday_one_offset())).rem_euclid(7);
    plus(first, to_thursday + 3 * 7 + 1)
}

/// The sales event of a day, if it is one.
pub(crate) fn event(day: Date) -> Option<Event> {
    let friday = black_friday(day.year());
    match (day.month(), day.day()) {
        (11, 11) => Some(Event::SinglesDay),
        (6, 18) => Some(Event::MidYear),
        (12, 12) => Some(Event::DoubleTwelve),
        _ if day == friday => Some(Event::BlackFriday),
        _ if day == plus(friday, 3) => Some(Event::CyberMonday),
        _ => None,
    }
}

/// Days from Chinese New Year's day (negative before), if it is near enough to matter.
fn days_from_new_year(day: Date) -> Option<i32> {
    let from = number(day) - number(chinese_new_year(day.year())?);
    (-21..=21).contains(&from).then_some(from)
}

/// True while factory and forwarders in Ningbo are closed: nothing ships, no business orders.
pub(crate) fn closed_for_new_year(day: Date) -> bool {
    days_from_new_year(day).is_some_and(|from| (-3..=7).contains(&from))
}

/// How many times an ordinary day's orders, by weekday, month and holiday; without growth and noise.
pub(crate) fn demand(day: Date) -> f64 {
    let week = match day.weekday() {
        Weekday::Monday => 1.04,
        Weekday::Tuesday => 0.99,
        Weekday::Wednesday => 0.97,
        Weekday::Thursday => 0.96,
        Weekday::Friday => 0.94,
        Weekday::Saturday => 0.98,
        Weekday::Sunday => 1.12,
    };
    let month = [0.94, 0.86, 0.93, 0.92, 0.97, 1.00, 0.94, 0.96, 1.00, 1.05, 1.22, 1.21];
    let month = month[usize::from(day.month().unsigned_abs()) - 1];
    let new_year = match days_from_new_year(day) {
        Some(-14..=-4) => 1.12,
        Some(-3..=7) => 0.48,
        Some(8..=12) => 0.75,
        _ => 1.0,
    };
    let golden_week = if day.month() == 10 && day.day() <= 7 { 0.84 } else { 1.0 };
    let after_christmas = if day.month() == 12 && (22..=26).contains(&day.day()) { 0.72 } else { 1.0 };
    // The days around an event: waiting before, lingering after.
    let near = [-3, -2, -1, 1, 2].into_iter().find_map(|shift| event(plus(day, -shift)).map(|_| shift));
    let near = match (event(day), near) {
        (Some(event), _) => event.crowd(),
        (None, Some(shift)) if shift < 0 => 0.88,
        (None, Some(_)) => 1.35,
        (None, None) => 1.0,
    };
    week * month * new_year * golden_week * after_christmas * near
}

/// How many of `orders` fall on each day from `first` to `last`: yearly growth of 28 %, noise, demand. Adds up exactly.
pub(crate) fn orders_by_day(first: Date, last: Date, orders: u64, seed: u64) -> Vec<u64> {
    let mut weights = Vec::new();
    let mut total = 0.0;
    let mut day = first;
    while day <= last {
        let n = number(day);
        let mut random = Random::of(seed, 0xDA7, n.unsigned_abs().into());
        let growth = exp(0.25 * f64::from(n - number(first)) / 365.25);
        let noise = (1.0 + 0.09 * random.normal()).max(0.4);
        total += demand(day) * growth * noise;
        weights.push(total);
        day = plus(day, 1);
    }
    let mut done = 0;
    let count = weights.len();
    let share = |(index, running): (usize, &f64)| {
        let until = if index + 1 == count { orders } else { (orders as f64 * (running / total)) as u64 };
        let today = until.saturating_sub(done);
        done += today;
        today
    };
    weights.iter().enumerate().map(share).collect()
}

/// Days since 1970-01-01.
pub(crate) fn number(day: Date) -> i32 {
    // Howard Hinnant, *chrono-compatible low-level date algorithms*: days_from_civil.
    let (m, d) = (i32::from(day.month()), i32::from(day.day()));
    let y = i32::from(day.year()) - i32::from(m <= 2);
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// `days` later (or earlier); stays where it is at the end of all calendars.
pub(crate) fn plus(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_holidays_are_where_the_calendars_say() {
        let new_years = [date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)];
        for day in new_years {
            assert_eq!(chinese_new_year(day.year()), Some(day));
            assert!(closed_for_new_year(day) && !closed_for_new_year(plus(day, 30)));
        }
        let fridays = [date(2023, 11, 24), date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 27), date(2027, 11, 26)];
        for day in fridays {
            assert_eq!(black_friday(day.year()), day);
            assert_eq!(event(day), Some(Event::BlackFriday));
            assert_eq!(event(plus(day, 3)), Some(Event::CyberMonday));
        }
        assert_eq!(chinese_new_year(FIRST_YEAR - 1), None);
        assert_eq!(chinese_new_year(LAST_YEAR), Some(date(2030, 2, 3)));
        assert_eq!(chinese_new_year(LAST_YEAR + 1), None);
    }

    #[test]
    fn day_numbers_match_the_calendar() {
        for (day, expected) in [(date(1970, 1, 1), 0), (date(2000, 3, 1), 11_017), (date(2024, 2, 29), 19_782), (date(2026, 11, 1), 20_758)]
        {
            assert_eq!(number(day), expected, "{day}");
            assert_eq!(plus(date(1970, 1, 1), expected), day);
        }
    }

    #[test]
    fn the_days_add_up_and_feasts_stand_out() {
        let first = date(2023, 11, 2);
        let days = orders_by_day(first, date(2026, 11, 1), 100_000, 3);
        assert_eq!(days.len(), 1096);
        assert_eq!(days.iter().sum::<u64>(), 100_000);
        let on = |day: Date| days[(number(day) - number(first)) as usize];
        for year in 2023..=2025 {
            assert!(on(date(year, 11, 11)) > 3 * on(date(year, 11, 5)), "11.11 {year}");
            assert!(on(black_friday(year)) > 2 * on(plus(black_friday(year), -8)), "black friday {year}");
        }
        for year in 2024..=2026 {
            let feast = chinese_new_year(year).unwrap();
            assert!(on(feast) * 10 < on(plus(feast, 28)) * 7, "new year {year}");
        }
        assert!(on(date(2026, 10, 20)) > on(date(2024, 10, 20)), "no growth");
    }
}
