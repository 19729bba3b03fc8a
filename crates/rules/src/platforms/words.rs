//! The closed words of operating modes: how a platform earns, how goods travel, where buyers are found.

use serde::{Deserialize, Serialize};

/// How a platform earns. The seller's cost is the platform's revenue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfitModel {
    /// It buys from trade firms and sells at a higher price: the difference is its own.
    NetPriceDifference,
    /// Sellers pay to be seen.
    AdvertisingFee,
    /// It keeps a part of each sale.
    Commission,
    /// Sellers pay for membership and services, by time or by order.
    ServiceFee,
    /// It holds stock of its own and earns what a sale brings over purchase and storage.
    SalesProfit,
}

impl ProfitModel {
    /// All five, in the order of the paper that names them.
    pub const ALL: &[Self] = &[Self::NetPriceDifference, Self::AdvertisingFee, Self::Commission, Self::ServiceFee, Self::SalesProfit];

    /// The word as files and surfaces spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NetPriceDifference => "net_price_difference",
            Self::AdvertisingFee => "advertising_fee",
            Self::Commission => "commission",
            Self::ServiceFee => "service_fee",
            Self::SalesProfit => "sales_profit",
        }
    }

    /// The kinds of fees in the ledger that this model earns.
    pub const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::NetPriceDifference => &["price_difference"],
            Self::AdvertisingFee => &["advertising"],
            Self::Commission => &["commission"],
            Self::ServiceFee => &["service_fee", "subscription"],
            Self::SalesProfit => &["resale_margin"],
        }
    }
}

/// How goods reach the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogisticsMode {
    /// A light tracked packet that posts carry by agreement.
    PostalPacket,
    /// Special lines: freight in bulk over the border, delivery by a local carrier.
    LogisticsLines,
    /// Stock in the country of the buyers.
    OverseasWarehouse,
    /// Ordinary parcels of the postal union.
    ParcelPost,
    /// An integrator from door to door.
    Express,
}

impl LogisticsMode {
    /// All five.
    pub const ALL: &[Self] = &[Self::PostalPacket, Self::LogisticsLines, Self::OverseasWarehouse, Self::ParcelPost, Self::Express];

    /// The word as files and surfaces spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostalPacket => "postal_packet",
            Self::LogisticsLines => "logistics_lines",
            Self::OverseasWarehouse => "overseas_warehouse",
            Self::ParcelPost => "parcel_post",
            Self::Express => "express",
        }
    }
}

/// Where buyers are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Paid places in search engines.
    Sem,
    /// Unpaid places in search engines.
    Seo,
    /// Social networks.
    Sns,
    /// Boards and forums.
    Bbs,
    /// Display and platform advertising.
    Ads,
    /// Mail to people who agreed to it.
    Email,
    /// Online choice, offline look.
    O2o,
    /// Pavilions and showrooms abroad.
    Pavilion,
}

impl Channel {
    /// All eight.
    pub const ALL: &[Self] = &[Self::Sem, Self::Seo, Self::Sns, Self::Bbs, Self::Ads, Self::Email, Self::O2o, Self::Pavilion];

    /// The word as files and surfaces spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sem => "sem",
            Self::Seo => "seo",
            Self::Sns => "sns",
            Self::Bbs => "bbs",
            Self::Ads => "ads",
            Self::Email => "email",
            Self::O2o => "o2o",
            Self::Pavilion => "pavilion",
        }
    }
}
