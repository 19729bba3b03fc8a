//! `entrepot forecast` from a file of orders to numbers.

use crate::run::Place;

/// Five years of months: every month one order, more each year, twice as many in December. The last month has only begun.
fn orders() -> String {
    let mut text = "order_id,line_id,order_time,sku,quantity,unit_price,currency,country,buyer_id\n".to_owned();
    for month in 0..60 {
        let quantity = (100 + 2 * month) * if month % 12 == 11 { 2 } else { 1 };
        let (year, number) = (2021 + month / 12, month % 12 + 1);
        let country = if month % 2 == 0 { "DE" } else { "US" };
        text += &format!("O{month},1,{year}-{number:02}-01 10:00:00,TEA,{quantity},2.00,EUR,{country},B{month}\n");
    }
    text += "LAST,1,2025-12-31 10:00:00,CUP,1,2.00,EUR,DE,B\nNOW,1,2026-01-03 10:00:00,TEA,1,2.00,EUR,DE,B\n";
    text
}

#[test]
fn demand_is_forecast_from_orders() {
    let place = Place::new();
    let file = place.file("orders.csv", &orders());
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    let (code, answer) = place.json(&["forecast", "--sku", "TEA", "--grain", "month", "--horizon", "12"]);
    assert_eq!(code, 0, "{answer}");
    let series = &answer["series"][0];
    let points = series["forecast"]["points"].as_array().unwrap();
    let number = |at: usize| points[at]["value"].as_str().unwrap().parse::<f64>().unwrap();
    assert_eq!(points.len(), 12);
    assert_eq!(points[0]["period"], "2026-01-01");
    assert!((number(0) - 220.0).abs() < 30.0, "{}", number(0));
    assert!((number(11) - 484.0).abs() < 70.0, "December is twice the others: {}", number(11));
    assert_eq!(answer["left_out"][0]["reason"], "unfinished");
    assert!(series["forecast"]["backtest"].as_array().unwrap().iter().any(|score| score["chosen"] == true));
    // The same question gives the same bytes.
    let bytes = || place.run(&["forecast", "--sku", "TEA", "--grain", "month", "--json"]).stdout;
    assert_eq!(bytes(), bytes());

    let (code, answer) = place.json(&["forecast", "--all-skus", "--grain", "month", "--by", "country"]);
    assert_eq!((code, &answer["series_total"]), (0, &serde_json::json!(3)));
    // One piece once: no forecast, but a line that says why.
    let cup = answer["series"].as_array().unwrap().iter().find(|s| s["slices"]["product"] == "CUP").unwrap();
    assert_eq!(cup["problem"]["code"], "forecast_too_short");

    let (code, answer) = place.json(&["forecast", "net_sales", "--grain", "month", "--level", "90"]);
    assert_eq!((code, &answer["currency"]), (0, &serde_json::json!("EUR")));
    assert_eq!(answer["series"][0]["forecast"]["points"][0]["intervals"][0]["level"], 90.0);
}

#[test]
fn what_cannot_be_forecast_says_what_to_do() {
    let place = Place::new();
    let (code, answer) = place.json(&["forecast", "net_sales"]);
    assert_eq!((code, &answer["error"]["code"]), (1, &serde_json::json!("forecast_no_history")));
    let file = place.file("orders.csv", &orders());
    assert_eq!(place.json(&["import", "--profile", "orders", &file]).0, 0);
    for (args, code, name) in [
        (vec!["forecast", "--sku", "CUP", "--grain", "month"], 1, "forecast_too_short"),
        (vec!["forecast", "--sku", "NOPE"], 1, "forecast_no_history"),
        (vec!["forecast"], 2, "forecast_subject"),
        (vec!["forecast", "units", "--horizon", "0"], 2, "forecast_horizon"),
        (vec!["forecast", "units", "--level", "5"], 2, "forecast_level"),
        (vec!["forecast", "nuits"], 2, "unknown_metric"),
        (vec!["forecast", "units", "--grain", "fortnight"], 2, "bad_period"),
    ] {
        let (exit, answer) = place.json(&args);
        assert_eq!((exit, answer["error"]["code"].as_str().unwrap_or_default()), (code, name), "{args:?}: {answer}");
        assert!(!answer["error"]["hint"].as_str().unwrap_or_default().is_empty(), "{args:?}");
    }
}
