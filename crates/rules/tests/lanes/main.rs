//! Lanes: published values, files that are refused, and what must hold of every parcel.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_files;
mod properties;
mod published;
