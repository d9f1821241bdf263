//! The first administrator, and what is tidied up by and by.

use callcenter_core::{Span, Timestamp};
use callcenter_store::{
    API_TOKENS, AUDIT, Condition, SETUP_TOKENS, Select, SetupTokenRow, USER_SESSIONS, Write, rows,
};
use std::sync::PoisonError;

use super::users::NewUser;
use super::{Access, Role, Secret, User, password, secret};
use crate::problem::Problem;

/// How long the one-time token for the first administrator is good.
pub const SETUP_TOKEN_LASTS: Span = Span::from_secs(24 * 3_600);

/// How often what is over is removed.
const TIDIED_EVERY: Span = Span::from_secs(3_600);

/// Where a server may listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// Nobody can administrate it yet: on loopback only.
    Loopback,
    /// Wherever it is told to.
    Anywhere,
}

impl Access {
    /// Where the server may listen: on loopback only, until there is an administrator.
    ///
    /// # Errors
    /// What the store says.
    pub async fn exposure(&self) -> Result<Exposure, Problem> {
        Ok(if self.has_administrator().await? { Exposure::Anywhere } else { Exposure::Loopback })
    }

    /// A one-time token for `POST /api/auth/setup`, good for [`SETUP_TOKEN_LASTS`]; nothing, when there is an administrator
    /// already. Those made before are good no more.
    ///
    /// # Errors
    /// What the store says.
    pub async fn setup_token(&self) -> Result<Option<Secret>, Problem> {
        let _turn = self.changes.lock().await;
        if self.has_administrator().await? {
            return Ok(None);
        }
        let secret = secret::new("")?;
        let now = self.clock.now();
        let row = SetupTokenRow {
            digest: secret::digest(&secret).expect("a secret has a digest"),
            created_at: now,
            expires_at: now + SETUP_TOKEN_LASTS,
        };
        self.store.write(Write::default().delete(SETUP_TOKENS, Vec::new()).put_new([row])).await?;
        Ok(Some(secret))
    }

    /// Makes the first administrator.
    ///
    /// # Errors
    /// [`Problem::Conflict`] when there is one already; [`Problem::Forbidden`] when the token is not good;
    /// [`Problem::TooMany`] for who guesses tokens; what [`Access::create_user`] says.
    pub async fn set_up(
        &self,
        token: &str,
        login: &str,
        name: Option<String>,
        password: Secret,
        address: Option<std::net::IpAddr>,
    ) -> Result<User, Problem> {
        const NOBODYS: &str = "";
        self.throttle.attempt(NOBODYS, address, self.clock.now())?;
        // One at a time: of two who have the token, one is the administrator.
        let _turn = self.setting_up.lock().await;
        if self.has_administrator().await? {
            return Err(Problem::Conflict("there is an administrator already: log in".to_owned()));
        }
        self.spend(token).await?;
        password::check("password", &password, login)?;
        self.throttle.succeeded(NOBODYS, address, self.clock.now());
        let new = NewUser {
            login: login.to_owned(),
            name,
            email: None,
            role: Role::Administrator,
            agent: None,
            password: Some(password),
        };
        let user = self.create_user(new).await?;
        // Only when it is done: who mistyped a login tries again with the same token.
        self.store.write(Write::default().delete(SETUP_TOKENS, Vec::new())).await?;
        Ok(user)
    }

    async fn spend(&self, token: &str) -> Result<(), Problem> {
        let refused = || {
            Problem::Forbidden(
                "the token is not good, or is over: the server prints a new one when it starts".to_owned(),
            )
        };
        let digest = secret::digest(token).ok_or_else(refused)?;
        let select = Select::from(SETUP_TOKENS).only(Condition::Is("digest", digest.into()));
        let row = rows::<SetupTokenRow>(&*self.store, &select).await?.pop();
        row.filter(|row| row.expires_at > self.clock.now()).map(drop).ok_or_else(refused)
    }

    /// Removes sessions and tokens that are over, and what of the audit is older than it is kept.
    ///
    /// # Errors
    /// What the store says.
    pub async fn tidy(&self) -> Result<(), Problem> {
        let now = self.clock.now();
        let over = || Condition::AtMost("expires_at", now.into());
        let mut write = Write::default()
            .delete(USER_SESSIONS, vec![over()])
            .delete(USER_SESSIONS, vec![Condition::Below("used_at", (now - self.config.session_idle).into())])
            .delete(API_TOKENS, vec![over()])
            .delete(SETUP_TOKENS, vec![over()]);
        if self.config.audit_days > 0 {
            let kept = Span::from_secs(i64::from(self.config.audit_days) * 86_400);
            write = write.delete(AUDIT, vec![Condition::Below("at", (now - kept).into())]);
        }
        Ok(self.store.write(write).await?)
    }

    /// Tidies when that was not done for a while. That it failed is no reason not to let somebody in.
    pub(super) async fn tidy_now_and_then(&self) {
        let now = self.clock.now();
        {
            let mut tidied_at = self.tidied_at.lock().unwrap_or_else(PoisonError::into_inner);
            if *tidied_at != Timestamp::UNKNOWN && now - *tidied_at < TIDIED_EVERY {
                return;
            }
            *tidied_at = now;
        }
        if let Err(why) = self.tidy().await {
            tracing::warn!(%why, "what is over cannot be removed; it is tried again in an hour");
        }
    }
}
