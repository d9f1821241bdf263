//! What a report is asked for.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::Figures;
use callcenter_core::{Span, Timestamp};
use serde::Serialize;

use super::calendar::{By, Calendar, Period};
use crate::error::StoreError;
use crate::figures::Scope;
use crate::reading::{Reading, all};
use crate::row::StreamRow;
use crate::store::Store;

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Queues.
    Queues,
    /// Agents.
    Agents,
    /// Teams: by name, the agents of each.
    Teams(BTreeMap<String, BTreeSet<String>>),
    /// Extensions.
    Extensions,
    /// Trunks.
    Trunks,
    /// The whole floor.
    Floor,
}

impl About {
    /// Whose figures it reads.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Queues => Scope::Queue,
            Self::Agents | Self::Teams(_) => Scope::Agent,
            Self::Extensions => Scope::Extension,
            Self::Trunks => Scope::Trunk,
            Self::Floor => Scope::Floor,
        }
    }

    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Queues => "queues",
            Self::Agents => "agents",
            Self::Teams(_) => "teams",
            Self::Extensions => "extensions",
            Self::Trunks => "trunks",
            Self::Floor => "floor",
        }
    }
}

/// What a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The one of the same kind before; see [`Calendar::before`].
    Previous,
    /// Another one.
    With(Period),
}

/// What a report is asked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The streams; see [`Streams`].
    pub streams: Streams,
    /// What it is about.
    pub about: About,
    /// Which names; none: all that there are. Names that are not known have rows as well.
    pub names: BTreeSet<String>,
    /// Which time.
    pub period: Period,
    /// What its rows are.
    pub by: By,
    /// Whose days and hours.
    pub calendar: Calendar,
    /// Wait up to which an answer is in time.
    pub target: Span,
    /// Wait below which giving up is short.
    pub short: Span,
    /// The time.
    pub now: Timestamp,
    /// What it is compared with.
    pub compare: Option<Compare>,
    /// Figures of what is not over, from [`Stats::live`](callcenter_core::Stats::live), each with the number of its stream.
    pub live: Vec<(i64, Figures)>,
}

/// Which streams a report reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Streams {
    /// What the switches said, and what was imported of the time before; where neither is, replayed traces. Where a later
    /// reading is in force, that one in place of what was concluded first: see [`Reading`].
    #[default]
    Told,
    /// Those of one switch, chosen in the same way.
    Switch(String),
    /// These, by their ids.
    Ids(Vec<i64>),
}

/// A stream that a report read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamUsed {
    /// Its id.
    pub id: i64,
    /// Our name of the switch.
    pub switch: String,
    /// Where it comes from.
    pub source: String,
}

impl Streams {
    /// The streams, and which of them answers when.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there is none; what [`rows`](crate::rows) says.
    pub async fn read(&self, store: &dyn Store) -> Result<Reading, StoreError> {
        let (all, readings) = all(store).await?;
        let count = all.len();
        let first: Vec<StreamRow> = match self {
            // Who names a stream wants that one.
            Self::Ids(ids) => {
                let named = all.into_iter().filter(|stream| ids.contains(&stream.id)).collect();
                return self.some(Reading::new(named, Vec::new()), count);
            }
            Self::Switch(switch) => told(all.into_iter().filter(|stream| stream.switch == *switch).collect()),
            Self::Told => told(all),
        };
        self.some(Reading::new(first, readings), count)
    }

    fn some(&self, reading: Reading, count: usize) -> Result<Reading, StoreError> {
        if reading.is_empty() {
            return Err(StoreError::Invalid(match self {
                Self::Switch(switch) if count > 0 => {
                    format!("nothing of a switch {switch:?} is in the store")
                }
                Self::Ids(_) if count > 0 => "the store has none of these streams".to_owned(),
                _ => "the store is empty: nothing was ever written to it".to_owned(),
            }));
        }
        Ok(reading)
    }
}

/// Streams that do not tell the same twice.
fn told(mut streams: Vec<StreamRow>) -> Vec<StreamRow> {
    streams.retain(|stream| stream.again_of.is_none() && !stream.source.starts_with("again:"));
    if streams.iter().any(|stream| !stream.source.starts_with("replay:")) {
        streams.retain(|stream| !stream.source.starts_with("replay:"));
    }
    streams
}
