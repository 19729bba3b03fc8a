//! Bounds of a query: time, rows, memory, the range of exact decimals, the depth of its text.

use crate::book::{Book, line};
use crate::{open, show};
use entrepot_engine::{Code, Engine, EngineConfig, Limits};

async fn book() -> std::sync::Arc<entrepot_lake::LakeSnapshot> {
    let lines = (0..500).map(|at| line(&format!("t{at}"))).collect();
    Book { lines, ..Book::default() }.snapshot(1, 2).await
}

#[tokio::test]
async fn a_query_that_takes_too_long_stops() {
    let (_engine, session) = open(&book().await, 2);
    let endless =
        "SELECT count(*) AS n FROM generate_series(1, 4000000000) a CROSS JOIN generate_series(1, 1000) b WHERE a.value % 7 = b.value % 11";
    let started = std::time::Instant::now();
    let error = session.sql_with(endless, Limits { rows: 10, time_ms: 300 }).await.unwrap_err();
    assert_eq!(error.code, Code::Timeout);
    assert!(started.elapsed().as_secs() < 5);
}

#[tokio::test]
async fn rows_beyond_the_limit_are_cut_and_said_so() {
    let (_engine, session) = open(&book().await, 2);
    let cut = session.sql_with("SELECT trade_id FROM lines", Limits { rows: 7, time_ms: 10_000 }).await.unwrap();
    assert_eq!((cut.rows(), cut.truncated), (7, true));
    let whole = session.sql_with("SELECT trade_id FROM lines", Limits { rows: 500, time_ms: 10_000 }).await.unwrap();
    assert_eq!((whole.rows(), whole.truncated), (500, false));
}

#[tokio::test]
async fn a_query_that_needs_too_much_memory_fails_with_a_hint() {
    let spill = tempfile::tempdir().unwrap();
    let engine = Engine::new(EngineConfig {
        memory_bytes: 48 * 1024 * 1024,
        partitions: 2,
        spill_dir: Some(spill.path().to_owned()),
        ..EngineConfig::default()
    })
    .unwrap();
    let session = engine.session(&book().await).unwrap();
    let error = session
        .sql("SELECT count(*) AS n FROM (SELECT a.value AS x FROM generate_series(1, 3000000) a) l JOIN (SELECT b.value AS x FROM generate_series(1, 3000000) b) r ON l.x = r.x")
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::MemoryLimit, "{error:?}");
    // Grouping spills instead, and of a long order only the rows that are handed back are kept.
    let groups = session
        .sql("SELECT count(*) AS n FROM (SELECT value % 3999999 AS k, count(*) AS n FROM generate_series(1, 4000000) GROUP BY 1)")
        .await
        .unwrap();
    assert_eq!(show(&groups), ["3999999"]);
    let first = session
        .sql_with("SELECT value FROM generate_series(1, 4000000) ORDER BY value % 1009, value DESC", Limits { rows: 3, time_ms: 60_000 })
        .await
        .unwrap();
    assert_eq!((show(&first), first.truncated), (vec!["3999676".to_owned(), "3998667".to_owned(), "3997658".to_owned()], true));
}

#[tokio::test]
async fn sums_fail_rather_than_wrap() {
    let (_engine, session) = open(&book().await, 2);
    let big = "CAST('9999999999999999999999999999999.999999' AS DECIMAL(38,6))";
    for query in [
        format!("SELECT sum({big} * 10) AS s FROM lines"),
        format!("SELECT kind, sum(x) AS s FROM (SELECT kind, {big} AS x FROM lines UNION ALL SELECT kind, {big} FROM lines) GROUP BY kind"),
        format!("SELECT sum(x) AS s FROM (SELECT {big} AS x FROM lines UNION ALL SELECT {big} FROM lines)"),
        "SELECT sum(9223372036854775807) AS s FROM lines".to_owned(),
        "SELECT kind, sum(9223372036854775807) AS s FROM lines GROUP BY kind".to_owned(),
    ] {
        let error = session.sql(&query).await.unwrap_err();
        assert_eq!(error.code, Code::Overflow, "{query}: {error:?}");
    }
    let fits = session
        .sql("SELECT sum(amount) AS a, sum(amount) FILTER (WHERE kind = 'return') AS b, sum(offset_min) AS c FROM lines")
        .await
        .unwrap();
    assert_eq!(show(&fits), ["5000.00 null 0"]);
    let grouped =
        session.sql("SELECT mode, sum(amount) FILTER (WHERE amount > 10) AS a, sum(quantity) AS q FROM lines GROUP BY mode").await.unwrap();
    assert_eq!(show(&grouped), ["b2c null 500.00"]);
}

#[tokio::test]
async fn a_long_chain_of_operators_does_not_break_the_stack() {
    let (_engine, session) = open(&book().await, 2);
    let chain = (0..240).map(|at| format!("trade_id = 't{at}'")).collect::<Vec<_>>().join(" OR ");
    let result = session.sql(&format!("SELECT count(*) AS n FROM lines WHERE {chain}")).await.unwrap();
    assert_eq!(show(&result), ["240"]);
    let nested = format!("SELECT {}1{} AS x", "abs(".repeat(40), ")".repeat(40));
    assert_eq!(show(&session.sql(&nested).await.unwrap()), ["1"]);
}
