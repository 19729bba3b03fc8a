//! The order-book replay beside the same computation in pandas: a million generated orders under thirty scenarios.

use super::prepare::Bench;
use super::report::About;
use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;

const ORDERS: &str = "1000000";
const SCENARIOS: &str = "30";

/// Runs both over one book.
pub fn measure(bench: &Bench, profile: &str) -> Result<Value> {
    let (book, ours) = (bench.work.join("replay-book.csv"), bench.work.join("replay-ours.json"));
    let mut example = process::cargo(&bench.root);
    example.args([
        "run",
        "--quiet",
        "--profile",
        profile,
        "--package",
        "entrepot-modes",
        "--no-default-features",
        "--example",
        "replay_speed",
        "--locked",
        "--",
    ]);
    let text = process::capture_talking(example.args([ORDERS, SCENARIOS]).arg(&book))?;
    std::fs::write(&ours, &text).with_context(|| format!("cannot write {}", ours.display()))?;
    let mut pandas = bench.python();
    let text = process::capture(pandas.arg(bench.root.join("xtask/bench/replay_pandas.py")).arg(&book).arg(&ours))?;
    serde_json::from_str(&text).context("replay_pandas.py says no JSON")
}

/// True when a total differs by more than half a cent.
pub fn different(result: &Value) -> bool {
    result["largest_difference_cents"].as_f64().is_none_or(|cents| cents > 0.5)
}

/// Both sides, and what a core does in a second.
pub fn report(about: &About<'_>, result: &Value) -> Result<String> {
    let float = |key: &str| result[key].as_f64().with_context(|| format!("no `{key}`"));
    let mut text = about.line();
    writeln!(text, "\n| {ORDERS} orders, {SCENARIOS} scenarios, one core | |\n| --- | ---: |")?;
    writeln!(text, "| charges a second (must: 1 million, goal: 5 million) | **{:.1} million** |", float("charges_per_second")? / 1e6)?;
    writeln!(text, "| replay, {} charges | {:.1} s |", result["charges"], float("seconds")?)?;
    writeln!(text, "| with 1,000 resamples | {:.1} s |", float("seconds_with_bootstrap")?)?;
    writeln!(text, "| the same totals in pandas, vectorised, without resamples | {:.1} s |", float("pandas_seconds")?)?;
    writeln!(text, "| largest difference of a total | {:.4} cents |", float("largest_difference_cents")?)?;
    Ok(text)
}
