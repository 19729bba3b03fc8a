//! The market room's values as wire types: names and texts, nothing computed.

use crate::wire::{
    Label, MarketBasis, MarketChange, MarketPoint, MarketProblem, MarketSeries, MarketSource, MarketSplit, MarketStep, MarketSum,
    MarketWarning, OwnConcentration, OwnFigure, OwnRow, OwnSplit,
};
use entrepot_market::own;
use entrepot_market::store::{Effect, Step};
use entrepot_market::{Change, Origin, PointView, Problem, SeriesView, ShareSum, Source, Span, Split, Warning};

fn text(value: impl ToString) -> String {
    value.to_string()
}

pub(super) fn series(view: SeriesView) -> MarketSeries {
    let basis = view.basis;
    MarketSeries {
        id: view.id,
        dataset: view.dataset.as_str().to_owned(),
        basis: MarketBasis {
            id: basis.id,
            kind: basis.kind,
            label: Label::new(basis.en, basis.zh),
            note: Label::new(basis.note_en, basis.note_zh),
        },
        flow: view.flow.to_owned(),
        unit: view.unit,
        origin: match view.origin {
            Origin::Shipped => "shipped",
            Origin::User => "user",
            Origin::UserReplaced => "user_replaced",
        }
        .to_owned(),
        points: view.points.into_iter().map(point).collect(),
        sums: view.sums.into_iter().map(sum).collect(),
        warnings: view.warnings.into_iter().map(warning).collect(),
    }
}

fn point(view: PointView) -> MarketPoint {
    let point = view.point;
    MarketPoint {
        period: text(point.period),
        span: match view.span {
            Span::Year => "year",
            Span::HalfYear => "half_year",
            Span::Quarter => "quarter",
            Span::Month => "month",
        }
        .to_owned(),
        item: point.item,
        value: text(point.value),
        kind: point.kind.as_str().to_owned(),
        lower_bound: view.lower_bound,
        verified: point.verified,
        stand_in: point.stand_in,
        yoy_pct: point.yoy_pct.map(text),
        share_of_trade_pct: point.share_of_trade_pct.map(text),
        implied_trade: view.implied_trade.map(text),
        export_share_pct: point.export_share_pct.map(text),
        sources: view.citations.into_iter().map(source).collect(),
        as_of: point.as_of,
        note: point.note,
    }
}

fn source(source: Source) -> MarketSource {
    let Source { id, title, published, place, verified } = source;
    MarketSource { id, title, published, r#where: place, verified }
}

fn sum(sum: ShareSum) -> MarketSum {
    MarketSum {
        period: text(sum.period),
        sum: text(sum.sum),
        complete: sum.complete,
        not_itemised: sum.not_itemised.map(text),
        herfindahl_min: text(sum.herfindahl_min),
    }
}

fn warning(warning: Warning) -> MarketWarning {
    MarketWarning { code: warning.code.to_owned(), period: warning.period.map(text), amount: text(warning.amount), text: warning.text }
}

pub(super) fn change(change: Change) -> MarketChange {
    MarketChange {
        series: text(change.series),
        from: text(change.from),
        to: text(change.to),
        from_value: text(change.from_value),
        to_value: text(change.to_value),
        growth_pct: text(change.growth_pct),
        years: change.years,
        cagr_pct: change.cagr_pct.map(text),
        lower_bound: change.lower_bound,
        verified: change.verified,
        kinds: change.kinds.map(|kind| kind.as_str().to_owned()).to_vec(),
    }
}

pub(super) fn split(split: Split) -> MarketSplit {
    MarketSplit {
        basis: split.basis,
        period: text(split.period),
        export: text(split.export),
        import: text(split.import),
        export_pct: text(split.export_pct),
        import_pct: text(split.import_pct),
        unit: split.unit,
        published: split.published,
        verified: split.verified,
    }
}

pub(super) fn own(figure: own::OwnFigure) -> OwnFigure {
    OwnFigure {
        metric: figure.metric,
        currency: figure.currency,
        lake_version: figure.lake_version,
        sql: figure.sql,
        from: figure.from,
        to: figure.to,
        rows: figure.rows.into_iter().map(row).collect(),
        groups: figure.groups.into_iter().map(row).collect(),
        total: figure.total,
        concentration: figure
            .concentration
            .into_iter()
            .map(|one| OwnConcentration { period: one.period, herfindahl: text(one.herfindahl), count: one.count })
            .collect(),
        splits: Vec::new(),
        home: None,
        questions: figure.questions.into_iter().map(super::metrics::posed).collect(),
    }
}

fn row(row: own::OwnRow) -> OwnRow {
    OwnRow {
        key: row.key,
        label: row.label.map(|label| Label::new(label.en, label.zh)),
        period: row.period,
        value: row.value,
        share_pct: row.share_pct.map(text),
        members: row.members,
    }
}

pub(super) fn own_split(split: own::OwnSplit) -> OwnSplit {
    OwnSplit { period: split.period, direction: split.direction.to_owned(), value: split.value, share_pct: split.share_pct.map(text) }
}

pub(super) fn step(step: Step) -> MarketStep {
    MarketStep {
        series: text(step.series),
        effect: match step.effect {
            Effect::Adds => "adds",
            Effect::ReplacesShipped => "replaces_shipped",
            Effect::ReplacesOwn => "replaces_own",
        }
        .to_owned(),
        points: step.points,
        points_before: step.points_before,
        warnings: step.warnings.into_iter().map(warning).collect(),
    }
}

pub(super) fn problem(problem: Problem) -> MarketProblem {
    MarketProblem { code: problem.code.to_owned(), line: problem.line, cause: problem.cause, hint: problem.hint }
}
