//! Shopify: the orders export (CSV), and orders and products as its REST interface and webhooks write them (JSON). Both kinds of
//! orders name an order by its `name` (`#1001`) and its items by SKU and occurrence, so that the same order from both is one order.

pub(super) mod orders_csv;
pub(super) mod orders_json;
pub(super) mod products_json;
