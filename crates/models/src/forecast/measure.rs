//! Measures of error and of coverage.
//!
//! sMAPE is the one of the M3 competition (Makridakis & Hibon 2000, International Journal of Forecasting 16): 200 |y - f| / (y + f),
//! here with absolute values below; MASE is Hyndman & Koehler (2006), same journal, 22; RMSSE is its squared form, as in M5.

/// Symmetric absolute percentage error of one value, 0 to 200; 0 when both are zero.
pub fn sape(actual: f64, forecast: f64) -> f64 {
    let below = actual.abs() + forecast.abs();
    if below == 0.0 { 0.0 } else { 200.0 * (actual - forecast).abs() / below }
}

/// Mean of [`sape`] over pairs; `None` without pairs.
pub fn smape(actual: &[f64], forecast: &[f64]) -> Option<f64> {
    average(actual.iter().zip(forecast).map(|(a, f)| sape(*a, *f)))
}

/// Mean absolute error over pairs; `None` without pairs.
pub fn mae(actual: &[f64], forecast: &[f64]) -> Option<f64> {
    average(actual.iter().zip(forecast).map(|(a, f)| (a - f).abs()))
}

/// Mean squared error over pairs; `None` without pairs.
pub fn mse(actual: &[f64], forecast: &[f64]) -> Option<f64> {
    average(actual.iter().zip(forecast).map(|(a, f)| (a - f).powi(2)))
}

/// What MASE divides by: the mean absolute error of the seasonal naive method inside the history. `None` when it is zero.
pub fn naive_error(history: &[f64], period: usize) -> Option<f64> {
    let lag = lag(history, period);
    average(history.iter().zip(&history[lag..]).map(|(a, b)| (b - a).abs())).filter(|scale| *scale > 0.0)
}

/// What RMSSE divides by, before the root: the mean squared error of the seasonal naive method inside the history.
pub fn naive_square(history: &[f64], period: usize) -> Option<f64> {
    let lag = lag(history, period);
    average(history.iter().zip(&history[lag..]).map(|(a, b)| (b - a).powi(2))).filter(|scale| *scale > 0.0)
}

/// Mean absolute scaled error: below 1 the forecast beats the seasonal naive method's in-sample steps.
pub fn mase(history: &[f64], period: usize, actual: &[f64], forecast: &[f64]) -> Option<f64> {
    Some(mae(actual, forecast)? / naive_error(history, period)?)
}

/// The share of values between their bounds; `None` without values.
pub fn coverage(actual: &[f64], low: &[f64], high: &[f64]) -> Option<f64> {
    average(actual.iter().zip(low.iter().zip(high)).map(|(a, (low, high))| f64::from(u8::from(low <= a && a <= high))))
}

/// The season's length when the history holds more than one season, else 1.
fn lag(history: &[f64], period: usize) -> usize {
    if period < history.len() { period.max(1) } else { 1.min(history.len()) }
}

fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_by_hand() {
        assert_eq!(smape(&[100.0, 50.0], &[50.0, 50.0]), Some((200.0 * 50.0 / 150.0) / 2.0));
        assert_eq!(sape(0.0, 0.0), 0.0);
        assert_eq!(sape(0.0, 3.0), 200.0);
        assert_eq!(smape(&[], &[]), None);
        // In-sample seasonal naive errors at lag 2: |3-1|, |6-2| -> 3; forecast errors 1 and 2 -> 1.5.
        assert_eq!(mase(&[1.0, 2.0, 3.0, 6.0], 2, &[5.0, 5.0], &[4.0, 7.0]), Some(0.5));
        assert_eq!(mase(&[1.0, 1.0, 1.0], 1, &[1.0], &[2.0]), None);
        assert_eq!(naive_square(&[1.0, 2.0, 3.0, 6.0], 2), Some(10.0));
        assert_eq!(coverage(&[1.0, 2.0, 3.0, 4.0], &[0.0, 3.0, 3.0, 0.0], &[2.0, 4.0, 3.0, 3.0]), Some(0.5));
    }
}
