//! The replay over small books, by published values, by an independent slow computation, and by properties.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_files;
mod made;
mod oracle;
mod properties;
mod questions;
mod vectors;
