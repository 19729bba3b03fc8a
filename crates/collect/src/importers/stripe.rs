//! Stripe: the itemised balance (`balance_change_from_activity.itemized`, `balance_transactions`) and `payouts.itemized`.
//!
//! Traps: times have no zone (columns ending in `_utc` are preferred); `fee` is positive and `net` = `gross` - `fee`; more than a
//! hundred optional columns; the payout itself is a row of the balance, and only a column of its items.

use crate::ImportError;
use crate::importers::columns::Columns;
use crate::importers::entry::{BUYER, CHARGE, EXTRA_CHARGE, EXTRA_PAYOUT, Entry, Meaning, PAYOUT, PROVIDER, iso_day, slug, subject};
use crate::importers::number::plain;
use crate::importers::{Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::AMOUNT_MISMATCH;
use crate::record::Record;
use std::collections::BTreeMap;

const MAKES: &[Made] = &[CHARGE, EXTRA_CHARGE, PAYOUT, EXTRA_PAYOUT];

/// The balance, item by item.
pub(crate) struct Stripe;

impl Importer for Stripe {
    fn name(&self) -> &'static str {
        "stripe-balance"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn amounts(&self) -> &'static [&'static str] {
        &["gross", "fee", "net"]
    }

    fn reader(&self, start: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        let known: Vec<((String, String), Sum)> =
            start.context.and_then(|c| serde_json::from_value(c["payouts"].clone()).ok()).unwrap_or_default();
        Ok(Box::new(Rows { columns: Columns::of(start), again: start.context.is_some(), payouts: known.into_iter().collect() }))
    }
}

/// What a payout is made of.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Sum {
    /// Micro units.
    net: i64,
    day: String,
    status: String,
}

struct Rows {
    columns: Columns,
    again: bool,
    /// By payout and currency.
    payouts: BTreeMap<(String, String), Sum>,
}

/// What a reporting category is.
fn meaning(category: &str) -> Meaning {
    match category {
        "charge" | "charge_failure" | "partial_capture_reversal" | "platform_earning" => Meaning::new("payment", "goods", BUYER),
        "refund" | "refund_failure" => Meaning::new("refund", "goods", BUYER),
        "dispute" | "dispute_reversal" => Meaning::new("chargeback", "other", PROVIDER),
        "fee" | "network_cost" => Meaning::new("payment_fee", "fee", PROVIDER),
        "tax" => Meaning::new("tax_on_fees", "tax", PROVIDER),
        "topup" | "topup_reversal" | "transfer" | "transfer_reversal" | "connect_collection_transfer" => {
            Meaning::new("transfer", "other", PROVIDER)
        }
        "risk_reserved_funds" | "connect_reserved_funds" => Meaning::new("reserve", "other", PROVIDER),
        other => Meaning::new(slug(if other.is_empty() { "other" } else { other }), "other", PROVIDER),
    }
}

impl Reader for Rows {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        let text = |names: &[&str]| self.columns.text(record, names);
        let id = text(&["balance_transaction_id"]);
        let category = text(&["reporting_category", "type"]).to_lowercase();
        let day = iso_day(&text(&["created_utc", "created", "effective_at_utc", "effective_at"]));
        let currency = text(&["currency"]).to_uppercase();
        let amount = |name: &str| self.columns.amount(record, &[name]).ok_or_else(|| text(&[name]));
        let (gross, fee, net) = (amount("gross"), amount("fee"), amount("net"));
        out.open(record);
        if let (Ok(gross), Ok(fee), Ok(net)) = (&gross, &fee, &net)
            && gross - fee != *net
        {
            out.refuse(&AMOUNT_MISMATCH, "amount", format!("{} - {} is not {}", plain(*gross), plain(*fee), plain(*net)));
        }
        if let Err(said) = &fee
            && !said.is_empty()
        {
            out.refuse(&AMOUNT_MISMATCH, "amount", said);
        }
        let fee = fee.unwrap_or(0);
        let payout = text(&["payout_id", "automatic_payout_id"]);
        if matches!(category.as_str(), "payout" | "payout_reversal") {
            let own = text(&["source_id", "payout_id", "automatic_payout_id"]);
            let said = gross.as_ref().map_or_else(Clone::clone, |g| plain(-g));
            out.row(
                Row::new(MAKES, 2)
                    .with("id", if own.is_empty() { &id } else { &own })
                    .with("amount", said)
                    .with("currency", &currency)
                    .with("day", iso_day(&text(&["available_on_utc", "available_on", "created_utc", "created"])))
                    .with("status", category),
            );
        } else {
            if let (false, false, Ok(net)) = (self.again, payout.is_empty() || !self.columns.has(&["payout_status"]), &net) {
                let sum = self.payouts.entry((payout.clone(), currency.clone())).or_default();
                sum.net = sum.net.saturating_add(i64::try_from(*net).unwrap_or(0));
                sum.day = iso_day(&text(&["payout_expected_arrival_date", "effective_at_utc", "effective_at"]));
                sum.status = text(&["payout_status"]);
            }
            let trade = text(&["payment_metadata[order_id]", "order_id", "payment_metadata[order]"]);
            let entry = Entry {
                id: id.clone(),
                subject: subject(&trade, "", &day),
                trade: trade.clone(),
                meaning: meaning(&category),
                amount: gross,
                currency: currency.clone(),
                day: day.clone(),
                payout: payout.clone(),
            };
            out.row(entry.row(MAKES, 0));
        }
        if fee != 0 {
            let entry = Entry {
                id: format!("{id}/fee"),
                subject: subject("", "", &day),
                trade: text(&["payment_metadata[order_id]", "order_id", "payment_metadata[order]"]),
                meaning: Meaning::new("payment_fee", "fee", PROVIDER),
                amount: Ok(-fee),
                currency,
                day,
                payout,
            };
            out.row(entry.row(MAKES, 1));
        }
        // The last group stays open: payouts that follow from the items are added to it at the end of the file. Should it go to
        // quarantine, its replay brings them.
        Ok(())
    }

    fn end(&mut self, out: &mut Groups) -> Result<(), ImportError> {
        for ((id, currency), sum) in &self.payouts {
            out.row(
                Row::new(MAKES, 3)
                    .with("id", id)
                    .with("amount", plain(i128::from(sum.net)))
                    .with("currency", currency)
                    .with("day", &sum.day)
                    .with("status", &sum.status),
            );
        }
        out.close();
        Ok(())
    }

    fn context(&self) -> Option<serde_json::Value> {
        Some(serde_json::json!({ "payouts": self.payouts.iter().collect::<Vec<_>>() }))
    }
}
