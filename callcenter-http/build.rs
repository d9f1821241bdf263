//! Builds the web console where its sources changed, and tells the crate where it lies.
//!
//! The work is done on a copy in the target folder and kept by a hash of the sources, so all profiles and features share it and
//! the checkout stays as it is. A packaged crate brings `console/dist`. Where neither is to be had, a page says why.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the console is made of, below `console/`.
const SOURCES: [&str; 8] = [
    "index.html",
    "package.json",
    "package-lock.json",
    "public",
    "src",
    "tools",
    "tsconfig.json",
    "vite.config.ts",
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PATH");
    if std::env::var_os("CARGO_FEATURE_CONSOLE").is_none() {
        return;
    }
    for source in SOURCES {
        println!("cargo:rerun-if-changed=console/{source}");
    }
    let folder = console().unwrap_or_else(|why| {
        println!("cargo:warning=the web console is not built: {why}");
        excuse(&why.to_string()).expect("the build's own folder can be written")
    });
    println!("cargo:rustc-env=CALLCENTER_CONSOLE={}", folder.display());
}

/// The folder of the built console.
fn console() -> Result<PathBuf, Box<dyn Error>> {
    let packaged = Path::new("console/dist");
    if !Path::new("console/src").exists() && packaged.join("index.html").exists() {
        return Ok(fs::canonicalize(packaged)?);
    }
    let mut files = Vec::new();
    for source in SOURCES {
        list(&Path::new("console").join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&fs::read(file)?);
    }
    let home = target()?.join("console");
    fs::create_dir_all(&home)?;
    let built = home.join(format!("{:016x}", hasher.finish()));
    // Two builds at once wait for each other.
    let lock = fs::File::create(home.join("lock"))?;
    lock.lock()?;
    if !built.join("index.html").exists() {
        build(&files, &home.join("work"), &built)?;
    }
    Ok(built)
}

fn build(files: &[PathBuf], work: &Path, built: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(work)?;
    for source in SOURCES {
        let old = work.join(source);
        if old.is_dir() {
            fs::remove_dir_all(old)?;
        }
    }
    for file in files {
        let copy = work.join(file.strip_prefix("console")?);
        fs::create_dir_all(copy.parent().ok_or("a file lies in a folder")?)?;
        fs::copy(file, copy)?;
    }
    let wanted = fs::read("console/package-lock.json")?;
    let installed = work.join("node_modules/installed");
    if fs::read(&installed).ok().as_deref() != Some(&wanted) {
        // Not `npm ci`: it wants every platform's binaries in the lock file, and not every registry has them all.
        npm(work, &["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"])?;
        fs::write(&installed, wanted)?;
    }
    npm(work, &["run", "build"])?;
    fs::rename(work.join("dist"), built)?;
    Ok(())
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let what = format!("npm {}", arguments.join(" "));
    let ran = Command::new("npm").args(arguments).current_dir(folder).output();
    let output = ran.map_err(|why| format!("{what}: {why} (Node.js 20.19 or later is needed)"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().rev().take(4).collect();
    Err(format!("{what}: {}", last.into_iter().rev().collect::<Vec<_>>().join(" / ")).into())
}

/// The target folder, by where this build's own folder lies in it: `target/debug/build/callcenter-http-…/out`.
fn target() -> Result<PathBuf, Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    Ok(out.ancestors().nth(4).ok_or("OUT_DIR is not in a target folder")?.to_owned())
}

fn list(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        list(&entry?.path(), files)?;
    }
    Ok(())
}

/// A page that says why there is no console.
fn excuse(why: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = PathBuf::from(std::env::var("OUT_DIR")?).join("excuse");
    fs::create_dir_all(&folder)?;
    let why = why.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>callcenter</title>\n\
         <h1>The web console was not built</h1><p>{why}</p>\n\
         <p>Install Node.js 20.19 or later with npm, then build again. Everything else works: \
         <a href=\"/docs\">the HTTP interface</a>.</p></html>\n"
    );
    fs::write(folder.join("index.html"), page)?;
    Ok(folder)
}
