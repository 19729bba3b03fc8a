//! Integration tests of collect: real files and small ones, into a temporary home.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod amazon;
mod bad_input;
mod book;
mod carriers;
mod desk;
mod ebay;
mod olist;
mod order_sheets;
mod overlap;
mod providers;
mod quarantine;
mod settlement;
mod sheet;
mod shopify;
mod suggest;
mod uci;
mod woocommerce;
mod workbooks;
mod written_orders;
mod xlsx;
