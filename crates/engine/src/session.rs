//! A session: the tables, views and rates of one lake version, and the running of queries on them.
//!
//! It sees nothing newer than its version and writes nothing.

use crate::engine::{CATALOG, Engine, SCHEMA};
use crate::error::{Code, EngineError, nearest};
use crate::facts::{self, BookFacts};
use crate::kept::KeptResults;
use crate::line_sums::{self, LINE_SUMS, LineSums};
use crate::provider::LakeTable;
use crate::result::{QueryResult, type_name};
use crate::{fx, safe, views};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::common::TableReference;
use datafusion::datasource::ViewTable;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement;
use entrepot_lake::LakeSnapshot;
use futures::StreamExt;
use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OnceCell};

/// Bounds of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most rows handed back.
    pub rows: usize,
    /// Longest it may take, in milliseconds.
    pub time_ms: u64,
}

/// One lake version, ready for queries.
pub struct LakeSession {
    engine: Weak<Engine>,
    context: SessionContext,
    snapshot: Arc<LakeSnapshot>,
    limits: Limits,
    /// Views and rate tables made so far; the lock also keeps two queries from making the same one.
    made: Mutex<BTreeSet<String>>,
    facts: OnceCell<BookFacts>,
    posting_facts: OnceCell<BookFacts>,
    kept: KeptResults,
    line_sums: OnceCell<Option<LineSums>>,
}

impl std::fmt::Debug for LakeSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LakeSession(version {})", self.snapshot.version)
    }
}

impl LakeSession {
    pub(crate) fn try_new(engine: &Arc<Engine>, context: SessionContext, snapshot: Arc<LakeSnapshot>) -> Result<Self, EngineError> {
        let fail = |error: &DataFusionError| EngineError::from_datafusion(error, &[]);
        for (name, table) in &snapshot.tables {
            let provider = LakeTable::try_new(Arc::clone(table)).map_err(|error| fail(&error))?;
            context.register_object_store(provider.store_url().as_ref(), Arc::clone(&table.store));
            context.register_table(reference(name), Arc::new(provider)).map_err(|error| fail(&error))?;
        }
        context.register_table(reference("countries"), views::countries().map_err(|error| fail(&error))?).map_err(|error| fail(&error))?;
        let limits = Limits { rows: engine.config().row_limit, time_ms: engine.config().time_limit_ms };
        Ok(Self {
            engine: Arc::downgrade(engine),
            context,
            snapshot,
            limits,
            made: Mutex::default(),
            facts: OnceCell::new(),
            posting_facts: OnceCell::new(),
            kept: KeptResults::default(),
            line_sums: OnceCell::new(),
        })
    }

    /// The snapshot that this session is pinned to.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<LakeSnapshot> {
        &self.snapshot
    }

    /// The lake version.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.snapshot.version
    }

    /// The engine's limits for one query.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Tables and views that a query can name, the rate tables (`fx_eur`, ...) left out.
    #[must_use]
    pub fn table_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.snapshot.tables.keys().cloned().collect();
        names.extend(views::VIEWS.iter().map(|view| view.name.to_owned()));
        names.push("countries".to_owned());
        names.sort();
        names
    }

    /// Columns of a table or view: name, type in plain words, whether it may be null.
    ///
    /// # Errors
    /// `unknown_table`, `lake_unreadable`.
    pub async fn columns(&self, name: &str) -> Result<Vec<(String, &'static str, bool)>, EngineError> {
        self.prepare(&[name.to_owned()]).await?;
        let found = self.context.table_provider(reference(name)).await;
        let provider = found.map_err(|_| EngineError::unknown_table(name, &self.table_names()))?;
        let schema = provider.schema();
        Ok(schema.fields().iter().map(|field| (field.name().clone(), type_name(field.data_type()), field.is_nullable())).collect())
    }

    /// Names of the functions that a query can call, sorted.
    #[must_use]
    pub fn function_names(&self) -> Vec<String> {
        let state = self.context.state();
        let all = state.aggregate_functions().keys().chain(state.scalar_functions().keys()).chain(state.window_functions().keys());
        let names: BTreeSet<String> =
            all.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')).cloned().collect();
        names.into_iter().collect()
    }

    /// What the lines say about the book: days, currencies, counts. Read once a version.
    pub async fn facts(&self) -> Result<&BookFacts, EngineError> {
        self.facts.get_or_try_init(|| facts::read(self)).await
    }

    /// The same for the profit and loss account: charges, parcels and costs included. Read once a version.
    pub async fn posting_facts(&self) -> Result<&BookFacts, EngineError> {
        let lines = self.facts().await?;
        self.posting_facts.get_or_try_init(|| facts::of_postings(self, lines)).await
    }

    /// Whether the lines are added up by document for this version; made on first asking.
    pub async fn line_sums(&self) -> Result<bool, EngineError> {
        Ok(self.line_sums.get_or_try_init(|| line_sums::make(self)).await?.is_some())
    }

    /// The exchange rates of this lake version: the shipped ones, then the lake's own.
    ///
    /// # Errors
    /// When the shipped table or the lake's cannot be read.
    pub async fn rates(&self) -> Result<entrepot_domain::fx::RateBook, EngineError> {
        crate::fx::book(self).await
    }

    /// Runs one read-only statement with the engine's limits.
    pub async fn sql(&self, text: &str) -> Result<QueryResult, EngineError> {
        self.sql_with(text, self.limits).await
    }

    /// Runs one read-only statement with tighter (or, for our own queries, other) limits.
    pub async fn sql_with(&self, text: &str, limits: Limits) -> Result<QueryResult, EngineError> {
        let started = Instant::now();
        let safe = safe::check(text)?;
        self.prepare(&safe.tables).await?;
        let engine = self.engine()?;
        let context = self.context.clone();
        let work =
            async move { tokio::time::timeout(Duration::from_millis(limits.time_ms), run(&context, safe.statement, limits.rows)).await };
        let Some(running) = engine.spawn(work) else { return Err(stopped()) };
        match running.result().await? {
            Err(_) => Err(EngineError::new(
                Code::Timeout,
                format!("The query took longer than {} ms.", limits.time_ms),
                "Ask for a shorter period or fewer slices, or raise the time limit.",
            )),
            Ok(Err(error)) => Err(self.translate(&error)),
            Ok(Ok((schema, batches, truncated))) => Ok(QueryResult {
                schema,
                batches,
                truncated,
                lake_version: self.snapshot.version,
                elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            }),
        }
    }

    /// The same for statements of ours that say the same whenever they are run: a small result is kept for this version.
    pub async fn sql_kept(&self, text: &str, limits: Limits) -> Result<QueryResult, EngineError> {
        let started = Instant::now();
        let mut result = self.kept.get_or_run(&format!("{} {text}", limits.rows), || self.sql_with(text, limits)).await?;
        result.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(result)
    }

    fn translate(&self, error: &DataFusionError) -> EngineError {
        let mut translated = EngineError::from_datafusion(error, &self.table_names());
        tracing::debug!(code = translated.code.as_str(), error = %error, "query failed");
        if translated.code == Code::UnknownFunction {
            let state = self.context.state();
            let functions: Vec<&str> =
                state.aggregate_functions().keys().chain(state.scalar_functions().keys()).map(String::as_str).collect();
            let slip = translated.cause.split('"').nth(1).and_then(|name| nearest(name, &functions));
            translated.hint = slip
                .map_or_else(|| "Only the functions of standard SQL are offered.".to_owned(), |name| format!("Did you mean \"{name}\"?"));
        }
        translated
    }

    pub(crate) fn engine(&self) -> Result<Arc<Engine>, EngineError> {
        self.engine.upgrade().ok_or_else(stopped)
    }

    pub(crate) fn context(&self) -> &SessionContext {
        &self.context
    }

    /// Makes the views and rate tables among `names` that do not exist yet.
    async fn prepare(&self, names: &[String]) -> Result<(), EngineError> {
        for name in &views::with_needs(names) {
            let view = views::find(name);
            let currency = fx::currency_of(name);
            if view.is_none() && currency.is_none() {
                continue;
            }
            let mut made = self.made.lock().await;
            if made.contains(name) {
                continue;
            }
            let summed = if name == LINE_SUMS { self.line_sums.get_or_try_init(|| line_sums::make(self)).await?.as_ref() } else { None };
            let provider: Arc<dyn TableProvider> = match (summed, view, currency) {
                (Some(summed), ..) => Arc::clone(&summed.table) as Arc<dyn TableProvider>,
                (None, Some(view), _) => {
                    let state = self.context.state();
                    let work = async move { state.create_logical_plan(view.sql).await };
                    let Some(running) = self.engine()?.spawn(work) else { return Err(stopped()) };
                    let plan = running.result().await?.map_err(|error| EngineError::from_datafusion(&error, &self.table_names()))?;
                    Arc::new(ViewTable::new(plan, Some(view.sql.to_owned())))
                }
                (None, None, Some(currency)) => fx::table(self, currency).await?,
                (None, None, None) => continue,
            };
            self.context.register_table(reference(name), provider).map_err(|error| EngineError::from_datafusion(&error, &[]))?;
            made.insert(name.clone());
        }
        Ok(())
    }
}

/// Up to this many rows, keeping the first ones is cheaper than sorting all.
const LIMIT_PUSHED_MAX: usize = 200_000;

type Rows = (arrow::datatypes::SchemaRef, Vec<arrow::array::RecordBatch>, bool);

async fn run(context: &SessionContext, statement: Statement, limit: usize) -> Result<Rows, DataFusionError> {
    let plan = context.state().statement_to_plan(statement).await?;
    // A second fence behind the syntax check.
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false).verify_plan(&plan)?;
    let explains = matches!(plan, LogicalPlan::Explain(_) | LogicalPlan::Analyze(_));
    let mut frame = context.execute_logical_plan(plan).await?;
    if !explains && limit <= LIMIT_PUSHED_MAX {
        // One row more than is handed back, to know whether there are more: an ORDER BY then keeps only those.
        frame = frame.limit(0, Some(limit + 1))?;
    }
    let mut stream = frame.execute_stream().await?;
    let schema = stream.schema();
    let mut batches = Vec::new();
    let mut rows = 0_usize;
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        if batch.num_rows() > limit - rows {
            batches.push(batch.slice(0, limit - rows));
            return Ok((schema, batches, true));
        }
        rows += batch.num_rows();
        if batch.num_rows() > 0 {
            batches.push(batch);
        }
    }
    Ok((schema, batches, false))
}

fn reference(name: &str) -> TableReference {
    TableReference::full(CATALOG, SCHEMA, name)
}

fn stopped() -> EngineError {
    EngineError::new(Code::Cancelled, "The engine has stopped.", "Start it again.")
}
