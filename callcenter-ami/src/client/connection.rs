//! One connection: socket in, socket out, the session between them.

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use callcenter_core::Timestamp;
use callcenter_core::action::Action;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::oneshot;
use tokio::time::sleep_until;
use tracing::{debug, info, warn};

use super::Link;
use super::feed::Incoming;
use super::keeper::Keeper;
use crate::decode::Decoder;
use crate::error::{ClientError, LinkError};
use crate::session::{Reply, Session};

/// Most bytes that wait to be written. A request beyond them is refused with [`ClientError::Busy`].
pub const OUTGOING_BYTES_MAX: usize = 1 << 20;

/// How much room a read has, in bytes.
const READ_BYTES: usize = 64 << 10;

/// Most frames kept from before the login is accepted; a manager sends three.
const HELD_MAX: usize = 16;

/// Who waits for the answer to a request.
type Waiter = oneshot::Sender<Result<Reply, ClientError>>;

/// What a handle asks of the client.
#[derive(Debug)]
pub(super) enum Ask {
    Request { action: Action, within: Duration, reply: Waiter },
    Send { id: String, action: Action, done: oneshot::Sender<Result<(), ClientError>> },
    Close { within: Duration },
}

impl Ask {
    /// Answers that it cannot be. Who waits no longer need not be told.
    pub(super) fn refuse(self, why: ClientError) {
        match self {
            Self::Request { reply, .. } => drop(reply.send(Err(why))),
            Self::Send { done, .. } => drop(done.send(Err(why))),
            Self::Close { .. } => {}
        }
    }
}

/// A stream of bytes both ways, encrypted or not.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

pub(super) struct Connection {
    reader: ReadHalf<Box<dyn Duplex>>,
    writer: WriteHalf<Box<dyn Duplex>>,
    epoch: u64,
    decoder: Decoder,
    session: Session<Waiter>,
    out: BytesMut,
    /// Whether bytes were written since the last flush.
    unflushed: bool,
    /// What came before the login was accepted; afterwards nothing.
    held: Option<Vec<Incoming>>,
    /// Since when requests can be sent.
    ready: Option<Duration>,
}

impl Connection {
    pub(super) fn new(keeper: &Keeper, stream: Box<dyn Duplex>, epoch: u64) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let (config, now) = (&keeper.config, keeper.now());
        Self {
            reader,
            writer,
            epoch,
            decoder: Decoder::new(),
            session: Session::new(&config.id_prefix, epoch, config.login.clone(), config.timing.clone(), now),
            out: BytesMut::new(),
            unflushed: false,
            held: Some(Vec::new()),
            ready: None,
        }
    }

    /// Talks until the link falls, and says why it did. Never waits for one thing only: neither a slow consumer nor a
    /// socket that takes nothing keeps it from reading (HC-07).
    pub(super) async fn talk(&mut self, keeper: &mut Keeper) -> LinkError {
        loop {
            for (waiter, result) in self.session.take_settled() {
                // Who waits no longer need not be told.
                let _ = waiter.send(result);
            }
            self.decoder.buffer_mut().reserve(READ_BYTES);
            let deadline = keeper.instant(self.session.deadline());
            let going_on = tokio::select! {
                read = self.reader.read_buf(self.decoder.buffer_mut()) => self.read(keeper, read),
                written = write(&mut self.writer, &mut self.out, &mut self.unflushed),
                    if self.unflushed || !self.out.is_empty() => written.map_err(|error| self.failed(&error)),
                ask = keeper.next_ask() => self.asked(keeper.now(), ask),
                () = sleep_until(deadline) => self.session.tick(keeper.now(), &mut self.out),
            };
            if let Err(why) = going_on {
                return why;
            }
        }
    }

    /// Tells everybody that the link fell. Gives why, and how long requests could be sent, if ever.
    pub(super) fn end(mut self, keeper: &Keeper, why: LinkError) -> (LinkError, Option<Duration>) {
        self.session.end(&why);
        for (waiter, result) in self.session.take_settled() {
            let _ = waiter.send(result);
        }
        let half = self.decoder.pending().len();
        if half > 0 {
            debug!(bytes = half, "half a message at the end");
        }
        if self.held.is_none() {
            keeper.feed.note(Incoming::Disconnected { at: wall_clock(), why: why.clone() });
        }
        let lasted = self.ready.map(|since| keeper.now().saturating_sub(since));
        (why, lasted)
    }

    /// Takes what was read: cut it, look at it, pass it on. Nothing here waits.
    fn read(&mut self, keeper: &Keeper, read: io::Result<usize>) -> Result<(), LinkError> {
        match read {
            Ok(0) => return Err(self.session.closed()),
            Err(error) => return Err(self.failed(&error)),
            Ok(_) => {}
        }
        let (now, at) = (keeper.now(), wall_clock());
        self.session.heard(now, self.decoder.pending())?;
        loop {
            match self.decoder.next_frame() {
                Ok(Some(frame)) => {
                    self.session.receive(now, &frame, &mut self.out)?;
                    self.deliver(keeper, at, frame)?;
                }
                Ok(None) => break,
                Err(why) => {
                    warn!(%why, "skipped");
                    keeper.note(|status| status.skipped += 1);
                    self.note(keeper, Incoming::Skipped { at, why });
                }
            }
        }
        self.report(keeper, now);
        Ok(())
    }

    fn deliver(&mut self, keeper: &Keeper, at: Timestamp, frame: Bytes) -> Result<(), LinkError> {
        if self.session.is_logged_in()
            && let Some(held) = self.held.take()
        {
            keeper.feed.note(Incoming::Connected { at, epoch: self.epoch });
            held.into_iter().for_each(|item| keeper.feed.note(item));
        }
        match self.held {
            Some(_) => self.note(keeper, Incoming::Frame { at, frame }),
            None => keeper.feed.frame(at, frame)?,
        }
        Ok(())
    }

    fn note(&mut self, keeper: &Keeper, item: Incoming) {
        match &mut self.held {
            Some(held) if held.len() < HELD_MAX => held.push(item),
            Some(_) => debug!("dropped: it came before the login was accepted"),
            None => keeper.feed.note(item),
        }
    }

    /// Publishes what became of the session by the last read.
    fn report(&mut self, keeper: &Keeper, now: Duration) {
        if self.ready.is_none() && self.session.is_ready() {
            self.ready = Some(now);
            info!("ready");
            keeper.note(|status| status.link = Link::Ready);
        }
        let orphans = self.session.take_orphans();
        if orphans > 0 {
            debug!(orphans, "answers that nobody waits for");
            keeper.note(|status| status.orphans += orphans);
        }
    }

    fn asked(&mut self, now: Duration, ask: Ask) -> Result<(), LinkError> {
        if self.out.len() >= OUTGOING_BYTES_MAX && !matches!(ask, Ask::Close { .. }) {
            ask.refuse(ClientError::Busy);
            return Ok(());
        }
        match ask {
            Ask::Request { action, within, reply } => {
                self.session.request(now, &action, within, reply, &mut self.out);
            }
            Ask::Send { id, action, done } => {
                // Who waits no longer need not be told.
                let _ = done.send(self.session.send(&id, &action, &mut self.out));
            }
            Ask::Close { within } => {
                if !self.session.leave(now, within, &mut self.out) {
                    return Err(LinkError::ShutDown);
                }
            }
        }
        Ok(())
    }

    /// A dying switch resets connections that it has accepted; before the login that means the same as a close.
    fn failed(&self, error: &io::Error) -> LinkError {
        match self.session.closed() {
            LinkError::Closed => LinkError::Io { reason: error.to_string() },
            other => other,
        }
    }
}

/// Writes some of what is to be sent, or flushes when all is written. May be dropped at any await without losing count.
async fn write(
    writer: &mut (impl AsyncWrite + Unpin),
    out: &mut BytesMut,
    unflushed: &mut bool,
) -> io::Result<()> {
    if out.is_empty() {
        writer.flush().await?;
        *unflushed = false;
    } else {
        writer.write_buf(out).await?;
        *unflushed = true;
    }
    Ok(())
}

/// This machine's clock; a clock before 1970 is no clock.
#[expect(clippy::disallowed_methods, reason = "the one place here that looks at the wall clock")]
fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
