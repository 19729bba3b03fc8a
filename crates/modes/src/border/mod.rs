//! Lanes and borders over a home's own tables: what a parcel costs on each lane, what a consignment pays at the border, what it
//! costs landed, what leaves under which code. Each answer carries every amount with its rule, and what must be asked.

pub mod books;
mod duty;
mod export;
mod lane;
mod line;

pub use duty::{
    DutyAnswer, DutyAsked, GoodsAsked, LandedAnswer, LandedLine, ReliefLine, SchemeShown, Span, TermShown, TerritoryShown, duty, landed,
};
pub use export::{CityShown, CodeShown, ExportAnswer, ExportAsked, RebateShown, export};
pub use lane::{LaneAnswer, LaneAsked, LaneOffer, LaneRefusal, TransitShown, lane};
pub use line::{LineShown, shown};
