//! The task that looks when something became true, and publishes what changed.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use callcenter_core::Entry;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, MissedTickBehavior};

use super::hub::Hub;
use super::look::look;
use super::stats;
use super::watched::{Duty, keep};
use super::{LiveConfig, Shared};
use crate::clock::Utc;

/// Between two looks at the link when nothing becomes true.
const TICK: Duration = Duration::from_secs(1);

/// Of the time, looking may take one part in this; telling clients too, up to the longest pace.
const SHARE: u32 = 4;

/// Begins to look; the hub is there when it returns.
pub(super) fn start(shared: &Arc<Shared>) {
    let mut hub = shared.hub();
    if hub.is_some() {
        return;
    }
    let entries = shared.desk.follow();
    let found = look(&*shared.desk);
    *hub = Some(Hub::new(found, &*shared.desk));
    let weak = Arc::downgrade(shared);
    let (mut entries, pumped) = (Some(entries), weak.clone());
    tokio::spawn(keep(weak.clone(), Duty::Changes, move || run(pumped.clone(), entries.take())));
    let told = weak.clone();
    tokio::spawn(keep(weak, Duty::Figures, move || stats::run(told.clone())));
}

/// Looks and publishes until nobody watches. Without entries to go on with, everything is told anew: the one before failed.
async fn run(weak: Weak<Shared>, entries: Option<Receiver<Arc<[Entry]>>>) {
    let entries = match entries {
        Some(entries) => Some(entries),
        None => weak.upgrade().map(|shared| shared.begin_again()),
    };
    let Some(mut entries) = entries else { return };
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut pump = Pump::new();
    loop {
        let turn = tokio::select! {
            batch = entries.recv() => match batch {
                Ok(_) | Err(RecvError::Lagged(_)) => Turn::Changed,
                Err(RecvError::Closed) => Turn::Anew,
            },
            _ = tick.tick() => Turn::Tick,
        };
        if turn == Turn::Changed {
            tokio::time::sleep_until(pump.next).await;
        }
        let Some(shared) = weak.upgrade() else { return };
        let turn = match turn {
            Turn::Changed => drain(&mut entries),
            turn => turn,
        };
        if turn == Turn::Anew {
            entries = shared.desk.follow();
        }
        if turn == Turn::Tick && shared.ends_idle(&mut pump) {
            return;
        }
        shared.turn(&mut pump, turn);
        // Clients that wait for the batch are before this in the queue of tasks: when it goes on, they were served.
        tokio::task::yield_now().await;
        pump.next = pump.begun + shared.config.pace_after(pump.looked, pump.begun.elapsed());
        if turn == Turn::Anew {
            drop(shared);
            // A desk that cannot begin again closes what is followed at once, over and over.
            tokio::time::sleep_until(pump.next).await;
        }
    }
}

/// Why it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Changed,
    /// The engine was set up anew.
    Anew,
    Tick,
}

/// When it looked, and looks next.
struct Pump {
    /// When it last began to look.
    begun: Instant,
    /// How long looking took.
    looked: Duration,
    next: Instant,
    beat: Instant,
    /// The last time that somebody was there.
    watched: Instant,
}

impl Pump {
    fn new() -> Self {
        let now = Instant::now();
        Self { begun: now, looked: Duration::ZERO, next: now, beat: now, watched: now }
    }
}

impl Shared {
    /// Follows anew, and has everything told anew: what was half done when it failed is not to be trusted.
    fn begin_again(&self) -> Receiver<Arc<[Entry]>> {
        let entries = self.desk.follow();
        let found = look(&*self.desk);
        let mut hub = self.hub();
        if let Some(hub) = hub.as_mut() {
            let batch = hub.begin_anew(found, &*self.desk);
            self.publish(batch);
        }
        entries
    }

    fn turn(&self, pump: &mut Pump, turn: Turn) {
        let begun = Instant::now();
        pump.begun = begun;
        let found = look(&*self.desk);
        let at = found.point.at;
        let mut hub = self.hub();
        let Some(hub) = hub.as_mut() else { return };
        if let Some(batch) = hub.update(found, &*self.desk) {
            self.publish(batch);
        }
        if turn == Turn::Tick && begun >= pump.beat {
            self.beat(hub, at);
            pump.beat = begun + self.config.beat;
        }
        self.done(Duty::Changes);
        pump.looked = begun.elapsed();
    }

    fn beat(&self, hub: &mut Hub, at: Utc) {
        let beat = hub.beat(at);
        self.publish(beat);
    }

    /// Whether nobody was there for so long that looking ends.
    fn ends_idle(&self, pump: &mut Pump) -> bool {
        let now = Instant::now();
        let mut hub = self.hub();
        if self.counts.clients.load(Ordering::Relaxed) > 0 {
            pump.watched = now;
        }
        if now < pump.watched + self.config.idle_max {
            return false;
        }
        // Numbers of batches begin again, and nobody is there who remembers one.
        *hub = None;
        true
    }
}

impl LiveConfig {
    /// How long after the beginning of a look the next one begins, when looking and then telling everybody took so long.
    fn pace_after(&self, looked: Duration, told: Duration) -> Duration {
        let crowded = self.pace_crowded.max(self.pace);
        told.saturating_mul(SHARE).clamp(self.pace, crowded).max(looked.saturating_mul(SHARE))
    }
}

/// Takes what came meanwhile: it is seen by one look.
fn drain(entries: &mut Receiver<Arc<[Entry]>>) -> Turn {
    loop {
        match entries.try_recv() {
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty) => return Turn::Changed,
            Err(TryRecvError::Closed) => return Turn::Anew,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_follows_what_a_look_and_telling_it_cost() {
        let config = LiveConfig::default();
        let millis = Duration::from_millis;
        let pace = |looked, told| config.pace_after(millis(looked), millis(told));
        assert_eq!(pace(0, 0), config.pace, "a machine that has time looks soon again");
        assert_eq!(pace(1, 6), millis(24));
        assert_eq!(pace(1, 400), config.pace_crowded, "a crowd is never told later than that");
        assert_eq!(pace(30, 30), millis(120), "looking itself is not done all the time");
        let swapped = LiveConfig { pace: millis(80), ..config.clone() };
        assert_eq!(swapped.pace_after(millis(0), millis(15)), millis(80));
    }
}
