//! `entrepot quote`: what something costs by the rules of a day.

mod border;
mod export;
mod fee;
mod lane;

use super::Context;
use crate::failure::Failure;
use clap::{Args, Subcommand};
use entrepot_domain::{Currency, Day, Money};

/// Arguments of `quote`.
#[derive(Debug, Args)]
pub struct QuoteArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What a platform takes of a sale: `quote fee --platform P --category Jewelry --price "400 USD"`.
    Fee(fee::FeeArgs),
    /// A parcel over all lanes: `quote lane --from CN --to US --weight-g 500 --dims-mm 400x300x200`.
    Lane(lane::LaneArgs),
    /// Duty and import tax: `quote duty --hs 610910 --origin CN --to US --value "10 USD"`.
    Duty(border::DutyArgs),
    /// The landed cost, and who pays what: `quote landed ... --freight "8 USD" --incoterm DDP`.
    Landed(border::LandedArgs),
    /// VAT rebate and customs codes of an export: `quote export --purchase "113 CNY" --category general`.
    Export(export::ExportArgs),
}

/// Runs it.
pub async fn run(c: &Context, args: &QuoteArgs) -> Result<u8, Failure> {
    match &args.verb {
        Verb::Fee(asked) => fee::run(c, asked),
        Verb::Lane(asked) => lane::run(c, asked).await,
        Verb::Duty(asked) => border::run_duty(c, asked).await,
        Verb::Landed(asked) => border::run_landed(c, asked).await,
        Verb::Export(asked) => export::run(c, asked),
    }
}

/// `400 USD` or `USD 400`.
fn money(name: &str, text: &str) -> Result<Money, Failure> {
    let wrong = || {
        Failure::usage("quote.money", format!("--{name} \"{text}\" is no amount of money"), "write an amount and a currency: \"400 USD\"")
    };
    let (first, second) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
    match Currency::parse(first) {
        Ok(currency) => Ok(Money::parse(second.trim(), currency)?),
        Err(_) => Ok(Money::parse(first, Currency::parse(second.trim())?)?),
    }
}

/// The day that is asked about; today in UTC when none is.
fn on(text: Option<&str>) -> Result<Day, Failure> {
    match text {
        None => Ok(Day::of_micros(crate::wiring::now_us())),
        Some(text) => Ok(text.parse()?),
    }
}

/// Says what must be known first.
fn ask(questions: &[entrepot_rules::Question]) {
    for question in questions {
        eprintln!("question[{}]: {}\nhint: {}", question.code, question.text, question.hint);
    }
}
