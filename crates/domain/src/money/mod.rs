//! Exact money: currencies of ISO 4217, amounts in micro units (DECIMAL(18,6)) and the fast decimal reader.
//!
//! No floating point anywhere, no conversion between currencies (see [`crate::fx`]) and no formatting for a locale.

mod amount;
mod apportion;
mod currency;
mod exact;
mod micros;

pub use amount::Money;
pub use apportion::{Apportioned, apportion};
pub use currency::{Currency, CurrencyStatus};
pub use exact::{convert_micros, divide_half_even, format_micros, micros_to_decimal, mul_micros, mul_micros_exact, round_micros};
pub use micros::{DecimalStyle, MAX_MICROS, MicrosError, UNIT, to_micros};
