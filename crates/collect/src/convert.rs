//! One source record becomes one row of the lake (and, for order lines, the trade, buyer, product, lot or stock move that it
//! implies), or a reason why not. No input, no output: the caller gives a record and a sink.

use crate::batch::{CELLS, Cell, Lineage, RowKey};
use crate::plan::{Binding, Origin, Plan, joined, raw};
use crate::reasons::{
    CURRENCY_MISSING, LOOKUP_MISSING, NUMBER_RANGE, ORDER_IMPOSSIBLE, PRICE_NEGATIVE, QUANTITY_ABSURD, QUANTITY_NEGATIVE, Reason,
    VALUE_MISSING,
};
use crate::record::Record;
use crate::times;
use crate::typed::{self, Meaning, Seen};
use crate::zone::Zone;
use entrepot_domain::ledger::Mode;
use entrepot_domain::lifecycle::{self, Event};
use entrepot_domain::money::{MAX_MICROS, mul_micros};
use entrepot_domain::{Country, country};
use entrepot_lake::schema::{Kind, TableDef, table};
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

/// Why a record was not taken: reason, field and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The reason.
    pub reason: &'static Reason,
    /// Column of the lake at fault.
    pub field: Option<&'static str>,
    /// The value as written.
    pub value: Option<String>,
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

/// Positions of the columns of `lines` that the converter computes with.
#[derive(Debug)]
struct LineColumns {
    trade_id: usize,
    line_id: usize,
    kind: usize,
    component: usize,
    mode: usize,
    platform: usize,
    channel: usize,
    seller_id: usize,
    seller_country: usize,
    buyer_id: usize,
    customer_type: usize,
    country: usize,
    country_raw: usize,
    cross_border: usize,
    sku: usize,
    product_name: usize,
    category: usize,
    lot_id: usize,
    parent_trade_id: usize,
    status: usize,
    currency: usize,
    quantity: usize,
    unit_price: usize,
    amount: usize,
    discount: usize,
    tax: usize,
    shipping: usize,
    time: usize,
    offset_min: usize,
    day: usize,
}

fn at(def: &TableDef, name: &str) -> usize {
    def.column(name).map_or(CELLS - 1, |c| c.0)
}

impl LineColumns {
    fn of(def: &TableDef) -> Self {
        let c = |name| at(def, name);
        Self {
            trade_id: c("trade_id"),
            line_id: c("line_id"),
            kind: c("kind"),
            component: c("component"),
            mode: c("mode"),
            platform: c("platform"),
            channel: c("channel"),
            seller_id: c("seller_id"),
            seller_country: c("seller_country"),
            buyer_id: c("buyer_id"),
            customer_type: c("customer_type"),
            country: c("country"),
            country_raw: c("country_raw"),
            cross_border: c("cross_border"),
            sku: c("sku"),
            product_name: c("product_name"),
            category: c("category"),
            lot_id: c("lot_id"),
            parent_trade_id: c("parent_trade_id"),
            status: c("status"),
            currency: c("currency"),
            quantity: c("quantity"),
            unit_price: c("unit_price"),
            amount: c("amount"),
            discount: c("discount"),
            tax: c("tax"),
            shipping: c("shipping"),
            time: c("time"),
            offset_min: c("offset_min"),
            day: c("day"),
        }
    }
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

/// Ids remembered so that a buyer or product is not emitted for every line; forgetting one only costs a duplicate row
/// that key resolution drops.
const REMEMBERED: usize = 1 << 16;

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
        if let Err(r) = self.complete(&mut cells, record, found, offset_min) {
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
    fn complete(
        &mut self, cells: &mut [Cell<'_>; CELLS], record: &Record<'_>, found: &[Option<&[u8]>], offset_min: i32,
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
            trade_facts(def, cells)?;
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

    /// Emits an order line and what it implies.
    #[expect(clippy::too_many_arguments, reason = "one record's parts; a struct would only rename them")]
    fn line<'a>(
        &mut self, c: &LineColumns, cells: &[Cell<'a>; CELLS], key: RowKey, record: &Record<'a>, found: &[Option<&'a [u8]>],
        lineage: Lineage, emit: &mut Emit<'_>,
    ) -> Result<Result<(), Rejection>, crate::ImportError>
    where
        'p: 'a,
    {
        let Cell::Text(trade_id) = cells[c.trade_id] else { return Ok(Ok(())) };
        if self.derive.trades && trade_id != self.last_trade.as_slice() {
            match self.trade(c, cells, record, found) {
                Ok((trade, trade_key)) => emit(Target::Trade, &trade, trade_key, lineage)?,
                Err(r) => return Ok(Err(r)),
            }
            self.last_trade.clear();
            self.last_trade.extend_from_slice(trade_id);
        }
        emit(Target::Main, cells, key, lineage)?;
        let goods = cells[c.component] == Cell::Text(b"goods");
        let kind = cells[c.kind];
        if self.derive.parties
            && let Cell::Text(buyer) = cells[c.buyer_id]
            && remember(&mut self.seen_parties, buyer)
        {
            let party = [
                cells[c.buyer_id],
                Cell::Text(b"buyer"),
                Cell::Null,
                cells[c.customer_type],
                cells[c.country],
                cells[c.country_raw],
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
            ];
            emit(Target::Party, &party, derived_key(&self.setting.source, "parties", buyer), lineage)?;
        }
        if self.derive.products
            && goods
            && matches!(kind, Cell::Text(b"sale" | b"return"))
            && let (Cell::Text(sku), Cell::Text(_)) = (cells[c.sku], cells[c.product_name])
            && remember(&mut self.seen_products, sku)
        {
            let mut product = [Cell::Null; 12];
            (product[0], product[1], product[2]) = (cells[c.sku], cells[c.product_name], cells[c.category]);
            emit(Target::Product, &product, derived_key("", "products", sku), lineage)?;
        }
        if self.derive.lots
            && cells[c.parent_trade_id] == Cell::Null
            && kind == Cell::Text(b"sale")
            && let Cell::Text(lot) = cells[c.lot_id]
        {
            let row = [cells[c.lot_id], cells[c.sku], cells[c.quantity], cells[c.trade_id], cells[c.day]];
            emit(Target::Lot, &row, derived_key(&self.setting.source, "lots", lot), lineage)?;
        }
        if self.derive.stock && kind == Cell::Text(b"stock") {
            let row = [
                Cell::Null,
                Cell::Text(b"move"),
                cells[c.sku],
                Cell::Null,
                cells[c.lot_id],
                cells[c.quantity],
                cells[c.product_name],
                cells[c.trade_id],
                cells[c.time],
                cells[c.day],
            ];
            emit(Target::Stock, &row, key, lineage)?;
        }
        Ok(Ok(()))
    }

    /// The trade that an order line belongs to, from its first line.
    fn trade<'a>(
        &mut self, c: &LineColumns, cells: &[Cell<'a>; CELLS], record: &Record<'a>, found: &[Option<&'a [u8]>],
    ) -> Result<([Cell<'a>; CELLS], RowKey), Rejection>
    where
        'p: 'a,
    {
        let Some(def) = table("trades") else { return Err(Rejection { reason: &VALUE_MISSING, field: None, value: None }) };
        let mut trade = [Cell::Null; CELLS];
        for (name, from) in [
            ("trade_id", c.trade_id),
            ("kind", c.kind),
            ("mode", c.mode),
            ("platform", c.platform),
            ("channel", c.channel),
            ("seller_id", c.seller_id),
            ("seller_country", c.seller_country),
            ("buyer_id", c.buyer_id),
            ("customer_type", c.customer_type),
            ("country", c.country),
            ("country_raw", c.country_raw),
            ("cross_border", c.cross_border),
            ("currency", c.currency),
            ("parent_trade_id", c.parent_trade_id),
            ("status", c.status),
            ("time", c.time),
            ("offset_min", c.offset_min),
            ("day", c.day),
        ] {
            trade[at(def, name)] = cells[from];
        }
        for (binding, meaning) in self.plan.trade.iter().zip(self.trade_meanings.clone()) {
            let Some(value) = binding.value(raw(&binding.origin, record, found)) else { continue };
            let cell = self.cell(binding, meaning, value, &mut 0).map_err(|reason| rejection(reason, binding.name, value))?;
            trade[at(def, binding.name)] = cell;
        }
        trade_facts(def, &mut trade)?;
        let mut key = match cells[c.trade_id] {
            Cell::Text(id) => derived_key(&self.setting.source, "trades", id),
            _ => RowKey::default(),
        };
        let mut said = Vec::with_capacity(256);
        for cell in &trade[..def.columns.len()] {
            cell.hash_into(&mut said);
        }
        key.content = xxh3_64(&said);
        let _ = c.line_id;
        Ok((trade, key))
    }
}

/// Kind, component and the amounts of an order line.
fn line_amounts(c: &LineColumns, cells: &mut [Cell<'_>; CELLS], quantity_max: i128) -> Result<(), Rejection> {
    for (i, default) in [(c.kind, &b"sale"[..]), (c.component, b"goods"), (c.mode, b"b2c")] {
        if cells[i] == Cell::Null {
            cells[i] = Cell::Text(default);
        }
    }
    for i in [c.discount, c.tax, c.shipping] {
        if cells[i] == Cell::Null {
            cells[i] = Cell::Number(0);
        }
    }
    let Cell::Number(mut quantity) = cells[c.quantity] else { return Err(blank("quantity")) };
    let shown = |n: i128| entrepot_domain::money::format_micros(n);
    if quantity.abs() > quantity_max {
        return Err(Rejection { reason: &QUANTITY_ABSURD, field: Some("quantity"), value: Some(shown(quantity)) });
    }
    let (price, mut amount) = match (cells[c.unit_price], cells[c.amount]) {
        (Cell::Number(price), Cell::Number(amount)) => (price, amount),
        (Cell::Number(price), _) => (price, mul_micros(quantity, price).ok_or_else(|| range("amount"))?),
        (_, Cell::Number(amount)) if quantity != 0 => (amount.checked_mul(1_000_000).map_or(0, |a| a / quantity), amount),
        (_, Cell::Number(amount)) => (amount, amount),
        _ => return Err(blank("unit_price")),
    };
    if amount.abs() > MAX_MICROS {
        return Err(range("amount"));
    }
    match cells[c.kind] {
        // Some files write returns with positive quantities; the ledger keeps them negative.
        Cell::Text(b"return") if quantity > 0 => {
            quantity = -quantity;
            if amount > 0 {
                amount = -amount;
            }
            for i in [c.discount, c.tax, c.shipping] {
                if let Cell::Number(n) = cells[i] {
                    cells[i] = Cell::Number(-n.abs());
                }
            }
        }
        Cell::Text(b"sale" | b"cancelled") => {
            if quantity < 0 {
                return Err(Rejection { reason: &QUANTITY_NEGATIVE, field: Some("quantity"), value: Some(shown(quantity)) });
            }
            if price < 0 {
                return Err(Rejection { reason: &PRICE_NEGATIVE, field: Some("unit_price"), value: Some(shown(price)) });
            }
        }
        _ => {}
    }
    (cells[c.quantity], cells[c.unit_price], cells[c.amount]) = (Cell::Number(quantity), Cell::Number(price), Cell::Number(amount));
    cells[c.cross_border] = crosses(cells[c.seller_country], cells[c.country]);
    Ok(())
}

/// Cross-border and lifecycle flags of a trade.
fn trade_facts(def: &TableDef, cells: &mut [Cell<'_>; CELLS]) -> Result<(), Rejection> {
    let c = |name| at(def, name);
    cells[c("cross_border")] = crosses(cells[c("seller_country")], cells[c("country")]);
    let mode = match cells[c("mode")] {
        Cell::Text(b"b2b") => Mode::B2b,
        Cell::Text(b"b2b2c") => Mode::B2b2c,
        _ => Mode::B2c,
    };
    let events: Vec<(Event, i64)> = [
        (Event::Placed, "time"),
        (Event::Paid, "paid_at"),
        (Event::Shipped, "shipped_at"),
        (Event::Delivered, "delivered_at"),
        (Event::Refunded, "refunded_at"),
        (Event::Cancelled, "cancelled_at"),
    ]
    .into_iter()
    .filter_map(|(e, name)| if let Cell::Instant(t) = cells[c(name)] { Some((e, t)) } else { None })
    .collect();
    if events.len() < 2 {
        return Ok(());
    }
    let flags = lifecycle::check(mode, &events);
    if let Some(f) = flags.iter().find(|f| f.is_reject()) {
        return Err(Rejection { reason: &ORDER_IMPOSSIBLE, field: Some("time"), value: Some(f.code.to_owned()) });
    }
    // One flag is the common case; several are joined by the caller's reader, so the first is kept in the row.
    if let Some(f) = flags.first() {
        cells[c("flags")] = Cell::Text(f.code.as_bytes());
    }
    Ok(())
}

fn crosses<'a>(seller: Cell<'_>, buyer: Cell<'_>) -> Cell<'a> {
    let parse = |cell: Cell<'_>| match cell {
        Cell::Text(t) => std::str::from_utf8(t).ok().and_then(Country::from_alpha2),
        _ => None,
    };
    country::cross_border(parse(seller), parse(buyer)).map_or(Cell::Null, Cell::Bool)
}

fn remember(seen: &mut HashSet<u64>, id: &[u8]) -> bool {
    if seen.len() >= REMEMBERED {
        seen.clear();
    }
    seen.insert(xxh3_64(id))
}

fn rejection(reason: &'static Reason, field: &'static str, value: &[u8]) -> Rejection {
    Rejection { reason, field: Some(field), value: Some(String::from_utf8_lossy(value).chars().take(200).collect()) }
}

fn blank(field: &'static str) -> Rejection {
    Rejection { reason: &VALUE_MISSING, field: Some(field), value: Some(String::new()) }
}

fn range(field: &'static str) -> Rejection {
    Rejection { reason: &NUMBER_RANGE, field: Some(field), value: None }
}

fn split(hash: u128, content: u64) -> RowKey {
    RowKey { hi: u64::try_from(hash >> 64).unwrap_or(0), lo: u64::try_from(hash & u128::from(u64::MAX)).unwrap_or(0), content }
}

/// Seed of the keys of one table of one source.
fn seed(source: &str, table: &str) -> u64 {
    xxh3_64(format!("entrepot\u{1f}{source}\u{1f}{table}").as_bytes())
}

/// Key of a derived row: by its id within the source (products: within the home).
fn derived_key(source: &str, table: &str, id: &[u8]) -> RowKey {
    split(xxh3_128_with_seed(id, seed(source, table)), 0)
}

/// Products are one namespace over all sources; their key is the SKU.
#[must_use]
pub fn is_global(table: &str) -> bool {
    table == "products"
}
