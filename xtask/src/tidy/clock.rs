//! Law 2: time is an argument. Ground never asks the clock; elsewhere only the places named here do,
//! and they pass the answer on.

use super::crates::is_ground;
use super::finding::Finding;
use super::source::has_word;
use super::tree::{Tree, room_of};

/// Asks what time it is. `Instant::now` measures how long something took and is free above ground.
const WALL_CLOCK: &[&str] = &["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now", "Local::now", "OffsetDateTime::now_utc"];

/// Rooms above ground that decide by data, not by the day on which they run.
const TIMELESS: &[&str] = &["engine", "semantic", "demo"];

/// Ground: no clock at all. Timeless rooms: no wall clock.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.rust("crates/") {
        let Some(room) = room_of(&file.path) else { continue };
        let ground = is_ground(room);
        if !ground && !TIMELESS.contains(&room) {
            continue;
        }
        for (line, code) in source.product_lines() {
            let wall = WALL_CLOCK.iter().find(|word| has_word(code, word));
            let any = wall.or_else(|| ["Instant::now", "SystemTime"].iter().find(|word| ground && has_word(code, word)));
            if let Some(word) = any {
                found.push(Finding::error(
                    &file.path,
                    line,
                    format!("`{room}` may not ask the clock (`{word}`); take the time as an argument"),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::sample(&[(path, text)])).len()
    }

    #[test]
    fn the_clock_is_caught_where_it_may_not_be_asked() {
        assert_eq!(count("crates/domain/src/a.rs", "let t = Instant::now();"), 1);
        assert_eq!(count("crates/domain/src/a.rs", "let t = jiff::Timestamp::now();"), 1);
        assert_eq!(count("crates/semantic/src/a.rs", "let t = Timestamp::now();"), 1);
        assert_eq!(count("crates/semantic/src/a.rs", "let t = Instant::now();"), 0);
        assert_eq!(count("crates/entrepot/src/a.rs", "let t = Timestamp::now();"), 0);
    }
}
