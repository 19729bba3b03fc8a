//! Makes sales: who buys what, where, at which price, and how it is sent.
//!
//! One sale at a time; nothing of it is kept here but the stock of the overseas warehouses.

use crate::buyers::Buyer;
use crate::calendar::{Event, event, number};
use crate::catalogue::Catalogue;
use crate::clock::{SHANGHAI_MIN, shanghai_day, shanghai_midnight};
use crate::hubs::Hubs;
use crate::life::{channel, hour, live};
use crate::order::{BuyerId, DocId, Life, Line, LotId, Mode, Order, Paper, Parcel};
use crate::random::{Random, exp};
use crate::tables::countries::{self, COUNTRIES};
use crate::tables::currencies::{self, CURRENCIES, Currency};
use crate::tables::hubs::HUBS;
use crate::tables::lanes::{self, Lane};
use crate::tables::platforms::{self, Charges, Export, PLATFORMS};
use jiff::civil::{Date, date};

/// A day as sales see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Today {
    pub date: Date,
    /// Day number.
    pub day: i32,
    pub event: Option<Event>,
    /// Years since the middle of 2023, for price levels.
    pub years: f64,
    /// Part of the covered time gone, 0 to 1.
    pub gone: f64,
}

impl Today {
    /// The day `date` of the days from `first` to `last`.
    pub(crate) fn new(date_: Date, first: Date, last: Date) -> Self {
        let day = number(date_);
        let span = f64::from((number(last) - number(first)).max(1));
        Today {
            date: date_,
            day,
            event: event(date_),
            years: f64::from(day - number(date(2023, 7, 1))) / 365.25,
            gone: f64::from(day - number(first)) / span,
        }
    }
}

/// Makes sales.
pub(crate) struct Shop {
    pub catalogue: Catalogue,
    pub hubs: Hubs,
    seed: u64,
    made: u64,
}

impl Shop {
    pub(crate) fn new(catalogue: Catalogue, hubs: Hubs, seed: u64) -> Self {
        Shop { catalogue, hubs, seed, made: 0 }
    }

    /// A fresh sale without lines.
    fn blank(&mut self, today: &Today, mode: Mode, platform: usize, country: usize) -> (Order, Random) {
        self.made += 1;
        let random = Random::of(self.seed, 0x0D, self.made);
        let (seller_id, seller_country) = PLATFORMS[platform].seller.names();
        let year = today.date.year().rem_euclid(100) as u8;
        let order = Order {
            id: DocId {
                prefix: PLATFORMS[platform].prefix,
                export: PLATFORMS[platform].export,
                year,
                number: self.made,
                paper: Paper::Sale,
            },
            parent: None,
            mode,
            platform,
            channel: 0,
            seller_id,
            seller_country,
            buyer: BuyerId::Guest,
            customer_type: "",
            country,
            currency: 0,
            incoterm: "",
            offset_min: COUNTRIES[country].zone.offset_min(today.date),
            lines: Vec::new(),
            life: Life::default(),
            parcel: None,
            again: false,
            restock: false,
            credit: 0,
        };
        (order, random)
    }

    /// A sale to a buyer; `again` if it has bought before.
    pub(crate) fn sale(&mut self, buyer: &Buyer, again: bool, today: &Today) -> (Order, Random) {
        let drawn = match buyer.hub {
            Some(hub) => {
                let mut random = Random::of(self.seed, 0xD4, self.made + 1);
                let lines = if random.chance(0.3) { 2 } else { 1 };
                self.hubs.draw(hub, today.day, lines, &mut random)
            }
            None => Vec::new(),
        };
        // A hub that is not open or sold out: the buyer finds the seller elsewhere.
        let (mode, platform) = match (buyer.mode, drawn.is_empty()) {
            (Mode::B2b2c, true) => (Mode::B2c, platforms::index("globalegrow")),
            (mode, _) => (mode, buyer.platform),
        };
        let (mut order, mut random) = self.blank(today, mode, platform, buyer.country);
        order.again = again;
        order.channel = channel(platform, again, &mut random);
        order.customer_type = buyer.customer_type;
        order.buyer = match mode {
            _ if !buyer.is_named() => BuyerId::Guest,
            Mode::B2b => BuyerId::Business(buyer.number),
            Mode::B2c | Mode::B2b2c => BuyerId::Person(buyer.number),
        };
        order.currency = match &PLATFORMS[platform].charges {
            Charges::Buyers => currencies::index(COUNTRIES[buyer.country].currency),
            Charges::OneOf(list) => currencies::index(list[random.weighted(list.iter().map(|c| c.1))].0),
        };
        if let (Some(hub), Some(first)) = (buyer.hub, drawn.first()) {
            order.parent = Some(first.parent());
            order.seller_id = HUBS[hub].partner;
            order.seller_country = HUBS[hub].country;
        }
        let price = &CURRENCIES[order.currency];
        if mode == Mode::B2b {
            self.wholesale(&mut order, price, today, &mut random);
        } else if drawn.is_empty() {
            self.basket(&mut order, price, today, &mut random);
        } else {
            for take in drawn {
                let line = self.shop_line(&order, take.product, take.quantity, price, today);
                order.lines.push(Line { lot: Some(take.lot), ..line });
            }
        }
        if mode != Mode::B2b {
            self.shop_terms(&mut order, price, today, &mut random);
        }
        self.send(&mut order, buyer.hub.filter(|_| mode == Mode::B2b2c), &mut random);
        self.place(&mut order, false, today, &mut random);
        (order, random)
    }

    /// A partner's bulk order for its hub; its lots are on their way.
    pub(crate) fn bulk(&mut self, hub: usize, units: i64, today: &Today) -> (Order, Random) {
        let place = &HUBS[hub];
        let platform = platforms::index(place.platform);
        let (mut order, mut random) = self.blank(today, Mode::B2b2c, platform, countries::index(place.country));
        order.channel = channel(platform, true, &mut random);
        order.buyer = BuyerId::Partner(hub);
        order.customer_type = "business";
        order.currency = currencies::index(place.currency);
        order.incoterm = place.incoterm;
        order.again = true;
        let price = &CURRENCIES[order.currency];
        let count = random.between(3, 5);
        let mut products: Vec<usize> = (0..count).map(|_| self.product(platform, today, &mut random)).collect();
        products.sort_unstable();
        products.dedup();
        let each = (units / products.len() as i64).clamp(12, 4_800);
        for (place, product) in products.into_iter().enumerate() {
            // Cartons of a dozen.
            let quantity = (each + random.between(-each / 4, each / 4) + 11) / 12 * 12;
            let mut line = self.trade_line(&order, product, quantity, 1.55, price, today);
            line.lot = Some(LotId { order: order.id, line: place as u8 + 1 });
            order.lines.push(line);
        }
        let air = self.hubs.hurry(hub, today.day);
        self.send(&mut order, None, &mut random);
        if let Some(parcel) = &mut order.parcel {
            parcel.lane = if air { &lanes::AIR } else { &lanes::SEA };
        }
        self.place(&mut order, true, today, &mut random);
        let arrives = order.life.delivered.map_or(i32::MAX, |at| shanghai_day(at) + 1);
        for line in &order.lines {
            if let Some(lot) = line.lot {
                self.hubs.stock(hub, lot, line.product, line.quantity, arrives);
            }
        }
        (order, random)
    }

    /// A product somebody wants on a platform; digital products gain on clothing over the years.
    fn product(&self, platform: usize, today: &Today, random: &mut Random) -> usize {
        let mix = PLATFORMS[platform].categories;
        let tilt = [1.15 - 0.3 * today.gone, 1.0, 1.0, 0.85 + 0.3 * today.gone];
        let category = random.weighted((0..4).map(|c| mix[c] * tilt[c]));
        self.catalogue.choose(category, today.day, today.date.month(), random)
    }

    /// What a person puts into the basket.
    fn basket(&self, order: &mut Order, price: &Currency, today: &Today, random: &mut Random) {
        let count = 1 + random.weighted([62.0, 24.0, 9.0, 5.0].into_iter());
        for _ in 0..count {
            let product = self.product(order.platform, today, random);
            let quantity = 1 + random.weighted([85.0, 12.0, 3.0].into_iter()) as i64;
            if order.lines.iter().all(|line| line.product != product) {
                order.lines.push(self.shop_line(order, product, quantity, price, today));
            }
        }
    }

    fn shop_line(&self, order: &Order, product: usize, quantity: i64, price: &Currency, today: &Today) -> Line {
        let level = self.catalogue.products[product].shop_euros;
        Line {
            number: order.lines.len() as u8 + 1,
            product,
            quantity,
            unit_price: price.shop_price(level, today.years),
            discount: 0,
            tax: 0,
            shipping: 0,
            lot: None,
        }
    }

    /// Discount, tax and shipping of a sale to a person.
    fn shop_terms(&self, order: &mut Order, price: &Currency, today: &Today, random: &mut Random) {
        let percent = match today.event {
            Some(event) if random.chance(0.85) => {
                let (low, high) = event.discount_percent();
                random.between(low, high)
            }
            _ if random.chance(0.12) => 5 * random.between(1, 2),
            _ => 0,
        };
        let tax_bps = if order.customer_type == "business" { 0 } else { COUNTRIES[order.country].tax_bps };
        let mut goods = 0;
        for line in &mut order.lines {
            line.discount = (line.amount() * percent + 50) / 100;
            if PLATFORMS[order.platform].export == Export::Ebay {
                // A sale price there is a price: no discount is written, and a unit costs whole cents.
                line.unit_price -= line.discount / line.quantity;
                line.discount = 0;
            }
            line.tax = ((line.amount() - line.discount) * tax_bps + 5_000) / 10_000;
            goods += line.amount() - line.discount;
        }
        let free_from = price.trade_price(32.0, today.years);
        if goods < free_from || random.chance(0.12) {
            order.lines[0].shipping = price.shop_price(random.within(2.6, 5.2), today.years).max(1);
        }
    }

    /// What a business orders.
    fn wholesale(&self, order: &mut Order, price: &Currency, today: &Today, random: &mut Random) {
        let small = PLATFORMS[order.platform].slug == "dhgate";
        let count = 1 + random.weighted([38.0, 28.0, 16.0, 10.0, 5.0, 3.0].into_iter());
        for _ in 0..count {
            let product = self.product(order.platform, today, random);
            let median = if small { 6.0 } else { 20.0 };
            let units = (median * exp(0.85 * random.normal())).clamp(2.0, 1_200.0) as i64;
            let quantity = if units > 40 { units / 10 * 10 } else { units };
            if order.lines.iter().any(|line| line.product == product) {
                continue;
            }
            let mut line = self.trade_line(order, product, quantity, 1.75, price, today);
            let percent = match quantity {
                200.. => 8,
                60.. => 5,
                _ => 0,
            };
            line.discount = (line.amount() * percent + 50) / 100;
            order.lines.push(line);
        }
        const TERMS: [(&str, f64); 6] = [("FOB", 34.0), ("EXW", 10.0), ("FCA", 12.0), ("CIF", 16.0), ("DAP", 16.0), ("DDP", 12.0)];
        order.incoterm = TERMS[random.weighted(TERMS.iter().map(|term| term.1))].0;
        if matches!(order.incoterm, "CIF" | "DAP" | "DDP") {
            let goods: i64 = order.lines.iter().map(|line| line.amount() - line.discount).sum();
            order.lines[0].shipping = goods * random.between(40, 90) / 1_000;
        }
    }

    fn trade_line(&self, order: &Order, product: usize, quantity: i64, markup: f64, price: &Currency, today: &Today) -> Line {
        let euros = self.catalogue.products[product].cost_fen as f64 / 780.0 * markup;
        Line {
            number: order.lines.len() as u8 + 1,
            product,
            quantity,
            unit_price: price.trade_price(euros, today.years),
            discount: 0,
            tax: 0,
            shipping: 0,
            lot: None,
        }
    }

    /// Chooses the lane. `hub` is where a child leaves from.
    fn send(&self, order: &mut Order, hub: Option<usize>, random: &mut Random) {
        let sum = |of: &dyn Fn(&crate::catalogue::Product) -> i64| -> i64 {
            order.lines.iter().map(|line| of(&self.catalogue.products[line.product]) * line.quantity).sum()
        };
        let weight_g = sum(&|product| product.weight_g) + 40;
        let volume_mm3 = sum(&|product| product.volume_mm3());
        let to = COUNTRIES[order.country].code;
        let slug = PLATFORMS[order.platform].slug;
        let local = |country: &str| if country == "US" { &lanes::LOCAL_US } else { &lanes::LOCAL };
        let (lane, from): (&'static Lane, &'static str) = match (hub, order.mode) {
            (Some(hub), _) => (local(HUBS[hub].country), HUBS[hub].country),
            (None, Mode::B2b | Mode::B2b2c) if weight_g < 30_000 => (if random.chance(0.5) { &lanes::DHL } else { &lanes::UPS }, "CN"),
            (None, Mode::B2b | Mode::B2b2c) if weight_g < 300_000 => (&lanes::AIR, "CN"),
            (None, Mode::B2b | Mode::B2b2c) => (&lanes::SEA, "CN"),
            _ if slug == "amazon-us" && to == "US" && random.chance(0.6) => (&lanes::LOCAL_US, "US"),
            _ if slug == "amazon-de" && to == "DE" && random.chance(0.5) => (&lanes::LOCAL, "DE"),
            _ if order.seller_country == "HK" => (&lanes::EMS, "HK"),
            _ if matches!(slug, "aliexpress" | "lazada") => (&lanes::CAINIAO, "CN"),
            _ if weight_g > 20_000 => (&lanes::DHL, "CN"),
            _ if weight_g > 2_000 => (&lanes::YUN, "CN"),
            _ => match random.weighted([22.0, 18.0, 60.0].into_iter()) {
                0 => (&lanes::EPACKET, "CN"),
                1 => (&lanes::SMALL_PACKET, "CN"),
                _ => (&lanes::YUN, "CN"),
            },
        };
        let ours = !matches!(order.incoterm, "FOB" | "EXW" | "FCA");
        order.parcel = Some(Parcel { lane, from, weight_g, volume_mm3, ours });
    }

    /// Sets the instant, inside the day in Shanghai at an hour that fits the buyer's clock, and lives on from there.
    fn place(&self, order: &mut Order, bulk: bool, today: &Today, random: &mut Random) {
        let local_s = hour(order.mode, bulk, random) * 3_600 + random.between(0, 3_599);
        let shift_s = i64::from(SHANGHAI_MIN - order.offset_min) * 60;
        order.life.placed = shanghai_midnight(today.day) + (local_s + shift_s).rem_euclid(86_400);
        live(order, bulk, random);
    }
}
