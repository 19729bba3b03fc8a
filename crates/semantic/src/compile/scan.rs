//! The reading of the lines: first aggregated by plain columns, then mapped to slices, periods and currencies.
//!
//! The first step is where the millions of rows are; it touches nothing but columns. Truncating days, looking up
//! regions, categories and rates, and moving a comparison's days happen on its few groups.

use super::select::Select;
use super::{Plan, Shape};
use crate::dimension::{Dimension, Source};
use entrepot_domain::Day;
use entrepot_engine::fx;

/// Something added up over lines.
#[derive(Debug, Clone)]
pub(crate) struct LineSum {
    /// What is added up.
    pub expression: String,
    /// Whether it is an amount in the line's currency.
    pub money: bool,
}

/// An inclusive range of days; an open end is `None`.
pub(crate) type Range = (Option<Day>, Option<Day>);

impl Plan<'_> {
    /// Where a dimension's values come from in this lake: without products, a category is what the line says.
    pub(super) fn source(&self, dimension: &Dimension) -> Source {
        match dimension.source {
            Source::Category if !self.products => Source::Column("category"),
            source => source,
        }
    }

    /// Filters that the lines' own columns can tell.
    pub(super) fn line_filters(&self) -> Vec<String> {
        self.filters
            .iter()
            .filter_map(|filter| match self.source(filter.dimension) {
                Source::Column(column) => Some(filter.condition(column)),
                _ => filter.on_lines(),
            })
            .collect()
    }

    /// Conditions on the category of a line `l` joined with its article `p`.
    pub(crate) fn category_filters(&self) -> Vec<String> {
        let of_category = self.filters.iter().filter(|filter| self.source(filter.dimension) == Source::Category);
        of_category.map(|filter| filter.condition("coalesce(l.category, p.category)")).collect()
    }

    /// Whether a filter needs the products.
    pub(crate) fn filters_category(&self) -> bool {
        self.filters.iter().any(|filter| self.source(filter.dimension) == Source::Category)
    }

    fn needs_category(&self, shape: &Shape) -> bool {
        self.filters_category() || shape.dimensions.iter().any(|dimension| self.source(dimension) == Source::Category)
    }

    /// The lines' columns that the slices of a shape are told from.
    pub(crate) fn line_columns(&self, shape: &Shape) -> Vec<&'static str> {
        let mut columns = Vec::new();
        let mut add = |column| {
            if !columns.contains(&column) {
                columns.push(column);
            }
        };
        for dimension in &shape.dimensions {
            match self.source(dimension) {
                Source::Column(column) => add(column),
                Source::Region => add("country"),
                Source::Category => {}
            }
        }
        if self.needs_category(shape) {
            add("sku");
            add("category");
        }
        columns
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
        if plain && !shape.period && self.shift.is_none() && convert.is_none() && !self.filters_category() {
            return self.direct(shape, entity, sums, condition);
        }
        let mut base = Select { from: "lines".to_owned(), grouped: true, ..Select::default() };
        for column in self.line_columns(shape) {
            base.key(column, column);
        }
        if shape.period || self.shift.is_some() || convert.is_some() {
            base.key("day", "day");
        }
        if convert.is_some() && !base.key_names().contains(&"currency") {
            base.key("currency", "currency");
        }
        for column in entity {
            if !base.key_names().contains(column) {
                base.key(*column, *column);
            }
        }
        for (at, sum) in sums.iter().enumerate() {
            base.value(format!("sum({})", sum.expression), format!("v{at}"));
        }
        self.restrict(&mut base, condition, self.range());
        let mut outer = self.sliced(&base, shape);
        for column in entity {
            outer.key(format!("l.{column}"), *column);
        }
        if let Some(to) = convert {
            outer.from.push_str(&format!("\nLEFT JOIN {} fx ON fx.day = l.day AND fx.currency = l.currency", fx::table_of(to)));
        }
        for (at, sum) in sums.iter().enumerate() {
            let column = format!("l.v{at}");
            let value = match convert {
                Some(to) if sum.money => {
                    format!("CASE WHEN l.currency = '{to}' OR {column} = 0 THEN {column} ELSE {column} * fx.rate END")
                }
                _ => column,
            };
            outer.value(format!("sum({value})"), format!("v{at}"));
        }
        if let Some(to) = convert {
            let amounts: Vec<String> =
                sums.iter().enumerate().filter(|(_, sum)| sum.money).map(|(at, _)| format!("l.v{at} <> 0")).collect();
            let amounts = if amounts.len() > 1 { format!("({})", amounts.join(" OR ")) } else { amounts.join("") };
            outer.value(format!("count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> '{to}' AND {amounts})"), "missing");
        }
        outer
    }

    /// The simple case: every key is a column, so one aggregation does it.
    fn direct(&self, shape: &Shape, entity: &[&str], sums: &[LineSum], condition: &str) -> Select {
        let mut select = Select { from: "lines".to_owned(), grouped: true, ..Select::default() };
        for dimension in &shape.dimensions {
            if let Source::Column(column) = self.source(dimension) {
                select.key(column, dimension.name);
            }
        }
        for column in entity {
            select.key(*column, *column);
        }
        for (at, sum) in sums.iter().enumerate() {
            select.value(format!("sum({})", sum.expression), format!("v{at}"));
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
            select.from.push_str(&self.calendar(&[Stretch { from, to, periods_on: 0, role: None }], shape.period));
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
                select.from = format!("generate_series(DATE '{from}', DATE '{to}', INTERVAL '1 day') AS g(day)");
                parts.push(select.to_string());
            }
        }
        let parts = parts.join("\nUNION ALL\n").replace('\n', "\n  ");
        format!("\nJOIN (\n  {parts}\n) c ON c.day = l.day")
    }

    /// Slices alone.
    pub(super) fn mapped(&self, base: &Select, shape: &Shape) -> Select {
        let mut select = Select { from: base.nested("l"), grouped: true, ..Select::default() };
        for dimension in &shape.dimensions {
            match self.source(dimension) {
                Source::Column(column) => select.key(format!("l.{column}"), dimension.name),
                Source::Region => select.key("countries.region", dimension.name),
                Source::Category => select.key("coalesce(l.category, p.category)", dimension.name),
            }
        }
        if shape.dimensions.iter().any(|dimension| dimension.source == Source::Region) {
            select.from.push_str("\nLEFT JOIN countries ON countries.code = l.country");
        }
        if self.needs_category(shape) {
            select.from.push_str(PRODUCTS);
            for condition in self.category_filters() {
                select.filter(condition);
            }
        }
        select
    }
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
}

/// The join that finds an article's category.
pub(crate) const PRODUCTS: &str = "\nLEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku";

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
