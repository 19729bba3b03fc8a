//! The border of a parcel that goes to the buyer: duty, flat charges, import tax and what the carrier takes for clearing.

use super::carriage::{Carriage, Carried, lacking};
use super::{Costs, Sale};
use crate::replay::book::Book;
use crate::replay::compile::{Rules, Span};
use crate::replay::fx::{Column, Fx, Target};
use crate::replay::kind::Kind;
use crate::replay::scenario::Scenario;
use crate::replay::stop::{Ask, Stop};
use entrepot_domain::ids::HsCode;
use entrepot_domain::{Country, Currency, Day, Money};
use entrepot_rules::customs::{Assessed, Buyer, Charge, Consignment, CustomsBook, Entry, Gap, Goods, Item, Line, Payer, TermRule, quote};
use std::collections::BTreeMap;

/// Border rules, compiled for the destinations of a book.
#[derive(Debug)]
pub(crate) struct Border<'a> {
    pub customs: &'a CustomsBook,
    pub from: Option<Country>,
    pub seller_pays: bool,
    pub buyer: Buyer,
    territories: Vec<Gate>,
    /// By destination slot, then by day of the book; none without a table.
    places: BTreeMap<usize, Vec<Option<u8>>>,
    span: Span,
}

/// One territory with the ways in and out of its currency.
#[derive(Debug)]
struct Gate {
    /// Its place in the book of customs.
    place: u8,
    target: Target,
    /// From the report currency, for carriage.
    inward: Column,
    columns: Vec<(Currency, Column)>,
    channel: Option<u8>,
}

/// What an evaluation reuses: items, lines, and which rules have been read in their source.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub items: Vec<Item>,
    lines: Vec<Line>,
    verdicts: BTreeMap<(u8, u32), bool>,
}

/// Goods at a border.
pub(crate) struct Crossing {
    pub to: Country,
    pub law: Day,
    pub day: Day,
    /// Carriage in the report currency.
    pub freight: i64,
    /// The currency of the goods' value by its place in the book; none for the report currency.
    pub currency: Option<u8>,
}

/// What a crossing came to, in the report currency.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Crossed {
    pub duty: (i64, i64),
    pub duty_unverified: i64,
    pub tax: (i64, i64),
    pub tax_unverified: i64,
    pub charges: u32,
    pub done: Assessed,
}

impl<'a> Border<'a> {
    /// Gates for destinations, and for a scenario's procedures.
    #[expect(clippy::too_many_arguments, reason = "what a border depends on")]
    pub fn compile(
        scenario: &Scenario, book: &Book, rules: &Rules<'a>, term: &TermRule, from: Option<Country>, buyer: Buyer,
        destinations: &[Country], fx: &mut Fx, span: Span,
    ) -> Self {
        let territories = rules.customs.territories();
        let mut gates: Vec<Gate> = Vec::new();
        let mut places = BTreeMap::new();
        for to in destinations {
            let days: Vec<Day> = span.laws(scenario.on);
            let row = days.iter().map(|day| {
                let found = rules.customs.territory(*to, *day)?;
                let place = territories.iter().position(|one| std::ptr::eq(one, found))? as u8;
                Some(gates.iter().position(|gate| gate.place == place).unwrap_or_else(|| {
                    let mut currencies = vec![found.currency, Currency::EUR, Currency::USD, Currency::GBP, Currency::CNY];
                    currencies.dedup();
                    gates.push(Gate {
                        place,
                        target: fx.target(found.currency),
                        inward: fx.column(book.currency, found.currency),
                        columns: currencies.into_iter().map(|one| (one, fx.column(one, book.currency))).collect(),
                        channel: scenario.procedures.get(&found.code).and_then(|code| found.channel(code)),
                    });
                    gates.len() - 1
                }) as u8)
            });
            places.insert(to.slot(), row.collect::<Vec<_>>());
        }
        let seller_pays = term.import() == Payer::Seller;
        Self { customs: rules.customs, from, seller_pays, buyer, territories: gates, places, span }
    }

    /// Adds duty, tax and clearing of a parcel, or what the buyer pays of them beside the price.
    pub fn charge(
        &self, sale: &Sale<'_>, carriage: Option<(&Carriage<'_>, Carried)>, fx: &Fx, scratch: &mut Scratch, out: &mut Costs,
    ) -> Result<(), Stop> {
        let Some(to) = sale.order.to else { return Err(Stop::ask(Ask::To)) };
        let lane = carriage.map(|(carriage, carried)| carriage.roads[usize::from(carried.lane)].lane);
        if lane.is_some_and(|lane| lane.duty_included) {
            return Ok(());
        }
        if let Some(article) = lacking(sale, |article| article.hs.is_none()) {
            return Err(Stop::Ask(Ask::Hs, Some(article)));
        }
        if let Some(article) = lacking(sale, |article| article.origin.is_none()) {
            return Err(Stop::Ask(Ask::Origin, Some(article)));
        }
        scratch.items.clear();
        for (line, amount) in sale.lines.iter().zip(sale.amounts) {
            let article = sale.article(line);
            let (Some(hs), Some(origin)) = (article.hs, article.origin) else { continue };
            match scratch.items.iter_mut().find(|item| item.hs == hs && item.origin == origin) {
                Some(item) => item.value += i128::from(*amount),
                None => scratch.items.push(Item { hs, origin, value: i128::from(*amount) }),
            }
        }
        let freight = carriage.map_or_else(|| out.of(Kind::Freight).0, |(_, carried)| carried.price.0);
        let crossing = Crossing { to, law: sale.law, day: sale.order.day, freight, currency: Some(sale.order.currency) };
        let crossed = self.cross(&crossing, fx, scratch, None)?;
        let back = |micros: i64, column: Column| fx.change(column, crossing.day, micros).ok_or(Stop::ask(Ask::Fx(column)));
        // A scheme, or a sale inside, has the buyer pay the tax at the sale, whatever the term.
        let tax_by_seller = self.seller_pays && crossed.done.scheme.is_none() && !crossed.done.domestic;
        let collected = if sale.tax == 0 || sale.goods + sale.shipping == 0 {
            0
        } else {
            (i128::from(sale.revenue) * i128::from(sale.tax) / i128::from(sale.goods + sale.shipping)) as i64
        };
        let left = |tax: i64| (tax - collected).max(0);
        if self.seller_pays {
            out.add(Kind::Duty, crossed.duty.0, crossed.duty.1, true);
            out.unverified[Kind::Duty as usize] += crossed.duty_unverified;
        } else {
            out.beside += crossed.duty.0;
        }
        if tax_by_seller {
            out.add(Kind::ImportTax, left(crossed.tax.0), left(crossed.tax.1), true);
            out.unverified[Kind::ImportTax as usize] += crossed.tax_unverified.min(left(crossed.tax.0));
        } else {
            out.beside += left(crossed.tax.0);
        }
        out.charges += crossed.charges.saturating_sub(u32::from(self.seller_pays) + u32::from(tax_by_seller));
        let pays = crossed.duty.1 > 0 || crossed.tax.1 > 0;
        if let (Some((carriage, carried)), Some(lane), true) = (carriage, lane, pays && !crossed.done.domestic) {
            let road = &carriage.roads[usize::from(carried.lane)];
            for charge in lane.import_charges(to, sale.law) {
                let column = road.column(charge.currency).ok_or(Stop::ask(Ask::Overflow))?;
                let micros = i64::try_from(charge.micros).map_err(|_| Stop::ask(Ask::Overflow))?;
                let amount = back(micros, column)?;
                if self.seller_pays {
                    out.add(Kind::Clearing, amount, amount, charge.rule.provenance.verified);
                } else {
                    out.beside += amount;
                }
            }
        }
        Ok(())
    }

    /// Assesses the items in `scratch`, whose values are in the crossing's currency; `each` hears the duty of each item, low
    /// and high in the report currency (flat charges with no item).
    pub fn cross(
        &self, crossing: &Crossing, fx: &Fx, scratch: &mut Scratch, mut each: Option<&mut dyn FnMut(Option<u16>, i64, i64)>,
    ) -> Result<Crossed, Stop> {
        let Some(from) = self.from else { return Err(Stop::ask(Ask::From)) };
        let place = self.places.get(&crossing.to.slot()).and_then(|row| *row.get(self.span.law_index(crossing.law, row.len()))?);
        let Some(gate) = place.and_then(|at| self.territories.get(usize::from(at))) else {
            return Err(Stop::ask(Ask::NoTerritory(crossing.to)));
        };
        let day = crossing.day;
        let inward = crossing.currency.map_or(gate.inward, |at| gate.target.from[usize::from(at)]);
        let change = |column: Column, micros: i128| {
            let micros = i64::try_from(micros).map_err(|_| Stop::ask(Ask::Overflow))?;
            fx.change(column, day, micros).ok_or(Stop::ask(Ask::Fx(column)))
        };
        for item in &mut scratch.items {
            item.value = i128::from(change(inward, item.value)?);
        }
        let entry = Entry {
            items: &scratch.items,
            freight: i128::from(change(gate.inward, i128::from(crossing.freight))?),
            insurance: 0,
            from,
            to: crossing.to,
            day: crossing.law,
            buyer: self.buyer,
            channel: gate.channel,
            item_digits: None,
            tax_class: "standard",
        };
        let territory = &self.customs.territories()[usize::from(gate.place)];
        let lines = &mut scratch.lines;
        lines.clear();
        let done = self.customs.assess(territory, &entry, &mut |line| lines.push(line)).map_err(|gap| {
            let at = match gap {
                Gap::NoRate { item, .. } | Gap::HsTooShort { item, .. } => Some(usize::from(item)),
                _ => None,
            };
            let gap = match gap {
                Gap::NoRate { component, .. } => Gap::NoRate { component, item: 0 },
                Gap::HsTooShort { digits, .. } => Gap::HsTooShort { item: 0, digits },
                other => other,
            };
            let item = at.and_then(|at| entry.items.get(at));
            let (hs, origin) = (item.map(|item| item.hs), item.map(|item| item.origin));
            Stop::ask(Ask::Duty { territory: gate.place, gap, hs, origin, to: crossing.to })
        })?;
        let mut crossed = Crossed { done, charges: lines.len() as u32, ..Crossed::default() };
        for line in lines.iter() {
            let column = gate.columns.iter().find(|(currency, _)| *currency == line.currency).map(|(_, column)| *column);
            let column = column.ok_or(Stop::ask(Ask::Overflow))?;
            let low = change(column, line.micros)?;
            let high = if line.micros_high == line.micros { low } else { change(column, line.micros_high)? };
            let code = match line.charge {
                Charge::Layer { layer, .. } => u32::from(layer),
                Charge::Flat(at) => 0x1_0000 + u32::from(at),
                Charge::Tax => 0x2_0000 + crossing.to.slot() as u32,
            };
            let key = (gate.place, code);
            let verified = match scratch.verdicts.get(&key) {
                Some(verified) => *verified,
                None => {
                    let verified = self.read_in_source(&entry, gate, line, lines);
                    scratch.verdicts.insert(key, verified);
                    verified
                }
            };
            let unread = if verified { 0 } else { low };
            match line.charge {
                Charge::Tax => {
                    crossed.tax = (crossed.tax.0 + low, crossed.tax.1 + high);
                    crossed.tax_unverified += unread;
                }
                Charge::Layer { item, .. } => {
                    crossed.duty = (crossed.duty.0 + low, crossed.duty.1 + high);
                    crossed.duty_unverified += unread;
                    if let Some(each) = each.as_mut() {
                        each(Some(item), low, high);
                    }
                }
                Charge::Flat(_) => {
                    crossed.duty = (crossed.duty.0 + low, crossed.duty.1 + high);
                    crossed.duty_unverified += unread;
                    if let Some(each) = each.as_mut() {
                        each(None, low, high);
                    }
                }
            }
        }
        Ok(crossed)
    }

    /// Whether somebody read the rule of a line in its source: told by the quote of the same goods, once a rule.
    fn read_in_source(&self, entry: &Entry<'_>, gate: &Gate, line: &Line, lines: &[Line]) -> bool {
        let territory = &self.customs.territories()[usize::from(gate.place)];
        let goods = (entry.items.iter())
            .filter_map(|item| {
                let value = Money::from_micros(item.value, territory.currency).ok()?;
                Some(Goods { hs: HsCode::parse(&item.hs.to_string()).ok()?, origin: item.origin, value })
            })
            .collect();
        let channel = gate.channel.and_then(|at| territory.channels().nth(usize::from(at))).map(|(code, _)| code.to_owned());
        let consignment = Consignment {
            goods,
            freight: Money::from_micros(entry.freight, territory.currency).ok(),
            insurance: None,
            from: entry.from,
            to: entry.to,
            day: entry.day,
            buyer: entry.buyer,
            channel,
            item_digits: None,
            tax_class: None,
        };
        let told = quote(self.customs, &consignment, &entrepot_domain::fx::RateBook::new());
        let at = lines.iter().position(|other| std::ptr::eq(other, line));
        match at.and_then(|at| told.lines.get(at)) {
            Some(line) if told.lines.len() == lines.len() => line.quoted.verified,
            _ => territory.provenance.verified,
        }
    }
}
