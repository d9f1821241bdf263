//! The same as server-sent events, for who only listens.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::ws::Utf8Bytes;
use axum::response::sse::Event;
use futures::Stream;
use tokio::time::Instant;

use super::{Follower, Since, Topic, Watcher};
use crate::site::Site;

impl Since {
    /// As it stands in an event's id: `epoch-seq`.
    fn id(self) -> String {
        format!("{}-{}", self.epoch, self.seq)
    }

    /// Reads an event's id. One that is none of ours is as good as none: everything is told.
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        let (epoch, seq) = id.split_once('-')?;
        Some(Self { epoch: epoch.parse().ok()?, seq: seq.parse().ok()? })
    }
}

/// The messages of some topics, for ever; it ends when the client is too slow or logged out, or the server is being stopped,
/// and the client comes back by itself.
pub(crate) fn events(
    site: Site,
    watcher: Watcher,
    mut follower: Follower,
    topics: &[Topic],
    since: Option<Since>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut first = Vec::new();
    follower.hello(&mut first);
    follower.subscribe(topics, since, &mut first);
    let look_after = Instant::now() + site.live.config().beat;
    let events = Events { site, watcher, follower, waiting: first.into(), look_after };
    futures::stream::unfold(events, |mut events| async move {
        let event = events.next().await?;
        Some((Ok(event), events))
    })
}

struct Events {
    site: Site,
    watcher: Watcher,
    follower: Follower,
    waiting: VecDeque<Utf8Bytes>,
    /// When it is looked next whether the client may still be here.
    look_after: Instant,
}

impl Events {
    async fn next(&mut self) -> Option<Event> {
        while self.waiting.is_empty() {
            let mut out = Vec::new();
            self.follower.next(&mut out).await.ok()?;
            self.waiting.extend(out);
            if self.look_after <= Instant::now() {
                self.look_after = Instant::now() + self.site.live.config().beat;
                if !self.watcher.is_still(&self.site).await {
                    return None;
                }
            }
        }
        let event = Event::default().data(self.waiting.pop_front()?.as_str());
        self.site.live.sent(1);
        // Only with the last message of a group is everything told up to there.
        Some(if self.waiting.is_empty() { event.id(self.follower.told().id()) } else { event })
    }
}
