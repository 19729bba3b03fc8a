//! How long forecasting 10,000 products takes: `cargo run -p entrepot-market --example many_skus [--profile dist]`.
#![expect(clippy::print_stdout, reason = "a program whose purpose is to print a figure")]

use entrepot_domain::Day;
use entrepot_market::forecast::{ForecastAsked, History, Holidays, SeriesHistory, Subject, compute};
use entrepot_models::forecast::Gaps;
use entrepot_semantic::{Grain, Unit};
use std::num::NonZeroUsize;

const PRODUCTS: usize = 10_000;
const MONTHS: usize = 48;

/// A number between 0 and 1 that looks random, from its place.
fn chance(place: usize) -> f64 {
    let mixed = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as f64 / f64::from(1 << 24)
}

/// Half of the products sell every month with season and trend; half now and then.
fn values(product: usize) -> Vec<Option<f64>> {
    (0..MONTHS)
        .map(|month| {
            let luck = chance(product * 1009 + month);
            if product.is_multiple_of(2) {
                let season = 1.0 + 0.4 * (month as f64 * std::f64::consts::TAU / 12.0).sin();
                Some(((20.0 + product as f64 % 90.0 + month as f64) * season * (0.8 + 0.4 * luck)).round())
            } else {
                (luck < 0.3).then(|| (1.0 + luck * 20.0).round())
            }
        })
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let series =
        (0..PRODUCTS).map(|p| SeriesHistory { keys: vec![("product".to_owned(), Some(format!("S{p:05}")))], values: values(p) }).collect();
    let periods = (0..MONTHS).filter_map(|m| Day::from_ymd(2021 + m as i32 / 12, (m % 12 + 1) as u32, 1)).collect();
    let history = History {
        asked: ForecastAsked::new(Subject::AllSkus),
        metric: "units".to_owned(),
        unit: Unit::Quantity,
        currency: None,
        lake_version: 1,
        sql: String::new(),
        grain: Grain::Month,
        periods,
        left_out: Vec::new(),
        gaps: Gaps::Zero,
        series_total: PRODUCTS,
        series,
        questions: Vec::new(),
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let started = std::time::Instant::now();
    let answer = compute(&history, &Holidays::shipped()?, threads);
    let forecast = answer.series.iter().filter(|s| s.forecast.is_some()).count();
    println!(
        "{forecast} of {PRODUCTS} products of {MONTHS} months, {} steps: {:.1} s on {threads} threads",
        answer.horizon,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
