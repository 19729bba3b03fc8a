//! Freight lines of the SCMS delivery history: shipments with weight, freight and insurance.
//!
//! Traps: the file is called CSV and is separated by tabs with bare CR as line end; weight and freight hold a number or a text
//! ("Freight Included in Commodity Cost", "Weight Captured Separately", "Invoiced Separately", or "See ASN-93 (ID#:1281)", which
//! points to the row that carries the amount): a text is no amount and no zero; days are `2-Jun-06` or `11/13/06`.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{CARRIER, EXTRA_CHARGE, Entry, Meaning, SHIPMENT};
use crate::importers::number::{micros, plain};
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;

const MAKES: &[Made] = &[SHIPMENT, EXTRA_CHARGE];

/// The delivery history.
pub(crate) struct Scms;

impl Importer for Scms {
    fn name(&self) -> &'static str {
        "scms-freight"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows { columns: Columns::of(start) }))
    }
}

struct Rows {
    columns: Columns,
}

/// A day as the file writes it, in ISO 8601; nothing for "Date Not Captured" and its like.
fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let year = |y: &str| if y.len() == 2 { format!("20{y}") } else { y.to_owned() };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let named: Vec<&str> = text.split('-').collect();
    if let [d, m, y] = named.as_slice()
        && let Some(m) = MONTHS.iter().position(|x| m.eq_ignore_ascii_case(x))
        && digits(d)
        && digits(y)
    {
        return format!("{}-{:02}-{d:0>2}", year(y), m + 1);
    }
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [m, d, y] if digits(m) && digits(d) && digits(y) => format!("{}-{m:0>2}-{d:0>2}", year(y)),
        _ if text.chars().any(|c| c.is_ascii_digit()) => text.to_owned(),
        _ => String::new(),
    }
}

/// A number, or nothing where the column holds one of its texts. What is neither is handed on, for the converter to refuse.
fn number(text: &str, factor: i128) -> String {
    match micros(text.as_bytes(), DecimalStyle::POINT_GROUPED) {
        Some(n) => plain(n.saturating_mul(factor)),
        None if text.chars().next().is_some_and(|c| c.is_ascii_digit() || c == '-') => text.to_owned(),
        None => String::new(),
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |name: &str| self.columns.text(record, &[name]);
        let (id, trade) = (text("id"), text("po / so #"));
        let freight = number(&text("freight cost (usd)"), 1);
        let delivered = day(&text("delivered to client date"));
        let lane = text("shipment mode");
        out.open(record);
        out.row(
            Row::new(MAKES, 0)
                .with("id", &id)
                .with("trade", &trade)
                .with("lane", if lane == "N/A" { "" } else { &lane })
                .with("to", text("country"))
                .with("delivered_at", &delivered)
                .with("promised_at", day(&text("scheduled delivery date")))
                .with("weight_g", number(&text("weight (kilograms)"), 1000))
                .with("cost", &freight)
                .with("currency", "USD")
                .with("status", text("fulfill via"))
                .with("tracking", text("asn/dn #")),
        );
        for (kind, said) in [("freight", freight), ("insurance", number(&text("line item insurance (usd)"), 1))] {
            if said.is_empty() {
                continue;
            }
            let entry = Entry {
                id: format!("{id}/{kind}"),
                subject: ("shipment", id.clone()),
                trade: trade.clone(),
                meaning: Meaning::new(kind, "shipping", CARRIER),
                amount: micros(said.as_bytes(), DecimalStyle::POINT).map(|a| -a).ok_or(said),
                currency: "USD".to_owned(),
                day: delivered.clone(),
                payout: String::new(),
            };
            out.row(entry.row(MAKES, 1));
        }
        out.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_of_the_file() {
        assert_eq!(day("2-Jun-06"), "2006-06-02");
        assert_eq!(day("11/13/06"), "2006-11-13");
        assert_eq!(day("Date Not Captured"), "");
        assert_eq!(day("32 June 06"), "32 June 06", "left for the converter to refuse");
        assert_eq!(number("780.34", 1), "780.34");
        assert_eq!(number("13", 1000), "13000");
        assert_eq!(number("See ASN-93 (ID#:1281)", 1), "");
        assert_eq!(number("12x", 1), "12x");
    }
}
