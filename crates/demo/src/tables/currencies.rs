//! Currencies the demo's orders use: digits, a rough rate for price lists, and where prices end.
//!
//! The rates set price levels (yearly means of the ECB reference rates, rounded; the last five are rough levels of
//! currencies the ECB does not publish). Nothing is ever converted with them.

/// One currency of the demo's price lists.
#[derive(Debug)]
pub(crate) struct Currency {
    /// ISO 4217 code.
    pub code: &'static str,
    /// Digits of the minor unit.
    pub digits: u32,
    /// Units per euro, mean of 2023.
    rate_2023: f64,
    /// Units per euro, mean of 2026.
    rate_2026: f64,
    /// Shop prices are multiples of this many minor units ...
    step: i64,
    /// ... less this many: 19.99, 1,980 or 49,900.
    charm: i64,
}

const fn currency(code: &'static str, digits: u32, rate_2023: f64, rate_2026: f64, step: i64, charm: i64) -> Currency {
    Currency { code, digits, rate_2023, rate_2026, step, charm }
}

/// All currencies of the demo. Those from [`NOT_ECB`] on come with the demo's own `fx.csv`.
pub(crate) const CURRENCIES: &[Currency] = &[
    currency("EUR", 2, 1.0, 1.0, 100, 1),
    currency("USD", 2, 1.0813, 1.1568, 100, 1),
    currency("GBP", 2, 0.8698, 0.8612, 100, 1),
    currency("CAD", 2, 1.4595, 1.6059, 100, 1),
    currency("AUD", 2, 1.6288, 1.6454, 100, 1),
    currency("JPY", 0, 151.99, 183.3, 100, 20),
    currency("KRW", 0, 1412.9, 1676.0, 1_000, 100),
    currency("INR", 2, 89.3, 108.86, 5_000, 100),
    currency("BRL", 2, 5.401, 5.953, 100, 10),
    currency("MXN", 2, 19.18, 20.24, 1_000, 100),
    currency("CNY", 2, 7.66, 7.876, 100, 10),
    currency("PLN", 2, 4.542, 4.282, 100, 10),
    currency("SEK", 2, 11.479, 10.924, 1_000, 100),
    currency("DKK", 2, 7.451, 7.473, 1_000, 100),
    currency("NOK", 2, 11.425, 11.039, 1_000, 100),
    currency("CHF", 2, 0.9718, 0.9242, 100, 10),
    currency("CZK", 2, 24.004, 24.292, 1_000, 100),
    currency("HUF", 2, 381.85, 368.58, 50_000, 1_000),
    currency("RON", 2, 4.947, 5.196, 100, 10),
    currency("TRY", 2, 25.76, 53.34, 1_000, 10),
    currency("ILS", 2, 3.988, 3.513, 100, 10),
    currency("ZAR", 2, 19.955, 18.954, 1_000, 100),
    currency("SGD", 2, 1.4523, 1.4793, 100, 1),
    currency("MYR", 2, 4.932, 4.65, 100, 10),
    currency("THB", 2, 37.63, 37.71, 1_000, 100),
    currency("IDR", 2, 16480.0, 20228.0, 1_000_000, 10_000),
    currency("PHP", 2, 60.16, 70.43, 5_000, 100),
    currency("NZD", 2, 1.7622, 1.9847, 100, 1),
    currency("HKD", 2, 8.465, 9.06, 100, 10),
    currency("AED", 2, 3.971, 4.248, 100, 10),
    currency("SAR", 2, 4.055, 4.338, 100, 10),
    currency("KWD", 3, 0.3322, 0.3555, 250, 5),
    currency("TWD", 2, 33.7, 35.9, 1_000, 100),
    currency("VND", 0, 25770.0, 30350.0, 10_000, 1_000),
];

/// How many of the last currencies of the table the ECB does not publish.
const NOT_ECB: usize = 5;

/// The currencies without an ECB reference rate.
pub(crate) fn not_published_by_ecb() -> &'static [Currency] {
    &CURRENCIES[CURRENCIES.len() - NOT_ECB..]
}

/// Index of a currency in the table. Codes come from our own tables, so a miss is impossible (tested).
pub(crate) fn index(code: &str) -> usize {
    CURRENCIES.iter().position(|currency| currency.code == code).unwrap_or(0)
}

impl Currency {
    /// Minor units of one major unit.
    pub(crate) fn minor(&self) -> i64 {
        10_i64.pow(self.digits)
    }

    /// Rough units per euro in a fraction of years since 2023-07-01.
    pub(crate) fn rate(&self, years: f64) -> f64 {
        let part = (years / 3.0).clamp(0.0, 1.0);
        self.rate_2023 + (self.rate_2026 - self.rate_2023) * part
    }

    /// A shop price near `euros`, in minor units, ending as prices end there.
    pub(crate) fn shop_price(&self, euros: f64, years: f64) -> i64 {
        let minor = euros * self.rate(years) * self.minor() as f64;
        let steps = (minor / self.step as f64 + 0.5) as i64;
        steps.max(1) * self.step - self.charm
    }

    /// A negotiated price near `euros`, in minor units, to three significant digits at least.
    pub(crate) fn trade_price(&self, euros: f64, years: f64) -> i64 {
        let minor = euros * self.rate(years) * self.minor() as f64;
        let grain = (self.step / 100).max(1);
        (((minor / grain as f64) + 0.5) as i64).max(1) * grain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_end_as_prices_end() {
        let price = |code: &str, euros| CURRENCIES[index(code)].shop_price(euros, 0.0);
        assert_eq!(price("USD", 18.3), 1999);
        assert_eq!(price("EUR", 18.3), 1799);
        assert_eq!(price("JPY", 13.0), 1980);
        assert_eq!(price("IDR", 6.0), 9_990_000);
        assert_eq!(price("KWD", 10.0), 3245);
        assert!(price("EUR", 0.01) > 0);
    }

    #[test]
    fn twenty_currencies_and_more_each_once() {
        let mut codes: Vec<_> = CURRENCIES.iter().map(|c| c.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), CURRENCIES.len());
        assert!(codes.len() >= 20);
        let own: Vec<_> = not_published_by_ecb().iter().map(|c| c.code).collect();
        assert_eq!(own, ["AED", "SAR", "KWD", "TWD", "VND"]);
    }
}
