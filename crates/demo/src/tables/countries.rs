//! Where the demo's buyers live.
//!
//! Weights are a blend of published partner shares of China's e-commerce exports and of what makes a lively map;
//! `tax_bps` is what the demo's platforms happen to collect there, not a tax table.

use crate::clock::Zone;

/// One destination.
#[derive(Debug)]
pub(crate) struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// Name as marketplaces write it.
    pub name: &'static str,
    /// Other spellings found in exports; all of them mean this country.
    pub spellings: &'static [&'static str],
    /// Currency its buyers pay in.
    pub currency: &'static str,
    /// Its (main) time zone.
    pub zone: Zone,
    /// Tax the platform collects on a sale to a person, in hundredths of a percent.
    pub tax_bps: i64,
    /// Share of buyers, relative.
    pub weight: f64,
    /// True if many pay cash on delivery.
    pub cash_on_delivery: bool,
}

const fn country(
    code: &'static str, name: &'static str, spellings: &'static [&'static str], currency: &'static str, zone: Zone, tax_bps: i64,
    weight: f64,
) -> Country {
    Country { code, name, spellings, currency, zone, tax_bps, weight, cash_on_delivery: false }
}

/// The same with cash on delivery.
const fn cash(country: Country) -> Country {
    Country { cash_on_delivery: true, ..country }
}

use Zone::{American, European, Fixed, Southern};

/// All destinations.
pub(crate) const COUNTRIES: &[Country] = &[
    country("US", "United States", &["USA", "U.S.A.", "United States of America"], "USD", American(-300), 700, 30.0),
    country("GB", "United Kingdom", &["UK", "Great Britain", "England"], "GBP", European(0), 2000, 8.2),
    country("DE", "Germany", &["Deutschland", "GERMANY"], "EUR", European(60), 1900, 6.4),
    country("FR", "France", &["FRANCE", "FR "], "EUR", European(60), 2000, 5.2),
    country("IT", "Italy", &["Italia"], "EUR", European(60), 2200, 2.6),
    country("ES", "Spain", &["España"], "EUR", European(60), 2100, 2.6),
    country("NL", "Netherlands", &["The Netherlands", "Holland"], "EUR", European(60), 2100, 1.8),
    country("BE", "Belgium", &["Belgique"], "EUR", European(60), 2100, 0.9),
    country("AT", "Austria", &["Österreich"], "EUR", European(60), 2000, 0.8),
    country("IE", "Ireland", &["EIRE"], "EUR", European(0), 2300, 0.6),
    country("PT", "Portugal", &["PORTUGAL"], "EUR", European(0), 2300, 0.6),
    country("PL", "Poland", &["Polska"], "PLN", European(60), 2300, 2.2),
    country("CZ", "Czechia", &["Czech Republic"], "CZK", European(60), 2100, 0.8),
    country("HU", "Hungary", &["HUNGARY"], "HUF", European(60), 2700, 0.6),
    country("RO", "Romania", &["ROMANIA"], "RON", European(120), 2100, 0.7),
    country("SE", "Sweden", &["Sverige"], "SEK", European(60), 2500, 1.1),
    country("DK", "Denmark", &["Danmark"], "DKK", European(60), 2500, 0.7),
    country("NO", "Norway", &["Norge"], "NOK", European(60), 2500, 0.7),
    country("CH", "Switzerland", &["Schweiz"], "CHF", European(60), 810, 0.9),
    country("TR", "Türkiye", &["Turkey"], "TRY", Fixed(180), 2000, 1.2),
    country("IL", "Israel", &["ISRAEL"], "ILS", Fixed(120), 1800, 0.9),
    country("RU", "Russia", &["Russian Federation"], "CNY", Fixed(180), 0, 4.2),
    cash(country("AE", "United Arab Emirates", &["UAE", "U.A.E."], "AED", Fixed(240), 500, 1.3)),
    cash(country("SA", "Saudi Arabia", &["KSA"], "SAR", Fixed(180), 1500, 1.2)),
    cash(country("KW", "Kuwait", &["KUWAIT"], "KWD", Fixed(180), 0, 0.3)),
    country("ZA", "South Africa", &["RSA"], "ZAR", Fixed(120), 1500, 0.7),
    country("CA", "Canada", &["CANADA"], "CAD", American(-300), 1200, 3.8),
    country("MX", "Mexico", &["México"], "MXN", Fixed(-360), 1600, 2.0),
    country("BR", "Brazil", &["Brasil"], "BRL", Fixed(-180), 1700, 3.0),
    country("AU", "Australia", &["AUSTRALIA"], "AUD", Southern(600), 1000, 3.2),
    country("NZ", "New Zealand", &["NEW ZEALAND"], "NZD", Southern(720), 1500, 0.6),
    country("JP", "Japan", &["JAPAN"], "JPY", Fixed(540), 1000, 3.4),
    country("KR", "South Korea", &["Korea, Republic of", "Republic of Korea"], "KRW", Fixed(540), 1000, 2.6),
    cash(country("IN", "India", &["INDIA"], "INR", Fixed(330), 1800, 1.8)),
    country("SG", "Singapore", &["SINGAPORE"], "SGD", Fixed(480), 900, 1.5),
    country("MY", "Malaysia", &["MALAYSIA"], "MYR", Fixed(480), 1000, 2.6),
    cash(country("TH", "Thailand", &["THAILAND"], "THB", Fixed(420), 700, 1.9)),
    cash(country("VN", "Vietnam", &["Viet Nam"], "VND", Fixed(420), 1000, 1.6)),
    cash(country("ID", "Indonesia", &["INDONESIA"], "IDR", Fixed(420), 1100, 1.8)),
    cash(country("PH", "Philippines", &["The Philippines"], "PHP", Fixed(480), 1200, 1.5)),
    country("CN", "China", &["P.R. China", "PRC"], "CNY", Fixed(480), 910, 4.0),
    country("HK", "Hong Kong", &["Hong Kong SAR"], "HKD", Fixed(480), 0, 1.2),
    country("TW", "Taiwan", &["TAIWAN"], "TWD", Fixed(480), 500, 1.2),
];

/// Names that mean no single country.
pub(crate) const NO_COUNTRY: &[&str] = &["European Community", "Unspecified"];

/// Index of a country in the table. Codes come from our own tables, so a miss is impossible (tested).
pub(crate) fn index(code: &str) -> usize {
    COUNTRIES.iter().position(|country| country.code == code).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::currencies::CURRENCIES;

    #[test]
    fn every_country_is_there_once_and_pays_in_a_known_currency() {
        let mut codes: Vec<_> = COUNTRIES.iter().map(|c| c.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), COUNTRIES.len());
        assert!(codes.len() >= 20);
        for country in COUNTRIES {
            assert!(CURRENCIES.iter().any(|c| c.code == country.currency), "{}", country.code);
            assert!(!country.spellings.is_empty() && country.weight > 0.0, "{}", country.code);
        }
    }
}
