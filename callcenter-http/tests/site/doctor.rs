//! The switch is examined for an administrator: what is found is told, and why it cannot be.

use callcenter_core::event::Event;
use callcenter_http::access::{AccessConfig, Rate};
use callcenter_http::{Desk, Role, desk::Setup};
use callcenter_store::{AUDIT, AuditRow, Select, rows};
use serde_json::{Value, json};

use crate::client::Served;

/// What the findings are about.
fn about(examination: &Value) -> Vec<&str> {
    let findings = examination["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["what"].as_str().expect("a word")).collect()
}

#[tokio::test]
async fn the_switch_is_examined_for_an_administrator_and_nothing_is_written_down() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let (status, found) = administrator.look("/api/doctor").await;
    assert_eq!(status, 200, "{found}");
    assert_eq!(about(&found), ["version", "self-test"]);
    assert_eq!(found["findings"][1], json!({ "level": "fine", "what": "self-test", "lines": ["Doctor"] }));
    assert_eq!(found["place"], "127.0.0.1:5038");
    assert_eq!(found["manager_conf"], Value::Null);
    // The next one is another one: it is of how things stand then.
    served.desk.set_up(Setup::default()).await.expect("it takes it");
    assert_eq!(about(&administrator.look("/api/doctor").await.1), ["version"]);
    let written: Vec<AuditRow> = rows(&*served.site.store, &Select::from(AUDIT)).await.expect("it is there");
    assert!(written.is_empty(), "{written:?}");
    for role in [Role::Agent, Role::Supervisor] {
        assert_eq!(served.asker(role, Some("1001")).look("/api/doctor").await.0, 403);
    }
}

#[tokio::test]
async fn a_switch_that_is_away_cannot_be_examined_and_that_is_said() {
    let served = Served::start().await;
    served.desk.tell(Event::Disconnected);
    let (status, problem) = served.asker(Role::Administrator, None).look("/api/doctor").await;
    assert_eq!(status, 503);
    assert_eq!(
        problem["detail"], "the switch cannot be examined: 127.0.0.1:5038: connection refused",
        "{problem}"
    );
}

#[tokio::test]
async fn whoever_has_the_switch_examined_too_often_is_told_to_wait() {
    let served = Served::start_with(|config| {
        config.access =
            AccessConfig { rate: Some(Rate { per_second: 1, burst: 2 }), ..AccessConfig::default() };
    })
    .await;
    let administrator = served.asker(Role::Administrator, None);
    let mut told = Vec::new();
    while !told.contains(&429) {
        told.push(administrator.look("/api/doctor").await.0);
        assert!(told.len() < 1_000, "nothing is refused");
    }
    assert_eq!(told[0], 200);
}
