//! Carriage to the buyer: the cheapest lane of the scenario that takes the parcel.

use super::{Costs, Sale};
use crate::replay::compile::Rules;
use crate::replay::fx::{Column, Fx};
use crate::replay::kind::Kind;
use crate::replay::scenario::Scenario;
use crate::replay::stop::{Ask, Refused, Stop};
use entrepot_domain::{Country, Currency};
use entrepot_rules::Question;
use entrepot_rules::lanes::{Cargo, Lane, Line, Miss, Missing, Parcel};

/// A lane with the ways from its currencies to the report currency.
#[derive(Debug)]
pub(crate) struct Road<'a> {
    pub lane: &'a Lane,
    columns: Vec<(Currency, Column)>,
    verified: Vec<bool>,
}

/// The lanes of a scenario, compiled.
#[derive(Debug)]
pub(crate) struct Carriage<'a> {
    pub roads: Vec<Road<'a>>,
    from: Option<Country>,
    cargo: Cargo,
    seller_pays: bool,
}

/// What carrying a parcel came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Carried {
    /// The lane's place in the scenario's list.
    pub lane: u16,
    /// The price in the report currency, low and high, whoever pays it.
    pub price: (i64, i64),
    /// What of it, at its low end, nobody read in its source.
    pub unverified: i64,
    /// How many charges it is made of.
    pub charges: u32,
}

impl<'a> Road<'a> {
    pub fn new(lane: &'a Lane, report: Currency, fx: &mut Fx) -> Self {
        let mut currencies = vec![lane.currency, Currency::EUR, Currency::USD, Currency::GBP, Currency::CNY];
        currencies.dedup();
        let columns = currencies.into_iter().map(|currency| (currency, fx.column(currency, report))).collect();
        let verified = (0..).map_while(|at| lane.rule(at)).map(|rule| rule.provenance.verified).collect();
        Self { lane, columns, verified }
    }

    /// The way from a currency to the report currency.
    pub fn column(&self, currency: Currency) -> Option<Column> {
        self.columns.iter().find(|(known, _)| *known == currency).map(|(_, column)| *column)
    }

    /// What a parcel costs, in the report currency; `place` is how stops name the lane.
    pub fn price(
        &self, place: u16, parcel: &Parcel, law: entrepot_domain::Day, day: entrepot_domain::Day, fx: &Fx,
    ) -> Result<Carried, Stop> {
        let mut carried = Carried { lane: place, price: (0, 0), unverified: 0, charges: 0 };
        let mut failed = None;
        let mut sink = |line: Line| {
            let Some(column) = self.column(line.currency) else {
                failed = Some(Ask::Lane(place, Missing::Overflow));
                return;
            };
            let change = |micros: i128| i64::try_from(micros).ok().and_then(|micros| fx.change(column, day, micros));
            let (Some(low), Some(high)) = (change(line.micros), change(line.micros_high)) else {
                failed = Some(Ask::Fx(column));
                return;
            };
            carried.price = (carried.price.0 + low, carried.price.1 + high);
            carried.charges += 1;
            if !self.verified.get(line.rule as usize).copied().unwrap_or(false) {
                carried.unverified += low;
            }
        };
        match self.lane.evaluate(parcel, law, &mut sink) {
            Ok(_) => failed.map_or(Ok(carried), |ask| Err(Stop::ask(ask))),
            Err(Miss::Refused(why)) => Err(Stop::Refused(Refused::Lane { lane: place, why })),
            Err(Miss::Asks(Missing::Weight)) => Err(Stop::ask(Ask::Weight)),
            Err(Miss::Asks(Missing::Dims)) => Err(Stop::ask(Ask::Dims)),
            Err(Miss::Asks(missing)) => Err(Stop::ask(Ask::Lane(place, missing))),
        }
    }
}

impl<'a> Carriage<'a> {
    /// Lanes that no preset has become questions.
    pub fn compile(
        scenario: &Scenario, rules: &Rules<'a>, report: Currency, from: Option<Country>, seller_pays: bool, fx: &mut Fx,
        questions: &mut Vec<Question>,
    ) -> Self {
        let mut roads = Vec::new();
        for code in &scenario.lanes {
            match rules.lanes.find(code) {
                Some(lane) => roads.push(Road::new(lane, report, fx)),
                None => questions.push(unknown_lane(code, rules)),
            }
        }
        let cargo = if scenario.special_cargo { Cargo::Special } else { Cargo::General };
        Self { roads, from, cargo, seller_pays }
    }

    /// Adds freight and tells the price, whoever pays it. An offer goes before a question, a question before a refusal.
    pub fn charge(&self, sale: &Sale<'_>, fx: &Fx, out: &mut Costs) -> Result<Carried, Stop> {
        let Some(to) = sale.order.to else { return Err(Stop::ask(Ask::To)) };
        let Some(from) = self.from else { return Err(Stop::ask(Ask::From)) };
        let parcel = parcel(sale, from, to, self.cargo);
        let mut best: Option<Carried> = None;
        let mut stopped: Option<Stop> = None;
        for (place, road) in self.roads.iter().enumerate() {
            match road.price(place as u16, &parcel, sale.law, sale.order.day, fx) {
                Ok(offer) if best.is_none_or(|known| offer.price < known.price) => best = Some(offer),
                Ok(_) => {}
                Err(stop) => {
                    let asks = matches!(stop, Stop::Ask(..));
                    if stopped.is_none_or(|known| asks && matches!(known, Stop::Refused(_))) {
                        stopped = Some(stop);
                    }
                }
            }
        }
        let Some(carried) = best else {
            let stop = stopped.unwrap_or(Stop::ask(Ask::Unknown(0)));
            return Err(match stop {
                Stop::Ask(Ask::Weight, _) => Stop::Ask(Ask::Weight, lacking(sale, |article| article.weight_g.is_none())),
                Stop::Ask(Ask::Dims, _) => Stop::Ask(Ask::Dims, lacking(sale, |article| article.dims_mm.is_none())),
                other => other,
            });
        };
        if self.seller_pays {
            out.add(Kind::Freight, carried.price.0, carried.price.1, true);
            out.unverified[Kind::Freight as usize] += carried.unverified;
            out.charges += carried.charges - 1;
        } else {
            out.beside += carried.price.0;
        }
        Ok(carried)
    }
}

/// The first article of a sale that lacks something.
pub(crate) fn lacking(sale: &Sale<'_>, lacks: impl Fn(&crate::replay::book::Article) -> bool) -> Option<u32> {
    sale.lines.iter().find(|line| lacks(sale.article(line))).map(|line| line.article)
}

pub(crate) fn unknown_lane(code: &str, rules: &Rules<'_>) -> Question {
    let known: Vec<&str> = rules.lanes.lanes().iter().map(|lane| lane.code.as_str()).collect();
    Question::new(
        "lane.unknown",
        code,
        format!("There is no lane \"{code}\"."),
        format!("Known: {}. Or write presets/lanes/{code}.toml in the home.", known.join(", ")),
    )
}

/// All pieces of a sale in one parcel: weights add up; pieces are stacked along their shortest side.
pub(crate) fn parcel(sale: &Sale<'_>, from: Country, to: Country, cargo: Cargo) -> Parcel {
    let mut weight_g = Some(0_u32);
    let mut dims_mm = Some([0_u32; 3]);
    for line in sale.lines {
        let article = sale.article(line);
        let pieces = u32::try_from(line.pieces).unwrap_or(u32::MAX);
        weight_g = weight_g.zip(article.weight_g).map(|(sum, one)| sum.saturating_add(one.saturating_mul(pieces)));
        dims_mm = dims_mm.zip(article.dims_mm).map(|([least, middle, longest], mut sides)| {
            sides.sort_unstable();
            [least.saturating_add(sides[0].saturating_mul(pieces)), middle.max(sides[1]), longest.max(sides[2])]
        });
    }
    Parcel { from, to, weight_g, dims_mm, cargo, remote_area: false }
}
