//! The ledger: one schema that carries B2C, B2B and B2B2C.
//!
//! A [`Trade`] has a mode, a seller, a buyer, a currency and perhaps a parent; its [`Line`]s draw [`Lot`]s; [`Charge`]s
//! hang on a line, shipment, trade or period. B2C is one trade to a person, B2B one to a business, B2B2C a parent (bulk)
//! whose child trades draw its lots. [`check`] holds the invariants. Nothing here stores or sums for reports: that is the
//! lake's and the metrics' work.

pub mod check;
mod nouns;
mod words;

pub use nouns::{Case, Charge, Line, Lot, Party, Payout, Product, Shipment, Stock, Subject, Touch, Trade, TradeStamps};
pub use words::{Basis, Component, CustomerType, Incoterm, LineKind, Mode, PartyRole, StockKind, SubjectKind};
