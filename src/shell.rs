//! The only loop: a switch's frames go into the engine, what it concludes comes out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use callcenter_ami::{
    Client, Config, Content, Feed, Incoming, Kind, Link, LinkError, Message, Status, Value, interpret,
};
use callcenter_core::action::Action;
use callcenter_core::event::Event;
use callcenter_core::{
    Command, Engine, Entry, Input, Output, Policy, Role, Snapshot, State, Stats, Timestamp,
};
use futures::{FutureExt, StreamExt};
use tokio::sync::watch;
use tracing::{debug, error, warn};

use crate::clock::{Clock, ClockStep, wall_clock};
use crate::opening;
use crate::replay::Heard;
use crate::sender::{Answer, Sender};

/// Most frames handled before the caller gets a turn: a few milliseconds of work.
const BATCH_FRAMES_MAX: usize = 1_000;

/// Poisoned frames that are kept to be looked at; the others are counted.
pub const POISONED_MAX: usize = 16;

/// Keeps a link to a switch, feeds the engine, gives its entries, sends what the engine asks for.
///
/// With the policy of an observer it sends the switch nothing but the login, pings and the [`opening`] requests, once a
/// connection; with that of a controller also what [`Shell::command`] leads to. A frame at which the engine panics is
/// taken out and kept, the engine set back to before it, and the switch asked what there is.
///
/// # Example
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use callcenter::{Policy, Shell, ami::{Config, Login, Proof}};
/// let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Challenge };
/// let mut shell = Shell::connect(Config::new("pbx.example.com", login), Policy::default())?;
/// while let Some(entries) = shell.next().await {
///     for entry in entries {
///         println!("{} {:?}", entry.at, entry.fact);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Shell {
    client: Client,
    feed: Feed,
    status: watch::Receiver<Status>,
    /// The connection that was last asked what there is.
    asked: u64,
    core: Core,
    entries: Vec<Entry>,
    /// A controller's way to ask.
    sender: Option<Sender>,
}

/// The engine with its clock, safe from poisoned frames. No I/O.
#[derive(Debug)]
struct Core {
    engine: Engine,
    clock: Clock,
    out: Vec<Output>,
    /// What is to be asked of the switch.
    actions: Vec<(u64, Action)>,
    heard: Option<Timestamp>,
    steps: u64,
    poisoned: Poisoned,
    /// What was true before the frame at hand, with the figures.
    safe: Snapshot,
    /// Whether to ask again what there is. Once a connection: a list with poison in it must not go round and round.
    resync: Resync,
    /// Whether the last of the lists that an observer asks for at the beginning of a connection was answered.
    opened: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resync {
    Possible,
    Wanted,
    Done,
}

/// Frames at which the engine panicked.
#[derive(Debug, Clone, Default)]
pub struct Poisoned {
    /// The first [`POISONED_MAX`], with when they came.
    pub frames: Vec<(Timestamp, Vec<u8>)>,
    /// How many there were.
    pub count: u64,
}

impl Shell {
    /// Begins to connect, at once and for ever.
    ///
    /// # Errors
    /// [`LinkError::Tls`] when the encryption cannot be set up.
    ///
    /// # Panics
    /// Outside a tokio runtime with time and I/O.
    pub fn connect(config: Config, policy: Policy) -> Result<Self, LinkError> {
        Self::restore(config, Engine::new(policy).snapshot())
    }

    /// Goes on from a snapshot, as [`Books::open`](crate::Books::open) gives it, and begins to connect. Numbers, calls and
    /// agents go on; the figures are those in the snapshot.
    ///
    /// # Errors
    /// [`LinkError::Tls`] when the encryption cannot be set up.
    ///
    /// # Panics
    /// Outside a tokio runtime with time and I/O.
    pub fn restore(config: Config, snapshot: Snapshot) -> Result<Self, LinkError> {
        let (client, feed) = Client::connect(config.clone())?;
        let status = client.watch();
        let controls = snapshot.state.policy().role == Role::Controller;
        let sender = controls.then(|| Sender::new(client.clone(), config));
        let core = Core::restore(snapshot);
        Ok(Self { client, feed, status, asked: 0, core, entries: Vec::new(), sender })
    }

    /// Waits until something happened, and gives what became true, perhaps nothing. Nothing at all after
    /// [`Shell::shut_down`]. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<std::vec::Drain<'_, Entry>> {
        self.next_with(|_| ()).await
    }

    /// Like [`Shell::next`]; `hear` is given each message, and each end of a connection, before anything is concluded from
    /// it, with the time that the engine is told.
    pub async fn next_with(&mut self, mut hear: impl FnMut(Heard<'_>)) -> Option<std::vec::Drain<'_, Entry>> {
        let due = self.core.due(wall_clock());
        tokio::select! {
            // What was reported comes first: it may be older than what is due.
            biased;
            incoming = self.feed.next() => {
                self.core.take(incoming?, &mut hear, &mut self.entries);
                for _ in 1..BATCH_FRAMES_MAX {
                    let Some(incoming) = self.feed.next().now_or_never().flatten() else { break };
                    self.core.take(incoming, &mut hear, &mut self.entries);
                }
            }
            answer = answered(self.sender.as_mut()) => {
                self.core.answered(&answer, wall_clock(), &mut self.entries);
            }
            changed = self.status.changed() => if changed.is_err() { return None },
            () = tokio::time::sleep(due.unwrap_or(Duration::MAX)), if due.is_some() => {
                self.core.tick(wall_clock(), &mut self.entries);
            }
        }
        self.open();
        self.send();
        Some(self.entries.drain(..))
    }

    /// Asks for something; gives what became true by it at once: it is accepted, or refused and why. That it is settled
    /// comes from [`Shell::next`], under the same number: one of the asker's own, not 0, not under way.
    ///
    /// A shell that was made with the policy of an observer refuses all of them.
    pub fn command(&mut self, id: u64, command: Command) -> std::vec::Drain<'_, Entry> {
        self.core.command(id, command, wall_clock(), &mut self.entries);
        self.send();
        self.entries.drain(..)
    }

    /// What is true now.
    pub fn state(&self) -> &State {
        self.core.engine.state()
    }

    /// Everything that is true now, with the figures.
    pub fn snapshot(&self) -> Snapshot {
        self.core.safe.clone()
    }

    /// The figures since the beginning.
    pub fn stats(&self) -> &Stats {
        &self.core.safe.stats
    }

    /// The time now, as the switch has it.
    pub fn now(&mut self) -> Timestamp {
        self.core.clock.stamp(None, wall_clock()).at
    }

    /// How the link is.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// When something was last heard from the switch, by our clock.
    pub fn heard(&self) -> Option<Timestamp> {
        self.core.heard
    }

    /// How often the switch's clock, or ours, was found to have been set.
    pub fn clock_steps(&self) -> u64 {
        self.core.steps
    }

    /// Frames at which the engine panicked.
    pub fn poisoned(&self) -> &Poisoned {
        &self.core.poisoned
    }

    /// Logs off, and waits for it so long at most.
    pub async fn shut_down(&self, within: Duration) {
        self.client.shut_down(within).await;
    }

    /// Sends what the engine asks for.
    fn send(&mut self) {
        match &self.sender {
            Some(sender) => self.core.actions.drain(..).for_each(|(id, action)| sender.send(id, action)),
            None => self.core.actions.clear(),
        }
    }

    /// Whether all that is asked for at the beginning of a connection was answered: calls, queues, devices, contacts.
    pub fn is_listed(&self) -> bool {
        let state = self.core.engine.state();
        match self.sender {
            Some(_) => state.is_listed(),
            None => state.is_live() && self.core.opened,
        }
    }

    /// Asks what there is, once a connection and after a poisoned frame. A controller's engine asks at the beginning itself.
    fn open(&mut self) {
        let (ready, epoch) = {
            let status = self.status.borrow_and_update();
            (status.link == Link::Ready, status.epoch)
        };
        if ready && (self.asked < epoch || self.core.resync == Resync::Wanted) {
            let poisoned = self.core.resync == Resync::Wanted;
            if poisoned {
                self.core.resync = Resync::Done;
            }
            self.asked = epoch;
            if self.sender.is_some() && !poisoned {
                return;
            }
            // A task of its own: whoever drops `next` while it waits must not leave half of it unasked.
            let client = self.client.clone();
            tokio::spawn(async move {
                if let Err(why) = opening::ask(&client, epoch).await {
                    debug!(%why, "not asked: the next connection will be");
                }
            });
        }
    }
}

impl Core {
    fn restore(snapshot: Snapshot) -> Self {
        Self {
            engine: engine_of(&snapshot),
            safe: snapshot,
            clock: Clock::default(),
            out: Vec::new(),
            actions: Vec::new(),
            heard: None,
            steps: 0,
            poisoned: Poisoned::default(),
            resync: Resync::Possible,
            opened: false,
        }
    }

    fn take(&mut self, incoming: Incoming, hear: &mut impl FnMut(Heard<'_>), entries: &mut Vec<Entry>) {
        match incoming {
            Incoming::Connected { .. } => {
                self.clock.reconnected();
                self.resync = Resync::Possible;
                self.opened = false;
            }
            Incoming::Frame { at, frame } => self.frame(at, &frame, hear, entries),
            Incoming::Skipped { why, .. } => warn!(%why, "a message was left out"),
            Incoming::Disconnected { at, .. } => self.disconnected(at, hear, entries),
            _ => {}
        }
    }

    /// How long until something happens that nobody reports.
    fn due(&self, now: Timestamp) -> Option<Duration> {
        let (due, _) = self.engine.deadline()?;
        let wait = due.since(self.clock.clone().stamp(None, now).at);
        Some(Duration::from_micros(wait.as_micros().unsigned_abs()))
    }

    fn tick(&mut self, now: Timestamp, entries: &mut Vec<Entry>) {
        let at = self.stamp(None, now);
        self.guarded(entries, at, &[], |engine, out| engine.handle(at, Input::Tick, out));
    }

    fn command(&mut self, id: u64, command: Command, now: Timestamp, entries: &mut Vec<Entry>) {
        let at = self.stamp(None, now);
        self.guarded(entries, at, &[], |engine, out| {
            engine.handle(at, Input::Command { id, command }, out);
        });
    }

    /// What came of an action otherwise than through the feed: it could not be sent, or was sent on another connection.
    fn answered(&mut self, answer: &Answer, now: Timestamp, entries: &mut Vec<Entry>) {
        let at = self.stamp(None, now);
        let id = answer.action.to_string();
        self.guarded(entries, at, &[], |engine, out| {
            let event = Event::Replied { action: &id, ok: answer.ok, message: &answer.message };
            engine.handle(at, Input::Event(event), out);
        });
    }

    fn disconnected(
        &mut self,
        arrived: Timestamp,
        hear: &mut impl FnMut(Heard<'_>),
        entries: &mut Vec<Entry>,
    ) {
        let at = self.stamp(None, arrived);
        let content = Content::Note(Value::new(b"connection closed"));
        hear(Heard { time: Some(at), content, engine: &self.engine });
        self.guarded(entries, at, &[], |engine, out| {
            engine.handle(at, Input::Event(Event::Disconnected), out);
        });
    }

    fn frame(
        &mut self,
        arrived: Timestamp,
        frame: &[u8],
        hear: &mut impl FnMut(Heard<'_>),
        entries: &mut Vec<Entry>,
    ) {
        self.heard = Some(arrived);
        let message = Message::parse(frame);
        if message.kind() == Kind::Other {
            return;
        }
        let at = self.stamp(message.timestamp(), arrived);
        hear(Heard { time: Some(at), content: Content::Frame(frame), engine: &self.engine });
        let is_last = message.action_id().and_then(|id| id.as_str()).is_some_and(opening::is_last);
        let mut opened = false;
        self.guarded(entries, at, frame, |engine, out| {
            let understood = interpret(frame, |event| {
                if let Some(event) = event {
                    opened |= is_last
                        && matches!(event, Event::ListEnded { .. } | Event::Replied { ok: false, .. });
                    engine.handle(at, Input::Event(event), out);
                }
            });
            if let Err(why) = understood {
                debug!(%why, "not understood");
            }
        });
        self.opened |= opened;
    }

    fn stamp(&mut self, reported: Option<Timestamp>, arrived: Timestamp) -> Timestamp {
        let stamp = self.clock.stamp(reported, arrived);
        if let Some(ClockStep { back, by }) = stamp.step {
            self.steps += 1;
            warn!(back, seconds = by.as_secs(), "a clock was set; durations stay true");
        }
        stamp.at
    }

    /// Lets the engine work. When it panics (HC-57): one message must not end the observation of all others.
    fn guarded(
        &mut self,
        entries: &mut Vec<Entry>,
        at: Timestamp,
        frame: &[u8],
        work: impl FnOnce(&mut Engine, &mut Vec<Output>),
    ) {
        // What the engine is in when it panics is thrown away, so nobody sees it half-changed.
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut self.engine, &mut self.out)));
        if done.is_ok() {
            for output in self.out.drain(..) {
                match output {
                    Output::Entry(entry) => {
                        self.safe.follow([&entry]).expect("the engine numbers its entries without gaps");
                        entries.push(entry);
                    }
                    Output::Action(id, action) => self.actions.push((id, action)),
                }
            }
            return;
        }
        error!(%at, frame = %frame.escape_ascii(), "the engine failed at this message; it is left out");
        self.out.clear();
        self.engine = engine_of(&self.safe);
        if self.resync == Resync::Possible {
            self.resync = Resync::Wanted;
        }
        self.poisoned.count += 1;
        if self.poisoned.frames.len() < POISONED_MAX {
            self.poisoned.frames.push((at, frame.to_vec()));
        }
    }
}

/// Waits for what came of an action otherwise than through the feed; for ever where nothing is asked.
async fn answered(sender: Option<&mut Sender>) -> Answer {
    match sender {
        Some(sender) => sender.answer().await,
        None => std::future::pending().await,
    }
}

fn engine_of(snapshot: &Snapshot) -> Engine {
    let (engine, _) =
        Engine::restore(snapshot.clone(), []).expect("nothing is missing after a snapshot of now");
    engine
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &[u8] = b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n";
    const END: &[u8] =
        b"Event: Hangup\r\nChannel: PJSIP/1001-00000001\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\nCause: 16\r\n\r\n";

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(1_795_226_730 + secs)
    }

    #[test]
    fn hc_57_a_poisoned_message_is_kept_and_left_out_and_everything_else_goes_on() {
        let mut core = Core::restore(Engine::new(Policy::default()).snapshot());
        let mut entries = Vec::new();
        core.frame(at(0), CALL, &mut |_| (), &mut entries);
        let before = core.engine.state().clone();

        core.guarded(&mut entries, at(1), b"Event: Poison\r\n\r\n", |engine, out| {
            engine.handle(at(1), Input::Event(Event::Disconnected), out);
            panic!("this panic is a part of the test");
        });
        assert_eq!(core.engine.state(), &before, "as if the message had not come");
        assert_eq!(core.poisoned.count, 1);
        assert_eq!(core.poisoned.frames, [(at(1), b"Event: Poison\r\n\r\n".to_vec())]);
        assert_eq!(core.resync, Resync::Wanted);

        core.frame(at(2), END, &mut |_| (), &mut entries);
        core.tick(at(60), &mut entries);
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "no entry is lost or told twice");
        assert_eq!(core.engine.state().calls_count(), 0);
    }

    #[test]
    fn what_is_due_is_waited_for_and_nothing_else() {
        let mut core = Core::restore(Engine::new(Policy::default()).snapshot());
        let mut entries = Vec::new();
        core.frame(at(0), CALL, &mut |_| (), &mut entries);
        assert_eq!(core.due(at(1)), None, "a call that lives needs no clock");
        core.frame(at(2), END, &mut |_| (), &mut entries);
        assert_eq!(core.due(at(3)), Some(Duration::from_secs(1)), "it is closed two seconds after its end");
        assert_eq!(core.due(at(9)), Some(Duration::ZERO));
        core.tick(at(9), &mut entries);
        assert_eq!((core.due(at(9)), core.engine.state().calls_count()), (None, 0));
    }

    #[test]
    fn everything_is_heard_before_it_is_concluded_from() {
        let mut core = Core::restore(Engine::new(Policy::default()).snapshot());
        let (mut heard, mut entries) = (Vec::new(), Vec::new());
        let mut hear =
            |one: Heard<'_>| heard.push((one.time, one.engine.state().seq(), one.content.is_disconnect()));
        core.frame(at(0), CALL, &mut hear, &mut entries);
        let first = entries.len() as u64;
        core.take(Incoming::Disconnected { at: at(1), why: LinkError::Closed }, &mut hear, &mut entries);
        assert_eq!(heard, [(Some(at(0)), 0, false), (Some(at(1)), first, true)]);
    }

    #[test]
    fn hc_57_poison_in_a_list_does_not_go_round_and_round() {
        let mut core = Core::restore(Engine::new(Policy::default()).snapshot());
        let poison = |core: &mut Core| {
            core.guarded(&mut Vec::new(), at(0), b"", |_, _| panic!("this panic is a part of the test"));
        };
        poison(&mut core);
        assert_eq!(core.resync, Resync::Wanted);
        core.resync = Resync::Done;
        poison(&mut core);
        assert_eq!(core.resync, Resync::Done);
    }
}
