//! An invoice spread over orders or days: shares in whole minor units that add up to the invoice exactly.

use entrepot_domain::money::apportion;
use entrepot_domain::{Currency, Money};

/// Shares of `invoice` by weight (orders, days, sales), in the order of the weights.
///
/// Each share is the whole part of what is due to its weight; what is left over goes, one minor unit each, to the largest
/// remainders (the earlier of equals), so that the sum is the invoice. What of the invoice is finer than a minor unit goes with the
/// first of them. `None` when a weight is negative, none is positive, or nothing can be divided.
pub fn spread(invoice: Money, weights: &[i64]) -> Option<Vec<Money>> {
    let weights: Vec<u128> = weights.iter().map(|weight| u128::try_from(*weight).ok()).collect::<Option<_>>()?;
    let minor = minor(invoice.currency());
    let whole = apportion(invoice.micros() / minor, &weights)?;
    let mut shares: Vec<i128> = whole.parts.into_iter().map(|units| units * minor).collect();
    let first = whole.order.into_iter().find(|at| weights[*at] > 0)?;
    shares[first] += invoice.micros() % minor;
    shares.into_iter().map(|micros| Money::from_micros(micros, invoice.currency()).ok()).collect()
}

/// Micros in a currency's minor unit.
fn minor(currency: Currency) -> i128 {
    10_i128.pow(u32::from(6_u8.saturating_sub(currency.minor_units())))
}

#[cfg(test)]
mod tests {
    use super::spread;
    use entrepot_domain::{Currency, Money};
    use proptest::prelude::*;

    #[test]
    fn a_year_over_twelve_months_and_over_seven_orders() {
        let invoice = Money::parse("999", Currency::CNY).unwrap();
        let months = spread(invoice, &[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]).unwrap();
        assert_eq!((months[0].amount(), months[1].amount()), ("84.85".to_owned(), "76.63".to_owned()));
        let orders = spread(Money::parse("39.99", Currency::USD).unwrap(), &[1; 7]).unwrap();
        let amounts: Vec<String> = orders.iter().map(|share| share.amount()).collect();
        assert_eq!(amounts, ["5.72", "5.72", "5.71", "5.71", "5.71", "5.71", "5.71"]);
        assert_eq!(spread(invoice, &[0, 0]), None);
        assert_eq!(spread(invoice, &[1, -1, 5]), None);
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_invoice(micros in -10_000_000_000_i128..10_000_000_000, weights in proptest::collection::vec(0_i64..1_000, 1..40)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            for currency in [Currency::USD, Currency::known("JPY"), Currency::known("KWD")] {
                let invoice = Money::from_micros(micros, currency).unwrap();
                let shares = spread(invoice, &weights).unwrap();
                prop_assert_eq!(shares.iter().map(|share| share.micros()).sum::<i128>(), micros);
                let total: i64 = weights.iter().sum();
                let minor = super::minor(currency);
                for (share, weight) in shares.iter().zip(&weights) {
                    // No share is off its exact due by two minor units.
                    let off = share.micros() * i128::from(total) - micros * i128::from(*weight);
                    prop_assert!(off.abs() < 2 * minor * i128::from(total));
                    prop_assert!(*weight > 0 || share.micros() == 0);
                }
            }
        }
    }
}
