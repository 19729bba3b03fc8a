//! Integration tests of collect: real files and small ones, into a temporary home.

mod book;
mod bad_input;
mod olist;
mod overlap;
mod quarantine;
mod uci;
