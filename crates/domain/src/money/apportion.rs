//! Dividing a whole number of units by weights so that the parts add up to the whole.

/// Parts by largest remainder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apportioned {
    /// One part a weight, in the order of the weights.
    pub parts: Vec<i128>,
    /// Places of the weights by remainder, the largest first; the earlier of equals comes first.
    pub order: Vec<usize>,
}

/// Parts of `whole` in proportion to `weights`: each gets the whole part of what is due to it, and what is left goes, one unit each, to
/// the largest remainders. The parts of a negative whole are negative. `None` when all weights are zero or a product does not fit.
pub fn apportion(whole: i128, weights: &[u128]) -> Option<Apportioned> {
    let sum = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight)).filter(|sum| *sum > 0)?;
    let size = whole.unsigned_abs();
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    for weight in weights {
        let due = size.checked_mul(*weight)?;
        parts.push(due / sum);
        remainders.push(due % sum);
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| (core::cmp::Reverse(remainders[*at]), *at));
    let left = size - parts.iter().sum::<u128>();
    // Fewer units are left than there are remainders above zero.
    for at in order.iter().take(usize::try_from(left).ok()?) {
        parts[*at] += 1;
    }
    let sign = whole.signum();
    let parts = parts.into_iter().map(|part| i128::try_from(part).ok().map(|part| part * sign)).collect::<Option<_>>()?;
    Some(Apportioned { parts, order })
}

#[cfg(test)]
mod tests {
    use super::apportion;
    use proptest::prelude::*;

    fn parts(whole: i128, weights: &[u128]) -> Option<Vec<i128>> {
        apportion(whole, weights).map(|done| done.parts)
    }

    #[test]
    fn what_is_left_goes_to_the_largest_remainder() {
        assert_eq!(parts(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(parts(-100, &[1, 2]), Some(vec![-33, -67]));
        assert_eq!(parts(7, &[0, 0]), None);
        assert_eq!(apportion(10, &[1, 5, 1]).map(|done| done.order), Some(vec![0, 2, 1]));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_lie_beside_what_is_due(whole in -1_000_000_000_000_i128..1_000_000_000_000, weights in prop::collection::vec(0_u128..1_000_000, 1..12)) {
            let sum: u128 = weights.iter().sum();
            match parts(whole, &weights) {
                Some(parts) => {
                    prop_assert_eq!(parts.iter().sum::<i128>(), whole);
                    for (part, weight) in parts.iter().zip(&weights) {
                        let due = whole.unsigned_abs() * weight / sum;
                        prop_assert!((due..=due + 1).contains(&part.unsigned_abs()));
                    }
                }
                None => prop_assert_eq!(sum, 0),
            }
        }
    }
}
