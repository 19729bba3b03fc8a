//! `entrepot quote duty` and `quote landed`: duty, import tax and the landed cost, with the law behind each line.

use super::{ask, money, on};
use crate::cli::{ASKS, Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::Args;
use entrepot_domain::ledger::Incoterm;
use entrepot_domain::{Country, Currency, Money};
use entrepot_modes::border::{DutyAnswer, DutyAsked, GoodsAsked, LandedAnswer, LandedLine, books, duty, landed};
use entrepot_rules::customs::IncotermBook;

/// What goes over the border.
#[derive(Debug, Args)]
pub struct ConsignmentArgs {
    /// HS code of the goods, 6 to 10 digits. Repeat it, with --value, for a consignment of several.
    #[arg(long)]
    hs: Vec<String>,
    /// Price of one piece: "10 USD".
    #[arg(long, required = true, allow_hyphen_values = true)]
    value: Vec<String>,
    /// Pieces; one for each --value.
    #[arg(long)]
    quantity: Vec<u32>,
    /// Country where the goods were made, ISO 3166-1; one for all, or one for each --value.
    #[arg(long, required = true)]
    origin: Vec<String>,
    /// Country where they are sent from (default: the first origin).
    #[arg(long)]
    from: Option<String>,
    /// Country where they go.
    #[arg(long)]
    to: String,
    /// Carriage to the destination: "8 USD".
    #[arg(long, allow_hyphen_values = true)]
    freight: Option<String>,
    /// Insurance of the carriage.
    #[arg(long, allow_hyphen_values = true)]
    insurance: Option<String>,
    /// The day of entry, whose law is asked, YYYY-MM-DD (default: today).
    #[arg(long)]
    on: Option<String>,
    /// A company buys, not a person.
    #[arg(long)]
    business: bool,
    /// The procedure by which goods come in, where the destination's rules differ by it.
    #[arg(long)]
    channel: Option<String>,
    /// Digits of the code that make a tariff item for flat duties: hs4, hs6, hs8 or hs10 (default: the law's).
    #[arg(long)]
    item: Option<String>,
    /// Class of goods for the import tax: standard, reduced …
    #[arg(long)]
    tax_class: Option<String>,
}

/// Arguments of `quote duty`.
#[derive(Debug, Args)]
pub struct DutyArgs {
    #[command(flatten)]
    consignment: ConsignmentArgs,
}

/// Arguments of `quote landed`.
#[derive(Debug, Args)]
pub struct LandedArgs {
    #[command(flatten)]
    consignment: ConsignmentArgs,
    /// Incoterm 2020: who pays what. The total is the same under each.
    #[arg(long, default_value = "DDP")]
    incoterm: String,
    /// The lane, whose carrier takes a fee for clearing.
    #[arg(long)]
    lane: Option<String>,
    /// Currency of the totals, ISO 4217 (default: that of the destination's customs).
    #[arg(long)]
    currency: Option<String>,
}

/// Runs `quote duty`.
pub async fn run_duty(c: &Context, args: &DutyArgs) -> Result<u8, Failure> {
    let asked = args.consignment.read()?;
    let book = books::customs(Some(&wiring::presets_dir(&c.dir)))?;
    let answer = duty(&book, &asked, &wiring::rates(c).await?)?;
    if c.json {
        output::json(&answer)?;
    } else {
        told(&answer, false);
    }
    ask(&answer.questions);
    Ok(if answer.questions.is_empty() { DONE } else { ASKS })
}

/// Runs `quote landed`.
pub async fn run_landed(c: &Context, args: &LandedArgs) -> Result<u8, Failure> {
    let asked = args.consignment.read()?;
    let own = wiring::presets_dir(&c.dir);
    let (book, lanes) = (books::customs(Some(&own))?, books::lanes(Some(&own))?);
    let terms = IncotermBook::shipped().map_err(entrepot_modes::ModesError::from)?;
    let term = Incoterm::parse(&args.incoterm)?;
    let term = terms.rule(term).ok_or_else(|| Failure::new("preset.missing", format!("{term} is in no table"), "please report it"))?;
    let lane = match &args.lane {
        None => None,
        Some(code) => Some(lanes.find(code).ok_or_else(|| {
            Failure::usage("lane.unknown", format!("there is no lane \"{code}\""), "`entrepot quote lane` names those that go your way")
        })?),
    };
    let currency = args.currency.as_deref().map(Currency::parse).transpose()?;
    let answer = landed(&book, &asked, term, lane, currency, &wiring::rates(c).await?)?;
    if c.json {
        output::json(&answer)?;
    } else {
        told_landed(&answer);
    }
    ask(&answer.duty.questions);
    Ok(if answer.duty.questions.is_empty() { DONE } else { ASKS })
}

impl ConsignmentArgs {
    fn read(&self) -> Result<DutyAsked, Failure> {
        let count = self.value.len();
        let fits = |name: &str, n: usize, one_for_all: bool| {
            if n == count || n == 0 || (one_for_all && n == 1) {
                return Ok(());
            }
            let hint = "give one for each --value, in the same order";
            Err(Failure::usage("quote.items", format!("{n} times --{name} and {count} times --value do not fit together"), hint))
        };
        fits("hs", self.hs.len(), false)?;
        fits("quantity", self.quantity.len(), false)?;
        fits("origin", self.origin.len(), true)?;
        let origins = self.origin.iter().map(|code| Country::parse(code)).collect::<Result<Vec<_>, _>>()?;
        let mut goods = Vec::new();
        for (at, text) in self.value.iter().enumerate() {
            let quantity = self.quantity.get(at).copied().unwrap_or(1);
            if quantity == 0 {
                return Err(Failure::usage("quote.items", "0 pieces are no goods", "leave the item out"));
            }
            goods.push(GoodsAsked {
                hs: self.hs.get(at).map(|code| code.parse()).transpose()?,
                origin: *origins.get(at).unwrap_or(&origins[0]),
                value: positive("value", text)?,
                quantity,
            });
        }
        let digits = match self.item.as_deref() {
            None => None,
            Some("hs4") => Some(4),
            Some("hs6") => Some(6),
            Some("hs8") => Some(8),
            Some("hs10") => Some(10),
            Some(other) => {
                return Err(Failure::usage(
                    "quote.item",
                    format!("\"{other}\" is no length of a tariff item"),
                    "use one of: hs4, hs6, hs8, hs10",
                ));
            }
        };
        Ok(DutyAsked {
            goods,
            freight: self.freight.as_deref().map(|text| positive("freight", text)).transpose()?,
            insurance: self.insurance.as_deref().map(|text| positive("insurance", text)).transpose()?,
            from: self.from.as_deref().map(Country::parse).transpose()?.unwrap_or(origins[0]),
            to: Country::parse(&self.to)?,
            on: on(self.on.as_deref())?,
            business: self.business,
            channel: self.channel.clone(),
            item_digits: digits,
            tax_class: self.tax_class.clone(),
        })
    }
}

/// An amount that is not below zero.
fn positive(name: &str, text: &str) -> Result<Money, Failure> {
    let amount = money(name, text)?;
    if amount.micros() < 0 {
        return Err(Failure::usage(
            "quote.negative",
            format!("--{name} \"{text}\" is below zero"),
            "a consignment has a value of zero or more",
        ));
    }
    Ok(amount)
}

fn range(low: Option<&String>, high: Option<&String>) -> String {
    match (low, high) {
        (None, _) => "?".to_owned(),
        (Some(low), None) => low.clone(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
    }
}

fn told(answer: &DutyAnswer, with_payer: bool) {
    let mut rows = Vec::new();
    for line in &answer.lines {
        rows.push(row(line, with_payer));
    }
    for relief in &answer.reliefs {
        let mut cells = vec![relief.label.en.clone(), String::new(), "0".to_owned(), answer.currency.to_string(), relief.rule_id.clone()];
        if with_payer {
            cells.push(String::new());
        }
        cells.push(if relief.verified { String::new() } else { "unverified".to_owned() });
        rows.push(cells);
    }
    let mut header = vec!["line", "goods", "amount", "", "rule"];
    if with_payer {
        header.push("paid by");
    }
    header.push("");
    if !rows.is_empty() {
        output::table(&header, &rows);
    }
    if answer.questions.is_empty() {
        let (duty, tax) = (range(answer.duty.as_ref(), answer.duty_high.as_ref()), range(answer.tax.as_ref(), answer.tax_high.as_ref()));
        output::line(&format!("duty {duty} {}, import tax {tax} {}", answer.currency, answer.currency));
    }
    if let Some(scheme) = &answer.scheme {
        output::line(&format!("{}: {}", scheme.code, scheme.label.en));
    }
    for note in &answer.announced {
        eprintln!("announced: {}", note.en);
    }
}

fn row(line: &LandedLine, with_payer: bool) -> Vec<String> {
    let mut cells = vec![
        line.label.en.clone(),
        line.hs.clone().unwrap_or_default(),
        range(Some(&line.line.amount), line.line.high.as_ref()),
        line.line.currency.to_owned(),
        line.line.rule_id.clone(),
    ];
    if with_payer {
        cells.push(line.payer.unwrap_or_default().to_owned());
    }
    cells.push(if line.line.verified { String::new() } else { "unverified".to_owned() });
    cells
}

fn told_landed(answer: &LandedAnswer) {
    told(&answer.duty, true);
    if answer.total.is_some() {
        let currency = answer.report_currency;
        output::line(&format!(
            "landed {} {currency}: seller {}, buyer {} ({})",
            range(answer.total.as_ref(), answer.total_high.as_ref()),
            range(answer.seller_pays.as_ref(), answer.seller_pays_high.as_ref()),
            range(answer.buyer_pays.as_ref(), answer.buyer_pays_high.as_ref()),
            answer.incoterm.code
        ));
    }
}
