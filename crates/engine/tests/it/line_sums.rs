//! Lines added up by document: the table that is made in one pass says what the view over the lines says.

use crate::book::{Book, Line, line};
use crate::show;
use entrepot_engine::line_sums::{KEYS, SUMS, UseLineSums};
use entrepot_engine::{Engine, EngineConfig, LakeSession};
use entrepot_lake::LakeSnapshot;
use std::sync::Arc;

fn open(snapshot: &Arc<LakeSnapshot>, line_sums: UseLineSums, memory_bytes: usize) -> (Arc<Engine>, Arc<LakeSession>) {
    let engine = Engine::new(EngineConfig { partitions: 3, line_sums, memory_bytes, ..EngineConfig::default() }).unwrap();
    let session = engine.session(snapshot).unwrap();
    (engine, session)
}

/// Documents of ten articles each; some with a free or a returned article among them, some with long names.
fn book() -> Book {
    let lines = (0..4_000_i64).map(|at| {
        let trade = at / 10;
        let amount = [12_500_000, 12_500_000, 0, -3_000_000, 7_000_000][usize::try_from(at % 5).unwrap()];
        Line {
            amount,
            discount: at * 1_000,
            sku: Some(format!("s{at}")),
            buyer_id: (trade % 3 > 0).then(|| format!("a buyer with a long name, number {trade}")),
            country: [Some("DE"), None, Some("US")][usize::try_from(trade % 3).unwrap()],
            second: i32::try_from(at % 10).unwrap(),
            ..line(&format!("trade {trade:05}"))
        }
    });
    Book { lines: lines.collect(), ..Book::default() }
}

const EVERYTHING: usize = 512 * 1024 * 1024;

#[tokio::test]
async fn what_one_pass_adds_up_is_what_grouping_adds_up() {
    let snapshot = book().snapshot(1, 3).await;
    let sums: Vec<String> = SUMS.iter().map(|name| format!("sum({name}) AS {name}")).collect();
    let sql = format!(
        "SELECT {keys}, amount > 0 AS above, amount < 0 AS below, {}, min(time) AS time, sum(lines) AS lines FROM line_sums GROUP BY {keys}, above, below ORDER BY {keys}, above, below",
        sums.join(", "),
        keys = KEYS.join(", "),
    );
    let mut found = Vec::new();
    for how in [UseLineSums::Always, UseLineSums::Never] {
        let (_engine, session) = open(&snapshot, how, EVERYTHING);
        assert_eq!(session.line_sums().await.unwrap(), how == UseLineSums::Always);
        found.push(show(&session.sql(&sql).await.unwrap()));
    }
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0].len(), 1_200, "400 documents with amounts above, below and of zero");
    let (_engine, session) = open(&snapshot, UseLineSums::Always, EVERYTHING);
    let rows = show(&session.sql("SELECT count(*) AS rows, sum(lines) AS lines FROM line_sums").await.unwrap());
    let (rows, lines) = rows[0].split_once(' ').unwrap();
    let rows: u32 = rows.parse().unwrap();
    assert!((2_800..2_810).contains(&rows) && lines == "4000", "neighbours of one sign are one row, seven a document: {rows} for {lines}");
}

#[tokio::test]
async fn what_does_not_fit_or_pay_is_read_from_the_lines() {
    let snapshot = book().snapshot(1, 3).await;
    let (_engine, session) = open(&snapshot, UseLineSums::Always, 600 * 1024);
    assert!(!session.line_sums().await.unwrap(), "no room");
    let (_engine, session) = open(&snapshot, UseLineSums::WhenWorth, EVERYTHING);
    assert!(!session.line_sums().await.unwrap(), "nobody knows how many documents there are");
    assert_eq!(show(&session.sql("SELECT sum(lines) AS lines FROM line_sums").await.unwrap()), ["4000"], "the view answers all the same");
}
