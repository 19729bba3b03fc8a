//! WooCommerce: orders as JSON, by hand and from the interface's own documentation.

use crate::book::{Book, data, sum};

/// Two items less a coupon, a fee, postage, tax; prices are entered with tax, a part was refunded.
const ORDER: &str = r#"{"id": 900, "number": "A-900", "status": "processing", "currency": "EUR", "prices_include_tax": true,
 "date_created": "2026-10-01T12:00:00", "date_created_gmt": "2026-10-01T10:00:00", "date_paid_gmt": "2026-10-01T10:01:00",
 "discount_total": "4.00", "shipping_total": "5.00", "shipping_tax": "0.95", "cart_tax": "7.22", "total_tax": "8.17", "total": "51.17",
 "created_via": "checkout", "customer_id": 7, "billing": {"email": "Ann@Example.com", "country": "DE", "company": "Ann GmbH"}, "shipping": {"country": "AT"},
 "line_items": [
  {"id": 1, "name": "Mug &amp; lid", "product_id": 93, "variation_id": 0, "quantity": 2, "subtotal": "32.00", "total": "28.80", "total_tax": "5.47", "sku": "MUG", "price": 14.4, "meta_data": [{"key": "gift", "value": {"a": [1, "x"]}}]},
  {"id": 2, "name": "Spoon", "product_id": 94, "variation_id": 5, "quantity": 1, "subtotal": "8.00", "total": "7.20", "total_tax": "1.37", "sku": "", "price": 7.2, "meta_data": []}],
 "shipping_lines": [{"id": 3, "total": "5.00", "total_tax": "0.95"}], "fee_lines": [{"id": 4, "name": "Card", "total": "2.00", "total_tax": "0.38"}],
 "coupon_lines": [{"id": 5, "code": "ten", "discount": "4.00"}], "refunds": [{"id": 6, "reason": "", "total": "-10.00"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_adds_up_to_its_total() {
    let book = Book::new().await;
    let report = book.import("woocommerce", &[book.file("o.json", ORDER)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.trades), (2, 2, 1));
    let lines =
        book.texts("lines", &["line_id", "kind", "component", "sku", "quantity", "amount", "discount", "tax", "shipping", "country"]).await;
    assert_eq!(
        lines,
        [
            "1|sale|goods|MUG|2.000000|32.000000|3.200000|6.230000|4.000000|AT",
            "2|sale|goods|id:94/5|1.000000|8.000000|0.800000|1.560000|1.000000|AT",
            "fee-4|sale|fee||0.000000|2.000000|0.000000|0.380000|0.000000|AT",
            "refund|return|other||0.000000|-10.000000|0.000000|0.000000|0.000000|AT",
        ]
    );
    let all = book.rows("lines").await;
    let paid = |c: &str| sum(&all, c, |t| t("kind") == "sale");
    assert_eq!(paid("amount") - paid("discount") + paid("tax") + paid("shipping"), 51_170_000);
    assert_eq!(
        book.texts("trades", &["trade_id", "buyer_id", "customer_type", "time"]).await,
        ["A-900|ann@example.com|business|2026-10-01T10:00:00Z"]
    );
    assert_eq!(book.texts("products", &["sku", "name"]).await, ["MUG|Mug & lid", "id:94/5|Spoon"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cents_of_rounding_are_a_line_and_more_is_a_mismatch() {
    let book = Book::new().await;
    let odd = ORDER.replace("\"51.17\"", "\"51.18\"").replace("A-900", "A-901");
    let wrong = ORDER.replace("\"51.17\"", "\"61.17\"").replace("A-900", "A-902");
    let dead = ORDER.replace("processing", "cancelled").replace("A-900", "A-903");
    let report = book.import("woocommerce", &[book.file("o.json", format!("[{odd},\n{wrong},{dead}]"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (6, 4, 2));
    let lines = book.rows("lines").await;
    assert_eq!(sum(&lines, "amount", |t| t("line_id") == "rounding"), 10_000);
    let (open, _) = book.home.ops.quarantine(&entrepot_ops::QuarantineFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert_eq!((open.len(), open[0].code.as_str()), (1, "amount.mismatch"));
    assert_eq!(sum(&lines, "quantity", |t| t("trade_id") == "A-903" && t("kind") == "cancelled"), 3_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_state_updates_and_a_cut_off_order_is_kept() {
    let book = Book::new().await;
    book.import("woocommerce", &[book.file("o.json", ORDER)]).await.unwrap();
    let later = format!("{}\n{}", ORDER.replace("processing", "completed"), &ORDER.replace("A-900", "A-904")[..700]);
    let report = book.import("woocommerce", &[book.file("later.json", later)]).await.unwrap();
    assert_eq!((report.rows_updated, report.rows_accepted, report.rows_quarantined), (2, 0, 1));
    assert_eq!(book.texts("trades", &["trade_id", "status"]).await, ["A-900|completed"]);
    let error = book.import("woocommerce", &[book.file("x.json", r#"{"line_items": [], "currency": "EUR"}"#)]).await.unwrap_err();
    assert_eq!(error.code(), "header.missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentations_examples_come_in() {
    let Some(path) = data("platform_payloads/woocommerce/rest_v3_examples.ndjson") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let mut orders = Vec::new();
    for line in text.lines() {
        let block: serde_json::Value = serde_json::from_str(line).unwrap();
        if !block["source"].as_str().unwrap().ends_with("/_orders.md") {
            continue;
        }
        let json = &block["json"];
        let lists = [json, &json["create"], &json["update"]].into_iter().filter_map(|l| l.as_array()).flatten();
        orders.extend(lists.chain(json.get("line_items").map(|_| json)).cloned());
    }
    assert!(orders.len() >= 6, "{}", orders.len());
    for (i, order) in orders.iter().enumerate() {
        let book = Book::new().await;
        let report = book.import("woocommerce", &[book.file(&format!("{i}.json"), order.to_string())]).await.unwrap();
        assert_eq!((report.rows_quarantined, report.trades), (0, 1), "{order}");
        let lines = book.rows("lines").await;
        let paid = |c: &str| sum(&lines, c, |t| t("kind") != "return");
        let total =
            entrepot_domain::money::to_micros(order["total"].as_str().unwrap().as_bytes(), entrepot_domain::money::DecimalStyle::POINT)
                .unwrap();
        assert_eq!(paid("amount") - paid("discount") + paid("tax") + paid("shipping"), total, "{order}");
    }
}
