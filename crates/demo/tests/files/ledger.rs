//! The invariants of the ledger that the files must keep: lots, refunds, lifecycles, returning buyers.

use crate::table::Record;
use crate::totals::{kind, lake};
use std::collections::{BTreeMap, HashMap, HashSet};

#[test]
fn children_never_draw_more_than_their_parent_brought() {
    let lake = lake();
    let mut brought: HashMap<&str, (&Record, i128)> = HashMap::new();
    let mut drawn: HashMap<&str, i128> = HashMap::new();
    let sales = || lake.values().filter(|row| kind(row) == "sale" && row.get("mode") == "b2b2c");
    for row in sales().filter(|row| row.get("parent_order_id").is_empty()) {
        assert_eq!(row.get("customer_type"), "business", "{}", row.line);
        assert!(brought.insert(row.get("lot_id"), (row, row.micros("quantity"))).is_none(), "{}", row.line);
    }
    let mut children = HashSet::new();
    for row in sales().filter(|row| !row.get("parent_order_id").is_empty()) {
        let (parent, _) = brought[row.get("lot_id")];
        assert_eq!(parent.get("order_id"), row.get("parent_order_id"), "{}", row.line);
        // Some rows lost the leading zeros of their SKU on purpose.
        assert_eq!(parent.get("sku").trim_start_matches('0'), row.get("sku").trim_start_matches('0'), "{}", row.line);
        assert!(parent.at("delivered_at").unwrap() <= row.at("order_time").unwrap(), "{}", row.line);
        assert_ne!(row.get("seller_id"), parent.get("seller_id"));
        *drawn.entry(row.get("lot_id")).or_default() += row.micros("quantity");
        children.insert(row.get("order_id"));
    }
    assert!(children.len() > 200 && brought.len() > 20, "{} children, {} lots", children.len(), brought.len());
    for (lot, quantity) in drawn {
        assert!(quantity <= brought[lot].1, "{lot} brought {} and gave {quantity}", brought[lot].1);
    }
}

#[test]
fn a_return_never_gives_back_more_than_was_sold() {
    let lake = lake();
    let mut returns = 0;
    // Sales of Amazon and eBay stand in their own reports.
    let plain = |row: &&Record| !["amazon", "ebay"].contains(&row.get("platform"));
    for row in lake.values().filter(|row| kind(row) == "return").filter(plain) {
        let sale = &lake[&(row.get("parent_order_id").to_owned(), row.get("line_id").to_owned())];
        assert_eq!(format!("R-{}", sale.get("order_id")), row.get("order_id"));
        for column in ["sku", "currency", "mode", "platform", "buyer_id", "lot_id"] {
            assert_eq!(sale.get(column).trim_start_matches('0'), row.get(column).trim_start_matches('0'), "{column}: {}", row.line);
        }
        let goods = |row: &Record| row.micros("quantity") * row.micros("unit_price") / 1_000_000 - row.micros("discount");
        assert!(-row.micros("quantity") <= sale.micros("quantity") && row.micros("quantity") < 0, "{}", row.line);
        assert!(-goods(row) <= goods(sale), "{}", row.line);
        assert!(-row.micros("tax") <= sale.micros("tax") && -row.micros("shipping") <= sale.micros("shipping"), "{}", row.line);
        let asked = row.at("order_time").unwrap();
        assert!(sale.at("delivered_at").unwrap_or(sale.at("promised_at").unwrap()) < asked, "{}", row.line);
        returns += 1;
    }
    assert!(returns > 300, "{returns}");
}

#[test]
fn lives_keep_their_partial_order_but_for_the_flagged_few() {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    let (mut backwards, mut cash, mut late_pay) = (0, 0, 0);
    for row in lake().values().filter(|row| kind(row) == "sale") {
        let at = |column| row.at(column);
        let placed = at("order_time").unwrap();
        let all = ["paid_at", "shipped_at", "delivered_at", "promised_at", "refunded_at", "cancelled_at"];
        assert!(all.iter().filter_map(|column| at(column)).all(|other| other >= placed), "{}", row.line);
        match (at("shipped_at"), at("delivered_at")) {
            (Some(shipped), Some(delivered)) if shipped > delivered => backwards += 1,
            (None, Some(_)) => panic!("delivered, never shipped: {}", row.line),
            _ => {}
        }
        if let Some(refunded) = at("refunded_at") {
            assert!(at("paid_at").is_some_and(|paid| paid <= refunded), "{}", row.line);
        }
        cash += u64::from(at("paid_at").is_some() && at("paid_at") == at("delivered_at"));
        late_pay +=
            u64::from(at("delivered_at").zip(at("paid_at")).is_some_and(|(d, p)| p > d + jiff::SignedDuration::from_hours(24 * 20)));
        *words.entry(row.get("status").to_owned()).or_default() += 1;
    }
    assert!(backwards > 0 && backwards < 20, "{backwards}");
    assert!(cash > 50 && late_pay > 50, "{cash} cash on delivery, {late_pay} net 30");
    for status in ["placed", "paid", "shipped", "delivered", "cancelled", "refunded", "partially_refunded"] {
        assert!(words.contains_key(status), "nothing is {status}: {words:?}");
    }
}

#[test]
fn some_buyers_come_back_often_and_new_ones_keep_coming() {
    let lake = lake();
    let mut days: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for row in lake.values().filter(|row| kind(row) == "sale" && !row.get("buyer_id").is_empty()) {
        if seen.insert(row.get("order_id")) {
            days.entry(row.get("buyer_id")).or_default().push(row.at("order_time").unwrap().to_string());
        }
    }
    let share = |least: usize| days.values().filter(|orders| orders.len() >= least).count() as f64 / days.len() as f64;
    assert!((0.25..0.6).contains(&share(2)), "repeat rate {}", share(2));
    assert!(share(6) > 0.02, "{}", share(6));
    let mut new: BTreeMap<&str, u64> = BTreeMap::new();
    for orders in days.values_mut() {
        orders.sort();
        *new.entry(&orders[0][..4]).or_default() += 1;
    }
    assert!(["2024", "2025", "2026"].iter().all(|year| new[year] > 500), "{new:?}");
}

#[test]
fn prices_feel_right() {
    let lake = lake();
    let mut prices: Vec<i128> = lake
        .values()
        .filter(|row| kind(row) == "sale" && row.get("mode") == "b2c" && row.get("currency") == "USD")
        .map(|row| row.micros("unit_price"))
        .collect();
    prices.sort_unstable();
    assert!(prices[0] >= 7_000_000 && prices[prices.len() - 1] <= 130_000_000, "{} to {}", prices[0], prices[prices.len() - 1]);
    let discounts = |day: &str| {
        let rows: Vec<_> =
            lake.values().filter(|r| r.get("mode") == "b2c" && kind(r) == "sale" && r.get("order_time").contains(day)).collect();
        rows.iter().filter(|row| row.micros("discount") > 0).count() as f64 / rows.len() as f64
    };
    assert!(discounts("2025-11-11") > 0.6 && discounts("2025-10") < 0.25);
}
