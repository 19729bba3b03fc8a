//! Series as surfaces show them: citations resolved, bases named, and what follows from every point beside it.

use crate::book::{Book, Warning, warnings};
use crate::derive::{ShareSum, implied_trade, share_sums};
use crate::period::Span;
use crate::series::{Dataset, Point, Series};
use crate::sources::{Basis, Source};
use rust_decimal::Decimal;
use serde::Serialize;

/// A point with its citations and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointView {
    /// The published number.
    #[serde(flatten)]
    pub point: Point,
    /// How long its period is.
    pub span: Span,
    /// Whether the true number is larger.
    pub lower_bound: bool,
    /// All trade of that flow as its share implies, in the series' unit.
    pub implied_trade: Option<Decimal>,
    /// Where it was read.
    pub citations: Vec<Source>,
}

/// A series with everything that must be known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesView {
    /// Its name.
    pub id: String,
    /// Which figure it belongs to.
    pub dataset: Dataset,
    /// What it counts.
    pub basis: Basis,
    /// Which way.
    pub flow: &'static str,
    /// What a value is counted in.
    pub unit: String,
    /// Where it comes from.
    pub origin: crate::series::Origin,
    /// Its points.
    pub points: Vec<PointView>,
    /// Sums of its shares, period by period.
    pub sums: Vec<ShareSum>,
    /// What must be known about it.
    pub warnings: Vec<Warning>,
}

/// A series as surfaces show it.
#[must_use]
pub fn view(book: &Book, series: &Series) -> SeriesView {
    let references = book.references();
    let point = |point: &Point| PointView {
        span: point.period.span(),
        lower_bound: point.is_lower_bound(),
        implied_trade: implied_trade(point),
        citations: point.sources.iter().map(|id| references.source(id)).collect(),
        point: point.clone(),
    };
    SeriesView {
        id: series.id.to_string(),
        dataset: series.id.dataset,
        basis: references.basis(&series.id.basis),
        flow: series.id.flow.as_str(),
        unit: series.unit.clone(),
        origin: series.origin,
        points: series.points.iter().map(point).collect(),
        sums: if series.id.dataset == Dataset::Volume { Vec::new() } else { share_sums(series) },
        warnings: warnings(series),
    }
}
