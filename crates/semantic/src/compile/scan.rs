//! The reading of the lines: first aggregated by plain columns, then mapped to slices, periods and currencies.
//!
//! The first step is where the millions of rows are; it touches nothing but columns. Truncating days, looking up
//! regions, categories and rates, and moving a comparison's days happen on its few groups.

use super::reading::{adds_up, is_of_keys, keys_of};
use super::select::{Select, guard};
use super::{Plan, Shape};
use crate::dimension::{Dimension, Source, literal};
use crate::metric::Base;
use entrepot_domain::{Currency, Day};
use entrepot_engine::fx;

/// Something added up over lines.
#[derive(Debug, Clone)]
pub(crate) struct LineSum {
    /// What is added up.
    pub expression: String,
    /// Whether it is an amount in the line's currency.
    pub money: bool,
    /// Whether sums of a document's lines can stand for the lines.
    pub by_document: bool,
}

impl LineSum {
    /// An expression over the lines that pass all of `conditions`, beside what the whole reading is restricted to.
    pub fn of(base: Base, expression: &str, money: bool, conditions: &[&str]) -> Self {
        let keys = keys_of(base);
        let by_document = adds_up(base, expression) && conditions.iter().all(|condition| is_of_keys(condition, keys));
        let guarded: Vec<String> = conditions.iter().map(|condition| guard(condition)).collect();
        let expression =
            if guarded.is_empty() { expression.to_owned() } else { format!("CASE WHEN {} THEN {expression} END", guarded.join(" AND ")) };
        Self { expression, money, by_document }
    }
}

/// An inclusive range of days; an open end is `None`.
pub(crate) type Range = (Option<Day>, Option<Day>);

/// Something beside the rows that a value is looked up in, after the rows are aggregated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Countries, for regions.
    Countries,
    /// Articles, for categories.
    Products,
    /// Parcels, for lanes.
    Lanes,
    /// Sellers, for where they sit.
    Origins,
}

impl Lookup {
    const fn of(source: Source) -> Option<Self> {
        match source {
            Source::Column(_) | Source::Direction => None,
            Source::Region => Some(Self::Countries),
            Source::Category => Some(Self::Products),
            Source::Lane => Some(Self::Lanes),
            Source::Origin(_) => Some(Self::Origins),
        }
    }

    /// The join to rows `l`.
    const fn join(self) -> &'static str {
        match self {
            Self::Countries => "\nLEFT JOIN countries ON countries.code = l.country",
            Self::Products => "\nLEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku",
            Self::Lanes => "\nLEFT JOIN trade_lanes w ON w.trade_id = l.trade_id",
            Self::Origins => "\nLEFT JOIN seller_origins o ON o.seller_id = l.seller_id",
        }
    }
}

/// The columns of the rows that a source reads.
const fn columns_of(source: Source) -> &'static [&'static str] {
    match source {
        Source::Column(_) => &[],
        Source::Region => &["country"],
        Source::Category => &["sku", "category"],
        Source::Lane => &["trade_id"],
        Source::Origin(_) => &["seller_id"],
        Source::Direction => &["seller_country", "country"],
    }
}

impl Plan<'_> {
    /// Where a dimension's values come from in this lake: without products, a category is what the line says.
    pub(super) fn source(&self, dimension: &Dimension) -> Source {
        match dimension.source {
            Source::Category if !self.products => Source::Column("category"),
            source => source,
        }
    }

    /// A source as an expression over rows `l` and their lookups.
    fn expression(&self, source: Source) -> String {
        match source {
            Source::Column(column) => format!("l.{column}"),
            Source::Region => "countries.region".to_owned(),
            Source::Category => "coalesce(l.category, p.category)".to_owned(),
            Source::Lane => "w.lane".to_owned(),
            Source::Origin(column) => format!("o.{column}"),
            Source::Direction => {
                let home = literal(self.home.map_or("", |home| home.as_str()));
                format!(
                    "CASE WHEN l.seller_country = {home} AND l.country = {home} THEN 'domestic' \
                     WHEN l.seller_country = {home} AND l.country <> {home} THEN 'export' \
                     WHEN l.seller_country <> {home} AND l.country = {home} THEN 'import' \
                     WHEN l.seller_country IS NOT NULL AND l.country IS NOT NULL THEN 'elsewhere' END"
                )
            }
        }
    }

    /// Filters that the rows' own columns can tell.
    pub(super) fn line_filters(&self) -> Vec<String> {
        self.filters
            .iter()
            .filter_map(|filter| match self.source(filter.dimension) {
                Source::Column(column) => Some(filter.condition(column)),
                _ => filter.on_lines(),
            })
            .collect()
    }

    /// Sources of the filters that the rows' own columns cannot tell.
    fn later(&self) -> impl Iterator<Item = (Source, &crate::dimension::Filter)> {
        self.filters
            .iter()
            .map(|filter| (self.source(filter.dimension), filter))
            .filter(|(source, _)| !matches!(source, Source::Column(_) | Source::Region))
    }

    /// Joins rows `l` with what the filters need that the rows cannot tell, and filters.
    pub(crate) fn filter_later(&self, select: &mut Select, joined: &[Lookup]) {
        let mut joined = joined.to_vec();
        for (source, filter) in self.later() {
            if let Some(lookup) = Lookup::of(source)
                && !joined.contains(&lookup)
            {
                select.from.push_str(lookup.join());
                joined.push(lookup);
            }
            select.filter(filter.condition(&self.expression(source)));
        }
    }

    /// The rows' columns that the slices of a shape, and the filters, are told from.
    pub(crate) fn line_columns(&self, shape: &Shape) -> Vec<&'static str> {
        let mut columns = Vec::new();
        let mut add = |column| {
            if !columns.contains(&column) {
                columns.push(column);
            }
        };
        let later = self.later().map(|(source, _)| source);
        for source in shape.dimensions.iter().map(|dimension| self.source(dimension)).chain(later) {
            if let Source::Column(column) = source {
                add(column);
            }
            columns_of(source).iter().copied().for_each(&mut add);
        }
        columns
    }

    /// The columns that a shape with entities is told from, the day included where periods or a comparison need it.
    pub(super) fn line_columns_of<'c>(&self, shape: &Shape, entity: &[&'c str]) -> Vec<&'c str> {
        let mut keys: Vec<&'c str> = self.line_columns(shape);
        if shape.period || self.shift.is_some() {
            keys.push("day");
        }
        for column in entity {
            if !keys.contains(column) {
                keys.push(column);
            }
        }
        keys
    }

    /// The window of days that is asked for.
    pub(super) const fn range(&self) -> Range {
        (self.from, self.to)
    }

    /// The condition that a day lies in a range, or in the range that a comparison moves onto it.
    pub(super) fn days(&self, column: &str, range: Range) -> Option<String> {
        let now = between(column, range);
        let Some(shift) = self.shift else { return now };
        let (Some(from), Some(to)) = range else { return now };
        let before = (Some(from.plus(-shift)), Some(to.plus(-shift)));
        // Ranges that touch or overlap are one.
        if from.0 - shift <= to.0 && to.0 - shift >= from.0 - 1 {
            return between(column, (before.0, Some(to)));
        }
        Some(format!("({} OR {})", now?, between(column, before)?))
    }

    /// Sums or distinct keys of the lines by slice: key columns of the shape (and `side` when compared), then `entity`
    /// columns, then `v0`, `v1`, ... and `missing`, the number of groups whose amount has no rate.
    pub(super) fn keyed(&self, shape: &Shape, entity: &[&str], sums: &[LineSum], condition: &str) -> Select {
        let convert = self.convert.filter(|_| sums.iter().any(|sum| sum.money));
        let plain = shape.dimensions.iter().all(|dimension| matches!(self.source(dimension), Source::Column(_)));
        if plain && !shape.period && self.shift.is_none() && convert.is_none() && self.later().next().is_none() {
            return self.direct(shape, entity, sums, condition);
        }
        let keys = self.line_columns_of(shape, entity);
        let mut base = self.summed(&keys, sums, condition, self.range());
        // Articles of buyers are about as many as there are lines: grouping them first is not worth a pass of its own.
        base.grouped &= !(sums.is_empty() && keys.contains(&"sku"));
        let mut outer = self.sliced(&base, shape);
        for column in entity {
            outer.key(format!("l.{column}"), *column);
        }
        self.convert_sums(&mut outer, sums, |value| format!("sum({value})"));
        outer
    }

    /// Rows of the metric's base `l`, added up by columns (unless they are about as many as the groups would be): `v0`, `v1`, ..., with day and currency where they are converted, and
    /// `unknown`, the number of amounts that nobody knows.
    pub(super) fn summed(&self, keys: &[&str], sums: &[LineSum], condition: &str, range: Range) -> Select {
        let mut base = Select { from: self.relation(keys, condition, sums).to_owned(), grouped: true, ..Select::default() };
        let rates = [self.base.rate_day(), "currency"];
        let rates: &[&str] = if self.converts(sums).is_some() { &rates } else { &[] };
        for column in keys.iter().chain(rates) {
            if !base.key_names().contains(column) {
                base.key(*column, *column);
            }
        }
        // Nor are the articles of each order.
        base.grouped = !(keys.contains(&"sku") && keys.contains(&"trade_id"));
        for (at, sum) in sums.iter().enumerate() {
            base.value(if base.grouped { format!("sum({})", sum.expression) } else { sum.expression.clone() }, format!("v{at}"));
        }
        if self.has_unknown(sums) {
            let unknown =
                if base.grouped { "count(*) FILTER (WHERE amount IS NULL)" } else { "CASE WHEN amount IS NULL THEN 1 ELSE 0 END" };
            base.value(unknown, "unknown");
        }
        self.restrict(&mut base, condition, range);
        base
    }

    fn converts(&self, sums: &[LineSum]) -> Option<Currency> {
        self.convert.filter(|_| sums.iter().any(|sum| sum.money))
    }

    /// Whether amounts may be unknown: only costs are.
    fn has_unknown(&self, sums: &[LineSum]) -> bool {
        self.base == Base::Postings && sums.iter().any(|sum| sum.money)
    }

    /// Adds the sums `v0`, `v1`, ... of a base `l` in the report currency, put together by `total`, and `missing`.
    pub(super) fn convert_sums(&self, outer: &mut Select, sums: &[LineSum], total: impl Fn(&str) -> String) {
        let convert = self.converts(sums);
        if let Some(to) = convert {
            outer.from.push_str(&rate_join(to, self.base));
        }
        for (at, sum) in sums.iter().enumerate() {
            let column = format!("l.v{at}");
            let value = match convert {
                Some(to) if sum.money => {
                    format!("CASE WHEN l.currency = '{to}' OR {column} = 0 THEN {column} ELSE {column} * fx.rate END")
                }
                _ => column,
            };
            outer.value(total(&value), format!("v{at}"));
        }
        let mut missing = Vec::new();
        if let Some(to) = convert {
            let amounts: Vec<String> =
                sums.iter().enumerate().filter(|(_, sum)| sum.money).map(|(at, _)| format!("l.v{at} <> 0")).collect();
            let amounts = if amounts.len() > 1 { format!("({})", amounts.join(" OR ")) } else { amounts.join("") };
            missing.push(format!("count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> '{to}' AND {amounts})"));
        }
        if self.has_unknown(sums) {
            missing.push("sum(l.unknown)".to_owned());
        }
        if !missing.is_empty() {
            outer.value(missing.join(" + "), "missing");
        }
    }

    /// The simple case: every key is a column, so one aggregation does it.
    fn direct(&self, shape: &Shape, entity: &[&str], sums: &[LineSum], condition: &str) -> Select {
        let mut select = Select { grouped: true, ..Select::default() };
        let mut columns = entity.to_vec();
        for dimension in &shape.dimensions {
            if let Source::Column(column) = self.source(dimension) {
                select.key(column, dimension.name);
                columns.push(column);
            }
        }
        self.relation(&columns, condition, sums).clone_into(&mut select.from);
        for column in entity {
            select.key(*column, *column);
        }
        for (at, sum) in sums.iter().enumerate() {
            select.value(format!("sum({})", sum.expression), format!("v{at}"));
        }
        if self.has_unknown(sums) {
            select.value("count(*) FILTER (WHERE amount IS NULL)", "missing");
        }
        self.restrict(&mut select, condition, self.range());
        select
    }

    /// Adds the metric's condition, the filters and the days.
    pub(crate) fn restrict(&self, select: &mut Select, condition: &str, range: Range) {
        select.filter(condition);
        for filter in self.line_filters() {
            select.filter(filter);
        }
        if let Some(days) = self.days("day", range) {
            select.filter(days);
        }
    }

    /// Slices, period and side over a base `l` of line columns (with `day` where the shape or a comparison needs it).
    pub(super) fn sliced(&self, base: &Select, shape: &Shape) -> Select {
        let mut select = self.mapped(base, shape);
        if self.shift.is_some() {
            let (from, to) = self.window();
            select.from.push_str(&self.calendar(&[Stretch { from, to, periods_on: 0, role: None, onto: None }], shape.period));
            if shape.period {
                select.key("c.period", "period");
            }
            select.key("c.side", "side");
        } else if shape.period {
            select.key(self.grain().start_sql("l.day"), "period");
        }
        select
    }

    /// A join of a base `l` with the days that count: per day its period, the side of a comparison that it belongs to
    /// (its day lies `shift` days earlier there) and its role. A line joins once for each.
    pub(super) fn calendar(&self, stretches: &[Stretch], period: bool) -> String {
        format!("\nJOIN {} c ON c.day = l.day", self.days_that_count(stretches, period))
    }

    /// The days of a calendar, in brackets.
    pub(super) fn days_that_count(&self, stretches: &[Stretch], period: bool) -> String {
        let mut parts = Vec::new();
        for (side, shift) in [(0, Some(0)), (1, self.shift)] {
            let Some(shift) = shift else { continue };
            for stretch in stretches {
                // Days on which there can be no line are left out, however long the stretch.
                let from = stretch.from.max(self.lines.0.plus(shift));
                let to = stretch.to.min(self.lines.1.plus(shift)).max(from.plus(-1));
                let mut select = Select::default();
                let day = if shift == 0 { "g.day".to_owned() } else { format!("g.day - INTERVAL '{shift} days'") };
                select.key(format!("CAST({day} AS DATE)"), "day");
                if period {
                    let start = format!("date_trunc('{}', g.day)", self.grain().as_str());
                    let start = if stretch.periods_on == 0 { start } else { format!("{start} + {}", self.grain().interval_sql()) };
                    select.key(format!("CAST({start} AS DATE)"), "period");
                }
                if self.shift.is_some() {
                    select.key(side.to_string(), "side");
                }
                if let Some(role) = stretch.role {
                    select.key(role.to_string(), "role");
                }
                if let Some((first, last)) = stretch.onto {
                    let on = format!("CAST(g.day + {} AS DATE)", self.grain().interval_sql());
                    select.filter(format!("{on} BETWEEN DATE '{first}' AND DATE '{last}'"));
                }
                select.from = format!("generate_series(DATE '{from}', DATE '{to}', INTERVAL '1 day') AS g(day)");
                parts.push(select.to_string());
            }
        }
        let parts = parts.join("\nUNION ALL\n").replace('\n', "\n  ");
        format!("(\n  {parts}\n)")
    }

    /// Slices alone.
    pub(crate) fn mapped(&self, base: &Select, shape: &Shape) -> Select {
        let mut select = Select { from: base.nested("l"), grouped: true, ..Select::default() };
        let mut joined = Vec::new();
        for dimension in &shape.dimensions {
            let source = self.source(dimension);
            select.key(self.expression(source), dimension.name);
            if let Some(lookup) = Lookup::of(source)
                && !joined.contains(&lookup)
            {
                select.from.push_str(lookup.join());
                joined.push(lookup);
            }
        }
        self.filter_later(&mut select, &joined);
        select
    }
}

/// The join of rows `l` with the rates into a currency.
pub(crate) fn rate_join(to: Currency, base: Base) -> String {
    format!("\nLEFT JOIN {} fx ON fx.day = l.{} AND fx.currency = l.currency", fx::table_of(to), base.rate_day())
}

/// Days of a calendar, as the periods asked for see them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// How many periods after its own a day counts for: 0 or 1.
    pub periods_on: u8,
    /// A mark for the day, when days come more than once.
    pub role: Option<u8>,
    /// Days that count when the day one period on lies in this range; the stretch's own days otherwise.
    pub onto: Option<(Day, Day)>,
}

/// The condition that a column lies in a range.
pub(super) fn between(column: &str, range: Range) -> Option<String> {
    match range {
        (Some(from), Some(to)) if from == to => Some(format!("{column} = DATE '{from}'")),
        (Some(from), Some(to)) => Some(format!("{column} BETWEEN DATE '{from}' AND DATE '{to}'")),
        (Some(from), None) => Some(format!("{column} >= DATE '{from}'")),
        (None, Some(to)) => Some(format!("{column} <= DATE '{to}'")),
        (None, None) => None,
    }
}
