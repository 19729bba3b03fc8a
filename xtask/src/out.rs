//! The only place that prints: data on stdout, talk on stderr. Plain text, readable without colour.
#![expect(clippy::print_stdout, reason = "this is the output module")]

use std::time::Duration;

/// What a caller may read by machine.
pub fn data(text: &str) {
    println!("{text}");
}

/// What a person reads.
pub fn say(text: &str) {
    eprintln!("{text}");
}

/// A line that separates one step's output from the next.
pub fn heading(text: &str) {
    let rule = "─".repeat(72usize.saturating_sub(text.chars().count()));
    eprintln!("\n── {text} {rule}");
}

/// `3.2 s`, `4 min 05 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 { format!("{seconds:.1} s") } else { format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60) }
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn minutes_are_written_out() {
        assert_eq!(duration(Duration::from_millis(3_240)), "3.2 s");
        assert_eq!(duration(Duration::from_secs(245)), "4 min 05 s");
    }
}
