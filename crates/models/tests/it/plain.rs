//! The same methods written out plainly, in another way, over many small series.

use entrepot_models::forecast::{EtsForm, Series, croston, drift, ets_of, mean, naive, seasonal_naive, tsb};
use proptest::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Croston by first collecting sizes and gaps, then smoothing each list.
fn croston_by_lists(values: &[f64]) -> f64 {
    let places: Vec<usize> = (0..values.len()).filter(|t| values[*t] != 0.0).collect();
    let smooth = |list: &[f64]| list[1..].iter().fold(list[0], |level, x| 0.9 * level + 0.1 * x);
    let sizes: Vec<f64> = places.iter().map(|t| values[*t]).collect();
    let mut gaps = vec![places[0] as f64 + 1.0];
    gaps.extend(places.windows(2).map(|w| (w[1] - w[0]) as f64));
    smooth(&sizes) / smooth(&gaps)
}

/// TSB as weighted sums over the whole past.
fn tsb_by_sums(values: &[f64]) -> f64 {
    let occurs: Vec<f64> = values.iter().map(|v| f64::from(u8::from(*v != 0.0))).collect();
    let weighted = |list: &[f64]| {
        let n = list.len();
        0.9_f64.powi(n as i32 - 1) * list[0] + (1..n).map(|t| 0.1 * 0.9_f64.powi((n - 1 - t) as i32) * list[t]).sum::<f64>()
    };
    let mut sizes: Vec<f64> = values.iter().copied().filter(|v| *v != 0.0).collect();
    if values[0] == 0.0 {
        // The first demand sets the size and is then smoothed into itself: no change.
        sizes.insert(0, sizes[0]);
    }
    weighted(&occurs) * weighted(&sizes)
}

/// Simple smoothing's squared error for one weight and first level.
fn squares(values: &[f64], alpha: f64, first: f64) -> f64 {
    let mut sum = 0.0;
    for t in 0..values.len() {
        let past = (0..t).map(|k| alpha * (1.0 - alpha).powi((t - 1 - k) as i32) * values[k]).sum::<f64>();
        sum += (values[t] - past - (1.0 - alpha).powi(t as i32) * first).powi(2);
    }
    sum
}

proptest! {
    #[test]
    fn intermittent_rates_agree_with_plain_sums(values in proptest::collection::vec(prop_oneof![2 => Just(0.0), 1 => 1.0..50.0_f64], 4..60)) {
        prop_assume!(values.iter().any(|v| *v != 0.0));
        let series = Series::new(values.clone(), 1).unwrap();
        prop_assert!(close(croston(&series, 1).mean[0], croston_by_lists(&values)));
        prop_assert!(close(tsb(&series, 1).mean[0], tsb_by_sums(&values)));
    }

    #[test]
    fn simple_methods_are_what_they_say(values in proptest::collection::vec(-100.0..100.0_f64, 8..40), period in 2..6_usize) {
        let series = Series::new(values.clone(), period).unwrap();
        let n = values.len();
        prop_assert_eq!(naive(&series, 3).mean, vec![values[n - 1]; 3]);
        for (h, value) in seasonal_naive(&series, 12).mean.iter().enumerate() {
            let mut back = n + h;
            while back >= n { back -= period; }
            prop_assert_eq!(*value, values[back]);
        }
        prop_assert!(close(mean(&series, 1).mean[0], values.iter().sum::<f64>() / n as f64));
        let step = (values[n - 1] - values[0]) / (n - 1) as f64;
        prop_assert!(close(drift(&series, 4).mean[3], values[n - 1] + 4.0 * step));
    }

    /// The search must find a weight at least as good as every one of a fine grid.
    #[test]
    fn the_search_is_not_beaten_by_a_grid(values in proptest::collection::vec(1.0..100.0_f64, 12..25)) {
        let series = Series::new(values.clone(), 1).unwrap();
        let fit = ets_of(&series, EtsForm::parse("ANN").unwrap()).unwrap();
        let found = squares(&values, fit.weights.alpha, fit.weights.level);
        for a in 1..20 {
            for l in 0..=20 {
                let grid = squares(&values, f64::from(a) / 20.0, f64::from(l) * 5.0);
                prop_assert!(found <= grid * 1.02 + 1e-9, "{} against {} at {}/20, {}", found, grid, a, l * 5);
            }
        }
    }
}
