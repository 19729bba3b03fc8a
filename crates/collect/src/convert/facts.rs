//! What follows from a trade's own columns: whether it crosses a border, and what is odd about its course.

use super::at;
use super::refusal::Rejection;
use crate::batch::{CELLS, Cell};
use crate::reasons::ORDER_IMPOSSIBLE;
use entrepot_domain::ledger::Mode;
use entrepot_domain::lifecycle::{self, Event};
use entrepot_domain::{Country, country};
use entrepot_lake::schema::TableDef;

/// Cross-border and lifecycle flags of a trade; `joined` holds the flags' text, all codes joined by `;`.
pub(super) fn trade_facts<'c>(def: &TableDef, cells: &mut [Cell<'c>; CELLS], joined: &'c mut Vec<u8>) -> Result<(), Rejection> {
    let c = |name| at(def, name);
    cells[c("cross_border")] = crosses(cells[c("seller_country")], cells[c("country")]);
    let mode = match cells[c("mode")] {
        Cell::Text(b"b2b") => Mode::B2b,
        Cell::Text(b"b2b2c") => Mode::B2b2c,
        _ => Mode::B2c,
    };
    let events: Vec<(Event, i64)> = [
        (Event::Placed, "time"),
        (Event::Paid, "paid_at"),
        (Event::Shipped, "shipped_at"),
        (Event::Delivered, "delivered_at"),
        (Event::Refunded, "refunded_at"),
        (Event::Cancelled, "cancelled_at"),
    ]
    .into_iter()
    .filter_map(|(e, name)| if let Cell::Instant(t) = cells[c(name)] { Some((e, t)) } else { None })
    .collect();
    if events.len() < 2 {
        return Ok(());
    }
    let flags = lifecycle::check(mode, &events);
    if let Some(f) = flags.iter().find(|f| f.is_reject()) {
        return Err(Rejection { reason: &ORDER_IMPOSSIBLE, field: Some("time"), value: Some(f.code.to_owned()) });
    }
    for (n, flag) in flags.iter().enumerate() {
        if n > 0 {
            joined.push(b';');
        }
        joined.extend_from_slice(flag.code.as_bytes());
    }
    if !joined.is_empty() {
        cells[c("flags")] = Cell::Text(joined);
    }
    Ok(())
}

/// Does it go from one country to another? Null when either is unknown.
pub(super) fn crosses<'a>(seller: Cell<'_>, buyer: Cell<'_>) -> Cell<'a> {
    let parse = |cell: Cell<'_>| match cell {
        Cell::Text(t) => std::str::from_utf8(t).ok().and_then(Country::from_alpha2),
        _ => None,
    };
    country::cross_border(parse(seller), parse(buyer)).map_or(Cell::Null, Cell::Bool)
}
