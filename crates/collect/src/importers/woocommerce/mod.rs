//! WooCommerce: orders as its REST interface (version 3) and its webhooks write them. It has no export of its own; what plug-ins
//! export is mapped with a profile of the seller's.

pub(super) mod orders_json;
