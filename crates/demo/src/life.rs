//! The life of an order: paid, shipped, delivered, cancelled, and what comes back.
//!
//! Every order obeys the partial order of its mode: placed before all, shipped before delivered, refund after
//! paid; cash on delivery and net 30 days are normal. Violations are made elsewhere, on purpose.

use crate::calendar::{closed_for_new_year, plus};
use crate::clock::{DAY_S, shanghai_day};
use crate::order::{Life, Line, Mode, Order, Paper};
use crate::random::Random;
use crate::tables::countries::COUNTRIES;
use crate::tables::platforms::{Export, PLATFORMS};
use jiff::civil::{Date, date};

const HOUR_S: i64 = 3_600;
const EPOCH: Date = date(1970, 1, 1);

/// How the buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terms {
    /// Minutes after ordering.
    Now,
    /// A bank transfer within days.
    Transfer,
    /// To the courier.
    OnDelivery,
    /// About thirty days after delivery.
    Net30,
}

fn terms(order: &Order, bulk: bool, random: &mut Random) -> Terms {
    let roll = random.unit();
    if order.mode == Mode::B2b || bulk {
        if roll < 0.55 { Terms::Net30 } else { Terms::Transfer }
    } else if order.export() == Export::Plain && COUNTRIES[order.country].cash_on_delivery && roll < 0.38 {
        Terms::OnDelivery
    } else {
        Terms::Now
    }
}

/// Gives a sale its life. `bulk` marks the parent of a B2B2C trade.
pub(crate) fn live(order: &mut Order, bulk: bool, random: &mut Random) {
    let Some(parcel) = &order.parcel else { return };
    let placed = order.life.placed;
    let terms = terms(order, bulk, random);
    let transit = parcel.lane.transit_days;
    let from_china = parcel.from == "CN";
    let mut life = Life { placed, ..Life::default() };
    life.promised = Some(placed + (transit.1 + 2) * DAY_S);
    life.paid = match terms {
        Terms::Now if random.chance(0.9) => Some(placed + random.between(20, 1_500)),
        Terms::Now => Some(placed + random.between(HOUR_S, 20 * HOUR_S)),
        Terms::Transfer => Some(placed + random.between(4 * HOUR_S, 4 * DAY_S)),
        Terms::OnDelivery | Terms::Net30 => None,
    };
    let cancels = if bulk { 0.0 } else { 0.028 };
    if random.chance(cancels) {
        cancel(&mut life, random);
        order.life = life;
        return;
    }
    let ready = life.paid.unwrap_or(placed);
    let handling = if bulk { random.between(3 * DAY_S, 8 * DAY_S) } else { random.between(5 * HOUR_S, 3 * DAY_S) };
    let mut shipped = ready + handling;
    if from_china {
        while closed_for_new_year(plus(EPOCH, shanghai_day(shipped))) {
            shipped += DAY_S;
        }
    }
    life.shipped = Some(shipped);
    if !bulk && terms == Terms::OnDelivery && random.chance(0.06) {
        // Refused at the door.
        life.cancelled = Some(shipped + transit.1 * DAY_S);
        order.life = life;
        return;
    }
    let lost = !bulk && random.chance(0.004);
    if !lost {
        let slow = if random.chance(0.07) { random.between(2 * DAY_S, 9 * DAY_S) } else { 0 };
        let delivered = shipped + random.between(transit.0 * DAY_S, transit.1 * DAY_S) + slow;
        life.delivered = Some(delivered);
        match terms {
            Terms::OnDelivery => life.paid = Some(delivered),
            Terms::Net30 => life.paid = Some(delivered + random.between(24 * DAY_S, 39 * DAY_S)),
            Terms::Now | Terms::Transfer => {}
        }
    }
    order.life = life;
}

/// Called off before shipping; who has paid gets it back.
fn cancel(life: &mut Life, random: &mut Random) {
    let paid = life.paid.filter(|_| random.chance(0.6));
    life.paid = paid;
    let called = paid.unwrap_or(life.placed) + random.between(HOUR_S, 2 * DAY_S);
    life.cancelled = Some(called);
    life.refunded = paid.map(|_| called + random.between(DAY_S, 5 * DAY_S));
}

/// Chance of coming back by category: clothing does not fit, ornaments are presents, machines break.
const RETURNS: [f64; 4] = [0.098, 0.036, 0.045, 0.062];

/// The return that follows a sale, if one does; the sale then knows its refund.
pub(crate) fn comes_back(sale: &mut Order, category: usize, random: &mut Random) -> Option<Order> {
    let life = &sale.life;
    if life.cancelled.is_some() {
        return None;
    }
    let chance = match sale.mode {
        Mode::B2c | Mode::B2b2c => RETURNS[category],
        Mode::B2b => 0.012,
    };
    let (asked, all) = match life.delivered {
        // Lost on the way: everything is refunded a few days after it was promised.
        None if life.paid.is_some() => (life.promised? + random.between(2 * DAY_S, 6 * DAY_S), true),
        None => return None,
        Some(delivered) if random.chance(chance) => (delivered + random.between(2 * DAY_S, 24 * DAY_S), random.chance(0.62)),
        Some(_) => return None,
    };
    let shop = sale.export().is_shop();
    let all = all || shop;
    // A shop gives back the whole order as it was paid; its export says no more than the sum.
    let lines = if shop { mirrored(sale) } else { returned_lines(sale, all, random) };
    let whole = all || (lines.len() == sale.lines.len() && lines.iter().zip(&sale.lines).all(|(r, s)| -r.quantity == s.quantity));
    let refunded = asked.max(sale.life.paid.unwrap_or(asked)) + random.between(2 * DAY_S, 9 * DAY_S);
    sale.life.refunded = Some(refunded);
    sale.life.partly = !whole;
    Some(Order {
        id: sale.id.with(Paper::Return),
        parent: Some(sale.id),
        life: Life { placed: asked, refunded: Some(refunded), ..Life::default() },
        parcel: None,
        restock: sale.life.delivered.is_some(),
        lines,
        ..sale.clone()
    })
}

/// What goes back: all of it or one line (whole or a single unit), at the price paid, never more.
fn returned_lines(sale: &Order, all: bool, random: &mut Random) -> Vec<Line> {
    let only = random.between(0, sale.lines.len() as i64 - 1) as usize;
    let chosen = sale.lines.iter().enumerate().filter(|(place, _)| all || *place == only);
    let mut lines: Vec<Line> = chosen
        .map(|(_, line)| {
            let units = if all || random.chance(0.6) { line.quantity } else { 1 };
            Line {
                quantity: -units,
                // Rounded down, so that a refund never exceeds what was paid.
                unit_price: (line.amount() - line.discount) / line.quantity,
                discount: 0,
                tax: -(line.tax * units / line.quantity),
                shipping: 0,
                ..line.clone()
            }
        })
        .collect();
    if all && random.chance(0.5) {
        lines[0].shipping = -sale.lines[0].shipping;
    }
    lines
}

/// All lines the other way round.
fn mirrored(sale: &Order) -> Vec<Line> {
    let back =
        |line: &Line| Line { quantity: -line.quantity, discount: -line.discount, tax: -line.tax, shipping: -line.shipping, ..line.clone() };
    sale.lines.iter().map(back).collect()
}

/// A small credit some days after delivery, instead of a return; rare. A shop's export tells it as a refund of the sale.
pub(crate) fn goodwill(sale: &mut Order, random: &mut Random) -> Option<Order> {
    let delivered = sale.life.delivered?;
    let shop = sale.export().is_shop();
    if sale.mode == Mode::B2b2c || sale.life.cancelled.is_some() || !random.chance(if shop { 0.012 } else { 0.003 }) {
        return None;
    }
    let first = &sale.lines[0];
    let credit = ((first.amount() - first.discount) / 20).max(1);
    if shop {
        (sale.credit, sale.life.partly) = (credit, true);
        sale.life.refunded = Some(delivered + random.between(DAY_S, 10 * DAY_S));
        return None;
    }
    let line = Line { quantity: 1, unit_price: -credit, discount: 0, tax: 0, shipping: 0, lot: None, ..first.clone() };
    Some(Order {
        id: sale.id.with(Paper::Adjustment),
        parent: Some(sale.id),
        life: Life { placed: delivered + random.between(DAY_S, 10 * DAY_S), ..Life::default() },
        parcel: None,
        lines: vec![line],
        ..sale.clone()
    })
}

/// Hour of the day an order is placed, on the buyer's clock: evenings for persons, office hours for businesses.
pub(crate) fn hour(mode: Mode, bulk: bool, random: &mut Random) -> i64 {
    const PERSONS: [f64; 24] =
        [2.2, 1.2, 0.7, 0.5, 0.4, 0.5, 1.0, 1.9, 2.9, 3.9, 4.6, 4.9, 5.2, 4.9, 4.6, 4.5, 4.6, 4.9, 5.6, 6.9, 7.8, 7.9, 6.3, 4.1];
    const OFFICES: [f64; 24] =
        [0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 1.5, 5.0, 9.0, 10.0, 9.5, 5.0, 7.0, 9.0, 9.0, 8.0, 6.0, 2.5, 1.2, 0.8, 0.6, 0.4, 0.2];
    let hours = if mode == Mode::B2b || bulk { OFFICES } else { PERSONS };
    random.weighted(hours.into_iter()) as i64
}

/// Channel of an order: buyers who come back come by mail or directly more often.
pub(crate) fn channel(platform: usize, again: bool, random: &mut Random) -> usize {
    let weights = PLATFORMS[platform].channels;
    let weigh = |(channel, weight): (usize, f64)| match channel {
        2 | 7 if again => weight * 2.5,
        _ => weight,
    };
    random.weighted(weights.into_iter().enumerate().map(weigh))
}
