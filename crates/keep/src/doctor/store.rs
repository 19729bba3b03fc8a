//! The operational store: its own pages, the balance of every import, what a crash left open.

use super::{Notes, RESTORE, Severity};
use crate::KeepError;
use entrepot_lake::Home;
use entrepot_ops::{ImportKind, ImportState};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn look(home: &Home, deep: bool, notes: &mut Notes) -> Result<(), KeepError> {
    notes.looked.ops_schema = home.ops.schema_version().await?;
    for fault in home.ops.faults(deep).await? {
        notes.broken("doctor.store_damaged", format!("the operational store: {fault}"), RESTORE);
    }
    let versions: BTreeSet<i64> = home.ops.lake_versions(i64::MAX).await?.into_iter().map(|v| v.version).collect();
    let in_quarantine: BTreeMap<i64, i64> = home.ops.quarantine_counts().await?.into_iter().collect();
    for import in home.ops.imports().await? {
        notes.looked.imports += 1;
        let id = import.id;
        match import.state {
            ImportState::Staging | ImportState::Committing if notes.busy => {
                notes.add("doctor.under_way", Severity::Note, format!("import {id} is under way"), "nothing to do");
            }
            ImportState::Staging | ImportState::Committing => notes.add(
                "doctor.intent_open",
                Severity::Warning,
                format!("import {id} was interrupted while {}", import.state.as_str()),
                "the next import, undo or start of `serve` finishes or forgets it; nothing is lost",
            ),
            ImportState::Failed => {}
            ImportState::Published | ImportState::Undone => {
                if !import.counts.balanced() {
                    let c = import.counts;
                    notes.broken(
                        "doctor.balance",
                        format!(
                            "import {id}: {} accepted + {} updated + {} quarantined + {} duplicate are not {} read",
                            c.accepted, c.updated, c.quarantined, c.duplicate, c.read
                        ),
                        "the history was changed from outside; restore a backup",
                    );
                }
                let kept = in_quarantine.get(&id).copied().unwrap_or(0);
                if import.kind == ImportKind::Import && kept != import.counts.quarantined {
                    notes.broken(
                        "doctor.quarantine_count",
                        format!("import {id}: {kept} rows are in quarantine, {} were put there", import.counts.quarantined),
                        RESTORE,
                    );
                }
                if import.lake_version.is_some_and(|v| !versions.contains(&v)) {
                    let version = import.lake_version.unwrap_or(0);
                    notes.broken("doctor.version_missing", format!("import {id} made lake version {version}, which is not there"), RESTORE);
                }
            }
        }
    }
    Ok(())
}
