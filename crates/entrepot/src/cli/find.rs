//! `entrepot find`: what could be better, with its effect on your own orders.

use super::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand};
use entrepot_domain::Day;
use entrepot_modes::cliffs::{CliffsAnswer, CliffsAsked, find};
use entrepot_rules::fees::Scope;

/// Arguments of `find`.
#[derive(Debug, Args)]
pub struct FindArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Prices at which a platform's fee jumps, and your own orders that lie there.
    Cliffs(CliffArgs),
}

#[derive(Debug, Args)]
struct CliffArgs {
    /// Only this platform (default: every one whose fees are known).
    #[arg(long)]
    platform: Option<String>,
    /// Only this category, in the platform's words or common ones.
    #[arg(long)]
    category: Option<String>,
    /// What applies to the sales, separated by commas; `preset show` names what can.
    #[arg(long = "with", value_delimiter = ',')]
    options: Vec<String>,
    /// The day whose rules are asked, YYYY-MM-DD (default: today).
    #[arg(long)]
    on: Option<String>,
    /// Leave own orders out.
    #[arg(long)]
    no_own: bool,
}

/// Runs it.
pub async fn run(c: &Context, args: FindArgs) -> Result<u8, Failure> {
    match args.verb {
        Verb::Cliffs(asked) => cliffs(c, asked).await,
    }
}

async fn cliffs(c: &Context, args: CliffArgs) -> Result<u8, Failure> {
    let catalogue = wiring::platforms(&c.dir)?;
    let on = match args.on.as_deref() {
        Some(text) => text.parse()?,
        None => Day::of_micros(wiring::now_us()),
    };
    let asked = CliffsAsked { platform: args.platform, category: args.category, options: args.options };
    let answer = if args.no_own || !c.dir.join("ops.sqlite").exists() {
        find(&catalogue, &asked, on, None).await?
    } else {
        let home = wiring::home(&c.dir, &c.config).await?;
        let engine = wiring::engine(&c.config, &c.dir)?;
        let session = wiring::session(&home, &engine).await?;
        find(&catalogue, &asked, on, Some(&session)).await?
    };
    if c.json {
        output::json(&answer)?;
    } else {
        told(&answer);
    }
    for question in &answer.questions {
        eprintln!("question[{}]: {}\nhint: {}", question.code, question.text, question.hint);
    }
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}

fn told(answer: &CliffsAnswer) {
    let own = answer.lake_version.is_some();
    let rows = answer.cliffs.iter().map(|one| {
        let mut cells = vec![
            one.platform.clone(),
            one.category.clone().unwrap_or_default(),
            format!("{} -> {}", one.below, one.above),
            if one.of == Scope::Order { "order" } else { "piece" }.to_owned(),
            format!("{} -> {}", one.fee_below, one.fee_above),
            one.saving.clone(),
            format!("{} to {}", one.zone_from, one.zone_to),
            one.currency.to_string(),
        ];
        if own {
            let at = one.own.clone().unwrap_or_default();
            cells.extend([at.orders.to_string(), at.sold, at.saved]);
        }
        cells
    });
    let mut header = vec!["platform", "category", "price", "of a", "fee", "saving", "better elsewhere", ""];
    if own {
        header.extend(["own orders", "sold", "saved"]);
    }
    output::table(&header, &rows.collect::<Vec<_>>());
}
