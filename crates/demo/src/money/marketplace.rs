//! What eBay takes and pays, as the seller has written it down in the plain formats of charges and payouts: there is no report of it
//! that could be imported as it is.

use super::{Closing, Entry, Event};
use crate::DemoError;
use crate::calendar::number;
use crate::clock::{SHANGHAI_MIN, shanghai_day};
use crate::formats::pen::{Moment, csv, plain, share};
use crate::order::Paper;
use crate::rows::Paperwork;
use crate::sink::Sink;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::currencies::CURRENCIES;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Header of `charges`.
pub(super) const CHARGES: &str = "charge_id,date,kind,component,amount,currency,payer,payee,subject_kind,subject_id,order_id,\
rule_id,basis,payout_id\n";
const PAYOUTS: &str = "payout_id,date,platform,amount,currency,status\n";

/// Final value fee: a share of all that the buyer pays, and a fixed part a payment.
const FEE_BPS: i64 = 1_290;
const FEE_FIXED: i64 = 35;

/// The two files, and what the week has brought by currency.
pub(super) struct Marketplace {
    charges: Sink,
    payouts: Sink,
    week: BTreeMap<usize, i64>,
    /// Day number of the last Sunday: what comes later is not paid out yet.
    paid_until: i32,
    row: Vec<u8>,
}

impl Marketplace {
    pub(super) fn create(dir: &Path, last: Date, orders: u64) -> Result<Self, DemoError> {
        let since_sunday = i32::from(last.weekday().to_sunday_zero_offset());
        Ok(Marketplace {
            charges: Sink::create(dir, "ebay_charges.csv", CHARGES, orders / 5)?,
            payouts: Sink::create(dir, "ebay_payouts.csv", PAYOUTS, 0)?,
            week: BTreeMap::new(),
            paid_until: number(last) - since_sunday,
            row: Vec::new(),
        })
    }

    /// Writes down a payment with its fee, or what went back.
    pub(super) fn post(&mut self, entry: &Entry, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let order = &entry.order;
        let trade = order.id.with(Paper::Sale).text();
        let day = shanghai_day(entry.at);
        let total = order.total();
        let payout = if day <= self.paid_until { payout_id(sunday(day), order.currency) } else { String::new() };
        let amounts = match (&entry.event, order.id.paper) {
            (Event::Back, Paper::Adjustment) => vec![("goodwill", "other", "buyer", total)],
            (Event::Back, _) => {
                vec![("refund", "goods", "buyer", total), ("tax_withheld", "tax", "authority", -order.tax())]
            }
            _ => vec![
                ("payment", "goods", "buyer", total),
                ("tax_withheld", "tax", "authority", -order.tax()),
                ("commission", "fee", "platform", -(share(total, FEE_BPS) + FEE_FIXED)),
            ],
        };
        let digits = CURRENCIES[order.currency].digits;
        let moment = Moment::new(paperwork.stamps, entry.at, SHANGHAI_MIN);
        for (kind, component, other, minor) in amounts.into_iter().filter(|amount| amount.3 != 0) {
            let (payer, payee) = if minor > 0 { (other, "seller") } else { ("seller", other) };
            let fields: [&str; 14] = [
                &format!("{}/{kind}", order.id.text()),
                moment.day(),
                kind,
                component,
                &plain(minor.abs(), digits),
                CURRENCIES[order.currency].code,
                payer,
                payee,
                "trade",
                &trade,
                &trade,
                "",
                "actual",
                &payout,
            ];
            self.row.clear();
            csv(&fields, &mut self.row);
            self.charges.write(&self.row, 1)?;
            *self.week.entry(order.currency).or_default() += minor;
            tally.charge(order.currency, kind, Basis::Actual, minor);
        }
        Ok(())
    }

    /// Pays out the week.
    pub(super) fn close_week(&mut self, today: Closing, tally: &mut Tally) -> Result<(), DemoError> {
        for (currency, minor) in std::mem::take(&mut self.week) {
            let amount = plain(minor, CURRENCIES[currency].digits);
            let day = today.date.to_string();
            self.row.clear();
            csv(&[&payout_id(today.day, currency), &day, "ebay", &amount, CURRENCIES[currency].code, "paid"], &mut self.row);
            self.payouts.write(&self.row, 1)?;
            tally.payout("ebay", currency, minor);
        }
        Ok(())
    }

    pub(super) fn close(self) -> Result<(DemoFile, DemoFile), DemoError> {
        let (charges, rows) = self.charges.close()?;
        let (payouts, paid) = self.payouts.close()?;
        Ok((DemoFile::clean(charges, "charges", rows), DemoFile::clean(payouts, "payouts", paid)))
    }
}

/// The Sunday that ends the week of a day. Day 0 was a Thursday, day 3 a Sunday.
fn sunday(day: i32) -> i32 {
    day + (3 - day).rem_euclid(7)
}

fn payout_id(sunday: i32, currency: usize) -> String {
    format!("EB-{}-{}", crate::calendar::plus(jiff::civil::date(1970, 1, 1), sunday), CURRENCIES[currency].code)
}
