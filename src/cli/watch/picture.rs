//! From what is true to what is shown.

use callcenter::ami::{self, Link};
use callcenter::books::Depth;
use callcenter::core::fact::Activity;
use callcenter::core::record::{CallRecord, Status};
use callcenter::core::view::{self, AgentRow, CallRow, QueueRow};
use callcenter::core::{Span, Timestamp};
use callcenter::{Books, Entry, Fact, Shell, wall_clock};
use tokio::sync::watch;

use super::board::{AgentLine, Board, CallLine, Head, Live, QueueLine, Tone};
use super::books::kept;
use super::figures::Today;
use crate::cli::failure::Failure;
use crate::cli::store::failed;
use crate::cli::time::{here, minutes};

/// A switch being watched.
pub(super) struct Picture {
    pub(super) shell: Shell,
    /// Where everything is kept, and how that stands.
    pub(super) books: Option<(Books, watch::Receiver<Depth>)>,
    place: String,
    began: Timestamp,
    /// What of the version and name of the switch was told.
    version: String,
    system: String,
    today: Today,
    /// Whether there ever was a link.
    met: bool,
    /// Why the link fell last, or did not come about.
    why: String,
}

impl Picture {
    pub(super) fn new(shell: Shell, books: Option<Books>, place: String) -> Self {
        Self {
            shell,
            books: books.map(|books| {
                let depth = books.watch();
                (books, depth)
            }),
            place,
            began: wall_clock(),
            version: String::new(),
            system: String::new(),
            today: Today::default(),
            met: false,
            why: String::new(),
        }
    }

    /// Waits for news, and gives those that are worth a line; nothing when there will be none any more.
    ///
    /// It fails when what happens cannot be kept any more.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<String>>, Failure> {
        let mut lines = Vec::new();
        let entries = match &mut self.books {
            None => self.shell.next().await.map(Iterator::collect),
            Some((books, depth)) => tokio::select! {
                entries = books.next(&mut self.shell) => entries.map_err(failed)?,
                Ok(()) = depth.changed() => Some(Vec::new()),
            },
        };
        let entries: Vec<Entry> = match entries {
            Some(entries) => entries,
            None => return Ok(None),
        };
        for entry in entries {
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
        match self.shell.status().link {
            Link::Ready => self.met = true,
            Link::Down { why, .. } => self.why = why.to_string(),
            Link::Connecting | Link::Closed => {}
        }
        Ok(Some(lines))
    }

    /// How the books stand, if any are kept.
    pub(super) fn depth(&self) -> Option<Depth> {
        self.books.as_ref().map(|(books, _)| books.depth())
    }

    /// Whether there is anything to wait for: a login that was refused at first will be refused again.
    pub(super) fn may_go_on(&self) -> Result<(), Failure> {
        match self.shell.status().link {
            Link::Down { why, .. } if why.is_lasting() && !self.met => {
                Err(Failure::told(format!("{}: {why}", self.place)))
            }
            _ => Ok(()),
        }
    }

    /// Everything that is shown now.
    pub(super) fn board(&mut self) -> Board {
        let now = self.shell.now();
        self.today.refresh(&self.shell, now);
        let mut board = Board { head: self.head(), ..Board::default() };
        board.queues = self.queues(now);
        board.agents = self.agents(now);
        board.calls = view::calls(self.shell.state()).into_iter().map(|row| call(row, now)).collect();
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
            kept: self.depth().as_ref().map(kept),
        }
    }

    fn link(&self, status: &ami::Status) -> Live {
        match &status.link {
            Link::Connecting if !self.met && self.why.is_empty() => Live::Connecting,
            Link::Ready if self.shell.state().is_live() => {
                Live::Now(self.shell.heard().map_or(Span::ZERO, |heard| wall_clock().since(heard)))
            }
            Link::Ready => Live::Listing,
            Link::Down { why, .. } => self.lost(why.to_string()),
            // While it tries again, why it fell is still what matters.
            Link::Connecting | Link::Closed => self.lost(self.why.clone()),
        }
    }

    fn lost(&self, why: String) -> Live {
        Live::Lost { as_of: self.shell.heard().map(here).unwrap_or_default(), why }
    }

    fn queues(&self, now: Timestamp) -> Vec<QueueLine> {
        let state = self.shell.state();
        let (service_level, short) = (state.policy().service_level, state.policy().short_abandon);
        let line = |row: QueueRow| {
            let figures = self.today.of(row.queue.as_str(), service_level, short);
            let longest = row.longest_since.map(|since| now.since(since));
            QueueLine {
                waiting: u32::try_from(row.waiting.len()).unwrap_or(u32::MAX),
                longest,
                late: longest.is_some_and(|longest| longest > service_level),
                ready: row.agents.ready,
                ringing: row.agents.ringing,
                talking: row.agents.talking,
                wrap_up: row.agents.wrap_up,
                paused: row.agents.paused,
                service_level: figures.service_level,
                offered: figures.offered,
                answered: figures.answered,
                abandoned: figures.abandoned,
                name: row.queue.to_string(),
            }
        };
        view::queues(state).into_iter().map(line).collect()
    }

    fn agents(&self, now: Timestamp) -> Vec<AgentLine> {
        view::agents(self.shell.state()).into_iter().map(|row| agent(&row, now)).collect()
    }
}

fn agent(row: &AgentRow, now: Timestamp) -> AgentLine {
    let (state, tone) = match row.activity {
        Activity::Away => ("away", Tone::Quiet),
        Activity::Ready | Activity::PartlyReady if !row.reachable => ("no phone", Tone::Bad),
        Activity::Ready => ("ready", Tone::Good),
        Activity::PartlyReady => ("partly", Tone::Good),
        Activity::Paused => ("paused", Tone::Away),
        Activity::WrapUp => ("wrap-up", Tone::After),
        Activity::Ringing => ("ringing", Tone::Soon),
        Activity::Talking => ("talking", Tone::Busy),
    };
    let queues: Vec<&str> = row.queues.iter().map(|member| member.queue.as_str()).collect();
    let with = row.call.as_ref().and_then(|call| call.name.as_ref().or(call.number.as_ref()));
    AgentLine {
        name: if row.name == row.agent.as_str() { String::new() } else { row.name.to_string() },
        state,
        tone,
        since: row.since.map(|since| now.since(since)),
        reason: row.reason.to_string(),
        queues: queues.join(" "),
        with: with.map(ToString::to_string).unwrap_or_default(),
        agent: row.agent.to_string(),
    }
}

fn call(row: CallRow, now: Timestamp) -> CallLine {
    let (status, tone) = match row.status {
        Status::Ringing => ("ringing", Tone::Soon),
        Status::Waiting => ("waiting", Tone::Soon),
        Status::Talking => ("talking", Tone::Busy),
        Status::OnHold => ("on hold", Tone::After),
        Status::Parked => ("parked", Tone::After),
        Status::Conference => ("conference", Tone::Busy),
        _ => ("listening", Tone::Quiet),
    };
    let number = row.caller.as_deref().unwrap_or("unknown");
    let caller = match row.caller_name.as_deref() {
        Some(name) if name != number => format!("{name} {number}"),
        _ => number.to_owned(),
    };
    let with: Vec<&str> = row.with.iter().map(|with| with.as_str()).collect();
    CallLine {
        status,
        tone,
        caller,
        dialed: row.dialed.as_deref().unwrap_or_default().to_owned(),
        queue: row.queue.map(|queue| queue.to_string()).unwrap_or_default(),
        with: with.join(" "),
        duration: row.since.map(|since| now.since(since)),
    }
}

/// In which order calls are shown.
fn order(status: &str) -> usize {
    ["waiting", "ringing", "on hold", "parked", "talking"].iter().position(|one| *one == status).unwrap_or(9)
}

/// What is worth a line to who reads along.
fn line(entry: &Entry) -> Option<String> {
    let told = match &entry.fact {
        Fact::CallerJoined { queue, position, .. } => {
            format!("queue {queue}: a caller waits at position {position}")
        }
        Fact::CallerAbandoned { queue, .. } => format!("queue {queue}: a caller leaves without an agent"),
        Fact::AgentConnected { queue, interface, .. } => format!("queue {queue}: {interface} answers"),
        Fact::AgentMissed { queue, interface, .. } => format!("queue {queue}: {interface} did not answer"),
        Fact::CallClosed { record: Some(record), .. } => over(record),
        Fact::SwitchStopping { restart } => {
            format!("the switch goes down{}", if *restart { ", to come back" } else { "" })
        }
        Fact::SwitchRestarted => "the switch was started anew: nothing of before lives".to_owned(),
        Fact::Synchronized { found, lost, kept } => {
            format!("synchronised: {kept} legs live, {found} were new, {lost} had ended unseen")
        }
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
    for (what, span) in
        [("waited", record.wait_s), ("talked", record.talk_s.filter(|talk| *talk > Span::ZERO))]
    {
        if let Some(span) = span {
            line.push_str(&format!(", {what} {}", minutes(span)));
        }
    }
    line
}
