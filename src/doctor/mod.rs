//! What has to change at a switch so that every call, agent and queue of it can be seen.

mod advice;
mod judge;
mod probe;

use std::time::Duration;

use callcenter_ami::Config;
use callcenter_core::Timestamp;
use serde::Serialize;

use crate::{Policy, wall_clock};

/// How long to listen for events by default, where the user's privileges cannot be read.
pub const LISTEN: Duration = Duration::from_secs(3);

/// What was found out about a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// When it was.
    pub at: Timestamp,
    /// Where the switch was asked.
    pub place: String,
    /// As whom: a section of its `manager.conf`.
    pub user: String,
    /// What was found, in the order in which it is looked for.
    pub findings: Vec<Finding>,
    /// Lines for the switch's `manager.conf`; absent: what it has is known, and is enough.
    pub manager_conf: Option<String>,
}

/// Something that was found at a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// What it is about, in a word that stays the same: `version`, `clock`, `filters` …
    pub what: &'static str,
    /// What was found and what to do about it, each a sentence.
    pub lines: Vec<String>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Fine,
    /// To know.
    Note,
    /// To change.
    Change,
}

impl Examination {
    /// Whether something has to be changed.
    pub fn must_change(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Change)
    }
}

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
    let mut examination = Examination { at: wall_clock(), place, user, findings, manager_conf: None };
    if found.section.is_none() || examination.must_change() {
        examination.manager_conf = Some(advice::manager_conf(&found, &examination.user, policy.role));
    }
    Ok(examination)
}
