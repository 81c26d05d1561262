//! Lays out the PowerShell module in `target/module/EntraRevoke/`.

use crate::dotnet::Dotnet;
use crate::layout::{Layout, library_name, runtime_identifier};
use crate::process::{self, cargo};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What the module consists of, as it lies in `powershell/`.
const FILES: [&str; 5] = ["EntraRevoke.psd1", "EntraRevoke.psm1", COMPILED, "Load.ps1", "EntraRevoke.format.ps1xml"];
/// Loads the compiled cmdlets when a command needs them.
const COMPILED: &str = "Compiled.ps1";
const FOLDERS: [&str; 3] = ["commands", "compatibility", "en-US"];
const BUILD: &str = "netstandard2.0";
const ASSEMBLIES: [&str; 3] = ["EntraRevoke.dll", "EntraRevoke.PowerShell.dll", "EntraRevoke.PowerShell.Graph.dll"];
/// The help of all commands. It lies beside the module's script and in no folder of a language, so that it is found in each.
const HELP: &str = "EntraRevoke-help.xml";

/// Builds everything and stages it. The folder is swapped in when it is complete.
pub(crate) fn run(layout: &Layout, dotnet: &Dotnet, release: bool) -> Result<()> {
    build_native(layout, release)?;
    // It brings the others along.
    let project = layout.root.join("powershell/graph");
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
    write_help(layout, dotnet, &fresh)?;
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
    merge_commands(&sources, module)?;
    let built = sources.join("graph/bin").join(configuration(release)).join(BUILD);
    for assembly in ASSEMBLIES {
        copy(&built.join(assembly), &module.join("bin").join(BUILD).join(assembly))?;
    }
    let native = module.join("runtimes").join(runtime_identifier()).join("native");
    copy(&layout.library(release), &native.join(library_name()))
}

/// Puts all functions behind the head of the module's script, the commands without their help: PowerShell goes through the text of
/// a module letter by letter whenever it is imported.
fn merge_commands(sources: &Path, module: &Path) -> Result<()> {
    let mut files: Vec<_> =
        fs::read_dir(sources.join("commands"))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    let script = module.join("EntraRevoke.psm1");
    let mut text = fs::read_to_string(&script)? + &fs::read_to_string(sources.join(COMPILED))?;
    for file in files {
        let command = fs::read_to_string(&file)?;
        let (head, rest) = command.split_once("<#").with_context(|| format!("{} has no help", file.display()))?;
        let (_, body) = rest.split_once("#>").with_context(|| format!("the help in {} has no end", file.display()))?;
        text.push_str(&format!("{head}# .EXTERNALHELP {HELP}{}\n", body.trim_end()));
    }
    fs::write(script, text).context("the module's script can't be written")
}

/// Writes the help that the comments of the commands are.
fn write_help(layout: &Layout, dotnet: &Dotnet, module: &Path) -> Result<()> {
    dotnet.restore_tools(layout)?;
    let mut command = dotnet.powershell(layout, "xtask/help.ps1");
    process::run(command.arg("-Module").arg(module).arg("-Path").arg(module.join(HELP)))
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
