//! The server as a client sees it: scenarios from files, and what files cannot say (two things at once, real sockets).

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod background;
mod listening;
mod roles;
mod scenario;
mod server;
mod suggesting;
mod watching;
mod webhooks;
