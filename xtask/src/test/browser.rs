//! The console in a real browser, against the real binary on the demo seller's data.

use super::Ran;
use crate::process::{self, spelled};
use crate::{out, place, tools, web};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

/// Enough for every page and both languages, little enough to import in seconds.
const ORDERS: &str = "2000";
const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 10;

/// Imports the demo seller, serves it on a free port, runs the console's browser tests.
pub fn run(root: &Path) -> Result<Ran> {
    let Some(dir) = web::dir(root) else {
        return Ok(Ran::Skipped("no console in web/".to_owned()));
    };
    if let Some(missing) = tools::node_missing() {
        return Ok(Ran::Skipped(missing));
    }
    let chromium = tools::chromium()?;
    tools::chinese_font();
    web::install(&dir)?;
    let binary = place::binary("debug")?;
    if !binary.is_file() {
        bail!("no binary yet: run `cargo xtask test --only build` first");
    }

    let home = Home::new()?;
    let mut demo = Command::new(&binary);
    demo.arg("--home").arg(&home.0).args(["demo", "--orders", ORDERS, "--no-serve"]);
    out::say(&format!("$ {}", spelled(&demo)));
    let status = demo.status().context("cannot start entrepot")?;
    // 3: done with quarantined rows. The demo seller's files hold dirty rows on purpose.
    if !matches!(status.code(), Some(0 | 3)) {
        bail!("`entrepot demo`: {status}");
    }

    let server = Server::start(&binary, &home.0)?;
    out::say(&format!("serving at {}", server.url));
    let tests = process::run(
        web::npm(&dir, &["run", "test:browser"])
            .env("ENTREPOT_URL", &server.url)
            .env("ENTREPOT_BINARY", &binary)
            .env("CHROMIUM_PATH", chromium),
    );
    server.stop()?;
    tests?;
    Ok(Ran::Passed)
}

/// A home that is removed at the end, also when a test failed.
struct Home(PathBuf);

impl Home {
    fn new() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("entrepot-browser-{}", std::process::id()));
        std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Self(dir))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            out::say(&format!("note: {} was left behind: {error}", self.0.display()));
        }
    }
}

/// A running `entrepot serve`, stopped when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, without a slash at the end.
    pub url: String,
}

impl Server {
    /// Starts on a free port and waits until it says where it listens.
    pub fn start(binary: &Path, home: &Path) -> Result<Self> {
        let mut serve = Command::new(binary);
        serve.arg("--home").arg(home).args(["serve", "--listen", "127.0.0.1:0"]);
        serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = serve.spawn().context("cannot start `entrepot serve`")?;
        let (lines, heard) = mpsc::channel();
        if let Some(pipe) = child.stdout.take() {
            listen(pipe, lines.clone());
        }
        if let Some(pipe) = child.stderr.take() {
            listen(pipe, lines);
        }
        let mut server = Self { child, url: String::new() };
        let until = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
        let mut said = Vec::new();
        while let Ok(line) = heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if let Some(url) = listening(&line) {
                server.url = url;
                return Ok(server);
            }
            said.push(line);
        }
        bail!("`entrepot serve` did not say where it listens; it said:\n{}", said.join("\n"))
    }

    /// Asks it to end, as a person's Ctrl-C would, and waits.
    pub fn stop(mut self) -> Result<()> {
        let pid = self.child.id().to_string();
        process::capture(Command::new("kill").args(["-TERM", &pid]))?;
        let until = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while Instant::now() < until {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("`entrepot serve` did not end within {STOP_SECONDS_MAX} s of being asked")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes lines on until the pipe ends. It keeps reading after the address was found: a full pipe
/// would stop the server.
fn listen(pipe: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            // Nobody listens any more after the address was found.
            let _ = lines.send(line);
        }
    });
}

/// The address in a line such as `listening on http://127.0.0.1:41234`.
fn listening(line: &str) -> Option<String> {
    let (_, address) = line.split_once("listening on ")?;
    let address = address.split_whitespace().next()?.trim_end_matches('/');
    address.starts_with("http").then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::listening;

    #[test]
    fn the_address_is_read_from_the_line() {
        assert_eq!(listening("INFO listening on http://127.0.0.1:41234/ (Ctrl-C ends)").as_deref(), Some("http://127.0.0.1:41234"));
        assert_eq!(listening("listening on port 80"), None);
        assert_eq!(listening("imported 3 files"), None);
    }
}
