//! The date range report of transactions: one row a transaction, one column an amount.
//!
//! Traps: lines of explanation before the header; times as `Jul 1, 2026 12:03:35 AM PDT`; each row has its own total, which must be
//! the sum of its columns. A `Transfer` row is money on its way to the bank: a payout.

use super::kinds::{Class, meaning};
use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{CHARGE, EXTRA_CHARGE, Entry, Ids, PAYOUT, subject};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::AMOUNT_MISMATCH;
use crate::record::Record;

const MAKES: &[Made] = &[CHARGE, EXTRA_CHARGE, PAYOUT];

/// Columns that hold amounts, with what they are; `other` is called by the row's description or type.
const AMOUNTS: &[(&str, Class, &str)] = &[
    ("product sales", Class::Price, "Principal"),
    ("product sales tax", Class::Price, "Tax"),
    ("shipping credits", Class::Price, "Shipping"),
    ("shipping credits tax", Class::Price, "ShippingTax"),
    ("gift wrap credits", Class::Price, "GiftWrap"),
    ("giftwrap credits tax", Class::Price, "GiftWrapTax"),
    ("regulatory fee", Class::Price, "Regulatory Fee"),
    ("tax on regulatory fee", Class::Price, "Tax On Regulatory Fee"),
    ("promotional rebates", Class::Promotion, "Principal"),
    ("promotional rebates tax", Class::Promotion, "Tax"),
    ("marketplace withheld tax", Class::WithheldTax, "Withheld"),
    ("selling fees", Class::ItemFee, "Commission"),
    ("fba fees", Class::ItemFee, "FBA fees"),
    ("other transaction fees", Class::ItemFee, "other transaction fees"),
    ("other", Class::Other, ""),
];

/// The report.
pub(crate) struct DateRange;

impl Importer for DateRange {
    fn name(&self) -> &'static str {
        "amazon-date-range"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["product sales", "selling fees", "fba fees", "other", "total"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        let currency = start.context.and_then(|c| c["currency"].as_str()).unwrap_or_default().to_owned();
        Ok(Box::new(Rows { columns: Columns::of(start), ids: Ids::of(start.context), currency }))
    }
}

struct Rows {
    columns: Columns,
    ids: Ids,
    /// The currency of the last marketplace that was named: transfers name none.
    currency: String,
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let columns = &self.columns;
        let text = |names: &[&str]| columns.text(record, names);
        let (settlement, kind, order, sku) = (text(&["settlement id"]), text(&["type"]), text(&["order id"]), text(&["sku"]));
        let written = text(&["date/time"]);
        let day = day(&written).unwrap_or(written);
        let description = text(&["description"]);
        // The report names no currency; its marketplaces do.
        let named = currency_of(&text(&["marketplace", "marketplace name"]).to_lowercase());
        if !named.is_empty() {
            named.clone_into(&mut self.currency);
        }
        let currency = self.currency.clone();
        out.open(record);
        let Some(total) = self.columns.amount(record, &["total"]) else {
            out.refuse(&AMOUNT_MISMATCH, "amount", text(&["total"]));
            out.close();
            return Ok(());
        };
        let mut found = Vec::new();
        let mut sum = 0;
        for (column, class, words) in AMOUNTS {
            let said = text(&[column]);
            if said.is_empty() {
                continue;
            }
            let Some(amount) = self.columns.amount(record, &[column]) else {
                out.refuse(&AMOUNT_MISMATCH, "amount", format!("{column}: {said}"));
                continue;
            };
            sum += amount;
            if amount != 0 {
                let words = if words.is_empty() { format!("{kind} {description}") } else { (*words).to_owned() };
                found.push((*class, words, amount));
            }
        }
        if sum != total {
            out.refuse(&AMOUNT_MISMATCH, "amount", format!("total {}, columns add up to {}", plain(total), plain(sum)));
        }
        if kind.eq_ignore_ascii_case("transfer") {
            let id = self.ids.next(format!("{settlement}/{day}/{}", plain(-total)), record.line);
            out.row(
                Row::new(MAKES, 2)
                    .with("id", id)
                    .with("amount", plain(-total))
                    .with("currency", currency)
                    .with("day", day)
                    .with("status", "paid"),
            );
            out.close();
            return Ok(());
        }
        if found.is_empty() {
            found.push((Class::Other, kind.clone(), 0));
        }
        for (n, (class, words, amount)) in found.into_iter().enumerate() {
            let base = format!(
                "{settlement}/{}/{day}/{order}/{sku}/{}/{}/{}",
                kind.to_lowercase(),
                class.name(),
                words.to_lowercase(),
                plain(amount)
            );
            let entry = Entry {
                id: self.ids.next(base, record.line),
                subject: subject(&order, &sku, &day),
                trade: order.clone(),
                meaning: meaning(class, &words),
                amount: Ok(amount),
                currency: currency.clone(),
                day: day.clone(),
                payout: settlement.clone(),
            };
            out.row(entry.row(MAKES, usize::from(n > 0)));
        }
        out.close();
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "currency": self.currency, "numbers": self.ids.numbers() }))
    }
}

/// The currency of a marketplace by its domain; nothing where it is not known, and then the row says so.
fn currency_of(marketplace: &str) -> &'static str {
    const BY_DOMAIN: &[(&str, &str)] = &[
        (".co.uk", "GBP"),
        (".co.jp", "JPY"),
        (".com.mx", "MXN"),
        (".com.br", "BRL"),
        (".com.au", "AUD"),
        (".com.tr", "TRY"),
        (".com.be", "EUR"),
        (".ca", "CAD"),
        (".de", "EUR"),
        (".fr", "EUR"),
        (".it", "EUR"),
        (".es", "EUR"),
        (".nl", "EUR"),
        (".ie", "EUR"),
        (".se", "SEK"),
        (".pl", "PLN"),
        (".in", "INR"),
        (".sg", "SGD"),
        (".ae", "AED"),
        (".sa", "SAR"),
        (".com", "USD"),
    ];
    BY_DOMAIN.iter().find(|(domain, _)| marketplace.ends_with(domain)).map_or("", |(_, currency)| currency)
}

/// `Jul 1, 2026 12:03:35 AM PDT`, `1 Jul 2026 00:03:35 UTC`, `01.07.2026 00:03:35 UTC` as a day. The report's own zone counts, as in
/// the report's totals.
fn day(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split([' ', ',', '\u{a0}', '\u{202f}']).filter(|w| !w.is_empty()).collect();
    let month = |w: &str| w.get(..3).and_then(|m| MONTHS.iter().position(|x| m.eq_ignore_ascii_case(x))).map(|i| i + 1);
    let number = |w: &str, max: u32| w.parse::<u32>().ok().filter(|n| (1..=max).contains(n));
    let (d, m, y) = match words.as_slice() {
        [m, d, y, ..] if month(m).is_some() => (number(d, 31)?, month(m)?, number(y, 9999)?),
        [d, m, y, ..] if month(m).is_some() => (number(d, 31)?, month(m)?, number(y, 9999)?),
        _ => return Some(crate::importers::entry::iso_day(text)),
    };
    Some(format!("{y:04}-{m:02}-{d:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_the_report_writes_them() {
        assert_eq!(day("Jul 1, 2026 12:03:35 AM PDT").as_deref(), Some("2026-07-01"));
        assert_eq!(day("12 Sept 2026 08:00:00 UTC").as_deref(), Some("2026-09-12"));
        assert_eq!(day("01.07.2026 00:03:35 UTC").as_deref(), Some("2026-07-01"));
        assert_eq!(day("Jul 41, 2026 12:03:35 AM PDT"), None);
    }

    #[test]
    fn marketplaces_have_currencies() {
        assert_eq!((currency_of("amazon.com"), currency_of("amazon.com.mx"), currency_of("")), ("USD", "MXN", ""));
    }
}
