//! What the build machine runs: the checks, then the README's test command.

use crate::layout::Layout;
use crate::process::{self, cargo, exists};
use crate::report::Count;
use crate::{header, test};
use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Runs all of them, whatever fails, and gives the count of checks and tests together.
pub(crate) fn run(layout: &Layout) -> Count {
    let checks: [(&str, &dyn Fn() -> Result<()>); 6] = [
        ("format", &|| process::run(cargo().current_dir(&layout.root).args(["fmt", "--all", "--check"]))),
        ("clippy", &|| {
            process::run(cargo().current_dir(&layout.root).args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))
        }),
        ("rustdoc", &|| {
            process::run(
                cargo().current_dir(&layout.root).args(["doc", "--quiet", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"),
            )
        }),
        ("header drift", &|| header::run(layout, true)),
        ("minimum Rust version", &|| minimum_rust_version(layout)),
        ("licences and advisories", &|| deny(layout)),
    ];
    let mut total = Count::default();
    for (name, check) in checks {
        println!("\n=== {name}");
        total.add(match check() {
            Ok(()) => {
                println!("{name}: passed");
                Count::PASSED
            }
            Err(error) => {
                println!("{name}: failed: {error:#}");
                Count::FAILED
            }
        });
    }
    total.add(test::run(layout, &[]));
    total
}

fn deny(layout: &Layout) -> Result<()> {
    if !exists("cargo-deny", "--version") {
        println!("cargo-deny is not installed (cargo install cargo-deny --locked); the licences are checked without it");
        return licences(layout);
    }
    // The database of advisories is fetched, which not every machine can.
    process::run(cargo().current_dir(&layout.root).args(["deny", "check", "bans", "licenses", "sources"]))
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    license_file: Option<String>,
    rust_version: Option<String>,
}

fn packages(layout: &Layout) -> Result<Vec<Package>> {
    let output = cargo().current_dir(&layout.root).args(["metadata", "--format-version", "1", "--locked"]).output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata can't be read")?;
    Ok(metadata.packages)
}

/// No dependency wants a newer Rust than we promise; our own code is watched by clippy's `incompatible_msrv`.
fn minimum_rust_version(layout: &Layout) -> Result<()> {
    let ours = version(option_env!("CARGO_PKG_RUST_VERSION").context("the workspace states it")?);
    let newer: Vec<_> = packages(layout)?
        .into_iter()
        .filter(|package| package.rust_version.as_deref().is_some_and(|wanted| version(wanted) > ours))
        .collect();
    if let Some(package) = newer.first() {
        bail!(
            "{} {} wants Rust {}, and we promise less",
            package.name,
            package.version,
            package.rust_version.as_deref().unwrap_or_default()
        );
    }
    Ok(())
}

fn version(text: &str) -> Vec<u64> {
    let mut numbers: Vec<_> = text.split('.').map(|number| number.parse().unwrap_or(0)).collect();
    numbers.resize(3, 0);
    numbers
}

/// What deny.toml allows, for machines without cargo-deny.
fn licences(layout: &Layout) -> Result<()> {
    let allowed = [
        "MIT",
        "Apache-2.0",
        "ISC",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "Zlib",
        "0BSD",
        "Unlicense",
        "Unicode-3.0",
        "CDLA-Permissive-2.0",
        "BSL-1.0",
        "MPL-2.0",
        "OpenSSL",
    ];
    for package in packages(layout)? {
        let Some(licence) = &package.license else {
            if package.license_file.is_some() { continue } else { bail!("{} {} names no licence", package.name, package.version) }
        };
        // One of several alternatives is enough.
        let terms: Vec<_> = licence.split(" OR ").flat_map(|term| term.split('/')).collect();
        let fits = |term: &str| {
            term.split(" AND ").all(|one| allowed.contains(&one.trim_matches(['(', ')', ' ']).split(" WITH ").next().unwrap_or_default()))
        };
        if !terms.iter().any(|term| fits(term)) {
            bail!("{} {} has the licence {licence}", package.name, package.version);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("1.100") > version("1.89"));
        assert_eq!(version("1.89"), version("1.89.0"));
    }
}
