//! Settlements and payment providers: every file adds up by itself, and every order it names was exported.

use crate::demo;
use crate::table::micros;
use crate::written::{orders, table, texts};
use std::collections::{BTreeMap, BTreeSet};

/// An amount with a decimal point or comma, millionths.
fn amount(text: &str) -> i128 {
    micros(&text.replace(',', ".")).unwrap_or_else(|| panic!("{text} is no amount"))
}

#[test]
fn settlements_add_up_to_their_totals_and_carry_the_reserve_over() {
    let exported = orders();
    let mut held: BTreeMap<String, i128> = BTreeMap::new();
    let mut settled = BTreeSet::new();
    let files = texts("amazon-settlement");
    assert!(files.len() > 200, "{}", files.len());
    for (name, text) in &files {
        let rows = table(text, '\t', 0);
        let (head, rows) = rows.split_first().unwrap();
        let european = name.contains("_eu_");
        assert_eq!(european, head["total-amount"].contains(','), "{name}");
        let sum = |pick: &dyn Fn(&str, &str) -> bool| -> i128 {
            let rows = rows.iter().filter(|row| pick(&row["transaction-type"], &row["amount-description"]));
            rows.map(|row| amount(&row["amount"])).sum()
        };
        let total = amount(&head["total-amount"]);
        assert_eq!(sum(&|transaction, _| transaction != "Transfer"), total, "{name}");
        assert_eq!(sum(&|transaction, _| transaction == "Transfer"), -total, "{name}");
        let account = name.split("_settlement_").next().unwrap().to_owned();
        let opening = sum(&|_, what| what == "Previous Reserve Amount Balance");
        assert_eq!(opening, held.get(&account).copied().unwrap_or(0), "{name}");
        held.insert(account, -sum(&|_, what| what == "Current Reserve Amount"));
        for row in rows.iter().filter(|row| !row["order-id"].is_empty()) {
            assert_eq!(exported.get(&row["order-id"]), Some(&"amazon"), "{name}: {row:?}");
            if row["transaction-type"] == "Order" {
                settled.insert(row["order-id"].clone());
            }
        }
    }
    // The seller's books count what was settled, and nothing that was not.
    let goods = |account: &str| -> i128 {
        let of_account = files.iter().filter(|(name, _)| name.starts_with(account));
        let rows = of_account.flat_map(|(_, text)| table(text, '\t', 0));
        let principal = rows.filter(|row| row["amount-type"] == "ItemPrice" && row["amount-description"] == "Principal");
        principal.map(|row| amount(&row["amount"])).sum()
    };
    for (account, currency) in [("amazon_us", "USD"), ("amazon_eu", "EUR"), ("amazon_jp", "JPY")] {
        assert_eq!(goods(account), amount(&demo().report.summary.charges[currency]["goods"].actual), "{account}");
    }
    // Orders that were sent before the last period are settled.
    let sent: BTreeSet<String> = texts("amazon-orders")
        .iter()
        .flat_map(|(_, text)| table(text, '\t', 0))
        .filter(|row| row["order-status"].starts_with("Shipped") && row["last-updated-date"].as_str() < "2026-09-20")
        .map(|row| row["amazon-order-id"].clone())
        .collect();
    let missing: Vec<_> = sent.difference(&settled).collect();
    assert!(sent.len() > 1_000 && missing.is_empty(), "{missing:?}");
}

#[test]
fn the_card_providers_payouts_are_their_movements() {
    let exported = orders();
    let mut payouts: BTreeMap<String, (i128, Option<i128>)> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for (name, text) in texts("stripe") {
        for row in table(&text, ',', 0) {
            assert!(ids.insert(row["balance_transaction_id"].clone()), "{name}: {row:?}");
            assert_eq!(amount(&row["gross"]) - amount(&row["fee"]), amount(&row["net"]), "{row:?}");
            let payout = payouts.entry(row["automatic_payout_id"].clone()).or_default();
            if row["reporting_category"] == "payout" {
                payout.1 = Some(-amount(&row["net"]));
            } else {
                payout.0 += amount(&row["net"]);
                assert_eq!(exported.get(&row["payment_metadata[order_id]"]), Some(&"shopify"), "{row:?}");
            }
        }
    }
    payouts.remove("");
    assert!(payouts.len() > 100, "{}", payouts.len());
    for (id, (movements, paid)) in payouts {
        assert_eq!(Some(movements), paid, "{id}");
    }
}

#[test]
fn the_wallets_balance_runs_along() {
    let exported = orders();
    let euros = |text: &str| amount(&text.replace('.', ""));
    let (mut balance, mut rows) = (0, 0);
    for (name, text) in texts("paypal") {
        for row in table(&text, ',', 0) {
            assert_eq!(euros(&row["Gross"]) + euros(&row["Fee"]), euros(&row["Net"]), "{row:?}");
            if row["Balance Impact"] != "Memo" {
                balance += euros(&row["Net"]);
            }
            assert_eq!(euros(&row["Balance"]), balance, "{name}: {row:?}");
            if !row["Invoice Number"].is_empty() {
                assert_eq!(exported.get(&row["Invoice Number"]), Some(&"woocommerce"), "{row:?}");
            }
            rows += 1;
        }
    }
    assert!(rows > 200, "{rows}");
}

#[test]
fn the_marketplaces_payouts_are_their_charges() {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    let charges = texts("charges");
    for row in charges.iter().filter(|(name, _)| name == "ebay_charges.csv").flat_map(|(_, text)| table(text, ',', 0)) {
        let sign = if row["payee"] == "seller" { 1 } else { -1 };
        *sums.entry(row["payout_id"].clone()).or_default() += sign * amount(&row["amount"]);
    }
    sums.remove("");
    let payouts: BTreeMap<String, i128> = texts("payouts")
        .iter()
        .flat_map(|(_, text)| table(text, ',', 0))
        .map(|row| (row["payout_id"].clone(), amount(&row["amount"])))
        .collect();
    assert!(payouts.len() > 300, "{}", payouts.len());
    assert_eq!(sums, payouts);
    let found = demo().report.summary.payouts.keys().copied().collect::<Vec<_>>();
    assert_eq!(found, ["amazon", "ebay", "paypal", "stripe"]);
}
