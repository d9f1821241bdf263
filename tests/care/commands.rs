//! As a user types it.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::common;

/// A folder that goes away.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Folder {
    /// A store with a recorded busy hour in it.
    fn kept(name: &str) -> Self {
        let folder =
            Self(std::env::temp_dir().join(format!("callcenter-care-{}-{name}", std::process::id())));
        std::fs::create_dir_all(&folder.0).expect("the system has room for a folder");
        let (_, trace) =
            common::traces().into_iter().find(|(name, _)| name == "22.10.1/busy_hour").expect("it is there");
        let trace = trace.join("events.ami");
        let done = folder.run(&["replay", trace.to_str().expect("a text"), "--store", "sqlite:calls.db"]);
        assert!(done.status.success(), "{done:?}");
        folder
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_callcenter"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("CALLCENTER_STORE")
            .output()
            .expect("it runs")
    }

    /// What a command prints when it succeeds.
    fn says(&self, arguments: &[&str]) -> String {
        let done = self.run(&[arguments, &["--store", "sqlite:calls.db"]].concat());
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("a text")
    }

    /// What it says when it does not.
    fn refuses(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert!(!done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stdout));
        String::from_utf8(done.stderr).expect("a text")
    }
}

#[test]
fn a_store_is_cared_for_by_commands() {
    let folder = Folder::kept("commands");
    let verified = folder.says(&["verify"]);
    assert!(folder.says(&["recalc"]).ends_with("0 changed, 0 removed\n"));
    assert_eq!(folder.says(&["reconclude", "--output", "json"]), "", "today's engine says the same");

    let number = ["anonymise", "--number", "+49 1500 100071"];
    assert!(folder.says(&[number.as_slice(), &["--dry-run"]].concat()).ends_with("nothing was changed\n"));
    assert!(folder.says(&number).contains("the caller is 999"));
    assert!(folder.says(&number).contains("no call of this number is kept"));
    assert_eq!(folder.says(&["verify"]), verified);

    folder.says(&["reconclude", "--keep", "--since", "2026-01-01"]);
    assert_eq!(folder.says(&["verify"]).lines().count(), 2, "the first reading and the second");
    let would = folder.says(&["purge", "--calls", "0", "--dry-run"]);
    assert_eq!(folder.says(&["purge", "--calls", "0"]), would.replace("would remove", "removed"));
    assert!(folder.says(&["verify"]).lines().all(|line| line.contains("calls 0")));
}

#[test]
fn what_cannot_be_done_is_told_with_what_to_do() {
    let folder = Folder::kept("refused");
    let store = ["--store", "sqlite:calls.db"];
    let told = |arguments: &[&str]| folder.refuses(&[arguments, &store].concat());
    assert!(told(&["anonymise", "--number", "1001"]).contains("an extension belongs to nobody outside"));
    assert!(told(&["anonymise", "--number", "Anna"]).contains("write it with its country"));
    assert!(told(&["recalc", "--stream", "nowhere"]).contains("say less, or nothing"));
    assert!(told(&["purge", "--calls", "99999999"]).contains("--calls"));
    assert!(told(&["reconclude", "--since", "yesterday"]).contains("write a day of UTC"));
    for command in ["recalc", "purge", "reconclude"] {
        assert!(folder.refuses(&[command, "--store", "sqlite:mistyped.db"]).contains("mistyped.db"));
        assert!(folder.refuses(&[command]).contains("no store is named"));
    }
    assert!(!folder.0.join("mistyped.db").exists(), "a name that was mistyped makes no file");
}
