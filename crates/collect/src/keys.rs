//! Row identity: which staged rows are new, which change a row that is there, which are there already.
//!
//! The key columns of the lake are the index: the new rows' keys are spilled to disk while they are staged, the live
//! table's keys are read past a Bloom filter of them, and both meet partition by partition. Memory does not grow with the
//! number of rows.

use crate::ImportError;
use crate::batch::RowKey;
use entrepot_lake::{BitSet, LakeError, scan_columns};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// How rows of a table are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// By all they say: the nth equal row of a file is the nth equal row of the lake; two files merge as the larger count.
    Occurrence,
    /// By key; other content is a new version, the last row of a key wins.
    Upsert,
    /// By key; the first row of a key in an import counts, other content than the lake's is a new version.
    FirstThenUpsert,
    /// By key; what is there stays.
    InsertOnly,
}

/// A staged or live row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Identity.
    pub key: RowKey,
    /// Order of the row in the import: file, then line; 0 for live rows, which come first.
    pub order: u64,
    /// Staged: lane; live: index of the file in the snapshot.
    pub slot: u32,
    /// Row position in that lane or file.
    pub position: u64,
    /// Is it in the lake already?
    pub live: bool,
    /// Does it only follow from another row, so that it is not counted?
    pub side: bool,
}

const ENTRY_BYTES: usize = 48;
/// Entries resolved at a time.
const PARTITION_ENTRIES: u64 = 1 << 20;
const MAX_PARTITIONS: u64 = 256;

impl Entry {
    fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut b = [0; ENTRY_BYTES];
        b[0..8].copy_from_slice(&self.key.hi.to_le_bytes());
        b[8..16].copy_from_slice(&self.key.lo.to_le_bytes());
        b[16..24].copy_from_slice(&self.key.content.to_le_bytes());
        b[24..32].copy_from_slice(&self.order.to_le_bytes());
        b[32..40].copy_from_slice(&self.position.to_le_bytes());
        b[40..44].copy_from_slice(&self.slot.to_le_bytes());
        b[44] = u8::from(self.live);
        b[45] = u8::from(self.side);
        b
    }

    fn from_bytes(b: &[u8; ENTRY_BYTES]) -> Self {
        let word = |i: usize| u64::from_le_bytes(std::array::from_fn(|k| b[i + k]));
        Self {
            key: RowKey { hi: word(0), lo: word(8), content: word(16) },
            order: word(24),
            position: word(32),
            slot: u32::from_le_bytes(std::array::from_fn(|k| b[40 + k])),
            live: b[44] == 1,
            side: b[45] == 1,
        }
    }
}

/// A file of entries.
#[derive(Debug)]
pub struct Spill {
    path: PathBuf,
    out: BufWriter<File>,
    count: u64,
}

/// A closed file of entries.
#[derive(Clone, Debug)]
pub struct Spilled {
    path: PathBuf,
    count: u64,
}

impl Spill {
    /// A new file.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn create(path: PathBuf) -> Result<Self, ImportError> {
        let file = File::create(&path).map_err(LakeError::io(format!("cannot create {}", path.display())))?;
        Ok(Self { path, out: BufWriter::with_capacity(1 << 17, file), count: 0 })
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn push(&mut self, entry: Entry) -> Result<(), ImportError> {
        self.count += 1;
        let path = &self.path;
        self.out.write_all(&entry.to_bytes()).map_err(|e| LakeError::io(format!("cannot write {}", path.display()))(e).into())
    }

    /// Closes the file.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn finish(mut self) -> Result<Spilled, ImportError> {
        self.out.flush().map_err(LakeError::io(format!("cannot write {}", self.path.display())))?;
        Ok(Spilled { path: self.path, count: self.count })
    }
}

impl Spilled {
    fn read(&self, mut each: impl FnMut(Entry) -> Result<(), ImportError>) -> Result<(), ImportError> {
        let what = || format!("cannot read {}", self.path.display());
        let mut file = BufReader::with_capacity(1 << 17, File::open(&self.path).map_err(LakeError::io(what()))?);
        let mut b = [0; ENTRY_BYTES];
        for _ in 0..self.count {
            file.read_exact(&mut b).map_err(LakeError::io(what()))?;
            each(Entry::from_bytes(&b))?;
        }
        Ok(())
    }
}

/// Numbers of rows by what happened to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that are new.
    pub accepted: i64,
    /// Rows that replace an older version.
    pub updated: i64,
    /// Rows that were there already.
    pub duplicate: i64,
}

impl Tally {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Duplicate => self.duplicate += 1,
        }
    }
}

#[derive(Clone, Copy)]
enum Outcome {
    Accepted,
    Updated,
    Duplicate,
}

/// What happens to the rows.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    /// All rows.
    pub all: Tally,
    /// Those that stand for a row of a file.
    pub own: Tally,
    /// Staged rows that go, by lane.
    pub staged_drop: BTreeMap<u32, BitSet>,
    /// Those of them that were versions for a moment and are kept in the history.
    pub staged_history: BTreeMap<u32, BitSet>,
    /// Live rows that are superseded, by file of the snapshot.
    pub live_drop: BTreeMap<u32, BitSet>,
}

impl Resolution {
    fn count(&mut self, outcome: Outcome, entry: &Entry) {
        self.all.add(outcome);
        if !entry.side {
            self.own.add(outcome);
        }
    }
}

/// A Bloom filter of bounded size over keys, which are hashes already.
struct Bloom {
    bits: Vec<u64>,
    mask: u64,
}

impl Bloom {
    fn new(entries: u64) -> Self {
        let bits = (entries.max(64) * 10).next_power_of_two().clamp(1 << 16, 1 << 27);
        Self { bits: vec![0; usize::try_from(bits / 64).unwrap_or(1)], mask: bits - 1 }
    }

    fn places(&self, key: RowKey) -> [(usize, u64); 2] {
        [key.lo, key.hi].map(|h| {
            let bit = h & self.mask;
            (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
        })
    }

    fn insert(&mut self, key: RowKey) {
        for (w, b) in self.places(key) {
            self.bits[w] |= b;
        }
    }

    fn maybe(&self, key: RowKey) -> bool {
        self.places(key).iter().all(|(w, b)| self.bits[*w] & b != 0)
    }
}

/// Decides about every staged row of one table.
///
/// `live` are local copies of the table's files in snapshot order; `dir` is for spilled partitions.
///
/// # Errors
/// `lake.io`, `lake.data`, `lake.disk_full`.
pub fn resolve(policy: Policy, staged: &[Spilled], live: &[PathBuf], dir: &Path) -> Result<Resolution, ImportError> {
    let total: u64 = staged.iter().map(|s| s.count).sum();
    let mut result = Resolution::default();
    if total == 0 {
        return Ok(result);
    }
    let mut existing = Spill::create(dir.join("keys-live.bin"))?;
    if !live.is_empty() {
        let mut bloom = Bloom::new(total);
        for s in staged {
            s.read(|e| {
                bloom.insert(e.key);
                Ok(())
            })?;
        }
        for (slot, path) in live.iter().enumerate() {
            let mut position = 0;
            scan_columns::<ImportError>(path, &["key_hi", "key_lo", "content"], |columns| {
                for i in 0..columns[0].len() {
                    let key = RowKey {
                        hi: columns[0].value(i).cast_unsigned(),
                        lo: columns[1].value(i).cast_unsigned(),
                        content: columns[2].value(i).cast_unsigned(),
                    };
                    if bloom.maybe(key) {
                        existing.push(Entry {
                            key,
                            order: 0,
                            slot: u32::try_from(slot).unwrap_or(u32::MAX),
                            position,
                            live: true,
                            side: false,
                        })?;
                    }
                    position += 1;
                }
                Ok(())
            })?;
        }
    }
    let mut sources = staged.to_vec();
    sources.push(existing.finish()?);
    let total: u64 = sources.iter().map(|s| s.count).sum();
    let parts = total.div_ceil(PARTITION_ENTRIES).clamp(1, MAX_PARTITIONS);
    if parts == 1 {
        resolve_part(policy, &sources, &mut result)?;
        return Ok(result);
    }
    let mut split: Vec<Spill> = (0..parts).map(|p| Spill::create(dir.join(format!("keys-part-{p}.bin")))).collect::<Result<_, _>>()?;
    for s in &sources {
        s.read(|e| split[usize::try_from(((e.key.hi >> 32) * parts) >> 32).unwrap_or(0)].push(e))?;
        let _ = std::fs::remove_file(&s.path);
    }
    for s in split {
        let part = s.finish()?;
        resolve_part(policy, std::slice::from_ref(&part), &mut result)?;
        let _ = std::fs::remove_file(&part.path);
    }
    Ok(result)
}

fn resolve_part(policy: Policy, sources: &[Spilled], result: &mut Resolution) -> Result<(), ImportError> {
    let mut entries = Vec::with_capacity(usize::try_from(sources.iter().map(|s| s.count).sum::<u64>()).unwrap_or(0));
    for s in sources {
        s.read(|e| {
            entries.push(e);
            Ok(())
        })?;
    }
    entries.sort_unstable_by_key(|e| (e.key.hi, e.key.lo, !e.live, e.order, e.slot, e.position));
    let mut rest = entries.as_slice();
    while let Some(first) = rest.first() {
        let n = rest.partition_point(|e| (e.key.hi, e.key.lo) == (first.key.hi, first.key.lo));
        let (group, tail) = rest.split_at(n);
        match policy {
            Policy::Occurrence => occurrence(group, result),
            Policy::Upsert => upsert(group, result),
            Policy::FirstThenUpsert => {
                let live = group.partition_point(|e| e.live);
                for extra in group.iter().skip(live + 1) {
                    drop_staged(extra, result);
                    result.count(Outcome::Duplicate, extra);
                }
                upsert(&group[..group.len().min(live + 1)], result);
            }
            Policy::InsertOnly => {
                let taken = group[0].live;
                for (i, e) in group.iter().filter(|e| !e.live).enumerate() {
                    if taken || i > 0 {
                        drop_staged(e, result);
                        result.count(Outcome::Duplicate, e);
                    } else {
                        result.count(Outcome::Accepted, e);
                    }
                }
            }
        }
        rest = tail;
    }
    Ok(())
}

fn drop_staged(e: &Entry, result: &mut Resolution) {
    result.staged_drop.entry(e.slot).or_default().insert(e.position);
}

/// The file an entry came from is in the high bits of its order.
fn file_of(e: &Entry) -> u64 {
    e.order >> FILE_SHIFT
}

/// Bits of `order` that hold the line.
pub const FILE_SHIFT: u32 = 44;

fn occurrence(group: &[Entry], result: &mut Resolution) {
    let mut have = group.iter().filter(|e| e.live).count();
    let staged = &group[have..];
    let mut rest = staged;
    while let Some(first) = rest.first() {
        let n = rest.partition_point(|e| file_of(e) == file_of(first));
        for (i, e) in rest[..n].iter().enumerate() {
            if i < have {
                drop_staged(e, result);
                result.count(Outcome::Duplicate, e);
            } else {
                result.count(Outcome::Accepted, e);
            }
        }
        have = have.max(n);
        rest = &rest[n..];
    }
}

fn upsert(group: &[Entry], result: &mut Resolution) {
    let mut current: Option<&Entry> = None;
    for e in group {
        match current {
            None if e.live => current = Some(e),
            None => {
                result.count(Outcome::Accepted, e);
                current = Some(e);
            }
            // Two live rows of one key: the earlier one stays current; nothing is counted.
            Some(_) if e.live => {}
            Some(c) if c.key.content == e.key.content => {
                drop_staged(e, result);
                result.count(Outcome::Duplicate, e);
            }
            Some(c) => {
                result.count(Outcome::Updated, e);
                if c.live {
                    result.live_drop.entry(c.slot).or_default().insert(c.position);
                } else {
                    drop_staged(c, result);
                    result.staged_history.entry(c.slot).or_default().insert(c.position);
                }
                current = Some(e);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(policy: Policy, files: &[Vec<(u64, u64)>]) -> Resolution {
        let dir = tempfile::tempdir().unwrap();
        let mut spill = Spill::create(dir.path().join("s.bin")).unwrap();
        let mut position = 0;
        for (f, rows) in files.iter().enumerate() {
            for (line, (key, content)) in rows.iter().enumerate() {
                let key = RowKey { hi: key.wrapping_mul(0x9e37_79b9_7f4a_7c15), lo: *key, content: *content };
                let order = ((f as u64 + 1) << FILE_SHIFT) + line as u64;
                spill.push(Entry { key, order, slot: 0, position, live: false, side: false }).unwrap();
                position += 1;
            }
        }
        resolve(policy, &[spill.finish().unwrap()], &[], dir.path()).unwrap()
    }

    #[test]
    fn equal_rows_of_one_file_are_real_and_two_files_merge_as_the_larger_count() {
        let r = run(Policy::Occurrence, &[vec![(1, 0), (1, 0), (2, 0)], vec![(1, 0), (1, 0), (1, 0), (3, 0)]]);
        assert_eq!((r.all.accepted, r.all.duplicate, r.all.updated), (5, 2, 0));
        let dropped = &r.staged_drop[&0];
        assert!(dropped.contains(3) && dropped.contains(4) && !dropped.contains(5));
    }

    #[test]
    fn a_known_key_with_other_content_is_a_new_version() {
        let r = run(Policy::Upsert, &[vec![(1, 10), (2, 20)], vec![(1, 10), (2, 21), (2, 21), (2, 20)]]);
        assert_eq!((r.all.accepted, r.all.updated, r.all.duplicate), (2, 2, 2));
        let r = run(Policy::FirstThenUpsert, &[vec![(1, 10), (1, 11)]]);
        assert_eq!((r.all.accepted, r.all.updated, r.all.duplicate), (1, 0, 1));
        let r = run(Policy::InsertOnly, &[vec![(1, 10), (1, 11)]]);
        assert_eq!((r.all.accepted, r.all.updated, r.all.duplicate), (1, 0, 1));
    }

    proptest! {
        #[test]
        fn every_row_has_one_outcome_and_the_survivors_are_right(files in proptest::collection::vec(proptest::collection::vec((0_u64..12, 0_u64..3), 0..40), 1..4)) {
            let rows: Vec<(u64, u64)> = files.iter().flatten().copied().collect();
            for policy in [Policy::Occurrence, Policy::Upsert, Policy::FirstThenUpsert, Policy::InsertOnly] {
                let r = run(policy, &files);
                prop_assert_eq!(r.all.accepted + r.all.updated + r.all.duplicate, i64::try_from(rows.len()).unwrap());
                let none = BitSet::default();
                let dropped = r.staged_drop.get(&0).unwrap_or(&none);
                let left: Vec<(u64, u64)> = rows.iter().enumerate().filter(|(i, _)| !dropped.contains(*i as u64)).map(|(_, r)| *r).collect();
                for key in 0..12 {
                    let kept: Vec<u64> = left.iter().filter(|r| r.0 == key).map(|r| r.1).collect();
                    let all: Vec<u64> = rows.iter().filter(|r| r.0 == key).map(|r| r.1).collect();
                    match policy {
                        Policy::Occurrence => {
                            let most = files.iter().map(|f| f.iter().filter(|r| r.0 == key).count()).max().unwrap_or(0);
                            prop_assert_eq!(kept.len(), most);
                        }
                        Policy::Upsert => prop_assert_eq!(kept, all.last().copied().into_iter().collect::<Vec<_>>()),
                        Policy::FirstThenUpsert | Policy::InsertOnly => prop_assert_eq!(kept, all.first().copied().into_iter().collect::<Vec<_>>()),
                    }
                }
            }
        }
    }
}
