//! What goes wrong, told as problem documents (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callcenter_core::{AskError, Refusal};
use callcenter_store::StoreError;
use serde::Serialize;
use thiserror::Error;
use tracing::error;

/// Something went wrong. Each variant has its status and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// 400: the request says something that cannot be.
    #[error("{0}")]
    Malformed(String),
    /// 401: nobody is logged in.
    #[error("log in first: POST /api/auth/login, or send an API token as `Authorization: Bearer …`")]
    NotLoggedIn,
    /// 401: name or password is wrong.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// 403: who is logged in may not do that.
    #[error("{0}")]
    Forbidden(String),
    /// 404: there is no such thing.
    #[error("there is no {what} {id}")]
    Unknown {
        /// What: `call`, `agent` …
        what: &'static str,
        /// Which.
        id: String,
    },
    /// 404: something that is known is not where it should be.
    #[error("{0}")]
    Missing(String),
    /// 409: it is there already, or changed meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// 409: it was refused; nothing was asked of the switch, or the switch refused.
    #[error("{0}")]
    Refused(String),
    /// 412: it changed since it was read.
    #[error("it was changed since you read it; read it again")]
    Changed,
    /// 413: more than is taken.
    #[error("{0}")]
    TooLarge(String),
    /// 405: the page is there, and takes other methods.
    #[error("the page takes other methods: see the header Allow")]
    Method,
    /// 415: a body of another kind is wanted.
    #[error("{0}")]
    Unsupported(String),
    /// 422: a field has a value that cannot be.
    #[error("{field}: {why}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong with it, and what would be right.
        why: String,
    },
    /// 429: too many requests.
    #[error("too many requests; try again in {seconds} s")]
    TooMany {
        /// How long to wait.
        seconds: u64,
    },
    /// 500: our fault; the log says more.
    #[error("something went wrong here; the server's log says what")]
    Internal,
    /// 503: something that is needed is away.
    #[error("{0}")]
    Unavailable(String),
    /// 504: the switch did not answer in time.
    #[error("{0}")]
    TimedOut(String),
}

/// The body: RFC 9457.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Which kind of problem, for programs; below `https://callcenter.invalid/problems/`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// What is wrong here, and what to do.
    pub detail: String,
}

impl Problem {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.parts().0
    }

    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed", "The request is malformed"),
            Self::NotLoggedIn => (StatusCode::UNAUTHORIZED, "not-logged-in", "Nobody is logged in"),
            Self::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong-password", "The login failed"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "You may not do that"),
            Self::Unknown { .. } => (StatusCode::NOT_FOUND, "unknown", "There is no such thing"),
            Self::Missing(_) => (StatusCode::NOT_FOUND, "missing", "It is not where it should be"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict", "It cannot be done as things are"),
            Self::Refused(_) => (StatusCode::CONFLICT, "refused", "It was refused"),
            Self::Changed => (StatusCode::PRECONDITION_FAILED, "changed", "It was changed meanwhile"),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "It is too large"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method", "The method is not taken"),
            Self::Unsupported(_) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported", "The body is of another kind")
            }
            Self::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A value is invalid"),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "An error of the server"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Something is away"),
            Self::TimedOut(_) => (StatusCode::GATEWAY_TIMEOUT, "timed-out", "No answer in time"),
        }
    }

    /// The body.
    pub fn body(&self) -> ProblemBody {
        let (status, kind, title) = self.parts();
        ProblemBody {
            kind: format!("https://callcenter.invalid/problems/{kind}"),
            title,
            status: status.as_u16(),
            detail: self.to_string(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Self::TooMany { seconds } = self {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(why: StoreError) -> Self {
        match why {
            StoreError::Unavailable(_) | StoreError::Full(_) => {
                Self::Unavailable("the database cannot be reached; try again".to_owned())
            }
            StoreError::Conflict(why) => Self::Conflict(why.to_string()),
            why => {
                error!(%why, "the store failed");
                Self::Internal
            }
        }
    }
}

impl From<AskError> for Problem {
    fn from(why: AskError) -> Self {
        match why {
            AskError::Refused(Refusal::Observer) => Self::Refused(
                "control is switched off: an administrator can switch it on in the settings".to_owned(),
            ),
            AskError::Refused(Refusal::NoLink) => {
                Self::Unavailable("the link to the switch is down; try again when it is up".to_owned())
            }
            AskError::Refused(why) => Self::Refused(why.to_string()),
            AskError::TimedOut => Self::TimedOut(why.to_string()),
            AskError::Busy => Self::TooMany { seconds: 1 },
            why => Self::Unavailable(why.to_string()),
        }
    }
}
