//! The past of every series, read through `semantic`: finished periods only, dense, one lake version.

use crate::error::MarketError;
use entrepot_domain::Day;
use entrepot_engine::LakeSession;
use entrepot_models::forecast::{Gaps, HORIZON_MAX};
use entrepot_semantic::{Grain, MetricQuery, Question, Semantic, Unit};
use std::collections::BTreeMap;

use super::ask::{ForecastAsked, Subject};
use super::calendar::{grain_for, next, periods};

/// A period that is not learnt from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Its first day.
    pub period: Day,
    /// `unfinished`: it goes on after the last day known. `begins_inside`: the book begins after its first day.
    pub reason: &'static str,
}

/// The past of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesHistory {
    /// Dimension and value; a null value is unknown.
    pub keys: Vec<(String, Option<String>)>,
    /// One value a period of [`History::periods`].
    pub values: Vec<Option<f64>>,
}

/// All that a forecast is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The question.
    pub asked: ForecastAsked,
    /// The metric that was read.
    pub metric: String,
    /// What its values are.
    pub unit: Unit,
    /// The report currency of money.
    pub currency: Option<String>,
    /// The lake version.
    pub lake_version: i64,
    /// The SQL that the values come from.
    pub sql: String,
    /// Length of a period.
    pub grain: Grain,
    /// First days of the finished periods.
    pub periods: Vec<Day>,
    /// Periods that were left out.
    pub left_out: Vec<LeftOut>,
    /// What a missing period means.
    pub gaps: Gaps,
    /// The series, those with the largest totals first.
    pub series: Vec<SeriesHistory>,
    /// How many series there are, also those beyond the limit.
    pub series_total: usize,
    /// What the answer asks back, for example for rates.
    pub questions: Vec<Question>,
}

/// Reads the past. `today` decides whether the newest period can still grow.
pub async fn read(semantic: &Semantic, session: &LakeSession, asked: &ForecastAsked, today: Day) -> Result<History, MarketError> {
    if asked.horizon == 0 || asked.horizon > HORIZON_MAX {
        let error = entrepot_models::forecast::ForecastError::Horizon(asked.horizon);
        return Err(MarketError::asked(error.code(), error.to_string(), error.hint()));
    }
    let (metric, by) = asked.metric();
    let defined = semantic.registry().get(metric)?;
    let (unit, additive) = (defined.unit, defined.additive.time);
    let Some((first, last)) = session.facts().await?.days else {
        return Err(MarketError::asked(
            "forecast_no_history",
            "There are no orders yet, so there is nothing to learn from.",
            "Import order files first, or try it on the demo seller: entrepot demo.",
        ));
    };
    let (first, last) = (asked.from.map_or(first, |from| from.max(first)), asked.to.map_or(last, |to| to.min(last)));
    let grain = asked.grain.unwrap_or_else(|| grain_for(first, last));
    let mut query = MetricQuery {
        by,
        filters: asked.filters.clone(),
        from: asked.from,
        to: asked.to,
        grain: Some(grain),
        currency: asked.currency,
        ..MetricQuery::new(metric)
    };
    if let Subject::Sku(sku) = &asked.subject {
        query.filters.push(("product".to_owned(), sku.clone()));
    }
    let answer = semantic.answer(session, &query).await?;
    if answer.rows.is_empty() {
        return Err(MarketError::asked(
            "forecast_no_history",
            match &asked.subject {
                Subject::Sku(sku) => format!("No line sells a product \"{sku}\"."),
                _ => "No line is left under these filters.".to_owned(),
            },
            "Check the spelling (entrepot metric units --by product lists what is sold), or remove a filter.",
        ));
    }
    let (periods, left_out) = finished(grain, first, last, today);
    let place: BTreeMap<String, usize> = periods.iter().enumerate().map(|(at, day)| (day.to_string(), at)).collect();
    let mut series: BTreeMap<Vec<Option<String>>, Vec<Option<f64>>> = BTreeMap::new();
    for row in &answer.rows {
        let key = answer.by.iter().map(|name| row.key(name).flatten().map(str::to_owned)).collect();
        let values = series.entry(key).or_insert_with(|| vec![None; periods.len()]);
        let at = row.key("period").flatten().and_then(|period| place.get(period));
        if let (Some(at), Some(value)) = (at, row.value.as_deref().and_then(|text| text.parse::<f64>().ok())) {
            values[*at] = Some(value);
        }
    }
    let series_total = series.len();
    let mut series: Vec<SeriesHistory> =
        series.into_iter().map(|(key, values)| SeriesHistory { keys: answer.by.iter().cloned().zip(key).collect(), values }).collect();
    let total = |s: &SeriesHistory| s.values.iter().flatten().sum::<f64>();
    // A stable sort: equal totals stay in the order of their keys.
    series.sort_by(|a, b| total(b).total_cmp(&total(a)));
    if let Some(limit) = asked.limit {
        series.truncate(limit);
    }
    // Sums and counts of nothing are zero; ratios and averages of nothing are unknown.
    let gaps = if unit == Unit::Ratio || (unit == Unit::Money && !additive) { Gaps::Between } else { Gaps::Zero };
    Ok(History {
        asked: asked.clone(),
        metric: metric.to_owned(),
        unit,
        currency: answer.currency,
        lake_version: answer.lake_version,
        sql: answer.sql,
        grain,
        periods,
        left_out,
        gaps,
        series,
        series_total,
        questions: answer.questions,
    })
}

/// The finished periods between two days, and what was left out at either end.
fn finished(grain: Grain, first: Day, last: Day, today: Day) -> (Vec<Day>, Vec<LeftOut>) {
    let mut all = periods(grain, first, last);
    let mut left_out = Vec::new();
    if all.first().is_some_and(|start| *start < first) {
        left_out.push(LeftOut { period: all.remove(0), reason: "begins_inside" });
    }
    while let Some(start) = all.last().copied() {
        let end = next(grain, start).plus(-1);
        if end <= last && end < today {
            break;
        }
        left_out.push(LeftOut { period: start, reason: "unfinished" });
        all.pop();
    }
    (all, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn only_finished_periods_are_learnt_from() {
        let (periods, out) = finished(Grain::Month, day("2023-01-10"), day("2023-05-20"), day("2026-01-01"));
        assert_eq!(periods, ["2023-02-01", "2023-03-01", "2023-04-01"].map(day));
        assert_eq!(
            out.iter().map(|o| (o.period.to_string(), o.reason)).collect::<Vec<_>>(),
            [("2023-01-01".to_owned(), "begins_inside"), ("2023-05-01".to_owned(), "unfinished")]
        );
        // A whole month is finished once it is over; today never is.
        let (periods, out) = finished(Grain::Month, day("2023-01-01"), day("2023-02-28"), day("2023-03-01"));
        assert_eq!((periods.len(), out.len()), (2, 0));
        let (periods, out) = finished(Grain::Day, day("2023-01-01"), day("2023-01-05"), day("2023-01-05"));
        assert_eq!((periods.len(), out[0].period), (4, day("2023-01-05")));
        let (periods, _) = finished(Grain::Year, day("2023-03-01"), day("2023-04-01"), day("2026-01-01"));
        assert!(periods.is_empty());
    }
}
