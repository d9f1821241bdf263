//! `callcenter replay --store` as a process, and `callcenter verify`.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;

/// A trace being kept in a store by a process of its own.
pub(crate) struct Keeping {
    child: Child,
    committed: Receiver<u64>,
    last: u64,
    err: JoinHandle<String>,
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; none: it was killed.
    pub(crate) code: Option<i32>,
    /// The last entry that it said to be durable; 0: none.
    pub(crate) committed: u64,
    /// What it said on standard error.
    pub(crate) err: String,
}

/// What `verify` said of the one stream of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) seq: u64,
    pub(crate) hash: String,
    pub(crate) calls: u64,
}

/// What `verify` says of a file that is missing, or in which no tables were made.
const NOT_MADE: [&str; 3] = ["there is no such file", "No such file", "no such table"];

/// The program with arguments, and nothing of this shell's settings.
pub(crate) fn callcenter(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callcenter"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["CALLCENTER_STORE", "CALLCENTER_LOG", "CALLCENTER_AMI", "CALLCENTER_AMI_USER"] {
        command.env_remove(name);
    }
    command
}

impl Keeping {
    pub(crate) fn start(trace: &Path, url: &str) -> Self {
        let trace = trace.display().to_string();
        let mut command = callcenter(&["replay", &trace, "--store", url, "--progress", "plain"]);
        let mut child = command.spawn().expect("cargo has built the program");
        let (tell, committed) = channel();
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some(seq) = line.strip_prefix("committed ") {
                    let seq = seq.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
                    // A test that is over does not listen any more.
                    let _ = tell.send(seq);
                }
            }
        });
        let mut err = child.stderr.take().expect("it is piped");
        let err = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = err.read_to_string(&mut text);
            text
        });
        Self { child, committed, last: 0, err }
    }

    /// Waits until it says that a further batch is durable, and gives its last entry; nothing: it ended first.
    pub(crate) fn next_commit(&mut self) -> Option<u64> {
        let seq = self.committed.recv().ok()?;
        assert!(seq > self.last, "committed {seq} after committed {}", self.last);
        self.last = seq;
        Some(seq)
    }

    /// Ends it at once: no handler of its own runs.
    pub(crate) fn kill(mut self) -> Ended {
        self.child.kill().expect("a child of ours can be killed");
        self.wait()
    }

    /// Lets it run to its end.
    pub(crate) fn wait(mut self) -> Ended {
        while self.next_commit().is_some() {}
        let code = self.child.wait().expect("a child can be waited for").code();
        Ended { code, committed: self.last, err: self.err.join().expect("reading does not panic") }
    }

    /// Whether it has not come to its end.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_none()
    }

    /// Holds it where it is.
    pub(crate) fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "the program does not run any more");
    }
}

/// Checks a store, in which all must agree. Nothing: it has no tables yet.
pub(crate) fn verify(url: &str) -> Option<Seen> {
    let done = callcenter(&["verify", "--store", url]).output().expect("cargo has built the program");
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    // A program that was killed before it began has left no file, an empty one, or a store without entries.
    if !done.status.success() && out.is_empty() && NOT_MADE.iter().any(|words| err.contains(words)) {
        return None;
    }
    assert!(
        done.status.success() && (err.is_empty() || err.contains("the store is empty")),
        "verify: {out}{err}"
    );
    let words: Vec<&str> = out.split_ascii_whitespace().collect();
    let ["seq", seq, "hash", hash, "calls", calls] = words[..] else { panic!("verify said: {out}") };
    let number = |text: &str| text.parse().unwrap_or_else(|error| panic!("verify said {out}: {error}"));
    Some(Seen { seq: number(seq), hash: hash.to_owned(), calls: number(calls) })
}

/// The hash of the state after this entry, by a replay that keeps nothing.
pub(crate) fn hash_at(trace: &Path, seq: u64) -> String {
    let (trace, seq) = (trace.display().to_string(), seq.to_string());
    let done =
        callcenter(&["replay", &trace, "--stop-at", &seq]).output().expect("cargo has built the program");
    let out = String::from_utf8_lossy(&done.stdout);
    let hash = out.lines().last().and_then(|line| line.strip_prefix("state "));
    hash.unwrap_or_else(|| panic!("replay said: {out}")).trim().to_owned()
}
