//! A running `entrepot serve` for tests and benchmarks: a free port, and an end in any case.

use crate::process;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 10;

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
        Self::watch(serve)
    }

    fn watch(mut serve: Command) -> Result<Self> {
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
    use super::{Server, listening};
    use std::process::Command;
    use std::time::{Duration, Instant};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_server_is_found_by_its_words_and_ended_when_asked() {
        let server = Server::watch(shell("echo starting; echo listening on http://127.0.0.1:9/ >&2; exec sleep 60")).unwrap();
        assert_eq!(server.url, "http://127.0.0.1:9");
        let start = Instant::now();
        server.stop().unwrap();
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_with_its_words() {
        let error = Server::watch(shell("echo the port is taken >&2; exit 1")).err().unwrap();
        assert!(error.to_string().contains("the port is taken"), "{error}");
    }

    #[test]
    fn the_address_is_read_from_the_line() {
        assert_eq!(listening("INFO listening on http://127.0.0.1:41234/ (Ctrl-C ends)").as_deref(), Some("http://127.0.0.1:41234"));
        assert_eq!(listening("listening on port 80"), None);
        assert_eq!(listening("imported 3 files"), None);
    }
}
