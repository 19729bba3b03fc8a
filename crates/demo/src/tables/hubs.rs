//! Overseas warehouses through which the demo seller's partners sell on (B2B2C).

/// A partner's warehouse: buys in bulk, sells to persons nearby.
#[derive(Debug)]
pub(crate) struct HubPlace {
    /// Platform of the partner.
    pub platform: &'static str,
    /// Country of the warehouse.
    pub country: &'static str,
    /// Countries it delivers to; the first is the most likely.
    pub serves: &'static [&'static str],
    /// Currency of the bulk trade.
    pub currency: &'static str,
    /// Incoterm of the bulk trade.
    pub incoterm: &'static str,
    /// Partner's id, as buyer of the bulk and seller of its children.
    pub partner: &'static str,
    /// Name of the warehouse in stock files.
    pub warehouse: &'static str,
}

/// All hubs.
pub(crate) const HUBS: &[HubPlace] = &[
    HubPlace {
        platform: "osell",
        country: "US",
        serves: &["US", "CA", "MX"],
        currency: "USD",
        incoterm: "DDP",
        partner: "OSELL-US",
        warehouse: "WH-LAX",
    },
    HubPlace {
        platform: "osell",
        country: "DE",
        serves: &["DE", "FR", "NL", "AT", "PL", "CZ"],
        currency: "EUR",
        incoterm: "DDP",
        partner: "OSELL-DE",
        warehouse: "WH-HAM",
    },
    HubPlace {
        platform: "lextreme",
        country: "MY",
        serves: &["MY", "SG", "TH", "ID"],
        currency: "USD",
        incoterm: "CIF",
        partner: "LEXTREME-MY",
        warehouse: "WH-PKL",
    },
    HubPlace {
        platform: "beitone",
        country: "GB",
        serves: &["GB", "IE"],
        currency: "GBP",
        incoterm: "DAP",
        partner: "BEITONE-GB",
        warehouse: "WH-FXT",
    },
    HubPlace {
        platform: "osell",
        country: "AE",
        serves: &["AE", "SA", "KW"],
        currency: "USD",
        incoterm: "DAP",
        partner: "OSELL-AE",
        warehouse: "WH-JBL",
    },
    HubPlace {
        platform: "beitone",
        country: "US",
        serves: &["US"],
        currency: "USD",
        incoterm: "DDP",
        partner: "BEITONE-US",
        warehouse: "WH-EWR",
    },
    HubPlace {
        platform: "lextreme",
        country: "RU",
        serves: &["RU"],
        currency: "CNY",
        incoterm: "FCA",
        partner: "LEXTREME-RU",
        warehouse: "WH-MOW",
    },
    HubPlace {
        platform: "beitone",
        country: "AU",
        serves: &["AU", "NZ"],
        currency: "AUD",
        incoterm: "DAP",
        partner: "BEITONE-AU",
        warehouse: "WH-SYD",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;
    use crate::tables::{countries, currencies, platforms};

    #[test]
    fn hubs_name_known_places_and_resell() {
        for hub in HUBS {
            assert_eq!(platforms::PLATFORMS[platforms::index(hub.platform)].mode, Mode::B2b2c, "{}", hub.partner);
            for code in hub.serves.iter().chain([&hub.country]) {
                assert_eq!(countries::COUNTRIES[countries::index(code)].code, *code, "{}", hub.partner);
            }
            assert_eq!(currencies::CURRENCIES[currencies::index(hub.currency)].code, hub.currency);
        }
    }
}
