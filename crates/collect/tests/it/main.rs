//! Integration tests of collect: real files and small ones, into a temporary home.

mod book;
mod uci;
