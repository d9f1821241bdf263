//! Customers: kept, found, shown.

mod cards;
mod directory;
mod files;

use callcenter_http::Role;
use callcenter_http::SiteConfig;
use callcenter_http::customers::{Customers, CustomersConfig, NumberConfig};
use std::sync::Arc;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

use crate::client::Served;
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

/// Somebody's site, and who asks it.
pub(crate) struct House {
    pub(crate) served: Served,
}

impl House {
    /// In Berlin, with the own table.
    pub(crate) async fn start() -> Self {
        Self::with(berlin()).await
    }

    pub(crate) async fn with(customers: CustomersConfig) -> Self {
        Self::changed(|config| {
            config.customers =
                Customers::new(config.store.clone(), &config.clock, customers).expect("it is right");
        })
        .await
    }

    pub(crate) async fn changed(change: impl FnOnce(&mut SiteConfig)) -> Self {
        Self::at(EngineDesk::new(), change).await
    }

    pub(crate) async fn at(desk: Arc<EngineDesk>, change: impl FnOnce(&mut SiteConfig)) -> Self {
        Self { served: Served::at_with(desk, change).await }
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
        self.served.ask(method, path).bearer_auth(self.served.log_in(role, agent))
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
