//! Builds the gallery in `web/` when its output is missing or older than what it is made of.
//!
//! Where that cannot be done it says what is missing and goes on: the server then shows a page that says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What the gallery is made of, below `web/`.
const SOURCES: [&str; 10] = [
    "src",
    "messages",
    "public",
    "scripts",
    "index.html",
    "openapi.json",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "vite.config.ts",
];

fn main() {
    let web = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../web");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    println!("cargo::rerun-if-changed={}", web.join("dist/index.html").display());
    let built = fs::metadata(web.join("dist/index.html")).and_then(|file| file.modified()).ok();
    let newest = SOURCES.iter().filter_map(|source| newest(&web.join(source))).max();
    if built.is_some_and(|built| newest.is_none_or(|newest| newest <= built)) {
        return;
    }
    if let Err(problem) = build(&web) {
        // Rather none than an old one. If it cannot be removed, it was not there.
        let _ = fs::remove_dir_all(web.join("dist"));
        println!("cargo::warning=The gallery is not in this build: {problem}");
        println!(
            "cargo::warning=To have it, install Node.js 20.19 or later with npm, run `npm ci && npm run build` in web/, and build again."
        );
    }
}

/// When this file, or the newest in this folder, was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return fs::metadata(path).ok()?.modified().ok() };
    // Two of them are made from the others by the build itself.
    let made = |path: &Path| path.ends_with("api/schema.ts") || path.ends_with("messages/ids.ts");
    entries.flatten().map(|entry| entry.path()).filter(|path| !made(path)).filter_map(|path| newest(&path)).max()
}

fn build(web: &Path) -> Result<(), String> {
    // Whoever has the packages already may be without a network. What they were installed from is noted beside them.
    let (wanted, installed) = (web.join("package-lock.json"), web.join("node_modules/.lock"));
    let read = |path: &Path| fs::read(path).ok();
    if read(&wanted) != read(&installed) {
        npm(web, &["ci", "--no-audit", "--no-fund"])?;
        fs::copy(&wanted, &installed).map_err(|error| format!("{}: {error}", installed.display()))?;
    }
    npm(web, &["run", "build"])
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), String> {
    let ran = Command::new("npm").args(arguments).current_dir(web).output();
    let output = ran.map_err(|error| format!("npm cannot be run: {error}."))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.lines().map(str::trim).filter(|line| line.len() > 1).collect();
    let last = lines[lines.len().saturating_sub(4)..].join(" · ");
    Err(format!("`npm {}` failed: {last}", arguments.join(" ")))
}
