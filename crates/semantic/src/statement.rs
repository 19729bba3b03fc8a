//! The profit and loss statement: accounts in order with their subtotals, for a slice, by columns that drill.
//!
//! One SQL over the postings; everything else is exact addition. Columns add up to the total whatever they are sliced by.

use crate::answer::{Days, Question};
use crate::compile::Shape;
use crate::error::SemanticError;
use crate::layout::{LAYOUT, Layout, LineKind};
use crate::metric::{Additive, Base, Better, Expression, Group, Metric, SCHEMA_VERSION, Text, Unit};
use crate::query::{Grain, MetricQuery};
use crate::semantic::{Semantic, facts_of, number_text, run};
use crate::totals::{Number, Side, quotient, read, sum};
use entrepot_engine::LakeSession;
use std::collections::BTreeMap;
use std::time::Instant;

/// A profit and loss statement. Amounts are exact decimals as text, signed as the seller sees them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Statement {
    /// The report currency.
    pub currency: String,
    /// The lake version that was read.
    pub lake_version: i64,
    /// The one SQL text that the amounts come from.
    pub sql: String,
    /// Wall time in milliseconds.
    pub elapsed_ms: u64,
    /// Dimensions of the columns.
    pub by: Vec<String>,
    /// The time axis of the columns, when there is one.
    pub grain: Option<Grain>,
    /// First day, `YYYY-MM-DD`; null for an empty book.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The days that were compared with.
    pub compare: Option<Days>,
    /// What the columns are, beside the total.
    pub columns: Vec<Column>,
    /// Accounts and subtotals, in order.
    pub lines: Vec<StatementLine>,
    /// What must be asked before every amount can be told.
    pub questions: Vec<Question>,
}

/// A column of a statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Column {
    /// Dimension name (or `period`) and value; a null value is unknown, or belongs to no order.
    pub keys: Vec<(String, Option<String>)>,
    /// How many columns this one stands for: more than one for the rest that was not asked for singly.
    pub stands_for: usize,
}

/// A line of a statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StatementLine {
    /// The account's or subtotal's name.
    pub name: &'static str,
    /// What kind of line it is.
    pub kind: LineKind,
    /// Its name for people.
    pub label: Text,
    /// The metric that opens it.
    pub metric: &'static str,
    /// Over everything.
    pub total: Cell,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// An amount of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Cell {
    /// The amount; null when a part of it is unknown.
    pub value: Option<String>,
    /// What is known of it.
    pub known: String,
    /// As a fraction of net sales.
    pub share: Option<String>,
    /// The amount of the compared days.
    pub previous: Option<String>,
}

/// One side of an amount while it is added up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part {
    pub known: Number,
    pub missing: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amount {
    pub now: Part,
    pub before: Part,
}

pub(crate) type Accounts = BTreeMap<String, Amount>;

impl Part {
    pub fn plus(self, known: Number, missing: bool) -> Result<Self, SemanticError> {
        let zero = Some((0, 6));
        Ok(Self { known: sum([self.known.or(zero), known.or(zero)].into_iter())?, missing: self.missing || missing })
    }

    pub fn value(self) -> Number {
        if self.missing { None } else { self.known.or(Some((0, 6))) }
    }
}

impl Amount {
    fn plus(self, other: Self) -> Result<Self, SemanticError> {
        Ok(Self {
            now: self.now.plus(other.now.known, other.now.missing)?,
            before: self.before.plus(other.before.known, other.before.missing)?,
        })
    }
}

impl Semantic {
    /// The statement of a question; its metric is of no account. `limit` is the most columns, the ones with the largest
    /// amounts; the rest is put together in one more.
    pub async fn statement(&self, session: &LakeSession, query: &MetricQuery) -> Result<Statement, SemanticError> {
        let started = Instant::now();
        if query.by.iter().any(|name| name == "account") {
            return Err(SemanticError::asked(
                "unknown_dimension",
                "Accounts are the lines of the statement already.",
                "Slice by another dimension.",
            ));
        }
        let mut by = vec!["account".to_owned()];
        by.extend(query.by.iter().cloned());
        let asked = MetricQuery { by, ..query.clone() };
        let (plan, shape, currency) = self.plan_of(session, &asked, ledger()).await?;
        let sql = plan.sql(&shape);
        let columns = gather(&shape, &run(session, &sql).await?)?;
        let missing = columns.values().flat_map(BTreeMap::values).any(|amount| amount.now.missing || amount.before.missing);
        let questions = if missing { self.questions(session, &plan).await? } else { Vec::new() };
        let mut total = Accounts::new();
        for accounts in columns.values() {
            add(&mut total, accounts)?;
        }
        let names: Vec<&str> = shape.names().into_iter().skip(1).collect();
        let columns = if names.is_empty() { Vec::new() } else { columns.into_iter().collect() };
        let columns = largest(columns, query.limit, query.grain.is_some())?;
        let compared = plan.shift.is_some();
        let days = facts_of(session, &plan).await?.days;
        let (window_from, window_to) = plan.window();
        let lines = LAYOUT
            .iter()
            .map(|line| {
                Ok(StatementLine {
                    name: line.name,
                    kind: line.kind,
                    label: line.label(),
                    metric: line.metric,
                    total: cell(line, &total, compared)?,
                    cells: columns.iter().map(|(_, _, accounts)| cell(line, accounts, compared)).collect::<Result<_, SemanticError>>()?,
                })
            })
            .collect::<Result<_, SemanticError>>()?;
        Ok(Statement {
            currency: currency.map(|currency| currency.as_str().to_owned()).unwrap_or_default(),
            lake_version: session.version(),
            sql,
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            by: query.by.clone(),
            grain: query.grain,
            from: query.from.or(days.map(|d| d.0)).map(|day| day.to_string()),
            to: query.to.or(days.map(|d| d.1)).map(|day| day.to_string()),
            compare: plan.shift.map(|shift| Days { from: window_from.plus(-shift).to_string(), to: window_to.plus(-shift).to_string() }),
            columns: columns
                .iter()
                .map(|(key, stands_for, _)| Column {
                    keys: names.iter().map(|name| (*name).to_owned()).zip(key.iter().cloned()).collect(),
                    stands_for: *stands_for,
                })
                .collect(),
            lines,
            questions,
        })
    }
}

/// The sum of all postings, taxes included.
pub(crate) fn ledger() -> Metric {
    let text = || Text { en: String::new(), zh: String::new() };
    Metric {
        schema_version: SCHEMA_VERSION,
        name: "statement".to_owned(),
        group: Group::Profit,
        unit: Unit::Money,
        better: Better::Up,
        label: text(),
        definition: text(),
        why: text(),
        additive: Additive { slices: true, time: true },
        parameters: Vec::new(),
        expression: Expression::Sum {
            from: Base::Postings,
            amount: Some("amount".to_owned()),
            quantity: None,
            condition: "true".to_owned(),
        },
    }
}

pub(crate) type Key = Vec<Option<String>>;

/// Amounts by column and account.
pub(crate) fn gather(shape: &Shape, result: &entrepot_engine::QueryResult) -> Result<BTreeMap<Key, Accounts>, SemanticError> {
    let mut columns: BTreeMap<Key, Accounts> = BTreeMap::new();
    let part = |side: &Side| Part { known: side.known, missing: side.missing };
    for row in read(shape, result) {
        let mut keys = row.keys.into_iter().map(|(_, value)| value);
        let account = keys.next().flatten().unwrap_or_default();
        let slot = columns.entry(keys.collect()).or_default().entry(account).or_default();
        *slot = slot.plus(Amount { now: part(&row.now), before: part(&row.before) })?;
    }
    Ok(columns)
}

fn add(to: &mut Accounts, accounts: &Accounts) -> Result<(), SemanticError> {
    for (account, amount) in accounts {
        let slot = to.entry(account.clone()).or_default();
        *slot = slot.plus(*amount)?;
    }
    Ok(())
}

/// The columns with the largest amounts (in time, all of them), and one for the rest.
fn largest(columns: Vec<(Key, Accounts)>, limit: Option<usize>, in_time: bool) -> Result<Vec<(Key, usize, Accounts)>, SemanticError> {
    let mut columns: Vec<(Key, usize, Accounts)> = columns.into_iter().map(|(key, accounts)| (key, 1, accounts)).collect();
    if in_time {
        return Ok(columns);
    }
    // By turnover: a column of costs without sales counts with its costs.
    columns.sort_by_cached_key(|(_, _, accounts)| {
        let size = |amount: &Amount| amount.now.known.map_or(0, |(value, _)| value.unsigned_abs());
        std::cmp::Reverse(accounts.values().map(size).max().unwrap_or(0))
    });
    let Some(limit) = limit.filter(|limit| *limit + 1 < columns.len()) else { return Ok(columns) };
    let rest = columns.split_off(limit);
    let mut together = Accounts::new();
    for (_, _, accounts) in &rest {
        add(&mut together, accounts)?;
    }
    let width = rest.first().map_or(0, |(key, ..)| key.len());
    columns.push((vec![None; width], rest.len(), together));
    Ok(columns)
}

/// A line's amount: the sum of its accounts.
fn cell(line: &Layout, accounts: &Accounts, compared: bool) -> Result<Cell, SemanticError> {
    let of = |names: &[&str]| -> Result<Amount, SemanticError> {
        names.iter().filter_map(|name| accounts.get(*name)).try_fold(Amount::default(), |sum, amount| sum.plus(*amount))
    };
    let (amount, net) = (of(line.accounts)?, of(crate::layout::NET_SALES)?);
    let money = |(value, scale): (i128, i8)| number_text(Unit::Money, value, scale);
    Ok(Cell {
        value: amount.now.value().map(money),
        known: money(amount.now.known.unwrap_or((0, 6))),
        share: quotient(amount.now.value(), net.now.value())?.map(|(value, scale)| number_text(Unit::Ratio, value, scale)),
        previous: amount.before.value().filter(|_| compared).map(money),
    })
}
