//! `entrepot quote lane|duty|landed|export` as their users run them.

use crate::run::Place;

const LANE: [&str; 12] =
    ["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "500", "--dims-mm", "400x300x200", "--on", "2026-09-01"];

fn with<'a>(base: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    base.iter().chain(more).copied().collect()
}

#[test]
fn a_parcel_is_quoted_over_all_lanes() {
    let place = Place::new();
    let (code, answer) = place.json(&LANE);
    assert_eq!(code, 4, "some lanes have no public tariff: {answer}");
    let offers = answer["offers"].as_array().unwrap();
    assert_eq!(offers[0]["price"], "1.00");
    let price = |at: usize| offers[at]["price"].as_str().unwrap().parse::<f64>().unwrap();
    assert!((1..offers.len()).all(|at| price(at - 1) <= price(at)), "{answer}");
    assert!(offers.iter().all(|offer| offer["lines"][0]["rule_id"].as_str().unwrap().starts_with("lanes/")));
    assert!(
        answer["questions"].as_array().unwrap().iter().any(|question| question["code"] == "lane.no_tariff" && question["subject"] == "ems")
    );
    let (_, heavy) = place.json(&["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "2010", "--on", "2026-09-01"]);
    let refused = heavy["refusals"].as_array().unwrap().iter().find(|one| one["lane"] == "epacket").unwrap();
    assert_eq!((refused["code"].as_str(), refused["text"].as_str()), (Some("lane.too_heavy"), Some("over 2 kg")));
    // A lane with a price for all that it is asked answers alone: the last mile from a warehouse.
    let (code, last) =
        place.json(&["quote", "lane", "--from", "US", "--to", "US", "--weight-g", "500", "--leg", "last", "--on", "2026-09-01"]);
    assert_eq!((code, last["offers"][0]["price"].as_str(), last["offers"][0]["price_high"].as_str()), (0, Some("6.00"), Some("12.00")));
}

#[test]
fn a_tariff_of_the_home_answers_the_question() {
    let place = Place::new();
    let shipped = include_str!("../../../../presets/lanes/ems.toml");
    let folder = place.home().join("presets/lanes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("ems.toml"),
        shipped.split("[[example]]").next().unwrap().to_owned() + "[[rate]]\nfixed = \"50\"\nper_kg = \"60\"\n",
    )
    .unwrap();
    let (_, answer) = place.json(&with(&LANE, &["--currency", "CNY"]));
    let ems = answer["offers"].as_array().unwrap().iter().find(|offer| offer["lane"] == "ems").unwrap();
    assert_eq!((ems["price"].as_str(), ems["shipped"].as_bool(), ems["estimate"].as_bool()), (Some("80.00"), Some(false), Some(false)));
    std::fs::write(folder.join("ems.toml"), shipped.replace("carrier", "carier")).unwrap();
    let (code, answer) = place.json(&LANE);
    assert_eq!((code, answer["error"]["code"].as_str()), (1, Some("preset.invalid")));
    assert!(answer["error"]["cause"].as_str().unwrap().contains("ems.toml"), "{answer}");
}

#[test]
fn duty_is_told_layer_by_layer_and_asks_where_the_table_ends() {
    let place = Place::new();
    let shirt = ["quote", "duty", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10 USD"];
    let (code, answer) = place.json(&with(&shirt, &["--on", "2026-09-01"]));
    assert_eq!((code, answer["duty"].as_str(), answer["customs_value"].as_str()), (0, Some("3.65"), Some("10.00")));
    let amounts: Vec<&str> = answer["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["component"] == "duty")
        .map(|line| line["amount"].as_str().unwrap())
        .collect();
    assert_eq!(amounts, ["1.65", "0.75", "1.25"]);
    assert!(answer["lines"].as_array().unwrap().iter().all(|line| line["source"].as_str().is_some_and(|source| !source.is_empty())));
    let (code, answer) = place.json(&with(&shirt, &["--on", "2025-06-01"]));
    assert_eq!((code, answer["questions"][0]["code"].as_str(), answer["duty"].is_null()), (4, Some("duty.incomplete"), true));
    let (code, answer) = place.json(&with(&shirt, &["--on", "2025-01-15"]));
    assert_eq!((code, answer["duty"].as_str(), answer["reliefs"][0]["of"].as_str()), (0, Some("0.00"), Some("duty")));
    // Three pieces, and goods whose code is missing.
    let (_, answer) = place.json(&with(&shirt, &["--quantity", "3", "--on", "2026-09-01"]));
    assert_eq!(answer["goods"], "30.00");
    let (code, answer) = place.json(&["quote", "duty", "--origin", "CN", "--to", "US", "--value", "10 USD"]);
    assert_eq!((code, answer["questions"][0]["code"].as_str(), answer["duty"].is_null()), (4, Some("duty.no_hs"), true));
}

#[test]
fn the_landed_cost_says_who_pays_and_its_total_does_not_depend_on_it() {
    let place = Place::new();
    let base = [
        "quote",
        "landed",
        "--hs",
        "610910",
        "--origin",
        "CN",
        "--to",
        "US",
        "--value",
        "10 USD",
        "--lane",
        "fedex_intl",
        "--on",
        "2026-09-01",
        "--freight",
        "3 USD",
    ];
    let pays = |term: &str| {
        let (code, answer) = place.json(&with(&base, &["--incoterm", term]));
        assert_eq!(code, 0, "{answer}");
        ["total", "seller_pays", "buyer_pays"].map(|name| answer[name].as_str().unwrap().to_owned())
    };
    assert_eq!(pays("DDP"), ["43.90", "33.90", "10.00"]);
    assert_eq!(pays("dap"), ["43.90", "3.00", "40.90"]);
    assert_eq!(pays("EXW"), ["43.90", "0.00", "43.90"]);
    let two = [
        "quote",
        "landed",
        "--hs",
        "610910",
        "--hs",
        "640399",
        "--origin",
        "CN",
        "--to",
        "FR",
        "--value",
        "80 EUR",
        "--value",
        "40 EUR",
        "--on",
        "2026-07-02",
    ];
    let (code, answer) = place.json(&two);
    assert_eq!(
        (code, answer["duty"].as_str(), answer["tax"].as_str(), answer["scheme"]["code"].as_str()),
        (0, Some("6.00"), Some("25.20"), Some("IOSS"))
    );
    let (_, answer) = place.json(&with(&two, &["--item", "hs4"]));
    assert_eq!(answer["duty"], "6.00");
    let (code, _) = place.json(&with(&two, &["--item", "hs10"]));
    assert_eq!(code, 4, "six digits are no full tariff item");
}

#[test]
fn an_export_says_what_comes_back() {
    let place = Place::new();
    let (code, answer) = place.json(&[
        "quote",
        "export",
        "--purchase",
        "113 CNY",
        "--category",
        "batteries",
        "--mode",
        "b2b2c",
        "--city",
        "ningbo",
        "--on",
        "2026-04-01",
    ]);
    assert_eq!((code, answer["rebate"]["net_cost"].as_str()), (0, Some("107.00")));
    assert_eq!(answer["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect::<Vec<_>>(), ["9810", "1210"]);
    assert_eq!(place.json(&["quote", "export", "--purchase", "113 CNY"]).0, 4);
}

#[test]
fn what_cannot_be_read_says_what_to_write() {
    let place = Place::new();
    for (args, code) in [
        (vec!["quote", "lane", "--from", "CN", "--to", "XX", "--weight-g", "5"], "country_unknown"),
        (vec!["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "0"], "quote.measure"),
        (vec!["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "5", "--dims-mm", "40x30"], "quote.measure"),
        (vec!["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "5", "--dims-mm", "40x30x-1"], "quote.measure"),
        (vec!["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "5", "--cargo", "gold"], "quote.cargo"),
        (vec!["quote", "lane", "--from", "CN", "--to", "US", "--weight-g", "5", "--leg", "long"], "quote.leg"),
        (vec!["quote", "duty", "--hs", "6109", "--origin", "CN", "--to", "US", "--value", "10 USD"], "hs_code_malformed"),
        (vec!["quote", "duty", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "-10 USD"], "quote.negative"),
        (vec!["quote", "duty", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10"], "quote.money"),
        (vec!["quote", "duty", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10 RMB"], "currency_unknown"),
        (
            vec!["quote", "duty", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10 USD", "--on", "2026-02-30"],
            "day_malformed",
        ),
        (vec!["quote", "duty", "--hs", "610910", "--hs", "640399", "--origin", "CN", "--to", "US", "--value", "10 USD"], "quote.items"),
        (
            vec!["quote", "landed", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10 USD", "--incoterm", "XYZ"],
            "word_unknown",
        ),
        (
            vec!["quote", "landed", "--hs", "610910", "--origin", "CN", "--to", "US", "--value", "10 USD", "--lane", "pigeon"],
            "lane.unknown",
        ),
    ] {
        let (exit, answer) = place.json(&args);
        assert_eq!((exit, answer["error"]["code"].as_str().unwrap_or_default()), (2, code), "{args:?}: {answer}");
        assert!(!answer["error"]["hint"].as_str().unwrap_or_default().is_empty(), "{args:?}");
    }
}
