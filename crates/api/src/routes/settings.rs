//! The settings of the home. What `entrepot.toml`, the environment or a flag says is stronger and cannot be changed here.

use crate::app::{App, HOME_COUNTRY, REPORT_CURRENCY};
use crate::caller::Caller;
use crate::error::ApiError;
use crate::wire::{ErrorBody, Setting, Settings, SettingsChange};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use entrepot_collect::BUSINESS_ZONE;
use entrepot_domain::{Country, Currency};

/// The settings, and where each value comes from.
#[utoipa::path(get, operation_id = "settings", path = "/api/v1/settings", tag = "admin",
    responses((status = 200, body = Settings), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Settings>, ApiError> {
    Ok(Json(settings(&app).await?))
}

async fn settings(app: &App) -> Result<Settings, ApiError> {
    let (ops, config) = (&app.home().ops, app.config());
    let report_currency = setting(config.report_currency.clone(), ops.meta(REPORT_CURRENCY).await?);
    let home_country = setting(config.home_country.map(|country| country.as_str().to_owned()), ops.meta(HOME_COUNTRY).await?);
    let zone = ops.meta(BUSINESS_ZONE).await?;
    let business_zone = Setting {
        from: if config.zone_fixed {
            "fixed"
        } else if zone.is_some() {
            "home"
        } else {
            "default"
        },
        changeable: !config.zone_fixed && is_empty(app).await?,
        value: zone.unwrap_or_else(|| config.zone.clone()),
    };
    Ok(Settings {
        report_currency,
        home_country,
        business_zone,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        home: app.home().dir.display().to_string(),
        backup_folder: config.backup_dir.as_ref().map(|dir| dir.display().to_string()),
        nightly_at: config.nightly_at.clone(),
        token_wanted: config.token.is_some(),
    })
}

/// A setting that can be changed at any time, unless it was given from outside.
fn setting(fixed: Option<String>, set: Option<String>) -> Setting {
    match (fixed, set) {
        (Some(value), _) => Setting { value, from: "fixed", changeable: false },
        (None, Some(value)) => Setting { value, from: "home", changeable: true },
        (None, None) => Setting { value: String::new(), from: "default", changeable: true },
    }
}

/// Nothing was imported yet: no row has a day.
async fn is_empty(app: &App) -> Result<bool, ApiError> {
    Ok(app.home().ops.lake_version(None).await?.is_none())
}

/// Changes settings, and says what holds now.
#[utoipa::path(put, operation_id = "change_settings", path = "/api/v1/settings", tag = "admin", request_body = SettingsChange,
    responses((status = 200, body = Settings), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn change(
    State(app): State<App>, caller: Caller, body: Result<Json<SettingsChange>, JsonRejection>,
) -> Result<Json<Settings>, ApiError> {
    let change = super::body(body)?;
    let now = settings(&app).await?;
    // Everything is looked at before anything is changed.
    let currency = match change.report_currency.as_deref().map(str::trim) {
        None => None,
        Some(_) if !now.report_currency.changeable => return Err(fixed("report_currency")),
        Some("") => Some(None),
        Some(code) => {
            let known = Currency::parse(code).map_err(|_| {
                ApiError::usage("usage.currency", format!("There is no currency \"{code}\"."), "Use the three-letter codes of ISO 4217.")
            })?;
            Some(Some(known.as_str().to_owned()))
        }
    };
    let country = match change.home_country.as_deref().map(str::trim) {
        None => None,
        Some(_) if !now.home_country.changeable => return Err(fixed("home_country")),
        Some("") => Some(None),
        Some(code) => {
            let known = Country::parse(code).map_err(|_| {
                ApiError::usage(
                    "usage.country",
                    format!("There is no country \"{code}\"."),
                    "Use the two letters of ISO 3166-1, such as CN.",
                )
            })?;
            Some(Some(known.as_str().to_owned()))
        }
    };
    let zone = match change.business_zone.as_deref().map(str::trim) {
        None => None,
        Some(zone) if zone == now.business_zone.value => None,
        Some(_) if now.business_zone.from == "fixed" => return Err(fixed("business_zone")),
        Some(_) if !now.business_zone.changeable => {
            return Err(ApiError::new(
                StatusCode::CONFLICT,
                "settings.zone_in_use",
                "The business zone cannot change any more: rows have the days that it gave them.",
                "Export everything, and import the originals into a new home with the other zone.",
            ));
        }
        Some("") => Some(None),
        Some(name) if jiff::tz::TimeZone::get(name).is_ok() => Some(Some(name.to_owned())),
        Some(name) => {
            return Err(ApiError::usage(
                "settings.zone",
                format!("There is no zone \"{name}\"."),
                "Use an IANA name such as Asia/Shanghai.",
            ));
        }
    };
    let ops = &app.home().ops;
    if let Some(value) = currency {
        ops.change_setting(REPORT_CURRENCY, value.as_deref(), &caller.name, app.now_us()).await?;
    }
    if let Some(value) = country {
        ops.change_setting(HOME_COUNTRY, value.as_deref(), &caller.name, app.now_us()).await?;
    }
    if let Some(value) = zone {
        ops.change_setting(BUSINESS_ZONE, value.as_deref(), &caller.name, app.now_us()).await?;
    }
    app.refresh_settings().await?;
    Ok(Json(settings(&app).await?))
}

fn fixed(key: &str) -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        "settings.fixed",
        format!("{key} is set in entrepot.toml or the environment, which is stronger."),
        "Change it there and start the server again, or take it out there first.",
    )
}
