//! Tests of the models through their public face: published figures, independent values, properties.

mod attribution;
#[path = "../../examples/support/competition.rs"]
mod competition;
mod holidays;
mod m3;
mod peers;
mod plain;
mod properties;
mod watch;
