//! Facts about Amazon's marketplaces that its reports leave out: the currency, and whether prices are written with tax.

/// Name as reports write it, currency, and whether an item's price includes its tax. Prices include VAT or GST wherever the law
/// wants them shown so; in the United States and Canada tax comes on top.
const MARKETPLACES: &[(&str, &str, bool)] = &[
    ("amazon.com", "USD", false),
    ("amazon.ca", "CAD", false),
    ("amazon.com.mx", "MXN", true),
    ("amazon.com.br", "BRL", true),
    ("amazon.co.uk", "GBP", true),
    ("amazon.de", "EUR", true),
    ("amazon.fr", "EUR", true),
    ("amazon.it", "EUR", true),
    ("amazon.es", "EUR", true),
    ("amazon.nl", "EUR", true),
    ("amazon.ie", "EUR", true),
    ("amazon.com.be", "EUR", true),
    ("amazon.se", "SEK", true),
    ("amazon.pl", "PLN", true),
    ("amazon.com.tr", "TRY", true),
    ("amazon.ae", "AED", true),
    ("amazon.sa", "SAR", true),
    ("amazon.eg", "EGP", true),
    ("amazon.in", "INR", true),
    ("amazon.co.jp", "JPY", true),
    ("amazon.sg", "SGD", true),
    ("amazon.com.au", "AUD", true),
    ("amazon.co.za", "ZAR", true),
];

/// Currency of a marketplace and whether its prices include tax.
pub(super) fn marketplace(channel: &str) -> Option<(&'static str, bool)> {
    let name = channel.trim().to_lowercase();
    let name = name.strip_prefix("www.").unwrap_or(&name);
    MARKETPLACES.iter().find(|m| m.0 == name).map(|m| (m.1, m.2))
}

/// Is an order of another shop, that Amazon only stored and sent?
pub(super) fn is_elsewhere(channel: &str) -> bool {
    channel.trim().to_lowercase().starts_with("non-amazon")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marketplaces_are_found_as_reports_write_them() {
        assert_eq!(marketplace("Amazon.co.uk"), Some(("GBP", true)));
        assert_eq!(marketplace("www.amazon.com "), Some(("USD", false)));
        assert_eq!(marketplace("Non-Amazon US"), None);
        assert!(is_elsewhere("Non-Amazon US") && !is_elsewhere("Amazon.com"));
    }
}
