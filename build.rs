//! Gives the dynamic library its name and version. Writes nothing into the tree.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    match env::var("CARGO_CFG_TARGET_OS").unwrap_or_default().as_str() {
        "windows" => version_resource(),
        "macos" => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libentra_revoke.dylib"),
        "linux" | "android" | "freebsd" => {
            // The file's own name: programs link and run against the one file, and ask `entra_revoke_abi_version` what it is.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libentra_revoke.so");
            // Its threads run until the process ends, so its code must stay where it is.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        _ => {}
    }
}

/// What Explorer and `Get-Item | Format-List VersionInfo` show. Without a resource compiler the library works as well.
fn version_resource() {
    let mut resource = winresource::WindowsResource::new();
    resource.set("ProductName", "Entra Revoke");
    resource.set("FileDescription", "Revokes sign-in sessions of Microsoft Entra ID users");
    resource.set("OriginalFilename", "entra_revoke.dll");
    resource.set("LegalCopyright", "MIT OR Apache-2.0");
    if let Err(error) = resource.compile() {
        println!("cargo::warning=the library has no Windows version resource: {error}");
    }
}
