//! Requests under a key: what was asked once is not done twice, and a repeat gets the same answer.
//!
//! A client that does not know whether its request arrived sends it again with the same `Idempotency-Key`. The key is taken
//! before anything is asked of the switch, and the answer kept after it; who asks the same while it is under way is told so.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callcenter_core::{Span, Timestamp};
use callcenter_store::{Condition, IDEMPOTENCY, IdempotencyRow, Select, Write, rows};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tracing::error;

use crate::access::Person;
use crate::problem::Problem;
use crate::said;
use crate::site::Site;

/// The header that carries the key.
pub const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The header that says that an answer is a repeat.
pub const REPLAYED_HEADER: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Longest key, in characters.
pub const KEY_CHARS_MAX: usize = 200;

/// How long an answer is kept.
pub const KEPT: Span = Span::from_secs(24 * 3_600);

/// Answers that are kept for one user; beyond, further keys are refused until older ones are over.
pub const KEPT_MAX: u64 = 10_000;

/// Bytes of an answer that are kept; a longer one is not, and a repeat is refused.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// What a client asks for, and under which key.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    pub(crate) said: T,
    pub(crate) key: Option<Key>,
}

/// The header, in the description of routes.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct IdempotencyKey {
    /// A key of the client's own, such as a UUID: a request that is repeated with it within a day is not done again, and gets
    /// the same answer with `Idempotent-Replayed: true`.
    #[param(rename = "Idempotency-Key", max_length = 200)]
    #[allow(dead_code, reason = "it is only described")]
    key: Option<String>,
}

/// Does what is asked about a call or an agent, once.
pub(crate) async fn act_once(
    site: &Site,
    by: &Person,
    key: Option<Key>,
    request: super::Request,
) -> Response {
    let (own, person) = (site.clone(), by.clone());
    once(site, by, key, async move { super::act(&own, &person, request).await }).await
}

/// A key, and what is asked under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    key: String,
    digest: String,
}

impl<T: DeserializeOwned> FromRequest<Site> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let key = match request.headers().get(KEY_HEADER) {
            None => None,
            Some(value) => Some(readable(value)?),
        };
        let route = format!("{} {}", request.method(), request.uri().path());
        let body = said::body(request, site).await?;
        let key = key.map(|key| Key { key, digest: digest(&route, &body) });
        Ok(Self { said: said::parse(&body)?, key })
    }
}

fn readable(value: &HeaderValue) -> Result<String, Problem> {
    match value.to_str() {
        Ok(key) if (1..=KEY_CHARS_MAX).contains(&key.len()) => Ok(key.to_owned()),
        _ => Err(Problem::Malformed(format!(
            "Idempotency-Key: 1 to {KEY_CHARS_MAX} visible characters, such as a UUID"
        ))),
    }
}

fn digest(route: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(route.as_bytes());
    hash.update([0]);
    hash.update(body);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keys whose requests are under way.
#[derive(Debug, Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<BTreeSet<(String, String)>>>);

impl UnderWay {
    /// Takes a key, unless somebody has it.
    fn take(&self, principal: &str, key: &str) -> Option<Taken> {
        let own = (principal.to_owned(), key.to_owned());
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(own.clone()).then(|| Taken { all: self.clone(), own })
    }
}

/// A key that is taken until this is dropped.
#[derive(Debug)]
struct Taken {
    all: UnderWay,
    own: (String, String),
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.own);
    }
}

/// Does something, unless it was done under this key before: then the answer of then is given.
///
/// Under a key it goes on when the client goes away, so that the answer is there when it comes back.
pub(crate) async fn once<T, W>(site: &Site, by: &Person, key: Option<Key>, work: W) -> Response
where
    T: Serialize + Send + 'static,
    W: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let Some(key) = key else { return Given::of(work.await).into_response() };
    let principal = if by.id.is_empty() { format!("login:{}", by.login) } else { by.id.clone() };
    let Some(taken) = site.control.under_way.take(&principal, &key.key) else {
        let why = "a request with this Idempotency-Key is still under way; wait for its answer";
        return Problem::Conflict(why.to_owned()).into_response();
    };
    match begin(site, &principal, &key).await {
        Err(problem) => problem.into_response(),
        Ok(Begun::Before(given)) => {
            let mut response = given.into_response();
            response.headers_mut().insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
            response
        }
        Ok(Begun::Now(at)) => {
            let site = site.clone();
            let done = tokio::spawn(async move {
                let given = Given::of(work.await);
                end(&site, IdempotencyRow { at, ..given.row(principal, key) }).await;
                drop(taken);
                given
            });
            done.await.map_or_else(|_| Problem::Internal.into_response(), Given::into_response)
        }
    }
}

/// What a key turned out to be.
enum Begun {
    /// A new one.
    Now(Timestamp),
    /// One that was answered before.
    Before(Given),
}

async fn begin(site: &Site, principal: &str, key: &Key) -> Result<Begun, Problem> {
    let (now, store) = (site.clock.now(), &*site.store);
    let of = |principal: &str| Select::from(IDEMPOTENCY).only(Condition::Is("principal", principal.into()));
    let own = of(principal).only(Condition::Is("request_key", key.key.as_str().into()));
    let row: Option<IdempotencyRow> = rows(store, &own).await?.pop();
    if let Some(row) = row.filter(|row| row.at > now - KEPT) {
        if row.digest != key.digest {
            return Err(Problem::Invalid {
                field: "Idempotency-Key",
                why: "this key was used for another request; take a new one".to_owned(),
            });
        }
        let status = u16::try_from(row.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        return match status {
            Some(status) => Ok(Begun::Before(Given { status, body: row.answer })),
            None => Err(Problem::Conflict(
                "this request was cut short when the server ended, and may have been done: look, then ask with a new key"
                    .to_owned(),
            )),
        };
    }
    if store.count(&of(principal)).await? >= KEPT_MAX {
        return Err(Problem::TooMany { seconds: 60 });
    }
    let row = IdempotencyRow {
        principal: principal.to_owned(),
        request_key: key.key.clone(),
        at: now,
        digest: key.digest.clone(),
        status: 0,
        answer: String::new(),
    };
    let over = vec![Condition::AtMost("at", (now - KEPT).into())];
    store.write(Write::default().delete(IDEMPOTENCY, over).put([row])).await?;
    Ok(Begun::Now(now))
}

/// Keeps the answer of what may have been done. Of what was refused before anything was asked of the switch nothing is kept:
/// the same key can be tried again.
async fn end(site: &Site, row: IdempotencyRow) {
    let keeps = matches!(row.status, 200..=299 | 409 | 504);
    let write = if keeps {
        Write::default().put([row])
    } else {
        let own = vec![
            Condition::Is("principal", row.principal.into()),
            Condition::Is("request_key", row.request_key.into()),
        ];
        Write::default().delete(IDEMPOTENCY, own)
    };
    if let Err(why) = site.store.write(write).await {
        error!(%why, "an answer under a key cannot be kept; a repeat will be refused");
    }
}

/// An answer as it is given.
#[derive(Debug, Clone)]
struct Given {
    status: StatusCode,
    body: String,
}

impl Given {
    fn of<T: Serialize>(answer: Result<T, Problem>) -> Self {
        let (status, body) = match answer {
            Ok(answer) => (StatusCode::OK, serde_json::to_string(&answer)),
            Err(problem) => (problem.status(), serde_json::to_string(&problem.body())),
        };
        match body {
            Ok(body) => Self { status, body },
            Err(why) => {
                error!(%why, "an answer cannot be written");
                let problem = Problem::Internal;
                Self { status: problem.status(), body: String::new() }
            }
        }
    }

    fn row(&self, principal: String, key: Key) -> IdempotencyRow {
        let fits = self.body.len() <= ANSWER_BYTES_MAX;
        IdempotencyRow {
            principal,
            request_key: key.key,
            at: Timestamp::UNKNOWN,
            digest: key.digest,
            status: if fits { self.status.as_u16().into() } else { 0 },
            answer: if fits { self.body.clone() } else { String::new() },
        }
    }
}

impl IntoResponse for Given {
    fn into_response(self) -> Response {
        let kind = if self.status.is_success() { "application/json" } else { "application/problem+json" };
        (self.status, [(header::CONTENT_TYPE, kind)], self.body).into_response()
    }
}
