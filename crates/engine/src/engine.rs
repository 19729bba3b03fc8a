//! The engine: one memory pool, one set of worker threads, one cache of file footers, sessions pinned to lake versions.
//!
//! One engine serves one lake: the footer cache is keyed by path. It never writes to the lake; its only files are spills.

use crate::bit_count::bit_count;
use crate::error::{Code, EngineError};
use crate::line_sums::UseLineSums;
use crate::repeats::DropRepeats;
use crate::session::LakeSession;
use crate::sums::checked_sum;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use entrepot_domain::fx::RateBook;
use entrepot_lake::LakeSnapshot;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Catalogue and schema that hold the lake's tables.
pub(crate) const CATALOG: &str = "entrepot";
pub(crate) const SCHEMA: &str = "lake";
/// Sessions kept for reuse: the newest version and the ones that readers still look at.
const SESSIONS_KEPT: usize = 4;
/// Planning walks trees by recursion; unoptimised builds need deep stacks for that. Virtual memory only.
const STACK_BYTES: usize = 32 * 1024 * 1024;
/// Rows that operators hand to each other at once.
const BATCH_ROWS: usize = 16 * 1024;

/// What an engine may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineConfig {
    /// Memory for the state of all running queries together, in bytes; what exceeds it spills to disk or fails.
    pub memory_bytes: usize,
    /// Parallel parts of one query; the answer does not depend on it.
    pub partitions: usize,
    /// Longest a query may take, in milliseconds.
    pub time_limit_ms: u64,
    /// Most rows that a query hands back; further rows are cut off and the result says so.
    pub row_limit: usize,
    /// Where to spill; the system's temporary folder when absent.
    pub spill_dir: Option<PathBuf>,
    /// Most bytes on disk for spills.
    pub spill_bytes_max: u64,
    /// When lines are added up by document once, for everything that does not ask for articles.
    pub line_sums: UseLineSums,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            memory_bytes: 512 * 1024 * 1024,
            partitions: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            time_limit_ms: 60_000,
            row_limit: 100_000,
            spill_dir: None,
            spill_bytes_max: 10 * 1024 * 1024 * 1024,
            line_sums: UseLineSums::default(),
        }
    }
}

/// Runs queries over lake versions.
#[derive(Debug)]
pub struct Engine {
    config: EngineConfig,
    runtime_env: Arc<RuntimeEnv>,
    workers: Option<Runtime>,
    sessions: Mutex<Vec<Arc<LakeSession>>>,
    rates: OnceLock<RateBook>,
}

impl Engine {
    /// Starts the worker threads and reserves nothing else.
    pub fn new(config: EngineConfig) -> Result<Arc<Self>, EngineError> {
        let partitions = config.partitions.max(1);
        let mut builder = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(config.memory_bytes)))
            .with_max_temp_directory_size(config.spill_bytes_max);
        if let Some(dir) = &config.spill_dir {
            builder = builder.with_temp_file_path(dir);
        }
        let runtime_env = builder.build_arc().map_err(|error| EngineError::from_datafusion(&error, &[]))?;
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let workers = Builder::new_multi_thread()
            .worker_threads(partitions.min(cores))
            .thread_stack_size(STACK_BYTES)
            .thread_name("entrepot-engine")
            .enable_all()
            .build()
            .map_err(|error| {
                EngineError::new(
                    Code::Internal,
                    format!("The worker threads cannot start: {error}"),
                    "Check the limits on threads and memory.",
                )
            })?;
        Ok(Arc::new(Self { config, runtime_env, workers: Some(workers), sessions: Mutex::default(), rates: OnceLock::new() }))
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// The session of a lake version, made on first use and kept while it is among the last few used.
    pub fn session(self: &Arc<Self>, snapshot: &Arc<LakeSnapshot>) -> Result<Arc<LakeSession>, EngineError> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = sessions.iter().position(|session| same_version(session.snapshot(), snapshot)) {
            let session = sessions.remove(at);
            sessions.push(Arc::clone(&session));
            return Ok(session);
        }
        let session = Arc::new(LakeSession::try_new(self, self.context(), Arc::clone(snapshot))?);
        sessions.push(Arc::clone(&session));
        if sessions.len() > SESSIONS_KEPT {
            sessions.remove(0);
        }
        Ok(session)
    }

    /// The rates shipped with the product.
    pub(crate) fn shipped_rates(&self) -> Result<&RateBook, EngineError> {
        if let Some(book) = self.rates.get() {
            return Ok(book);
        }
        let book = RateBook::embedded().map_err(|error| {
            EngineError::new(
                Code::Internal,
                format!("The shipped exchange rates cannot be read: {error}"),
                "Report this as a fault of the build.",
            )
        })?;
        Ok(self.rates.get_or_init(|| book))
    }

    /// Runs a future on the worker threads; dropping the handle's guard stops it at the next await.
    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Option<Running<T>> {
        self.workers.as_ref().map(|workers| Running(workers.spawn(work)))
    }

    fn context(&self) -> SessionContext {
        let partitions = self.config.partitions.max(1);
        let mut config = SessionConfig::new()
            .with_target_partitions(partitions)
            .with_batch_size(BATCH_ROWS)
            .with_default_catalog_and_schema(CATALOG, SCHEMA)
            .with_information_schema(true)
            .with_sort_spill_reservation_bytes((self.config.memory_bytes / (partitions * 4)).min(10 * 1024 * 1024));
        // Numbers written with a point are exact decimals, not floats.
        config.options_mut().sql_parser.parse_float_as_decimal = true;
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(Arc::clone(&self.runtime_env))
            .with_default_features()
            .with_physical_optimizer_rule(Arc::new(DropRepeats))
            .build();
        let context = SessionContext::new_with_state(state);
        context.register_udaf(checked_sum());
        context.register_udf(bit_count());
        context
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A runtime may not be dropped (it blocks) inside another one.
        if let Some(workers) = self.workers.take() {
            workers.shutdown_background();
        }
    }
}

fn same_version(a: &LakeSnapshot, b: &LakeSnapshot) -> bool {
    a.version == b.version
        && a.published_at_us == b.published_at_us
        && a.tables.len() == b.tables.len()
        && a.tables
            .iter()
            .zip(&b.tables)
            .all(|((name_a, a), (name_b, b))| name_a == name_b && a.delta_version == b.delta_version && a.files.len() == b.files.len())
}

/// Work on the engine's threads that stops when it is no longer awaited.
pub(crate) struct Running<T>(JoinHandle<T>);

impl<T> Running<T> {
    /// Waits for the result.
    pub(crate) async fn result(mut self) -> Result<T, EngineError> {
        (&mut self.0).await.map_err(|error| {
            if error.is_cancelled() {
                EngineError::new(Code::Cancelled, "The query was cancelled.", "Run it again.")
            } else {
                EngineError::new(Code::Internal, "The query failed inside the engine.", "Report the query; a simpler form may work.")
            }
        })
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
