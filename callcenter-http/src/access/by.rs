//! Who asks, as an argument of a handler: the handler's type says what it needs.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::guard::is_meant;
use super::{COOKIE, Credential, Origin, Person, Role, Scope, Via, cookie};
use crate::problem::Problem;
use crate::site::Site;

/// What a route needs. Say the same in its `security(…)`: a test compares the two on every route.
pub trait Need: Send + Sync + 'static {
    /// What it is called in `permissions`.
    const WORD: &'static str;
    /// At least this role.
    const ROLE: Role;
    /// A token needs this scope; nothing: no token will do.
    const SCOPE: Option<Scope>;
}

macro_rules! needs {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal: $role:ident, $scope:expr;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;
            impl Need for $name {
                const WORD: &'static str = $word;
                const ROLE: Role = Role::$role;
                const SCOPE: Option<Scope> = $scope;
            }
        )*

        impl Person {
            /// What the person may, in the words of the API.
            pub fn permissions(&self) -> Vec<&'static str> {
                let mut words = Vec::new();
                $(if refused::<$name>(self).is_none() {
                    words.push($name::WORD);
                })*
                words
            }
        }
    };
}

needs! {
    /// Anybody who is logged in, about the own account: no token will do.
    Own = "own": Agent, None;
    /// Anybody who is logged in, to read what concerns him.
    Look = "look": Agent, Some(Scope::Read);
    /// Anybody who is logged in, to act for himself.
    Act = "act": Agent, Some(Scope::Control);
    /// A supervisor, to read everything of the floor.
    Watch = "watch": Supervisor, Some(Scope::Read);
    /// A supervisor, to act for others.
    Lead = "lead": Supervisor, Some(Scope::Control);
    /// An administrator, to read the set-up.
    Inspect = "inspect": Administrator, Some(Scope::Read);
    /// An administrator, to change it.
    Manage = "manage": Administrator, Some(Scope::Manage);
}

/// Who asks, and is allowed to: `by: By<Watch>`.
#[derive(Debug, Clone)]
pub struct By<N> {
    person: Person,
    credential: Credential,
    need: PhantomData<N>,
}

impl<N> By<N> {
    /// By what the person is known, to ask again later with [`Access::again`](super::Access::again).
    pub fn credential(&self) -> &Credential {
        &self.credential
    }
}

impl<N> Deref for By<N> {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.person
    }
}

impl<N: Need> FromRequestParts<Site> for By<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let origin = Origin::of(parts, &site.access.config().trusted_proxies);
        let (mut person, credential) = known(parts, &origin, site).await?;
        if let Some(why) = refused::<N>(&person) {
            return Err(Problem::Forbidden(why));
        }
        person.address = origin.address;
        Ok(Self { person, credential, need: PhantomData })
    }
}

/// Who asks: by a bearer secret where there is one, else by the cookie.
async fn known(parts: &Parts, origin: &Origin, site: &Site) -> Result<(Person, Credential), Problem> {
    let access = &site.access;
    let found = if let Some(secret) = bearer(parts) {
        access.by_bearer(secret).await?
    } else if let Some(secret) = cookie(&parts.headers, COOKIE) {
        let found = access.by_session(secret).await?;
        if found.is_some() {
            is_meant(parts, secret, origin, access.config())?;
        }
        found
    } else {
        return Err(Problem::NotLoggedIn);
    };
    let Some((person, credential)) = found else {
        // Whoever guesses secrets is slowed down by his address.
        access.stranger(origin.address)?;
        return Err(Problem::NotLoggedIn);
    };
    match &person.via {
        Via::Token(id) => access.take(&format!("token {id}"))?,
        _ => access.take(&format!("user {}", person.id))?,
    }
    Ok((person, credential))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

/// Why somebody may not; nothing: he may.
fn refused<N: Need>(person: &Person) -> Option<String> {
    if person.role < N::ROLE {
        return Some(format!("this needs the role {}", N::ROLE.word()));
    }
    match (N::SCOPE, &person.via) {
        (None, Via::Token(_)) => Some("no token may do this: log in".to_owned()),
        (Some(scope), _) if !person.scopes.contains(&scope) => {
            Some(format!("this token has not the scope {}", scope.word()))
        }
        _ => None,
    }
}
