//! Fulfilment by a platform: what sending a piece costs by size, weight and price, and what keeping it costs by season and age.

mod cost;
mod measure;
mod table;

pub use cost::Sending;
pub use measure::{CUBIC_FOOT_UM3, INCH_UM, POUND_NG, Piece, length_um, weight_ng};
pub use table::{Aged, FulfilmentTable, Rate, Storage, Tier, WeightStep};
