//! What is recorded, where to, and for how long.

use std::path::PathBuf;

use callcenter_core::Tracks;
use callcenter_core::record::{CallRecord, Direction};
use serde::{Deserialize, Serialize};

/// Where recordings are when nobody says otherwise.
pub const FOLDER: &str = "/var/spool/asterisk/monitor";

/// Recordings, as an administrator has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordingsConfig {
    /// The folder of the files, as this program sees it. Default: `/var/spool/asterisk/monitor`.
    pub folder: PathBuf,
    /// The folder below the switch's own one for recordings (`/var/spool/asterisk/monitor`) into which it is to put files:
    /// `callcenter`. `folder` has to be that folder, as this machine sees it. Default: the switch's own one itself.
    pub switch_folder: Option<String>,
    /// Folders within, by the day on which a call began, where the dialplan makes such: `%Y/%m/%d`. Default: none.
    pub by_day: Option<String>,
    /// What is recorded without anybody asking for it. Default: nothing.
    pub record: RecordingRule,
    /// Whether each voice has a file of its own beside the one with both: `apart`. Default: `mixed`, both in one.
    pub tracks: Tracks,
    /// For how many days files are kept; absent: for ever. Default: for ever.
    pub keep_days: Option<u32>,
}

impl Default for RecordingsConfig {
    fn default() -> Self {
        Self {
            folder: PathBuf::from(FOLDER),
            switch_folder: None,
            by_day: None,
            record: RecordingRule::default(),
            tracks: Tracks::Mixed,
            keep_days: None,
        }
    }
}

/// Which conversations are recorded. Ask a lawyer before: in most countries both sides have to know.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordingRule {
    /// Which ones.
    pub which: Which,
    /// With `some`: those that came through one of these queues.
    pub queues: Vec<String>,
    /// With `some`: those with one of these extensions.
    pub extensions: Vec<String>,
    /// Never: extensions, queues and numbers whose conversations are not recorded, whatever else is said.
    pub never: Vec<String>,
}

/// Which conversations are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// None but those that somebody asks for.
    #[default]
    Nothing,
    /// Those of `queues` and `extensions`.
    Some,
    /// Those that came from outside.
    Inbound,
    /// Those with somebody outside.
    Outside,
    /// All.
    Everything,
}

impl RecordingRule {
    /// Whether a conversation is to be recorded; `is_same` compares two numbers.
    pub(super) fn wants(&self, record: &CallRecord, is_same: impl Fn(&str, &str) -> bool) -> bool {
        let wanted = match self.which {
            Which::Nothing => return false,
            Which::Everything => true,
            Which::Inbound => record.direction == Direction::Inbound,
            Which::Outside => record.direction != Direction::Internal,
            Which::Some => {
                let queue =
                    record.queues.iter().any(|queue| self.queues.iter().any(|own| own == queue.as_str()));
                queue || parties(record).any(|party| self.extensions.iter().any(|own| own == party))
            }
        };
        wanted && !self.is_spared(record, is_same)
    }

    fn is_spared(&self, record: &CallRecord, is_same: impl Fn(&str, &str) -> bool) -> bool {
        let is_spared = |name: &str| self.never.iter().any(|own| own == name || is_same(own, name));
        let queues = record.queues.iter().map(|queue| queue.as_str());
        queues.chain(parties(record)).chain(record.dialed.as_deref()).any(is_spared)
    }
}

/// Who is in a call.
fn parties(record: &CallRecord) -> impl Iterator<Item = &str> {
    let talks = record.segments.iter().filter_map(|segment| segment.with.as_deref());
    [&record.caller, &record.answered_by].into_iter().filter_map(Option::as_deref).chain(talks)
}
