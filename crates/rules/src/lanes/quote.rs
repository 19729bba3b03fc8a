//! A parcel over all lanes: offers by price, refusals with their reason, questions.

use super::book::LaneBook;
use super::evaluate::{Line, LineKind, Miss, Parcel};
use super::file::Leg;
use super::lane::Lane;
use super::told;
use super::weigh::Weighed;
use crate::{Question, Quoted};
use entrepot_domain::fx::RateBook;
use entrepot_domain::{Currency, Day, Money};

/// What one lane would take for a parcel.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    /// The lane.
    pub lane: &'a Lane,
    /// What is billed.
    pub weighed: Weighed,
    /// Every line, in the currency of its rule.
    pub lines: Vec<Quoted>,
    /// The sum in the currency asked for, rounded once; of a range, its low end. None when a rate is missing (there is a question).
    pub price: Option<Money>,
    /// The high end of the sum, when some line is a range.
    pub price_high: Option<Money>,
    /// True when every figure in it was read in its source.
    pub verified: bool,
}

/// A lane that does not take the parcel.
#[derive(Debug, Clone)]
pub struct Refused<'a> {
    /// The lane.
    pub lane: &'a Lane,
    /// Stable code.
    pub code: &'static str,
    /// Why.
    pub text: String,
}

/// The answer of all lanes.
#[derive(Debug, Clone, Default)]
pub struct Quotes<'a> {
    /// Offers, the cheapest first; those without a price in the currency asked for come last.
    pub offers: Vec<Offer<'a>>,
    /// Refusals, by lane.
    pub refusals: Vec<Refused<'a>>,
    /// What must be known before the other lanes can answer.
    pub questions: Vec<Question>,
}

/// Asks every lane of a leg for a parcel on a day, in a currency (each lane's own when none is named: then offers are in order
/// of lane).
#[must_use]
pub fn quote<'a>(book: &'a LaneBook, leg: Leg, parcel: &Parcel, day: Day, currency: Option<Currency>, rates: &RateBook) -> Quotes<'a> {
    let mut answer = Quotes::default();
    for lane in book.lanes().iter().filter(|lane| lane.leg == leg) {
        match lane.offer(parcel, day, currency, rates) {
            Ok((offer, question)) => {
                answer.questions.extend(question);
                answer.offers.push(offer);
            }
            Err(Miss::Refused(why)) => answer.refusals.push(Refused { lane, code: why.code(), text: why.text(parcel) }),
            Err(Miss::Asks(what)) => {
                let question = what.question(lane, parcel, day);
                // A parcel without weight is asked about once, not by every lane.
                if !answer.questions.iter().any(|known| known.code == question.code && known.text == question.text) {
                    answer.questions.push(question);
                }
            }
        }
    }
    if currency.is_some() {
        answer.offers.sort_by_key(|offer| (offer.price.map_or(i128::MAX, Money::micros), offer.price_high.map_or(0, Money::micros)));
    }
    answer
}

impl Lane {
    /// The offer for a parcel on a day with its steps, over the same path as [`Lane::evaluate`]; a question when an amount cannot
    /// be told in the currency asked for.
    ///
    /// # Errors
    /// [`Miss`] when there is no offer.
    pub fn offer(
        &self, parcel: &Parcel, day: Day, currency: Option<Currency>, rates: &RateBook,
    ) -> Result<(Offer<'_>, Option<Question>), Miss> {
        let mut found: Vec<Line> = Vec::new();
        let weighed = self.evaluate(parcel, day, &mut |line| found.push(line))?;
        let mut lines = Vec::new();
        let mut before = None;
        for line in &found {
            lines.extend(told::quoted(self, line, before, weighed, parcel));
            if line.kind != LineKind::Fuel {
                before = Some(line);
            }
        }
        let target = currency.unwrap_or(self.currency);
        let sum = |of: fn(&Line) -> i128| -> Result<Money, Question> {
            let mut total = Money::zero(target);
            for line in &found {
                let money = Money::from_micros(of(line), line.currency).map_err(|_| too_large(self))?;
                let money = rates.convert(money, target, day).map_err(|ask| {
                    let fault = ask.fault();
                    Question { code: fault.code, subject: self.code.clone(), text: fault.cause, hint: fault.hint }
                })?;
                total = total.checked_add(money).map_err(|_| too_large(self))?;
            }
            total.rounded().map_err(|_| too_large(self))
        };
        let (price, price_high, question) = match (sum(|line| line.micros), sum(|line| line.micros_high)) {
            (Ok(low), Ok(high)) => (Some(low), (high != low).then_some(high), None),
            (Err(question), _) | (_, Err(question)) => (None, None, Some(question)),
        };
        let verified = lines.iter().all(|line| line.verified);
        Ok((Offer { lane: self, weighed, lines, price, price_high, verified }, question))
    }
}

fn too_large(lane: &Lane) -> Question {
    let (text, hint) =
        (format!("Is the parcel so large? The price of {} does not fit.", lane.code), "Check weight and measures.".to_owned());
    Question { code: "lane.overflow", subject: lane.code.clone(), text, hint }
}
