//! What every handler needs.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use callcenter_store::Store;

use crate::access::{Access, AccessConfig, Vault};
use crate::calls::LiveCalls;
use crate::clock::Clock;
use crate::control::{Control, ControlConfig};
use crate::customers::{Customers, CustomersConfig};
use crate::desk::Desk;
use crate::devices::Devices;
use crate::doctor::Doctor;
use crate::figures::Today;
use crate::floor::Floor;
use crate::generate::Configuration;
use crate::live::{Live, LiveConfig};
use crate::measured::{Questions, Requests, Timed};
use crate::recordings::{Recordings, RecordingsConfig};
use crate::rendered::{Rendered, Sight};
use crate::routes::{AgentsAsked, QueuesAsked};
use crate::softphone::{Softphone, SoftphoneConfig};
use crate::zone::Zone;

/// What a site is made of.
#[derive(Debug)]
pub struct SiteConfig {
    /// The live call center.
    pub desk: Arc<dyn Desk>,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Clock,
    /// Where secrets are sealed that must be read again.
    pub vault: Vault,
    /// How the site is guarded.
    pub access: AccessConfig,
    /// What may be asked of the switch, until an administrator decides otherwise in the settings.
    pub control: ControlConfig,
    /// Customers, and where their cards come from.
    pub customers: Customers,
    /// Which conversations are recorded, and where their files are.
    pub recordings: Recordings,
    /// The folder of the files that the switch includes; absent: none is written.
    pub configuration: Option<PathBuf>,
    /// How live clients are served.
    pub live: LiveConfig,
    /// Who may read metrics.
    pub metrics: MetricsFor,
    /// How phones in browsers reach the switch.
    pub softphone: SoftphoneConfig,
}

/// Who may read metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricsFor {
    /// Administrators, and tokens of theirs.
    #[default]
    Administrators,
    /// Whoever is on the same machine, too, and comes through no proxy.
    Loopback,
}

impl SiteConfig {
    /// What needs to be said; everything else as most want it. Secrets are sealed with a key that is forgotten at the end: give
    /// a [`Vault`] with a file to a site that lasts.
    pub fn new(desk: Arc<dyn Desk>, store: Arc<dyn Store>) -> Self {
        let customers = Customers::new(Arc::clone(&store), &Clock::Machine, CustomersConfig::default());
        let recordings = Recordings::new(Arc::clone(&store), RecordingsConfig::default());
        Self {
            customers: customers.expect("the default configuration is right"),
            recordings: recordings.expect("the default configuration is right"),
            desk,
            store,
            clock: Clock::Machine,
            vault: Vault::in_memory(),
            access: AccessConfig::default(),
            control: ControlConfig::default(),
            configuration: None,
            live: LiveConfig::default(),
            metrics: MetricsFor::default(),
            softphone: SoftphoneConfig::default(),
        }
    }
}

/// What every handler needs; cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    parts: Arc<Parts>,
}

/// The parts of a site.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts {
    /// The live call center.
    pub desk: Arc<dyn Desk>,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Clock,
    /// Where secrets are sealed that must be read again.
    pub vault: Vault,
    /// Who is logged in.
    pub access: Access,
    /// Acting on calls and agents.
    pub control: Control,
    /// What administrators define.
    pub floor: Floor,
    /// What is made of it for the switch.
    pub configuration: Configuration,
    /// Customers, and where their cards come from.
    pub customers: Arc<Customers>,
    /// Which conversations are recorded, and where their files are.
    pub recordings: Recordings,
    /// Phones in browsers.
    pub softphone: Softphone,
    /// Calls that live, rendered once for all.
    pub(crate) live_calls: LiveCalls,
    /// Pages of agents, rendered once for all who see the same.
    pub(crate) agent_pages: Rendered<(Sight, AgentsAsked)>,
    /// Pages of queues, likewise.
    pub(crate) queue_pages: Rendered<(Sight, QueuesAsked)>,
    /// Today's figures.
    pub(crate) today: Arc<Today>,
    /// What is true now, pushed to whoever watches.
    pub live: Live,
    /// Who may read metrics.
    pub(crate) metrics_for: MetricsFor,
    /// Requests with their times.
    pub(crate) requests: Requests,
    /// Questions to the store with their times.
    pub(crate) questions: Arc<Questions>,
    /// Where the site is.
    pub(crate) zone: Arc<Zone>,
    /// What devices did today.
    pub(crate) devices: Devices,
    /// Examines the switch.
    pub(crate) doctor: Doctor,
}

impl Site {
    /// Makes a site.
    pub fn new(config: SiteConfig) -> Self {
        let SiteConfig {
            desk,
            store,
            clock,
            vault,
            access,
            control,
            customers,
            recordings,
            configuration,
            live,
            metrics,
            softphone,
        } = config;
        let questions = Arc::new(Questions::default());
        let store: Arc<dyn Store> = Arc::new(Timed::new(store, Arc::clone(&questions)));
        let floor = Floor::new(store.clone(), vault.clone(), clock.clone());
        let today = Arc::new(Today::default());
        let customers = Arc::new(customers);
        let zone = Arc::new(Zone::new(live.zone.clone()));
        let live = Live::new(
            Arc::clone(&desk),
            Arc::clone(&store),
            Arc::clone(&today),
            Arc::clone(&customers),
            Arc::clone(&zone),
            live,
        );
        Self {
            parts: Arc::new(Parts {
                access: Access::new(Arc::clone(&store), clock.clone(), access),
                desk,
                store,
                clock,
                vault,
                control: Control::new(control),
                floor,
                configuration: Configuration::new(configuration),
                customers,
                recordings,
                live_calls: LiveCalls::default(),
                agent_pages: Rendered::default(),
                queue_pages: Rendered::default(),
                today,
                live,
                zone,
                devices: Devices::default(),
                doctor: Doctor::default(),
                metrics_for: metrics,
                softphone: Softphone::new(softphone),
                requests: Requests::default(),
                questions,
            }),
        }
    }
}

impl Site {
    /// The name of the time zone in which days begin where nobody names another one.
    pub(crate) async fn zone_name(&self) -> String {
        self.zone.now(&*self.store).await.iana_name().unwrap_or("UTC").to_owned()
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
