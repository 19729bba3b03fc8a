//! Watching a daily series: is a day outside of what its weekday and season let expect?
//!
//! Expected is the median of the same weekday in the eight weeks before, moved by what the year before did at this point
//! when it is known. The width of the band is the median absolute deviation of the same comparison over the days before, so
//! it is as wide as the series is restless. Medians everywhere: one wild day moves neither. Series without negative values are
//! judged by their square roots, in which a count varies the same at every level. Special days (holidays) are neither
//! judged nor learnt from.

/// Days of a week.
const WEEK: usize = 7;
/// Weeks before that a day is compared with.
const WEEKS: usize = 8;
/// Fewest of them that must be known.
const WEEKS_MIN: usize = 5;
/// A year in whole weeks: the same weekday.
const YEAR: usize = 52 * WEEK;
/// Days whose deviations make the width of the band, and the fewest of them.
const DEVIATIONS: usize = 8 * WEEK;
const DEVIATIONS_MIN: usize = 4 * WEEK;
/// The median absolute deviation of a normal distribution, as a part of its standard deviation.
const MAD_NORMAL: f64 = 1.482_602_218_505_602;
/// Half the width of the band in such deviations. With it, 0.58 % of the ordinary days of the test lie outside, and 96 % of the
/// planted ones.
const WIDTH: f64 = 3.5;
/// The share of ordinary days that are reported at most; a test measures it on generated series.
pub const FALSE_ALARMS: f64 = 0.01;
/// Days of history that are needed before a day can be judged.
pub const HISTORY_MIN: usize = WEEKS_MIN * WEEK + DEVIATIONS_MIN + WEEK;

/// What a day was to be expected to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// In the middle.
    pub expected: f64,
    /// The least that is ordinary.
    pub low: f64,
    /// The most that is ordinary.
    pub high: f64,
    /// How far the value is from the middle, in halves of the band: above 1 it is outside.
    pub halves: f64,
    /// Whether the year before had a say.
    pub season: bool,
}

/// The band of the last day of a series, one value a day without gaps. `special` marks days that are not like their weekday.
/// Nothing when the day cannot be judged: too little history, a special day, or a history that never changes.
#[must_use]
pub fn judge(values: &[f64], special: &[bool]) -> Option<Band> {
    let at = values.len().checked_sub(1)?;
    if values.len() != special.len() || special[at] || !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let roots = values.iter().all(|value| *value >= 0.0);
    let scaled: Vec<f64> = if roots { values.iter().map(|value| value.sqrt()).collect() } else { values.to_vec() };
    // With the year before when there is enough of it, else without.
    let banded = |season| {
        let expected = expected(&scaled, special, at, season)?;
        let width = deviation(&scaled, special, at, season)? * MAD_NORMAL * WIDTH;
        (width > 0.0).then_some((expected, width, season))
    };
    let (expected, width, season) = banded(true).or_else(|| banded(false))?;
    let back = |value: f64| if roots { value.max(0.0).powi(2) } else { value };
    Some(Band {
        expected: back(expected),
        low: back(expected - width),
        high: back(expected + width),
        halves: (scaled[at] - expected).abs() / width,
        season,
    })
}

/// How far the days before were from what they were to be, in the middle.
fn deviation(values: &[f64], special: &[bool], at: usize, season: bool) -> Option<f64> {
    let deviations: Vec<f64> = (1..=at)
        .map(|back| at - back)
        .filter(|day| !special[*day])
        .map_while(|day| expected(values, special, day, season).map(|middle| (values[day] - middle).abs()))
        .take(DEVIATIONS)
        .collect();
    if deviations.len() < DEVIATIONS_MIN { None } else { median(deviations) }
}

/// What a day was to be, with or without the year before.
fn expected(values: &[f64], special: &[bool], at: usize, season: bool) -> Option<f64> {
    let level = level(values, special, at)?;
    if !season {
        return Some(level);
    }
    let then = at.checked_sub(YEAR)?;
    let before = self::level(values, special, then)?;
    // The week itself and its neighbours, all of them before the judged day.
    let around: Vec<f64> = [then - WEEK, then, then + WEEK].into_iter().filter(|day| !special[*day]).map(|day| values[day]).collect();
    Some(level + median(around)? - before)
}

/// The median of the same weekday in the weeks before.
fn level(values: &[f64], special: &[bool], at: usize) -> Option<f64> {
    let before: Vec<f64> =
        (1..=WEEKS).filter_map(|week| at.checked_sub(week * WEEK)).filter(|day| !special[*day]).map(|day| values[day]).collect();
    if before.len() < WEEKS_MIN { None } else { median(before) }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_to_judge_is_no_verdict() {
        let flat = vec![5.0; 200];
        assert_eq!(judge(&flat, &[false; 200]), None);
        assert_eq!(judge(&[], &[]), None);
        let short: Vec<f64> = (0..HISTORY_MIN - 8).map(|day| f64::from(u8::try_from(day % 5).unwrap_or(0)) + 10.0).collect();
        assert_eq!(judge(&short, &vec![false; short.len()]), None);
        let mut wild = flat;
        wild[199] = f64::NAN;
        assert_eq!(judge(&wild, &[false; 200]), None);
        assert_eq!(judge(&[1.0; 200], &[true; 200]), None);
    }
}
