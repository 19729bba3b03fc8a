//! The ledger: rows lead to imports and files that are there, documents have their lines, payouts add up.

use super::{Notes, RESTORE, Severity};
use crate::KeepError;
use entrepot_engine::{Engine, LakeSession, Limits, cell_text};
use entrepot_lake::schema::TABLES;
use entrepot_lake::{Home, LakeSnapshot};
use entrepot_ops::ImportState;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longest a check may take, in milliseconds.
const TIME_MS: u64 = 600_000;
/// Cases that are named.
const NAMED: usize = 5;

/// A check that names the cases that break it.
struct Check {
    code: &'static str,
    severity: Severity,
    /// What is so, before the cases.
    says: &'static str,
    hint: &'static str,
    /// Tables that must have rows for the question to make sense.
    over: &'static [&'static str],
    /// A statement whose first column names the cases.
    sql: &'static str,
}

const CHECKS: &[Check] = &[
    Check {
        code: "doctor.line_without_trade",
        severity: Severity::Broken,
        says: "order lines whose document is not there",
        hint: RESTORE,
        over: &["lines"],
        sql: "SELECT DISTINCT l.trade_id FROM lines l LEFT JOIN trades t ON t.trade_id = l.trade_id WHERE t.trade_id IS NULL ORDER BY 1",
    },
    Check {
        code: "doctor.payout_unbalanced",
        severity: Severity::Warning,
        says: "payouts that are not what their charges make",
        hint: "a charge of the payout is not imported yet, or one was imported twice from two reports",
        over: &["payouts", "charges"],
        sql: "WITH sums AS (SELECT payout_id, currency, sum(CASE WHEN payee = 'seller' THEN amount WHEN payer = 'seller' THEN -amount ELSE 0 END) AS made \
              FROM charges WHERE payout_id IS NOT NULL AND kind <> 'reserve' AND kind <> 'transfer' GROUP BY payout_id, currency) \
              SELECT p.payout_id FROM payouts p JOIN sums s ON s.payout_id = p.payout_id AND s.currency = p.currency \
              WHERE s.made + coalesce(p.opening, 0) - coalesce(p.reserve, 0) <> p.amount ORDER BY 1",
    },
    Check {
        code: "doctor.child_exceeds_parent",
        severity: Severity::Warning,
        says: "bulk trades whose children sold more than they hold",
        hint: "a child names the wrong parent, or the parent's quantity is not complete",
        over: &["lines", "trades"],
        sql: "WITH drawn AS (SELECT t.parent_trade_id AS parent, l.sku, sum(l.quantity) AS units FROM lines l \
              JOIN trades t ON t.trade_id = l.trade_id WHERE t.kind = 'sale' AND t.parent_trade_id IS NOT NULL AND l.component = 'goods' \
              AND l.sku IS NOT NULL GROUP BY t.parent_trade_id, l.sku), \
              held AS (SELECT trade_id AS parent, sku, sum(quantity) AS units FROM lines WHERE component = 'goods' AND kind = 'sale' GROUP BY trade_id, sku) \
              SELECT d.parent FROM drawn d JOIN held h ON h.parent = d.parent AND h.sku = d.sku WHERE d.units > h.units ORDER BY 1",
    },
];

pub(super) async fn look(
    home: &Home, engine: &Arc<Engine>, snapshot: &Arc<LakeSnapshot>, deep: bool, notes: &mut Notes,
) -> Result<(), KeepError> {
    let session = match engine.session(snapshot) {
        Ok(session) => session,
        Err(e) => {
            notes.broken("doctor.query", format!("the lake cannot be asked: {}", e.cause), RESTORE);
            return Ok(());
        }
    };
    let live: BTreeSet<String> =
        home.ops.imports().await?.iter().filter(|i| i.state == ImportState::Published).map(|i| i.id.to_string()).collect();
    let files: BTreeSet<String> = home.ops.file_names().await?.iter().map(|(id, _)| id.to_string()).collect();
    for def in &TABLES {
        if snapshot.table(def.name).is_none_or(|t| t.rows() == 0) {
            continue;
        }
        let imports = column(&session, &format!("SELECT DISTINCT import_id FROM {}", def.name), notes).await;
        for id in imports.iter().filter(|id| !live.contains(*id)) {
            let cause = format!("{} has rows of import {id}, which is not part of the lake", def.name);
            notes.broken("doctor.lineage", cause, RESTORE);
        }
        let sources = column(&session, &format!("SELECT DISTINCT file_id FROM {}", def.name), notes).await;
        for id in sources.iter().filter(|id| !files.contains(*id)) {
            notes.broken("doctor.lineage", format!("{} has rows of file {id}, which is not known", def.name), RESTORE);
        }
        if deep {
            let sql = format!("SELECT key_hi FROM {} GROUP BY key_hi, key_lo HAVING count(*) > 1", def.name);
            let twice = column(&session, &sql, notes).await;
            if !twice.is_empty() {
                notes.broken("doctor.row_twice", format!("{} rows of {} are there more than once", twice.len(), def.name), RESTORE);
            }
        }
    }
    let filled = |name: &&str| snapshot.table(name).is_some_and(|t| t.rows() > 0);
    for check in CHECKS.iter().filter(|check| check.over.iter().all(filled)) {
        let cases = column(&session, check.sql, notes).await;
        if !cases.is_empty() {
            let named = cases.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if cases.len() > NAMED { " …" } else { "" };
            notes.add(check.code, check.severity, format!("{} {}: {named}{more}", cases.len(), check.says), check.hint);
        }
    }
    Ok(())
}

/// The first column of a statement's rows. A statement that fails is a finding.
async fn column(session: &LakeSession, sql: &str, notes: &mut Notes) -> Vec<String> {
    match session.sql_with(sql, Limits { rows: 1_000_000, time_ms: TIME_MS }).await {
        Ok(result) => result
            .batches
            .iter()
            .flat_map(|batch| (0..batch.num_rows()).filter_map(|row| cell_text(batch.column(0).as_ref(), row)))
            .collect(),
        Err(e) => {
            notes.add(
                "doctor.query",
                Severity::Warning,
                format!("a check could not run: {}", e.cause),
                "give queries more memory in entrepot.toml",
            );
            Vec::new()
        }
    }
}
