//! Tables that no profile knows: proposed, corrected, saved, imported.

use crate::book::{Book, NOW_US, sum};
use crate::xlsx::{row, workbook};
use entrepot_collect::presets::profiles;
use entrepot_collect::{Answers, ImportRequest, Progress, SuggestRequest, Suggestion, import, save, suggest};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const MESSY: &str = "Export of the shop;;;;;;\nsep=;\nOrder No.;Ordered on;Article;Pcs;Price each (EUR);Ship-to country;Comment\n\
    X-1;25/12/2025;MUG-1;2;16,00;Germany;gift\nX-1;25/12/2025;TEA-2;1;1.007,50;Germany;\nX-2;31/12/2025;MUG-1;many;16,00;Frankreich;\n";

fn propose(path: &Path, said: &[&str]) -> Suggestion {
    let mut answers = Answers::default();
    said.iter().for_each(|text| answers.take(text).unwrap());
    let all = profiles(None).unwrap();
    let request = SuggestRequest { path, profiles: &all, answers: &answers, name: "mine", zone: "Europe/Berlin", now_us: NOW_US };
    suggest(&request).unwrap()
}

fn column<'a>(s: &'a Suggestion, field: &str) -> Option<&'a str> {
    s.fields.iter().find(|f| f.field == field).and_then(|f| f.column.as_deref())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    z.write_all(bytes).unwrap();
    z.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messy_table_is_proposed_saved_and_imported() {
    let book = Book::new().await;
    let file = book.file("shop.csv", MESSY);
    let s = propose(&file, &[]);
    assert_eq!(
        (s.profile.as_deref(), s.separator.as_str(), s.header_line, s.decimal.as_str(), s.table.as_str()),
        (None, ";", 3, ",", "lines")
    );
    for (field, name) in [
        ("trade_id", "Order No."),
        ("time", "Ordered on"),
        ("sku", "Article"),
        ("quantity", "Pcs"),
        ("unit_price", "Price each (EUR)"),
        ("country", "Ship-to country"),
    ] {
        assert_eq!(column(&s, field), Some(name), "{field}");
    }
    let time = s.fields.iter().find(|f| f.field == "time").unwrap();
    assert_eq!(time.format.as_deref(), Some("%d/%m/%Y"), "a 25th cannot be a month");
    let currency = s.fields.iter().find(|f| f.field == "currency").unwrap();
    assert_eq!(currency.constant.as_deref(), Some("EUR"), "the price's name says so");
    assert!(!s.asks(), "{:?}", s.questions);
    let preview = s.preview.unwrap();
    assert_eq!(
        (preview.rows_taken, preview.rows_rejected, preview.rejected[0].code.as_str(), preview.rejected[0].line),
        (2, 1, "number.format", 6)
    );
    let at = preview.fields.iter().position(|f| f == "amount").unwrap();
    assert_eq!(preview.rows[1].values[at].as_deref(), Some("1007.5"));

    let dir = book.dir.path().join("profiles");
    save(&dir, "mine", s.text.as_deref().unwrap(), false).unwrap();
    assert_eq!(save(&dir, "mine", s.text.as_deref().unwrap(), false).unwrap_err().code(), "profile.exists");
    assert_eq!(
        save(&dir, "orders", &s.text.as_deref().unwrap().replace("\"mine\"", "\"orders\""), false).unwrap_err().code(),
        "profile.exists"
    );
    save(&dir, "mine", s.text.as_deref().unwrap(), true).unwrap();
    for bad in ["../mine", "a b", "", ".x"] {
        assert_eq!(save(&dir, bad, s.text.as_deref().unwrap(), true).unwrap_err().code(), "profile.name", "{bad}");
    }
    let request = ImportRequest {
        profile: entrepot_collect::presets::profile("mine", Some(&dir)).unwrap(),
        files: vec![file.clone()],
        source: None,
        actor: "test".into(),
        now_us: NOW_US,
        patience: Duration::from_secs(5),
    };
    let report = import(&book.home, &request, &Progress::default()).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 2, 1), "as the preview said");
    assert_eq!(sum(&book.rows("lines").await, "amount", |_| true), 1_039_500_000);
    let known = profiles(Some(&dir)).unwrap();
    assert_eq!(entrepot_collect::detect(&known, &file).unwrap().profile.as_deref(), Some("mine"), "it is recognised from now on");
}

#[test]
fn what_cannot_be_decided_is_asked_and_answers_settle_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.csv");
    std::fs::write(&path, "Order,Date,Item,Price\nA,01/02/2026,MUG,9.99\nB,03/04/2026,TEA,1.00\n").unwrap();
    let s = propose(&path, &[]);
    let codes: Vec<(&str, Option<&str>)> =
        s.questions.iter().filter(|q| q.required).map(|q| (q.code.as_str(), q.field.as_deref())).collect();
    assert_eq!(codes, [("missing", Some("quantity")), ("missing", Some("currency")), ("date_order", Some("time"))]);
    assert!(s.asks() && s.text.is_none() && s.preview.is_none());
    assert!(s.questions[1].choices.contains(&"currency==EUR".to_owned()) && !s.questions[1].text.zh.is_empty());
    let s = propose(&path, &["currency==USD", "quantity==1", "time.format=%m/%d/%Y", "product_name=", "sku=Item"]);
    assert!(!s.asks(), "{:?}", s.questions);
    let preview = s.preview.unwrap();
    let value = |field: &str| preview.rows[0].values[preview.fields.iter().position(|f| f == field).unwrap()].clone().unwrap();
    assert_eq!((value("time"), value("currency"), value("sku")), ("2026-01-01T23:00:00Z".into(), "USD".into(), "MUG".into()));
    let all = profiles(None).unwrap();
    for (said, about) in [("colour=Item", "colour"), ("sku=Nothing", "Nothing"), ("table=nowhere", "nowhere")] {
        let mut answers = Answers::default();
        answers.take(said).unwrap();
        let request = SuggestRequest { path: &path, profiles: &all, answers: &answers, name: "x", zone: "UTC", now_us: NOW_US };
        let error = suggest(&request).unwrap_err();
        assert!(error.code() == "suggest.answer" && error.to_string().contains(about), "{error}");
    }
}

#[test]
fn every_way_a_table_can_be_written_gives_the_same_proposal() {
    let dir = tempfile::tempdir().unwrap();
    let text = "订单编号,下单时间,商家编码,商品名称,购买数量,单价(元),收货国家\n1001,2026-10-01 08:00:00,MUG,马克杯,2,16.00,法国\n1002,2026-10-02 09:30:00,TEA,绿茶,1,7.50,德国\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cells =
        |line: &str| line.split(',').map(|c| if c.parse::<f64>().is_ok() { format!("#{c}") } else { c.to_owned() }).collect::<Vec<_>>();
    let sheet: String = (1..).zip(text.lines()).map(|(n, l)| row(n, &cells(l).iter().map(String::as_str).collect::<Vec<_>>())).collect();
    let json = "{\"订单编号\":\"1001\",\"下单时间\":\"2026-10-01 08:00:00\",\"商家编码\":\"MUG\",\"商品名称\":\"马克杯\",\"购买数量\":2,\"单价(元)\":16.00,\"收货国家\":\"法国\"}\n";
    let ways: [(&str, Vec<u8>); 7] = [
        ("utf8.csv", text.into()),
        ("gbk.csv", gbk.to_vec()),
        ("utf16.csv", utf16),
        ("tab.tsv", text.replace(',', "\t").into()),
        ("packed.csv.gz", gz(&gbk)),
        ("packed.csv.zst", zstd::encode_all(gbk.as_ref(), 1).unwrap()),
        ("sheet.xlsx", workbook(&sheet, &[])),
    ];
    for (name, bytes) in ways.into_iter().chain([("lines.jsonl", json.into())]) {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let s = propose(&path, &[]);
        assert_eq!(s.table, "lines", "{name}");
        let found = ["trade_id", "time", "sku", "quantity", "unit_price", "country", "product_name"].map(|f| column(&s, f));
        let wanted = ["订单编号", "下单时间", "商家编码", "购买数量", "单价(元)", "收货国家", "商品名称"].map(Some);
        assert_eq!(found, wanted, "{name}");
        assert!(!s.asks(), "{name}: 元 is CNY: {:?}", s.questions);
        let preview = s.preview.unwrap();
        assert!(preview.rows_rejected == 0 && preview.rows_taken > 0, "{name}: {:?}", preview.rejected);
    }
}

#[test]
fn only_the_beginning_is_read_and_a_profile_that_fits_is_named_first() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.csv");
    let line = "O1,2026-10-01 10:00:00,S1,1,9.99,EUR\n";
    let text = "order_id,order_time,sku,quantity,unit_price,currency\n".to_owned() + &line.repeat(100_000);
    std::fs::write(&path, &text).unwrap();
    let s = propose(&path, &[]);
    assert_eq!((s.profile.as_deref(), s.whole, s.rows_seen), (Some("orders"), false, 2000));
    assert!(s.questions.iter().any(|q| q.code == "key"), "the same order and article again and again tell no rows apart");
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let all = profiles(None).unwrap();
    for (name, bytes, code) in [
        ("prose.txt", &b"once upon a time\nthere was a shop\n"[..], "suggest.shape"),
        ("array.json", b"[1, 2]", "suggest.shape"),
        ("empty.csv", b"", "file.empty"),
        ("broken.xlsx", b"PK\x03\x04nothing", "file.workbook"),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let request = SuggestRequest { path: &path, profiles: &all, answers: &Answers::default(), name: "x", zone: "UTC", now_us: NOW_US };
        assert_eq!(suggest(&request).unwrap_err().code(), code, "{name}");
    }
}

#[test]
fn a_header_of_two_rows_with_merged_cells_is_read_by_its_names() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("merged.xlsx");
    let rows = row(1, &["Order", "", "Goods", "", "", "Currency"])
        + &row(2, &["Order No", "Order date", "SKU", "Quantity", "Unit price", ""])
        + &row(3, &["A", "2026-10-01", "MUG", "#2", "#16.5", "EUR"]);
    std::fs::write(&path, workbook(&rows, &["A1:B1", "C1:E1", "F1:F2"])).unwrap();
    let s = propose(&path, &[]);
    assert_eq!((s.header_line, column(&s, "trade_id"), column(&s, "currency")), (2, Some("Order No"), Some("Currency")));
    assert_eq!(s.preview.unwrap().rows_taken, 1);
}
