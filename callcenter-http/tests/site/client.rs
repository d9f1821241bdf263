//! A site on a free port, and who asks it.

use std::net::SocketAddr;
use std::sync::Arc;

use callcenter_core::AgentKey;
use callcenter_http::access::Via;
use callcenter_http::{Person, Role, Scope, Site, SiteConfig, app};
use callcenter_store::MemoryStore;
use reqwest::{Client, RequestBuilder};

use crate::desk::EngineDesk;

/// A site that listens.
pub(crate) struct Served {
    pub(crate) site: Site,
    pub(crate) desk: Arc<EngineDesk>,
    pub(crate) address: SocketAddr,
    client: Client,
}

impl Served {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// A site that is not set up as usual.
    pub(crate) async fn start_with(change: impl FnOnce(&mut SiteConfig)) -> Self {
        Self::with(EngineDesk::new(), change).await
    }

    /// A site at a desk.
    pub(crate) async fn at(desk: Arc<EngineDesk>) -> Self {
        Self::with(desk, |_| ()).await
    }

    async fn with(desk: Arc<EngineDesk>, change: impl FnOnce(&mut SiteConfig)) -> Self {
        // Whoever comes second finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = Arc::new(MemoryStore::default());
        let mut config = SiteConfig::new(desk.clone(), store);
        // Wherever this machine is.
        config.live.zone = jiff::tz::TimeZone::UTC;
        change(&mut config);
        let site = Site::new(config);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let app = app(site.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { site, desk, address, client: Client::new() }
    }

    /// Somebody of this role, by his secret.
    pub(crate) fn log_in(&self, role: Role, agent: Option<&str>) -> String {
        self.site.access.admit(person(role, agent))
    }

    pub(crate) fn ask(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("http://{}{path}", self.address))
    }

    /// A site at a desk, not set up as usual.
    pub(crate) async fn at_with(desk: Arc<EngineDesk>, change: impl FnOnce(&mut SiteConfig)) -> Self {
        Self::with(desk, change).await
    }
}

/// Somebody of this role.
pub(crate) fn person(role: Role, agent: Option<&str>) -> Person {
    let name = format!("{role:?}").to_lowercase();
    Person {
        id: name.clone(),
        login: name.clone(),
        name,
        role,
        agent: agent.map(AgentKey::from),
        scopes: [Scope::Read, Scope::Control, Scope::Manage].into(),
        via: Via::Program,
        address: None,
    }
}
