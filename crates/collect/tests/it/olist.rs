//! Sources of several files and of other shapes.

use crate::book::{Book, data, distinct, sum};
use std::path::PathBuf;

fn olist() -> Option<Vec<PathBuf>> {
    [
        "olist_orders_dataset",
        "olist_order_items_dataset",
        "olist_order_payments_dataset",
        "olist_order_reviews_dataset",
        "olist_customers_dataset",
        "olist_products_dataset",
        "olist_sellers_dataset",
        "olist_geolocation_dataset",
        "product_category_name_translation",
    ]
    .into_iter()
    .map(|f| data(&format!("olist/{f}.csv.gz")))
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_files_become_one_book() {
    let Some(files) = olist() else { return };
    let book = Book::new().await;
    let r = book.import("olist", &files).await.unwrap();
    assert_eq!(r.rows_quarantined, 0, "quarantined");
    assert_eq!((r.trades, r.lines), (7_152, 7_377));
    assert_eq!(r.rows_read, 7_152 + 7_377 + 7_919 + 7_238 + 7_152 + 5_460 + 1_610);
    let lines = book.rows("lines").await;
    assert_eq!(distinct(&lines, "sku"), 4_844, "counted in the items file by other means");
    assert!(sum(&lines, "amount", |t| t("kind") == "cancelled") > 0);
    assert!(lines.iter().all(|b| b.column_by_name("buyer_id").unwrap().null_count() == 0), "every line found its buyer");
    let again = book.import("olist", &files).await.unwrap();
    assert_eq!((again.rows_duplicate, again.rows_accepted), (again.rows_read, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_without_its_other_files_is_refused_with_what_is_missing() {
    let Some(files) = olist() else { return };
    let book = Book::new().await;
    let e = book.import("olist", &files[1..2]).await.unwrap_err();
    assert_eq!(e.code(), "source.incomplete");
    assert!(e.to_string().contains("orders"));
}

#[tokio::test(flavor = "multi_thread")]
async fn cdnow_with_and_without_a_header() {
    let (Some(master), Some(sample)) = (data("cdnow/CDNOW_master.txt.gz"), data("cdnow/CDNOW_sample.txt.gz")) else { return };
    let book = Book::new().await;
    let r = book.import("cdnow", &[master]).await.unwrap();
    assert_eq!((r.rows_read, r.rows_accepted, r.lines), (69_659, 69_659, 69_659));
    assert_eq!(distinct(&book.rows("lines").await, "buyer_id"), 23_570);
    let book = Book::new().await;
    let r = book.import("cdnow-sample", &[sample]).await.unwrap();
    assert_eq!((r.rows_read, r.rows_accepted), (6_919, 6_919));
    assert_eq!(distinct(&book.rows("lines").await, "buyer_id"), 2_357);
}
