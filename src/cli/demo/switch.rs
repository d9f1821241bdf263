//! The simulated Asterisk, on a port of this machine.

use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::Duration;

use callcenter::ami::mirror::{Manager, Switch};
use callcenter::ami::{Config, Login, Proof};
use callcenter::core::sim::World;
use tokio::sync::oneshot::{Receiver, channel};

use super::disk::Disk;
use crate::cli::failure::Failure;

const USER: &str = "demo";

/// Lets a world be an Asterisk, with a disk or without, and tells how to log in, and when and why it is no more.
pub(super) fn begin(world: World, disk: Option<Disk>) -> Result<(Config, Receiver<Failure>), Failure> {
    let failed = |error| Failure::told(format!("cannot listen on 127.0.0.1: {error}"));
    // Nobody else on this machine can log in: the secret is by chance, and never leaves this process.
    let secret = format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2));
    let manager = Manager { username: USER.to_owned(), secret: secret.clone() };
    let mut switch = Switch::bind(("127.0.0.1", 0), world, manager).map_err(failed)?;
    if let Some(disk) = disk {
        switch = switch.with_disk(disk);
    }
    let port = switch.address().map_err(failed)?.port();
    let (fails, failure) = channel();
    thread::spawn(move || {
        let why = switch.serve().map_or_else(|error| error.to_string(), |()| String::new());
        // Where nobody waits for it any more the demonstration is over anyway.
        let _ = fails.send(Failure::told(format!("the simulated switch ended: {why}")));
    });
    let login = Login { username: USER.to_owned(), secret: secret.into(), proof: Proof::Challenge };
    let mut config = Config::new("127.0.0.1", login);
    config.port = port;
    config.connect = Duration::from_secs(2);
    Ok((config, failure))
}
