//! A caller's way through the queues as queue_log tells it, before anything is concluded from it.

use callcenter_core::{Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use super::row::{Completed, Event, Left, Row};

/// Stays of one call, and tries of phones in one stay, that are kept; further ones are left out and the call says so.
pub(crate) const HISTORY_MAX: usize = 1_000;

/// Bytes of a text that are kept; longer ones are cut.
pub(crate) const TEXT_BYTES_MAX: usize = 512;

/// A caller, by one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToldCall {
    /// The channel's unique id.
    pub(crate) uniqueid: Text,
    pub(crate) number: Text,
    pub(crate) name: Text,
    pub(crate) stays: Vec<Stay>,
    /// When the log first told of it; never earlier than what was told before.
    pub(crate) first: Timestamp,
    /// How many calls of the same channel were closed just before it.
    pub(crate) again: u32,
    /// Time of the last line about it.
    pub(crate) last: Timestamp,
    /// Whether its times are finer than by the second.
    pub(crate) fine: bool,
    /// Whether something was left out.
    pub(crate) cut: bool,
}

/// A stay in one queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stay {
    pub(crate) queue: Text,
    /// When it was entered; worked out from the wait that was told where the line itself is missing.
    pub(crate) entered: Option<Timestamp>,
    /// Whether there is a line of its beginning.
    pub(crate) seen: bool,
    pub(crate) tries: Vec<Try>,
    pub(crate) dumps: Vec<(Text, Timestamp)>,
    pub(crate) connected: Option<Connected>,
    /// When and how the caller left without an agent, and the member whom the line names, if any (HC-35).
    pub(crate) left: Option<(Left, Timestamp)>,
    pub(crate) named: Text,
    /// Wait as told, by the second.
    pub(crate) wait: Option<Span>,
    pub(crate) completed: Option<Ending>,
}

/// A phone that rang in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Try {
    pub(crate) agent: Text,
    pub(crate) at: Timestamp,
    pub(crate) ring: Option<Span>,
    /// Whether the caller ended it, by hanging up or by key (HC-33).
    pub(crate) cancelled: bool,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Connected {
    pub(crate) agent: Text,
    pub(crate) at: Timestamp,
    pub(crate) ring: Option<Span>,
    pub(crate) phone: Text,
    /// Whether there is a line of it.
    pub(crate) seen: bool,
}

/// The end of a conversation for the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) at: Timestamp,
    pub(crate) how: EndedHow,
    pub(crate) talk: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EndedHow {
    Caller,
    Agent,
    Blind { to: Text },
    Attended { answered: bool },
}

impl ToldCall {
    /// A call of which nothing is told yet.
    pub(crate) fn new(row: &Row<'_>, now: Timestamp, again: u32) -> Self {
        Self {
            uniqueid: text(row.call),
            number: Text::default(),
            name: Text::default(),
            stays: Vec::new(),
            first: now,
            again,
            last: now,
            fine: row.fine,
            cut: false,
        }
    }

    /// Takes in a line about it.
    pub(crate) fn take(&mut self, row: &Row<'_>) {
        self.last = self.last.max(row.at);
        if let Event::Entered { number, name } = row.event {
            if self.stays.is_empty() {
                self.number = text(number);
                self.name = text(name);
            }
            return self.enter(row, true);
        }
        let here = |stay: &Stay| stay.queue == row.queue && !stay.is_answered_and_over();
        if !self.stays.last().is_some_and(here) {
            // A late line of an earlier stay, or of one whose beginning is in no file.
            match self.stays.iter().rposition(|stay| stay.queue == row.queue) {
                Some(n) => return self.amend(n, row),
                None => self.enter(row, false),
            }
        }
        if let Some(n) = self.stays.len().checked_sub(1) {
            self.amend(n, row);
        }
    }

    /// Whether the queue has nothing more to tell about it, unless the caller goes into a queue again.
    pub(crate) fn is_over(&self) -> bool {
        self.stays.last().is_none_or(|stay| stay.left.is_some() || stay.completed.is_some())
    }

    /// Whether the caller has hung up, so that nothing can follow.
    pub(crate) fn is_gone(&self) -> bool {
        self.stays.last().is_some_and(|stay| matches!(stay.left, Some((Left::Abandoned, _))))
    }

    fn enter(&mut self, row: &Row<'_>, seen: bool) {
        if self.stays.len() >= HISTORY_MAX {
            self.cut = true;
            return;
        }
        self.stays.push(Stay {
            queue: text(row.queue),
            entered: seen.then_some(row.at),
            seen,
            tries: Vec::new(),
            dumps: Vec::new(),
            connected: None,
            left: None,
            named: Text::default(),
            wait: None,
            completed: None,
        });
    }

    fn amend(&mut self, n: usize, row: &Row<'_>) {
        let agent = text(&row.agent);
        let stay = &mut self.stays[n];
        match &row.event {
            Event::Connected { wait, ring, phone } if stay.connected.is_none() => {
                stay.connected =
                    Some(Connected { agent, at: row.at, ring: *ring, phone: text(phone), seen: true });
                stay.waited(row.at, *wait);
            }
            Event::Left { how, wait } if stay.left.is_none() && stay.connected.is_none() => {
                stay.left = Some((*how, row.at));
                if !super::row::is_nobody(&agent) {
                    stay.named = agent;
                }
                stay.waited(row.at, *wait);
            }
            Event::Completed { how, wait, talk } if stay.completed.is_none() => {
                if stay.connected.is_none() {
                    let at = row.at - talk.unwrap_or_default();
                    stay.connected =
                        Some(Connected { agent, at, ring: None, phone: Text::default(), seen: false });
                    stay.waited(at, *wait);
                }
                let how = match how {
                    Completed::ByCaller => EndedHow::Caller,
                    Completed::ByAgent => EndedHow::Agent,
                    Completed::Blind { to } => EndedHow::Blind { to: text(to) },
                    Completed::Attended { answered } => EndedHow::Attended { answered: *answered },
                };
                stay.completed = Some(Ending { at: row.at, how, talk: *talk });
            }
            Event::Missed { ring } | Event::Cancelled { ring } => {
                let cancelled = matches!(row.event, Event::Cancelled { .. });
                if stay.tries.len() < HISTORY_MAX {
                    stay.tries.push(Try { agent, at: row.at, ring: *ring, cancelled });
                } else {
                    self.cut = true;
                }
            }
            Event::Dumped if stay.dumps.len() < HISTORY_MAX => stay.dumps.push((agent, row.at)),
            _ => self.cut |= matches!(row.event, Event::Dumped),
        }
    }
}

impl Stay {
    fn is_answered_and_over(&self) -> bool {
        self.completed.is_some()
    }

    /// The wait is over: it was told how long it was.
    fn waited(&mut self, at: Timestamp, wait: Option<Span>) {
        self.wait = wait;
        if !self.seen {
            self.entered = wait.map(|wait| at - wait);
        }
    }

    /// When the wait ended.
    pub(crate) fn ended(&self) -> Option<Timestamp> {
        self.connected.as_ref().map(|connected| connected.at).or(self.left.map(|(_, at)| at))
    }

    /// How long the caller waited: by the times of the lines when these are finer than by the second, else as the queue
    /// itself counted it.
    pub(crate) fn waited_for(&self, fine: bool) -> Option<Span> {
        let between = || Some(self.ended()?.since(self.entered?));
        self.ended()?;
        if fine && self.seen { between() } else { self.wait.or_else(between) }
    }

    /// How long they talked, as far as the queue knows.
    pub(crate) fn talked_for(&self, fine: bool) -> Option<Span> {
        let (connected, completed) = (self.connected.as_ref()?, self.completed.as_ref()?);
        let between = completed.at.since(connected.at);
        Some(if fine { between } else { completed.talk.unwrap_or(between) })
    }
}

/// A text that is kept.
pub(crate) fn text(from: &str) -> Text {
    let mut end = from.len().min(TEXT_BYTES_MAX);
    while !from.is_char_boundary(end) {
        end -= 1;
    }
    Text::from(&from[..end])
}
