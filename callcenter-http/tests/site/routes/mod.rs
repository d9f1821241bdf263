//! Every route that the four systems had (F-210 to F-245), asked as it is written there: of a living call center whose truth
//! is known, with each answer compared with the description and with what happened.

mod described;
mod stories;

use std::collections::BTreeSet;

use callcenter_http::Role;
use reqwest::{Method, Response};
use serde_json::Value;

use self::described::Described;
use crate::client::Served;

/// What is to be served, by the numbers of the features. Routes with two names stand here twice.
const ROUTES: &[(u16, &str, &str)] = &[
    (210, "GET", "/api/calls"),
    (211, "GET", "/api/calls/live"),
    (212, "GET", "/api/calls/{id}/details"),
    (213, "GET", "/api/calls/today-stats"),
    (214, "GET", "/api/extensions"),
    (215, "POST", "/api/extensions"),
    (216, "PUT", "/api/extensions/{number}"),
    (217, "DELETE", "/api/extensions/{number}"),
    (218, "POST", "/api/extensions/refresh"),
    (219, "GET", "/api/teams"),
    (220, "POST", "/api/teams"),
    (221, "PUT", "/api/teams/{team}"),
    (222, "DELETE", "/api/teams/{team}"),
    (223, "POST", "/call-center/api/agent/login"),
    (224, "POST", "/call-center/api/agent/logout"),
    (225, "POST", "/call-center/api/agent/ready"),
    (226, "POST", "/call-center/api/agent/not-ready"),
    (227, "GET", "/call-center/api/agent/status"),
    (228, "POST", "/call-center/api/call/ringing"),
    (229, "POST", "/call-center/api/call/answer"),
    (230, "POST", "/call-center/api/call/drop"),
    (231, "POST", "/call-center/api/call/transfer"),
    (232, "POST", "/call-center/api/call/hold"),
    (233, "POST", "/call-center/api/call/unhold"),
    (234, "GET", "/call-center/api/customer/{customer_id}"),
    (235, "POST", "/api/auth/login"),
    (236, "POST", "/api/auth/register"),
    (237, "GET", "/api/auth/me"),
    (238, "POST", "/api/auth/logout"),
    (239, "GET", "/api/agent"),
    (239, "POST", "/api/agent"),
    (239, "GET", "/api/agent/{agent}"),
    (239, "PUT", "/api/agent/{agent}"),
    (239, "DELETE", "/api/agent/{agent}"),
    (239, "GET", "/api/agents"),
    (239, "POST", "/api/agents"),
    (239, "GET", "/api/agents/{agent}"),
    (239, "PUT", "/api/agents/{agent}"),
    (239, "DELETE", "/api/agents/{agent}"),
    (240, "GET", "/api/queue"),
    (240, "POST", "/api/queue"),
    (240, "GET", "/api/queue/{queue}"),
    (240, "PUT", "/api/queue/{queue}"),
    (240, "DELETE", "/api/queue/{queue}"),
    (240, "GET", "/api/queues"),
    (240, "POST", "/api/queues"),
    (240, "GET", "/api/queues/{queue}"),
    (240, "PUT", "/api/queues/{queue}"),
    (240, "DELETE", "/api/queues/{queue}"),
    (241, "GET", "/api/call"),
    (241, "GET", "/api/call/{id}"),
    (241, "POST", "/api/calls"),
    (241, "POST", "/api/calls/{id}/hangup"),
    (242, "GET", "/api/reports"),
    (242, "GET", "/api/report"),
    (242, "GET", "/api/reports/definitions"),
    (242, "GET", "/api/reports/calls"),
    (242, "GET", "/api/reports/export"),
    (243, "GET", "/api/pbx/agent-extensions"),
    (243, "GET", "/api/pbx/sessions"),
    (243, "GET", "/api/pbx/queues"),
    (243, "POST", "/api/pbx/hold"),
    (243, "POST", "/api/pbx/unhold"),
    (243, "POST", "/api/pbx/mute"),
    (243, "POST", "/api/pbx/unmute"),
    (243, "POST", "/api/pbx/transfer"),
    (243, "POST", "/api/pbx/originate"),
    (244, "GET", "/api/pbx/reporting"),
    (245, "GET", "/openapi.json"),
];

/// Asks, looks whether the answer is as it is described, and remembers which routes did what they are for.
struct Client {
    described: Described,
    did: BTreeSet<(String, String)>,
    wrong: Vec<String>,
}

/// Somebody at a site.
struct Who<'a> {
    served: &'a Served,
    secret: String,
}

impl Served {
    fn who(&self, role: Role, agent: Option<&str>) -> Who<'_> {
        Who { served: self, secret: self.log_in(role, agent) }
    }
}

impl Client {
    fn new() -> Self {
        Self { described: Described::new(), did: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Each answer was as it is described, and each route of these rows did what it is for.
    #[track_caller]
    fn has_asked(&self, rows: &[u16]) {
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        let did = |method: &str, path: &str| self.did.contains(&(method.to_owned(), path.to_owned()));
        let own = ROUTES.iter().filter(|(row, _, _)| rows.contains(row));
        let never: Vec<_> = own.filter(|(_, method, path)| !did(method, path)).collect();
        assert!(never.is_empty(), "these routes never did what they are for: {never:?}");
    }

    /// Asks for something that must be done.
    async fn done(&mut self, who: &Who<'_>, method: Method, path: &str, body: Value) -> Value {
        let (status, told) = self.ask(who, method.clone(), path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {told}");
        told
    }

    async fn look(&mut self, who: &Who<'_>, path: &str) -> Value {
        self.done(who, Method::GET, path, Value::Null).await
    }

    async fn ask(&mut self, who: &Who<'_>, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = who.served.ask(method.clone(), path).bearer_auth(&who.secret);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.expect("it answers");
        self.told(&method, path, answer).await
    }

    /// What an answer says, compared with its description.
    async fn told(&mut self, method: &Method, path: &str, answer: Response) -> (u16, Value) {
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().expect("it is ASCII"));
        let kind = kind.unwrap_or_default().to_owned();
        let text = answer.text().await.expect("it is text");
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        let operation = self.described.operation(method, path);
        let differs = self.described.differs(&operation, status, &kind, &body);
        self.wrong.extend(differs.iter().map(|wrong| format!("{method} {path} {status}: {wrong}")));
        if (200..300).contains(&status) {
            self.did.insert((method.to_string(), operation.template.to_owned()));
        }
        (status, body)
    }
}

#[test]
fn each_row_of_the_table_has_its_routes() {
    let rows: BTreeSet<u16> = ROUTES.iter().map(|(row, _, _)| *row).collect();
    assert_eq!(rows, (210..=245).collect());
}
