//! A scenario made ready for a book: every rule chosen for every category, destination and day before the first order.

use crate::replay::book::Book;
use crate::replay::costs::border::Border;
use crate::replay::costs::bulk::{Bulk, Route};
use crate::replay::costs::capital::Timing;
use crate::replay::costs::carriage::{Carriage, Road, unknown_lane};
use crate::replay::costs::goods::Goods;
use crate::replay::costs::ledger::Ledger;
use crate::replay::costs::payment::Payment;
use crate::replay::costs::percent;
use crate::replay::costs::platform::Platform;
use crate::replay::costs::warehouse::Stored;
use crate::replay::fx::{Column, Fx};
use crate::replay::scenario::{HUNDRED, Scenario};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ledger::Mode;
use entrepot_domain::money::round_micros;
use entrepot_domain::{Country, Day};
use entrepot_rules::Question;
use entrepot_rules::customs::{Buyer, CustomsBook, ExportBook, IncotermBook, Payer};
use entrepot_rules::lanes::{Cargo, LaneBook};
use entrepot_rules::platforms::Catalogue;

/// Everything that scenarios are evaluated by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Platforms and payment providers.
    pub catalogue: &'a Catalogue,
    /// Lanes.
    pub lanes: &'a LaneBook,
    /// Customs territories and import taxes.
    pub customs: &'a CustomsBook,
    /// Supervision codes and VAT rebates.
    pub export: &'a ExportBook,
    /// Who pays what.
    pub incoterms: &'a IncotermBook,
    /// Exchange rates.
    pub rates: &'a RateBook,
}

/// The days of a book, and whose law counts on them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span(pub Day, pub Day);

impl Span {
    pub fn first(self) -> Day {
        self.0
    }

    pub fn last(self) -> Day {
        self.1
    }

    /// The days whose law is asked: one, or every day.
    pub fn laws(self, on: Option<Day>) -> Vec<Day> {
        on.map_or_else(|| (self.0.0..=self.1.0).map(Day).collect(), |on| vec![on])
    }

    /// The place of a law's day in a row of [`Span::laws`].
    pub fn law_index(self, law: Day, row: usize) -> usize {
        if row <= 1 { 0 } else { (law.0 - self.0.0).max(0) as usize }
    }
}

/// A scenario, ready.
#[derive(Debug)]
pub(crate) struct Compiled<'a> {
    pub scenario: &'a Scenario,
    pub ledger: Ledger,
    pub goods: Goods,
    pub platform: Option<Platform<'a>>,
    pub payment: Option<Payment<'a>>,
    pub carriage: Option<Carriage<'a>>,
    pub border: Option<Border<'a>>,
    pub bulk: Option<Bulk<'a>>,
    pub stored: Option<Stored>,
    pub timing: Timing,
    /// The seller collects shipping because it pays it.
    pub collects_shipping: bool,
    /// From each currency of the book to the report currency.
    pub report: Vec<Column>,
    /// What blocks the scenario as a whole.
    pub unknown: Vec<Question>,
    pub warnings: Vec<Question>,
}

impl<'a> Compiled<'a> {
    pub fn new(scenario: &'a Scenario, book: &Book, rules: &Rules<'a>, destinations: &[Country], span: Span, fx: &mut Fx) -> Self {
        let mut unknown = Vec::new();
        let days = (span.0, span.1);
        let report = book.currencies.iter().map(|own| fx.column(*own, book.currency)).collect();
        let from = scenario.from.or(book.from);
        let cargo = if scenario.special_cargo { Cargo::Special } else { Cargo::General };
        let goods = Goods::compile(scenario, book, rules, fx, days);
        let platform = scenario
            .platform
            .as_deref()
            .and_then(|name| Platform::compile(name, scenario, book, rules, fx, days).map_err(|question| unknown.push(question)).ok());
        let payment = scenario
            .payment
            .as_ref()
            .and_then(|choice| Payment::compile(choice, scenario, rules, fx, days).map_err(|question| unknown.push(question)).ok());
        if scenario.chargebacks.is_some() && scenario.payment.is_none() {
            let hint = "Add payment to the scenario.";
            unknown.push(Question::new("scenario.needs", &scenario.slug, "Who takes payments back is not told.", hint));
        }
        let term = scenario.incoterm.and_then(|term| rules.incoterms.rule(term));
        let seller_carries = term.is_none_or(|term| term.carriage() == Payer::Seller);
        let start = scenario.warehouse.as_ref().map(|warehouse| warehouse.country).or(from);
        let carriage = (!scenario.lanes.is_empty())
            .then(|| Carriage::compile(scenario, rules, book.currency, start, seller_carries, fx, &mut unknown));
        let business = scenario.mode == Mode::B2b || scenario.warehouse.is_some();
        let buyer = if business { Buyer::Business } else { Buyer::Person };
        for (territory, procedure) in &scenario.procedures {
            let found = rules.customs.territories().iter().find(|one| one.code == *territory);
            if found.is_none_or(|found| found.channel(procedure).is_none()) {
                let known: Vec<&str> = found.into_iter().flat_map(|found| found.channels().map(|(code, _)| code)).collect();
                let text = format!("{territory} has no procedure \"{procedure}\".");
                unknown.push(Question::new("duty.channel", territory, text, format!("Known: {}.", known.join(", "))));
            }
        }
        let inside: Vec<Country> = scenario.warehouse.as_ref().map_or_else(|| destinations.to_vec(), |warehouse| vec![warehouse.country]);
        let border = term.map(|term| Border::compile(scenario, book, rules, term, from, buyer, &inside, fx, span));
        let bulk = scenario.warehouse.as_ref().and_then(|warehouse| {
            let Some(lane) = rules.lanes.find(&warehouse.first_leg) else {
                unknown.push(unknown_lane(&warehouse.first_leg, rules));
                return None;
            };
            let Some(from) = from else {
                unknown.push(Question::new(
                    "replay.no_sender",
                    &scenario.slug,
                    "Where are the goods sent from?",
                    "Add from to the scenario.",
                ));
                return None;
            };
            let road = Road::new(lane, book.currency, fx);
            Some(Bulk::new(road, scenario.lanes.len() as u16, book, warehouse, from, cargo, span, fx))
        });
        let stored = scenario.warehouse.as_ref().map(|warehouse| Stored::compile(warehouse, book.currency, fx));
        let transit = bulk.as_ref().and_then(|bulk| bulk.road.lane.transit.as_ref()).map_or(0, |transit| transit.days_median());
        let mut compiled = Self {
            scenario,
            ledger: Ledger::new(scenario),
            goods,
            platform,
            payment,
            carriage,
            border,
            bulk,
            stored,
            timing: Timing::of(scenario, transit),
            collects_shipping: seller_carries,
            report,
            unknown,
            warnings: Vec::new(),
        };
        compiled.warn(rules, span);
        compiled
    }

    /// What needs rates: consignments are loaded, carried and cleared.
    pub fn load(&mut self, book: &Book, fx: &Fx) {
        let from = self.scenario.from.or(book.from);
        let (Some(bulk), Some(border), Some(warehouse), Some(from)) = (&mut self.bulk, &self.border, &self.scenario.warehouse, from) else {
            return;
        };
        let cargo = if self.scenario.special_cargo { Cargo::Special } else { Cargo::General };
        let route = Route { book, border, warehouse, from, cargo, on: self.scenario.on };
        let roads = self.carriage.as_ref().map_or(&[][..], |carriage| &carriage.roads);
        let serves = |to: Country| roads.iter().any(|road| road.lane.serves(warehouse.country, to));
        let (scenario, report) = (self.scenario, &self.report);
        let sold = |order: &crate::replay::book::Order| {
            let currency = book.currency_of(order);
            let goods: i64 = book.lines(order).iter().map(|line| priced(scenario, line.amount, currency)).sum();
            fx.change(report[usize::from(order.currency)], order.day, goods)
        };
        bulk.load(&route, serves, sold, fx);
    }

    fn warn(&mut self, rules: &Rules<'_>, span: Span) {
        let Some(code) = &self.scenario.export_code else { return };
        let law = self.scenario.on.unwrap_or(span.1);
        match rules.export.codes().iter().find(|known| known.code == *code) {
            None => {
                let known: Vec<&str> = rules.export.codes().iter().map(|one| one.code.as_str()).collect();
                let text = format!("There is no supervision code {code}.");
                self.unknown.push(Question::new("export.no_code", code, text, format!("Known: {}.", known.join(", "))));
            }
            Some(_) => {
                let fits = rules.export.allowed(self.scenario.mode, law, None);
                if fits.is_ok_and(|fits| !fits.iter().any(|one| one.code == *code)) {
                    let text = format!("The supervision code {code} is not for the mode {}.", self.scenario.mode.as_str());
                    self.warnings.push(Question::new("export.code_mode", code, text, "Choose the code of the mode."));
                }
            }
        }
    }
}

/// What a line is sold for under a scenario: rounded to the currency's minor unit where the price changes.
pub(crate) fn priced(scenario: &Scenario, amount: i64, currency: entrepot_domain::Currency) -> i64 {
    if scenario.price_change == 0 {
        return amount;
    }
    let micros = percent(amount, HUNDRED as i64 + scenario.price_change);
    round_micros(i128::from(micros), currency.minor_units()).and_then(|micros| i64::try_from(micros).ok()).unwrap_or(micros)
}
