//! Fulfilment by a platform: published fees, size tiers at their borders, storage by season and age.

use crate::ask::{SHIPPED, TODAY, ask, day, fees_of, micros, parts, piece};
use entrepot_domain::Day;
use entrepot_rules::fees::Sale;
use entrepot_rules::fulfilment::{CUBIC_FOOT_UM3, FulfilmentTable, Piece, length_um, weight_ng};
use proptest::prelude::*;

fn fba() -> &'static FulfilmentTable {
    SHIPPED.fulfilment_by("amazon-us", day(TODAY)).unwrap()
}

fn of(weight: &str, sides: [&str; 3]) -> Piece {
    Piece::new(weight_ng(weight).unwrap(), sides.map(|side| length_um(side).unwrap())).unwrap()
}

fn sending(piece: &Piece, price: &str) -> String {
    fba().sending(piece, micros(price), day(TODAY)).map_or_else(|question| question.code.to_owned(), |sending| sending.fee.amount.amount())
}

const BOOK: [&str; 3] = ["8 in", "5 in", "0.7 in"];
const SHOEBOX: [&str; 3] = ["10 in", "6 in", "4 in"];

#[test]
fn f14_the_fee_depends_on_the_price_band() {
    let piece = of("8 oz", BOOK);
    for (price, fee) in [("9.99", "2.66"), ("10.00", "3.54"), ("50.00", "3.54"), ("50.01", "3.80")] {
        assert_eq!(sending(&piece, price), fee, "{price}");
    }
}

#[test]
fn f15_each_begun_quarter_of_a_pound_counts() {
    assert_eq!(sending(&of("3.6 lb", SHOEBOX), "25"), "7.21");
    for (weight, fee) in [("3 lb", "6.67"), ("3.01 lb", "7.05"), ("3.25 lb", "7.05"), ("3.26 lb", "7.13")] {
        assert_eq!(sending(&of(weight, SHOEBOX), "25"), fee, "{weight}");
    }
}

#[test]
fn f16_the_fuel_surcharge_comes_on_top() {
    let sending = fba().sending(&of("3.6 lb", SHOEBOX), micros("25"), day(TODAY)).unwrap();
    let sale = Sale { fulfilment: Some(sending.fee.amount.micros() as i64), ..piece("25") };
    let quote = ask(fees_of("amazon-us"), Some("Home"), &[], TODAY, &sale).unwrap();
    assert_eq!(parts(&quote)[1], ("fuel_surcharge", "0.25".to_owned()));
    assert_eq!(sending.fee.amount.micros() + quote.fees[1].1.amount.micros(), i128::from(micros("7.46")));
    // Whoever sends the parcel alone pays no share of it.
    assert_eq!(parts(&ask(fees_of("amazon-us"), Some("Home"), &[], TODAY, &piece("25")).unwrap()).len(), 1);
}

#[test]
fn f17_an_inch_decides_the_size_tier() {
    let tier = |weight: &str, sides: [&str; 3]| fba().tier(&of(weight, sides)).map(|tier| tier.name.clone()).unwrap();
    assert_eq!(tier("0.45 kg", ["38.1 cm", "30.5 cm", "1.9 cm"]), "large_standard");
    assert_eq!(tier("0.45 kg", ["38.1 cm", "30.48 cm", "1.9 cm"]), "small_standard");
    assert_eq!(tier("0.45 kg", ["1.9 cm", "30.48 cm", "38.1 cm"]), "small_standard", "sides come in any order");
    assert_eq!(tier("1.01 lb", BOOK), "large_standard");
    assert_eq!(tier("20 lb", ["18 in", "14 in", "8 in"]), "large_standard");
    assert_eq!(tier("20.01 lb", ["18 in", "14 in", "8 in"]), "small_bulky");
    assert_eq!(tier("40 lb", ["40 in", "30 in", "10 in"]), "extra_large", "its volume weighs 86 lb");
    assert_eq!(tier("160 lb", ["60 in", "20 in", "10 in"]), "extra_large_150_plus");
    assert_eq!(tier("20 lb", ["97 in", "3 in", "3 in"]), "overmax");
}

#[test]
fn what_the_sources_do_not_tell_is_asked() {
    assert_eq!(sending(&of("20 lb", ["97 in", "3 in", "3 in"]), "25"), "fulfilment.no_rate");
    let early = fba().sending(&of("8 oz", BOOK), micros("25"), day("2026-01-14")).unwrap_err();
    assert_eq!((early.code, early.text.contains("begins on 2026-01-15")), ("fulfilment.no_day", true));
    let keep =
        |class: &str, came: &str, left: &str| fba().keeping(class, CUBIC_FOOT_UM3, 1, day(came), day(left)).map(|_| ()).map_err(|q| q.code);
    assert_eq!(keep("bulky", "2026-02-01", "2026-03-01"), Err("fulfilment.no_storage"));
    assert_eq!(keep("standard", "2026-02-01", "2026-10-01"), Err("fulfilment.no_age"), "211 to 270 days");
    assert_eq!(keep("standard", "2026-02-01", "2026-02-01"), Ok(()));
}

#[test]
fn storage_costs_by_season_and_age() {
    let amounts = |came: &str, left: &str, units: i64| {
        let charges = fba().keeping("standard", CUBIC_FOOT_UM3, units, day(came), day(left)).unwrap();
        charges.iter().map(|one| (one.amount.amount(), one.high.map(|high| high.amount()))).collect::<Vec<_>>()
    };
    let range = |low: &str, high: &str| (low.to_owned(), Some(high.to_owned()));
    // A cubic foot: a whole month, half a month, a month of the last quarter.
    assert_eq!(amounts("2026-03-01", "2026-04-01", 1), [range("0.78", "0.87")]);
    assert_eq!(amounts("2026-04-01", "2026-04-16", 100), [range("39.00", "43.50")]);
    assert_eq!(amounts("2026-11-01", "2026-12-01", 1), [range("2.04", "2.40")]);
    // Old stock is counted on the 15th: on 2026-08-15 what came on 2026-02-01 is 195 days old.
    let aged = amounts("2026-02-01", "2026-08-20", 10);
    assert_eq!((aged.len(), aged.last().cloned()), (8, Some(("5.00".to_owned(), None))));
}

proptest! {
    #[test]
    fn a_longer_stay_never_costs_less_and_two_stays_cost_as_much_as_one(came in 0..300_i32, first in 1..80_i32, second in 1..80_i32) {
        // Whole cubic feet in hundreds: nothing is lost by rounding but a cent a month.
        let start = day("2026-01-15").plus(came % 90);
        let (middle, end) = (start.plus(first), start.plus(first + second));
        let sum = |from: Day, to: Day| -> i128 {
            fba().keeping("standard", CUBIC_FOOT_UM3, 100, from, to).unwrap().iter().map(|one| one.amount.micros()).sum()
        };
        let (whole, parts) = (sum(start, end), sum(start, middle) + sum(middle, end));
        prop_assert!(sum(start, middle) <= whole);
        prop_assert!((whole - parts).abs() <= 20_000, "{} {}", whole, parts);
    }

    #[test]
    fn heavier_never_costs_less_within_a_tier(ounces in 1_i64..300, more in 0_i64..20) {
        let fee = |ounces: i64| sending(&of(&format!("{ounces} oz"), SHOEBOX), "25").parse::<f64>().unwrap();
        prop_assert!(fee(ounces) <= fee(ounces + more));
    }
}
