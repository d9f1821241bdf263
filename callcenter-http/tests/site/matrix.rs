//! Every operation of the API, asked by everybody who could: what is enforced is what the description says.
//!
//! A route that is not in the description cannot be there: both are made of the same `OpenApiRouter`, and `app` adds none
//! besides. Routes that are no operations (the console's files, Socket.IO) have their own tests.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use callcenter_http::access::{AccessConfig, NewToken};
use callcenter_http::{Role, Scope, openapi};
use reqwest::Method;
use serde_json::Value;

use crate::access::{Browser, user};
use crate::client::Served;

const PASSWORD: &str = "a long enough sentence";

/// An operation, and who may ask for it.
struct Operation {
    method: Method,
    path: String,
    /// Not at all: nobody need be known.
    session: Option<Role>,
    /// Absent: no token will do.
    token: Option<Scope>,
    is_public: bool,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// What must come out as long as who asks is who may not: nothing where he may.
    fn refusal(&self, who: &Who) -> Option<u16> {
        if self.is_public {
            return None;
        }
        let needs = self.session.expect("an operation that is not public has a role");
        match who.kind {
            Kind::Nobody => Some(401),
            Kind::Session(role) => (role < needs).then_some(403),
            Kind::Token(role, scopes) => {
                let has = self.token.is_some_and(|scope| scopes.contains(&scope));
                (role < needs || !has).then_some(403)
            }
        }
    }
}

/// Who asks.
struct Who {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Nobody,
    Session(Role),
    Token(Role, &'static [Scope]),
}

fn operations() -> Vec<Operation> {
    let api = serde_json::to_value(openapi()).expect("it is JSON");
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().expect("there are paths") {
        for (method, operation) in item.as_object().expect("a path has operations") {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            let Some(security) = operation.get("security").and_then(Value::as_array) else {
                panic!("{method} {path} does not say who may ask for it: add security(…)");
            };
            let mut ways: BTreeMap<&str, &str> = BTreeMap::new();
            for way in security {
                for (kind, words) in way.as_object().expect("a way is an object") {
                    let words = words.as_array().expect("words");
                    assert_eq!(words.len(), 1, "{method} {path}: {kind} needs exactly one word");
                    ways.insert(kind, words[0].as_str().expect("a word"));
                }
            }
            let role = ways.get("session").map(|word| {
                let role = Role::ALL.into_iter().find(|role| role.word() == *word);
                role.unwrap_or_else(|| panic!("{method} {path}: there is no role {word}"))
            });
            let scope = ways.get("token").map(|word| {
                let scope = Scope::ALL.into_iter().find(|scope| scope.word() == *word);
                scope.unwrap_or_else(|| panic!("{method} {path}: there is no scope {word}"))
            });
            assert!(ways.keys().all(|way| ["session", "token"].contains(way)), "{method} {path}: {ways:?}");
            assert!(scope.is_none() || role.is_some(), "{method} {path}: a token without a role");
            found.push(Operation {
                method,
                path: path.clone(),
                session: role,
                token: scope,
                is_public: ways.is_empty(),
            });
        }
    }
    found
}

/// The path with something in the place of each parameter.
fn filled(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('{') {
        let (_, behind) = behind.split_once('}').expect("a parameter ends");
        text += before;
        text += "1";
        rest = behind;
    }
    text + rest
}

/// Ends a session or changes what the others need: asked for by somebody who is not needed any more.
fn ends_who_asks(operation: &Operation) -> bool {
    operation.path.starts_with("/api/auth/") && operation.method != Method::GET
}

#[tokio::test]
async fn f_203_f_287_every_operation_is_for_whom_its_description_says() {
    let served = Served::start_with(|config| {
        config.access = AccessConfig { rate: None, ..AccessConfig::default() };
    })
    .await;
    let all = operations();
    assert!(all.len() > 20, "the description has {} operations", all.len());
    let scopes: [&'static [Scope]; 3] = [&[Scope::Read], &[Scope::Control], &[Scope::Manage]];
    let asked = Cell::new(0);
    let wrong: RefCell<Vec<String>> = RefCell::default();
    for role in Role::ALL {
        user(&served, role.word(), role).await;
    }
    let mut tokens = Vec::new();
    for role in Role::ALL {
        let found = served.site.access.log_in(role.word(), PASSWORD.into(), Default::default()).await;
        let owner = found.expect("the password is right").person;
        for only in scopes {
            let new = NewToken {
                name: "matrix".to_owned(),
                scopes: only.iter().copied().collect(),
                role: None,
                days: None,
            };
            let (_, secret) = served.site.access.create_token(&owner, new).await.expect("there is room");
            let who = Who { name: format!("{role:?} by a token {only:?}"), kind: Kind::Token(role, only) };
            tokens.push((who, secret));
        }
    }
    for operation in &all {
        let path = filled(&operation.path);
        let ask = || {
            // A body that no operation takes: whoever may ask is told so, and nothing is done.
            let request = served.ask(operation.method.clone(), &path);
            if operation.method == Method::GET { request } else { request.json(&Value::Null) }
        };
        let check = |who: &Who, status: u16| {
            asked.set(asked.get() + 1);
            let expected = operation.refusal(who);
            let found = [401, 403].contains(&status).then_some(status);
            // A handler may refuse for reasons of its own whoever may ask; never the other way round.
            let own = expected.is_none() && found == Some(403) && is_refused_by_itself(operation, who);
            if expected != found && !own {
                let name = operation.name();
                wrong.borrow_mut().push(format!("{name}: {} got {status}, not {expected:?}", who.name));
            }
        };
        let nobody = Who { name: "nobody".to_owned(), kind: Kind::Nobody };
        check(&nobody, ask().send().await.expect("it answers").status().as_u16());
        for role in Role::ALL {
            let who = Who { name: format!("{role:?}"), kind: Kind::Session(role) };
            let browser = Browser::log_in(&served, role.word(), PASSWORD).await;
            let is_safe = operation.method == Method::GET;
            if !is_safe && !operation.is_public {
                // With the cookie alone it could be a page of another site that asks.
                let without = ask().header("cookie", &browser.cookie).send().await.expect("it answers");
                assert_eq!(without.status(), 403, "{}: {role:?} without X-CSRF-Token", operation.name());
                asked.set(asked.get() + 1);
            }
            let request = ask().header("cookie", &browser.cookie).header("x-csrf-token", &browser.csrf);
            let request = request
                .header("sec-fetch-site", "same-origin")
                .header("origin", format!("http://{}", served.address));
            check(&who, request.send().await.expect("it answers").status().as_u16());
        }
        if ends_who_asks(operation) && !operation.is_public {
            assert!(operation.token.is_none(), "{} is one's own: no token will do", operation.name());
        }
        for (who, secret) in &tokens {
            let request = ask().bearer_auth(&**secret);
            check(who, request.send().await.expect("it answers").status().as_u16());
        }
    }
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(
        asked.get(),
        all.len() * 13 + 3 * all.iter().filter(|one| one.method != Method::GET && !one.is_public).count(),
        "everybody asked for everything"
    );
}

/// What belongs to somebody, whatever his role.
const OWNERS_ONLY: [&str; 2] = ["/api/extensions/{number}/credentials", "/sip"];

/// Operations that look closer than role and scope: at who is meant by the path.
fn is_refused_by_itself(operation: &Operation, who: &Who) -> bool {
    let is_agent = matches!(who.kind, Kind::Session(Role::Agent) | Kind::Token(Role::Agent, _));
    (is_agent && operation.path.contains('{')) || OWNERS_ONLY.contains(&operation.path.as_str())
}
