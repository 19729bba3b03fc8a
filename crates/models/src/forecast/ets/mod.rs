//! Exponential smoothing: error, trend, seasonal. Simple smoothing, Holt and Holt-Winters are its members; the member is
//! chosen by the corrected Akaike criterion.
//!
//! Hyndman, Koehler, Ord & Snyder, Forecasting with Exponential Smoothing (Springer 2008), table 2.1 and chapters 5 to 7. The
//! unstable members are left out as there: additive error with multiplicative season, multiplicative trend.

mod fit;
mod form;
mod recursion;

pub use fit::{EtsFit, ets_of};
pub use form::EtsForm;

use super::series::{Forecast, Series};
use super::theta::{deseasonalised, reseasonalise};

/// Longest season that is smoothed along; a longer one is taken out first.
const PERIOD_MAX: usize = 24;
/// Newest points that are looked at: older ones have no weight left.
const POINTS_MAX: usize = 1000;

/// Forecasts by the member with the smallest corrected Akaike criterion; `None` when no member can be fitted.
pub fn ets(series: &Series, horizon: usize) -> Option<Forecast> {
    ets_again(series, horizon, &mut None)
}

/// The same for a series that has grown: the member found when it was shorter is fitted anew, and only when there is none yet
/// are all of them tried.
pub(super) fn ets_again(series: &Series, horizon: usize, known: &mut Option<EtsForm>) -> Option<Forecast> {
    let (short, rest) = prepared(series);
    let fit = match known.and_then(|form| ets_of(&short, form)) {
        Some(fit) => fit,
        None => EtsForm::ALL.iter().filter_map(|form| ets_of(&short, *form)).min_by(|a, b| a.aicc.total_cmp(&b.aicc))?,
    };
    *known = Some(fit.form);
    let mut forecast = fit.forecast(horizon);
    reseasonalise(&mut forecast, rest.season.as_ref(), rest.points);
    Some(forecast)
}

/// What was taken out before smoothing: a long season, and the number of points.
struct Rest {
    season: Option<super::season::Seasonal>,
    points: usize,
}

fn prepared(series: &Series) -> (Series, Rest) {
    let newest = |values: &[f64]| values[values.len().saturating_sub(POINTS_MAX)..].to_vec();
    if series.period() <= PERIOD_MAX {
        return (series.with(newest(series.values())), Rest { season: None, points: 0 });
    }
    let (flat, season) = deseasonalised(series);
    let points = flat.len();
    let mut short = series.with(newest(&flat));
    short = Series::new(short.values().to_vec(), 1).unwrap_or(short);
    (short, Rest { season, points })
}
