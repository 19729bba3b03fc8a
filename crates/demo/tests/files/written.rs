//! The platforms' own exports, read by eye: which orders and buyers they name. Knows no importer.

use crate::demo;
use crate::table::{split, split_at};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The text of every file of a profile.
pub fn texts(profile: &str) -> Vec<(String, String)> {
    let files = demo().report.files.iter().filter(|file| file.profile == profile);
    files.map(|f| (f.path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&f.path).unwrap())).collect()
}

/// Rows of a table with a header, as fields by column name. `skip` lines stand above the header.
pub fn table(text: &str, separator: char, skip: usize) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().skip(skip);
    let fields = |line: &str| if separator == ',' { split(line) } else { split_at(line, separator) };
    let header = fields(lines.next().unwrap());
    lines.map(|line| header.iter().cloned().zip(fields(line)).collect()).collect()
}

fn objects(text: &str) -> Vec<Value> {
    match serde_json::from_str(text).unwrap() {
        Value::Array(list) => list,
        mut other => serde_json::from_value(other["orders"].take()).unwrap(),
    }
}

/// Orders by number with the platform that exports them.
pub fn orders() -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for (_, text) in texts("amazon-orders") {
        found.extend(table(&text, '\t', 0).iter().map(|row| (row["amazon-order-id"].clone(), "amazon")));
    }
    for (_, text) in texts("ebay-orders") {
        let rows = table(&text, ',', 1);
        found.extend(rows.iter().filter_map(|row| row.get("Order Number")).map(|id| (id.clone(), "ebay")));
    }
    for (name, text) in texts("shopify") {
        if name.ends_with(".json") {
            found.extend(objects(&text).iter().map(|order| (order["name"].as_str().unwrap().to_owned(), "shopify")));
        } else {
            found.extend(table(&text, ',', 0).iter().map(|row| (row["Name"].clone(), "shopify")));
        }
    }
    for (_, text) in texts("woocommerce") {
        found.extend(objects(&text).iter().map(|order| (order["number"].as_str().unwrap().to_owned(), "woocommerce")));
    }
    found
}

/// Buyers that the exports name.
pub fn buyers() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in texts("ebay-orders") {
        found.extend(table(&text, ',', 1).iter().filter_map(|row| row.get("Buyer Username").cloned()));
    }
    for (name, text) in texts("shopify") {
        if name.ends_with(".json") {
            found.extend(objects(&text).iter().map(|order| order["email"].as_str().unwrap().to_owned()));
        } else {
            found.extend(table(&text, ',', 0).iter().map(|row| row["Email"].clone()));
        }
    }
    for (_, text) in texts("woocommerce") {
        found.extend(objects(&text).iter().map(|order| order["billing"]["email"].as_str().unwrap().to_owned()));
    }
    found.remove("");
    found
}

#[test]
fn platforms_exports_look_like_themselves() {
    let amazon = texts("amazon-orders");
    assert!(amazon.iter().all(|(_, text)| text.starts_with("amazon-order-id\tmerchant-order-id\tpurchase-date\t")));
    let ebay = texts("ebay-orders");
    for (name, text) in &ebay {
        let records = text.lines().filter(|line| line.starts_with("\"1") || line.starts_with("\"2")).count();
        let counted = text.lines().rev().nth(1).unwrap();
        assert!(counted.ends_with("record(s) downloaded\""), "{name}: {counted}");
        let said: usize = counted.trim_matches('"').split(' ').next().unwrap().parse().unwrap();
        let rows = text.lines().filter(|line| split(line).len() > 20).count() - 1;
        assert_eq!(said, rows, "{name}: {records}");
    }
    let all: String = ebay.into_iter().map(|(_, text)| text).collect();
    assert!(all.contains("\"$1,") || all.contains("\"$"), "money carries its sign");
    assert!(all.contains("AU $") && all.contains("£") && all.contains("EUR "));
    let found = orders();
    for platform in ["amazon", "ebay", "shopify", "woocommerce"] {
        let named = found.values().filter(|of| **of == platform).count() as u64;
        let promised = demo().report.summary.platforms[platform];
        // Orders that wait in quarantine are written too.
        assert!(named >= promised && named <= promised + 40, "{platform}: {named} of {promised}");
    }
}
