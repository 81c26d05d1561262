//! Starting other programs.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// Runs to the end and fails if it failed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if status.success() { Ok(()) } else { bail!("{} failed ({status})", shown(command)) }
}

/// Runs to the end, shows what it prints as it comes, and gives it as well.
pub(crate) fn run_and_listen(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let (out, err) = (child.stdout.take().context("piped")?, child.stderr.take().context("piped")?);
    let errors = thread::spawn(move || listen(err, &mut io::stderr()));
    let mut heard = listen(out, &mut io::stdout());
    let status = child.wait()?;
    heard.push_str(&errors.join().unwrap_or_default());
    Ok((status, heard))
}

fn listen(stream: impl Read, echo: &mut impl Write) -> String {
    let (mut reader, mut heard, mut line) = (BufReader::new(stream), String::new(), Vec::new());
    while matches!(reader.read_until(b'\n', &mut line), Ok(count) if count > 0) {
        let _ = echo.write_all(&line);
        heard.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    heard
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: impl AsRef<OsStr>, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn cannot_start(command: &Command) -> String {
    format!("{} can't be started", command.get_program().display())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
