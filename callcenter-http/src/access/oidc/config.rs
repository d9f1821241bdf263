//! How logging in through an identity provider is set up.

use std::collections::BTreeMap;

use reqwest::Url;

use crate::access::{Role, Secret};

/// Groups that may be given a role.
pub const MAPPED_ROLES_MAX: usize = 200;

/// How people log in through an OpenID Connect provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// The provider, as it calls itself in its tokens: `https://login.example.com/realms/main`.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// The secret by which it knows us; absent: we are a public client, known by PKCE alone.
    pub client_secret: Option<Secret>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// What the provider is called where people choose it.
    pub name: String,
    /// Where it sends browsers back to, whole: `https://cc.example.com/api/auth/oidc/callback`. Absent: there, by the name by
    /// which the browser knows us.
    pub redirect_url: Option<String>,
    /// Where it sends browsers after a logout; absent: nowhere.
    pub logout_return_url: Option<String>,
    /// The claim that is a new user's login.
    pub login_claim: String,
    /// The claim that has a new user's groups, with dots where it lies deeper: `realm_access.roles`.
    pub role_claim: String,
    /// Which group gives a new user which role; of several the highest.
    pub roles: BTreeMap<String, Role>,
    /// Whether whoever has one of the groups is made a user at the first login.
    pub create_users: bool,
}

impl OidcConfig {
    /// What needs to be said; everything else as most want it.
    pub fn new(issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            name: "Single sign-on".to_owned(),
            redirect_url: None,
            logout_return_url: None,
            login_claim: "preferred_username".to_owned(),
            role_claim: "groups".to_owned(),
            roles: BTreeMap::new(),
            create_users: false,
        }
    }

    /// Whether it can be worked with.
    ///
    /// # Errors
    /// Which key is wrong, and why.
    pub fn check(&self) -> Result<(), String> {
        if !cfg!(feature = "oidc") {
            return Err("issuer: this program was built without OpenID Connect (feature `oidc`)".to_owned());
        }
        is_safe("issuer", &self.issuer)?;
        if self.client_id.is_empty() {
            return Err("client_id: what are we called at the provider?".to_owned());
        }
        if self.client_secret.as_deref().is_some_and(str::is_empty) {
            return Err("client_secret: it is empty; leave it out for a public client".to_owned());
        }
        if let Some(url) = &self.redirect_url {
            is_safe("redirect_url", url)?;
            if !url.ends_with(super::CALLBACK) {
                return Err(format!("redirect_url: {url} must end in {}", super::CALLBACK));
            }
        }
        if let Some(url) = &self.logout_return_url {
            is_safe("logout_return_url", url)?;
        }
        if self.create_users && self.roles.is_empty() {
            return Err(
                "create_users: say in `roles` which group gives which role; nobody gets one otherwise"
                    .to_owned(),
            );
        }
        if self.roles.len() > MAPPED_ROLES_MAX {
            return Err(format!("roles: at most {MAPPED_ROLES_MAX} groups can be named"));
        }
        Ok(())
    }
}

/// Whether nobody between can read what goes there.
fn is_safe(key: &str, text: &str) -> Result<(), String> {
    let url: Url = text.parse().map_err(|why| format!("{key}: {text:?} is no address: {why}"))?;
    if url.scheme() == "https" || (url.scheme() == "http" && is_here(&url)) {
        return Ok(());
    }
    Err(format!("{key}: {text} must begin with https:// (http:// is for this machine only)"))
}

/// Whether an address is on this machine.
pub(super) fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "oidc")]
    fn what_cannot_be_is_said_with_its_key() {
        let good = OidcConfig::new("https://login.example.com/main", "callcenter");
        assert_eq!(good.check(), Ok(()));
        assert_eq!(OidcConfig::new("http://127.0.0.1:8080", "callcenter").check(), Ok(()));
        let wrong = [
            ("issuer", OidcConfig::new("http://login.example.com", "callcenter")),
            ("issuer", OidcConfig::new("login", "callcenter")),
            ("client_id", OidcConfig::new("https://login.example.com", "")),
            ("client_secret", OidcConfig { client_secret: Some("".into()), ..good.clone() }),
            ("create_users", OidcConfig { create_users: true, ..good.clone() }),
            ("redirect_url", OidcConfig { redirect_url: Some("https://cc/back".to_owned()), ..good.clone() }),
            ("logout_return_url", OidcConfig { logout_return_url: Some("http://cc/".to_owned()), ..good }),
        ];
        for (key, config) in wrong {
            let why = config.check().expect_err(key);
            assert!(why.starts_with(&format!("{key}: ")), "{why}");
        }
    }
}
