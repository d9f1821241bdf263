//! A long trace, and the program that keeps it in a store: to be killed, stopped and left without its database.
#![allow(dead_code, unused_imports, reason = "each suite uses its part")]

#[path = "../../callcenter-store/tests/servers/mod.rs"]
pub(crate) mod servers;

mod busy;
mod kept;
mod program;
mod watching;

pub(crate) use busy::Trace;
pub(crate) use kept::{Contents, contents, tip, writer_is_idle};
pub(crate) use program::{Keeping, Seen, callcenter, hash_at, verify};
pub(crate) use watching::Watching;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A number from the environment, for the full form of a proof.
pub(crate) fn setting(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => otherwise,
    }
}

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}

/// A folder of a test's own, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("callcenter-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made for temporary files");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where a proof keeps its stores: each database is a new one.
pub(crate) enum Place {
    Sqlite(Folder),
    Server { server: servers::Server, prefix: &'static str },
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(Folder::new("proof"))
    }

    pub(crate) fn postgres() -> Self {
        Self::Server { server: servers::Server::postgres(), prefix: "proof" }
    }

    pub(crate) fn mariadb() -> Self {
        Self::Server { server: servers::Server::mariadb(), prefix: "proof" }
    }

    /// The address of the store with this number.
    pub(crate) fn url(&self, number: usize) -> String {
        match self {
            Self::Sqlite(folder) => {
                format!("sqlite:{}", folder.path().join(format!("{number}.db")).display())
            }
            Self::Server { server, prefix } => server.url(&format!("{prefix}_{number}")),
        }
    }
}
