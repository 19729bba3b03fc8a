//! The quality score: nothing wrong is 100, everything costs its points, and every check opens to its rows.

use crate::book::{Book, Charge, Line, line};
use crate::{open, semantic};
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Beside, Quality};

const TODAY: Day = Day(19_725);

fn clean() -> Book {
    let lines = (0..10).map(|n| Line { cross_border: Some(false), ..line(&format!("t{n}")) }).collect();
    Book { lines, costs: vec![("a".to_owned(), 3_000_000, "EUR")], ..Book::default() }
}

async fn quality(book: &Book, beside: Beside) -> (Quality, Vec<usize>) {
    let (_engine, session) = open(&book.snapshot(1, 2).await, 2);
    let found = semantic().quality(&session, Currency::EUR, beside).await.unwrap();
    let mut listed = Vec::new();
    for check in &found.checks {
        if let Some(sql) = &check.rows_sql {
            let rows = session.sql(sql).await.unwrap().rows();
            assert_eq!(rows as u64, check.found.min(200), "{}", check.name);
            listed.push(rows);
        }
    }
    (found, listed)
}

fn costs(quality: &Quality) -> Vec<(&str, u64, &str)> {
    quality.checks.iter().filter(|check| check.found > 0).map(|check| (check.name, check.found, check.costs.as_str())).collect()
}

#[tokio::test]
async fn every_fault_costs_its_weight_and_opens() {
    let fine = Beside { quarantined: 0, today: TODAY };
    let (found, _) = quality(&clean(), fine).await;
    assert_eq!(found.checks.iter().map(|check| check.points).sum::<u64>(), 100);
    // No article has a points in these books: the check costs all of its 6 of the 72 points that are looked at.
    assert_eq!(costs(&found), [("weight_missing", 10, "8.3")]);
    assert_eq!(found.score.as_deref(), Some("91.6"));

    let mut faulty = clean();
    faulty.lines[0].country = None;
    faulty.lines[1].sku = Some("b".to_owned());
    faulty.lines[2].currency = "RUB";
    faulty.lines[3] = Line { mode: "b2b", buyer_id: None, ..faulty.lines[3].clone() };
    faulty.charges.push(Charge {
        subject: ("trade", Some("gone".to_owned())),
        trade_id: Some("gone".to_owned()),
        kind: "commission",
        component: "fee",
        payer: "seller",
        payee: "platform",
        amount: 1,
        currency: "EUR",
        estimate: false,
        day: 19_723,
    });
    let (found, listed) = quality(&faulty, Beside { quarantined: 10, today: Day(TODAY.0 + 100) }).await;
    let names: Vec<(&str, u64)> = costs(&found).iter().map(|(name, count, _)| (*name, *count)).collect();
    for wanted in
        [("quarantine", 10), ("stale", 28), ("country_unknown", 1), ("cost_missing", 1), ("buyer_unknown", 1), ("charges_adrift", 1)]
    {
        assert!(names.contains(&wanted), "{wanted:?} of {names:?}");
    }
    assert!(listed.iter().sum::<usize>() >= 5);
    let (empty, _) = quality(&Book::default(), fine).await;
    assert_eq!(empty.score, None);
}
