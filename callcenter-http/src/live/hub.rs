//! What all clients share: the tables, and the point they stand at.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;

use super::look::Found;
use super::row::{Cell, ExtensionNow, FiguresNow, leg_of};
use super::sheet::{Delta, Point, Sheet};
use super::table::{Change, Table};
use super::topic::Topic;
use crate::clock::Utc;
use crate::desk::{Desk, Link};
use crate::shown::{Agent, LiveCall, Queue};

/// What all clients share.
pub(super) struct Hub {
    /// Counts what was published, in all epochs.
    pub(super) number: u64,
    pub(super) point: Point,
    live: bool,
    calls: Table<LiveCall>,
    queues: Table<Queue>,
    agents: Table<Agent>,
    extensions: Table<ExtensionNow>,
    stats: Table<FiguresNow>,
    link: LinkNews,
}

/// What is published at once.
pub(super) struct Batch {
    /// Its number.
    pub(super) number: u64,
    pub(super) point: Point,
    /// Whether numbers began again: everything known means nothing any more.
    pub(super) anew: bool,
    pub(super) deltas: Vec<Arc<Delta>>,
    /// How the link stands, or that all is well: for everybody.
    pub(super) news: Option<Utf8Bytes>,
    pub(super) own: OwnChanges,
}

/// What changed for agents themselves.
#[derive(Default)]
pub(super) struct OwnChanges {
    /// Calls that changed, by identity; absent: gone.
    pub(super) calls: BTreeMap<String, Option<Arc<Cell<LiveCall>>>>,
    /// The same by the phones in them.
    pub(super) by_phone: BTreeMap<String, Vec<Arc<Cell<LiveCall>>>>,
}

/// How the link stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct LinkNews {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Whether everything shown is so now.
    live: bool,
    link: Link,
    /// When something was last heard from the switch, when it is away: what is shown was so then.
    as_of: Option<Utc>,
}

impl Hub {
    pub(super) fn new(found: Found, desk: &dyn Desk) -> Self {
        let Found { point, live, calls, queues, agents, extensions } = found;
        Self {
            number: 0,
            point,
            live,
            calls: Table::new(Topic::Calls, point, calls),
            queues: Table::new(Topic::Queues, point, queues),
            agents: Table::new(Topic::Agents, point, agents),
            extensions: Table::new(Topic::Extensions, point, extensions),
            stats: Table::new(Topic::Stats, point, Vec::new()),
            link: link_news(live, desk),
        }
    }

    /// Takes in what was found; gives what to publish, when anything changed.
    pub(super) fn update(&mut self, found: Found, desk: &dyn Desk) -> Option<Batch> {
        if found.point.epoch != self.point.epoch || found.point.seq < self.point.seq {
            return Some(self.begin_anew(found, desk));
        }
        let Found { point, live, calls, queues, agents, extensions } = found;
        self.point = point;
        self.live = live;
        let mut deltas = Vec::new();
        let mut own = OwnChanges::default();
        if let Some((change, delta)) = self.calls.update(point, calls) {
            own = OwnChanges::of(change);
            deltas.push(delta);
        }
        deltas.extend(self.queues.update(point, queues).map(|(_, delta)| delta));
        deltas.extend(self.agents.update(point, agents).map(|(_, delta)| delta));
        deltas.extend(self.extensions.update(point, extensions).map(|(_, delta)| delta));
        let news = self.news(desk);
        if deltas.is_empty() && news.is_none() {
            return None;
        }
        Some(self.batch(false, deltas, own, news))
    }

    /// Forgets everything, and begins with what was found: everybody is told all of it.
    pub(super) fn begin_anew(&mut self, found: Found, desk: &dyn Desk) -> Batch {
        let number = self.number;
        *self = Self { number, ..Self::new(found, desk) };
        self.batch(true, Vec::new(), OwnChanges::default(), Some(self.link_text()))
    }

    /// Takes in figures; gives what to publish, when any changed.
    pub(super) fn update_figures(&mut self, rows: Vec<FiguresNow>) -> Option<Batch> {
        let (_, delta) = self.stats.update(self.point, rows)?;
        Some(self.batch(false, vec![delta], OwnChanges::default(), None))
    }

    /// Names of the queues and agents that there are.
    pub(super) fn names(&self) -> (Vec<String>, Vec<String>) {
        let queues = self.queues.cells().iter().map(|cell| cell.row.queue.clone());
        let agents = self.agents.cells().iter().map(|cell| cell.row.agent.clone());
        (queues.collect(), agents.collect())
    }

    /// That all is well, for who hears nothing else.
    pub(super) fn beat(&mut self, at: Utc) -> Batch {
        let seq = self.point.seq;
        let text = format!(r#"{{"type":"beat","seq":{seq},"time":"{at}"}}"#);
        self.batch(false, Vec::new(), OwnChanges::default(), Some(text.into()))
    }

    /// How the link stands, as a message.
    pub(super) fn link_text(&self) -> Utf8Bytes {
        serde_json::to_string(&self.link).expect("texts always render").into()
    }

    pub(super) fn sheet(&mut self, topic: Topic) -> Option<Arc<Sheet>> {
        match topic {
            Topic::Calls => Some(self.calls.sheet()),
            Topic::Queues => Some(self.queues.sheet()),
            Topic::Agents => Some(self.agents.sheet()),
            Topic::Extensions => Some(self.extensions.sheet()),
            Topic::Stats => Some(self.stats.sheet()),
            Topic::Own => None,
        }
    }

    /// What whoever has everything up to a number has not; nothing when too much was forgotten, or nothing is kept.
    pub(super) fn since(&self, topic: Topic, seq: u64) -> Option<Vec<Arc<Delta>>> {
        if seq > self.point.seq {
            return None;
        }
        match topic {
            Topic::Calls => self.calls.since(seq),
            Topic::Queues => self.queues.since(seq),
            Topic::Agents => self.agents.since(seq),
            Topic::Extensions => self.extensions.since(seq),
            Topic::Stats => self.stats.since(seq),
            Topic::Own => None,
        }
    }

    /// Calls in which a phone has a leg.
    pub(super) fn calls_of(&self, phone: &str) -> Vec<Arc<Cell<LiveCall>>> {
        let own = |cell: &&Arc<Cell<LiveCall>>| leg_of(&cell.row, phone).is_some();
        self.calls.cells().iter().filter(own).cloned().collect()
    }

    fn news(&mut self, desk: &dyn Desk) -> Option<Utf8Bytes> {
        let link = link_news(self.live, desk);
        if link == self.link {
            return None;
        }
        self.link = link;
        Some(self.link_text())
    }

    fn batch(
        &mut self,
        anew: bool,
        deltas: Vec<Arc<Delta>>,
        own: OwnChanges,
        news: Option<Utf8Bytes>,
    ) -> Batch {
        self.number += 1;
        Batch { number: self.number, point: self.point, anew, deltas, news, own }
    }
}

impl OwnChanges {
    fn of(change: Change<LiveCall>) -> Self {
        let mut own = Self::default();
        for cell in change.gone {
            own.calls.insert(cell.row.id.clone(), None);
        }
        for cell in change.set {
            for leg in &cell.row.legs {
                let calls = own.by_phone.entry(leg.endpoint.clone()).or_default();
                if !calls.iter().any(|known| Arc::ptr_eq(known, &cell)) {
                    calls.push(Arc::clone(&cell));
                }
            }
            own.calls.insert(cell.row.id.clone(), Some(cell));
        }
        own
    }
}

fn link_news(live: bool, desk: &dyn Desk) -> LinkNews {
    let standing = desk.standing();
    let live = live && standing.link == Link::Ready;
    // While it is up, the instant would change with every message of the switch.
    let as_of = standing.heard_at.filter(|_| !live).map(Utc);
    LinkNews { kind: "link", live, link: standing.link, as_of }
}
