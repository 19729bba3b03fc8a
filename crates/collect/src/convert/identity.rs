//! Identity of rows: 128-bit keys within a source and a table.

use crate::batch::RowKey;
use std::collections::HashSet;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// Ids remembered so that a buyer or product is not emitted for every line; forgetting one only costs a duplicate row
/// that key resolution drops.
const REMEMBERED: usize = 1 << 16;

/// Is the id new?
pub(super) fn remember(seen: &mut HashSet<u64>, id: &[u8]) -> bool {
    if seen.len() >= REMEMBERED {
        seen.clear();
    }
    seen.insert(xxh3_64(id))
}

/// A hash in its two halves.
pub(super) fn split(hash: u128, content: u64) -> RowKey {
    RowKey { hi: u64::try_from(hash >> 64).unwrap_or(0), lo: u64::try_from(hash & u128::from(u64::MAX)).unwrap_or(0), content }
}

/// Seed of the keys of one table of one source.
pub(super) fn seed(source: &str, table: &str) -> u64 {
    xxh3_64(format!("entrepot\u{1f}{source}\u{1f}{table}").as_bytes())
}

/// Key of a derived row: by its id within the source (products: within the home).
pub(super) fn derived_key(source: &str, table: &str, id: &[u8]) -> RowKey {
    split(xxh3_128_with_seed(id, seed(source, table)), 0)
}

/// Products are one namespace over all sources; their key is the SKU.
pub(super) fn is_global(table: &str) -> bool {
    table == "products"
}
