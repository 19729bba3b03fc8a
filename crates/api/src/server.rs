//! Listening: from a bound socket to answered requests, until told to stop.

use crate::app::App;
use crate::config::{ServeError, check_listen};
use crate::routes::router;
use std::future::Future;
use tokio::net::TcpListener;

/// Serves until `shutdown` resolves; then running requests are answered, and imports are stopped or carried to their end.
///
/// # Errors
/// `serve.token` when other machines could reach the listener and there is no token, `serve.io`.
pub async fn serve(app: App, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    check_listen(listener.local_addr()?, app.config().token.as_deref())?;
    crate::inbox::resume(&app);
    crate::watching::begin(&app);
    let served = axum::serve(listener, router(app.clone())).with_graceful_shutdown(shutdown).await;
    app.wind_down().await;
    Ok(served?)
}
