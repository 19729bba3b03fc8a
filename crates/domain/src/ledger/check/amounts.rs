//! Invariants over charges: balance per trade, refunds, estimates, exchange rates.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Violation;
use crate::ids::{ChargeId, PartyId, TradeId};
use crate::ledger::{Basis, Charge, Component, LineKind, Subject, Trade};
use crate::money::format_micros;
use crate::{Currency, Day};

/// The charges that count: an estimate that an actual replaced does not.
pub fn effective(charges: &[Charge]) -> impl Iterator<Item = &Charge> {
    charges.iter().filter(|charge| charge.replaced_by.is_none())
}

/// Invariant 1: per trade and currency, what the buyer paid minus refunds equals what all others received net.
///
/// A trade whose source does not tell what was paid, or by whom, cannot be compared and is passed over.
pub fn trades_balance(trades: &[Trade], charges: &[Charge]) -> Vec<Violation> {
    let by_trade = by_trade(charges);
    let mut found = Vec::new();
    for trade in trades {
        let (Some(buyer), Some(paid)) = (&trade.buyer_id, trade.paid) else { continue };
        let mut gap: BTreeMap<Currency, i128> = BTreeMap::new();
        *gap.entry(paid.currency()).or_default() += paid.micros();
        if let Some(refunded) = trade.refunded {
            *gap.entry(refunded.currency()).or_default() -= refunded.micros();
        }
        for charge in by_trade.get(&trade.trade_id).into_iter().flatten() {
            let gap = gap.entry(charge.amount.currency()).or_default();
            if &charge.payee != buyer {
                *gap -= charge.amount.micros();
            }
            if &charge.payer != buyer {
                *gap += charge.amount.micros();
            }
        }
        for (currency, gap) in gap.into_iter().filter(|&(_, gap)| gap != 0) {
            let (amount, side) = (format_micros(gap.abs()), if gap > 0 { "more" } else { "less" });
            found.push(Violation {
                code: "trade_unbalanced",
                subject: format!("trade {}", trade.trade_id),
                cause: format!("the buyer paid {amount} {currency} {side} than all others received"),
                hint: "a charge is missing, double or has the wrong payer; compare the charges with the order",
            });
        }
    }
    found
}

/// Invariant 8: per trade, component and currency, what flowed back never exceeds what flowed first.
///
/// The refund of a return document counts against the sale that it names as its parent. A discount flows the other way:
/// the seller grants it, so what the buyer gives back of it is its refund.
pub fn refunds_within_original(trades: &[Trade], charges: &[Charge]) -> Vec<Violation> {
    let trades_by_id: HashMap<&TradeId, &Trade> = trades.iter().map(|trade| (&trade.trade_id, trade)).collect();
    let mut flows: BTreeMap<(&TradeId, Component, Currency), (i128, i128)> = BTreeMap::new();
    for charge in effective(charges) {
        let Some(trade) = charge.trade_id.as_ref().and_then(|id| trades_by_id.get(id)) else { continue };
        let Some(buyer) = &trade.buyer_id else { continue };
        let original = match (&trade.parent_trade_id, trade.kind) {
            (Some(parent), LineKind::Return) => parent,
            _ => &trade.trade_id,
        };
        let from_buyer = &charge.payer == buyer;
        if from_buyer == (&charge.payee == buyer) {
            continue;
        }
        let (there, back) = flows.entry((original, charge.component, charge.amount.currency())).or_default();
        if from_buyer == (charge.component != Component::Discount) {
            *there += charge.amount.micros();
        } else {
            *back += charge.amount.micros();
        }
    }
    flows
        .into_iter()
        .filter(|(_, (there, back))| back > there)
        .map(|((trade, component, currency), (there, back))| Violation {
            code: "refund_exceeds_original",
            subject: format!("trade {trade}"),
            cause: format!(
                "{} {currency} of {component} went back, but only {} {currency} had been charged",
                format_micros(back),
                format_micros(there)
            ),
            hint: "check whether the refund belongs to another order or another kind of charge",
        })
        .collect()
}

/// Invariant 6: an actual charge replaces its estimate, and only an actual of the same thing can replace one.
///
/// Two charges are of the same thing when subject, component, kind, payer and payee agree.
pub fn actuals_replace_estimates(charges: &[Charge]) -> Vec<Violation> {
    type Key<'a> = (&'a Subject, Component, &'a str, &'a PartyId, &'a PartyId);
    fn key(charge: &Charge) -> Key<'_> {
        (&charge.subject, charge.component, &charge.kind, &charge.payer, &charge.payee)
    }
    let actual_keys: HashSet<Key<'_>> = effective(charges).filter(|charge| charge.basis == Basis::Actual).map(key).collect();
    let by_id: HashMap<&ChargeId, &Charge> = charges.iter().map(|charge| (&charge.charge_id, charge)).collect();
    let mut found = Vec::new();
    for charge in charges {
        let subject = || format!("charge {}", charge.charge_id);
        match &charge.replaced_by {
            None if charge.basis == Basis::Estimate && actual_keys.contains(&key(charge)) => found.push(Violation {
                code: "estimate_not_replaced",
                subject: subject(),
                cause: "the actual charge is there, and the estimate still counts beside it".to_owned(),
                hint: "name the actual charge as the one that replaced the estimate",
            }),
            None => {}
            Some(by) => {
                let replacement = by_id.get(by);
                let fits = replacement.is_some_and(|actual| actual.basis == Basis::Actual && key(actual) == key(charge));
                if !fits || charge.basis != Basis::Estimate {
                    found.push(Violation {
                        code: "replacement_unfit",
                        subject: subject(),
                        cause: format!("charge {by} cannot replace it"),
                        hint: "only an actual charge of the same subject, kind and parties replaces an estimate",
                    });
                }
            }
        }
    }
    found
}

/// Invariant 9: a charge in another currency than the book's has a day, and there is a rate for it.
pub fn rates_are_known(book_currency: Currency, charges: &[Charge], has_rate: impl Fn(Currency, Day) -> bool) -> Vec<Violation> {
    let mut found = Vec::new();
    for charge in effective(charges).filter(|charge| charge.amount.currency() != book_currency) {
        let currency = charge.amount.currency();
        let (code, cause) = match charge.fx_day {
            None => ("fx_day_missing", format!("it is in {currency}, the book in {book_currency}, and no day is named")),
            Some(day) if !has_rate(currency, day) => ("fx_rate_missing", format!("there is no rate of {currency} for {day}")),
            Some(day) if !has_rate(book_currency, day) => ("fx_rate_missing", format!("there is no rate of {book_currency} for {day}")),
            Some(_) => continue,
        };
        let subject = format!("charge {}", charge.charge_id);
        found.push(Violation { code, subject, cause, hint: "load the exchange rates, or name the day of the order" });
    }
    found
}

fn by_trade(charges: &[Charge]) -> HashMap<&TradeId, Vec<&Charge>> {
    let mut map: HashMap<&TradeId, Vec<&Charge>> = HashMap::new();
    for charge in effective(charges) {
        if let Some(trade) = &charge.trade_id {
            map.entry(trade).or_default().push(charge);
        }
    }
    map
}
