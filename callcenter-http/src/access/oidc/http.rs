//! Asking the provider by HTTP: with the client that the rest of us has, and only as much as is needed.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Url, redirect};
use thiserror::Error;

use super::config::is_here;

/// How long one answer of the provider is waited for.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Bytes of an answer of the provider; a longer one is none.
pub const ANSWER_BYTES_MAX: usize = 512 << 10;

/// Why the provider did not answer.
#[derive(Debug, Error)]
pub(super) enum Away {
    #[error("it did not answer within {} s", ANSWER_WITHIN.as_secs())]
    Late,
    #[error("it cannot be reached")]
    Unreachable,
    #[error("its answer broke off")]
    Broken,
    #[error("it answers with more than {ANSWER_BYTES_MAX} bytes")]
    Long,
    #[error("it names {0}, which is not https")]
    Unsafe(String),
    #[error("a request cannot be made: {0}")]
    Request(String),
}

impl From<reqwest::Error> for Away {
    fn from(why: reqwest::Error) -> Self {
        match why {
            why if why.is_timeout() => Self::Late,
            why if why.is_connect() => Self::Unreachable,
            why if why.is_builder() => Self::Request(why.to_string()),
            _ => Self::Broken,
        }
    }
}

/// Asks the provider.
#[derive(Debug)]
pub(super) struct Http {
    client: Client,
    /// Whether the provider is on this machine, where nobody is between.
    is_here: bool,
}

impl Http {
    pub(super) fn new(issuer: &str) -> Result<Self, Away> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Whoever comes second finds one there: any of them will do.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let is_here = issuer.parse().is_ok_and(|url: Url| url.scheme() == "http" && is_here(&url));
        let mut builder = Client::builder()
            // A redirect would have us ask whomever somebody else names.
            .redirect(redirect::Policy::none())
            .referer(false)
            .timeout(ANSWER_WITHIN)
            .user_agent(concat!("callcenter/", env!("CARGO_PKG_VERSION")));
        if is_here {
            builder = builder.no_proxy();
        }
        Ok(Self { client: builder.build()?, is_here })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Away> {
        let request = reqwest::Request::try_from(request)?;
        if request.url().scheme() != "https" && !(self.is_here && is_here(request.url())) {
            return Err(Away::Unsafe(request.url().to_string()));
        }
        let mut response = self.client.execute(request).await?;
        let mut answer = openidconnect::http::Response::builder().status(response.status());
        if let Some(headers) = answer.headers_mut() {
            headers.clone_from(response.headers());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(Away::Long);
            }
            body.extend_from_slice(&chunk);
        }
        answer.body(body).map_err(|_| Away::Broken)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Away;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Away>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
