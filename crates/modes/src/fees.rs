//! What a sale costs in fees: on a platform, through a payment provider, after a refund.

use entrepot_domain::{Currency, Day, Money};
use entrepot_rules::fees::{Circumstances, Event, FeeRule, FeeTable, Sale, quote, refund};
use entrepot_rules::fulfilment::{Piece, Sending};
use entrepot_rules::platforms::Catalogue;
use entrepot_rules::{Question, Quoted, Step, pick};
use serde::Serialize;

/// A sale to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeAsked {
    /// The platform, by slug or another name.
    pub platform: String,
    /// The category, in the platform's words or others.
    pub category: Option<String>,
    /// Price of one piece after the seller's own discount.
    pub price: Money,
    /// Pieces.
    pub quantity: i64,
    /// What the buyer pays for shipping.
    pub shipping: Option<Money>,
    /// Tax that the buyer pays.
    pub tax: Option<Money>,
    /// What fulfilment by the platform costs, when it does it.
    pub fulfilment: Option<Money>,
    /// The piece that the platform sends, when it does: its fee is computed from weight and sides.
    pub piece: Option<Piece>,
    /// What applies to the sale: `international`.
    pub options: Vec<String>,
    /// The payment provider beside the platform.
    pub payment: Option<String>,
    /// What goes back to the buyer.
    pub refund: Option<Money>,
    /// The day of the sale.
    pub on: Day,
}

/// One fee of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeLine {
    /// The platform or provider that takes it.
    pub by: String,
    /// The fee, in the words of its table.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// How it came about.
    pub steps: Vec<Step>,
    /// The rule.
    pub rule_id: String,
    /// Where the rule comes from.
    pub source: String,
    /// False when it was not read there.
    pub verified: bool,
}

/// A fee that is not of a sale: a membership, a deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingFee {
    /// The fee, in the words of its table.
    pub fee: String,
    /// Its kind in the ledger.
    pub kind: String,
    /// period or deposit.
    pub event: &'static str,
    /// How often it is invoiced.
    pub every: Option<&'static str>,
    /// The amount; of a range, its low end.
    pub amount: String,
    /// The high end of a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: Currency,
    /// The rule.
    pub rule_id: String,
    /// False when it was not read in its source.
    pub verified: bool,
}

/// A fee after a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefundLine {
    /// The fee, in the words of its table.
    pub fee: String,
    /// What was charged.
    pub charged: String,
    /// What comes back of it.
    pub returned: String,
    /// What handling the refund costs.
    pub admin: String,
    /// The rule.
    pub rule_id: String,
    /// False when what a refund does was not read in its source.
    pub verified: bool,
}

/// What a sale costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeAnswer {
    /// The platform's slug.
    pub platform: String,
    /// The category, in the platform's own words.
    pub category: Option<String>,
    /// The day whose rules were asked.
    pub on: Day,
    /// The sum; of ranges, the low end. Nothing while a question is open.
    pub amount: Option<String>,
    /// The high end, when a rule states a range.
    pub high: Option<String>,
    /// ISO 4217 code.
    pub currency: Currency,
    /// True when the sum is an end of a range.
    pub estimate: bool,
    /// True when every rule was read in its source.
    pub verified: bool,
    /// Each fee.
    pub breakdown: Vec<FeeLine>,
    /// Each rule.
    pub rule_ids: Vec<String>,
    /// Memberships and deposits, which are no part of the sum.
    pub standing: Vec<StandingFee>,
    /// The fees after the refund that was asked about.
    pub refund: Vec<RefundLine>,
    /// What can be said to apply.
    pub options: Vec<String>,
    /// What must be known first.
    pub questions: Vec<Question>,
}

/// What a sale costs on a platform. What no rule tells, and what there is no preset for, is a question of the answer.
#[must_use]
pub fn fees(catalogue: &Catalogue, asked: &FeeAsked) -> FeeAnswer {
    let Some(platform) = catalogue.platform(&asked.platform) else {
        let known = catalogue.platforms().iter().map(|platform| platform.slug.as_str()).collect::<Vec<_>>().join(", ");
        let text = format!("There is no preset of a platform \"{}\".", asked.platform);
        return FeeAnswer::asking(asked, Question::new("fee.platform_unknown", &asked.platform, text, format!("Known: {known}.")));
    };
    let mut questions = Vec::new();
    let provider = asked.payment.as_deref().and_then(|name| {
        let found = catalogue.provider(name);
        if found.is_none() {
            let known = catalogue.providers().iter().map(|provider| provider.slug.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("There is no preset of a payment provider \"{name}\".");
            questions.push(Question::new("fee.provider_unknown", name, text, format!("Known: {known}.")));
        }
        found
    });
    let table = &platform.fees;
    let named = asked.category.as_deref().and_then(|word| table.category(word)).map(|at| table.categories[at].name.clone());
    let mut answer = FeeAnswer {
        platform: platform.slug.clone(),
        category: named.or_else(|| asked.category.clone().filter(|_| table.categories.is_empty())),
        on: asked.on,
        amount: None,
        high: None,
        currency: table.currency,
        estimate: false,
        verified: platform.provenance.verified,
        breakdown: Vec::new(),
        rule_ids: Vec::new(),
        standing: standing(table, asked.on),
        refund: Vec::new(),
        options: table.options().into_iter().chain(provider.iter().flat_map(|one| one.fees.options())).map(str::to_owned).collect(),
        questions,
    };
    let (mut low, mut high) = (Some(Money::zero(table.currency)), Some(Money::zero(table.currency)));
    let mut asked = asked.clone();
    if let Some(piece) = asked.piece {
        match send(catalogue, &platform.slug, &piece, &asked) {
            Ok((table, sending, amount)) => {
                low = low.and_then(|sum| sum.checked_add(amount).ok());
                high = high.and_then(|sum| sum.checked_add(amount).ok());
                answer.verified &= sending.fee.verified;
                answer.breakdown.push(FeeLine::of(&table, sending.tier, sending.fee));
                asked.fulfilment = Some(amount);
            }
            Err(question) => answer.questions.push(question),
        }
    }
    let asked = &asked;
    for (by, one) in std::iter::once((&platform.slug, table)).chain(provider.iter().map(|provider| (&provider.slug, &provider.fees))) {
        // An option belongs to whichever table knows it; one that none knows is asked about at the platform.
        let mine = |option: &&str| {
            one.options().contains(option) || (std::ptr::eq(one, table) && !answer.options.iter().any(|known| known == option))
        };
        let options: Vec<&str> = asked.options.iter().map(String::as_str).filter(mine).collect();
        match of_table(one, asked, &options) {
            Ok((told, refunded)) => {
                low = low.and_then(|sum| sum.checked_add(told.low).ok());
                high = high.and_then(|sum| sum.checked_add(told.high).ok());
                answer.verified &= told.is_verified();
                answer.breakdown.extend(told.fees.into_iter().map(|(fee, quoted)| FeeLine::of(by, fee, quoted)));
                answer.refund.extend(refunded);
            }
            Err(questions) => answer.questions.extend(questions),
        }
    }
    answer.rule_ids = answer.breakdown.iter().map(|line| line.rule_id.clone()).collect();
    answer.questions.dedup();
    answer.verified &= answer.questions.is_empty();
    if let (Some(low), Some(high), true) = (low, high, answer.questions.is_empty()) {
        answer.estimate = low != high;
        answer.amount = Some(low.amount());
        answer.high = answer.estimate.then(|| high.amount());
    }
    answer
}

impl FeeAnswer {
    /// An answer that can only ask.
    fn asking(asked: &FeeAsked, question: Question) -> Self {
        Self {
            platform: asked.platform.clone(),
            category: asked.category.clone(),
            on: asked.on,
            amount: None,
            high: None,
            currency: asked.price.currency(),
            estimate: false,
            verified: false,
            breakdown: Vec::new(),
            rule_ids: Vec::new(),
            standing: Vec::new(),
            refund: Vec::new(),
            options: Vec::new(),
            questions: vec![question],
        }
    }
}

impl FeeLine {
    fn of(by: &str, fee: String, quoted: Quoted) -> Self {
        Self {
            by: by.to_owned(),
            fee,
            kind: quoted.kind,
            amount: quoted.amount.amount(),
            high: quoted.high.map(Money::amount),
            steps: quoted.steps,
            rule_id: quoted.rule_id,
            source: quoted.source,
            verified: quoted.verified,
        }
    }
}

/// What sending all pieces costs: the table, one piece's fee with its steps, and the sum of all.
fn send(catalogue: &Catalogue, platform: &str, piece: &Piece, asked: &FeeAsked) -> Result<(String, Sending, Money), Question> {
    let Some(table) = catalogue.fulfilment_by(platform, asked.on) else {
        let text = format!("There is no table of what fulfilment by {platform} costs.");
        let hint = "Name its fee with the sale, or put a table into presets/fulfilment of your home.";
        return Err(Question::new("fulfilment.no_table", platform, text, hint));
    };
    let overflow =
        || Question::new("fulfilment.overflow", &table.slug, "The amount or the time does not fit.", "Check pieces, measures and days.");
    let price = i64::try_from(asked.price.micros()).map_err(|_| overflow())?;
    let mut sending = table.sending(piece, price, asked.on)?;
    let all = sending.fee.amount.micros().checked_mul(asked.quantity.into()).ok_or_else(overflow)?;
    let all = Money::from_micros(all, table.currency).map_err(|_| overflow())?;
    if asked.quantity != 1 {
        sending.fee.steps.push(Step { text: format!("{} pieces", asked.quantity), amount: all.amount() });
        sending.fee.amount = all;
    }
    Ok((table.slug.clone(), sending, all))
}

type Told = (entrepot_rules::fees::FeeQuote, Vec<RefundLine>);

fn of_table(table: &FeeTable, asked: &FeeAsked, options: &[&str]) -> Result<Told, Vec<Question>> {
    let sale = sale(table, asked).map_err(|question| vec![question])?;
    let program = table.program(Event::Sale, Circumstances { category: asked.category.as_deref(), options }, asked.on)?;
    let told = quote(table, &program, &sale).map_err(|question| vec![question])?;
    let mut lines = Vec::new();
    if let Some(back) = asked.refund {
        let back = micros(table, back).map_err(|question| vec![question])?;
        lines = refund(table, &program, &sale, back)?
            .into_iter()
            .map(|one| RefundLine {
                fee: one.fee,
                charged: one.charged.amount(),
                returned: one.returned.amount(),
                admin: one.admin.amount(),
                rule_id: one.rule_id,
                verified: one.verified,
            })
            .collect();
    }
    Ok((told, lines))
}

/// The sale in the table's currency; another currency is asked about, never taken for it.
fn sale(table: &FeeTable, asked: &FeeAsked) -> Result<Sale, Question> {
    let price = micros(table, asked.price)?;
    let other = |money: Option<Money>| money.map(|money| micros(table, money)).transpose();
    let overflow = || {
        let text = "The amount does not fit.";
        Question::new("fee.overflow", &table.slug, text, "Check the column: quantities, cents or an id may have been read as an amount.")
    };
    Ok(Sale {
        shipping: other(asked.shipping)?.unwrap_or(0),
        tax: other(asked.tax)?.unwrap_or(0),
        fulfilment: other(asked.fulfilment)?,
        ..Sale::single(price, asked.quantity).ok_or_else(overflow)?
    })
}

fn micros(table: &FeeTable, money: Money) -> Result<i64, Question> {
    if money.currency() != table.currency {
        let text = format!("{} charges in {}, and the amount is in {}.", table.slug, table.currency, money.currency());
        let hint = format!("Name the amount in {}, at the rate of the day of the sale.", table.currency);
        return Err(Question::new("fee.currency", &table.slug, text, hint));
    }
    i64::try_from(money.micros()).map_err(|_| Question::new("fee.overflow", &table.slug, "The amount does not fit.", "Check the amount."))
}

/// Memberships and deposits that are in force on a day.
fn standing(table: &FeeTable, on: Day) -> Vec<StandingFee> {
    let mut lines: Vec<StandingFee> = Vec::new();
    for event in [Event::Period, Event::Deposit] {
        for rule in table.of_event(event) {
            if lines.iter().any(|line| line.fee == rule.fee) {
                continue;
            }
            let dated: Vec<&FeeRule> = table.of_event(event).filter(|other| other.fee == rule.fee).collect();
            let Some(rule) = pick(&dated, on) else { continue };
            let Some(bracket) = rule.brackets.first() else { continue };
            let money = |micros: i64| Money::from_micros(micros.into(), rule.currency).map(Money::amount).unwrap_or_default();
            lines.push(StandingFee {
                fee: rule.fee.clone(),
                kind: rule.kind.clone(),
                event: event.as_str(),
                every: rule.every.map(entrepot_rules::fees::Every::as_str),
                amount: money(bracket.fixed),
                high: (bracket.fixed_high != bracket.fixed).then(|| money(bracket.fixed_high)),
                currency: rule.currency,
                rule_id: rule.id.clone(),
                verified: rule.provenance.verified,
            });
        }
    }
    lines
}
