//! The settlement report as a flat file: layout V2 (one amount a row) and V1 (several amounts a row).
//!
//! Traps: the row that carries `total-amount` is the payout, and only it names the currency; European files write a decimal comma,
//! days as `31.12.2026`, and mix countries in one settlement; `marketplace-name` may be empty; a `Transfer` row is the
//! payout again with the other sign. The amounts add up to `total-amount` to the cent, or the file is refused.

use super::kinds::{Class, meaning};
use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{CHARGE, EXTRA_CHARGE, Entry, Ids, Meaning, PAYOUT, PLATFORM, iso_day, misses_total, subject, unreadable};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::VALUE_MISSING;
use crate::record::Record;
use std::collections::BTreeMap;

const MAKES: &[Made] = &[CHARGE, EXTRA_CHARGE, PAYOUT];

/// The settlement report.
pub(crate) struct Settlement;

impl Importer for Settlement {
    fn name(&self) -> &'static str {
        "amazon-settlement"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["total-amount", "amount", "price-amount", "item-related-fee-amount", "other-amount"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        let known = start.context.and_then(|c| serde_json::from_value(c["settlements"].clone()).ok());
        Ok(Box::new(Rows {
            columns: Columns::of(start),
            ids: Ids::of(start.context),
            again: start.context.is_some(),
            all: known.unwrap_or_default(),
        }))
    }
}

/// What is known of one settlement.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Account {
    currency: String,
    /// Brought over from the settlement before.
    opening: i64,
    /// Kept back for the next one.
    reserve: i64,
    #[serde(skip)]
    total: Option<i128>,
    #[serde(skip)]
    sum: i128,
    #[serde(skip)]
    transfer: i128,
    #[serde(skip)]
    rows: u64,
    /// The payout's row: text, line, day.
    #[serde(skip)]
    payout: Option<(Vec<u8>, u64, String)>,
}

/// One amount of a row: heading, words, text.
struct Part {
    class: Class,
    words: String,
    text: String,
}

struct Rows {
    columns: Columns,
    ids: Ids,
    again: bool,
    all: BTreeMap<String, Account>,
}

/// Where layout V1 writes amounts: heading, column of the words, column of the amount.
const WIDE: &[(Class, &str, &str)] = &[
    (Class::ShipmentFee, "shipment-fee-type", "shipment-fee-amount"),
    (Class::OrderFee, "order-fee-type", "order-fee-amount"),
    (Class::Price, "price-type", "price-amount"),
    (Class::ItemFee, "item-related-fee-type", "item-related-fee-amount"),
    (Class::Promotion, "promotion-type", "promotion-amount"),
    (Class::DirectPayment, "direct-payment-type", "direct-payment-amount"),
    (Class::Other, "other-fee-reason-description", "other-fee-amount"),
    (Class::Other, "transaction-type", "misc-fee-amount"),
    (Class::Other, "transaction-type", "other-amount"),
];

impl Rows {
    /// The amounts of a row.
    fn parts(&self, record: &Record<'_>) -> Vec<Part> {
        let text = |name: &str| self.columns.text(record, &[name]);
        if self.columns.has(&["amount-type"]) {
            let (kind, description) = (text("amount-type"), text("amount-description"));
            let class = Class::of(&kind);
            let vague = description.is_empty() || description.eq_ignore_ascii_case("transactiontotalamount");
            let words = match (class, vague) {
                (Class::Other, true) if kind.eq_ignore_ascii_case("other-transaction") || kind.is_empty() => text("transaction-type"),
                (Class::Other, true) => kind,
                (Class::Other, false) if kind.to_lowercase().contains("advertis") || kind.to_lowercase().contains("reimbursement") => {
                    format!("{kind} {description}")
                }
                _ => description,
            };
            return vec![Part { class, words, text: text("amount") }];
        }
        let mut parts = Vec::new();
        for (class, words, amount) in WIDE {
            let amount = text(amount);
            if amount.is_empty() {
                continue;
            }
            let mut words = text(words);
            if words.is_empty() {
                words = text("transaction-type");
            }
            let withheld = words.to_lowercase().contains("facilitator");
            parts.push(Part { class: if withheld { Class::WithheldTax } else { *class }, words, text: amount });
        }
        if parts.is_empty() {
            // A row without an amount still is a row.
            parts.push(Part { class: Class::Other, words: text("transaction-type"), text: "0".to_owned() });
        }
        parts
    }

    fn header(&mut self, record: &Record<'_>, id: &str, total: &str) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let day = iso_day(&text(&["deposit-date", "settlement-end-date"]));
        let currency = text(&["currency"]);
        let read = self.columns.amount(record, &["total-amount"]);
        let account = self.all.entry(id.to_owned()).or_default();
        if account.payout.is_some() {
            return Err(ImportError::refused(
                "control.total",
                format!("line {}: settlement {id} has a second row with a total-amount", record.line),
                "the file was put together from several; import each report unchanged. Nothing of it was imported",
            ));
        }
        account.currency = currency;
        account.total = Some(read.ok_or_else(|| unreadable(record.line, "total-amount", total))?);
        account.payout = Some((record.raw.to_vec(), record.line, day));
        Ok(())
    }
}

/// Micro units as a whole number that JSON holds.
fn small(micros: i128) -> i64 {
    i64::try_from(micros).unwrap_or(0)
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let id = self.columns.text(record, &["settlement-id"]);
        if id.is_empty() {
            out.reject(record.line, record.raw, &VALUE_MISSING, Some("payout_id"), None);
            return Ok(());
        }
        let total = self.columns.text(record, &["total-amount"]);
        let transaction = self.columns.text(record, &["transaction-type"]);
        if !total.is_empty() && transaction.is_empty() {
            return self.header(record, &id, &total);
        }
        let text = |names: &[&str]| self.columns.text(record, names);
        let (order, sku, item) = (text(&["order-id"]), text(&["sku"]), text(&["order-item-code", "adjustment-id"]));
        let day = iso_day(&text(&["posted-date", "posted-date-time"]));
        let parts = self.parts(record);
        let style = self.columns.style();
        out.open(record);
        let account = self.all.entry(id.clone()).or_default();
        account.rows += 1;
        for (n, part) in parts.into_iter().enumerate() {
            let amount = crate::importers::number::money(part.text.as_bytes(), style);
            if amount.is_none() && !self.again {
                return Err(unreadable(record.line, "the amount", &part.text));
            }
            let value = amount.unwrap_or(0);
            // The old layout calls withheld tax a price; both layouts call everything else by its own words.
            let transfer = transaction.eq_ignore_ascii_case("transfer");
            let meaning = if transfer { Meaning::new("transfer", "other", PLATFORM) } else { meaning(part.class, &part.words) };
            if !self.again {
                match meaning.kind.as_str() {
                    "transfer" if transfer => account.transfer += value,
                    _ => account.sum += value,
                }
                if meaning.kind == "reserve" {
                    if value < 0 {
                        account.reserve = account.reserve.saturating_sub(small(value));
                    } else {
                        account.opening = account.opening.saturating_add(small(value));
                    }
                }
            }
            let said = if part.class == Class::Other { String::new() } else { transaction.to_lowercase() };
            let base = format!("{id}/{said}/{order}/{item}/{sku}/{}/{}/{}", part.class.name(), part.words.to_lowercase(), plain(value));
            let entry = Entry {
                id: self.ids.next(base, record.line),
                subject: subject(&order, &sku, &day),
                trade: order.clone(),
                meaning,
                amount: amount.ok_or(part.text),
                currency: account.currency.clone(),
                day: day.clone(),
                payout: id.clone(),
            };
            out.row(entry.row(MAKES, usize::from(n > 0)));
        }
        out.close();
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        for (id, account) in &mut self.all {
            if !self.again {
                account.check(id)?;
            }
            let (Some(total), Some((raw, line, day))) = (account.total, account.payout.take()) else { continue };
            out.open(&Record { text: &raw, spans: &[], raw: &raw, line });
            out.row(
                Row::new(MAKES, 2)
                    .with("id", id)
                    .with("amount", plain(total))
                    .with("currency", &account.currency)
                    .with("opening", plain(i128::from(account.opening)))
                    .with("reserve", plain(i128::from(account.reserve)))
                    .with("day", day)
                    .with("status", "paid"),
            );
            out.close();
        }
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "settlements": self.all, "numbers": self.ids.numbers() }))
    }
}

impl Account {
    /// Do the rows add up to the total?
    fn check(&self, id: &str) -> Result<(), ImportError> {
        let Some(total) = self.total else {
            return Err(ImportError::refused(
                "control.total",
                format!("settlement {id} has {} rows and no row with its total-amount", self.rows),
                "the first rows are missing; download the file again and import it unchanged. Nothing of it was imported",
            ));
        };
        let rows = format!("its {} rows", self.rows);
        if self.sum != total {
            return Err(misses_total(&format!("total-amount of settlement {id}"), total, self.sum, &self.currency, &rows));
        }
        if self.transfer != 0 && self.transfer != -total {
            return Err(misses_total(&format!("the transfer of settlement {id}"), -self.transfer, total, &self.currency, &rows));
        }
        Ok(())
    }
}
