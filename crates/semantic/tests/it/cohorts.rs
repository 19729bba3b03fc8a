//! Cohorts: counted by hand, and by loops over a book of many buyers.

use crate::book::{Book, Line, line};
use crate::{open, semantic};
use entrepot_domain::Day;
use entrepot_semantic::{Cohorts, Grain, MetricQuery};
use std::collections::{BTreeMap, BTreeSet};

fn bought(buyer: &str, day: &str) -> Line {
    Line { buyer_id: Some(buyer.to_owned()), day: day.parse::<Day>().unwrap().0, ..line(&format!("{buyer}-{day}")) }
}

async fn cohorts(book: &Book, query: &MetricQuery) -> Cohorts {
    let (_engine, session) = open(&book.snapshot(1, 2).await, 2);
    semantic().cohorts(&session, query).await.unwrap()
}

fn show(table: &Cohorts) -> Vec<String> {
    let ages = |ages: &[entrepot_semantic::Kept]| ages.iter().map(|age| age.buyers.to_string()).collect::<Vec<_>>().join(" ");
    table.cohorts.iter().map(|cohort| format!("{} {}: {}", cohort.period, cohort.buyers, ages(&cohort.ages))).collect()
}

#[tokio::test]
async fn a_buyer_is_in_the_cohort_of_the_first_purchase() {
    let mut returned = bought("b9", "2024-01-05");
    returned.kind = "return";
    let lines = vec![
        bought("b1", "2024-01-31"),
        bought("b1", "2024-02-01"),
        bought("b2", "2024-01-02"),
        bought("b2", "2024-04-01"),
        bought("b3", "2024-02-15"),
        Line { country: Some("FR"), ..bought("b3", "2024-03-15") },
        Line { buyer_id: None, ..bought("x", "2024-01-01") },
        returned,
    ];
    let book = Book { lines, ..Book::default() };
    let table = cohorts(&book, &MetricQuery::new("")).await;
    assert_eq!(show(&table), ["2024-01-01 2: 2 1 0 1", "2024-02-01 1: 1 1 0"]);
    let whole: Vec<_> = table.whole.iter().map(|age| (age.buyers, age.of, age.share.as_deref())).collect();
    assert_eq!(whole, [(3, 3, Some("1.000000")), (2, 3, Some("0.666667")), (0, 3, Some("0.000000")), (1, 2, Some("0.500000"))]);
    // A first purchase counts within the slice, and days pick cohorts, not what happened after.
    let french = MetricQuery { filters: vec![("country".into(), "FR".into())], ..MetricQuery::new("") };
    assert_eq!(show(&cohorts(&book, &french).await), ["2024-03-01 1: 1 0"]);
    let january = MetricQuery { to: "2024-01-31".parse().ok(), grain: Some(Grain::Quarter), ..MetricQuery::new("") };
    assert_eq!(show(&cohorts(&book, &january).await), ["2024-01-01 3: 3 1"]);
    assert!(cohorts(&Book::default(), &MetricQuery::new("")).await.cohorts.is_empty());
    let (_engine, session) = open(&book.snapshot(1, 1).await, 1);
    let daily = MetricQuery { grain: Some(Grain::Day), ..MetricQuery::new("") };
    assert_eq!(semantic().cohorts(&session, &daily).await.unwrap_err().code(), "bad_period");
}

#[tokio::test]
async fn cohorts_of_many_buyers_are_counted_like_loops_do() {
    let lines: Vec<Line> = (0..900_i32)
        .map(|n| Line { buyer_id: Some(format!("b{}", n * 7919 % 211)), day: 19_700 + n * 31 % 400, ..line(&format!("t{n}")) })
        .collect();
    let book = Book { lines: lines.clone(), ..Book::default() };
    for grain in [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
        let mut periods: BTreeMap<String, BTreeSet<Day>> = BTreeMap::new();
        for l in &lines {
            periods.entry(l.buyer_id.clone().unwrap()).or_default().insert(grain.start(Day(l.day)));
        }
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for bought in periods.values() {
            let first = bought.first().unwrap();
            for period in bought {
                *expected.entry((first.to_string(), period.to_string())).or_default() += 1;
            }
        }
        let table = cohorts(&book, &MetricQuery { grain: Some(grain), ..MetricQuery::new("") }).await;
        let mut told = BTreeMap::new();
        for cohort in &table.cohorts {
            let mut period: Day = cohort.period.parse().unwrap();
            for age in &cohort.ages {
                assert_eq!(age.of, cohort.buyers);
                if age.buyers > 0 {
                    told.insert((cohort.period.clone(), period.to_string()), age.buyers);
                }
                period = grain.start_after(period);
            }
        }
        assert_eq!(told, expected, "{grain:?}");
    }
}
