//! Writes the first inputs of `restore`, made from those of `operations`:
//! `cargo run -p callcenter-fuzz --example restore_seeds`.

use std::fs;
use std::path::Path;

/// Larger contents teach the fuzzer nothing that smaller ones do not, in bytes.
const CONTENT_BYTES_MAX: usize = 6_000;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    fs::create_dir_all(corpus.join("restore"))?;
    for entry in fs::read_dir(corpus.join("operations"))? {
        let path = entry?.path();
        let data = fs::read(&path)?;
        // An input that fails is for `cargo test`; here it only gives no snapshot.
        let most = data.len() * 3 / 4;
        let Ok(snapshot) = std::panic::catch_unwind(|| callcenter_fuzz::snapshot_after(&data[..most])) else {
            continue;
        };
        let content = callcenter_fuzz::unsealed(&snapshot);
        if let Some(name) = path.file_name().filter(|_| content.len() < CONTENT_BYTES_MAX) {
            fs::write(corpus.join("restore").join(name), content)?;
        }
    }
    Ok(())
}
