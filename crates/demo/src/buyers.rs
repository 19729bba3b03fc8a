//! Who buys, and when they come back.
//!
//! Purchases follow the story behind BG/NBD (Fader, Hardie, Lee: *"Counting Your Customers" the Easy Way*, 2005):
//! every buyer has an own rate (gamma) and, after each purchase, an own chance to leave for good (beta). All of a
//! buyer follows from its number, so only the number of those who will come back is kept: four bytes each.

use crate::Mode;
use crate::random::Random;
use crate::tables::countries::{self, COUNTRIES};
use crate::tables::hubs::HUBS;
use crate::tables::platforms::{self, Export, PLATFORMS};

/// One buyer, recomputed from its number whenever needed.
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    /// Number, counted in order of appearance.
    pub number: u32,
    /// Mode it buys in.
    pub mode: Mode,
    /// Index of its platform.
    pub platform: usize,
    /// Index of its hub, if it buys from one.
    pub hub: Option<usize>,
    /// Index of its country.
    pub country: usize,
    /// A guest: the files do not name it, and it does not come back.
    pub guest: bool,
    /// The platform does not say who it is, so nobody can know whether it came back.
    pub hidden: bool,
    /// `person`, `business` or empty (unknown), as the files write it.
    pub customer_type: &'static str,
    rate_per_day: f64,
    chance_to_leave: f64,
}

impl Buyer {
    /// The files say who it is.
    pub(crate) fn is_named(&self) -> bool {
        !self.guest && !self.hidden
    }
}

/// Purchase habits of a kind of buyer: gamma shape and mean gap in days, beta parameters.
struct Habits {
    shape: f64,
    gap_days: f64,
    leave: (f64, f64),
}

const PERSONS: Habits = Habits { shape: 0.9, gap_days: 105.0, leave: (1.3, 1.7) };
const BUSINESSES: Habits = Habits { shape: 1.8, gap_days: 48.0, leave: (0.6, 6.0) };

/// Share of new buyers that are businesses, and that buy from a partner's overseas warehouse.
const BUSINESS_SHARE: f64 = 0.04;
const HUB_SHARE: f64 = 0.125;

/// Everybody's next visit, and the platforms' reach.
pub(crate) struct Buyers {
    seed: u64,
    next: u32,
    named: u64,
    due: Vec<Vec<u32>>,
    reach: Vec<Vec<(usize, f64)>>,
    hub_reach: Vec<Vec<(usize, f64)>>,
}

impl Buyers {
    /// Nobody yet; visits are kept for `days` days.
    pub(crate) fn new(seed: u64, days: usize) -> Self {
        let places = |codes: &[&str]| -> Vec<(usize, f64)> {
            let found = codes.iter().map(|code| countries::index(code));
            found.map(|c| (c, COUNTRIES[c].weight)).collect()
        };
        let everywhere: Vec<_> = COUNTRIES.iter().enumerate().map(|(c, country)| (c, country.weight)).collect();
        let reach = PLATFORMS.iter().map(|p| if p.countries.is_empty() { everywhere.clone() } else { places(p.countries) });
        let hub_reach = HUBS.iter().map(|hub| places(hub.serves));
        Buyers { seed, next: 1, named: 0, due: vec![Vec::new(); days], reach: reach.collect(), hub_reach: hub_reach.collect() }
    }

    /// How many buyers the files name so far.
    pub(crate) fn named(&self) -> u64 {
        self.named
    }

    /// Those who come back on a day, at most `most`; the rest come a day later. On a crowded day (`pull`) those
    /// due within the week come early.
    pub(crate) fn returning(&mut self, day: usize, most: usize, pull: bool) -> Vec<u32> {
        let mut today = std::mem::take(&mut self.due[day]);
        if pull {
            let end = (day + 8).min(self.due.len());
            for later in self.due[day + 1..end].iter_mut() {
                let moved = later.len() / 2;
                today.extend(later.drain(later.len() - moved..));
            }
        }
        if today.len() > most {
            let rest = today.split_off(most);
            if let Some(tomorrow) = self.due.get_mut(day + 1) {
                tomorrow.extend(rest);
            }
        }
        today
    }

    /// Puts a visit off to a later day.
    pub(crate) fn put_off(&mut self, buyer: u32, day: usize) {
        if let Some(visits) = self.due.get_mut(day) {
            visits.push(buyer);
        }
    }

    /// Somebody new; no business on days when offices are closed.
    pub(crate) fn new_buyer(&mut self, offices_open: bool) -> Buyer {
        loop {
            let buyer = self.buyer(self.next);
            self.next += 1;
            if buyer.mode != Mode::B2b || offices_open {
                self.named += u64::from(buyer.is_named());
                return buyer;
            }
        }
    }

    /// After a purchase: leaves for good, or comes back some day.
    pub(crate) fn bought(&mut self, buyer: &Buyer, day: usize, random: &mut Random) {
        if buyer.guest || random.chance(buyer.chance_to_leave) {
            return;
        }
        let gap_days = random.exponential(1.0 / buyer.rate_per_day);
        if gap_days < self.due.len() as f64 {
            self.put_off(buyer.number, day + 1 + gap_days as usize);
        }
    }

    /// All about the buyer of a number.
    pub(crate) fn buyer(&self, number: u32) -> Buyer {
        let mut random = Random::of(self.seed, 0xB0, number.into());
        let kind = random.unit();
        let mode = match kind {
            _ if kind < BUSINESS_SHARE => Mode::B2b,
            _ if kind < BUSINESS_SHARE + HUB_SHARE => Mode::B2b2c,
            _ => Mode::B2c,
        };
        let hub = (mode == Mode::B2b2c).then(|| random.weighted((0..HUBS.len()).map(|h| 1.0 / (h as f64 + 2.0))));
        let platform = match hub {
            Some(hub) => platforms::index(HUBS[hub].platform),
            None => random.weighted(PLATFORMS.iter().map(|p| if p.mode == mode { p.weight } else { 0.0 })),
        };
        let places = hub.map_or(&self.reach[platform], |hub| &self.hub_reach[hub]);
        let country = places[random.weighted(places.iter().map(|place| place.1))].0;
        let habits = if mode == Mode::B2b { BUSINESSES } else { PERSONS };
        let rate_per_day = (random.gamma(habits.shape) / habits.shape / habits.gap_days).max(1e-5);
        let chance_to_leave = random.beta(habits.leave.0, habits.leave.1);
        let label = random.unit();
        let customer_type = match mode {
            Mode::B2b => "business",
            _ if label < 0.02 => "business",
            _ if label < 0.05 => "",
            _ => "person",
        };
        let guest = PLATFORMS[platform].export == Export::Woo && random.chance(0.35);
        let hidden = matches!(PLATFORMS[platform].export, Export::Amazon(_));
        Buyer { number, mode, platform, hub, country, guest, hidden, customer_type, rate_per_day, chance_to_leave }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_buyer_is_the_same_whenever_met() {
        let buyers = Buyers::new(5, 10);
        for number in [1, 77, 4_000_000] {
            assert_eq!(format!("{:?}", buyers.buyer(number)), format!("{:?}", buyers.buyer(number)));
        }
    }

    #[test]
    fn some_come_back_often_and_most_never() {
        let days = 1_000;
        let mut buyers = Buyers::new(5, days);
        let mut visits: HashMap<u32, u32> = HashMap::new();
        for day in 0..days {
            let mut random = Random::of(9, 9, day as u64);
            for number in buyers.returning(day, usize::MAX, false) {
                let buyer = buyers.buyer(number);
                *visits.entry(number).or_default() += 1;
                buyers.bought(&buyer, day, &mut random);
            }
            for _ in 0..10 {
                let buyer = buyers.new_buyer(true);
                *visits.entry(buyer.number).or_default() += 1;
                buyers.bought(&buyer, day, &mut random);
            }
        }
        let all = visits.len() as f64;
        let repeat = visits.values().filter(|&&n| n > 1).count() as f64 / all;
        let often = visits.values().filter(|&&n| n > 10).count() as f64 / all;
        assert!((0.25..0.55).contains(&repeat), "repeat rate {repeat}");
        assert!((0.005..0.15).contains(&often), "often {often}");
    }

    #[test]
    fn a_crowd_waits_and_a_feast_pulls() {
        let mut buyers = Buyers::new(5, 12);
        (1..=6).for_each(|number| buyers.put_off(number, 1));
        (7..=10).for_each(|number| buyers.put_off(number, 3));
        assert_eq!(buyers.returning(1, 4, false), [1, 2, 3, 4]);
        assert_eq!(buyers.returning(2, 100, true), [5, 6, 9, 10]);
        assert_eq!(buyers.returning(3, 100, false), [7, 8]);
        assert!(buyers.returning(11, 100, true).is_empty());
    }
}
