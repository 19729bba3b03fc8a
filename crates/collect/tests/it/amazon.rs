//! Amazon: the All Orders report and orders as JSON. The report is written by hand from the published column list.

use crate::book::{Book, data, sum};
use serde_json::value::RawValue;
use std::collections::HashMap;

const COLUMNS: [&str; 32] = [
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "url",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
];

/// A report of the first `count` columns; each row is given as `column=value`, and its empty end is cut.
fn report(count: usize, rows: &[&[(&str, &str)]]) -> String {
    let mut text = COLUMNS[..count].join("\t") + "\r\n";
    for row in rows {
        let fields: Vec<&str> = COLUMNS[..count].iter().map(|c| row.iter().find(|(n, _)| n == c).map_or("", |r| r.1)).collect();
        let end = fields.iter().rposition(|f| !f.is_empty()).map_or(0, |p| p + 1);
        text += &(fields[..end].join("\t") + "\r\n");
    }
    text
}

const SHIPPED: &[(&str, &str)] = &[
    ("amazon-order-id", "111-0000001-0000001"),
    ("purchase-date", "2026-10-01T01:00:00-07:00"),
    ("order-status", "Shipped"),
    ("sales-channel", "Amazon.com"),
    ("product-name", "24\" Monitor arm"),
    ("sku", "ARM-1"),
    ("item-status", "Shipped"),
    ("quantity", "2"),
    ("currency", "USD"),
    ("item-price", "32.00"),
    ("item-tax", "2.56"),
    ("shipping-price", "5.00"),
    ("shipping-tax", "0.40"),
    ("gift-wrap-price", "3.00"),
    ("gift-wrap-tax", "0.24"),
    ("item-promotion-discount", "1.50"),
    ("ship-promotion-discount", "5.00"),
    ("ship-country", "US"),
];

fn with<'a>(row: &[(&'a str, &'a str)], change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut row: Vec<_> = row.iter().filter(|(n, _)| change.iter().all(|c| c.0 != *n)).copied().collect();
    row.extend(change);
    row
}

#[tokio::test(flavor = "multi_thread")]
async fn the_item_price_is_the_lines_total() {
    let book = Book::new().await;
    for count in [29, 32] {
        let report = book.import("amazon-orders", &[book.file(&format!("all-{count}.txt"), report(count, &[SHIPPED]))]).await.unwrap();
        assert_eq!((report.rows_read, report.rows_quarantined), (1, 0), "{count} columns");
    }
    let lines = book
        .texts(
            "lines",
            &["line_id", "component", "quantity", "unit_price", "amount", "discount", "tax", "shipping", "country", "offset_min"],
        )
        .await;
    assert_eq!(
        lines,
        [
            "ARM-1/gift-wrap|fee|0.000000|3.000000|3.000000|0.000000|0.240000|0.000000|US|-420",
            "ARM-1|goods|2.000000|16.000000|32.000000|6.500000|2.960000|5.000000|US|-420",
        ]
    );
    assert_eq!(book.texts("products", &["sku", "name"]).await, ["ARM-1|24\" Monitor arm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_with_vat_are_taken_apart_and_businesses_are_known() {
    let book = Book::new().await;
    let row = with(
        SHIPPED,
        &[
            ("amazon-order-id", "302-1"),
            ("sales-channel", "Amazon.de"),
            ("currency", "EUR"),
            ("item-price", "23.80"),
            ("item-tax", "3.80"),
            ("shipping-price", "5.95"),
            ("shipping-tax", "0.95"),
            ("gift-wrap-price", "0.00"),
            ("item-promotion-discount", ""),
            ("ship-promotion-discount", ""),
            ("ship-country", "AT"),
            ("is-business-order", "true"),
        ],
    );
    book.import("amazon-orders", &[book.file("a.txt", report(32, &[&row]))]).await.unwrap();
    let lines = book.texts("lines", &["amount", "tax", "shipping", "mode", "customer_type", "country", "channel"]).await;
    assert_eq!(lines, ["20.000000|4.750000|5.000000|b2b|business|AT|Amazon.de"], "29.75 was paid in all");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelled_and_pending_items_and_those_of_other_shops() {
    let book = Book::new().await;
    let blank = [
        ("currency", ""),
        ("item-price", ""),
        ("item-tax", ""),
        ("shipping-price", ""),
        ("gift-wrap-price", ""),
        ("item-promotion-discount", ""),
        ("ship-promotion-discount", ""),
    ];
    let cancelled = with(
        &with(SHIPPED, &blank),
        &[("amazon-order-id", "1"), ("order-status", "Cancelled"), ("item-status", "Cancelled"), ("quantity", "0")],
    );
    let pending = with(
        &with(SHIPPED, &blank),
        &[("amazon-order-id", "2"), ("order-status", "Pending"), ("item-status", "Unshipped"), ("sales-channel", "Amazon.co.jp")],
    );
    let foreign =
        with(SHIPPED, &[("amazon-order-id", "S01-3"), ("sales-channel", "Non-Amazon"), ("item-price", "0.00"), ("gift-wrap-price", "")]);
    let nowhere = with(&with(SHIPPED, &blank), &[("amazon-order-id", "4"), ("sales-channel", "Bazaar")]);
    let text = report(32, &[&cancelled, &pending, &foreign, &nowhere]);
    let report_1 = book.import("amazon-orders", &[book.file("a.txt", text)]).await.unwrap();
    assert_eq!((report_1.rows_read, report_1.rows_accepted, report_1.rows_quarantined), (4, 3, 1));
    let (open, _) = book.home.ops.quarantine(&entrepot_ops::QuarantineFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert_eq!((open[0].code.as_str(), open[0].row), ("currency.missing", 5));
    let lines = book.texts("lines", &["trade_id", "kind", "quantity", "amount", "currency", "status"]).await;
    assert_eq!(
        lines,
        [
            "1|cancelled|0.000000|0.000000|USD|Cancelled",
            "2|sale|2.000000|0.000000|JPY|Pending",
            "S01-3|stock|2.000000|0.000000|USD|Shipped"
        ]
    );
    // A later report knows the price: the order is updated, not counted again.
    let paid = with(
        SHIPPED,
        &[
            ("amazon-order-id", "2"),
            ("sales-channel", "Amazon.co.jp"),
            ("currency", "JPY"),
            ("item-price", "3200"),
            ("item-tax", ""),
            ("shipping-price", ""),
            ("shipping-tax", ""),
            ("gift-wrap-price", ""),
            ("item-promotion-discount", ""),
            ("ship-promotion-discount", ""),
        ],
    );
    let later = book.import("amazon-orders", &[book.file("b.txt", report(32, &[&cancelled, &paid]))]).await.unwrap();
    assert_eq!((later.rows_updated, later.rows_duplicate, later.rows_accepted), (1, 1, 0));
    assert_eq!(sum(&book.rows("lines").await, "amount", |t| t("trade_id") == "2"), 3_200_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn items_of_one_sku_are_told_apart_even_when_the_order_is_torn() {
    let book = Book::new().await;
    let other = with(SHIPPED, &[("amazon-order-id", "9")]);
    let text = report(32, &[SHIPPED, SHIPPED, &other, SHIPPED]);
    let first = book.import("amazon-orders", &[book.file("a.txt", &text)]).await.unwrap();
    assert_eq!((first.rows_accepted, first.trades), (4, 2));
    let goods = |t: &dyn Fn(&str) -> String| t("component") == "goods" && t("trade_id") != "9";
    assert_eq!(sum(&book.rows("lines").await, "amount", goods), 96_000_000);
    let again = book.import("amazon-orders", &[book.file("b.txt", text + "\r\n")]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_duplicate), (0, 4), "another file that says the same adds nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_half_of_its_columns_is_refused() {
    let book = Book::new().await;
    let error = book.import("amazon-orders", &[book.file("a.txt", report(14, &[SHIPPED]))]).await.unwrap_err();
    assert_eq!(error.code(), "header.missing");
    assert!(error.to_string().contains("item-price"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_interfaces_own_example_comes_in() {
    let Some(path) = data("platform_payloads/amazon_sp_api/orders_2026-01-01.examples.ndjson") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let first: HashMap<String, Box<RawValue>> = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let example = first["example"].get();
    let book = Book::new().await;
    let report = book.import("amazon-orders", &[book.file("o.json", example)]).await.unwrap();
    let first: serde_json::Value = serde_json::from_str(example).unwrap();
    let orders = first["orders"].as_array().unwrap();
    let items: usize = orders.iter().map(|o| o["orderItems"].as_array().unwrap().len()).sum();
    assert_eq!((report.rows_read, report.rows_quarantined), (i64::try_from(items).unwrap(), 0));
    let lines = book.rows("lines").await;
    let paid = |t: &dyn Fn(&str) -> String| t("trade_id") == "123-4567890-1234567";
    let total = sum(&lines, "amount", paid) + sum(&lines, "tax", paid) + sum(&lines, "shipping", paid) - sum(&lines, "discount", paid);
    assert_eq!(total, 154_990_000, "the order's grand total: items, tax and a tip");
    assert_eq!(sum(&lines, "amount", |t| paid(t) && t("component") == "goods"), 149_970_000);
}
