//! Customs: what a consignment pays at the border of its destination, by the law of a day, and what it costs landed.
//!
//! A customs territory is a file (`presets/duties/<code>.toml`): on which value it takes duty, which layers of duty, which
//! reliefs and flat charges, and over which days that table is complete. Outside those days, and for goods that no layer
//! names, it asks. Import taxes with their history are one file for all countries (`presets/taxes/import.toml`).
//!
//! `Territory::assess` is integer arithmetic over compiled tables without allocation; [`quote()`] tells the same lines with
//! their steps and sources. Duty comes first, then tax on goods, carriage, insurance and duty.

mod assess;
mod book;
mod check;
mod export;
mod file;
mod hs;
mod incoterm;
mod landed;
mod quote;
mod scope;
mod shipped;
mod taxes;
mod territory;
mod timeline;
mod told;

pub use assess::{Assessed, Buyer, Charge, Entry, Gap, Item, Line};
pub use book::CustomsBook;
pub use export::{ExportBook, PilotCity, Rebate, SupervisionCode};
pub use hs::HsNumber;
pub use incoterm::{IncotermBook, Payer, TermRule};
pub use landed::{Landed, LandedLine, landed};
pub use quote::{Consignment, DutyLine, DutyQuote, Goods, SchemeUsed, quote};
pub use territory::{Rule, Territory, Valuation};
pub use timeline::{PolicyEvent, Timeline};
