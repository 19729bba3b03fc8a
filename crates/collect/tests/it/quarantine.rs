//! Rows that cannot be taken: kept verbatim, fixed, replayed.

use crate::book::{Book, NOW_US};
use entrepot_collect::{Progress, Replace, ReplayRequest, replay, replay_preview, source_row};
use entrepot_ops::QuarantineFilter;
use std::time::Duration;

const TEXT: &str = "order_id,line_id,order_time,sku,quantity,unit_price,currency,country
A1,1,2026-10-01 10:00:00,S1,1,9.99,RMB,DE
A2,1,2026-10-01 11:00:00,\"S,2\",2,5.00,EUR,France
A3,1,46296,S1,1,9.99,EUR,DE
A4,1,2026-10-02 10:00:00,S1,-2,9.99,EUR,DE
A5,1,2026-10-02 10:00:00,S1,1
A6,1,2099-10-02 10:00:00,S1,1,9.99,EUR,DE
A7,1,2026-10-02 10:00:00,S1,999999999,9.99,EUR,DE
A8,1,2026-10-02 10:00:00,S1,1,9.99,,DE
A9,1,2026-10-02 10:00:00,8.90E+12,1,9.99,EUR,DE
";

fn request(ids: Vec<i64>) -> ReplayRequest {
    ReplayRequest { ids, actor: "test".into(), now_us: NOW_US, patience: Duration::from_secs(5), ..ReplayRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_is_kept_with_its_reason_fixed_and_replayed() {
    let book = Book::new().await;
    let file = book.file("orders.csv", TEXT);
    let r = book.import("orders", &[file]).await.unwrap();
    assert_eq!((r.rows_read, r.rows_accepted, r.rows_quarantined), (9, 1, 8));
    let (rows, total) = book.home.ops.quarantine(&QuarantineFilter::default()).await.unwrap();
    let reasons: Vec<(i64, &str)> = rows.iter().map(|r| (r.row, r.code.as_str())).collect();
    assert_eq!(total, 8);
    assert_eq!(
        reasons,
        [
            (2, "currency.unknown"),
            (4, "date.serial"),
            (5, "quantity.negative"),
            (6, "row.columns"),
            (7, "date.range"),
            (8, "quantity.absurd"),
            (9, "currency.missing"),
            (10, "id.scientific")
        ]
    );
    for row in &rows {
        let line = TEXT.lines().nth(usize::try_from(row.row).unwrap() - 1).unwrap();
        assert_eq!(row.text, line, "verbatim");
        assert!(!row.hint.is_empty());
        assert_eq!(source_row(&book.home, row.file_id, row.row).await.unwrap().text, line);
    }
    // One fix for a column, previewed and then replayed; the row points to its own line.
    let mut fix = request(vec![rows[0].id]);
    fix.replace = Some(Replace { column: Some("currency".into()), find: "RMB".into(), with: "CNY".into() });
    let preview = replay_preview(&book.home, &fix).await.unwrap();
    assert!(preview[0].ok && preview[0].after.contains("CNY") && preview[0].before.contains("RMB"));
    let done = replay(&book.home, &fix, &Progress::default()).await.unwrap();
    assert_eq!((done.rows_read, done.rows_accepted, done.rows_quarantined), (1, 1, 0));
    assert_eq!(book.texts("lines", &["trade_id", "currency", "row"]).await, ["A1|CNY|2", "A2|EUR|3"]);
    // A fix that does not help leaves the row where it is.
    let still = replay(&book.home, &request(vec![rows[1].id]), &Progress::default()).await.unwrap();
    assert_eq!((still.rows_accepted, still.rows_quarantined), (0, 1));
    assert_eq!(book.home.ops.quarantine_open().await.unwrap(), 7);
    // Set a column, and give a whole new line.
    let mut set = request(vec![rows[6].id]);
    set.set = vec![("currency".into(), "USD".into())];
    assert_eq!(replay(&book.home, &set, &Progress::default()).await.unwrap().rows_accepted, 1);
    let mut edit = request(Vec::new());
    edit.edits = vec![(rows[1].id, "A3,1,2026-10-01 10:00:00,S1,1,9.99,EUR,DE".into())];
    assert_eq!(replay(&book.home, &edit, &Progress::default()).await.unwrap().rows_accepted, 1);
    assert_eq!(book.home.ops.quarantine_open().await.unwrap(), 5);
    // Undoing a replay puts its row back into quarantine.
    entrepot_collect::undo(&book.home, done.import_id, None, "test", NOW_US, Duration::from_secs(5), &Progress::default()).await.unwrap();
    assert_eq!(book.home.ops.quarantine_open().await.unwrap(), 6);
    assert_eq!(book.texts("lines", &["trade_id"]).await, ["A2", "A3", "A8"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_its_life_and_its_flags() {
    let book = Book::new().await;
    let file = book.file(
        "orders.csv",
        "order_id,order_time,sku,quantity,unit_price,currency,seller_country,country,mode,paid_at,shipped_at,delivered_at,refunded_at
A1,2026-10-01T10:00:00+08:00,S1,1,9.99,EUR,CN,United States,b2c,2026-10-01T10:05:00+08:00,2026-10-02T10:00:00+08:00,2026-10-09T10:00:00-05:00,
A2,2026-10-01T10:00:00+08:00,S1,1,9.99,EUR,CN,EIRE,b2c,2026-10-09T10:05:00+08:00,2026-10-05T10:00:00+08:00,2026-10-04T10:00:00+08:00,2026-10-03T10:00:00+08:00
A3,2026-10-01T10:00:00+08:00,S1,1,9.99,EUR,CN,European Community,b2b,,,,
A4,2026-10-01T10:00:00+08:00,S1,1,9.99,EUR,CN,CN,b2b,,,,
",
    );
    let r = book.import("orders", &[file]).await.unwrap();
    assert_eq!(r.rows_accepted, 4);
    assert_eq!(
        book.texts("trades", &["trade_id", "country", "country_raw", "cross_border", "flags"]).await,
        [
            "A1|US|United States|true|",
            "A2|IE|EIRE|true|delivered_before_shipped;refunded_before_paid",
            "A3||European Community||",
            "A4|CN|CN|false|"
        ]
    );
}
