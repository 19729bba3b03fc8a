//! Finds the real data sets. They are not part of the repository: a test that misses one says what it skipped.

use std::io::Read as _;
use std::path::PathBuf;

/// The text of a data file, unpacked when its name ends with `.gz`; `None`, told on stderr, when it is not there.
pub fn read(relative: &str) -> Option<String> {
    let root = std::env::var_os("ENTREPOT_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let Ok(bytes) = std::fs::read(root.join(relative)) else {
        eprintln!("skipped: {relative} is not in the test data (set ENTREPOT_TEST_DATA)");
        return None;
    };
    let mut text = String::new();
    if relative.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("a readable gzip file");
    } else {
        text = String::from_utf8(bytes).expect("a UTF-8 file");
    }
    Some(text)
}
