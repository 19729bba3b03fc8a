//! What a query can name: tables, views, columns and functions, explained, with the engine's limits.

use crate::app::App;
use crate::error::ApiError;
use crate::wire::{ErrorBody, Label, Schema, SchemaColumn, SchemaTable, SqlLimits};
use axum::Json;
use axum::extract::State;
use entrepot_engine::{LakeSession, VIEWS};
use entrepot_lake::about;

/// The tables, views and functions of the newest lake version.
#[utoipa::path(get, path = "/api/v1/schema", tag = "lake",
    responses((status = 200, body = Schema), (status = "default", description = "What went wrong", body = ErrorBody)))]
pub(crate) async fn schema(State(app): State<App>) -> Result<Json<Schema>, ApiError> {
    let session = app.pin().await?;
    let mut tables = Vec::new();
    for name in session.table_names() {
        tables.push(table(&session, name).await?);
    }
    // Tables first, in the order of their names; then what is made from them; history last.
    tables.sort_by_key(|table| ["table", "view", "reference", "history"].iter().position(|kind| *kind == table.kind));
    Ok(Json(Schema {
        lake_version: session.version(),
        tables,
        functions: session.function_names(),
        limits: SqlLimits {
            rows_max: super::sql::LIMIT_MAX,
            time_ms: app.config().sql_time_ms,
            memory_bytes: app.engine().config().memory_bytes,
        },
    }))
}

/// A column's text. The columns of a view that joins two lines say which of them they are about.
fn described(table: &str, column: &str) -> Option<Label> {
    let of = |prefix: &str, en: &str, zh: &str| {
        let (text, text_zh) = about::column("lines", column.strip_prefix(prefix)?)?;
        Some(Label::new(format!("{en}: {text}"), format!("{zh}：{text_zh}")))
    };
    about::column(table, column)
        .map(|(en, zh)| Label::new(en, zh))
        .or_else(|| of("return_", "Of the return", "退货行"))
        .or_else(|| of("purchase_", "Of the purchase", "购买行"))
}

async fn table(session: &LakeSession, name: String) -> Result<SchemaTable, ApiError> {
    let both = |(en, zh): about::About| Label::new(en, zh);
    let stored = session.snapshot().table(&name);
    let view = VIEWS.iter().find(|view| view.name == name);
    let base = name.strip_suffix("_history").unwrap_or(&name);
    let (kind, text) = match (view, stored) {
        (Some(view), _) => ("view", Some(Label::new(view.about, view.about_zh))),
        (None, Some(_)) if base != name => (
            "history",
            about::table(base).map(|(en, zh)| Label::new(format!("Superseded versions of: {en}"), format!("已被替换的版本：{zh}"))),
        ),
        (None, Some(_)) => ("table", about::table(&name).map(both)),
        (None, None) => ("reference", about::table(&name).map(both)),
    };
    let columns = session.columns(&name).await?;
    let column = |(column, r#type, nullable): (String, &'static str, bool)| SchemaColumn {
        about: described(base, &column),
        name: column,
        r#type,
        nullable,
    };
    Ok(SchemaTable { kind, about: text, rows: stored.map(|table| table.rows()), columns: columns.into_iter().map(column).collect(), name })
}
