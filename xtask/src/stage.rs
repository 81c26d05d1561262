//! Lays out the PowerShell module in `target/module/EntraRevoke/`.

use crate::dotnet::Dotnet;
use crate::layout::{Layout, library_name, runtime_identifier};
use crate::process::{self, cargo};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What the module consists of, as it lies in `powershell/`.
const FILES: [&str; 4] = ["EntraRevoke.psd1", "EntraRevoke.psm1", "Load.ps1", "EntraRevoke.format.ps1xml"];
const FOLDERS: [&str; 3] = ["commands", "compatibility", "en-US"];
const BUILD: &str = "netstandard2.0";
const ASSEMBLIES: [&str; 2] = ["EntraRevoke.dll", "EntraRevoke.PowerShell.dll"];

/// Ends a run whose pipeline ended elsewhere.
const CLEAN: &str = "
    clean {
        if ($pipeline) { $pipeline.Dispose() }
    }
";

/// Builds everything and stages it. The folder is swapped in when it is complete.
pub(crate) fn run(layout: &Layout, dotnet: &Dotnet, release: bool) -> Result<()> {
    build_native(layout, release)?;
    let project = layout.root.join("powershell/cmdlets");
    process::run(dotnet.command().arg("build").arg(&project).args([
        "--nologo",
        "--verbosity",
        "quiet",
        "--configuration",
        configuration(release),
    ]))?;
    let (module, fresh) = (layout.module(), layout.target.join("module/.new"));
    let _ = fs::remove_dir_all(&fresh);
    lay_out(layout, &fresh, release)?;
    let _ = fs::remove_dir_all(&module);
    fs::rename(&fresh, &module).with_context(|| format!("{} can't be replaced; is a PowerShell running that uses it?", module.display()))
}

/// The library and the simulator.
pub(crate) fn build_native(layout: &Layout, release: bool) -> Result<()> {
    let mut command = cargo();
    command.current_dir(&layout.root).args(["build", "--quiet", "--package", "entra-revoke", "--package", "graph-simulator"]);
    if release {
        command.arg("--release");
    }
    process::run(&mut command)
}

fn configuration(release: bool) -> &'static str {
    if release { "Release" } else { "Debug" }
}

fn lay_out(layout: &Layout, module: &Path, release: bool) -> Result<()> {
    let sources = layout.root.join("powershell");
    for file in FILES {
        copy(&sources.join(file), &module.join(file))?;
    }
    for folder in FOLDERS {
        copy_folder(&sources.join(folder), &module.join(folder))?;
    }
    merge_commands(&sources.join("commands"), module)?;
    let built = sources.join("cmdlets/bin").join(configuration(release)).join(BUILD);
    for assembly in ASSEMBLIES {
        copy(&built.join(assembly), &module.join("bin").join(BUILD).join(assembly))?;
    }
    let native = module.join("runtimes").join(runtime_identifier()).join("native");
    copy(&layout.library(release), &native.join(library_name()))
}

/// All commands in one file, once with and once without a `clean` block in each that has a pipeline of its own; and those with it
/// one by one, for the modules that have a few of them.
fn merge_commands(commands: &Path, module: &Path) -> Result<()> {
    let mut files: Vec<_> = fs::read_dir(commands)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let (mut with, mut without) = (String::new(), String::new());
    let each = module.join("commands-with-clean");
    fs::create_dir_all(&each)?;
    for file in files {
        let text = fs::read_to_string(&file)?;
        let body = text.trim_end().strip_suffix('}').with_context(|| format!("{} is no function", file.display()))?;
        let clean = if text.contains("GetSteppablePipeline") { CLEAN } else { "" };
        let whole = format!("{body}{clean}}}\n");
        fs::write(each.join(file.file_name().context("a file has a name")?), &whole)?;
        with.push_str(&whole);
        without.push_str(&format!("{body}}}\n"));
    }
    fs::write(module.join("commands-with-clean.ps1"), with)?;
    fs::write(module.join("commands-without-clean.ps1"), without)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_file() {
        bail!("the module lacks a part: {} is not there", from.display());
    }
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::copy(from, to).map(drop).with_context(|| format!("{} can't be copied", from.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("the module lacks a part: {}", from.display()))? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy_folder(&path, &target) } else { copy(&path, &target) }?;
    }
    Ok(())
}
