//! `entrepot market` as its users run it: published figures, own trade beside them, own series, wrong questions.

use crate::run::Place;
use serde_json::Value;

/// Orders of a fixture: seller, seller's country, destination, article, amount.
const SOLD: &[(&str, &str, &str, &str, i64)] = &[
    ("S1", "CN", "DE", "shirt", 100),
    ("S1", "CN", "FR", "shirt", 50),
    ("S1", "CN", "US", "phone", 200),
    ("S2", "CN", "VN", "brooch", 30),
    ("S2", "CN", "TH", "blender", 20),
    ("S2", "CN", "CN", "oddity", 40),
    ("S3", "JP", "CN", "phone", 60),
    ("S3", "JP", "", "gift", 10),
    ("S1", "CN", "GB", "gift", 90),
];

fn place_with_trade() -> Place {
    let place = Place::new();
    let mut orders = "order_id,line_id,order_time,mode,seller_id,seller_country,buyer_id,country,sku,product_name,category,quantity,unit_price,currency\n".to_owned();
    for (i, (seller, from, to, sku, amount)) in SOLD.iter().enumerate() {
        let (year, mode) = if i % 3 == 0 { (2025, "b2b") } else { (2026, "b2c") };
        let category = if *sku == "blender" { "Small appliances" } else { "" };
        orders +=
            &format!("O{i},1,{year}-03-{:02} 10:00:00,{mode},{seller},{from},B{i},{to},{sku},{sku},{category},1,{amount}.00,EUR\n", i + 1);
    }
    let products =
        "sku,name,category,hs_code\nshirt,Shirt,,610910\nphone,Phone,,851713\nbrooch,Brooch,,711719\noddity,Oddity,Curiosities,970510\n";
    for (profile, name, text) in [("orders", "orders.csv", orders.as_str()), ("products", "products.csv", products)] {
        let file = place.file(name, text);
        let (code, done) = place.json(&["import", "--profile", profile, &file]);
        assert_eq!(code, 0, "{done}");
    }
    place
}

fn rows(figure: &Value, list: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    figure[list].as_array().unwrap().iter().map(|row| (text(&row["key"]), text(&row["value"]), text(&row["share_pct"]))).collect()
}

#[test]
fn published_figures_come_with_basis_source_and_flags() {
    let place = Place::new();
    let (code, answer) = place.json(&["market", "volume", "--basis", "seed_paper", "--change", "2010..2017"]);
    assert_eq!((code, answer["own"].is_null()), (0, true), "{answer}");
    assert_eq!((answer["changes"][0]["cagr_pct"].as_str(), answer["changes"][0]["years"].as_i64()), (Some("29.9937"), Some(7)));
    let flows: Vec<&str> = answer["series"].as_array().unwrap().iter().map(|one| one["flow"].as_str().unwrap()).collect();
    assert_eq!(flows, ["total", "export_as_stated"]);
    let (_, answer) = place.json(&["market", "volume", "--basis", "aliresearch_2016"]);
    assert_eq!(answer["series"][0]["points"][0]["implied_trade"], "31.9149");
    let (_, answer) = place.json(&["market", "volume", "--basis", "seed_paper,iimedia,100ec,customs_gacc", "--flow", "total"]);
    assert_eq!(answer["series"].as_array().map(Vec::len), Some(4), "one series for each basis");
    let (_, answer) = place.json(&["market", "volume", "--basis", "100ec", "--period", "2018H1"]);
    assert_eq!((answer["splits"][0]["export"].as_str(), answer["splits"][0]["import"].as_str()), (Some("3.4695"), Some("1.0305")));
    let (_, answer) = place.json(&["market", "destinations", "--basis", "100ec", "--period", "2017"]);
    assert_eq!(answer["series"][0]["warnings"][0]["code"], "market.shares_sum");
    assert_eq!(answer["series"][0]["sums"][0]["sum"], "99.9");
    let (_, answer) = place.json(&["market", "products"]);
    assert!(answer["series"][0]["points"].as_array().unwrap().iter().all(|p| p["stand_in"] == "figure_2" && p["verified"] == false));
    // In words: the numbers on stdout, the warnings and citations on stderr.
    let out = place.run(&["market", "destinations", "--basis", "100ec", "--period", "2017"]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("warning[market.shares_sum]") && said.contains("source S03"), "{said}");
    assert!(!String::from_utf8_lossy(&out.stdout).contains("warning"));
}

#[test]
fn wrong_questions_have_codes_and_hints() {
    let place = Place::new();
    let refused = |args: &[&str]| {
        let (code, answer) = place.json(args);
        assert!(!answer["error"]["hint"].as_str().unwrap_or_default().is_empty(), "{args:?}: {answer}");
        (code, answer["error"]["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(refused(&["market", "volume", "--basis", "100EC"]), (2, "market.unknown_basis".into()));
    assert_eq!(refused(&["market", "volume", "--flow", "out"]), (2, "market.flow".into()));
    assert_eq!(refused(&["market", "volume", "--period", "2018H3"]), (2, "market.period".into()));
    assert_eq!(refused(&["market", "volume", "--change", "iimedia:2017..customs_gacc:2025"]), (2, "market.across_bases".into()));
    assert_eq!(refused(&["market", "volume", "--change", "2018H1..2019"]), (2, "market.period_mix".into()));
    assert_eq!(refused(&["market", "products", "--change", "2010..2017"]), (2, "market.figure".into()));
    assert_eq!(refused(&["market", "remove", "volume.100ec.total"]), (2, "market.shipped".into()));
    assert_eq!(refused(&["market", "remove", "volume.nobody.total"]), (2, "market.no_series".into()));
    assert_eq!(refused(&["market", "add", "nowhere.csv"]), (1, "file.read".into()));
    let file = place.file("bad.csv", "period,partner,share_pct,basis,source\n2017,US,150,x,s\n2017,Atlantis,1,x,s\n");
    assert_eq!(refused(&["market", "add", &file]), (1, "market.share".into()));
    assert_eq!(place.json(&["market", "list"]).1.as_array().map(Vec::len), Some(17), "nothing was added");
}

#[test]
fn own_series_are_added_shown_and_removed() {
    let place = Place::new();
    let file = place.file("own.csv", "period,flow,value,unit,kind,basis,source,verified\n2025,export,3.1,trn USD,estimate,my_desk,own reading,N\n2026,export,3.4,trn USD,forecast,my_desk,own reading,N\n");
    let (code, plan) = place.json(&["market", "add", &file, "--dry-run"]);
    assert_eq!((code, plan["done"].as_bool(), plan["steps"][0]["effect"].as_str()), (0, Some(false), Some("adds")));
    assert_eq!(place.json(&["market", "volume", "--basis", "my_desk"]).0, 2, "a preview changes nothing");
    assert_eq!(place.json(&["market", "add", &file]).0, 0);
    let (_, answer) = place.json(&["market", "volume", "--basis", "my_desk", "--change", "2025..2026"]);
    assert_eq!((answer["series"][0]["unit"].as_str(), answer["changes"][0]["growth_pct"].as_str()), (Some("trn USD"), Some("9.6774")));
    assert_eq!(place.json(&["market", "add", &file]).1["error"]["code"], "market.exists");
    assert_eq!(place.json(&["market", "add", &file, "--replace"]).1["steps"][0]["effect"], "replaces_own");
    let (code, gone) = place.json(&["market", "remove", "volume.my_desk.export"]);
    assert_eq!((code, gone["shipped_is_back"].as_bool()), (0, Some(false)));
    assert_eq!(place.json(&["market", "volume", "--basis", "my_desk"]).0, 2);
}

/// A12: a roll-up is the sum of its members, worked out here from the fixture.
#[test]
fn a12_destinations_roll_up_to_the_sum_of_their_members() {
    let place = place_with_trade();
    let (code, answer) = place.json(&["market", "destinations", "--currency", "EUR"]);
    assert_eq!(code, 0, "{answer}");
    let own = &answer["own"];
    assert_eq!(own["total"], "600.00");
    let groups = rows(own, "groups");
    let sum = |members: &[&str]| SOLD.iter().filter(|sold| members.contains(&sold.2)).map(|sold| sold.4).sum::<i64>();
    for (group, members) in [("EU27", &["DE", "FR"][..]), ("ASEAN10", &["VN", "TH"]), ("US", &["US"]), ("REST", &["GB", "CN"])] {
        let found = groups.iter().find(|row| row.0 == group).unwrap_or_else(|| panic!("{group}: {groups:?}"));
        assert_eq!(found.1, format!("{}.00", sum(members)), "{group}");
    }
    assert!(groups.contains(&("–".into(), "10.00".into(), "1.6667".into())), "the unknown country is its own row: {groups:?}");
    let of_group: i64 = groups.iter().map(|row| row.1.trim_end_matches(".00").parse::<i64>().unwrap()).sum();
    assert_eq!(of_group, 600);
    assert_eq!(rows(own, "rows")[0], ("US".into(), "200.00".into(), "33.3333".into()));
}

/// A11: HS codes first, category names then, the rest unmapped and named.
#[test]
fn a11_products_fall_into_the_tree_or_are_unmapped() {
    let place = place_with_trade();
    let (_, answer) = place.json(&["market", "products", "--currency", "EUR"]);
    let groups = rows(&answer["own"], "groups");
    let value = |key: &str| groups.iter().find(|row| row.0 == key).map(|row| row.1.clone()).unwrap_or_default();
    assert_eq!(
        (value("clothing"), value("digital_products"), value("ornaments"), value("small_appliances")),
        ("150.00".into(), "260.00".into(), "30.00".into(), "20.00".into())
    );
    assert_eq!(value("–"), "140.00");
    let unmapped = answer["own"]["groups"].as_array().unwrap().iter().find(|row| row["key"].is_null()).unwrap();
    assert_eq!(unmapped["members"], serde_json::json!(["Curiosities (HS 970510)", "–"]));
}

/// A08 for the seller's own trade: exports, imports and trade at home add up to the year.
#[test]
fn a08_own_trade_splits_into_directions() {
    let place = place_with_trade();
    let (_, answer) = place.json(&["market", "volume", "--currency", "EUR"]);
    let own = &answer["own"];
    assert_eq!(own["home"], "CN");
    let total = |direction: &str| {
        let of = own["splits"].as_array().unwrap().iter().filter(|split| split["direction"] == direction);
        of.map(|split| split["value"].as_str().unwrap().trim_end_matches(".00").parse::<i64>().unwrap()).sum::<i64>()
    };
    assert_eq!((total("export"), total("import"), total("domestic"), total("unknown")), (490, 60, 40, 10));
    let years: Vec<String> = rows(own, "rows").into_iter().map(|row| format!("{} {}", row.0, row.1)).collect();
    assert_eq!(years, ["2025 190.00", "2026 410.00"]);
    // Seen from another country the same trade has other directions, and the same sum.
    let (_, from_japan) = place.json(&["market", "volume", "--currency", "EUR", "--home-country", "JP"]);
    let export = from_japan["own"]["splits"].as_array().unwrap().iter().find(|split| split["direction"] == "export").unwrap();
    assert_eq!(export["value"], "60.00");
    assert_eq!(from_japan["own"]["total"], "600.00");
}

/// A13: share by mode over time with its Herfindahl index, worked out by hand.
#[test]
fn a13_modes_have_shares_and_a_concentration() {
    let place = place_with_trade();
    let (_, answer) = place.json(&["market", "modes", "--currency", "EUR"]);
    // B2B sold 190 in 2025 and B2C 410 in 2026: one mode a year, and (19/60)^2 + (41/60)^2 over both.
    let said: Vec<(Option<&str>, &str)> = answer["own"]["concentration"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["period"].as_str(), one["herfindahl"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [(Some("2025-01-01"), "1"), (Some("2026-01-01"), "1"), (None, "0.5672")]);
    assert_eq!(rows(&answer["own"], "groups")[0], ("b2c".into(), "410.00".into(), "68.3333".into()));
}

/// A10 and A04: a hundred sellers give exact shares by province and park; a second file counts nobody twice.
#[test]
fn a10_a_hundred_sellers_have_exact_shares_by_province_and_park() {
    let place = Place::new();
    let mut text = "seller_id,name,country,province,city,park\n".to_owned();
    let provinces =
        [("Guangdong", "Shenzhen", 44), ("Zhejiang", "Yiwu", 27), ("Jiangsu", "Suzhou", 17), ("Fujian", "Xiamen", 11), ("", "", 1)];
    let mut n = 0;
    for (province, city, count) in provinces {
        for i in 0..count {
            let park = if i % 2 == 0 && !city.is_empty() { format!("{city} park") } else { String::new() };
            text += &format!("V{n},Seller {n},CN,{province},{city},{park}\n");
            n += 1;
        }
    }
    assert_eq!(n, 100);
    let file = place.file("sellers.csv", &text);
    assert_eq!(place.json(&["import", "--profile", "sellers", &file]).0, 0);
    let again = place.file("again.csv", &text.lines().take(40).collect::<Vec<_>>().join("\n"));
    assert_eq!(place.json(&["import", "--profile", "sellers", &again]).0, 0);
    let (code, answer) = place.json(&["market", "origins"]);
    assert_eq!(code, 0, "{answer}");
    let found: Vec<(String, String)> = rows(&answer["own"], "rows").into_iter().map(|row| (row.0, row.2)).collect();
    let wanted = [("Guangdong", "44"), ("Zhejiang", "27"), ("Jiangsu", "17"), ("Fujian", "11"), ("–", "1")];
    assert_eq!(found, wanted.map(|(province, share)| (province.to_owned(), share.to_owned())));
    assert_eq!(answer["own"]["total"], "100");
    let parks = rows(&answer["own"], "groups");
    assert_eq!(parks[0], ("–".into(), "49".into(), "49".into()), "those without a park are counted");
    assert_eq!(parks[1], ("Shenzhen park".into(), "22".into(), "22".into()));
    assert_eq!(parks.len(), 5);
    let zhejiang = answer["own"]["groups"].as_array().unwrap().iter().find(|row| row["key"] == "Yiwu park").unwrap();
    assert_eq!(zhejiang["members"], serde_json::json!(["Zhejiang"]), "a park has its province");
}

#[test]
fn an_empty_book_and_a_missing_rate_are_told() {
    let place = Place::new();
    let file = place.file("kwd.csv", "order_id,line_id,order_time,sku,quantity,unit_price,currency,country\nO1,1,2026-01-05 10:00:00,A,1,5.00,KWD,DE\nO2,1,2026-01-05 10:00:00,A,1,5.00,EUR,FR\n");
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let (code, answer) = place.json(&["market", "destinations", "--currency", "EUR", "--basis", "100ec"]);
    assert_eq!(code, 4, "something must be asked");
    assert!(
        answer["own"]["total"].is_null() && answer["own"]["rows"].as_array().unwrap().iter().all(|row| row["share_pct"].is_null()),
        "{answer}"
    );
    let (code, answer) = place.json(&["market", "origins"]);
    assert_eq!((code, answer["own"]["rows"].as_array().map(Vec::len)), (0, Some(0)));
}
