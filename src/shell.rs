//! The only loop: a switch's frames go into the engine, what it concludes comes out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use callcenter_ami::{Client, Config, Feed, Incoming, Kind, Link, LinkError, Message, Status, interpret};
use callcenter_core::event::Event;
use callcenter_core::{Engine, Entry, Input, Output, Policy, Snapshot, State, Stats, Timestamp};
use futures::{FutureExt, StreamExt};
use tokio::sync::watch;
use tracing::{debug, error, warn};

use crate::clock::{Clock, ClockStep, wall_clock};
use crate::opening;

/// Most frames handled before the caller gets a turn: a few milliseconds of work.
const BATCH_FRAMES_MAX: usize = 1_000;

/// How often time passes for the engine when nothing happens: its timers are whole seconds.
const TICK: Duration = Duration::from_millis(250);

/// Poisoned frames that are kept to be looked at; the others are counted.
pub const POISONED_MAX: usize = 16;

/// An observer of a switch: keeps a link, feeds the engine, gives its entries.
///
/// It sends the switch nothing but the login, pings and the [`opening`] requests, once a connection. A frame at which
/// the engine panics is taken out and kept, the engine set back to before it, and the switch asked what there is.
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
    tick: tokio::time::Interval,
}

/// The engine with its clock, safe from poisoned frames. No I/O.
#[derive(Debug)]
struct Core {
    engine: Engine,
    clock: Clock,
    out: Vec<Output>,
    heard: Option<Timestamp>,
    steps: u64,
    poisoned: Poisoned,
    /// What was true before the frame at hand, with the figures.
    safe: Snapshot,
    /// Whether to ask again what there is. Once a connection: a list with poison in it must not go round and round.
    resync: Resync,
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
        let (client, feed) = Client::connect(config)?;
        let status = client.watch();
        Ok(Self {
            client,
            feed,
            status,
            asked: 0,
            core: Core::new(policy),
            entries: Vec::new(),
            tick: tokio::time::interval(TICK),
        })
    }

    /// Waits until something happened or a little time passed, and gives what became true, perhaps nothing. Nothing at
    /// all after [`Shell::shut_down`]. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<std::vec::Drain<'_, Entry>> {
        tokio::select! {
            incoming = self.feed.next() => {
                self.core.take(incoming?, &mut self.entries);
                for _ in 1..BATCH_FRAMES_MAX {
                    let Some(incoming) = self.feed.next().now_or_never().flatten() else { break };
                    self.core.take(incoming, &mut self.entries);
                }
            }
            changed = self.status.changed() => if changed.is_err() { return None },
            _ = self.tick.tick() => self.core.tick(wall_clock(), &mut self.entries),
        }
        self.open();
        Some(self.entries.drain(..))
    }

    /// What is true now.
    pub fn state(&self) -> &State {
        self.core.engine.state()
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

    /// Asks what there is, once a connection and after a poisoned frame.
    fn open(&mut self) {
        let (ready, epoch) = {
            let status = self.status.borrow_and_update();
            (status.link == Link::Ready, status.epoch)
        };
        if ready && (self.asked < epoch || self.core.resync == Resync::Wanted) {
            if self.core.resync == Resync::Wanted {
                self.core.resync = Resync::Done;
            }
            self.asked = epoch;
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
    fn new(policy: Policy) -> Self {
        let engine = Engine::new(policy);
        Self {
            safe: engine.snapshot(),
            engine,
            clock: Clock::default(),
            out: Vec::new(),
            heard: None,
            steps: 0,
            poisoned: Poisoned::default(),
            resync: Resync::Possible,
        }
    }

    fn take(&mut self, incoming: Incoming, entries: &mut Vec<Entry>) {
        match incoming {
            Incoming::Connected { .. } => {
                self.clock.reconnected();
                self.resync = Resync::Possible;
            }
            Incoming::Frame { at, frame } => self.frame(at, &frame, entries),
            Incoming::Skipped { why, .. } => warn!(%why, "a message was left out"),
            Incoming::Disconnected { at, .. } => self.handle(at, Event::Disconnected, entries),
            _ => {}
        }
    }

    fn tick(&mut self, now: Timestamp, entries: &mut Vec<Entry>) {
        let at = self.stamp(None, now);
        self.guarded(entries, at, &[], |engine, out| engine.handle(at, Input::Tick, out));
    }

    fn handle(&mut self, arrived: Timestamp, event: Event<'_>, entries: &mut Vec<Entry>) {
        let at = self.stamp(None, arrived);
        self.guarded(entries, at, &[], |engine, out| engine.handle(at, Input::Event(event), out));
    }

    fn frame(&mut self, arrived: Timestamp, frame: &[u8], entries: &mut Vec<Entry>) {
        self.heard = Some(arrived);
        let message = Message::parse(frame);
        if message.kind() == Kind::Other {
            return;
        }
        let at = self.stamp(message.timestamp(), arrived);
        self.guarded(entries, at, frame, |engine, out| {
            let understood = interpret(frame, |event| {
                if let Some(event) = event {
                    engine.handle(at, Input::Event(event), out);
                }
            });
            if let Err(why) = understood {
                debug!(%why, "not understood");
            }
        });
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
                if let Output::Entry(entry) = output {
                    self.safe.follow([entry.clone()]).expect("the engine numbers its entries without gaps");
                    entries.push(entry);
                }
            }
            return;
        }
        error!(%at, frame = %frame.escape_ascii(), "the engine failed at this message; it is left out");
        self.out.clear();
        let (engine, _) =
            Engine::restore(self.safe.clone(), []).expect("nothing is missing after a snapshot of now");
        self.engine = engine;
        if self.resync == Resync::Possible {
            self.resync = Resync::Wanted;
        }
        self.poisoned.count += 1;
        if self.poisoned.frames.len() < POISONED_MAX {
            self.poisoned.frames.push((at, frame.to_vec()));
        }
    }
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
        let mut core = Core::new(Policy::default());
        let mut entries = Vec::new();
        core.frame(at(0), CALL, &mut entries);
        let before = core.engine.state().clone();

        core.guarded(&mut entries, at(1), b"Event: Poison\r\n\r\n", |engine, out| {
            engine.handle(at(1), Input::Event(Event::Disconnected), out);
            panic!("this panic is a part of the test");
        });
        assert_eq!(core.engine.state(), &before, "as if the message had not come");
        assert_eq!(core.poisoned.count, 1);
        assert_eq!(core.poisoned.frames, [(at(1), b"Event: Poison\r\n\r\n".to_vec())]);
        assert_eq!(core.resync, Resync::Wanted);

        core.frame(at(2), END, &mut entries);
        core.tick(at(60), &mut entries);
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "no entry is lost or told twice");
        assert_eq!(core.engine.state().calls_count(), 0);
    }

    #[test]
    fn hc_57_poison_in_a_list_does_not_go_round_and_round() {
        let mut core = Core::new(Policy::default());
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
