//! The rows of profit and loss, parcels, cases and documents by brute force: written from `docs/charges.md` and the metrics'
//! definitions, not from the views. Every row is a [`Line`] whose fields are what it can be sliced by.

use crate::book::{Book, Charge, Line};
use std::collections::BTreeSet;

/// An amount that nobody knows.
pub const UNKNOWN: &str = "unknown";

/// What all given values are; nothing when they differ.
fn agreed<T: Clone + Ord>(values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let all: BTreeSet<T> = values.flatten().collect();
    if all.len() == 1 { all.into_iter().next() } else { None }
}

/// What is known of a document: by its own record, else by its lines.
fn trade(book: &Book, id: Option<&str>) -> Line {
    let mut known = Line { trade_id: id.unwrap_or_default().to_owned(), mode: "", ..Line::default() };
    let Some(id) = id else { return known };
    let records: Vec<_> = book.trades.iter().filter(|t| t.trade_id == id).collect();
    if !records.is_empty() {
        known.mode = agreed(records.iter().map(|t| Some(t.mode))).unwrap_or("");
        known.country = agreed(records.iter().map(|t| t.country));
        known.seller_id = Some("");
        return known;
    }
    let lines: Vec<&Line> = book.lines.iter().filter(|l| l.trade_id == id).collect();
    let of = |field: fn(&Line) -> Option<&'static str>| agreed(lines.iter().map(|l| field(l)));
    known.mode = of(|l| Some(l.mode)).unwrap_or("");
    known.platform = of(|l| l.platform);
    known.channel = of(|l| l.channel);
    known.seller_country = of(|l| l.seller_country);
    known.customer_type = of(|l| l.customer_type);
    known.country = of(|l| l.country);
    known.seller_id = Some(of(|l| Some(l.seller_id.unwrap_or("me"))).unwrap_or(""));
    known.buyer_id = agreed(lines.iter().map(|l| l.buyer_id.clone()));
    known.cross_border = agreed(lines.iter().map(|l| l.cross_border));
    known
}

/// The lane of a document's parcels.
pub fn lane(book: &Book, id: &str) -> Option<String> {
    agreed(book.shipments.iter().filter(|s| s.trade_id.as_deref() == Some(id)).map(|s| s.lane)).map(str::to_owned)
}

fn account(charge: &Charge) -> &'static str {
    let with = |who: &str| charge.payer == who || charge.payee == who;
    match (charge.kind, charge.component) {
        ("advertising", _) => "advertising",
        ("chargeback" | "dispute", _) => "chargebacks",
        ("return_freight" | "return_handling" | "write_off", _) => "return_costs",
        ("vat_rebate", _) => "vat_rebate",
        ("capital", _) => "capital",
        ("fx_spread", _) => "fx_spread",
        (_, "duty") | ("import_tax", _) => "duty",
        (_, "tax") => "tax_paid",
        ("first_leg", _) => "first_leg",
        ("storage", _) => "storage",
        ("fulfilment" | "pick_and_pack", _) => "fulfilment",
        _ if charge.payee == "warehouse" => "fulfilment",
        ("commission" | "refund_commission" | "subscription", _) => "platform_fees",
        ("payment_fee", _) => "payment_fees",
        (_, "shipping") => "freight",
        _ if with("carrier") => "freight",
        (_, "fee") if with("payment") => "payment_fees",
        (_, "fee") if with("platform") => "platform_fees",
        _ => "other",
    }
}

/// Whether a charge is a cost or income of the seller beside the lines.
fn counts(book: &Book, charge: &Charge) -> bool {
    let moves = ["payment", "refund", "transfer", "reserve", "payout", "balance"].contains(&charge.kind);
    let sellers = charge.payer == "seller" || charge.payee == "seller";
    let buyers = charge.payer == "buyer" || charge.payee == "buyer";
    let subject = |c: &Charge| c.subject.1.clone().or_else(|| c.trade_id.clone());
    let billed = charge.estimate
        && book.charges.iter().any(|a| {
            !a.estimate
                && (a.subject.0, a.kind, a.component) == (charge.subject.0, charge.kind, charge.component)
                && subject(charge).is_some()
                && subject(a) == subject(charge)
                && (charge.subject.0 != "line" || (charge.trade_id.is_some() && a.trade_id == charge.trade_id))
        });
    !moves && sellers && !buyers && charge.payer != charge.payee && charge.amount != 0 && !billed
}

/// The rows of profit and loss: `kind` is the account, `component` is [`UNKNOWN`] where the amount is.
pub fn postings(book: &Book) -> Vec<Line> {
    let mut rows = Vec::new();
    for line in &book.lines {
        let mut post = |account: &'static str, amount: i64| {
            if amount != 0 {
                rows.push(Line { kind: account, component: "", amount, ..line.clone() });
            }
        };
        match line.kind {
            "sale" => {
                post("gross_sales", line.amount.max(0));
                post("discounts", line.amount.min(0));
                post("discounts", -line.discount);
            }
            "return" => post("returns", line.amount - line.discount),
            _ => continue,
        }
        post("shipping_collected", line.shipping);
        post("tax_collected", line.tax);
        if line.component == "goods" && line.quantity != 0 {
            let sku = line.sku.as_deref().unwrap_or_default();
            let costs: Vec<_> = book.costs.iter().filter(|c| line.sku.is_some() && c.0 == sku).collect();
            let cost = agreed(costs.iter().map(|c| Some(c.1)));
            let currency = agreed(costs.iter().map(|c| Some(c.2)));
            let mut row = Line { kind: "cost_of_goods", component: UNKNOWN, amount: 0, ..line.clone() };
            row.currency = currency.unwrap_or(line.currency);
            if let (Some(cost), Some(_)) = (cost, currency) {
                // Millionths of millionths, half away from zero.
                let exact = -i128::from(line.quantity) * i128::from(cost);
                let half = if exact < 0 { -500_000 } else { 500_000 };
                row.amount = i64::try_from((exact + half) / 1_000_000).unwrap();
                row.component = "";
            }
            rows.push(row);
        }
    }
    for charge in book.charges.iter().filter(|charge| counts(book, charge)) {
        let parcel = (charge.subject.0 == "shipment")
            .then(|| {
                agreed(book.shipments.iter().filter(|s| Some(&s.shipment_id) == charge.subject.1.as_ref()).map(|s| s.trade_id.clone()))
            })
            .flatten();
        let id = charge.trade_id.clone().or(parcel);
        let mut row = trade(book, id.as_deref());
        if charge.kind == "advertising" {
            row.channel = row.channel.or(Some(charge.payee));
        }
        if charge.subject.0 == "line" {
            let of_line = |l: &&Line| Some(&l.trade_id) == charge.trade_id.as_ref() && l.sku.is_some() && l.sku == charge.subject.1;
            let lines: Vec<&Line> = book.lines.iter().filter(of_line).collect();
            row.sku = agreed(lines.iter().map(|l| l.sku.clone()));
            row.category = agreed(lines.iter().map(|l| l.category));
        }
        (row.kind, row.component, row.currency, row.day) = (account(charge), "", charge.currency, charge.day);
        row.amount = if charge.payee == "seller" { charge.amount } else { -charge.amount };
        rows.push(row);
    }
    for parcel in book.shipments.iter().filter(|s| s.cost != 0 && s.currency.is_some()) {
        let billed = book
            .charges
            .iter()
            .any(|c| c.subject == ("shipment", Some(parcel.shipment_id.clone())) && c.payer == "seller" && c.kind == "freight");
        let Some(day) = parcel.shipped.or(parcel.delivered).or(parcel.promised) else { continue };
        if !billed {
            let mut row = trade(book, parcel.trade_id.as_deref());
            (row.kind, row.currency, row.day) = ("freight", parcel.currency.unwrap(), day);
            row.amount = -parcel.cost;
            rows.push(row);
        }
    }
    rows
}

/// Parcels: `component` says whether they came `on_time` or `late`, and nothing where that is not known.
pub fn deliveries(book: &Book) -> Vec<Line> {
    let row = |s: &crate::book::Shipment| {
        let mut row = trade(book, s.trade_id.as_deref());
        row.component = match (s.delivered, s.promised) {
            (Some(at), Some(by)) if at <= by => "on_time",
            (Some(_), Some(_)) => "late",
            _ => "",
        };
        row.parent_trade_id = Some(s.shipment_id.clone());
        row.currency = s.currency.unwrap_or("");
        row.day = s.delivered.or(s.promised).or(s.shipped)?;
        Some(row)
    };
    book.shipments.iter().filter_map(row).collect()
}

/// Reviews, questions and complaints: the score is the quantity.
pub fn cases(book: &Book) -> Vec<Line> {
    book.cases
        .iter()
        .enumerate()
        .map(|(at, case)| {
            let mut row = trade(book, case.trade_id.as_deref());
            (row.kind, row.day, row.parent_trade_id) = (case.kind, case.day, Some(at.to_string()));
            row.component = if case.score.is_some() { "scored" } else { "" };
            row.quantity = i64::from(case.score.unwrap_or(0)) * 1_000_000;
            row
        })
        .collect()
}

/// Documents: `component` says which are cancelled.
pub fn documents(book: &Book) -> Vec<Line> {
    let cancelled = |t: &crate::book::Trade| t.cancelled || t.kind == "cancelled";
    book.trades
        .iter()
        .map(|t| Line {
            trade_id: t.trade_id.clone(),
            kind: t.kind,
            component: if cancelled(t) { "cancelled" } else { "" },
            mode: t.mode,
            country: t.country,
            day: t.day,
            seller_id: Some(""),
            ..Line::default()
        })
        .collect()
}
