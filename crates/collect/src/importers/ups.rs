//! UPS: the billing data file (CSV without a header, 175 to 250 columns, one charge a row).
//!
//! Columns by position (from 0): 4 invoice date, 5 invoice number, 9 currency, 10 invoice total, 11 shipment date, 13 and 15
//! references, 20 tracking number, 26 to 29 actual and billed weight with units, 31 zone, 33 service, 43 category, 44 code, 45
//! description, 52 net amount, 67 to 81 addresses. Traps: every row repeats the invoice's total; information rows carry no amount;
//! duty and brokerage are rows like any other. The net amounts of an invoice add up to its total, or the file is refused.

use crate::ImportError;
use crate::importers::entry::{
    AUTHORITY, CARRIER, CHARGE, EXTRA_SHIPMENT, Entry, Ids, Meaning, iso_day, misses_total, slug, subject, unreadable,
};
use crate::importers::number::{money, plain};
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;
use std::collections::{BTreeMap, HashMap};

const MAKES: &[Made] = &[CHARGE, EXTRA_SHIPMENT];

/// An invoice may miss its total by this much: its rows are rounded one by one. Micro units.
const TOLERANCE: i128 = 50_000;
const POUND_G: (i128, i128) = (45_359_237, 100_000);

mod at {
    pub(super) const INVOICE_DATE: usize = 4;
    pub(super) const INVOICE: usize = 5;
    pub(super) const CURRENCY: usize = 9;
    pub(super) const TOTAL: usize = 10;
    pub(super) const SHIPPED: usize = 11;
    pub(super) const REFERENCE: usize = 13;
    pub(super) const ORDER: usize = 15;
    pub(super) const TRACKING: usize = 20;
    pub(super) const WEIGHT: usize = 26;
    pub(super) const BILLED: usize = 28;
    pub(super) const SERVICE: usize = 33;
    pub(super) const CATEGORY: usize = 43;
    pub(super) const CODE: usize = 44;
    pub(super) const DESCRIPTION: usize = 45;
    pub(super) const NET: usize = 52;
    pub(super) const FROM: usize = 73;
    pub(super) const TO: usize = 81;
}

/// The billing data file.
pub(crate) struct Ups;

impl Importer for Ups {
    fn name(&self) -> &'static str {
        "ups-billing"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn is_first_row(&self, fields: &[String]) -> bool {
        let number = |i: usize| fields.get(i).is_some_and(|f| money(f.as_bytes(), DecimalStyle::POINT_GROUPED).is_some());
        (150..=300).contains(&fields.len())
            && number(0)
            && number(at::TOTAL)
            && number(at::NET)
            && fields[at::CURRENCY].trim().len() == 3
            && !fields[at::INVOICE].trim().is_empty()
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows {
            style: start.style,
            ids: Ids::of(start.context),
            again: start.context.is_some(),
            invoices: BTreeMap::new(),
            costs: HashMap::new(),
            open: String::new(),
        }))
    }
}

struct Invoice {
    total: i128,
    sum: i128,
    rows: u64,
    currency: String,
}

struct Rows {
    style: DecimalStyle,
    ids: Ids,
    again: bool,
    invoices: BTreeMap<String, Invoice>,
    /// What each parcel cost so far.
    costs: HashMap<String, i128>,
    /// The parcel whose rows are being read.
    open: String,
}

fn text(record: &Record<'_>, i: usize) -> String {
    String::from_utf8_lossy(record.field(i)).into_owned()
}

/// What a charge is, by its category, code and description.
fn meaning(category: &str, code: &str, description: &str) -> Meaning {
    let lower = description.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|p| lower.contains(p));
    let taxed = has(&["tax", "vat", "gst", "hst", "einfuhrumsatzsteuer"]);
    match (category, code) {
        ("GOV", _) if taxed => Meaning::new("import_tax", "tax", AUTHORITY),
        ("GOV", _) => Meaning::new("duty", "duty", AUTHORITY),
        ("TAX", _) => Meaning::new("vat", "tax", CARRIER),
        ("BRK", _) => Meaning::new("brokerage", "fee", CARRIER),
        ("FSC", _) | (_, "FSC") => Meaning::new("fuel_surcharge", "shipping", CARRIER),
        ("FRT", _) if has(&["fuel"]) => Meaning::new("fuel_surcharge", "shipping", CARRIER),
        ("FRT", _) => Meaning::new("freight", "shipping", CARRIER),
        ("INF", _) => Meaning::new("information", "other", CARRIER),
        _ if has(&["fuel"]) => Meaning::new("fuel_surcharge", "shipping", CARRIER),
        ("ACC", _) => Meaning::new(name(description, code), "shipping", CARRIER),
        _ if has(&["late payment", "fee"]) => Meaning::new(name(description, code), "fee", CARRIER),
        _ => Meaning::new(name(description, code), "shipping", CARRIER),
    }
}

fn name(description: &str, code: &str) -> String {
    let slug_of = |t: &str| slug(t);
    match (description.is_empty(), code.is_empty()) {
        (false, _) => slug_of(description),
        (true, false) => slug_of(code),
        _ => "surcharge".to_owned(),
    }
}

/// `10/05/2026` is month first, as the carrier writes it everywhere.
fn day(text: &str) -> String {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [m, d, y] if y.len() == 4 => format!("{y}-{m:0>2}-{d:0>2}"),
        _ => iso_day(text),
    }
}

impl Rows {
    /// A weight in grams; pounds are converted exactly.
    fn grams(&self, record: &Record<'_>, i: usize) -> String {
        let (said, unit) = (text(record, i), text(record, i + 1));
        let Some(weight) = money(said.as_bytes(), self.style) else { return String::new() };
        let grams = if unit.to_uppercase().starts_with('K') { weight * 1000 } else { weight * POUND_G.0 / POUND_G.1 };
        if grams == 0 { String::new() } else { plain(grams) }
    }

    fn amount(&self, record: &Record<'_>, i: usize, column: &str) -> Result<Result<i128, String>, ImportError> {
        let said = text(record, i);
        match money(said.as_bytes(), self.style) {
            Some(amount) => Ok(Ok(amount)),
            None if self.again => Ok(Err(said)),
            None => Err(unreadable(record.line, column, &said)),
        }
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let (number, currency) = (text(record, at::INVOICE), text(record, at::CURRENCY));
        let tracking = text(record, at::TRACKING);
        let net = self.amount(record, at::NET, "the net amount (column 53)")?;
        if !self.again {
            let total = self.amount(record, at::TOTAL, "the invoice total (column 11)")?.unwrap_or(0);
            let new = Invoice { total, sum: 0, rows: 0, currency: currency.clone() };
            let invoice = self.invoices.entry(number.clone()).or_insert(new);
            invoice.sum += net.as_ref().map_or(0, |n| *n);
            invoice.rows += 1;
        }
        // All rows of one parcel are taken together.
        if tracking.is_empty() || tracking != self.open || !out.is_open() {
            out.open(record);
            self.open.clone_from(&tracking);
        } else {
            out.join(record);
        }
        let (category, code) = (text(record, at::CATEGORY).to_uppercase(), text(record, at::CODE).to_uppercase());
        let description = text(record, at::DESCRIPTION);
        let meaning = meaning(&category, &code, &description);
        let billed = day(&text(record, at::INVOICE_DATE));
        let trade = [at::ORDER, at::REFERENCE].iter().map(|i| text(record, *i)).find(|t| !t.is_empty()).unwrap_or_default();
        let carries = !matches!(meaning.component, "duty" | "tax");
        let base = format!("{number}/{tracking}/{category}/{code}/{}/{}", slug(&description), net.as_ref().map_or(0, |n| *n));
        let entry = Entry {
            id: self.ids.next(base, record.line),
            subject: if tracking.is_empty() { subject("", "", &billed) } else { ("shipment", tracking.clone()) },
            trade: trade.clone(),
            meaning,
            amount: net.clone().map(|n| -n),
            currency: currency.clone(),
            day: billed,
            payout: String::new(),
        };
        out.row(entry.row(MAKES, 0));
        if tracking.is_empty() {
            out.close();
            return Ok(());
        }
        let cost = self.costs.entry(tracking.clone()).or_default();
        *cost += if carries { net.unwrap_or(0) } else { 0 };
        let cost = plain(*cost);
        // One shipment a parcel: later rows of it add to its cost.
        let (weight, charged) = (self.grams(record, at::WEIGHT), self.grams(record, at::BILLED));
        if let Some(row) = out.rows().iter_mut().find(|r| r.made == 1) {
            row.set("cost", cost);
            for (column, value) in [("weight_g", weight), ("charged_weight_g", charged)] {
                if row.get(column).is_empty() {
                    row.set(column, value);
                }
            }
            return Ok(());
        }
        let row = Row::new(MAKES, 1)
            .with("id", &tracking)
            .with("trade", trade)
            .with("lane", text(record, at::SERVICE))
            .with("from", text(record, at::FROM))
            .with("to", text(record, at::TO))
            .with("shipped_at", day(&text(record, at::SHIPPED)))
            .with("weight_g", weight)
            .with("charged_weight_g", charged)
            .with("cost", cost)
            .with("currency", currency)
            .with("tracking", tracking);
        out.row(row);
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        for (number, invoice) in &self.invoices {
            if (invoice.sum - invoice.total).abs() > TOLERANCE {
                let rows = format!("the net amounts of its {} rows", invoice.rows);
                return Err(misses_total(&format!("invoice {number}"), invoice.total, invoice.sum, &invoice.currency, &rows));
            }
        }
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "numbers": self.ids.numbers() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_told_apart() {
        for (category, code, description, kind, component) in [
            ("FRT", "003", "Ground Commercial", "freight", "shipping"),
            ("FSC", "FSC", "Fuel Surcharge", "fuel_surcharge", "shipping"),
            ("ACC", "RES", "Residential Surcharge", "residential_surcharge", "shipping"),
            ("BRK", "ENT", "Entry Preparation Fee", "brokerage", "fee"),
            ("GOV", "DTY", "Customs Duty", "duty", "duty"),
            ("GOV", "VAT", "Import VAT", "import_tax", "tax"),
            ("MSC", "", "Late Payment Fee", "late_payment_fee", "fee"),
        ] {
            let m = meaning(category, code, description);
            assert_eq!((m.kind.as_str(), m.component), (kind, component), "{description}");
        }
        assert_eq!(day("10/05/2026"), "2026-10-05");
    }
}
