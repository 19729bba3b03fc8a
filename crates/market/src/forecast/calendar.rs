//! Periods on the calendar: the finished ones of a history, those ahead, and their days.

use entrepot_domain::Day;
use entrepot_semantic::Grain;

/// The first day of the period after that of a day.
pub fn next(grain: Grain, day: Day) -> Day {
    let start = grain.start(day);
    let far = match grain {
        Grain::Day => return start.plus(1),
        Grain::Week => return start.plus(7),
        Grain::Month => 32,
        Grain::Quarter => 93,
        Grain::Year => 367,
    };
    grain.start(start.plus(far))
}

/// The first days of all periods from that of `from` up to and with that of `to`.
pub fn periods(grain: Grain, from: Day, to: Day) -> Vec<Day> {
    let mut all = Vec::new();
    let mut start = grain.start(from);
    while start <= to {
        all.push(start);
        start = next(grain, start);
    }
    all
}

/// The first days of the `count` periods that follow the one that begins on `last`.
pub fn ahead(grain: Grain, last: Day, count: usize) -> Vec<Day> {
    std::iter::successors(Some(next(grain, last)), |day| Some(next(grain, *day))).take(count).collect()
}

/// Periods in the season that a grain is tested for: a week of days, a year of anything longer.
pub const fn season(grain: Grain) -> usize {
    match grain {
        Grain::Day => 7,
        Grain::Week => 52,
        Grain::Month => 12,
        Grain::Quarter => 4,
        Grain::Year => 1,
    }
}

/// The coarsest grain of which the days hold enough periods to know a season, else the finest.
pub fn grain_for(from: Day, to: Day) -> Grain {
    match to.0 - from.0 + 1 {
        days if days >= 2 * 366 => Grain::Month,
        days if days >= 16 * 7 => Grain::Week,
        _ => Grain::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn periods_follow_each_other_without_a_hole() {
        assert_eq!(
            periods(Grain::Month, day("2023-11-15"), day("2024-02-01")),
            ["2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"].map(day)
        );
        assert_eq!(ahead(Grain::Week, day("2024-12-23"), 2), ["2024-12-30", "2025-01-06"].map(day));
        assert_eq!(ahead(Grain::Quarter, day("2024-10-01"), 2), ["2025-01-01", "2025-04-01"].map(day));
        for grain in Grain::ALL {
            let all = periods(grain, day("1999-01-01"), day("2025-06-30"));
            assert!(
                all.windows(2).all(|w| next(grain, w[0]) == w[1] && grain.start_before(w[1]) == w[0] && grain.start(w[1].plus(-1)) == w[0])
            );
        }
    }

    #[test]
    fn the_grain_fits_the_history() {
        assert_eq!(grain_for(day("2020-01-01"), day("2023-12-31")), Grain::Month);
        assert_eq!(grain_for(day("2023-01-01"), day("2023-12-31")), Grain::Week);
        assert_eq!(grain_for(day("2023-10-01"), day("2023-12-31")), Grain::Day);
    }
}
