//! The landed cost: goods, carriage, insurance, duty, import tax and what the carrier takes for clearing, and who pays what.

use super::book::CustomsBook;
use super::incoterm::{Payer, TermRule};
use super::quote::{Consignment, DutyLine, DutyQuote, quote};
use crate::lanes::Lane;
use crate::{Question, Quoted, Step, Text};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ledger::Component;
use entrepot_domain::{Currency, Money};

/// A line of the landed cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandedLine {
    /// Amount, steps and rule; in the currency of the destination's customs or of the rule.
    pub quoted: Quoted,
    /// Its name for people.
    pub label: Text,
    /// The code of the goods that it is for; none where it is for the whole consignment.
    pub hs: Option<String>,
    /// What the rule says besides.
    pub note: Option<Text>,
    /// Who pays it under the term; the buyer pays the goods.
    pub payer: Payer,
    /// Low and high end in the report currency; none when a rate is missing.
    pub report: Option<(Money, Money)>,
}

/// The landed cost of a consignment.
#[derive(Debug, Clone)]
pub struct Landed<'a> {
    /// Duty and tax, with their questions.
    pub duty: DutyQuote<'a>,
    /// Every line: goods, carriage, insurance, then duty, charges and tax.
    pub lines: Vec<LandedLine>,
    /// The currency of the totals.
    pub currency: Currency,
    /// Everything, low and high; none while something is asked.
    pub total: Option<(Money, Money)>,
    /// What the seller pays of it.
    pub seller_pays: Option<(Money, Money)>,
    /// What the buyer pays of it, the goods included.
    pub buyer_pays: Option<(Money, Money)>,
    /// What must be known first, those of the duty included.
    pub questions: Vec<Question>,
}

/// Computes the landed cost of a consignment under a term, in a currency (that of the destination's customs when none is
/// named). The lane, where one is named, adds what its carrier takes for clearing.
#[must_use]
pub fn landed<'a>(
    book: &'a CustomsBook, consignment: &Consignment, term: &TermRule, lane: Option<&Lane>, currency: Option<Currency>, rates: &RateBook,
) -> Landed<'a> {
    let duty = quote(book, consignment, rates);
    let currency = currency.unwrap_or(duty.currency);
    let mut lines = Vec::new();
    lines.push(plain("goods", ("Goods", "货物"), Component::Goods, duty.goods, Payer::Buyer));
    if duty.freight.micros() > 0 {
        lines.push(plain("freight", ("Carriage", "运费"), Component::Shipping, duty.freight, term.carriage()));
    }
    if duty.insurance.micros() > 0 {
        lines.push(plain("insurance", ("Insurance", "保险费"), Component::Shipping, duty.insurance, term.insurance()));
    }
    for DutyLine { quoted, label, hs, note } in &duty.lines {
        // Under a scheme the tax is part of what the buyer pays at the sale, whatever the term.
        let payer = if quoted.component == Component::Tax && duty.scheme.is_some() { Payer::Buyer } else { term.import() };
        lines.push(LandedLine { quoted: quoted.clone(), label: label.clone(), hs: hs.clone(), note: note.clone(), payer, report: None });
    }
    let pays_something = duty.lines.iter().any(|line| line.quoted.amount.micros() > 0);
    if let (Some(lane), true) = (lane, pays_something && !duty.domestic) {
        lines.extend(clearing(lane, consignment, term));
    }
    let mut questions = duty.questions.clone();
    for line in &mut lines {
        line.report = in_currency(&line.quoted, currency, consignment, rates, &mut questions);
    }
    let complete = questions.is_empty();
    let sum = |of: &dyn Fn(&LandedLine) -> bool| -> Option<(Money, Money)> {
        let mut total = (Money::zero(currency), Money::zero(currency));
        for line in lines.iter().filter(|line| of(line)) {
            let (low, high) = line.report?;
            total = (total.0.checked_add(low).ok()?, total.1.checked_add(high).ok()?);
        }
        complete.then_some(total)
    };
    let (total, seller_pays, buyer_pays) =
        (sum(&|_| true), sum(&|line| line.payer == Payer::Seller), sum(&|line| line.payer == Payer::Buyer));
    Landed { duty, lines, currency, total, seller_pays, buyer_pays, questions }
}

/// What the lane's carrier takes for clearing and laying out duty.
fn clearing(lane: &Lane, consignment: &Consignment, term: &TermRule) -> Vec<LandedLine> {
    let charge = |charge: &crate::lanes::ImportCharge| -> Option<LandedLine> {
        let amount = Money::from_micros(charge.micros, charge.currency).ok()?;
        let text = if charge.at_least { format!("the carrier's least charge: {amount}") } else { format!("{amount} a parcel") };
        let quoted = Quoted {
            kind: charge.kind.clone(),
            component: Component::Fee,
            amount,
            high: None,
            steps: vec![Step { text, amount: crate::exact::shown(charge.micros) }],
            rule_id: charge.rule.id.clone(),
            source: charge.rule.provenance.source.clone(),
            verified: charge.rule.provenance.verified,
        };
        let label = match charge.kind.as_str() {
            "duty_disbursement" => Text { en: "Laying out duty".to_owned(), zh: "代垫税款手续费".to_owned() },
            "entry_fee" => Text { en: "Customs entry".to_owned(), zh: "报关费".to_owned() },
            other => Text { en: other.to_owned(), zh: other.to_owned() },
        };
        Some(LandedLine { quoted, label, hs: None, note: None, payer: term.import(), report: None })
    };
    lane.import_charges(consignment.to, consignment.day).filter_map(charge).collect()
}

fn plain(kind: &str, (en, zh): (&str, &str), component: Component, amount: Money, payer: Payer) -> LandedLine {
    let quoted = Quoted {
        kind: kind.to_owned(),
        component,
        amount,
        high: None,
        steps: Vec::new(),
        rule_id: "given".to_owned(),
        source: "as given".to_owned(),
        verified: true,
    };
    LandedLine { quoted, label: Text { en: en.to_owned(), zh: zh.to_owned() }, hs: None, note: None, payer, report: None }
}

fn in_currency(
    quoted: &Quoted, currency: Currency, consignment: &Consignment, rates: &RateBook, questions: &mut Vec<Question>,
) -> Option<(Money, Money)> {
    let change = |money: Money| {
        rates.convert(money, currency, consignment.day).and_then(|money| {
            money.rounded().map_err(|_| entrepot_domain::fx::Ask {
                currency,
                day: consignment.day,
                reason: entrepot_domain::fx::AskReason::OutOfRange,
            })
        })
    };
    match (change(quoted.amount), change(quoted.high.unwrap_or(quoted.amount))) {
        (Ok(low), Ok(high)) => Some((low, high)),
        (Err(ask), _) | (_, Err(ask)) => {
            let fault = ask.fault();
            let question =
                Question { code: fault.code, subject: quoted.amount.currency().to_string(), text: fault.cause, hint: fault.hint };
            if !questions.contains(&question) {
                questions.push(question);
            }
            None
        }
    }
}
