//! The turnkey server: a live call center, its books and the HTTP adapter as one.

mod desk;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use callcenter_http::desk::Setup;
use callcenter_http::{Site, SiteConfig};
use callcenter_store::{Store, StoreError};
use tokio::net::TcpListener;

pub use self::desk::{DeskTask, LiveDesk};
use crate::live::{LiveConfig, LiveError};

/// What a server is made of.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// The switch, the policy and the books.
    pub live: LiveConfig,
    /// What was set up before. By default it only observes.
    pub setup: Setup,
    /// The address of the store, for everything that is read; the books' own one usually.
    pub store: String,
    /// Where to listen.
    pub listen: SocketAddr,
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
    /// The listener failed.
    #[error("the server failed: {0}")]
    Served(#[from] io::Error),
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    site: Site,
    task: DeskTask,
    store: Arc<dyn Store>,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Opens the books, begins to connect, and listens. Nobody is answered before [`Server::run`].
    ///
    /// # Errors
    /// Each variant of [`ServeError`]; those of the store that pass can be tried again.
    pub async fn start(config: ServeConfig) -> Result<Self, ServeError> {
        let failed = |why| ServeError::Listen { address: config.listen, why };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let store = callcenter_store::open(&config.store).await?;
        let (desk, task) = LiveDesk::start(config.live, config.setup).await?;
        let site = Site::new(SiteConfig::new(desk.clone(), Arc::clone(&store)));
        Ok(Self { site, task, store, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its handlers work with: to make accounts, to embed it.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Serves until `stop` is over, then ends what is open, logs off and makes everything durable.
    ///
    /// # Errors
    /// [`ServeError::Served`]; [`ServeError::Live`] when something is not durable.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let app = callcenter_http::app(self.site).into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(self.listener, app).with_graceful_shutdown(stop).await;
        let kept = self.task.stop().await;
        self.store.close().await;
        served?;
        Ok(kept?)
    }
}
