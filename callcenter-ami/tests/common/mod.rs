//! The recorded traces.

use std::fs;
use std::path::{Path, PathBuf};

/// All traces, by path. Fails when there are none.
pub(crate) fn traces() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    assert!(!paths.is_empty(), "no traces in {}", root.display());
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).expect("a file that was just listed can be read");
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder of traces can be listed") {
        let path = entry.expect("an entry of a folder can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "ami") {
            paths.push(path);
        }
    }
}

/// What came over the wire: a trace without its `;@` and `;!` lines, found here in the plainest way.
#[allow(dead_code, reason = "not every test file needs it")]
pub(crate) fn wire(trace: &[u8]) -> Vec<u8> {
    let is_wire = |line: &&[u8]| !line.starts_with(b";@ ") && !line.starts_with(b";! ");
    trace.split_inclusive(|byte| *byte == b'\n').filter(is_wire).flatten().copied().collect()
}
