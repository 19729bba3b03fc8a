//! The demo seller's files come through the same door as everybody's, and the lake holds what the seller's own books say.

use crate::run::Place;
use serde_json::Value;
use std::collections::BTreeMap;

/// A home with the demo seller in it: its books (`demo.json`) and the reports of its imports.
struct Demo {
    place: Place,
    books: Value,
    reports: Vec<Value>,
}

/// Everything is looked at in one home: making it takes most of the time.
#[test]
fn the_demo_seller_comes_through_the_same_door() {
    let place = Place::new();
    let (code, reports) = place.json(&["demo", "--orders", "2000", "--no-serve"]);
    assert_eq!(code, 3, "the demo has dirty rows: {reports}");
    let text = std::fs::read_to_string(place.home().join("demo-files/demo.json")).unwrap();
    let demo = Demo { place, books: serde_json::from_str(&text).unwrap(), reports: reports.as_array().unwrap().clone() };
    demo.every_row_has_its_outcome();
    demo.sales_are_those_of_the_books();
    demo.money_and_freight_are_those_of_the_books();
    demo.payouts_are_their_charges();
    demo.parcels_reviews_and_cases_belong_to_orders();
}

/// A charge as the seller sees it: received less paid.
const SIGNED: &str = "sum(CASE WHEN payee = 'seller' THEN amount ELSE -amount END)";

/// The same of charges `c` that may be none.
const SIGNED_C: &str = "coalesce(sum(CASE WHEN c.payee = 'seller' THEN c.amount ELSE -c.amount END), 0)";

/// A decimal without the zeros that say nothing.
fn number(text: &str) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

impl Demo {
    /// Sums by SQL: the last column by the others.
    fn sums(&self, sql: &str) -> BTreeMap<String, String> {
        let (code, answer) = self.place.json(&["sql", sql]);
        assert_eq!(code, 0, "{answer}");
        let rows = answer["rows"].as_array().unwrap();
        let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        let sum = |row: &Value| {
            let mut cells: Vec<String> = row.as_array().unwrap().iter().map(text).collect();
            let sum = number(&cells.pop().unwrap());
            (cells.join(" "), sum)
        };
        rows.iter().map(sum).filter(|(_, sum)| sum != "0").collect()
    }

    /// Two levels of the books as `a b` with the number at the end of `path`.
    fn books(&self, part: &str, path: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (outer, inner) in self.books["summary"][part].as_object().unwrap() {
            for (key, value) in inner.as_object().unwrap() {
                let value = if path.is_empty() { value } else { &value[path] };
                let value = number(value.as_str().unwrap());
                if value != "0" {
                    found.insert(format!("{outer} {key}"), value);
                }
            }
        }
        found
    }

    /// Every file is taken as it promises: accepted, updated, quarantined, duplicate.
    fn every_row_has_its_outcome(&self) {
        let mut said: BTreeMap<u64, [i64; 4]> = BTreeMap::new();
        let mut names: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for file in self.books["files"].as_array().unwrap() {
            let import = file["import"].as_u64().unwrap();
            let sums = said.entry(import).or_default();
            for (sum, key) in sums.iter_mut().zip(["rows", "expect_quarantined", "expect_duplicate", "expect_updated"]) {
                *sum += file[key].as_i64().unwrap();
            }
            names.entry(import).or_default().push(file["file"].as_str().unwrap().to_owned());
        }
        assert_eq!(said.len(), self.reports.len());
        for ((import, said), report) in said.iter().zip(&self.reports) {
            let done = ["rows_read", "rows_quarantined", "rows_duplicate", "rows_updated"].map(|key| report[key].as_i64().unwrap());
            assert_eq!(*said, done, "{:?}", names[import].first());
            assert_eq!(done[0], report["rows_accepted"].as_i64().unwrap() + done[1] + done[2] + done[3], "{report}");
        }
        let held: i64 = said.values().map(|sums| sums[1]).sum();
        assert!(held > 5, "{held} rows are in quarantine");
        let later = said.values().filter(|sums| sums[2] + sums[3] > 0).count();
        assert!(later >= 4, "{later} imports repeat what others said");
        let profiles: std::collections::BTreeSet<_> = self.reports.iter().map(|report| report["profile"].as_str().unwrap()).collect();
        for profile in ["amazon-orders", "amazon-settlement", "ebay-orders", "shopify", "woocommerce", "stripe", "paypal", "dhl", "ups"] {
            assert!(profiles.contains(profile), "{profile}");
        }
        assert_eq!(self.place.one("SELECT count(DISTINCT mode) AS n FROM lines"), "3");
        assert!(self.place.one("SELECT count(DISTINCT country) AS n FROM lines").parse::<i64>().unwrap() >= 20);
    }

    /// Net sales by platform and currency, lines, buyers and sales by platform, exactly.
    fn sales_are_those_of_the_books(&self) {
        let summary = &self.books["summary"];
        let net = self.sums(
            "SELECT platform, currency, sum(amount - discount) AS n FROM lines WHERE kind IN ('sale', 'return') \
             GROUP BY platform, currency",
        );
        assert_eq!(net, self.books("net_sales", ""));
        assert_eq!(self.place.one("SELECT count(*) AS n FROM lines"), summary["lines"].to_string());
        assert_eq!(self.place.one("SELECT count(DISTINCT buyer_id) AS n FROM lines"), summary["buyers"].to_string());
        let sales = self.sums("SELECT platform, count(*) AS n FROM trades WHERE kind IN ('sale', 'cancelled') GROUP BY platform");
        let said = summary["platforms"].as_object().unwrap().iter().map(|(platform, n)| (platform.clone(), n.to_string()));
        assert_eq!(sales, said.collect());
    }

    /// Fees, freight, advertising, refunds: by currency and kind, to the cent.
    fn money_and_freight_are_those_of_the_books(&self) {
        let by = |basis: &str| {
            self.sums(&format!("SELECT currency, kind, {SIGNED} AS n FROM charges WHERE basis = '{basis}' GROUP BY currency, kind"))
        };
        assert_eq!(by("actual"), self.books("charges", "actual"));
        assert_eq!(by("estimate"), self.books("charges", "estimate"));
        // A bill takes the place of the estimate of the same thing.
        let replaced = self.sums(
            "SELECT e.currency, e.kind, -sum(e.amount) AS n FROM charges e JOIN charges a ON a.basis = 'actual' \
         AND a.subject_kind = e.subject_kind AND a.subject_id = e.subject_id AND a.kind = e.kind AND a.component = e.component \
         WHERE e.basis = 'estimate' GROUP BY e.currency, e.kind",
        );
        assert!(!replaced.is_empty());
        assert_eq!(replaced, self.books("charges", "replaced"));
        let kinds: Vec<String> = by("actual").into_keys().collect();
        for kind in ["USD commission", "EUR commission", "USD payment_fee", "USD freight", "USD advertising", "USD refund", "EUR refund"] {
            assert!(kinds.contains(&kind.to_owned()), "{kind}: {kinds:?}");
        }
    }

    /// A payout is what its charges come to.
    fn payouts_are_their_charges(&self) {
        let paid = self.sums("SELECT platform, currency, sum(amount) AS n FROM payouts GROUP BY platform, currency");
        assert_eq!(paid, self.books("payouts", ""));
        // What is held back and the transfer itself apart, a payout is its charges, what was brought over, and what is kept.
        let place = &self.place;
        let of = |what: &str| {
            place.one(&format!(
                "SELECT {what} AS n FROM (SELECT p.payout_id, p.amount, coalesce(p.opening, 0) AS opening, \
                 coalesce(p.reserve, 0) AS reserve, {SIGNED_C} AS charges FROM payouts p LEFT JOIN charges c \
                 ON c.payout_id = p.payout_id AND c.kind NOT IN ('reserve', 'transfer') \
                 WHERE p.platform <> 'paypal' GROUP BY p.payout_id, p.amount, p.opening, p.reserve)"
            ))
        };
        assert!(of("count(*)").parse::<i64>().unwrap() > 150);
        assert_eq!(of("coalesce(sum(CASE WHEN amount = charges + opening - reserve THEN 0 ELSE 1 END), 0)"), "0");
        // Every order that was settled or paid is an order of the lake, or waits in quarantine.
        let unknown = place.one(
            "SELECT count(DISTINCT c.trade_id) AS n FROM charges c LEFT JOIN trades t ON t.trade_id = c.trade_id \
             WHERE t.trade_id IS NULL AND c.trade_id IS NOT NULL",
        );
        let held: i64 = self.reports.iter().map(|report| report["rows_quarantined"].as_i64().unwrap()).sum();
        assert!(unknown.parse::<i64>().unwrap() <= held, "{unknown} settled orders are nowhere");
        assert!(place.one("SELECT count(*) AS n FROM charges WHERE trade_id IS NOT NULL").parse::<i64>().unwrap() > 5_000);
    }

    /// Nothing hangs in the air but what belongs to an order in quarantine.
    fn parcels_reviews_and_cases_belong_to_orders(&self) {
        let place = &self.place;
        let stray = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) AS n FROM {table} x LEFT JOIN trades t ON t.trade_id = x.trade_id WHERE t.trade_id IS NULL");
            place.one(&sql).parse().unwrap()
        };
        for (table, least) in [("shipments", 1_500), ("cases", 100)] {
            let all: i64 = place.one(&format!("SELECT count(*) AS n FROM {table} WHERE trade_id IS NOT NULL")).parse().unwrap();
            assert!(all > least, "{all} {table}");
            assert!(stray(table) <= 20, "{} {table} of no order", stray(table));
        }
        assert_eq!(place.one("SELECT count(*) AS n FROM parties WHERE province IS NOT NULL"), "3");
    }
}
