//! Files of scenarios and books that cannot be.

use crate::made::{builder, line, micros, order, phone_case};
use entrepot_domain::ledger::Mode;
use entrepot_modes::replay::{NewOrder, parse, ready};

fn code(text: &str) -> &'static str {
    parse("f.toml", text).unwrap_err().code
}

#[test]
fn every_wrong_file_is_told() {
    let with = |text: &str| format!("[[scenario]]\nslug = \"a\"\nmode = \"b2c\"\n{text}");
    let warehouse = "lanes = ['l']\nincoterm = 'DDP'\n[scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'x'\nreplenish_days = 30\n";
    for (text, expected) in [
        (String::new(), "scenario.none"),
        ("[[scenario]]\nslug = \"a\"".to_owned(), "scenario.invalid"),
        (with("platfrom = \"x\""), "scenario.invalid"),
        (with("price_change_pct = 5"), "scenario.invalid"),
        (with("price_change_pct = \"1e3\""), "scenario.invalid"),
        (with("from = \"XX\""), "scenario.invalid"),
        (with("on = \"2026-02-30\""), "scenario.invalid"),
        (with("incoterm = \"DDX\""), "scenario.invalid"),
        ("schema_version = 2\n".to_owned() + &with(""), "scenario.invalid"),
        (with("").replace("\"a\"", "\"today\""), "scenario.slug"),
        (with("").replace("\"a\"", "\"a b\""), "scenario.slug"),
        (format!("{}{}", with(""), with("")), "scenario.twice"),
        (with("price_change_pct = \"-100\""), "scenario.range"),
        (with("advertising_pct = \"101\""), "scenario.range"),
        (with("capital_pct = \"-1\"\ngoods_days = 1\npayout_days = 1"), "scenario.range"),
        (with("capital_pct = \"10\""), "scenario.needs"),
        (with("lanes = [\"epacket\"]"), "scenario.needs"),
        (with("rebate = \"general\""), "scenario.needs"),
        (with("return_rate_pct = \"5\""), "scenario.needs"),
        (with("return_resale_pct = \"5\""), "scenario.needs"),
        (with("payment_options = [\"x\"]"), "scenario.needs"),
        (with("").replace("b2c", "b2b2c"), "scenario.needs"),
        (with(&format!("{warehouse}transfer_price_pct = '0'\ndays_on_hand = 0")), "scenario.range"),
        (with(&format!("{warehouse}transfer_price_pct = '100'\ndays_on_hand = 10")), "scenario.storage"),
        (with(&format!("{warehouse}transfer_price_pct = '100'\ndays_on_hand = 10\nhandling = '-1 USD'")), "scenario.invalid"),
        (
            with(&format!(
                "{warehouse}transfer_price_pct = '100'\ndays_on_hand = 10\nstorage = [{{ up_to_days = 9, per_m3_day = '1 USD' }}]"
            )),
            "scenario.storage",
        ),
    ] {
        assert_eq!(code(&text), expected, "{text}");
    }
    let error = parse("f.toml", &with("capital_pct = \"10\"")).unwrap_err();
    assert_eq!(error.to_string(), "f.toml: scenario \"a\": it has a cost of capital and not for how long money is bound");
    assert!(error.hint.contains("payout_days"));
}

#[test]
fn the_ready_made_scenarios_are_sound() {
    let scenarios = ready(Mode::ALL).unwrap();
    assert_eq!(scenarios.iter().map(|one| one.mode).collect::<Vec<_>>(), Mode::ALL);
    assert_eq!(ready(&[Mode::B2b]).unwrap().len(), 1);
}

#[test]
fn orders_that_cannot_be_are_told() {
    let mut book = builder();
    let at = book.article(phone_case());
    let negative = [line(at, 1, "1"), entrepot_modes::replay::OrderLine { article: at, pieces: 1, amount: -1 }];
    let cases: [(&[entrepot_modes::replay::OrderLine], &str); 5] = [
        (&negative, "negative"),
        (&[], "no line"),
        (&[line(at, 0, "1")], "no line"),
        (&[line(at, 2_000_000, "1")], "too large"),
        (&[line(at + 1, 1, "1")], "not in the book"),
    ];
    for (lines, cause) in cases {
        let error = book.order(order("7", "2026-09-01", "US", lines), None).unwrap_err();
        assert!(error.code == "book.order" && error.cause.contains(cause) && error.subject == "7", "{error}");
    }
    let good = [line(at, 1, "1")];
    let huge = NewOrder { shipping: micros("1000000001"), ..order("8", "2026-09-01", "US", &good) };
    assert!(book.order(huge, None).unwrap_err().cause.contains("too large"));
    assert!(book.finish().is_empty());
}
