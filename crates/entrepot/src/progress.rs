//! The progress bar of an import, on stderr, and Ctrl-C as a clean stop.

use entrepot_collect::{Phase, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Shows `progress` until the returned guard is dropped; Ctrl-C stops the import before it publishes anything.
pub fn show(progress: &Progress, quiet: bool) -> Guard {
    let bar = ProgressBar::with_draw_target(None, if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
    if let Ok(style) = ProgressStyle::with_template("{msg:11} {bar:32} {bytes:>9} of {total_bytes} {eta}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    let shared = progress.clone();
    let shown = bar.clone();
    let painter = tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => shared.stop(),
                () = tokio::time::sleep(Duration::from_millis(120)) => {}
            }
            shown.set_length(shared.bytes_total());
            shown.set_position(shared.bytes_done());
            shown.set_message(shared.phase().as_str());
            if shared.phase() == Phase::Done {
                break;
            }
        }
    });
    Guard { bar, painter }
}

/// Ends the progress bar when dropped.
pub struct Guard {
    bar: ProgressBar,
    painter: tokio::task::JoinHandle<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.painter.abort();
        self.bar.finish_and_clear();
    }
}
