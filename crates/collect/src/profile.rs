//! Mapping profiles: how the columns of a source become columns of the lake. Data, not code: one TOML file each.
//!
//! Unknown keys are errors. A profile is checked against the lake's tables when it is read, not when a row arrives.

use crate::ImportError;
use crate::importers::importer;
use entrepot_lake::schema::{TableDef, table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text in both languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

/// A mapping profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Version of this file format; 1.
    pub schema_version: u32,
    /// Slug.
    pub name: String,
    /// What the source is called.
    pub label: Label,
    /// Where the column facts come from.
    pub source: String,
    /// When they were read, `YYYY-MM-DD`.
    pub as_of: String,
    /// Were they checked against a real file?
    pub verified: bool,
    /// Time zone of the file's local times (IANA name), or `home` for the business zone.
    #[serde(default = "utc")]
    pub zone: String,
    /// The decimal mark: `.`, `,` or `auto` (decided on the file's first rows).
    #[serde(default = "point")]
    pub decimal: String,
    /// Rows ordering more units than this are absurd and go to quarantine.
    #[serde(default = "quantity_max")]
    pub quantity_max: i64,
    /// Tables of the source, one per kind of file.
    pub table: Vec<SourceTable>,
}

fn utc() -> String {
    "UTC".to_owned()
}
fn point() -> String {
    ".".to_owned()
}
fn quantity_max() -> i64 {
    10_000_000
}

/// One kind of file of a source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceTable {
    /// Name inside the profile.
    pub role: String,
    /// Table of the lake that a row becomes a row of; absent for files that are only looked up.
    pub into: Option<String>,
    /// The importer that reads such files, for sources that need code. It makes rows for tables with `made`.
    pub importer: Option<String>,
    /// Its rows come from an importer of the profile: this is no file of its own.
    #[serde(default)]
    pub made: bool,
    /// Columns that must be in the header: the file is recognised by them. For JSON, keys of an object.
    #[serde(default)]
    pub header: Vec<String>,
    /// Column names of a file that has no header line.
    #[serde(default)]
    pub columns: Vec<String>,
    /// `,` `;` tab `|` or `whitespace`; found out when absent.
    pub separator: Option<String>,
    /// `latin1`, `gbk`, `utf-8` or `utf-16`; found out when absent.
    pub encoding: Option<String>,
    /// Source columns that identify a row. Without them a row is identified by all it says and how often it says it.
    #[serde(default)]
    pub key: Vec<String>,
    /// May be left out of an import that needs it only for looking up.
    #[serde(default)]
    pub optional: bool,
    /// What rows of order lines also make: `trades`, `parties`, `products`, `stock`.
    #[serde(default)]
    pub derive: Vec<String>,
    /// Other files of the source that rows of this one look things up in.
    #[serde(default)]
    pub lookup: Vec<Lookup>,
    /// Column of the lake -> where its value comes from.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldSpec>,
    /// Columns of the derived trade that order lines do not have (milestones, Incoterm).
    #[serde(default)]
    pub trade_fields: BTreeMap<String, FieldSpec>,
    /// Changes that depend on the row. Per column of the lake, the first rule that fits decides.
    #[serde(default)]
    pub rule: Vec<RuleSpec>,
}

/// A file that is looked up by key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// Role of that file; also the name that fields use.
    pub role: String,
    /// Column of that file that is the key.
    pub key: String,
    /// Where the key's value comes from in the row: a column, or `role.column` of an earlier lookup.
    pub by: String,
}

/// Where a value comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum FieldSpec {
    /// The column of this name, or `role.column` of a lookup.
    Column(String),
    /// A column with options.
    Full(Box<FullField>),
}

/// A column with options.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullField {
    /// The column, or `role.column`; absent for a constant.
    pub column: Option<String>,
    /// Columns joined with `-` (an id made of several columns).
    #[serde(default)]
    pub join: Vec<String>,
    /// The value when the column is empty or absent.
    pub default: Option<String>,
    /// Translations of source values, compared after trimming, without case.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Source values that mean "nothing".
    #[serde(default)]
    pub null: Vec<String>,
    /// Date format (strptime); ISO 8601 when absent.
    pub format: Option<String>,
    /// The file need not have this column.
    #[serde(default)]
    pub optional: bool,
    /// `float_id` drops a trailing `.0`; `kg_to_g`, `cm_to_mm` scale.
    pub transform: Option<String>,
}

/// A rule: all conditions hold -> fields are set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Source column -> condition.
    pub when: BTreeMap<String, Condition>,
    /// Lake column -> value. Only text columns.
    pub set: BTreeMap<String, String>,
}

/// A condition on a source value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Condition {
    /// Begins with one of these.
    StartsWith(Vec<String>),
    /// Is one of these (without case).
    In(Vec<String>),
    /// Is empty.
    Empty(bool),
    /// Is the number zero.
    Zero(bool),
    /// Is a number below zero.
    Negative(bool),
}

impl FieldSpec {
    /// The spec in its full form.
    #[must_use]
    pub fn full(&self) -> FullField {
        match self {
            Self::Column(c) => FullField { column: Some(c.clone()), ..FullField::default() },
            Self::Full(f) => (**f).clone(),
        }
    }
}

impl SourceTable {
    /// The lake table that rows become, when they become any.
    #[must_use]
    pub fn target(&self) -> Option<&'static TableDef> {
        self.into.as_deref().and_then(table)
    }

    /// Does a header have all required columns?
    #[must_use]
    pub fn fits(&self, header: &[String]) -> bool {
        !self.made && self.columns.is_empty() && self.header.iter().all(|h| header.iter().any(|c| same_name(c, h)))
    }
}

/// Header names are compared trimmed and without case.
#[must_use]
pub fn same_name(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

impl Profile {
    /// Reads and checks a profile.
    ///
    /// # Errors
    /// `profile.syntax`, `profile.field`.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ImportError> {
        let profile: Self = toml::from_str(text).map_err(|e| {
            ImportError::refused(
                "profile.syntax",
                format!("profile {origin}: {e}"),
                "compare it with a shipped profile: `entrepot import list`",
            )
        })?;
        profile.check(origin)?;
        Ok(profile)
    }

    fn check(&self, origin: &str) -> Result<(), ImportError> {
        let bad = |cause: String| Err(ImportError::refused("profile.field", format!("profile {origin}: {cause}"), "correct the profile"));
        if self.schema_version != 1 {
            return bad(format!("schema_version {} is not known", self.schema_version));
        }
        if self.zone != "home" && jiff::tz::TimeZone::get(&self.zone).is_err() {
            return bad(format!("zone {} is not an IANA time zone", self.zone));
        }
        for t in &self.table {
            if let Some(name) = &t.importer {
                let Some(importer) = importer(name) else { return bad(format!("there is no importer {name}")) };
                for made in importer.makes() {
                    let Some(taker) = self.role(made.role).filter(|t| t.made) else {
                        return bad(format!("importer {name} needs a table with role {} and made = true", made.role));
                    };
                    if taker.key.is_empty() {
                        return bad(format!("table {} is made by an importer and needs a key", made.role));
                    }
                }
            }
            let Some(into) = &t.into else { continue };
            let Some(def) = table(into) else { return bad(format!("the lake has no table {into}")) };
            for name in t.fields.keys().chain(t.rule.iter().flat_map(|r| r.set.keys())) {
                if def.column(name).is_none() {
                    return bad(format!("table {into} has no column {name}"));
                }
            }
            if let Some(name) = t.trade_fields.keys().find(|n| table("trades").is_none_or(|d| d.column(n).is_none())) {
                return bad(format!("table trades has no column {name}"));
            }
            for (name, _, required) in def.columns {
                if *required && !t.fields.contains_key(*name) && !supplied(into, name) {
                    return bad(format!("column {name} of {into} needs a source"));
                }
            }
            for l in &t.lookup {
                if !self.table.iter().any(|o| o.role == l.role) {
                    return bad(format!("lookup {} is no table of the profile", l.role));
                }
            }
        }
        Ok(())
    }

    /// The table with this role.
    #[must_use]
    pub fn role(&self, role: &str) -> Option<&SourceTable> {
        self.table.iter().find(|t| t.role == role)
    }
}

/// Required columns that the converter fills in by itself.
fn supplied(table: &str, column: &str) -> bool {
    match table {
        "lines" => matches!(
            column,
            "kind" | "component" | "mode" | "unit_price" | "amount" | "discount" | "tax" | "shipping" | "offset_min" | "day"
        ),
        "trades" => matches!(column, "kind" | "mode" | "offset_min" | "day"),
        "fx" => column == "source",
        _ => column == "day",
    }
}
