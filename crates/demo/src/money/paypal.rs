//! PayPal's activity download of a European account: `31.12.2026`, `1.234,56`, every field quoted, the balance running along.
//!
//! Once a month nearly everything is withdrawn to the bank. Some payments wait for a review first and say so in a row that moves
//! nothing.

use super::yearly::Yearly;
use super::{Closing, Entry, Event};
use crate::DemoError;
use crate::formats::pen::{Moment, all_quoted, grouped, share};
use crate::rows::Paperwork;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::currencies::{self, CURRENCIES};
use std::path::Path;

const HEADER: &str = "\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\
\"From Email Address\",\"To Email Address\",\"Transaction ID\",\"Reference Txn ID\",\"Invoice Number\",\"Balance\",\"Balance Impact\"\n";

/// Fee of a payment: a share and a fixed part.
const FEE_BPS: i64 = 349;
const FEE_FIXED: i64 = 35;
/// Stays on the account, minor units.
const FLOAT: i64 = 20_000;

/// The account.
pub(super) struct Paypal {
    balance: i64,
    made: u64,
    files: Yearly,
    row: Vec<u8>,
}

/// A row of the download.
struct Row<'a> {
    at: i64,
    name: &'a str,
    kind: &'a str,
    status: &'a str,
    gross: i64,
    fee: i64,
    reference: &'a str,
    order: &'a str,
    from: &'a str,
    impact: &'a str,
}

impl Paypal {
    pub(super) fn new(dir: &Path) -> Self {
        Paypal { balance: 0, made: 0, files: Yearly::new(dir, "paypal_activity", "paypal", HEADER), row: Vec::new() }
    }

    /// Takes in a payment or gives it back.
    pub(super) fn post(&mut self, entry: &Entry, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let order = &entry.order;
        let (id, mail) = (order.id.text(), crate::formats::mail(order));
        let currency = order.currency;
        let paid = format!("7P{:013}", order.id.number);
        let blank = Row {
            at: entry.at,
            name: "",
            kind: "",
            status: "Completed",
            gross: 0,
            fee: 0,
            reference: "",
            order: &id,
            from: &mail,
            impact: "Credit",
        };
        if matches!(entry.event, Event::Back) {
            let gross = -order.refunded(&order.life);
            tally.charge(currency, "refund", Basis::Actual, gross);
            let row = Row { kind: "Payment Refund", gross, reference: &paid, impact: "Debit", from: "", ..blank };
            return self.put(&row, None, today, paperwork);
        }
        let gross = order.total();
        let fee = share(gross, FEE_BPS) + FEE_FIXED;
        if order.id.number.is_multiple_of(50) {
            let row = Row { kind: "Express Checkout Payment", status: "Pending", gross, impact: "Memo", at: entry.at - 60, ..blank };
            self.put(&row, None, today, paperwork)?;
        }
        tally.charge(currency, "payment", Basis::Actual, gross);
        tally.charge(currency, "payment_fee", Basis::Actual, -fee);
        let row = Row { kind: "Express Checkout Payment", gross, fee: -fee, ..blank };
        self.put(&row, Some(&paid), today, paperwork)
    }

    /// Moves what is on the account to the bank.
    pub(super) fn withdraw(&mut self, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let amount = self.balance - FLOAT;
        if amount < FLOAT {
            return Ok(());
        }
        tally.payout("paypal", currencies::index("EUR"), amount);
        let kind = "General Withdrawal - Bank Account";
        let row = Row {
            at: today.end(),
            name: "",
            kind,
            status: "Completed",
            gross: -amount,
            fee: 0,
            reference: "",
            order: "",
            from: "",
            impact: "Debit",
        };
        self.put(&row, None, today, paperwork)
    }

    fn put(&mut self, row: &Row<'_>, id: Option<&str>, today: Closing, paperwork: &Paperwork) -> Result<(), DemoError> {
        if row.impact != "Memo" {
            self.balance += row.gross + row.fee;
        }
        self.made += 1;
        let moment = Moment::new(paperwork.stamps, row.at, 0);
        let currency = &CURRENCIES[currencies::index("EUR")];
        let money = |minor: i64| grouped(minor, currency.digits, '.', ',');
        let own = format!("9X{:013}", self.made);
        let fields: [&str; 17] = [
            &format!("{}.{}.{}", moment.day_of_month(), moment.month(), moment.year()),
            &moment.time(),
            "UTC",
            row.name,
            row.kind,
            row.status,
            currency.code,
            &money(row.gross),
            &money(row.fee),
            &money(row.gross + row.fee),
            row.from,
            "pay@haoyun.example",
            id.unwrap_or(&own),
            row.reference,
            row.order,
            &money(self.balance),
            row.impact,
        ];
        self.row.clear();
        all_quoted(&fields, &mut self.row);
        self.files.write(today.date.year(), &self.row, 1)
    }

    pub(super) fn close(self) -> Result<Vec<DemoFile>, DemoError> {
        self.files.close()
    }
}
