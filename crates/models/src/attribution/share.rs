//! Dividing a value by shares that are floats: the parts add up to the whole.

use entrepot_domain::money::apportion;

/// The resolution of a share, as a part of the largest.
const STEPS: f64 = 1e12;

/// Parts of `whole` in proportion to whole-number weights. Nothing is distributed when all weights are zero.
pub(super) fn by_weights(whole: i128, weights: &[u128]) -> Option<Vec<i128>> {
    apportion(whole, weights).map(|done| done.parts)
}

/// The same for weights that are floats of 0 and above.
pub(super) fn by_shares(whole: i128, shares: &[f64]) -> Option<Vec<i128>> {
    let largest = shares.iter().copied().fold(0.0_f64, f64::max);
    if largest <= 0.0 || !largest.is_finite() {
        return None;
    }
    let weights: Vec<u128> = shares.iter().map(|share| (share.max(0.0) / largest * STEPS).round() as u128).collect();
    by_weights(whole, &weights)
}

#[cfg(test)]
mod tests {
    use super::by_shares;

    #[test]
    fn shares_divide_the_whole() {
        assert_eq!(by_shares(5_000_000, &[0.5, 0.0, 0.5]), Some(vec![2_500_000, 0, 2_500_000]));
        assert_eq!(by_shares(5, &[f64::NAN, 0.0]), None);
    }
}
