//! TSB: the chance of a demand is updated in every period, so that a product which stops selling fades out.
//! Teunter, Syntetos & Babai (2011), European Journal of Operational Research 214.

use super::series::{Forecast, Series, sigma};

/// How fast the chance and the size follow.
const CHANCE: f64 = 0.1;
const SIZE: f64 = 0.1;

/// Demand a period, for every step.
pub fn tsb(series: &Series, horizon: usize) -> Forecast {
    let values = series.values();
    let mut size = values.iter().copied().find(|v| *v != 0.0).unwrap_or_default();
    let mut chance = if values[0] == 0.0 { 0.0 } else { 1.0 };
    let mut errors = Vec::with_capacity(values.len());
    for value in &values[1..] {
        errors.push(value - chance * size);
        if *value == 0.0 {
            chance -= CHANCE * chance;
        } else {
            chance += CHANCE * (1.0 - chance);
            size += SIZE * (value - size);
        }
    }
    Forecast { mean: vec![chance * size; horizon], spread: vec![sigma(errors.into_iter(), 1); horizon] }
}
