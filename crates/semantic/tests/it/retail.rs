//! The UCI Online Retail file as lines of a book, for tests against published numbers.

use crate::book::{Book, Line, line};
use std::path::PathBuf;

/// The folder with the shared test data; a note on stderr when a test has to skip it.
pub fn data(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let path = root.join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not in the test data (ENTREPOT_TEST_DATA)");
    None
}

/// Millionths of a decimal text.
fn micros(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    sign * (whole.parse::<i64>().unwrap() * 1_000_000 + format!("{fraction:0<6}").parse::<i64>().unwrap())
}

/// All 541,909 rows, by the rules of the shipped profile: C is a return, A an adjustment, free and anonymous is stock.
pub fn read(path: &std::path::Path) -> Book {
    let unpacked = std::process::Command::new("gzip").arg("-dc").arg(path).output().unwrap();
    assert!(unpacked.status.success(), "gzip cannot read the file");
    let mut reader = csv::Reader::from_reader(unpacked.stdout.as_slice());
    let mut record = csv::StringRecord::new();
    let mut lines = Vec::with_capacity(541_909);
    while reader.read_record(&mut record).unwrap() {
        let (invoice, sku, quantity, at, price, customer, country) =
            (&record[0], &record[1], &record[3], &record[4], &record[5], &record[6], &record[7]);
        let (quantity, price) = (quantity.parse::<i64>().unwrap(), micros(price));
        let kind = match invoice.as_bytes()[0] {
            b'C' => "return",
            b'A' => "adjustment",
            _ if price == 0 && customer.is_empty() => "stock",
            _ => "sale",
        };
        let day: jiff::civil::Date = at[..10].parse().unwrap();
        let hour: i32 = at[11..13].parse().unwrap();
        let minute: i32 = at[14..16].parse().unwrap();
        let country = match country {
            "United Kingdom" => Some("GB"),
            "Germany" => Some("DE"),
            "France" => Some("FR"),
            "EIRE" => Some("IE"),
            "European Community" | "Unspecified" => None,
            _ => Some("US"), // whichever: these tests look at four markets
        };
        lines.push(Line {
            kind,
            component: if matches!(sku, "POST" | "DOT" | "C2") { "shipping" } else { "goods" },
            buyer_id: (!customer.is_empty()).then(|| customer.trim_end_matches(".0").to_owned()),
            country,
            cross_border: country.map(|code| code != "GB"),
            sku: Some(sku.to_owned()),
            currency: "GBP",
            quantity: quantity * 1_000_000,
            unit_price: price,
            amount: quantity * price,
            day: (day - jiff::civil::date(1970, 1, 1)).get_days(),
            second: (hour * 60 + minute) * 60,
            ..line(invoice)
        });
    }
    Book { lines, ..Book::default() }
}
