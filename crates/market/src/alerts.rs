//! Alerts: days on which a metric was outside of what its weekday and season let expect.
//!
//! Only finished days are judged: those before the present day and before the last day of the book, which may have been
//! exported in the middle. Holidays are neither judged nor learnt from.

use crate::error::MarketError;
use crate::forecast::Holidays;
use entrepot_domain::{Currency, Day};
use entrepot_engine::LakeSession;
use entrepot_models::watch::{FALSE_ALARMS, HISTORY_MIN, judge};
use entrepot_semantic::{Better, Expression, Grain, MetricQuery, Semantic, Text, Unit};
use std::collections::BTreeMap;

/// What is watched, as far as the home has it.
const WATCHED: [&str; 6] = ["net_sales", "orders", "units", "customers", "discount", "returned_sales"];
/// Newest finished days that are judged.
const DAYS: i32 = 7;
/// Days of history that are read: two years and the weeks before them.
const HISTORY: i32 = 2 * 364 + 120;

/// What was watched, and what stood out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alerts {
    /// The lake version that was read.
    pub lake_version: i64,
    /// Metrics that were judged.
    pub watched: Vec<String>,
    /// First and last day that were judged, `YYYY-MM-DD`; null when no day could be.
    pub from: Option<String>,
    /// Last of them.
    pub to: Option<String>,
    /// Days and metrics that were judged together.
    pub judged: usize,
    /// The share of ordinary days that are reported at most, in percent.
    pub false_alarm_pct: String,
    /// What stood out, the newest day first.
    pub alerts: Vec<Alert>,
    /// Why nothing could be judged, when nothing could.
    pub note: Option<Text>,
}

/// A day that stood out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alert {
    /// The metric.
    pub metric: String,
    /// Its name for people.
    pub label: Text,
    /// What its values are.
    pub unit: Unit,
    /// The report currency of money.
    pub currency: Option<String>,
    /// The day.
    pub day: String,
    /// What it was, exactly.
    pub value: String,
    /// What was to be expected, an estimate.
    pub expected: String,
    /// The least that is ordinary.
    pub low: String,
    /// The most that is ordinary.
    pub high: String,
    /// Above or below.
    pub direction: &'static str,
    /// Whether it is the wrong direction for the metric.
    pub bad: bool,
    /// Why it stands out, in a sentence.
    pub why: Text,
}

/// Judges the newest finished days. `today` is the present day in the business zone.
///
/// # Errors
/// Those of the metrics.
pub async fn alerts(
    semantic: &Semantic, session: &LakeSession, holidays: &Holidays, today: Day, currency: Option<Currency>,
) -> Result<Alerts, MarketError> {
    let mut found = Alerts {
        lake_version: session.version(),
        watched: Vec::new(),
        from: None,
        to: None,
        judged: 0,
        false_alarm_pct: format!("{:.0}", FALSE_ALARMS * 100.0),
        alerts: Vec::new(),
        note: None,
    };
    let Some((first, last)) = session.facts().await?.days else {
        found.note = Some(text("There is no order yet.", "尚无订单。"));
        return Ok(found);
    };
    let end = Day(last.0.min(today.0) - 1);
    if end.0 - first.0 + 1 < i32::try_from(HISTORY_MIN).unwrap_or(i32::MAX) {
        found.note = Some(text(
            &format!("Days are judged after {HISTORY_MIN} days of history."),
            &format!("有 {HISTORY_MIN} 天历史之后才开始判断。"),
        ));
        return Ok(found);
    }
    let start = Day(first.0.max(end.0 - HISTORY));
    let days: Vec<Day> = (start.0..=end.0).map(Day).collect();
    let special: Vec<bool> =
        days.iter().map(|day| holidays.all().iter().any(|one| one.spans.iter().any(|(a, b)| a <= day && day <= b))).collect();
    let from = end.plus(1 - DAYS);
    (found.from, found.to) = (Some(from.to_string()), Some(end.to_string()));
    for name in WATCHED {
        let Some(metric) = semantic.registry().find(name) else { continue };
        let query = MetricQuery { grain: Some(Grain::Day), from: Some(start), to: Some(end), currency, ..MetricQuery::new(name) };
        let answer = semantic.answer(session, &query).await?;
        let said: BTreeMap<&str, Option<&str>> =
            answer.rows.iter().filter_map(|row| Some((row.key("period")??, row.value.as_deref()))).collect();
        let sums = !matches!(metric.expression, Expression::Ratio { .. });
        let mut missing = special.clone();
        let values: Vec<f64> = days
            .iter()
            .enumerate()
            .map(|(at, day)| match said.get(day.to_string().as_str()) {
                Some(Some(value)) => value.parse().unwrap_or(0.0),
                // A day without rows has nothing of a sum; a ratio of nothing is not known.
                None if sums => 0.0,
                _ => {
                    missing[at] = true;
                    0.0
                }
            })
            .collect();
        let mut judged = false;
        for (at, day) in days.iter().enumerate().filter(|(_, day)| **day >= from) {
            let Some(band) = judge(&values[..=at], &missing[..=at]) else { continue };
            judged = true;
            found.judged += 1;
            if band.halves <= 1.0 {
                continue;
            }
            let above = values[at] > band.expected;
            let estimate = |value: f64| match metric.unit {
                Unit::Money => format!("{value:.2}"),
                Unit::Count | Unit::Quantity => format!("{value:.0}"),
                Unit::Ratio => format!("{value:.6}"),
            };
            found.alerts.push(Alert {
                metric: name.to_owned(),
                label: metric.label.clone(),
                unit: metric.unit,
                currency: answer.currency.clone(),
                day: day.to_string(),
                value: said.get(day.to_string().as_str()).copied().flatten().unwrap_or("0").to_owned(),
                expected: estimate(band.expected),
                low: estimate(band.low),
                high: estimate(band.high),
                direction: if above { "above" } else { "below" },
                bad: matches!((metric.better, above), (Better::Up, false) | (Better::Down, true)),
                why: why(band.season),
            });
        }
        if judged {
            found.watched.push(name.to_owned());
        }
    }
    found.alerts.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.metric.cmp(&b.metric)));
    if found.judged == 0 {
        found.note = Some(text("No day could be judged: holidays, or too little history.", "没有可判断的日期：正值节日或历史太短。"));
    }
    Ok(found)
}

fn why(season: bool) -> Text {
    if season {
        text(
            "Against the same weekday of the eight weeks before, moved by what the year before did at this point.",
            "与此前八周的同一星期几相比，并按上一年此时的变化调整。",
        )
    } else {
        text("Against the same weekday of the eight weeks before.", "与此前八周的同一星期几相比。")
    }
}

fn text(en: &str, zh: &str) -> Text {
    Text { en: en.to_owned(), zh: zh.to_owned() }
}
