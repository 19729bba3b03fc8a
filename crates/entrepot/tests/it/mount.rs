//! Disks that are full or read-only.

use std::process::{Command, Stdio};

/// A small file system of its own, when the test may mount one.
pub struct Mount(std::path::PathBuf);

impl Mount {
    pub fn tmpfs(at: &std::path::Path, options: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).stderr(Stdio::null()).status();
        if done.is_ok_and(|s| s.success()) {
            return Some(Self(at.to_owned()));
        }
        eprintln!("skipped: this machine does not let the test mount a file system");
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
