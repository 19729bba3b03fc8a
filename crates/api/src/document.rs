//! The OpenAPI document, made from the routes' own annotations and the wire types.

use crate::routes::{
    alerts, audit, border, cohorts, demo, dimensions, figures, forecast, intake, keeping, market, metrics, order, orders, overview,
    platforms, pnl, quality, quarantine, saved, schema, settings, sql, suggest, tokens, webhooks,
};
use axum::Json;
use axum::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, PathItem, SecurityRequirement};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "entrepot",
        description = "Sales across borders, in numbers that open. Money and decimals are strings, days YYYY-MM-DD, instants RFC 3339 in UTC. \
                       Every answer is about one lake version; every error has a code, a cause and a hint."
    ),
    paths(
        overview::health,
        serve,
        overview::status,
        overview::freshness,
        overview::versions,
        figures::figures,
        metrics::list,
        metrics::metric,
        metrics::rows,
        pnl::pnl,
        cohorts::cohorts,
        quality::quality,
        alerts::alerts,
        forecast::forecast,
        dimensions::list,
        dimensions::values,
        orders::list,
        order::order,
        order::source,
        intake::profiles,
        intake::detect,
        suggest::suggest,
        suggest::keep,
        intake::start,
        intake::history,
        intake::undo_preview,
        intake::undo,
        intake::watch,
        intake::jobs,
        intake::job,
        intake::cancel,
        quarantine::list,
        quarantine::replay,
        sql::sql,
        webhooks::receive,
        schema::schema,
        saved::list,
        saved::put,
        saved::remove,
        demo::start,
        tokens::me,
        tokens::list,
        tokens::add,
        tokens::revoke,
        audit::list,
        audit::csv,
        settings::show,
        settings::change,
        keeping::backups,
        keeping::make,
        keeping::examine,
        keeping::nights,
        platforms::list,
        platforms::show,
        platforms::quote,
        platforms::cliffs,
        border::lane,
        border::duty,
        border::landed,
        border::export,
        border::policies,
        market::volume,
        market::products,
        market::destinations,
        market::origins,
        market::modes,
        market::series,
        market::put,
        market::delete,
    )
)]
struct Document;

/// Paths that are also served without the prefix.
const ALIASES: [(&str, &str); 2] = [("/api/v1/health", "/health"), ("/api/v1/openapi.json", "/openapi.json")];

/// The document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    for (path, alias) in ALIASES {
        if let Some(mut item) = document.paths.paths.get(path).cloned() {
            if let Some(get) = &mut item.get {
                get.operation_id = get.operation_id.as_ref().map(|id| format!("{id}_alias"));
            }
            document.paths.paths.insert(alias.to_owned(), item);
        }
    }
    for route in crate::routes::table() {
        if let Some(call) = document.paths.paths.get_mut(route.path).and_then(|item| operation(item, &route.method)) {
            let said = format!("Asks for {}.", route.access.as_str());
            call.description = Some(call.description.take().map_or_else(|| said.clone(), |text| format!("{text}\n\n{said}")));
        }
    }
    let scheme = SecurityScheme::Http(
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("Only when the server was started with a token.")).build(),
    );
    document.components.get_or_insert_with(Components::new).add_security_scheme("token", scheme);
    // Either nothing (a server on loopback) or the token.
    document.security = Some(vec![SecurityRequirement::default(), SecurityRequirement::new("token", Vec::<String>::new())]);
    document
}

/// The call of a method.
fn operation<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    match *method {
        Method::GET => item.get.as_mut(),
        Method::POST => item.post.as_mut(),
        Method::PUT => item.put.as_mut(),
        Method::DELETE => item.delete.as_mut(),
        _ => None,
    }
}

/// This document.
#[utoipa::path(get, operation_id = "openapi", path = "/api/v1/openapi.json", tag = "server", responses((status = 200, description = "OpenAPI 3", body = Object)))]
pub(crate) async fn serve() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}

#[cfg(test)]
mod tests {
    use super::openapi;
    use crate::routes::table;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn document() -> Value {
        serde_json::to_value(openapi()).unwrap()
    }

    #[test]
    fn every_route_is_documented_and_nothing_else_is() {
        let document = document();
        let mut documented = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["get", "post", "put", "delete", "patch"] {
                if item.get(method).is_some() {
                    documented.insert(format!("{} {path}", method.to_uppercase()));
                }
            }
        }
        let routes: BTreeSet<String> = table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
        assert_eq!(documented, routes);
    }

    #[test]
    fn every_operation_has_an_answer_with_a_schema_and_names_its_path_parts() {
        let document = document();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let place = format!("{method} {path}");
                assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{place}: the id is taken");
                assert!(operation["summary"].is_string(), "{place} says what it does");
                let responses = operation["responses"].as_object().unwrap();
                let good =
                    responses.iter().find(|(status, _)| status.starts_with('2')).unwrap_or_else(|| panic!("{place} has no good answer"));
                assert!(
                    good.1["content"].as_object().is_some_and(|content| content.values().all(|body| body["schema"].is_object())),
                    "{place}"
                );
                if method == "post" && !path.ends_with("/undo") {
                    assert!(operation["requestBody"]["content"].is_object(), "{place} has no body");
                }
                for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                    let name = part.trim_end_matches('}');
                    let named = operation["parameters"]
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one["name"] == name && one["in"] == "path"));
                    assert!(named, "{place}: {name}");
                }
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    map.values().for_each(|inner| references(inner, found));
                }
                Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 40, "{}", found.len());
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("a local reference");
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
    }
}
