//! The HTTP surface: one JSON API under `/api/v1` with its OpenAPI document, and the embedded console beside it.
//!
//! Wire types live only here. A request pins one lake version; imports run in the background and reading goes on
//! meanwhile. Without a token it serves loopback only. It decides nothing about data: reading files is `collect`'s work,
//! numbers are `semantic`'s, queries the engine's.

mod app;
mod caller;
mod cells;
mod collect_calls;
mod config;
mod document;
mod error;
mod guard;
mod inbox;
mod jobs;
mod params;
mod routes;
mod server;
mod suggest_calls;
mod texts;
mod uploads;
mod watching;
mod wire;

pub use app::App;
pub use config::{ApiConfig, Clock, ServeError, check_listen};
pub use document::openapi;
pub use routes::router;
pub use server::serve;
