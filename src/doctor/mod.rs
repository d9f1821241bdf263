//! What has to change at a switch so that every call, agent and queue of it can be seen.

mod advice;
mod judge;
mod probe;

use std::time::Duration;

use callcenter_ami::Config;
use callcenter_http::desk::{Examination, Level};

use crate::{Policy, wall_clock};

/// How long to listen for events by default, where the user's privileges cannot be read.
pub const LISTEN: Duration = Duration::from_secs(3);

/// How a switch is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How {
    /// How long to listen for events, where the user's privileges cannot be read.
    pub listen: Duration,
    /// Whether a UserEvent of our own is sent.
    pub self_test: SelfTest,
}

/// Whether a UserEvent of our own is sent, to hear whether it comes back: all else that is asked only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfTest {
    /// It is.
    Made,
    /// It is not: nothing but what reads is sent.
    LeftOut,
}

/// Connects, asks, listens, logs off, and judges what was found.
///
/// # Errors
/// Why nobody could be asked.
pub async fn examine(ami: Config, policy: &Policy, how: How) -> Result<Examination, String> {
    let user = ami.login.username.clone();
    let place = format!("{}:{}", ami.host, ami.port);
    let found = probe::probe(ami, how).await?;
    let findings = judge::judge(&found, &user, policy);
    let is_wanted = found.section.is_none() || findings.iter().any(|finding| finding.level == Level::Change);
    let manager_conf = is_wanted.then(|| advice::manager_conf(&found, &user, policy.role));
    Ok(Examination { at: wall_clock().into(), place, user, findings, manager_conf })
}
