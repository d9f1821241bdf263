//! An identity provider that checks what it is asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What we are called there.
pub(super) const CLIENT: &str = "callcenter";

/// By what it knows us.
pub(super) const SECRET: &str = "s3cret of ours";

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misdeed {
    None,
    /// Another login's nonce.
    Nonce,
    /// Claims that were changed after they were signed.
    Signature,
    /// `"alg": "none"`.
    Unsigned,
    /// Signed with the client's secret.
    Symmetric,
    /// For another client.
    Audience,
    /// Of another provider.
    Issuer,
    /// Of yesterday.
    Expired,
    /// The code is over.
    CodeOver,
    /// It lets nobody in.
    Denied,
    /// The answer says that another provider gives it.
    OtherAnswers,
    /// Signed with a key that it does not publish.
    OtherKey,
    /// It is away.
    Away,
    /// It says that it is another one.
    OtherSelf,
    /// The user is in no group.
    NoGroup,
}

pub(super) struct Provider {
    pub(super) issuer: String,
    inner: Arc<Inner>,
    /// How often it was asked for a token.
    pub(super) tokens: Arc<AtomicU64>,
    /// How often it was asked who it is.
    pub(super) described: Arc<AtomicU64>,
}

struct Inner {
    issuer: String,
    key: Mutex<(String, EcdsaKeyPair)>,
    misdeed: Mutex<Misdeed>,
    /// What was asked for, by code.
    codes: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    tokens: Arc<AtomicU64>,
    described: Arc<AtomicU64>,
}

impl Provider {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let issuer = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (tokens, described) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let inner = Arc::new(Inner {
            issuer: issuer.clone(),
            key: Mutex::new(("key 1".to_owned(), new_key())),
            misdeed: Mutex::new(Misdeed::None),
            codes: Mutex::default(),
            tokens: Arc::clone(&tokens),
            described: Arc::clone(&described),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { issuer, inner, tokens, described }
    }

    pub(super) fn misbehave(&self, misdeed: Misdeed) {
        *self.inner.misdeed.lock().expect("nobody failed") = misdeed;
    }

    /// Signs with another key from now on, and publishes only that.
    pub(super) fn change_key(&self) {
        *self.inner.key.lock().expect("nobody failed") = ("key 2".to_owned(), new_key());
    }
}

impl Inner {
    fn does(&self, misdeed: Misdeed) -> bool {
        *self.misdeed.lock().expect("nobody failed") == misdeed
    }
}

fn new_key() -> EcdsaKeyPair {
    let chance = SystemRandom::new();
    let document =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).expect("there is chance");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &chance)
        .expect("it is a key")
}

async fn describe(State(inner): State<Arc<Inner>>) -> Response {
    inner.described.fetch_add(1, Ordering::Relaxed);
    if inner.does(Misdeed::Away) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let issuer = &inner.issuer;
    let own = if inner.does(Misdeed::OtherSelf) { "https://other.example.com" } else { issuer };
    Json(json!({
        "issuer": own,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "code_challenge_methods_supported": ["S256"],
    }))
    .into_response()
}

async fn keys(State(inner): State<Arc<Inner>>) -> Json<Value> {
    let key = inner.key.lock().expect("nobody failed");
    // 4, then both coordinates.
    let (x, y) = key.1.public_key().as_ref()[1..].split_at(32);
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": key.0,
        "x": BASE64.encode(x), "y": BASE64.encode(y),
    }] }))
}

/// The user agrees at once.
async fn authorize(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Redirect, (StatusCode, String)> {
    let wrong = |what: &str| Err((StatusCode::BAD_REQUEST, what.to_owned()));
    if asked.get("client_id").map(String::as_str) != Some(CLIENT) {
        return wrong("client_id");
    }
    if asked.get("code_challenge_method").map(String::as_str) != Some("S256") {
        return wrong("code_challenge_method");
    }
    let (Some(state), Some(back)) = (asked.get("state"), asked.get("redirect_uri")) else {
        return wrong("state");
    };
    let code = format!("code {}", inner.codes.lock().expect("nobody failed").len());
    let mut url: reqwest::Url = back.parse().expect("an address");
    if inner.does(Misdeed::Denied) {
        url.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "not today\r\n");
    } else {
        url.query_pairs_mut().append_pair("code", &code).append_pair("session_state", "whatever");
    }
    url.query_pairs_mut().append_pair("state", state);
    if inner.does(Misdeed::OtherAnswers) {
        url.query_pairs_mut().append_pair("iss", "https://other.example.com");
    }
    inner.codes.lock().expect("nobody failed").insert(code, asked);
    Ok(Redirect::to(url.as_str()))
}

async fn token(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    inner.tokens.fetch_add(1, Ordering::Relaxed);
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    // Both parts are encoded as in a form, as RFC 6749 has it.
    let known = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+"))));
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(known.as_str()) {
        return refused("invalid_client");
    }
    if asked.get("grant_type").map(String::as_str) != Some("authorization_code")
        || inner.does(Misdeed::CodeOver)
    {
        return refused("invalid_grant");
    }
    let code = asked.get("code").cloned().unwrap_or_default();
    let Some(begun) = inner.codes.lock().expect("nobody failed").remove(&code) else {
        return refused("invalid_grant");
    };
    let challenge = BASE64.encode(Sha256::digest(asked.get("code_verifier").cloned().unwrap_or_default()));
    if challenge != begun["code_challenge"] || asked.get("redirect_uri") != begun.get("redirect_uri") {
        return refused("invalid_grant");
    }
    let token = id_token(&inner, &begun);
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": token }))
        .into_response()
}

#[expect(clippy::disallowed_methods, reason = "another machine, with its own clock")]
fn id_token(inner: &Inner, begun: &BTreeMap<String, String>) -> String {
    let is = |misdeed| inner.does(misdeed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later").as_secs();
    let now = if is(Misdeed::Expired) { now - 86_400 } else { now };
    let mut claims = json!({
        "iss": if is(Misdeed::Issuer) { "https://other.example.com" } else { &inner.issuer },
        "aud": if is(Misdeed::Audience) { "somebody else" } else { CLIENT },
        "sub": "sub-anna",
        "nonce": if is(Misdeed::Nonce) { "another one" } else { &begun["nonce"] },
        "iat": now,
        "exp": now + 300,
        "preferred_username": "Anna",
        "name": "Anna Example",
        "email": "anna@example.com",
        "groups": if is(Misdeed::NoGroup) { json!(["lunch"]) } else { json!(["cc", "cc-leads"]) },
    });
    let key = inner.key.lock().expect("nobody failed");
    let (algorithm, kid) = match () {
        () if is(Misdeed::Unsigned) => ("none", None),
        () if is(Misdeed::Symmetric) => ("HS256", None),
        () if is(Misdeed::OtherKey) => ("ES256", Some("key 3")),
        () => ("ES256", Some(key.0.as_str())),
    };
    let mut header = json!({ "alg": algorithm, "typ": "JWT" });
    if let Some(kid) = kid {
        header["kid"] = json!(kid);
    }
    let encoded = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature = match algorithm {
        "none" => Vec::new(),
        "HS256" => {
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => {
            let made = key.1.sign(&SystemRandom::new(), signed.as_bytes()).expect("there is chance");
            made.as_ref().to_vec()
        }
    };
    if is(Misdeed::Signature) {
        claims["sub"] = json!("sub-root");
    }
    format!("{}.{}.{}", encoded(&header), encoded(&claims), BASE64.encode(signature))
}
