//! Sessions of browsers, tokens of programs, and who is known by them.

use std::collections::BTreeSet;
use std::net::IpAddr;

use callcenter_core::{AgentKey, Span, Timestamp};
use callcenter_store::{
    API_TOKENS, ApiTokenRow, Condition, Select, USER_SESSIONS, UserLoginRow, UserRow, UserSessionRow, Write,
    rows,
};
use serde::{Deserialize, Serialize};

use super::users::{NAME_CHARACTERS_MAX, text, unknown};
use super::{Access, Person, Role, Scope, Secret, Via, password, secret};
use crate::clock::Utc;
use crate::problem::Problem;

/// Sessions of one user; beyond, the oldest ends.
pub const SESSIONS_PER_USER_MAX: usize = 50;

/// Tokens of one user.
pub const TOKENS_PER_USER_MAX: u64 = 100;

/// Days that a token lasts at most, where it ends at all.
pub const TOKEN_DAYS_MAX: u32 = 3_650;

/// Secrets whose owners are remembered between requests.
pub const KNOWN_MAX: usize = 20_000;

/// So long a remembered owner is not asked for again: what another program changes takes effect after it.
const CHECKED_FOR: Span = Span::from_secs(10);

/// So long a remembered owner is let in while the database is away: calls must be worked on.
const TRUSTED_FOR: Span = Span::from_secs(15 * 60);

/// How exactly it is kept when a session or token was last used.
const USED_EVERY: Span = Span::from_secs(60);

/// Characters that are kept of what a browser calls itself.
const CLIENT_CHARACTERS_MAX: usize = 200;

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// What it is called.
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it began.
    pub created_at: Utc,
    /// When it was last used, to the minute.
    pub used_at: Utc,
    /// When it ends at the latest.
    pub expires_at: Utc,
    /// From which network address it began.
    pub address: String,
    /// What the browser calls itself.
    pub client: String,
}

/// A token in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ApiToken {
    /// What it is called.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Whose it is: the user's id.
    pub user_id: String,
    /// What it may do at most.
    pub role: Role,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// When it was made.
    pub created_at: Utc,
    /// When it ends; absent: never.
    pub expires_at: Option<Utc>,
    /// When it was last used, to the minute.
    pub used_at: Option<Utc>,
}

/// A token to be.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 120, example = "wallboard")]
    pub name: String,
    /// What it may be used for; at least one.
    #[schema(min_items = 1, value_type = Vec<Scope>)]
    pub scopes: BTreeSet<Scope>,
    /// What it may do at most; without it the same as its owner. Never more than its owner may.
    #[serde(default)]
    pub role: Option<Role>,
    /// After how many days it ends; without it never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    pub days: Option<u32>,
}

/// Somebody who is in now.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// Who.
    pub person: Person,
    /// What the browser's cookie holds.
    pub secret: Secret,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// By what somebody was known; asks again later whether that is still so, for connections that last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Session(String),
    Token(String),
    Admitted(String),
}

/// Who a secret belongs to, as it was when it was last asked for.
#[derive(Debug, Clone)]
pub(super) struct Known {
    person: Person,
    expires_at: Option<Timestamp>,
    used_at: Timestamp,
    written_at: Timestamp,
    checked_at: Timestamp,
}

impl Access {
    /// Lets somebody in by name and password. A session that the browser had before ends.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`], whatever it was that is wrong; [`Problem::TooMany`] after many of these; what the store
    /// says.
    pub async fn log_in(&self, login: &str, secret: Secret, from: Browser<'_>) -> Result<LoggedIn, Problem> {
        self.throttle.attempt(login, from.address, self.clock.now())?;
        let user = self.user_row_by_login(&login.to_lowercase()).await?;
        let hash = user.as_ref().filter(|user| !user.disabled).and_then(|user| user.password.clone());
        let verdict = password::verify(secret.clone(), hash).await?;
        let (Some(user), password::Verdict::Right | password::Verdict::RightButOld) = (user, verdict) else {
            return Err(Problem::WrongPassword);
        };
        self.throttle.succeeded(login, from.address, self.clock.now());
        if verdict == password::Verdict::RightButOld {
            self.hash_anew(&user, secret).await?;
        }
        self.begin_session(&user, from).await
    }

    /// Whether a password is the user's own, for what is asked twice. Counted like a login.
    ///
    /// # Errors
    /// As [`Access::log_in`].
    pub async fn confirm(&self, person: &Person, secret: Secret) -> Result<(), Problem> {
        self.throttle.attempt(&person.login, person.address, self.clock.now())?;
        let user = self.user_row(&person.id).await?.ok_or(Problem::WrongPassword)?;
        match password::verify(secret, user.password).await? {
            password::Verdict::Wrong => Err(Problem::WrongPassword),
            password::Verdict::Right | password::Verdict::RightButOld => {
                self.throttle.succeeded(&person.login, person.address, self.clock.now());
                Ok(())
            }
        }
    }

    /// Begins a session of a user who is known already.
    pub(crate) async fn renew(&self, user: &str, from: Browser<'_>) -> Result<LoggedIn, Problem> {
        let user = self.user_row(user).await?.ok_or_else(|| unknown(user))?;
        self.begin_session(&user, from).await
    }

    /// Begins a session of a user who is known by whatever means.
    pub(super) async fn begin_session(&self, user: &UserRow, from: Browser<'_>) -> Result<LoggedIn, Problem> {
        self.tidy_now_and_then().await;
        let now = self.clock.now();
        let secret = secret::new("")?;
        let digest = secret::digest(&secret).expect("a secret has a digest");
        let expires_at = now + self.config.session_age;
        let address = from.address.map(|address| address.to_string()).unwrap_or_default();
        let client = from.client.chars().filter(|character| !character.is_control());
        let row = UserSessionRow {
            digest,
            id: uuid::Uuid::new_v4().to_string(),
            user_id: user.id.clone(),
            created_at: now,
            used_at: now,
            expires_at,
            address: address.clone(),
            client: client.take(CLIENT_CHARACTERS_MAX).collect(),
        };
        let own = Select::from(USER_SESSIONS).only(Condition::Is("user_id", user.id.as_str().into()));
        let others: Vec<UserSessionRow> = rows(&*self.store, &own.latest_first("created_at")).await?;
        let before = from.secret.and_then(secret::digest);
        let over = others.iter().skip(SESSIONS_PER_USER_MAX - 1).map(|row| row.digest.clone()).chain(before);
        let over: Vec<String> = over.collect();
        let login = UserLoginRow { user_id: user.id.clone(), at: now, address };
        let write = Write::default()
            .delete(
                USER_SESSIONS,
                vec![Condition::In("digest", over.iter().map(|digest| digest.as_str().into()).collect())],
            )
            .put_new([row])
            .put([login]);
        self.store.write(write).await?;
        self.forget_digests(&over);
        let person = Person { address: from.address, ..person(user, Via::Session)? };
        Ok(LoggedIn { person, secret, expires_at })
    }

    /// Ends the session of a secret, if it is one.
    ///
    /// # Errors
    /// What the store says.
    pub async fn log_out(&self, secret: &str) -> Result<(), Problem> {
        let Some(digest) = secret::digest(secret) else { return Ok(()) };
        let _turn = self.uses.lock().await;
        let own = vec![Condition::Is("digest", digest.as_str().into())];
        self.store.write(Write::default().delete(USER_SESSIONS, own)).await?;
        self.forget_digests(&[digest]);
        Ok(())
    }

    /// A user's sessions, the latest first. `secret` is the one that asks.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sessions(&self, user: &str, secret: Option<&str>) -> Result<Vec<Session>, Problem> {
        let now = self.clock.now();
        let select = Select::from(USER_SESSIONS)
            .only(Condition::Is("user_id", user.into()))
            .only(Condition::Above("expires_at", now.into()))
            .latest_first("created_at");
        let own = secret.and_then(secret::digest);
        let found: Vec<UserSessionRow> = rows(&*self.store, &select).await?;
        let live = found.into_iter().filter(|row| now - row.used_at <= self.config.session_idle);
        Ok(live
            .map(|row| Session {
                current: own.as_ref() == Some(&row.digest),
                id: row.id,
                created_at: row.created_at.into(),
                used_at: row.used_at.into(),
                expires_at: row.expires_at.into(),
                address: row.address,
                client: row.client,
            })
            .collect())
    }

    /// Ends one session of a user.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn end_session(&self, user: &str, id: &str) -> Result<(), Problem> {
        let _turn = self.uses.lock().await;
        let select = Select::from(USER_SESSIONS).only(Condition::Is("user_id", user.into()));
        let found: Vec<UserSessionRow> = rows(&*self.store, &select).await?;
        let row = found.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| Problem::Unknown { what: "session", id: short(id) })?;
        let own = vec![Condition::Is("digest", row.digest.as_str().into())];
        self.store.write(Write::default().delete(USER_SESSIONS, own)).await?;
        self.forget_digests(&[row.digest]);
        Ok(())
    }

    /// Ends all sessions of a user, also those that another program knows of.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn end_sessions(&self, user: &str) -> Result<(), Problem> {
        let _turn = self.changes.lock().await;
        let row = self.user_row(user).await?.ok_or_else(|| unknown(user))?;
        let own = vec![Condition::Is("user_id", user.into())];
        let row = UserRow { sessions_from: self.clock.now(), ..row };
        self.store.write(Write::default().delete(USER_SESSIONS, own).put([row])).await?;
        self.forget(user);
        Ok(())
    }

    /// Makes a token of a user; its secret is told this once.
    ///
    /// # Errors
    /// [`Problem::Invalid`]; [`Problem::Forbidden`] when it would be more than its owner; [`Problem::Conflict`] when there are
    /// [`TOKENS_PER_USER_MAX`]; what the store says.
    pub async fn create_token(&self, owner: &Person, new: NewToken) -> Result<(ApiToken, Secret), Problem> {
        let name = text("name", &new.name, NAME_CHARACTERS_MAX)?;
        let role = new.role.unwrap_or(owner.role);
        if role > owner.role {
            return Err(Problem::Forbidden("a token may not do more than its owner".to_owned()));
        }
        if new.scopes.is_empty() {
            return Err(Problem::Invalid {
                field: "scopes",
                why: "one of read, control, manage is needed".to_owned(),
            });
        }
        if new.days.is_some_and(|days| !(1..=TOKEN_DAYS_MAX).contains(&days)) {
            let why = format!("1 to {TOKEN_DAYS_MAX}; leave it out for a token that never ends");
            return Err(Problem::Invalid { field: "days", why });
        }
        let now = self.clock.now();
        let secret = secret::new(secret::TOKEN_PREFIX)?;
        let words: Vec<_> = new.scopes.iter().map(|scope| scope.word()).collect();
        let row = ApiTokenRow {
            digest: secret::digest(&secret).expect("a secret has a digest"),
            id: uuid::Uuid::new_v4().to_string(),
            name,
            user_id: owner.id.clone(),
            role: role.word().to_owned(),
            scopes: words.join(" "),
            created_at: now,
            expires_at: new.days.map(|days| now + Span::from_secs(i64::from(days) * 86_400)),
            used_at: None,
        };
        let _turn = self.changes.lock().await;
        if self.user_row(&owner.id).await?.is_none() {
            return Err(Problem::Conflict("who has no account here can have no token".to_owned()));
        }
        let own = Select::from(API_TOKENS).only(Condition::Is("user_id", owner.id.as_str().into()));
        if self.store.count(&own).await? >= TOKENS_PER_USER_MAX {
            return Err(Problem::Conflict(format!(
                "there are {TOKENS_PER_USER_MAX} tokens: delete some first"
            )));
        }
        self.store.write(Write::default().put_new([row.clone()])).await?;
        Ok((show(row)?, secret))
    }

    /// Tokens, of one user or of all, the latest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn tokens(&self, user: Option<&str>) -> Result<Vec<ApiToken>, Problem> {
        let mut select = Select::from(API_TOKENS).latest_first("created_at").limit(1_000);
        if let Some(user) = user {
            select = select.only(Condition::Is("user_id", user.into()));
        }
        rows::<ApiTokenRow>(&*self.store, &select).await?.into_iter().map(show).collect()
    }

    /// Deletes a token, of one user or of anybody.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn delete_token(&self, user: Option<&str>, id: &str) -> Result<(), Problem> {
        let _turn = self.uses.lock().await;
        let mut select = Select::from(API_TOKENS);
        if let Some(user) = user {
            select = select.only(Condition::Is("user_id", user.into()));
        }
        let found: Vec<ApiTokenRow> = rows(&*self.store, &select).await?;
        let row = found.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| Problem::Unknown { what: "token", id: short(id) })?;
        let own = vec![Condition::Is("digest", row.digest.as_str().into())];
        self.store.write(Write::default().delete(API_TOKENS, own)).await?;
        self.forget_digests(&[row.digest]);
        Ok(())
    }

    /// Who has this session, if it goes on.
    pub(super) async fn by_session(&self, secret: &str) -> Result<Option<(Person, Credential)>, Problem> {
        let Some(digest) = secret::digest(secret) else { return Ok(None) };
        let credential = Credential(Kind::Session(digest));
        Ok(self.again(&credential).await?.map(|person| (person, credential)))
    }

    /// Who has this bearer secret: a token's, or of somebody admitted by the program.
    pub(super) async fn by_bearer(&self, secret: &str) -> Result<Option<(Person, Credential)>, Problem> {
        let Some(digest) = secret::digest(secret) else { return Ok(None) };
        let kind = if secret.starts_with(secret::TOKEN_PREFIX) { Kind::Token } else { Kind::Admitted };
        let credential = Credential(kind(digest));
        Ok(self.again(&credential).await?.map(|person| (person, credential)))
    }

    /// Who is known by a credential now; nothing: nobody any more. The address is not told.
    ///
    /// # Errors
    /// What the store says, when it was away for long.
    pub async fn again(&self, credential: &Credential) -> Result<Option<Person>, Problem> {
        let digest = match &credential.0 {
            Kind::Admitted(digest) => return Ok(self.admitted(digest)),
            Kind::Session(digest) | Kind::Token(digest) => digest,
        };
        let now = self.clock.now();
        let known = self.known(digest, now);
        match &known {
            Some(known) if self.is_over(credential, known, now) => {}
            Some(known) if now - known.checked_at < CHECKED_FOR => return Ok(Some(known.person.clone())),
            _ => {}
        }
        match self.look_up(credential, digest, known.as_ref(), now).await {
            Ok(person) => Ok(person),
            Err(Problem::Unavailable(why)) => match known {
                Some(known)
                    if now - known.checked_at < TRUSTED_FOR && !self.is_over(credential, &known, now) =>
                {
                    Ok(Some(known.person))
                }
                _ => Err(Problem::Unavailable(why)),
            },
            Err(why) => Err(why),
        }
    }

    fn is_over(&self, credential: &Credential, known: &Known, now: Timestamp) -> bool {
        let idle = matches!(credential.0, Kind::Session(_)) && now - known.used_at > self.config.session_idle;
        idle || known.expires_at.is_some_and(|at| at <= now)
    }

    /// Asks the store who it is, and remembers it.
    async fn look_up(
        &self,
        credential: &Credential,
        digest: &str,
        known: Option<&Known>,
        now: Timestamp,
    ) -> Result<Option<Person>, Problem> {
        // In turn with whatever ends sessions, so that what is ended is not put again.
        let _turn = self.uses.lock().await;
        let found = match &credential.0 {
            Kind::Token(_) => self.token_of(digest, now).await?,
            Kind::Session(_) | Kind::Admitted(_) => self.session_of(digest, known, now).await?,
        };
        match found {
            Some(found) => {
                let person = found.person.clone();
                self.remember(digest, found, now);
                Ok(Some(person))
            }
            None => {
                self.forget_digests(&[digest.to_owned()]);
                Ok(None)
            }
        }
    }

    async fn session_of(
        &self,
        digest: &str,
        known: Option<&Known>,
        now: Timestamp,
    ) -> Result<Option<Known>, Problem> {
        let select = Select::from(USER_SESSIONS).only(Condition::Is("digest", digest.into())).limit(1);
        let Some(row) = rows::<UserSessionRow>(&*self.store, &select).await?.pop() else { return Ok(None) };
        let used_at = known.map_or(row.used_at, |known| known.used_at.max(row.used_at));
        if row.expires_at <= now || now - used_at > self.config.session_idle {
            return Ok(None);
        }
        let Some(user) = self.user_row(&row.user_id).await? else { return Ok(None) };
        if user.disabled || row.created_at < user.sessions_from {
            return Ok(None);
        }
        let mut found = Known {
            person: person(&user, Via::Session)?,
            expires_at: Some(row.expires_at),
            used_at: now,
            written_at: row.used_at,
            checked_at: now,
        };
        if now - found.written_at >= USED_EVERY {
            self.store.write(Write::default().put([UserSessionRow { used_at: now, ..row }])).await?;
            found.written_at = now;
        }
        Ok(Some(found))
    }

    async fn token_of(&self, digest: &str, now: Timestamp) -> Result<Option<Known>, Problem> {
        let select = Select::from(API_TOKENS).only(Condition::Is("digest", digest.into())).limit(1);
        let Some(row) = rows::<ApiTokenRow>(&*self.store, &select).await?.pop() else { return Ok(None) };
        if row.expires_at.is_some_and(|at| at <= now) {
            return Ok(None);
        }
        let Some(user) = self.user_row(&row.user_id).await?.filter(|user| !user.disabled) else {
            return Ok(None);
        };
        let owner = person(&user, Via::Token(row.id.clone()))?;
        let role = owner.role.min(Role::of_row(&row.role)?);
        let found = Known {
            person: Person { role, scopes: scopes(&row.scopes), ..owner },
            expires_at: row.expires_at,
            used_at: now,
            written_at: now,
            checked_at: now,
        };
        if row.used_at.is_none_or(|at| now - at >= USED_EVERY) {
            self.store.write(Write::default().put([ApiTokenRow { used_at: Some(now), ..row }])).await?;
        }
        Ok(Some(found))
    }

    async fn hash_anew(&self, user: &UserRow, secret: Secret) -> Result<(), Problem> {
        let hash = password::hash(secret).await?;
        let _turn = self.changes.lock().await;
        match self.user_row(&user.id).await? {
            Some(row) if row.password == user.password => {
                let row = UserRow { password: Some(hash), ..row };
                Ok(self.store.write(Write::default().put([row])).await?)
            }
            // Another one was set meanwhile.
            _ => Ok(()),
        }
    }
}

/// From where somebody logs in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser<'a> {
    /// The network address, as far as it is known.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub client: &'a str,
    /// The session that it had.
    pub secret: Option<&'a str>,
}

impl Known {
    pub(super) fn is_of(&self, user: &str) -> bool {
        self.person.id == user
    }

    pub(super) fn used(&mut self, now: Timestamp) {
        self.used_at = self.used_at.max(now);
    }
}

fn person(user: &UserRow, via: Via) -> Result<Person, Problem> {
    Ok(Person {
        id: user.id.clone(),
        login: user.login.clone(),
        name: user.name.clone(),
        role: Role::of_row(&user.role)?,
        agent: user.agent.as_deref().map(AgentKey::from),
        scopes: Scope::ALL.into(),
        via,
        address: None,
    })
}

fn show(row: ApiTokenRow) -> Result<ApiToken, Problem> {
    Ok(ApiToken {
        role: Role::of_row(&row.role)?,
        scopes: scopes(&row.scopes),
        id: row.id,
        name: row.name,
        user_id: row.user_id,
        created_at: row.created_at.into(),
        expires_at: row.expires_at.map(Utc),
        used_at: row.used_at.map(Utc),
    })
}

/// The scopes of a row; a word of a later version gives none.
fn scopes(words: &str) -> BTreeSet<Scope> {
    let scope = |word: &str| Scope::ALL.into_iter().find(|scope| scope.word() == word);
    words.split(' ').filter_map(scope).collect()
}

fn short(id: &str) -> String {
    id.chars().take(64).collect()
}
