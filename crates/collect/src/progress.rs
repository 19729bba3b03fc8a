//! Progress of an import, shared with whoever shows it, and the way to stop one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Waiting for the write lock.
    Waiting = 0,
    /// Reading and staging rows.
    Reading = 1,
    /// Comparing with what is there.
    Resolving = 2,
    /// Making it durable.
    Committing = 3,
    /// Done.
    Done = 4,
}

impl Phase {
    /// Stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Reading => "reading",
            Self::Resolving => "resolving",
            Self::Committing => "committing",
            Self::Done => "done",
        }
    }
}

/// Counters that a reader may look at any time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    bytes_done: Arc<AtomicU64>,
    bytes_total: AtomicU64,
    rows: AtomicU64,
    phase: AtomicU8,
    stop: AtomicBool,
}

impl Progress {
    /// Bytes of the files read so far.
    #[must_use]
    pub fn bytes_done(&self) -> u64 {
        self.0.bytes_done.load(Ordering::Relaxed)
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.0.bytes_total.load(Ordering::Relaxed)
    }

    /// Rows read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.0.rows.load(Ordering::Relaxed)
    }

    /// What it is doing.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self.0.phase.load(Ordering::Relaxed) {
            1 => Phase::Reading,
            2 => Phase::Resolving,
            3 => Phase::Committing,
            4 => Phase::Done,
            _ => Phase::Waiting,
        }
    }

    /// Asks the import to stop; nothing is published then.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// Was it asked to stop?
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn set_phase(&self, phase: Phase) {
        self.0.phase.store(phase as u8, Ordering::Relaxed);
    }

    pub(crate) fn set_total(&self, bytes: u64) {
        self.0.bytes_total.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add_rows(&self, rows: u64) {
        self.0.rows.fetch_add(rows, Ordering::Relaxed);
    }

    pub(crate) fn byte_counter(&self) -> Arc<AtomicU64> {
        self.0.bytes_done.clone()
    }
}
