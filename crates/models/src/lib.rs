//! Statistics as pure functions: numbers in, numbers out.
//!
//! Floats are allowed here, and only here and in solvers: a forecast is an estimate, not an amount. There is no clock, no file,
//! no thread and no hidden chance: the same input gives the same bytes.

pub mod attribution;
pub mod forecast;
pub mod watch;
