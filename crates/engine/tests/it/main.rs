//! Tests of the engine over small lakes in memory.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod book;
mod gate;
mod limits;
mod line_sums;
mod repeats;
mod tables;
mod views;

use entrepot_engine::{Engine, EngineConfig, LakeSession, QueryResult, json};
use entrepot_lake::LakeSnapshot;
use std::sync::Arc;

/// An engine with `partitions`, and the session of a snapshot on it.
fn open(snapshot: &Arc<LakeSnapshot>, partitions: usize) -> (Arc<Engine>, Arc<LakeSession>) {
    let engine = Engine::new(EngineConfig { partitions, ..EngineConfig::default() }).unwrap();
    let session = engine.session(snapshot).unwrap();
    (engine, session)
}

/// Rows as lines of cells, the way tests like to read them.
fn show(result: &QueryResult) -> Vec<String> {
    json::rows_json(result)
        .into_iter()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                })
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}
