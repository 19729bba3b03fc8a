//! What is not known is asked, with the orders and the money that it blocks; what cannot be is refused.

use crate::made::{builder, codes, country, line, micros, one, order, phone_case, run, run_one, scenario};
use entrepot_domain::Currency;
use entrepot_modes::replay::{Actual, Article, Kind, NewOrder};

const DIRECT: &str = "mode = 'b2c'\nlanes = ['generic_air_line_general']\nincoterm = 'DDP'\n";

#[test]
fn each_missing_thing_of_an_article_is_asked_with_its_sku() {
    let whole = phone_case();
    for (article, code) in [
        (Article { unit_cost: None, ..whole.clone() }, "replay.no_cost"),
        (Article { weight_g: None, ..whole.clone() }, "replay.no_weight"),
        (Article { dims_mm: None, ..whole.clone() }, "replay.no_dims"),
        (Article { hs: None, ..whole.clone() }, "replay.no_hs"),
        (Article { origin: None, ..whole.clone() }, "replay.no_origin"),
    ] {
        let answer = run_one(&one(article, "US", "2026-09-01", "45"), DIRECT);
        assert_eq!((codes(&answer), answer.answered), (vec![code], 0));
        let asked = &answer.questions[0];
        assert_eq!((asked.orders, asked.money, asked.examples.as_slice()), (1, i128::from(micros("45")), &["case".to_owned()][..]));
        assert!(answer.costs.is_empty(), "{:?}", answer.costs);
    }
}

#[test]
fn what_no_preset_tells_is_asked_and_never_nothing() {
    let book = one(phone_case(), "US", "2026-09-01", "45");
    for (text, code) in [
        ("platform = 'nowhere'", "fee.platform_unknown"),
        ("platform = 'lextreme'", "fee.unknown"),
        ("platform = 'alibaba'\ncategory = 'Custom'", "fee.unknown"),
        ("platform = 'amazon-us'", "fee.category_unknown"),
        ("platform = 'amazon-us'\ncategory = 'Home'\non = '2026-01-01'", "fee.no_day"),
        ("platform = 'amazon-us'\ncategory = 'Home'\nplatform_options = ['moon']", "fee.option_unknown"),
        ("payment = 'nobody'", "fee.provider_unknown"),
        ("lanes = ['nowhere']\nincoterm = 'DDP'", "lane.unknown"),
        ("lanes = ['yun_economy_variant_a']\nincoterm = 'DDP'", "lane.no_tariff"),
        ("chargeback_rate_pct = '1'", "scenario.needs"),
        ("chargeback_rate_pct = '1'\npayment = 'stripe-jp'", "fee.unknown"),
        ("export_code = '0000'", "export.no_code"),
        ("export_code = '9610'\nrebate = 'bricks'", "export.no_category"),
        ("incoterm = 'DDP'\nprocedures = { us = 'moon' }", "duty.channel"),
    ] {
        let answer = run_one(&book, &format!("mode = 'b2c'\n{text}"));
        assert_eq!((codes(&answer)[0], answer.answered, answer.questions[0].orders), (code, 0, 1), "{text}");
        assert!(!answer.questions[0].question.hint.is_empty());
    }
    let elsewhere = one(Article { hs: None, ..phone_case() }, "AQ", "2026-09-01", "45");
    assert_eq!(codes(&run_one(&elsewhere, "mode = 'b2c'\nincoterm = 'DDP'")), ["replay.no_hs"]);
    assert_eq!(codes(&run_one(&one(phone_case(), "AQ", "2026-09-01", "45"), "mode = 'b2c'\nincoterm = 'DDP'")), ["duty.no_table"]);
    // A code of which the table of the day knows no rate.
    let odd = Article { hs: Some(entrepot_rules::customs::HsNumber::of(&"9999.99".parse().unwrap())), ..phone_case() };
    let asked = run_one(&one(odd, "US", "2026-09-01", "45"), "mode = 'b2c'\nincoterm = 'DDP'");
    assert!(asked.questions[0].question.text.contains("9999.99"), "{:?}", asked.questions);
}

#[test]
fn a_rate_that_is_not_known_is_asked() {
    let mut book = builder();
    let at = book.article(phone_case());
    let lines = [line(at, 1, "45")];
    book.order(NewOrder { currency: Currency::known("KWD"), ..order("1", "2026-09-01", "US", &lines) }, None).unwrap();
    let answer = run_one(&book.finish(), DIRECT);
    assert_eq!((codes(&answer), answer.answered), (vec!["fx_missing"], 0));
}

#[test]
fn refusals_are_counted_by_reason_and_earn_nothing() {
    let mut book = builder();
    let case = book.article(phone_case());
    let anvil = book.article(Article { sku: "anvil".to_owned(), weight_g: Some(40_000), ..phone_case() });
    for (number, article, to) in [("1", case, "US"), ("2", anvil, "US"), ("3", case, "FR"), ("4", anvil, "US")] {
        book.order(order(number, "2026-09-01", to, &[line(article, 1, "45")]), Some(Actual::default())).unwrap();
    }
    let answer = run_one(&book.finish(), DIRECT);
    assert_eq!((answer.answered, answer.refused.len()), (1, 2));
    let heavy = answer.refused.iter().find(|refused| refused.code == "lane.too_heavy").unwrap();
    assert_eq!((heavy.orders, heavy.money, heavy.examples.join(",")), (2, i128::from(micros("90")), "2,4".to_owned()));
    assert_eq!(heavy.text, "over 30 kg");
    // Today each order earned 35: the one that goes, less its costs, and the three that do not.
    assert_eq!(answer.compared, 4);
    assert_eq!(answer.difference, answer.margins.cm4 - 4 * i128::from(micros("35")));
    let market = run_one(&one(phone_case(), "FR", "2026-09-01", "45"), "mode = 'b2c'\nplatform = 'amazon-us'\ncategory = 'Home'");
    assert_eq!(market.refused[0].code, "platform.market");
}

#[test]
fn the_cheapest_lane_that_takes_a_parcel_carries_it() {
    let mut book = builder();
    let light = book.article(phone_case());
    let heavy = book.article(Article { sku: "heavy".to_owned(), weight_g: Some(5_000), ..phone_case() });
    book.order(order("1", "2026-09-01", "US", &[line(light, 1, "45")]), None).unwrap();
    book.order(order("2", "2026-09-01", "US", &[line(heavy, 1, "45")]), None).unwrap();
    let answer = run_one(&book.finish(), "mode = 'b2c'\nlanes = ['generic_air_line_general', 'epacket']\nincoterm = 'DDP'");
    let lanes: Vec<(&str, u64)> = answer.lanes.iter().map(|lane| (lane.lane.as_str(), lane.orders)).collect();
    assert_eq!(lanes, [("generic_air_line_general", 1), ("epacket", 1)]);
    let days = answer.transit_days.unwrap();
    assert_eq!((days.min, days.max), (7, 40));
}

#[test]
fn the_buyer_pays_what_the_term_leaves_to_the_buyer() {
    let book = one(phone_case(), "US", "2026-09-14", "45");
    let of = |term: &str| run_one(&book, &format!("mode = 'b2c'\nlanes = ['generic_air_line_general']\nincoterm = '{term}'"));
    let (ddp, dap, fob) = (of("DDP"), of("DAP"), of("FCA"));
    assert_eq!(ddp.buyer_pays_beside, 0);
    assert_eq!((dap.cost(Kind::Duty), dap.buyer_pays_beside), (0, ddp.cost(Kind::Duty)));
    assert_eq!((fob.cost(Kind::Freight), fob.buyer_pays_beside), (0, ddp.cost(Kind::Duty) + ddp.cost(Kind::Freight)));
    // Landed, it costs the same whoever pays.
    let landed =
        |one: &entrepot_modes::replay::ReplayedScenario| one.costs.iter().map(|line| line.low).sum::<i128>() + one.buyer_pays_beside;
    assert!(landed(&ddp) == landed(&dap) && landed(&dap) == landed(&fob));
}

#[test]
fn what_a_scenario_does_not_name_stays_as_the_ledger_has_it() {
    let mut book = builder();
    let at = book.article(phone_case());
    let mut actual = Actual::default();
    actual.add(Kind::Commission, micros("5"));
    actual.add(Kind::Freight, micros("8"));
    actual.add(Kind::Advertising, micros("2"));
    book.order(order("1", "2026-09-01", "US", &[line(at, 1, "45")]), Some(actual)).unwrap();
    let book = book.finish();
    let answer = run(
        &book,
        &[scenario("mode = 'b2c'\nplatform = 'amazon-us'\ncategory = 'Home'"), scenario("mode = 'b2c'\nprice_change_pct = '10'")],
    );
    let [today, platform, dearer] = &answer.scenarios[..] else { panic!() };
    assert_eq!(today.margins.cm4, i128::from(micros("20")));
    assert_eq!((platform.cost(Kind::Commission), platform.cost(Kind::Freight)), (i128::from(micros("6.75")), i128::from(micros("8"))));
    assert!(platform.as_it_was.contains(&Kind::Freight) && !platform.as_it_was.contains(&Kind::Commission));
    assert!(
        platform.difference < 0
            && platform.difference
                >= -i128::from(micros("1.75"))
                    - platform.cost(Kind::Subscription)
                    - platform.cost(Kind::ServiceFee)
                    - platform.cost(Kind::Fulfilment)
    );
    // Shares of the price follow it; carriage does not.
    assert_eq!(
        (dearer.cost(Kind::Commission), dearer.cost(Kind::Freight), dearer.net_revenue),
        (i128::from(micros("5.5")), i128::from(micros("8")), i128::from(micros("49.5")))
    );
}

#[test]
fn elasticity_is_nothing_unless_it_is_given() {
    let book = one(phone_case(), "US", "2026-09-01", "45");
    let answer = run(
        &book,
        &[scenario("mode = 'b2c'\nprice_change_pct = '-10'"), scenario("mode = 'b2c'\nprice_change_pct = '-10'\nelasticity = '-2'")],
    );
    assert_eq!(answer.scenarios[1].net_revenue, i128::from(micros("40.5")));
    // A tenth less, a fifth more orders.
    assert_eq!(answer.scenarios[2].net_revenue, i128::from(micros("48.6")));
    assert_eq!(answer.scenarios[2].margins.cm4, i128::from(micros("36.6")));
    assert_eq!(scenario("mode = 'b2c'").elasticity, 0);
}

#[test]
fn destinations_of_a_warehouse_are_those_of_its_lanes() {
    let mut book = builder();
    let at = book.article(phone_case());
    book.order(order("1", "2026-09-01", "US", &[line(at, 1, "45")]), None).unwrap();
    book.order(order("2", "2026-09-01", "GB", &[line(at, 1, "45")]), None).unwrap();
    let text = "mode = 'b2b2c'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\n[scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'air_freight'\n\
                replenish_days = 30\ntransfer_price_pct = '100'\ndays_on_hand = 45\ncover_days = 60\nhandling = '0.50 USD'\n\
                storage = [{ up_to_days = 30, per_m3_day = '1.00 USD' }, { per_m3_day = '3.00 USD' }]";
    let answer = run_one(&book.finish(), text);
    assert_eq!((answer.answered, answer.refused[0].code), (1, "lane.not_to"));
    // 1.5 litres: 30 days at 1.00 and 15 at 3.00 a cubic metre.
    assert_eq!(answer.cost(Kind::Storage), i128::from(micros("0.1125")));
    assert_eq!(answer.cost(Kind::Fulfilment), i128::from(micros("0.50")));
    let demand = answer.demand.unwrap();
    assert_eq!((demand.pieces, demand.days, demand.cover_pieces), (1, 1, 60));
    assert_eq!(country("US"), country("us"));
}
