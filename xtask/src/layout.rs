//! Where things are and what they are called.

use anyhow::{Context, Result};
use std::env::consts::{ARCH, OS};
use std::path::{Path, PathBuf};

/// The checkout and its target folder.
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Layout {
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the checkout")?.to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    /// What a build of this profile gives.
    pub(crate) fn built(&self, release: bool) -> PathBuf {
        self.target.join(if release { "release" } else { "debug" })
    }

    pub(crate) fn library(&self, release: bool) -> PathBuf {
        self.built(release).join(library_name())
    }

    pub(crate) fn simulator(&self, release: bool) -> PathBuf {
        self.built(release).join(format!("graph-simulator{}", std::env::consts::EXE_SUFFIX))
    }

    /// The staged module; everything uses this and never the sources.
    pub(crate) fn module(&self) -> PathBuf {
        self.target.join("module/EntraRevoke")
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.module().join("EntraRevoke.psd1")
    }
}

/// The library's file name on this system.
pub(crate) fn library_name() -> &'static str {
    match OS {
        "windows" => "entra_revoke.dll",
        "macos" => "libentra_revoke.dylib",
        _ => "libentra_revoke.so",
    }
}

/// This system's name in NuGet's layout: `linux-x64`, `osx-arm64`, `win-x64` …
pub(crate) fn runtime_identifier() -> String {
    let os = match OS {
        "windows" => "win",
        "macos" => "osx",
        other => other,
    };
    let arch = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "x86",
        other => other,
    };
    format!("{os}-{arch}")
}
