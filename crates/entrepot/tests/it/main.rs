//! The binary as its users run it: commands, exit codes, crashes, bad homes.

mod cli;
mod crash;
mod run;
