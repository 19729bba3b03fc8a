//! Properties of money: what is printed reads back, sums do not depend on grouping, overflow is an error.

use entrepot_domain::money::{
    DecimalStyle, MAX_MICROS, MicrosError, convert_micros, format_micros, micros_to_decimal, mul_micros, round_micros, to_micros,
};
use entrepot_domain::{Currency, Money};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn micros() -> impl Strategy<Value = i128> {
    prop_oneof![-MAX_MICROS..=MAX_MICROS, -10_000_000_i128..10_000_000, Just(0), Just(MAX_MICROS), Just(-MAX_MICROS)]
}

fn currency() -> impl Strategy<Value = Currency> {
    let all: Vec<Currency> = Currency::all().collect();
    proptest::sample::select(all)
}

/// Writes a number the way other places do: groups of three with a mark, another decimal mark.
fn grouped(micros: i128, decimal: char, thousands: char) -> String {
    let plain = format_micros(micros.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(decimal);
        out.push_str(fraction);
    }
    if micros < 0 { format!("-{out}") } else { out }
}

proptest! {
    #[test]
    fn printed_amounts_read_back(micros in micros(), currency in currency()) {
        prop_assert_eq!(to_micros(format_micros(micros).as_bytes(), DecimalStyle::POINT), Ok(micros));
        let money = Money::from_micros(micros, currency).unwrap();
        prop_assert_eq!(Money::parse(&money.amount(), currency), Ok(money));
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    #[test]
    fn amounts_of_other_places_read_back(micros in micros()) {
        for (style, decimal, thousands) in [
            (DecimalStyle::POINT_GROUPED, '.', ','),
            (DecimalStyle::COMMA_GROUPED, ',', '.'),
            (DecimalStyle { decimal: b',', thousands: Some(b' '), round: false }, ',', '\u{a0}'),
            (DecimalStyle { decimal: b'.', thousands: Some(b'\''), round: false }, '.', '’'),
        ] {
            let text = grouped(micros, decimal, thousands);
            prop_assert_eq!(to_micros(text.as_bytes(), style), Ok(micros), "{}", text);
        }
    }

    #[test]
    fn the_reader_agrees_with_an_independent_one(text in "[+-]?[0-9]{0,14}(\\.[0-9]{0,9})?") {
        let expected = text.parse::<Decimal>().ok().filter(|_| text.bytes().any(|byte| byte.is_ascii_digit()));
        match (to_micros(text.as_bytes(), DecimalStyle::POINT), expected) {
            (Ok(micros), Some(decimal)) => prop_assert_eq!(micros_to_decimal(micros).unwrap(), decimal),
            (Err(MicrosError::Precision), Some(decimal)) => prop_assert!(decimal.normalize().scale() > 6),
            (Err(MicrosError::Overflow), Some(decimal)) => prop_assert!(decimal.abs() >= Decimal::from(1_000_000_000_000_i64)),
            (Err(_), None) => {}
            // The independent reader refuses a bare point at the end or start in some forms.
            (Ok(_), None) => prop_assert!(text.ends_with('.') || text.contains(".")),
            (got, expected) => prop_assert!(false, "{} {:?} {:?}", text, got, expected),
        }
    }

    #[test]
    fn rounding_agrees_with_an_independent_one(whole in -99_999_i64..99_999, fraction in 0_u64..1_000_000_000_000) {
        let text = format!("{whole}.{fraction:012}");
        let expected = text.parse::<Decimal>().unwrap().round_dp(6);
        let micros = to_micros(text.as_bytes(), DecimalStyle::POINT.rounding()).unwrap();
        prop_assert_eq!(micros_to_decimal(micros).unwrap(), expected.normalize());
    }

    #[test]
    fn any_bytes_are_an_answer_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), style in 0..4) {
        let styles = [DecimalStyle::POINT, DecimalStyle::POINT_GROUPED, DecimalStyle::COMMA_GROUPED.rounding(),
            DecimalStyle { decimal: b',', thousands: Some(b' '), round: true }];
        if let Ok(micros) = to_micros(&bytes, styles[style as usize]) {
            prop_assert!(micros.abs() <= MAX_MICROS);
        }
    }

    #[test]
    fn sums_do_not_depend_on_grouping(a in micros(), b in micros(), c in micros()) {
        let money = |micros| Money::from_micros(micros, Currency::EUR).unwrap();
        let (a, b, c) = (money(a), money(b), money(c));
        let left = a.checked_add(b).and_then(|sum| sum.checked_add(c));
        let right = b.checked_add(c).and_then(|sum| a.checked_add(sum));
        if let (Ok(left), Ok(right)) = (left, right) {
            prop_assert_eq!(left, right);
        }
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        if let Ok(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b).unwrap(), a);
        }
        prop_assert_eq!(a.checked_sub(a).unwrap(), Money::zero(Currency::EUR));
    }

    #[test]
    fn overflow_is_an_error(a in micros(), b in micros()) {
        let money = |micros| Money::from_micros(micros, Currency::EUR).unwrap();
        let fits = (a + b).abs() <= MAX_MICROS;
        match money(a).checked_add(money(b)) {
            Ok(sum) => prop_assert!(fits && sum.micros() == a + b),
            Err(error) => prop_assert!(!fits && error.code() == "money_overflow"),
        }
    }

    #[test]
    fn products_agree_with_an_independent_one(a in -1_000_000_000_000_i128..1_000_000_000_000, b in -10_000_000_000_i128..10_000_000_000) {
        let exact = micros_to_decimal(a).unwrap() * micros_to_decimal(b).unwrap();
        prop_assert_eq!(mul_micros(a, b).map(|micros| micros_to_decimal(micros).unwrap()), Some(exact.round_dp(6).normalize()));
    }

    #[test]
    fn conversion_agrees_with_an_independent_one(a in -1_000_000_000_i128..1_000_000_000, mantissa in 1_i64..i64::MAX) {
        // At most nine digits before the point times ten significant ones: exact in the independent arithmetic.
        let rate = Decimal::from_i128_with_scale(i128::from(mantissa), 15);
        let exact = micros_to_decimal(a).unwrap() * rate;
        prop_assume!(exact.scale() == 21 || exact.is_zero());
        prop_assert_eq!(convert_micros(a, rate).map(|micros| micros_to_decimal(micros).unwrap()), Some(exact.round_dp(6).normalize()));
    }

    #[test]
    fn minor_units_agree_with_an_independent_rounding(micros in -1_000_000_000_i128..1_000_000_000, decimals in 0_u8..=6) {
        let expected = micros_to_decimal(micros).unwrap().round_dp(u32::from(decimals)).normalize();
        prop_assert_eq!(micros_to_decimal(round_micros(micros, decimals).unwrap()).unwrap(), expected);
    }
}

#[test]
fn money_is_shown_with_its_minor_units() {
    let show = |text: &str, code: &str| Money::parse(text, code.parse().expect("a currency")).expect("an amount").to_string();
    assert_eq!(show("7", "EUR"), "7.00 EUR");
    assert_eq!(show("-0.5", "USD"), "-0.50 USD");
    assert_eq!(show("10655622.484", "GBP"), "10655622.484 GBP");
    assert_eq!(show("1500", "JPY"), "1500 JPY");
    assert_eq!(show("1", "KWD"), "1.000 KWD");
}

#[test]
fn currencies_do_not_mix() {
    let (euro, dollar) = (Money::zero(Currency::EUR), Money::zero(Currency::USD));
    assert_eq!(euro.checked_add(dollar).unwrap_err().code(), "currency_mismatch");
    assert_eq!(euro.checked_sub(dollar).unwrap_err().code(), "currency_mismatch");
}

#[test]
fn a_large_amount_times_a_long_rate_stays_exact() {
    // 999999999999.999999 * 20275.170000000000001 = 20275169999999999.98..., beyond twelve digits: refused.
    let long = "20275.170000000000001".parse().expect("a rate");
    assert_eq!(convert_micros(MAX_MICROS, long), None);
    // 999999999999.999999 * 0.987654321987654321 = 987654321987.654320012345678012345679, independently computed.
    let rate = "0.987654321987654321".parse().expect("a rate");
    assert_eq!(convert_micros(MAX_MICROS, rate), Some(987_654_321_987_654_320));
}
