//! Integration tests of collect: real files and small ones, into a temporary home.

mod bad_input;
mod book;
mod olist;
mod overlap;
mod quarantine;
mod uci;
