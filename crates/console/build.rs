//! Picks the folder that is embedded: `web/dist` when the console was built, else the placeholder beside this crate.
//! It runs no npm and reaches no network.

use std::path::PathBuf;

fn main() {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let built = here.join("../../web/dist/index.html").is_file();
    println!("cargo:rustc-check-cfg=cfg(console_built)");
    if built {
        println!("cargo:rustc-cfg=console_built");
    }
    println!("cargo:rerun-if-changed=placeholder");
    // Watch a folder that exists: a missing path would make cargo run this script on every build.
    let watched = if built { "../../web/dist" } else { "../../web" };
    if here.join(watched).is_dir() {
        println!("cargo:rerun-if-changed={watched}");
    }
}
