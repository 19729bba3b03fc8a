//! How far a backup, a restore or an export is, and the wish that it stop.

use crate::KeepError;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by the work and whoever watches it; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Bytes that are through.
    #[must_use]
    pub fn bytes_done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// Bytes there are, 0 before that is known.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.0.total.load(Ordering::Relaxed)
    }

    /// Asks the work to stop; it leaves nothing half behind.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn expect(&self, bytes: u64) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Fails when it was asked to stop.
    pub(crate) fn go_on(&self) -> Result<(), KeepError> {
        if self.stopped() { Err(stopped()) } else { Ok(()) }
    }
}

pub(crate) fn stopped() -> KeepError {
    KeepError::refused("keep.stopped", "it was stopped", "nothing was changed; run the same command again")
}

/// Counts what is read, and stops reading when asked to.
pub(crate) struct Watched<'a, R> {
    pub inner: R,
    pub progress: &'a Progress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.stopped() {
            // Not `Interrupted`: that is tried again by whoever copies.
            return Err(io::Error::other("stopped"));
        }
        let n = self.inner.read(buffer)?;
        self.progress.add(n as u64);
        Ok(n)
    }
}
