//! Another process that shares the switch: the same test once more, which plays a member there instead.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use callcenter::live::{Live, TeamRole};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::house::{House, config, soon, until};

/// Tells a process that it is one: the switch's port, and the folder.
const MEMBER: &str = "CALLCENTER_TEAM_MEMBER";

/// What its lines begin with, among those of the test's frame.
const SAYS: &str = "member: ";

pub(crate) struct Member {
    child: Child,
    tells: ChildStdin,
    lines: UnboundedReceiver<String>,
}

impl Member {
    /// Starts one; `test` is the name of the test that asks for it, which begins with [`plays_here`].
    pub(crate) fn start(test: &str, house: &House) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this is a file"));
        command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
        command.env(MEMBER, format!("{} {}", house.port, house.folder().display()));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started");
        let tells = child.stdin.take().expect("it is piped");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let (tell, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some((_, said)) = line.split_once(SAYS) {
                    // A test that is over does not listen any more.
                    let _ = tell.send(said.to_owned());
                }
            }
        });
        Self { child, tells, lines }
    }

    /// The next that it says.
    pub(crate) async fn says(&mut self) -> String {
        soon("the member says something", self.lines.recv()).await.expect("it goes on")
    }

    /// Waits until it says this, whatever it says before.
    pub(crate) async fn says_at_last(&mut self, wanted: &str) {
        while self.says().await != wanted {}
    }

    /// Has it look when it has this entry; the entry and the hash of the state that it saw then.
    pub(crate) async fn looks(&mut self, seq: u64) -> (u64, u128) {
        self.tell(&format!("look {seq}"));
        loop {
            let said = self.says().await;
            if let Some(seen) = said.strip_prefix("sees ") {
                let (seq, hash) = seen.split_once(' ').expect("two words");
                return (seq.parse().expect("a number"), hash.parse().expect("a number"));
            }
        }
    }

    /// Ends it in order.
    pub(crate) async fn stop(mut self) {
        self.tell("stop");
        self.says_at_last("stopped").await;
        assert!(self.child.wait().expect("it is ours").success());
    }

    /// Ends it at once: no handler of its own runs.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it ends");
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
        assert!(done.is_ok_and(|status| status.success()), "it does not run any more");
    }

    fn tell(&mut self, what: &str) {
        writeln!(self.tells, "{what}").expect("it listens");
    }
}

/// Plays a member when this process is one; says whether it did.
pub(crate) async fn plays_here() -> bool {
    let Ok(told) = std::env::var(MEMBER) else { return false };
    let (port, folder) = told.split_once(' ').expect("two words");
    let config = config(port.parse().expect("a port"), Path::new(folder));
    play(Live::start(config).await.expect("it leads or follows")).await;
    true
}

async fn play(live: Live) {
    let handle = live.handle();
    let mut watch = handle.watch();
    let mut batches = handle.follow();
    let (tell, mut told) = unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let mut last = String::new();
    loop {
        let part = {
            let standing = watch.borrow_and_update();
            match (standing.vacant.is_some(), standing.role) {
                (true, _) => "alone",
                (false, TeamRole::Leading) => "leads",
                (false, TeamRole::Following) => "follows",
            }
        };
        if part != last {
            println!("{SAYS}{part}");
            part.clone_into(&mut last);
        }
        let line = tokio::select! {
            line = told.recv() => line,
            changed = watch.changed() => {
                changed.expect("it goes on");
                continue;
            }
            batch = batches.recv() => {
                if batch.is_ok_and(|batch| batch.is_empty()) {
                    println!("{SAYS}there is a hole");
                }
                continue;
            }
        };
        let Some(line) = line else {
            // Who asked for it is gone.
            return;
        };
        match line.split_once(' ') {
            Some(("look", wanted)) => {
                let wanted: u64 = wanted.parse().expect("a number");
                until("the entry", &handle, |moment| moment.state.seq() >= wanted).await;
                let (seq, hash) = handle.look(|moment| (moment.state.seq(), moment.state.hash()));
                println!("{SAYS}sees {seq} {hash}");
            }
            _ => break,
        }
    }
    live.stop().await.expect("everything is durable");
    println!("{SAYS}stopped");
}
