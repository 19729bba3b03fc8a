//! An S3 server for the tests: moto, from pip, in an environment below cargo's target folder.

use crate::{out, place, process, tools};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// Pinned: its answers are part of what the tests stand on.
const MOTO: &str = "moto[s3]==5.2.5";

/// The program, installed on first use. Without Python or pip there is none and its tests say that they skipped.
pub fn server() -> Option<PathBuf> {
    match install() {
        Ok(program) => Some(program),
        Err(error) => {
            out::say(&format!("note: no S3 server, its tests are skipped: {error:#}"));
            None
        }
    }
}

fn install() -> Result<PathBuf> {
    let folder = place::target_dir()?.join("test-s3");
    let program = folder.join("bin/moto_server");
    if program.is_file() {
        return Ok(program);
    }
    let python = tools::find("python3").context("install the packages `python3` and `python3-venv`")?;
    process::run(Command::new(python).args(["-m", "venv"]).arg(&folder)).context("install the package `python3-venv`")?;
    process::run(Command::new(folder.join("bin/python")).args(["-m", "pip", "install", "--quiet", MOTO, "flask", "flask-cors"]))?;
    Ok(program)
}
