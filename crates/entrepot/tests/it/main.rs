//! The binary as its users run it: commands, exit codes, crashes, bad homes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admin;
mod backup;
mod border;
mod carry;
mod cli;
mod crash;
mod demo;
mod doctor;
mod fees;
mod forecast;
mod guide;
mod market;
mod modes;
mod money;
mod mount;
mod object_store;
mod pnl;
mod reference;
mod run;
mod saved;
mod suggest;
mod watch;
