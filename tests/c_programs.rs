//! Builds the C programs and runs them against the simulator: as C99, as C++, with the sanitizers, and under valgrind.
#![cfg(unix)]

use graph_simulator::{Config, Simulator};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// How a program is built and run.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Variant {
    C99,
    Cxx,
    Sanitized,
    Valgrind,
}

impl Variant {
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::C99 => &["-std=c99"],
            Self::Cxx => &["-x", "c++", "-std=c++11"],
            Self::Sanitized => &["-std=c99", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
            Self::Valgrind => &["-std=c99", "-g"],
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where `cargo test` leaves the dynamic library: beside this test.
fn library_folder() -> PathBuf {
    let folder = std::env::current_exe().ok().and_then(|test| test.parent().map(Path::to_owned)).expect("a test lies in a folder");
    let name = if cfg!(target_os = "macos") { "libentra_revoke.dylib" } else { "libentra_revoke.so" };
    assert!(folder.join(name).is_file(), "{name} is not in {}", folder.display());
    folder
}

fn compile(source: &str, variant: Variant) -> PathBuf {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let name = Path::new(source).file_stem().and_then(|stem| stem.to_str()).expect("a file name");
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{variant:?}"));
    let library = library_folder();
    let mut command = Command::new(&compiler);
    command.args(variant.flags()).args(WARNINGS);
    command.arg("-I").arg(root().join("include")).arg("-I").arg(root().join("tests/c")).arg(root().join(source));
    command.args(["-x", "none", "-o"]).arg(&program).arg("-L").arg(&library).args(["-lentra_revoke", "-pthread"]);
    command.arg(format!("-Wl,-rpath,{}", library.display()));
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{compiler} can't be started ({e}); install a C compiler, for example with: apt-get install gcc g++"));
    assert!(output.status.success(), "{source} as {variant:?} does not compile:\n{}", String::from_utf8_lossy(&output.stderr));
    program
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn run(program: &Path, variant: Variant, simulator: &Simulator, input: &str) -> Output {
    let endpoint = simulator.endpoint();
    let mut command = if variant == Variant::Valgrind {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args([
                "--quiet",
                "--error-exitcode=9",
                "--leak-check=full",
                "--errors-for-leak-kinds=definite",
                "--show-leak-kinds=definite",
                "--child-silent-after-fork=yes",
            ])
            .arg(program);
        valgrind
    } else {
        Command::new(program)
    };
    // Cargo puts its own folders on this path, with a library that an earlier build may have left there.
    command.env("LD_LIBRARY_PATH", library_folder()).env("DYLD_LIBRARY_PATH", library_folder());
    command.env("ENTRA_REVOKE_GRAPH", &endpoint.graph).env("ENTRA_REVOKE_TOKEN", &endpoint.access_token);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was just built");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}

/// A test program succeeds by ending with 0.
fn passes(source: &str, variant: Variant) {
    if variant == Variant::Valgrind && !is_installed("valgrind") {
        eprintln!("skipped: valgrind is not installed");
        return;
    }
    let simulator = Simulator::start(Config { users: 1_000, ..Config::default() }).expect("a loopback port is free");
    let output = run(&compile(source, variant), variant, &simulator, "");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{source} as {variant:?}: {}\n{out}{err}", output.status);
}

macro_rules! programs {
    ($($name:ident: $($variant:ident)*;)*) => {
        $(mod $name {
            $(#[test]
            #[allow(non_snake_case)]
            fn $variant() {
                super::passes(concat!("tests/c/", stringify!($name), ".c"), super::Variant::$variant);
            })*
        })*
    };
}

programs! {
    header: C99 Cxx Sanitized;
    layout: C99 Cxx Sanitized Valgrind;
    misuse: C99 Cxx Sanitized Valgrind;
    threads: C99 Cxx Sanitized Valgrind;
    host: C99 Cxx Sanitized Valgrind;
    request: C99 Cxx Sanitized Valgrind;
    watch: C99 Cxx Sanitized Valgrind;
    fork: C99 Sanitized;
}

/// The example revokes a list and tells the truth about each line.
fn example(variant: Variant) {
    if variant == Variant::Valgrind && !is_installed("valgrind") {
        eprintln!("skipped: valgrind is not installed");
        return;
    }
    let simulator = Simulator::start(Config { users: 300, guests: 1, ..Config::default() }).expect("a loopback port is free");
    let program = compile("examples/c/revoke_list.c", variant);
    let users: Vec<_> = (1..=300).map(|number| format!("user{number:05}@contoso.example\n")).collect();
    let good = run(&program, variant, &simulator, &users.concat());
    let text = String::from_utf8_lossy(&good.stdout);
    assert_eq!(good.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&good.stderr));
    assert!(text.contains("user00300@contoso.example: revoked\n") && text.ends_with("300 of 300 revoked\n"), "{text}");
    assert_eq!(simulator.books().users_revoked, 300);

    let mixed = run(
        &program,
        variant,
        &simulator,
        "user00001@contoso.example\nnobody@contoso.example\n\nguest00001_fabrikam.example#EXT#@contoso.example\r\n",
    );
    let text = String::from_utf8_lossy(&mixed.stdout);
    assert_eq!(mixed.status.code(), Some(2), "{text}");
    for line in [
        "nobody@contoso.example: refused [Request_ResourceNotFound] Resource",
        "guest00001_fabrikam.example#EXT#@contoso.example: no effect",
        ": invalid",
        "1 of 4 revoked\n",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[test]
fn the_example_as_c99() {
    example(Variant::C99);
}

#[test]
fn the_example_with_sanitizers() {
    example(Variant::Sanitized);
}

#[test]
fn the_example_under_valgrind() {
    example(Variant::Valgrind);
}
