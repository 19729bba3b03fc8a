//! How eBay's reports write dates and currencies.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Jul-21-25` (United States) or `21-Jul-25` (elsewhere) as `2025-07-21`; anything else as it stands.
pub(super) fn date(text: &str) -> String {
    let text = text.trim();
    let (day, rest) = text.split_once(' ').map_or((text, String::new()), |(d, r)| (d, format!(" {r}")));
    let parts: Vec<&str> = day.split('-').collect();
    let [a, b, year] = parts.as_slice() else { return text.to_owned() };
    let month = |t: &str| MONTHS.iter().position(|m| t.get(..3).is_some_and(|t| t.eq_ignore_ascii_case(m)));
    let (month, day) = match (month(a), month(b)) {
        (Some(m), None) => (m, b),
        (None, Some(m)) => (m, a),
        _ => return text.to_owned(),
    };
    let number = |t: &str| if (1..=2).contains(&t.len()) { t.parse::<u32>().ok() } else { None };
    let year = if year.len() == 4 { year.parse().ok() } else { number(year).map(|y| 2000 + y) };
    match (year, number(day)) {
        (Some(y), Some(d)) => format!("{y:04}-{:02}-{d:02}{rest}", month + 1),
        _ => text.to_owned(),
    }
}

/// The currency that an amount is written in: a code, or a sign that only one currency of eBay's sites has. A bare `$` is that of
/// the United States: the other dollars are written with their country.
pub(super) fn currency(amount: &str) -> Option<&'static str> {
    const SIGNS: [(&str, &str); 18] = [
        ("AU$", "AUD"),
        ("A$", "AUD"),
        ("CA$", "CAD"),
        ("C$", "CAD"),
        ("HK$", "HKD"),
        ("S$", "SGD"),
        ("US$", "USD"),
        ("EUR", "EUR"),
        ("GBP", "GBP"),
        ("USD", "USD"),
        ("AUD", "AUD"),
        ("CAD", "CAD"),
        ("CHF", "CHF"),
        ("PLN", "PLN"),
        ("£", "GBP"),
        ("€", "EUR"),
        ("zł", "PLN"),
        ("$", "USD"),
    ];
    let sign: String =
        amount.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '(' | ')') && !c.is_whitespace()).collect();
    SIGNS.iter().find(|s| s.0 == sign).map(|s| s.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_sides() {
        assert_eq!(date("Jul-21-25"), "2025-07-21");
        assert_eq!(date("21-Jul-25"), "2025-07-21");
        assert_eq!(date("3-September-2025"), "2025-09-03");
        assert_eq!(date("2025-07-21"), "2025-07-21");
        assert_eq!(date("07-21-25"), "07-21-25", "which is the month cannot be known");
        assert_eq!(date("Jul-xx-25"), "Jul-xx-25");
    }

    #[test]
    fn currencies_by_sign() {
        for (text, code) in
            [("$1,234.56", "USD"), ("£3.00", "GBP"), ("AU $5.00", "AUD"), ("C $5.00", "CAD"), ("EUR 1.234,56", "EUR"), ("-£1.00", "GBP")]
        {
            assert_eq!(currency(text), Some(code), "{text}");
        }
        assert_eq!(currency("12.00"), None);
        assert_eq!(currency("kr 12"), None);
    }
}
