//! Small books for tests: lines, products and rates written as Parquet into a store in memory, in the lake's own schema.
//!
//! Shared with the tests of `semantic`. Amounts are millionths.

#[path = "book_side.rs"]
mod side;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
    new_null_array,
};
use arrow::datatypes::{DataType, SchemaRef};
use entrepot_lake::schema::{TABLES, table};
use entrepot_lake::{DataFile, LakeSnapshot, TableSnapshot};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One order line; the rest of the columns follow from these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub trade_id: String,
    pub kind: &'static str,
    pub component: &'static str,
    pub mode: &'static str,
    pub channel: Option<&'static str>,
    pub platform: Option<&'static str>,
    pub seller_country: Option<&'static str>,
    pub buyer_id: Option<String>,
    pub customer_type: Option<&'static str>,
    pub country: Option<&'static str>,
    pub cross_border: Option<bool>,
    pub sku: Option<String>,
    pub category: Option<&'static str>,
    pub parent_trade_id: Option<String>,
    pub currency: &'static str,
    pub quantity: i64,
    pub unit_price: i64,
    pub amount: i64,
    pub discount: i64,
    pub tax: i64,
    pub shipping: i64,
    /// `me` when absent.
    pub seller_id: Option<&'static str>,
    pub day: i32,
    pub second: i32,
}

/// A sale of one piece of `a` for 10.00 EUR on 2024-01-01 by buyer `b1` in DE; tests change what they are about.
pub fn line(trade_id: &str) -> Line {
    Line {
        trade_id: trade_id.to_owned(),
        kind: "sale",
        component: "goods",
        mode: "b2c",
        channel: Some("shop"),
        seller_country: Some("GB"),
        buyer_id: Some("b1".to_owned()),
        country: Some("DE"),
        cross_border: Some(true),
        sku: Some("a".to_owned()),
        currency: "EUR",
        quantity: 1_000_000,
        unit_price: 10_000_000,
        amount: 10_000_000,
        day: 19_723,
        ..Line::default()
    }
}

/// A book under construction.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub lines: Vec<Line>,
    /// Article and category.
    pub products: Vec<(String, Option<&'static str>)>,
    /// Day, currency, billionths of the currency per euro.
    pub rates: Vec<(i32, &'static str, i64)>,
    /// Article, cost of a unit and its currency.
    pub costs: Vec<(String, i64, &'static str)>,
    pub charges: Vec<Charge>,
    pub shipments: Vec<Shipment>,
    /// Seller, province, park.
    pub sellers: Vec<(&'static str, &'static str, Option<&'static str>)>,
    pub cases: Vec<Case>,
    pub trades: Vec<Trade>,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trade {
    pub trade_id: String,
    pub kind: &'static str,
    pub mode: &'static str,
    pub country: Option<&'static str>,
    pub cancelled: bool,
    pub day: i32,
}

/// A stored charge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charge {
    pub subject: (&'static str, Option<String>),
    pub trade_id: Option<String>,
    pub kind: &'static str,
    pub component: &'static str,
    pub payer: &'static str,
    pub payee: &'static str,
    pub amount: i64,
    pub currency: &'static str,
    pub estimate: bool,
    pub day: i32,
}

/// A parcel; its days are those of its departure, arrival and promise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shipment {
    pub shipment_id: String,
    pub trade_id: Option<String>,
    pub lane: Option<&'static str>,
    pub cost: i64,
    pub currency: Option<&'static str>,
    pub shipped: Option<i32>,
    pub delivered: Option<i32>,
    pub promised: Option<i32>,
}

/// A review, question or complaint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    pub trade_id: Option<String>,
    pub kind: &'static str,
    pub score: Option<i32>,
    pub day: i32,
}

impl Book {
    /// The book as a lake version of `files` files of lines.
    pub async fn snapshot(&self, version: i64, files: usize) -> Arc<LakeSnapshot> {
        let store = Arc::new(InMemory::new());
        let mut parts: Vec<RecordBatch> = Vec::new();
        let size = self.lines.len().div_ceil(files.max(1)).max(1);
        for (at, chunk) in self.lines.chunks(size).enumerate() {
            parts.push(lines_batch(chunk, at * size));
        }
        let mut data = BTreeMap::from([("lines", parts)]);
        let mut products = Vec::new();
        if !self.products.is_empty() {
            products.push(products_batch(&self.products));
        }
        if !self.costs.is_empty() {
            products.push(side::costs_batch(&self.costs));
        }
        for (name, batches) in [
            ("products", products),
            ("charges", side::charges_batch(&self.charges)),
            ("shipments", side::shipments_batch(&self.shipments)),
            ("parties", side::sellers_batch(&self.sellers)),
            ("cases", side::cases_batch(&self.cases)),
            ("trades", side::trades_batch(&self.trades)),
        ] {
            if !batches.is_empty() {
                data.insert(name, batches);
            }
        }
        if !self.rates.is_empty() {
            data.insert("fx", vec![rates_batch(&self.rates)]);
        }
        snapshot(version, store, data).await
    }
}

/// A lake version with the given batches, one file each; all other tables are empty.
pub async fn snapshot(version: i64, store: Arc<dyn ObjectStore>, data: BTreeMap<&str, Vec<RecordBatch>>) -> Arc<LakeSnapshot> {
    let mut tables = BTreeMap::new();
    for def in TABLES.iter() {
        let root = Path::from(format!("home/{}", def.name));
        let mut files = Vec::new();
        for (at, batch) in data.get(def.name).into_iter().flatten().enumerate() {
            files.push(write(store.as_ref(), &root, &format!("part-{at}.parquet"), batch).await);
        }
        let table = TableSnapshot {
            name: def.name.to_owned(),
            schema: def.schema(),
            delta_version: version,
            files,
            store: Arc::clone(&store),
            root,
            store_url: url::Url::parse("memory:///").unwrap(),
        };
        tables.insert(def.name.to_owned(), Arc::new(table));
    }
    Arc::new(LakeSnapshot { version, published_at_us: version, tables })
}

/// Writes one file and says what the lake would know about it.
pub async fn write(store: &dyn ObjectStore, root: &Path, name: &str, batch: &RecordBatch) -> DataFile {
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(100_000)).build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    let size = bytes.len() as u64;
    store.put(&root.clone().join(name), bytes.into()).await.unwrap();
    let days = batch.column_by_name("day").map(|days| days.as_any().downcast_ref::<Date32Array>().unwrap());
    DataFile {
        path: name.to_owned(),
        size,
        rows: batch.num_rows() as u64,
        day_min: days.and_then(arrow::compute::min),
        day_max: days.and_then(arrow::compute::max),
        import_min: Some(1),
        import_max: Some(1),
    }
}

/// Lines as a batch in the lake's schema; `first` is the position of the first one in the book.
pub fn lines_batch(lines: &[Line], first: usize) -> RecordBatch {
    let mut columns: BTreeMap<&str, ArrayRef> = BTreeMap::new();
    let text = |of: &dyn Fn(&Line) -> Option<String>| Arc::new(StringArray::from_iter(lines.iter().map(of))) as ArrayRef;
    let amount = |of: &dyn Fn(&Line) -> i64| {
        let values = Decimal128Array::from_iter_values(lines.iter().map(|line| i128::from(of(line))));
        Arc::new(values.with_precision_and_scale(18, 6).unwrap()) as ArrayRef
    };
    let long = |of: &dyn Fn(usize) -> i64| Arc::new(Int64Array::from_iter_values((0..lines.len()).map(|at| of(first + at)))) as ArrayRef;
    let own = |value: Option<&'static str>| value.map(str::to_owned);
    columns.insert("trade_id", text(&|l| Some(l.trade_id.clone())));
    columns.insert("line_id", Arc::new(StringArray::from_iter_values((0..lines.len()).map(|at| (first + at).to_string()))));
    columns.insert("kind", text(&|l| own(Some(l.kind))));
    columns.insert("component", text(&|l| own(Some(l.component))));
    columns.insert("mode", text(&|l| own(Some(l.mode))));
    columns.insert("platform", text(&|l| own(l.platform)));
    columns.insert("channel", text(&|l| own(l.channel)));
    columns.insert("seller_id", text(&|l| Some(l.seller_id.unwrap_or("me").to_owned())));
    columns.insert("seller_country", text(&|l| own(l.seller_country)));
    columns.insert("buyer_id", text(&|l| l.buyer_id.clone()));
    columns.insert("customer_type", text(&|l| own(l.customer_type)));
    columns.insert("country", text(&|l| own(l.country)));
    columns.insert("cross_border", Arc::new(BooleanArray::from_iter(lines.iter().map(|l| l.cross_border))));
    columns.insert("sku", text(&|l| l.sku.clone()));
    columns.insert("product_name", text(&|l| l.sku.as_ref().map(|sku| format!("Article {sku}"))));
    columns.insert("category", text(&|l| own(l.category)));
    columns.insert("parent_trade_id", text(&|l| l.parent_trade_id.clone()));
    columns.insert("currency", text(&|l| own(Some(l.currency))));
    columns.insert("quantity", amount(&|l| l.quantity));
    columns.insert("unit_price", amount(&|l| l.unit_price));
    columns.insert("amount", amount(&|l| l.amount));
    columns.insert("discount", amount(&|l| l.discount));
    columns.insert("tax", amount(&|l| l.tax));
    columns.insert("shipping", amount(&|l| l.shipping));
    let instants = lines.iter().map(|l| (i64::from(l.day) * 86_400 + i64::from(l.second)) * 1_000_000);
    columns.insert("time", Arc::new(TimestampMicrosecondArray::from_iter_values(instants).with_timezone("UTC")));
    columns.insert("offset_min", Arc::new(Int32Array::from(vec![0; lines.len()])));
    columns.insert("day", Arc::new(Date32Array::from_iter_values(lines.iter().map(|l| l.day))));
    lineage(&mut columns, long);
    assemble(table("lines").unwrap().schema(), columns, lines.len())
}

fn products_batch(products: &[(String, Option<&'static str>)]) -> RecordBatch {
    let mut columns: BTreeMap<&str, ArrayRef> = BTreeMap::new();
    columns.insert("sku", Arc::new(StringArray::from_iter_values(products.iter().map(|p| &p.0))));
    columns.insert("category", Arc::new(StringArray::from_iter(products.iter().map(|p| p.1))));
    lineage(&mut columns, |of| Arc::new(Int64Array::from_iter_values((0..products.len()).map(of))));
    assemble(table("products").unwrap().schema(), columns, products.len())
}

fn rates_batch(rates: &[(i32, &'static str, i64)]) -> RecordBatch {
    let mut columns: BTreeMap<&str, ArrayRef> = BTreeMap::new();
    columns.insert("day", Arc::new(Date32Array::from_iter_values(rates.iter().map(|r| r.0))));
    columns.insert("currency", Arc::new(StringArray::from_iter_values(rates.iter().map(|r| r.1))));
    let nanos = Decimal128Array::from_iter_values(rates.iter().map(|r| i128::from(r.2)));
    columns.insert("rate", Arc::new(nanos.with_precision_and_scale(18, 9).unwrap()));
    columns.insert("source", Arc::new(StringArray::from_iter_values(rates.iter().map(|_| "mine"))));
    lineage(&mut columns, |of| Arc::new(Int64Array::from_iter_values((0..rates.len()).map(of))));
    assemble(table("fx").unwrap().schema(), columns, rates.len())
}

fn lineage(columns: &mut BTreeMap<&str, ArrayRef>, long: impl Fn(&dyn Fn(usize) -> i64) -> ArrayRef) {
    columns.insert("key_hi", long(&|at| at as i64));
    columns.insert("key_lo", long(&|_| 0));
    columns.insert("content", long(&|_| 0));
    columns.insert("import_id", long(&|_| 1));
    columns.insert("file_id", long(&|_| 1));
    columns.insert("row", long(&|at| at as i64 + 2));
}

/// Puts the columns into the schema's order; missing ones are null.
fn assemble(schema: SchemaRef, mut columns: BTreeMap<&str, ArrayRef>, rows: usize) -> RecordBatch {
    let arrays: Vec<ArrayRef> = schema
        .fields()
        .iter()
        .map(|field| columns.remove(field.name().as_str()).unwrap_or_else(|| new_null_array(field.data_type(), rows)))
        .collect();
    assert!(columns.is_empty(), "columns that the schema does not have: {:?}", columns.keys());
    assert!(
        schema
            .fields()
            .iter()
            .zip(&arrays)
            .all(|(field, array)| field.data_type() == array.data_type() || *array.data_type() == DataType::Null)
    );
    RecordBatch::try_new(schema, arrays).unwrap()
}
