//! The combination: the median of what smoothing methods say, step by step.
//!
//! Forecasts that err in different directions are better together; the median is not pulled away by one that runs off
//! (Petropoulos & Svetunkov 2020, International Journal of Forecasting 36).

use super::series::Forecast;

/// Combines forecasts of one horizon; `None` when there is nothing to combine. Spreads are averaged: the errors are nearly the same.
pub fn comb(members: &[&Forecast]) -> Option<Forecast> {
    let horizon = members.iter().map(|m| m.mean.len()).min()?;
    let mut mean = Vec::with_capacity(horizon);
    let mut spread = Vec::with_capacity(horizon);
    for step in 0..horizon {
        let mut means: Vec<f64> = members.iter().map(|m| m.mean[step]).collect();
        means.sort_by(f64::total_cmp);
        let middle = means.len() / 2;
        mean.push(if means.len() % 2 == 1 { means[middle] } else { (means[middle - 1] + means[middle]) / 2.0 });
        spread.push(members.iter().map(|m| m.spread[step]).sum::<f64>() / members.len() as f64);
    }
    Some(Forecast { mean, spread })
}
