//! Overlapping exports, versions of a row, undo: nothing lost, nothing counted twice.

use crate::book::{Book, NOW_US, sum};
use entrepot_collect::{Progress, undo, undo_preview};
use std::time::Duration;

const HEADER: &str = "order_id,line_id,order_time,sku,quantity,unit_price,currency,country,status,buyer_id\n";

fn order(id: u32, qty: u32, status: &str) -> String {
    format!("O{id},1,2026-10-{:02} 10:00:00,SKU{},{qty},9.99,EUR,DE,{status},B{}\n", 1 + id % 28, id % 7, id % 5)
}

fn export(orders: impl IntoIterator<Item = (u32, u32, &'static str)>) -> String {
    let mut text = HEADER.to_owned();
    for (id, qty, status) in orders {
        text += &order(id, qty, status);
    }
    text
}

async fn take_back(book: &Book, id: i64) -> entrepot_collect::UndoReport {
    undo(&book.home, id, None, "test", NOW_US, Duration::from_secs(5), &Progress::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_export_updates_what_changed_and_counts_nothing_twice() {
    let book = Book::new().await;
    let first = book.file("w43.csv", export((1..=100).map(|i| (i, 1, "paid"))));
    let later = book.file("w44.csv", export((51..=150).map(|i| (i, if i <= 60 { 3 } else { 1 }, "paid"))));
    let a = book.import("orders", &[first]).await.unwrap();
    assert_eq!((a.rows_accepted, a.trades, a.lines), (100, 100, 100));
    let b = book.import("orders", &[later]).await.unwrap();
    assert_eq!((b.rows_read, b.rows_accepted, b.rows_updated, b.rows_duplicate), (100, 50, 10, 40));
    let lines = book.rows("lines").await;
    assert_eq!(sum(&lines, "quantity", |_| true), 170_000_000, "150 lines, ten of them with three units");
    assert_eq!(book.rows("lines_history").await.iter().map(|b| b.num_rows()).sum::<usize>(), 10, "the old versions are kept");
    assert_eq!(book.texts("trades", &["trade_id"]).await.len(), 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_columns_and_the_packing_do_not_make_a_row_new() {
    let book = Book::new().await;
    let plain = book.file("a.csv", export((1..=20).map(|i| (i, 1, "paid"))));
    book.import("orders", &[plain]).await.unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, export((1..=21).map(|i| (i, 1, "paid"))).replace(',', "\t").as_bytes()).unwrap();
    let packed = book.file("a.tsv.gz", packed.finish().unwrap());
    let r = book.import("orders", &[packed]).await.unwrap();
    assert_eq!((r.rows_accepted, r.rows_duplicate), (1, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_without_a_key_merge_as_the_larger_count() {
    let book = Book::new().await;
    let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    let row = |n: u32| format!("{n},S1,THING,2,2011-03-0{} 10:00:00,1.50,17850.0,France\n", 1 + n % 5);
    let one = book.file("1.csv", format!("{header}{}{}{}", row(1), row(1), row(2)));
    let two = book.file("2.csv", format!("{header}{}{}{}{}{}", row(1), row(1), row(1), row(2), row(3)));
    let both = Book::new().await;
    let r = both.import("uci-online-retail", &[one.clone(), two.clone()]).await.unwrap();
    assert_eq!((r.rows_read, r.rows_accepted, r.rows_duplicate), (8, 5, 3), "in one import");
    assert_eq!(book.import("uci-online-retail", &[one]).await.unwrap().rows_accepted, 3);
    let r = book.import("uci-online-retail", &[two]).await.unwrap();
    assert_eq!((r.rows_accepted, r.rows_duplicate), (2, 3), "in two imports");
    assert_eq!(book.content().await, both.content().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_leaves_what_the_other_imports_say() {
    let exports = [
        export((1..=60).map(|i| (i, 1, "paid"))),
        export((31..=90).map(|i| (i, if i < 40 { 5 } else { 1 }, "shipped"))),
        export((31..=120).map(|i| (i, if i < 35 { 7 } else { 1 }, "delivered"))),
    ];
    for gone in 0..3 {
        let book = Book::new().await;
        let mut ids = Vec::new();
        for (n, text) in exports.iter().enumerate() {
            let file = book.file(&format!("{n}.csv"), text);
            ids.push(book.import("orders", &[file]).await.unwrap().import_id);
        }
        let before = book.content().await;
        let told = undo_preview(&book.home, ids[gone]).await.unwrap();
        assert_eq!(book.content().await, before, "a look changes nothing");
        let report = take_back(&book, ids[gone]).await;
        assert_eq!(report.replayed.len(), 2 - gone, "later imports are filled up");
        assert_eq!((told.rows_removed, told.rows_restored), (report.rows_removed, report.rows_restored), "as the look said");
        assert_eq!(told.refills.iter().map(|r| r.import_id).collect::<Vec<_>>(), report.replayed);
        for refill in &told.refills {
            let back = book.home.ops.imports().await.unwrap().into_iter().find(|i| i.of_import == Some(refill.import_id)).unwrap();
            assert!(back.counts.accepted <= refill.rows_at_most, "{} of {refill:?}", back.counts.accepted);
        }
        let want = Book::new().await;
        for (n, text) in exports.iter().enumerate().filter(|(n, _)| *n != gone) {
            let file = want.file(&format!("{n}.csv"), text);
            want.import("orders", &[file]).await.unwrap();
        }
        let (got, want) = (book.content().await, want.content().await);
        assert_eq!(got.len(), want.len(), "without import {gone}");
        assert_eq!(got, want, "without import {gone}");
        let refused = undo(&book.home, ids[gone], None, "test", NOW_US, Duration::from_secs(5), &Progress::default()).await.unwrap_err();
        assert_eq!(refused.code(), "undo.state");
        assert_eq!(undo_preview(&book.home, ids[gone]).await.unwrap_err().code(), "undo.state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_filled_an_import_up_goes_with_it() {
    let book = Book::new().await;
    let one = book.file("1.csv", export((1..=6).map(|i| (i, 1, "paid"))));
    let two = book.file("2.csv", export((1..=7).map(|i| (i, 1, "paid"))));
    let first = book.import("orders", &[one]).await.unwrap().import_id;
    let second = book.import("orders", &[two]).await.unwrap().import_id;
    let told = undo_preview(&book.home, first).await.unwrap();
    assert_eq!(told.refills.iter().map(|r| (r.import_id, r.rows_at_most)).collect::<Vec<_>>(), [(second, 6)]);
    assert_eq!(take_back(&book, first).await.replayed, [second]);
    let back = book.home.ops.imports().await.unwrap().into_iter().find(|i| i.of_import == Some(second)).unwrap();
    assert_eq!(back.counts.accepted, 6, "as many as the look said");
    assert_eq!(book.texts("lines", &["trade_id"]).await.len(), 7, "the second import says so still");
    take_back(&book, second).await;
    assert!(book.content().await.is_empty(), "nothing is left of either");
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_the_last_import_brings_old_versions_back() {
    let book = Book::new().await;
    let file = book.file("1.csv", export((1..=30).map(|i| (i, 1, "paid"))));
    book.import("orders", &[file]).await.unwrap();
    let before = book.content().await;
    let file = book.file("2.csv", export((1..=40).map(|i| (i, 2, "shipped"))));
    let r = book.import("orders", &[file]).await.unwrap();
    assert_eq!((r.rows_updated, r.rows_accepted), (30, 10));
    let report = take_back(&book, r.import_id).await;
    assert!(report.rows_restored >= 30);
    assert_eq!(book.content().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_in_an_object_store_behave_like_tables_in_a_folder() {
    let local = Book::new().await;
    let remote = Book::with_tables(Some("memory:///lake".into())).await;
    assert!(remote.home.tables.local.is_none());
    for book in [&local, &remote] {
        for (n, text) in [export((1..=60).map(|i| (i, 1, "paid"))), export((31..=90).map(|i| (i, 2, "shipped")))].iter().enumerate() {
            let file = book.file(&format!("{n}.csv"), text);
            book.import("orders", &[file]).await.unwrap();
        }
    }
    assert_eq!(remote.content().await, local.content().await);
    take_back(&remote, 2).await;
    take_back(&local, 2).await;
    assert_eq!(remote.content().await, local.content().await);
    assert!(!remote.home.dir.join("lake").exists(), "nothing is kept in the home's own lake folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_commit_is_finished_by_the_next_writer() {
    // The same intent rolled forward twice publishes once, and the tables hold each row once.
    let book = Book::new().await;
    let file = book.file("1.csv", export((1..=30).map(|i| (i, 1, "paid"))));
    let r = book.import("orders", &[file]).await.unwrap();
    let before = book.content().await;
    let snapshot = book.home.snapshot(None).await.unwrap();
    let add = |t: &str| snapshot.table(t).unwrap().files.iter().map(|f| f.path.clone()).collect::<Vec<_>>();
    let change = entrepot_lake::TableChange {
        table: "lines".into(),
        add: add("lines")
            .into_iter()
            .map(|name| entrepot_lake::StagedFile { name, size: 1, rows: 30, days: None, imports: None })
            .collect(),
        remove: Vec::new(),
    };
    let intent = entrepot_lake::Intent {
        import_id: r.import_id,
        reason: "import".into(),
        at_us: NOW_US,
        changes: vec![change],
        replays: Vec::new(),
    };
    let version = book.home.roll_forward(&intent, 0).await.unwrap();
    assert_eq!(version, r.lake_version);
    assert_eq!(book.content().await, before);
}
