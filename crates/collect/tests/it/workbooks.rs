//! Workbooks as people make them: formulas, merged cells, titles above the header.

use crate::book::{Book, sum};
use crate::xlsx::{row, workbook};
use entrepot_ops::QuarantineFilter;

const HEADER: [&str; 6] = ["order_id", "order_time", "sku", "quantity", "unit_price", "currency"];

#[tokio::test(flavor = "multi_thread")]
async fn formulas_count_by_their_kept_value_and_without_one_the_row_waits() {
    let rows = row(1, &HEADER)
        + &row(2, &["A", "2026-10-01", "MUG", "#2", "=8*2|16.5", "EUR"])
        + &row(3, &["B", "2026-10-01", "MUG", "#2", "=E2*2", "EUR"])
        + &row(4, &["C", "2026-10-01", "TEA", "#1", "#7.5", "EUR"]);
    let book = Book::new().await;
    let file = book.file("formulas.xlsx", workbook(&rows, &[]));
    let report = book.import("orders", &[file]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 2, 1));
    assert_eq!(sum(&book.rows("lines").await, "amount", |_| true), 40_500_000);
    let (held, _) = book.home.ops.quarantine(&QuarantineFilter::default()).await.unwrap();
    assert_eq!((held[0].code.as_str(), held[0].field.as_deref(), held[0].row), ("formula.empty", Some("unit_price"), 3));
    assert!(held[0].text.contains("=E2*2"), "the formula is kept: {}", held[0].text);
    let fixed = crate::sheet::fixed(&book, held[0].id, "B,2026-10-01,MUG,2,33.00,EUR".to_owned()).await;
    assert_eq!(fixed.rows_accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_merged_downwards_have_their_value_in_each_row() {
    let rows = row(1, &["Orders of October"])
        + &row(2, &HEADER)
        + &row(3, &["A", "2026-10-01", "MUG", "#2", "#16.5", "EUR"])
        + &row(4, &["", "", "TEA", "#1", "#7.5", ""])
        + &row(5, &["B", "2026-10-02", "TEA", "#1", "#7.5", "EUR"]);
    let book = Book::new().await;
    let file = book.file("merged.xlsx", workbook(&rows, &["A1:F1", "A3:A4", "B3:B4", "F3:F4"]));
    let report = book.import("orders", &[file]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.trades), (3, 3, 2), "the second line is of order A");
    assert_eq!(sum(&book.rows("lines").await, "amount", |t| t("trade_id") == "A"), 40_500_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_file_with_half_its_columns_is_refused_and_says_which() {
    let book = Book::new().await;
    let file = book.file("half.csv", "order_id,order_time,sku\nA,2026-10-01,MUG\n");
    let error = book.import("orders", &[file]).await.unwrap_err();
    assert_eq!(error.code(), "header.missing");
    assert!(error.to_string().contains("quantity, unit_price, currency"), "{error}");
    assert!(book.rows("lines").await.is_empty() && !error.hint().is_empty());
}
