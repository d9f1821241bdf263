//! All that is needed of a live call center. The root package implements it; tests put a simulated one behind it.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use callcenter_core::{AskError, Command, Entry, Moment, Policy, Settlement, Text, Timestamp};
use callcenter_store::StreamId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tokio::sync::broadcast;

/// A live call center.
///
/// To follow without a hole: take [`Desk::follow`], look then, and pass over entries that the look has already (`seq` not
/// above [`State::seq`](callcenter_core::State::seq)). Who lags, or finds the channel closed (the engine was set up anew),
/// begins again.
#[async_trait]
pub trait Desk: Send + Sync + Debug + 'static {
    /// The stream whose entries these are; the store keeps them under it.
    fn stream(&self) -> StreamId;

    /// Changes whenever numbers of entries that a client remembers mean nothing any more: at every start.
    fn epoch(&self) -> u64;

    /// Looks at what is true now. Be short: entries wait for it, though never the engine. `read` returns
    /// what the look finds.
    fn look(&self, look: &mut dyn FnMut(Moment<'_>));

    /// What becomes true from here on, in order, in batches.
    fn follow(&self) -> broadcast::Receiver<Arc<[Entry]>>;

    /// Asks for something and waits until it is settled.
    ///
    /// # Errors
    /// Each variant of [`AskError`].
    async fn ask(&self, command: Command) -> Result<Settlement, AskError>;

    /// How the link and the books stand.
    fn standing(&self) -> Standing;

    /// How it is set up.
    fn setup(&self) -> Setup;

    /// Sets it up anew: the link is closed and opened again, which is a gap of a moment; nothing that is kept is lost.
    ///
    /// # Errors
    /// Why it cannot be; then nothing was changed.
    async fn set_up(&self, setup: Setup) -> Result<(), String>;

    /// Concludes history anew by how it is set up now, from what the switch said; what was concluded before stays beside it.
    /// `progress` is told how far it is. Whoever drops it ends it, and nothing of it is kept as whole.
    ///
    /// # Errors
    /// Why it cannot be: there is no archive, or it is damaged.
    async fn reconclude(&self, progress: &(dyn Fn(Progress) + Send + Sync)) -> Result<Reconcluded, String> {
        let _ = progress;
        Err("nothing is archived here: there is nothing from which history could be concluded anew"
            .to_owned())
    }

    /// Examines the switch: what has to change there so that nothing stays unseen. Only what reads is asked, and where control
    /// is switched on one event of its own is sent, to hear whether it comes back. It may take as long as the switch does.
    ///
    /// # Errors
    /// Why the switch cannot be examined: it is away, or does not let us in.
    async fn examine(&self) -> Result<Examination, String>;
}

/// What was found out about a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Examination {
    /// When it was.
    pub at: crate::clock::Utc,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// What it is about, in a word that stays the same: `version`, `clock`, `filters` …
    #[schema(value_type = String, example = "clock")]
    pub what: &'static str,
    /// What was found and what to do about it, each a sentence.
    pub lines: Vec<String>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FindingLevel)]
pub enum Level {
    /// As it should be.
    Fine,
    /// To know.
    Note,
    /// To change.
    Change,
}

/// How far something is that takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Progress {
    /// Pieces that are done.
    pub done: u64,
    /// Pieces in all; absent: not known yet.
    pub total: Option<u64>,
}

/// What came of concluding history anew.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Reconcluded {
    /// Calls that were compared.
    pub calls: u64,
    /// Calls that are others now, those that are new or gone among them.
    pub changes: u64,
    /// Calls that the archive does not reach.
    pub beyond: u64,
    /// What the archive has not, in words.
    pub gaps: Vec<String>,
    /// The source under which the later reading is kept beside the first; absent: it is not.
    pub kept: Option<String>,
    /// The first moment for which the later reading answers from now on, in every list and report; absent: for none.
    pub from: Option<crate::clock::Utc>,
    /// Up to when it does: the last quarter hour before the oldest call that was not over. What came after is as it was
    /// concluded first; concluding anew again later reaches further.
    pub until: Option<crate::clock::Utc>,
}

impl dyn Desk {
    /// Looks, and returns what the look finds.
    pub fn read<T>(&self, look: impl FnOnce(Moment<'_>) -> T) -> T {
        let (mut look, mut found) = (Some(look), None);
        self.look(&mut |moment| found = look.take().map(|look| look(moment)));
        found.expect("a desk lets everybody look who asks")
    }

    /// By what is concluded.
    pub fn policy(&self) -> Policy {
        self.read(|moment| moment.state.policy().clone())
    }
}

/// What an administrator decides about a live call center while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Whether the switch may be asked for anything. Without it nothing is sent but the login, pings, lists, and
    /// what else only reads when somebody has the switch examined.
    pub control: bool,
    /// Endpoints that are trunks, whatever their names look like.
    #[schema(value_type = BTreeSet<String>)]
    pub trunks: BTreeSet<Text>,
    /// Endpoints that are extensions, whatever their names look like.
    #[schema(value_type = BTreeSet<String>)]
    pub extensions: BTreeSet<Text>,
}

/// How a live call center stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The link to the switch.
    pub link: Link,
    /// When something was last heard from the switch, by our clock.
    pub heard_at: Option<Timestamp>,
    /// Links given up because we were too slow.
    pub overflows: u64,
    /// How often a clock was found to have been set.
    pub clock_steps: u64,
    /// Messages at which the engine failed, and which were left out.
    pub poisoned: u64,
    /// The books; absent: nothing is kept.
    pub books: Option<BooksStanding>,
}

/// How the link to a switch stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Link {
    /// Connecting or logging in.
    Connecting,
    /// Up.
    Ready,
    /// Away; it is tried again.
    Down {
        /// Why.
        why: String,
    },
    /// Given up for good.
    Closed,
}

/// How the books stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BooksStanding {
    /// Number of the last entry that survives a crash.
    pub durable_seq: u64,
    /// Number of the last entry in the database.
    pub committed_seq: u64,
    /// Entries that wait on disk for the database.
    pub spooled_entries: u64,
    /// Bytes of them.
    pub spooled_bytes: u64,
    /// Since when the database is away.
    pub away_since: Option<Timestamp>,
    /// Whether nothing more can be kept, and therefore nothing is concluded.
    pub stands_still: bool,
    /// What the database last said that was no success.
    pub last_error: Option<String>,
}
