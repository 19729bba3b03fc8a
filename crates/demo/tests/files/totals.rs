//! Imports the order files the way a careful importer would and compares with the promised totals.

use crate::demo;
use crate::table::{Record, instant, micros, read};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Currencies of ISO 4217 the demo may use; anything else is not a currency.
const ISO: &str = "EUR USD GBP CAD AUD JPY KRW INR BRL MXN CNY PLN SEK DKK NOK CHF CZK HUF RON TRY ILS ZAR SGD MYR \
                   THB IDR PHP NZD HKD AED SAR KWD TWD VND";

/// The reason why a row cannot be believed.
pub fn wrong(row: &Record) -> Option<&'static str> {
    if !row.whole() {
        return Some("row_truncated");
    }
    let time = row.get("order_time");
    match instant(time) {
        None => return Some(if micros(time).is_some() { "date_excel_serial" } else { "date_damaged" }),
        Some(at) if at.to_string().starts_with("2099") => return Some("date_future"),
        Some(_) => {}
    }
    let Some(quantity) = micros(row.get("quantity")) else { return Some("quantity_not_number") };
    match row.get("currency") {
        "" => Some("currency_blank"),
        code if !ISO.split_whitespace().any(|iso| iso == code) => Some("currency_not_iso"),
        _ if quantity < 0 && row.get("kind") != "return" => Some("quantity_negative"),
        _ => None,
    }
}

/// The lake after all order files: the latest row by (order, line).
pub fn lake() -> HashMap<(String, String), Record> {
    let mut lake = HashMap::new();
    for file in demo().report.files.iter().filter(|file| file.profile == "orders") {
        for row in read(&file.path).into_iter().filter(|row| wrong(row).is_none()) {
            lake.insert((row.get("order_id").to_owned(), row.get("line_id").to_owned()), row);
        }
    }
    lake
}

pub fn kind(row: &Record) -> &str {
    if row.get("kind").is_empty() { "sale" } else { row.get("kind") }
}

#[test]
fn every_row_is_new_updated_duplicate_or_quarantined_as_promised() {
    let mut lake: HashMap<(String, String), String> = HashMap::new();
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    let mut repeated = 0;
    for file in demo().report.files.iter().filter(|file| file.profile == "orders") {
        let (mut quarantined, mut duplicate, mut updated) = (0, 0, 0);
        for row in read(&file.path) {
            if let Some(reason) = wrong(&row) {
                quarantined += 1;
                *reasons.entry(reason).or_default() += 1;
                continue;
            }
            let key = (row.get("order_id").to_owned(), row.get("line_id").to_owned());
            match lake.insert(key, row.line.clone()) {
                None => {}
                Some(before) if before == row.line => duplicate += 1,
                Some(_) => updated += 1,
            }
        }
        repeated += if file.expect_updated == 0 { duplicate } else { 0 };
        assert_eq!((quarantined, duplicate, updated), (file.expect_quarantined, file.expect_duplicate, file.expect_updated), "{file:?}");
    }
    let summary = &demo().report.summary;
    assert_eq!(lake.len() as u64, summary.currencies.values().map(|totals| totals.lines).sum::<u64>());
    // What is wrong with rows of the platforms' own exports is promised together with it.
    let promised = summary.dirty.iter().filter(|d| d.expect == entrepot_demo::Expect::Quarantine);
    for (reason, rows) in &reasons {
        assert!(promised.clone().any(|d| d.kind == *reason && d.rows >= *rows), "{reason}: {rows} of {:?}", summary.dirty);
    }
    let exports = ["orders", "amazon-orders", "ebay-orders", "shopify", "woocommerce"];
    let held = demo().report.files.iter().filter(|file| exports.contains(&file.profile)).map(|file| file.expect_quarantined);
    assert_eq!(held.sum::<u64>(), promised.map(|d| d.rows).sum::<u64>());
    let duplicates = summary.dirty.iter().find(|d| d.kind == "duplicate_row").unwrap();
    assert_eq!(duplicates.rows, repeated);
    assert_eq!(summary.dirty.len(), 14, "not every kind of dirt: {:?}", summary.dirty);
    let dirty: u64 = summary.dirty.iter().map(|d| d.rows).sum();
    let share = dirty as f64 / summary.lines as f64;
    assert!((0.0015..0.003).contains(&share), "{share}");
}

#[test]
fn the_later_export_changes_some_repeats_some_and_adds_some() {
    let later = demo().report.files.iter().find(|file| file.path.ends_with("orders_2026-W44.csv")).unwrap();
    assert!(later.expect_updated > 20 && later.expect_duplicate > 20, "{later:?}");
    assert!(later.rows > later.expect_updated + later.expect_duplicate + later.expect_quarantined + 20, "{later:?}");
}

#[test]
fn sums_by_currency_are_those_of_the_rows() {
    #[derive(Default, PartialEq, Debug)]
    struct Sums([i128; 7], u64);
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for row in lake().values() {
        let entry = sums.entry(row.get("currency").to_owned()).or_default();
        let amount = row.micros("quantity") * row.micros("unit_price") / 1_000_000;
        match kind(row) {
            "sale" => entry.0[0] += amount,
            "return" => entry.0[2] += amount,
            _ => entry.0[3] += amount,
        }
        if row.get("status") == "cancelled" && kind(row) == "sale" {
            entry.0[1] += amount;
        }
        entry.0[4] += row.micros("discount");
        entry.0[5] += row.micros("tax");
        entry.0[6] += row.micros("shipping");
        entry.1 += 1;
    }
    let promised = &demo().report.summary.currencies;
    assert!(promised.len() >= 20, "{} currencies", promised.len());
    assert_eq!(sums.len(), promised.len());
    for (code, totals) in promised {
        let parts =
            [&totals.sales, &totals.sales_cancelled, &totals.returns, &totals.adjustments, &totals.discount, &totals.tax, &totals.shipping];
        let parts = parts.map(|part| micros(part).unwrap());
        assert_eq!(sums[*code], Sums(parts, totals.lines), "{code}");
        assert!(parts[0] > 0 && parts[2] <= 0, "{code}");
    }
}

#[test]
fn documents_buyers_platforms_and_countries_are_those_of_the_rows() {
    let lake = lake();
    let summary = &demo().report.summary;
    let mut documents: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    let mut platforms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut buyers: BTreeSet<String> = crate::written::buyers();
    for row in lake.values() {
        let id = row.get("order_id");
        documents.entry((kind(row).to_owned(), row.get("mode").to_owned())).or_default().insert(id);
        if kind(row) == "sale" {
            platforms.entry(row.get("platform")).or_default().insert(id);
        }
        if !row.get("buyer_id").is_empty() {
            buyers.insert(row.get("buyer_id").to_owned());
        }
    }
    let by = |kind: &str| -> Vec<(String, u64)> {
        documents.iter().filter(|(key, _)| key.0 == kind).map(|(key, ids)| (key.1.clone(), ids.len() as u64)).collect()
    };
    let promised = |of: &BTreeMap<&'static str, u64>| -> Vec<(String, u64)> { of.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect() };
    assert_eq!(by("sale"), promised(&summary.documents.sales));
    assert_eq!(by("return"), promised(&summary.documents.returns));
    assert_eq!(by("adjustment"), promised(&summary.documents.adjustments));
    for (platform, orders) in &summary.platforms {
        match platforms.get(platform) {
            Some(ids) => assert_eq!(ids.len() as u64, *orders, "{platform}"),
            None => assert!(["amazon", "ebay", "shopify", "woocommerce"].contains(platform), "{platform}"),
        }
    }
    assert_eq!(buyers.len() as u64, summary.buyers);

    assert_eq!(summary.documents.sales.keys().copied().collect::<Vec<_>>(), ["b2b", "b2b2c", "b2c"]);
    assert!(summary.countries.len() >= 20 && summary.platforms.len() >= 8, "{summary:?}");
    let seed = ["jd-worldwide", "tmall-global", "globalegrow", "dhgate", "alibaba", "eastmachinery", "lextreme", "osell", "beitone"];
    let of_seed: u64 = seed.iter().map(|slug| summary.platforms[slug]).sum();
    assert!(of_seed * 10 > 3 * summary.platforms.values().sum::<u64>(), "the nine platforms have too small a share: {of_seed}");
}
