//! `entrepot serve`: the console and the HTTP API on an address that may be listened on.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{nightly, output, wiring};
use clap::Args;
use entrepot_api::{ApiConfig, App, check_listen};
use std::sync::Arc;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on (default 127.0.0.1:8080; port 0 takes a free one).
    #[arg(long)]
    pub listen: Option<String>,
}

/// Runs it until it is told to stop.
pub async fn run(c: &Context, args: ServeArgs) -> Result<u8, Failure> {
    let listen = args.listen.unwrap_or_else(|| c.config.listen.clone());
    let addr: std::net::SocketAddr = listen.parse().map_err(|_| {
        Failure::usage("serve.address", format!("{listen} is no address"), "write ADDRESS:PORT, for example 127.0.0.1:8080")
    })?;
    let token = (!c.config.token.is_empty()).then(|| c.config.token.clone());
    check_listen(addr, token.as_deref())?;
    let nightly_at = c.config.nightly_at()?;
    let home = wiring::home(&c.dir, &c.config).await?;
    // Finish what a crash left behind, unless somebody is writing right now.
    if let Err(e) = home.writer(std::time::Duration::ZERO).await {
        tracing::info!(cause = %e, "serving while another process writes");
    }
    let seller = if c.config.seller.is_empty() { home.ops.meta("seller").await?.unwrap_or_default() } else { c.config.seller.clone() };
    let config = ApiConfig {
        token,
        seller,
        zone_fixed: !c.config.business_zone.is_empty(),
        backup_dir: c.config.backup_folder(),
        nightly_at: nightly_at.map(|at| at.strftime("%H:%M").to_string()),
        report_currency: (!c.config.report_currency.is_empty()).then(|| c.config.report_currency.clone()),
        home_country: wiring::home_country(&c.config)?,
        profiles_dir: Some(wiring::profiles_dir(&c.dir)),
        holidays_dir: Some(wiring::holidays_dir(&c.dir)),
        presets_dir: Some(wiring::presets_dir(&c.dir)),
        watch: (!c.config.watch.is_empty()).then(|| c.dir.join(&c.config.watch)),
        webhook_secrets: c.config.webhook_secrets(),
        now_us: Arc::new(wiring::now_us),
        ..ApiConfig::default()
    };
    let engine = wiring::engine(&c.config, &c.dir)?;
    let app = App::new(home.clone(), Arc::clone(&engine), wiring::metrics(&c.dir)?, config)?;
    let listener = tokio::net::TcpListener::bind(addr)
        .await
        .map_err(|e| Failure::new("serve.bind", format!("cannot listen on {addr}: {e}"), "choose another port with --listen"))?;
    output::line(&format!("listening on http://{}", listener.local_addr()?));
    let nights = nightly_at.map(|at| {
        let quiet = Context { json: true, ..c.clone() };
        tokio::spawn(nightly::every_night(quiet, home, engine, app.clone(), at))
    });
    let served = entrepot_api::serve(app, listener, stopped()).await;
    if let Some(nights) = nights {
        nights.abort();
    }
    served?;
    Ok(DONE)
}

/// Resolves on Ctrl-C or a termination signal.
async fn stopped() {
    #[cfg(unix)]
    {
        let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}
