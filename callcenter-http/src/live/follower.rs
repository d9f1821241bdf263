//! One client's view: what it is subscribed to, and the messages that come of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::ws::Utf8Bytes;
use callcenter_core::AgentKey;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;
use utoipa::ToSchema;

use super::hub::{Batch, Hub};
use super::own::Own;
use super::row::Class;
use super::sheet::{Delta, Point, Sheet};
use super::topic::Topic;
use super::{Shared, class_of, pump};
use crate::access::{Person, Role};
use crate::clock::Utc;
use crate::problem::Problem;

/// The version of what is said here.
pub(crate) const PROTOCOL_VERSION: u32 = 1;

/// Messages that are gathered before they are sent.
const MESSAGES_AT_ONCE: usize = 256;

/// Up to where a client knows everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Since {
    /// The epoch of what it knows.
    pub(crate) epoch: u64,
    /// The greatest number it has seen.
    pub(crate) seq: u64,
}

/// Why there is nothing more for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It was too slow.
    Slow,
    /// The server is being stopped.
    Closing,
}

/// One client's view. It counts as a client as long as it is kept.
pub(crate) struct Follower {
    batches: Receiver<Arc<Batch>>,
    closed: watch::Receiver<bool>,
    class: Class,
    person: Person,
    /// The batch at which each topic was taken up; later ones are for the client.
    taken_up: BTreeMap<Topic, u64>,
    own: Own,
    /// The batch up to which general news are known.
    begun: u64,
    /// Up to where everything was told.
    told: Since,
    client: Client,
}

/// What counts clients.
struct Client {
    shared: Arc<Shared>,
}

impl Drop for Client {
    fn drop(&mut self) {
        self.shared.counts.clients.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Follower {
    pub(super) fn new(shared: &Arc<Shared>, person: &Person) -> Result<Self, Problem> {
        let before = shared.counts.clients.fetch_add(1, Ordering::Relaxed);
        let client = Client { shared: Arc::clone(shared) };
        let max = shared.config.clients_max;
        if before >= max {
            return Err(Problem::Unavailable(format!("{max} clients watch already; try again later")));
        }
        let closed = shared.closed.subscribe();
        if *closed.borrow() {
            return Err(Problem::Unavailable("the server is being stopped".to_owned()));
        }
        if !shared.works() {
            return Err(Problem::Unavailable(
                "live clients cannot be told what changes just now; it is tried again every second"
                    .to_owned(),
            ));
        }
        pump::start(shared);
        let batches = shared.batches.subscribe();
        Ok(Self {
            batches,
            closed,
            class: class_of(person),
            person: person.clone(),
            taken_up: BTreeMap::new(),
            own: Own::new(person.agent.clone()),
            begun: 0,
            told: Since { epoch: 0, seq: 0 },
            client,
        })
    }

    /// The first message, and how the link stands.
    pub(crate) fn hello(&mut self, out: &mut Vec<Utf8Bytes>) {
        let shared = Arc::clone(&self.client.shared);
        let (point, link) = with_hub(&shared, |hub| {
            self.begun = hub.number;
            (hub.point, hub.link_text())
        });
        let stream = shared.desk.stream();
        let hello = Hello {
            kind: "hello",
            version: PROTOCOL_VERSION,
            stream: Stream { switch: &stream.switch, source: stream.source.to_string() },
            epoch: point.epoch,
            seq: point.seq,
            time: point.at,
            login: &self.person.login,
            role: self.person.role,
            agent: self.person.agent.as_ref(),
            keys: Topic::ALL.into_iter().map(|topic| (topic.name(), topic.key())).collect(),
            beat_s: shared.config.beat.as_secs_f64(),
        };
        out.push(serde_json::to_string(&hello).expect("texts always render").into());
        out.push(link);
    }

    /// The client is cut off.
    fn is_slow(&self) -> Cut {
        self.client.shared.counts.cut.fetch_add(1, Ordering::Relaxed);
        Cut::Slow
    }

    /// Up to where everything was told: what a client says when it comes back.
    pub(crate) fn told(&self) -> Since {
        self.told
    }

    /// Takes up topics. What is missing is told at once: changes since what the client knows, or the whole.
    pub(crate) fn subscribe(&mut self, topics: &[Topic], since: Option<Since>, out: &mut Vec<Utf8Bytes>) {
        self.take_up(topics, Wish::Since(since), out);
    }

    /// Gives topics up.
    pub(crate) fn unsubscribe(&mut self, topics: &[Topic]) {
        for topic in topics {
            self.taken_up.remove(topic);
        }
    }

    /// Waits for what is next, and takes what else is there. Can be cancelled.
    pub(crate) async fn next(&mut self, out: &mut Vec<Utf8Bytes>) -> Result<(), Cut> {
        tokio::select! {
            batch = self.batches.recv() => match batch {
                Ok(batch) => self.take(&batch, out),
                Err(RecvError::Lagged(_)) => return Err(self.is_slow()),
                Err(RecvError::Closed) => return Err(Cut::Closing),
            },
            card = self.own.card() => {
                if self.taken_up.contains_key(&Topic::Own) {
                    out.extend(card);
                }
            }
            () = told(&mut self.closed) => return Err(Cut::Closing),
        }
        while out.len() < MESSAGES_AT_ONCE {
            match self.batches.try_recv() {
                Ok(batch) => self.take(&batch, out),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Lagged(_)) => return Err(self.is_slow()),
                Err(TryRecvError::Closed) => return Err(Cut::Closing),
            }
        }
        Ok(())
    }

    fn take_up(&mut self, topics: &[Topic], wish: Wish, out: &mut Vec<Utf8Bytes>) {
        let shared = Arc::clone(&self.client.shared);
        // Whatever is published later has a greater number; what waits is told before what is taken up now, so that numbers
        // only rise.
        let mut waiting = Vec::new();
        let (point, parts, calls) = with_hub(&shared, |hub| {
            while let Ok(batch) = self.batches.try_recv() {
                waiting.push(batch);
            }
            let parts: Vec<(Topic, Part)> =
                topics.iter().map(|&topic| (topic, self.part(hub, topic, wish))).collect();
            let private = parts.iter().any(|(_, part)| matches!(part, Part::Private));
            let calls =
                self.person.agent.as_ref().filter(|_| private).map(|agent| hub.calls_of(agent.as_str()));
            (At { point: hub.point, number: hub.number }, parts, calls)
        });
        for batch in waiting {
            self.take(&batch, out);
        }
        let At { point, number } = point;
        self.told = Since { epoch: point.epoch, seq: point.seq };
        if let Some(calls) = calls {
            self.own.begin(point, calls, &shared.customers);
        }
        let told = subscribed(point, wish, &parts);
        let mut missed = Vec::new();
        for (topic, part) in parts {
            self.taken_up.insert(topic, number);
            match part {
                Part::Replay(deltas) => missed.extend(deltas),
                Part::Whole(sheet) => out.push(sheet.text(self.class)),
                Part::Private => out.push(self.own.snapshot(topic, point)),
            }
        }
        // Over all topics in order: who is cut off in the middle has everything up to the last number.
        missed.sort_by_key(|delta| delta.point.seq);
        out.extend(missed.iter().filter_map(|delta| delta.text(self.class)));
        out.push(told);
    }

    fn part(&self, hub: &mut Hub, topic: Topic, wish: Wish) -> Part {
        if self.is_private(topic) {
            return Part::Private;
        }
        if let Wish::Since(Some(since)) = wish
            && since.epoch == hub.point.epoch
            && let Some(deltas) = hub.since(topic, since.seq)
        {
            return Part::Replay(deltas);
        }
        hub.sheet(topic).map_or(Part::Private, Part::Whole)
    }

    /// Whether a topic has other rows for each person.
    fn is_private(&self, topic: Topic) -> bool {
        topic == Topic::Own || (topic == Topic::Calls && self.class == Class::Masked)
    }

    fn take(&mut self, batch: &Batch, out: &mut Vec<Utf8Bytes>) {
        self.told = Since { epoch: batch.point.epoch, seq: batch.point.seq };
        if batch.anew {
            return self.begin_anew(batch, out);
        }
        for delta in &batch.deltas {
            let taken_up = self.taken_up.get(&delta.topic).is_some_and(|&from| batch.number > from);
            if taken_up && !self.is_private(delta.topic) {
                out.extend(delta.text(self.class));
            }
        }
        let private = [Topic::Calls, Topic::Own].into_iter().filter(|&topic| self.is_private(topic));
        let private: Vec<Topic> = private
            .filter(|topic| self.taken_up.get(topic).is_some_and(|&from| batch.number > from))
            .collect();
        if !private.is_empty() {
            self.own.take(batch, &private, &self.client.shared.customers, out);
        }
        if batch.number > self.begun {
            out.extend(batch.news.clone());
        }
    }

    /// The engine was set up anew: nothing that the client knows is sure.
    fn begin_anew(&mut self, batch: &Batch, out: &mut Vec<Utf8Bytes>) {
        let Point { epoch, seq, .. } = batch.point;
        out.push(format!(r#"{{"type":"epoch","epoch":{epoch},"seq":{seq}}}"#).into());
        out.extend(batch.news.clone());
        let topics: Vec<Topic> = self.taken_up.keys().copied().collect();
        if !topics.is_empty() {
            self.take_up(&topics, Wish::Anew, out);
        }
    }
}

/// Waits until the server is being stopped.
async fn told(closed: &mut watch::Receiver<bool>) {
    // Without anybody who could tell, it ends too.
    let _ = closed.wait_for(|closed| *closed).await;
}

/// What a client wants told of a topic that it takes up.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Since(Option<Since>),
    /// Everything, for it had something that is void.
    Anew,
}

/// What a client is told of a topic that it takes up.
enum Part {
    Replay(Vec<Arc<Delta>>),
    Whole(Arc<Sheet>),
    Private,
}

/// Where the hub stood.
struct At {
    point: Point,
    number: u64,
}

fn with_hub<T>(shared: &Arc<Shared>, look: impl FnOnce(&mut Hub) -> T) -> T {
    loop {
        // It is there as long as there are clients, unless its task failed.
        if shared.hub().is_none() {
            pump::start(shared);
        }
        let mut hub = shared.hub();
        if let Some(hub) = hub.as_mut() {
            return look(hub);
        }
    }
}

fn subscribed(point: Point, wish: Wish, parts: &[(Topic, Part)]) -> Utf8Bytes {
    let whole = |part: &Part| matches!(part, Part::Whole(_));
    let truncated = match wish {
        Wish::Since(None) => false,
        Wish::Since(Some(_)) => parts.iter().any(|(_, part)| whole(part)),
        Wish::Anew => true,
    };
    let topics = parts.iter().map(|(topic, part)| {
        (topic.name(), if matches!(part, Part::Replay(_)) { "replay" } else { "snapshot" })
    });
    let message = Subscribed {
        kind: "subscribed",
        epoch: point.epoch,
        seq: point.seq,
        time: point.at,
        truncated,
        topics: topics.collect(),
    };
    serde_json::to_string(&message).expect("texts always render").into()
}

#[derive(Serialize)]
struct Hello<'h> {
    #[serde(rename = "type")]
    kind: &'static str,
    version: u32,
    stream: Stream<'h>,
    epoch: u64,
    seq: u64,
    time: Utc,
    login: &'h str,
    role: Role,
    agent: Option<&'h AgentKey>,
    keys: BTreeMap<&'static str, &'static str>,
    beat_s: f64,
}

#[derive(Serialize)]
struct Stream<'h> {
    switch: &'h str,
    source: String,
}

#[derive(Serialize)]
struct Subscribed {
    #[serde(rename = "type")]
    kind: &'static str,
    epoch: u64,
    seq: u64,
    time: Utc,
    truncated: bool,
    topics: BTreeMap<&'static str, &'static str>,
}
