//! UCI Online Retail: the published figures, to the last digit.

use crate::book::{Book, data, distinct, longs, sum};

#[tokio::test(flavor = "multi_thread")]
async fn the_published_figures_come_out() {
    let Some(file) = data("online_retail/online_retail.csv.gz") else { return };
    let book = Book::new().await;
    let report = book.import("uci-online-retail", std::slice::from_ref(&file)).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined, report.rows_duplicate), (541_909, 541_909, 0, 0));
    assert_eq!((report.trades, report.lines), (25_900, 541_909));
    let lines = book.rows("lines").await;
    assert_eq!(distinct(&lines, "trade_id"), 25_900);
    assert_eq!(distinct(&lines, "country_raw"), 38);
    assert_eq!(distinct(&lines, "country"), 36);
    assert_eq!(distinct(&lines, "buyer_id"), 4_372);
    assert_eq!(distinct(&lines, "sku"), 4_070);
    assert_eq!(sum(&lines, "amount", |_| true), 9_747_747_934_000);
    assert_eq!(sum(&lines, "amount", |t| t("kind") == "sale" && !t("amount").starts_with('-')), 10_655_622_484_000);
    assert_eq!(sum(&lines, "amount", |t| matches!(t("kind").as_str(), "sale" | "return")), 9_758_809_994_000);
    assert_eq!(lines.iter().map(|b| b.column_by_name("buyer_id").unwrap().null_count()).sum::<usize>(), 135_080);
    // Lineage: every line points to its own line of the file.
    let mut rows = longs(&lines, "row");
    rows.sort_unstable();
    assert!(rows.iter().enumerate().all(|(i, r)| *r == i64::try_from(i).unwrap() + 2));
    // The same file again adds nothing.
    let before = book.home.ops.lake_version(None).await.unwrap().unwrap().version;
    let again = book.import("uci-online-retail", &[file]).await.unwrap();
    assert_eq!((again.rows_read, again.rows_duplicate, again.rows_accepted), (541_909, 541_909, 0));
    assert_eq!(again.lake_version, before);
}
