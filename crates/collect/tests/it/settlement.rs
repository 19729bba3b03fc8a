//! Settlements: both layouts of the flat file, and the date range report. Written by hand from the published column lists.

use crate::book::{Book, sum};
use crate::sheet::{fixed, only_quarantined, received, refused, sheet};

const V2: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tamount-type\tamount-description\tamount\tfulfillment-id\tposted-date\tposted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\tsku\tquantity-purchased\tpromotion-id";

const V1: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tshipment-fee-type\tshipment-fee-amount\torder-fee-type\torder-fee-amount\tfulfillment-id\tposted-date\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\tsku\tquantity-purchased\tprice-type\tprice-amount\titem-related-fee-type\titem-related-fee-amount\tmisc-fee-amount\tother-fee-amount\tother-fee-reason-description\tpromotion-id\tpromotion-type\tpromotion-amount\tdirect-payment-type\tdirect-payment-amount\tother-amount";

/// Order, article, transaction type, amount type, description, amount. They add up to 21.40.
const AMOUNTS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("A-1", "MUG", "Order", "ItemPrice", "Principal", "32.00"),
    ("A-1", "MUG", "Order", "ItemPrice", "Tax", "2.56"),
    ("A-1", "MUG", "Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-2.56"),
    ("A-1", "MUG", "Order", "ItemFees", "Commission", "-4.80"),
    ("A-1", "MUG", "Order", "ItemFees", "FBAPerUnitFulfillmentFee", "-3.22"),
    ("A-1", "MUG", "Order", "ItemPrice", "Shipping", "4.99"),
    ("A-1", "MUG", "Order", "Promotion", "Shipping", "-4.99"),
    ("A-2", "CAP", "Order", "ItemPrice", "Principal", "16.00"),
    ("A-2", "CAP", "Order", "ItemFees", "Commission", "-2.40"),
    // The second unit says the same again.
    ("A-2", "CAP", "Order", "ItemPrice", "Principal", "16.00"),
    ("A-2", "CAP", "Order", "ItemFees", "Commission", "-2.40"),
    ("A-1", "MUG", "Refund", "ItemPrice", "Principal", "-32.00"),
    ("A-1", "MUG", "Refund", "ItemFees", "Commission", "4.80"),
    ("A-1", "MUG", "Refund", "ItemFees", "RefundCommission", "-0.96"),
    ("", "", "other-transaction", "other-transaction", "Previous Reserve Amount Balance", "10.00"),
    ("", "", "other-transaction", "other-transaction", "Current Reserve Amount", "-7.50"),
    ("", "", "other-transaction", "other-transaction", "Storage Fee", "-1.12"),
    ("", "", "ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-3.00"),
];

/// A V2 report; `write` says how amounts and days are written.
fn v2(total: &str, markets: &[&str], write: impl Fn(&str) -> String, day: &str) -> String {
    let total = write(total);
    let mut text =
        sheet(V2, '\t', &[&[("settlement-id", "777"), ("deposit-date", day), ("total-amount", total.as_str()), ("currency", "EUR")]]);
    for (n, &(order, sku, transaction, class, description, amount)) in AMOUNTS.iter().enumerate() {
        let amount = write(amount);
        let item = if order.is_empty() { "" } else { "55001" };
        let row = sheet(
            V2,
            '\t',
            &[&[
                ("settlement-id", "777"),
                ("transaction-type", transaction),
                ("order-id", order),
                ("marketplace-name", markets[n % markets.len()]),
                ("amount-type", class),
                ("amount-description", description),
                ("amount", amount.as_str()),
                ("posted-date", day),
                ("order-item-code", item),
                ("sku", sku),
            ]],
        );
        text += row.split_once('\n').unwrap().1;
    }
    text
}

fn plain(text: &str) -> String {
    text.to_owned()
}

/// The same settlement in the wide layout: two or three amounts a row.
fn v1(total: &str) -> String {
    let day = "2026-10-05";
    let head = [("settlement-id", "777"), ("deposit-date", day), ("total-amount", total), ("currency", "EUR")];
    let row = |transaction: &'static str, order: &'static str, sku: &'static str, more: &[(&'static str, &'static str)]| {
        let mut all =
            vec![("settlement-id", "777"), ("transaction-type", transaction), ("order-id", order), ("sku", sku), ("posted-date", day)];
        if !order.is_empty() {
            all.push(("order-item-code", "55001"));
        }
        all.extend_from_slice(more);
        all
    };
    let price = |kind, amount| [("price-type", kind), ("price-amount", amount)];
    let fee = |kind, amount| [("item-related-fee-type", kind), ("item-related-fee-amount", amount)];
    let rows = [
        row("Order", "A-1", "MUG", &[price("Principal", "32.00"), fee("Commission", "-4.80")].concat()),
        row("Order", "A-1", "MUG", &[price("Tax", "2.56"), fee("FBAPerUnitFulfillmentFee", "-3.22")].concat()),
        row("Order", "A-1", "MUG", &[price("Shipping", "4.99"), [("promotion-type", "Shipping"), ("promotion-amount", "-4.99")]].concat()),
        row("Order", "A-1", "MUG", &price("MarketplaceFacilitatorTax-Principal", "-2.56")),
        row("Order", "A-2", "CAP", &[price("Principal", "16.00"), fee("Commission", "-2.40")].concat()),
        row("Order", "A-2", "CAP", &[price("Principal", "16.00"), fee("Commission", "-2.40")].concat()),
        row("Refund", "A-1", "MUG", &[price("Principal", "-32.00"), fee("Commission", "4.80")].concat()),
        row("Refund", "A-1", "MUG", &fee("RefundCommission", "-0.96")),
        row("Previous Reserve Amount Balance", "", "", &[("other-amount", "10.00")]),
        row("Current Reserve Amount", "", "", &[("other-amount", "-7.50")]),
        row("Storage Fee", "", "", &[("other-amount", "-1.12")]),
        row("Cost of Advertising", "", "", &[("other-amount", "-3.00")]),
    ];
    let mut text = sheet(V1, '\t', &[&head]);
    for r in rows {
        text += sheet(V1, '\t', &[&r]).split_once('\n').unwrap().1;
    }
    text
}

const CHARGE: &[&str] =
    &["charge_id", "trade_id", "kind", "component", "payer", "payee", "amount", "currency", "subject_kind", "day", "payout_id"];

#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_is_its_charges_and_one_payout() {
    let book = Book::new().await;
    let report = book.import("amazon-settlement", &[book.file("s.txt", v2("21.40", &["Amazon.de"], plain, "2026-10-05"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (19, 19), "18 amounts and the payout");
    let payout = book.texts("payouts", &["payout_id", "platform", "amount", "currency", "opening", "reserve", "day"]).await;
    assert_eq!(payout, ["777|amazon|21.400000|EUR|10.000000|7.500000|2026-10-05"]);
    // Invariant 2: a payout is its charges, what was brought over, less what is kept back.
    let charges = received(&book, |t| t("kind") != "reserve").await;
    assert_eq!(charges + 10_000_000 - 7_500_000, 21_400_000);
    let kinds = book.texts("charges", &["trade_id", "kind", "component", "payer", "payee", "amount", "subject_kind"]).await;
    for row in [
        "A-1|goods|goods|buyer|seller|32.000000|line",
        "A-1|goods|goods|seller|buyer|32.000000|line",
        "A-1|commission|fee|seller|platform|4.800000|line",
        "A-1|commission|fee|platform|seller|4.800000|line",
        "A-1|fulfilment|shipping|seller|platform|3.220000|line",
        "A-1|tax_withheld|tax|seller|authority|2.560000|line",
        "A-1|promotion|discount|seller|buyer|4.990000|line",
        "|advertising|fee|seller|platform|3.000000|period",
        "|storage|shipping|seller|platform|1.120000|period",
    ] {
        assert!(kinds.iter().any(|k| k == row), "{row} is not in {kinds:#?}");
    }
    assert_eq!(kinds.iter().filter(|k| *k == "A-2|goods|goods|buyer|seller|16.000000|line").count(), 2, "two units say the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_layouts_of_a_settlement_are_the_same_charges() {
    let (old, new) = (Book::new().await, Book::new().await);
    let wide = old.import("amazon-settlement", &[old.file("v1.txt", v1("21.40"))]).await.unwrap();
    assert_eq!((wide.rows_read, wide.rows_accepted), (13, 13), "amounts beside the first are no rows of the file");
    let file = new.file("v2.txt", v2("21.40", &["Amazon.de"], plain, "2026-10-05"));
    new.import("amazon-settlement", &[file]).await.unwrap();
    assert_eq!(old.texts("charges", CHARGE).await, new.texts("charges", CHARGE).await);
    assert_eq!(
        old.texts("payouts", &["payout_id", "amount", "opening"]).await,
        new.texts("payouts", &["payout_id", "amount", "opening"]).await
    );
    // And so importing both counts nothing twice.
    let again = new.import("amazon-settlement", &[new.file("v1.txt", v1("21.40"))]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_updated, again.rows_duplicate), (0, 0, 13));
    assert_eq!(new.texts("charges", &["charge_id"]).await.len(), 18);
}

#[tokio::test(flavor = "multi_thread")]
async fn european_files_write_commas_mix_countries_and_leave_names_out() {
    let book = Book::new().await;
    let text = v2("21.40", &["Amazon.de", "", "Amazon.fr"], |a| a.replace('.', ","), "05.10.2026");
    book.import("amazon-settlement", &[book.file("s.txt", text)]).await.unwrap();
    let plain_book = Book::new().await;
    let text = v2("21.40", &["Amazon.de"], plain, "2026-10-05");
    plain_book.import("amazon-settlement", &[plain_book.file("s.txt", text)]).await.unwrap();
    assert_eq!(book.texts("charges", CHARGE).await, plain_book.texts("charges", CHARGE).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_that_misses_its_total_by_a_cent_is_refused_whole() {
    let book = Book::new().await;
    let (code, message) = refused(&book, "amazon-settlement", v2("21.41", &["Amazon.de"], plain, "2026-10-05")).await;
    assert_eq!(code, "control.total");
    assert!(message.contains("21.41") && message.contains("21.4 ") && message.contains("777"), "{message}");
    assert_eq!(refused(&book, "amazon-settlement", v1("21.39")).await.0, "control.total");
    // Cut off in the middle of a row, at the end of a row, and without its first row.
    let whole = v2("21.40", &["Amazon.de"], plain, "2026-10-05");
    assert_eq!(refused(&book, "amazon-settlement", &whole[..whole.len() - 40]).await.0, "control.total");
    let last = whole.trim_end().rfind('\n').unwrap();
    assert_eq!(refused(&book, "amazon-settlement", &whole[..=last]).await.0, "control.total");
    let mut lines: Vec<&str> = whole.lines().collect();
    lines.remove(1);
    assert_eq!(refused(&book, "amazon-settlement", lines.join("\n")).await.0, "control.total");
    // An amount that is none.
    let (code, message) = refused(&book, "amazon-settlement", whole.replace("-1.12", "-1.I2")).await;
    assert!(code == "control.total" && message.contains("line 19") && message.contains("-1.I2"), "{message}");
    // Half of the columns.
    let half: Vec<String> = whole.lines().map(|l| l.split('\t').take(12).collect::<Vec<_>>().join("\t")).collect();
    let (code, message) = refused(&book, "amazon-settlement", half.join("\n")).await;
    assert!(code == "header.missing" && message.contains("amount"), "{message}");
    assert!(book.rows("charges").await.is_empty() && book.rows("payouts").await.is_empty(), "nothing is half-published");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_the_payout_again() {
    let book = Book::new().await;
    let transfer = |amount: &str| {
        let row = [
            ("settlement-id", "777"),
            ("transaction-type", "Transfer"),
            ("amount-type", "other-transaction"),
            ("amount", amount),
            ("posted-date", "2026-10-06"),
        ];
        v2("21.40", &["Amazon.de"], plain, "2026-10-05") + sheet(V2, '\t', &[&row]).split_once('\n').unwrap().1
    };
    assert_eq!(refused(&book, "amazon-settlement", transfer("-21.30")).await.0, "control.total");
    let report = book.import("amazon-settlement", &[book.file("s.txt", transfer("-21.40"))]).await.unwrap();
    assert_eq!(report.rows_accepted, 20);
    assert_eq!(received(&book, |t| t("kind") == "transfer").await, -21_400_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_in_quarantine_comes_back_with_the_settlements_currency_and_its_own_number() {
    let book = Book::new().await;
    let mut lines: Vec<String> = v2("21.40", &["Amazon.de"], plain, "2026-10-05").lines().map(str::to_owned).collect();
    assert!(lines[11].contains("A-2") && lines[11].contains("Principal"), "the second unit");
    lines[11] = lines[11].replace("2026-10-05", "2026-13-05");
    let text = lines.join("\n");
    let report = book.import("amazon-settlement", &[book.file("s.txt", &text)]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (19, 18, 1));
    let (id, code, row, raw) = only_quarantined(&book).await;
    assert_eq!((code.as_str(), row), ("date.format", 12));
    let report = fixed(&book, id, raw.replace("2026-13-05", "2026-10-05")).await;
    assert_eq!((report.rows_accepted, report.rows_updated, report.rows_quarantined), (1, 0, 0));
    let charges = received(&book, |t| t("kind") != "reserve").await;
    assert_eq!(charges + 10_000_000 - 7_500_000, 21_400_000, "the second unit is a charge of its own");
    assert!(book.texts("charges", &["currency"]).await.iter().all(|c| c == "EUR"));
    let again =
        book.import("amazon-settlement", &[book.file("whole.txt", v2("21.40", &["Amazon.de"], plain, "2026-10-05"))]).await.unwrap();
    assert_eq!((again.rows_accepted, again.rows_updated, again.rows_duplicate), (0, 0, 19));
}

const RANGE: &str = "date/time,settlement id,type,order id,sku,description,quantity,marketplace,fulfillment,order city,order state,order postal,tax collection model,product sales,product sales tax,shipping credits,shipping credits tax,gift wrap credits,giftwrap credits tax,Regulatory Fee,Tax On Regulatory Fee,promotional rebates,promotional rebates tax,marketplace withheld tax,selling fees,fba fees,other transaction fees,other,total";

fn date_range(total: &str) -> String {
    let order = [
        ("date/time", "Jul 1, 2026 12:03:35 AM PDT"),
        ("settlement id", "777"),
        ("type", "Order"),
        ("order id", "A-1"),
        ("sku", "MUG"),
        ("marketplace", "amazon.com"),
        ("product sales", "1,032.00"),
        ("product sales tax", "2.56"),
        ("shipping credits", "4.99"),
        ("promotional rebates", "-4.99"),
        ("marketplace withheld tax", "-2.56"),
        ("selling fees", "-4.80"),
        ("fba fees", "-3.22"),
        ("other", "0"),
        ("total", total),
    ];
    let fee = [
        ("date/time", "Nov 2, 2026 9:00:00 AM PST"),
        ("settlement id", "777"),
        ("type", "Service Fee"),
        ("description", "Subscription"),
        ("marketplace", "amazon.com"),
        ("other", "-39.99"),
        ("total", "-39.99"),
    ];
    let transfer = [
        ("date/time", "Nov 3, 2026 9:00:00 AM PST"),
        ("settlement id", "777"),
        ("type", "Transfer"),
        ("description", "To account ending in 123"),
        ("other", "-983.99"),
        ("total", "-983.99"),
    ];
    let preamble = "\"Includes Amazon Marketplace, Fulfillment by Amazon (FBA) and Amazon Webstore transactions\"\n\
        \"All amounts in USD, unless specified\"\n\
        \"Definitions:\"\n\
        \"Sales tax collected: Includes sales tax collected from buyers for product sales, shipping, and gift wrap.\"\n\
        \"Selling fees: Includes variable closing fees and referral fees.\"\n\
        \"Other: Includes non-order transaction amounts.\"\n\n";
    format!("{preamble}{}", sheet(RANGE, ',', &[&order, &fee, &transfer]))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_date_range_report_stands_below_its_preamble() {
    let book = Book::new().await;
    let report = book.import("amazon-date-range", &[book.file("r.csv", date_range("1,023.98"))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (3, 3, 0));
    assert_eq!(received(&book, |_| true).await, 1_023_980_000 - 39_990_000);
    assert_eq!(book.texts("payouts", &["amount", "currency", "day"]).await, ["983.990000|USD|2026-11-03"]);
    let days = book.texts("charges", &["kind", "day", "payer", "payee", "amount"]).await;
    assert!(days.contains(&"goods|2026-07-01|buyer|seller|1032.000000".to_owned()), "{days:?}");
    assert!(days.iter().any(|d| d.contains("subscription") && d.contains("39.99")), "{days:?}");
    assert_eq!(sum(&book.rows("charges").await, "amount", |t| t("component") == "tax"), 5_120_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_misses_its_own_total_is_kept_apart() {
    let book = Book::new().await;
    let report = book.import("amazon-date-range", &[book.file("r.csv", date_range("1,023.97"))]).await.unwrap();
    assert_eq!((report.rows_accepted, report.rows_quarantined), (2, 1));
    let (id, code, row, raw) = only_quarantined(&book).await;
    assert_eq!((code.as_str(), row), ("amount.mismatch", 9));
    assert_eq!(fixed(&book, id, raw.replace("1,023.97", "1,023.98")).await.rows_accepted, 1);
    assert_eq!(received(&book, |_| true).await, 1_023_980_000 - 39_990_000);
}
