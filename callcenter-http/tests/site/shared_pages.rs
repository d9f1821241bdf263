//! Pages that are rendered once for many: never those of a moment that is over, nor of somebody who may see more.

use callcenter_core::Span;
use callcenter_http::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::floor::Office;

/// A page of everything, as somebody is told it.
async fn page(office: &Office, secret: &str, path: &str) -> Value {
    let answer = office.ask_as(secret, Method::GET, path, Value::Null).await;
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/json", "{path}");
    answer.json().await.expect("JSON")
}

/// The row of a page that has this in a field.
fn row<'a>(page: &'a Value, field: &str, name: &str) -> Option<&'a Value> {
    page["items"].as_array().expect("a list").iter().find(|row| row[field] == name)
}

#[tokio::test]
async fn a_change_is_in_the_next_answer_however_often_was_asked_before() {
    let office = Office::open().await;
    let secret = office.served.log_in(Role::Supervisor, None);
    let desk = &office.served.desk;
    let waiting = async || {
        let first = page(&office, &secret, "/api/queues").await;
        assert_eq!(page(&office, &secret, "/api/queues").await, first, "nothing happened in between");
        assert_eq!(page(&office, &secret, "/api/queues?tz=UTC&limit=500").await["items"], first["items"]);
        row(&first, "queue", "support").expect("it is there")["waiting"].as_array().expect("a list").len()
    };
    let before = waiting().await;
    let mut callers = Vec::new();
    for number in 1..=12 {
        callers.push(desk.calls(&format!("4930123{number:02}"), "Ada Almeida", "support"));
        assert_eq!(waiting().await, before + number, "after caller {number}");
    }
    for (left, caller) in callers.iter().enumerate().rev() {
        desk.hangs_up(caller);
        assert_eq!(waiting().await, before + left, "{left} are left");
    }

    // What is defined is no news of the switch.
    let names = async |path: &str, field: &str, name: &str| {
        row(&page(&office, &secret, path).await, field, name).is_some()
    };
    assert!(!names("/api/queues", "queue", "night").await);
    office.done(Method::POST, "/api/queues", json!({"name": "night"})).await;
    assert!(names("/api/queues", "queue", "night").await);
    office.done(Method::DELETE, "/api/queues/night", Value::Null).await;
    assert!(!names("/api/queues", "queue", "night").await);

    // Nor is time that passes.
    let idle = async || {
        let agents = page(&office, &secret, "/api/agents?limit=500").await;
        row(&agents, "agent", "1001").expect("she is there")["today"]["signed_in_s"]
            .as_f64()
            .expect("a number")
    };
    let mut last = idle().await;
    for _ in 0..3 {
        desk.advance(Span::from_secs(2));
        let now = idle().await;
        assert!(now >= last + 2.0, "{now} s after {last} s");
        last = now;
    }
}

#[tokio::test]
async fn nobody_is_given_the_page_of_somebody_who_may_see_more() {
    let office = Office::open().await;
    let supervisor = office.served.log_in(Role::Supervisor, None);
    let [own, colleague] = ["1001", "1002"].map(|agent| office.served.log_in(Role::Agent, Some(agent)));
    let desk = &office.served.desk;
    desk.calls("493012399", "Ada Almeida", "1001");
    desk.advance(Span::from_secs(3));
    desk.answers("1001");
    desk.calls("493012388", "Bo Berg", "support");
    let number_of_call = async |secret: &str| {
        let agents = page(&office, secret, "/api/agents?limit=500").await;
        row(&agents, "agent", "1001").expect("she is there")["call"]["number"].clone()
    };
    let number_of_caller = async |secret: &str| {
        let queues = page(&office, secret, "/api/queues").await;
        row(&queues, "queue", "support").expect("it is there")["waiting"][0]["number"].clone()
    };
    // In turn, and more than once: each finds the others' pages there.
    for _ in 0..2 {
        assert_eq!(number_of_call(&supervisor).await, "493012399");
        assert_eq!(number_of_call(&colleague).await, Value::Null);
        assert_eq!(number_of_call(&own).await, "493012399", "it is hers");
        assert_eq!(number_of_caller(&supervisor).await, "493012388");
        assert_eq!(number_of_caller(&own).await, Value::Null);
    }
    let only = page(&office, &supervisor, "/api/agents?activity=talking").await;
    assert_eq!(
        only["items"].as_array().expect("a list").len(),
        1,
        "another question has another page: {only}"
    );
    assert_ne!(page(&office, &supervisor, "/api/agents").await, only);
}
