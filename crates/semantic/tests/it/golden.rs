//! The SQL of every metric, as people read it behind a number. `UPDATE_EXPECT=1` rewrites it.

use crate::book::{Book, line};
use crate::{open, semantic};
use entrepot_domain::Currency;
use entrepot_semantic::{Compare, Grain, MetricQuery};
use expect_test::expect_file;

async fn sql(query: &MetricQuery) -> String {
    let mut later = line("t2");
    later.day += 100;
    later.currency = "USD";
    let book = Book { lines: vec![line("t1"), later], products: vec![("a".to_owned(), Some("toys"))], ..Book::default() };
    let (_engine, session) = open(&book.snapshot(1, 1).await, 1);
    semantic().sql(&session, query).await.unwrap()
}

#[tokio::test]
async fn the_sql_of_every_metric() {
    for metric in &crate::random::metrics() {
        let whole = MetricQuery { currency: Some(Currency::EUR), ..MetricQuery::new(metric) };
        let country = MetricQuery { by: vec!["country".into()], ..whole.clone() };
        let full = MetricQuery {
            by: vec!["region".into(), "category".into()],
            filters: vec![("mode".into(), "b2c".into()), ("category".into(), "toys".into()), ("platform".into(), "unknown".into())],
            from: "2024-02-01".parse().ok(),
            to: "2024-03-31".parse().ok(),
            grain: Some(Grain::Month),
            compare: Some(Compare::Previous),
            ..whole.clone()
        };
        let mut text = String::new();
        for (title, query) in [("total", &whole), ("by country", &country), ("by region, category and month, filtered, compared", &full)] {
            let refused = match metric.as_str() {
                "cagr" => query.grain.is_some(),
                "concentration" => query.by.iter().any(|name| name == "country"),
                _ => false,
            };
            if refused {
                continue;
            }
            text.push_str(&format!("-- {metric}, {title}\n{}\n\n", sql(query).await));
        }
        expect_file![format!("golden/{metric}.sql")].assert_eq(&format!("{}\n", text.trim_end()));
    }
}
