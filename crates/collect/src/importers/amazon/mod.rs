//! Amazon: the All Orders report (tab-separated) and orders as its Selling Partner interface writes them (JSON).

pub(super) mod marketplaces;
pub(super) mod orders;
pub(super) mod orders_json;
