//! The semantic layer over a session: resolves a question, runs its SQL, and puts the answer together.

use crate::answer::{Answer, Days, Question, Row, Total};
use crate::compile::{Plan, Shape, TotalOf};
use crate::dimension::{self, Dimension, Filter};
use crate::error::SemanticError;
use crate::metric::{Expression, Metric, Unit};
use crate::query::MetricQuery;
use crate::registry::Registry;
use crate::totals::{self, Number, Numbers, read};
use entrepot_domain::{Currency, Day};
use entrepot_engine::{Code, EngineError, LakeSession, Limits, QueryResult, cell_text, decimal_text};
use std::cmp::Reverse;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

/// Most rows of one answer.
const ROWS_MAX: usize = 2_000_000;

/// Answers questions about metrics.
#[derive(Debug, Clone)]
pub struct Semantic {
    registry: Registry,
    report_currency: Arc<RwLock<Option<Currency>>>,
}

impl Semantic {
    /// A layer over metrics. `report_currency` is the home's, used where a question names none.
    #[must_use]
    pub fn new(registry: Registry, report_currency: Option<Currency>) -> Self {
        Self { registry, report_currency: Arc::new(RwLock::new(report_currency)) }
    }

    /// Takes another report currency from here on, for all clones.
    pub fn set_report_currency(&self, currency: Option<Currency>) {
        *self.report_currency.write().unwrap_or_else(PoisonError::into_inner) = currency;
    }

    fn report_currency(&self) -> Option<Currency> {
        *self.report_currency.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// All metrics.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Answers a question.
    pub async fn answer(&self, session: &LakeSession, query: &MetricQuery) -> Result<Answer, SemanticError> {
        let started = Instant::now();
        let (plan, shape, currency) = self.plan(session, query).await?;
        let sql = plan.sql(&shape);
        let (mut rows, total) = match plan.total_of(&shape) {
            TotalOf::TheRow => {
                let rows = read(&shape, &run(session, &sql).await?);
                let total = rows.first().cloned().unwrap_or_default();
                (rows, total)
            }
            TotalOf::TheirSum => {
                let rows = read(&shape, &run(session, &sql).await?);
                let total = totals::of_rows(&rows, plan.rows_of(), plan.shift.is_some())?;
                (rows, total)
            }
            TotalOf::ItsOwnQuery => {
                let total_sql = plan.sql(&Shape::TOTAL);
                let (rows, total) = futures::future::try_join(run(session, &sql), run(session, &total_sql)).await?;
                (read(&shape, &rows), read(&Shape::TOTAL, &total).into_iter().next().unwrap_or_default())
            }
        };
        let missing = total.missing() || rows.iter().any(Numbers::missing);
        let questions = match plan.convert {
            Some(to) if missing => self.missing_rates(session, &plan, to).await?,
            _ => Vec::new(),
        };
        if let Some(limit) = query.limit {
            if query.grain.is_none() {
                rows.sort_by_key(|row| Reverse(row.now.value.map(|(value, _)| value)));
            }
            rows.truncate(limit);
        }
        let unit = plan.metric.unit;
        let text = |number: Number| number.map(|(value, scale)| number_text(unit, value, scale));
        let days = session.facts().await?.days;
        let (from, to) = (query.from.or(days.map(|d| d.0)), query.to.or(days.map(|d| d.1)));
        let (window_from, window_to) = plan.window();
        Ok(Answer {
            metric: plan.metric.name.clone(),
            unit,
            currency: currency.map(|currency| currency.as_str().to_owned()),
            lake_version: session.version(),
            sql,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            by: shape.dimensions.iter().map(|dimension| dimension.name.to_owned()).collect(),
            grain: query.grain,
            from: from.map(|day| day.to_string()),
            to: to.map(|day| day.to_string()),
            compare: plan.shift.map(|shift| Days { from: window_from.plus(-shift).to_string(), to: window_to.plus(-shift).to_string() }),
            rows: rows
                .into_iter()
                .map(|row| Row { value: text(row.now.value), previous: text(row.before.value), keys: row.keys })
                .collect(),
            total: Total { value: text(total.now.value), previous: text(total.before.value) },
            additive: plan.metric.additive,
            questions,
        })
    }

    /// The SQL of a question, without running it.
    pub async fn sql(&self, session: &LakeSession, query: &MetricQuery) -> Result<String, SemanticError> {
        let (plan, shape, _) = self.plan(session, query).await?;
        Ok(plan.sql(&shape))
    }

    /// Resolves names and fills in defaults.
    pub(crate) async fn plan(
        &self, session: &LakeSession, query: &MetricQuery,
    ) -> Result<(Plan<'_>, Shape, Option<Currency>), SemanticError> {
        let metric = self.registry.get(&query.metric)?;
        let shape = Shape { dimensions: slices(metric, &query.by)?, period: query.grain.is_some() };
        let filters = Filter::gather(query.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
        if let (Some(from), Some(to)) = (query.from, query.to)
            && from > to
        {
            return Err(SemanticError::asked("bad_period", format!("The period begins on {from} and ends on {to}."), "Swap the two days."));
        }
        let facts = session.facts().await?;
        let (first, last) = facts.days.unwrap_or((Day(0), Day(0)));
        // Days outside the book hold nothing; an open end is the book's own.
        let window = (query.from.unwrap_or(first.min(query.to.unwrap_or(first))), query.to.unwrap_or(last.max(query.from.unwrap_or(last))));
        let shift = query.compare.map(|compare| compare.shift_days(window.0, window.1));
        let mut plan = Plan {
            registry: &self.registry,
            metric,
            filters,
            from: if shift.is_some() { Some(window.0) } else { query.from },
            to: if shift.is_some() { Some(window.1) } else { query.to },
            days: window,
            lines: (first, last),
            grain: query.grain,
            shift,
            convert: None,
            products: session.snapshot().table("products").is_some_and(|table| table.rows() > 0),
        };
        let mut currency = None;
        if plan.is_money() {
            let single = facts.single_currency().and_then(|code| Currency::parse(code).ok());
            let to = query.currency.or(self.report_currency()).or(single).unwrap_or(Currency::EUR);
            plan.convert = facts.currencies.iter().any(|code| code != to.as_str()).then_some(to);
            currency = Some(to);
        }
        Ok((plan, shape, currency))
    }

    /// Which rates are missing, currency by currency.
    async fn missing_rates(&self, session: &LakeSession, plan: &Plan<'_>, to: Currency) -> Result<Vec<Question>, SemanticError> {
        let result = run(session, &plan.missing_rates_sql(to)).await?;
        let mut questions = Vec::new();
        for batch in &result.batches {
            for row in 0..batch.num_rows() {
                let cell = |column: usize| cell_text(batch.column(column), row).unwrap_or_default();
                let (currency, first, last, orders, amount) = (cell(0), cell(1), cell(2), cell(3), cell(4));
                let days = if first == last { format!("on {first}") } else { format!("between {first} and {last}") };
                let what = if orders == "1" { "order" } else { "orders" };
                questions.push(Question {
                    code: "fx_missing",
                    text: format!("{orders} {what} in {currency} {days}: there is no exchange rate into {to}. Which one holds?"),
                    hint: format!(
                        "Load rates for {currency} (entrepot fx load FILE), update the shipped ones (entrepot fx update), or filter the currency out."
                    ),
                    count: orders.parse().unwrap_or(0),
                    amount,
                    currency,
                    from: first,
                    to: last,
                });
            }
        }
        Ok(questions)
    }
}

/// The dimensions asked for; a share is always sliced by its own.
fn slices(metric: &Metric, by: &[String]) -> Result<Vec<&'static Dimension>, SemanticError> {
    let mut dimensions: Vec<&'static Dimension> = Vec::new();
    for name in by {
        let found = dimension::find(name.trim())?;
        if dimensions.contains(&found) {
            return Err(SemanticError::asked("unknown_dimension", format!("\"{name}\" is given twice."), "Name each slice once."));
        }
        dimensions.push(found);
    }
    if let Expression::Share { over, .. } = &metric.expression {
        let over = dimension::find(over)?;
        if !dimensions.contains(&over) {
            dimensions.push(over);
        }
    }
    Ok(dimensions)
}

pub(crate) async fn run(session: &LakeSession, sql: &str) -> Result<QueryResult, SemanticError> {
    let time_ms = session.limits().time_ms;
    let result = session.sql_with(sql, Limits { rows: ROWS_MAX, time_ms }).await?;
    if result.truncated {
        return Err(SemanticError::Engine(EngineError::new(
            Code::MemoryLimit,
            format!("The answer has more than {ROWS_MAX} rows."),
            "Ask for fewer slices or a longer time grain.",
        )));
    }
    Ok(result)
}

/// Money keeps at least two decimals and every digit that it has; a ratio has six; counts and quantities none too many.
fn number_text(unit: Unit, value: i128, scale: i8) -> String {
    match unit {
        Unit::Money => decimal_text(value, scale, 2),
        Unit::Ratio => decimal_text(value, scale, 6),
        Unit::Count | Unit::Quantity => decimal_text(value, scale, 0),
    }
}
