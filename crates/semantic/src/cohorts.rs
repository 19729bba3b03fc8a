//! Cohorts: the buyers whose first purchase lies in a period, and how many of them bought again in each period after.

use crate::compile::{Plan, Select, Shape};
use crate::error::SemanticError;
use crate::metric::Unit;
use crate::query::{Grain, MetricQuery};
use crate::semantic::{Semantic, number_text, run};
use crate::totals::quotient;
use arrow::array::AsArray;
use arrow::datatypes::{Date32Type, Int64Type};
use entrepot_domain::Day;
use entrepot_engine::LakeSession;
use std::collections::BTreeMap;
use std::time::Instant;

/// A table of cohorts by age.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cohorts {
    /// Length of the periods.
    pub grain: Grain,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The one SQL text that the counts come from.
    pub sql: String,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
    /// Last day that counts, `YYYY-MM-DD`; null for an empty book. The period that it lies in may be unfinished.
    pub to: Option<String>,
    /// One cohort a period, in order; periods without a first purchase are left out.
    pub cohorts: Vec<Cohort>,
    /// All cohorts together, age by age: those that have reached the age.
    pub whole: Vec<Kept>,
}

/// Buyers whose first purchase lies in one period.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cohort {
    /// First day of the period.
    pub period: String,
    /// How many there are.
    pub buyers: u64,
    /// Age by age, 0 first, as far as the book reaches.
    pub ages: Vec<Kept>,
}

/// How many buyers bought at an age.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    /// How many.
    pub buyers: u64,
    /// Of how many.
    pub of: u64,
    /// As a fraction, six decimals.
    pub share: Option<String>,
}

impl Kept {
    fn new(buyers: u64, of: u64) -> Result<Self, SemanticError> {
        let share = quotient(Some((i128::from(buyers), 0)), Some((i128::from(of), 0)))?;
        Ok(Self { buyers, of, share: share.map(|(value, scale)| number_text(Unit::Ratio, value, scale)) })
    }
}

impl Semantic {
    /// Cohorts of the known buyers of a slice: days pick cohorts by their first purchase in it, the grain is a month when none
    /// is asked. Metric, slices, comparison and currency of the question are of no account.
    pub async fn cohorts(&self, session: &LakeSession, query: &MetricQuery) -> Result<Cohorts, SemanticError> {
        let started = Instant::now();
        let grain = query.grain.unwrap_or(Grain::Month);
        if grain == Grain::Day {
            return Err(SemanticError::asked(
                "bad_period",
                "Cohorts by day are too many to be read.",
                "Ask for week, month, quarter or year.",
            ));
        }
        let asked = MetricQuery {
            filters: query.filters.clone(),
            from: query.from,
            to: query.to,
            grain: Some(grain),
            ..MetricQuery::new("customers")
        };
        let (plan, ..) = self.plan(session, &asked).await?;
        let sql = plan.cohorts_sql();
        let found = run(session, &sql).await?;
        let mut counts: BTreeMap<Day, BTreeMap<Day, u64>> = BTreeMap::new();
        for batch in &found.batches {
            let days = |column: usize| batch.column(column).as_primitive::<Date32Type>();
            for row in 0..batch.num_rows() {
                let buyers = batch.column(2).as_primitive::<Int64Type>().value(row).unsigned_abs();
                counts.entry(Day(days(0).value(row))).or_default().insert(Day(days(1).value(row)), buyers);
            }
        }
        let last = session.facts().await?.days.map(|(_, last)| last);
        let mut cohorts = Vec::new();
        let mut whole: Vec<(u64, u64)> = Vec::new();
        for (first, periods) in &counts {
            let size = periods.get(first).copied().unwrap_or(0);
            let mut ages = Vec::new();
            let mut period = *first;
            while last.is_some_and(|last| period <= last) {
                let kept = periods.get(&period).copied().unwrap_or(0);
                if whole.len() <= ages.len() {
                    whole.push((0, 0));
                }
                whole[ages.len()].0 += kept;
                whole[ages.len()].1 += size;
                ages.push(Kept::new(kept, size)?);
                period = grain.start_after(period);
            }
            cohorts.push(Cohort { period: first.to_string(), buyers: size, ages });
        }
        Ok(Cohorts {
            grain,
            lake_version: session.version(),
            sql,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            to: last.map(|day| day.to_string()),
            cohorts,
            whole: whole.into_iter().map(|(kept, of)| Kept::new(kept, of)).collect::<Result<_, _>>()?,
        })
    }
}

impl Plan<'_> {
    /// Cohort, period and number of buyers.
    fn cohorts_sql(&self) -> String {
        let mut base = Select { from: "lines".to_owned(), grouped: true, ..Select::default() };
        for column in self.line_columns(&Shape::TOTAL).into_iter().chain(["buyer_id", "day"]) {
            base.key(column, column);
        }
        self.restrict(&mut base, "kind = 'sale' AND buyer_id IS NOT NULL", (None, None));
        let mut periods = self.mapped(&base, &Shape::TOTAL);
        periods.key("l.buyer_id", "buyer_id");
        periods.key(self.grain().start_sql("l.day"), "period");
        let mut first = periods.outer(&["period"]);
        first.value("min(period) OVER (PARTITION BY buyer_id)", "cohort");
        let mut counts = Select { from: first.nested(""), grouped: true, ordered: true, ..Select::default() };
        counts.key("cohort", "cohort");
        counts.key("period", "period");
        counts.value("count(*)", "buyers");
        let (from, to) = self.window();
        counts.filter(format!("cohort BETWEEN DATE '{}' AND DATE '{to}'", self.grain().start(from)));
        counts.to_string()
    }
}
