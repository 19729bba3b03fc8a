//! The replay over small books, by published values, by an independent slow computation, and by properties.

mod bad_files;
mod made;
mod oracle;
mod properties;
mod questions;
mod vectors;
