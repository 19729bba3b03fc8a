//! Money and freight: what platforms, payment providers and carriers say about the orders, in their own formats.
//!
//! Orders tell what will happen to them and when; the diary keeps it until its day has come and hands it to whoever writes it
//! down. So every file is in order of time, nothing is told that has not happened by the last day, and no more is kept than
//! what is on its way. Every rate and fee in here is invented; none is a tariff.

mod dhl;
mod estimates;
mod marketplace;
mod paypal;
mod settlement;
mod stripe;
mod ups;
mod yearly;

use crate::DemoError;
use crate::calendar::number;
use crate::clock::{shanghai_day, shanghai_midnight};
use crate::order::{Order, Paper};
use crate::rows::Paperwork;
use crate::shipments::Sent;
use crate::summary::{DemoFile, Tally};
use crate::tables::platforms::Export;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;
use std::path::Path;

/// What happens to an order's money or parcel.
#[derive(Debug, Clone)]
enum Event {
    /// The buyer's money arrives, or the platform settles what was sent.
    Paid,
    /// Money goes back.
    Back,
    /// A carrier takes a parcel.
    Sent(Sent),
}

/// An entry of the diary: when, what, of which order.
struct Entry {
    at: i64,
    event: Event,
    order: Order,
}

/// A day, as whoever closes books sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closing {
    pub date: Date,
    /// Day number.
    pub day: i32,
    /// Days since the first one.
    pub since: i32,
}

impl Closing {
    /// The day ends a week.
    fn ends_week(self) -> bool {
        self.date.weekday() == Weekday::Sunday
    }

    /// The day ends a month.
    fn ends_month(self) -> bool {
        self.date.last_of_month() == self.date
    }

    /// The last second of the day.
    fn end(self) -> i64 {
        shanghai_midnight(self.day + 1) - 1
    }
}

/// Everybody who writes down money and freight.
pub(crate) struct Money {
    end: i64,
    last: i32,
    diary: BTreeMap<i32, Vec<Entry>>,
    settlements: settlement::Settlements,
    stripe: stripe::Stripe,
    paypal: paypal::Paypal,
    marketplace: marketplace::Marketplace,
    dhl: dhl::Dhl,
    ups: ups::Ups,
    estimates: estimates::Estimates,
    bills_until: i32,
}

impl Money {
    pub(crate) fn create(dir: &Path, first: Date, last: Date, orders: u64) -> Result<Self, DemoError> {
        let end = shanghai_midnight(number(last) + 1) - 1;
        Ok(Money {
            end,
            last: number(last),
            diary: BTreeMap::new(),
            settlements: settlement::Settlements::new(dir, first),
            stripe: stripe::Stripe::new(dir),
            paypal: paypal::Paypal::new(dir),
            marketplace: marketplace::Marketplace::create(dir, last, orders)?,
            dhl: dhl::Dhl::new(dir),
            ups: ups::Ups::new(dir),
            estimates: estimates::Estimates::create(dir, orders)?,
            bills_until: last_month_end(last),
        })
    }

    /// Takes note of a document, and of its parcel if it has left.
    pub(crate) fn note(&mut self, order: &Order, sent: Option<Sent>, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let life = &order.life;
        match (order.export(), order.id.paper) {
            (Export::Amazon(_), Paper::Sale) => self.plan(life.shipped.filter(|_| life.cancelled.is_none()), Event::Paid, order),
            (Export::Ebay, Paper::Sale) => self.plan(life.paid, Event::Paid, order),
            (Export::Shopify | Export::Woo, Paper::Sale) => {
                self.plan(life.paid, Event::Paid, order);
                self.plan(life.refunded.filter(|_| life.paid.is_some()), Event::Back, order);
            }
            (Export::Amazon(_) | Export::Ebay, _) => self.plan(life.refunded.or(Some(life.placed)), Event::Back, order),
            _ => {}
        }
        let Some(sent) = sent else { return Ok(()) };
        let shipped = life.shipped.unwrap_or(life.placed);
        let billed = order.pays_carrier()
            && order.parcel.as_ref().is_some_and(|parcel| parcel.lane.is_express())
            && shanghai_day(shipped) <= self.bills_until;
        self.estimates.write(order, &sent, shipped, billed, paperwork, tally)?;
        if billed {
            self.plan(Some(shipped), Event::Sent(sent), order);
        }
        Ok(())
    }

    fn plan(&mut self, at: Option<i64>, event: Event, order: &Order) {
        if let Some(at) = at.filter(|&at| at <= self.end) {
            let day = shanghai_day(at).min(self.last);
            self.diary.entry(day).or_default().push(Entry { at, event, order: order.clone() });
        }
    }

    /// Writes down what a day brought, and closes what is closed on it.
    pub(crate) fn day(&mut self, today: Closing, paperwork: &Paperwork, tally: &mut Tally) -> Result<(), DemoError> {
        let mut entries = self.diary.remove(&today.day).unwrap_or_default();
        entries.sort_by_key(|entry| (entry.at, entry.order.id.number));
        for entry in &entries {
            match (&entry.event, entry.order.export()) {
                (Event::Sent(sent), _) => match entry.order.parcel.as_ref().map(|parcel| parcel.lane.carrier) {
                    Some("UPS") => self.ups.parcel(entry, sent, paperwork, tally),
                    _ => self.dhl.parcel(entry, sent, paperwork, tally),
                },
                (_, Export::Amazon(region)) => self.settlements.post(region, entry, paperwork),
                (_, Export::Ebay) => self.marketplace.post(entry, paperwork, tally)?,
                (_, Export::Shopify) => self.stripe.post(entry),
                (_, Export::Woo) => self.paypal.post(entry, today, paperwork, tally)?,
                (_, Export::Plain) => {}
            }
        }
        self.settlements.close_period(today, paperwork, tally)?;
        if today.ends_week() || today.day == self.last {
            self.stripe.close_week(today, paperwork, tally)?;
        }
        if today.ends_week() {
            self.marketplace.close_week(today, tally)?;
        }
        if today.ends_month() {
            self.paypal.withdraw(today, paperwork, tally)?;
            self.dhl.close_month(today)?;
            self.ups.close_month(today)?;
        }
        Ok(())
    }

    /// Closes all files, in the order they are best imported.
    pub(crate) fn close(self) -> Result<Vec<DemoFile>, DemoError> {
        let mut files = self.settlements.close();
        files.extend(self.stripe.close()?);
        files.extend(self.paypal.close()?);
        files.extend(self.dhl.close());
        files.extend(self.ups.close());
        let (charges, payouts) = self.marketplace.close()?;
        files.push(self.estimates.close()?);
        files.push(charges);
        files.push(payouts);
        Ok(files)
    }
}

/// The last day up to `last` that ends a month: carriers bill whole months.
fn last_month_end(last: Date) -> i32 {
    if last.last_of_month() == last { number(last) } else { number(last.first_of_month()) - 1 }
}
