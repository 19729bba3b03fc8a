//! Forecasts over histories made here: any number of threads gives the same bytes, bad series have clear answers, and the lunar new
//! year is found in one year and moved to the next.

use entrepot_domain::Day;
use entrepot_market::forecast::{ForecastAnswer, ForecastAsked, History, Holidays, SeriesHistory, Subject, compute};
use entrepot_models::forecast::{Gaps, Warning};
use entrepot_semantic::{Grain, Unit};
use std::num::NonZeroUsize;

fn days(first: &str, count: i32) -> Vec<Day> {
    let first: Day = first.parse().unwrap();
    (0..count).map(|at| first.plus(at)).collect()
}

fn history(grain: Grain, periods: Vec<Day>, series: Vec<Vec<Option<f64>>>) -> History {
    let series: Vec<SeriesHistory> = series
        .into_iter()
        .enumerate()
        .map(|(at, values)| SeriesHistory { keys: vec![("product".to_owned(), Some(format!("S{at}")))], values })
        .collect();
    History {
        asked: ForecastAsked::new(Subject::AllSkus),
        metric: "units".to_owned(),
        unit: Unit::Quantity,
        currency: None,
        lake_version: 1,
        sql: String::new(),
        grain,
        periods,
        left_out: Vec::new(),
        gaps: Gaps::Zero,
        series_total: series.len(),
        series,
        questions: Vec::new(),
    }
}

fn run(history: &History, threads: usize) -> ForecastAnswer {
    compute(history, &Holidays::shipped().unwrap(), NonZeroUsize::new(threads).unwrap())
}

/// A number between 0 and 1 that looks random, from its place.
fn chance(place: usize) -> f64 {
    let mixed = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64 / f64::from(1 << 24)
}

#[test]
fn threads_do_not_change_a_byte() {
    let series =
        (0..37).map(|s| (0..150).map(|t| (chance(s * 1000 + t) < 0.6).then(|| (chance(s * 77 + t) * 20.0).round())).collect()).collect();
    let history = history(Grain::Day, days("2024-01-01", 150), series);
    let text = |threads| serde_json::to_string(&run(&history, threads)).unwrap();
    let alone = text(1);
    assert_eq!(alone, text(2));
    assert_eq!(alone, text(8));
    assert_eq!(alone, text(64));
    assert!(run(&history, 3).series.iter().zip(&history.series).all(|(a, b)| a.keys == b.keys));
}

#[test]
fn gaps_negatives_and_one_point_have_clear_answers() {
    let one = |values: Vec<Option<f64>>| {
        let history = history(Grain::Day, days("2024-01-01", values.len() as i32), vec![values]);
        run(&history, 1).series.remove(0)
    };
    let gaps = one((0..40).map(|t| (t % 9 != 4).then_some(20.0 + f64::from(t % 7))).collect());
    let forecast = gaps.forecast.unwrap();
    assert!(forecast.warnings.iter().any(|w| matches!(w, Warning::Gaps { as_zero: true, .. })));
    assert_eq!(forecast.points.len(), 12);
    assert_eq!(gaps.history[4].value, None);

    let negatives = one((0..40).map(|t| Some(if t % 10 == 3 { -2.0 } else { 5.0 })).collect()).forecast.unwrap();
    assert!(negatives.warnings.contains(&Warning::Negatives { periods: 4 }));

    for (values, code) in [
        (vec![Some(5.0)], "forecast_too_short"),
        (vec![None; 9], "forecast_no_history"),
        (vec![Some(0.0); 9], "forecast_all_zero"),
        (vec![], "forecast_too_short"),
    ] {
        let refused = one(values);
        let problem = refused.problem.unwrap();
        assert_eq!(problem.code, code);
        assert!(refused.forecast.is_none() && !problem.hint.is_empty() && !problem.cause.is_empty());
    }
}

/// Three years of days in which sales halve from the lunar new year on: the effect is found and lies on the next year's date, not on
/// last year's.
#[test]
fn the_lunar_new_year_moves() {
    let held = ["2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29"].map(|d| d.parse::<Day>().unwrap());
    let inside = |day: Day| held.iter().any(|h| (h.0..=h.0 + 7).contains(&day.0));
    let periods = days("2021-12-01", 1130); // to 2025-01-03
    let sold = |day: Day| 100.0 * if inside(day) { 0.4 } else { 1.0 };
    let values = periods.iter().enumerate().map(|(t, day)| Some((sold(*day) * (0.95 + 0.1 * chance(t))).round())).collect();
    let mut history = history(Grain::Day, periods, vec![values]);
    history.asked.horizon = 60;
    let forecast = run(&history, 1).series.remove(0).forecast.unwrap();
    let effect = forecast.holidays.iter().find(|h| h.holiday == "lunar_new_year.during").unwrap();
    assert!(effect.used && effect.seen == 3, "{effect:?}");
    for point in &forecast.points {
        let value: f64 = point.value.parse().unwrap();
        assert!((value - sold(point.period)).abs() < 12.0, "{}: {value}", point.period);
        assert_eq!(point.holidays.iter().any(|h| h == "lunar_new_year.during"), inside(point.period), "{}", point.period);
    }
}

#[test]
fn bounds_and_values_are_rounded_decimals() {
    let values = (0..36).map(|t| Some(10.0 + f64::from(t % 12))).collect();
    let months = (0..36).map(|m| Day::from_ymd(2021 + m / 12, (m % 12 + 1) as u32, 1).unwrap()).collect();
    let forecast = run(&history(Grain::Month, months, vec![values]), 2).series.remove(0).forecast.unwrap();
    assert_eq!(forecast.points[0].period, "2024-01-01".parse().unwrap());
    for point in &forecast.points {
        for text in point.intervals.iter().flat_map(|i| [&i.low, &i.high]).chain([&point.value]) {
            assert_eq!(text.split_once('.').unwrap().1.len(), 2, "{text}");
        }
        let low = |at: usize| point.intervals[at].low.parse::<f64>().unwrap();
        assert!(low(1) <= low(0));
    }
}
