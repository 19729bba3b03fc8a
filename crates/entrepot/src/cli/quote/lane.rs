//! `entrepot quote lane`: a parcel over all lanes, the cheapest first, with refusals and questions.

use super::on;
use crate::cli::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::{Country, Currency};
use entrepot_modes::border::{LaneAnswer, LaneAsked, LaneOffer, books, lane};
use entrepot_rules::lanes::{Cargo, Leg, Parcel};

/// Arguments of `quote lane`.
#[derive(Debug, Args)]
pub struct LaneArgs {
    /// Country where the parcel starts, ISO 3166-1.
    #[arg(long)]
    from: String,
    /// Country where it goes.
    #[arg(long)]
    to: String,
    /// Weight in grams.
    #[arg(long)]
    weight_g: Option<u32>,
    /// Length, width and height in millimetres: 400x300x200.
    #[arg(long)]
    dims_mm: Option<String>,
    /// What is in it: general, or special (batteries, liquids, magnets).
    #[arg(long, default_value = "general")]
    cargo: String,
    /// It goes to an address that carriers call remote.
    #[arg(long)]
    remote_area: bool,
    /// Which part of the way: parcel (seller to buyer), first (bulk to a warehouse), last (warehouse to buyer).
    #[arg(long, default_value = "parcel")]
    leg: String,
    /// Currency of the prices, ISO 4217 (default: the home's, else USD).
    #[arg(long)]
    currency: Option<String>,
    /// The day whose tariffs are asked, YYYY-MM-DD (default: today).
    #[arg(long)]
    on: Option<String>,
}

/// Runs it.
pub async fn run(c: &Context, args: &LaneArgs) -> Result<u8, Failure> {
    let asked = asked(c, args)?;
    let book = books::lanes(Some(&wiring::presets_dir(&c.dir)))?;
    let answer = lane(&book, &asked, &wiring::rates(c).await?);
    if c.json {
        output::json(&answer)?;
    } else {
        told(&answer);
    }
    super::ask(&answer.questions);
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}

fn asked(c: &Context, args: &LaneArgs) -> Result<LaneAsked, Failure> {
    if args.weight_g == Some(0) {
        return Err(Failure::usage("quote.measure", "a parcel of 0 g weighs nothing", "give its weight in grams"));
    }
    let cargo = Cargo::ALL.into_iter().find(|cargo| cargo.as_str() == args.cargo);
    let leg = Leg::ALL.into_iter().find(|leg| leg.as_str() == args.leg);
    let parcel = Parcel {
        from: Country::parse(&args.from)?,
        to: Country::parse(&args.to)?,
        weight_g: args.weight_g,
        dims_mm: args.dims_mm.as_deref().map(dims).transpose()?,
        cargo: cargo.ok_or_else(|| {
            Failure::usage("quote.cargo", format!("\"{}\" is no kind of goods", args.cargo), "use one of: general, special")
        })?,
        remote_area: args.remote_area,
    };
    let leg = leg
        .ok_or_else(|| Failure::usage("quote.leg", format!("\"{}\" is no part of the way", args.leg), "use one of: parcel, first, last"))?;
    Ok(LaneAsked { parcel, leg, on: on(args.on.as_deref())?, currency: Some(currency(c, args.currency.as_deref())?) })
}

fn currency(c: &Context, asked: Option<&str>) -> Result<Currency, Failure> {
    Ok(match asked {
        Some(code) => Currency::parse(code)?,
        None if !c.config.report_currency.is_empty() => Currency::parse(&c.config.report_currency)?,
        None => Currency::USD,
    })
}

/// `400x300x200`.
fn dims(text: &str) -> Result<[u32; 3], Failure> {
    let sides: Vec<u32> = text.split(['x', 'X', '×', '*']).map_while(|side| side.trim().parse().ok().filter(|side| *side > 0)).collect();
    match (sides.as_slice(), text.split(['x', 'X', '×', '*']).count()) {
        ([a, b, c], 3) => Ok([*a, *b, *c]),
        _ => Err(Failure::usage(
            "quote.measure",
            format!("\"{text}\" is not three sides"),
            "write length, width and height in millimetres: 400x300x200",
        )),
    }
}

fn told(answer: &LaneAnswer) {
    let price = |offer: &LaneOffer| match (&offer.price, &offer.price_high) {
        (None, _) => "?".to_owned(),
        (Some(low), None) => low.clone(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
    };
    let days = |offer: &LaneOffer| offer.transit_days.as_ref().map_or_else(String::new, |days| format!("{} to {}", days.min, days.max));
    let flags = |offer: &LaneOffer| {
        let all = [
            (offer.duty_included, "duty included"),
            (offer.estimate, "estimate"),
            (!offer.verified, "unverified"),
            (!offer.shipped, "own"),
        ];
        all.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
    };
    let rows: Vec<Vec<String>> = (answer.offers.iter())
        .map(|offer| {
            vec![offer.lane.clone(), price(offer), offer.currency.to_string(), offer.billed_g.to_string(), days(offer), flags(offer)]
        })
        .collect();
    if !rows.is_empty() {
        output::table(&["lane", "price", "currency", "billed g", "days", ""], &rows);
    }
    let refused: Vec<Vec<String>> =
        answer.refusals.iter().map(|one| vec![one.lane.clone(), one.text.clone(), one.code.to_owned()]).collect();
    if !refused.is_empty() {
        output::table(&["refused by", "because", "code"], &refused);
    }
}
