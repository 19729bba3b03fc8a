//! `entrepot quote fee` and `entrepot preset` as their users run them: published values, questions, own presets, wrong files.

use crate::run::Place;
use serde_json::Value;

fn fee(place: &Place, args: &[&str]) -> (i32, Value) {
    place.json(&[&["quote", "fee", "--on", "2026-11-22"], args].concat())
}

#[test]
fn a_fee_is_told_rule_by_rule() {
    let place = Place::new();
    let (code, answer) = fee(&place, &["--platform", "amazon-us", "--category", "Jewelry", "--price", "400 USD"]);
    assert_eq!(
        (code, answer["amount"].as_str(), answer["currency"].as_str(), answer["verified"].as_bool()),
        (0, Some("57.50"), Some("USD"), Some(true))
    );
    assert_eq!(answer["rule_ids"][0], "amazon-us/referral/jewelry/2026-01-15");
    let line = &answer["breakdown"][0];
    assert_eq!(
        (line["fee"].as_str(), line["kind"].as_str(), line["amount"].as_str()),
        (Some("referral"), Some("commission"), Some("57.50"))
    );
    assert_eq!(line["steps"].as_array().map(Vec::len), Some(2));
    // F1, F6, F9, F10: the same through the command line.
    for (platform, category, price, amount) in [
        ("amazon-us", "Clothing", "15.00 USD", "0.75"),
        ("amazon-us", "clothing", "USD 15.01", "1.50"),
        ("amazon-us", "Home", "1.00 USD", "0.30"),
        ("ebay", "Toys", "25.00 USD", "3.71"),
        ("dhgate", "Most categories", "300 USD", "12.00"),
    ] {
        let (code, answer) = fee(&place, &["--platform", platform, "--category", category, "--price", price]);
        assert_eq!((code, answer["amount"].as_str()), (0, Some(amount)), "{platform} {price}: {answer}");
    }
    let (_, range) = fee(&place, &["--platform", "dhgate", "--category", "Toys", "--price", "299 USD"]);
    assert_eq!((range["amount"].as_str(), range["high"].as_str(), range["estimate"].as_bool()), (Some("37.38"), Some("58.30"), Some(true)));
    // P1: a provider beside the platform; an option belongs to whoever knows it.
    let (code, paid) =
        fee(&place, &["--platform", "aliexpress", "--price", "100 USD", "--payment", "stripe-us", "--with", "cross_border,conversion"]);
    assert_eq!((code, paid["amount"].as_str(), paid["verified"].as_bool()), (0, Some("10.70"), Some(false)), "{paid}");
    // F15 and F16.
    let (code, sent) =
        fee(&place, &["--platform", "amazon-us", "--category", "Home", "--price", "25 USD", "--weight", "3.6 lb", "--size", "10x6x4 in"]);
    assert_eq!(
        (code, sent["breakdown"][0]["amount"].as_str(), sent["breakdown"][2]["amount"].as_str()),
        (0, Some("7.21"), Some("0.25")),
        "{sent}"
    );
    assert!(!place.home().exists(), "a question writes nothing");
}

#[test]
fn what_no_rule_tells_is_asked_with_exit_code_4() {
    let place = Place::new();
    let asked = |args: &[&str]| {
        let (code, answer) = fee(&place, args);
        assert!(answer["amount"].is_null() && answer["verified"] == false, "{answer}");
        assert!(!answer["questions"][0]["hint"].as_str().unwrap_or_default().is_empty(), "{answer}");
        (code, answer["questions"][0]["code"].as_str().unwrap().to_owned())
    };
    for slug in ["eastmachinery", "lextreme", "beitone"] {
        assert_eq!(asked(&["--platform", slug, "--price", "100 USD"]), (4, "fee.unknown".into()));
    }
    assert_eq!(asked(&["--platform", "nowhere", "--price", "100 USD"]), (4, "fee.platform_unknown".into()));
    assert_eq!(asked(&["--platform", "amazon-us", "--category", "Jewlery", "--price", "100 USD"]), (4, "fee.category_unknown".into()));
    assert_eq!(asked(&["--platform", "amazon-us", "--price", "100 USD"]), (4, "fee.category_missing".into()));
    assert_eq!(asked(&["--platform", "amazon-us", "--category", "Home", "--price", "100 EUR"]), (4, "fee.currency".into()));
    assert_eq!(asked(&["--platform", "amazon-us", "--category", "Home", "--price", "-100 USD"]), (4, "fee.negative".into()));
    assert_eq!(asked(&["--platform", "tmall", "--price", "100 CNY"]), (4, "fee.unknown".into()));
    assert_eq!(asked(&["--platform", "temu", "--price", "100 USD", "--refund", "50 USD"]), (4, "fee.refund_unknown".into()));
    assert_eq!(
        asked(&["--platform", "tiktok-us", "--category", "Home", "--price", "10 USD", "--refund", "11 USD"]),
        (4, "fee.refund_exceeds".into())
    );
    let early = place.json(&["quote", "fee", "--platform", "amazon-us", "--category", "Home", "--price", "1 USD", "--on", "2025-06-01"]);
    assert_eq!((early.0, early.1["questions"][0]["code"].as_str()), (4, Some("fee.no_day")));
    let out = place.run(&["quote", "fee", "--platform", "beitone", "--price", "100 USD"]);
    assert!(out.stdout.is_empty() && String::from_utf8_lossy(&out.stderr).contains("question[fee.unknown]"), "talk goes to stderr");
}

#[test]
fn wrong_words_are_wrong_usage() {
    let place = Place::new();
    let refused = |args: &[&str]| {
        let (code, answer) = fee(&place, &[&["--platform", "amazon-us", "--category", "Home"], args].concat());
        (code, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused(&["--price", "400"]), (2, "quote.money".into()));
    assert_eq!(refused(&["--price", "four USD"]), (2, "decimal_character".into()));
    assert_eq!(refused(&["--price", "4 DOLLAR"]), (2, "currency_unknown".into()));
    assert_eq!(refused(&["--price", "4 USD", "--weight", "3", "--size", "1x2x3 in"]), (2, "quote.measure".into()));
    assert_eq!(refused(&["--price", "4 USD", "--weight", "3 lb", "--size", "1x2 in"]), (2, "quote.measure".into()));
    let day = place.json(&["quote", "fee", "--platform", "amazon-us", "--price", "1 USD", "--on", "tomorrow"]);
    assert_eq!((day.0, day.1["error"]["code"].as_str()), (2, Some("day_malformed")));
}

#[test]
fn presets_are_listed_shown_and_replaced_by_own_ones() {
    let place = Place::new();
    let (code, list) = place.json(&["preset", "list"]);
    let row = |slug: &str| list.as_array().unwrap().iter().find(|row| row["slug"] == slug).cloned().unwrap_or_default();
    assert_eq!(code, 0);
    let dhgate = row("dhgate");
    assert_eq!(
        (dhgate["mode"].as_str(), dhgate["profit_model"].as_str(), dhgate["logistics"].as_str()),
        (Some("b2b"), Some("commission"), Some("postal_packet"))
    );
    assert_eq!(dhgate["marketing"], serde_json::json!(["sem", "seo", "sns", "bbs"]));
    assert!(row("jingdong-global-shopping").is_null() && !row("jd-worldwide").is_null());
    let (code, shown) = place.json(&["preset", "show", "jingdong-global-shopping"]);
    assert_eq!((code, shown["slug"].as_str(), shown["seed"]["scope"].as_str()), (0, Some("jd-worldwide"), Some("3C product")));
    assert_eq!(place.json(&["preset", "show", "nowhere"]).0, 2);

    // The shipped text is the beginning of an own file.
    let text = String::from_utf8(place.run(&["preset", "show", "beitone", "--toml"]).stdout).unwrap();
    let own = text.split("[[unknown]]").next().unwrap().to_owned()
        + "[[fee]]\nfee = \"service_fee\"\nkind = \"service_fee\"\nmethod = \"flat\"\npct = \"3\"\nsource = \"our contract\"\nverified = true\n";
    let folder = place.home().join("presets/platforms");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("beitone.b2b2c.toml"), &own).unwrap();
    let (code, answer) = fee(&place, &["--platform", "beitone", "--price", "100 USD"]);
    assert_eq!((code, answer["amount"].as_str(), answer["breakdown"][0]["source"].as_str()), (0, Some("3.00"), Some("our contract")));
    let (code, checked) = place.json(&["preset", "check"]);
    assert_eq!((code, checked["checked"].as_u64(), checked["wrong"].as_u64()), (0, Some(1), Some(0)), "{checked}");

    // A slip is found, with its place, and nothing is computed with the file meanwhile.
    std::fs::write(folder.join("beitone.b2b2c.toml"), own.replace("pct = \"3\"", "pct = \"3\"\nporcent = \"3\"")).unwrap();
    let (code, checked) = place.json(&["preset", "check"]);
    assert_eq!(
        (code, checked["wrong"].as_u64(), checked["files"][0]["error"]["code"].as_str()),
        (1, Some(1), Some("preset.form")),
        "{checked}"
    );
    let (code, refused) = fee(&place, &["--platform", "beitone", "--price", "100 USD"]);
    assert_eq!((code, refused["error"]["code"].as_str()), (1, Some("preset.form")));
    let gap = own.replace("method = \"flat\"\n", "method = \"flat\"\neff_to = 2026-01-31\n")
        + "[[fee]]\nfee = \"service_fee\"\nkind = \"service_fee\"\nmethod = \"flat\"\npct = \"4\"\neff_from = 2026-02-03\n";
    let file = place.file("beitone.b2b2c.toml", &gap);
    let (code, checked) = place.json(&["preset", "check", &file]);
    assert_eq!((code, checked["files"][0]["error"]["code"].as_str()), (1, Some("preset.gap")), "{checked}");
    assert!(checked["files"][0]["error"]["cause"].as_str().unwrap().contains("from 2026-02-01 to 2026-02-02"));
}

/// Orders that lie at cliffs: shirts on a platform by piece, bulk orders on another by order.
const AT_CLIFFS: &str = "order_id,line_id,order_time,platform,mode,seller_country,country,sku,category,quantity,unit_price,currency\n\
    A-1,1,2026-11-02 10:00:00,amazon-us,b2c,CN,US,shirt,Clothing,2,15.49,USD\n\
    A-2,1,2026-11-03 10:00:00,amazon-us,b2c,CN,US,shirt,Clothing,1,15.00,USD\n\
    A-3,1,2026-11-03 11:00:00,amazon-us,b2c,CN,US,coat,Clothing,1,20.01,USD\n\
    A-4,1,2026-11-04 11:00:00,amazon-us,b2c,CN,US,ring,Rings,1,80.00,USD\n\
    A-5,1,2026-11-04 12:00:00,amazon-us,b2c,CN,DE,shirt,Clothing,1,15.49,EUR\n\
    D-1,1,2026-11-05 10:00:00,dhgate,b2b,CN,US,shirt,Clothing,20,13.00,USD\n\
    D-1,2,2026-11-05 10:00:00,dhgate,b2b,CN,US,coat,Clothing,1,39.00,USD\n\
    D-2,1,2026-11-06 10:00:00,dhgate,b2b,CN,US,shirt,Clothing,20,15.00,USD\n";

#[test]
fn cliffs_are_found_with_the_own_orders_that_lie_at_them() {
    let place = Place::new();
    let (code, bare) = place.json(&["find", "cliffs", "--platform", "amazon-us", "--category", "Clothing", "--on", "2026-11-22"]);
    let edges: Vec<&str> = bare["cliffs"].as_array().unwrap().iter().map(|one| one["below"].as_str().unwrap()).collect();
    assert_eq!((code, edges, bare["cliffs"][0]["own"].is_null()), (0, vec!["15.00", "20.00"], true), "{bare}");
    let (_, all) = place.json(&["find", "cliffs", "--on", "2026-11-22"]);
    assert!(all["cliffs"].as_array().unwrap().iter().any(|one| one["platform"] == "dhgate" && one["above"] == "300.00"), "{all}");
    assert_eq!(place.json(&["find", "cliffs", "--platform", "beitone"]).0, 4);
    assert_eq!(place.json(&["find", "cliffs", "--platform", "nowhere"]).0, 2);

    let file = place.file("orders.csv", AT_CLIFFS);
    let (code, done) = place.json(&["import", "--profile", "orders", &file]);
    assert_eq!(code, 0, "{done}");
    let (code, found) = place.json(&["find", "cliffs", "--platform", "amazon-us", "--category", "Clothing", "--on", "2026-11-22"]);
    let own = |at: usize| {
        let own = &found["cliffs"][at]["own"];
        (
            own["orders"].as_i64().unwrap(),
            own["count"].as_i64().unwrap(),
            own["sold"].as_str().unwrap().to_owned(),
            own["saved"].as_str().unwrap().to_owned(),
        )
    };
    // 15.49 leaves 13.94 after a fee of 1.55; 15.00 leaves 14.25: 0.31 on each of two. 20.01 leaves 16.61, 20.00 leaves 18.00.
    assert_eq!((own(0), own(1)), ((1, 2, "30.98".into(), "0.62".into()), (1, 1, "20.01".into(), "1.39".into())), "{found}");
    // What is sold in a category that the platform does not have is asked about, with its money.
    assert_eq!((code, found["questions"][0]["code"].as_str()), (4, Some("fee.category_unmapped")), "{found}");
    assert!(found["questions"][0]["text"].as_str().unwrap().contains("1 own orders of 80.00 USD"), "{found}");
    // 260 + 39 are an order of 299: 37.38 in place of 12.00.
    let (_, found) = place.json(&["find", "cliffs", "--platform", "dhgate", "--category", "Clothing", "--on", "2026-11-22"]);
    let at_300 = &found["cliffs"][0];
    assert_eq!(
        (at_300["of"].as_str(), at_300["turn"].as_str(), at_300["own"]["orders"].as_i64()),
        (Some("order"), Some("down"), Some(1)),
        "{found}"
    );
    assert_eq!((at_300["own"]["sold"].as_str(), at_300["own"]["saved"].as_str()), (Some("299.00"), Some("25.38")), "{found}");
}
