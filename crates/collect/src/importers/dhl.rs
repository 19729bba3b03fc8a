//! DHL Express: the billing CSV of MyBill.
//!
//! Traps: lines of type `I` are invoices and `S` shipments; a shipment's surcharges stand side by side (`XC1 Code`, `XC1 Name`, `XC1
//! Charge` …), duties and import taxes among them (`XX`, `XB`); the separator may be `;` and the decimal mark a comma. A shipment's
//! weight charge and surcharges add up to its total without VAT, and the shipments of an invoice to the invoice's total, or the
//! file is refused.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{
    AUTHORITY, CARRIER, CHARGE, EXTRA_CHARGE, Entry, Ids, Meaning, SHIPMENT, iso_day, misses_total, slug, subject, unreadable,
};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::record::Record;
use std::collections::BTreeMap;

const MAKES: &[Made] = &[SHIPMENT, CHARGE, EXTRA_CHARGE];

/// A cent, in micro units: a line may miss its total by this much.
const CENT: i128 = 10_000;
/// Surcharges of a line.
const SURCHARGES: usize = 9;

/// The billing CSV.
pub(crate) struct Dhl;

impl Importer for Dhl {
    fn name(&self) -> &'static str {
        "dhl-invoice"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["Total amount (excl. VAT)", "Total amount (incl. VAT)", "Weight Charge", "XC1 Charge", "Total Extra Charges (XC)"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows {
            columns: Columns::of(start),
            ids: Ids::of(start.context),
            again: start.context.is_some(),
            invoices: BTreeMap::new(),
        }))
    }
}

#[derive(Default)]
struct Invoice {
    total: Option<i128>,
    fee: i128,
    sum: i128,
    shipments: u64,
    currency: String,
}

struct Rows {
    columns: Columns,
    ids: Ids,
    again: bool,
    invoices: BTreeMap<String, Invoice>,
}

/// What a surcharge is, by its code and name.
fn surcharge(code: &str, name: &str) -> Meaning {
    let lower = name.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|p| lower.contains(p));
    match code {
        "XX" => Meaning::new("duty", "duty", AUTHORITY),
        "XB" => Meaning::new("import_tax", "tax", AUTHORITY),
        "FF" => Meaning::new("fuel_surcharge", "shipping", CARRIER),
        "DD" | "WO" | "WB" => Meaning::new("brokerage", "fee", CARRIER),
        _ if has(&["fuel"]) => Meaning::new("fuel_surcharge", "shipping", CARRIER),
        _ if has(&["duty tax paid", "duties & taxes paid", "duty & tax", "disbursement", "advance payment", "clearance", "brokerage"]) => {
            Meaning::new("brokerage", "fee", CARRIER)
        }
        _ if has(&["import export duties"]) => Meaning::new("duty", "duty", AUTHORITY),
        _ if has(&["import export taxes"]) => Meaning::new("import_tax", "tax", AUTHORITY),
        _ if has(&["insurance", "shipment value protection"]) => Meaning::new("insurance", "shipping", CARRIER),
        _ => Meaning::new(if name.is_empty() { slug(code) } else { slug(name) }, "shipping", CARRIER),
    }
}

impl Rows {
    /// An amount of a controlled line; nothing is zero.
    fn amount(&self, record: &Record<'_>, column: &str) -> Result<i128, ImportError> {
        let said = self.columns.text(record, &[column]);
        if said.is_empty() {
            return Ok(0);
        }
        match self.columns.amount(record, &[column]) {
            Some(amount) => Ok(amount),
            // A part of a known file is read again: its totals were checked, and the converter says what is wrong.
            None if self.again => Ok(0),
            None => Err(unreadable(record.line, column, &said)),
        }
    }

    fn day(&self, record: &Record<'_>, names: &[&str]) -> String {
        iso_day(&self.columns.text(record, names))
    }

    fn invoice(&mut self, record: &Record<'_>, number: &str, out: &mut Groups) -> Result<(), ImportError> {
        let (total, fee) = (self.amount(record, "total amount (excl. vat)")?, self.amount(record, "invoice fee")?);
        let (currency, day) = (self.columns.text(record, &["currency"]), self.day(record, &["invoice date"]));
        let invoice = self.invoices.entry(number.to_owned()).or_default();
        invoice.total = Some(invoice.total.unwrap_or(0) + total);
        invoice.fee += fee;
        invoice.currency.clone_from(&currency);
        out.open(record);
        let entry = Entry {
            id: self.ids.next(format!("{number}/invoice"), record.line),
            subject: subject("", "", &day),
            trade: String::new(),
            meaning: Meaning::new("invoice_fee", "fee", CARRIER),
            amount: Ok(-fee),
            currency,
            day,
            payout: String::new(),
        };
        out.row(entry.row(MAKES, 1));
        out.close();
        Ok(())
    }

    /// The amounts of a shipment, as the carrier counts them, checked against its total.
    fn parts(&self, record: &Record<'_>, shipment: &str) -> Result<Vec<(Meaning, i128)>, ImportError> {
        let text = |name: &str| self.columns.text(record, &[name]);
        let mut parts = vec![(Meaning::new("freight", "shipping", CARRIER), self.amount(record, "weight charge")?)];
        for n in 1..=SURCHARGES {
            let charge = self.amount(record, &format!("xc{n} charge"))?;
            if charge != 0 {
                parts.push((surcharge(&text(&format!("xc{n} code")).to_uppercase(), &text(&format!("xc{n} name"))), charge));
            }
        }
        let total = self.amount(record, "total amount (excl. vat)")?;
        let sum: i128 = parts.iter().map(|p| p.1).sum();
        if (sum - total).abs() > CENT && !self.again {
            // Other charges and discounts beside the surcharges are rare; where they stand they belong to the sum.
            let mut more = Vec::new();
            for (name, kind, sign) in [
                ("other charges 1", "other_charges", 1),
                ("other charges 2", "other_charges", 1),
                ("discount 1 amount", "discount", -1),
                ("discount 2 amount", "discount", -1),
                ("discount 3 amount", "discount", -1),
                ("discount 1", "discount", -1),
                ("discount 2", "discount", -1),
                ("discount 3", "discount", -1),
            ] {
                let amount = self.amount(record, name)?;
                if amount != 0 {
                    more.push((Meaning::new(kind, "shipping", CARRIER), amount.abs() * sign));
                }
            }
            let with: i128 = sum + more.iter().map(|p| p.1).sum::<i128>();
            if more.is_empty() || (with - total).abs() > CENT {
                let what = format!("line {}: the total (excl. VAT) of shipment {shipment}", record.line);
                return Err(misses_total(&what, total, with, &text("currency"), "its weight charge and extra charges"));
            }
            parts.extend(more);
        }
        let vat = self.amount(record, "total tax")?;
        if vat != 0 {
            parts.push((Meaning::new("vat", "tax", CARRIER), vat));
        }
        Ok(parts)
    }

    fn shipment(&mut self, record: &Record<'_>, number: &str, out: &mut Groups) -> Result<(), ImportError> {
        let columns = &self.columns;
        let text = |names: &[&str]| columns.text(record, names);
        let mut id = text(&["shipment number", "awb number", "waybill number"]);
        if id.is_empty() {
            id = format!("{number}-{}", record.line);
        }
        let (currency, trade) = (text(&["currency"]), text(&["shipment reference 1"]));
        let shipped = self.day(record, &["shipment date", "invoice date"]);
        let day = self.day(record, &["invoice date", "shipment date"]);
        let total = self.amount(record, "total amount (excl. vat)")?;
        let parts = self.parts(record, &id)?;
        let grams = |names: &[&str]| columns.amount(record, names).map_or_else(|| text(names), |kg| plain(kg.saturating_mul(1000)));
        out.open(record);
        out.row(
            Row::new(MAKES, 0)
                .with("id", &id)
                .with("trade", &trade)
                .with("lane", text(&["product name", "product"]))
                .with("from", text(&["orig country code", "orig country name"]))
                .with("to", text(&["dest country code", "dest country name"]))
                .with("shipped_at", &shipped)
                .with("weight_g", grams(&["dhl scale weight (b)", "cust scale weight (a)", "weight (kg)"]))
                .with("charged_weight_g", grams(&["weight (kg)"]))
                .with("cost", plain(total))
                .with("currency", &currency)
                .with("tracking", &id),
        );
        for (meaning, amount) in parts {
            let entry = Entry {
                id: self.ids.next(format!("{number}/{id}/{}", meaning.kind), record.line),
                subject: ("shipment", id.clone()),
                trade: trade.clone(),
                meaning,
                amount: Ok(-amount),
                currency: currency.clone(),
                day: day.clone(),
                payout: String::new(),
            };
            out.row(entry.row(MAKES, 2));
        }
        out.close();
        let invoice = self.invoices.entry(number.to_owned()).or_default();
        invoice.sum += total;
        invoice.shipments += 1;
        Ok(())
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let number = self.columns.text(record, &["invoice number"]);
        match self.columns.text(record, &["line type"]).to_uppercase().as_str() {
            "I" => self.invoice(record, &number, out),
            // Every other line is about a shipment; one that is not has no total, and adds nothing.
            _ => self.shipment(record, &number, out),
        }
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        for (number, invoice) in self.invoices.iter().filter(|_| !self.again) {
            let Some(total) = invoice.total else {
                return Err(ImportError::refused(
                    "control.total",
                    format!("invoice {number} has {} shipments and no line of its own with its total", invoice.shipments),
                    "the file is cut off or filtered; download it again and import it unchanged. Nothing of it was imported",
                ));
            };
            let fits = |sum: i128| (sum - total).abs() <= CENT;
            if !fits(invoice.sum) && !fits(invoice.sum + invoice.fee) {
                let rows = format!("its {} shipments", invoice.shipments);
                return Err(misses_total(&format!("invoice {number}"), total, invoice.sum, &invoice.currency, &rows));
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
    fn surcharges_are_told_apart() {
        for (code, name, kind, component, other) in [
            ("XX", "IMPORT EXPORT DUTIES", "duty", "duty", "authority"),
            ("XB", "IMPORT EXPORT TAXES", "import_tax", "tax", "authority"),
            ("FF", "FUEL SURCHARGE", "fuel_surcharge", "shipping", "carrier"),
            ("DD", "DUTY TAX PAID", "brokerage", "fee", "carrier"),
            ("OO", "REMOTE AREA DELIVERY", "remote_area_delivery", "shipping", "carrier"),
            ("YY", "", "yy", "shipping", "carrier"),
        ] {
            let m = surcharge(code, name);
            assert_eq!((m.kind.as_str(), m.component, m.other), (kind, component, other), "{code}");
        }
    }
}
