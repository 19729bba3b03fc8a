//! Every route of the API, in one visible table that also makes the router; a test compares it with the OpenAPI document.

pub(crate) mod alerts;
mod assets;
pub(crate) mod audit;
pub(crate) mod border;
mod border_wire;
pub(crate) mod cohorts;
pub(crate) mod demo;
pub(crate) mod dimensions;
mod fees_wire;
pub(crate) mod figures;
pub(crate) mod forecast;
pub(crate) mod intake;
pub(crate) mod keeping;
pub(crate) mod market;
mod market_wire;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod orders;
pub(crate) mod overview;
pub(crate) mod platforms;
pub(crate) mod pnl;
pub(crate) mod quality;
pub(crate) mod quarantine;
pub(crate) mod saved;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod sql;
pub(crate) mod suggest;
pub(crate) mod tokens;
pub(crate) mod webhooks;

use crate::app::App;
use crate::caller::Access;
use crate::error::ApiError;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Json, Router};
use entrepot_ops::Role;
use std::future::Future;
use tower_http::compression::CompressionLayer;
use tower_http::trace::{DefaultOnFailure, TraceLayer};
use tracing::Level;

/// Longest body of a JSON request, in bytes.
const BODY_BYTES_MAX: usize = 8 << 20;
/// Longest file that is looked at before an import, in bytes: packed tables are sent whole.
const DETECT_BYTES_MAX: usize = 32 << 20;

/// A method and path with its handler.
pub(crate) struct Route {
    /// Method.
    pub method: Method,
    /// Path, with `{names}` for its variable parts.
    pub path: &'static str,
    /// What it asks of its caller.
    pub access: Access,
    handler: MethodRouter<App>,
}

const OPEN: Access = Access::Open;
const SIGNED: Access = Access::Signed;
const VIEWER: Access = Access::Role(Role::Viewer);
const ANALYST: Access = Access::Role(Role::Analyst);
const OPERATOR: Access = Access::Role(Role::Operator);
const ADMIN: Access = Access::Role(Role::Admin);

fn route<H, T>(filter: MethodFilter, method: Method, access: Access, path: &'static str, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route { method, path, access, handler: on(filter, handler) }
}

fn get<H: Handler<T, App>, T: 'static>(access: Access, path: &'static str, handler: H) -> Route {
    route(MethodFilter::GET, Method::GET, access, path, handler)
}

fn post<H: Handler<T, App>, T: 'static>(access: Access, path: &'static str, handler: H) -> Route {
    route(MethodFilter::POST, Method::POST, access, path, handler)
}

fn put<H: Handler<T, App>, T: 'static>(access: Access, path: &'static str, handler: H) -> Route {
    route(MethodFilter::PUT, Method::PUT, access, path, handler)
}

fn delete<H: Handler<T, App>, T: 'static>(access: Access, path: &'static str, handler: H) -> Route {
    route(MethodFilter::DELETE, Method::DELETE, access, path, handler)
}

/// All routes.
pub(crate) fn table() -> Vec<Route> {
    vec![
        get(OPEN, "/health", overview::health),
        get(OPEN, "/api/v1/health", overview::health),
        get(OPEN, "/openapi.json", crate::document::serve),
        get(OPEN, "/api/v1/openapi.json", crate::document::serve),
        get(VIEWER, "/api/v1/status", overview::status),
        get(VIEWER, "/api/v1/freshness", overview::freshness),
        get(VIEWER, "/api/v1/overview", figures::figures),
        get(VIEWER, "/api/v1/lake/versions", overview::versions),
        get(VIEWER, "/api/v1/metrics", metrics::list),
        get(VIEWER, "/api/v1/metrics/{name}", metrics::metric),
        get(VIEWER, "/api/v1/metrics/{name}/rows", metrics::rows),
        get(VIEWER, "/api/v1/pnl", pnl::pnl),
        get(VIEWER, "/api/v1/alerts", alerts::alerts),
        get(VIEWER, "/api/v1/quality", quality::quality),
        get(VIEWER, "/api/v1/cohorts", cohorts::cohorts),
        get(VIEWER, "/api/v1/forecast", forecast::forecast),
        get(VIEWER, "/api/v1/dimensions", dimensions::list),
        get(VIEWER, "/api/v1/dimensions/{name}/values", dimensions::values),
        get(VIEWER, "/api/v1/orders", orders::list),
        get(VIEWER, "/api/v1/orders/{trade_id}", order::order),
        get(VIEWER, "/api/v1/source/{file_id}/{row}", order::source),
        get(VIEWER, "/api/v1/profiles", intake::profiles),
        post(OPERATOR, "/api/v1/detect", intake::detect).limit(DefaultBodyLimit::max(DETECT_BYTES_MAX)),
        post(OPERATOR, "/api/v1/suggest", suggest::suggest).limit(DefaultBodyLimit::max(DETECT_BYTES_MAX)),
        put(OPERATOR, "/api/v1/profiles/{name}", suggest::keep),
        // Bounded by the disk: an upload is streamed to it.
        post(OPERATOR, "/api/v1/imports", intake::start).limit(DefaultBodyLimit::disable()),
        get(VIEWER, "/api/v1/imports", intake::history),
        get(OPERATOR, "/api/v1/imports/{id}/undo", intake::undo_preview),
        post(OPERATOR, "/api/v1/imports/{id}/undo", intake::undo),
        get(VIEWER, "/api/v1/watch", intake::watch),
        get(VIEWER, "/api/v1/jobs", intake::jobs),
        get(VIEWER, "/api/v1/jobs/{id}", intake::job),
        delete(OPERATOR, "/api/v1/jobs/{id}", intake::cancel),
        get(VIEWER, "/api/v1/quarantine", quarantine::list),
        post(OPERATOR, "/api/v1/quarantine/replay", quarantine::replay),
        post(ANALYST, "/api/v1/sql", sql::sql),
        post(SIGNED, "/api/v1/webhooks/{source}", webhooks::receive).limit(DefaultBodyLimit::max(webhooks::BODY_BYTES_MAX)),
        get(VIEWER, "/api/v1/schema", schema::schema),
        get(VIEWER, "/api/v1/saved", saved::list),
        put(ANALYST, "/api/v1/saved/{kind}/{name}", saved::put),
        delete(ANALYST, "/api/v1/saved/{kind}/{name}", saved::remove),
        post(OPERATOR, "/api/v1/demo", demo::start),
        get(VIEWER, "/api/v1/me", tokens::me),
        get(ADMIN, "/api/v1/tokens", tokens::list),
        post(ADMIN, "/api/v1/tokens", tokens::add),
        delete(ADMIN, "/api/v1/tokens/{name}", tokens::revoke),
        get(ADMIN, "/api/v1/audit", audit::list),
        get(ADMIN, "/api/v1/audit.csv", audit::csv),
        get(VIEWER, "/api/v1/settings", settings::show),
        put(ADMIN, "/api/v1/settings", settings::change),
        get(ADMIN, "/api/v1/backups", keeping::backups),
        post(ADMIN, "/api/v1/backups", keeping::make),
        get(ADMIN, "/api/v1/doctor", keeping::examine),
        get(VIEWER, "/api/v1/nights", keeping::nights),
        get(VIEWER, "/api/v1/platforms", platforms::list),
        get(VIEWER, "/api/v1/platforms/{slug}", platforms::show),
        get(VIEWER, "/api/v1/quote/fee", platforms::quote),
        get(VIEWER, "/api/v1/find/cliffs", platforms::cliffs),
        get(VIEWER, "/api/v1/quote/lane", border::lane),
        get(VIEWER, "/api/v1/quote/duty", border::duty),
        get(VIEWER, "/api/v1/quote/landed", border::landed),
        get(VIEWER, "/api/v1/quote/export", border::export),
        get(VIEWER, "/api/v1/policies", border::policies),
        get(VIEWER, "/api/v1/market/volume", market::volume),
        get(VIEWER, "/api/v1/market/products", market::products),
        get(VIEWER, "/api/v1/market/destinations", market::destinations),
        get(VIEWER, "/api/v1/market/origins", market::origins),
        get(VIEWER, "/api/v1/market/modes", market::modes),
        get(VIEWER, "/api/v1/market/series", market::series),
        put(OPERATOR, "/api/v1/market/series", market::put),
        delete(OPERATOR, "/api/v1/market/series/{id}", market::delete),
    ]
}

impl Route {
    fn limit(self, limit: DefaultBodyLimit) -> Self {
        Self { handler: self.handler.layer(limit), ..self }
    }
}

/// The whole server as one router: the API, the console, the guard before both.
pub fn router(app: App) -> Router {
    let routes = table().into_iter().fold(Router::new(), |router, route| {
        let admit = from_fn_with_state(route.access, crate::caller::admit);
        router.route(route.path, route.handler.layer(admit))
    });
    let trace = TraceLayer::new_for_http()
        .make_span_with(|request: &Request| tracing::debug_span!("http", method = %request.method(), path = request.uri().path()))
        .on_failure(DefaultOnFailure::new().level(Level::DEBUG));
    routes
        .fallback(assets::fallback)
        .method_not_allowed_fallback(assets::not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), crate::guard::guard))
        .layer(trace)
        .with_state(app)
}

/// The body of a JSON request.
fn body<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, ApiError> {
    body.map(|Json(body)| body)
        .map_err(|error| ApiError::new(error.status(), "usage.body", error.body_text(), "The shape is described in /openapi.json."))
}

/// Carries a change to its end even when the one who asked for it has gone.
async fn carried<T: Send + 'static>(work: impl Future<Output = Result<T, ApiError>> + Send + 'static) -> Result<T, ApiError> {
    tokio::spawn(work).await.map_err(|error| ApiError::fault(format!("The work ended early: {error}")))?
}
