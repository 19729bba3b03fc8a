//! Stock in the partners' overseas warehouses: which lots lie where, and when to buy more.
//!
//! A bulk order brings lots; child orders draw from them and can never draw more than they hold. It decides
//! when and how much, not what things cost.

use crate::order::{DocId, LotId};
use crate::random::Random;
use crate::tables::hubs::HUBS;

/// What is left of one lot.
#[derive(Debug, Clone)]
struct Lot {
    id: LotId,
    product: usize,
    left: i64,
    from_day: i32,
}

/// One warehouse.
#[derive(Debug, Clone)]
struct Hub {
    opens: i32,
    lots: Vec<Lot>,
    /// Units a day, slowly forgetting.
    pace: f64,
}

/// All warehouses.
pub(crate) struct Hubs {
    hubs: Vec<Hub>,
}

/// What a child order takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Lot it comes from.
    pub lot: LotId,
    /// Product of the lot.
    pub product: usize,
    /// Units.
    pub quantity: i64,
}

/// Units wanted from a hub in the first weeks, before it has a pace of its own.
const FIRST_UNITS: f64 = 72.0;

impl Hubs {
    /// Warehouses open one after the other over the first two fifths of the `days` days.
    pub(crate) fn new(first_day: i32, days: i32) -> Self {
        let opens = |hub: usize| first_day + days * 2 / 5 * hub as i32 / HUBS.len() as i32;
        let hubs = (0..HUBS.len()).map(|hub| Hub { opens: opens(hub), lots: Vec::new(), pace: 0.0 });
        Hubs { hubs: hubs.collect() }
    }

    /// How many units a hub should buy today; 0 for none.
    pub(crate) fn wants(&self, hub: usize, day: i32) -> i64 {
        let hub = &self.hubs[hub];
        let stock: i64 = hub.lots.iter().map(|lot| lot.left).sum();
        if day < hub.opens || stock as f64 > 45.0 * hub.pace + 12.0 {
            return 0;
        }
        (60.0 * hub.pace + FIRST_UNITS) as i64
    }

    /// Puts the lots of a bulk order on their way.
    pub(crate) fn stock(&mut self, hub: usize, lot: LotId, product: usize, quantity: i64, from_day: i32) {
        self.hubs[hub].lots.push(Lot { id: lot, product, left: quantity, from_day });
    }

    /// A buyer asked at a hub today: remembers the demand, and gives up to `lines` lots of one bulk order.
    pub(crate) fn draw(&mut self, hub: usize, day: i32, lines: usize, random: &mut Random) -> Vec<Drawn> {
        let hub = &mut self.hubs[hub];
        if day < hub.opens {
            return Vec::new();
        }
        hub.pace += 1.6 / 30.0;
        let there: Vec<usize> = (0..hub.lots.len()).filter(|&l| hub.lots[l].from_day <= day).collect();
        if there.is_empty() {
            return Vec::new();
        }
        let mut chosen = vec![there[random.between(0, there.len() as i64 - 1) as usize]];
        let parent = hub.lots[chosen[0]].id.order;
        let others = there.into_iter().filter(|&l| l != chosen[0] && hub.lots[l].id.order == parent);
        let others: Vec<usize> = others.take(lines.saturating_sub(1)).collect();
        chosen.extend(others);
        let mut drawn = Vec::with_capacity(chosen.len());
        for place in chosen {
            let lot = &mut hub.lots[place];
            let wish = if random.chance(0.8) { 1 } else { random.between(2, 3) };
            let quantity = wish.min(lot.left);
            lot.left -= quantity;
            drawn.push(Drawn { lot: lot.id, product: lot.product, quantity });
        }
        hub.lots.retain(|lot| lot.left > 0);
        drawn
    }

    /// The day is over: demand of long ago counts less.
    pub(crate) fn forget(&mut self) {
        self.hubs.iter_mut().for_each(|hub| hub.pace *= 1.0 - 1.0 / 30.0);
    }

    /// Days until bulk arrives: by air when the shelf is nearly empty, by sea otherwise. True means air.
    pub(crate) fn hurry(&self, hub: usize, day: i32) -> bool {
        let hub = &self.hubs[hub];
        let there: i64 = hub.lots.iter().filter(|lot| lot.from_day <= day).map(|lot| lot.left).sum();
        (there as f64) < 12.0 * hub.pace + 6.0
    }
}

/// The bulk order a lot belongs to.
impl Drawn {
    pub(crate) fn parent(&self) -> DocId {
        self.lot.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Paper;

    fn lot(number: u64, line: u8) -> LotId {
        LotId { order: DocId { prefix: "OS", export: crate::tables::platforms::Export::Plain, year: 24, number, paper: Paper::Sale }, line }
    }

    #[test]
    fn a_lot_never_gives_more_than_it_holds() {
        let mut hubs = Hubs::new(0, 100);
        let mut random = Random::of(1, 1, 1);
        assert!(hubs.wants(0, 0) > 0);
        assert_eq!(hubs.wants(7, 0), 0, "the last hub is not open yet");
        hubs.stock(0, lot(1, 1), 10, 30, 5);
        hubs.stock(0, lot(1, 2), 11, 30, 5);
        hubs.stock(0, lot(2, 1), 12, 30, 9);
        assert!(hubs.draw(0, 4, 2, &mut random).is_empty(), "not arrived");
        let mut taken = [0; 3];
        for turn in 0..200 {
            let drawn = hubs.draw(0, if turn < 10 { 5 } else { 50 }, 2, &mut random);
            assert!(drawn.windows(2).all(|pair| pair[0].parent() == pair[1].parent() && pair[0].lot != pair[1].lot));
            for line in drawn {
                assert!(line.quantity > 0 && (turn >= 10 || line.product != 12));
                taken[line.product - 10] += line.quantity;
            }
        }
        assert_eq!(taken, [30, 30, 30]);
    }
}
