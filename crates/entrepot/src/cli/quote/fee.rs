//! `entrepot quote fee`: what a platform takes of a sale, rule by rule.

use super::{money, on};
use crate::cli::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_modes::fees::{FeeAnswer, FeeAsked, fees};
use entrepot_rules::fulfilment::{Piece, length_um, weight_ng};

/// Arguments of `quote fee`.
#[derive(Debug, Args)]
pub struct FeeArgs {
    /// The platform, as `preset list` names it.
    #[arg(long)]
    platform: String,
    /// Category of the product, in the platform's words or common ones.
    #[arg(long)]
    category: Option<String>,
    /// Price of one piece after your own discount: "400 USD".
    #[arg(long, allow_hyphen_values = true)]
    price: String,
    /// Pieces.
    #[arg(long, default_value_t = 1)]
    quantity: i64,
    /// What the buyer pays for shipping.
    #[arg(long, allow_hyphen_values = true)]
    shipping: Option<String>,
    /// Tax that the buyer pays.
    #[arg(long, allow_hyphen_values = true)]
    tax: Option<String>,
    /// What fulfilment by the platform costs, when it does it.
    #[arg(long, allow_hyphen_values = true)]
    fulfilment: Option<String>,
    /// Weight of a piece that the platform sends, with its unit: "3.6 lb", "0.45 kg".
    #[arg(long, requires = "size", conflicts_with = "fulfilment")]
    weight: Option<String>,
    /// Its sides, with their unit: "38.1x30.5x1.9 cm".
    #[arg(long, requires = "weight")]
    size: Option<String>,
    /// What applies to the sale, separated by commas; `preset show` names what can.
    #[arg(long = "with", value_delimiter = ',')]
    options: Vec<String>,
    /// A payment provider beside the platform.
    #[arg(long)]
    payment: Option<String>,
    /// What goes back to the buyer: also tells what comes back of the fees.
    #[arg(long, allow_hyphen_values = true)]
    refund: Option<String>,
    /// The day whose rules are asked, YYYY-MM-DD (default: today).
    #[arg(long)]
    on: Option<String>,
}

/// Runs it.
pub fn run(c: &Context, args: &FeeArgs) -> Result<u8, Failure> {
    let catalogue = wiring::platforms(&c.dir)?;
    let optional = |name: &str, text: &Option<String>| text.as_deref().map(|text| money(name, text)).transpose();
    let asked = FeeAsked {
        platform: args.platform.clone(),
        category: args.category.clone(),
        price: money("price", &args.price)?,
        quantity: args.quantity,
        shipping: optional("shipping", &args.shipping)?,
        tax: optional("tax", &args.tax)?,
        fulfilment: optional("fulfilment", &args.fulfilment)?,
        piece: piece(args.weight.as_deref(), args.size.as_deref())?,
        options: args.options.clone(),
        payment: args.payment.clone(),
        refund: optional("refund", &args.refund)?,
        on: on(args.on.as_deref())?,
    };
    let answer = fees(&catalogue, &asked);
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

/// Weight and sides in words to a piece.
fn piece(weight: Option<&str>, size: Option<&str>) -> Result<Option<Piece>, Failure> {
    let (Some(weight), Some(size)) = (weight, size) else { return Ok(None) };
    let wrong =
        |cause: String| Failure::usage("quote.measure", cause, "write weight and sides with their unit: \"0.45 kg\", \"38.1x30.5x1.9 cm\"");
    let unit = size.trim_start_matches(|c: char| !c.is_ascii_alphabetic() || c == 'x').trim();
    let numbers = size.strip_suffix(unit).unwrap_or(size);
    let sides =
        numbers.split('x').map(|side| length_um(&format!("{} {unit}", side.trim()))).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let [a, b, c] = sides.as_slice() else { return Err(wrong(format!("\"{size}\" has no three sides"))) };
    let piece = Piece::new(weight_ng(weight).map_err(wrong)?, [*a, *b, *c]);
    piece.map(Some).ok_or_else(|| wrong("a weight or a side is nothing or beyond belief".to_owned()))
}

fn told(answer: &FeeAnswer) {
    let range = |low: &str, high: &Option<String>| high.as_ref().map_or_else(|| low.to_owned(), |high| format!("{low} to {high}"));
    let mark = |verified: bool| if verified { String::new() } else { "unverified".to_owned() };
    let mut rows = Vec::new();
    for line in &answer.breakdown {
        for step in &line.steps {
            rows.push(vec![String::new(), step.text.clone(), step.amount.clone(), String::new(), String::new()]);
        }
        rows.push(vec![line.fee.clone(), line.kind.clone(), range(&line.amount, &line.high), line.rule_id.clone(), mark(line.verified)]);
    }
    if let Some(amount) = &answer.amount {
        let note = if answer.estimate { "estimate" } else { "" };
        let category = answer.category.as_deref().map(|category| format!(", {category}")).unwrap_or_default();
        output::line(
            format!("{}{category}, {}: {} {} {note}", answer.platform, answer.on, range(amount, &answer.high), answer.currency).trim_end(),
        );
    }
    if !rows.is_empty() {
        output::table(&["fee", "kind or step", "amount", "rule", ""], &rows);
    }
    if !answer.refund.is_empty() {
        let cells = answer.refund.iter().map(|one| {
            vec![one.fee.clone(), one.charged.clone(), one.returned.clone(), one.admin.clone(), one.rule_id.clone(), mark(one.verified)]
        });
        output::table(&["after the refund", "charged", "returned", "handling", "rule", ""], &cells.collect::<Vec<_>>());
    }
    if !answer.standing.is_empty() {
        let cells = answer.standing.iter().map(|one| {
            vec![
                one.fee.clone(),
                one.every.unwrap_or(one.event).to_owned(),
                range(&one.amount, &one.high),
                one.currency.to_string(),
                mark(one.verified),
            ]
        });
        output::table(&["beside it", "due", "amount", "", ""], &cells.collect::<Vec<_>>());
    }
}
