//! Damaged, hostile and awkward files: a clear answer, nothing lost, nothing half-published.

use crate::book::{Book, NOW_US};
use entrepot_collect::{ImportRequest, Progress, import, presets};
use entrepot_ops::QuarantineFilter;
use std::io::Write;
use std::time::Duration;

const HEADER: &str = "order_id,order_time,sku,quantity,unit_price,currency,product_name\n";

fn rows(n: usize) -> String {
    (0..n).fold(HEADER.to_owned(), |t, i| t + &format!("O{i},2026-10-01 10:00:00,S{i},1,9.99,EUR,name {i}\n"))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    z.write_all(bytes).unwrap();
    z.finish().unwrap()
}

async fn refused(book: &Book, name: &str, bytes: &[u8]) -> String {
    let file = book.file(name, bytes);
    let e = book.import("orders", &[file]).await.unwrap_err();
    assert!(!e.hint().is_empty());
    assert!(book.rows("lines").await.is_empty(), "nothing is half-published");
    e.code().to_owned()
}

async fn reasons(book: &Book, name: &str, bytes: &[u8]) -> (i64, Vec<String>) {
    let file = book.file(name, bytes);
    let r = book.import("orders", &[file]).await.unwrap();
    let filter = QuarantineFilter { import_id: Some(r.import_id), ..QuarantineFilter::default() };
    (r.rows_accepted, book.home.ops.quarantine(&filter).await.unwrap().0.into_iter().map(|q| q.code).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_files_that_cannot_be_read_are_refused() {
    let book = Book::new().await;
    let packed = gz(rows(50_000).as_bytes());
    assert_eq!(refused(&book, "cut.csv.gz", &packed[..packed.len() / 2]).await, "file.truncated");
    assert_eq!(refused(&book, "bomb.csv.gz", &gz(&[HEADER.as_bytes(), &vec![b'0'; 200 << 20]].concat())).await, "file.bomb");
    assert_eq!(refused(&book, "empty.csv", b"").await, "file.empty");
    assert_eq!(refused(&book, "blank.csv", b"\n\n \n").await, "file.empty");
    assert_eq!(refused(&book, "other.csv", b"a,b\n1,2\n").await, "header.missing");
    assert_eq!(refused(&book, "headless.csv", rows(5).strip_prefix(HEADER).unwrap().as_bytes()).await, "header.missing");
    assert_eq!(refused(&book, "twice.csv", rows(3).replace("product_name", "sku").as_bytes()).await, "header.duplicate");
    assert_eq!(refused(&book, "book.xlsx", b"PK\x03\x04 not a workbook").await, "file.workbook");
    assert_eq!(refused(&book, "folder-missing/none.csv".replace('/', "-").as_str(), b"\0\0\0\0\0\0\0\0").await, "header.missing");
    let e = book.import("orders", &[book.dir.path().join("nowhere.csv")]).await.unwrap_err();
    assert_eq!(e.code(), "file.missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_rows_cost_only_themselves() {
    let book = Book::new().await;
    let mut text = rows(3).into_bytes();
    text.extend_from_slice(b"N1,2026-10-01 10:00:00,S\0X,1,9.99,EUR,nul\n");
    text.extend_from_slice(b"N2,2026-10-01 10:00:00,S9,1,9.99,EUR,caf\xe9\n");
    text.extend_from_slice(b"N3,2026-10-01 10:00:00,S9,1,9.99,EUR,\"never closed\n");
    text.extend_from_slice("N4,2026-10-01 10:00:00,S9,1,9.99,EUR,\u{e9}t\u{e9} \u{4f60}\u{597d} \u{e0}\u{e8}\u{f9}\n".as_bytes());
    text.extend_from_slice(b"N5,2026-10-01 10:00:00,S9,1");
    assert_eq!(
        reasons(&book, "damaged.csv", &text).await,
        (4, vec!["text.nul".into(), "text.encoding".into(), "row.quote".into(), "row.columns".into()])
    );
    let book = Book::new().await;
    let mut text = rows(2);
    text += &format!("L,2026-10-01 10:00:00,S,1,9.99,EUR,{}\n", "x".repeat(10 << 20));
    text += "M,2026-10-01 10:00:00,S,1,9.99,EUR,fine\n";
    assert_eq!(reasons(&book, "long.csv", text.as_bytes()).await, (3, vec!["row.too_long".into()]));
    let (kept, _) = book.home.ops.quarantine(&QuarantineFilter::default()).await.unwrap();
    assert!(kept[0].text.len() > 10 << 20, "verbatim, however long");
}

#[tokio::test(flavor = "multi_thread")]
async fn separators_decimal_commas_and_encodings_are_found_out() {
    let comma = "order_id;order_time;sku;quantity;unit_price;currency;product_name\nA;2026-10-01 10:00:00;S;2;1.234,50;EUR;蓝牙耳机和充电宝\nB;2026-10-01 10:00:00;S;1;9,99;EUR;手机壳与数据线\n";
    let utf16: Vec<u8> = comma.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gbk, _, _) = encoding_rs::GBK.encode(comma);
    for (name, bytes) in [
        ("utf8.csv", comma.as_bytes().to_vec()),
        ("utf16.csv", utf16),
        ("gbk.csv", gbk.into_owned()),
        ("cr.csv", comma.replace('\n', "\r").into_bytes()),
    ] {
        let book = Book::new().await;
        let file = book.file(name, bytes);
        let r = book.import("orders", &[file]).await.unwrap();
        assert_eq!((name, r.rows_accepted), (name, 2));
        assert_eq!(
            book.texts("lines", &["trade_id", "amount", "product_name"]).await,
            ["A|2469.000000|蓝牙耳机和充电宝", "B|9.990000|手机壳与数据线"],
            "{name}"
        );
    }
    let book = Book::new().await;
    let json = "{\"order_id\":\"J1\",\"order_time\":\"2026-10-01T10:00:00Z\",\"sku\":\"S\",\"quantity\":3,\"unit_price\":2.50,\"currency\":\"USD\"}\n";
    let packed = book.file("orders.jsonl.zst", zstd::bulk::compress(json.as_bytes(), 3).unwrap());
    book.import("orders", &[packed]).await.unwrap();
    assert_eq!(book.texts("lines", &["trade_id", "amount", "currency"]).await, ["J1|7.500000|USD"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_at_once_take_turns_or_say_who_is_writing() {
    let book = Book::new().await;
    let file = book.file("a.csv", rows(10));
    let lock = book.home.writer(Duration::ZERO).await.unwrap();
    let request = ImportRequest {
        profile: presets::profile("orders", None).unwrap(),
        files: vec![file],
        source: None,
        actor: "test".into(),
        now_us: NOW_US,
        patience: Duration::from_millis(100),
    };
    let e = import(&book.home, &request, &Progress::default()).await.unwrap_err();
    assert_eq!(e.code(), "lake.locked");
    assert!(e.to_string().contains(&std::process::id().to_string()));
    drop(lock);
    assert_eq!(import(&book.home, &request, &Progress::default()).await.unwrap().rows_accepted, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_import_publishes_nothing_and_can_be_run_again() {
    let book = Book::new().await;
    let file = book.file("a.csv", rows(10));
    let request = ImportRequest {
        profile: presets::profile("orders", None).unwrap(),
        files: vec![file],
        source: None,
        actor: "test".into(),
        now_us: NOW_US,
        patience: Duration::from_secs(5),
    };
    let progress = Progress::default();
    progress.stop();
    assert_eq!(import(&book.home, &request, &progress).await.unwrap_err().code(), "import.cancelled");
    assert!(book.home.ops.lake_version(None).await.unwrap().is_none());
    assert_eq!(import(&book.home, &request, &Progress::default()).await.unwrap().rows_accepted, 10);
}
