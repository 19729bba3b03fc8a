//! Kept originals: those that imports name are there, and say what they said.

use super::{Notes, Severity};
use crate::KeepError;
use crate::backup::apart;
use crate::progress::Progress;
use entrepot_lake::{Home, RawStore};
use entrepot_ops::{ImportState, KeptOriginal};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

const IMPORT_AGAIN: &str = "put the file back from a backup; rows of it can be neither undone nor replayed without it";

pub(super) async fn look(home: &Home, deep: bool, progress: &Progress, notes: &mut Notes) -> Result<(), KeepError> {
    let mut kept: BTreeMap<String, KeptOriginal> = BTreeMap::new();
    for one in home.ops.kept_originals().await? {
        let failed = one.state == ImportState::Failed;
        if !failed || home.raw.path(&one.stored).exists() {
            kept.entry(one.stored.clone()).or_insert(one);
        }
    }
    let names: BTreeSet<String> = kept.keys().cloned().collect();
    for one in kept.into_values() {
        progress.go_on()?;
        notes.looked.originals += 1;
        let path = home.raw.path(&one.stored);
        match std::fs::metadata(&path) {
            Err(e) => {
                let cause = format!("the kept original {} of import {} is not there: {e}", one.stored, one.import_id);
                notes.broken("doctor.original_missing", cause, IMPORT_AGAIN);
            }
            Ok(at) if at.len() == 0 && one.bytes > 0 => {
                let cause = format!("the kept original {} of import {} is empty", one.stored, one.import_id);
                notes.broken("doctor.original_changed", cause, IMPORT_AGAIN);
            }
            Ok(_) if deep => {
                let (raw, original) = (home.raw.clone(), one.clone());
                if let Some(why) = apart(move || Ok(differs(&raw, &original))).await? {
                    let cause = format!("the kept original {} of import {}: {why}", one.stored, one.import_id);
                    notes.broken("doctor.original_changed", cause, IMPORT_AGAIN);
                }
            }
            Ok(_) => {}
        }
    }
    let Ok(entries) = std::fs::read_dir(home.dir.join("raw")) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !notes.busy && !names.contains(&name) {
            notes.add(
                "doctor.orphan_original",
                Severity::Note,
                format!("no import names the kept original {name}"),
                "an import that failed may have left it; it only takes space",
            );
        }
    }
    Ok(())
}

/// Reads an original whole and compares its hash and length.
fn differs(raw: &RawStore, original: &KeptOriginal) -> Option<String> {
    let mut reader = match raw.read(&original.stored) {
        Ok(reader) => reader,
        Err(e) => return Some(e.to_string()),
    };
    let (mut hash, mut bytes, mut block) = (Sha256::new(), 0_i64, vec![0_u8; 1 << 18]);
    loop {
        match reader.read(&mut block) {
            Ok(0) => break,
            Ok(n) => {
                hash.update(&block[..n]);
                bytes += i64::try_from(n).unwrap_or(0);
            }
            Err(e) => return Some(format!("it cannot be read: {e}")),
        }
    }
    if bytes != original.bytes {
        return Some(format!("it has {bytes} bytes instead of {}", original.bytes));
    }
    (hex::encode(hash.finalize()) != original.sha256).then(|| "its bytes are not those that were imported".to_owned())
}
