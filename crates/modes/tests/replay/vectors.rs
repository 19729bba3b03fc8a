//! Published values through the replay: D1, D3, D4, F1, F10, T2, U1.

use crate::made::{builder, line, micros, one, order, phone_case, run, run_one, scenario};
use entrepot_modes::replay::{Article, Kind};

const DIRECT: &str = "mode = 'b2c'\nlanes = ['generic_air_line_general']\nincoterm = 'DDP'\n";

fn shirt() -> Article {
    Article {
        hs: Some(entrepot_rules::customs::HsNumber::of(&"6109.10".parse().unwrap())),
        category: Some("Clothing".to_owned()),
        ..phone_case()
    }
}

#[test]
fn d1_the_law_of_a_day_decides_what_a_shirt_pays() {
    let book = one(shirt(), "US", "2026-09-01", "10.00");
    for (on, duty) in [("2026-09-01", "3.65"), ("2026-03-15", "3.40"), ("2025-01-15", "0")] {
        let answer = run_one(&book, &format!("{DIRECT}on = '{on}'"));
        assert_eq!(answer.cost(Kind::Duty), i128::from(micros(duty)), "{on}");
    }
    // The emergency-powers layers of 2025 are not in the table: it asks.
    let asked = run_one(&book, &format!("{DIRECT}on = '2025-06-01'"));
    assert_eq!((asked.questions[0].question.code, asked.questions[0].orders, asked.answered), ("duty.incomplete", 1, 0));
    assert_eq!(asked.questions[0].money, i128::from(micros("10")));
}

/// In bulk, duty is paid on the transfer price.
#[test]
fn d3_d4_direct_mail_pays_on_the_price_and_bulk_on_the_transfer_price() {
    let book = one(phone_case(), "US", "2026-09-14", "45.00");
    // 25.3 % of 45.00 is 11.385: three layers, each rounded to the cent.
    assert_eq!(run_one(&book, DIRECT).cost(Kind::Duty), i128::from(micros("11.38")));
    let bulk = run_one(
        &book,
        "mode = 'b2b2c'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\nexport_code = '9810'\n[scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'air_freight'\n\
         replenish_days = 30\ntransfer_price_pct = '100'\ndays_on_hand = 0",
    );
    assert_eq!(bulk.cost(Kind::Duty), i128::from(micros("2.53")));
    // 300 g at 3 to 5 USD a kilogram.
    assert_eq!(bulk.cost(Kind::FirstLeg), i128::from(micros("0.90")));
    // 10.00 of 45.00 is between a fifth and seven tenths.
    assert!(bulk.warnings.is_empty() && bulk.arms_length.unwrap().outside == 0);
    assert_eq!(bulk.demand.unwrap().pieces, 1);
}

#[test]
fn a_transfer_price_far_from_the_market_is_warned_of() {
    let book = one(phone_case(), "US", "2026-09-14", "45.00");
    for (pct, warned) in [("85", true), ("90", false), ("315", false), ("316", true)] {
        let answer = run_one(
            &book,
            &format!(
                "mode = 'b2b2c'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\n[scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'air_freight'\n\
                 replenish_days = 30\ntransfer_price_pct = '{pct}'\ndays_on_hand = 0"
            ),
        );
        assert_eq!(answer.warnings.iter().any(|warning| warning.code == "transfer.not_arms_length"), warned, "{pct}");
    }
}

#[test]
fn f1_f10_fee_cliffs_come_through() {
    let platform = |book: &entrepot_modes::replay::Book, text: &str| run_one(book, text).cost(Kind::Commission);
    for (price, fee) in [("15.00", "0.75"), ("15.01", "1.50"), ("20.00", "2.00"), ("20.01", "3.40")] {
        let book = one(shirt(), "US", "2026-09-01", price);
        assert_eq!(platform(&book, "mode = 'b2c'\nplatform = 'amazon-us'"), i128::from(micros(fee)), "{price}");
    }
    for (price, fee) in [("299", "37.38"), ("300", "12.00")] {
        let book = one(shirt(), "US", "2026-09-01", price);
        assert_eq!(platform(&book, "mode = 'b2b'\nplatform = 'dhgate'"), i128::from(micros(fee)), "{price}");
    }
    // Two lines of one order find the bracket together.
    let mut builder = builder();
    let at = builder.article(shirt());
    builder.order(order("1", "2026-09-01", "US", &[line(at, 1, "200"), line(at, 1, "100")]), None).unwrap();
    assert_eq!(platform(&builder.finish(), "mode = 'b2b'\nplatform = 'dhgate'"), i128::from(micros("12.00")));
}

#[test]
fn t2_the_rebate_follows_the_law_and_the_supervision_code() {
    let battery = Article {
        unit_cost: Some((micros("113"), entrepot_domain::Currency::USD)),
        category: Some("Batteries".to_owned()),
        ..phone_case()
    };
    let book = one(battery, "US", "2026-03-01", "300");
    let rebate = |code: &str, on: &str| {
        let text = format!("mode = 'b2b'\nexport_code = '{code}'\nrebates = {{ Batteries = 'batteries' }}\non = '{on}'");
        run_one(&book, &text)
    };
    for (on, back) in [("2026-03-31", "9"), ("2026-04-01", "6"), ("2027-01-01", "0")] {
        assert_eq!(-rebate("9710", on).cost(Kind::VatRebate), i128::from(micros(back)), "{on}");
    }
    assert_eq!(rebate("1039", "2026-03-31").cost(Kind::VatRebate), 0);
    // On conditions: with it at best, without it at worst.
    let line = rebate("9610", "2026-03-31").costs.into_iter().find(|line| line.kind == Kind::VatRebate).unwrap();
    assert_eq!((line.low, line.high), (-i128::from(micros("9")), 0));
    assert_eq!(rebate("9610", "2026-03-31").warnings[0].code, "export.code_mode");
}

/// U1: the worked case of the feasibility study; its inputs are written down at the test of the landed cost in `rules`. Here
/// the same goods go through the replay of one order under two modes, with goods for 7.00 to 9.00 as two books.
#[test]
fn u1_one_order_direct_and_from_a_warehouse_is_a_band() {
    let direct = "mode = 'b2c'\npayment = 'stripe-us'\nlanes = ['generic_air_line_general']\nincoterm = 'DDP'";
    let bulk = "mode = 'b2b2c'\npayment = 'stripe-us'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\nexport_code = '9810'\n[scenario.warehouse]\ncountry = 'US'\n\
                first_leg = 'air_freight'\nreplenish_days = 30\ndays_on_hand = 0\n";
    let band = |text: &dyn Fn(&str) -> String| {
        let (mut low, mut high) = (i128::MAX, i128::MIN);
        for cost in ["7.00", "9.00"] {
            let case = Article { unit_cost: Some((micros(cost), entrepot_domain::Currency::USD)), ..phone_case() };
            let mut builder = builder();
            let at = builder.article(case);
            let lines = [line(at, 1, "45.00")];
            let sale = entrepot_modes::replay::NewOrder { shipping: micros("5.99"), ..order("1", "2026-09-14", "US", &lines) };
            builder.order(sale, None).unwrap();
            let answer = run(&builder.finish(), &[scenario(&text(cost))]).scenarios.remove(1);
            assert_eq!(answer.answered, 1, "{:?}", answer.questions);
            assert_eq!(answer.cost(Kind::PaymentFee), i128::from(micros("1.78")));
            low = low.min(answer.costs.iter().map(|line| line.low).sum());
            high = high.max(answer.costs.iter().map(|line| line.high).sum());
        }
        (low, high)
    };
    let half = i128::from(micros("0.5"));
    let holds = |band: (i128, i128), printed: &str| (band.0 - half..=band.1 + half).contains(&i128::from(micros(printed)));
    let direct = band(&|_| direct.to_owned());
    // The transfer price is 10.00, whatever the goods cost.
    let bulk = band(&|cost| format!("{bulk}transfer_price_pct = '{}'", if cost == "7.00" { "142.857143" } else { "111.111111" }));
    assert!(holds(direct, "28.8"), "{direct:?}");
    assert!(holds(bulk, "23.3"), "{bulk:?}");
    let margin = |band: (i128, i128)| (i128::from(micros("50.99")) - band.1, i128::from(micros("50.99")) - band.0);
    assert!(holds(margin(direct), "22.2") && holds(margin(bulk), "27.7"));
    // The warehouse is cheaper at either end.
    assert!(bulk.0 < direct.0 && bulk.1 < direct.1);
}
