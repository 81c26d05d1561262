//! Every test there is, each part with its own summary, and one closing line.

use crate::dotnet::Dotnet;
use crate::layout::Layout;
use crate::process::{self, cargo, run_and_listen};
use crate::report::{self, Count};
use crate::stage;
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::path::PathBuf;
use std::process::Command;

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Rust,
    C,
    Csharp,
    Powershell,
}

const ALL: [Part; 4] = [Part::Rust, Part::C, Part::Csharp, Part::Powershell];

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::C => "C",
            Self::Csharp => "C#",
            Self::Powershell => "PowerShell",
        }
    }
}

/// Runs the parts asked for, all where none is, and gives what passed and failed.
pub(crate) fn run(layout: &Layout, only: &[Part]) -> Count {
    let parts: Vec<_> = ALL.into_iter().filter(|part| only.is_empty() || only.contains(part)).collect();
    let dotnet = parts.iter().any(|part| matches!(part, Part::Csharp | Part::Powershell)).then(|| Dotnet::find(layout));
    let mut summaries = Vec::new();
    for part in parts {
        println!("\n=== {}", part.name());
        let outcome = match part {
            Part::Rust => rust(layout),
            Part::C => c(layout),
            Part::Csharp => with(dotnet.as_ref(), |dotnet| csharp(layout, dotnet)),
            Part::Powershell => with(dotnet.as_ref(), |dotnet| powershell(layout, dotnet)),
        };
        summaries.push((part, outcome));
    }
    println!();
    let mut total = Count::default();
    for (part, outcome) in summaries {
        let count = match outcome {
            Ok(count) => {
                println!("{:<12}{count}", part.name());
                count
            }
            Err(error) => {
                println!("{:<12}did not run: {error:#}", part.name());
                // Elsewhere, a machine that lacks something may go on without; the build machine may not.
                if could_have_run(&error) { Count::FAILED } else { Count::default() }
            }
        };
        total.add(count);
    }
    total
}

/// A part that a machine lacks the tools for fails the run on the build machine only; one that broke fails it everywhere.
fn could_have_run(error: &anyhow::Error) -> bool {
    let is_missing_tool = error.to_string().starts_with(crate::dotnet::WHAT_TO_INSTALL);
    !is_missing_tool || std::env::var("CI").is_ok_and(|ci| ci == "true")
}

fn with(dotnet: Option<&Result<Dotnet>>, part: impl FnOnce(&Dotnet) -> Result<Count>) -> Result<Count> {
    match dotnet.context("it was looked for")? {
        Ok(dotnet) => part(dotnet),
        Err(error) => Err(anyhow::anyhow!("{error:#}")),
    }
}

fn rust(layout: &Layout) -> Result<Count> {
    let mut own = vec!["test", "--package", "entra-revoke", "--no-fail-fast", "--lib"];
    let files = integration_tests(layout)?;
    // The C programs are a part of their own.
    files.iter().filter(|file| *file != "c_programs").for_each(|file| own.extend(["--test", file]));
    let mut total = Count::default();
    for arguments in
        [&["test", "--workspace", "--exclude", "entra-revoke", "--no-fail-fast"][..], &own, &["test", "--package", "entra-revoke", "--doc"]]
    {
        total.add(cargo_test(layout, arguments)?);
    }
    Ok(total)
}

/// Each file in `tests`: one that is named nowhere would never run.
fn integration_tests(layout: &Layout) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(layout.root.join("tests"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            names.extend(path.file_stem().and_then(|name| name.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

fn c(layout: &Layout) -> Result<Count> {
    cargo_test(layout, &["test", "--package", "entra-revoke", "--test", "c_programs", "--no-fail-fast"])
}

fn cargo_test(layout: &Layout, arguments: &[&str]) -> Result<Count> {
    let (status, output) = run_and_listen(cargo().current_dir(&layout.root).args(arguments))?;
    Ok(report::judged(report::rust(&output), status.success()))
}

fn csharp(layout: &Layout, dotnet: &Dotnet) -> Result<Count> {
    stage::build_native(layout, false)?;
    let project = layout.root.join("csharp/EntraRevoke.Tests");
    process::run(dotnet.command().arg("build").arg(&project).args([
        "--nologo",
        "--verbosity",
        "quiet",
        "-consoleLoggerParameters:ErrorsOnly",
    ]))?;
    let mut tests = dotnet.command();
    tests.arg("run").arg("--project").arg(&project).args(["--no-build", "--", "-noColor"]);
    let (status, output) = run_and_listen(environment(layout, &mut tests))?;
    Ok(report::judged(report::xunit(&output), status.success()))
}

fn powershell(layout: &Layout, dotnet: &Dotnet) -> Result<Count> {
    stage::run(layout, dotnet, false)?;
    let mut tests = dotnet.powershell(layout, "powershell/tests/run.ps1");
    tests.env("ENTRA_REVOKE_PESTER", pester(layout, dotnet)?);
    let (status, output) = run_and_listen(environment(layout, &mut tests))?;
    Ok(report::judged(report::pester(&output), status.success()))
}

/// The folder of Pester, which comes as a package.
fn pester(layout: &Layout, dotnet: &Dotnet) -> Result<PathBuf> {
    let project = layout.root.join("powershell/tests/packages.csproj");
    process::run(dotnet.command().arg("restore").arg(&project).args(["--verbosity", "quiet"]))?;
    let output = dotnet.command().arg("msbuild").arg(&project).args(["-getProperty:PesterFolder", "-nologo"]).output()?;
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

/// What the suites in other languages need to know.
pub(crate) fn environment<'a>(layout: &Layout, command: &'a mut Command) -> &'a mut Command {
    command
        .env("ENTRA_REVOKE_LIBRARY", layout.library(false))
        .env("ENTRA_REVOKE_SIMULATOR", layout.simulator(false))
        .env("ENTRA_REVOKE_MODULE", layout.manifest())
        .env("ENTRA_REVOKE_ROOT", &layout.root)
}
