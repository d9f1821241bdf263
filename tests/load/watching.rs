//! `callcenter watch --store` as a process, on a switch that plays a trace.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};

use callcenter_ami::mirror::{Mirror, Pace};

use super::program::callcenter;

/// A live switch being kept by a process of its own.
pub(crate) struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    /// A switch that plays a trace from its beginning to whoever connects; its place.
    pub(crate) fn switch(trace: &Path) -> String {
        let recorded = std::fs::read(trace).unwrap_or_else(|error| panic!("{}: {error}", trace.display()));
        let mirror = Mirror::bind(("127.0.0.1", 0), &recorded, Pace::AtOnce).expect("a port is free");
        let place = mirror.address().expect("a listener has an address").to_string();
        std::thread::spawn(move || mirror.serve());
        place
    }

    pub(crate) fn start(switch: &str, url: &str, spool: &Path) -> Self {
        let spool = spool.display().to_string();
        let arguments =
            ["watch", "--plain", "--acknowledge", "--every", "1", "--user", "proof", "--ami", switch];
        let mut command = callcenter(&arguments);
        command.args(["--store", url, "--spool", &spool]).env("CALLCENTER_AMI_SECRET", "hush");
        let mut child =
            command.stderr(std::process::Stdio::null()).spawn().expect("cargo has built the program");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // A test that is over does not listen any more.
                let _ = tell.send(line);
            }
        });
        Self { child, lines }
    }

    /// Waits until it says that an entry after this one survives a crash, and gives its number.
    pub(crate) fn durable_after(&self, seq: u64) -> u64 {
        loop {
            let line = self.line();
            let told = line.strip_prefix("durable ").map(|seq| seq.parse().expect("it tells a number"));
            if let Some(told) = told.filter(|&told: &u64| told > seq) {
                return told;
            }
        }
    }

    /// Waits until it says that nothing waits in the spool any more.
    pub(crate) fn all_kept(&self) {
        while !self.line().starts_with("-- books: kept up to fact") {}
    }

    fn line(&self) -> String {
        self.lines.recv().expect("it goes on until it is told to end")
    }

    /// Ends it at once, and gives the last entry that it said to be durable, or `seq`.
    pub(crate) fn kill(mut self, seq: u64) -> u64 {
        self.child.kill().expect("a child of ours can be killed");
        self.child.wait().expect("a child can be waited for");
        let durable = |line: String| line.strip_prefix("durable ").and_then(|seq| seq.parse().ok());
        self.lines.iter().filter_map(durable).fold(seq, u64::max)
    }

    /// Asks it to end, and gives its exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        let done = Command::new("kill").arg(self.child.id().to_string()).status();
        assert!(done.is_ok_and(|status| status.success()), "the program does not run any more");
        while self.lines.recv().is_ok() {}
        self.child.wait().expect("a child can be waited for").code()
    }
}
