//! The ledger's invariants as properties: valid books pass, and one broken thing is found under exactly its code.

use std::collections::BTreeSet;

use entrepot_domain::errors::CODES;
use entrepot_domain::ids::Sku;
use entrepot_domain::ledger::check::{Books, RowCounts, Violation, control_total, rows_add_up};
use entrepot_domain::ledger::{Charge, Line, LineKind, Mode};
use entrepot_domain::{Currency, Money};
use proptest::prelude::*;

use crate::valid_books::{DAY, UNIT, charge_id, lot_id, money, trade, trade_id, valid_books};

fn codes(found: &[Violation]) -> BTreeSet<&'static str> {
    assert!(found.iter().all(|violation| CODES.iter().any(|(code, _)| *code == violation.code)), "{found:?}");
    found.iter().map(|violation| violation.code).collect()
}

fn check(books: &Books) -> BTreeSet<&'static str> {
    codes(&books.check(Currency::EUR, |_, _| true))
}

fn only(code: &'static str) -> BTreeSet<&'static str> {
    BTreeSet::from([code])
}

/// Adds to the amount of the charge whose id ends so, in the first order in dollars or euro that has it.
fn charge_mut<'a>(books: &'a mut Books, suffix: &str) -> &'a mut Charge {
    books.charges.iter_mut().find(|charge| charge.charge_id.as_str().ends_with(suffix)).expect("a charge to break")
}

fn raise(charge: &mut Charge, by: i128) {
    charge.amount = money(charge.amount.micros() + by, charge.amount.currency());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn valid_books_have_no_violation(books in valid_books()) {
        prop_assert_eq!(books.check(Currency::EUR, |_, _| true), []);
    }

    #[test]
    fn buyer_payments_equal_what_others_received(mut books in valid_books(), by in 1..UNIT) {
        raise(charge_mut(&mut books, "/tax"), by);
        prop_assert_eq!(check(&books), only("trade_unbalanced"));
    }

    #[test]
    fn a_missing_charge_unbalances_its_trade(mut books in valid_books()) {
        let at = books.charges.iter().position(|charge| charge.charge_id.as_str().ends_with("/tax")).unwrap();
        books.charges.remove(at);
        prop_assert_eq!(check(&books), only("trade_unbalanced"));
    }

    #[test]
    fn payouts_equal_their_charges(mut books in valid_books(), part in 0..3, by in 1..UNIT) {
        let payout = &mut books.payouts[0];
        match part {
            0 => payout.amount = money(payout.amount.micros() + by, payout.amount.currency()),
            1 => payout.opening += by,
            _ => payout.reserve += by,
        }
        prop_assert_eq!(check(&books), only("payout_unbalanced"));
    }

    #[test]
    fn payouts_settle_one_currency_and_each_charge_once(mut books in valid_books()) {
        let dollar_bill = books.charges.iter()
            .find(|charge| charge.amount.currency() == Currency::USD && charge.charge_id.as_str().ends_with("/carriage"))
            .map(|charge| charge.charge_id.clone())
            .unwrap();
        let mut mixed = books.clone();
        mixed.payouts[0].charges.push(dollar_bill);
        prop_assert_eq!(check(&mixed), only("payout_mixes_currencies"));

        let mut unknown = books.clone();
        unknown.payouts[0].charges.push(charge_id("ghost"));
        prop_assert_eq!(check(&unknown), only("payout_charge_unknown"));

        let again = books.payouts[0].charges[0].clone();
        let goods = books.charges.iter().find(|charge| charge.charge_id == again).unwrap().amount;
        let payout = &mut books.payouts[0];
        payout.charges.push(again);
        payout.amount = payout.amount.checked_add(goods).unwrap();
        prop_assert_eq!(check(&books), only("payout_settles_twice"));
    }

    #[test]
    fn children_never_sell_more_than_their_parent(mut books in valid_books(), by in 1..=UNIT) {
        books.lines.last_mut().unwrap().quantity += by;
        prop_assert_eq!(check(&books), only("child_exceeds_parent"));
    }

    #[test]
    fn returned_units_can_be_sold_again(mut books in valid_books(), by in 1..=UNIT) {
        let child = books.lines.last().unwrap().clone();
        let mut note = trade("CHILD-credit", Mode::B2b2c, LineKind::Return, Currency::EUR);
        note.parent_trade_id = Some(child.trade_id.clone());
        books.trades.push(note);
        books.lines.push(Line { trade_id: trade_id("CHILD-credit"), kind: LineKind::Return, quantity: -by, ..child });
        prop_assert_eq!(check(&books), BTreeSet::new());
        let last = books.lines.len() - 2;
        books.lines[last].quantity += by;
        prop_assert_eq!(check(&books), BTreeSet::new());
        books.lines[last].quantity += 1;
        prop_assert_eq!(check(&books), only("child_exceeds_parent"));
    }

    #[test]
    fn every_unit_draws_exactly_one_lot(books in valid_books()) {
        let mut missing = books.clone();
        missing.lines.last_mut().unwrap().lot_id = None;
        prop_assert_eq!(check(&missing), only("lot_missing"));

        let mut unknown = books.clone();
        unknown.lines.last_mut().unwrap().lot_id = Some(lot_id("LOT-X"));
        prop_assert_eq!(check(&unknown), only("lot_unfit"));

        let used = books.lines.last().unwrap().lot_id.clone().unwrap();
        let mut other = books.clone();
        other.lots.iter_mut().find(|lot| lot.lot_id == used).unwrap().sku = Sku::new("LAMP").unwrap();
        prop_assert_eq!(check(&other), only("lot_unfit"));

        let mut foreign = books.clone();
        foreign.lots.iter_mut().find(|lot| lot.lot_id == used).unwrap().trade_id = Some(trade_id("BULK-2"));
        prop_assert_eq!(check(&foreign), only("lot_unfit"));

        let mut short = books.clone();
        short.lots.iter_mut().find(|lot| lot.lot_id == used).unwrap().quantity -= UNIT + 1;
        prop_assert_eq!(check(&short), only("lot_overdrawn"));
    }

    #[test]
    fn an_actual_replaces_its_estimate(mut books in valid_books()) {
        let estimate = books.charges.iter_mut().find(|charge| charge.replaced_by.is_some()).unwrap();
        let bill = estimate.replaced_by.take();
        prop_assert_eq!(check(&books), only("estimate_not_replaced"));
        prop_assert!(bill.is_some());
    }

    #[test]
    fn only_the_actual_of_the_same_thing_replaces(books in valid_books()) {
        for by in ["T0/fee", "ghost"] {
            let mut books = books.clone();
            books.charges.iter_mut().find(|charge| charge.replaced_by.is_some()).unwrap().replaced_by = Some(charge_id(by));
            prop_assert!(check(&books).contains("replacement_unfit"));
        }
        let mut fee_replaced = books.clone();
        let fee = charge_mut(&mut fee_replaced, "/fee");
        fee.replaced_by = Some(charge_id("T0/goods"));
        prop_assert!(check(&fee_replaced).contains("replacement_unfit"));
    }

    #[test]
    fn refunds_never_exceed_the_original(books in valid_books(), by in 1..UNIT) {
        // Goods on a credit note of its own: charge, document and payout agree with each other, but not with the sale.
        let mut goods = books.clone();
        let sold = goods.charges[0].amount.micros();
        let refund = charge_mut(&mut goods, "/refund");
        let (before, currency) = (refund.amount.micros(), refund.amount.currency());
        refund.amount = money(sold + by, currency);
        goods.trades[1].refunded = Some(money(sold + by, currency));
        let payout = goods.payouts.iter_mut().find(|payout| payout.amount.currency() == currency).unwrap();
        payout.amount = money(payout.amount.micros() + before - sold - by, currency);
        prop_assert_eq!(check(&goods), only("refund_exceeds_original"));

        // Shipping on the sale itself: the same total as the goods would allow, but of the wrong kind.
        let mut shipping = books.clone();
        let back = charge_mut(&mut shipping, "/shipping-back");
        raise(back, by);
        let refunded = shipping.trades[0].refunded.unwrap();
        shipping.trades[0].refunded = Some(money(refunded.micros() + by, currency));
        let payout = shipping.payouts.iter_mut().find(|payout| payout.amount.currency() == currency).unwrap();
        payout.amount = money(payout.amount.micros() - by, currency);
        prop_assert_eq!(check(&shipping), only("refund_exceeds_original"));
    }

    #[test]
    fn another_currency_needs_a_rate_and_its_day(mut books in valid_books()) {
        prop_assert_eq!(codes(&books.check(Currency::EUR, |currency, _| currency != Currency::USD)), only("fx_rate_missing"));
        prop_assert_eq!(codes(&books.check(Currency::EUR, |_, day| day != DAY)), only("fx_rate_missing"));
        let dollars = books.charges.iter_mut().find(|charge| charge.amount.currency() == Currency::USD).unwrap();
        dollars.fx_day = None;
        prop_assert_eq!(check(&books), only("fx_day_missing"));
    }

    #[test]
    fn control_totals_reconcile_to_the_last_digit(parts in proptest::collection::vec(-1_000 * UNIT..1_000 * UNIT, 1..20), at in any::<prop::sample::Index>(), by in 1..UNIT) {
        let declared = money(parts.iter().sum(), Currency::USD);
        let mut amounts: Vec<Money> = parts.iter().map(|&part| money(part, Currency::USD)).collect();
        prop_assert_eq!(control_total("settlement.txt", declared, &amounts), []);
        let at = at.index(amounts.len());
        amounts[at] = money(parts[at] + by, Currency::USD);
        prop_assert_eq!(codes(&control_total("settlement.txt", declared, &amounts)), only("control_total_mismatch"));
        amounts[at] = money(parts[at], Currency::EUR);
        prop_assert_eq!(codes(&control_total("settlement.txt", declared, &amounts)), only("control_total_currency"));
    }

    #[test]
    fn rows_of_an_import_add_up(accepted in 0..u64::from(u32::MAX), updated in 0..1_000_u64, quarantined in 0..1_000_u64, duplicate in 0..1_000_u64) {
        let read = accepted + updated + quarantined + duplicate;
        let counts = RowCounts { read, accepted, updated, quarantined, duplicate };
        prop_assert_eq!(rows_add_up("import 1", counts), []);
        let lost = RowCounts { read: read + 1, ..counts };
        prop_assert_eq!(codes(&rows_add_up("import 1", lost)), only("rows_do_not_add_up"));
    }
}

#[test]
fn violations_tell_subject_cause_and_hint() {
    let counts = RowCounts { read: 3, accepted: 2, ..RowCounts::default() };
    let fault = rows_add_up("import 7", counts)[0].fault();
    assert_eq!(fault.cause, "import 7: 3 rows were read, but 2 are accounted for");
    assert!(!fault.hint.is_empty());
}
