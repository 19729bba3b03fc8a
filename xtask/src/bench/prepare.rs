//! What a benchmark needs before it can measure: the peers, an optimised binary, the files.

use crate::{out, place, process, tools};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything in place.
pub struct Bench {
    /// The workspace.
    pub root: PathBuf,
    /// Where data, homes and the Python environment are: below cargo's target folder.
    pub work: PathBuf,
    /// The optimised binary.
    pub binary: PathBuf,
}

impl Bench {
    /// Installs the peers and builds the binary in the given profile, where a part needs it.
    pub fn prepare(root: &Path, profile: &str, needs_binary: bool) -> Result<Self> {
        let work = place::target_dir()?.join("bench");
        std::fs::create_dir_all(&work).with_context(|| format!("cannot make {}", work.display()))?;
        // cargo writes the profile `dev` into the folder `debug`.
        let folder = if profile == "dev" { "debug" } else { profile };
        let bench = Self { root: root.to_owned(), work, binary: place::binary(folder)? };
        bench.install_peers()?;
        if needs_binary {
            process::run(process::cargo(root).args(["build", "--profile", profile, "--package", "entrepot", "--locked"]))?;
        }
        Ok(bench)
    }

    /// The environment's Python.
    pub fn python(&self) -> Command {
        Command::new(self.work.join("venv/bin/python"))
    }

    fn install_peers(&self) -> Result<()> {
        let there = process::capture(self.python().args(["-c", "import duckdb, chdb, pandas"])).is_ok();
        if there {
            return Ok(());
        }
        let Some(python) = tools::find("python3") else { bail!("no Python: install the packages `python3` and `python3-venv`") };
        process::run(Command::new(python).args(["-m", "venv"]).arg(self.work.join("venv")))
            .context("install the package `python3-venv`")?;
        process::run(self.python().args(["-m", "pip", "install", "--quiet", "duckdb", "chdb", "pandas"]))
    }

    /// The CSV file of that many copies, made when it is not there.
    pub fn source(&self, copies: u32) -> Result<PathBuf> {
        let path = self.work.join(format!("uci-x{copies}.csv"));
        if path.is_file() {
            return Ok(path);
        }
        let data = std::env::var_os("ENTREPOT_TEST_DATA").map_or_else(|| self.root.join("../shared/data"), PathBuf::from);
        let original = data.join("online_retail/online_retail.csv.gz");
        if !original.is_file() {
            bail!("no {}: set ENTREPOT_TEST_DATA to the folder of the real data sets", original.display());
        }
        let mut python = self.python();
        python.arg(self.root.join("xtask/bench/peers.py")).arg("make").args(["--copies", &copies.to_string()]);
        process::capture(python.arg("--source").arg(original).arg("--out").arg(&path))?;
        Ok(path)
    }

    /// A home with that many copies imported; the import part leaves it behind.
    pub fn home(&self, copies: u32) -> Result<PathBuf> {
        let home = self.work.join(format!("home-x{copies}"));
        if !home.join("lake/lines").is_dir() {
            out::say(&format!("importing {copies} copies"));
            let source = self.source(copies)?;
            let mut import = Command::new(&self.binary);
            import.arg("--home").arg(&home).args(["import", "--profile", "uci-online-retail"]).arg(source);
            let status = import.status().context("cannot start entrepot")?;
            if !matches!(status.code(), Some(0 | 3)) {
                bail!("`entrepot import`: {status}");
            }
        }
        Ok(home)
    }
}
