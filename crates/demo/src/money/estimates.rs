//! The seller's own estimates in the plain format of charges: commission of platforms whose statements are not at hand, and
//! freight of express parcels by the rate card, until the carrier's bill takes the place of the estimate of the same shipment.
//! What other parcels cost stands in the shipments file, and is not told twice.

use super::marketplace::CHARGES;
use crate::DemoError;
use crate::clock::SHANGHAI_MIN;
use crate::formats::pen::{Moment, csv, plain, share};
use crate::order::{Mode, Order, Paper};
use crate::rows::Paperwork;
use crate::shipments::Sent;
use crate::sink::Sink;
use crate::summary::{Basis, DemoFile, Tally};
use crate::tables::currencies::{self, CURRENCIES};
use crate::tables::platforms::Export;
use std::path::Path;

/// Writes the estimates of every parcel that leaves.
pub(super) struct Estimates {
    sink: Sink,
    row: Vec<u8>,
}

impl Estimates {
    pub(super) fn create(dir: &Path, orders: u64) -> Result<Self, DemoError> {
        Ok(Estimates { sink: Sink::create(dir, "own_estimates.csv", CHARGES, orders)?, row: Vec::new() })
    }

    /// What a sale that has left is expected to cost. `billed`: the carrier's bill has come.
    pub(super) fn write(
        &mut self, order: &Order, sent: &Sent, at: i64, billed: bool, paperwork: &Paperwork, tally: &mut Tally,
    ) -> Result<(), DemoError> {
        let moment = Moment::new(paperwork.stamps, at, SHANGHAI_MIN);
        let trade = order.id.text();
        // What partners sell on is their business, not ours.
        let ours = order.id.paper == Paper::Sale && order.parent.is_none();
        if ours && order.export() == Export::Plain && order.life.cancelled.is_none() {
            let (bps, rule) = match order.mode {
                Mode::B2c => (800, "demo-commission-b2c"),
                Mode::B2b => (300, "demo-commission-b2b"),
                Mode::B2b2c => (500, "demo-commission-b2b2c"),
            };
            let minor = share(order.net(), bps);
            let amount = plain(minor, CURRENCIES[order.currency].digits);
            let code = CURRENCIES[order.currency].code;
            let id = format!("E/{trade}");
            self.put(&[
                &id,
                moment.day(),
                "commission",
                "fee",
                &amount,
                code,
                "seller",
                "platform",
                "trade",
                &trade,
                &trade,
                rule,
                "estimate",
                "",
            ])?;
            tally.charge(order.currency, "commission", Basis::Estimate, -minor);
        }
        let Some(parcel) = order.parcel.as_ref().filter(|parcel| ours && order.pays_carrier() && parcel.lane.is_express()) else {
            return Ok(());
        };
        let lane = parcel.lane;
        let minor = lane.price(sent.charged_weight_g);
        let (amount, rule, id) = (plain(minor, 2), format!("demo-rate-card-{}", lane.code), format!("E/{}", sent.tracking));
        self.put(&[
            &id,
            moment.day(),
            "freight",
            "shipping",
            &amount,
            lane.currency,
            "seller",
            "carrier",
            "shipment",
            &sent.tracking,
            &trade,
            &rule,
            "estimate",
            "",
        ])?;
        let basis = if billed { Basis::Replaced } else { Basis::Estimate };
        tally.charge(currencies::index(lane.currency), "freight", basis, -minor);
        Ok(())
    }

    fn put(&mut self, fields: &[&str]) -> Result<(), DemoError> {
        self.row.clear();
        csv(fields, &mut self.row);
        self.sink.write(&self.row, 1)
    }

    pub(super) fn close(self) -> Result<DemoFile, DemoError> {
        let (path, rows) = self.sink.close()?;
        Ok(DemoFile::clean(path, "charges", rows))
    }
}
