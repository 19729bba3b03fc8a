//! Law 2: the ground is plain computation. No runtime, no columns, no network, no files, no native
//! libraries, no state that outlives a call. (The clock has a rule of its own.)

use super::crates::is_ground;
use super::finding::Finding;
use super::source::has_word;
use super::tree::Tree;

/// Crates by name or by the start of their name.
const BANNED_CRATES: &[(&str, &str)] = &[
    ("tokio", "a runtime"),
    ("async-std", "a runtime"),
    ("futures", "a runtime's vocabulary"),
    ("arrow", "columns"),
    ("parquet", "columns"),
    ("datafusion", "an engine"),
    ("deltalake", "storage"),
    ("object_store", "storage"),
    ("sqlx", "storage"),
    ("rusqlite", "storage"),
    ("libsqlite3", "storage"),
    ("reqwest", "network"),
    ("ureq", "network"),
    ("hyper", "network"),
    ("axum", "network"),
    ("tonic", "network"),
    ("tempfile", "files"),
    ("zstd", "a native library"),
    ("highs", "a native library"),
    ("openssl", "a native library"),
    ("lazy_static", "global state"),
    ("getrandom", "randomness that is not an argument"),
    ("tracing-subscriber", "global state"),
];

/// What may not stand in ground code.
const BANNED_CODE: &[(&str, &str)] = &[
    ("std::fs", "files"),
    ("std::net", "network"),
    ("std::process", "other programs"),
    ("std::env", "the environment"),
    ("std::thread", "threads"),
    ("std::io::stdin", "input"),
    ("static mut", "global state"),
    ("thread_local!", "global state"),
    ("thread_rng", "randomness that is not an argument"),
    ("TimeZone::system", "the machine's zone"),
    ("extern \"C\"", "a native library"),
];

/// Types that change behind a shared reference: fine in a value, global state in a `static`.
const CELLS: &[&str] = &["Mutex", "RwLock", "RefCell", "Cell", "AtomicU", "AtomicI", "AtomicB", "UnsafeCell"];

/// Looks at dependencies and at code outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for manifest in tree.manifests().iter().filter(|m| is_ground(&m.room)) {
        for dep in manifest.deps.iter().filter(|dep| !dep.dev) {
            let native = dep.package.ends_with("-sys").then_some("a native library");
            let banned = BANNED_CRATES.iter().find(|(name, _)| dep.package == *name || dep.package.starts_with(&format!("{name}-")));
            if let Some(what) = banned.map(|(_, what)| *what).or(native) {
                found.push(Finding::error(manifest.path, 0, format!("ground may not use `{}` ({what})", dep.package)));
            }
        }
    }
    for (file, source) in tree.rust("crates/") {
        if !super::tree::room_of(&file.path).is_some_and(is_ground) {
            continue;
        }
        for (line, code) in source.product_lines() {
            if let Some((word, what)) = BANNED_CODE.iter().find(|(word, _)| banned_in(code, word)) {
                found.push(Finding::error(&file.path, line, format!("ground may not use `{word}` ({what}); take it as an argument")));
            }
            let is_static = code.trim_start().trim_start_matches("pub ").starts_with("static ");
            if is_static && CELLS.iter().any(|cell| code.contains(cell)) {
                found.push(Finding::error(&file.path, line, "a `static` that changes is global state"));
            }
        }
    }
    found
}

fn banned_in(code: &str, word: &str) -> bool {
    // `use std::{fs, net}` names the same things.
    let grouped = word.strip_prefix("std::").is_some_and(|part| {
        code.split_once("std::{").is_some_and(|(_, inner)| inner.split([',', '}', ':']).any(|name| name.trim() == part))
    });
    grouped || has_word(code, word)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::sample(&[(path, text)])).len()
    }

    #[test]
    fn banned_crates_are_caught_in_ground_only() {
        let text = |name: &str| format!("[package]\nname='x'\n[dependencies]\n{name}.workspace = true");
        assert_eq!(count("crates/domain/Cargo.toml", &text("tokio")), 1);
        assert_eq!(count("crates/domain/Cargo.toml", &text("arrow-array")), 1);
        assert_eq!(count("crates/solvers/Cargo.toml", &text("libz-sys")), 1);
        assert_eq!(count("crates/domain/Cargo.toml", &text("serde")), 0);
        assert_eq!(count("crates/lake/Cargo.toml", &text("tokio")), 0);
    }

    #[test]
    fn banned_code_is_caught_outside_tests() {
        for text in [
            "let x = std::fs::read(p);",
            "use std::{collections::BTreeMap, fs};",
            "static mut COUNT: u32 = 0;",
            "pub static SEEN: Mutex<u32> = Mutex::new(0);",
            "let z = TimeZone::system();",
        ] {
            assert_eq!(count("crates/domain/src/a.rs", text), 1, "{text}");
        }
        for text in [
            "use std::fmt;",
            "// std::fs",
            "static NAMES: LazyLock<Vec<u8>> = LazyLock::new(load);",
            "#[cfg(test)]\nmod tests { use std::fs; }",
        ] {
            assert_eq!(count("crates/domain/src/a.rs", text), 0, "{text}");
        }
        assert_eq!(count("crates/lake/src/a.rs", "std::fs::read(p)"), 0);
    }
}
