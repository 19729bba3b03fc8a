//! The stock file: monthly moves and counts of the home warehouse, and lots in the overseas ones.
//!
//! For each product and month of the home warehouse: opening level + receipts - dispatches + returns - loss =
//! closing level. Lots of bulk orders arrive overseas and leave with every child order.

use crate::DemoError;
use crate::catalogue::Catalogue;
use crate::clock::{Clock, DAY_S, SHANGHAI_MIN, Stamps, shanghai_midnight};
use crate::order::{BuyerId, Order, Paper, padded};
use crate::random::Random;
use crate::rows::{STOCK, text, whole};
use crate::sink::Sink;
use crate::tables::hubs::HUBS;
use std::path::{Path, PathBuf};

const HOME: &str = "WH-NGB";

/// Home warehouse of one product.
#[derive(Debug, Clone, Copy, Default)]
struct Shelf {
    level: i64,
    sold: i64,
    returned: i64,
}

/// Writes the stock file while orders pass by.
pub(crate) struct Stock {
    sink: Sink,
    shelves: Vec<Shelf>,
    made: u64,
    seed: u64,
    row: Vec<u8>,
}

/// One move or count.
struct Entry<'a> {
    kind: &'a str,
    product: usize,
    warehouse: &'a str,
    lot: Option<crate::order::LotId>,
    quantity: i64,
    reason: &'a str,
    order: Option<crate::order::DocId>,
    at: i64,
}

impl Stock {
    pub(crate) fn create(dir: &Path, products: usize, orders: u64, seed: u64) -> Result<Self, DemoError> {
        let sink = Sink::create(dir, "stock.csv", STOCK, orders / 6 + 40_000)?;
        Ok(Stock { sink, shelves: vec![Shelf::default(); products], made: 0, seed, row: Vec::new() })
    }

    /// Takes note of a document: home shelves are counted, overseas lots move at once (if it has happened by `now`).
    pub(crate) fn note(&mut self, order: &Order, now: i64, catalogue: &Catalogue, stamps: &Stamps) -> Result<(), DemoError> {
        let life = order.life.as_of(now);
        for line in &order.lines {
            let shelf = &mut self.shelves[line.product];
            match (order.id.paper, order.parent) {
                (Paper::Adjustment, _) => {}
                // What the carrier lost does not come back; what persons return overseas stays with the partner.
                (Paper::Return, _) if order.restock && line.lot.is_none() => shelf.returned -= line.quantity,
                (Paper::Return, _) => {}
                (Paper::Sale, None) if life.cancelled.is_some() => {}
                (Paper::Sale, None) => shelf.sold += line.quantity,
                (Paper::Sale, Some(_)) => {}
            }
            let hub = match order.buyer {
                BuyerId::Partner(hub) => HUBS.get(hub),
                _ => HUBS.iter().find(|hub| hub.partner == order.seller_id),
            };
            let (Some(hub), Some(_), Paper::Sale) = (hub, line.lot, order.id.paper) else { continue };
            let bulk = matches!(order.buyer, BuyerId::Partner(_));
            // Bulk is in when delivered; a child's units leave when shipped.
            let Some(at) = (if bulk { life.delivered } else { life.shipped }) else { continue };
            let entry = Entry {
                kind: "move",
                product: line.product,
                warehouse: hub.warehouse,
                lot: line.lot,
                quantity: if bulk { line.quantity } else { -line.quantity },
                reason: if bulk { "receipt" } else { "dispatch" },
                order: Some(order.id),
                at,
            };
            self.put(&entry, catalogue, stamps)?;
        }
        Ok(())
    }

    /// Closes a month: receipts early in it, dispatches and returns at its end, then the count. `first_day` and
    /// `last_day` are day numbers of the month (or of what is covered of it).
    pub(crate) fn month_end(&mut self, first_day: i32, last_day: i32, catalogue: &Catalogue, stamps: &Stamps) -> Result<(), DemoError> {
        let morning = shanghai_midnight(first_day) + 9 * 3_600;
        let evening = shanghai_midnight(last_day) + DAY_S - 3_600;
        for product in 0..self.shelves.len() {
            let shelf = self.shelves[product];
            if catalogue.products[product].launch_day > last_day {
                continue;
            }
            let mut random = Random::of(self.seed, 0x570C, (product as u64) << 32 | u64::from(first_day.unsigned_abs()));
            let target = shelf.sold + shelf.sold / 2 + random.between(10, 60);
            let missing = (target - shelf.level).max(0);
            // Cartons of ten.
            let receipt = if missing > target / 3 { (missing + 9) / 10 * 10 } else { (shelf.sold - shelf.level).max(0) };
            let before_count = shelf.level + receipt - shelf.sold + shelf.returned;
            let loss = if random.chance(0.04) { random.between(1, 3).min(before_count) } else { 0 };
            let level = before_count - loss;
            let moves = [
                (receipt, "receipt", morning),
                (-shelf.sold, "dispatch", evening - 600),
                (shelf.returned, "return", evening - 300),
                (-loss, "loss", evening - 60),
            ];
            let plain = |kind, quantity, reason, at| Entry { kind, product, warehouse: HOME, lot: None, quantity, reason, order: None, at };
            for (quantity, reason, at) in moves.into_iter().filter(|entry| entry.0 != 0) {
                self.put(&plain("move", quantity, reason, at), catalogue, stamps)?;
            }
            self.put(&plain("level", level, "count", evening), catalogue, stamps)?;
            self.shelves[product] = Shelf { level, ..Shelf::default() };
        }
        Ok(())
    }

    fn put(&mut self, entry: &Entry, catalogue: &Catalogue, stamps: &Stamps) -> Result<(), DemoError> {
        self.made += 1;
        let out = &mut self.row;
        out.clear();
        out.extend_from_slice(b"ST-");
        padded(self.made, 7, out);
        text(out, entry.kind);
        text(out, &catalogue.products[entry.product].sku);
        text(out, entry.warehouse);
        out.push(b',');
        if let Some(lot) = entry.lot {
            lot.write(out);
        }
        out.push(b',');
        whole(entry.quantity, out);
        text(out, entry.reason);
        out.push(b',');
        if let Some(order) = entry.order {
            order.write(out);
        }
        out.push(b',');
        stamps.write(entry.at, Clock::Offset(SHANGHAI_MIN), out);
        out.push(b'\n');
        self.sink.write(out, 1)
    }

    pub(crate) fn close(self) -> Result<(PathBuf, u64), DemoError> {
        self.sink.close()
    }
}
