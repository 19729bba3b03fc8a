//! Runs other programs: says the command first, fails with its exit status.

use crate::out;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// cargo, in `dir`, with the environment a person's shell would give it.
///
/// `cargo run` tells its child about the running package. Build scripts watch some of these
/// variables (ring watches six), so passing them on would rebuild half the tree at every change
/// between `cargo build` and `cargo xtask`.
pub fn cargo(dir: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(dir);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text == "CARGO_CRATE_NAME"
            || text == "CARGO_BIN_NAME"
            || text == "CARGO_PRIMARY_PACKAGE"
            || text == "OUT_DIR"
        {
            command.env_remove(&name);
        }
    }
    command
}

/// The command as a person would type it.
pub fn spelled(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs with the terminal's own input and output; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let name = spelled(command);
    out::say(&format!("$ {name}"));
    let status = command.status().with_context(|| format!("cannot start `{name}`"))?;
    if !status.success() {
        bail!("`{name}`: {status}");
    }
    Ok(())
}

/// Runs silently and returns stdout; stderr is shown only when it fails.
pub fn capture(command: &mut Command) -> Result<String> {
    let name = spelled(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{name}`"))?;
    finished(&name, output)
}

/// Returns stdout and lets the program talk on the terminal meanwhile.
pub fn capture_talking(command: &mut Command) -> Result<String> {
    let name = spelled(command);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().with_context(|| format!("cannot start `{name}`"))?;
    finished(&name, output)
}

fn finished(name: &str, output: Output) -> Result<String> {
    if !output.status.success() {
        bail!("`{name}`: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` wrote something that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::{capture, cargo, spelled};
    use std::path::Path;
    use std::process::Command;

    #[test]
    fn a_failing_program_is_an_error_with_its_words() {
        let error = capture(Command::new("sh").args(["-c", "echo broken >&2; exit 3"])).unwrap_err();
        assert!(error.to_string().contains("broken"), "{error}");
        assert_eq!(capture(Command::new("sh").args(["-c", "echo fine"])).unwrap(), "fine\n");
    }

    #[test]
    fn cargo_does_not_inherit_this_package() {
        let command = cargo(Path::new("."));
        let removed: Vec<_> = command.get_envs().filter(|(_, v)| v.is_none()).map(|(k, _)| k.to_owned()).collect();
        // Under `cargo test` these are always set for us.
        assert!(removed.iter().any(|k| k == "CARGO_PKG_NAME"), "{removed:?}");
        assert!(spelled(&command).starts_with("cargo"));
    }
}
