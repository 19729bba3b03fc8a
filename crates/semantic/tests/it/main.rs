//! Tests of the semantic layer over small lakes in memory, and over a real order file where it is present.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod answers;
#[path = "../../../engine/tests/it/book.rs"]
mod book;
mod cohorts;
mod figures;
mod golden;
mod ledger;
mod oracle;
mod partitions;
mod quality;
mod random;
mod retail;
mod statement;
mod uci;

use book::Book;
use entrepot_engine::line_sums::UseLineSums;
use entrepot_engine::{Engine, EngineConfig, LakeSession};
use entrepot_lake::LakeSnapshot;
use entrepot_semantic::{Answer, MetricQuery, Registry, Semantic};
use std::sync::Arc;

/// An engine with `partitions` and the session of a snapshot on it; lines are read added up by document wherever that will do.
fn open(snapshot: &Arc<LakeSnapshot>, partitions: usize) -> (Arc<Engine>, Arc<LakeSession>) {
    open_with(snapshot, partitions, UseLineSums::Always)
}

fn open_with(snapshot: &Arc<LakeSnapshot>, partitions: usize, line_sums: UseLineSums) -> (Arc<Engine>, Arc<LakeSession>) {
    let engine = Engine::new(EngineConfig { partitions, line_sums, ..EngineConfig::default() }).unwrap();
    let session = engine.session(snapshot).unwrap();
    (engine, session)
}

/// The shipped metrics without a report currency of the home.
fn semantic() -> Semantic {
    Semantic::new(Registry::shipped().unwrap(), None)
}

/// Answers one question over a book.
async fn ask(book: &Book, query: &MetricQuery) -> Answer {
    let (_engine, session) = open(&book.snapshot(1, 2).await, 2);
    semantic().answer(&session, query).await.unwrap()
}

/// Rows as lines `key key = value (previous)`.
fn show(answer: &Answer) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "null".to_owned());
    answer
        .rows
        .iter()
        .map(|row| {
            let keys: Vec<String> = row.keys.iter().map(|(_, value)| text(value)).collect();
            let previous = answer.compare.as_ref().map(|_| format!(" ({})", text(&row.previous))).unwrap_or_default();
            format!("{} = {}{previous}", keys.join(" "), text(&row.value))
        })
        .collect()
}
