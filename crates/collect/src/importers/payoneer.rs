//! Payoneer: the account's activity.
//!
//! Traps: credits and debits have a column each; only `Completed` rows move money; the time of day is a column of its own; a
//! withdrawal to a bank is a debit with `Transfer Amount` in the currency that arrived.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{CHARGE, Entry, Ids, Meaning, PAYOUT, PROVIDER, iso_day, slug, subject};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::record::Record;

const MAKES: &[Made] = &[CHARGE, PAYOUT];

/// The activity.
pub(crate) struct Payoneer;

impl Importer for Payoneer {
    fn name(&self) -> &'static str {
        "payoneer-activity"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["Credit Amount", "Debit Amount"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows { columns: Columns::of(start), ids: Ids::of(start.context) }))
    }
}

struct Rows {
    columns: Columns,
    ids: Ids,
}

/// What a row is, by its words; `received` tells credits from debits.
fn meaning(words: &str, received: bool) -> Meaning {
    let has = |parts: &[&str]| parts.iter().any(|p| words.contains(p));
    match () {
        () if has(&["fee"]) => Meaning::new("payment_fee", "fee", PROVIDER),
        () if has(&["refund", "reversal"]) => Meaning::new("refund", "other", PROVIDER),
        () if has(&["withdraw", "bank"]) => Meaning::new("transfer", "other", PROVIDER),
        () if received => Meaning::new("transfer", "other", PROVIDER),
        () => Meaning::new("payment", "other", PROVIDER),
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let status = text(&["status"]).to_lowercase();
        let currency = text(&["currency"]).to_uppercase();
        let day = Self::day(&text(&["transaction date"]));
        let words = text(&["description"]).to_lowercase();
        let moves = status == "completed";
        let side = |names: &[&str]| {
            let said = text(names);
            self.columns.amount(record, names).ok_or(said)
        };
        let (credit, debit) = (side(&["credit amount"]), side(&["debit amount"]));
        let amount = match (credit, debit) {
            (Ok(c), Ok(d)) => Ok(c - d.abs()),
            (Ok(c), Err(other)) if other.is_empty() => Ok(c),
            (Err(other), Ok(d)) if other.is_empty() => Ok(-d.abs()),
            (Err(c), Err(d)) => Err(if c.is_empty() { d } else { c }),
            (Ok(_), Err(wrong)) | (Err(wrong), Ok(_)) => Err(wrong),
        };
        let id = self.ids.next(text(&["transaction id"]), record.line);
        out.open(record);
        let withdrawn = moves && words.contains("withdraw") && amount.as_ref().is_ok_and(|a| *a < 0);
        if withdrawn {
            out.row(
                Row::new(MAKES, 1)
                    .with("id", id)
                    .with("amount", amount.map_or_else(|said| said, |a| plain(-a)))
                    .with("currency", currency)
                    .with("day", day)
                    .with("status", status),
            );
        } else {
            let received = amount.as_ref().is_ok_and(|a| *a > 0);
            let what = if moves { meaning(&words, received) } else { Meaning::new(slug(&status), "other", PROVIDER) };
            let entry = Entry {
                id,
                subject: subject("", "", &day),
                trade: String::new(),
                meaning: what,
                // What did not move has no effect, and is kept all the same.
                amount: if moves { amount } else { Ok(0) },
                currency,
                day,
                payout: String::new(),
            };
            out.row(entry.row(MAKES, 0));
        }
        out.close();
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "numbers": self.ids.numbers() }))
    }
}

impl Rows {
    /// The day as ISO 8601. The activity writes the month first (`10-31-2026`, `10/31/2026`).
    fn day(text: &str) -> String {
        let parts: Vec<&str> = text.split(['/', '-']).collect();
        match parts.as_slice() {
            [m, d, y] if y.len() == 4 => format!("{y}-{m:0>2}-{d:0>2}"),
            _ => iso_day(text),
        }
    }
}
