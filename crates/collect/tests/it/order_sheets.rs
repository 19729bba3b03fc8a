//! Exports with Chinese headers: AliExpress, DHgate, 1688, and Payoneer's activity. Written by hand from the column names that
//! the profiles name as their source, in GBK as Chinese spreadsheets save CSV.

use crate::book::{Book, sum};
use crate::sheet::{only_quarantined, received, sheet};
use crate::xlsx::{row, workbook};

const ALIEXPRESS: &str = "订单号,订单状态,负责人(业务员),买家名称,下单时间,付款时间,产品总金额,物流费用,订单金额,满立减,产品信息 （双击单元格展开所有产品信息！）,收货国家,州/省,买家选择物流,发货时间,确认收货时间";
const DHGATE: &str = "订单号,订单状态,买家昵称,下单日期,付款时间,产品总计,运费,订单总额,收货国家,买家选择物流方式";
const SHEET_1688: &str = "订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价(元),运费(元),涨价或折扣(元),实付款(元),订单状态,订单创建时间,订单付款时间,货品标题,单价(元),数量,Offer ID,单品货号";
const PAYONEER: &str = "Transaction Date,Transaction Time,Time Zone,Transaction ID,Description,Credit Amount,Debit Amount,Currency,Transfer Amount,Transfer Amount Currency,Status,Running Balance";

fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::GBK.encode(text);
    assert!(!lost, "GBK has every character of the fixture");
    bytes.into_owned()
}

fn recognised(book: &Book, name: &str, bytes: &[u8]) -> Option<String> {
    let known = entrepot_collect::presets::profiles(None).unwrap();
    let found = entrepot_collect::detect(&known, &book.file(name, bytes)).unwrap();
    assert_eq!(found.encoding, "GBK");
    found.profile
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aliexpress_order_is_a_line_with_its_pieces_and_adds_up_to_its_total() {
    let book = Book::new().await;
    let text = sheet(
        ALIEXPRESS,
        ',',
        &[
            &[
                ("订单号", "8000000000000001"),
                ("订单状态", "等待买家收货"),
                ("买家名称", "Jean Dupont"),
                ("下单时间", "2026-10-01 08:00"),
                ("付款时间", "2026-10-01 08:05"),
                ("产品总金额", "$ 40.00"),
                ("物流费用", "$ 3.50"),
                ("订单金额", "$ 41.50"),
                ("满立减", "$ 2.00"),
                ("产品信息 （双击单元格展开所有产品信息！）", "【1】 Red mug (商家编码: MUG-1) (产品数量: 4 piece)"),
                ("收货国家", "France"),
            ],
            &[
                ("订单号", "8000000000000002"),
                ("订单状态", "订单关闭"),
                ("下单时间", "2026-10-02 08:00"),
                ("产品总金额", "$ 12.00"),
                ("物流费用", "$ 0.00"),
                ("订单金额", "$ 12.00"),
                ("收货国家", "Brazil"),
            ],
            &[("订单号", "8000000000000003"), ("下单时间", "2026-10-02 08:00"), ("产品总金额", "free"), ("收货国家", "Spain")],
        ],
    );
    let bytes = gbk(&text);
    assert_eq!(recognised(&book, "a.csv", &bytes).as_deref(), Some("aliexpress"));
    let report = book.import("aliexpress", &[book.file("a.csv", &bytes)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 2, 1));
    let lines = book.rows("lines").await;
    let first = |column: &str| sum(&lines, column, |t| t("trade_id") == "8000000000000001");
    assert_eq!((first("quantity"), first("amount"), first("shipping"), first("discount")), (4_000_000, 40_000_000, 3_500_000, 2_000_000));
    assert_eq!(sum(&lines, "amount", |t| t("sku") == "MUG-1" && t("country") == "FR" && t("currency") == "USD"), 40_000_000);
    assert_eq!(sum(&lines, "amount", |t| t("kind") == "cancelled" && t("country") == "BR"), 12_000_000);
    let (_, code, line, _) = only_quarantined(&book).await;
    assert_eq!((code.as_str(), line), ("number.format", 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dhgate_order_list_is_read_by_its_column_names() {
    let book = Book::new().await;
    let text = sheet(
        DHGATE,
        ',',
        &[&[
            ("订单号", "1330000001"),
            ("订单状态", "等待发货"),
            ("买家昵称", "lisa"),
            ("下单日期", "2026-10-01 20:00:00"),
            ("产品总计", "100.00"),
            ("运费", "20.00"),
            ("订单总额", "115.00"),
            ("收货国家", "United States"),
        ]],
    );
    let bytes = gbk(&text);
    assert_eq!(recognised(&book, "d.csv", &bytes).as_deref(), Some("dhgate"));
    let report = book.import("dhgate", &[book.file("d.csv", &bytes)]).await.unwrap();
    assert_eq!((report.rows_accepted, report.trades), (1, 1));
    let lines = book.rows("lines").await;
    assert_eq!(sum(&lines, "discount", |t| t("country") == "US" && t("mode") == "b2b" && t("buyer_id") == "lisa"), 5_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_1688_order_shares_out_its_freight_and_must_be_what_its_rows_add_up_to() {
    let book = Book::new().await;
    let order = |id: &'static str, goods: &'static str, paid: &'static str| {
        [
            ("订单编号", id),
            ("买家会员名", "tom"),
            ("货品总价(元)", goods),
            ("运费(元)", "8.00"),
            ("涨价或折扣(元)", "-2.00"),
            ("实付款(元)", paid),
            ("订单状态", "交易成功"),
            ("订单创建时间", "2026-10-01 20:00:00"),
        ]
    };
    let item = |title: &'static str, price: &'static str, n: &'static str| {
        [("货品标题", title), ("单价(元)", price), ("数量", n), ("单品货号", title)]
    };
    let rows: [Vec<(&str, &str)>; 4] = [
        [&order("A", "30.00", "36.00")[..], &item("杯子", "10.00", "2")].concat(),
        // The order's columns are empty on its further rows.
        item("茶", "5.00", "2").to_vec(),
        [&order("B", "99.00", "105.00")[..], &item("杯子", "10.00", "1")].concat(),
        [&order("C", "10.00", "16.00")[..], &item("杯子", "10.00", "1")].concat(),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let bytes = gbk(&sheet(SHEET_1688, ',', &rows));
    assert_eq!(recognised(&book, "o.csv", &bytes).as_deref(), Some("1688"));
    let report = book.import("1688", &[book.file("o.csv", &bytes)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined, report.trades), (4, 3, 1, 2));
    let lines = book.rows("lines").await;
    let of = |order: &'static str, column: &str| sum(&lines, column, move |t| t("trade_id") == order);
    assert_eq!((of("A", "amount"), of("A", "shipping"), of("A", "discount")), (30_000_000, 8_000_000, 2_000_000));
    let (_, code, line, _) = only_quarantined(&book).await;
    assert_eq!((code.as_str(), line), ("amount.mismatch", 4), "99.00 is not what its row says");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_1688_workbook_with_merged_order_cells_reads_the_same() {
    let book = Book::new().await;
    let head: Vec<&str> = SHEET_1688.split(',').collect();
    let cells = |own: [&'static str; 12], item: [&'static str; 5]| [&own[..], &item[..]].concat();
    let order = ["A", "", "tom", "厂", "厂", "#30", "#8", "#-2", "#36", "交易成功", "2026-10-01 20:00:00", ""];
    let rows =
        row(1, &head) + &row(2, &cells(order, ["杯子", "#10", "#2", "", "杯子"])) + &row(3, &cells([""; 12], ["茶", "#5", "#2", "", "茶"]));
    let merges: Vec<String> = ('A'..='L').map(|c| format!("{c}2:{c}3")).collect();
    let file = book.file("o.xlsx", workbook(&rows, &merges.iter().map(String::as_str).collect::<Vec<_>>()));
    let report = book.import("1688", &[file]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.trades), (2, 2, 1));
    let lines = book.rows("lines").await;
    assert_eq!((sum(&lines, "amount", |_| true), sum(&lines, "shipping", |_| true)), (30_000_000, 8_000_000), "freight counts once");
}

#[tokio::test(flavor = "multi_thread")]
async fn payoneer_withdrawals_are_payouts_and_fees_are_charges() {
    let book = Book::new().await;
    let text = sheet(
        PAYONEER,
        ',',
        &[
            &[
                ("Transaction Date", "10-01-2026"),
                ("Transaction ID", "1"),
                ("Description", "Payment from a marketplace"),
                ("Credit Amount", "500.00"),
                ("Currency", "USD"),
                ("Status", "Completed"),
            ],
            &[
                ("Transaction Date", "10-02-2026"),
                ("Transaction ID", "2"),
                ("Description", "Withdrawal to bank"),
                ("Debit Amount", "-400.00"),
                ("Currency", "USD"),
                ("Status", "Completed"),
            ],
            &[
                ("Transaction Date", "10-02-2026"),
                ("Transaction ID", "3"),
                ("Description", "Annual account fee"),
                ("Debit Amount", "29.95"),
                ("Currency", "USD"),
                ("Status", "Completed"),
            ],
            &[
                ("Transaction Date", "10-03-2026"),
                ("Transaction ID", "4"),
                ("Description", "Withdrawal to bank"),
                ("Debit Amount", "50.00"),
                ("Currency", "USD"),
                ("Status", "Cancelled"),
            ],
        ],
    );
    let report = book.import("payoneer", &[book.file("p.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (4, 4));
    assert_eq!(sum(&book.rows("payouts").await, "amount", |t| t("platform") == "payoneer"), 400_000_000);
    assert_eq!(received(&book, |t| t("kind") == "payment_fee").await, -29_950_000);
    assert_eq!(received(&book, |t| t("kind") == "cancelled").await, 0, "what was cancelled moved nothing");
    assert_eq!(received(&book, |t| t("kind") == "transfer").await, 500_000_000);
}
