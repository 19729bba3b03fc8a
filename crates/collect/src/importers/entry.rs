//! Charges, payouts and shipments on their way to the ledger: what every importer of money and freight makes.
//!
//! The ledger's amounts are positive and say who pays whom. Sources write signs, seen from the seller: positive is what the seller
//! receives. [`Entry::row`] turns one into the other.

use super::number::plain;
use super::{Made, Row};
use crate::ImportError;
use std::collections::{BTreeMap, HashMap};

const CHARGE_COLUMNS: &[&str] =
    &["id", "subject_kind", "subject", "trade", "kind", "component", "payer", "payee", "amount", "currency", "basis", "day", "payout"];
const PAYOUT_COLUMNS: &[&str] = &["id", "amount", "currency", "opening", "reserve", "day", "status"];
const SHIPMENT_COLUMNS: &[&str] = &[
    "id",
    "trade",
    "lane",
    "from",
    "to",
    "shipped_at",
    "delivered_at",
    "promised_at",
    "weight_g",
    "charged_weight_g",
    "cost",
    "currency",
    "status",
    "tracking",
];

/// A charge that is a row of the file.
pub(crate) const CHARGE: Made = Made { role: "charge", columns: CHARGE_COLUMNS, counted: true };
/// A charge that shares its row of the file with another.
pub(crate) const EXTRA_CHARGE: Made = Made { role: "charge", columns: CHARGE_COLUMNS, counted: false };
/// A payout that is a row of the file.
pub(crate) const PAYOUT: Made = Made { role: "payout", columns: PAYOUT_COLUMNS, counted: true };
/// A payout that follows from its rows.
pub(crate) const EXTRA_PAYOUT: Made = Made { role: "payout", columns: PAYOUT_COLUMNS, counted: false };
/// A shipment that is a row of the file.
pub(crate) const SHIPMENT: Made = Made { role: "shipment", columns: SHIPMENT_COLUMNS, counted: true };
/// A shipment that several rows of the file are about.
pub(crate) const EXTRA_SHIPMENT: Made = Made { role: "shipment", columns: SHIPMENT_COLUMNS, counted: false };

/// Words of the ledger that importers use.
pub(crate) const SELLER: &str = "seller";
pub(crate) const BUYER: &str = "buyer";
pub(crate) const PLATFORM: &str = "platform";
pub(crate) const CARRIER: &str = "carrier";
pub(crate) const PROVIDER: &str = "payment";
pub(crate) const AUTHORITY: &str = "authority";

/// What an amount is: its name, what it is for, and who is on the other side of the seller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Name, a slug.
    pub kind: String,
    /// A word of the ledger's components.
    pub component: &'static str,
    /// Whom the seller pays, or gets it from.
    pub other: &'static str,
}

impl Meaning {
    /// A meaning.
    pub(crate) fn new(kind: impl Into<String>, component: &'static str, other: &'static str) -> Self {
        Self { kind: kind.into(), component, other }
    }
}

/// An amount as a row of a source says it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Identity within the source.
    pub id: String,
    /// `line`, `shipment`, `trade` or `period`, and its id.
    pub subject: (&'static str, String),
    /// The order, when there is one.
    pub trade: String,
    /// What it is.
    pub meaning: Meaning,
    /// Micro units; positive is what the seller receives. What cannot be read stays as it is written.
    pub amount: Result<i128, String>,
    /// Currency code.
    pub currency: String,
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// The payout that settles it.
    pub payout: String,
}

impl Entry {
    /// As a plain row of the kind at position `made`.
    pub(crate) fn row(&self, makes: &'static [Made], made: usize) -> Row {
        // A zero is written as what the seller pays, which most charges are.
        let receives = self.amount.as_ref().is_ok_and(|a| *a > 0);
        let (payer, payee) = if receives { (self.meaning.other, SELLER) } else { (SELLER, self.meaning.other) };
        let amount = self.amount.as_ref().map_or_else(Clone::clone, |a| plain(a.abs()));
        Row::new(makes, made)
            .with("id", &self.id)
            .with("subject_kind", self.subject.0)
            .with("subject", &self.subject.1)
            .with("trade", &self.trade)
            .with("kind", &self.meaning.kind)
            .with("component", self.meaning.component)
            .with("payer", payer)
            .with("payee", payee)
            .with("amount", amount)
            .with("currency", &self.currency)
            .with("basis", "actual")
            .with("day", &self.day)
            .with("payout", &self.payout)
    }
}

/// What a charge of an order hangs on: the article's line, the order, or the month of a day.
pub(crate) fn subject(trade: &str, sku: &str, day: &str) -> (&'static str, String) {
    match (trade.is_empty(), sku.is_empty()) {
        (false, false) => ("line", sku.to_owned()),
        (false, true) => ("trade", trade.to_owned()),
        (true, _) => ("period", day.get(..7).unwrap_or(day).to_owned()),
    }
}

/// A name as a slug: lower case, words joined by `_`.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_owned()
}

/// A day as ISO 8601: `31.12.2026` (always day first) becomes `2026-12-31`; anything else is cut to its date and left alone.
pub(crate) fn iso_day(text: &str) -> String {
    let date = text.trim().split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split('.').collect();
    match parts.as_slice() {
        [d, m, y] if y.len() == 4 && d.len() <= 2 && m.len() <= 2 => format!("{y}-{m:0>2}-{d:0>2}"),
        _ => date.to_owned(),
    }
}

/// Rows that say the same are told apart by number, and a row that is read again keeps the number it had.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    seen: HashMap<String, u32>,
    numbers: BTreeMap<String, u32>,
    again: bool,
}

/// Numbers remembered for single rows that are read again.
const REMEMBERED: usize = 20_000;

impl Ids {
    /// Ids of a file, or of single rows of it that are read again.
    pub(crate) fn of(context: Option<&serde_json::Value>) -> Self {
        let numbers = context.and_then(|c| serde_json::from_value(c["numbers"].clone()).ok()).unwrap_or_default();
        Self { seen: HashMap::new(), numbers, again: context.is_some() }
    }

    /// The identity of an amount that says `base` on `line`.
    pub(crate) fn next(&mut self, base: String, line: u64) -> String {
        let place = format!("{line}/{base}");
        let n = if self.again {
            self.numbers.get(&place).copied().unwrap_or(1)
        } else {
            let n = self.seen.entry(base.clone()).or_default();
            *n += 1;
            if *n > 1 && self.numbers.len() < REMEMBERED {
                self.numbers.insert(place, *n);
            }
            *n
        };
        if n == 1 { base } else { format!("{base}#{n}") }
    }

    /// What [`Ids::of`] reads.
    pub(crate) fn numbers(&self) -> serde_json::Value {
        serde_json::json!(self.numbers)
    }
}

/// A file that misses its own total is refused whole.
pub(crate) fn misses_total(what: &str, says: i128, adds_up: i128, currency: &str, rows: &str) -> ImportError {
    ImportError::refused(
        "control.total",
        format!(
            "{what} says {} {currency}, but {rows} add up to {} {currency}: {} {currency} are missing or too much",
            plain(says),
            plain(adds_up),
            plain((says - adds_up).abs())
        ),
        "rows may be cut off or edited; download the file again and import it unchanged. Nothing of it was imported",
    )
}

/// A controlled amount that cannot be read: the total cannot be proved.
pub(crate) fn unreadable(line: u64, column: &str, value: &str) -> ImportError {
    let shown: String = value.chars().take(60).collect();
    ImportError::refused(
        "control.total",
        format!("line {line}: {column} is {shown:?}, which is no amount, so the file's total cannot be checked"),
        "download the file again and import it unchanged. Nothing of it was imported",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_slugs() {
        assert_eq!(iso_day("31.12.2026 07:22:35 UTC"), "2026-12-31");
        assert_eq!(iso_day("1.2.2026"), "2026-02-01");
        assert_eq!(iso_day("2026-10-01T07:22:35+00:00"), "2026-10-01");
        assert_eq!(iso_day("10/01/2026"), "10/01/2026", "not guessed");
        assert_eq!(slug("  FBA Per-Unit  Fee "), "fba_per_unit_fee");
    }

    #[test]
    fn a_row_read_again_keeps_its_number() {
        let mut ids = Ids::of(None);
        assert_eq!(ids.next("a".into(), 2), "a");
        assert_eq!(ids.next("a".into(), 3), "a#2");
        let context = serde_json::json!({ "numbers": ids.numbers() });
        assert_eq!(Ids::of(Some(&context)).next("a".into(), 3), "a#2");
        assert_eq!(Ids::of(Some(&context)).next("a".into(), 2), "a");
    }

    #[test]
    fn the_sign_says_who_pays() {
        let makes: &'static [Made] = &[CHARGE];
        let entry = |amount| Entry {
            id: "1".into(),
            subject: subject("", "", "2026-10-05"),
            trade: String::new(),
            meaning: Meaning::new("commission", "fee", PLATFORM),
            amount,
            currency: "EUR".into(),
            day: "2026-10-05".into(),
            payout: String::new(),
        };
        let paid = entry(Ok(-2_500_000)).row(makes, 0);
        assert_eq!((paid.get("payer"), paid.get("payee"), paid.get("amount")), (&b"seller"[..], &b"platform"[..], &b"2.5"[..]));
        let back = entry(Ok(1_000_000)).row(makes, 0);
        assert_eq!((back.get("payer"), back.get("payee"), back.get("subject")), (&b"platform"[..], &b"seller"[..], &b"2026-10"[..]));
        assert_eq!(entry(Err("x".into())).row(makes, 0).get("amount"), b"x");
    }
}
