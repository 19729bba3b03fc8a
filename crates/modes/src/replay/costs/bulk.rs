//! The bulk leg of stock in a warehouse: one consignment every so many days with all that the orders of those days need, by one
//! lane, at one border, at a transfer price. Each order bears its share: of carriage by weight (by volume where the lane does
//! not weigh), of duty by value within its code. Shares are rounded to the micro.
//!
//! Import tax of a consignment is deducted by its importer and no cost.

use super::border::{Border, Crossing, Scratch};
use super::carriage::Road;
use super::{Costs, percent};
use crate::replay::book::{Book, Order};
use crate::replay::compile::Span;
use crate::replay::fx::{Column, Fx};
use crate::replay::kind::Kind;
use crate::replay::scenario::Warehouse;
use crate::replay::stop::{Ask, Stop};
use entrepot_domain::money::divide_half_even;
use entrepot_domain::{Country, Day};
use entrepot_rules::customs::{HsNumber, Item};
use entrepot_rules::lanes::{Cargo, Miss, Missing, Parcel};

/// Every consignment of a scenario.
#[derive(Debug)]
pub(crate) struct Bulk<'a> {
    pub road: Road<'a>,
    place: u16,
    columns: Vec<Option<(i64, Column)>>,
    first: Day,
    every: i32,
    needs_weight: bool,
    needs_dims: bool,
    duty_included: bool,
    consignments: Vec<Consignment>,
    /// Pieces of all consignments.
    pub pieces: i128,
    /// Their transfer value, and what they are sold for, in the report currency.
    pub values: (i128, i128),
    /// Orders whose transfer price is outside what is at arm's length.
    pub outside: u64,
    pub orders: u64,
}

#[derive(Debug)]
struct Consignment {
    day: Day,
    weight_g: u64,
    volume_mm3: u64,
    value: i128,
    groups: Vec<Group>,
    freight: (i64, i64),
    freight_unverified: i64,
    flat: (i64, i64),
    stop: Option<Stop>,
}

impl Consignment {
    fn on(day: Day) -> Self {
        Self {
            day,
            weight_g: 0,
            volume_mm3: 0,
            value: 0,
            groups: Vec::new(),
            freight: (0, 0),
            freight_unverified: 0,
            flat: (0, 0),
            stop: None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Group {
    hs: HsNumber,
    origin: Country,
    value: i128,
    duty: (i64, i64),
    unverified: i64,
}

/// What a consignment is made of.
pub(crate) struct Route<'b, 'a> {
    pub book: &'b Book,
    pub border: &'b Border<'a>,
    pub warehouse: &'b Warehouse,
    pub from: Country,
    pub cargo: Cargo,
    pub on: Option<Day>,
}

/// The foot of the block that stands for a consignment.
const SIDE_MM: u32 = 100;

impl<'a> Bulk<'a> {
    /// Columns first: rates are filled before [`Bulk::load`].
    #[expect(clippy::too_many_arguments, reason = "what a bulk leg depends on")]
    pub fn new(
        road: Road<'a>, place: u16, book: &Book, warehouse: &Warehouse, from: Country, cargo: Cargo, span: Span, fx: &mut Fx,
    ) -> Self {
        let columns = (book.articles.iter())
            .map(|article| {
                article.unit_cost.map(|(micros, currency)| (percent(micros, warehouse.transfer_price), fx.column(currency, book.currency)))
            })
            .collect();
        let probe = |weight_g, dims_mm| {
            let parcel = Parcel { from, to: warehouse.country, weight_g, dims_mm, cargo, remote_area: false };
            road.lane.evaluate(&parcel, span.last(), &mut |_| {}).err()
        };
        let needs_weight = probe(None, Some([100; 3])) == Some(Miss::Asks(Missing::Weight));
        let needs_dims = probe(Some(100), None) == Some(Miss::Asks(Missing::Dims));
        let duty_included = road.lane.duty_included;
        Self {
            road,
            place,
            columns,
            first: span.first(),
            every: warehouse.replenish_days.max(1) as i32,
            needs_weight,
            needs_dims,
            duty_included,
            consignments: Vec::new(),
            pieces: 0,
            values: (0, 0),
            outside: 0,
            orders: 0,
        }
    }

    /// Loads the orders that the warehouse can serve into consignments, carries them and clears them.
    pub fn load(&mut self, route: &Route<'_, 'a>, serves: impl Fn(Country) -> bool, sold: impl Fn(&Order) -> Option<i64>, fx: &Fx) {
        let book = route.book;
        for order in &book.orders {
            if !order.to.is_some_and(&serves) || self.lacks(book, order).is_some() {
                continue;
            }
            let at = self.of(order.day);
            let day = self.first.plus(at as i32 * self.every);
            while self.consignments.len() <= at {
                let next = self.consignments.len() as i32;
                self.consignments.push(Consignment::on(self.first.plus(next * self.every)));
            }
            let mut value = 0_i128;
            for line in book.lines(order) {
                let article = &book.articles[line.article as usize];
                let Some(one) = self.transfer(line.article, line.pieces, day, fx) else { continue };
                let load = &mut self.consignments[at];
                let pieces = line.pieces as u64;
                load.weight_g += u64::from(article.weight_g.unwrap_or(0)) * pieces;
                load.volume_mm3 += article.volume_mm3().unwrap_or(0) * pieces;
                load.value += i128::from(one);
                value += i128::from(one);
                self.pieces += i128::from(line.pieces);
                if let (Some(hs), Some(origin)) = (article.hs, article.origin) {
                    match load.groups.iter_mut().find(|group| group.hs == hs && group.origin == origin) {
                        Some(group) => group.value += i128::from(one),
                        None => load.groups.push(Group { hs, origin, value: i128::from(one), duty: (0, 0), unverified: 0 }),
                    }
                }
            }
            if let Some(sold) = sold(order) {
                self.values = (self.values.0 + value, self.values.1 + i128::from(sold));
                let (low, high) = route.warehouse.arms_length;
                let least = percent(sold, low);
                let most = percent(sold, high);
                self.orders += 1;
                self.outside += u64::from(value < i128::from(least) || value > i128::from(most));
            }
        }
        let mut consignments = std::mem::take(&mut self.consignments);
        let mut scratch = Scratch::default();
        for load in consignments.iter_mut().filter(|load| load.value > 0) {
            if let Err(stop) = self.carry(route, load, fx, &mut scratch) {
                load.stop = Some(stop);
            }
        }
        self.consignments = consignments;
    }

    fn carry(&self, route: &Route<'_, 'a>, load: &mut Consignment, fx: &Fx, scratch: &mut Scratch) -> Result<(), Stop> {
        let overflow = Stop::ask(Ask::Overflow);
        let law = route.on.unwrap_or(load.day);
        // A block on a small foot, as long as the volume needs: rounded up by less than ten cubic centimetres.
        let length = u32::try_from(load.volume_mm3.div_ceil(u64::from(SIDE_MM * SIDE_MM))).map_err(|_| overflow)?;
        let parcel = Parcel {
            from: route.from,
            to: route.warehouse.country,
            weight_g: self.needs_weight.then(|| u32::try_from(load.weight_g)).transpose().map_err(|_| overflow)?,
            dims_mm: Some([SIDE_MM, SIDE_MM, length]),
            cargo: route.cargo,
            remote_area: false,
        };
        let carried = self.road.price(self.place, &parcel, law, load.day, fx)?;
        load.freight = carried.price;
        load.freight_unverified = carried.unverified;
        if self.duty_included {
            return Ok(());
        }
        scratch.items.clear();
        scratch.items.extend(load.groups.iter().map(|group| Item { hs: group.hs, origin: group.origin, value: group.value }));
        let crossing = Crossing { to: route.warehouse.country, law, day: load.day, freight: load.freight.0, currency: None };
        let (groups, flat) = (&mut load.groups, &mut load.flat);
        let mut each = |item: Option<u16>, low: i64, high: i64| match item.and_then(|item| groups.get_mut(usize::from(item))) {
            Some(group) => group.duty = (group.duty.0 + low, group.duty.1 + high),
            None => *flat = (flat.0 + low, flat.1 + high),
        };
        let crossed = route.border.cross(&crossing, fx, scratch, Some(&mut each))?;
        // What nobody read is shared out like the duty.
        let total: i128 = load.groups.iter().map(|group| i128::from(group.duty.0)).sum();
        for group in &mut load.groups {
            group.unverified = super::share(crossed.duty_unverified, 0, i128::from(group.duty.0), total.max(1));
        }
        Ok(())
    }

    /// Adds an order's share of its consignment.
    pub fn charge(&self, sale: &super::Sale<'_>, book: &Book, fx: &Fx, out: &mut Costs) -> Result<(), Stop> {
        if let Some((ask, article)) = self.lacks(book, sale.order) {
            return Err(Stop::Ask(ask, Some(article)));
        }
        let Some(load) = self.consignments.get(self.of(sale.order.day)) else { return Err(Stop::ask(Ask::To)) };
        if let Some(stop) = load.stop {
            return Err(stop);
        }
        let by_weight = self.needs_weight && load.weight_g > 0;
        let (mut part, mut value) = (0_u64, 0_i128);
        let (mut duty, mut unverified) = ((0_i64, 0_i64), 0_i64);
        for line in sale.lines {
            let article = sale.article(line);
            let one = if by_weight { u64::from(article.weight_g.unwrap_or(0)) } else { article.volume_mm3().unwrap_or(0) };
            part += one * line.pieces as u64;
            let Some(own) = self.transfer(line.article, line.pieces, load.day, fx) else {
                return Err(Stop::ask(self.columns[line.article as usize].map_or(Ask::Cost, |(_, column)| Ask::Fx(column))));
            };
            value += i128::from(own);
            let group = load.groups.iter().find(|group| Some(group.hs) == article.hs && Some(group.origin) == article.origin);
            if let Some(group) = group {
                duty.0 += ratio(group.duty.0, own.into(), group.value);
                duty.1 += ratio(group.duty.1, own.into(), group.value);
                unverified += ratio(group.unverified, own.into(), group.value);
            }
        }
        let whole = if by_weight { load.weight_g } else { load.volume_mm3 };
        let freight = |total: i64| ratio(total, part.into(), whole.into());
        out.add(Kind::FirstLeg, freight(load.freight.0), freight(load.freight.1), true);
        out.unverified[Kind::FirstLeg as usize] += freight(load.freight_unverified);
        duty.0 += ratio(load.flat.0, value, load.value);
        duty.1 += ratio(load.flat.1, value, load.value);
        out.add(Kind::Duty, duty.0, duty.1, true);
        out.unverified[Kind::Duty as usize] += unverified;
        Ok(())
    }

    fn of(&self, day: Day) -> usize {
        ((day.0 - self.first.0) / self.every).max(0) as usize
    }

    fn transfer(&self, article: u32, pieces: i64, day: Day, fx: &Fx) -> Option<i64> {
        let (price, column) = self.columns[article as usize]?;
        fx.change(column, day, price.checked_mul(pieces)?)
    }

    /// What an order's articles lack for the bulk leg.
    fn lacks(&self, book: &Book, order: &Order) -> Option<(Ask, u32)> {
        book.lines(order).iter().find_map(|line| {
            let article = &book.articles[line.article as usize];
            let ask = match article {
                one if one.unit_cost.is_none() => Ask::Cost,
                one if self.needs_weight && one.weight_g.is_none() => Ask::Weight,
                one if (self.needs_dims || !self.needs_weight) && one.dims_mm.is_none() => Ask::Dims,
                one if !self.duty_included && one.hs.is_none() => Ask::Hs,
                one if !self.duty_included && one.origin.is_none() => Ask::Origin,
                _ => return None,
            };
            Some((ask, line.article))
        })
    }
}

/// A part of a total, rounded half to even.
fn ratio(total: i64, part: i128, whole: i128) -> i64 {
    if whole <= 0 { 0 } else { divide_half_even(i128::from(total) * part, whole) as i64 }
}
