//! `cargo xtask bench`.

use anyhow::{Result, bail};

pub fn run(_words: &[String]) -> Result<u8> {
    bail!("not yet")
}
