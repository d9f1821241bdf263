//! Every committed input, and every input that once failed, goes through its target.

use std::fs;
use std::path::Path;

fn replay(target: &str, run: fn(&[u8])) {
    let mut count = 0;
    for folder in ["corpus", "regressions"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(target);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
        paths.sort();
        for path in paths {
            let data = fs::read(&path).expect("an input can be read");
            let outcome = std::panic::catch_unwind(|| run(&data));
            assert!(outcome.is_ok(), "{} fails", path.display());
            count += 1;
        }
    }
    assert!(count > 0, "{target} has no corpus");
    println!("{target}: {count} inputs");
}

#[test]
fn decode_takes_its_corpus() {
    replay("decode", callcenter_fuzz::decode);
}

#[test]
fn translate_takes_its_corpus() {
    replay("translate", callcenter_fuzz::translate);
}

#[test]
fn encode_takes_its_corpus() {
    replay("encode", callcenter_fuzz::encode);
}

#[test]
fn operations_takes_its_corpus() {
    replay("operations", callcenter_fuzz::operations);
}

#[test]
fn restore_takes_its_corpus() {
    replay("restore", callcenter_fuzz::restore);
}
