//! Whether a series has a season, and the classical decomposition that takes it out.
//!
//! The test is the one of the M3 Theta entry: Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16,
//! p. 529: a season is there when the autocorrelation at its length leaves Bartlett's 90 % band. The decomposition is the textbook's
//! ratio to (or difference from) a centred moving average.

/// The two-sided 90 % point of the normal distribution.
const Z: f64 = 1.645;
/// A seasonal index below this makes dividing by it a gamble: the season is then left in.
const INDEX_MIN: f64 = 0.01;

/// The autocorrelation at a lag; 0 for a constant series.
pub fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let variance: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    if variance <= 0.0 || lag >= values.len() {
        return 0.0;
    }
    values.iter().zip(&values[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / variance
}

/// Whether the series repeats itself after `period` points, at 90 %. Needs three whole seasons.
pub fn is_seasonal(values: &[f64], period: usize) -> bool {
    if period < 2 || values.len() < 3 * period {
        return false;
    }
    let shorter: f64 = (1..period).map(|lag| autocorrelation(values, lag).powi(2)).sum();
    let limit = Z * ((1.0 + 2.0 * shorter) / values.len() as f64).sqrt();
    autocorrelation(values, period).abs() > limit
}

/// A season: one index a place, to be multiplied by or added.
#[derive(Debug, Clone, PartialEq)]
pub struct Seasonal {
    /// Whether indices are factors; otherwise they are added.
    pub multiplicative: bool,
    /// The index of every place in the season, from the first point on.
    pub indices: Vec<f64>,
}

impl Seasonal {
    /// Decomposes a series; as factors when all values are above zero. `None` when there are not two whole seasons.
    pub fn estimate(values: &[f64], period: usize) -> Option<Self> {
        let positive = values.iter().all(|value| *value > 0.0);
        Self::estimate_as(values, period, positive)
    }

    /// Decomposes a series as factors or as differences.
    pub fn estimate_as(values: &[f64], period: usize, multiplicative: bool) -> Option<Self> {
        if period < 2 || values.len() < 2 * period {
            return None;
        }
        let trend = centred_average(values, period);
        let half = period / 2;
        let (mut sums, mut counts) = (vec![0.0; period], vec![0_usize; period]);
        for (at, trend) in trend.iter().enumerate() {
            let value = values[at + half];
            let place = (at + half) % period;
            sums[place] += if multiplicative { value / trend } else { value - trend };
            counts[place] += 1;
        }
        if counts.contains(&0) {
            return None;
        }
        let mut indices: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / *count as f64).collect();
        let mean = indices.iter().sum::<f64>() / period as f64;
        for index in &mut indices {
            if multiplicative {
                *index /= mean;
            } else {
                *index -= mean;
            }
        }
        let usable = indices.iter().all(|index| index.is_finite() && (!multiplicative || *index > INDEX_MIN));
        usable.then_some(Self { multiplicative, indices })
    }

    /// The index of point `at`, counted from the first point of the series.
    pub fn at(&self, at: usize) -> f64 {
        self.indices[at % self.indices.len()]
    }

    /// The series without its season.
    pub fn remove(&self, values: &[f64]) -> Vec<f64> {
        values.iter().enumerate().map(|(at, v)| if self.multiplicative { v / self.at(at) } else { v - self.at(at) }).collect()
    }

    /// Puts the season back on a value.
    pub fn put_back(&self, value: f64, at: usize) -> f64 {
        if self.multiplicative { value * self.at(at) } else { value + self.at(at) }
    }

    /// How a spread around a value without season grows with the season.
    pub fn widen(&self, spread: f64, at: usize) -> f64 {
        if self.multiplicative { spread * self.at(at) } else { spread }
    }
}

/// The centred moving average over one season; the first entry belongs to point `period / 2`.
fn centred_average(values: &[f64], period: usize) -> Vec<f64> {
    let m = period as f64;
    if period % 2 == 1 {
        return values.windows(period).map(|window| window.iter().sum::<f64>() / m).collect();
    }
    let ends = |window: &[f64]| (window[0] + window[period]) / 2.0;
    values.windows(period + 1).map(|window| (ends(window) + window[1..period].iter().sum::<f64>()) / m).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_season_comes_out() {
        let index = [0.8, 1.1, 1.3, 0.8];
        let values: Vec<f64> = (0..24).map(|t| 100.0 * index[t % 4]).collect();
        assert!(is_seasonal(&values, 4));
        let season = Seasonal::estimate(&values, 4).unwrap();
        assert!(season.multiplicative);
        for (found, made) in season.indices.iter().zip(index) {
            assert!((found - made).abs() < 1e-12);
        }
        assert!(season.remove(&values).iter().all(|v| (v - 100.0).abs() < 1e-9));
        let shifted: Vec<f64> = values.iter().map(|v| v - 100.0).collect();
        let season = Seasonal::estimate(&shifted, 4).unwrap();
        assert!(!season.multiplicative);
        assert!((season.at(6) - 30.0).abs() < 1e-9);
        assert!((season.put_back(season.remove(&shifted)[6], 6) - shifted[6]).abs() < 1e-9);
    }

    #[test]
    fn noise_and_short_series_have_no_season() {
        let noise: Vec<f64> = (1..=40_u64)
            .map(|t| ((t.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (t << 40)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 54) as f64)
            .collect();
        assert!(!is_seasonal(&noise, 4));
        assert!(!is_seasonal(&noise[..11], 4));
        assert!(!is_seasonal(&[5.0; 40], 4));
        assert_eq!(Seasonal::estimate(&noise[..7], 4), None);
        assert_eq!(Seasonal::estimate(&noise, 1), None);
    }

    #[test]
    fn odd_seasons_are_averaged_over_themselves() {
        // Seven days: no half weights at the ends.
        assert_eq!(centred_average(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 15.0], 7), [4.0, 6.0]);
        assert_eq!(centred_average(&[1.0, 2.0, 3.0, 4.0, 5.0], 4), [3.0]);
    }
}
