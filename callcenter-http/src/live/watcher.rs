//! Who may begin a stream that lasts.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::access::{By, Credential, Look, Person};
use crate::problem::Problem;
use crate::site::Site;

/// Who begins a stream: known by a ticket, an API token, or a session whose page is one of ours.
#[derive(Debug, Clone)]
pub(crate) struct Watcher {
    pub(crate) person: Person,
    pub(crate) credential: Credential,
}

#[derive(Deserialize)]
struct Asked {
    ticket: Option<String>,
}

impl Watcher {
    /// Whether this is still somebody who may do the same: not logged out, disabled, or made something else meanwhile.
    pub(crate) async fn is_still(&self, site: &Site) -> bool {
        match site.access.again(&self.credential).await {
            Ok(Some(now)) => {
                let known = &self.person;
                (now.role, &now.agent, &now.scopes) == (known.role, &known.agent, &known.scopes)
            }
            Ok(None) => false,
            // While the store is away nobody can be asked: whoever was let in stays.
            Err(_) => true,
        }
    }
}

impl FromRequestParts<Site> for Watcher {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).ok();
        if let Some(ticket) = asked.and_then(|Query(asked)| asked.ticket) {
            let watcher = site.live.redeem(&ticket).ok_or(Problem::NotLoggedIn)?;
            return if watcher.is_still(site).await { Ok(watcher) } else { Err(Problem::NotLoggedIn) };
        }
        let by = By::<Look>::from_request_parts(parts, site).await?;
        Ok(Self { person: (*by).clone(), credential: by.credential().clone() })
    }
}
