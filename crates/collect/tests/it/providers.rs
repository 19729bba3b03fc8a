//! Payment providers: the itemised balance and the activity download, written by hand from the published column lists.

use crate::book::Book;
use crate::sheet::{fixed, only_quarantined, received, refused, sheet};

const BALANCE: &str =
    "balance_transaction_id,created_utc,created,available_on,currency,gross,fee,net,reporting_category,source_id,description";

fn balance(net: &str) -> String {
    let row = |id: &'static str, gross: &'static str, fee: &'static str, net: &'static str, category: &'static str| {
        [
            ("balance_transaction_id", id),
            ("created_utc", "2026-10-05 23:30:00"),
            ("created", "2026-10-06 01:30:00"),
            ("available_on", "2026-10-08 00:00:00"),
            ("currency", "eur"),
            ("gross", gross),
            ("fee", fee),
            ("net", net),
            ("reporting_category", category),
        ]
    };
    let mut payment = row("txn_1", "1100.00", "3.20", "0", "charge");
    payment[7].1 = match net {
        "1096.80" => "1096.80",
        _ => "1096.81",
    };
    let payout = [row("txn_4", "-1046.80", "0.00", "-1046.80", "payout").as_slice(), &[("source_id", "po_1")]].concat();
    sheet(
        BALANCE,
        ',',
        &[&payment, &row("txn_2", "-20.00", "0.00", "-20.00", "refund"), &row("txn_3", "-15.00", "15.00", "-30.00", "dispute"), &payout],
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_payments_fees_and_payouts() {
    let book = Book::new().await;
    let report = book.import("stripe", &[book.file("b.csv", balance("1096.80"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (4, 4));
    let charges = book.texts("charges", &["charge_id", "kind", "component", "payer", "payee", "amount", "currency", "day"]).await;
    assert_eq!(
        charges,
        [
            "txn_1/fee|payment_fee|fee|seller|payment|3.200000|EUR|2026-10-05",
            "txn_1|payment|goods|buyer|seller|1100.000000|EUR|2026-10-05",
            "txn_2|refund|goods|seller|buyer|20.000000|EUR|2026-10-05",
            "txn_3/fee|payment_fee|fee|seller|payment|15.000000|EUR|2026-10-05",
            "txn_3|chargeback|other|seller|payment|15.000000|EUR|2026-10-05",
        ]
    );
    assert_eq!(book.texts("payouts", &["payout_id", "platform", "amount", "day"]).await, ["po_1|stripe|1046.800000|2026-10-08"]);
    assert_eq!(received(&book, |_| true).await, 1_046_800_000, "the payout is its charges");
    let again = book.import("stripe", &[book.file("b2.csv", balance("1096.80").replace("eur", "EUR"))]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_updated, again.rows_duplicate), (0, 0, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_itemised_payout_is_the_sum_of_its_items() {
    let book = Book::new().await;
    let columns = "balance_transaction_id,currency,description,effective_at,fee,gross,net,payout_expected_arrival_date,payout_id,payout_status,reporting_category";
    let row =
        |id: &'static str, gross: &'static str, fee: &'static str, net: &'static str, payout: &'static str, category: &'static str| {
            [
                ("balance_transaction_id", id),
                ("currency", "eur"),
                ("effective_at", "2026-10-05 01:30:00"),
                ("gross", gross),
                ("fee", fee),
                ("net", net),
                ("payout_expected_arrival_date", "2026-10-08 00:00:00"),
                ("payout_id", payout),
                ("payout_status", "paid"),
                ("reporting_category", category),
            ]
        };
    let text = sheet(
        columns,
        ',',
        &[
            &row("txn_1", "100.00", "3.20", "96.80", "po_1", "charge"),
            &row("txn_2", "-20.00", "0.00", "-20.00", "po_1", "refund"),
            &row("txn_5", "50.00", "1.75", "48.25", "po_2", "charge"),
        ],
    );
    let report = book.import("stripe", &[book.file("p.csv", text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (3, 3));
    let payouts = book.texts("payouts", &["payout_id", "amount", "currency", "day", "status"]).await;
    assert_eq!(payouts, ["po_1|76.800000|EUR|2026-10-08|paid", "po_2|48.250000|EUR|2026-10-08|paid"]);
    for (payout, amount) in [("po_1", 76_800_000), ("po_2", 48_250_000)] {
        assert_eq!(received(&book, |t| t("payout_id") == payout).await, amount, "invariant 2, {payout}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_net_that_is_not_gross_less_fee_is_kept_apart() {
    let book = Book::new().await;
    let report = book.import("stripe", &[book.file("b.csv", balance("1096.81"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (4, 3, 1));
    let (id, code, _, raw) = only_quarantined(&book).await;
    assert_eq!(code, "amount.mismatch");
    assert_eq!(fixed(&book, id, raw.replace("1096.81", "1096.80")).await.rows_accepted, 1);
    assert_eq!(received(&book, |_| true).await, 1_046_800_000);
    assert_eq!(
        refused(&book, "stripe", "balance_transaction_id,created,currency,gross\ntxn_9,2026-10-05,eur,1.00\n").await.0,
        "header.missing"
    );
}

const ACTIVITY: &str = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,Reference Txn ID,Invoice Number,Balance,Balance Impact";

/// Date, type, status, gross, fee, net, id, balance, impact; latest first.
type Activity = [&'static str; 9];
const ROWS: [Activity; 4] = [
    ["31.12.2026", "General Withdrawal", "Completed", "-50.00", "0.00", "-50.00", "T4", "997.10", "Debit"],
    ["30.12.2026", "Express Checkout Payment", "Pending", "30.00", "0.00", "30.00", "T3", "1047.10", "Memo"],
    ["29.12.2026", "Payment Refund", "Completed", "-20.00", "0.60", "-19.40", "T2", "1047.10", "Debit"],
    ["28.12.2026", "Express Checkout Payment", "Completed", "1100.00", "-33.50", "1066.50", "T1", "1066.50", "Credit"],
];

fn activity(rows: &[Activity], european: bool) -> String {
    let write = |a: &str| {
        if !european {
            return a.to_owned();
        }
        let (whole, cents) = a.split_once('.').unwrap();
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
        let grouped =
            if digits.len() > 3 { format!("{}.{}", &digits[..digits.len() - 3], &digits[digits.len() - 3..]) } else { digits.to_owned() };
        format!("{sign}{grouped},{cents}")
    };
    let day = |d: &str| {
        let p: Vec<&str> = d.split('.').collect();
        if european { d.to_owned() } else { format!("{}/{}/{}", p[1], p[0], p[2]) }
    };
    let mut text = format!("{ACTIVITY}\n");
    for r in rows {
        let cells = [
            day(r[0]),
            "10:00:00".into(),
            if european { "CET".into() } else { "PST".into() },
            "Ann".into(),
            r[1].into(),
            r[2].into(),
            "EUR".into(),
            write(r[3]),
            write(r[4]),
            write(r[5]),
            String::new(),
            String::new(),
            r[6].into(),
            String::new(),
            format!("O-{}", r[6]),
            write(r[7]),
            r[8].into(),
        ];
        text += &cells.map(|c| format!("\"{c}\"")).join(",");
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn only_completed_activity_moves_money_and_no_row_vanishes() {
    for european in [false, true] {
        let book = Book::new().await;
        // Files come with the latest row first or last.
        let mut rows = ROWS;
        if european {
            rows.reverse();
        }
        let report = book.import("paypal", &[book.file("a.csv", activity(&rows, european))]).await.unwrap();
        assert_eq!((report.rows_read, report.rows_accepted), (4, 4));
        let charges = book.texts("charges", &["charge_id", "trade_id", "kind", "component", "payer", "payee", "amount", "day"]).await;
        assert_eq!(
            charges,
            [
                "T1/EUR/express checkout payment/fee|O-T1|payment_fee|fee|seller|payment|33.500000|2026-12-28",
                "T1/EUR/express checkout payment|O-T1|payment|goods|buyer|seller|1100.000000|2026-12-28",
                "T2/EUR/payment refund/fee|O-T2|payment_fee|fee|payment|seller|0.600000|2026-12-29",
                "T2/EUR/payment refund|O-T2|refund|goods|seller|buyer|20.000000|2026-12-29",
                "T3/EUR/express checkout payment|O-T3|pending|other|seller|payment|0.000000|2026-12-30",
            ],
            "european: {european}"
        );
        assert_eq!(book.texts("payouts", &["amount", "day"]).await, ["50.000000|2026-12-31"]);
        // What the account holds is what came in less what was paid out.
        assert_eq!(received(&book, |_| true).await - 50_000_000, 997_100_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_missing_breaks_the_running_balance() {
    let book = Book::new().await;
    let (code, message) = refused(&book, "paypal", activity(&[ROWS[0], ROWS[1], ROWS[3]], false)).await;
    assert_eq!(code, "control.total");
    assert!(message.contains("997.1") && message.contains("1016.5") && message.contains("19.4 "), "{message}");
    assert!(book.rows("charges").await.is_empty());
    // A row that moved nothing is not missed.
    assert_eq!(book.import("paypal", &[book.file("a.csv", activity(&[ROWS[0], ROWS[2], ROWS[3]], false))]).await.unwrap().rows_accepted, 3);
}
