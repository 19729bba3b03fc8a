//! Dropping repeated neighbours changes no answer, and happens only where it may.

use crate::book::{Book, line};
use crate::{open, show};

async fn book() -> std::sync::Arc<entrepot_lake::LakeSnapshot> {
    let lines = (0..2_000)
        .map(|at| {
            let mut l = line(&format!("t{}", at / 7));
            l.buyer_id = (at / 7 % 5 > 0).then(|| format!("b{}", at / 7 % 40));
            l.day += at / 100;
            l.second = at;
            l
        })
        .collect();
    Book { lines, ..Book::default() }.snapshot(1, 3).await
}

#[tokio::test]
async fn distinct_keys_in_runs_are_all_found() {
    let (_engine, session) = open(&book().await, 2);
    for (query, answer) in [
        ("SELECT count(DISTINCT trade_id) AS n FROM lines", "286"),
        ("SELECT count(*) AS n FROM (SELECT DISTINCT buyer_id FROM lines)", "33"),
        ("SELECT count(*) AS n FROM (SELECT buyer_id, day FROM lines GROUP BY buyer_id, day)", "263"),
        ("SELECT count(*) AS n FROM (SELECT buyer_id, min(time) AS first FROM lines GROUP BY buyer_id) WHERE first IS NOT NULL", "33"),
        // Long runs, nulls among them, over many batches.
        (
            "SELECT count(*) AS n FROM (SELECT DISTINCT value / 1000 AS k, nullif(value / 500 % 3, 0) AS z FROM generate_series(1, 200000))",
            "401",
        ),
        // No runs at all: it stops trying half way, and loses nothing.
        ("SELECT count(*) AS n, sum(value) AS total FROM (SELECT DISTINCT value FROM generate_series(1, 400000))", "400000 80000200000"),
        // Runs that begin after it stopped trying.
        (
            "SELECT count(*) AS n FROM (SELECT DISTINCT CASE WHEN value < 200000 THEN value ELSE 200000 + value / 1000 END AS k FROM generate_series(1, 400000))",
            "200200",
        ),
    ] {
        assert_eq!(show(&session.sql(query).await.unwrap()), [answer], "{query}");
    }
}

#[tokio::test]
async fn sums_and_counts_keep_every_row() {
    let (_engine, session) = open(&book().await, 2);
    let plan = async |query: &str| show(&session.sql(&format!("EXPLAIN {query}")).await.unwrap()).join("\n");
    assert!(plan("SELECT DISTINCT trade_id FROM lines").await.contains("RepeatsExec: columns=[trade_id"));
    assert!(plan("SELECT buyer_id, max(day) AS last FROM lines GROUP BY buyer_id").await.contains("RepeatsExec"));
    for query in [
        "SELECT trade_id, count(*) AS n FROM lines GROUP BY trade_id",
        "SELECT trade_id, sum(amount) AS total, min(day) AS first FROM lines GROUP BY trade_id",
        "SELECT trade_id, min(day) FILTER (WHERE kind = 'sale') AS first FROM lines GROUP BY trade_id",
        "SELECT max(day) AS last FROM lines WHERE kind = 'sale'",
    ] {
        assert!(!plan(query).await.contains("RepeatsExec"), "{query}");
    }
    let sums =
        session.sql("SELECT buyer_id, sum(quantity) AS n FROM lines GROUP BY buyer_id ORDER BY 1 NULLS FIRST LIMIT 1").await.unwrap();
    assert_eq!(show(&sums), ["null 404.00"]);
}
