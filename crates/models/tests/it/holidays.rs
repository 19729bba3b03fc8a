//! Holidays that move: a made effect is found, moved to its next date, and noise is not taken for one.

use entrepot_models::forecast::{Gaps, Outcome, Regressor, Task, Warning, forecast};

/// A number between -1 and 1 that looks random, from its place.
fn noise(t: usize) -> f64 {
    let mut x = (t as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 31;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= x >> 29;
    (x % 20_001) as f64 / 10_000.0 - 1.0
}

fn run(values: &[f64], period: usize, horizon: usize, regressors: &[Regressor]) -> Outcome {
    let raw: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    forecast(&Task { values: &raw, period, horizon, levels: &[80.0], gaps: Gaps::Zero, regressors }).expect("a forecast")
}

/// Two and a half years of days with a weekday pattern; a holiday week that falls on another date each year and doubles sales.
#[test]
fn a_daily_holiday_is_found_and_moved() {
    let starts = [40, 395, 780, 940];
    let share = |t: usize| f64::from(u8::from(starts.iter().any(|s| (*s..*s + 7).contains(&t))));
    let shares: Vec<f64> = (0..960).map(share).collect();
    let weekday = [1.0, 0.9, 0.9, 1.0, 1.2, 1.4, 0.6];
    let plain = |t: usize| (200.0 + 0.1 * t as f64) * weekday[t % 7];
    let values: Vec<f64> = (0..930).map(|t| plain(t) * (1.0 + share(t)) * (1.0 + 0.05 * noise(t))).collect();
    let holiday = Regressor { name: "moving".into(), shares };
    let with = run(&values, 7, 30, std::slice::from_ref(&holiday));
    let effect = &with.effects[0];
    assert!(effect.used && effect.seen == 3 && (effect.factor - 2.0).abs() < 0.15, "{effect:?}");
    let error =
        |o: &Outcome| (0..30).map(|h| (o.points[h].value / (plain(930 + h) * (1.0 + share(930 + h))) - 1.0).abs()).sum::<f64>() / 30.0;
    let without = run(&values, 7, 30, &[]);
    assert!(error(&with) < 0.05 && error(&without) > 0.1, "{} {}", error(&with), error(&without));
}

/// Six years of months; a fortnight that lies in January or February costs the months up to 40 percent.
#[test]
fn a_monthly_holiday_is_told_apart_from_the_season() {
    // Shares of January and February, year by year; the last one is forecast.
    let january = [0.0, 0.8, 0.1, 0.0, 0.6, 0.0, 0.9];
    let in_window = 14.0 / 30.0;
    let share = |t: usize| match t % 12 {
        0 => january[t / 12] * in_window,
        1 => (1.0 - january[t / 12]) * in_window,
        _ => 0.0,
    };
    let season = [0.9, 0.85, 1.0, 1.0, 0.95, 1.0, 0.9, 0.9, 1.05, 1.1, 1.3, 1.05];
    let truth = |t: usize| 1000.0 * season[t % 12] * (1.0 - 0.6 * share(t));
    let values: Vec<f64> = (0..72).map(|t| truth(t) * (1.0 + 0.01 * noise(t))).collect();
    let holiday = Regressor { name: "new year".into(), shares: (0..84).map(share).collect() };
    let with = run(&values, 12, 2, std::slice::from_ref(&holiday));
    assert!(with.effects[0].used && (with.effects[0].factor - 0.4).abs() < 0.15, "{:?}", with.effects[0]);
    let without = run(&values, 12, 2, &[]);
    let error = |o: &Outcome| (0..2).map(|h| (o.points[h].value / truth(72 + h) - 1.0).abs()).sum::<f64>();
    assert!(error(&with) < error(&without), "{} {}", error(&with), error(&without));
}

#[test]
fn noise_is_no_holiday() {
    let mut used = 0;
    for seed in 0..40_usize {
        let values: Vec<f64> = (0..400).map(|t| 100.0 * (1.0 + 0.2 * noise(t + seed * 1000))).collect();
        let shares = (0..420).map(|t| f64::from(u8::from((100..105).contains(&t) || (300..305).contains(&t)))).collect();
        used += usize::from(run(&values, 7, 3, &[Regressor { name: "nothing".into(), shares }]).effects[0].used);
    }
    // At 2.5 standard errors about one in eighty is taken for one by chance.
    assert!(used <= 4, "{used} of 40");
}

#[test]
fn a_holiday_that_does_not_move_is_left_to_the_season() {
    let values: Vec<f64> = (0..60).map(|t| if t % 12 == 10 { 150.0 } else { 100.0 } * (1.0 + 0.01 * noise(t))).collect();
    let shares = (0..72).map(|t| if t % 12 == 10 { 1.0 / 30.0 } else { 0.0 }).collect();
    let outcome = run(&values, 12, 12, &[Regressor { name: "fixed".into(), shares }]);
    assert!(!outcome.effects[0].used);
    assert!((outcome.points[10].value - 150.0).abs() < 8.0, "{}", outcome.points[10].value);
}

#[test]
fn a_holiday_never_seen_is_told() {
    let values: Vec<f64> = (0..30).map(|t| 100.0 + noise(t)).collect();
    let shares = (0..34).map(|t| f64::from(u8::from(t == 31))).collect();
    let outcome = run(&values, 1, 4, &[Regressor { name: "first".into(), shares }]);
    assert!(outcome.warnings.contains(&Warning::HolidayUnknown { holiday: "first".into() }));
}
