//! The demo seller's world as tables: currencies, countries, platforms, hubs, lanes and goods.
//!
//! Invented but plausible. Nothing here is a rule: taxes, prices and rates are only what this one seller's
//! files happen to say. Names of countries, platforms and carriers are data of the demo and used nowhere else.

pub(crate) mod countries;
pub(crate) mod currencies;
pub(crate) mod goods;
pub(crate) mod hubs;
pub(crate) mod lanes;
pub(crate) mod platforms;

pub use platforms::HOME_COUNTRY;
