//! Invariant 3: what children sell comes out of their parent's bulk, unit by unit.
//!
//! Quantities count goods lines only; returned units (negative) go back to their lot.

use std::collections::{BTreeMap, HashMap};

use super::Violation;
use crate::ids::{LotId, Sku, TradeId};
use crate::ledger::{Component, Line, LineKind, Lot, Trade};
use crate::money::format_micros;

/// A trade that draws a bulk trade's lots: it has a parent and is no credit note.
fn child_parent(trade: &Trade) -> Option<&TradeId> {
    trade.parent_trade_id.as_ref().filter(|_| trade.kind == LineKind::Sale)
}

/// The bulk parent whose goods a trade moves: a child sale's own, a credit note's by way of the sale it returns.
fn bulk_parents(trades: &[Trade]) -> HashMap<&TradeId, &TradeId> {
    let mut parents: HashMap<&TradeId, &TradeId> =
        trades.iter().filter_map(|trade| Some((&trade.trade_id, child_parent(trade)?))).collect();
    let returns: Vec<_> = trades
        .iter()
        .filter(|trade| trade.kind == LineKind::Return)
        .filter_map(|trade| Some((&trade.trade_id, *parents.get(trade.parent_trade_id.as_ref()?)?)))
        .collect();
    parents.extend(returns);
    parents
}

fn is_goods(line: &Line) -> bool {
    line.component == Component::Goods && matches!(line.kind, LineKind::Sale | LineKind::Return)
}

/// The sum of the children's quantity never exceeds the parent's, product by product.
pub fn children_within_parent(trades: &[Trade], lines: &[Line]) -> Vec<Violation> {
    let parents = bulk_parents(trades);
    let mut bulk: HashMap<(&TradeId, &Sku), i128> = HashMap::new();
    let mut drawn: BTreeMap<(&TradeId, &Sku), i128> = BTreeMap::new();
    for line in lines.iter().filter(|line| is_goods(line)) {
        let Some(sku) = &line.sku else { continue };
        match parents.get(&line.trade_id) {
            Some(parent) => *drawn.entry((*parent, sku)).or_default() += line.quantity,
            None => *bulk.entry((&line.trade_id, sku)).or_default() += line.quantity,
        }
    }
    drawn
        .into_iter()
        .map(|(key, drawn)| (key, drawn, bulk.get(&key).copied().unwrap_or_default()))
        .filter(|(_, drawn, bulk)| drawn > bulk)
        .map(|((parent, sku), drawn, bulk)| Violation {
            code: "child_exceeds_parent",
            subject: format!("trade {parent}"),
            cause: format!("its children sold {} of {sku}, but it holds {}", format_micros(drawn), format_micros(bulk)),
            hint: "a child names the wrong parent, or the parent's quantity is not complete",
        })
        .collect()
}

/// Each unit of a child draws exactly one lot of its product, and no lot gives more than it holds.
pub fn units_draw_lots(trades: &[Trade], lines: &[Line], lots: &[Lot]) -> Vec<Violation> {
    let parents = bulk_parents(trades);
    let lots_by_id: HashMap<&LotId, &Lot> = lots.iter().map(|lot| (&lot.lot_id, lot)).collect();
    let mut drawn: BTreeMap<&LotId, i128> = BTreeMap::new();
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| is_goods(line)) {
        let Some(parent) = parents.get(&line.trade_id) else { continue };
        let subject = || format!("line {} of trade {}", line.line_id, line.trade_id);
        let Some(lot_id) = &line.lot_id else {
            found.push(Violation {
                code: "lot_missing",
                subject: subject(),
                cause: "its units draw no lot".to_owned(),
                hint: "name the lot of the parent trade that the units come from; split the line when they come from two",
            });
            continue;
        };
        *drawn.entry(lot_id).or_default() += line.quantity;
        let cause = match lots_by_id.get(lot_id) {
            None => format!("lot {lot_id} is not known"),
            Some(lot) if Some(&lot.sku) != line.sku.as_ref() => format!("lot {lot_id} holds {}, another product", lot.sku),
            Some(lot) if lot.trade_id.as_ref().is_some_and(|trade| trade != *parent) => {
                format!("lot {lot_id} does not belong to the parent trade {parent}")
            }
            Some(_) => continue,
        };
        found.push(Violation { code: "lot_unfit", subject: subject(), cause, hint: "name a lot of the parent trade with this product" });
    }
    for (lot_id, drawn) in drawn {
        if let Some(lot) = lots_by_id.get(lot_id).filter(|lot| drawn > lot.quantity) {
            found.push(Violation {
                code: "lot_overdrawn",
                subject: format!("lot {lot_id}"),
                cause: format!("{} units are drawn, but it holds {}", format_micros(drawn), format_micros(lot.quantity)),
                hint: "some units come from another lot; a unit draws exactly one",
            });
        }
    }
    found
}
