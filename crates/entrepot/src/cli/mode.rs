//! `entrepot mode compare`: own orders under other modes, platforms, lanes, warehouses and laws, as a table or as JSON.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_domain::ledger::Mode;
use entrepot_domain::{Currency, Day};
use entrepot_modes::compare::{CompareAsked, Compared, RuleBooks, compare, scenarios};
use entrepot_modes::own_orders::OrdersAsked;
use entrepot_modes::replay::Options;
use std::path::PathBuf;

/// Arguments of `mode`.
#[derive(Debug, Args)]
pub struct ModeArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What your own orders would have earned otherwise: `mode compare --modes b2c,b2b,b2b2c`, `mode compare --scenarios FILE.toml`.
    Compare(CompareArgs),
}

#[derive(Debug, Args)]
struct CompareArgs {
    /// A file of scenarios.
    #[arg(long, value_name = "FILE")]
    scenarios: Option<PathBuf>,
    /// Ready-made scenarios of these modes, separated by commas.
    #[arg(long, value_delimiter = ',')]
    modes: Vec<String>,
    /// Only orders where a dimension has a value: `country=US`. Repeat for more; values of one dimension are alternatives.
    #[arg(long = "where", value_name = "K=V")]
    filters: Vec<String>,
    /// First day of orders, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day of orders, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
    /// Report currency, ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// The law of this day, for scenarios that name none (default: that of each order's day).
    #[arg(long)]
    on: Option<String>,
    /// Resamples behind each interval.
    #[arg(long, default_value_t = 1_000)]
    resamples: usize,
    /// What is drawn with: the same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Most resamples: more only cost time.
const RESAMPLES_MAX: usize = 100_000;

/// Runs it.
pub async fn run(c: &Context, args: ModeArgs) -> Result<u8, Failure> {
    let Verb::Compare(args) = args.verb;
    let day = |text: Option<&str>| -> Result<Option<Day>, Failure> { Ok(text.map(str::parse).transpose()?) };
    let file = match &args.scenarios {
        None => None,
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::usage("scenario.file", format!("{name}: {error}"), "Name a file that can be read and is UTF-8.")
            })?;
            Some((name, text))
        }
    };
    if args.resamples > RESAMPLES_MAX {
        let cause = format!("{} resamples are more than {RESAMPLES_MAX}", args.resamples);
        return Err(Failure::usage("compare.resamples", cause, "1000 are enough for bounds of 95 %."));
    }
    let modes = args.modes.iter().map(|mode| Mode::parse(mode)).collect::<Result<Vec<_>, _>>()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut asked = CompareAsked {
        orders: OrdersAsked {
            filters: args.filters,
            from: day(args.from.as_deref())?,
            to: day(args.to.as_deref())?,
            currency: args.currency.as_deref().map(Currency::parse).transpose()?,
            home: None,
        },
        file,
        modes,
        on: day(args.on.as_deref())?,
        options: Options { resamples: args.resamples, seed: args.seed, threads },
    };
    // A file that cannot be used is told before the orders are read.
    scenarios(&asked)?;
    let semantic = wiring::semantic(&c.dir, &c.config)?;
    let home = wiring::home(&c.dir, &c.config).await?;
    wiring::settle(&semantic, &home, &c.config).await?;
    asked.orders.currency = asked.orders.currency.or(semantic.report_currency());
    asked.orders.home = semantic.home_country();
    let engine = wiring::engine(&c.config, &c.dir)?;
    let session = wiring::session(&home, &engine).await?;
    let books = RuleBooks::read(Some(&wiring::presets_dir(&c.dir)))?;
    let answer = compare(&session, &wiring::platforms(&c.dir)?, &books, &asked).await?;
    if c.json {
        output::json(&answer)?;
    } else {
        told(&answer);
    }
    for (slug, q) in answer.scenarios.iter().flat_map(|one| one.questions.iter().map(move |q| (&one.slug, q))) {
        let what = &q.question;
        eprintln!("question[{}]: {slug}: {} ({} orders, {} {})", what.code, what.text, q.orders, q.amount, answer.currency);
        eprintln!("hint: {} For example: {}.", what.hint, q.examples.join(", "));
    }
    for q in &answer.questions {
        eprintln!("question[{}]: {}\nhint: {}", q.code, q.text, q.hint);
    }
    Ok(if answer.asks() { ASKS } else { DONE })
}

fn told(answer: &Compared) {
    let money = Currency::parse(&answer.currency).ok();
    let text = |value: &str| super::metric::shown(Some(value), money).unwrap_or_default();
    let rows: Vec<Vec<String>> = (answer.scenarios.iter())
        .map(|one| {
            vec![
                one.slug.clone(),
                one.mode.to_string(),
                one.answered.to_string(),
                one.refused.iter().map(|refused| refused.orders).sum::<u64>().to_string(),
                one.questions.iter().map(|asked| asked.orders).sum::<u64>().to_string(),
                text(&one.net_revenue),
                text(&one.cm1),
                text(&one.cm2),
                text(&one.cm3),
                text(&one.cm4),
                format!("{} to {}", text(&one.ci_low), text(&one.ci_high)),
                text(&one.difference),
                super::pnl::percent(&one.unverified_share),
            ]
        })
        .collect();
    let header = [
        "scenario",
        "mode",
        "orders",
        "refused",
        "asked",
        "net revenue",
        "CM1",
        "CM2",
        "CM3",
        "CM4",
        "95 % of CM4",
        "against today",
        "unverified",
    ];
    output::table(&header, &rows);
    let span = answer.from.as_deref().zip(answer.to.as_deref()).map_or_else(|| "–".to_owned(), |(from, to)| format!("{from} to {to}"));
    eprintln!("{} orders in {}, {span}, lake version {}", answer.orders, answer.currency, answer.lake_version);
    for one in &answer.scenarios {
        for refused in &one.refused {
            eprintln!("refused[{}]: {}: {} orders by {}: {}", refused.code, one.slug, refused.orders, refused.subject, refused.text);
        }
        for warning in &one.warnings {
            eprintln!("warning[{}]: {}: {}\nhint: {}", warning.code, one.slug, warning.text, warning.hint);
        }
    }
    for out in &answer.left_out {
        eprintln!("left out: {} orders, for example {}: {}", out.orders, out.examples.join(", "), out.why);
    }
}
