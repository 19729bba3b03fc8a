//! Lanes and borders: a parcel over all lanes, duty and landed cost with the law behind each line, the export side.

use super::border_wire as to;
use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{DutyQuote, ErrorBody, ExportQuote, LandedQuote, LaneQuote, PolicyChange};
use axum::Json;
use axum::extract::{RawQuery, State};
use entrepot_domain::fx::RateBook;
use entrepot_domain::ledger::{Incoterm, Mode};
use entrepot_domain::{Country, Currency, Day, DomainError, Money};
use entrepot_modes::ModesError;
use entrepot_modes::border::{
    DutyAsked, ExportAsked, GoodsAsked, LaneAsked, books, duty as assess, export as leave, landed as land, lane as ask,
};
use entrepot_rules::customs::{ExportBook, IncotermBook, Timeline};
use entrepot_rules::lanes::{Cargo, Leg, Parcel};

const PARCEL: [&str; 9] = ["from", "to", "weight_g", "dims_mm", "cargo", "remote_area", "leg", "currency", "on"];
const CONSIGNMENT: [&str; 14] = [
    "hs",
    "value",
    "quantity",
    "origin",
    "from",
    "to",
    "currency",
    "freight",
    "insurance",
    "on",
    "business",
    "channel",
    "item_digits",
    "tax_class",
];
const LANDED: [&str; 17] = [
    "hs",
    "value",
    "quantity",
    "origin",
    "from",
    "to",
    "currency",
    "freight",
    "insurance",
    "on",
    "business",
    "channel",
    "item_digits",
    "tax_class",
    "report",
    "incoterm",
    "lane",
];
const EXPORT: [&str; 6] = ["purchase", "currency", "category", "mode", "city", "on"];
/// Heaviest parcel that is asked about, grams; and most pieces.
const NUMBER_MAX: usize = 1_000_000_000;

fn domain(error: DomainError) -> ApiError {
    ApiError::usage(error.code(), error.to_string(), error.hint())
}

fn wrong(name: &str, text: &str, hint: impl Into<String>) -> ApiError {
    ApiError::usage("usage.parameter", format!("\"{text}\" is no value for \"{name}\"."), hint)
}

fn needed<'a>(params: &'a Params, name: &str) -> Result<&'a str, ApiError> {
    params
        .one(name)
        .ok_or_else(|| ApiError::usage("usage.parameter", format!("\"{name}\" is missing."), format!("Name {name} in the query.")))
}

fn flag(params: &Params, name: &str) -> Result<bool, ApiError> {
    match params.one(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(wrong(name, other, "Write true or false.")),
    }
}

/// The rates of the newest lake version.
async fn rates(app: &App) -> Result<RateBook, ApiError> {
    Ok(app.pin().await?.rates().await?)
}

fn today(app: &App, params: &Params) -> Result<Day, ApiError> {
    Ok(params.day("on")?.unwrap_or_else(|| Day::of_micros(app.now_us())))
}

/// A parcel over all lanes, the cheapest first, with refusals and what must be asked.
#[utoipa::path(get, operation_id = "quote_lane", path = "/api/v1/quote/lane", tag = "border",
    params(("from" = String, Query, description = "Country where it starts, ISO 3166-1"), ("to" = String, Query, description = "Country where it goes"),
        ("weight_g" = Option<usize>, Query, description = "Weight, grams"), ("dims_mm" = Option<String>, Query, description = "Sides, millimetres: 400x300x200"),
        ("cargo" = Option<String>, Query, description = "general or special; general when absent"), ("remote_area" = Option<bool>, Query, description = "It goes to a remote address"),
        ("leg" = Option<String>, Query, description = "parcel, first or last; parcel when absent"), ("currency" = Option<String>, Query, description = "ISO 4217 code of prices; USD when absent"),
        ("on" = Option<String>, Query, description = "The day whose tariffs are asked; today when absent")),
    responses((status = 200, body = LaneQuote), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn lane(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<LaneQuote>, ApiError> {
    let params = Params::read(query.as_deref(), &PARCEL)?;
    let word = |name: &str, otherwise: &'static str| params.one(name).unwrap_or(otherwise).to_owned();
    let (cargo, leg) = (word("cargo", "general"), word("leg", "parcel"));
    let weight = match params.one("weight_g") {
        None => None,
        Some(text) => match params.number("weight_g", 0, NUMBER_MAX)? {
            0 => return Err(wrong("weight_g", text, "Write whole grams, more than 0.")),
            grams => u32::try_from(grams).ok(),
        },
    };
    let parcel = Parcel {
        from: Country::parse(needed(&params, "from")?).map_err(domain)?,
        to: Country::parse(needed(&params, "to")?).map_err(domain)?,
        weight_g: weight,
        dims_mm: params.one("dims_mm").map(dims).transpose()?,
        cargo: Cargo::ALL
            .into_iter()
            .find(|one| one.as_str() == cargo)
            .ok_or_else(|| wrong("cargo", &cargo, "Write general or special."))?,
        remote_area: flag(&params, "remote_area")?,
    };
    let asked = LaneAsked {
        parcel,
        leg: Leg::ALL.into_iter().find(|one| one.as_str() == leg).ok_or_else(|| wrong("leg", &leg, "Write parcel, first or last."))?,
        on: today(&app, &params)?,
        currency: Some(params.one("currency").map_or(Ok(Currency::USD), Currency::parse).map_err(domain)?),
    };
    let own = app.config().presets_dir.clone();
    let book = app.apart(move || async move { books::lanes(own.as_deref()) }).await??;
    Ok(Json(to::lane(ask(&book, &asked, &rates(&app).await?))))
}

fn dims(text: &str) -> Result<[u32; 3], ApiError> {
    let sides: Vec<u32> = text.split('x').map_while(|side| side.trim().parse().ok().filter(|side| *side > 0)).collect();
    match (sides.as_slice(), text.split('x').count()) {
        ([a, b, c], 3) => Ok([*a, *b, *c]),
        _ => Err(wrong("dims_mm", text, "Write length, width and height in millimetres: 400x300x200.")),
    }
}

fn consignment(app: &App, params: &Params) -> Result<DutyAsked, ApiError> {
    let currency = Currency::parse(needed(params, "currency")?).map_err(domain)?;
    let money = |name: &str, text: &str| -> Result<Money, ApiError> {
        let amount = Money::parse(text, currency).map_err(domain)?;
        if amount.micros() < 0 { Err(wrong(name, text, "Write an amount of zero or more.")) } else { Ok(amount) }
    };
    let optional = |name: &str| params.one(name).map(|text| money(name, text)).transpose();
    let values: Vec<&str> = params.all("value").collect();
    let (codes, quantities): (Vec<&str>, Vec<&str>) = (params.all("hs").collect(), params.all("quantity").collect());
    let origins = params.all("origin").map(Country::parse).collect::<Result<Vec<_>, _>>().map_err(domain)?;
    let (Some(first), false) = (origins.first().copied(), values.is_empty()) else {
        return Err(ApiError::usage("usage.parameter", "\"value\" or \"origin\" is missing.", "Name value and origin in the query."));
    };
    let count = values.len();
    if (!codes.is_empty() && codes.len() != count)
        || (!quantities.is_empty() && quantities.len() != count)
        || (origins.len() != 1 && origins.len() != count)
    {
        return Err(ApiError::usage(
            "usage.parameter",
            "hs, quantity, origin and value do not fit together.",
            "Name one of each for every item, in the same order; one origin is for all.",
        ));
    }
    let mut goods = Vec::new();
    for (at, text) in values.iter().enumerate() {
        let quantity = quantities
            .get(at)
            .map(|text| {
                text.parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(|| wrong("quantity", text, "Write whole pieces, more than 0."))
            })
            .transpose()?;
        goods.push(GoodsAsked {
            hs: codes.get(at).map(|code| code.parse()).transpose().map_err(domain)?,
            origin: origins.get(at).copied().unwrap_or(first),
            value: money("value", text)?,
            quantity: quantity.unwrap_or(1),
        });
    }
    let digits = match params.one("item_digits") {
        None => None,
        Some("4") => Some(4),
        Some("6") => Some(6),
        Some("8") => Some(8),
        Some("10") => Some(10),
        Some(other) => return Err(wrong("item_digits", other, "Write 4, 6, 8 or 10.")),
    };
    Ok(DutyAsked {
        goods,
        freight: optional("freight")?,
        insurance: optional("insurance")?,
        from: params.one("from").map_or(Ok(first), Country::parse).map_err(domain)?,
        to: Country::parse(needed(params, "to")?).map_err(domain)?,
        on: today(app, params)?,
        business: flag(params, "business")?,
        channel: params.one("channel").map(str::to_owned),
        item_digits: digits,
        tax_class: params.one("tax_class").map(str::to_owned),
    })
}

/// Duty and import tax of a consignment, with the law behind each line. `hs`, `value`, `quantity` and `origin` repeat, one for each item.
#[utoipa::path(get, operation_id = "quote_duty", path = "/api/v1/quote/duty", tag = "border",
    params(("hs" = Option<Vec<String>>, Query, description = "HS code of an item, 6 to 10 digits; without one it is asked for"), ("value" = Vec<String>, Query, description = "Price of one piece"),
        ("quantity" = Option<Vec<usize>>, Query, description = "Pieces; 1 when absent"), ("origin" = Vec<String>, Query, description = "Country where it was made; one is for all"),
        ("from" = Option<String>, Query, description = "Country where it is sent from; the first origin when absent"), ("to" = String, Query, description = "Country where it goes"),
        ("currency" = String, Query, description = "ISO 4217 code of all amounts"), ("freight" = Option<String>, Query, description = "Carriage to the destination"),
        ("insurance" = Option<String>, Query, description = "Insurance of the carriage"), ("on" = Option<String>, Query, description = "The day of entry, whose law is asked; today when absent"),
        ("business" = Option<bool>, Query, description = "A company buys"), ("channel" = Option<String>, Query, description = "The procedure, where the destination's rules differ by it"),
        ("item_digits" = Option<usize>, Query, description = "Digits that make a tariff item for flat duties: 4, 6, 8 or 10"), ("tax_class" = Option<String>, Query, description = "Class of goods for the import tax")),
    responses((status = 200, body = DutyQuote), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn duty(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<DutyQuote>, ApiError> {
    let params = Params::read(query.as_deref(), &CONSIGNMENT)?;
    let asked = consignment(&app, &params)?;
    let own = app.config().presets_dir.clone();
    let book = app.apart(move || async move { books::customs(own.as_deref()) }).await??;
    Ok(Json(to::duty(assess(&book, &asked, &rates(&app).await?).map_err(domain)?)))
}

/// The landed cost of a consignment: every line with its law, and who pays it under the term. The total is the same under each term.
#[utoipa::path(get, operation_id = "quote_landed", path = "/api/v1/quote/landed", tag = "border",
    params(("hs" = Option<Vec<String>>, Query, description = "HS code of an item, 6 to 10 digits; without one it is asked for"), ("value" = Vec<String>, Query, description = "Price of one piece"),
        ("quantity" = Option<Vec<usize>>, Query, description = "Pieces; 1 when absent"), ("origin" = Vec<String>, Query, description = "Country where it was made; one is for all"),
        ("from" = Option<String>, Query, description = "Country where it is sent from; the first origin when absent"), ("to" = String, Query, description = "Country where it goes"),
        ("currency" = String, Query, description = "ISO 4217 code of all amounts"), ("freight" = Option<String>, Query, description = "Carriage to the destination"),
        ("insurance" = Option<String>, Query, description = "Insurance of the carriage"), ("on" = Option<String>, Query, description = "The day of entry, whose law is asked; today when absent"),
        ("business" = Option<bool>, Query, description = "A company buys"), ("channel" = Option<String>, Query, description = "The procedure, where the destination's rules differ by it"),
        ("item_digits" = Option<usize>, Query, description = "Digits that make a tariff item for flat duties: 4, 6, 8 or 10"), ("tax_class" = Option<String>, Query, description = "Class of goods for the import tax"),
        ("incoterm" = Option<String>, Query, description = "Incoterm 2020; DDP when absent"), ("lane" = Option<String>, Query, description = "The lane, whose carrier takes a fee for clearing"),
        ("report" = Option<String>, Query, description = "ISO 4217 code of the totals; that of the destination's customs when absent")),
    responses((status = 200, body = LandedQuote), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn landed(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<LandedQuote>, ApiError> {
    let params = Params::read(query.as_deref(), &LANDED)?;
    let asked = consignment(&app, &params)?;
    let term = Incoterm::parse(params.one("incoterm").unwrap_or("DDP")).map_err(domain)?;
    let report = params.one("report").map(Currency::parse).transpose().map_err(domain)?;
    let own = app.config().presets_dir.clone();
    let read = move || async move {
        Ok::<_, ModesError>((books::customs(own.as_deref())?, books::lanes(own.as_deref())?, IncotermBook::shipped()?))
    };
    let (book, lanes, terms) = app.apart(read).await??;
    let term = terms.rule(term).ok_or_else(|| ApiError::fault("An Incoterm is in no table."))?;
    let lane = match params.one("lane") {
        None => None,
        Some(code) => Some(lanes.find(code).ok_or_else(|| {
            ApiError::missing(
                "lane.unknown",
                format!("There is no lane \"{code}\"."),
                "Quote the parcel over all lanes to see those that go your way.",
            )
        })?),
    };
    Ok(Json(to::landed(land(&book, &asked, term, lane, report, &rates(&app).await?).map_err(domain)?)))
}

/// What VAT comes back for an export, and under which customs code goods leave.
#[utoipa::path(get, operation_id = "quote_export", path = "/api/v1/quote/export", tag = "border",
    params(("purchase" = Option<String>, Query, description = "What the goods were bought for, VAT included"), ("currency" = Option<String>, Query, description = "ISO 4217 code; CNY when absent"),
        ("category" = Option<String>, Query, description = "Category of the rebate"), ("mode" = Option<String>, Query, description = "b2c, b2b or b2b2c"),
        ("city" = Option<String>, Query, description = "Pilot city"), ("on" = Option<String>, Query, description = "The day of the export declaration; today when absent")),
    responses((status = 200, body = ExportQuote), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn export(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<ExportQuote>, ApiError> {
    let params = Params::read(query.as_deref(), &EXPORT)?;
    let currency = params.one("currency").map_or(Ok(Currency::CNY), Currency::parse).map_err(domain)?;
    let purchase = params.one("purchase").map(|text| Money::parse(text, currency)).transpose().map_err(domain)?;
    if purchase.is_some_and(|purchase| purchase.micros() < 0) {
        return Err(wrong("purchase", params.one("purchase").unwrap_or_default(), "Write an amount of zero or more."));
    }
    let asked = ExportAsked {
        purchase,
        category: params.one("category").map(str::to_owned),
        mode: params.one("mode").map(Mode::parse).transpose().map_err(domain)?,
        city: params.one("city").map(str::to_owned),
        on: today(&app, &params)?,
    };
    let book = ExportBook::shipped().map_err(ModesError::from)?;
    Ok(Json(to::export(leave(&book, &asked))))
}

/// What changed at which border when, by day.
#[utoipa::path(get, operation_id = "policies", path = "/api/v1/policies", tag = "border",
    responses((status = 200, body = Vec<PolicyChange>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn policies(RawQuery(query): RawQuery) -> Result<Json<Vec<PolicyChange>>, ApiError> {
    Params::read(query.as_deref(), &[])?;
    let timeline = Timeline::shipped().map_err(ModesError::from)?;
    Ok(Json(timeline.events().iter().map(to::change).collect()))
}
