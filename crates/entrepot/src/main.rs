//! The `entrepot` binary: command line, configuration and wiring. It decides nothing about data; the rooms do.

mod cli;
mod compact;
mod config;
mod failure;
mod nightly;
mod output;
mod progress;
mod wiring;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Two TLS providers are linked; the first thing is to say which one counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args = cli::Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("ENTREPOT_LOG")
                .unwrap_or_else(|_| "warn,buoyant_kernel=off,datafusion_common::pruning=error".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("error: cannot start: {e}");
            return ExitCode::from(1);
        }
    };
    let json = args.json;
    // The command runs on a worker: planning a query needs its deep stack.
    let done = runtime.block_on(async { tokio::spawn(cli::run(args)).await });
    match done {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(failure)) => failure.report(json),
        Err(e) => {
            eprintln!("error: internal fault: {e}");
            ExitCode::from(1)
        }
    }
}
