//! The provider: what it says about itself, its keys, and whom it vouches for.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use callcenter_core::{Span, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken,
    CoreJwsSigningAlgorithm,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse as _,
};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::config::OidcConfig;
use super::http::{Away, Http};
use crate::access::Secret;
use crate::problem::Problem;

/// How long what the provider says about itself is believed without asking again.
pub const METADATA_LASTS: Span = Span::from_secs(24 * 3_600);

/// Between two looks at the provider's keys because a token is signed with one that is not known.
const KEYS_EVERY: Span = Span::from_secs(30);

/// Characters of what a provider says that are told on.
const SAID_CHARACTERS_MAX: usize = 200;

/// What a token may be signed with: only what somebody with the public key cannot make.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Whom the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// What it knows the person by, for ever.
    pub(super) subject: String,
    /// Everything that it says of the person.
    pub(super) claims: Map<String, Value>,
}

/// A provider.
#[derive(Debug)]
pub(super) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    name: String,
    http: Http,
    met: Mutex<Met>,
    tries: AtomicU64,
}

/// What is known of it.
#[derive(Debug, Default)]
struct Met {
    metadata: Option<Arc<ProviderMetadataWithLogout>>,
    at: Timestamp,
    /// When its keys were looked at again because of a token.
    keys_at: Option<Timestamp>,
    /// Why it could not be asked the last time.
    failed: Option<Problem>,
}

/// What a login begins with.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) url: Url,
    pub(super) nonce: String,
    pub(super) verifier: Secret,
}

impl Provider {
    pub(super) fn new(config: &OidcConfig) -> Result<Self, String> {
        config.check()?;
        Ok(Self {
            issuer: IssuerUrl::new(config.issuer.clone()).map_err(|why| format!("issuer: {why}"))?,
            client_id: ClientId::new(config.client_id.clone()),
            client_secret: config.client_secret.as_deref().map(|secret| ClientSecret::new(secret.to_owned())),
            scopes: config.scopes.iter().cloned().map(Scope::new).collect(),
            name: config.name.clone(),
            http: Http::new(&config.issuer).map_err(|why| why.to_string())?,
            met: Mutex::default(),
            tries: AtomicU64::new(0),
        })
    }

    /// What the provider says about itself, asked for when it is not known or old.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] with why it could not be asked.
    pub(super) async fn meet(&self, now: Timestamp) -> Result<Arc<ProviderMetadataWithLogout>, Problem> {
        let tries = self.tries.load(Ordering::Acquire);
        let mut met = self.met.lock().await;
        let known = met.metadata.clone();
        if let Some(known) = &known
            && now - met.at < METADATA_LASTS
        {
            return Ok(Arc::clone(known));
        }
        // Whoever waited while somebody else tried in vain does not try once more, one after the other.
        if self.tries.load(Ordering::Acquire) != tries
            && let Some(why) = &met.failed
        {
            return Err(why.clone());
        }
        match (self.ask(&mut met, now).await, known) {
            (Ok(metadata), _) => Ok(metadata),
            (Err(why), Some(known)) => {
                tracing::warn!(%why, "what is known of the identity provider is a day old");
                Ok(known)
            }
            (Err(why), None) => Err(why),
        }
    }

    /// What is known of it without asking.
    pub(super) async fn known(&self) -> Option<Arc<ProviderMetadataWithLogout>> {
        // While somebody asks it, nobody waits for that.
        self.met.try_lock().ok()?.metadata.clone()
    }

    async fn ask(&self, met: &mut Met, now: Timestamp) -> Result<Arc<ProviderMetadataWithLogout>, Problem> {
        let found = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await;
        self.tries.fetch_add(1, Ordering::AcqRel);
        match found {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                met.metadata = Some(Arc::clone(&metadata));
                met.at = now;
                met.failed = None;
                Ok(metadata)
            }
            Err(why) => {
                let why = self.away(&said(why));
                tracing::warn!(%why, "nobody can log in through the identity provider now");
                met.failed = Some(why.clone());
                Err(why)
            }
        }
    }

    fn away(&self, why: &str) -> Problem {
        Problem::Unavailable(format!(
            "the identity provider {} ({}) is of no use now: {why}; try again, or log in with a password",
            self.name, *self.issuer
        ))
    }

    fn client(&self, metadata: &ProviderMetadataWithLogout) -> Client {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            self.client_id.clone(),
            self.client_secret.clone(),
        );
        let methods = metadata.token_endpoint_auth_methods_supported().map_or(&[][..], Vec::as_slice);
        let in_body = methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
        client.set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    /// Where a browser is sent, to come back to `redirect_url` with `state`.
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    pub(super) async fn request(
        &self,
        state: &str,
        redirect_url: &str,
        now: Timestamp,
    ) -> Result<Request, Problem> {
        let metadata = self.meet(now).await?;
        let redirect = redirect(redirect_url)?;
        let client = self.client(&metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = state.to_owned();
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                Nonce::new_random,
            )
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Owned(redirect));
        let (url, _, nonce) = request.url();
        Ok(Request { url, nonce: nonce.secret().clone(), verifier: Secret::from(verifier.into_secret()) })
    }

    /// Whom the provider vouches for with a code.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] when it vouches for nobody, or cannot be believed; [`Problem::Unavailable`].
    pub(super) async fn identity(
        &self,
        code: &str,
        nonce: &str,
        verifier: &str,
        redirect_url: &str,
        now: Timestamp,
    ) -> Result<Identity, Problem> {
        let metadata = self.meet(now).await?;
        let client = self.client(&metadata);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| self.away("it names no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .set_redirect_uri(Cow::Owned(redirect(redirect_url)?));
        let answer = request.request_async(&self.http).await.map_err(|why| match why {
            RequestTokenError::Request(why) => self.away(&why.to_string()),
            RequestTokenError::ServerResponse(answer)
                if *answer.error() == CoreErrorResponseType::InvalidGrant =>
            {
                let again = super::LOGIN;
                Problem::Forbidden(format!("the provider's code is over or was used: begin again at {again}"))
            }
            RequestTokenError::ServerResponse(answer) => {
                let why = short(&answer.to_string());
                tracing::warn!(
                    why,
                    "the identity provider refuses us; client_id or client_secret may be wrong"
                );
                self.away(&format!("it refuses to say who it is ({why})"))
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                self.away("its answer is none that OpenID Connect knows")
            }
        })?;
        let token = answer.id_token().ok_or_else(|| self.away("it gives no ID token"))?;
        let nonce = Nonce::new(nonce.to_owned());
        match self.verified(&client, token, &nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let metadata = self.look_at_keys(metadata, now).await?;
                self.verified(&self.client(&metadata), token, &nonce, now)
            }
            found => found,
        }
        .map_err(|why| {
            let mut why_whole = why.to_string();
            if let ClaimsVerificationError::SignatureVerification(inner) = &why {
                why_whole = format!("{why_whole}: {inner}");
            }
            tracing::warn!(why = why_whole, "a token of the identity provider is not believed");
            Problem::Forbidden(format!(
                "what the identity provider says of you cannot be believed ({}): begin again at {}; if that does not \
                 help, the administrator finds more in the log",
                short(&why_whole),
                super::LOGIN
            ))
        })
    }

    /// Looks at the provider's keys again: it may have new ones.
    async fn look_at_keys(
        &self,
        used: Arc<ProviderMetadataWithLogout>,
        now: Timestamp,
    ) -> Result<Arc<ProviderMetadataWithLogout>, Problem> {
        let mut met = self.met.lock().await;
        if let Some(known) = &met.metadata
            && !Arc::ptr_eq(known, &used)
        {
            // Somebody else looked meanwhile.
            return Ok(Arc::clone(known));
        }
        if met.keys_at.is_some_and(|at| now - at < KEYS_EVERY) {
            return Ok(used);
        }
        met.keys_at = Some(now);
        self.ask(&mut met, now).await
    }

    fn verified(
        &self,
        client: &Client,
        token: &CoreIdToken,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<Identity, ClaimsVerificationError> {
        let now = std::time::UNIX_EPOCH + std::time::Duration::from_micros(now.as_micros().unsigned_abs());
        let verifier =
            client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now.into());
        let subject = token.claims(&verifier, nonce)?.subject().to_string();
        // It is signed, so what stands in it is what the provider says.
        let text = token.to_string();
        let payload = text.split('.').nth(1).and_then(|part| BASE64.decode(part).ok()).unwrap_or_default();
        let claims = serde_json::from_slice(&payload)
            .map_err(|why| ClaimsVerificationError::Other(why.to_string()))?;
        Ok(Identity { subject, claims })
    }

    /// Where a browser ends its session at the provider, if that can be done.
    pub(super) async fn logout(&self, back: Option<&str>) -> Option<String> {
        let metadata = self.known().await?;
        let mut url = metadata.additional_metadata().end_session_endpoint.as_ref()?.url().clone();
        url.query_pairs_mut().append_pair("client_id", &self.client_id);
        if let Some(back) = back {
            url.query_pairs_mut().append_pair("post_logout_redirect_uri", back);
        }
        Some(url.into())
    }
}

fn redirect(url: &str) -> Result<RedirectUrl, Problem> {
    RedirectUrl::new(url.to_owned())
        .map_err(|_| Problem::Malformed("by which name did you come? Send a good header Host".to_owned()))
}

/// What another program said, as far as it may be told on.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(SAID_CHARACTERS_MAX).collect()
}

fn said(why: DiscoveryError<Away>) -> String {
    match why {
        DiscoveryError::Request(why) => why.to_string(),
        DiscoveryError::Response(status, ..) => {
            format!("it answers {status} where its description should be")
        }
        DiscoveryError::Validation(why) => format!("it is not who it should be: {}", short(&why)),
        DiscoveryError::Parse(_) => "its description is none that OpenID Connect knows".to_owned(),
        why => short(&why.to_string()),
    }
}
