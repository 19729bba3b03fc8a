//! The catalogue: every variant of every good with cost, size, GTIN and price level, and which one is bought.

use crate::calendar::number;
use crate::random::{Random, exp, ln};
use crate::tables::goods::{GOODS, Season, VARIANTS};
use crate::tables::platforms::CATEGORIES;
use jiff::civil::Date;

/// One stock keeping unit.
#[derive(Debug)]
pub(crate) struct Product {
    /// Our number; digital products have eight digits with leading zeros, which spreadsheets like to eat.
    pub sku: String,
    /// Name.
    pub name: String,
    /// Name, quoted for CSV where it must be.
    pub name_csv: String,
    /// Index of the category.
    pub category: usize,
    /// Cost in fen (CNY).
    pub cost_fen: i64,
    /// Packed weight, grams.
    pub weight_g: i64,
    /// Packed size, millimetres.
    pub size_mm: (i64, i64, i64),
    /// HS 2022 subheading.
    pub hs_code: &'static str,
    /// GTIN-13.
    pub gtin: String,
    /// Level of shop prices, euros before tax.
    pub shop_euros: f64,
    /// When it is wanted.
    pub season: Season,
    /// Day number of its launch.
    pub launch_day: i32,
}

impl Product {
    /// Cubic millimetres of the packed unit.
    pub(crate) fn volume_mm3(&self) -> i64 {
        self.size_mm.0 * self.size_mm.1 * self.size_mm.2
    }
}

/// Rough CNY per euro behind the price list.
const CNY_PER_EURO: f64 = 7.8;

/// All products and how often each is bought.
pub(crate) struct Catalogue {
    /// The products, by good and variant.
    pub products: Vec<Product>,
    /// Per category: running popularity and product.
    popularity: [Vec<(f64, usize)>; 4],
}

impl Catalogue {
    /// The catalogue of a seed; a third of it is launched during the covered years.
    pub(crate) fn new(seed: u64, first: Date, last: Date) -> Self {
        let days = i64::from(number(last) - number(first)).max(1);
        let mut products = Vec::with_capacity(GOODS.len() * 16);
        for (place, good) in GOODS.iter().enumerate() {
            for (variant, words) in VARIANTS[good.category].iter().enumerate() {
                let index = products.len() as u64;
                let mut random = Random::of(seed, 0x5C, index);
                let position = variant as f64 / 15.0 * 0.6 + random.unit() * 0.4;
                let (low, high) = good.cost_cny;
                let cost_fen = low * 100 + ((high - low) as f64 * position * 20.0) as i64 * 5;
                let late = random.chance(0.33);
                let launch = if late { random.between(1, days * 9 / 10) } else { -400 };
                let name = format!("{} {}", good.name, words);
                products.push(Product {
                    sku: sku(good.category, place, variant),
                    name_csv: quoted(&name),
                    name,
                    category: good.category,
                    cost_fen,
                    weight_g: good.weight_g + random.between(-good.weight_g / 12, good.weight_g / 8),
                    size_mm: good.size_mm,
                    hs_code: good.hs_code,
                    gtin: gtin13(690_100_000_000 + (seed % 9_000) * 1_000_000 + index),
                    shop_euros: (cost_fen as f64 / 100.0 / CNY_PER_EURO * good.markup * random.within(0.92, 1.1)).max(7.2),
                    season: good.season,
                    launch_day: number(first) + launch as i32,
                });
            }
        }
        let popularity = std::array::from_fn(|category| popularity(&products, category, seed));
        Catalogue { products, popularity }
    }

    /// The product somebody wants from a category on a day: by popularity, season and launch.
    pub(crate) fn choose(&self, category: usize, day: i32, month: i8, random: &mut Random) -> usize {
        let table = &self.popularity[category];
        let total = table.last().map_or(0.0, |entry| entry.0);
        let mut chosen = 0;
        for _ in 0..8 {
            let wanted = random.unit() * total;
            let place = table.partition_point(|entry| entry.0 <= wanted).min(table.len() - 1);
            chosen = table[place].1;
            let product = &self.products[chosen];
            if product.launch_day <= day && random.chance(product.season.wanted(month)) {
                return chosen;
            }
        }
        // Nothing in season after eight looks: the last one, or the category's first long-standing one.
        if self.products[chosen].launch_day <= day {
            return chosen;
        }
        table.iter().map(|entry| entry.1).find(|&p| self.products[p].launch_day <= day).unwrap_or(chosen)
    }
}

/// Running popularity of a category's products: a shuffled Zipf law with exponent 0.8.
fn popularity(products: &[Product], category: usize, seed: u64) -> Vec<(f64, usize)> {
    let mut members: Vec<usize> = (0..products.len()).filter(|&p| products[p].category == category).collect();
    let mut random = Random::of(seed, 0x21F, category as u64);
    for place in (1..members.len()).rev() {
        members.swap(place, random.between(0, place as i64) as usize);
    }
    let mut running = 0.0;
    let weigh = |(rank, product)| {
        running += exp(-0.8 * ln(rank as f64 + 2.0));
        (running, product)
    };
    members.into_iter().enumerate().map(weigh).collect()
}

fn sku(category: usize, good: usize, variant: usize) -> String {
    match CATEGORIES[category] {
        "Clothing" => format!("CL-{:02}{:02}", good + 1, variant + 1),
        "Ornaments" => format!("OR-{:02}{:02}", good + 1, variant + 1),
        "Small appliances" => format!("SA-{:02}{:02}", good + 1, variant + 1),
        _ => format!("{:08}", 400_000 + good * 100 + variant + 1),
    }
}

/// Twelve digits with the GS1 check digit (GS1 General Specifications, 7.9).
fn gtin13(twelve: u64) -> String {
    let digits = format!("{twelve:012}");
    let sum: u32 = digits.bytes().enumerate().map(|(i, d)| u32::from(d - b'0') * if i % 2 == 1 { 3 } else { 1 }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A CSV field, quoted if it must be (RFC 4180).
pub(crate) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn catalogue() -> Catalogue {
        Catalogue::new(1, date(2023, 11, 2), date(2026, 11, 1))
    }

    #[test]
    fn four_hundred_products_with_plausible_facts() {
        let products = catalogue().products;
        assert_eq!(products.len(), 416);
        let mut skus: Vec<_> = products.iter().map(|p| &p.sku).collect();
        skus.sort();
        skus.dedup();
        assert_eq!(skus.len(), 416);
        for product in &products {
            assert!(product.weight_g > 0 && product.cost_fen > 0 && product.volume_mm3() > 0, "{product:?}");
            let margin = product.shop_euros * CNY_PER_EURO * 100.0 / product.cost_fen as f64;
            assert!((2.0..12.0).contains(&margin), "{product:?}");
            assert!((7.0..125.0).contains(&(product.shop_euros * 1.12)), "{product:?}");
            assert!(["61", "71", "85"].contains(&&product.hs_code[..2]) && product.hs_code.len() == 6);
        }
        assert!(products.iter().any(|p| p.sku.starts_with("00")));
        assert!(products.iter().any(|p| p.name_csv.contains("\"\"")));
    }

    #[test]
    fn check_digits_are_those_of_published_gtins() {
        // Numbers used as examples in GS1 documentation and in articles on EAN-13.
        assert_eq!(gtin13(950_110_153_000), "9501101530003");
        assert_eq!(gtin13(400_638_133_393), "4006381333931");
        let mut gtins: Vec<_> = catalogue().products.into_iter().map(|p| p.gtin).collect();
        gtins.sort();
        gtins.dedup();
        assert_eq!(gtins.len(), 416);
        assert!(gtins.iter().all(|g| g.starts_with("69") && g.len() == 13));
    }

    #[test]
    fn nothing_is_bought_before_its_launch() {
        let catalogue = catalogue();
        let mut random = Random::of(1, 2, 3);
        let day = number(date(2024, 1, 5));
        for turn in 0..5_000 {
            let product = &catalogue.products[catalogue.choose(turn % 4, day, 1, &mut random)];
            assert!(product.launch_day <= day);
        }
    }
}
