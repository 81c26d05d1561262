//! The one place where `dotnet` is found: `$DOTNET`, PATH, `target/tools/dotnet`; where there is none, it is fetched.

use crate::layout::Layout;
use crate::process::{self, exists};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which .NET SDK the project needs.
const CHANNEL: &str = "10.0";

pub(crate) const WHAT_TO_INSTALL: &str = "There is no .NET SDK 10 on this machine and it can't be fetched; install it (https://dotnet.microsoft.com/download), or set DOTNET to its dotnet program.";

/// The `dotnet` of this machine.
pub(crate) struct Dotnet {
    program: PathBuf,
}

impl Dotnet {
    /// Finds it, or gets it. The error is the sentence that says what to install.
    pub(crate) fn find(layout: &Layout) -> Result<Self> {
        if let Some(dotnet) = Self::present(layout) {
            return Ok(dotnet);
        }
        let beside = layout.root.join("../shared/setup");
        let fetched = if beside.is_file() { process::run(&mut Command::new(beside)) } else { install(&folder(layout)) };
        match (fetched, Self::present(layout)) {
            (Ok(()), Some(dotnet)) => Ok(dotnet),
            (Err(error), _) => bail!("{WHAT_TO_INSTALL} ({error:#})"),
            (Ok(()), None) => bail!(WHAT_TO_INSTALL),
        }
    }

    fn present(layout: &Layout) -> Option<Self> {
        let named = std::env::var_os("DOTNET").map(PathBuf::from);
        let own = folder(layout).join(if cfg!(windows) { "dotnet.exe" } else { "dotnet" });
        named.into_iter().chain([PathBuf::from("dotnet"), own]).find(|program| has_sdk(program)).map(|program| Self { program })
    }

    /// A command of it, quiet about itself.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs([
            ("DOTNET_NOLOGO", "1"),
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
            ("POWERSHELL_TELEMETRY_OPTOUT", "1"),
            ("POWERSHELL_UPDATECHECK", "Off"),
            // A server that stays behind would keep files of the target folder open.
            ("MSBUILDDISABLENODEREUSE", "1"),
            ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
        ]);
        if self.program.is_absolute()
            && let Some(root) = self.program.parent()
        {
            command.env("DOTNET_ROOT", root);
        }
        command
    }

    /// Gets what the checkout names as its tools: PowerShell.
    pub(crate) fn restore_tools(&self, layout: &Layout) -> Result<()> {
        process::run(self.command().current_dir(&layout.root).args(["tool", "restore", "--verbosity", "quiet"]))
    }

    /// PowerShell that runs a script of the checkout.
    pub(crate) fn powershell(&self, layout: &Layout, script: &str) -> Command {
        let mut command = self.command();
        command.current_dir(&layout.root).args(["pwsh", "-NoLogo", "-NoProfile", "-NonInteractive", "-File"]);
        command.arg(layout.root.join(script));
        command
    }
}

fn folder(layout: &Layout) -> PathBuf {
    layout.target.join("tools/dotnet")
}

/// A runtime alone can't build.
fn has_sdk(program: &Path) -> bool {
    let output = Command::new(program).arg("--list-sdks").env("DOTNET_NOLOGO", "1").output();
    let major = CHANNEL.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or_default();
    output.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().filter_map(|line| line.split('.').next()?.parse::<u32>().ok()).any(|found| found >= major)
    })
}

/// Microsoft's own install script, into a folder of ours.
fn install(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    println!("There is no .NET SDK {CHANNEL}: it is fetched into {}", folder.display());
    if cfg!(windows) {
        let script = format!(
            "$ErrorActionPreference='Stop'; $f=Join-Path $env:TEMP dotnet-install.ps1; Invoke-WebRequest -UseBasicParsing https://dot.net/v1/dotnet-install.ps1 -OutFile $f; & $f -Channel {CHANNEL} -InstallDir '{}'",
            folder.display()
        );
        return process::run(Command::new("powershell").args(["-NoProfile", "-ExecutionPolicy", "Bypass", "-Command", &script]));
    }
    let fetch = if exists("curl", "--version") { "curl -fsSL --max-time 60" } else { "wget -q -T 60 -O -" };
    let script = format!(
        "set -e; script=$({fetch} https://dot.net/v1/dotnet-install.sh); printf '%s' \"$script\" | bash -s -- --channel {CHANNEL} --install-dir '{}'",
        folder.display()
    );
    process::run(Command::new("bash").args(["-c", &script]))
}
