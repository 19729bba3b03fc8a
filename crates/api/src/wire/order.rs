//! Orders: the list, one order with everything that hangs on it, and the source line behind a row.

use super::Scalar;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One order in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderRow {
    /// Document.
    pub trade_id: String,
    /// sale, return, adjustment, stock or cancelled.
    pub kind: String,
    /// b2c, b2b or b2b2c.
    pub mode: Option<String>,
    /// Platform.
    pub platform: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Buyer; null when anonymous.
    pub buyer_id: Option<String>,
    /// ISO 3166-1 alpha-2 code; null when unknown.
    pub country: Option<String>,
    /// Country as the file wrote it.
    pub country_raw: Option<String>,
    /// Status as the file says it.
    pub status: Option<String>,
    /// When it was placed.
    pub time: String,
    /// On which day, in the business zone.
    pub day: String,
    /// Number of lines.
    pub lines: i64,
    /// Goods less discount, plus tax and shipping.
    pub total: String,
    /// ISO 4217 code of the total.
    pub currency: String,
    /// Codes of what does not fit together.
    pub flags: Vec<String>,
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Orders {
    /// Orders.
    pub rows: Vec<OrderRow>,
    /// How many there are.
    pub total: i64,
}

/// A step in the life of an order.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LifecycleEvent {
    /// placed, paid, shipped, delivered, refunded or cancelled.
    pub event: &'static str,
    /// When; null when no file says so.
    pub at: Option<String>,
    /// Code of what does not fit about it.
    pub flag: Option<String>,
}

/// The purchase line that a return line gives back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineLink {
    /// Document of the purchase.
    pub trade_id: String,
    /// Its source line.
    pub row: i64,
    /// Its day.
    pub day: String,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLine {
    /// Columns of the line.
    #[serde(flatten)]
    pub columns: BTreeMap<String, Scalar>,
    /// Source file.
    pub file: String,
    /// What it gives back.
    pub links: Vec<LineLink>,
}

/// Who owes whom what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charge {
    /// sale, return, adjustment or stock; for stored charges their own kind.
    pub kind: String,
    /// goods, shipping, discount, fee, tax or other.
    pub component: Option<String>,
    /// Who pays.
    pub payer: Option<String>,
    /// Who is paid.
    pub payee: Option<String>,
    /// Amount.
    pub amount: String,
    /// ISO 4217 code.
    pub currency: String,
    /// estimate or actual.
    pub basis: String,
    /// The rule that made it.
    pub rule_id: Option<String>,
}

/// The order as one account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderTotals {
    /// ISO 4217 code.
    pub currency: String,
    /// Goods before discount, without tax.
    pub goods: String,
    /// Discount, as a positive number.
    pub discount: String,
    /// Tax.
    pub tax: String,
    /// Shipping.
    pub shipping: String,
    /// goods - discount + tax + shipping.
    pub paid: String,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct SourcePlace {
    /// File id.
    pub file_id: i64,
    /// File name.
    pub file: String,
    /// The import that read it.
    pub import_id: i64,
    /// Line, from 1.
    pub row: i64,
}

/// One order with everything that hangs on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Order {
    /// Columns of the document.
    pub trade: BTreeMap<String, Scalar>,
    /// What happened when.
    pub lifecycle: Vec<LifecycleEvent>,
    /// Lines, in source order.
    pub lines: Vec<OrderLine>,
    /// Charges.
    pub charges: Vec<Charge>,
    /// The sums of the lines.
    pub totals: OrderTotals,
    /// Purchases that this return gives back.
    pub purchases: Vec<String>,
    /// Returns of this purchase.
    pub returns: Vec<String>,
    /// Where it was read.
    pub sources: Vec<SourcePlace>,
}

/// A line of a source file, as it was written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceLine {
    /// File id.
    pub file_id: i64,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub row: i64,
    /// The import that read it.
    pub import_id: i64,
    /// Column names.
    pub header: Vec<String>,
    /// Values, in the order of the columns.
    pub values: Vec<String>,
    /// The line, verbatim.
    pub text: String,
}
