//! The program under test, and folders for its files.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// A command line, not yet run.
pub(crate) struct CommandLine {
    command: Command,
    input: Vec<u8>,
}

/// A program that runs.
pub(crate) struct Program {
    child: Child,
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    pub(crate) fn ok(&self) -> bool {
        self.code == Some(0)
    }
}

/// The program with arguments, and nothing of this shell's settings.
pub(crate) fn callcenter(arguments: &[&str]) -> CommandLine {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callcenter"));
    command.args(arguments);
    for name in [
        "CALLCENTER_AMI",
        "CALLCENTER_AMI_USER",
        "CALLCENTER_AMI_SECRET",
        "CALLCENTER_STORE",
        "CALLCENTER_LOG",
    ] {
        command.env_remove(name);
    }
    CommandLine { command, input: Vec::new() }
}

/// Runs it to its end.
pub(crate) fn run(line: CommandLine) -> Done {
    line.spawn().wait()
}

impl CommandLine {
    /// Gives it the secret of a user of a mirror: any.
    pub(crate) fn secret(mut self) -> Self {
        self.command.env("CALLCENTER_AMI_SECRET", "hush");
        self
    }

    pub(crate) fn stdin(mut self, bytes: &[u8]) -> Self {
        self.input = bytes.to_vec();
        self
    }

    pub(crate) fn spawn(mut self) -> Program {
        let command = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("cargo has built the program");
        let mut stdin = child.stdin.take().expect("it is piped");
        let input = self.input;
        // A program that does not read its input closes it.
        thread::spawn(move || stdin.write_all(&input));
        Program { child }
    }
}

impl Program {
    pub(crate) fn stdout(&mut self) -> ChildStdout {
        self.child.stdout.take().expect("it is piped and taken once")
    }

    pub(crate) fn stderr(&mut self) -> ChildStderr {
        self.child.stderr.take().expect("it is piped and taken once")
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let done = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "the program does not run any more");
    }

    /// Waits for its end; gives what was not read yet.
    pub(crate) fn wait(mut self) -> Done {
        let err = self.child.stderr.take().map(|mut err| {
            thread::spawn(move || {
                let mut text = String::new();
                let _ = err.read_to_string(&mut text);
                text
            })
        });
        let mut out = String::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            let _ = stdout.read_to_string(&mut out);
        }
        let code = self.child.wait().expect("a child can be waited for").code();
        let err = err.and_then(|err| err.join().ok()).unwrap_or_default();
        Done { code, out, err }
    }
}

/// A folder of a test's own, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("callcenter-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made for temporary files");
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.0.join(name), bytes).expect("a file can be written to a new folder");
        self.path(name)
    }

    /// The names in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder is there");
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
