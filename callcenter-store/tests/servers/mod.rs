//! Real PostgreSQL and MariaDB servers for tests, started here and gone with the test: see `serve`, which does the work.
//!
//! ```ignore
//! mod servers;
//!
//! #[tokio::test]
//! async fn what_is_written_is_read() {
//!     if servers::left_out() { return; }
//!     let store = callcenter_store::open(&servers::postgres()).await;
//! }
//! ```

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Leaves tests with servers out, when it is set to 1.
const WITHOUT: &str = "CALLCENTER_WITHOUT_SERVERS";

/// Counts this program's throw-away databases.
static DATABASES: AtomicU32 = AtomicU32::new(1);

/// Whether tests with real servers are left out, for a machine without them; never in CI.
pub fn left_out() -> bool {
    if env::var(WITHOUT).as_deref() != Ok("1") {
        return false;
    }
    assert_ne!(env::var("CI").as_deref(), Ok("true"), "{WITHOUT} is set, but in CI nothing is left out");
    println!("left out: {WITHOUT} is set, so no database server is started");
    true
}

/// The address of a new and empty PostgreSQL database with its own user and password.
pub fn postgres() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::postgres).fresh()
}

/// The address of a new and empty MariaDB database with its own user and password.
pub fn mariadb() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::mariadb).fresh()
}

/// A server of one's own, to be killed and started again. It ends, and its folder goes, when it is dropped or its test
/// program ends, however that happens.
#[derive(Debug)]
pub struct Server {
    port: u16,
    line: Mutex<Line>,
}

/// The line to the script that keeps the server.
#[derive(Debug)]
struct Line {
    keeper: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// Starts PostgreSQL.
    pub fn postgres() -> Self {
        Self::start(&["postgres"])
    }

    /// Starts MariaDB.
    pub fn mariadb() -> Self {
        Self::start(&["mariadb"])
    }

    /// Starts one as `serve` is told by its arguments: `["postgres", "room", "64"]` has a disk of 64 MiB.
    pub fn start(arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/serve");
        // A test of another crate brings this module by its path.
        let script = if script.exists() {
            script
        } else {
            Path::new(env!("CARGO_MANIFEST_DIR")).join("callcenter-store/tests/servers/serve")
        };
        let mut keeper = Command::new(&script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", script.display()));
        let ask = keeper.stdin.take();
        let answers = BufReader::new(keeper.stdout.take().expect("its output is piped"));
        let mut line = Line { keeper, ask, answers };
        let ready = line.answer("its start");
        let port = ready.strip_prefix("ready ").and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("a port was expected, not {ready:?}"));
        Self { port, line: Mutex::new(line) }
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database with its own user and password; made, empty, when it is not there.
    /// Its name is of small letters, digits and `_`.
    pub fn url(&self, database: &str) -> String {
        self.ask_for_url(&format!("create {database}"))
    }

    /// The address of the same database for the user who may do everything.
    pub fn admin_url(&self, database: &str) -> String {
        self.ask_for_url(&format!("admin {database}"))
    }

    /// Lets the server do something in a database, as the user who may do everything; returns what it says, with a tab
    /// after each line. The statement stands in one line.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let answer = self.ask(&format!("sql {database} {statement}"));
        answer.strip_prefix("said").unwrap_or_else(|| panic!("{statement}: {answer}")).trim().to_owned()
    }

    /// Ends it at once, as a power cut would.
    pub fn stop(&self) {
        assert_eq!(self.ask("kill"), "killed");
    }

    /// Ends it in an orderly way, as its machine's shutdown would.
    pub fn shut_down(&self) {
        assert_eq!(self.ask("stop"), "stopped");
    }

    /// Starts it again, with the same data and on the same port, and returns when it serves.
    pub fn start_again(&self) {
        assert_eq!(self.ask("start"), format!("ready {}", self.port));
    }

    fn fresh(&self) -> String {
        self.url(&format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed)))
    }

    fn ask_for_url(&self, line: &str) -> String {
        let answer = self.ask(line);
        answer.strip_prefix("url ").unwrap_or_else(|| panic!("{line}: {answer}")).to_owned()
    }

    fn ask(&self, what: &str) -> String {
        // A test that failed while it asked says so itself; the others go on.
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let ask = line.ask.as_mut().expect("it is there until the server is dropped");
        writeln!(ask, "{what}").unwrap_or_else(|error| panic!("the keeper of the server is gone: {error}"));
        line.answer(what)
    }
}

impl Line {
    fn answer(&mut self, to: &str) -> String {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap_or_else(|error| panic!("{to}: {error}"));
        let answer = answer.trim_end();
        match answer.strip_prefix("error ") {
            Some(why) => {
                panic!("database server for tests: {why} (or set {WITHOUT}=1 to leave these tests out)")
            }
            None if answer.is_empty() => panic!("database server for tests: its keeper ended in {to}"),
            None => answer.to_owned(),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // The end of its input ends the keeper, which takes the server and its folder along.
        self.ask = None;
        let _ = self.keeper.wait();
    }
}
