//! PayPal: the activity download.
//!
//! Traps: only `Completed` rows whose balance impact is a credit or a debit move money, all others (pending, denied, memo) stay in the
//! ledger with no amount; `Fee` is negative and `Net` = `Gross` + `Fee`; European files write `1.234,56` and `31.12.2026`, British ones
//! `31/12/2026`, American ones `12/31/2026`; `Balance` runs along, per currency, in either order of time, and proves that no row is missing.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{
    BUYER, CARRIER, CHARGE, EXTRA_CHARGE, Entry, Ids, Meaning, PAYOUT, PROVIDER, iso_day, misses_total, slug, subject,
};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::AMOUNT_MISMATCH;
use crate::record::Record;
use entrepot_domain::money::DecimalStyle;
use std::collections::BTreeMap;

const MAKES: &[Made] = &[CHARGE, EXTRA_CHARGE, PAYOUT];

/// The activity download.
pub(crate) struct Paypal;

impl Importer for Paypal {
    fn name(&self) -> &'static str {
        "paypal-activity"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["Gross", "Fee", "Net", "Balance"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Rows {
            european: start.style == DecimalStyle::COMMA_GROUPED,
            columns: Columns::of(start),
            ids: Ids::of(start.context),
            again: start.context.is_some(),
            running: BTreeMap::new(),
        }))
    }
}

/// The running balance of one currency.
#[derive(Debug)]
struct Running {
    /// Balance and net of the first and of the last row that moved money, with their lines.
    first: (i128, i128, u64),
    last: (i128, i128, u64),
    sum: i128,
    rows: u64,
}

struct Rows {
    european: bool,
    columns: Columns,
    ids: Ids,
    again: bool,
    running: BTreeMap<String, Running>,
}

/// What a type of activity is; `incoming` tells payments received from payments made.
fn meaning(kind: &str, incoming: bool) -> Meaning {
    let has = |parts: &[&str]| parts.iter().any(|p| kind.contains(p));
    match kind {
        _ if has(&["withdraw", "bank deposit", "deposit to pp", "transfer to bank", "conversion", "transfer from bank"]) => {
            Meaning::new("transfer", "other", PROVIDER)
        }
        _ if has(&["hold", "reserve", "authorization", "authorisation"]) => Meaning::new("reserve", "other", PROVIDER),
        _ if has(&["chargeback fee", "dispute fee", "fee reversal"]) => Meaning::new("payment_fee", "fee", PROVIDER),
        _ if has(&["chargeback", "dispute"]) => Meaning::new("chargeback", "other", PROVIDER),
        _ if has(&["refund", "reversal"]) => Meaning::new("refund", "goods", BUYER),
        _ if has(&["postage", "shipping"]) && !incoming => Meaning::new("shipping_label", "shipping", CARRIER),
        _ if kind.ends_with("fee") || has(&["fee payment", "partner fee"]) => Meaning::new("payment_fee", "fee", PROVIDER),
        _ if has(&["tax"]) => Meaning::new("tax_withheld", "tax", PROVIDER),
        _ if incoming => Meaning::new("payment", "goods", BUYER),
        // Paid with the balance: a supplier, an advertiser, anybody. It moved, and that is all the file says.
        _ if has(&["payment", "checkout", "purchase"]) => Meaning::new("payment", "other", PROVIDER),
        other => Meaning::new(slug(if other.is_empty() { "other" } else { other }), "other", PROVIDER),
    }
}

impl Rows {
    /// The row's day. With slashes, only files of American accounts write the month first; their zone tells them.
    fn day(&self, text: &str, zone: &str) -> String {
        let american = ["P", "M", "C", "E", "AK", "H"].iter().any(|z| ["ST", "DT"].iter().any(|t| zone == format!("{z}{t}")));
        let month_first = !self.european && (american || zone.starts_with("America/") || zone.starts_with("US/"));
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            [a, b, y] if y.len() == 4 => {
                let (d, m) = if month_first { (b, a) } else { (a, b) };
                format!("{y}-{m:0>2}-{d:0>2}")
            }
            _ => iso_day(text),
        }
    }

    fn control(&mut self, currency: &str, net: i128, balance: i128, line: u64) {
        let here = (balance, net, line);
        let running = self.running.entry(currency.to_owned()).or_insert(Running { first: here, last: here, sum: 0, rows: 0 });
        running.last = here;
        running.sum += net;
        running.rows += 1;
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let (id, kind, status) = (text(&["transaction id"]), text(&["type"]).to_lowercase(), text(&["status"]).to_lowercase());
        let (impact, currency) = (text(&["balance impact"]).to_lowercase(), text(&["currency"]));
        let day = self.day(&text(&["date"]), &text(&["timezone"]));
        let trade = text(&["invoice number", "custom number"]);
        let amount = |name: &str| self.columns.amount(record, &[name]).ok_or_else(|| text(&[name]));
        let (gross, fee, net, balance) = (amount("gross"), amount("fee"), amount("net"), amount("balance"));
        let moves = status == "completed" && impact != "memo";
        out.open(record);
        if moves {
            let exact = matches!((&gross, &fee, &net), (Ok(g), Ok(f), Ok(n)) if g + f == *n)
                || matches!((&gross, &fee, &net), (Ok(g), Err(f), Ok(n)) if f.is_empty() && g == n);
            if !exact && gross.is_ok() {
                let shown = |a: &Result<i128, String>| a.as_ref().map_or_else(Clone::clone, |a| plain(*a));
                out.refuse(&AMOUNT_MISMATCH, "amount", format!("{} + {} is not {}", shown(&gross), shown(&fee), shown(&net)));
            }
        }
        // The same transaction may stand twice: a conversion has a row a currency.
        let base = format!("{id}/{currency}/{kind}");
        let unique = self.ids.next(base, record.line);
        let incoming = gross.as_ref().is_ok_and(|g| *g >= 0);
        let fee = fee.unwrap_or(0);
        let mut what = meaning(&kind, incoming);
        if !moves {
            what = Meaning::new(slug(if status == "completed" { &impact } else { &status }), "other", PROVIDER);
            if what.kind.is_empty() {
                "memo".clone_into(&mut what.kind);
            }
        }
        let withdrawal = moves && kind.contains("withdraw") && gross.as_ref().is_ok_and(|g| *g < 0);
        if withdrawal {
            out.row(
                Row::new(MAKES, 2)
                    .with("id", &unique)
                    .with("amount", gross.as_ref().map_or_else(Clone::clone, |g| plain(-g)))
                    .with("currency", &currency)
                    .with("day", &day)
                    .with("status", &status),
            );
        } else {
            let entry = Entry {
                id: unique.clone(),
                subject: subject(&trade, "", &day),
                trade: trade.clone(),
                meaning: what,
                // What did not move has no effect, and is kept all the same.
                amount: if moves { gross } else { Ok(0) },
                currency: currency.clone(),
                day: day.clone(),
                payout: String::new(),
            };
            out.row(entry.row(MAKES, 0));
        }
        if moves && fee != 0 {
            let entry = Entry {
                id: format!("{unique}/fee"),
                subject: subject(&trade, "", &day),
                trade,
                meaning: Meaning::new("payment_fee", "fee", PROVIDER),
                amount: Ok(fee),
                currency: currency.clone(),
                day,
                payout: String::new(),
            };
            out.row(entry.row(MAKES, 1));
        }
        out.close();
        if let (true, false, Ok(net), Ok(balance)) = (moves, self.again, net, balance) {
            self.control(&currency, net, balance, record.line);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        out.close();
        for (currency, r) in &self.running {
            // Either the oldest row comes first, or the latest.
            let forward = r.first.0 - r.first.1 + r.sum;
            let backward = r.last.0 - r.last.1 + r.sum;
            if forward != r.last.0 && backward != r.first.0 {
                let newest_first = (forward - r.last.0).abs() > (backward - r.first.0).abs();
                let (says, adds, line) = if newest_first { (r.first.0, backward, r.first.2) } else { (r.last.0, forward, r.last.2) };
                let rows = format!("the balance before and the {} rows that moved {currency}", r.rows);
                return Err(misses_total(&format!("the running balance on line {line}"), says, adds, currency, &rows));
            }
        }
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "numbers": self.ids.numbers() }))
    }
}
