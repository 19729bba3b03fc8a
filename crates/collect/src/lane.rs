//! A lane: one thread that turns every nth chunk into staged files, keys and quarantined rows.
//!
//! The number of lanes is fixed and chunks are dealt in order, so the same files give the same bytes on any machine.

use crate::ImportError;
use crate::batch::{BATCH_ROWS, Cell, Lineage, RowKey, TableBatch};
use crate::convert::{Converter, Rejection, Setting, Target};
use crate::identify::Identified;
use crate::importers::{Group, Importer, importer, reshape};
use crate::keys::{Entry, FILE_SHIFT, Policy, Spill, Spilled};
use crate::lookup::LookupTable;
use crate::plan::Plan;
use crate::profile::{Profile, SourceTable};
use crate::progress::Progress;
use crate::reasons::{Reason, VALUE_MISSING};
use crate::record::{Record, RecordFormat, RecordReader};
use crate::split::Chunk;
use entrepot_domain::money::DecimalStyle;
use entrepot_lake::schema::{TableDef, table};
use entrepot_lake::{LakeError, StageWriter, StagedFile};
use entrepot_ops::NewQuarantine;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lanes of an import.
pub const LANES: usize = 4;

/// A file as the lanes see it.
#[derive(Debug)]
pub struct LaneFile {
    /// Id in the operational store.
    pub file_id: i64,
    /// How its rows become rows of the lake.
    pub plan: Plan,
    /// How its records are written.
    pub format: RecordFormat,
    /// Its columns.
    pub header: Vec<String>,
    /// What its rows share.
    pub setting: Setting,
    /// How an importer's rows become rows of the lake, for files that one reads.
    pub shaped: Option<Shaped>,
}

impl LaneFile {
    /// Binds a file to its table of the profile.
    ///
    /// # Errors
    /// `header.missing`, `profile.field`.
    pub fn bind(
        profile: &Profile, table: &SourceTable, file_id: i64, found: &Identified, lookups: &BTreeMap<String, Arc<LookupTable>>,
        setting: &Setting,
    ) -> Result<Self, ImportError> {
        let (header, format, setting) = (found.header.clone(), found.format, setting.clone());
        let Some(importer) = table.importer.as_deref().and_then(importer) else {
            let plan = Plan::bind(profile, table, &header, lookups, found.style)?;
            return Ok(Self { file_id, plan, format, header, setting, shaped: None });
        };
        let mut plans = Vec::new();
        for made in importer.makes() {
            let taker = profile.role(made.role).unwrap_or(table);
            let columns: Vec<String> = made.columns.iter().map(|c| (*c).to_owned()).collect();
            plans.push(Plan::bind(profile, taker, &columns, lookups, DecimalStyle::POINT_GROUPED)?);
        }
        let plan = plans[0].clone();
        let shaped = Shaped { importer, plans, style: found.style, context: serde_json::Value::Null };
        Ok(Self { file_id, plan, format, header, setting, shaped: Some(shaped) })
    }

    /// Tables of the lake whose rows stand for rows of the file.
    pub fn mains(&self) -> Vec<&'static str> {
        match &self.shaped {
            None => vec![self.plan.def.name],
            Some(s) => s.importer.makes().iter().zip(&s.plans).filter(|(m, _)| m.counted).map(|(_, p)| p.def.name).collect(),
        }
    }
}

/// The importer's side of a file.
#[derive(Debug)]
pub struct Shaped {
    /// The importer.
    pub importer: &'static dyn Importer,
    /// A plan for each kind of row that it makes.
    pub plans: Vec<Plan>,
    /// How the file writes numbers.
    pub style: DecimalStyle,
    /// What single rows need to be read again.
    pub context: serde_json::Value,
}

/// A converter for each kind of row that an importer makes.
type Converters<'p> = Vec<Converter<'p>>;

impl Shaped {
    /// Reads a corrected text of the file again.
    ///
    /// # Errors
    /// When the importer refuses it.
    pub fn again(&self, file: &LaneFile, text: &str, line: u64) -> Result<Vec<Group>, ImportError> {
        reshape(self.importer, file.format, &file.header, self.style, &self.context, text, line)
    }

    /// Tries groups without writing them; the code of the first reason against one.
    ///
    /// # Errors
    /// `profile.field`.
    pub fn check(&self, file: &LaneFile, groups: &[Group]) -> Result<Option<&'static str>, ImportError> {
        let mut trying = self.converters(&file.setting)?;
        for group in groups {
            if let Some(refusal) = self.refusal(file, group, &mut trying)? {
                return Ok(Some(refusal.reason.code));
            }
        }
        Ok(if groups.is_empty() { Some(VALUE_MISSING.code) } else { None })
    }

    /// Why a group cannot be taken.
    fn refusal(&self, file: &LaneFile, group: &Group, trying: &mut Converters<'_>) -> Result<Option<Rejection>, ImportError> {
        if let Some((reason, field, value)) = &group.rejected {
            return Ok(Some(Rejection { reason, field: *field, value: value.clone() }));
        }
        // A group that says nothing would be lost from the balance.
        let makes = self.importer.makes();
        if !group.rows.iter().any(|r| makes[r.made].counted) {
            return Ok(Some(Rejection { reason: &VALUE_MISSING, field: None, value: None }));
        }
        let (mut text, mut spans) = (Vec::new(), Vec::new());
        for row in &group.rows {
            row.laid_out(&mut text, &mut spans);
            let record = Record { text: &text, spans: &spans, raw: &group.raw, line: group.line };
            if let Err(refused) = trying[row.made].convert(&record, file.file_id, &mut |_, _, _, _| Ok(()))? {
                return Ok(Some(refused));
            }
        }
        Ok(None)
    }

    fn converters<'p>(&'p self, setting: &'p Setting) -> Result<Converters<'p>, ImportError> {
        self.plans.iter().map(|plan| Converter::new(plan, setting)).collect()
    }
}

/// How each table of this import tells rows apart, and whether that has to be found out at all.
pub type Policies = BTreeMap<&'static str, (Policy, bool)>;

/// What a lane made of one table.
#[derive(Debug)]
pub struct LaneTable {
    /// Files with their rows, in order.
    pub files: Vec<StagedFile>,
    /// Keys of the rows, when they are needed.
    pub keys: Option<Spilled>,
    /// Rows staged.
    pub rows: u64,
}

/// What a lane made.
#[derive(Debug, Default)]
pub struct LaneResult {
    /// By table.
    pub tables: BTreeMap<&'static str, LaneTable>,
    /// Records read, by file.
    pub read: BTreeMap<usize, u64>,
    /// Records quarantined.
    pub quarantined: u64,
    /// Where they are kept until the commit.
    pub quarantine: Option<PathBuf>,
    /// Latest instant, microseconds.
    pub reaches_us: Option<i64>,
}

struct Stage {
    batch: TableBatch,
    writer: StageWriter,
    keys: Option<Spill>,
    rows: u64,
}

/// The work of one thread.
pub struct Lane<'p> {
    number: usize,
    dir: &'p Path,
    files: &'p [LaneFile],
    policies: &'p Policies,
    progress: &'p Progress,
    tag: String,
    stages: BTreeMap<&'static str, Stage>,
    open: Option<(usize, Converter<'p>, RecordReader)>,
    /// Of an importer's file: converters that write, and others that only try.
    shaping: Option<(usize, Converters<'p>, Converters<'p>)>,
    quarantine: Option<(PathBuf, BufWriter<File>)>,
    result: LaneResult,
}

impl<'p> Lane<'p> {
    /// A lane that stages into `dir`; `tag` makes its file names unique in the lake.
    #[must_use]
    pub fn new(number: usize, dir: &'p Path, files: &'p [LaneFile], policies: &'p Policies, progress: &'p Progress, tag: &str) -> Self {
        Self {
            number,
            dir,
            files,
            policies,
            progress,
            tag: tag.to_owned(),
            stages: BTreeMap::new(),
            open: None,
            shaping: None,
            quarantine: None,
            result: LaneResult::default(),
        }
    }

    /// Converts one chunk of file `index`.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`, `import.cancelled`.
    pub fn chunk(&mut self, index: usize, chunk: &Chunk) -> Result<(), ImportError> {
        if self.progress.stopped() {
            return Err(ImportError::Cancelled);
        }
        if self.open.as_ref().is_none_or(|o| o.0 != index) {
            self.note_reach();
            let file = &self.files[index];
            let converter = Converter::new(&file.plan, &file.setting)?;
            self.open = Some((index, converter, RecordReader::new(file.format, file.header.clone())));
        }
        let Some((_, mut converter, mut reader)) = self.open.take() else { return Ok(()) };
        let file = &self.files[index];
        let mut rows = 0;
        let done = reader.read(&chunk.bytes, chunk.line, |outcome| {
            rows += 1;
            match outcome {
                Err((reason, raw, line)) => self.reject(file.file_id, line, reason, None, None, raw),
                Ok(record) => {
                    let main = file.plan.def;
                    let mut emit = |target: Target, cells: &[Cell<'_>], key: RowKey, lineage: Lineage| {
                        self.push(target_table(target, main), cells, key, lineage, index, false)
                    };
                    match converter.convert(&record, file.file_id, &mut emit)? {
                        Ok(()) => Ok(()),
                        Err(r) => self.reject(file.file_id, record.line, r.reason, r.field, r.value, record.raw),
                    }
                }
            }
        });
        self.open = Some((index, converter, reader));
        done?;
        *self.result.read.entry(index).or_default() += rows;
        self.progress.add_rows(rows);
        Ok(())
    }

    /// Takes groups of an importer's file `index`: each is taken whole, or kept whole in quarantine.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`, `import.cancelled`.
    pub fn groups(&mut self, index: usize, groups: Vec<Group>) -> Result<(), ImportError> {
        if self.progress.stopped() {
            return Err(ImportError::Cancelled);
        }
        let Some(shaped) = &self.files[index].shaped else { return Ok(()) };
        if self.shaping.as_ref().is_none_or(|s| s.0 != index) {
            self.note_reach();
            self.shaping = Some((index, shaped.converters(&self.files[index].setting)?, shaped.converters(&self.files[index].setting)?));
        }
        let Some((_, mut writing, mut trying)) = self.shaping.take() else { return Ok(()) };
        let file = &self.files[index];
        let makes = shaped.importer.makes();
        let (mut text, mut spans, mut read) = (Vec::new(), Vec::new(), 0);
        for group in groups {
            let counted = group.rows.iter().filter(|r| makes[r.made].counted).count() as u64;
            let weight = if counted == 0 { group.records } else { counted };
            read += weight;
            if let Some(r) = shaped.refusal(file, &group, &mut trying)? {
                self.reject(file.file_id, group.line, r.reason, r.field, r.value, &group.raw)?;
                self.result.quarantined += weight.saturating_sub(1);
                continue;
            }
            for row in &group.rows {
                row.laid_out(&mut text, &mut spans);
                let record = Record { text: &text, spans: &spans, raw: &group.raw, line: group.line };
                let (main, counted) = (shaped.plans[row.made].def, makes[row.made].counted);
                let mut emit = |target: Target, cells: &[Cell<'_>], key: RowKey, lineage: Lineage| {
                    self.push(target_table(target, main), cells, key, lineage, index, !counted || target != Target::Main)
                };
                // The trial has shown that it can be taken.
                let _ = writing[row.made].convert(&record, file.file_id, &mut emit)?;
            }
        }
        self.shaping = Some((index, writing, trying));
        *self.result.read.entry(index).or_default() += read;
        self.progress.add_rows(read);
        Ok(())
    }

    fn push(
        &mut self, def: Option<&'static TableDef>, cells: &[Cell<'_>], key: RowKey, lineage: Lineage, index: usize, side: bool,
    ) -> Result<(), ImportError> {
        let Some(def) = def else { return Ok(()) };
        if !self.stages.contains_key(def.name) {
            let prefix = format!("{}-{}", self.tag, self.number);
            let needs = self.policies.get(def.name).is_none_or(|p| p.1);
            let keys = if needs { Some(Spill::create(self.dir.join(format!("keys-{}-{}.bin", def.name, self.number)))?) } else { None };
            let stage = Stage {
                batch: TableBatch::new(def),
                writer: StageWriter::new(self.dir, def, false, &format!("{}-{prefix}", def.name)),
                keys,
                rows: 0,
            };
            self.stages.insert(def.name, stage);
        }
        let Some(stage) = self.stages.get_mut(def.name) else { return Ok(()) };
        if let Some(keys) = &mut stage.keys {
            let order = ((index as u64 + 1) << FILE_SHIFT) + lineage.row.cast_unsigned();
            keys.push(Entry { key, order, slot: u32::try_from(self.number).unwrap_or(0), position: stage.rows, live: false, side })?;
        }
        stage.batch.push(cells, key, lineage);
        stage.rows += 1;
        if stage.batch.rows() >= BATCH_ROWS {
            stage.writer.write(&stage.batch.take()?)?;
        }
        Ok(())
    }

    fn reject(
        &mut self, file_id: i64, line: u64, reason: &'static Reason, field: Option<&'static str>, value: Option<String>, raw: &[u8],
    ) -> Result<(), ImportError> {
        self.result.quarantined += 1;
        if self.quarantine.is_none() {
            let path = self.dir.join(format!("quarantine-{}.jsonl", self.number));
            let file = File::create(&path).map_err(LakeError::io(format!("cannot create {}", path.display())))?;
            self.quarantine = Some((path, BufWriter::new(file)));
        }
        let Some((path, out)) = &mut self.quarantine else { return Ok(()) };
        let row = NewQuarantine {
            file_id,
            row: i64::try_from(line).unwrap_or(i64::MAX),
            code: reason.code.to_owned(),
            field: field.map(str::to_owned),
            value,
            hint: reason.hint_en.to_owned(),
            text: raw.to_vec(),
        };
        let mut text = serde_json::to_vec(&row).map_err(entrepot_ops::OpsError::from)?;
        text.push(b'\n');
        out.write_all(&text).map_err(LakeError::io(format!("cannot write {}", path.display())))?;
        Ok(())
    }

    fn note_reach(&mut self) {
        let plain = self.open.iter().map(|o| o.1.reaches_us);
        let shaped = self.shaping.iter().flat_map(|s| s.1.iter().map(|c| c.reaches_us));
        let latest = plain.chain(shaped).filter(|t| *t > i64::MIN).max();
        self.result.reaches_us = self.result.reaches_us.max(latest);
    }

    /// Closes everything.
    ///
    /// # Errors
    /// `lake.io`, `lake.disk_full`.
    pub fn finish(mut self) -> Result<LaneResult, ImportError> {
        self.note_reach();
        for (name, mut stage) in std::mem::take(&mut self.stages) {
            if stage.batch.rows() > 0 {
                stage.writer.write(&stage.batch.take()?)?;
            }
            let keys = stage.keys.map(Spill::finish).transpose()?;
            self.result.tables.insert(name, LaneTable { files: stage.writer.finish()?, keys, rows: stage.rows });
        }
        if let Some((path, mut out)) = self.quarantine.take() {
            out.flush().map_err(LakeError::io(format!("cannot write {}", path.display())))?;
            self.result.quarantine = Some(path);
        }
        Ok(self.result)
    }
}

fn target_table(target: Target, main: &'static TableDef) -> Option<&'static TableDef> {
    match target {
        Target::Main => Some(main),
        Target::Trade => table("trades"),
        Target::Party => table("parties"),
        Target::Product => table("products"),
        Target::Lot => table("lots"),
        Target::Stock => table("stock"),
    }
}

/// Reads back the quarantined rows of all lanes.
pub fn quarantined(results: &[LaneResult]) -> impl Iterator<Item = NewQuarantine> {
    results
        .iter()
        .filter_map(|r| r.quarantine.clone())
        .filter_map(|p| File::open(p).ok())
        .flat_map(|f| BufReader::new(f).lines().map_while(Result::ok))
        .filter_map(|l| serde_json::from_str(&l).ok())
}
