//! Dividing an exact amount by weights: the parts add up to the whole.

/// Parts of `whole` in proportion to whole-number weights, by largest remainder; the earlier of equals comes first. Nothing is
/// distributed when all weights are zero.
pub(super) fn by_weights(whole: i128, weights: &[u128]) -> Option<Vec<i128>> {
    let sum = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight)).filter(|sum| *sum > 0)?;
    let size = whole.unsigned_abs();
    let mut parts = Vec::with_capacity(weights.len());
    for weight in weights {
        let product = size.checked_mul(*weight)?;
        parts.push((product / sum, product % sum));
    }
    let mut left = size - parts.iter().map(|(part, _)| part).sum::<u128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(parts[*at].1), *at));
    for at in order {
        if left == 0 {
            break;
        }
        parts[at].0 += 1;
        left -= 1;
    }
    let sign = whole.signum();
    parts.into_iter().map(|(part, _)| i128::try_from(part).ok().map(|part| part * sign)).collect()
}

/// The same for weights that are floats of 0 and above, at a resolution of a trillionth of the largest.
pub(super) fn by_shares(whole: i128, shares: &[f64]) -> Option<Vec<i128>> {
    let largest = shares.iter().copied().fold(0.0_f64, f64::max);
    if largest <= 0.0 || !largest.is_finite() {
        return None;
    }
    let weights: Vec<u128> = shares.iter().map(|share| (share.max(0.0) / largest * 1e12).round() as u128).collect();
    by_weights(whole, &weights)
}

#[cfg(test)]
mod tests {
    use super::{by_shares, by_weights};
    use proptest::prelude::*;

    #[test]
    fn what_is_left_goes_to_the_largest_remainder() {
        assert_eq!(by_weights(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(by_weights(-100, &[1, 2]), Some(vec![-33, -67]));
        assert_eq!(by_weights(7, &[0, 0]), None);
        assert_eq!(by_shares(5_000_000, &[0.5, 0.0, 0.5]), Some(vec![2_500_000, 0, 2_500_000]));
        assert_eq!(by_shares(5, &[f64::NAN, 0.0]), None);
    }

    proptest! {
        #[test]
        fn parts_add_up(whole in -1_000_000_000_000_i128..1_000_000_000_000, weights in prop::collection::vec(0_u128..1_000_000, 1..12)) {
            match by_weights(whole, &weights) {
                Some(parts) => prop_assert_eq!(parts.iter().sum::<i128>(), whole),
                None => prop_assert!(weights.iter().all(|weight| *weight == 0)),
            }
        }
    }
}
