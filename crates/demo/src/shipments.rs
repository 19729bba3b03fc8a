//! The shipments file: a row for every parcel of a sale that has left, with lane, weights, tracking number and what it costs.
//!
//! The cost of express parcels is left to the carrier's invoice, that of parcels from a warehouse abroad to whoever runs it.

use crate::DemoError;
use crate::clock::{Clock, Stamps};
use crate::order::{Life, Order, padded};
use crate::rows::{SHIPMENTS, clock, money, text, whole};
use crate::sink::Sink;
use crate::summary::DemoFile;
use crate::tables::countries::COUNTRIES;
use std::path::Path;

/// A parcel on its way.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// Tracking number; also the number of the shipment.
    pub tracking: String,
    pub charged_weight_g: i64,
}

/// Writes the shipments file.
pub(crate) struct Parcels {
    sink: Sink,
    made: u64,
    row: Vec<u8>,
}

impl Parcels {
    pub(crate) fn create(dir: &Path, orders: u64) -> Result<Self, DemoError> {
        Ok(Parcels { sink: Sink::create(dir, "shipments.csv", SHIPMENTS, orders)?, made: 0, row: Vec::new() })
    }

    /// Writes the parcel of a sale, if it has left by `end`.
    pub(crate) fn send(&mut self, order: &Order, end: i64, stamps: &Stamps) -> Result<Option<Sent>, DemoError> {
        let life = order.life.as_of(end);
        let (Some(parcel), Some(_)) = (&order.parcel, life.shipped) else { return Ok(None) };
        self.made += 1;
        let mut number = Vec::with_capacity(13);
        tracking(parcel.lane.letters, self.made, &mut number);
        let sent = Sent { tracking: String::from_utf8_lossy(&number).into_owned(), charged_weight_g: parcel.charged_weight_g() };
        self.row.clear();
        row(order, &life, &sent, stamps, &mut self.row);
        self.sink.write(&self.row, 1)?;
        Ok(Some(sent))
    }

    pub(crate) fn close(self) -> Result<DemoFile, DemoError> {
        let (path, rows) = self.sink.close()?;
        Ok(DemoFile::clean(path, "shipments", rows))
    }
}

/// Appends the row.
fn row(order: &Order, life: &Life, sent: &Sent, stamps: &Stamps, out: &mut Vec<u8>) {
    let Some(parcel) = &order.parcel else { return };
    let lane = parcel.lane;
    out.extend_from_slice(sent.tracking.as_bytes());
    out.push(b',');
    order.id.write(out);
    text(out, lane.carrier);
    text(out, lane.code);
    text(out, parcel.from);
    text(out, COUNTRIES[order.country].code);
    let written = match clock(order) {
        Clock::Local => Clock::Local,
        Clock::Offset(_) => Clock::Offset(crate::clock::SHANGHAI_MIN),
    };
    for at in [life.shipped, life.delivered, life.promised] {
        out.push(b',');
        if let Some(at) = at {
            stamps.write(at, written, out);
        }
    }
    out.push(b',');
    whole(parcel.weight_g, out);
    out.push(b',');
    whole(sent.charged_weight_g, out);
    out.push(b',');
    if order.pays_carrier() && !lane.is_express() {
        money(lane.price(sent.charged_weight_g).into(), 2, out);
    }
    text(out, lane.currency);
    text(
        out,
        match life {
            Life { delivered: Some(_), .. } => "delivered",
            Life { cancelled: Some(_), .. } => "returned_to_sender",
            Life { refunded: Some(_), .. } => "lost",
            _ => "in_transit",
        },
    );
    out.push(b',');
    out.extend_from_slice(sent.tracking.as_bytes());
    out.push(b'\n');
}

/// Appends a tracking number in the form of UPU S10: two letters, eight digits, check digit, `CN`.
fn tracking(letters: &str, number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(letters.as_bytes());
    let start = out.len();
    padded(number % 100_000_000, 8, out);
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = out[start..].iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    padded(check.into(), 1, out);
    out.extend_from_slice(b"CN");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_numbers_have_the_check_digit_of_s10() {
        // The example of the S10 standard: RR 473 124 829.
        let mut out = Vec::new();
        tracking("RR", 47_312_482, &mut out);
        assert_eq!(out, b"RR473124829CN");
    }
}
