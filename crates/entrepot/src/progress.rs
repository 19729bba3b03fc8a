//! The progress bar of an import, a backup or a restore, on stderr, and Ctrl-C as a clean stop.

use entrepot_collect::{Phase, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Shows `progress` until the returned guard is dropped; Ctrl-C stops the import before it publishes anything.
pub fn show(progress: &Progress, quiet: bool) -> Guard {
    let (seen, shared) = (progress.clone(), progress.clone());
    let look = move || Seen {
        total: seen.bytes_total(),
        done: seen.bytes_done(),
        word: seen.phase().as_str().to_owned(),
        over: seen.phase() == Phase::Done,
    };
    paint(quiet, look, move || shared.stop())
}

/// Shows how far a backup or its like is; Ctrl-C stops it, and nothing half is left behind.
pub fn show_carry(progress: &entrepot_keep::Progress, word: &'static str, quiet: bool) -> Guard {
    let (seen, shared) = (progress.clone(), progress.clone());
    let look = move || Seen { total: seen.bytes_total(), done: seen.bytes_done(), word: word.to_owned(), over: false };
    paint(quiet, look, move || shared.stop())
}

/// What the bar shows.
struct Seen {
    total: u64,
    done: u64,
    word: String,
    over: bool,
}

fn paint(quiet: bool, look: impl Fn() -> Seen + Send + 'static, stop: impl Fn() + Send + 'static) -> Guard {
    let bar = ProgressBar::with_draw_target(None, if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
    if let Ok(style) = ProgressStyle::with_template("{msg:11} {bar:32} {bytes:>9} of {total_bytes} {eta}") {
        bar.set_style(style.progress_chars("━╸ "));
    }
    let shown = bar.clone();
    let painter = tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => stop(),
                () = tokio::time::sleep(Duration::from_millis(120)) => {}
            }
            let seen = look();
            shown.set_length(seen.total);
            shown.set_position(seen.done);
            shown.set_message(seen.word);
            if seen.over {
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
