//! A login from its begin to its end.

use super::config::OidcConfig;
use super::pending::{AllPending, PENDING_LASTS, Pending};
use super::provider::{Identity, Provider, short};
use crate::access::guard::set_cookie;
use crate::access::{Secret, secret};
use crate::clock::Clock;
use crate::problem::Problem;

/// Bytes of a code; the longest known ones have 2 KiB.
const CODE_BYTES_MAX: usize = 8 << 10;

/// Bytes of a page's path to go back to.
const BACK_BYTES_MAX: usize = 1_024;

/// What the cookies are called that say which browser began a login; the state's digest follows.
const COOKIE_PREFIX: &str = "callcenter_oidc_";

/// Logging in through an identity provider.
#[derive(Debug)]
pub(crate) struct Oidc {
    config: OidcConfig,
    clock: Clock,
    provider: Provider,
    pending: AllPending,
}

/// A login that began.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Where the browser goes.
    pub(crate) url: String,
    /// By which it is known again.
    pub(crate) cookie: axum::http::HeaderValue,
}

/// With what a browser comes back.
#[derive(Debug, Default)]
pub(crate) struct Answer<'a> {
    pub(crate) state: &'a str,
    pub(crate) code: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) issuer: Option<&'a str>,
}

/// A login that came back.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) identity: Identity,
    /// The page that the user wanted.
    pub(crate) back: String,
    /// The session that the browser had.
    pub(crate) before: Option<Secret>,
}

impl Oidc {
    pub(crate) fn new(config: OidcConfig, clock: Clock) -> Result<Self, String> {
        let provider = Provider::new(&config)?;
        Ok(Self { config, clock, provider, pending: AllPending::default() })
    }

    pub(crate) fn config(&self) -> &OidcConfig {
        &self.config
    }

    /// Asks the provider about itself, so that the first who logs in need not wait.
    ///
    /// # Errors
    /// [`Problem::Unavailable`]; it is asked again when somebody logs in.
    pub(crate) async fn meet(&self) -> Result<(), Problem> {
        self.provider.meet(self.clock.now()).await.map(drop)
    }

    /// Where a browser ends its session at the provider, as far as that is known.
    pub(crate) async fn logout_url(&self) -> Option<String> {
        self.provider.logout(self.config.logout_return_url.as_deref()).await
    }

    /// Begins a login. `here` is how the browser knows us: `https://cc.example.com`.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when `back` is no page of ours; [`Problem::Unavailable`] when the provider is away.
    pub(crate) async fn begin(
        &self,
        back: Option<&str>,
        here: &str,
        secure: bool,
        before: Option<Secret>,
    ) -> Result<Begun, Problem> {
        let back = page_of_ours(back.unwrap_or("/"))?;
        let redirect_url = match &self.config.redirect_url {
            Some(url) => url.clone(),
            None => format!("{here}{}", super::CALLBACK),
        };
        let (state, browser) = (secret::new("")?, secret::new("")?);
        let now = self.clock.now();
        let request = self.provider.request(&state, &redirect_url, now).await?;
        let pending = Pending {
            browser: secret::digest(&browser).expect("a secret has a digest"),
            nonce: request.nonce,
            verifier: request.verifier,
            redirect_url,
            back,
            before,
            began_at: now,
        };
        self.pending.put(&state, pending);
        let name = cookie_of(&state).expect("a secret has a digest");
        // Lax: the browser comes back from another site.
        let cookie = set_cookie(&name, &browser, super::CALLBACK, "Lax", PENDING_LASTS.as_secs(), secure);
        Ok(Begun { url: request.url.into(), cookie })
    }

    /// Ends a login: whom the provider vouches for.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it did not begin here, or came back already; [`Problem::Forbidden`] when the provider vouches
    /// for nobody, or cannot be believed; [`Problem::Unavailable`] when it is away.
    pub(crate) async fn end(&self, answer: &Answer<'_>, browser: Option<&str>) -> Result<Ended, Problem> {
        let now = self.clock.now();
        let pending = self.pending.take(answer.state, browser, now)?;
        // A provider that says who it is must be the one that was asked (RFC 9207).
        if answer.issuer.is_some_and(|issuer| issuer != self.config.issuer) {
            return Err(Problem::Forbidden(
                "another identity provider answers than the one that was asked".to_owned(),
            ));
        }
        if let Some(error) = answer.error {
            let described = answer.description.map(|text| format!(" ({})", short(text))).unwrap_or_default();
            return Err(Problem::Forbidden(format!(
                "{} let nobody in: {}{described}",
                self.config.name,
                short(error)
            )));
        }
        let code = answer.code.filter(|code| !code.is_empty() && code.len() <= CODE_BYTES_MAX);
        let code = code.ok_or_else(|| Problem::Malformed("the provider's code is missing".to_owned()))?;
        let Pending { nonce, verifier, redirect_url, back, before, .. } = pending;
        let identity = self.provider.identity(code, &nonce, &verifier, &redirect_url, now).await?;
        Ok(Ended { identity, back, before })
    }
}

/// What the cookie of a login is called, by its state: so that two tabs do not take it from each other.
pub(crate) fn cookie_of(state: &str) -> Option<String> {
    secret::digest(state).map(|digest| format!("{COOKIE_PREFIX}{}", &digest[..16]))
}

/// A path on this server, and nothing that a browser would take for another one.
///
/// # Errors
/// [`Problem::Invalid`].
fn page_of_ours(path: &str) -> Result<String, Problem> {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= BACK_BYTES_MAX
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours {
        return Ok(path.to_owned());
    }
    Err(Problem::Invalid {
        field: "return",
        why: format!("a path on this server is wanted, at most {BACK_BYTES_MAX} characters: /calls?live=1"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_pages_of_ours_only() {
        for good in ["/", "/calls", "/calls?from=2026-11-21#3", "/%2F/x", "/a//b"] {
            assert_eq!(page_of_ours(good).as_deref(), Ok(good));
        }
        let bad = [
            "",
            "calls",
            "//evil.com",
            "///evil.com",
            "/\\evil.com",
            "\\/evil.com",
            "https://evil.com",
            "/\t/evil.com",
            "/ /evil.com",
            "javascript:alert(1)",
            "/ü",
            "/a\r\nLocation: https://evil.com",
        ];
        for bad in bad {
            assert!(page_of_ours(bad).is_err(), "{bad:?}");
        }
        assert!(page_of_ours(&format!("/{}", "x".repeat(BACK_BYTES_MAX))).is_err());
    }
}
