//! `entrepot quote`: what something costs by the rules of a day.

mod fee;

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
}

/// Runs it.
pub fn run(c: &Context, args: &QuoteArgs) -> Result<u8, Failure> {
    match &args.verb {
        Verb::Fee(asked) => fee::run(c, asked),
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
