//! `entrepot quote export`: what VAT comes back, and under which customs code goods leave.

use super::{ask, money, on};
use crate::cli::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::output;
use clap::Args;
use entrepot_domain::ledger::Mode;
use entrepot_modes::border::{ExportAsked, export};
use entrepot_rules::customs::ExportBook;

/// Arguments of `quote export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// What the goods were bought for, VAT included: "113 CNY".
    #[arg(long)]
    purchase: Option<String>,
    /// Category of the rebate: general, batteries …
    #[arg(long)]
    category: Option<String>,
    /// Operating mode: b2c, b2b or b2b2c.
    #[arg(long)]
    mode: Option<String>,
    /// Pilot city.
    #[arg(long)]
    city: Option<String>,
    /// The day of the export declaration, YYYY-MM-DD (default: today).
    #[arg(long)]
    on: Option<String>,
}

/// Runs it.
pub fn run(c: &Context, args: &ExportArgs) -> Result<u8, Failure> {
    let book = ExportBook::shipped().map_err(entrepot_modes::ModesError::from)?;
    let purchase = args.purchase.as_deref().map(|text| money("purchase", text)).transpose()?;
    if purchase.is_some_and(|purchase| purchase.micros() < 0) {
        return Err(Failure::usage("quote.negative", "a purchase is below zero", "give what was paid"));
    }
    let mode = args.mode.as_deref().map(Mode::parse).transpose()?;
    let answer = export(
        &book,
        &ExportAsked { purchase, category: args.category.clone(), mode, city: args.city.clone(), on: on(args.on.as_deref())? },
    );
    if c.json {
        output::json(&answer)?;
    } else {
        if let Some(rebate) = &answer.rebate {
            output::line(&format!("rebate {} {}, net cost {} {}", rebate.amount, rebate.currency, rebate.net_cost, rebate.currency));
        }
        let rows: Vec<Vec<String>> = (answer.codes.iter())
            .map(|code| {
                vec![
                    code.code.clone(),
                    code.label.en.clone(),
                    code.rebate_note.en.clone(),
                    code.declaration.en.clone(),
                    code.limit.clone().unwrap_or_default(),
                ]
            })
            .collect();
        if !rows.is_empty() {
            output::table(&["code", "what", "rebate", "declaration", "limit"], &rows);
        }
    }
    ask(&answer.questions);
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}
