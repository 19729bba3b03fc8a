//! Shopify: the orders export and orders as JSON. The table is written by hand from the published column list.

use crate::book::{Book, NOW_US, data, sum};
use entrepot_collect::{Progress, ReplayRequest, replay};
use std::time::Duration;

const HEADER: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,\
Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,\
Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Country,Shipping Country,Notes,Cancelled at,Refunded Amount,Id,Source,Lineitem discount\n";

/// Two items (2 x 16.00 and 1 x 8.00) less 10 %, postage 5.00, tax 3.00.
const ORDER: &str = "#1001,Ann@Example.com,paid,2026-10-01 10:05:00 +0200,fulfilled,2026-10-02 09:00:00 +0200,yes,EUR,36.00,5.00,3.00,44.00,TEN,4.00,Standard,2026-10-01 10:00:00 +0200,2,Mug,16.00,,MUG-1,true,true,fulfilled,DE,FR,,,0.00,4501,web,0.00\n\
#1001,Ann@Example.com,,,,,,,,,,,,,,2026-10-01 10:00:00 +0200,1,Spoon,8.00,,SPN-1,true,true,fulfilled,,,,,,,,0.00\n";

#[tokio::test(flavor = "multi_thread")]
async fn shopify_prices_are_per_unit_and_the_orders_amounts_are_shared_out() {
    let book = Book::new().await;
    let file = book.file("orders_export_1.csv", format!("{HEADER}{ORDER}"));
    let report = book.import("shopify", &[file]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.trades, report.lines), (2, 2, 1, 2));
    let lines = book.texts("lines", &["trade_id", "sku", "quantity", "amount", "discount", "tax", "shipping", "country", "buyer_id"]).await;
    assert_eq!(
        lines,
        [
            "#1001|MUG-1|2.000000|32.000000|3.200000|2.400000|4.000000|FR|ann@example.com",
            "#1001|SPN-1|1.000000|8.000000|0.800000|0.600000|1.000000|FR|ann@example.com",
        ]
    );
    assert_eq!(book.texts("trades", &["trade_id", "status", "paid_at"]).await, ["#1001|paid|2026-10-01T08:05:00Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_a_return_and_taxes_that_prices_include_are_taken_out() {
    let book = Book::new().await;
    let order = |id: u32, refund: &str, total: &str| {
        format!(
            "#{id},b@x.org,paid,2026-10-01 10:05:00 +0000,,,no,GBP,24.00,0.00,4.00,{total},,0.00,,2026-10-01 10:00:00 +0000,1,Cap,24.00,,CAP,true,true,,GB,GB,,,{refund},9{id},web,\n"
        )
    };
    // Included (total = subtotal), partly refunded, wholly refunded.
    let text = format!("{HEADER}{}{}{}", order(1, "0.00", "24.00"), order(2, "5.00", "28.00"), order(3, "28.00", "28.00"));
    let report = book.import("shopify", &[book.file("o.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (3, 3), "refunds are no rows of the file");
    let lines = book.texts("lines", &["trade_id", "kind", "component", "quantity", "amount", "tax"]).await;
    assert_eq!(
        lines,
        [
            "#1|sale|goods|1.000000|20.000000|4.000000",
            "#2|return|other|0.000000|-5.000000|0.000000",
            "#2|sale|goods|1.000000|24.000000|4.000000",
            "#3|return|goods|-1.000000|-24.000000|-4.000000",
            "#3|sale|goods|1.000000|24.000000|4.000000",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_taken_whole_or_kept_whole_and_can_be_replayed() {
    let book = Book::new().await;
    let bad = ORDER.replace("1001", "1002").replace(",8.00,", ",eight,");
    let file = book.file("o.csv", format!("{HEADER}{ORDER}{bad}"));
    let report = book.import("shopify", std::slice::from_ref(&file)).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (4, 2, 2), "both rows of the order");
    let (open, _) = book.home.ops.quarantine(&entrepot_ops::QuarantineFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].code.as_str(), open[0].row, open[0].text.as_str()), ("number.format", 4, bad.trim_end()));
    let fixed = ReplayRequest {
        edits: vec![(open[0].id, open[0].text.replace("eight", "8.00"))],
        now_us: NOW_US,
        actor: "test".into(),
        patience: Duration::from_secs(5),
        ..ReplayRequest::default()
    };
    let report = replay(&book.home, &fixed, &Progress::default()).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (2, 2, 0));
    let all = book.rows("lines").await;
    assert_eq!(sum(&all, "amount", |_| true), 80_000_000);
    let again = book.import("shopify", &[file]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_duplicate), (0, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_the_columns_is_refused_with_what_is_missing() {
    let book = Book::new().await;
    let error = book.import("shopify", &[book.file("o.csv", "Name,Email,Created at\n#1,a@b.c,2026-10-01\n")]).await.unwrap_err();
    assert_eq!(error.code(), "header.missing");
    assert!(error.to_string().contains("Lineitem price"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_interfaces_own_examples_come_in() {
    let (Some(order), Some(orders)) = (data("platform_payloads/shopify/order.json"), data("platform_payloads/shopify/orders.json")) else {
        return;
    };
    let book = Book::new().await;
    let report = book.import("shopify", &[order]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 3, 0));
    let lines = book.rows("lines").await;
    assert_eq!(sum(&lines, "amount", |t| t("kind") == "sale"), 597_000_000, "three at 199.00");
    assert_eq!(sum(&lines, "tax", |t| t("kind") == "sale"), 11_940_000);
    let source = book.texts("lines", &["trade_id", "sku", "currency", "country", "row"]).await;
    assert_eq!(source[0], "#1001|IPOD2008BLACK|USD|US|1");
    let row = entrepot_collect::source_row(&book.home, 1, 1).await.unwrap();
    assert!(row.text.starts_with('{') && row.text.contains("450789469"), "{}", row.text);
    let report = book.import("shopify", &[orders]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_quarantined), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_from_the_export_and_from_the_interface_is_one() {
    let book = Book::new().await;
    book.import("shopify", &[book.file("o.csv", format!("{HEADER}{ORDER}"))]).await.unwrap();
    let json = r##"[{"id": 4501, "name": "#1001", "email": "Ann@example.com", "financial_status": "paid", "created_at": "2026-10-01T10:00:00+02:00",
        "processed_at": "2026-10-01T10:05:00+02:00", "currency": "EUR", "total_discounts": "4.00", "total_tax": "3.00", "taxes_included": false,
        "total_shipping_price_set": {"shop_money": {"amount": "5.00"}}, "shipping_address": {"country_code": "FR"}, "source_name": "web",
        "line_items": [{"sku": "MUG-1", "name": "Mug", "quantity": 2, "price": "16.00"}, {"sku": "SPN-1", "name": "Spoon", "quantity": 1, "price": "8.00"}]},
        {"id": 4502, "name": "#1009", "financial_status": "paid", "created_at": "2026-10-01T10:00:00+02:00", "currency": "EUR", "line_items": [{"##;
    let report = book.import("shopify", &[book.file("o.json", json)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 0, 1), "the cut-off order is kept");
    assert_eq!(report.rows_updated + report.rows_duplicate, 2);
    assert_eq!(book.texts("trades", &["trade_id"]).await, ["#1001"]);
    assert_eq!(sum(&book.rows("lines").await, "amount", |_| true), 40_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_and_parcels_come_in_beside_orders() {
    let Some(products) = data("platform_payloads/shopify/products.json") else { return };
    let book = Book::new().await;
    let report = book.import("shopify", &[products]).await.unwrap();
    assert_eq!(report.rows_quarantined, 0);
    let rows = book.texts("products", &["sku", "name", "category", "weight_g"]).await;
    assert!(rows.contains(&"IPOD2008PINK|IPod Nano - 8GB - Pink|Cult Products|200.000000".to_owned()), "{rows:?}");
    let order = r##"{"name": "#7", "financial_status": "paid", "created_at": "2026-10-01T10:00:00Z", "currency": "EUR", "shipping_address": {"country_code": "IT"},
        "line_items": [{"sku": "A", "name": "A", "quantity": 1, "price": "5.00"}],
        "fulfillments": [{"id": 90071992547409931, "created_at": "2026-10-02T10:00:00Z", "status": "success", "tracking_company": "GLS", "tracking_number": "Z1"}]}"##;
    let report = book.import("shopify", &[book.file("o.json", order)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (1, 1), "a parcel is no row of the file");
    let parcels = book.texts("shipments", &["shipment_id", "trade_id", "carrier", "to_country", "shipped_at", "tracking"]).await;
    assert_eq!(parcels, ["90071992547409931|#7|GLS|IT|2026-10-02T10:00:00Z|Z1"]);
    let nameless = r#"{"title": "T", "product_type": "", "variants": [{"sku": "", "title": "Default Title"}]}"#;
    let report = book.import("shopify", &[book.file("p.json", nameless)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_quarantined), (1, 1), "a variant without SKU is kept, not dropped");
}
