//! Carriers' invoices and freight lines. The invoices are written by hand from the published column lists.

use crate::book::{Book, data, sum};
use crate::sheet::{received, refused, sheet};

const DHL: &str = "Line Type,Billing Source,Original Invoice Number,Invoice Number,Invoice Date,Shipment Number,Shipment Date,Shipment Reference 1,Product Name,Orig Country Code,Dest Country Code,Weight Flag,Weight (kg),Currency,Total amount (excl. VAT),Total amount (incl. VAT),Tax Code,Total Tax,Tax Adjustment,Invoice Fee,Weight Charge,Weight Tax (VAT),Other Charges 1,Other Charges 2,Discount 1,Discount 2,Discount 3,Total Extra Charges (XC),Total Extra Charges Tax,XC1 Code,XC1 Name,XC1 Charge,XC1 Total,XC2 Code,XC2 Name,XC2 Charge,XC2 Total,XC3 Code,XC3 Name,XC3 Charge,XC3 Total,XC4 Code,XC4 Name,XC4 Charge,XC4 Total";

/// Two shipments; the totals of the invoice and of the first shipment as given.
fn dhl(invoice: &str, first: &str, separator: char, write: impl Fn(&str) -> String) -> String {
    let columns = DHL.replace(',', &separator.to_string());
    let common = [("Invoice Number", "INV1"), ("Invoice Date", "20261031"), ("Currency", "EUR")];
    let rows: Vec<Vec<(&str, String)>> = vec![
        vec![("Line Type", "I".into()), ("Total amount (excl. VAT)", write(invoice)), ("Invoice Fee", write("0.00"))],
        vec![
            ("Line Type", "S".into()),
            ("Shipment Number", "1234567890".into()),
            ("Shipment Date", "20261005".into()),
            ("Shipment Reference 1", "A-1".into()),
            ("Product Name", "EXPRESS WORLDWIDE".into()),
            ("Orig Country Code", "CN".into()),
            ("Dest Country Code", "DE".into()),
            ("Weight Flag", "W".into()),
            ("Weight (kg)", write("2.50")),
            ("Total amount (excl. VAT)", write(first)),
            ("Total Tax", write("9.50")),
            ("Weight Charge", write("80.00")),
            ("XC1 Code", "FF".into()),
            ("XC1 Name", "FUEL SURCHARGE".into()),
            ("XC1 Charge", write("16.00")),
            ("XC2 Code", "XX".into()),
            ("XC2 Name", "IMPORT EXPORT DUTIES".into()),
            ("XC2 Charge", write("12.50")),
            ("XC3 Code", "XB".into()),
            ("XC3 Name", "IMPORT EXPORT TAXES".into()),
            ("XC3 Charge", write("25.00")),
            ("XC4 Code", "DD".into()),
            ("XC4 Name", "DUTY TAX PAID".into()),
            ("XC4 Charge", write("15.00")),
        ],
        vec![
            ("Line Type", "S".into()),
            ("Shipment Number", "1234567891".into()),
            ("Shipment Date", "20261006".into()),
            ("Dest Country Code", "FR".into()),
            ("Weight (kg)", write("0.50")),
            ("Total amount (excl. VAT)", write("67.25")),
            ("Weight Charge", write("60.25")),
            ("XC1 Code", "FF".into()),
            ("XC1 Name", "FUEL SURCHARGE".into()),
            ("XC1 Charge", write("7.00")),
        ],
    ];
    let mut text = format!("{columns}\n");
    for row in &rows {
        let cells: Vec<(&str, &str)> = common.iter().copied().chain(row.iter().map(|(c, v)| (*c, v.as_str()))).collect();
        text += sheet(&columns, separator, &[&cells]).split_once('\n').unwrap().1;
    }
    text
}

const PARTS: &[&str] = &["charge_id", "subject_kind", "subject_id", "kind", "component", "payee", "amount", "currency", "day"];

#[tokio::test(flavor = "multi_thread")]
async fn an_express_invoice_is_shipments_and_their_charges() {
    let book = Book::new().await;
    let report = book.import("dhl", &[book.file("d.csv", dhl("215.75", "148.50", ',', str::to_owned))]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted), (3, 3));
    let shipments =
        book.texts("shipments", &["shipment_id", "trade_id", "carrier", "from_country", "to_country", "charged_weight_g", "cost"]).await;
    assert_eq!(shipments, ["1234567890|A-1|DHL|CN|DE|2500.000000|148.500000", "1234567891||DHL||FR|500.000000|67.250000"]);
    let charges = book.texts("charges", &["subject_id", "kind", "component", "payee", "amount"]).await;
    for row in [
        "1234567890|freight|shipping|carrier|80.000000",
        "1234567890|fuel_surcharge|shipping|carrier|16.000000",
        "1234567890|duty|duty|authority|12.500000",
        "1234567890|import_tax|tax|authority|25.000000",
        "1234567890|brokerage|fee|carrier|15.000000",
        "1234567890|vat|tax|carrier|9.500000",
    ] {
        assert!(charges.contains(&row.to_owned()), "{row} is not in {charges:?}");
    }
    assert_eq!(received(&book, |t| t("kind") != "vat").await, -215_750_000, "the invoice without VAT");
    // The same invoice from another country's site.
    let other = Book::new().await;
    other.import("dhl", &[other.file("d.csv", dhl("215.75", "148.50", ';', |a| a.replace('.', ",")))]).await.unwrap();
    assert_eq!(other.texts("charges", PARTS).await, book.texts("charges", PARTS).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_express_invoice_that_misses_a_total_is_refused_whole() {
    let book = Book::new().await;
    // A shipment that misses its total by more than a cent.
    let (code, message) = refused(&book, "dhl", dhl("215.77", "148.52", ',', str::to_owned)).await;
    assert_eq!(code, "control.total");
    assert!(message.contains("148.52") && message.contains("148.5 ") && message.contains("1234567890"), "{message}");
    // An invoice that misses its shipments.
    let (code, message) = refused(&book, "dhl", dhl("315.75", "148.50", ',', str::to_owned)).await;
    assert!(code == "control.total" && message.contains("315.75") && message.contains("215.75"), "{message}");
    let whole = dhl("215.75", "148.50", ',', str::to_owned);
    let last = whole.trim_end().rfind('\n').unwrap();
    assert_eq!(refused(&book, "dhl", &whole[..=last]).await.0, "control.total");
    assert_eq!(refused(&book, "dhl", whole.replace("80.00", "8O.00")).await.0, "control.total");
    assert_eq!(refused(&book, "dhl", "Line Type,Invoice Number,Currency\nI,INV1,EUR\n").await.0, "header.missing");
    assert!(book.rows("charges").await.is_empty() && book.rows("shipments").await.is_empty());
    // A cent is rounding.
    assert_eq!(book.import("dhl", &[book.file("d.csv", dhl("215.75", "148.51", ',', str::to_owned))]).await.unwrap().rows_accepted, 3);
}

/// Tracking number, category, code, description, net amount.
const UPS: &[(&str, &str, &str, &str, &str)] = &[
    ("1Z1", "FRT", "007", "Worldwide Express", "45.20"),
    ("1Z1", "FSC", "FSC", "Fuel Surcharge", "8.10"),
    ("1Z1", "BRK", "ENT", "Entry Preparation Fee", "10.00"),
    ("1Z1", "GOV", "DTY", "Customs Duty", "12.34"),
    ("1Z1", "GOV", "VAT", "Import VAT", "20.00"),
    ("1Z2", "FRT", "003", "Ground Commercial", "15.00"),
    ("1Z2", "ACC", "RES", "Residential Surcharge", "3.95"),
];

fn ups(total: &str, rows: &[(&str, &str, &str, &str, &str)], columns: usize) -> String {
    let mut text = String::new();
    for &(tracking, category, code, description, net) in rows {
        let mut cells = vec![String::new(); columns];
        for (i, v) in [
            (0, "2.1"),
            (1, "0000A1B2C3"),
            (4, "2026-10-31"),
            (5, "000000A1B2C3446"),
            (9, "USD"),
            (10, total),
            (11, "10/05/2026"),
            (13, "A-1"),
            (20, tracking),
            (26, "2.0"),
            (27, "KGS"),
            (28, "5.0"),
            (29, "LBS"),
            (33, "002"),
            (43, category),
            (44, code),
            (45, description),
            (52, net),
            (73, "CN"),
            (81, "US"),
        ] {
            v.clone_into(&mut cells[i]);
        }
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_billing_file_without_a_header_is_charges_and_parcels() {
    for columns in [175, 250] {
        let book = Book::new().await;
        let report = book.import("ups", &[book.file("u.csv", ups("114.59", UPS, columns))]).await.unwrap();
        assert_eq!((report.rows_read, report.rows_accepted), (7, 7), "{columns} columns");
        assert_eq!(
            book.texts(
                "shipments",
                &["shipment_id", "trade_id", "carrier", "from_country", "to_country", "weight_g", "charged_weight_g", "cost"]
            )
            .await,
            ["1Z1|A-1|UPS|CN|US|2000.000000|2267.961850|63.300000", "1Z2|A-1|UPS|CN|US|2000.000000|2267.961850|18.950000"]
        );
        let charges = book.texts("charges", &["subject_id", "kind", "component", "payee", "amount"]).await;
        assert_eq!(
            charges,
            [
                "1Z1|brokerage|fee|carrier|10.000000",
                "1Z1|duty|duty|authority|12.340000",
                "1Z1|freight|shipping|carrier|45.200000",
                "1Z1|fuel_surcharge|shipping|carrier|8.100000",
                "1Z1|import_tax|tax|authority|20.000000",
                "1Z2|freight|shipping|carrier|15.000000",
                "1Z2|residential_surcharge|shipping|carrier|3.950000",
            ]
        );
        assert_eq!(received(&book, |_| true).await, -114_590_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_billing_file_that_misses_its_total_is_refused_whole() {
    let book = Book::new().await;
    let (code, message) = refused(&book, "ups", ups("114.65", UPS, 180)).await;
    assert_eq!(code, "control.total");
    assert!(message.contains("114.65") && message.contains("114.59"), "{message}");
    assert_eq!(refused(&book, "ups", ups("114.59", &UPS[..6], 180)).await.0, "control.total");
    assert_eq!(refused(&book, "ups", ups("114.59", UPS, 100)).await.0, "header.missing");
    assert!(book.rows("charges").await.is_empty());
    // Five cents are the rounding of many rows.
    assert_eq!(book.import("ups", &[book.file("u.csv", ups("114.64", UPS, 180))]).await.unwrap().rows_accepted, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_freight_lines_add_up() {
    let Some(file) = data("freight_scms/SCMS_Delivery_History_Dataset.csv.gz") else { return };
    let book = Book::new().await;
    let report = book.import("scms", &[file]).await.unwrap();
    assert_eq!((report.rows_read, report.rows_accepted, report.rows_quarantined), (10_324, 10_324, 0));
    let shipments = book.rows("shipments").await;
    // Sums computed independently from the file: 6,198 rows name a freight amount, 6,372 a weight, 10,037 an insurance.
    assert_eq!(sum_known(&shipments, "cost"), (6_198, 68_817_849_410_000));
    assert_eq!(sum_known(&shipments, "weight_g"), (6_372, 21_820_540_000_000_000));
    let charges = book.rows("charges").await;
    assert_eq!(sum(&charges, "amount", |t| t("kind") == "freight"), 68_817_849_410_000);
    assert_eq!(sum(&charges, "amount", |t| t("kind") == "insurance"), 2_410_060_610_000);
    let first =
        book.texts("shipments", &["shipment_id", "trade_id", "lane", "to_country", "delivered_at", "weight_g", "cost", "tracking"]).await;
    let want = "1|SCMS-4|Air|CI|2006-06-02T00:00:00Z|13000.000000|780.340000|ASN-8";
    assert!(first.iter().any(|row| row == want), "{:?}", first.iter().find(|row| row.starts_with("1|")));
}

/// Values that are there, and their sum.
fn sum_known(rows: &[arrow::array::RecordBatch], column: &str) -> (usize, i128) {
    let known: usize = rows.iter().map(|b| b.num_rows() - b.column_by_name(column).unwrap().null_count()).sum();
    let name = column.to_owned();
    (known, sum(rows, column, move |t| !t(&name).is_empty()))
}
