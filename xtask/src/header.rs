//! `include/entra_revoke.h`, generated from `src/ffi`.

use crate::layout::Layout;
use anyhow::{Context, Result, bail};
use std::fs;

/// Writes the header, or compares it with what would be written.
pub(crate) fn run(layout: &Layout, check: bool) -> Result<()> {
    let path = layout.root.join("include/entra_revoke.h");
    let generated = generate(layout)?;
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if generated == committed {
        return Ok(());
    }
    if check {
        bail!("include/entra_revoke.h is not what src/ffi says. Run: cargo xtask header");
    }
    fs::write(&path, generated).context("the header can't be written")
}

fn generate(layout: &Layout) -> Result<String> {
    let mut config = cbindgen::Config::from_file(layout.root.join("cbindgen.toml")).map_err(anyhow::Error::msg)?;
    let version = env!("CARGO_PKG_VERSION");
    for text in [&mut config.header, &mut config.after_includes].into_iter().flatten() {
        *text = text.replace("@VERSION@", version);
    }
    let mut builder = cbindgen::Builder::new().with_config(config);
    let mut files: Vec<_> =
        fs::read_dir(layout.root.join("src/ffi"))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        builder = builder.with_src(file);
    }
    let mut bytes = Vec::new();
    builder.generate().context("cbindgen can't read src/ffi")?.write(&mut bytes);
    // What Rust calls safety is what a C caller has to see to.
    Ok(String::from_utf8(bytes)?.replace(" # Safety\n ", " Requires: "))
}
