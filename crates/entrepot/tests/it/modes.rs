//! `entrepot mode compare` as its users run it: a small book of their own under ready-made and own scenarios, questions, wrong files.

use crate::run::Place;
use serde_json::Value;

const ORDERS: &str = "order_id,line_id,order_time,mode,seller_country,country,sku,quantity,unit_price,currency,shipping,tax\n\
    O1,1,2026-09-14 10:00:00,b2c,CN,US,case,1,45.00,USD,5.99,0\n\
    O2,1,2026-09-15 10:00:00,b2c,CN,US,case,2,45.00,USD,0,0\n\
    O3,1,2026-09-16 10:00:00,b2c,CN,FR,case,1,45.00,USD,0,0\n";
const PRODUCTS: &str = "sku,name,category,cost,cost_currency,weight_g,length_mm,width_mm,height_mm,hs_code,origin\n\
    case,Phone case,cases,10.00,USD,300,200,150,50,3926.90.99,CN\n";
const CHARGES: &str = "charge_id,date,subject_kind,subject_id,order_id,kind,component,payer,payee,amount,currency\n\
    c1,2026-09-14,trade,O1,O1,commission,fee,seller,platform,6.75,USD\n\
    c2,2026-09-14,trade,O1,O1,freight,shipping,seller,carrier,9.00,USD\n\
    c3,2026-09-30,period,,,storage,shipping,seller,warehouse,2.00,USD\n";
const SCENARIOS: &str = "[[scenario]]\nslug = 'direct'\nmode = 'b2c'\nlanes = ['generic_air_line_general']\nincoterm = 'DDP'\n\n\
    [[scenario]]\nslug = 'bulk'\nmode = 'b2b2c'\nlanes = ['overseas_warehouse_us']\nincoterm = 'DDP'\nexport_code = '9810'\n\
    [scenario.warehouse]\ncountry = 'US'\nfirst_leg = 'air_freight'\nreplenish_days = 30\ntransfer_price_pct = '100'\ndays_on_hand = 0\n";

fn place(products: &str) -> Place {
    let place = Place::new();
    for (profile, name, text) in
        [("orders", "orders.csv", ORDERS), ("products", "products.csv", products), ("charges", "charges.csv", CHARGES)]
    {
        let file = place.file(name, text);
        let (code, done) = place.json(&["import", "--profile", profile, &file]);
        assert_eq!(code, 0, "{done}");
    }
    place
}

fn compare(place: &Place, more: &[&str]) -> (i32, Value) {
    let file = place.file("scenarios.toml", SCENARIOS);
    place.json(&[&["mode", "compare", "--scenarios", &file, "--currency", "USD"], more].concat())
}

fn cost<'a>(scenario: &'a Value, kind: &str) -> &'a str {
    let costs = scenario["costs"].as_array().unwrap();
    costs.iter().find(|line| line["kind"] == kind).map_or("0", |line| line["amount"].as_str().unwrap())
}

#[test]
fn own_orders_are_told_as_they_were_and_as_they_would_have_been() {
    let place = place(PRODUCTS);
    let (code, answer) = compare(&place, &[]);
    assert_eq!((code, answer["orders"].as_u64()), (0, Some(3)), "{answer}");
    let [today, direct, bulk] = &answer["scenarios"].as_array().unwrap()[..] else { panic!("{answer}") };
    // Today: 185.99 less goods of 40, commission of 6.75 and freight of 9; storage belongs to no order.
    assert_eq!(
        (today["slug"].as_str(), today["net_revenue"].as_str(), today["cm4"].as_str()),
        (Some("today"), Some("185.99"), Some("130.24"))
    );
    assert_eq!((cost(today, "commission"), cost(today, "freight"), answer["beside"]["storage"].as_str()), ("6.75", "9", Some("-2")));
    // Today and what lies beside it are the ledger's own margin.
    let (_, ledger) = place.json(&["metric", "cm4", "--currency", "USD"]);
    assert_eq!(ledger["total"]["value"].as_str(), Some("128.24"), "{ledger}");
    // The lane does not go to the third order's country: it is refused and earns nothing.
    for scenario in [direct, bulk] {
        assert_eq!((scenario["answered"].as_u64(), scenario["refused"][0]["code"].as_str()), (Some(2), Some("lane.not_to")), "{scenario}");
        assert_eq!(scenario["refused"][0]["examples"][0], "O3");
    }
    // D3 and D4: duty of the price, and of the transfer price.
    assert_eq!((cost(direct, "duty"), cost(bulk, "duty")), ("34.15", "7.59"));
    assert_eq!(cost(direct, "commission"), "6.75", "what a scenario does not name stays as it was");
    assert!(direct["as_it_was"].as_array().unwrap().contains(&"commission".into()));
    assert_eq!(bulk["demand"]["pieces"], "3");
    let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    assert!(number(&bulk["cm4"]) > number(&direct["cm4"]));
    assert!(number(&direct["ci_low"]) < number(&direct["cm4"]) && number(&direct["cm4"]) < number(&direct["ci_high"]));
    // The same seed gives the same answer; a filter chooses.
    assert_eq!(compare(&place, &[]).1, answer);
    let (code, only) = compare(&place, &["--where", "country=FR"]);
    assert_eq!((code, only["orders"].as_u64(), only["scenarios"][1]["answered"].as_u64()), (0, Some(1), Some(0)), "{only}");
}

#[test]
fn what_is_missing_is_asked_with_exit_code_4() {
    let place = place(&PRODUCTS.replace("3926.90.99", "").replace("10.00", ""));
    let (code, answer) = compare(&place, &[]);
    let asked = &answer["scenarios"][0]["questions"][0];
    assert_eq!(
        (code, asked["code"].as_str(), asked["orders"].as_u64(), asked["amount"].as_str()),
        (4, Some("replay.no_cost"), Some(3), Some("180")),
        "{answer}"
    );
    assert_eq!(asked["examples"][0], "case");
    let (code, law) = compare(&self::place(PRODUCTS), &["--on", "2025-06-01"]);
    assert_eq!((code, law["scenarios"][1]["questions"][0]["code"].as_str()), (4, Some("duty.incomplete")), "{law}");
}

#[test]
fn wrong_files_words_and_filters_are_told() {
    let place = place(PRODUCTS);
    let wrong = place.file("wrong.toml", "[[scenario]]\nslug = 'a'\nmode = 'b2c'\nplatfrom = 'x'\n");
    for (args, exit, code) in [
        (vec!["mode", "compare"], 2, "compare.nothing"),
        (vec!["mode", "compare", "--modes", "b2x"], 2, "word_unknown"),
        (vec!["mode", "compare", "--scenarios", &wrong], 1, "scenario.invalid"),
        (vec!["mode", "compare", "--scenarios", "/nowhere.toml"], 2, "scenario.file"),
        (vec!["mode", "compare", "--modes", "b2c", "--where", "moon=1"], 2, "compare.filter"),
        (vec!["mode", "compare", "--modes", "b2c", "--resamples", "1000000"], 2, "compare.resamples"),
    ] {
        let (got, answer) = place.json(&args);
        assert_eq!((got, answer["error"]["code"].as_str()), (exit, Some(code)), "{args:?}: {answer}");
    }
    let (code, ready) = place.json(&["mode", "compare", "--modes", "b2c,b2b,b2b2c"]);
    let slugs: Vec<&str> = ready["scenarios"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap()).collect();
    assert!([0, 4].contains(&code) && slugs == ["today", "b2c", "b2b", "b2b2c"], "{ready}");
}
