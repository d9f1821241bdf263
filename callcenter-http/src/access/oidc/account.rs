//! Which user it is that a provider vouches for.

use std::collections::BTreeSet;

use callcenter_store::{Condition, Select, USERS, UserRow, rows};
use serde_json::{Map, Value, json};

use super::config::OidcConfig;
use super::provider::{Identity, short};
use crate::access::users::{self, NAME_CHARACTERS_MAX, identity_of};
use crate::access::{Access, Browser, LoggedIn, Person, Role};
use crate::problem::Problem;

/// Somebody whom the provider vouches for, and who is not let in.
#[derive(Debug)]
pub(crate) struct Refused {
    /// By which login, as far as it is known.
    pub(crate) login: String,
    /// Why not, and what to do.
    pub(crate) why: Problem,
}

impl Access {
    /// Lets in whom the provider vouches for: the user that has the subject; else a new one, where that is configured.
    pub(crate) async fn log_in_by_identity(
        &self,
        config: &OidcConfig,
        identity: &Identity,
        from: Browser<'_>,
    ) -> Result<LoggedIn, Refused> {
        let told = claim(&identity.claims, &config.login_claim).and_then(Value::as_str).unwrap_or_default();
        let refused = |login: &str, why| Refused { login: login.to_ascii_lowercase(), why };
        let subject = identity_of(&config.issuer, &identity.subject).map_err(|why| refused(told, why))?;
        let user = match self.user_row_by_identity(&subject).await.map_err(|why| refused(told, why))? {
            Some(user) => user,
            None => {
                self.make_user(config, identity, subject, from).await.map_err(|why| refused(told, why))?
            }
        };
        if user.disabled {
            let why =
                format!("the user {} is kept out here: an administrator can let him in again", user.login);
            return Err(refused(&user.login, Problem::Forbidden(why)));
        }
        self.begin_session(&user, from).await.map_err(|why| refused(&user.login, why))
    }

    async fn user_row_by_identity(&self, subject: &str) -> Result<Option<UserRow>, Problem> {
        let select = Select::from(USERS).only(Condition::Is("subject", subject.into()));
        let found: Vec<UserRow> = rows(&*self.store, &select).await?;
        // A database may take letters for the same that are not.
        Ok(found.into_iter().find(|row| row.subject.as_deref() == Some(subject)))
    }

    async fn make_user(
        &self,
        config: &OidcConfig,
        identity: &Identity,
        subject: String,
        from: Browser<'_>,
    ) -> Result<UserRow, Problem> {
        let own = short(&identity.subject);
        if !config.create_users {
            return Err(Problem::Forbidden(format!(
                "{} knows you, and no user here is you: an administrator links one by PATCH /api/users/ID with \
                 {{\"subject\": \"{own}\"}}",
                config.name
            )));
        }
        let role = role(config, &identity.claims).ok_or_else(|| {
            Problem::Forbidden(format!(
                "{} knows you, and none of your groups gives a role here: an administrator maps one in [access.oidc] \
                 roles (claim {}), or links a user by PATCH /api/users/ID with {{\"subject\": \"{own}\"}}",
                config.name, config.role_claim
            ))
        })?;
        let told = claim(&identity.claims, &config.login_claim).and_then(Value::as_str);
        let login = users::login(told.unwrap_or_default()).map_err(|_| {
            Problem::Forbidden(format!(
                "the claim {} of {} is no login here ({:?}): an administrator chooses another one in [access.oidc] \
                 login_claim",
                config.login_claim,
                config.name,
                short(told.unwrap_or_default())
            ))
        })?;
        let text = |name: &str| identity.claims.get(name).and_then(Value::as_str);
        let name = text("name").and_then(|name| users::text("name", name, NAME_CHARACTERS_MAX).ok());
        let now = self.clock.now();
        let row = UserRow {
            id: uuid::Uuid::new_v4().to_string(),
            name: name.unwrap_or_else(|| login.clone()),
            email: text("email").and_then(|address| users::email(address).ok()),
            role: role.word().to_owned(),
            password: None,
            agent: None,
            disabled: false,
            subject: Some(subject.clone()),
            created_at: now,
            changed_at: now,
            sessions_from: now,
            version: 1,
            login: login.clone(),
        };
        let _turn = self.changes.lock().await;
        if let Some(user) = self.user_row_by_identity(&subject).await? {
            // Two tabs logged in at once.
            return Ok(user);
        }
        if self.user_row_by_login(&login).await?.is_some() {
            return Err(Problem::Conflict(format!(
                "there is a user {login} already, who is not linked with {}: an administrator links him by PATCH \
                 /api/users/ID with {{\"subject\": \"{own}\"}}",
                config.name
            )));
        }
        let by = Person::nobody(&login, from.address);
        self.audit(&by, "user.create", &login, json!({ "by": "oidc", "subject": own, "role": role })).await?;
        self.put_new_user(row.clone()).await?;
        Ok(row)
    }
}

/// The highest role that somebody's groups give.
fn role(config: &OidcConfig, claims: &Map<String, Value>) -> Option<Role> {
    let groups: BTreeSet<&str> = match claim(claims, &config.role_claim)? {
        Value::String(group) => [group.as_str()].into(),
        Value::Array(groups) => groups.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    config.roles.iter().filter(|(group, _)| groups.contains(group.as_str())).map(|(_, role)| *role).max()
}

/// A claim: by its name, else by its way through objects.
fn claim<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let (first, rest) = name.split_once('.')?;
    claim(claims.get(first)?.as_object()?, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role_of(claim: &str, claims: &Value) -> Option<Role> {
        let config = OidcConfig {
            role_claim: claim.to_owned(),
            roles: [("cc".to_owned(), Role::Agent), ("cc-admins".to_owned(), Role::Administrator)].into(),
            ..OidcConfig::new("https://login.example.com", "callcenter")
        };
        role(&config, claims.as_object().expect("they are an object"))
    }

    #[test]
    fn the_highest_group_gives_the_role_and_no_group_none() {
        assert_eq!(role_of("groups", &json!({ "groups": ["cc-admins", "cc"] })), Some(Role::Administrator));
        assert_eq!(role_of("groups", &json!({ "groups": "cc" })), Some(Role::Agent));
        assert_eq!(role_of("realm.roles", &json!({ "realm": { "roles": ["cc"] } })), Some(Role::Agent));
        assert_eq!(role_of("https://a.b/c", &json!({ "https://a.b/c": ["cc"] })), Some(Role::Agent));
        for none in [
            json!({}),
            json!({ "groups": [] }),
            json!({ "groups": ["CC", "cc "] }),
            json!({ "groups": { "cc": true } }),
            json!({ "groups": 7 }),
        ] {
            assert_eq!(role_of("groups", &none), None, "{none}");
        }
    }
}
