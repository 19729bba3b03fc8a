//! `entrepot token`: who may ask the server from elsewhere, and for what.

use super::{Context, DONE};
use crate::failure::Failure;
use crate::{output, wiring};
use clap::{Args, Subcommand, ValueEnum};
use entrepot_ops::{Role, Token};

const DAY_US: i64 = 86_400_000_000;

/// Arguments of `token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a token. Its secret is shown this once; only a hash is kept.
    Add {
        /// A name that no token has or had; it is the actor in the audit log.
        name: String,
        /// What it may do.
        #[arg(long)]
        role: RoleName,
        /// Days after which it ends by itself.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: Option<u32>,
    },
    /// All tokens, without their secrets.
    List,
    /// Take a token back, at once.
    Revoke {
        /// Its name.
        name: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    /// Look at figures and rows.
    Viewer,
    /// Also ask in SQL, and keep queries and views.
    Analyst,
    /// Also import, undo, replay, and load market series.
    Operator,
    /// Also tokens, settings, backups and the audit log.
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Analyst => Self::Analyst,
            RoleName::Operator => Self::Operator,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// Runs it.
pub async fn run(c: &Context, args: TokenArgs) -> Result<u8, Failure> {
    let home = wiring::home(&c.dir, &c.config).await?;
    let (actor, now_us) = (wiring::actor(), wiring::now_us());
    match args.verb {
        Verb::Add { name, role, days } => {
            let expires_us = days.map(|days| now_us + i64::from(days) * DAY_US);
            let (token, secret) = home.ops.add_token(&name, role.into(), expires_us, &actor, now_us).await?;
            if c.json {
                output::json(&serde_json::json!({ "secret": secret, "token": token }))?;
            } else {
                output::line(&secret);
                eprintln!("this is the only time that the secret of {name} is shown; send it as: Authorization: Bearer SECRET");
            }
        }
        Verb::List => {
            let all = home.ops.tokens().await?;
            if c.json {
                let all: Vec<_> = all.iter().map(|t| serde_json::json!({ "token": t, "state": t.state(now_us) })).collect();
                output::json(&all)?;
            } else {
                output::table(
                    &["name", "role", "state", "made (UTC)", "by", "ends (UTC)"],
                    &all.iter().map(|t| row(t, now_us)).collect::<Vec<_>>(),
                );
            }
        }
        Verb::Revoke { name } => {
            let token = home.ops.revoke_token(&name, &actor, now_us).await?;
            if c.json { output::json(&token)? } else { eprintln!("{name} is revoked") }
        }
    }
    Ok(DONE)
}

fn row(token: &Token, now_us: i64) -> Vec<String> {
    vec![
        token.name.clone(),
        token.role.as_str().to_owned(),
        token.state(now_us).as_str().to_owned(),
        output::instant(token.created_us),
        token.created_by.clone(),
        token.expires_us.map(output::instant).unwrap_or_default(),
    ]
}
