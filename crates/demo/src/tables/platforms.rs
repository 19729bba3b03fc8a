//! Where the demo seller sells: the nine platforms of the seed paper and what grew beside them, and in which format
//! each of them exports its orders.

use crate::Mode;

/// Marketing channels an order can come from, as the seed paper names them, plus plain visits.
pub(crate) const CHANNELS: &[&str] = &["sem", "ads", "email", "seo", "sns", "bbs", "o2o", "direct"];

/// Categories of goods, in the order of [`Platform::categories`].
pub(crate) const CATEGORIES: &[&str] = &["Clothing", "Ornaments", "Small appliances", "Digital products"];

/// Who signs the sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seller {
    /// The exporter in Ningbo.
    Ningbo,
    /// Its company in Hong Kong, which sells into China.
    HongKong,
    /// The branch among the small-goods traders of Yiwu.
    Yiwu,
    /// The branch for electronics in Shenzhen.
    Shenzhen,
}

/// Where the demo seller is at home: where its exports begin.
pub const HOME_COUNTRY: &str = "CN";

impl Seller {
    /// Id and country as the files write them.
    pub(crate) fn names(self) -> (&'static str, &'static str) {
        match self {
            Seller::Ningbo => ("NB-HAOYUN", "CN"),
            Seller::HongKong => ("HK-HAOYUN", "HK"),
            Seller::Yiwu => ("YW-HAOYUN", "CN"),
            Seller::Shenzhen => ("SZ-HAOYUN", "CN"),
        }
    }
}

/// Which currency a platform charges in.
#[derive(Debug)]
pub(crate) enum Charges {
    /// The buyer's.
    Buyers,
    /// One of these, with weights.
    OneOf(&'static [(&'static str, f64)]),
}

/// How a platform's export writes things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Country codes, the buyer's time with offset.
    Code,
    /// Country names, the buyer's time with offset.
    Name,
    /// Country names, Shanghai time without offset.
    NameShanghai,
}

/// Which export the orders of a platform come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Export {
    /// The plain orders format, one file for all.
    Plain,
    /// Amazon's All Orders report of a region; money comes in settlement reports.
    Amazon(Region),
    /// eBay's orders report.
    Ebay,
    /// Shopify's orders export; money comes through Stripe.
    Shopify,
    /// WooCommerce's orders as JSON; money comes through PayPal.
    Woo,
}

/// One seller account of Amazon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Region {
    /// United States.
    Us,
    /// The countries of the euro.
    Eu,
    /// Japan.
    Jp,
}

impl Export {
    /// True for the seller's own shops: their exports name refunds, and the buyer pays before anything is sent.
    pub(crate) fn is_shop(self) -> bool {
        matches!(self, Export::Shopify | Export::Woo)
    }
}

/// One platform.
#[derive(Debug)]
pub(crate) struct Platform {
    /// Slug, as platform presets are named.
    pub slug: &'static str,
    /// Which export its orders come in.
    pub export: Export,
    /// Start of its order numbers.
    pub prefix: &'static str,
    /// Operating mode.
    pub mode: Mode,
    /// Share of the mode's buyers, relative.
    pub weight: f64,
    /// Who sells there.
    pub seller: Seller,
    /// Countries it delivers to; empty = all.
    pub countries: &'static [&'static str],
    /// Currency of its orders.
    pub charges: Charges,
    /// How its export is written.
    pub dialect: Dialect,
    /// Weights of [`CATEGORIES`].
    pub categories: [f64; 4],
    /// Weights of [`CHANNELS`].
    pub channels: [f64; 8],
}

const SEA: &[&str] = &["SG", "MY", "TH", "VN", "ID", "PH"];
const TRADE: Charges = Charges::OneOf(&[("USD", 76.0), ("EUR", 13.0), ("CNY", 7.0), ("GBP", 2.0), ("JPY", 2.0)]);

const fn platform(slug: &'static str, prefix: &'static str, mode: Mode, weight: f64) -> Platform {
    Platform {
        slug,
        export: Export::Plain,
        prefix,
        mode,
        weight,
        seller: Seller::Ningbo,
        countries: &[],
        charges: Charges::Buyers,
        dialect: Dialect::Code,
        categories: [25.0, 20.0, 27.0, 28.0],
        //         sem   ads   email seo  sns  bbs  o2o  direct
        channels: [16.0, 26.0, 10.0, 8.0, 10.0, 0.0, 0.0, 30.0],
    }
}

use Mode::{B2b, B2b2c, B2c};

/// All platforms.
pub(crate) const PLATFORMS: &[Platform] = &[
    Platform {
        seller: Seller::HongKong,
        countries: &["CN", "HK", "TW", "SG"],
        categories: [4.0, 4.0, 22.0, 70.0],
        channels: [34.0, 30.0, 14.0, 0.0, 0.0, 0.0, 0.0, 22.0],
        ..platform("jd-worldwide", "JD", B2c, 8.0)
    },
    Platform {
        seller: Seller::HongKong,
        countries: &["CN", "HK", "TW", "MY", "SG"],
        categories: [36.0, 16.0, 28.0, 20.0],
        channels: [0.0, 64.0, 0.0, 0.0, 8.0, 0.0, 0.0, 28.0],
        ..platform("tmall-global", "TM", B2c, 9.0)
    },
    Platform {
        categories: [70.0, 20.0, 3.0, 7.0],
        channels: [34.0, 30.0, 20.0, 4.0, 6.0, 0.0, 0.0, 6.0],
        dialect: Dialect::Name,
        ..platform("globalegrow", "GG", B2c, 8.0)
    },
    Platform { export: Export::Amazon(Region::Us), countries: &["US"], ..platform("amazon-us", "114", B2c, 15.0) },
    Platform {
        export: Export::Amazon(Region::Eu),
        countries: &["DE", "AT", "FR", "IT", "ES", "NL", "BE"],
        ..platform("amazon-de", "305", B2c, 8.0)
    },
    Platform { export: Export::Amazon(Region::Jp), countries: &["JP"], ..platform("amazon-jp", "250", B2c, 3.0) },
    Platform {
        export: Export::Ebay,
        countries: &["US", "GB", "DE", "AU", "CA", "FR", "IT", "IE"],
        categories: [14.0, 18.0, 22.0, 46.0],
        ..platform("ebay", "EB", B2c, 6.0)
    },
    Platform {
        seller: Seller::Yiwu,
        categories: [26.0, 26.0, 14.0, 34.0],
        channels: [8.0, 34.0, 8.0, 6.0, 14.0, 0.0, 0.0, 30.0],
        dialect: Dialect::Name,
        countries: &[
            "RU", "BR", "FR", "ES", "PL", "KR", "US", "IL", "TR", "NL", "GB", "IT", "MX", "HU", "RO", "CZ", "CH", "NO", "DK", "SE", "ZA",
            "NZ", "AU", "PT", "IN", "SA", "AE", "KW",
        ],
        ..platform("aliexpress", "AE", B2c, 14.0)
    },
    Platform {
        countries: &["SG", "MY", "TH", "VN", "ID", "PH", "TW", "BR"],
        categories: [36.0, 26.0, 20.0, 18.0],
        ..platform("shopee", "SP", B2c, 7.0)
    },
    Platform { countries: SEA, categories: [32.0, 20.0, 26.0, 22.0], ..platform("lazada", "LZ", B2c, 4.0) },
    Platform {
        countries: &["US", "GB", "MY", "TH", "VN", "ID", "PH", "SG"],
        categories: [44.0, 38.0, 8.0, 10.0],
        channels: [0.0, 30.0, 0.0, 0.0, 60.0, 0.0, 0.0, 10.0],
        ..platform("tiktok-shop", "TT", B2c, 6.0)
    },
    Platform {
        export: Export::Shopify,
        charges: Charges::OneOf(&[("USD", 1.0)]),
        channels: [24.0, 20.0, 18.0, 14.0, 10.0, 0.0, 2.0, 12.0],
        ..platform("own-shop", "OW", B2c, 5.0)
    },
    Platform {
        export: Export::Woo,
        charges: Charges::OneOf(&[("EUR", 1.0)]),
        countries: &["DE", "FR", "IT", "ES", "NL", "BE", "AT", "PL", "CZ", "SE", "DK", "IE", "PT"],
        channels: [24.0, 20.0, 18.0, 14.0, 10.0, 0.0, 2.0, 12.0],
        ..platform("euro-shop", "WO", B2c, 3.0)
    },
    Platform {
        seller: Seller::Shenzhen,
        charges: Charges::OneOf(&[("USD", 100.0)]),
        categories: [36.0, 26.0, 10.0, 28.0],
        channels: [24.0, 0.0, 0.0, 24.0, 20.0, 14.0, 0.0, 18.0],
        dialect: Dialect::Name,
        ..platform("dhgate", "DH", B2b, 34.0)
    },
    Platform {
        charges: TRADE,
        categories: [26.0, 10.0, 40.0, 24.0],
        channels: [38.0, 0.0, 0.0, 38.0, 0.0, 0.0, 0.0, 24.0],
        dialect: Dialect::Name,
        ..platform("alibaba", "AB", B2b, 40.0)
    },
    Platform {
        charges: TRADE,
        countries: &["RU", "TH", "VN", "ID", "AE", "SA", "TR", "BR", "MX", "ZA", "DE", "PL", "IN"],
        categories: [0.0, 0.0, 86.0, 14.0],
        channels: [10.0, 0.0, 0.0, 10.0, 0.0, 0.0, 60.0, 20.0],
        dialect: Dialect::NameShanghai,
        ..platform("eastmachinery", "EM", B2b, 12.0)
    },
    Platform {
        charges: TRADE,
        categories: [6.0, 4.0, 60.0, 30.0],
        channels: [30.0, 10.0, 0.0, 40.0, 0.0, 0.0, 0.0, 20.0],
        dialect: Dialect::Name,
        ..platform("made-in-china", "MC", B2b, 14.0)
    },
    Platform {
        categories: [30.0, 30.0, 20.0, 20.0],
        channels: [0.0, 0.0, 10.0, 0.0, 0.0, 64.0, 0.0, 26.0],
        ..platform("lextreme", "LX", B2b2c, 28.0)
    },
    Platform {
        categories: [20.0, 12.0, 40.0, 28.0],
        channels: [0.0, 6.0, 6.0, 0.0, 0.0, 0.0, 66.0, 22.0],
        ..platform("osell", "OS", B2b2c, 44.0)
    },
    Platform {
        categories: [16.0, 12.0, 28.0, 44.0],
        channels: [66.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 26.0],
        ..platform("beitone", "BT", B2b2c, 28.0)
    },
];

impl Platform {
    /// The platform's name in the ledger: an export of one platform names it by itself, without country or shop.
    pub(crate) fn sold_on(&self) -> &'static str {
        match self.export {
            Export::Plain => self.slug,
            Export::Amazon(_) => "amazon",
            Export::Ebay => "ebay",
            Export::Shopify => "shopify",
            Export::Woo => "woocommerce",
        }
    }
}

/// Index of a platform in the table. Slugs come from our own tables, so a miss is impossible (tested).
pub(crate) fn index(slug: &str) -> usize {
    PLATFORMS.iter().position(|platform| platform.slug == slug).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{countries, currencies};

    #[test]
    fn tables_agree_with_each_other() {
        for platform in PLATFORMS {
            for code in platform.countries {
                assert_eq!(countries::COUNTRIES[countries::index(code)].code, *code, "{}", platform.slug);
            }
            if let Charges::OneOf(list) = &platform.charges {
                for (code, _) in *list {
                    assert_eq!(currencies::CURRENCIES[currencies::index(code)].code, *code, "{}", platform.slug);
                }
            }
            assert_eq!(PLATFORMS[index(platform.slug)].slug, platform.slug);
            assert_eq!(PLATFORMS.iter().filter(|p| p.prefix == platform.prefix).count(), 1, "{}", platform.slug);
        }
    }

    #[test]
    fn the_nine_platforms_of_the_seed_are_there_three_for_each_mode() {
        let seed = [
            ("jd-worldwide", B2c),
            ("tmall-global", B2c),
            ("globalegrow", B2c),
            ("dhgate", B2b),
            ("alibaba", B2b),
            ("eastmachinery", B2b),
            ("lextreme", B2b2c),
            ("osell", B2b2c),
            ("beitone", B2b2c),
        ];
        for (slug, mode) in seed {
            assert_eq!((PLATFORMS[index(slug)].slug, PLATFORMS[index(slug)].mode), (slug, mode));
        }
    }
}
