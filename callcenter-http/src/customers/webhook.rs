//! Customers whom another program knows, asked by HTTP.
//!
//! Only the configured address is ever asked: the number goes into the query or the body, redirects are not followed, a proxy
//! of the environment is not used. What comes back is another program's text: cut to what a card shows.

mod answer;
mod breaker;
mod cache;

use std::time::Duration;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Method, Response, StatusCode, Url, redirect};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use self::breaker::Breaker;
use self::cache::Cache;
use super::source::{Caller, CardCustomer, CardSource, Found, SourceAway};
use crate::clock::Clock;

/// Bytes of an answer that are read; a longer one is none.
pub const ANSWER_BYTES_MAX: usize = 64 << 10;

/// Questions that are under way at once; who comes then is told that the source is busy.
pub const QUESTIONS_MAX: usize = 16;

/// How long an answer may be waited for at most, whatever is configured.
pub const TIMEOUT_MAX: Duration = Duration::from_secs(10);

/// A program that is asked for customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// What it is called where it is shown. Default: the address's host.
    pub name: Option<String>,
    /// Its address.
    pub url: String,
    /// How it is asked: `post` with a JSON body, `get` with `?number=`. Default: `post`.
    #[serde(default)]
    pub method: WebhookMethod,
    /// The secret by which it knows that we ask; absent: nothing is signed.
    pub secret: Option<Secret>,
    /// How long it is waited for, in ms: 100 to 10,000. Default: 2,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    /// How long an answer is remembered, in s; 0: not at all. One that says "nobody" is remembered for a fifth of that.
    /// Default: 300.
    #[serde(default = "default_cache_s")]
    pub cache_s: u64,
}

fn default_timeout_ms() -> u64 {
    2_000
}

fn default_cache_s() -> u64 {
    300
}

/// How a webhook is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookMethod {
    /// `POST` with a JSON body.
    #[default]
    Post,
    /// `GET` with `?number=`.
    Get,
}

/// A secret of the configuration: the log never has it. Serialised it is itself; [`Secret::hide`] it before it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for whom it is told.
    pub fn told(&self) -> &str {
        &self.0
    }

    /// Puts a word in its place.
    pub fn hide(&mut self) {
        self.0 = "(hidden)".to_owned();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// Customers whom another program knows.
#[derive(Debug)]
pub struct Webhook {
    name: String,
    url: Url,
    method: WebhookMethod,
    secret: Option<Secret>,
    wait: Duration,
    client: Client,
    cache: Cache,
    breaker: Breaker,
    questions: Semaphore,
    clock: Clock,
}

/// What is asked.
#[derive(Debug, Serialize)]
struct Question<'a> {
    /// As the switch tells it.
    number: &'a str,
    /// With its country.
    e164: Option<&'a str>,
    /// All that it may be with its country, the likeliest first.
    candidates: &'a [String],
}

impl Webhook {
    /// Makes ready to ask.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn new(config: WebhookConfig, clock: Clock) -> Result<Self, String> {
        let url: Url =
            config.url.parse().map_err(|why| format!("url: {:?} is no address: {why}", config.url))?;
        let host = match (url.scheme(), url.host_str()) {
            ("http" | "https", Some(host)) => host.to_owned(),
            _ => return Err(format!("url: {:?} must begin with https:// or http://", config.url)),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("url: leave user and password out; the source knows us by `secret`".to_owned());
        }
        let wait = Duration::from_millis(config.timeout_ms);
        if wait < Duration::from_millis(100) || wait > TIMEOUT_MAX {
            return Err(format!(
                "timeout_ms: {} is not 100 to {}",
                config.timeout_ms,
                TIMEOUT_MAX.as_millis()
            ));
        }
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Whoever comes second finds one there: any of them will do.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .timeout(wait)
            .user_agent(concat!("callcenter/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|why| format!("nobody can be asked by HTTP: {why}"))?;
        Ok(Self {
            name: config.name.unwrap_or(host),
            url,
            method: config.method,
            secret: config.secret,
            wait,
            client,
            cache: Cache::new(Duration::from_secs(config.cache_s)),
            breaker: Breaker::default(),
            questions: Semaphore::new(QUESTIONS_MAX),
            clock,
        })
    }

    async fn asked(&self, caller: &Caller) -> Result<Option<CardCustomer>, SourceAway> {
        let away = |why: String| SourceAway(format!("{} is away: {why}", self.name));
        let response = self.request(caller).send().await.map_err(|why| away(said(&why)))?;
        match response.status() {
            StatusCode::NO_CONTENT | StatusCode::NOT_FOUND => Ok(None),
            status if status.is_redirection() => Err(away(format!(
                "it answers {status}, and redirects are not followed: configure where it is"
            ))),
            StatusCode::OK => answer::customer(&self.body(response).await?).map_err(away),
            status => Err(away(format!("it answers {status}"))),
        }
    }

    fn request(&self, caller: &Caller) -> reqwest::RequestBuilder {
        let candidates =
            caller.telephone.as_ref().map(|telephone| telephone.e164.as_slice()).unwrap_or_default();
        let question =
            Question { number: &caller.given, e164: candidates.first().map(String::as_str), candidates };
        let (request, payload) = match self.method {
            WebhookMethod::Post => {
                let body = serde_json::to_string(&question).expect("texts always serialise");
                let request = self.client.request(Method::POST, self.url.clone());
                (request.header("Content-Type", "application/json").body(body.clone()), body)
            }
            WebhookMethod::Get => {
                let number = question.e164.unwrap_or(question.number);
                let mut url = self.url.clone();
                url.query_pairs_mut().append_pair("number", number);
                (self.client.request(Method::GET, url), number.to_owned())
            }
        };
        let request = request.header("Accept", "application/json");
        let Some(secret) = &self.secret else { return request };
        let at = self.clock.now().as_micros() / 1_000_000;
        request
            .header("X-Callcenter-Timestamp", at.to_string())
            .header("X-Callcenter-Signature", format!("sha256={}", signature(secret, at, &payload)))
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, SourceAway> {
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= ANSWER_BYTES_MAX => {
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => return Ok(body),
                Ok(Some(_)) => {
                    return Err(SourceAway(format!(
                        "{} answers with more than {ANSWER_BYTES_MAX} bytes; nothing of it was taken",
                        self.name
                    )));
                }
                Err(why) => return Err(SourceAway(format!("{} is away: {}", self.name, said(&why)))),
            }
        }
    }
}

#[async_trait]
impl CardSource for Webhook {
    fn name(&self) -> &str {
        &self.name
    }

    async fn find(&self, caller: &Caller) -> Result<Option<Found>, SourceAway> {
        let found = |customer: Option<CardCustomer>| customer.map(|customer| Found { customer, others: 0 });
        if let Some(known) = self.cache.get(&caller.given, Instant::now()) {
            return Ok(found(known));
        }
        if let Some(left) = self.breaker.is_open(Instant::now()) {
            return Err(SourceAway(format!(
                "{} did not answer several times; it is asked again in {} s",
                self.name,
                left.as_secs() + 1
            )));
        }
        let Ok(_question) = self.questions.try_acquire() else {
            return Err(SourceAway(format!("{} is busy with {QUESTIONS_MAX} other questions", self.name)));
        };
        // The client has the same time; this one also covers what it does not count.
        let late = || SourceAway(format!("{} did not answer within {} ms", self.name, self.wait.as_millis()));
        let asked = timeout(self.wait, self.asked(caller)).await.unwrap_or_else(|_| Err(late()));
        self.breaker.tell(Instant::now(), asked.is_ok());
        let customer = asked?;
        self.cache.put(&caller.given, customer.clone(), Instant::now());
        Ok(found(customer))
    }
}

/// HMAC-SHA256 of `<seconds since 1970>.<body, or number>`, in hexadecimal digits.
fn signature(secret: &Secret, at: i64, payload: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()).expect("a key of any length is one");
    mac.update(format!("{at}.{payload}").as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Why a request failed, without its address: agents read it.
fn said(why: &reqwest::Error) -> String {
    if why.is_timeout() {
        return "it did not answer in time".to_owned();
    }
    if why.is_connect() {
        return "it cannot be reached".to_owned();
    }
    "its answer broke off".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_openssl_makes() {
        // printf '1795255200.+49301234567' | openssl dgst -sha256 -hmac s3cret
        assert_eq!(
            signature(&Secret::new("s3cret"), 1_795_255_200, "+49301234567"),
            "356323aa06e76ed47a5a7ee8b98156171cdee265f0a583539ef8abf1b7060db9"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let config = |url: &str| WebhookConfig {
            name: None,
            url: url.to_owned(),
            method: WebhookMethod::Post,
            secret: None,
            timeout_ms: 2_000,
            cache_s: 0,
        };
        for url in ["crm", "file:///etc/passwd", "ftp://crm/", "https://anna:secret@crm/"] {
            let refused = Webhook::new(config(url), Clock::Machine).expect_err(url);
            assert!(refused.starts_with("url: "), "{refused}");
        }
        let hasty = WebhookConfig { timeout_ms: 1, ..config("https://crm/") };
        assert!(Webhook::new(hasty, Clock::Machine).expect_err("too short").starts_with("timeout_ms"));
    }

    #[test]
    fn a_secret_is_shown_nowhere() {
        let mut secret = Secret::new("s3cret");
        assert!(!format!("{secret:?}").contains("s3cret"));
        secret.hide();
        assert!(!serde_json::to_string(&secret).expect("a text").contains("s3cret"));
    }
}
