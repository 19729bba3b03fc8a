//! Room on the disk: a compaction or an undo may need as much again as the tables take.

use super::{Notes, Severity};
use entrepot_lake::Home;

/// Less than this is little whatever the home takes, in bytes.
const LITTLE_BYTES: u64 = 512 << 20;

pub(super) fn look(home: &Home, notes: &mut Notes) {
    let Ok(at) = rustix::fs::statvfs(&home.dir) else { return };
    judge(at.f_bavail.saturating_mul(at.f_frsize), notes);
}

fn judge(free_bytes: u64, notes: &mut Notes) {
    let wanted = notes.looked.data_bytes.max(LITTLE_BYTES);
    if free_bytes < wanted {
        let mib = |bytes: u64| bytes >> 20;
        notes.add(
            "doctor.disk_low",
            Severity::Warning,
            format!("{} MiB are free on the disk of the home; {} MiB are wanted", mib(free_bytes), mib(wanted)),
            "make room: a compaction, an undo or a large import may need as much again as the tables take",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_told() {
        let mut notes = Notes::default();
        judge(LITTLE_BYTES, &mut notes);
        assert!(notes.findings.is_empty());
        judge(LITTLE_BYTES - 1, &mut notes);
        notes.looked.data_bytes = 2 * LITTLE_BYTES;
        judge(LITTLE_BYTES, &mut notes);
        assert_eq!(notes.findings.len(), 2);
    }
}
