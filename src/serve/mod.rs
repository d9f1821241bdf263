//! The turnkey server: a live call center, its books and the HTTP adapter as one.

mod anew;
mod desk;

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use callcenter_http::access::{AccessConfig, Exposure, Vault};
use callcenter_http::control::{ControlConfig, stored_setup};
use callcenter_http::customers::{Customers, CustomersConfig};
use callcenter_http::desk::Setup;
use callcenter_http::recordings::{Recordings, RecordingsConfig};
use callcenter_http::serve::TlsError;
use callcenter_http::softphone::SoftphoneConfig;
use callcenter_http::{MetricsFor, Problem, Site, SiteConfig, TlsFiles};
use callcenter_store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub use self::desk::{DeskTask, LiveDesk};
use crate::live::{LiveConfig, LiveError};

/// What a server is made of.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// The switch, the policy and the books.
    pub live: LiveConfig,
    /// How it is set up, until an administrator decides otherwise. By default it only observes.
    pub setup: Setup,
    /// The address of the store, for everything that is read; the books' own one usually.
    pub store: String,
    /// Where to listen. Until there is an administrator it is the same port of a loopback address.
    pub listen: SocketAddr,
    /// The file with the key that seals secrets in the store; it is made at first need. Absent: a key that is forgotten at the
    /// end.
    pub key_file: Option<PathBuf>,
    /// The certificate and its key; absent: HTTP without TLS.
    pub tls: Option<TlsFiles>,
    /// How the site is guarded.
    pub access: AccessConfig,
    /// What may be asked of the switch, until an administrator decides otherwise in the settings.
    pub control: ControlConfig,
    /// Customers, and where their cards come from.
    pub customers: CustomersConfig,
    /// Where the site is, as IANA names it: the wallboard's day begins at its midnight. Absent: this machine's zone.
    pub time_zone: Option<String>,
    /// The folder of the files that Asterisk includes; absent: none is written.
    pub configuration: Option<PathBuf>,
    /// Which conversations are recorded, and where their files are.
    pub recordings: RecordingsConfig,
    /// Who may read metrics.
    pub metrics: MetricsFor,
    /// How phones in browsers reach the switch.
    pub softphone: SoftphoneConfig,
}

impl ServeConfig {
    /// What needs to be said; everything else as most want it.
    pub fn new(live: LiveConfig, store: impl Into<String>, listen: SocketAddr) -> Self {
        Self {
            live,
            setup: Setup::default(),
            store: store.into(),
            listen,
            key_file: None,
            tls: None,
            access: AccessConfig::default(),
            control: ControlConfig::default(),
            customers: CustomersConfig::default(),
            time_zone: None,
            configuration: None,
            recordings: RecordingsConfig::default(),
            metrics: MetricsFor::default(),
            softphone: SoftphoneConfig::default(),
        }
    }

    fn site(&self, desk: Arc<LiveDesk>, store: &Arc<dyn Store>) -> Result<SiteConfig, ServeError> {
        let mut site = SiteConfig::new(desk, Arc::clone(store));
        if let Some(file) = &self.key_file {
            site.vault = Vault::at(file);
        }
        site.access = self.access.clone();
        site.control = self.control.clone();
        site.metrics = self.metrics;
        self.softphone.check().map_err(|why| ServeError::Config(format!("softphone.{why}")))?;
        site.softphone = self.softphone.clone();
        site.configuration = self.configuration.clone();
        if let Some(name) = &self.time_zone {
            site.live.zone = jiff::tz::TimeZone::get(name)
                .map_err(|why| ServeError::Config(format!("server.time_zone: {why}")))?;
        }
        site.customers = Customers::new(Arc::clone(store), &site.clock, self.customers.clone())
            .map_err(|why| ServeError::Config(format!("customers.{why}")))?;
        site.recordings = Recordings::new(Arc::clone(store), self.recordings.clone())
            .map_err(|why| ServeError::Config(format!("recordings.{why}")))?;
        Ok(site)
    }
}

/// Why a server cannot begin, or had to end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The store cannot be opened.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    /// The engine cannot begin.
    #[error(transparent)]
    Live(#[from] LiveError),
    /// Nobody can be listened to there.
    #[error("cannot listen on {address}: {why}; choose another one with --listen")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        why: io::Error,
    },
    /// The configuration says something that cannot be.
    #[error("{0}")]
    Config(String),
    /// Accounts cannot be read.
    #[error("accounts: {0}")]
    Accounts(Problem),
    /// TLS cannot be spoken.
    #[error("TLS: {0}")]
    Tls(#[from] TlsError),
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    site: Site,
    task: DeskTask,
    store: Arc<dyn Store>,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<TlsFiles>,
    look: Arc<Notify>,
}

impl Server {
    /// Opens the books, begins to connect, and listens. Nobody is answered before [`Server::run`].
    ///
    /// # Errors
    /// Each variant of [`ServeError`]; those of the store that pass can be tried again.
    pub async fn start(config: ServeConfig) -> Result<Self, ServeError> {
        let store = callcenter_store::open(&config.store).await?;
        // What an administrator decided comes before what was configured.
        let setup = stored_setup(&*store).await?.unwrap_or_else(|| config.setup.clone());
        let (desk, task) = LiveDesk::start(config.live.clone(), setup, Arc::clone(&store)).await?;
        let begun = Self::begin(&config, &store, desk).await;
        match begun {
            Ok((site, listener, address)) => {
                Ok(Self { site, task, store, listener, address, tls: config.tls, look: Arc::default() })
            }
            Err(why) => {
                // Why it cannot begin is what matters.
                let _ = task.stop().await;
                Err(why)
            }
        }
    }

    async fn begin(
        config: &ServeConfig,
        store: &Arc<dyn Store>,
        desk: Arc<LiveDesk>,
    ) -> Result<(Site, TcpListener, SocketAddr), ServeError> {
        let site = Site::new(config.site(desk, store)?);
        let wanted = match site.access.exposure().await.map_err(ServeError::Accounts)? {
            Exposure::Anywhere => config.listen,
            Exposure::Loopback => on_loopback(config.listen),
        };
        let failed = |why| ServeError::Listen { address: wanted, why };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok((site, listener, address))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as one writes it into a browser.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls.is_some() { "https" } else { "http" }, self.address)
    }

    /// What its handlers work with: to make accounts, to embed it.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Whoever notifies it has the files of TLS looked at at once; they are looked at every 10 s besides.
    pub fn look(&self) -> Arc<Notify> {
        Arc::clone(&self.look)
    }

    /// Serves until `stop` is over, then ends what is open, logs off and makes everything durable.
    ///
    /// # Errors
    /// [`ServeError::Tls`]; [`ServeError::Live`] when something is not durable.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let site = self.site.clone();
        let recordings = tokio::spawn(async move {
            // Also when whoever holds the other end is gone.
            let ended = async { drop(ended.await) };
            site.keep_recordings(ended).await;
        });
        let site = self.site.clone();
        // That the provider is away keeps nobody from the rest.
        let meeting = tokio::spawn(async move { site.access.meet_provider().await });
        let site = self.site.clone();
        let stop = async move {
            stop.await;
            // Streams end by themselves never: whoever follows one is told to come again.
            site.live.close();
        };
        let app = callcenter_http::app(self.site);
        let served = callcenter_http::serve_looking(self.listener, app, self.tls, self.look, stop).await;
        drop(end);
        meeting.abort();
        if let Err(why) = recordings.await {
            tracing::error!(%why, "recordings were kept no more");
        }
        let kept = self.task.stop().await;
        self.store.close().await;
        served?;
        Ok(kept?)
    }
}

/// The same port, where nobody else reaches it.
fn on_loopback(wanted: SocketAddr) -> SocketAddr {
    match wanted {
        wanted if wanted.ip().is_loopback() => wanted,
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::LOCALHOST, wanted.port())),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::LOCALHOST, wanted.port())),
    }
}
