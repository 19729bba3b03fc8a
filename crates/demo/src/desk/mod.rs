//! What else lies on the seller's desk: advertising, reviews, service cases, and who the sellers are. Plain formats all.

pub(crate) mod ads;
pub(crate) mod cases;
pub(crate) mod reviews;
pub(crate) mod sellers;
