//! The semantic layer over a session: resolves a question, runs its SQL, and puts the answer together.

use crate::answer::{Answer, Days, Question, Row, Total};
use crate::compile::{Measure, Plan, Shape, TotalOf};
use crate::dimension::{self, Dimension, Filter, Source};
use crate::error::SemanticError;
use crate::metric::{Base, Expression, Metric, Unit};
use crate::query::MetricQuery;
use crate::registry::Registry;
use crate::totals::{self, Number, Numbers, read};
use entrepot_domain::{Country, Currency, Day};
use entrepot_engine::{BookFacts, Code, EngineError, LakeSession, Limits, QueryResult, cell_text, decimal_text};
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
    home: Arc<RwLock<Option<Country>>>,
}

impl Semantic {
    /// A layer over metrics. `report_currency` is the home's, used where a question names none.
    #[must_use]
    pub fn new(registry: Registry, report_currency: Option<Currency>) -> Self {
        Self { registry, report_currency: Arc::new(RwLock::new(report_currency)), home: Arc::default() }
    }

    /// Takes another report currency from here on, for all clones.
    pub fn set_report_currency(&self, currency: Option<Currency>) {
        *self.report_currency.write().unwrap_or_else(PoisonError::into_inner) = currency;
    }

    /// The home's report currency, when it has one.
    #[must_use]
    pub fn report_currency(&self) -> Option<Currency> {
        *self.report_currency.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the seller's own country from here on, for all clones: where exports begin and imports end.
    pub fn set_home_country(&self, home: Option<Country>) {
        *self.home.write().unwrap_or_else(PoisonError::into_inner) = home;
    }

    /// The seller's own country, when it was told.
    #[must_use]
    pub fn home_country(&self) -> Option<Country> {
        *self.home.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// All metrics.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Answers a question.
    pub async fn answer(&self, session: &LakeSession, query: &MetricQuery) -> Result<Answer, SemanticError> {
        self.answered(session, query, true).await
    }

    /// The same, leaving out what it would ask back.
    pub(crate) async fn answer_without_questions(&self, session: &LakeSession, query: &MetricQuery) -> Result<Answer, SemanticError> {
        self.answered(session, query, false).await
    }

    async fn answered(&self, session: &LakeSession, query: &MetricQuery, ask: bool) -> Result<Answer, SemanticError> {
        let started = Instant::now();
        let (plan, shape, currency) = self.plan(session, query).await?;
        let sql = plan.sql(&shape);
        let (mut rows, mut total) = match plan.total_of(&shape) {
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
        if let Expression::Cagr { .. } = plan.metric.expression {
            let (first, last) = plan.whole_years();
            for row in rows.iter_mut().chain([&mut total]) {
                row.now.value = totals::annual(row.now.numerator, row.now.denominator, last - first)?;
            }
        }
        let missing = ask && (total.missing() || rows.iter().any(Numbers::missing));
        let questions = if missing { self.questions(session, &plan).await? } else { Vec::new() };
        if let Some(limit) = query.limit {
            if query.grain.is_none() {
                rows.sort_by_key(|row| Reverse(row.now.value.map(|(value, _)| value)));
            }
            rows.truncate(limit);
        }
        let unit = plan.metric.unit;
        let text = |number: Number| number.map(|(value, scale)| number_text(unit, value, scale));
        let days = facts_of(session, &plan).await?.days;
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
        let given = query.of.is_some() || query.over.is_some();
        let metric = metric.with(query.of.as_deref(), query.over.as_deref())?;
        if given {
            self.registry.check_parameters(&metric)?;
        }
        self.plan_of(session, query, metric).await
    }

    /// The same for a metric that need not be in the registry.
    pub(crate) async fn plan_of(
        &self, session: &LakeSession, query: &MetricQuery, metric: Metric,
    ) -> Result<(Plan<'_>, Shape, Option<Currency>), SemanticError> {
        let shape = Shape { dimensions: slices(&metric, &query.by)?, period: query.grain.is_some() };
        let filters = Filter::gather(query.filters.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
        if let (Some(from), Some(to)) = (query.from, query.to)
            && from > to
        {
            return Err(SemanticError::asked("bad_period", format!("The period begins on {from} and ends on {to}."), "Swap the two days."));
        }
        let mut plan = Plan {
            registry: &self.registry,
            metric,
            base: Base::Lines,
            home: None,
            filters,
            from: query.from,
            to: query.to,
            days: (Day(0), Day(0)),
            lines: (Day(0), Day(0)),
            grain: query.grain,
            shift: None,
            convert: None,
            products: session.snapshot().table("products").is_some_and(|table| table.rows() > 0),
            line_sums: session.line_sums().await?,
        };
        plan.base = plan.measures().first().map_or(Base::Lines, Measure::base);
        refuse(&plan, &shape, query)?;
        let facts = facts_of(session, &plan).await?;
        let (first, last) = facts.days.unwrap_or((Day(0), Day(0)));
        // Days outside the book hold nothing; an open end is the book's own.
        let window = (query.from.unwrap_or(first.min(query.to.unwrap_or(first))), query.to.unwrap_or(last.max(query.from.unwrap_or(last))));
        (plan.days, plan.lines) = (window, (first, last));
        plan.shift = query.compare.map(|compare| compare.shift_days(window.0, window.1));
        if plan.shift.is_some() {
            (plan.from, plan.to) = (Some(window.0), Some(window.1));
        }
        let uses_home = shape.dimensions.iter().copied().chain(plan.filters.iter().map(|filter| filter.dimension));
        if uses_home.into_iter().any(|dimension| dimension.source == Source::Direction) || plan.metric.names_home(&self.registry) {
            plan.home = self.home_of(session).await?;
        }
        let mut currency = None;
        if plan.is_money() {
            let single = facts.single_currency().and_then(|code| Currency::parse(code).ok());
            let to = query.currency.or(self.report_currency()).or(single).unwrap_or(Currency::EUR);
            plan.convert = facts.currencies.iter().any(|code| code != to.as_str()).then_some(to);
            currency = Some(to);
        }
        Ok((plan, shape, currency))
    }

    /// The seller's own country: the configured one, else the only one that the lines name; nothing when they name none.
    async fn home_of(&self, session: &LakeSession) -> Result<Option<Country>, SemanticError> {
        if let Some(told) = self.home_country() {
            return Ok(Some(told));
        }
        let found = run(session, "SELECT DISTINCT seller_country FROM lines WHERE seller_country IS NOT NULL ORDER BY 1").await?;
        let codes: Vec<String> =
            found.batches.iter().flat_map(|batch| (0..batch.num_rows()).filter_map(|row| cell_text(batch.column(0), row))).collect();
        match codes.as_slice() {
            [] => Ok(None),
            [one] => Ok(Country::parse(one).ok()),
            _ => Err(SemanticError::asked(
                "home_country",
                format!("Sellers are in {}: which of them is home?", codes.join(", ")),
                "Set the home country on the Settings page, or home_country in entrepot.toml: two letters of ISO 3166-1.",
            )),
        }
    }

    /// What must be asked before every value can be told.
    pub(crate) async fn questions(&self, session: &LakeSession, plan: &Plan<'_>) -> Result<Vec<Question>, SemanticError> {
        let mut questions = match plan.convert {
            Some(to) => self.missing_rates(session, plan, to).await?,
            None => Vec::new(),
        };
        if plan.base == Base::Postings {
            questions.extend(self.missing_costs(session, plan).await?);
        }
        Ok(questions)
    }

    /// How many articles have no known cost.
    async fn missing_costs(&self, session: &LakeSession, plan: &Plan<'_>) -> Result<Option<Question>, SemanticError> {
        let result = run(session, &plan.missing_costs_sql()).await?;
        let Some(batch) = result.batches.first().filter(|batch| batch.num_rows() > 0) else { return Ok(None) };
        let cell = |column: usize| cell_text(batch.column(column), 0).unwrap_or_default();
        let (lines, articles) = (cell(0), cell(1));
        let count = lines.parse().unwrap_or(0);
        Ok((count > 0).then(|| Question {
            code: "cost_missing",
            text: if count == 1 {
                "1 line has no known cost. What does a unit of its article cost?".to_owned()
            } else {
                format!("{lines} lines of {articles} articles have no known cost. What does a unit cost?")
            },
            hint: "Import a product table with cost and cost_currency (entrepot import --profile products FILE).".to_owned(),
            count,
            amount: String::new(),
            currency: String::new(),
            from: cell(2),
            to: cell(3),
        }))
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

/// Days and currencies of what a plan reads.
pub(crate) async fn facts_of<'s>(session: &'s LakeSession, plan: &Plan<'_>) -> Result<&'s BookFacts, SemanticError> {
    let postings = plan.measures().iter().any(|measure| measure.base() == Base::Postings);
    Ok(if postings { session.posting_facts().await? } else { session.facts().await? })
}

/// What a metric cannot be asked.
fn refuse(plan: &Plan<'_>, shape: &Shape, query: &MetricQuery) -> Result<(), SemanticError> {
    let name = &plan.metric.name;
    let measures = plan.measures();
    let postings = !measures.is_empty() && measures.iter().all(|measure| measure.base() == Base::Postings);
    let asked = shape.dimensions.iter().copied().chain(plan.filters.iter().map(|filter| filter.dimension));
    if !postings && asked.into_iter().any(|dimension| dimension.name == "account") {
        return Err(SemanticError::asked(
            "unknown_dimension",
            format!("\"{name}\" is not added up over accounts."),
            "Accounts are those of profit and loss: ask for contribution, gross_profit or a cost.",
        ));
    }
    match &plan.metric.expression {
        Expression::Concentration { over, .. } if shape.dimensions.iter().any(|dimension| dimension.name == over) => {
            Err(SemanticError::asked("unknown_dimension", format!("\"{name}\" looks at {over} already."), "Slice by another dimension."))
        }
        Expression::Cagr { .. } if query.grain.is_some() || query.compare.is_some() => Err(SemanticError::asked(
            "bad_period",
            format!("\"{name}\" is one number over whole years."),
            "Leave out the time grain and the comparison; choose the years with from and to.",
        )),
        _ => Ok(()),
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

/// Runs a statement of ours, or hands out what it gave before for this lake version.
pub(crate) async fn run(session: &LakeSession, sql: &str) -> Result<QueryResult, SemanticError> {
    let time_ms = session.limits().time_ms;
    let result = session.sql_kept(sql, Limits { rows: ROWS_MAX, time_ms }).await?;
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
pub(crate) fn number_text(unit: Unit, value: i128, scale: i8) -> String {
    match unit {
        Unit::Money => decimal_text(value, scale, 2),
        Unit::Ratio => decimal_text(value, scale, 6),
        Unit::Count | Unit::Quantity => decimal_text(value, scale, 0),
    }
}
