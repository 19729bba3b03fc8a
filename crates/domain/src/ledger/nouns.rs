//! The nouns of the ledger as plain structs. Quantities and bare amounts are micro units (DECIMAL(18,6)), times are
//! microseconds UTC, days are days of the business zone.

use serde::{Deserialize, Serialize};

use super::{Basis, Component, CustomerType, Incoterm, LineKind, Mode, PartyRole, StockKind, SubjectKind};
use crate::ids::{
    CaseId, ChargeId, Gtin, HsCode, LineId, LotId, PartyId, PayoutId, RuleId, ShipmentId, Sku, StockId, TouchId, TradeId, WarehouseId,
};
use crate::{Country, Currency, Day, Money};

/// Someone who takes part in trades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Key.
    pub party_id: PartyId,
    /// What the party does.
    pub role: PartyRole,
    /// Name as written.
    pub name: Option<String>,
    /// Person or business, when known.
    pub customer_type: Option<CustomerType>,
    /// Country, when known.
    pub country: Option<Country>,
    /// Country as written by the source.
    pub country_raw: Option<String>,
    /// Province or state.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Post code.
    pub postcode: Option<String>,
}

/// Something that is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Key.
    pub sku: Sku,
    /// Name.
    pub name: Option<String>,
    /// Category path.
    pub category: Option<String>,
    /// Cost of one unit.
    pub cost: Option<Money>,
    /// Weight of one unit in millionths of a gram.
    pub weight_g_micros: Option<i128>,
    /// Length, width and height of one unit in millionths of a millimetre.
    pub size_mm_micros: Option<[i128; 3]>,
    /// Customs code.
    pub hs_code: Option<HsCode>,
    /// Country of origin.
    pub origin: Option<Country>,
    /// Trade item number.
    pub gtin: Option<Gtin>,
}

/// Units of one product that were bought or made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// Key.
    pub lot_id: LotId,
    /// What it holds.
    pub sku: Sku,
    /// How many units, in micro units.
    pub quantity: i128,
    /// The trade that brought it, for a B2B2C child the parent.
    pub trade_id: Option<TradeId>,
    /// When it came.
    pub day: Option<Day>,
}

/// When the steps of an order happened, microseconds UTC; `None` where the source does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TradeStamps {
    /// Paid (the first payment).
    pub paid_at: Option<i64>,
    /// Handed to the carrier.
    pub shipped_at: Option<i64>,
    /// Received by the buyer.
    pub delivered_at: Option<i64>,
    /// Promised arrival.
    pub promised_at: Option<i64>,
    /// Money went back.
    pub refunded_at: Option<i64>,
    /// Called off.
    pub cancelled_at: Option<i64>,
}

/// A document: an order, invoice or credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trade {
    /// Key.
    pub trade_id: TradeId,
    /// What the document does.
    pub kind: LineKind,
    /// Operating mode.
    pub mode: Mode,
    /// Platform code, when sold on one.
    pub platform: Option<String>,
    /// Channel that brought the buyer.
    pub channel: Option<String>,
    /// Who sells.
    pub seller_id: Option<PartyId>,
    /// Where the seller is.
    pub seller_country: Option<Country>,
    /// Who buys; `None` = anonymous.
    pub buyer_id: Option<PartyId>,
    /// Person or business, when known.
    pub customer_type: Option<CustomerType>,
    /// Ship-to country; `None` = unknown.
    pub country: Option<Country>,
    /// Ship-to country as written.
    pub country_raw: Option<String>,
    /// Currency of the document.
    pub currency: Currency,
    /// Terms of delivery.
    pub incoterm: Option<Incoterm>,
    /// The bulk trade whose lots this one draws (B2B2C), or the sale that a credit note returns.
    pub parent_trade_id: Option<TradeId>,
    /// Status as written.
    pub status: Option<String>,
    /// When it was placed, microseconds UTC.
    pub time: i64,
    /// The original offset from UTC in minutes.
    pub offset_min: i32,
    /// The day in the business zone.
    pub day: Day,
    /// When its steps happened.
    pub stamps: TradeStamps,
    /// What the buyer paid in total, if the source tells.
    pub paid: Option<Money>,
    /// What the buyer got back in total, if the source tells.
    pub refunded: Option<Money>,
}

impl Trade {
    /// Whether it crosses a border; `None` while a side is unknown.
    pub fn cross_border(&self) -> Option<bool> {
        crate::country::cross_border(self.seller_country, self.country)
    }
}

/// A line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Key within the trade.
    pub line_id: LineId,
    /// The document.
    pub trade_id: TradeId,
    /// What the line does.
    pub kind: LineKind,
    /// What its amount is for.
    pub component: Component,
    /// Product; `None` for postage and the like.
    pub sku: Option<Sku>,
    /// Product name as written.
    pub product_name: Option<String>,
    /// The one lot that every unit of this line draws.
    pub lot_id: Option<LotId>,
    /// Units, in micro units; negative when they come back.
    pub quantity: i128,
    /// Price of one unit in micro units of the currency.
    pub unit_price: i128,
    /// Line total before discount and without tax, in micro units; negative for returns.
    pub amount: i128,
    /// Reduces the amount; never negative.
    pub discount: i128,
    /// Tax collected.
    pub tax: i128,
    /// Shipping collected.
    pub shipping: i128,
    /// Currency of the four amounts.
    pub currency: Currency,
}

/// What a charge hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Line, shipment, trade or period.
    pub kind: SubjectKind,
    /// Its id; a period is written `2026-11`.
    pub id: String,
}

/// An amount that one party owes another. The amount is positive; who pays tells the direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Key.
    pub charge_id: ChargeId,
    /// What it hangs on.
    pub subject: Subject,
    /// The trade it belongs to, if any.
    pub trade_id: Option<TradeId>,
    /// Its name in the source or rule, for example `commission`.
    pub kind: String,
    /// What it is for.
    pub component: Component,
    /// Who pays.
    pub payer: PartyId,
    /// Who receives.
    pub payee: PartyId,
    /// How much.
    pub amount: Money,
    /// The day whose exchange rate converts it to the book currency.
    pub fx_day: Option<Day>,
    /// The rule that computed it.
    pub rule_id: Option<RuleId>,
    /// Estimate or actual.
    pub basis: Basis,
    /// The actual charge that replaced this estimate.
    pub replaced_by: Option<ChargeId>,
    /// When it arose.
    pub day: Day,
}

/// A parcel or consignment on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Key.
    pub shipment_id: ShipmentId,
    /// The trade it fulfils.
    pub trade_id: Option<TradeId>,
    /// Carrier code.
    pub carrier: Option<String>,
    /// Lane code.
    pub lane: Option<String>,
    /// Where from.
    pub from_country: Option<Country>,
    /// Where to.
    pub to_country: Option<Country>,
    /// Handed over, microseconds UTC.
    pub shipped_at: Option<i64>,
    /// Received, microseconds UTC.
    pub delivered_at: Option<i64>,
    /// Promised, microseconds UTC.
    pub promised_at: Option<i64>,
    /// Weight in millionths of a gram.
    pub weight_g_micros: Option<i128>,
    /// Weight that the carrier charged, in millionths of a gram.
    pub charged_weight_g_micros: Option<i128>,
    /// What it cost.
    pub cost: Option<Money>,
    /// Status as written.
    pub status: Option<String>,
    /// Tracking number.
    pub tracking: Option<String>,
}

/// A stock level or move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// Key, where the source has one.
    pub stock_id: Option<StockId>,
    /// Level or move.
    pub kind: StockKind,
    /// Product.
    pub sku: Option<Sku>,
    /// Warehouse.
    pub warehouse_id: Option<WarehouseId>,
    /// Lot.
    pub lot_id: Option<LotId>,
    /// Units in micro units; a move that takes away is negative.
    pub quantity: i128,
    /// Why, as written.
    pub reason: Option<String>,
    /// The trade behind it.
    pub trade_id: Option<TradeId>,
    /// When, microseconds UTC.
    pub time: i64,
    /// The day in the business zone.
    pub day: Day,
}

/// What a platform or payment provider paid out: its charges plus the opening balance minus the reserve it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Key.
    pub payout_id: PayoutId,
    /// Who is paid.
    pub payee: PartyId,
    /// What arrived.
    pub amount: Money,
    /// Balance carried over from the payout before, in micro units.
    pub opening: i128,
    /// Kept back, in micro units; never negative.
    pub reserve: i128,
    /// The charges that it settles.
    pub charges: Vec<ChargeId>,
    /// When.
    pub day: Day,
}

/// A contact with a customer: a visit, an advertisement, a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Key.
    pub touch_id: TouchId,
    /// Whom, when known.
    pub party_id: Option<PartyId>,
    /// Channel.
    pub channel: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// What happened, for example `visit`.
    pub kind: String,
    /// When, microseconds UTC.
    pub time: i64,
}

/// A complaint, question or review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Key.
    pub case_id: CaseId,
    /// The trade it is about.
    pub trade_id: Option<TradeId>,
    /// What it is, for example `review`.
    pub kind: String,
    /// Score, where there is one.
    pub score: Option<i32>,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub text: Option<String>,
    /// When, microseconds UTC.
    pub time: i64,
}
