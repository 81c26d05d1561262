//! Builds everything with optimization and measures it.

use crate::dotnet::Dotnet;
use crate::layout::Layout;
use crate::process::{self, cargo, exists, run_and_listen};
use crate::stage;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const INTRODUCTION: &str = "\
# Performance

Ratios measured in one run, each beside the bound that it has to keep.
";

/// What is to be measured, and what becomes of it.
pub(crate) struct Wishes<'a> {
    pub(crate) quick: bool,
    /// Into docs/performance.md.
    pub(crate) write: bool,
    pub(crate) peers: bool,
    pub(crate) only: &'a [String],
}

/// Prints the tables.
pub(crate) fn run(layout: &Layout, wishes: &Wishes<'_>) -> Result<()> {
    process::run(cargo().current_dir(&layout.root).args(["build", "--quiet", "--release", "--package", "entra-revoke-bench"]))?;
    stage::build_native(layout, true)?;
    let mut bench = Command::new(layout.built(true).join(format!("entra-revoke-bench{}", std::env::consts::EXE_SUFFIX)));
    bench.arg("all").arg("--simulator").arg(layout.simulator(true));
    if wishes.quick {
        bench.arg("--quick");
    }
    if !wishes.only.is_empty() {
        bench.arg("--only").arg(wishes.only.join(","));
    }
    let mut versions = String::new();
    if wishes.peers {
        let folder = layout.target.join("peers");
        versions = peers(layout, &folder)?;
        bench.arg("--peers").arg(folder);
    }
    if let Some(program) = c_host(layout)? {
        bench.arg("--c").arg(program);
    }
    match Dotnet::find(layout) {
        Ok(dotnet) => with_dotnet(layout, &dotnet, &mut bench)?,
        Err(error) => println!("Without C# and PowerShell: {error:#}"),
    }
    let (status, output) = run_and_listen(&mut bench)?;
    println!("{versions}");
    if wishes.write {
        document(layout, &format!("{}\n\n{versions}", output.trim()))?;
    }
    if status.success() { Ok(()) } else { bail!("the bounds are not all kept") }
}

fn with_dotnet(layout: &Layout, dotnet: &Dotnet, bench: &mut Command) -> Result<()> {
    stage::run(layout, dotnet, true)?;
    let project = layout.root.join("bench/hosts/csharp");
    process::run(dotnet.command().arg("build").arg(&project).args(["--nologo", "--verbosity", "quiet", "--configuration", "Release"]))?;
    let program = project.join(format!("bin/Release/net10.0/Many{}", std::env::consts::EXE_SUFFIX));
    bench.arg("--csharp").arg(program);
    bench.arg("--pwsh").arg(dotnet.command().get_program()).args(["pwsh", ";"]);
    bench.arg("--script").arg(layout.root.join("bench/hosts/shell.ps1")).current_dir(&layout.root);
    bench.env("ENTRA_REVOKE_MODULE", layout.manifest()).env("ENTRA_REVOKE_LIBRARY", layout.library(true));
    for (name, value) in dotnet.command().get_envs() {
        if let Some(value) = value {
            bench.env(name, value);
        }
    }
    Ok(())
}

/// The peers from npm.
const PACKAGES: [&str; 2] = ["@microsoft/microsoft-graph-client", "@pnp/cli-microsoft365"];

/// Installs the peers, and says which versions they are.
fn peers(layout: &Layout, folder: &Path) -> Result<String> {
    fs::create_dir_all(folder)?;
    for file in fs::read_dir(layout.root.join("bench/peers"))? {
        let file = file?.path();
        fs::copy(&file, folder.join(file.file_name().context("a file")?))?;
    }
    let python = folder.join("venv/bin/python");
    process::run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    // What msgraph-core needs and does not name.
    let names = ["Office365-REST-Python-Client", "msgraph-sdk", "deprecated"];
    process::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(names))?;
    process::run(Command::new("npm").args(["install", "--silent", "--prefix"]).arg(folder).args(PACKAGES))?;
    let shown = Command::new(&python).args(["-m", "pip", "list", "--disable-pip-version-check"]).output()?;
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let mut versions: Vec<_> = shown
        .lines()
        .filter(|line| line.starts_with("msgraph-sdk") || line.to_lowercase().starts_with("office365"))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for package in PACKAGES {
        let file = folder.join("node_modules").join(package).join("package.json");
        let read: serde_json::Value = serde_json::from_str(&fs::read_to_string(file)?)?;
        versions.push(format!("{package} {}", read["version"].as_str().unwrap_or("of unknown version")));
    }
    Ok(format!("The peers: {}.", versions.join(", ")))
}

/// The C program, where there is a compiler.
fn c_host(layout: &Layout) -> Result<Option<PathBuf>> {
    if cfg!(windows) || !exists("cc", "--version") {
        return Ok(None);
    }
    let (program, built) = (layout.built(true).join("many-c"), layout.built(true));
    let mut cc = Command::new("cc");
    cc.args(["-std=c99", "-O2", "-Wall", "-Wextra"]).arg("-I").arg(layout.root.join("include"));
    cc.arg(layout.root.join("bench/hosts/many.c")).arg("-L").arg(&built).arg("-lentra_revoke");
    process::run(cc.arg(format!("-Wl,-rpath,{}", built.display())).arg("-o").arg(&program))?;
    Ok(Some(program))
}

/// The measured part of the page ends where the written one begins.
const WRITTEN: &str = "## Arithmetic";

fn document(layout: &Layout, tables: &str) -> Result<()> {
    let page = layout.root.join("docs/performance.md");
    let old = fs::read_to_string(&page).unwrap_or_default();
    let written = old.find(WRITTEN).map_or_else(String::new, |at| old[at..].to_owned());
    let about = format!("\n`cargo xtask bench --write`, {}, on {}.\n", day()?, machine().unwrap_or_else(|| "an unknown machine".into()));
    fs::write(&page, format!("{INTRODUCTION}{about}\n{}\n\n{written}", tables.trim())).with_context(|| page.display().to_string())
}

fn day() -> Result<String> {
    let output = Command::new("git").args(["log", "-1", "--format=%cs, at commit %h"]).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn machine() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name.to_owned()))?;
    let cores = text.lines().filter(|line| line.starts_with("processor")).count();
    Some(format!("{cores} cores of {name}, {}", std::env::consts::OS))
}
