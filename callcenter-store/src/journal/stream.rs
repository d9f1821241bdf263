//! Which entries belong together, and who may write them.

use std::fmt;
use std::hash::Hasher as _;

use callcenter_core::{Policy, Span, Timestamp};
use siphasher::sip::SipHasher13;

use crate::error::StoreError;
use crate::row::{STREAMS, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Guard, Store, Write, rows};

/// How long a writer holds a stream without renewing. Afterwards another one may take it.
pub const LEASE: Span = Span::from_secs(15);

/// A stream of entries: numbered from 1 without gaps, written by one writer at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// Our name of the switch; may be empty.
    pub switch: String,
    /// Where the entries come from.
    pub source: Source,
}

/// Where a stream's entries come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// From the switch itself, as it happens.
    Live,
    /// From a recorded trace: a digest of its bytes.
    Replay(String),
    /// From another program's books: `queue-log:main` and so on.
    Import(String),
    /// From what was archived of another stream, read again by a later engine.
    Again {
        /// Counts the readings, from 1.
        generation: u32,
        /// The stream's source.
        of: Box<Source>,
    },
}

impl StreamId {
    /// Its number: a hash of switch and source, never negative.
    pub fn number(&self) -> i64 {
        let mut hasher = SipHasher13::new();
        hasher.write(self.switch.as_bytes());
        hasher.write(&[0]);
        hasher.write(self.source.to_string().as_bytes());
        (hasher.finish() >> 1).cast_signed()
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switch = if self.switch.is_empty() { "(unnamed switch)" } else { &self.switch };
        write!(f, "{switch}/{}", self.source)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Replay(digest) => write!(f, "replay:{digest}"),
            Self::Import(what) => write!(f, "import:{what}"),
            Self::Again { generation, of } => write!(f, "again:{generation}:{of}"),
        }
    }
}

impl Source {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "live" {
            return Some(Self::Live);
        }
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "replay" => Some(Self::Replay(rest.to_owned())),
            "import" => Some(Self::Import(rest.to_owned())),
            "again" => {
                let (generation, of) = rest.split_once(':')?;
                Some(Self::Again { generation: generation.parse().ok()?, of: Box::new(Self::parse(of)?) })
            }
            _ => None,
        }
    }
}

impl StreamRow {
    /// The row of a stream that has no entry yet and that nobody writes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the policy cannot be written as text.
    pub fn new(id: &StreamId, policy: &Policy) -> Result<Self, StoreError> {
        Ok(Self {
            id: id.number(),
            switch: id.switch.clone(),
            source: id.source.to_string(),
            term: 0,
            holder: String::new(),
            held_until: Timestamp::UNKNOWN,
            seen_at: Timestamp::UNKNOWN,
            tip: 0,
            tip_at: Timestamp::UNKNOWN,
            first_at: Timestamp::UNKNOWN,
            policy: policy_text(policy)?,
            again_of: None,
            generation: 0,
        })
    }

    /// Whose row it is.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when its source is none that this version knows.
    pub fn stream_id(&self) -> Result<StreamId, StoreError> {
        let source = Source::parse(&self.source)
            .ok_or_else(|| StoreError::Corrupt(format!("stream {} comes from {}", self.id, self.source)))?;
        Ok(StreamId { switch: self.switch.clone(), source })
    }

    /// The policy that it is concluded by.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read.
    pub fn policy(&self) -> Result<Policy, StoreError> {
        serde_json::from_str(&self.policy)
            .map_err(|error| StoreError::Corrupt(format!("the policy of stream {}: {error}", self.id)))
    }
}

/// A policy as a stream's row has it.
pub(super) fn policy_text(policy: &Policy) -> Result<String, StoreError> {
    serde_json::to_string(policy)
        .map_err(|error| StoreError::Invalid(format!("the policy cannot be kept: {error}")))
}

/// Every stream of a store, in order of switch and source.
///
/// # Errors
/// As [`Store::select`].
pub async fn streams(store: &dyn Store) -> Result<Vec<StreamRow>, StoreError> {
    rows(store, &Select::from(STREAMS).by("switch").by("source")).await
}

/// A stream's row.
///
/// # Errors
/// As [`Store::select`]; [`StoreError::Corrupt`] when two streams have the same number.
pub async fn stream(store: &dyn Store, stream: &StreamId) -> Result<Option<StreamRow>, StoreError> {
    let select = Select::from(STREAMS).only(Condition::Is("id", stream.number().into()));
    let row: Option<StreamRow> = rows(store, &select).await?.pop();
    match &row {
        Some(row) if row.stream_id()? != *stream => Err(StoreError::Corrupt(format!(
            "{stream} and {} have the same number: give the switch another name",
            row.stream_id()?
        ))),
        _ => Ok(row),
    }
}

/// Takes a stream, so that nobody else can write it: a new stream, one that nobody holds, one whose holder is known to be
/// gone or has not renewed in time.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else holds it, or took it at the same moment.
pub(crate) async fn take(
    store: &dyn Store,
    id: &StreamId,
    policy: &Policy,
    holder: &Holder,
    now: Timestamp,
) -> Result<StreamRow, StoreError> {
    let row = stream(store, id).await?;
    if let Some(row) = &row
        && !row.holder.is_empty()
        && row.holder != holder.0
        && now < row.held_until
        && !Holder(row.holder.clone()).is_gone(holder)
    {
        return Err(StoreError::Conflict(format!(
            "{id} is written by {} since {}; end that program, or wait {} s after it ended",
            row.holder,
            row.seen_at,
            LEASE.as_secs()
        )));
    }
    let before = row.as_ref().map_or(0, |row| row.term);
    let mut row = row.map_or_else(|| StreamRow::new(id, policy), Ok)?;
    row.term += 1;
    row.holder = holder.0.clone();
    row.held_until = now + LEASE;
    let guard = Guard { stream: row.id, term: before, tip: None };
    store.write(Write::guarded(guard).put([row.clone()])).await?;
    Ok(row)
}

/// Who writes: enough to find out, on the same machine, whether the writer still lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(String);

impl Holder {
    /// This process; `role` tells its writers apart.
    pub fn this_process(role: &str) -> Self {
        let pid = std::process::id();
        Self(format!("{role} {pid} {} on {}", started(pid).unwrap_or_default(), machine()))
    }

    /// Whether the holder was a process of the machine that `seen_from` is on, and is there no more.
    fn is_gone(&self, seen_from: &Self) -> bool {
        let parts = |holder: &str| -> Option<(u32, String, String)> {
            let (process, machine) = holder.split_once(" on ")?;
            let mut words = process.rsplitn(3, ' ');
            let (started, pid) = (words.next()?, words.next()?);
            Some((pid.parse().ok()?, started.to_owned(), machine.to_owned()))
        };
        match (parts(&self.0), parts(&seen_from.0)) {
            (Some((pid, since, machine)), Some((_, _, here))) => {
                !since.is_empty()
                    && !machine.is_empty()
                    && machine == here
                    && started(pid).as_deref() != Some(&since)
            }
            _ => false,
        }
    }
}

/// When a process started, in ticks since boot. Nothing where the system does not tell, or no such process runs.
fn started(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; its state follows, and the start is the 20th field.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let ended = matches!(fields.next()?, "Z" | "X");
    fields.nth(18).filter(|_| !ended).map(str::to_owned)
}

/// The machine as far as process numbers are concerned: its boot and the namespace of its processes.
fn machine() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let space =
        std::fs::read_link("/proc/self/ns/pid").map(|path| path.display().to_string()).unwrap_or_default();
    if boot.is_empty() || space.is_empty() { String::new() } else { format!("{} {space}", boot.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_is_written() {
        let replay = Source::Replay("0123".to_owned());
        let again = Source::Again { generation: 2, of: Box::new(replay.clone()) };
        for source in [Source::Live, replay, again, Source::Import("cdr:main".to_owned())] {
            assert_eq!(Source::parse(&source.to_string()), Some(source));
        }
        assert_eq!(Source::parse("elsewhere"), None);
    }

    #[test]
    fn a_process_that_lives_is_not_gone_and_one_that_ended_is() {
        let this = Holder::this_process("writer");
        assert!(!this.is_gone(&Holder::this_process("other")));
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("sleep is everywhere");
        let other = Holder(format!(
            "writer {} {} on {}",
            child.id(),
            started(child.id()).expect("it lives"),
            machine()
        ));
        assert!(!other.is_gone(&this));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        assert!(other.is_gone(&this));
        assert!(!Holder("someone elsewhere".to_owned()).is_gone(&this), "nobody knows");
    }
}
