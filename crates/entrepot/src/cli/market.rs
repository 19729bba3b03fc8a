//! `entrepot market`: published series beside the seller's own trade, and the user's own series.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_domain::{Country, Currency, Day};
use entrepot_engine::LakeSession;
use entrepot_market::own::{self, OwnFigure, OwnQuery, OwnRow};
use entrepot_market::store::{self, Effect};
use entrepot_market::{Book, Change, Dataset, End, Flow, Period, SeriesId, SeriesView, Wanted, changes, splits, view};
use entrepot_ops::AuditEntry;
use entrepot_semantic::{Grain, Question, Semantic};
use std::path::PathBuf;
use std::sync::Arc;

/// Arguments of `market`.
#[derive(Debug, Args)]
pub struct MarketArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Trade by period: one series for each basis and flow, and own sales by year.
    Volume(Asked),
    /// Shares of product categories, and own sales by category.
    Products(Asked),
    /// Shares of partner countries, and own sales by destination.
    Destinations(Asked),
    /// Where sellers sit, by province and industrial park.
    Origins,
    /// Shares of the selling modes over time, with their concentration.
    Modes(Asked),
    /// All series, shipped and your own.
    List,
    /// Add the series of a CSV file, or replace known ones.
    Add {
        /// The file: period, flow, value_trn_cny (or value and unit; or share_pct with partner or category), kind, basis, source, as_of, verified, note.
        file: PathBuf,
        /// Known series may be replaced.
        #[arg(long)]
        replace: bool,
        /// Only say what it would do.
        #[arg(long)]
        dry_run: bool,
    },
    /// Remove one of your own series; a shipped one of its name is back.
    Remove {
        /// figure.basis.flow, for example volume.100ec.total.
        series: String,
    },
}

#[derive(Debug, Args)]
struct Asked {
    /// Only these bases, separated by commas.
    #[arg(long, value_delimiter = ',')]
    basis: Vec<String>,
    /// Only this flow: total, export, import, export_as_stated.
    #[arg(long)]
    flow: Option<String>,
    /// Only this period: 2018, 2018H1, 2018Q3, 2018-07.
    #[arg(long)]
    period: Option<String>,
    /// Growth and CAGR between two periods of one basis: 2010..2017.
    #[arg(long)]
    change: Option<String>,
    /// Report currency of own sales, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// First day of own sales, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day of own sales, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// Country from which exports are seen (default: the one that sells most).
    #[arg(long)]
    home_country: Option<String>,
    /// Time axis of modes: day, week, month, quarter, year.
    #[arg(long, default_value = "year")]
    grain: String,
    /// Leave own sales out.
    #[arg(long)]
    no_own: bool,
}

impl Asked {
    fn wanted(&self) -> Result<Wanted, Failure> {
        Ok(Wanted {
            bases: self.basis.clone(),
            flow: self.flow.as_deref().map(Flow::parse).transpose()?,
            period: self.period.as_deref().map(Period::parse).transpose()?,
        })
    }

    fn own(&self) -> Result<OwnQuery, Failure> {
        let day = |text: &Option<String>| {
            let read = |t: &str| {
                Day::parse_bytes(t.as_bytes()).ok_or_else(|| Failure::usage("market.day", format!("{t} is no day"), "write YYYY-MM-DD"))
            };
            text.as_deref().map(read).transpose()
        };
        let currency = self.currency.as_deref().map(Currency::parse).transpose()?;
        Ok(OwnQuery { currency, from: day(&self.from)?, to: day(&self.to)? })
    }
}

/// Runs it.
pub async fn run(c: &Context, args: MarketArgs) -> Result<u8, Failure> {
    match args.verb {
        Verb::Volume(asked) => figure(c, Dataset::Volume, &asked).await,
        Verb::Products(asked) => figure(c, Dataset::Products, &asked).await,
        Verb::Destinations(asked) => figure(c, Dataset::Destinations, &asked).await,
        Verb::Origins => {
            let (session, _engine, _) = session(c).await?;
            show_own_only(c, "origins", own::origins(&session).await?)
        }
        Verb::Modes(asked) => {
            let (session, _engine, semantic) = session(c).await?;
            show_own_only(c, "modes", own::modes(&session, &semantic, &asked.own()?, Grain::parse(&asked.grain)?).await?)
        }
        Verb::List => list(c),
        Verb::Add { file, replace, dry_run } => add(c, &file, replace, dry_run).await,
        Verb::Remove { series } => remove(c, &series).await,
    }
}

/// A session with what keeps it alive and what answers over it.
async fn session(c: &Context) -> Result<(Arc<LakeSession>, Arc<entrepot_engine::Engine>, Semantic), Failure> {
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    let engine = wiring::engine(&c.config, &c.dir)?;
    Ok((wiring::session(&home, &engine).await?, engine, semantic))
}

async fn figure(c: &Context, dataset: Dataset, asked: &Asked) -> Result<u8, Failure> {
    let book = store::open(&c.dir)?;
    let wanted = asked.wanted()?;
    let query = asked.own()?;
    let series = book.select(dataset, &wanted)?;
    let growth = match (&asked.change, dataset) {
        (None, _) => Vec::new(),
        (Some(pair), Dataset::Volume) => {
            let (from, to) = End::parse_pair(pair)?;
            changes(&book.select(dataset, &Wanted { period: None, ..wanted })?, &from, &to)?
        }
        (Some(_), _) => return Err(Failure::usage("market.figure", "shares have no growth here", "ask market volume --change 2010..2017")),
    };
    let home_country = asked.home_country.as_deref().map(Country::parse).transpose()?;
    let own =
        if asked.no_own || !c.dir.join("ops.sqlite").exists() { None } else { Some(own_figure(c, dataset, &query, home_country).await?) };
    let views: Vec<SeriesView> = series.iter().map(|one| view(&book, one)).collect();
    if c.json {
        let own_json = own.as_ref().map(|(figure, extra)| -> Result<_, Failure> {
            let mut json = serde_json::to_value(figure)?;
            if let (Some(json), Some(extra)) = (json.as_object_mut(), extra.as_object()) {
                json.extend(extra.clone());
            }
            Ok(json)
        });
        output::json(&serde_json::json!({
            "dataset": dataset, "series": views, "changes": growth, "splits": splits(&series), "own": own_json.transpose()?,
        }))?;
    } else {
        published(&book, &views, &growth);
        if let Some((figure, _)) = &own {
            own_table(figure);
        }
    }
    Ok(own.map_or(DONE, |(figure, _)| ask(&figure.questions)))
}

async fn own_figure(
    c: &Context, dataset: Dataset, query: &OwnQuery, home: Option<Country>,
) -> Result<(OwnFigure, serde_json::Value), Failure> {
    let (session, _engine, semantic) = session(c).await?;
    let none = serde_json::json!({});
    Ok(match dataset {
        Dataset::Volume => {
            let (figure, home, splits) = own::volume(&session, &semantic, query, home).await?;
            (figure, serde_json::json!({ "home": home, "splits": splits }))
        }
        Dataset::Products => (own::products(&session, &semantic, query).await?, none),
        Dataset::Destinations => (own::destinations(&session, &semantic, query).await?, none),
    })
}

fn ask(questions: &[Question]) -> u8 {
    for q in questions {
        eprintln!("question[{}]: {}\nhint: {}", q.code, q.text, q.hint);
    }
    if questions.is_empty() { DONE } else { ASKS }
}

fn published(book: &Book, views: &[SeriesView], growth: &[Change]) {
    let mut rows = Vec::new();
    for one in views {
        for point in &one.points {
            let p = &point.point;
            let mut flags = Vec::new();
            if point.lower_bound {
                flags.push("more than");
            }
            if !p.verified {
                flags.push("unverified");
            }
            if p.stand_in.is_some() {
                flags.push("stand-in");
            }
            rows.push(vec![
                one.basis.id.clone(),
                one.flow.to_owned(),
                p.period.to_string(),
                p.item.clone().unwrap_or_default(),
                p.value.to_string(),
                one.unit.clone(),
                p.kind.as_str().to_owned(),
                flags.join(", "),
                p.sources.join(";"),
            ]);
        }
    }
    output::table(&["basis", "flow", "period", "item", "value", "unit", "kind", "flags", "source"], &rows);
    for one in growth {
        let least = if one.lower_bound { "at least " } else { "" };
        let yearly = one.cagr_pct.map(|cagr| format!(", {least}{cagr} % a year")).unwrap_or_default();
        output::line(&format!("{} {} to {}: {least}{} %{yearly}", one.series, one.from, one.to, one.growth_pct));
    }
    for one in views {
        for warning in &one.warnings {
            eprintln!("warning[{}] {}: {}", warning.code, one.id, warning.text);
        }
    }
    let mut cited: Vec<&str> = views.iter().flat_map(|one| &one.points).flat_map(|p| &p.point.sources).map(String::as_str).collect();
    cited.sort_unstable();
    cited.dedup();
    for id in cited {
        let source = book.references().source(id);
        eprintln!(
            "source {id}: {}{}",
            source.title,
            if source.published.is_empty() { String::new() } else { format!(", {}", source.published) }
        );
    }
}

fn own_table(figure: &OwnFigure) {
    let cells = |kind: &str, row: &OwnRow| {
        vec![
            kind.to_owned(),
            row.period.clone().unwrap_or_default(),
            row.key.clone().unwrap_or_else(|| "unknown".to_owned()),
            row.value.clone().unwrap_or_else(|| "–".to_owned()),
            row.share_pct.map(|share| format!("{share}%")).unwrap_or_default(),
        ]
    };
    let mut rows: Vec<Vec<String>> = figure.rows.iter().map(|row| cells("own", row)).collect();
    rows.extend(figure.groups.iter().map(|row| cells("group", row)));
    output::table(&["", "period", "key", "value", "share"], &rows);
    for one in &figure.concentration {
        eprintln!("concentration {}: {} over {}", one.period.as_deref().unwrap_or("of the whole"), one.herfindahl, one.count);
    }
    eprintln!(
        "own {}{}, lake version {}",
        figure.metric,
        figure.currency.as_deref().map(|c| format!(" in {c}")).unwrap_or_default(),
        figure.lake_version
    );
}

fn show_own_only(c: &Context, dataset: &str, figure: OwnFigure) -> Result<u8, Failure> {
    if c.json {
        output::json(&serde_json::json!({ "dataset": dataset, "own": figure }))?;
    } else {
        own_table(&figure);
    }
    Ok(ask(&figure.questions))
}

fn list(c: &Context) -> Result<u8, Failure> {
    let book = store::open(&c.dir)?;
    if c.json {
        let all: Vec<SeriesView> = book.series().iter().map(|one| view(&book, one)).collect();
        output::json(&all)?;
        return Ok(DONE);
    }
    let mut rows = Vec::new();
    for one in book.series() {
        let periods = one.periods();
        let span = match (periods.first(), periods.last()) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (Some(first), _) => first.to_string(),
            _ => String::new(),
        };
        let origin = match one.origin {
            entrepot_market::Origin::Shipped => "shipped",
            entrepot_market::Origin::User => "yours",
            entrepot_market::Origin::UserReplaced => "yours, instead of the shipped one",
        };
        rows.push(vec![
            one.id.to_string(),
            book.references().basis(&one.id.basis).en,
            one.unit.clone(),
            one.points.len().to_string(),
            span,
            origin.to_owned(),
        ]);
    }
    output::table(&["series", "basis", "unit", "numbers", "periods", "origin"], &rows);
    Ok(DONE)
}

async fn add(c: &Context, file: &std::path::Path, replace: bool, dry_run: bool) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Failure::new("file.read", format!("{}: {e}", file.display()), "check the path; save the table as UTF-8"))?;
    let steps = if dry_run { store::preview(&store::open(&c.dir)?, &text)? } else { store::add(&c.dir, &text, replace)? };
    if !dry_run {
        for step in &steps {
            note(c, "market.put", &step.series.to_string()).await?;
        }
    }
    if c.json {
        output::json(&serde_json::json!({ "done": !dry_run, "steps": steps }))?;
    } else {
        let effect = |effect| match effect {
            Effect::Adds => "is new",
            Effect::ReplacesShipped => "replaces the shipped one",
            Effect::ReplacesOwn => "replaces yours",
        };
        for step in &steps {
            output::line(&format!("{} {}, {} numbers", step.series, effect(step.effect), step.points));
        }
    }
    for step in &steps {
        for warning in &step.warnings {
            eprintln!("warning[{}] {}: {}", warning.code, step.series, warning.text);
        }
    }
    Ok(DONE)
}

async fn remove(c: &Context, series: &str) -> Result<u8, Failure> {
    let id = SeriesId::parse(series)?;
    let shipped_is_back = store::remove(&c.dir, &id)?;
    note(c, "market.delete", series).await?;
    if c.json {
        output::json(&serde_json::json!({ "series": id, "shipped_is_back": shipped_is_back }))?;
    } else {
        output::line(&format!("{id} is removed{}", if shipped_is_back { "; the shipped one is back" } else { "" }));
    }
    Ok(DONE)
}

/// Who changed a series enters the audit log.
async fn note(c: &Context, action: &str, subject: &str) -> Result<(), Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let entry = AuditEntry {
        at_us: wiring::now_us(),
        actor: wiring::actor(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: "{}".to_owned(),
    };
    Ok(home.ops.audit(&entry).await?)
}
