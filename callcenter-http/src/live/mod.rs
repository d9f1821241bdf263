//! The live layer: what is true now, pushed to whoever watches.
//!
//! One task looks at the desk when something became true and publishes what changed, once for all clients: rows by key,
//! rendered once per topic, class of permission and point. Clients get a snapshot at a point and every delta after it; who
//! comes back is given what was missed from a bounded memory of it, or a new snapshot. Whoever is too slow is cut off and
//! comes back like that: memory never grows with a client's slowness.
//!
//! The WebSocket, server-sent events and Socket.IO are three dresses of one `Follower`.

mod counts;
mod events;
mod follower;
mod hub;
mod look;
mod own;
mod pump;
mod ring;
pub(crate) mod row;
mod sheet;
mod socket;
#[cfg(feature = "socketio")]
mod socketio;
mod stats;
mod table;
mod ticket;
mod topic;
mod watched;
mod watcher;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use callcenter_store::Store;
use jiff::tz::TimeZone;
use tokio::sync::{broadcast, watch};

use self::counts::Counts;
pub use self::counts::LiveCounts;
pub(crate) use self::events::events;
pub(crate) use self::follower::{Cut, Follower, Since};
use self::hub::{Batch, Hub};
pub use self::ring::{REPLAY_DELTAS_MAX, REPLAY_ROWS_MAX};
pub(crate) use self::row::Class;
pub(crate) use self::socket::serve;
pub use self::socket::{CLOSE_LOGGED_OUT, CLOSE_SLOW, CLOSE_TOO_MANY};
#[cfg(feature = "socketio")]
pub(crate) use self::socketio::socketio;
pub(crate) use self::ticket::TICKET_SECONDS;
use self::ticket::Tickets;
pub use self::topic::Topic;
pub(crate) use self::watcher::Watcher;
use crate::access::{Person, Role};
use crate::customers::Customers;
use crate::desk::Desk;
use crate::figures::Today;
use crate::problem::Problem;
use crate::zone::Zone;

/// How live clients are served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveConfig {
    /// Shortest time between two looks, up to which changes are gathered.
    pub pace: Duration,
    /// The same where many clients are told much: the time between two looks is four times what one and telling it cost, but
    /// not more than this, unless looking alone takes so long.
    pub pace_crowded: Duration,
    /// Batches that a client may be behind; beyond, it is cut off.
    pub batches_max: usize,
    /// Clients at once; further ones are refused.
    pub clients_max: usize,
    /// Between two signs of life; a client that shows none for two of them is taken for dead.
    pub beat: Duration,
    /// Longest time that sending to a client may take.
    pub send_max: Duration,
    /// Messages that a client may send in a second, in the long run; twice as many at once.
    pub messages_per_second: u32,
    /// Bytes of a client's message.
    pub message_bytes_max: usize,
    /// How long everything goes on without a client, so that whoever comes back has missed nothing.
    pub idle_max: Duration,
    /// Where the site is: its day begins at its midnight, until an administrator decides otherwise in the settings.
    pub zone: TimeZone,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            pace: Duration::from_millis(5),
            pace_crowded: Duration::from_millis(50),
            batches_max: 256,
            clients_max: 10_000,
            beat: Duration::from_secs(15),
            send_max: Duration::from_secs(10),
            messages_per_second: 20,
            message_bytes_max: 16 * 1_024,
            idle_max: Duration::from_mins(5),
            zone: TimeZone::try_system().unwrap_or(TimeZone::UTC),
        }
    }
}

/// The live layer; cheap to clone.
#[derive(Clone)]
pub struct Live {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    desk: Arc<dyn Desk>,
    store: Arc<dyn Store>,
    today: Arc<Today>,
    config: LiveConfig,
    zone: Arc<Zone>,
    /// Absent: nobody watches, and nothing is looked at.
    hub: Mutex<Option<Hub>>,
    batches: broadcast::Sender<Arc<Batch>>,
    counts: Counts,
    customers: Arc<Customers>,
    tickets: Tickets,
    closed: watch::Sender<bool>,
}

impl Live {
    /// A live layer over a desk. It works while somebody watches.
    pub(crate) fn new(
        desk: Arc<dyn Desk>,
        store: Arc<dyn Store>,
        today: Arc<Today>,
        customers: Arc<Customers>,
        zone: Arc<Zone>,
        config: LiveConfig,
    ) -> Self {
        let (batches, _) = broadcast::channel(config.batches_max.max(1));
        let (closed, _) = watch::channel(false);
        let shared = Shared {
            desk,
            store,
            today,
            config,
            zone,
            hub: Mutex::new(None),
            batches,
            counts: Counts::default(),
            customers,
            tickets: Tickets::default(),
            closed,
        };
        Self { shared: Arc::new(shared) }
    }

    /// How many clients there are.
    pub fn clients(&self) -> usize {
        self.shared.counts.clients.load(Ordering::Relaxed)
    }

    /// Whether clients are told what changes: what failed is begun again by itself, and meanwhile nobody is let in.
    pub fn works(&self) -> bool {
        self.shared.works()
    }

    /// Ends every client's stream: the server is being stopped.
    pub fn close(&self) {
        self.shared.closed.send_replace(true);
    }

    /// How clients are served.
    pub fn config(&self) -> &LiveConfig {
        &self.shared.config
    }

    /// A ticket that lets in once, for who cannot send a header.
    pub(crate) fn ticket(&self, watcher: Watcher) -> Result<String, Problem> {
        self.shared.tickets.issue(watcher)
    }

    /// Who a ticket was given to; it is used up.
    pub(crate) fn redeem(&self, ticket: &str) -> Option<Watcher> {
        self.shared.tickets.redeem(ticket)
    }

    /// Begins to follow for somebody, who says next what.
    pub(crate) fn follow(&self, person: &Person) -> Result<Follower, Problem> {
        Follower::new(&self.shared, person)
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("config", &self.shared.config).field("clients", &self.clients()).finish()
    }
}

impl Shared {
    fn hub(&self) -> MutexGuard<'_, Option<Hub>> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes; the hub is locked, so that what is published and what is read from the hub never cross.
    fn publish(&self, batch: Batch) {
        // Nobody may be there: whoever comes reads the hub.
        let _ = self.batches.send(Arc::new(batch));
    }
}

/// What somebody may see of shared rows.
fn class_of(person: &Person) -> Class {
    if person.role >= Role::Supervisor { Class::Whole } else { Class::Masked }
}
