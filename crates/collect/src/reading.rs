//! Reading: files through the lanes, their originals into the raw store, looked-up files into memory.

use crate::ImportError;
use crate::import::Opened;
use crate::importers::{Group, Shaping};
use crate::lane::{LANES, Lane, LaneFile, LaneResult, Policies};
use crate::lookup::LookupTable;
use crate::profile::{Profile, same_name};
use crate::progress::Progress;
use crate::record::{RecordFormat, RecordReader};
use crate::source::TextStream;
use crate::split::{Chunk, Splitter};
use crate::text::Packing;
use entrepot_lake::Home;
use entrepot_ops::{LineMark, SourceFile};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Reads the files that others look things up in.
pub(crate) fn read_lookups(profile: &Profile, opened: &[Opened]) -> Result<BTreeMap<String, Arc<LookupTable>>, ImportError> {
    let mut all = BTreeMap::new();
    for o in opened {
        let role = &profile.table[o.found.table].role;
        let Some(lookup) = profile.table.iter().flat_map(|t| &t.lookup).find(|l| l.role == *role) else { continue };
        let Some(key) = o.found.header.iter().position(|h| same_name(h, &lookup.key)) else { continue };
        let mut rows = match all.remove(role) {
            Some(found) => found,
            None => LookupTable::new(o.found.header.clone(), key),
        };
        each_chunk(o, |chunk| {
            RecordReader::new(o.found.format, o.found.header.clone()).read(&chunk.bytes, chunk.line, |r| match r {
                Ok(r) => rows.insert((0..r.spans.len()).map(|i| r.field(i))),
                Err(_) => Ok(()),
            })
        })?;
        all.insert(role.clone(), rows);
    }
    for t in &profile.table {
        let present = opened.iter().any(|o| profile.table[o.found.table].role == t.role);
        let absent = t.lookup.iter().find(|l| !all.contains_key(&l.role) && profile.role(&l.role).is_none_or(|r| !r.optional));
        if let (true, Some(l)) = (present, absent) {
            let columns = profile.role(&l.role).map(|r| r.header.join(", ")).unwrap_or_default();
            return Err(ImportError::refused(
                "source.incomplete",
                format!("the {} file of {} needs the {} file beside it (columns {columns})", t.role, profile.name, l.role),
                "name all files of the source in one import",
            ));
        }
    }
    Ok(all.into_iter().map(|(k, v)| (k, Arc::new(v))).collect())
}

/// Reads a file once more, chunk by chunk, without keeping it.
fn each_chunk(o: &Opened, mut each: impl FnMut(Chunk) -> Result<(), ImportError>) -> Result<(), ImportError> {
    let mut stream = o.probe.stream(None, Arc::default())?;
    let mut feed = Feed::new(o);
    while feed.pull(&mut stream)? {
        while let Some(chunk) = feed.splitter.cut(feed.ended)? {
            each(chunk)?;
        }
    }
    Ok(())
}

/// Feeds a stream into a splitter, dropping the header.
struct Feed {
    splitter: Splitter,
    skip: usize,
    ended: bool,
    finished: bool,
}

impl Feed {
    fn new(o: &Opened) -> Self {
        let separator = match o.found.format {
            RecordFormat::Delimited(s) => Some(s),
            _ => None,
        };
        let splitter = Splitter::new(separator, o.found.skip_lines + 1, o.found.skip_bytes as u64);
        Self { splitter, skip: o.found.skip_bytes, ended: false, finished: false }
    }

    /// Takes in one block; false when everything was handed out.
    fn pull(&mut self, stream: &mut TextStream) -> Result<bool, ImportError> {
        if self.finished {
            return Ok(false);
        }
        if self.ended {
            self.finished = true;
            return Ok(false);
        }
        let buffer = self.splitter.buffer();
        self.ended = !stream.next_block(buffer)?;
        if self.skip > 0 {
            let n = self.skip.min(buffer.len());
            buffer.drain(..n);
            self.skip -= n;
        }
        Ok(true)
    }
}

type Item = (usize, Work);

/// What a lane is given.
enum Work {
    /// Records to read and convert.
    Chunk(Chunk),
    /// Groups that an importer made.
    Groups(Vec<Group>),
}

/// Reads all files through the lanes.
#[expect(clippy::too_many_arguments, reason = "the parts of one import; a struct would be used once")]
pub(crate) fn read_all(
    home: &Home, opened: &[Opened], known: &[Option<u64>], files: &mut [(SourceFile, Option<LaneFile>)], policies: &Policies,
    staging: &Path, progress: &Progress, tag: &str,
) -> Result<Vec<LaneResult>, ImportError> {
    let mut lane_files = Vec::new();
    let mut positions = Vec::new();
    for (_, lane) in files.iter_mut() {
        positions.push(lane.is_some().then_some(lane_files.len()));
        lane_files.extend(lane.take());
    }
    let outcome = std::thread::scope(|scope| -> Result<Vec<LaneResult>, ImportError> {
        let mut senders: Vec<SyncSender<Item>> = Vec::new();
        let mut handles = Vec::new();
        for number in 0..LANES {
            let (tx, rx): (_, Receiver<Item>) = sync_channel(2);
            senders.push(tx);
            let lane_files = &lane_files;
            handles.push(scope.spawn(move || -> Result<LaneResult, ImportError> {
                let mut lane = Lane::new(number, staging, lane_files, policies, progress, tag);
                while let Ok((index, work)) = rx.recv() {
                    match work {
                        Work::Chunk(chunk) => lane.chunk(index, &chunk)?,
                        Work::Groups(groups) => lane.groups(index, groups)?,
                    }
                }
                lane.finish()
            }));
        }
        let fed = feed_all(home, opened, known, files, &positions, &lane_files, &senders, progress, tag, scope);
        drop(senders);
        let mut results = Vec::new();
        let mut failed = None;
        for handle in handles {
            match handle.join() {
                Ok(Ok(r)) => results.push(r),
                Ok(Err(e)) => failed = failed.or(Some(e)),
                Err(_) => {
                    failed = failed.or(Some(ImportError::refused("import.fault", "a reader failed", "please report it with the file")))
                }
            }
        }
        if let Some(e) = failed {
            return Err(e);
        }
        fed?;
        Ok(results)
    });
    let mut lanes = lane_files.into_iter();
    for ((_, lane), position) in files.iter_mut().zip(&positions) {
        if position.is_some() {
            *lane = lanes.next();
        }
    }
    // The lanes count by their own file list; the report counts by the import's.
    let mut results = outcome?;
    for r in &mut results {
        r.read = r.read.iter().filter_map(|(k, v)| positions.iter().position(|p| *p == Some(*k)).map(|i| (i, *v))).collect();
    }
    Ok(results)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one import; a struct would be used once")]
fn feed_all<'scope>(
    home: &Home, opened: &[Opened], known: &[Option<u64>], files: &mut [(SourceFile, Option<LaneFile>)], positions: &[Option<usize>],
    lane_files: &[LaneFile], senders: &[SyncSender<Item>], progress: &Progress, tag: &str, scope: &'scope std::thread::Scope<'scope, '_>,
) -> Result<(), ImportError> {
    let mut dealt = 0_usize;
    for (i, o) in opened.iter().enumerate() {
        let (tx, rx) = sync_channel::<Vec<u8>>(4);
        let mut writer = home.raw.create(&format!("{tag}-{i}"), o.probe.packing != Packing::Plain)?;
        let keeper = scope.spawn(move || -> Result<(String, String, u64), ImportError> {
            while let Ok(block) = rx.recv() {
                writer.write(&block)?;
            }
            Ok(writer.finish()?)
        });
        let mut stream = o.probe.stream(Some(tx), progress.byte_counter())?;
        let mut marks: Vec<LineMark> = Vec::new();
        let wanted = positions[i].filter(|_| known[i].is_none());
        let mut deal = |index: usize, work: Work| {
            let lane = dealt % senders.len();
            dealt += 1;
            senders[lane].send((index, work)).is_ok()
        };
        let shaped = positions[i].and_then(|p| lane_files[p].shaped.as_ref());
        let mut shaping = shaped
            .map(|s| Shaping::new(s.importer, o.found.format, &o.found.header, o.found.style, o.found.skip_bytes as u64, None))
            .transpose()?;
        let going = match &mut shaping {
            Some(shaping) if o.found.format == RecordFormat::Documents => {
                feed_documents(o, &mut stream, shaping, &mut marks, wanted, progress, &mut deal)?
            }
            shaping => feed_rows(o, &mut stream, shaping.as_mut(), &mut marks, wanted, progress, &mut deal)?,
        };
        if !going {
            return Ok(()); // the lane's own error is reported
        }
        if let Some(context) = shaping.and_then(|s| s.context()) {
            remember(&mut files[i].0, context)?;
        }
        drop(stream);
        let (sha, stored, bytes) = keeper
            .join()
            .map_err(|_| ImportError::refused("import.fault", "keeping the original failed", "please report it with the file"))??;
        let file = &mut files[i].0;
        (file.sha256, file.stored, file.bytes, file.marks) = (sha, stored, i64::try_from(bytes).unwrap_or(i64::MAX), thin(marks));
    }
    Ok(())
}

/// Reads rows, and hands them to lanes as they are or as an importer's groups; false when a lane has stopped.
fn feed_rows(
    o: &Opened, stream: &mut TextStream, mut shaping: Option<&mut Shaping>, marks: &mut Vec<LineMark>, wanted: Option<usize>,
    progress: &Progress, deal: &mut dyn FnMut(usize, Work) -> bool,
) -> Result<bool, ImportError> {
    let mut feed = Feed::new(o);
    while feed.pull(stream)? {
        while let Some(chunk) = feed.splitter.cut(feed.ended)? {
            if progress.stopped() {
                return Err(ImportError::Cancelled);
            }
            marks.push((i64::try_from(chunk.line).unwrap_or(0), i64::try_from(chunk.offset).unwrap_or(0)));
            let Some(index) = wanted else { continue };
            let work = match &mut shaping {
                None => Some(Work::Chunk(chunk)),
                Some(shaping) => {
                    shaping.chunk(&chunk)?;
                    shaping.take(false).map(Work::Groups)
                }
            };
            if work.is_some_and(|w| !deal(index, w)) {
                return Ok(false);
            }
        }
    }
    finish(shaping, wanted, deal)
}

/// Reads JSON documents, and hands the importer's groups to lanes; false when a lane has stopped.
fn feed_documents(
    o: &Opened, stream: &mut TextStream, shaping: &mut Shaping, marks: &mut Vec<LineMark>, wanted: Option<usize>, progress: &Progress,
    deal: &mut dyn FnMut(usize, Work) -> bool,
) -> Result<bool, ImportError> {
    let (mut skip, mut more) = (o.found.skip_bytes, true);
    while more {
        if progress.stopped() {
            return Err(ImportError::Cancelled);
        }
        let mut block = Vec::new();
        more = stream.next_block(&mut block)?;
        let n = skip.min(block.len());
        skip -= n;
        let Some(buffer) = shaping.buffer() else { break };
        buffer.extend_from_slice(&block[n..]);
        if wanted.is_none() {
            buffer.clear();
            continue;
        }
        if let Some((number, offset)) = shaping.objects(!more)? {
            marks.push((i64::try_from(number).unwrap_or(0), i64::try_from(offset).unwrap_or(0)));
        }
        if let (Some(index), Some(groups)) = (wanted, shaping.take(false))
            && !deal(index, Work::Groups(groups))
        {
            return Ok(false);
        }
    }
    finish(Some(shaping), wanted, deal)
}

fn finish(shaping: Option<&mut Shaping>, wanted: Option<usize>, deal: &mut dyn FnMut(usize, Work) -> bool) -> Result<bool, ImportError> {
    let (Some(shaping), Some(index)) = (shaping, wanted) else { return Ok(true) };
    shaping.end()?;
    Ok(shaping.take(true).is_none_or(|groups| deal(index, Work::Groups(groups))))
}

/// Keeps what single rows of the file need to be read again, with the file's format.
fn remember(file: &mut SourceFile, context: serde_json::Value) -> Result<(), ImportError> {
    let mut format: serde_json::Value = serde_json::from_str(&file.format).map_err(entrepot_ops::OpsError::from)?;
    format["context"] = context;
    file.format = format.to_string();
    Ok(())
}

/// Keeps at most a thousand marks.
fn thin(marks: Vec<LineMark>) -> Vec<LineMark> {
    let step = marks.len().div_ceil(1000).max(1);
    marks.into_iter().step_by(step).collect()
}
