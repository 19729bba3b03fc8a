//! What a backup says about itself: a header as its first member, the hash of every member as its last.

use serde::{Deserialize, Serialize};

/// The form of backups that this build writes; a later one is refused.
pub const FORMAT: u32 = 1;
/// Name of the first member.
pub(crate) const HEADER: &str = "header.json";
/// Name of the last member.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The first member: whether this build can read the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Form of the backup.
    pub format: u32,
    /// Version of the program that wrote it.
    pub entrepot: String,
    /// Schema of the operational store in it.
    pub ops_schema: i64,
    /// The lake version in it; 0 for a home without data.
    pub lake_version: i64,
    /// When it was begun, RFC 3339.
    pub made_at: String,
    /// Who asked for it.
    pub made_by: String,
    /// Whether secrets of `entrepot.toml` are in it.
    pub secrets: bool,
    /// Keys of `entrepot.toml` that were left out.
    pub left_out: Vec<String>,
    /// Number of members between this one and the manifest.
    pub members: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One member and its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSum {
    /// Path in the home.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// The last member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The header again.
    pub header: Header,
    /// Every member between header and manifest, in order.
    pub members: Vec<MemberSum>,
}
