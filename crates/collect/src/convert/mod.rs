//! One source record becomes one row of the lake (and, for order lines, the trade, buyer, product, lot or stock move that it
//! implies), or a reason why not. No input, no output: the caller gives a record and a sink.

mod facts;
mod identity;
mod line;
mod refusal;

pub use refusal::Rejection;

use self::facts::trade_facts;
use self::identity::{is_global, seed, split};
use self::line::{LineColumns, line_amounts};
use self::refusal::rejection;
use crate::batch::{CELLS, Cell, Lineage, RowKey};
use crate::plan::{Binding, Origin, Plan, joined, raw};
use crate::reasons::{CURRENCY_MISSING, FORMULA_EMPTY, LOOKUP_MISSING, Reason, VALUE_MISSING};
use crate::record::Record;
use crate::times;
use crate::typed::{self, Meaning, Seen};
use crate::workbook::UNCALCULATED;
use crate::zone::Zone;
use entrepot_lake::schema::{Kind, TableDef};
use std::collections::HashSet;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// A row on its way into a table.
pub type Emit<'s> = dyn FnMut(Target, &[Cell<'_>], RowKey, Lineage) -> Result<(), crate::ImportError> + 's;

/// Which table a row goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The table that the source's rows become.
    Main,
    /// The trade of an order line.
    Trade,
    /// The buyer of an order line.
    Party,
    /// The product of an order line.
    Product,
    /// The lot that a bulk line received.
    Lot,
    /// The stock move of a stock-only line.
    Stock,
}

/// What a whole import shares.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Namespace of row keys.
    pub source: String,
    /// Zone of local times in the file.
    pub file_zone: String,
    /// Zone that defines the business day.
    pub business_zone: String,
    /// The present, microseconds since the epoch.
    pub now_us: i64,
    /// The import.
    pub import_id: i64,
}

/// Position of a column; a place that is no column when there is none.
fn at(def: &TableDef, name: &str) -> usize {
    def.column(name).map_or(CELLS - 1, |c| c.0)
}

/// What is derived from lines, as flags.
#[derive(Clone, Copy, Debug, Default)]
struct Derive {
    trades: bool,
    parties: bool,
    products: bool,
    lots: bool,
    stock: bool,
}

/// Converts the records of one file.
#[derive(Debug)]
pub struct Converter<'p> {
    plan: &'p Plan,
    setting: &'p Setting,
    meanings: Vec<Meaning>,
    trade_meanings: Vec<Meaning>,
    file_zone: Zone,
    business_zone: Zone,
    seen: Seen,
    seed: u64,
    lines: Option<LineColumns>,
    derive: Derive,
    last_trade: Vec<u8>,
    seen_parties: HashSet<u64>,
    seen_products: HashSet<u64>,
    /// Latest instant met, microseconds.
    pub reaches_us: i64,
    joins: Vec<Vec<u8>>,
    scratch: Vec<u8>,
}

impl<'p> Converter<'p> {
    /// A converter for rows of `plan`.
    ///
    /// # Errors
    /// `profile.field` for a zone that does not exist.
    pub fn new(plan: &'p Plan, setting: &'p Setting) -> Result<Self, crate::ImportError> {
        let zone = |name: &str| {
            Zone::new(name).map_err(|z| {
                crate::ImportError::refused("profile.field", format!("there is no time zone {z}"), "use an IANA name such as Europe/Berlin")
            })
        };
        let has = |what: &str| plan.derive.iter().any(|d| d == what);
        let is_lines = plan.def.name == "lines";
        Ok(Self {
            plan,
            setting,
            meanings: plan.def.columns.iter().map(|c| typed::meaning(plan.def.name, c.0)).collect(),
            trade_meanings: plan.trade.iter().map(|b| typed::meaning("trades", b.name)).collect(),
            file_zone: zone(&setting.file_zone)?,
            business_zone: zone(&setting.business_zone)?,
            seen: Seen::default(),
            seed: seed(if is_global(plan.def.name) { "" } else { &setting.source }, plan.def.name),
            lines: is_lines.then(|| LineColumns::of(plan.def)),
            derive: if is_lines {
                Derive { trades: has("trades"), parties: has("parties"), products: has("products"), lots: has("lots"), stock: has("stock") }
            } else {
                Derive::default()
            },
            last_trade: Vec::new(),
            seen_parties: HashSet::new(),
            seen_products: HashSet::new(),
            reaches_us: i64::MIN,
            joins: vec![Vec::new(); plan.def.columns.len()],
            scratch: Vec::with_capacity(512),
        })
    }

    /// Converts one record and emits its rows.
    ///
    /// # Errors
    /// `Ok(Err(_))` when the record goes to quarantine; `Err(_)` when emitting failed.
    pub fn convert(&mut self, record: &Record<'_>, file_id: i64, emit: &mut Emit<'_>) -> Result<Result<(), Rejection>, crate::ImportError> {
        let plan = self.plan;
        let mut found = Vec::with_capacity(plan.lookups.len());
        plan.find(record, &mut found);
        let lineage = Lineage { import_id: self.setting.import_id, file_id, row: i64::try_from(record.line).unwrap_or(i64::MAX) };
        let mut joins = std::mem::take(&mut self.joins);
        for (i, binding) in plan.bindings.iter().enumerate() {
            if let Some(Binding { origin: Origin::Join(columns), .. }) = binding {
                joins[i].clear();
                joined(columns, record, &mut joins[i]);
            }
        }
        let result = self.row(record, &found, &joins, lineage, emit);
        self.joins = joins;
        result
    }

    fn row<'a>(
        &mut self, record: &Record<'a>, found: &[Option<&'a [u8]>], joins: &'a [Vec<u8>], lineage: Lineage, emit: &mut Emit<'_>,
    ) -> Result<Result<(), Rejection>, crate::ImportError>
    where
        'p: 'a,
    {
        let plan = self.plan;
        let keyed = !plan.key.is_empty();
        let mut flags = Vec::new();
        let mut cells = [Cell::Null; CELLS];
        let mut content = std::mem::take(&mut self.scratch);
        content.clear();
        let mut offset_min = 0;
        for (i, binding) in plan.bindings.iter().enumerate() {
            let Some(binding) = binding else { continue };
            let raw_value =
                if matches!(binding.origin, Origin::Join(_)) { joins[i].as_slice() } else { raw(&binding.origin, record, found) };
            let Some(value) = binding.value(raw_value) else { continue };
            if keyed {
                content.extend_from_slice(value);
                content.push(0x1f);
            }
            match self.cell(binding, self.meanings[i], value, &mut offset_min) {
                Ok(cell) => cells[i] = cell,
                Err(reason) => {
                    self.scratch = content;
                    return Ok(Err(rejection(reason, binding.name, value)));
                }
            }
        }
        let (meanings, seen) = (&self.meanings, &mut self.seen);
        plan.apply_rules(record, found, |i, value| {
            if let Ok(cell) = typed::text(meanings[i], value.as_bytes(), seen) {
                cells[i] = cell;
            }
        });
        let own_key = self.own_key(record, &mut content);
        self.scratch = content;
        if let Err(r) = self.complete(&mut cells, record, found, offset_min, &mut flags) {
            return Ok(Err(r));
        }
        let Some(columns) = self.lines.take() else {
            emit(Target::Main, &cells, own_key, lineage)?;
            return Ok(Ok(()));
        };
        let result = self.line(&columns, &cells, own_key, record, found, lineage, emit);
        self.lines = Some(columns);
        result
    }

    /// One typed value.
    fn cell<'a>(
        &mut self, binding: &Binding, meaning: Meaning, value: &'a [u8], offset_min: &mut i32,
    ) -> Result<Cell<'a>, &'static Reason> {
        let format = binding.spec.format.as_deref();
        if value.starts_with(UNCALCULATED.as_bytes()) {
            return Err(&FORMULA_EMPTY);
        }
        match binding.kind {
            Kind::Text => typed::text(meaning, value, &mut self.seen),
            Kind::Amount => typed::amount(value, self.plan.style, binding.scale()).map(Cell::Number),
            Kind::Rate => typed::rate(value).map(Cell::Number),
            Kind::Instant => {
                let m = times::moment(value, format, &mut self.file_zone, self.setting.now_us)?;
                if binding.name == "time" {
                    *offset_min = m.offset_min;
                    self.reaches_us = self.reaches_us.max(m.utc_us);
                }
                Ok(Cell::Instant(m.utc_us))
            }
            Kind::Day => times::day(value, format, self.setting.now_us).map(Cell::Day),
            Kind::Bool | Kind::Int | Kind::Long => typed::small(binding.kind, value),
        }
    }

    /// The identity of the record itself.
    fn own_key(&self, record: &Record<'_>, content: &mut Vec<u8>) -> RowKey {
        let plan = self.plan;
        if plan.key.is_empty() {
            content.clear();
            for i in 0..record.spans.len() {
                content.extend_from_slice(record.field(i));
                content.push(0x1f);
            }
            return split(xxh3_128_with_seed(content, self.seed), 0);
        }
        let said = xxh3_64(content);
        content.clear();
        for (n, i) in plan.key.iter().enumerate() {
            if n > 0 {
                content.push(0x1f);
            }
            content.extend_from_slice(record.field(*i));
        }
        split(xxh3_128_with_seed(content, self.seed), said)
    }

    /// Fills in what every table with a time has, and checks that nothing required is missing.
    fn complete<'c>(
        &mut self, cells: &mut [Cell<'c>; CELLS], record: &Record<'_>, found: &[Option<&[u8]>], offset_min: i32, flags: &'c mut Vec<u8>,
    ) -> Result<(), Rejection> {
        let def = self.plan.def;
        if let (Some((time, ..)), Some((day, Kind::Day, _))) = (def.column("time"), def.column("day"))
            && let Cell::Instant(t) = cells[time]
            && cells[day] == Cell::Null
        {
            cells[day] = Cell::Day(self.business_zone.day(t));
        }
        if let Some((i, ..)) = def.column("offset_min") {
            cells[i] = Cell::Int(offset_min);
        }
        if let Some(c) = &self.lines {
            line_amounts(c, cells, self.plan.quantity_max)?;
        } else if def.name == "trades" {
            if cells[at(def, "kind")] == Cell::Null {
                cells[at(def, "kind")] = Cell::Text(b"sale");
            }
            trade_facts(def, cells, flags)?;
        } else if def.name == "fx" && cells[at(def, "source")] == Cell::Null {
            cells[at(def, "source")] = Cell::Text(b"user file");
        }
        for (i, (name, _, required)) in def.columns.iter().enumerate() {
            if *required && cells[i] == Cell::Null {
                let lost = self.plan.bindings[i]
                    .as_ref()
                    .is_some_and(|b| matches!(b.origin, Origin::Lookup(l, _) if found.get(l).copied().flatten().is_none()));
                let reason = match *name {
                    _ if lost => &LOOKUP_MISSING,
                    "currency" => &CURRENCY_MISSING,
                    _ => &VALUE_MISSING,
                };
                let value = if lost { String::from_utf8_lossy(record.raw).chars().take(80).collect() } else { String::new() };
                return Err(Rejection { reason, field: Some(name), value: Some(value) });
            }
        }
        Ok(())
    }
}
