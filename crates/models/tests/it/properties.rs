//! What must hold for every series.

use entrepot_models::forecast::{Gaps, METHODS, Outcome, Pattern, Series, Task, Warning, forecast};
use proptest::prelude::*;

const LEVELS: [f64; 2] = [80.0, 95.0];

fn run(values: &[f64], period: usize, horizon: usize) -> Result<Outcome, entrepot_models::forecast::ForecastError> {
    let raw: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    forecast(&Task { values: &raw, period, horizon, levels: &LEVELS, gaps: Gaps::Zero, regressors: &[] })
}

fn any_series() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        proptest::collection::vec(1.0..1000.0_f64, 4..70),
        proptest::collection::vec(-500.0..500.0_f64, 4..70),
        proptest::collection::vec(prop_oneof![3 => Just(0.0), 1 => 1.0..30.0_f64], 4..70),
        proptest::collection::vec(prop_oneof![Just(0.0), Just(7.0)], 4..20),
        proptest::collection::vec(prop_oneof![Just(1e-9), Just(1e12), Just(1.0)], 4..30),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Any series gives finite numbers inside ordered bounds, or a code and a hint.
    #[test]
    fn any_series_is_forecast_or_refused(values in any_series(), period in prop_oneof![Just(1), Just(4), Just(7), Just(12), Just(52)], horizon in 1..20_usize) {
        match run(&values, period, horizon) {
            Ok(outcome) => {
                prop_assert_eq!(outcome.points.len(), horizon);
                let floor = outcome.history.iter().all(|v| *v >= 0.0);
                for point in &outcome.points {
                    prop_assert!(point.value.is_finite());
                    prop_assert!(!floor || point.value >= 0.0);
                    let (inner, outer) = (point.bands[0], point.bands[1]);
                    prop_assert!(inner.low <= point.value && point.value <= inner.high, "{:?}", point);
                    prop_assert!(outer.low <= inner.low && inner.high <= outer.high, "{:?}", point);
                    prop_assert!(!floor || outer.low >= 0.0);
                }
                prop_assert!(outcome.backtest.iter().filter(|s| s.chosen).count() <= 1);
            }
            Err(error) => prop_assert!(!error.hint().is_empty() && error.code().starts_with("forecast_")),
        }
    }

    /// Another unit (cents for euros) changes nothing but the unit. Powers of two are exact in binary.
    #[test]
    fn the_unit_does_not_matter(values in proptest::collection::vec(1.0..1000.0_f64, 12..50), period in prop_oneof![Just(1), Just(4), Just(12)]) {
        let times: Vec<f64> = values.iter().map(|v| v * 1024.0).collect();
        let (a, b) = (run(&values, period, 6).unwrap(), run(&times, period, 6).unwrap());
        prop_assert_eq!(a.method, b.method);
        for (a, b) in a.points.iter().zip(&b.points) {
            prop_assert_eq!(a.value * 1024.0, b.value);
            prop_assert_eq!(a.bands[1].low * 1024.0, b.bands[1].low);
        }
    }

    /// A shift moves the methods that add by just that much.
    #[test]
    fn a_shift_moves_the_forecast(values in proptest::collection::vec(-50.0..50.0_f64, 12..40)) {
        let shifted: Vec<f64> = values.iter().map(|v| v + 1000.0).collect();
        let (a, b) = (Series::new(values, 1).unwrap(), Series::new(shifted, 1).unwrap());
        for name in ["naive", "drift", "mean"] {
            let method = METHODS.iter().find(|m| m.name == name).unwrap();
            let (a, b) = ((method.run)(&a, 3).unwrap(), (method.run)(&b, 3).unwrap());
            for (a, b) in a.mean.iter().zip(&b.mean) {
                prop_assert!((a + 1000.0 - b).abs() < 1e-6, "{}: {} {}", name, a, b);
            }
        }
    }

    /// Zeros before the first sale are cut off, not learnt from.
    #[test]
    fn time_before_the_first_sale_does_not_matter(values in proptest::collection::vec(1.0..100.0_f64, 8..30), zeros in 1..20_usize) {
        let later = [vec![0.0; zeros], values.clone()].concat();
        let (a, b) = (run(&values, 1, 4).unwrap(), run(&later, 1, 4).unwrap());
        prop_assert_eq!(&a.points, &b.points);
        prop_assert_eq!(b.cut, zeros);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let values: Vec<f64> = (0..60_u32).map(|t| f64::from(50 + t % 12 * 3 + (t * 37) % 11)).collect();
    let text = |o: &Outcome| serde_json::to_string(o).unwrap();
    assert_eq!(text(&run(&values, 12, 12).unwrap()), text(&run(&values, 12, 12).unwrap()));
}

#[test]
fn gaps_negatives_one_point_and_zeros_have_clear_answers() {
    let gaps = [Some(4.0), None, Some(6.0), Some(5.0), None, Some(4.0), Some(6.0), Some(5.0)];
    let task = Task { values: &gaps, period: 1, horizon: 2, levels: &LEVELS, gaps: Gaps::Zero, regressors: &[] };
    let outcome = forecast(&task).unwrap();
    assert!(outcome.warnings.contains(&Warning::Gaps { periods: 2, as_zero: true }));
    let outcome = run(&[5.0, -3.0, 4.0, 6.0, -1.0, 5.0, 4.0, 6.0, 5.0, 3.0, 4.0, 5.0, 6.0], 1, 2).unwrap();
    assert!(outcome.warnings.contains(&Warning::Negatives { periods: 2 }));
    assert_eq!(outcome.pattern, Pattern::Smooth);
    assert_eq!(run(&[5.0], 1, 2).unwrap_err().code(), "forecast_too_short");
    assert_eq!(run(&[0.0; 30], 1, 2).unwrap_err().code(), "forecast_all_zero");
    assert_eq!(run(&[], 1, 2).unwrap_err().code(), "forecast_no_history");
    assert_eq!(run(&[1.0; 20], 1, 0).unwrap_err().code(), "forecast_horizon");
    let raw = vec![Some(1.0); 20];
    let wrong = Task { values: &raw, period: 1, horizon: 2, levels: &[101.0], gaps: Gaps::Zero, regressors: &[] };
    assert_eq!(forecast(&wrong).unwrap_err().code(), "forecast_level");
}

#[test]
fn demand_now_and_then_is_seen_as_such() {
    let values: Vec<f64> = (0..80_u32).map(|t| if (t * 7) % 5 == 0 { f64::from(1 + t % 3) } else { 0.0 }).collect();
    let outcome = run(&values, 1, 6).unwrap();
    assert_eq!(outcome.pattern, Pattern::Intermittent);
    assert!(outcome.backtest.iter().any(|s| s.method == "croston") && outcome.backtest.iter().all(|s| s.method != "ets"));
    // Twenty percent of periods times an average of two.
    assert!((outcome.points[0].value - 0.4).abs() < 0.15);
}
