//! The lines behind a number: what "open" on any figure shows.

use crate::compile::{Plan, Select, Shape, known, rate_join};
use crate::error::SemanticError;
use crate::metric::{Base, Expression};
use crate::query::MetricQuery;
use crate::semantic::{Semantic, run};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use entrepot_domain::Currency;
use entrepot_engine::{LakeSession, QueryResult};

/// Lines behind a number.
#[derive(Debug, Clone)]
pub struct SourceRows {
    /// Columns: trade_id, line_id, sku, product_name, kind, quantity, amount, currency, converted, day, country, file_id,
    /// row, import_id. `converted` is what the line adds to a money metric, in the report currency (null for other
    /// metrics, and where a rate is missing); the `converted` of all lines behind a sum add up to it exactly.
    pub result: QueryResult,
    /// How many lines there are in all.
    pub total: u64,
}

impl Semantic {
    /// The lines behind a question's numbers (slices and comparison are of no account), in order of day and document.
    pub async fn source_rows(
        &self, session: &LakeSession, query: &MetricQuery, limit: usize, offset: usize,
    ) -> Result<SourceRows, SemanticError> {
        let (mut plan, _, currency) = self.plan(session, query).await?;
        plan.shift = None;
        (plan.from, plan.to) = (query.from, query.to);
        let lines = plan.source_lines(currency);
        let last = if plan.base == Base::Postings { ", l.account, l.amount" } else { "" };
        let page = format!("{lines}\nORDER BY l.day, l.trade_id, l.file_id, l.row, l.line_id{last}\nLIMIT {limit} OFFSET {offset}");
        let count = format!("SELECT count(*) AS n\nFROM (\n{lines}\n)");
        let (result, count) = futures::future::try_join(run(session, &page), run(session, &count)).await?;
        let total = count.batches.first().map_or(0, |batch| batch.column(0).as_primitive::<Int64Type>().value(0));
        Ok(SourceRows { result, total: total.unsigned_abs() })
    }
}

impl Plan<'_> {
    fn source_lines(&self, currency: Option<Currency>) -> String {
        let mut inner = Select { from: self.base.relation().to_owned(), ..Select::default() };
        inner.key("*", "*");
        if currency.is_some() {
            inner.value(self.line_amount(), "contribution");
        }
        let range = if matches!(self.metric.expression, Expression::Retention { .. }) {
            let (from, to) = self.window();
            (Some(self.grain().start_before(from)), Some(to))
        } else {
            (self.from, self.to)
        };
        self.restrict(&mut inner, &self.line_condition(), range);
        let mut rows = Select { from: inner.nested("l"), ..Select::default() };
        // A posting says its account; its kind is that of the line or charge.
        let kind = if self.base == Base::Postings { "l.account" } else { "l.kind" };
        for column in ["trade_id", "line_id", "sku", "product_name", "kind", "quantity", "amount", "currency"] {
            rows.value(if column == "kind" { kind.to_owned() } else { format!("l.{column}") }, column);
        }
        match (currency, self.convert) {
            (None, _) => rows.value("CAST(NULL AS DECIMAL(38,6))", "converted"),
            (Some(_), None) => rows.value("l.contribution", "converted"),
            (Some(_), Some(to)) => {
                rows.value(format!("CASE WHEN l.currency = '{to}' THEN l.contribution ELSE l.contribution * fx.rate END"), "converted");
                rows.from.push_str(&rate_join(to, self.base));
            }
        }
        for column in ["day", "country", "file_id", "row", "import_id"] {
            rows.value(format!("l.{column}"), column);
        }
        self.filter_later(&mut rows, &[]);
        if let Expression::First { of, condition } = &self.metric.expression {
            let (key, condition) = (of.column(), known(Base::Lines, *of, condition));
            rows.from.push_str(&format!(
                "\nJOIN (SELECT {key}, min(time) AS time FROM lines WHERE {condition} GROUP BY {key}) f ON f.{key} = l.{key} AND f.time = l.time"
            ));
        }
        rows.to_string()
    }

    /// Currency, first and last day, number of orders and amount of what has no rate.
    pub(crate) fn missing_rates_sql(&self, to: Currency) -> String {
        let mut base = Select { from: self.base.relation().to_owned(), grouped: true, ..Select::default() };
        for column in ["currency", self.base.rate_day(), "trade_id"].into_iter().chain(self.line_columns(&Shape::TOTAL)) {
            if !base.key_names().contains(&column) {
                base.key(column, column);
            }
        }
        base.value(format!("sum({})", self.line_amount()), "amount");
        self.restrict(&mut base, &self.line_condition(), (self.from, self.to));
        let mut missing = Select { from: base.nested("l"), grouped: true, ordered: true, ..Select::default() };
        missing.key("l.currency", "currency");
        missing.value(format!("min(l.{})", self.base.rate_day()), "first");
        missing.value(format!("max(l.{})", self.base.rate_day()), "last");
        missing.value("count(DISTINCT l.trade_id)", "orders");
        missing.value("sum(l.amount)", "amount");
        missing.from.push_str(&rate_join(to, self.base));
        missing.filter(format!("fx.rate IS NULL AND l.currency <> '{to}' AND l.amount <> 0"));
        self.filter_later(&mut missing, &[]);
        missing.to_string()
    }

    /// Number of lines and articles without a known cost, and the days that they are on.
    pub(crate) fn missing_costs_sql(&self) -> String {
        let mut inner = Select { from: self.base.relation().to_owned(), ..Select::default() };
        inner.key("*", "*");
        self.restrict(&mut inner, &self.line_condition(), (self.from, self.to));
        inner.filter("amount IS NULL");
        let mut rows = Select { from: inner.nested("l"), ..Select::default() };
        rows.value("count(*)", "lines");
        rows.value("count(DISTINCT l.sku)", "articles");
        rows.value("min(l.day)", "first");
        rows.value("max(l.day)", "last");
        self.filter_later(&mut rows, &[]);
        rows.to_string()
    }
}
