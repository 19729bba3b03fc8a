//! Intervals, and how often they held.
//!
//! A method's own spread is too narrow: it knows nothing of having chosen the wrong model. The backtest shows by how much. The
//! multiple of the spread is therefore a compromise, in logarithms, between the normal distribution's and the one that would
//! have covered the backtest; the more values were compared, the more the backtest counts. For demand that comes now and then the
//! bounds are quantiles of what the periods brought, moved to the level of the forecast.

use super::backtest::Trial;
use super::pattern::Pattern;

/// So many compared values weigh as much as the normal distribution. Chosen on the M1 and tourism series, not on M3.
const PRIOR_POINTS: f64 = 30.0;
/// What a spread is too narrow by when nothing else is known. Chosen on the M1 and tourism series, not on M3.
const WIDER: f64 = 1.5;
/// Newest periods whose quantiles bound demand that comes now and then.
const WINDOW: usize = 104;
/// Bounds of the multiple, as multiples of the normal distribution's.
const MULTIPLE: (f64, f64) = (0.75, 3.0);

/// One interval at one step.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Band {
    /// Percent, for example 80.
    pub level: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// How often an interval of a level held in the backtest.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Coverage {
    /// Percent, for example 80.
    pub level: f64,
    /// Percent of values that fell inside, each origin's interval made without that origin; null without a backtest.
    pub measured: Option<f64>,
    /// Values compared.
    pub points: usize,
}

/// The bounds around a forecast of one step.
pub(super) fn band(level: f64, mean: f64, spread: f64, history: &[f64], pattern: Pattern, trials: &[Trial]) -> Band {
    match pattern {
        Pattern::Smooth => {
            let reach = multiple(level, trials.iter()) * spread;
            Band { level, low: mean - reach, high: mean + reach }
        }
        Pattern::Intermittent => {
            let (low, high) = quantiles(level, mean, history);
            Band { level, low, high }
        }
    }
}

/// How often intervals held at each level.
pub(super) fn coverage(level: f64, pattern: Pattern, trials: &[Trial], floor: bool) -> Coverage {
    let (mut inside, mut points) = (0_usize, 0_usize);
    for (at, trial) in trials.iter().enumerate() {
        let others = trials.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, trial)| trial);
        let multiple = multiple(level, others);
        for (step, actual) in trial.actual.iter().enumerate() {
            let mean = trial.forecast.mean[step];
            let (low, high) = match pattern {
                Pattern::Smooth => {
                    let reach = multiple * trial.forecast.spread[step];
                    (mean - reach, mean + reach)
                }
                Pattern::Intermittent => quantiles(level, mean, &trial.train),
            };
            let low = if floor { low.max(0.0) } else { low };
            inside += usize::from(low <= *actual && *actual <= high);
            points += 1;
        }
    }
    Coverage { level, measured: (points > 0).then(|| 100.0 * inside as f64 / points as f64), points }
}

/// How many spreads an interval reaches to either side.
fn multiple<'a>(level: f64, trials: impl Iterator<Item = &'a Trial>) -> f64 {
    let normal = normal_quantile(0.5 + level / 200.0);
    let prior = normal * WIDER;
    let mut sizes: Vec<f64> = Vec::new();
    for trial in trials {
        for ((actual, mean), spread) in trial.actual.iter().zip(&trial.forecast.mean).zip(&trial.forecast.spread) {
            if *spread > 0.0 {
                sizes.push((actual - mean).abs() / spread);
            }
        }
    }
    if sizes.is_empty() {
        return prior;
    }
    sizes.sort_by(f64::total_cmp);
    let seen = quantile(&sizes, level / 100.0).clamp(normal * MULTIPLE.0, normal * MULTIPLE.1);
    let weight = sizes.len() as f64 / (sizes.len() as f64 + PRIOR_POINTS);
    (prior.ln() * (1.0 - weight) + seen.ln() * weight).exp()
}

/// Quantiles of what the newest periods brought, moved to the level of the forecast.
fn quantiles(level: f64, mean: f64, history: &[f64]) -> (f64, f64) {
    let mut newest: Vec<f64> = history[history.len().saturating_sub(WINDOW)..].to_vec();
    let average = newest.iter().sum::<f64>() / newest.len().max(1) as f64;
    newest.sort_by(f64::total_cmp);
    let scale = if average > 0.0 { mean / average } else { 1.0 };
    let tail = (1.0 - level / 100.0) / 2.0;
    ((quantile(&newest, tail) * scale).min(mean), (quantile(&newest, 1.0 - tail) * scale).max(mean))
}

/// The value below which a share lies, between two neighbours where need be; of sorted values.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let (below, rest) = (place.floor() as usize, place.fract());
    sorted[below] + rest * (sorted[(below + 1).min(last)] - sorted[below])
}

/// Quantile of the normal distribution: bisection on its integral by Simpson's rule would do; this is Wichura's AS 241 (1988), Applied
/// Statistics 37, in its short form, good to seven digits.
pub(super) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let above = ((5.910_937_472e1 * r + 1.592_911_320_2e2) * r + 5.043_427_193_8e1) * r + 3.387_132_717_9;
        let below = ((6.718_756_361_3e1 * r + 7.875_775_766_4e1) * r + 1.789_516_946_9e1) * r + 1.0;
        return q * above / below;
    }
    let r = (-(if q < 0.0 { p } else { 1.0 - p }).ln()).sqrt();
    let size = if r <= 5.0 {
        let r = r - 1.6;
        (((1.702_382_110_3e-1 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7)
            / ((1.202_113_297_5e-1 * r + 7.370_016_425_0e-1) * r + 1.0)
    } else {
        let r = r - 5.0;
        (((1.733_720_399_7e-2 * r + 4.286_829_433_7e-1) * r + 3.081_226_386_0) * r + 6.657_905_115_0)
            / ((1.225_820_263_5e-2 * r + 2.419_789_422_5e-1) * r + 1.0)
    };
    if q < 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_are_the_tabled_ones() {
        for (p, z) in
            [(0.5, 0.0), (0.9, 1.281_551_6), (0.975, 1.959_964_0), (0.995, 2.575_829_3), (0.9995, 3.290_526_7), (0.1, -1.281_551_6)]
        {
            assert!((normal_quantile(p) - z).abs() < 1e-6, "{p}");
        }
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }

    #[test]
    fn intervals_widen_when_the_backtest_was_missed() {
        let trial = |error: f64| Trial {
            train: vec![],
            forecast: super::super::series::Forecast { mean: vec![0.0; 30], spread: vec![1.0; 30] },
            actual: vec![error; 30],
        };
        let narrow = multiple(80.0, [trial(0.1)].iter());
        let wide = multiple(80.0, [trial(9.0)].iter());
        let none = multiple(80.0, [].iter());
        assert!(narrow < none && none < wide);
        assert!(wide < 1.2816 * MULTIPLE.1 && narrow > 1.2816 * MULTIPLE.0);
    }
}
