//! Generates valid books: orders with discount, shipping, tax, fee, carriage, refunds and payouts in two currencies, and a
//! bulk trade whose children draw its lots.

use entrepot_domain::ids::{ChargeId, LineId, LotId, PartyId, PayoutId, Sku, TradeId};
use entrepot_domain::ledger::check::Books;
use entrepot_domain::ledger::{Basis, Charge, Component, Line, LineKind, Lot, Mode, Payout, Subject, SubjectKind, Trade, TradeStamps};
use entrepot_domain::{Currency, Day, Money};
use proptest::prelude::*;

pub const DAY: Day = Day(20_500);
pub const UNIT: i128 = 1_000_000;

fn party(text: &str) -> PartyId {
    PartyId::new(text).expect("a party id")
}

pub fn trade_id(text: &str) -> TradeId {
    TradeId::new(text).expect("a trade id")
}

pub fn charge_id(text: &str) -> ChargeId {
    ChargeId::new(text).expect("a charge id")
}

pub fn lot_id(text: &str) -> LotId {
    LotId::new(text).expect("a lot id")
}

fn sku() -> Sku {
    Sku::new("KETTLE").expect("a SKU")
}

pub fn money(micros: i128, currency: Currency) -> Money {
    Money::from_micros(micros, currency).expect("an amount that fits")
}

/// One order of a seller who sells on a platform and ships with a carrier.
#[derive(Debug, Clone)]
struct Order {
    mode: Mode,
    dollars: bool,
    goods: i128,
    discount: i128,
    shipping: i128,
    tax: i128,
    fee: i128,
    carriage: i128,
    refund: i128,
    billed: bool,
}

fn order() -> impl Strategy<Value = Order> {
    let amounts = (1..1_000 * UNIT, 0..=100_u8, 1..50 * UNIT, 1..100 * UNIT, 1..80 * UNIT, 1..60 * UNIT, 1..=100_u8);
    (prop_oneof![Just(Mode::B2c), Just(Mode::B2b)], any::<bool>(), amounts, any::<bool>()).prop_map(|(mode, dollars, amounts, billed)| {
        let (goods, discount, shipping, tax, fee, carriage, refund) = amounts;
        let discount = goods * i128::from(discount) / 200;
        let refund = (goods - discount) * i128::from(refund) / 100;
        Order { mode, dollars, goods, discount, shipping, tax, fee, carriage, refund, billed }
    })
}

pub fn trade(id: &str, mode: Mode, kind: LineKind, currency: Currency) -> Trade {
    Trade {
        trade_id: trade_id(id),
        kind,
        mode,
        platform: None,
        channel: None,
        seller_id: Some(party("seller")),
        seller_country: None,
        buyer_id: None,
        customer_type: None,
        country: None,
        country_raw: None,
        currency,
        incoterm: None,
        parent_trade_id: None,
        status: None,
        time: DAY.start_micros(),
        offset_min: 0,
        day: DAY,
        stamps: TradeStamps::default(),
        paid: None,
        refunded: None,
    }
}

fn charge(id: &str, trade: &str, component: Component, parties: (&str, &str), amount: Money) -> Charge {
    Charge {
        charge_id: charge_id(id),
        subject: Subject { kind: SubjectKind::Trade, id: trade.to_owned() },
        trade_id: Some(trade_id(trade)),
        kind: component.as_str().to_owned(),
        component,
        payer: party(parties.0),
        payee: party(parties.1),
        amount,
        fx_day: (amount.currency() != Currency::EUR).then_some(DAY),
        rule_id: None,
        basis: Basis::Actual,
        replaced_by: None,
        day: DAY,
    }
}

/// Writes one order, its credit note and its charges into the books; returns the ids that a payout settles.
fn write_order(books: &mut Books, number: usize, order: &Order) -> (Currency, Vec<ChargeId>) {
    let currency = if order.dollars { Currency::USD } else { Currency::EUR };
    let (sale, credit, buyer) = (format!("T{number}"), format!("T{number}-credit"), format!("buyer-{number}"));
    let id = |part: &str| format!("T{number}/{part}");
    let amount = |micros| money(micros, currency);

    let mut document = trade(&sale, order.mode, LineKind::Sale, currency);
    document.buyer_id = Some(party(&buyer));
    document.paid = Some(amount(order.goods - order.discount + order.shipping + order.tax));
    document.refunded = Some(amount(order.shipping));
    books.trades.push(document);
    let mut note = trade(&credit, order.mode, LineKind::Return, currency);
    note.buyer_id = Some(party(&buyer));
    note.parent_trade_id = Some(trade_id(&sale));
    note.paid = Some(amount(0));
    note.refunded = Some(amount(order.refund));
    books.trades.push(note);

    let settled = [
        charge(&id("goods"), &sale, Component::Goods, (&buyer, "seller"), amount(order.goods)),
        charge(&id("discount"), &sale, Component::Discount, ("seller", &buyer), amount(order.discount)),
        charge(&id("shipping"), &sale, Component::Shipping, (&buyer, "seller"), amount(order.shipping)),
        charge(&id("shipping-back"), &sale, Component::Shipping, ("seller", &buyer), amount(order.shipping)),
        charge(&id("fee"), &sale, Component::Fee, ("seller", "platform"), amount(order.fee)),
        charge(&id("refund"), &credit, Component::Goods, ("seller", &buyer), amount(order.refund)),
    ];
    let ids = settled.iter().map(|charge| charge.charge_id.clone()).collect();
    books.charges.extend(settled);
    books.charges.push(charge(&id("tax"), &sale, Component::Tax, (&buyer, "authority"), amount(order.tax)));
    let mut estimate = charge(&id("carriage"), &sale, Component::Shipping, ("seller", "carrier"), amount(order.carriage));
    estimate.basis = Basis::Estimate;
    if order.billed {
        let bill = charge(&id("carriage-bill"), &sale, Component::Shipping, ("seller", "carrier"), amount(order.carriage + 1));
        estimate.replaced_by = Some(bill.charge_id.clone());
        books.charges.push(bill);
    }
    books.charges.push(estimate);
    (currency, ids)
}

fn line(id: &str, trade: &str, kind: LineKind, lot: Option<&str>, quantity: i128) -> Line {
    Line {
        line_id: LineId::new(id).expect("a line id"),
        trade_id: trade_id(trade),
        kind,
        component: Component::Goods,
        sku: Some(sku()),
        product_name: None,
        lot_id: lot.map(lot_id),
        quantity,
        unit_price: UNIT,
        amount: quantity,
        discount: 0,
        tax: 0,
        shipping: 0,
        currency: Currency::EUR,
    }
}

/// Writes a bulk trade with two lots and children that draw them; one child sends a unit back.
fn write_bulk(books: &mut Books, draws: &[(bool, i128)]) {
    let drawn = |second: bool| draws.iter().filter(|draw| draw.0 == second).map(|draw| draw.1).sum::<i128>() * UNIT;
    books.trades.push(trade("BULK", Mode::B2b2c, LineKind::Sale, Currency::EUR));
    books.lines.push(line("1", "BULK", LineKind::Sale, None, drawn(false) + drawn(true)));
    for (second, name) in [(false, "LOT-A"), (true, "LOT-B")] {
        // The lots hold one unit more than the bulk sold: what exceeds the parent need not exceed a lot.
        let quantity = drawn(second) + UNIT;
        books.lots.push(Lot { lot_id: lot_id(name), sku: sku(), quantity, trade_id: Some(trade_id("BULK")), day: Some(DAY) });
    }
    for (number, &(second, units)) in draws.iter().enumerate() {
        let id = format!("CHILD-{number}");
        let mut child = trade(&id, Mode::B2b2c, LineKind::Sale, Currency::EUR);
        child.parent_trade_id = Some(trade_id("BULK"));
        books.trades.push(child);
        books.lines.push(line("1", &id, LineKind::Sale, Some(if second { "LOT-B" } else { "LOT-A" }), units * UNIT));
    }
}

pub fn valid_books() -> impl Strategy<Value = Books> {
    let orders = proptest::collection::vec(order(), 1..8);
    let draws = proptest::collection::vec((any::<bool>(), 1..20_i128), 1..6);
    (orders, draws, -100 * UNIT..100 * UNIT, 0..10 * UNIT).prop_map(|(mut orders, draws, opening, reserve)| {
        // At least one order of each sort, so that there is always something to break.
        orders.push(Order { dollars: true, billed: true, ..orders[0].clone() });
        orders.push(Order { dollars: false, billed: true, ..orders[0].clone() });
        let mut books = Books::default();
        let mut settled: Vec<(Currency, Vec<ChargeId>)> = Vec::new();
        for (number, order) in orders.iter().enumerate() {
            settled.push(write_order(&mut books, number, order));
        }
        for currency in [Currency::EUR, Currency::USD] {
            let ids: Vec<ChargeId> = settled.iter().filter(|(of, _)| *of == currency).flat_map(|(_, ids)| ids.clone()).collect();
            // What reached the seller, from the orders and not from the charges.
            let earned: i128 = orders
                .iter()
                .filter(|order| order.dollars == (currency == Currency::USD))
                .map(|order| order.goods - order.discount - order.fee - order.refund)
                .sum();
            books.payouts.push(Payout {
                payout_id: PayoutId::new(&format!("PAYOUT-{currency}")).expect("a payout id"),
                payee: party("seller"),
                amount: money(earned + opening - reserve, currency),
                opening,
                reserve,
                charges: ids,
                day: DAY,
            });
        }
        write_bulk(&mut books, &draws);
        books
    })
}
