//! Platforms and what a sale costs on them.

use super::fees_wire as to;
use crate::app::App;
use crate::error::ApiError;
use crate::params::Params;
use crate::wire::{ErrorBody, FeeCliffs, FeeQuote, PlatformDetail, PlatformRow};
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use entrepot_domain::{Currency, Day, Money};
use entrepot_modes::cliffs::{CliffsAsked, find};
use entrepot_modes::fees::{FeeAsked, fees};
use entrepot_modes::{presets, view};
use entrepot_rules::fulfilment::{Piece, length_um, weight_ng};
use entrepot_rules::platforms::Catalogue;

const QUESTION: [&str; 14] = [
    "platform",
    "category",
    "price",
    "currency",
    "quantity",
    "shipping",
    "tax",
    "fulfilment",
    "weight_g",
    "dims_mm",
    "with",
    "payment",
    "refund",
    "on",
];
/// Most pieces that one question is about.
const PIECES_MAX: usize = 1_000_000_000;

/// The presets, read anew: a file that was just edited counts at once.
async fn catalogue(app: &App) -> Result<Catalogue, ApiError> {
    let own = app.config().presets_dir.clone();
    Ok(app.apart(move || async move { presets::catalogue(own.as_deref()) }).await??)
}

/// Every platform with its mode, how it earns, how goods travel and where buyers are found.
#[utoipa::path(get, operation_id = "platforms", path = "/api/v1/platforms", tag = "platforms",
    responses((status = 200, body = Vec<PlatformRow>), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn list(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Vec<PlatformRow>>, ApiError> {
    Params::read(query.as_deref(), &[])?;
    Ok(Json(view::rows(&catalogue(&app).await?).into_iter().map(to::row).collect()))
}

/// Everything that is said of one platform: its dated fees, their sources, and what is asked for.
#[utoipa::path(get, operation_id = "platform", path = "/api/v1/platforms/{slug}", tag = "platforms",
    params(("slug" = String, Path, description = "Slug, or another name for the same platform")),
    responses((status = 200, body = PlatformDetail), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<PlatformDetail>, ApiError> {
    let catalogue = catalogue(&app).await?;
    Ok(Json(to::detail(view::show(presets::platform(&catalogue, &slug)?))))
}

/// What is said to apply.
fn options(params: &Params) -> Vec<String> {
    params.all("with").flat_map(|list| list.split(',')).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// Weight and sides of a piece that the platform sends.
fn piece(params: &Params) -> Result<Option<Piece>, ApiError> {
    let (weight, sides) = match (params.one("weight_g"), params.one("dims_mm")) {
        (None, None) => return Ok(None),
        (Some(weight), Some(sides)) => (weight, sides),
        _ => return Err(ApiError::usage("usage.parameter", "Weight and sides belong together.", "Name weight_g and dims_mm.")),
    };
    let wrong = |_| ApiError::usage("usage.parameter", "Weight or sides are no measures.", "Write grams, and millimetres as 381x305x19.");
    let sides = sides.split('x').map(|side| length_um(&format!("{} mm", side.trim()))).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let piece = match sides.as_slice() {
        [a, b, c] => Piece::new(weight_ng(&format!("{weight} g")).map_err(wrong)?, [*a, *b, *c]),
        _ => None,
    };
    piece.map(Some).ok_or_else(|| wrong(String::new()))
}

/// What a platform takes of a sale, rule by rule. What no rule tells is a question, and there is no amount until it is answered.
#[utoipa::path(get, operation_id = "quote_fee", path = "/api/v1/quote/fee", tag = "platforms",
    params(("platform" = String, Query, description = "Slug of the platform"), ("category" = Option<String>, Query, description = "In the platform's words or common ones"),
        ("price" = String, Query, description = "Price of one piece after the seller's discount"), ("currency" = String, Query, description = "ISO 4217 code of all amounts"),
        ("quantity" = Option<usize>, Query, description = "Pieces; 1 when absent"), ("shipping" = Option<String>, Query, description = "What the buyer pays for shipping"),
        ("tax" = Option<String>, Query, description = "Tax that the buyer pays"), ("fulfilment" = Option<String>, Query, description = "What fulfilment by the platform costs, when it does it"),
        ("weight_g" = Option<String>, Query, description = "Weight of a piece that the platform sends, grams"), ("dims_mm" = Option<String>, Query, description = "Its sides, millimetres: 381x305x19"),
        ("with" = Option<String>, Query, description = "Options that apply, with commas between them"), ("payment" = Option<String>, Query, description = "A payment provider beside the platform"),
        ("refund" = Option<String>, Query, description = "What goes back to the buyer"), ("on" = Option<String>, Query, description = "The day whose rules are asked; today when absent")),
    responses((status = 200, body = FeeQuote), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn quote(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<FeeQuote>, ApiError> {
    let params = Params::read(query.as_deref(), &QUESTION)?;
    let needed = |name: &str| {
        params
            .one(name)
            .ok_or_else(|| ApiError::usage("usage.parameter", format!("\"{name}\" is missing."), format!("Name {name} in the query.")))
    };
    let domain = |error: entrepot_domain::DomainError| ApiError::usage(error.code(), error.to_string(), error.hint());
    let currency = Currency::parse(needed("currency")?).map_err(domain)?;
    let money = |text: &str| Money::parse(text, currency).map_err(domain);
    let optional = |name: &str| params.one(name).map(money).transpose();
    let asked = FeeAsked {
        platform: needed("platform")?.to_owned(),
        category: params.one("category").map(str::to_owned),
        price: money(needed("price")?)?,
        quantity: i64::try_from(params.number("quantity", 1, PIECES_MAX)?).unwrap_or(1),
        shipping: optional("shipping")?,
        tax: optional("tax")?,
        fulfilment: optional("fulfilment")?,
        piece: piece(&params)?,
        options: params
            .all("with")
            .flat_map(|list| list.split(','))
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect(),
        payment: params.one("payment").map(str::to_owned),
        refund: optional("refund")?,
        on: params.day("on")?.unwrap_or_else(|| Day::of_micros(app.now_us())),
    };
    Ok(Json(to::quote(fees(&catalogue(&app).await?, &asked))))
}

/// Prices at which a platform's fee jumps, and the seller's own orders that lie there.
#[utoipa::path(get, operation_id = "find_cliffs", path = "/api/v1/find/cliffs", tag = "platforms",
    params(("platform" = Option<String>, Query, description = "Only this platform; every one whose fees are known when absent"), ("category" = Option<String>, Query, description = "Only this category"),
        ("with" = Option<String>, Query, description = "Options that apply, with commas between them"), ("on" = Option<String>, Query, description = "The day whose rules are asked; today when absent"),
        ("own" = Option<bool>, Query, description = "false leaves own orders out")),
    responses((status = 200, body = FeeCliffs), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn cliffs(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<FeeCliffs>, ApiError> {
    let params = Params::read(query.as_deref(), &["platform", "category", "with", "on", "own"])?;
    let own = match params.one("own") {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(ApiError::usage("usage.parameter", "\"own\" is neither true nor false.", "Leave it out for both.")),
    };
    let asked = CliffsAsked {
        platform: params.one("platform").map(str::to_owned),
        category: params.one("category").map(str::to_owned),
        options: options(&params),
    };
    let on = params.day("on")?.unwrap_or_else(|| Day::of_micros(app.now_us()));
    let catalogue = catalogue(&app).await?;
    let answer = if own {
        let session = app.pin().await?;
        find(&catalogue, &asked, on, Some(&session)).await?
    } else {
        find(&catalogue, &asked, on, None).await?
    };
    Ok(Json(to::cliffs(answer)))
}
