//! Published numbers of the UCI Online Retail file, and every metric against a count by loops on the same rows.

use crate::random::units;
use crate::retail::{data, read};
use crate::{open, semantic, show};
use entrepot_domain::fx::RateBook;
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Grain, MetricQuery};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn the_published_numbers_come_out() {
    let Some(path) = data("online_retail/online_retail.csv.gz") else { return };
    let book = read(&path);
    assert_eq!(book.lines.len(), 541_909);
    let (_engine, session) = open(&book.snapshot(1, 3).await, 2);
    let layer = semantic();
    let total = async |metric: &str| layer.answer(&session, &MetricQuery::new(metric)).await.unwrap().total.value.unwrap();
    assert_eq!(total("gross_sales").await, "10655622.484");
    assert_eq!(total("net_sales").await, "9758809.994");
    assert_eq!(total("customers").await, "4372");

    let sales = || book.lines.iter().filter(|line| line.kind == "sale");
    let orders: BTreeSet<&str> = sales().map(|line| line.trade_id.as_str()).collect();
    assert_eq!(total("orders").await, orders.len().to_string());
    let pieces: i64 = sales().filter(|line| line.component == "goods").map(|line| line.quantity / 1_000_000).sum();
    assert_eq!(total("units").await, pieces.to_string());
    let mut trades: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in sales() {
        if let Some(buyer) = &line.buyer_id {
            trades.entry(buyer).or_default().insert(&line.trade_id);
        }
    }
    let again = trades.values().filter(|set| set.len() >= 2).count();
    assert_eq!(total("repeat_rate").await, format!("{:.6}", again as f64 / trades.len() as f64));
    assert_eq!(total("new_customers").await, trades.len().to_string());

    // By month, in the currency of the book and in another one; 13 months.
    let by_month = MetricQuery { grain: Some(Grain::Month), ..MetricQuery::new("gross_sales") };
    let pounds = layer.answer(&session, &by_month).await.unwrap();
    assert_eq!((pounds.rows.len(), pounds.currency.as_deref()), (13, Some("GBP")));
    let euros = layer.answer(&session, &MetricQuery { currency: Currency::parse("EUR").ok(), ..by_month }).await.unwrap();
    assert_eq!((euros.rows.len(), euros.questions.len()), (13, 0));
    let rates = RateBook::embedded().unwrap();
    let mut per_day: BTreeMap<i32, i128> = BTreeMap::new();
    for line in sales().filter(|line| line.amount > 0) {
        *per_day.entry(line.day).or_default() += i128::from(line.amount);
    }
    let in_euros: i128 = per_day
        .iter()
        .map(|(day, micros)| {
            let mut rate = rates.rate(Currency::parse("GBP").unwrap(), Currency::EUR, Day(*day)).unwrap().rate;
            rate.rescale(15);
            micros * rate.mantissa()
        })
        .sum();
    assert_eq!(euros.total.value.as_deref().map(units), Some(in_euros));

    // Opening a number: the lines behind it add up to it exactly.
    let query = MetricQuery {
        filters: vec![("country".into(), "FR".into())],
        currency: Currency::parse("EUR").ok(),
        ..MetricQuery::new("net_sales")
    };
    let number = layer.answer(&session, &query).await.unwrap().total.value.unwrap();
    let lines = layer.source_rows(&session, &query, 1_000_000, 0).await.unwrap();
    assert_eq!(lines.total as usize, lines.result.rows());
    let mut sum = 0_i128;
    for batch in &lines.result.batches {
        let converted = batch.column_by_name("converted").unwrap();
        sum += (0..batch.num_rows()).filter_map(|row| entrepot_engine::cell_text(converted, row)).map(|text| units(&text)).sum::<i128>();
    }
    assert_eq!(sum, units(&number));

    let started = Instant::now();
    // What is concentrated over countries is not sliced by them.
    for metric in crate::random::metrics().iter().filter(|metric| *metric != "concentration") {
        let query = MetricQuery { by: vec!["country".into(), "product".into()], ..MetricQuery::new(metric) };
        let begun = Instant::now();
        let answer = layer.answer(&session, &query).await.unwrap();
        eprintln!("{metric} by country and product: {} rows, {} ms", answer.rows.len(), begun.elapsed().as_millis());
    }
    eprintln!("all by two slices: {} ms", started.elapsed().as_millis());
    let modes = layer.answer(&session, &MetricQuery::new("mode_share")).await.unwrap();
    assert_eq!(show(&modes), ["b2c = 1.000000"]);
}
