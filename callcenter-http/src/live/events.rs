//! The same as server-sent events, for who only listens.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::ws::Utf8Bytes;
use axum::response::sse::Event;
use futures::Stream;

use super::{Follower, Since, Topic};

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

/// The messages of some topics, for ever; it ends when the client is too slow or the server is being stopped, and the
/// client comes back by itself.
pub(crate) fn events(
    mut follower: Follower,
    topics: &[Topic],
    since: Option<Since>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut first = Vec::new();
    follower.hello(&mut first);
    follower.subscribe(topics, since, &mut first);
    let state = (follower, VecDeque::from(first));
    futures::stream::unfold(state, |(mut follower, mut waiting)| async move {
        while waiting.is_empty() {
            let mut out = Vec::new();
            follower.next(&mut out).await.ok()?;
            waiting.extend(out);
        }
        let text: Utf8Bytes = waiting.pop_front()?;
        let event = Event::default().data(text.as_str());
        // Only with the last message of a group is everything told up to there.
        let event = if waiting.is_empty() { event.id(follower.told().id()) } else { event };
        Some((Ok(event), (follower, waiting)))
    })
}
