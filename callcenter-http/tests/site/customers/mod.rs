//! Customers: kept, found, shown.

mod cards;
mod directory;

use callcenter_http::customers::{Customers, CustomersConfig, NumberConfig};
use callcenter_http::{Role, Site, SiteConfig, app};
use callcenter_store::{MemoryStore, Store};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::client::person;
use crate::desk::EngineDesk;

/// A house in Berlin.
pub(crate) fn berlin() -> CustomersConfig {
    CustomersConfig {
        numbers: NumberConfig {
            region: Some("DE".to_owned()),
            area_code: Some("30".to_owned()),
            ..NumberConfig::default()
        },
        ..CustomersConfig::default()
    }
}

/// A site that listens, with a configuration of its own.
pub(crate) struct House {
    pub(crate) site: Site,
    pub(crate) desk: Arc<EngineDesk>,
    pub(crate) store: Arc<dyn Store>,
    address: SocketAddr,
    client: Client,
}

impl House {
    /// In Berlin, with the own table.
    pub(crate) async fn start() -> Self {
        Self::with(|_, config| config).await
    }

    pub(crate) async fn with(change: impl FnOnce(Arc<dyn Store>, SiteConfig) -> SiteConfig) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let desk = EngineDesk::new();
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let mut config = SiteConfig::new(desk.clone(), store.clone());
        config.customers = Customers::new(store.clone(), &config.clock, berlin()).expect("it is right");
        let site = Site::new(change(store.clone(), config));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let app = app(site.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { site, desk, store, address, client: Client::new() }
    }

    /// A request of somebody of a role; an agent is agent 1001.
    pub(crate) fn ask(&self, role: Role, method: Method, path: &str) -> RequestBuilder {
        self.ask_as(role, Some("1001"), method, path)
    }

    pub(crate) fn ask_as(
        &self,
        role: Role,
        agent: Option<&str>,
        method: Method,
        path: &str,
    ) -> RequestBuilder {
        let secret = self.site.access.admit(person(role, agent));
        self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(secret)
    }

    pub(crate) async fn get(&self, role: Role, path: &str) -> (StatusCode, Value) {
        told(self.ask(role, Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = told(self.ask(Role::Supervisor, Method::POST, path).json(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer
    }
}

/// Status and JSON of an answer.
pub(crate) async fn told(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.expect("it answers");
    let status = answer.status();
    let text = answer.text().await.expect("a text");
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&text) };
    (status, body)
}
