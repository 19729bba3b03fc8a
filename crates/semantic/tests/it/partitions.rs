//! 1 and 8 partitions give the same answer, to the byte; and so do lines and their sums by document.

use crate::book::{Book, Line, line};
use crate::random::{FIRST_DAY, metrics};
use crate::{open_with, semantic};
use entrepot_domain::Currency;
use entrepot_engine::line_sums::UseLineSums;
use entrepot_semantic::{Compare, Grain, MetricQuery};

/// 6,000 lines of a fixed pseudo-random book in four currencies.
pub fn book() -> Book {
    let mut state = 20_240_229_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let lines = (0..6_000)
        .map(|_| {
            let trade = next(1_500);
            let kind = if next(10) == 0 { "return" } else { "sale" };
            let amount = next(50_000_000_000) as i64 * if kind == "return" { -1 } else { 1 };
            Line {
                kind,
                mode: ["b2c", "b2b", "b2b2c"][next(3) as usize],
                buyer_id: (next(5) > 0).then(|| format!("b{}", trade % 97)),
                country: [Some("DE"), Some("SG"), Some("US"), None][next(4) as usize],
                sku: Some(format!("s{}", next(50))),
                currency: ["EUR", "USD", "GBP", "JPY"][(trade % 4) as usize],
                amount,
                discount: next(1_000_000) as i64,
                day: FIRST_DAY + (trade / 10) as i32,
                second: next(86_400) as i32,
                ..line(&format!("t{trade}"))
            }
        })
        .collect();
    Book { lines, products: vec![("s1".to_owned(), Some("toys")), ("s2".to_owned(), Some("tools"))], ..Book::default() }
}

#[tokio::test]
async fn the_number_of_partitions_never_shows() {
    let snapshot = book().snapshot(1, 7).await;
    let layer = semantic();
    let shapes: [(&[&str], Option<Grain>, Option<Compare>); 4] = [
        (&[], None, None),
        (&["country", "mode"], None, Some(Compare::Previous)),
        (&["region", "category"], Some(Grain::Month), None),
        (&["product"], None, None),
    ];
    let mut answers: Vec<Vec<String>> = Vec::new();
    let mut reading_sums = 0;
    for (partitions, line_sums) in [(1, UseLineSums::Always), (8, UseLineSums::Always), (2, UseLineSums::Never)] {
        let (_engine, session) = open_with(&snapshot, partitions, line_sums);
        let mut all = Vec::new();
        for metric in &metrics() {
            for (by, grain, compare) in shapes {
                let query = MetricQuery {
                    by: by.iter().map(|name| (*name).to_owned()).collect(),
                    grain,
                    compare,
                    currency: Currency::parse("USD").ok(),
                    ..MetricQuery::new(metric)
                };
                if (metric == "cagr" && (grain.is_some() || compare.is_some())) || (metric == "concentration" && by.contains(&"country")) {
                    continue;
                }
                let mut answer = layer.answer(&session, &query).await.unwrap();
                answer.elapsed_ms = 0;
                let reads_sums = answer.sql.contains("line_sums") || answer.sql.contains("posting_sums");
                assert!(line_sums == UseLineSums::Always || !reads_sums);
                reading_sums += usize::from(reads_sums);
                answer.sql = answer.sql.replace("line_sums", "lines").replace("posting_sums", "postings");
                all.push(serde_json::to_string(&answer).unwrap());
            }
        }
        answers.push(all);
    }
    assert!(answers[0].iter().any(|answer| answer.len() > 10_000));
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert!(reading_sums > 60, "{reading_sums} questions of {} read the sums", 2 * answers[0].len());
}
