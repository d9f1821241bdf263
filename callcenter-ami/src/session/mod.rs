//! One connection's conversation, without I/O: greeting, login, ready, requests and answers, silence.

mod backoff;
mod login;
mod pending;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use callcenter_core::action::Action;

pub use backoff::Backoff;
pub use login::{Login, Proof, Secret};
use pending::Pending;
pub use pending::{LIST_BYTES_MAX, PENDING_MAX, Reply};

use crate::encode::encode;
use crate::error::{ClientError, LinkError};
use crate::message::{Kind, Message};

/// What every greeting of a manager begins with.
const GREETING: &[u8] = b"Asterisk Call Manager";

/// How long things may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// For the greeting, and then for the login. Asterisk answers a wrong secret after a second.
    pub login: Duration,
    /// From the login to the switch's word that it has started.
    pub boot: Duration,
    /// Silence after which to ask whether the link lives.
    pub ping_after: Duration,
    /// Silence after which the link is dead. Longer than `ping_after` by the time that an answer may take.
    pub silent_max: Duration,
}

impl Default for Timing {
    /// 10 s for the login, 60 s for the start, a ping after 15 s of silence, dead after 30 s.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { login: seconds(10), boot: seconds(60), ping_after: seconds(15), silent_max: seconds(30) }
    }
}

/// One connection's conversation. Does no I/O and reads no clock.
///
/// The owner of the socket tells it what comes ([`Session::heard`], [`Session::receive`]) and when
/// [`Session::deadline`] has come ([`Session::tick`]); it writes into `out` what is to be sent. `now` is the time since
/// any fixed moment and does not go back. An `Err` means: drop the connection, then tell [`Session::end`] why.
///
/// By itself it sends the login and pings, nothing else. `T` is whatever the owner wants back with an answer.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use bytes::{Bytes, BytesMut};
/// use callcenter_ami::{Login, Proof, Session, Timing};
///
/// let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Plain };
/// let mut session = Session::<()>::new("cc", 1, login, Timing::default(), Duration::ZERO);
/// let mut out = BytesMut::new();
/// session.receive(Duration::ZERO, &Bytes::from_static(b"Asterisk Call Manager/11.0.0\r\n"), &mut out)?;
/// assert_eq!(
///     &out[..],
///     b"Action: Login\r\nActionID: cc-1-1\r\nUsername: callcenter\r\nSecret: hush\r\nEvents: on\r\n\r\n"
/// );
/// # Ok::<(), callcenter_ami::LinkError>(())
/// ```
#[derive(Debug)]
pub struct Session<T> {
    login: Login,
    timing: Timing,
    /// `<prefix>-<epoch>-`, before the number of each action.
    prefix: String,
    last: u64,
    step: Step,
    /// When the step must be over, where it has a limit.
    due: Duration,
    heard: Duration,
    pinged: bool,
    pending: Pending<Option<T>>,
    orphans: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Greeting,
    Challenge,
    Login,
    Booting,
    Ready,
    Leaving,
}

impl<T> Session<T> {
    /// Begins the conversation on a new connection.
    ///
    /// Ids of actions are `<prefix>-<epoch>-<n>`. Answers to originates go to every connection of a switch, so no two
    /// programs may use one prefix, nor one program an epoch twice.
    pub fn new(prefix: &str, epoch: u64, login: Login, timing: Timing, now: Duration) -> Self {
        Self {
            due: now.saturating_add(timing.login),
            login,
            timing,
            prefix: format!("{prefix}-{epoch}-"),
            last: 0,
            step: Step::Greeting,
            heard: now,
            pinged: false,
            pending: Pending::default(),
            orphans: 0,
        }
    }

    /// Whether the login was accepted: from here on frames are the switch's reports.
    pub fn is_logged_in(&self) -> bool {
        matches!(self.step, Step::Booting | Step::Ready | Step::Leaving)
    }

    /// Whether requests can be sent.
    pub fn is_ready(&self) -> bool {
        self.step == Step::Ready
    }

    /// How many answers came since the last time that nobody waited for, or not any more.
    pub fn take_orphans(&mut self) -> u64 {
        std::mem::take(&mut self.orphans)
    }

    /// Notes that bytes came, whole frame or not, and looks at those that are no whole frame yet: a port where
    /// something else than a manager talks may never send one.
    ///
    /// # Errors
    /// [`LinkError::NotAmi`].
    pub fn heard(&mut self, now: Duration, unread: &[u8]) -> Result<(), LinkError> {
        self.heard = now;
        self.pinged = false;
        let len = unread.len().min(GREETING.len());
        if self.step == Step::Greeting && unread[..len] != GREETING[..len] {
            return Err(not_ami(unread));
        }
        Ok(())
    }

    /// Takes a whole frame.
    ///
    /// # Errors
    /// [`LinkError::NotAmi`], [`LinkError::LoginRefused`], [`LinkError::LoginUnsendable`].
    pub fn receive(&mut self, now: Duration, frame: &Bytes, out: &mut BytesMut) -> Result<(), LinkError> {
        let message = Message::parse(frame);
        match (self.step, message.kind()) {
            (Step::Greeting, Kind::Greeting(_)) => self.greeted(now, out),
            (Step::Greeting, _) => Err(not_ami(frame)),
            (Step::Challenge | Step::Login, Kind::Response(_))
                if self.number(&message) == Some(self.last) =>
            {
                self.answered(now, &message, out)
            }
            (Step::Booting, Kind::Event(name)) if name == "FullyBooted" => {
                self.step = Step::Ready;
                Ok(())
            }
            (Step::Ready | Step::Leaving, Kind::Response(_)) => {
                self.response(&message, frame);
                Ok(())
            }
            (Step::Ready | Step::Leaving, Kind::Event(_)) if self.pending.wants_events() => {
                if let Some(number) = self.number(&message) {
                    self.pending.event(number, frame);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Sends a request whose answer, or whatever else becomes of it `within` that time, [`Session::take_settled`]
    /// gives with `token`.
    pub fn request(
        &mut self,
        now: Duration,
        action: &Action,
        within: Duration,
        token: T,
        out: &mut BytesMut,
    ) {
        if let Err(why) = self.sendable() {
            return self.pending.refuse(Some(token), why);
        }
        match encode(&self.next_id(), action, out) {
            Ok(()) => self.pending.insert(self.last, Some(token), now.saturating_add(within)),
            Err(why) => self.pending.refuse(Some(token), why.into()),
        }
    }

    /// Sends an action under an id of the caller's own, who will look for the answer among the frames.
    ///
    /// # Errors
    /// [`ClientError::NotConnected`], [`ClientError::Encode`].
    pub fn send(&mut self, id: &str, action: &Action, out: &mut BytesMut) -> Result<(), ClientError> {
        if !self.is_ready() {
            return Err(ClientError::NotConnected);
        }
        Ok(encode(id, action, out)?)
    }

    /// What became of requests since the last time.
    pub fn take_settled(&mut self) -> impl Iterator<Item = (T, Result<Reply, ClientError>)> + use<T> {
        self.pending.take_settled().into_iter().filter_map(|(token, result)| Some((token?, result)))
    }

    /// When [`Session::tick`] has something to do.
    pub fn deadline(&self) -> Duration {
        if self.step != Step::Ready {
            return self.due;
        }
        let silence = if self.pinged { self.timing.silent_max } else { self.timing.ping_after };
        let silence = self.heard.saturating_add(silence.min(self.timing.silent_max));
        self.pending.deadline().map_or(silence, |due| due.min(silence))
    }

    /// Does what time demands; to call too early does no harm.
    ///
    /// # Errors
    /// [`LinkError::NoGreeting`], [`LinkError::LoginTimeout`], [`LinkError::NotBooted`], [`LinkError::Silent`];
    /// [`LinkError::ShutDown`] when the time to say good-bye is over.
    pub fn tick(&mut self, now: Duration, out: &mut BytesMut) -> Result<(), LinkError> {
        self.pending.expire(now);
        if self.step != Step::Ready {
            return if now < self.due { Ok(()) } else { Err(self.too_late()) };
        }
        let silence = now.saturating_sub(self.heard);
        if silence >= self.timing.silent_max {
            return Err(LinkError::Silent { seconds: silence.as_secs() });
        }
        if silence >= self.timing.ping_after && !self.pinged {
            self.pinged = true;
            encode(&self.next_id(), &Action::Ping, out).map_err(LinkError::LoginUnsendable)?;
            self.pending.insert(self.last, None, self.heard.saturating_add(self.timing.silent_max));
        }
        Ok(())
    }

    /// Says good-bye, once, and gives the switch some time to answer what is on its way. Says whether there is
    /// anything to wait for; without a login there is not.
    pub fn leave(&mut self, now: Duration, within: Duration, out: &mut BytesMut) -> bool {
        let due = now.saturating_add(within);
        if self.step == Step::Leaving {
            self.due = self.due.min(due);
            return true;
        }
        if !self.is_logged_in() || encode(&self.next_id(), &Action::Logoff, out).is_err() {
            return false;
        }
        self.step = Step::Leaving;
        self.due = due;
        self.pending.insert(self.last, None, due);
        true
    }

    /// What it means that the switch closed the connection now.
    pub fn closed(&self) -> LinkError {
        match self.step {
            Step::Greeting | Step::Challenge | Step::Login => LinkError::ClosedBeforeLogin,
            Step::Booting | Step::Ready => LinkError::Closed,
            Step::Leaving => LinkError::ShutDown,
        }
    }

    /// Ends the conversation: whoever still waits for an answer gets `why`.
    pub fn end(&mut self, why: &LinkError) {
        self.pending.fail(why);
    }

    fn greeted(&mut self, now: Duration, out: &mut BytesMut) -> Result<(), LinkError> {
        self.due = now.saturating_add(self.timing.login);
        let id = self.next_id();
        let (step, written) = match self.login.proof {
            Proof::Challenge => (Step::Challenge, Login::write_challenge(&id, out)),
            Proof::Plain => (Step::Login, self.login.write_plain(&id, out)),
        };
        self.step = step;
        written.map_err(LinkError::LoginUnsendable)
    }

    fn answered(
        &mut self,
        now: Duration,
        message: &Message<'_>,
        out: &mut BytesMut,
    ) -> Result<(), LinkError> {
        if !pending::is_ok(message) {
            let message = message.get("Message").map(|text| text.text().into_owned()).unwrap_or_default();
            return Err(LinkError::LoginRefused { message });
        }
        if self.step == Step::Login {
            self.step = Step::Booting;
            self.due = now.saturating_add(self.timing.boot);
            return Ok(());
        }
        self.step = Step::Login;
        let challenge = message.get("Challenge").unwrap_or_default();
        let id = self.next_id();
        self.login.write_proof(&id, challenge.as_bytes(), out).map_err(LinkError::LoginUnsendable)
    }

    /// An answer with somebody else's id is none of ours: the caller of [`Session::send`] looks for it.
    fn response(&mut self, message: &Message<'_>, frame: &Bytes) {
        let known = match self.number(message) {
            Some(number) => self.pending.response(number, frame),
            None => message.action_id().is_some(),
        };
        self.orphans += u64::from(!known);
    }

    fn too_late(&self) -> LinkError {
        match self.step {
            Step::Greeting => LinkError::NoGreeting,
            Step::Challenge | Step::Login => LinkError::LoginTimeout,
            Step::Booting => LinkError::NotBooted,
            Step::Ready | Step::Leaving => LinkError::ShutDown,
        }
    }

    fn sendable(&self) -> Result<(), ClientError> {
        match self.step {
            Step::Ready if self.pending.is_full() => Err(ClientError::Busy),
            Step::Ready => Ok(()),
            _ => Err(ClientError::NotConnected),
        }
    }

    fn next_id(&mut self) -> String {
        self.last += 1;
        format!("{}{}", self.prefix, self.last)
    }

    /// The number of the action that a message answers, if it is one of this session's.
    fn number(&self, message: &Message<'_>) -> Option<u64> {
        message
            .action_id()?
            .as_bytes()
            .strip_prefix(self.prefix.as_bytes())
            .and_then(|number| str::from_utf8(number).ok()?.parse().ok())
    }
}

fn not_ami(bytes: &[u8]) -> LinkError {
    LinkError::NotAmi { said: bytes[..bytes.len().min(40)].escape_ascii().to_string() }
}
