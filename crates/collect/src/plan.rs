//! A row plan: a profile's table bound to the columns of one file. Built once a file, used for every row.

use crate::ImportError;
use crate::lookup::LookupTable;
use crate::profile::{Condition, FieldSpec, FullField, Profile, SourceTable, same_name};
use crate::record::Record;
use entrepot_domain::money::{DecimalStyle, to_micros};
use entrepot_lake::schema::{Kind, TableDef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lookup rows found for one record, in the order of the plan's lookups.
pub type Found<'a> = [Option<&'a [u8]>];

/// Where a raw value comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Nowhere: constant or default only.
    None,
    /// A column of the file.
    Field(usize),
    /// A column of a looked-up row.
    Lookup(usize, usize),
    /// Columns joined with `-`.
    Join(Vec<usize>),
}

/// How one column of the lake is filled.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Column name in the lake.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Where the raw value comes from.
    pub origin: Origin,
    /// Options.
    pub spec: FullField,
    /// Map keys in lower case.
    map: BTreeMap<String, String>,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub struct Rule {
    when: Vec<(Origin, Condition)>,
    /// `(lake column position, value)`.
    pub set: Vec<(usize, String)>,
}

/// A lookup bound to its table.
#[derive(Clone, Debug)]
pub struct BoundLookup {
    /// The rows.
    pub table: Arc<LookupTable>,
    by: Origin,
    role: String,
}

/// A profile's table bound to one file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The lake table.
    pub def: &'static TableDef,
    /// One binding a column of the lake table, in its order; `None` for columns the source does not have.
    pub bindings: Vec<Option<Binding>>,
    /// Bindings of the derived trade's own columns.
    pub trade: Vec<Binding>,
    /// Rules in order.
    pub rules: Vec<Rule>,
    /// Lookups in order.
    pub lookups: Vec<BoundLookup>,
    /// Positions of the key columns in the file; empty for rows without a key.
    pub key: Vec<usize>,
    /// What else rows make.
    pub derive: Vec<String>,
    /// How numbers are written.
    pub style: DecimalStyle,
    /// Largest sane quantity, micro units.
    pub quantity_max: i128,
}

impl Plan {
    /// Binds `table` of `profile` to a file with this header.
    ///
    /// # Errors
    /// `header.missing`, `header.duplicate`, `profile.field`.
    pub fn bind(
        profile: &Profile, table: &SourceTable, header: &[String], lookups: &BTreeMap<String, Arc<LookupTable>>, style: DecimalStyle,
    ) -> Result<Self, ImportError> {
        let def = table.target().ok_or_else(|| {
            ImportError::refused("profile.field", format!("{} is no table of the lake", table.role), "correct the profile")
        })?;
        let mut bound = Vec::new();
        for l in &table.lookup {
            let Some(rows) = lookups.get(&l.role) else { continue };
            let by = origin(&l.by, header, &bound).ok_or_else(|| missing(&l.by, header))?;
            bound.push(BoundLookup { table: rows.clone(), by, role: l.role.clone() });
        }
        let absent: Vec<&str> = table.lookup.iter().filter(|l| !lookups.contains_key(&l.role)).map(|l| l.role.as_str()).collect();
        let bind_one = |name: &str, spec: &FieldSpec, def: &'static TableDef| -> Result<Option<Binding>, ImportError> {
            let Some((i, kind, _)) = def.column(name) else { return Ok(None) };
            let spec = spec.full();
            let origin = match (&spec.column, spec.join.is_empty()) {
                (None, true) => Origin::None,
                (None, false) => {
                    let found: Option<Vec<usize>> = spec.join.iter().map(|c| position(c, header)).collect();
                    Origin::Join(found.ok_or_else(|| missing(&spec.join.join(", "), header))?)
                }
                (Some(c), _) => match origin(c, header, &bound) {
                    Some(o) => o,
                    None if spec.optional || c.split_once('.').is_some_and(|(role, _)| absent.contains(&role)) => Origin::None,
                    None => return Err(missing(c, header)),
                },
            };
            if matches!(origin, Origin::None) && spec.default.is_none() {
                return Ok(None);
            }
            let map = spec.map.iter().map(|(k, v)| (k.to_lowercase(), v.clone())).collect();
            Ok(Some(Binding { name: def.columns[i].0, kind, origin, spec, map }))
        };
        let mut bindings = Vec::with_capacity(def.columns.len());
        for (name, _, _) in def.columns {
            bindings.push(match table.fields.get(*name) {
                Some(spec) => bind_one(name, spec, def)?,
                None => None,
            });
        }
        let mut trade = Vec::new();
        if let Some(trades) = entrepot_lake::schema::table("trades") {
            for (name, spec) in &table.trade_fields {
                trade.extend(bind_one(name, spec, trades)?);
            }
        }
        let mut rules = Vec::new();
        for r in &table.rule {
            let when: Option<Vec<_>> = r.when.iter().map(|(c, cond)| origin(c, header, &bound).map(|o| (o, cond.clone()))).collect();
            // A rule over a column that this file does not have cannot apply.
            let Some(when) = when else { continue };
            let set = r.set.iter().filter_map(|(c, v)| def.column(c).map(|(i, _, _)| (i, v.clone()))).collect();
            rules.push(Rule { when, set });
        }
        let key = table.key.iter().filter_map(|k| position(k, header)).collect();
        Ok(Self {
            def,
            bindings,
            trade,
            rules,
            lookups: bound,
            key,
            derive: table.derive.clone(),
            style,
            quantity_max: i128::from(profile.quantity_max) * 1_000_000,
        })
    }

    /// Finds the looked-up rows of a record.
    pub fn find<'a>(&'a self, record: &Record<'a>, found: &mut Vec<Option<&'a [u8]>>) {
        found.clear();
        for l in &self.lookups {
            let key = raw(&l.by, record, found);
            found.push(if key.is_empty() { None } else { l.table.get(key) });
        }
    }

    /// Applies the rules: `set(column, value)` is called at most once a column, by the first rule that fits.
    pub fn apply_rules<'a>(&'a self, record: &Record<'a>, found: &Found<'a>, mut set: impl FnMut(usize, &'a str)) {
        let mut done = 0_u64;
        for rule in &self.rules {
            if rule.set.iter().all(|(i, _)| done & (1 << i) != 0) {
                continue;
            }
            if rule.when.iter().all(|(o, c)| holds(c, raw(o, record, found), self.style)) {
                for (i, value) in &rule.set {
                    if done & (1 << i) == 0 {
                        done |= 1 << i;
                        set(*i, value);
                    }
                }
            }
        }
    }
}

/// The raw, trimmed text of an origin (joined columns are made by [`joined`]).
#[must_use]
pub fn raw<'a>(origin: &Origin, record: &Record<'a>, found: &Found<'a>) -> &'a [u8] {
    match origin {
        Origin::Field(i) => record.field(*i),
        Origin::Lookup(l, i) => found.get(*l).copied().flatten().map_or(b"", |row| LookupTable::field(row, *i)),
        Origin::None | Origin::Join(_) => b"",
    }
}

/// Columns joined with `-`.
pub fn joined(columns: &[usize], record: &Record<'_>, out: &mut Vec<u8>) {
    for (n, i) in columns.iter().enumerate() {
        if n > 0 {
            out.push(b'-');
        }
        out.extend_from_slice(record.field(*i));
    }
}

impl Binding {
    /// Applies null values, defaults, maps and transforms to a raw text.
    #[must_use]
    pub fn value<'a>(&'a self, raw: &'a [u8]) -> Option<&'a [u8]> {
        let mut value = raw;
        if !value.is_empty() && !self.spec.null.is_empty() && self.spec.null.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(value)) {
            value = b"";
        }
        if !value.is_empty() && !self.map.is_empty() {
            let lower = String::from_utf8_lossy(value).to_lowercase();
            if let Some(mapped) = self.map.get(&lower) {
                value = mapped.as_bytes();
            }
        }
        if !value.is_empty() && self.spec.transform.as_deref() == Some("float_id") {
            value = value.strip_suffix(b".0").unwrap_or(value);
        }
        if value.is_empty() { self.spec.default.as_deref().map(str::as_bytes) } else { Some(value) }
    }

    /// Factor of a scaling transform.
    #[must_use]
    pub fn scale(&self) -> i128 {
        match self.spec.transform.as_deref() {
            Some("kg_to_g") => 1000,
            Some("cm_to_mm") => 10,
            _ => 1,
        }
    }
}

fn holds(condition: &Condition, value: &[u8], style: DecimalStyle) -> bool {
    match condition {
        Condition::StartsWith(list) => list.iter().any(|p| value.starts_with(p.as_bytes())),
        Condition::In(list) => list.iter().any(|p| value.eq_ignore_ascii_case(p.as_bytes())),
        Condition::Empty(yes) => value.is_empty() == *yes,
        Condition::Zero(yes) => (to_micros(value, style.rounding()) == Ok(0)) == *yes,
        Condition::Negative(yes) => to_micros(value, style.rounding()).is_ok_and(|v| v < 0) == *yes,
    }
}

fn position(name: &str, header: &[String]) -> Option<usize> {
    header.iter().position(|h| same_name(h, name))
}

fn origin(name: &str, header: &[String], lookups: &[BoundLookup]) -> Option<Origin> {
    if let Some(i) = position(name, header) {
        return Some(Origin::Field(i));
    }
    let (role, column) = name.split_once('.')?;
    let l = lookups.iter().position(|l| l.role == role)?;
    lookups[l].table.column(column).map(|i| Origin::Lookup(l, i))
}

fn missing(what: &str, header: &[String]) -> ImportError {
    ImportError::refused(
        "header.missing",
        format!("the file has no column {what}; it has: {}", header.join(", ")),
        "choose the profile that fits, or name the column in a profile of your own",
    )
}
