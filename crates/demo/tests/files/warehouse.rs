//! Products, stock, shipments and rates: each file keeps its own books.

use crate::demo;
use crate::table::{Record, read};
use crate::totals::lake;
use std::collections::{HashMap, HashSet};

fn rows(profile: &str) -> Vec<Record> {
    read(&demo().report.files.iter().find(|file| file.profile == profile).unwrap().path)
}

#[test]
fn gtins_are_valid_and_every_sold_product_is_known() {
    let products = rows("products");
    assert!(products.len() >= 400);
    for row in &products {
        let digits: Vec<u32> = row.get("gtin").chars().map(|c| c.to_digit(10).unwrap()).collect();
        let sum: u32 = digits.iter().rev().enumerate().map(|(place, digit)| digit * if place % 2 == 1 { 3 } else { 1 }).sum();
        assert!(digits.len() == 13 && sum.is_multiple_of(10), "{}", row.line);
    }
    let known: HashSet<&str> = products.iter().map(|row| row.get("sku")).collect();
    let mut lost = 0;
    for row in lake().values().filter(|row| !known.contains(row.get("sku"))) {
        assert!(known.contains(format!("{:0>8}", row.get("sku")).as_str()), "{}", row.line);
        lost += 1;
    }
    let promised = demo().report.summary.dirty.iter().find(|d| d.kind == "sku_lost_zeros").unwrap().rows;
    assert_eq!(lost, promised);
}

#[test]
fn stock_levels_are_the_sum_of_the_moves() {
    let mut home: HashMap<String, i128> = HashMap::new();
    let mut lots: HashMap<String, (i128, Option<jiff::Timestamp>)> = HashMap::new();
    let mut levels = 0;
    let mut moves = rows("stock");
    // Lots move when children leave, the file is in order of the documents: sort by time to replay.
    moves.sort_by_key(|row| row.at("time"));
    for row in &moves {
        let quantity = row.micros("quantity") / 1_000_000;
        match (row.get("warehouse"), row.get("kind")) {
            ("WH-NGB", "level") => {
                let expected = home.get(row.get("sku")).copied().unwrap_or(0);
                assert_eq!(quantity, expected, "{}", row.line);
                assert!(quantity >= 0);
                levels += 1;
            }
            ("WH-NGB", _) => *home.entry(row.get("sku").to_owned()).or_default() += quantity,
            (_, kind) => {
                assert_eq!(kind, "move");
                let lot = lots.entry(row.get("lot_id").to_owned()).or_default();
                lot.0 += quantity;
                assert!(lot.0 >= 0, "lot below zero: {}", row.line);
                assert!(!row.get("order_id").is_empty());
            }
        }
    }
    assert!(levels > 10_000 && lots.len() > 20, "{levels} levels, {} lots", lots.len());
    let ids: HashSet<&str> = moves.iter().map(|row| row.get("stock_id")).collect();
    assert_eq!(ids.len(), moves.len());
}

#[test]
fn shipments_belong_to_sales_and_their_weights_follow_the_lane() {
    let lake = lake();
    let mut sales: HashSet<String> = lake.values().map(|row| row.get("order_id").to_owned()).collect();
    sales.extend(crate::written::orders().into_keys());
    let mut tracking = HashSet::new();
    let mut unknown = 0;
    let shipments = rows("shipments");
    for row in &shipments {
        unknown += u64::from(!sales.contains(row.get("order_id")));
        assert!(tracking.insert(row.get("tracking")), "{}", row.line);
        let (shipped, delivered) = (row.at("shipped_at").unwrap(), row.at("delivered_at"));
        assert!(delivered.is_none_or(|delivered| delivered > shipped), "{}", row.line);
        assert_eq!(delivered.is_some(), row.get("status") == "delivered", "{}", row.line);
        assert!(row.micros("charged_weight_g") >= row.micros("weight_g"), "{}", row.line);
        if row.get("lane") == "epacket" {
            assert_eq!(row.get("charged_weight_g"), row.get("weight_g"));
        }
        if row.get("lane") == "dhl_express" {
            assert_eq!(row.micros("charged_weight_g") % 500_000_000, 0, "{}", row.line);
        }
    }
    // Only sales whose single row waits in quarantine are missing.
    let quarantined: u64 = demo().report.files.iter().map(|file| file.expect_quarantined).sum();
    assert!(unknown <= quarantined, "{unknown} shipments of unknown sales");
    assert!(shipments.len() * 10 > sales.len() * 8);
}

#[test]
fn rates_cover_every_day_of_the_currencies_the_central_bank_leaves_out() {
    let rates = rows("fx");
    let first_order = lake().values().map(|row| row.at("order_time").unwrap()).min().unwrap();
    let mut days: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in &rates {
        assert!(row.micros("rate") > 0);
        days.entry(row.get("currency")).or_default().push(row.get("day"));
    }
    assert_eq!(days.len(), 5);
    for (currency, days) in days {
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{currency}");
        assert!(days[0] < first_order.to_string().as_str() && days[days.len() - 1] >= "2026-10-30", "{currency}");
    }
}
