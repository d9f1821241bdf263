//! From what is true to what is shown.

use std::time::{SystemTime, UNIX_EPOCH};

use callcenter::ami::{Link, Status};
use callcenter::core::record::{self, CallRecord};
use callcenter::core::{Span, Timestamp};
use callcenter::{Entry, Fact, Shell};

use super::board::{AgentLine, Board, CallLine, Head, Live, QueueLine, Tone};
use crate::cli::failure::Failure;
use crate::cli::time::{here, minutes};

/// A switch being watched.
pub(super) struct Picture {
    pub(super) shell: Shell,
    place: String,
    began: Timestamp,
    /// What of the version and name of the switch was told.
    version: String,
    system: String,
    /// Whether there ever was a link.
    met: bool,
}

impl Picture {
    pub(super) fn new(shell: Shell, place: String) -> Self {
        Self { shell, place, began: wall_clock(), version: String::new(), system: String::new(), met: false }
    }

    /// Waits for news, and gives those that are worth a line; nothing when there will be none any more.
    pub(super) async fn next(&mut self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        for entry in self.shell.next().await? {
            if let Fact::SwitchIdentified { version, system, .. } = &entry.fact {
                // Each of two answers tells a part.
                for (known, told) in [(&mut self.version, version), (&mut self.system, system)] {
                    if !told.is_empty() {
                        known.clone_from(&told.to_string());
                    }
                }
            }
            lines.extend(line(&entry));
        }
        Some(lines)
    }

    /// Whether there is anything to wait for: a login that was refused at first will be refused again.
    pub(super) fn may_go_on(&mut self) -> Result<(), Failure> {
        match self.shell.status().link {
            Link::Ready => self.met = true,
            Link::Down { why, .. } if why.is_lasting() && !self.met => {
                return Err(Failure::told(format!("{}: {why}", self.place)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Everything that is shown now.
    pub(super) fn board(&mut self) -> Board {
        let now = self.shell.now();
        let mut board = Board { head: self.head(), ..Board::default() };
        board.queues = self.queues(now);
        board.agents = self.agents(now);
        board.calls = self.shell.state().records().iter().filter_map(|record| call(record, now)).collect();
        // Who waits comes first, then who talks; in each the oldest first.
        board.calls.sort_by_key(|call| order(call.status));
        board
    }

    fn head(&self) -> Head {
        let name = &self.shell.state().policy().switch;
        let default = callcenter::Policy::default().switch;
        let switch = match (*name == default, self.system.is_empty()) {
            (false, _) => name.to_string(),
            (true, false) => self.system.clone(),
            (true, true) => self.place.clone(),
        };
        Head {
            switch,
            version: self.version.clone(),
            link: self.link(&self.shell.status()),
            clock: here(wall_clock()),
            since: here(self.began),
            poisoned: self.shell.poisoned().count,
            clock_steps: self.shell.clock_steps(),
        }
    }

    fn link(&self, status: &Status) -> Live {
        match &status.link {
            Link::Connecting if status.failures == 0 && self.shell.heard().is_none() => Live::Connecting,
            Link::Ready if self.shell.state().is_live() => {
                Live::Live(self.shell.heard().map_or(Span::ZERO, |heard| wall_clock().since(heard)))
            }
            Link::Ready => Live::Listing,
            Link::Connecting | Link::Closed => self.lost("reconnecting".to_owned()),
            Link::Down { why, .. } => self.lost(why.to_string()),
        }
    }

    fn lost(&self, why: String) -> Live {
        Live::Lost { as_of: self.shell.heard().map(here).unwrap_or_default(), why }
    }

    fn queues(&self, _now: Timestamp) -> Vec<QueueLine> {
        Vec::new()
    }

    fn agents(&self, _now: Timestamp) -> Vec<AgentLine> {
        Vec::new()
    }
}

/// A call that lives; nothing for one that is over and waits for late reports.
fn call(record: &CallRecord, now: Timestamp) -> Option<CallLine> {
    use record::Status;
    let (status, tone) = match record.status {
        Status::Ringing => ("ringing", Tone::Soon),
        Status::Waiting => ("waiting", Tone::Soon),
        Status::Talking => ("talking", Tone::Busy),
        Status::OnHold => ("on hold", Tone::After),
        Status::Parked => ("parked", Tone::After),
        Status::Conference if record.hangup.is_none() => ("conference", Tone::Busy),
        Status::Supervision if record.hangup.is_none() => ("listening", Tone::Quiet),
        _ => return None,
    };
    let number = record.caller.as_deref().unwrap_or("unknown");
    let caller = match record.caller_name.as_deref() {
        Some(name) if name != number => format!("{name} {number}"),
        _ => number.to_owned(),
    };
    let open = record.segments.iter().filter(|segment| segment.to.is_none());
    let with: Vec<&str> = open.filter_map(|segment| segment.with.as_deref()).collect();
    Some(CallLine {
        status,
        tone,
        caller,
        dialed: record.dialed.as_deref().unwrap_or_default().to_owned(),
        queue: record.queues.last().map(|queue| queue.to_string()).unwrap_or_default(),
        with: with.join(" "),
        duration: record.started_at.map(|started| now.since(started)),
    })
}

/// In which order calls are shown.
fn order(status: &str) -> usize {
    ["waiting", "ringing", "on hold", "parked", "talking"].iter().position(|one| *one == status).unwrap_or(9)
}

/// What is worth a line to who reads along.
fn line(entry: &Entry) -> Option<String> {
    let told = match &entry.fact {
        Fact::CallerJoined { queue, position, .. } => format!("queue {queue}: a caller waits at position {position}"),
        Fact::CallerAbandoned { queue, .. } => format!("queue {queue}: a caller leaves without an agent"),
        Fact::AgentConnected { queue, interface, .. } => format!("queue {queue}: {interface} answers"),
        Fact::AgentMissed { queue, interface, .. } => format!("queue {queue}: {interface} did not answer"),
        Fact::CallClosed { record: Some(record), .. } => over(record),
        Fact::SwitchStopping { restart } => format!("the switch goes down{}", if *restart { ", to come back" } else { "" }),
        Fact::SwitchRestarted => "the switch was started anew: nothing of before lives".to_owned(),
        Fact::Synchronized { found, lost, kept } => format!("synchronised: {kept} legs live, {found} were new, {lost} had ended unseen"),
        _ => return None,
    };
    Some(format!("{} {told}\n", here(entry.at)))
}

/// A call that is over, in a line.
fn over(record: &CallRecord) -> String {
    let status = serde_json::to_value(record.status).ok();
    let status = status.as_ref().and_then(|status| status.as_str()).unwrap_or_default().replace('_', " ");
    let or_unknown = |text: Option<&str>| text.unwrap_or("unknown").to_owned();
    let mut line = format!(
        "call over: {status}, {} to {}",
        or_unknown(record.caller.as_deref()),
        or_unknown(record.dialed.as_deref())
    );
    if let Some(queue) = &record.queue {
        line.push_str(&format!(" in queue {queue}"));
    }
    if let Some(with) = &record.answered_by {
        line.push_str(&format!(" by {with}"));
    }
    for (what, span) in [("waited", record.wait_s), ("talked", record.talk_s.filter(|talk| *talk > Span::ZERO))] {
        if let Some(span) = span {
            line.push_str(&format!(", {what} {}", minutes(span)));
        }
    }
    line
}

/// This machine's clock.
fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
