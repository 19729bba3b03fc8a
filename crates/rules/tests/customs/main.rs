//! Customs: published values by the ids of the acceptance vectors, files that are refused, what must hold of every consignment.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_files;
mod border;
mod export_side;
mod landing;
mod properties;
