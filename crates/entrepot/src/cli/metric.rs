//! `entrepot metric`: lists, explains and answers metrics, as a table or as JSON.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::money::{DecimalStyle, micros_to_decimal, round_micros, to_micros};
use entrepot_domain::{Currency, Day};
use entrepot_semantic::{Compare, Grain, MetricQuery};

/// Arguments of `metric`.
#[derive(Debug, Args)]
pub struct MetricArgs {
    /// `list`, `show NAME`, or the name of a metric.
    name: String,
    /// The metric to show.
    shown: Option<String>,
    /// Slice by these dimensions, separated by commas.
    #[arg(long, value_delimiter = ',')]
    by: Vec<String>,
    /// Only where a dimension has a value: `country=DE`. Repeat for more; values of one dimension are alternatives.
    #[arg(long = "where", value_name = "K=V")]
    filters: Vec<String>,
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// Time axis: day, week, month, quarter or year.
    #[arg(long)]
    grain: Option<String>,
    /// Report currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// Compare with the period before (`previous`) or the year before (`year`), weekday by weekday.
    #[arg(long)]
    compare: Option<String>,
    /// The metric to look at, for metrics with that parameter: `metric growth --of orders`.
    #[arg(long)]
    of: Option<String>,
    /// The dimension to look at it over, likewise: `metric concentration --over mode`.
    #[arg(long)]
    over: Option<String>,
    /// At most so many rows, largest first.
    #[arg(long)]
    limit: Option<usize>,
}

/// Runs it.
pub async fn run(c: &Context, args: MetricArgs) -> Result<u8, Failure> {
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    if args.name == "list" {
        return list(c, &semantic);
    }
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let show = args.name == "show";
    let name = if show {
        args.shown.clone().ok_or_else(|| Failure::usage("metric.name", "which metric?", "entrepot metric show net_sales"))?
    } else {
        args.name.clone()
    };
    let query = asked(&name, &args)?;
    if show {
        let metric = semantic.registry().get(&name)?;
        let sql = semantic.sql(&session, &query).await?;
        let mut doc = serde_json::to_value(metric)?;
        doc["sql"] = sql.clone().into();
        if c.json {
            output::json(&doc)?;
        } else {
            output::line(&format!("{name}: {}", doc["definition"]["en"].as_str().unwrap_or_default()));
            output::line(&sql);
        }
        return Ok(DONE);
    }
    let answer = semantic.answer(&session, &query).await?;
    if c.json {
        output::json(&answer)?;
    } else {
        let mut keys: Vec<&str> = answer.by.iter().map(String::as_str).collect();
        if answer.grain.is_some() {
            keys.insert(0, "period");
        }
        let text = |v: Option<&str>| v.unwrap_or("–").to_owned();
        let mut header = keys.clone();
        header.push("value");
        if answer.compare.is_some() {
            header.push("previous");
        }
        let money = answer.currency.as_deref().and_then(|c| Currency::parse(c).ok());
        let mut rows: Vec<Vec<String>> = Vec::new();
        for r in &answer.rows {
            let mut row: Vec<String> = keys.iter().map(|k| text(r.key(k).flatten())).collect();
            row.push(text(shown(r.value.as_deref(), money).as_deref()));
            if answer.compare.is_some() {
                row.push(text(shown(r.previous.as_deref(), money).as_deref()));
            }
            rows.push(row);
        }
        output::table(&header, &rows);
        eprintln!(
            "{name}{}, lake version {}",
            answer.currency.as_deref().map(|c| format!(" in {c}")).unwrap_or_default(),
            answer.lake_version
        );
    }
    for q in &answer.questions {
        eprintln!("question[{}]: {}\nhint: {}", q.code, q.text, q.hint);
    }
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}

/// The part of a question that several commands share, as written.
pub(super) struct Asked<'a> {
    pub by: &'a [String],
    pub filters: &'a [String],
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub grain: Option<&'a str>,
    pub currency: Option<&'a str>,
    pub compare: Option<&'a str>,
}

/// Reads it.
pub(super) fn query(name: &str, asked: &Asked<'_>) -> Result<MetricQuery, Failure> {
    let day = |text: Option<&str>| {
        text.map(|t| {
            Day::parse_bytes(t.as_bytes()).ok_or_else(|| Failure::usage("metric.day", format!("{t} is no day"), "write YYYY-MM-DD"))
        })
        .transpose()
    };
    let mut query = MetricQuery {
        by: asked.by.to_vec(),
        from: day(asked.from)?,
        to: day(asked.to)?,
        grain: asked.grain.map(Grain::parse).transpose()?,
        currency: asked.currency.map(Currency::parse).transpose()?,
        compare: asked.compare.map(Compare::parse).transpose()?,
        ..MetricQuery::new(name)
    };
    for filter in asked.filters {
        query.push_filter(filter)?;
    }
    Ok(query)
}

fn asked(name: &str, args: &MetricArgs) -> Result<MetricQuery, Failure> {
    let shared = Asked {
        by: &args.by,
        filters: &args.filters,
        from: args.from.as_deref(),
        to: args.to.as_deref(),
        grain: args.grain.as_deref(),
        currency: args.currency.as_deref(),
        compare: args.compare.as_deref(),
    };
    let query = query(name, &shared)?;
    Ok(MetricQuery { limit: args.limit, of: args.of.clone(), over: args.over.clone(), ..query })
}

/// A value for people: money to the currency's minor unit. `--json` keeps every digit.
pub(super) fn shown(value: Option<&str>, money: Option<Currency>) -> Option<String> {
    let value = value?;
    let rounded = money.and_then(|currency| {
        let exact = to_micros(value.as_bytes(), DecimalStyle::POINT_GROUPED.rounding()).ok()?;
        let places = currency.minor_units().min(6);
        Some(format!("{:.*}", usize::from(places), micros_to_decimal(round_micros(exact, places)?)?))
    });
    Some(rounded.unwrap_or_else(|| value.to_owned()))
}

fn list(c: &Context, semantic: &entrepot_semantic::Semantic) -> Result<u8, Failure> {
    let all = semantic.registry().metrics();
    if c.json {
        output::json(&all)?;
        return Ok(DONE);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|m| {
            let parameters: Vec<String> = m.parameters.iter().map(|parameter| format!("--{}", parameter.as_str())).collect();
            vec![
                m.group.as_str().to_owned(),
                m.name.clone(),
                parameters.join(" "),
                m.label.en.clone(),
                m.label.zh.clone(),
                m.definition.en.clone(),
            ]
        })
        .collect();
    output::table(&["group", "metric", "parameters", "label", "名称", "definition"], &rows);
    Ok(DONE)
}
