//! Orders written by a small writer of this test, in the format of each source: what comes in adds up to what was written.

use crate::book::{Book, sum};
use proptest::prelude::*;
use std::fmt::Write;

/// One order: items of (quantity, unit price in cents, discount in cents, tax in cents), and postage in cents.
#[derive(Clone, Debug)]
struct Written {
    items: Vec<(u32, u32, u32, u32)>,
    postage: u32,
}

impl Written {
    fn total(&self) -> i64 {
        let items: i64 = self.items.iter().map(|(q, p, d, t)| i64::from(q * p) - i64::from(*d) + i64::from(*t)).sum();
        items + i64::from(self.postage)
    }
}

fn cents(n: impl Into<i64>) -> String {
    let n = n.into();
    format!("{}.{:02}", n / 100, n % 100)
}

fn orders() -> impl Strategy<Value = Vec<Written>> {
    let item = (1..5_u32, 100..90_000_u32, 0..90_u32, 0..900_u32);
    let order = (prop::collection::vec(item, 1..4), 0..2_000_u32).prop_map(|(items, postage)| Written { items, postage });
    prop::collection::vec(order, 1..6)
}

fn amazon(orders: &[Written]) -> String {
    let mut text = "amazon-order-id\tpurchase-date\torder-status\tsales-channel\tsku\titem-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\titem-promotion-discount\n".to_owned();
    for (n, o) in orders.iter().enumerate() {
        for (i, (q, p, d, t)) in o.items.iter().enumerate() {
            let postage = if i == 0 { cents(o.postage) } else { String::new() };
            let _ = writeln!(
                text,
                "o{n}\t2026-10-01T00:00:00Z\tShipped\tAmazon.com\tS{}\tShipped\t{q}\tUSD\t{}\t{}\t{postage}\t{}",
                i % 2,
                cents(q * p),
                cents(*t),
                cents(*d)
            );
        }
    }
    text
}

fn ebay(orders: &[Written]) -> String {
    let mut text = "Order Number,Buyer Username,Ship To Country,Item Number,Item Title,Quantity,Sold For,Shipping And Handling,Seller Collected Tax,Total Price,Sale Date\n".to_owned();
    for (n, o) in orders.iter().enumerate() {
        // This report knows no discounts: they are in the prices.
        let several = o.items.len() > 1;
        let tax: u32 = o.items.iter().map(|i| i.3).sum();
        let discount: i64 = o.items.iter().map(|i| i64::from(i.2)).sum();
        let total = cents(o.total() + discount);
        if several {
            let _ = writeln!(text, "o{n},b,US,,,,,${},${},${total},Oct-01-26", cents(o.postage), cents(tax));
        }
        for (i, (q, p, _, _)) in o.items.iter().enumerate() {
            let (postage, tax, total) =
                if several { (String::new(), String::new(), String::new()) } else { (cents(o.postage), cents(tax), total.clone()) };
            let _ = writeln!(text, "o{n},b,,{},T,{q},${},{postage},{tax},{total},Oct-01-26", i % 2, cents(*p));
        }
    }
    let _ = writeln!(text, "\n{} record(s) downloaded", orders.len());
    text
}

fn shopify(orders: &[Written]) -> String {
    let mut text = "Name,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n".to_owned();
    for (n, o) in orders.iter().enumerate() {
        let goods: i64 = o.items.iter().map(|(q, p, d, _)| i64::from(q * p) - i64::from(*d)).sum();
        let tax: u32 = o.items.iter().map(|i| i.3).sum();
        for (i, (q, p, _, _)) in o.items.iter().enumerate() {
            let head = if i == 0 {
                format!("paid,USD,{},{},{},{},2026-10-01 00:00:00 +0000", cents(goods), cents(o.postage), cents(tax), cents(o.total()))
            } else {
                ",,,,,,".to_owned()
            };
            let _ = writeln!(text, "o{n},{head},{q},T,{},S{}", cents(*p), i % 2);
        }
    }
    text
}

fn woocommerce(orders: &[Written]) -> String {
    let all: Vec<serde_json::Value> = orders
        .iter()
        .enumerate()
        .map(|(n, o)| {
            let items: Vec<serde_json::Value> = o
                .items
                .iter()
                .enumerate()
                .map(|(i, (q, p, d, t))| {
                    serde_json::json!({ "id": i, "name": "T", "sku": format!("S{i}"), "quantity": q, "subtotal": cents(q * p),
                        "total": cents(i64::from(q * p) - i64::from(*d)), "total_tax": cents(*t) })
                })
                .collect();
            let tax: u32 = o.items.iter().map(|i| i.3).sum();
            serde_json::json!({ "id": n, "number": format!("o{n}"), "status": "processing", "currency": "USD", "date_created": "2026-10-01T00:00:00",
                "shipping_total": cents(o.postage), "total_tax": cents(tax), "total": cents(o.total()), "line_items": items })
        })
        .collect();
    serde_json::Value::from(all).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    #[test]
    fn the_sum_of_the_lines_is_the_orders_total(orders in orders()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            for (profile, text) in [("amazon-orders", amazon(&orders)), ("ebay-orders", ebay(&orders)), ("shopify", shopify(&orders)), ("woocommerce", woocommerce(&orders))] {
                let book = Book::new().await;
                let report = book.import(profile, &[book.file("o.txt", &text)]).await.unwrap();
                assert_eq!((report.rows_quarantined, report.trades), (0, i64::try_from(orders.len()).unwrap()), "{profile}\n{text}");
                let lines = book.rows("lines").await;
                for (n, o) in orders.iter().enumerate() {
                    let of = |c: &str| sum(&lines, c, |t| t("trade_id") == format!("o{n}"));
                    let got = of("amount") - of("discount") + of("tax") + of("shipping");
                    let discount: i64 = if profile == "ebay-orders" { o.items.iter().map(|i| i64::from(i.2)).sum() } else { 0 };
                    assert_eq!(got, i128::from(o.total() + discount) * 10_000, "{profile} o{n}\n{text}");
                }
            }
        });
    }
}
