//! Who asks, as an argument of a handler: the handler's type says what it needs.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::{Person, Role, Scope};
use crate::problem::Problem;
use crate::site::Site;

/// What a route needs. Say the same in its `security(…)`: a test compares the two on every route.
pub trait Need: Send + Sync + 'static {
    /// At least this role.
    const ROLE: Role;
    /// A token needs this scope.
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($(#[doc = $doc:literal])* $name:ident: $role:ident, $scope:ident;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Need for $name {
            const ROLE: Role = Role::$role;
            const SCOPE: Scope = Scope::$scope;
        }
    )*};
}

needs! {
    /// Anybody who is logged in, to read what concerns him.
    Look: Agent, Read;
    /// Anybody who is logged in, to act for himself.
    Act: Agent, Control;
    /// A supervisor, to read everything of the floor.
    Watch: Supervisor, Read;
    /// A supervisor, to act for others.
    Lead: Supervisor, Control;
    /// An administrator, to read the set-up.
    Inspect: Administrator, Read;
    /// An administrator, to change it.
    Manage: Administrator, Manage;
}

/// Who asks, and is allowed to: `by: By<Watch>`.
#[derive(Debug, Clone)]
pub struct By<N> {
    person: Person,
    need: PhantomData<N>,
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
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Problem::NotLoggedIn)?;
        let person = site.access.person(secret).ok_or(Problem::NotLoggedIn)?;
        if person.role < N::ROLE {
            return Err(Problem::Forbidden(format!("this needs the role {:?}", N::ROLE)));
        }
        if !person.scopes.contains(&N::SCOPE) {
            return Err(Problem::Forbidden(format!("this token has not the scope {:?}", N::SCOPE)));
        }
        Ok(Self { person, need: PhantomData })
    }
}
