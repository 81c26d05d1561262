//! The boundary keeps its rules: every export is guarded, exported and in the header; nothing else is; unsafe code is in
//! `src/ffi` and nowhere else.

use object::{Object, ObjectSymbol};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("it can be read")
}

/// Name and body of each export in a source file.
fn exports(source: &str) -> Vec<(String, String)> {
    let starts: Vec<_> = source.match_indices("extern \"C\" fn ").map(|(at, start)| at + start.len()).collect();
    starts
        .iter()
        .map(|&start| {
            let rest = &source[start..];
            let name = rest.split('(').next().unwrap_or_default().trim().to_owned();
            let body = rest.find(" {\n").map_or("", |at| &rest[at + 3..]);
            (name, body[..body.find("\n}").unwrap_or(body.len())].trim().to_owned())
        })
        .collect()
}

fn all_exports() -> Vec<(String, String)> {
    sources(&root().join("src/ffi")).iter().flat_map(|path| exports(&text(path))).collect()
}

fn in_header() -> BTreeSet<String> {
    let header = text(&root().join("include/entra_revoke.h"));
    let names = header.match_indices("entra_revoke_").filter_map(|(at, _)| {
        let name: String = header[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        header[at + name.len()..].starts_with('(').then_some(name)
    });
    // Comments name functions, too; those are the same ones.
    names.collect()
}

#[test]
fn every_export_is_one_guard_from_end_to_end() {
    let exports = all_exports();
    assert!(exports.len() >= 16, "{} exports were found", exports.len());
    for (name, body) in exports {
        assert!(body.starts_with("guard!(") && (body.ends_with("})") || body.ends_with("});")), "{name} is not a single guard:\n{body}");
        assert_eq!(body.matches("guard!(").count(), 1, "{name}");
    }
}

#[test]
fn the_header_declares_exactly_the_exports() {
    let ours: BTreeSet<_> = all_exports().into_iter().map(|(name, _)| name).collect();
    assert_eq!(ours, in_header());
}

#[test]
fn the_library_exports_exactly_what_the_header_declares() {
    let folder = std::env::current_exe().ok().and_then(|test| test.parent().map(Path::to_owned)).expect("a test lies in a folder");
    let name = format!("{}entra_revoke{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let bytes = fs::read(folder.join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let file = object::File::parse(&*bytes).expect("a dynamic library");
    let exported: BTreeSet<String> = if cfg!(target_os = "linux") {
        let defined = file.dynamic_symbols().filter(|symbol| symbol.is_definition() && symbol.is_global());
        defined.filter_map(|symbol| symbol.name().ok().map(str::to_owned)).collect()
    } else {
        let names = file.exports().expect("it has exports");
        names.iter().map(|export| String::from_utf8_lossy(export.name()).trim_start_matches('_').to_owned()).collect()
    };
    assert_eq!(exported, in_header());
}

#[test]
fn unsafe_code_is_in_the_boundary_and_nowhere_else() {
    let ffi = root().join("src/ffi");
    let opened: Vec<_> = ["src", "tests/simulator/src", "xtask/src"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .filter(|path| text(path).contains("allow(unsafe_code)"))
        .collect();
    assert_eq!(opened, [ffi.join("mod.rs")]);
    assert!(text(&root().join("Cargo.toml")).contains("unsafe_code = \"deny\""));
}
