//! `entrepot pnl` and the metrics with parameters, as their users run them: statement, columns, origins, directions, years.

use crate::run::Place;
use serde_json::Value;

/// Sellers of a fixture: 100 of them, in four provinces and a few parks.
fn sellers() -> String {
    let mut text = "seller_id,province,park\n".to_owned();
    for n in 0..100 {
        let (province, park) = match n {
            0..40 => ("Guangdong", "Qianhai"),
            40..70 => ("Zhejiang", "Hangzhou Xiasha"),
            70..90 => ("Jiangsu", ""),
            _ => ("Fujian", ""),
        };
        text += &format!("S{n},{province},{park}\n");
    }
    text
}

/// Each seller sells once for 10.00 in 2025; two large orders cross the border in both directions in 2026.
fn place() -> Place {
    let place = Place::new();
    let mut orders =
        "order_id,line_id,order_time,mode,seller_id,seller_country,buyer_id,country,sku,quantity,unit_price,currency,shipping,tax\n"
            .to_owned();
    for n in 0..100 {
        let mode = if n < 75 { "b2b" } else { "b2c" };
        orders += &format!("O{n},1,2025-03-01 10:00:00,{mode},S{n},CN,B{n},DE,a,1,10.00,EUR,0.50,1.90\n");
    }
    orders += "X1,1,2026-03-01 10:00:00,b2b,S1,CN,B1,DE,a,1,771.00,EUR,0,0\n";
    orders += "X2,1,2026-03-02 10:00:00,b2b,F1,DE,B2,CN,a,1,229.00,EUR,0,0\n";
    let charges = "charge_id,date,subject_kind,subject_id,order_id,kind,component,payer,payee,amount,currency\n\
                   c1,2025-03-02,trade,O1,O1,commission,fee,seller,platform,1.50,EUR\n\
                   c2,2025-03-02,trade,O1,O1,goods,goods,buyer,seller,10.00,EUR\n\
                   c3,2025-03-31,period,,,storage,shipping,seller,warehouse,2.00,EUR\n";
    let products = "sku,name,cost,cost_currency\na,Article,4.00,EUR\n";
    for (profile, name, text) in [
        ("orders", "orders.csv", orders.as_str()),
        ("sellers", "sellers.csv", &sellers()),
        ("charges", "charges.csv", charges),
        ("products", "products.csv", products),
    ] {
        let file = place.file(name, text);
        let (code, done) = place.json(&["import", "--profile", profile, &file]);
        assert_eq!(code, 0, "{done}");
    }
    place
}

fn line<'a>(statement: &'a Value, name: &str) -> &'a Value {
    statement["lines"].as_array().unwrap().iter().find(|line| line["name"] == name).unwrap()
}

fn rows(answer: &Value, key: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    answer["rows"].as_array().unwrap().iter().map(|row| (text(&row[key]), text(&row["value"]))).collect()
}

#[test]
fn a_statement_adds_up_and_says_what_is_not_allocated() {
    let place = place();
    let (code, found) = place.json(&["pnl", "--from", "2025-01-01", "--to", "2025-12-31", "--by", "mode"]);
    assert_eq!(code, 0, "{found}");
    let total = |name: &str| line(&found, name)["total"]["value"].as_str().unwrap().to_owned();
    assert_eq!(
        (total("net_sales"), total("shipping_collected"), total("cost_of_goods")),
        ("1000.00".into(), "50.00".into(), "-400.00".into())
    );
    assert_eq!((total("platform_fees"), total("storage"), total("contribution")), ("-1.50".into(), "-2.00".into(), "646.50".into()));
    assert_eq!(total("tax_collected"), "190.00");
    let columns: Vec<&str> = found["columns"].as_array().unwrap().iter().map(|c| c["keys"][0][1].as_str().unwrap_or("–")).collect();
    assert_eq!(columns, ["b2b", "b2c", "–"]);
    let cells: Vec<&str> = line(&found, "contribution")["cells"].as_array().unwrap().iter().map(|c| c["value"].as_str().unwrap()).collect();
    assert_eq!(cells, ["486.00", "162.50", "-2.00"]);
    // In words: the table on stdout, the period on stderr.
    let out = place.run(&["pnl", "--by", "park", "--compare", "year"]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success() && said.contains("Qianhai") && said.contains("Contribution"), "{said}");
    assert!(String::from_utf8_lossy(&out.stderr).contains("profit and loss in EUR"));
}

#[test]
fn a04_a10_sellers_are_told_by_province_and_park() {
    let place = place();
    let (code, answer) = place.json(&["metric", "share", "--over", "province", "--to", "2025-12-31"]);
    assert_eq!(code, 0, "{answer}");
    let shares = [("Fujian", "0.100000"), ("Guangdong", "0.400000"), ("Jiangsu", "0.200000"), ("Zhejiang", "0.300000")];
    assert_eq!(rows(&answer, "province"), shares.map(|(name, share)| (name.to_owned(), share.to_owned())));
    let (_, parks) = place.json(&["pnl", "--by", "park", "--to", "2025-12-31", "--where", "park=Qianhai"]);
    assert_eq!(line(&parks, "gross_sales")["total"]["value"], "400.00");
}

#[test]
fn a08_a13_directions_and_concentration() {
    let place = place();
    // Sellers are in two countries: which one is home is asked, and never guessed.
    let (code, answer) = place.json(&["metric", "export_share"]);
    assert_eq!((code, answer["error"]["code"].as_str()), (2, Some("home_country")), "{answer}");
    std::fs::write(place.home().join("entrepot.toml"), "home_country = \"CN\"\n").unwrap();
    let (_, answer) = place.json(&["metric", "export_share", "--from", "2026-01-01"]);
    assert_eq!(answer["total"]["value"], "0.771000");
    let (_, answer) = place.json(&["metric", "share", "--over", "direction", "--from", "2026-01-01"]);
    let split = [("export".to_owned(), "0.771000".to_owned()), ("import".to_owned(), "0.229000".to_owned())];
    assert_eq!(rows(&answer, "direction"), split);
    // Three quarters and one quarter: 9/16 + 1/16.
    let (_, answer) = place.json(&["metric", "concentration", "--over", "mode", "--grain", "year"]);
    let years = [("2025-01-01".to_owned(), "0.625000".to_owned()), ("2026-01-01".to_owned(), "1.000000".to_owned())];
    assert_eq!(rows(&answer, "period"), years);
}

#[test]
fn growth_over_years_is_the_root() {
    let place = Place::new();
    let orders = "order_id,order_time,sku,quantity,unit_price,currency\n\
                  A,2010-05-01 10:00:00,a,1,1.10,EUR\nB,2017-05-01 10:00:00,a,1,6.90,EUR\nC,2018-01-01 10:00:00,a,1,50.00,EUR\n";
    let file = place.file("orders.csv", orders);
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let (code, answer) = place.json(&["metric", "cagr", "--from", "2010-01-01", "--to", "2017-12-31"]);
    assert_eq!((code, answer["total"]["value"].as_str()), (0, Some("0.299937")), "{answer}");
    let year = ["--from", "2018-01-01", "--to", "2018-12-31", "--grain", "year"];
    let (_, answer) = place.json(&[&["metric", "growth", "--of", "gross_sales"], year.as_slice()].concat());
    assert_eq!(rows(&answer, "period"), [("2018-01-01".to_owned(), "6.246377".to_owned())]);
    let refused = |args: &[&str]| {
        let (code, answer) = place.json(args);
        assert!(!answer["error"]["hint"].as_str().unwrap_or_default().is_empty(), "{args:?}: {answer}");
        (code, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(refused(&["metric", "cagr", "--grain", "year"]), (2, "bad_period".to_owned()));
    assert_eq!(refused(&["metric", "growth", "--of", "orders"]), (2, "bad_parameter".to_owned()));
    assert_eq!(refused(&["metric", "orders", "--over", "mode"]), (2, "bad_parameter".to_owned()));
    assert_eq!(refused(&["metric", "share", "--over", "moon"]), (2, "unknown_dimension".to_owned()));
    assert_eq!(refused(&["metric", "net_sales", "--by", "account"]), (2, "unknown_dimension".to_owned()));
    assert_eq!(refused(&["pnl", "--by", "account"]), (2, "unknown_dimension".to_owned()));
    // No article has a cost: the statement asks, and says what is known.
    let (code, found) = place.json(&["pnl"]);
    assert_eq!((code, found["questions"][0]["code"].as_str()), (4, Some("cost_missing")), "{found}");
    let value = |name: &str| line(&found, name)["total"]["value"].as_str();
    assert_eq!((value("net_sales"), value("contribution")), (Some("58.00"), None));
}
