//! Carriers' invoices add up to their totals, bill parcels that were sent, and take the place of estimates.

use crate::demo;
use crate::table::{micros, split};
use crate::written::{table, texts};
use std::collections::{BTreeMap, HashMap};

fn amount(text: &str) -> i128 {
    micros(text).unwrap_or_else(|| panic!("{text} is no amount"))
}

/// What each parcel was billed for carrying it.
fn freight() -> HashMap<String, i128> {
    let mut billed = HashMap::new();
    for (name, text) in texts("dhl") {
        let rows = table(&text, ',', 0);
        let (invoice, shipments) = rows.split_first().unwrap();
        assert_eq!(invoice["Line Type"], "I", "{name}");
        let mut sum = 0;
        for row in shipments {
            let extra: i128 = (1..=4).map(|n| &row[&format!("XC{n} Charge")]).filter(|c| !c.is_empty()).map(|c| amount(c)).sum();
            let weight = amount(&row["Weight Charge"]);
            assert_eq!(weight + extra, amount(&row["Total amount (excl. VAT)"]), "{row:?}");
            assert_eq!(extra, amount(&row["Total Extra Charges (XC)"]), "{row:?}");
            sum += weight + extra;
            billed.insert(row["Shipment Number"].clone(), weight);
        }
        assert_eq!(sum, amount(&invoice["Total amount (excl. VAT)"]), "{name}");
    }
    for (name, text) in texts("ups") {
        let mut sums: BTreeMap<String, (i128, i128)> = BTreeMap::new();
        for line in text.lines() {
            let row = split(line);
            assert_eq!(row.len(), 250, "{name}");
            let sum = sums.entry(row[5].clone()).or_insert((0, amount(&row[10])));
            sum.0 += amount(&row[52]);
            if row[43] == "FRT" {
                billed.insert(row[20].clone(), amount(&row[52]));
            }
        }
        for (invoice, (sum, total)) in sums {
            assert_eq!(sum, total, "{invoice}");
        }
    }
    billed
}

#[test]
fn invoices_add_up_and_bill_what_was_sent() {
    let billed = freight();
    assert!(billed.len() > 100, "{} parcels", billed.len());
    let shipments = texts("shipments").pop().unwrap().1;
    let mut sent: HashMap<String, BTreeMap<String, String>> =
        table(&shipments, ',', 0).into_iter().map(|row| (row["tracking"].clone(), row)).collect();
    for parcel in billed.keys() {
        let row = sent.remove(parcel).unwrap_or_else(|| panic!("{parcel} was never sent"));
        assert!(["dhl_express", "ups_express"].contains(&row["lane"].as_str()), "{row:?}");
        assert_eq!(row["cost"], "", "what the carrier bills is not told twice: {row:?}");
    }
}

#[test]
fn estimates_are_there_for_what_is_billed_and_for_what_is_not() {
    let billed = freight();
    let shipments = texts("shipments").pop().unwrap().1;
    let told: HashMap<String, String> =
        table(&shipments, ',', 0).into_iter().map(|mut row| (row.remove("tracking").unwrap(), row.remove("cost").unwrap())).collect();
    let mut sums: BTreeMap<(String, String), [i128; 2]> = BTreeMap::new();
    for row in texts("charges").iter().filter(|(name, _)| name == "own_estimates.csv").flat_map(|(_, text)| table(text, ',', 0)) {
        assert_eq!((row["basis"].as_str(), row["payer"].as_str()), ("estimate", "seller"));
        // A parcel's cost is told once: by its own row, or by an estimate and then a bill.
        assert!(row["kind"] != "freight" || told[&row["subject_id"]].is_empty(), "{row:?}");
        let sum = sums.entry((row["currency"].clone(), row["kind"].clone())).or_default();
        sum[0] -= amount(&row["amount"]);
        if billed.contains_key(&row["subject_id"]) {
            sum[1] -= amount(&row["amount"]);
        }
    }
    let mut actual = 0;
    for ((currency, kind), [all, replaced]) in sums {
        let flow = &demo().report.summary.charges[currency.as_str()][&kind];
        assert_eq!((amount(&flow.estimate), amount(&flow.replaced)), (all, replaced), "{kind} {currency}");
        actual += i128::from(kind == "freight" && currency == "USD") * amount(&flow.actual);
    }
    assert_eq!(actual, -billed.values().sum::<i128>());
}
