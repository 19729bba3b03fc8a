//! Reading the lake's files: pruning, later columns, empty tables, partitions, versions.

use crate::book::{Book, line, lines_batch, snapshot, write};
use crate::{open, show};
use entrepot_engine::{Engine, EngineConfig};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};
use std::collections::BTreeMap;
use std::sync::Arc;

fn week() -> Book {
    let lines = (0..70)
        .map(|at| {
            let mut l = line(&format!("t{at:03}"));
            l.day += at / 10;
            l.amount += i64::from(at);
            l.country = [Some("DE"), Some("FR"), None][at as usize % 3];
            l
        })
        .collect();
    Book { lines, ..Book::default() }
}

#[tokio::test]
async fn a_table_reads_all_its_files_and_prunes_by_day() {
    let store = Arc::new(InMemory::new());
    let lines = week().lines;
    let parts: Vec<_> = lines.chunks(10).enumerate().map(|(at, chunk)| lines_batch(chunk, at * 10)).collect();
    let lake = snapshot(1, Arc::clone(&store) as Arc<dyn ObjectStore>, BTreeMap::from([("lines", parts)])).await;
    let (_engine, session) = open(&lake, 2);
    let all = session.sql("SELECT count(*) AS n, sum(amount) AS total, min(day) AS first, max(day) AS last FROM lines").await.unwrap();
    assert_eq!(show(&all), ["70 700.002415 2024-01-01 2024-01-07"]);
    // A file outside the asked days is not even opened: it can be gone.
    store.delete(&object_store::path::Path::from("home/lines/part-6.parquet")).await.unwrap();
    let (_engine, session) = open(&lake, 2);
    let some = session.sql("SELECT count(*) AS n FROM lines WHERE day <= DATE '2024-01-06' AND country = 'DE'").await.unwrap();
    assert_eq!(show(&some), ["20"]);
    let missing = session.sql("SELECT sum(amount) AS total FROM lines").await.unwrap_err();
    assert_eq!(missing.code.as_str(), "lake_unreadable", "{missing:?}");
}

#[tokio::test]
async fn a_column_added_later_is_null_in_older_files() {
    let store = Arc::new(InMemory::new());
    let lines = week().lines;
    let lake =
        snapshot(1, Arc::clone(&store) as Arc<dyn ObjectStore>, BTreeMap::from([("lines", vec![lines_batch(&lines[..10], 0)])])).await;
    let mut table = lake.tables["lines"].as_ref().clone();
    let old = lines_batch(&lines[10..20], 10);
    let keep: Vec<usize> =
        (0..old.num_columns()).filter(|at| !["country", "category"].contains(&old.schema().field(*at).name().as_str())).collect();
    table.files.push(write(store.as_ref(), &table.root, "old.parquet", &old.project(&keep).unwrap()).await);
    let mut lake = lake.as_ref().clone();
    lake.tables.insert("lines".to_owned(), Arc::new(table));
    let (_engine, session) = open(&Arc::new(lake), 2);
    let result = session.sql("SELECT country, count(*) AS n FROM lines GROUP BY country ORDER BY country").await.unwrap();
    assert_eq!(show(&result), ["DE 4", "FR 3", "null 13"]);
    let filtered = session.sql("SELECT count(*) AS n FROM lines WHERE country = 'DE' AND trade_id > 't'").await.unwrap();
    assert_eq!(show(&filtered), ["4"]);
}

#[tokio::test]
async fn empty_tables_have_their_columns_and_no_rows() {
    let lake = Book::default().snapshot(0, 1).await;
    let (_engine, session) = open(&lake, 2);
    let result = session.sql("SELECT trade_id, amount FROM lines").await.unwrap();
    assert_eq!((result.rows(), result.columns()[1].1), (0, "decimal"));
    assert_eq!(
        show(&session.sql("SELECT count(*) AS n, sum(amount) AS total FROM lines WHERE day > DATE '2020-01-01'").await.unwrap()),
        ["0 null"]
    );
    assert_eq!(show(&session.sql("SELECT count(*) AS n FROM return_links").await.unwrap()), ["0"]);
    let facts = session.facts().await.unwrap();
    assert_eq!((facts.lines, facts.days, facts.currencies.len()), (0, None, 0));
}

#[tokio::test]
async fn partitions_do_not_change_the_answer() {
    let lake = week().snapshot(1, 5).await;
    let query =
        "SELECT country, day, sum(amount) AS total, count(DISTINCT trade_id) AS n FROM lines GROUP BY country, day ORDER BY country, day";
    let mut answers = Vec::new();
    for partitions in [1, 2, 8] {
        let (_engine, session) = open(&lake, partitions);
        answers.push(show(&session.sql(query).await.unwrap()));
    }
    assert_eq!(answers[0].len(), 21);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test]
async fn a_session_is_pinned_to_its_version() {
    let engine = Engine::new(EngineConfig::default()).unwrap();
    let mut book = week();
    let first = book.snapshot(1, 1).await;
    let old = engine.session(&first).unwrap();
    book.lines.truncate(3);
    let second = book.snapshot(2, 1).await;
    // Each engine caches footers by path, so the second lake gets an engine of its own.
    let other = Engine::new(EngineConfig::default()).unwrap();
    let new = other.session(&second).unwrap();
    for (session, rows, version) in [(&old, "70", 1), (&new, "3", 2)] {
        let result = session.sql("SELECT count(*) AS n FROM lines").await.unwrap();
        assert_eq!((show(&result), result.lake_version), (vec![rows.to_owned()], version));
    }
    assert!(Arc::ptr_eq(&old, &engine.session(&first).unwrap()));
}

#[tokio::test]
async fn facts_come_from_footers_or_rows() {
    let mut book = week();
    let (_engine, session) = open(&book.snapshot(1, 3).await, 2);
    let facts = session.facts().await.unwrap();
    assert_eq!((facts.lines, facts.single_currency()), (70, Some("EUR")));
    assert_eq!(facts.days.map(|(a, b)| (a.to_string(), b.to_string())), Some(("2024-01-01".into(), "2024-01-07".into())));
    book.lines[5].currency = "USD";
    let (_engine, session) = open(&book.snapshot(1, 3).await, 2);
    let facts = session.facts().await.unwrap();
    assert_eq!(facts.currencies, ["EUR", "USD"]);
    assert_eq!(facts.single_currency(), None);
}
