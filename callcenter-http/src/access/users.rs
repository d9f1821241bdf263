//! Users: who may log in, and as what.

use callcenter_core::Timestamp;
use callcenter_store::{
    API_TOKENS, Condition, Select, USER_LOGINS, USER_SESSIONS, USERS, UserLoginRow, UserRow, Write, rows,
};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Access, Role, Secret, password};
use crate::clock::Utc;
use crate::problem::Problem;

/// Characters of a login.
pub const LOGIN_CHARACTERS_MAX: usize = 64;

/// Characters of a name, and of an agent's.
pub const NAME_CHARACTERS_MAX: usize = 120;

/// Characters of an address for mail: what mail itself takes.
pub const EMAIL_CHARACTERS_MAX: usize = 254;

/// Characters of what an identity provider knows a user by: what OpenID Connect allows.
pub const SUBJECT_CHARACTERS_MAX: usize = 255;

/// Users of a site; beyond, none is made any more.
pub const USERS_MAX: u64 = 20_000;

/// Somebody who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct User {
    /// What the user is known by for ever.
    pub id: String,
    /// The login name.
    pub login: String,
    /// The name to show.
    pub name: String,
    /// The address for mail.
    pub email: Option<String>,
    /// What the user is.
    pub role: Role,
    /// The agent that the user is on the floor.
    pub agent: Option<String>,
    /// Whether the user is kept out.
    pub disabled: bool,
    /// Whether a password lets in.
    pub has_password: bool,
    /// Whether an identity provider lets in.
    pub has_provider: bool,
    /// What the identity provider knows the user by; absent: it lets nobody in as this user.
    pub subject: Option<String>,
    /// When the user was made.
    pub created_at: Utc,
    /// When the user was last changed.
    pub changed_at: Utc,
    /// When the user last logged in.
    pub seen_at: Option<Utc>,
    /// Counts the changes; also the ETag.
    pub version: i64,
}

/// A user to be.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The login name: letters, digits and `._@+-`, at most 64; kept in small letters.
    #[schema(min_length = 1, max_length = 64, example = "alice")]
    pub login: String,
    /// The name to show; without it the login.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub name: Option<String>,
    /// The address for mail.
    #[serde(default)]
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// What the user is.
    pub role: Role,
    /// The agent that the user is on the floor.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub agent: Option<String>,
    /// The password: 10 to 128 characters. Without it no password lets in.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 10, max_length = 128, write_only)]
    pub password: Option<Secret>,
}

/// What is changed of a user; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Another login name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 64)]
    pub login: Option<String>,
    /// Another name to show.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    /// Another address for mail; `null` takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, max_length = 254)]
    pub email: Option<Option<String>>,
    /// What the user is from now on. It ends the user's sessions.
    #[serde(default)]
    pub role: Option<Role>,
    /// Another agent; `null` takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub agent: Option<Option<String>>,
    /// Whether the user is kept out. It ends the user's sessions.
    #[serde(default)]
    pub disabled: Option<bool>,
    /// Another password. It ends the user's sessions.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 10, max_length = 128, write_only)]
    pub password: Option<Secret>,
    /// What the configured identity provider knows the user by (its claim `sub`), and lets in as this user from now on; `null`:
    /// nobody. It ends the user's sessions.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255)]
    pub subject: Option<Option<String>>,
}

/// Tells what is left out from what is `null`.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A page of users.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct UserPage {
    /// By login.
    pub items: Vec<User>,
    /// Where the next page begins; absent: there is none.
    pub next: Option<String>,
}

impl Access {
    /// Whether somebody can log in as an administrator. Until then a server listens on loopback only.
    ///
    /// # Errors
    /// What the store says.
    pub async fn has_administrator(&self) -> Result<bool, Problem> {
        Ok(!self.administrators().await?.is_empty())
    }

    /// Users by login, behind a cursor.
    ///
    /// # Errors
    /// What the store says.
    pub async fn users(
        &self,
        text: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<UserPage, Problem> {
        let mut select = Select::from(USERS).by("login").limit(limit as u64 + 1);
        if let Some(after) = after {
            select = select.only(Condition::Above("login", after.into()));
        }
        if let Some(text) = text {
            let has = |column| Condition::Contains(column, text.to_owned());
            select = select.only(Condition::Any(vec![has("login"), has("name"), has("email"), has("agent")]));
        }
        let mut found: Vec<UserRow> = rows(&*self.store, &select).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|row| row.login.clone());
        Ok(UserPage { items: self.shown(found).await?, next })
    }

    /// A user by id.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn user(&self, id: &str) -> Result<User, Problem> {
        let row = self.user_row(id).await?.ok_or_else(|| unknown(id))?;
        self.one(row).await
    }

    /// A user by login.
    ///
    /// # Errors
    /// [`Problem::Unknown`]; what the store says.
    pub async fn user_by_login(&self, login: &str) -> Result<User, Problem> {
        let row = self.user_row_by_login(&login.to_lowercase()).await?.ok_or_else(|| unknown(login))?;
        self.one(row).await
    }

    /// Makes a user.
    ///
    /// # Errors
    /// [`Problem::Invalid`]; [`Problem::Conflict`] when the login, or the agent, is somebody's; what the store says.
    pub async fn create_user(&self, new: NewUser) -> Result<User, Problem> {
        let login = login(&new.login)?;
        let name = match &new.name {
            Some(name) => text("name", name, NAME_CHARACTERS_MAX)?,
            None => login.clone(),
        };
        let email = new.email.as_deref().map(email).transpose()?;
        let agent =
            new.agent.as_deref().map(|agent| text("agent", agent, NAME_CHARACTERS_MAX)).transpose()?;
        let password = match new.password {
            Some(secret) => {
                password::check("password", &secret, &login)?;
                Some(password::hash(secret).await?)
            }
            None => None,
        };
        let now = self.clock.now();
        let row = UserRow {
            id: uuid::Uuid::new_v4().to_string(),
            login,
            name,
            email,
            role: new.role.word().to_owned(),
            password,
            agent,
            disabled: false,
            subject: None,
            created_at: now,
            changed_at: now,
            sessions_from: now,
            version: 1,
        };
        let _turn = self.changes.lock().await;
        self.put_new_user(row.clone()).await?;
        self.one(row).await
    }

    /// Changes a user. `version`: only if the user still has it.
    ///
    /// # Errors
    /// [`Problem::Unknown`], [`Problem::Changed`], [`Problem::Invalid`]; [`Problem::Conflict`] when the login or the agent is
    /// somebody's, or no administrator would be left; what the store says.
    pub async fn change_user(
        &self,
        id: &str,
        version: Option<i64>,
        change: UserChange,
    ) -> Result<User, Problem> {
        let _turn = self.changes.lock().await;
        let old = self.user_row(id).await?.ok_or_else(|| unknown(id))?;
        if version.is_some_and(|version| version != old.version) {
            return Err(Problem::Changed);
        }
        let mut row = old.clone();
        if let Some(other) = &change.login {
            row.login = login(other)?;
        }
        if let Some(name) = &change.name {
            row.name = text("name", name, NAME_CHARACTERS_MAX)?;
        }
        if let Some(other) = &change.email {
            row.email = other.as_deref().map(email).transpose()?;
        }
        if let Some(agent) = &change.agent {
            row.agent =
                agent.as_deref().map(|agent| text("agent", agent, NAME_CHARACTERS_MAX)).transpose()?;
        }
        if let Some(role) = change.role {
            row.role = role.word().to_owned();
        }
        row.disabled = change.disabled.unwrap_or(row.disabled);
        if let Some(secret) = change.password {
            password::check("password", &secret, &row.login)?;
            row.password = Some(password::hash(secret).await?);
        }
        if let Some(subject) = &change.subject {
            row.subject = subject.as_deref().map(|subject| self.identity(subject)).transpose()?;
        }
        if is_administrator(&old) && !is_administrator(&row) {
            self.another_administrator(&old.id).await?;
        }
        if row.agent != old.agent {
            self.agent_is_free(row.agent.as_deref(), &row.id).await?;
        }
        if row.subject != old.subject {
            self.subject_is_free(row.subject.as_deref(), &row.id).await?;
        }
        let now = self.clock.now();
        row.changed_at = now;
        row.version += 1;
        let is_over = (&row.role, row.disabled, &row.password, &row.subject)
            != (&old.role, old.disabled, &old.password, &old.subject);
        if is_over {
            row.sessions_from = now;
        }
        let mut write = Write::default();
        if row.login == old.login {
            write = write.put([row.clone()]);
        } else {
            write =
                write.delete(USERS, vec![Condition::Is("login", old.login.into())]).put_new([row.clone()]);
        }
        if is_over {
            write = write.delete(USER_SESSIONS, vec![Condition::Is("user_id", row.id.as_str().into())]);
        }
        self.store.write(write).await.map_err(|why| taken(&row.login, why))?;
        self.forget(&row.id);
        self.one(row).await
    }

    /// Removes a user, with sessions and tokens. What the audit says of him stays.
    ///
    /// # Errors
    /// [`Problem::Unknown`], [`Problem::Changed`]; [`Problem::Conflict`] when no administrator would be left; what the store
    /// says.
    pub async fn delete_user(&self, id: &str, version: Option<i64>) -> Result<(), Problem> {
        let _turn = self.changes.lock().await;
        let row = self.user_row(id).await?.ok_or_else(|| unknown(id))?;
        if version.is_some_and(|version| version != row.version) {
            return Err(Problem::Changed);
        }
        if is_administrator(&row) {
            self.another_administrator(id).await?;
        }
        let own = || vec![Condition::Is("user_id", id.into())];
        let write = Write::default()
            .delete(USERS, vec![Condition::Is("login", row.login.into())])
            .delete(USER_SESSIONS, own())
            .delete(USER_LOGINS, own())
            .delete(API_TOKENS, own());
        self.store.write(write).await?;
        self.forget(id);
        Ok(())
    }

    pub(super) async fn user_row(&self, id: &str) -> Result<Option<UserRow>, Problem> {
        let select = Select::from(USERS).only(Condition::Is("id", id.into())).limit(1);
        Ok(rows(&*self.store, &select).await?.pop())
    }

    pub(super) async fn user_row_by_login(&self, login: &str) -> Result<Option<UserRow>, Problem> {
        // What is no login is nobody's; U+0000 is no question for a database.
        let Ok(login) = self::login(login) else { return Ok(None) };
        let select = Select::from(USERS).only(Condition::Is("login", login.into())).limit(1);
        Ok(rows(&*self.store, &select).await?.pop())
    }

    /// Puts a user who was not there. The caller has the turn.
    pub(super) async fn put_new_user(&self, row: UserRow) -> Result<(), Problem> {
        if self.store.count(&Select::from(USERS)).await? >= USERS_MAX {
            return Err(Problem::Conflict(format!("there are {USERS_MAX} users: delete some first")));
        }
        self.agent_is_free(row.agent.as_deref(), &row.id).await?;
        let login = row.login.clone();
        self.store.write(Write::default().put_new([row])).await.map_err(|why| taken(&login, why))
    }

    async fn administrators(&self) -> Result<Vec<UserRow>, Problem> {
        let select = Select::from(USERS)
            .only(Condition::Is("role", Role::Administrator.word().into()))
            .only(Condition::Is("disabled", false.into()));
        let found: Vec<UserRow> = rows(&*self.store, &select).await?;
        Ok(found.into_iter().filter(is_administrator).collect())
    }

    async fn another_administrator(&self, than: &str) -> Result<(), Problem> {
        if self.administrators().await?.iter().any(|row| row.id != than) {
            return Ok(());
        }
        Err(Problem::Conflict(
            "this is the last administrator who can log in: make another one first".to_owned(),
        ))
    }

    async fn agent_is_free(&self, agent: Option<&str>, user: &str) -> Result<(), Problem> {
        let Some(agent) = agent else { return Ok(()) };
        let select = Select::from(USERS)
            .only(Condition::Is("agent", agent.into()))
            .only(Condition::IsNot("id", user.into()))
            .limit(1);
        match rows::<UserRow>(&*self.store, &select).await?.pop() {
            Some(other) => {
                Err(Problem::Conflict(format!("agent {agent} is the user {} already", other.login)))
            }
            None => Ok(()),
        }
    }

    /// What stands in a row for a subject of the configured identity provider.
    fn identity(&self, subject: &str) -> Result<String, Problem> {
        match &self.config.oidc {
            Some(oidc) => identity_of(&oidc.issuer, subject),
            None => Err(Problem::Invalid {
                field: "subject",
                why: "no identity provider is configured that could know the user: see [access.oidc]"
                    .to_owned(),
            }),
        }
    }

    async fn subject_is_free(&self, subject: Option<&str>, user: &str) -> Result<(), Problem> {
        let Some(subject) = subject else { return Ok(()) };
        let select = Select::from(USERS)
            .only(Condition::Is("subject", subject.into()))
            .only(Condition::IsNot("id", user.into()))
            .limit(1);
        match rows::<UserRow>(&*self.store, &select).await?.pop() {
            Some(other) => Err(Problem::Conflict(format!(
                "the identity provider lets in {} by this subject already: unlink it there first",
                other.login
            ))),
            None => Ok(()),
        }
    }

    async fn one(&self, row: UserRow) -> Result<User, Problem> {
        let mut shown = self.shown(vec![row]).await?;
        Ok(shown.pop().expect("one row is shown as one user"))
    }

    async fn shown(&self, users: Vec<UserRow>) -> Result<Vec<User>, Problem> {
        let ids = users.iter().map(|row| row.id.as_str().into()).collect();
        let select = Select::from(USER_LOGINS).only(Condition::In("user_id", ids));
        let seen: Vec<UserLoginRow> = rows(&*self.store, &select).await?;
        let seen_at = |id: &str| seen.iter().find(|row| row.user_id == id).map(|row| row.at);
        users.into_iter().map(|row| show(&row, seen_at(&row.id))).collect()
    }
}

fn show(row: &UserRow, seen_at: Option<Timestamp>) -> Result<User, Problem> {
    Ok(User {
        id: row.id.clone(),
        login: row.login.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
        role: Role::of_row(&row.role)?,
        agent: row.agent.clone(),
        disabled: row.disabled,
        has_password: row.password.is_some(),
        has_provider: row.subject.is_some(),
        subject: row
            .subject
            .as_deref()
            .and_then(|both| both.split_once('\n'))
            .map(|(_, subject)| subject.to_owned()),
        created_at: row.created_at.into(),
        changed_at: row.changed_at.into(),
        seen_at: seen_at.map(Utc),
        version: row.version,
    })
}

/// Whether somebody can log in and is an administrator.
fn is_administrator(row: &UserRow) -> bool {
    row.role == Role::Administrator.word()
        && !row.disabled
        && (row.password.is_some() || row.subject.is_some())
}

pub(super) fn unknown(id: &str) -> Problem {
    Problem::Unknown { what: "user", id: id.chars().take(LOGIN_CHARACTERS_MAX).collect() }
}

fn taken(login: &str, why: callcenter_store::StoreError) -> Problem {
    match why {
        callcenter_store::StoreError::Conflict(_) => {
            Problem::Conflict(format!("the login {login} is somebody's already"))
        }
        why => why.into(),
    }
}

/// A login as it is kept.
///
/// # Errors
/// [`Problem::Invalid`].
pub(super) fn login(login: &str) -> Result<String, Problem> {
    let is_good = |character: char| character.is_ascii_alphanumeric() || "._@+-".contains(character);
    if login.is_empty() || login.chars().count() > LOGIN_CHARACTERS_MAX || !login.chars().all(is_good) {
        return Err(Problem::Invalid {
            field: "login",
            why: format!("a login has 1 to {LOGIN_CHARACTERS_MAX} letters, digits and ._@+-"),
        });
    }
    Ok(login.to_ascii_lowercase())
}

/// A text of one line.
///
/// # Errors
/// [`Problem::Invalid`].
pub(super) fn text(field: &'static str, text: &str, characters_max: usize) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > characters_max || text.chars().any(char::is_control) {
        return Err(Problem::Invalid {
            field,
            why: format!("1 to {characters_max} characters of one line are taken"),
        });
    }
    Ok(text.to_owned())
}

/// Issuer and subject as they are kept together: what one provider says of a subject is nothing to another one's.
///
/// # Errors
/// [`Problem::Invalid`].
pub(super) fn identity_of(issuer: &str, subject: &str) -> Result<String, Problem> {
    let is_good = (1..=SUBJECT_CHARACTERS_MAX).contains(&subject.chars().count());
    if !is_good || subject.chars().any(char::is_control) || subject.trim() != subject {
        return Err(Problem::Invalid {
            field: "subject",
            why: format!(
                "1 to {SUBJECT_CHARACTERS_MAX} characters of one line are taken, as the provider has them in `sub`"
            ),
        });
    }
    Ok(format!("{issuer}\n{subject}"))
}

pub(super) fn email(address: &str) -> Result<String, Problem> {
    let address = text("email", address, EMAIL_CHARACTERS_MAX)?;
    let is_one = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !is_one || address.contains(char::is_whitespace) {
        return Err(Problem::Invalid { field: "email", why: "an address is name@example.com".to_owned() });
    }
    Ok(address)
}
