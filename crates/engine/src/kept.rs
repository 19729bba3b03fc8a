//! Results kept as long as their session: the same text over the same lake version has the same rows.
//!
//! Only small results are kept, and only so many; the oldest go first. Two who ask the same at once share one run.

use crate::error::EngineError;
use crate::result::QueryResult;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// A larger result is not kept, in bytes.
const RESULT_BYTES_MAX: usize = 1024 * 1024;
/// All kept results of a session together, in bytes.
const ALL_BYTES_MAX: usize = 32 * 1024 * 1024;
/// What an entry costs beside its rows, in bytes.
const ENTRY_BYTES: usize = 1024;

/// The kept results of one session.
#[derive(Debug)]
pub(crate) struct KeptResults {
    kept: Mutex<Kept>,
    bytes_max: usize,
}

impl Default for KeptResults {
    fn default() -> Self {
        Self { kept: Mutex::default(), bytes_max: ALL_BYTES_MAX }
    }
}

#[derive(Debug, Default)]
struct Kept {
    cells: HashMap<String, Arc<OnceCell<QueryResult>>>,
    /// Texts with what they cost, the oldest first.
    order: VecDeque<(String, usize)>,
    bytes: usize,
}

impl KeptResults {
    /// The kept result of `text`, or what `run` gives. A failure is not kept.
    pub async fn get_or_run<F>(&self, text: &str, run: impl FnOnce() -> F) -> Result<QueryResult, EngineError>
    where
        F: Future<Output = Result<QueryResult, EngineError>>,
    {
        let cell = Arc::clone(self.lock().cells.entry(text.to_owned()).or_default());
        let known = cell.initialized();
        let result = cell.get_or_try_init(run).await;
        match &result {
            Ok(result) if !known => self.settle(text, &cell, result),
            Err(_) => self.forget(text, &cell),
            Ok(_) => {}
        }
        result.cloned()
    }

    /// Counts a new result, and makes room for it; one that is too large is only handed to those who wait for it.
    fn settle(&self, text: &str, cell: &Arc<OnceCell<QueryResult>>, result: &QueryResult) {
        let rows: usize = result.batches.iter().map(arrow::array::RecordBatch::get_array_memory_size).sum();
        let cost = rows + text.len() + ENTRY_BYTES;
        if rows > RESULT_BYTES_MAX || cost > self.bytes_max {
            self.forget(text, cell);
            return;
        }
        let mut kept = self.lock();
        let is_current = kept.cells.get(text).is_some_and(|current| Arc::ptr_eq(current, cell));
        if !is_current || kept.order.iter().any(|(known, _)| known == text) {
            return;
        }
        kept.order.push_back((text.to_owned(), cost));
        kept.bytes += cost;
        while kept.bytes > self.bytes_max
            && let Some((oldest, cost)) = kept.order.pop_front()
        {
            kept.cells.remove(&oldest);
            kept.bytes -= cost;
        }
    }

    /// Drops a cell that nobody should find again, unless it was counted or replaced meanwhile.
    fn forget(&self, text: &str, cell: &Arc<OnceCell<QueryResult>>) {
        let mut kept = self.lock();
        let counted = kept.order.iter().any(|(known, _)| known == text);
        if !counted && kept.cells.get(text).is_some_and(|current| Arc::ptr_eq(current, cell)) {
            kept.cells.remove(text);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use arrow::array::{Int64Array, RecordBatch};
    use arrow::datatypes::{DataType, Field, Schema};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn result(rows: usize) -> QueryResult {
        let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]));
        let column = Int64Array::from(vec![7; rows]);
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(column)]).unwrap();
        QueryResult { schema, batches: vec![batch], truncated: false, lake_version: 1, elapsed_ms: 0 }
    }

    async fn asked(kept: &KeptResults, runs: &AtomicUsize, text: &str, rows: usize) -> Result<QueryResult, EngineError> {
        kept.get_or_run(text, || async {
            runs.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            if rows == 0 { Err(EngineError::new(Code::Timeout, "late", "")) } else { Ok(result(rows)) }
        })
        .await
    }

    #[tokio::test]
    async fn the_same_text_runs_once_and_failures_run_again() {
        let (kept, runs) = (KeptResults::default(), AtomicUsize::new(0));
        let (one, other) = tokio::join!(asked(&kept, &runs, "a", 3), asked(&kept, &runs, "a", 3));
        assert_eq!((one.unwrap().rows(), other.unwrap().rows(), runs.load(Ordering::Relaxed)), (3, 3, 1));
        assert!(asked(&kept, &runs, "b", 0).await.is_err());
        assert!(asked(&kept, &runs, "b", 0).await.is_err());
        assert_eq!(runs.load(Ordering::Relaxed), 3);
        assert_eq!(asked(&kept, &runs, "b", 2).await.unwrap().rows(), 2, "after a failure the next run may succeed");
    }

    #[tokio::test]
    async fn what_is_large_is_not_kept_and_the_oldest_go_first() {
        let (kept, runs) = (KeptResults { bytes_max: 8 * 1024, ..KeptResults::default() }, AtomicUsize::new(0));
        asked(&kept, &runs, "large", 2 * RESULT_BYTES_MAX).await.unwrap();
        asked(&kept, &runs, "large", 2 * RESULT_BYTES_MAX).await.unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 2, "too large to keep");
        for at in 0..40 {
            asked(&kept, &runs, &format!("q{at}"), 8).await.unwrap();
        }
        let held = kept.lock();
        assert!(held.bytes <= kept.bytes_max && held.cells.len() == held.order.len());
        assert!(held.cells.contains_key("q39") && !held.cells.contains_key("q0"));
    }
}
