//! The five profit models from both sides: what a book of orders leaves the seller, and what it brings the platform.
//!
//! Every movement of money is one [`Payment`] from one party to another, so that both sides are read from the same list. What a
//! fee, a price difference or a margin costs the seller is what the platform receives.

use super::catalogue::Catalogue;
use super::preset::Platform;
use super::words::ProfitModel;
use crate::dated::pick;
use crate::exact::rounded_ratio;
use crate::fees::{Amounts, Circumstances, Event, Every, FeeRule, Program, Sale, no_amount, spread};
use crate::fulfilment::Piece;
use crate::question::Question;
use entrepot_domain::{Currency, Day, Money};

/// One order of one article, in the platform's currency. Amounts are micros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookOrder {
    /// Its id.
    pub id: String,
    /// The day it was placed.
    pub day: Day,
    /// The product's category.
    pub category: String,
    /// Price of a piece.
    pub price: i64,
    /// Pieces.
    pub quantity: i64,
    /// What the buyer paid for shipping.
    pub shipping: i64,
    /// What the seller paid its supplier for a piece.
    pub cost: i64,
    /// The piece, for its storage.
    pub piece: Piece,
    /// Days that it lay in a warehouse before it was sold.
    pub stored_days: i32,
}

/// Who pays and receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// Who buys.
    Buyer,
    /// The trade firm whose goods they are.
    Seller,
    /// The platform.
    Platform,
    /// Who sold to the seller.
    Supplier,
    /// Who stores for the platform.
    Warehouse,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The order.
    pub order: String,
    /// Who pays.
    pub from: Party,
    /// Who receives.
    pub to: Party,
    /// What for: a kind of the ledger.
    pub kind: String,
    /// How much, micros; never negative.
    pub micros: i128,
    /// The rule, when one computed it.
    pub rule_id: Option<String>,
}

/// A question with what it blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The question, asked once.
    pub question: Question,
    /// How many orders wait for its answer.
    pub orders: usize,
    /// How much money of theirs, micros.
    pub micros: i128,
}

/// What a book came to on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled {
    /// Every movement.
    pub payments: Vec<Payment>,
    /// What is asked; the orders that it blocks have no payments.
    pub blocked: Vec<Blocked>,
}

impl Settled {
    /// What a party received less what it paid.
    pub fn net(&self, party: Party) -> i128 {
        self.payments.iter().map(|one| one.micros * (i128::from(one.to == party) - i128::from(one.from == party))).sum()
    }

    /// What the platform earns by a model: the kinds of fees that it lives by.
    pub fn earned(&self, model: ProfitModel) -> i128 {
        self.payments
            .iter()
            .filter(|one| one.to == Party::Platform && model.kinds().contains(&one.kind.as_str()))
            .map(|one| one.micros)
            .sum()
    }

    fn pay(&mut self, order: &str, from: Party, to: Party, kind: &str, micros: i128, rule_id: Option<&str>) {
        if micros != 0 {
            let rule_id = rule_id.map(str::to_owned);
            self.payments.push(Payment { order: order.to_owned(), from, to, kind: kind.to_owned(), micros, rule_id });
        }
    }

    fn block(&mut self, question: Question, micros: i128) {
        match self.blocked.iter_mut().find(|known| known.question.code == question.code && known.question.subject == question.subject) {
            Some(known) => (known.orders, known.micros) = (known.orders + 1, known.micros + micros),
            None => self.blocked.push(Blocked { question, orders: 1, micros }),
        }
    }
}

/// Settles a book by the rules of one day (or, without one, of each order's own day). `rate` tells how many units of the
/// platform's currency another currency is worth, in millionths.
pub fn settle(
    catalogue: &Catalogue, platform: &Platform, book: &[BookOrder], law: Option<Day>, rate: &dyn Fn(Currency) -> Option<i64>,
) -> Settled {
    let mut settled = Settled::default();
    let mut taken: Vec<&BookOrder> = Vec::new();
    for order in book {
        let goods = i128::from(order.price) * i128::from(order.quantity) + i128::from(order.shipping);
        let day = law.unwrap_or(order.day);
        let program = platform.fees.program(Event::Sale, Circumstances { category: Some(&order.category), options: &[] }, day);
        let answered = program.and_then(|program| one(catalogue, platform, order, &program, day).map_err(|question| vec![question]));
        match answered {
            Ok(payments) => {
                settled.payments.extend(payments.payments);
                taken.push(order);
            }
            Err(questions) => questions.into_iter().for_each(|question| settled.block(question, goods)),
        }
    }
    standing(platform, &taken, law, rate, &mut settled);
    settled
}

/// One order: the sale, the goods' cost, each fee, and storage where the platform holds the stock.
fn one(catalogue: &Catalogue, platform: &Platform, order: &BookOrder, program: &Program, day: Day) -> Result<Settled, Question> {
    let mut own = Settled::default();
    let paid = i128::from(order.price) * i128::from(order.quantity) + i128::from(order.shipping);
    let sale = Sale { shipping: order.shipping, ..Sale::single(order.price, order.quantity).unwrap_or_default() };
    let mut amounts = Amounts::default();
    program.run(&sale, &mut amounts).map_err(|reason| no_amount(&platform.fees, program, reason))?;
    // Whoever buys and sells on its own account stands between buyer and seller.
    let buys = platform.profit_models.iter().any(|model| matches!(model, ProfitModel::NetPriceDifference | ProfitModel::SalesProfit));
    if buys {
        own.pay(&order.id, Party::Buyer, Party::Platform, "goods", paid, None);
        own.pay(&order.id, Party::Platform, Party::Seller, "goods", paid, None);
    } else {
        own.pay(&order.id, Party::Buyer, Party::Seller, "goods", paid, None);
    }
    own.pay(&order.id, Party::Seller, Party::Supplier, "goods", i128::from(order.cost) * i128::from(order.quantity), None);
    for at in 0..program.len() {
        let rule = &platform.fees.rules[program.rule(at)];
        own.pay(&order.id, Party::Seller, Party::Platform, &rule.kind, amounts.low(at).into(), Some(&rule.id));
    }
    if platform.profit_models.contains(&ProfitModel::SalesProfit) {
        let Some(table) = catalogue.fulfilment_by(&platform.slug, day) else {
            let text = format!("There is no table of what fulfilment by {} costs.", platform.slug);
            let hint = "Name its fee with the sale, or put a table into presets/fulfilment of your home.";
            return Err(Question::new("fulfilment.no_table", &platform.slug, text, hint));
        };
        let class = table.tier(&order.piece).map_or("", |tier| tier.class.as_str());
        for charge in table.keeping(class, order.piece.volume_um3(), order.quantity, day.plus(-order.stored_days), day)? {
            own.pay(&order.id, Party::Platform, Party::Warehouse, &charge.kind, charge.amount.micros(), Some(&charge.rule_id));
        }
    }
    Ok(own)
}

/// Memberships of the time that the book spans, spread over its orders: the shares add up to the invoices.
fn standing(platform: &Platform, orders: &[&BookOrder], law: Option<Day>, rate: &dyn Fn(Currency) -> Option<i64>, settled: &mut Settled) {
    let table = &platform.fees;
    let (Some(first), Some(last)) = (orders.iter().map(|order| order.day).min(), orders.iter().map(|order| order.day).max()) else {
        return;
    };
    let goods = |order: &&BookOrder| i128::from(order.price) * i128::from(order.quantity) + i128::from(order.shipping);
    for unknown in table.unknown.iter().filter(|unknown| unknown.event == Event::Period) {
        let text = format!("{} does not tell what \"{}\" is: {}.", table.slug, unknown.fee, unknown.why);
        let hint = format!("Put a [[fee]] with fee = \"{}\" into {} of your home.", unknown.fee, table.file);
        for order in orders {
            settled
                .block(Question::new("fee.unknown", &format!("{}/{}", table.slug, unknown.fee), text.clone(), hint.clone()), goods(order));
        }
    }
    let mut fees: Vec<&str> = table.of_event(Event::Period).map(|rule| rule.fee.as_str()).collect();
    fees.dedup();
    for fee in fees {
        let rules: Vec<&FeeRule> = table.of_event(Event::Period).filter(|rule| rule.fee == fee).collect();
        let Some(rule) = pick(&rules, law.unwrap_or(first)) else { continue };
        let Some(invoice) = invoice(rule, first, last, table.currency, rate) else {
            let text = format!("{} is charged in {}, and no rate to {} is known.", rule.id, rule.currency, table.currency);
            for order in orders {
                settled
                    .block(Question::new("fee.rate_missing", &rule.id, text.clone(), "Load the exchange rate of that day."), goods(order));
            }
            continue;
        };
        for (order, share) in orders.iter().zip(spread(invoice, &vec![1; orders.len()]).unwrap_or_default()) {
            settled.pay(&order.id, Party::Seller, Party::Platform, &rule.kind, share.micros(), Some(&rule.id));
        }
    }
}

/// What is invoiced from one day to another, in the platform's currency: once for each month, quarter, half-year or year begun.
fn invoice(rule: &FeeRule, first: Day, last: Day, into: Currency, rate: &dyn Fn(Currency) -> Option<i64>) -> Option<Money> {
    let months = match rule.every? {
        Every::Month => 1,
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
    };
    let count = |day: Day| {
        let (year, month, _) = day.ymd();
        (year * 12 + month as i32 - 1) / months
    };
    let sum = i128::from(rule.brackets.first()?.fixed) * i128::from(count(last) - count(first) + 1);
    let micros = if rule.currency == into {
        sum
    } else {
        rounded_ratio(sum.checked_mul(rate(rule.currency)?.into())?, 1_000_000, into.minor_units())?
    };
    Money::from_micros(micros, into).ok()
}
