//! Random small books and questions: every metric must answer like brute force, and parts must add up.

use crate::book::{Book, Line};
use crate::oracle::{Key, ONE, Oracle, Rows};
use crate::{open, semantic};
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Answer, Compare, Grain, MetricQuery, Unit};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// 2022-01-01: the rouble's rates end two months later, so that some amounts cannot be converted.
pub const FIRST_DAY: i32 = 18_993;

pub const METRICS: [&str; 12] = [
    "gross_sales",
    "net_sales",
    "orders",
    "units",
    "aov",
    "customers",
    "new_customers",
    "repeat_rate",
    "return_rate",
    "cross_border_share",
    "mode_share",
    "retention",
];

fn pick<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(values.to_vec())
}

fn any_line() -> impl Strategy<Value = Line> {
    let who = (0..12_u32, pick(&[None, Some("b1"), Some("b1"), Some("b2"), Some("b3"), Some("b4")]), pick(&["b2c", "b2b", "b2b2c"]));
    let what = (
        pick(&["sale", "sale", "sale", "sale", "return", "adjustment", "stock"]),
        pick(&["goods", "goods", "shipping"]),
        pick(&[None, Some("a"), Some("b"), Some("c")]),
        pick(&[None, None, Some("toys"), Some("tools")]),
    );
    let place = (
        pick(&[None, Some("DE"), Some("FR"), Some("SG"), Some("US"), Some("GB")]),
        pick(&[None, Some(true), Some(false)]),
        pick(&[None, Some("shop"), Some("market")]),
    );
    let money = (pick(&["EUR", "EUR", "USD", "GBP", "JPY"]), 1_i64..2_000_000_000, 0_i64..50_000_000, 0_i64..9_000_000, any::<bool>());
    let when = (0..150_i32, 0..3_i32);
    (who, what, place, money, when).prop_map(
        |(
            (trade, buyer, mode),
            (kind, component, sku, category),
            (country, cross_border, channel),
            (currency, amount, discount, quantity, zero),
            (day, second),
        )| {
            let sign = if kind == "return" { -1 } else { 1 };
            Line {
                trade_id: format!("t{trade}"),
                kind,
                component,
                mode,
                channel,
                platform: channel,
                seller_country: Some("GB"),
                buyer_id: buyer.map(str::to_owned),
                customer_type: if trade % 3 == 0 { Some("business") } else { None },
                country,
                cross_border,
                sku: sku.map(str::to_owned),
                category,
                parent_trade_id: None,
                currency,
                quantity: sign * quantity,
                unit_price: amount,
                amount: if zero && amount % 5 == 0 { 0 } else { sign * amount },
                discount,
                day: FIRST_DAY + day,
                second,
            }
        },
    )
}

fn any_book() -> impl Strategy<Value = Book> {
    let products = pick(&[
        vec![],
        vec![("a".to_owned(), Some("toys")), ("b".to_owned(), None)],
        vec![("a".to_owned(), Some("pets")), ("c".to_owned(), Some("tools"))],
    ]);
    let rates = pick(&[vec![], vec![(FIRST_DAY + 30, "USD", 2_000_000_000), (FIRST_DAY + 31, "JPY", 90_500_000_000)]]);
    (prop::collection::vec(any_line(), 0..60), products, rates, any::<bool>()).prop_map(|(mut lines, products, rates, rouble)| {
        if rouble {
            for line in lines.iter_mut().filter(|line| line.currency == "JPY") {
                line.currency = "RUB";
            }
        }
        Book { lines, products, rates }
    })
}

fn any_question() -> impl Strategy<Value = MetricQuery> {
    let by = pick(&[
        vec![],
        vec!["country"],
        vec!["region"],
        vec!["category"],
        vec!["product", "mode"],
        vec!["mode"],
        vec!["currency", "channel"],
        vec!["category", "region"],
        vec!["customer_type", "platform"],
        vec!["seller_country"],
    ]);
    let filters = pick(&[
        vec![],
        vec![],
        vec![("country", "DE"), ("country", "FR")],
        vec![("country", "unknown")],
        vec![("region", "EU27"), ("region", "unknown")],
        vec![("category", "toys")],
        vec![("category", "unknown"), ("mode", "b2b")],
        vec![("mode", "b2c"), ("mode", "b2b")],
        vec![("currency", "USD")],
        vec![("product", "a")],
    ]);
    let days = (prop::option::of(0..100_i32), prop::option::of(0..60_i32));
    let grain = pick(&[None, None, Some(Grain::Day), Some(Grain::Week), Some(Grain::Month), Some(Grain::Quarter), Some(Grain::Year)]);
    let compare = pick(&[None, None, Some(Compare::Previous), Some(Compare::Year)]);
    let currency = pick(&["EUR", "GBP", "USD"]);
    (by, filters, days, grain, compare, currency).prop_map(|(by, filters, (from, length), grain, compare, currency)| MetricQuery {
        metric: String::new(),
        by: by.into_iter().map(str::to_owned).collect(),
        filters: filters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        from: from.map(|from| Day(FIRST_DAY + from)),
        to: length.map(|length| Day(FIRST_DAY + from.unwrap_or(24) + length)),
        grain,
        compare,
        currency: Currency::parse(currency).ok(),
        limit: None,
    })
}

/// A decimal as units of 10^-21.
pub fn units(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction: i128 = format!("{fraction:0<21}").parse().unwrap();
    sign * (whole.parse::<i128>().unwrap() * ONE + fraction)
}

fn told(answer: &Answer) -> Rows {
    let number = |text: &Option<String>| text.as_deref().map(units);
    let mut rows = Rows::new();
    for row in &answer.rows {
        let key: Key = row.keys.iter().map(|(_, value)| value.clone()).collect();
        assert!(rows.insert(key, (number(&row.value), number(&row.previous))).is_none(), "a key occurs twice");
    }
    rows
}

fn check(book: &Book, question: &MetricQuery) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let layer = semantic();
    let oracle = Oracle::new(book);
    runtime.block_on(async {
        let (_engine, session) = open(&book.snapshot(1, 3).await, 2);
        for metric in METRICS {
            let query = MetricQuery { metric: metric.to_owned(), ..question.clone() };
            let to = query.currency.unwrap();
            let answer = layer.answer(&session, &query).await.map_err(|error| TestCaseError::fail(format!("{metric}: {error:?}")))?;
            let expected = oracle.rows(&query, to, false);
            prop_assert_eq!(told(&answer), expected, "{} by brute force (right)\n{}", metric, answer.sql);
            let total = oracle.rows(&query, to, true).remove(&Vec::new()).unwrap();
            let number = |text: &Option<String>| text.as_deref().map(units);
            let adds_up = answer.additive.slices && answer.additive.time;
            // With rates missing, parts of a total are untold; so is the total.
            prop_assert_eq!((number(&answer.total.value), number(&answer.total.previous)), total, "{} total", metric);
            if adds_up && answer.rows.iter().all(|row| row.value.is_some()) {
                let sum: i128 = answer.rows.iter().filter_map(|row| number(&row.value)).sum();
                prop_assert_eq!(Some(sum), number(&answer.total.value), "{}: the parts do not add up", metric);
            }
            let untold = |value: &Option<String>| answer.unit == Unit::Money && metric != "aov" && value.is_none();
            if answer.rows.iter().any(|row| untold(&row.value)) {
                prop_assert!(answer.questions.iter().any(|question| question.currency == "RUB"), "{}: nothing was asked", metric);
            }
        }
        Ok(())
    })
}

#[test]
fn every_metric_answers_like_brute_force() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24);
    let config = Config { cases, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha));
    runner.run(&(any_book(), any_question()), |(book, question)| check(&book, &question)).unwrap();
}
