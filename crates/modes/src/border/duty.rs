//! What a consignment pays at the border, and what it costs landed.

use super::line::{LineShown, shown};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ids::HsCode;
use entrepot_domain::ledger::Incoterm;
use entrepot_domain::{Country, Currency, Day, DomainError, Money};
use entrepot_rules::customs::{self, Buyer, Consignment, CustomsBook, DutyLine, DutyQuote, Goods, TermRule, Territory};
use entrepot_rules::lanes::Lane;
use entrepot_rules::{Question, Text};
use serde::Serialize;

/// Goods to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsAsked {
    /// The code; without one it is asked for.
    pub hs: Option<HsCode>,
    /// Where they were made.
    pub origin: Country,
    /// Price of one piece.
    pub value: Money,
    /// Pieces, at least one.
    pub quantity: u32,
}

/// A consignment to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyAsked {
    /// Its goods.
    pub goods: Vec<GoodsAsked>,
    /// Carriage to the destination.
    pub freight: Option<Money>,
    /// Insurance of the carriage.
    pub insurance: Option<Money>,
    /// Where it is sent from.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// The day whose law is asked.
    pub on: Day,
    /// A company buys.
    pub business: bool,
    /// The procedure, where rules differ by it.
    pub channel: Option<String>,
    /// Digits that make a tariff item for flat duties.
    pub item_digits: Option<u8>,
    /// Class of goods for the import tax.
    pub tax_class: Option<String>,
}

/// Days, both included; an open end is unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first.
    pub from: Option<Day>,
    /// The last.
    pub to: Option<Day>,
}

/// Whose law it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TerritoryShown {
    /// Its code.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// fob (goods alone) or cif (with carriage and insurance).
    pub valuation: &'static str,
    /// Where that is said.
    pub valuation_source: String,
    /// When its table was read.
    pub as_of: Option<String>,
    /// Over which days its table is complete.
    pub complete: Vec<Span>,
    /// Procedures by which its rules differ.
    pub channels: Vec<String>,
    /// What else should be known.
    pub note: Option<Text>,
    /// False for a table of the home's own.
    pub shipped: bool,
}

/// A line of the landed cost: duty, a charge, the tax, and, for the landed cost, goods and carriage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LandedLine {
    /// Amount and rule.
    #[serde(flatten)]
    pub line: LineShown,
    /// Its name for people.
    pub label: Text,
    /// The code of the goods that it is for.
    pub hs: Option<String>,
    /// What the rule says besides.
    pub note: Option<Text>,
    /// seller or buyer; nothing for duty alone.
    pub payer: Option<&'static str>,
    /// The amount in the currency of the totals.
    pub report: Option<String>,
    /// Its high end.
    pub report_high: Option<String>,
}

/// What freed the goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReliefLine {
    /// duty or tax.
    pub of: &'static str,
    /// Its name for people.
    pub label: Text,
    /// What the rule says besides.
    pub note: Option<Text>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A way of paying the tax at the sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeShown {
    /// Its short name.
    pub code: String,
    /// Its name for people.
    pub label: Text,
    /// Where it is said.
    pub source: String,
}

/// Duty and import tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyAnswer {
    /// Where it was sent from.
    pub from: Country,
    /// Where it goes.
    pub to: Country,
    /// The day whose law was asked.
    pub on: Day,
    /// Whose law it is; nothing for a country without a table.
    pub territory: Option<TerritoryShown>,
    /// ISO 4217 code of the destination's customs: of all amounts but those that name their own.
    pub currency: Currency,
    /// The goods.
    pub goods: String,
    /// Carriage.
    pub freight: String,
    /// Insurance.
    pub insurance: String,
    /// What duty is taken of; nothing while something is asked.
    pub customs_value: Option<String>,
    /// Duty; nothing while something is asked.
    pub duty: Option<String>,
    /// Its high end, when a rule states a range.
    pub duty_high: Option<String>,
    /// Import tax; nothing while something is asked.
    pub tax: Option<String>,
    /// Its high end.
    pub tax_high: Option<String>,
    /// Layers of duty, flat charges, import tax.
    pub lines: Vec<LandedLine>,
    /// What freed the goods.
    pub reliefs: Vec<ReliefLine>,
    /// The scheme under which the tax is paid at the sale.
    pub scheme: Option<SchemeShown>,
    /// It crosses no customs border.
    pub domestic: bool,
    /// Charges that are announced and not in force.
    pub announced: Vec<Text>,
    /// True when every figure was read in its source.
    pub verified: bool,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// The term and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermShown {
    /// Its three letters.
    pub code: Incoterm,
    /// Its name for people.
    pub label: Text,
    /// Only for carriage by sea.
    pub sea_only: bool,
    /// Where the risk passes.
    pub risk_passes: Text,
}

/// The landed cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LandedAnswer {
    /// The term.
    pub incoterm: TermShown,
    /// ISO 4217 code of the totals.
    pub report_currency: Currency,
    /// Everything; nothing while something is asked.
    pub total: Option<String>,
    /// Its high end.
    pub total_high: Option<String>,
    /// What the seller pays of it.
    pub seller_pays: Option<String>,
    /// Its high end.
    pub seller_pays_high: Option<String>,
    /// What the buyer pays of it, the goods included.
    pub buyer_pays: Option<String>,
    /// Its high end.
    pub buyer_pays_high: Option<String>,
    /// Duty and tax; its lines are those of the landed cost.
    #[serde(flatten)]
    pub duty: DutyAnswer,
}

/// Duty and import tax of a consignment.
///
/// # Errors
/// When pieces times price do not fit.
pub fn duty(book: &CustomsBook, asked: &DutyAsked, rates: &RateBook) -> Result<DutyAnswer, DomainError> {
    let (consignment, missing) = consignment(asked)?;
    let quote = customs::quote(book, &consignment, rates);
    let lines = quote.lines.iter().cloned().map(duty_line).collect();
    let mut questions = quote.questions.clone();
    Ok(if missing.is_empty() {
        answer(asked, &quote, lines, questions)
    } else {
        questions = missing;
        answer(asked, &unanswered(quote), Vec::new(), questions)
    })
}

/// The landed cost of a consignment under a term; the lane adds what its carrier takes for clearing.
///
/// # Errors
/// When pieces times price do not fit.
pub fn landed(
    book: &CustomsBook, asked: &DutyAsked, term: &TermRule, lane: Option<&Lane>, currency: Option<Currency>, rates: &RateBook,
) -> Result<LandedAnswer, DomainError> {
    let (consignment, missing) = consignment(asked)?;
    let found = customs::landed(book, &consignment, term, lane, currency, rates);
    let lines = (found.lines.into_iter())
        .map(|line| {
            let (report, report_high) = shown(line.report);
            let payer = Some(line.payer.as_str());
            LandedLine { line: line.quoted.into(), label: line.label, hs: line.hs, note: line.note, payer, report, report_high }
        })
        .collect();
    let asks = !missing.is_empty();
    let (quote, lines, questions) = if asks { (unanswered(found.duty), Vec::new(), missing) } else { (found.duty, lines, found.questions) };
    let total = |pair: Option<(Money, Money)>| shown(pair.filter(|_| !asks));
    let ((total_low, total_high), (seller, seller_high), (buyer, buyer_high)) =
        (total(found.total), total(found.seller_pays), total(found.buyer_pays));
    Ok(LandedAnswer {
        incoterm: TermShown { code: term.code, label: term.label.clone(), sea_only: term.sea_only, risk_passes: term.risk_passes.clone() },
        report_currency: found.currency,
        total: total_low,
        total_high,
        seller_pays: seller,
        seller_pays_high: seller_high,
        buyer_pays: buyer,
        buyer_pays_high: buyer_high,
        duty: answer(asked, &quote, lines, questions),
    })
}

/// The consignment, and a question for goods without a code. They are given a code that no rule is asked about.
fn consignment(asked: &DutyAsked) -> Result<(Consignment, Vec<Question>), DomainError> {
    let mut goods = Vec::new();
    let mut missing = Vec::new();
    for (at, one) in asked.goods.iter().enumerate() {
        let value = one.value.checked_mul(i128::from(one.quantity) * entrepot_domain::money::UNIT)?;
        match &one.hs {
            Some(hs) => goods.push(Goods { hs: hs.clone(), origin: one.origin, value }),
            None => {
                let text = format!("Which goods are item {}? Its HS code is missing.", at + 1);
                missing.push(Question::new("duty.no_hs", &(at + 1).to_string(), text, "Give the HS code, 6 digits or more."));
            }
        }
    }
    let consignment = Consignment {
        goods,
        freight: asked.freight,
        insurance: asked.insurance,
        from: asked.from,
        to: asked.to,
        day: asked.on,
        buyer: if asked.business { Buyer::Business } else { Buyer::Person },
        channel: asked.channel.clone(),
        item_digits: asked.item_digits,
        tax_class: asked.tax_class.clone(),
    };
    Ok((consignment, missing))
}

/// A quote of only a part of the goods says nothing.
fn unanswered(quote: DutyQuote<'_>) -> DutyQuote<'_> {
    DutyQuote { customs_value: None, lines: Vec::new(), duty: None, tax: None, reliefs: Vec::new(), scheme: None, ..quote }
}

fn duty_line(line: DutyLine) -> LandedLine {
    LandedLine { line: line.quoted.into(), label: line.label, hs: line.hs, note: line.note, payer: None, report: None, report_high: None }
}

fn answer(asked: &DutyAsked, quote: &DutyQuote<'_>, lines: Vec<LandedLine>, questions: Vec<Question>) -> DutyAnswer {
    let ((duty, duty_high), (tax, tax_high)) = (shown(quote.duty), shown(quote.tax));
    DutyAnswer {
        from: asked.from,
        to: asked.to,
        on: asked.on,
        territory: quote.territory.map(territory),
        currency: quote.currency,
        goods: quote.goods.amount(),
        freight: quote.freight.amount(),
        insurance: quote.insurance.amount(),
        customs_value: quote.customs_value.map(Money::amount),
        duty,
        duty_high,
        tax,
        tax_high,
        reliefs: (quote.reliefs.iter())
            .map(|line| ReliefLine {
                of: line.quoted.component.as_str(),
                label: line.label.clone(),
                note: line.note.clone(),
                rule_id: line.quoted.rule_id.clone(),
                source: line.quoted.source.clone(),
                verified: line.quoted.verified,
            })
            .collect(),
        scheme: (quote.scheme.as_ref()).map(|scheme| SchemeShown {
            code: scheme.code.clone(),
            label: scheme.label.clone(),
            source: scheme.rule.provenance.source.clone(),
        }),
        domestic: quote.domestic,
        announced: quote.announced.iter().map(|(label, note)| note.clone().unwrap_or_else(|| label.clone())).collect(),
        verified: questions.is_empty()
            && lines.iter().all(|line| line.line.verified)
            && quote.reliefs.iter().all(|line| line.quoted.verified),
        lines,
        questions,
    }
}

fn territory(one: &Territory) -> TerritoryShown {
    TerritoryShown {
        code: one.code.clone(),
        label: one.label.clone(),
        valuation: one.valuation.as_str(),
        valuation_source: one.valuation_rule.provenance.source.clone(),
        as_of: one.provenance.as_of.clone(),
        complete: one.complete().iter().map(|span| Span { from: span.from, to: span.to }).collect(),
        channels: one.channels().map(|(code, _)| code.to_owned()).collect(),
        note: one.note.clone(),
        shipped: one.shipped,
    }
}
