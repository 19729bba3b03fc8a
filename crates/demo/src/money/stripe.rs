//! Stripe's balance, itemised: payments, refunds and fees of the shop, and the payout of every week.
//!
//! A payment becomes a part of the payout of its week; in a week that brought less than went back nothing is paid out, and it goes into
//! the next one. The days after the last Sunday are not paid out yet. Times are UTC and do not say so.

use super::yearly::Yearly;
use super::{Closing, Entry, Event};
use crate::DemoError;
use crate::formats::pen::{Moment, csv, plain, share};
use crate::rows::Paperwork;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::currencies::CURRENCIES;
use std::path::Path;

const HEADER: &str = "balance_transaction_id,created_utc,created,available_on_utc,available_on,currency,gross,fee,net,\
reporting_category,source_id,description,automatic_payout_id,payment_metadata[order_id]\n";

/// Fee of a payment: a share and a fixed part.
const FEE_BPS: i64 = 290;
const FEE_FIXED: i64 = 30;
/// Days until money is available.
const AVAILABLE_S: i64 = 2 * 86_400;

/// A movement that is waiting for its payout.
struct Movement {
    id: String,
    at: i64,
    category: &'static str,
    gross: i64,
    fee: i64,
    source: String,
    order: String,
    currency: usize,
}

/// The provider's report.
pub(super) struct Stripe {
    week: Vec<Movement>,
    files: Yearly,
}

impl Stripe {
    pub(super) fn new(dir: &Path) -> Self {
        Stripe { week: Vec::new(), files: Yearly::new(dir, "stripe_balance", "stripe", HEADER) }
    }

    /// Takes in a payment or gives it back.
    pub(super) fn post(&mut self, entry: &Entry) {
        let order = &entry.order;
        let number = order.id.number;
        let (category, gross, fee, letter) = match entry.event {
            Event::Back => ("refund", -order.refunded(&order.life), 0, 'r'),
            _ => ("charge", order.total(), share(order.total(), FEE_BPS) + FEE_FIXED, 'c'),
        };
        self.week.push(Movement {
            id: format!("txn_1N{number:08}{letter}"),
            at: entry.at,
            category,
            gross,
            fee,
            source: format!("{}_3N{number:08}", if letter == 'c' { "ch" } else { "re" }),
            order: order.id.text(),
            currency: order.currency,
        });
    }

    /// Pays out the week, or only writes down what has not been paid out by the last day.
    pub(super) fn close_week(&mut self, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let net: i64 = self.week.iter().map(|movement| movement.gross - movement.fee).sum();
        let pays = today.ends_week() && net > 0;
        if !pays && today.ends_week() || self.week.is_empty() {
            return Ok(());
        }
        let payout = if pays { format!("po_1N{}", today.date.strftime("%Y%m%d")) } else { String::new() };
        let mut rows = Vec::new();
        let mut count = 0;
        let currency = self.week[0].currency;
        for movement in std::mem::take(&mut self.week) {
            tally.charge(currency, if movement.category == "refund" { "refund" } else { "payment" }, Basis::Actual, movement.gross);
            if movement.fee != 0 {
                tally.charge(currency, "payment_fee", Basis::Actual, -movement.fee);
            }
            movement.row(&payout, paperwork, &mut rows);
            count += 1;
        }
        if pays {
            tally.payout("stripe", currency, net);
            let out = Movement {
                id: format!("txn_1N{}po", today.date.strftime("%Y%m%d")),
                at: today.end(),
                category: "payout",
                gross: -net,
                fee: 0,
                source: payout.clone(),
                order: String::new(),
                currency,
            };
            out.row(&payout, paperwork, &mut rows);
            count += 1;
        }
        self.files.write(today.date.year(), &rows, count)
    }

    pub(super) fn close(self) -> Result<Vec<DemoFile>, DemoError> {
        self.files.close()
    }
}

impl Movement {
    fn row(&self, payout: &str, paperwork: &Paperwork, out: &mut Vec<u8>) {
        let currency = &CURRENCIES[self.currency];
        let created = Moment::new(paperwork.stamps, self.at, 0).stamp();
        let available = Moment::new(paperwork.stamps, self.at + AVAILABLE_S, 0);
        let available = format!("{} 00:00:00", available.day());
        let description = match self.category {
            "payout" => "STRIPE PAYOUT".to_owned(),
            "refund" => format!("Refund for order {}", self.order),
            _ => format!("Order {}", self.order),
        };
        let fields: [&str; 14] = [
            &self.id,
            &created,
            &created,
            &available,
            &available,
            &currency.code.to_lowercase(),
            &plain(self.gross, currency.digits),
            &plain(self.fee, currency.digits),
            &plain(self.gross - self.fee, currency.digits),
            self.category,
            &self.source,
            &description,
            payout,
            &self.order,
        ];
        csv(&fields, out);
    }
}
