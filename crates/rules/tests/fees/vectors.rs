//! The published values: each test names the acceptance vectors that it holds.

use crate::ask::{SHIPPED, TODAY, ask, codes, day, fees_of, micros, parts, piece, total};
use entrepot_rules::fees::{Circumstances, Event, Sale, quote, refund};

#[test]
fn f1_clothing_takes_the_whole_amount_at_one_rate() {
    for (price, fee) in [("15.00", "0.75"), ("15.01", "1.50"), ("20.00", "2.00"), ("20.01", "3.40")] {
        assert_eq!(total("amazon-us", "Clothing", price), fee, "{price}");
    }
}

#[test]
fn f2_f3_f4_portions_of_the_price_have_their_own_rates() {
    assert_eq!(total("amazon-us", "Jewelry", "400"), "57.50");
    assert_eq!(total("amazon-us", "Watches", "2000"), "255.00");
    assert_eq!(total("amazon-us", "Furniture", "300"), "40.00");
    let jewelry = ask(fees_of("amazon-us"), Some("Jewelry"), &[], TODAY, &piece("400")).unwrap();
    let steps: Vec<(&str, &str)> = jewelry.fees[0].1.steps.iter().map(|step| (step.text.as_str(), step.amount.as_str())).collect();
    assert_eq!(
        steps,
        [("20 % of 250 USD (goods and shipping in this bracket)", "50"), ("5 % of 150 USD (goods and shipping in this bracket)", "7.5")]
    );
    assert!(jewelry.is_verified() && !jewelry.is_estimate());
    assert_eq!(jewelry.fees[0].1.rule_id, "amazon-us/referral/jewelry/2026-01-15");
}

#[test]
fn f5_baby_products_step_at_ten() {
    assert_eq!(total("amazon-us", "Baby", "10.00"), "0.80");
    assert_eq!(total("amazon-us", "Baby", "10.01"), "1.50");
}

#[test]
fn f6_the_minimum_counts_for_each_piece() {
    assert_eq!(total("amazon-us", "Home", "1.00"), "0.30");
    let three = Sale::single(micros("1.00"), 3).unwrap();
    assert_eq!(ask(fees_of("amazon-us"), Some("Home"), &[], TODAY, &three).unwrap().low.amount(), "0.90");
}

#[test]
fn f7_an_inclusive_rate_names_what_it_includes() {
    let quote = ask(fees_of("amazon-uk"), Some("Car & Motorbike"), &[], TODAY, &piece("100")).unwrap();
    assert_eq!(quote.low.to_string(), "11.93 GBP");
    assert_eq!(quote.fees[0].1.steps.last().unwrap().text, "includes digital services tax of 2 %");
}

#[test]
fn f8_the_digital_services_tax_comes_on_top_of_fees_without_it() {
    let sale = Sale { fulfilment: Some(micros("2.27")), ..piece("100") };
    let quote = ask(fees_of("amazon-uk"), Some("Car & Motorbike"), &[], TODAY, &sale).unwrap();
    let tax = quote.fees.iter().find(|(fee, _)| fee == "digital_services_tax").unwrap().1.amount;
    assert_eq!((tax.micros() + i128::from(micros("2.27"))) as i64, micros("2.32"));
}

#[test]
fn f9_ebay_takes_its_share_of_all_that_the_buyer_pays() {
    let sale = Sale { shipping: micros("3.00"), tax: micros("2.00"), ..piece("20.00") };
    let quote = ask(fees_of("ebay-us"), Some("Toys"), &[], TODAY, &sale).unwrap();
    assert_eq!(quote.low.amount(), "3.71");
    assert_eq!(parts(&quote), [("final_value", "3.31".to_owned()), ("per_order", "0.4".to_owned())]);
    assert_eq!(quote.fees[0].1.steps[0].amount, "3.3125");
    // Two pieces are still one order.
    let two = Sale { quantity: 2, order: micros("40"), ..sale };
    assert_eq!(parts(&ask(fees_of("ebay-us"), Some("Toys"), &[], TODAY, &two).unwrap())[1].1, "0.4");
    let abroad = ask(fees_of("ebay-us"), Some("Toys"), &["international"], TODAY, &sale).unwrap();
    assert_eq!(parts(&abroad)[2], ("international", "0.41".to_owned()));
}

#[test]
fn f10_dhgate_falls_off_a_cliff_at_300() {
    let at = |price: &str| ask(fees_of("dhgate"), Some("Most categories"), &[], TODAY, &piece(price)).unwrap();
    let (below, above) = (at("299"), at("300"));
    assert_eq!((below.low.amount().as_str(), above.low.amount().as_str()), ("37.38", "12.00"));
    assert_eq!((below.high.amount().as_str(), above.high.amount().as_str()), ("58.30", "18.00"));
    assert!(below.is_estimate());
    // The bracket is that of the order, the rate is of the line.
    let line = Sale { order: micros("300"), ..piece("100") };
    assert_eq!(ask(fees_of("dhgate"), Some("Clothing"), &[], TODAY, &line).unwrap().low.amount(), "4.00");
    assert_eq!(total("dhgate", "Phones", "400"), "fee.above_brackets");
}

#[test]
fn f11_tiktok_takes_a_referral_and_a_transaction_fee() {
    let quote = ask(fees_of("tiktok-us"), Some("Clothing"), &[], TODAY, &piece("50.00")).unwrap();
    assert_eq!(parts(&quote), [("referral", "3".to_owned()), ("transaction", "1".to_owned())]);
    assert_eq!(ask(fees_of("tiktok-eu"), Some("Clothing"), &[], "2026-01-07", &piece("100")).unwrap().fees[0].1.amount.amount(), "5.00");
    assert_eq!(ask(fees_of("tiktok-eu"), Some("Clothing"), &[], "2026-01-08", &piece("100")).unwrap().fees[0].1.amount.amount(), "9.00");
}

#[test]
fn f12_a_refund_costs_an_administration_fee_with_a_cap() {
    let table = fees_of("tiktok-us");
    let program = table.program(Event::Sale, Circumstances { category: Some("Clothing"), options: &[] }, day(TODAY)).unwrap();
    for (price, returned, admin) in [("50.00", "3.00", "0.60"), ("500.00", "30.00", "5.00")] {
        let refunded = refund(table, &program, &piece(price), micros(price)).unwrap();
        assert_eq!((refunded[0].returned.amount().as_str(), refunded[0].admin.amount().as_str()), (returned, admin), "{price}");
    }
    let half = refund(table, &program, &piece("50.00"), micros("25.00")).unwrap();
    assert_eq!((half[0].returned.amount().as_str(), half[0].admin.amount().as_str()), ("1.50", "0.30"));
    let more = refund(table, &program, &piece("50.00"), micros("50.01")).unwrap_err();
    assert_eq!(codes(&more), "fee.refund_exceeds");
}

#[test]
fn f13_a_technology_fee_falls_with_the_refund() {
    let table = fees_of("shopee-my");
    let program = table.program(Event::Sale, Circumstances::default(), day(TODAY)).unwrap();
    let refunded = refund(table, &program, &piece("100"), micros("40")).unwrap();
    let fee = refunded.iter().find(|fee| fee.fee == "technology_service").unwrap();
    assert_eq!(fee.left().unwrap().to_string(), "3.00 MYR");
    assert!(fee.verified);
}

#[test]
fn p1_a_foreign_card_in_another_currency() {
    let provider = &SHIPPED.provider("stripe-us").unwrap().fees;
    let of = |options: &[&str]| {
        let program = provider.program(Event::Sale, Circumstances { category: None, options }, day(TODAY)).unwrap();
        quote(provider, &program, &piece("100")).unwrap().low.amount()
    };
    assert_eq!((of(&[]).as_str(), of(&["cross_border", "conversion"]).as_str()), ("3.20", "5.70"));
    let program = provider.program(Event::Chargeback, Circumstances::default(), day(TODAY)).unwrap();
    assert_eq!(quote(provider, &program, &piece("100")).unwrap().low.amount(), "15.00");
    // A fee that the source does not give is asked for, not left out.
    let unknown = SHIPPED.provider("stripe-jp").unwrap().fees.program(Event::Chargeback, Circumstances::default(), day(TODAY)).unwrap_err();
    assert_eq!(codes(&unknown), "fee.unknown");
}

#[test]
fn p2_a_withdrawal_is_converted() {
    let provider = &SHIPPED.provider("payoneer").unwrap().fees;
    let program = provider.program(Event::Withdrawal, Circumstances { category: None, options: &["conversion"] }, day(TODAY)).unwrap();
    let quote = quote(provider, &program, &piece("1000")).unwrap();
    assert_eq!(parts(&quote), [("conversion", "20".to_owned()), ("withdrawal", "1.5".to_owned())]);
}

#[test]
fn what_no_rule_tells_is_asked() {
    assert_eq!(total("amazon-us", "Jewlery", "400"), "fee.category_unknown");
    assert_eq!(codes(&ask(fees_of("amazon-us"), None, &[], TODAY, &piece("400")).unwrap_err()), "fee.category_missing");
    assert_eq!(codes(&ask(fees_of("amazon-us"), Some("Home"), &[], "2026-01-14", &piece("400")).unwrap_err()), "fee.no_day fee.no_day");
    assert_eq!(codes(&ask(fees_of("amazon-us"), Some("Home"), &["moon"], TODAY, &piece("400")).unwrap_err()), "fee.option_unknown");
    assert_eq!(codes(&ask(fees_of("amazon-us"), Some("Home"), &[], TODAY, &piece("-1")).unwrap_err()), "fee.negative");
    assert_eq!(total("ebay-us", "Toys", "7500.01"), "fee.above_brackets");
}
