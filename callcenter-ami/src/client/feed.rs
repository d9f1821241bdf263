//! What comes from the switch, on its way to one consumer: a queue with limits that the reader never waits for.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use callcenter_core::Timestamp;
use futures::Stream;
use tokio::sync::Notify;

use crate::decode::DecodeError;
use crate::error::LinkError;

/// What a consumer gets, in order. Between `Connected` and `Disconnected` nothing is missing but what `Skipped` names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incoming {
    /// The login was accepted. What was known of the switch may be wrong: begin again with lists.
    Connected {
        /// When.
        at: Timestamp,
        /// Which connection of this client it is; grows, with gaps.
        epoch: u64,
    },
    /// A frame, from the greeting on.
    Frame {
        /// When its last byte was read, by this machine's clock.
        at: Timestamp,
        /// The bytes, as [`Decoder`](crate::Decoder) cuts them.
        frame: Bytes,
    },
    /// A frame was too long and left out.
    Skipped {
        /// When that was seen.
        at: Timestamp,
        /// What the decoder says.
        why: DecodeError,
    },
    /// The link fell. It comes back by itself, unless this was a shutdown.
    Disconnected {
        /// When.
        at: Timestamp,
        /// Why.
        why: LinkError,
    },
}

impl Incoming {
    /// How many bytes it counts against [`FeedLimits::bytes`].
    fn bytes(&self) -> usize {
        if let Self::Frame { frame, .. } = self { frame.len() } else { 0 }
    }
}

/// How much may wait for the consumer.
///
/// Beyond it the link is given up with [`LinkError::Overflow`] and taken up again when the consumer has caught up
/// half: a switch must not be made to wait (it would cut us off, and hold events in its memory until then), and
/// frames must not vanish from the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedLimits {
    /// Most frames.
    pub frames: usize,
    /// Most bytes of frames.
    pub bytes: usize,
}

impl Default for FeedLimits {
    /// 65,536 frames, 64 MiB: seconds of a flood, and a list of all channels of the largest switch.
    fn default() -> Self {
        Self { frames: 1 << 16, bytes: 64 << 20 }
    }
}

/// The consumer's end. A [`Stream`] that ends after a shutdown; dropped, frames are thrown away as they come.
#[derive(Debug)]
pub struct Feed(Arc<Shared>);

/// The reader's end.
#[derive(Debug, Clone)]
pub(super) struct FeedSender(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limits: FeedLimits,
    queue: Mutex<Queue>,
    /// Told when the consumer took something, or is gone.
    taken: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Incoming>,
    frames: usize,
    bytes: usize,
    consumer: Option<Waker>,
    ended: bool,
    gone: bool,
}

pub(super) fn feed(limits: FeedLimits) -> (FeedSender, Feed) {
    let shared = Arc::new(Shared { limits, queue: Mutex::default(), taken: Notify::new() });
    (FeedSender(Arc::clone(&shared)), Feed(shared))
}

impl FeedSender {
    /// Appends a frame, or says that there is no room for it.
    pub(super) fn frame(&self, at: Timestamp, frame: Bytes) -> Result<(), LinkError> {
        let mut queue = self.0.lock();
        let (frames, bytes) = (queue.frames + 1, queue.bytes + frame.len());
        if queue.gone {
            return Ok(());
        }
        if frames > self.0.limits.frames || bytes > self.0.limits.bytes {
            return Err(LinkError::Overflow { frames: queue.frames, bytes: queue.bytes });
        }
        queue.push(Incoming::Frame { at, frame });
        Ok(())
    }

    /// Appends what must not be lost for want of room: a few items a connection, and reconnecting waits for room.
    pub(super) fn note(&self, note: Incoming) {
        self.0.lock().push(note);
    }

    /// Says that nothing more will come.
    pub(super) fn end(&self) {
        let mut queue = self.0.lock();
        queue.ended = true;
        queue.wake();
    }

    /// How many frames wait for the consumer, and how many bytes they have.
    pub(super) fn lag(&self) -> (usize, usize) {
        let queue = self.0.lock();
        (queue.frames, queue.bytes)
    }

    /// Waits until the consumer has caught up half.
    pub(super) async fn has_room(&self) {
        let limits = self.0.limits;
        self.until(|queue| queue.frames <= limits.frames / 2 && queue.bytes <= limits.bytes / 2).await;
    }

    /// Waits until there is no consumer any more.
    pub(super) async fn gone(&self) {
        self.until(|queue| queue.gone).await;
    }

    async fn until(&self, holds: impl Fn(&Queue) -> bool) {
        loop {
            let taken = self.0.taken.notified();
            if holds(&self.0.lock()) {
                return;
            }
            taken.await;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, item: Incoming) {
        if self.gone {
            return;
        }
        self.frames += usize::from(matches!(item, Incoming::Frame { .. }));
        self.bytes += item.bytes();
        self.waiting.push_back(item);
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(consumer) = self.consumer.take() {
            consumer.wake();
        }
    }
}

impl Stream for Feed {
    type Item = Incoming;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Incoming>> {
        let mut queue = self.0.lock();
        let Some(item) = queue.waiting.pop_front() else {
            if queue.ended {
                return Poll::Ready(None);
            }
            queue.consumer = Some(context.waker().clone());
            return Poll::Pending;
        };
        queue.frames -= usize::from(matches!(item, Incoming::Frame { .. }));
        queue.bytes -= item.bytes();
        drop(queue);
        self.0.taken.notify_waiters();
        Poll::Ready(Some(item))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let mut queue = self.0.lock();
        *queue = Queue { gone: true, ..Queue::default() };
        drop(queue);
        self.0.taken.notify_waiters();
    }
}
