//! The tables of the lake and their columns: the one place where a table schema is written down.
//!
//! Every table ends with the same lineage columns and has a `_history` twin that keeps superseded row versions.

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::sync::{Arc, LazyLock};

/// Precision and scale of an amount or quantity: DECIMAL(18,6).
pub const AMOUNT: (u8, i8) = (18, 6);
/// Precision and scale of a rate: DECIMAL(18,9).
pub const RATE: (u8, i8) = (18, 9);

/// Row identity and lineage, on every table:
/// `key_hi`, `key_lo` = 128-bit identity of the row; `content` = 64-bit hash of what the row says (0 where the key covers
/// it); `import_id`, `file_id`, `row` = where it came from (line of the record's first byte, from 1).
pub const LINEAGE: [&str; 6] = ["key_hi", "key_lo", "content", "import_id", "file_id", "row"];

/// One table.
#[derive(Debug)]
pub struct TableDef {
    /// Name, also the folder in the lake.
    pub name: &'static str,
    /// Columns without lineage.
    pub columns: &'static [Column],
    /// Columns that compaction sorts by.
    pub sort: &'static [&'static str],
    schema: LazyLock<SchemaRef>,
    history: LazyLock<SchemaRef>,
}

/// One column: name, type, required.
pub type Column = (&'static str, Kind, bool);

/// Column types of the lake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// DECIMAL(18,6).
    Amount,
    /// DECIMAL(18,9).
    Rate,
    /// Instant, microseconds, UTC.
    Instant,
    /// Calendar day.
    Day,
    /// True or false.
    Bool,
    /// 32-bit integer.
    Int,
    /// 64-bit integer.
    Long,
}

impl Kind {
    /// The Arrow type.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Amount => DataType::Decimal128(AMOUNT.0, AMOUNT.1),
            Self::Rate => DataType::Decimal128(RATE.0, RATE.1),
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Day => DataType::Date32,
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int32,
            Self::Long => DataType::Int64,
        }
    }
}

fn build(columns: &[Column], history: bool) -> SchemaRef {
    let mut fields: Vec<Field> = columns.iter().map(|(name, kind, required)| Field::new(*name, kind.data_type(), !required)).collect();
    fields.extend(LINEAGE.iter().map(|name| Field::new(*name, DataType::Int64, false)));
    if history {
        fields.push(Field::new("superseded_by", DataType::Int64, false));
    }
    Arc::new(Schema::new(fields))
}

impl TableDef {
    /// Arrow schema of the table, lineage included.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Arrow schema of the `_history` twin.
    #[must_use]
    pub fn history_schema(&self) -> SchemaRef {
        self.history.clone()
    }

    /// Name of the `_history` twin.
    #[must_use]
    pub fn history_name(&self) -> String {
        format!("{}_history", self.name)
    }

    /// Position of a column without lineage.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, Kind, bool)> {
        self.columns.iter().position(|c| c.0 == name).map(|i| (i, self.columns[i].1, self.columns[i].2))
    }
}

/// The table with this name.
#[must_use]
pub fn table(name: &str) -> Option<&'static TableDef> {
    TABLES.iter().find(|t| t.name == name)
}

macro_rules! tables {
    ($($name:literal sort $sort:expr => [$(($col:literal, $kind:ident, $req:literal)),* $(,)?];)*) => {
        /// All tables, in the order that an import writes them.
        pub static TABLES: [TableDef; [$($name),*].len()] = [$(
            TableDef {
                name: $name,
                columns: &[$(($col, Kind::$kind, $req)),*],
                sort: &$sort,
                schema: LazyLock::new(|| build(&[$(($col, Kind::$kind, $req)),*], false)),
                history: LazyLock::new(|| build(&[$(($col, Kind::$kind, $req)),*], true)),
            }
        ),*];
    };
}

tables! {
    "lines" sort ["day", "trade_id", "row"] => [
        ("trade_id", Text, true), ("line_id", Text, false), ("kind", Text, true), ("component", Text, true),
        ("mode", Text, true), ("platform", Text, false), ("channel", Text, false),
        ("seller_id", Text, false), ("seller_country", Text, false),
        ("buyer_id", Text, false), ("customer_type", Text, false), ("country", Text, false), ("country_raw", Text, false),
        ("cross_border", Bool, false), ("sku", Text, false), ("product_name", Text, false), ("category", Text, false),
        ("lot_id", Text, false), ("parent_trade_id", Text, false), ("status", Text, false), ("currency", Text, true),
        ("quantity", Amount, true), ("unit_price", Amount, true), ("amount", Amount, true),
        ("discount", Amount, true), ("tax", Amount, true), ("shipping", Amount, true),
        ("time", Instant, true), ("offset_min", Int, true), ("day", Day, true),
    ];
    "trades" sort ["day", "trade_id"] => [
        ("trade_id", Text, true), ("kind", Text, true), ("mode", Text, true), ("platform", Text, false), ("channel", Text, false),
        ("seller_id", Text, false), ("seller_country", Text, false), ("buyer_id", Text, false), ("customer_type", Text, false),
        ("country", Text, false), ("country_raw", Text, false), ("cross_border", Bool, false), ("currency", Text, false),
        ("incoterm", Text, false), ("parent_trade_id", Text, false), ("status", Text, false),
        ("time", Instant, true), ("offset_min", Int, true), ("day", Day, true),
        ("paid_at", Instant, false), ("shipped_at", Instant, false), ("delivered_at", Instant, false),
        ("promised_at", Instant, false), ("refunded_at", Instant, false), ("cancelled_at", Instant, false), ("flags", Text, false),
    ];
    "parties" sort ["party_id"] => [
        ("party_id", Text, true), ("role", Text, true), ("name", Text, false), ("customer_type", Text, false),
        ("country", Text, false), ("country_raw", Text, false), ("province", Text, false), ("city", Text, false), ("postcode", Text, false),
        ("park", Text, false),
    ];
    "products" sort ["sku"] => [
        ("sku", Text, true), ("name", Text, false), ("category", Text, false), ("cost", Amount, false), ("cost_currency", Text, false),
        ("weight_g", Amount, false), ("length_mm", Amount, false), ("width_mm", Amount, false), ("height_mm", Amount, false),
        ("hs_code", Text, false), ("origin", Text, false), ("gtin", Text, false),
    ];
    "lots" sort ["lot_id"] => [
        ("lot_id", Text, true), ("sku", Text, false), ("quantity", Amount, false), ("trade_id", Text, false), ("day", Day, false),
    ];
    "stock" sort ["day", "sku"] => [
        ("stock_id", Text, false), ("kind", Text, true), ("sku", Text, false), ("warehouse", Text, false), ("lot_id", Text, false),
        ("quantity", Amount, true), ("reason", Text, false), ("trade_id", Text, false), ("time", Instant, true), ("day", Day, true),
    ];
    "shipments" sort ["shipment_id"] => [
        ("shipment_id", Text, true), ("trade_id", Text, false), ("carrier", Text, false), ("lane", Text, false),
        ("from_country", Text, false), ("to_country", Text, false), ("shipped_at", Instant, false), ("delivered_at", Instant, false),
        ("promised_at", Instant, false), ("weight_g", Amount, false), ("charged_weight_g", Amount, false), ("cost", Amount, false),
        ("currency", Text, false), ("status", Text, false), ("tracking", Text, false),
    ];
    "charges" sort ["day", "trade_id"] => [
        ("charge_id", Text, true), ("subject_kind", Text, true), ("subject_id", Text, false), ("trade_id", Text, false),
        ("kind", Text, true), ("component", Text, false), ("payer", Text, false), ("payee", Text, false),
        ("amount", Amount, true), ("currency", Text, true), ("fx_day", Day, false), ("rule_id", Text, false),
        ("basis", Text, true), ("day", Day, true), ("payout_id", Text, false),
    ];
    "payouts" sort ["day"] => [
        ("payout_id", Text, true), ("platform", Text, false), ("amount", Amount, true), ("currency", Text, true),
        ("opening", Amount, false), ("reserve", Amount, false), ("day", Day, true), ("status", Text, false),
    ];
    "touches" sort ["time"] => [
        ("touch_id", Text, true), ("party_id", Text, false), ("channel", Text, false), ("campaign", Text, false),
        ("kind", Text, false), ("time", Instant, true), ("day", Day, true),
        ("impressions", Amount, false), ("clicks", Amount, false),
    ];
    "cases" sort ["time"] => [
        ("case_id", Text, true), ("trade_id", Text, false), ("kind", Text, true), ("score", Int, false), ("title", Text, false),
        ("text", Text, false), ("time", Instant, true), ("day", Day, true),
        ("sku", Text, false), ("channel", Text, false), ("status", Text, false), ("first_response_at", Instant, false),
        ("resolved_at", Instant, false), ("refund", Amount, false), ("currency", Text, false),
    ];
    "fx" sort ["day", "currency"] => [
        ("day", Day, true), ("currency", Text, true), ("rate", Rate, true), ("source", Text, true),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sort_columns_exist() {
        for (i, t) in TABLES.iter().enumerate() {
            assert!(TABLES[i + 1..].iter().all(|o| o.name != t.name));
            for s in t.sort {
                assert!(t.schema().field_with_name(s).is_ok(), "{}.{s}", t.name);
            }
            assert_eq!(t.schema().fields().len() + 1, t.history_schema().fields().len());
        }
    }
}
