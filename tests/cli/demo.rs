//! `callcenter demo`, as somebody meets it who has nothing but the program.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;

use serde_json::{Value, json};

use super::http::Browser;
use super::program::{Folder, callcenter, run};

#[test]
fn f_313_the_demo_serves_a_call_center_that_does_what_it_is_asked_for() {
    let folder = Folder::new("demo");
    let data = folder.path("data");
    let mut demo =
        callcenter(&["demo", "--listen", "127.0.0.1:0", "--history", "1", "--data", &data]).spawn();
    let mut told = BufReader::new(demo.stdout()).lines().map_while(Result::ok);
    let first = told.next().expect("it says where it is");
    let address = first.rsplit_once("http://").expect("it says where it is").1.to_owned();
    let account =
        told.find(|line| line.contains("supervisor")).expect("there is an account for a supervisor");
    let words: Vec<&str> = account.split_whitespace().collect();
    let (login, password) = (words[3], words[5]);

    let mut browser = Browser::new(&address);
    assert_eq!(browser.get("/api/calls/live").status, 401);
    assert_eq!(browser.log_in(login, "something else"), 401);
    assert_eq!(browser.log_in(login, password), 200);

    let events = browser.get("/api/events?topics=calls,agents");
    assert_eq!(events.status, 200);
    let mut messages = events.messages();
    let rows = |message: &Value, topic: &str| -> Vec<Value> {
        let about = message["topic"] == topic;
        let rows = message.get("rows").or(message.get("set")).filter(|_| about);
        rows.and_then(Value::as_array).cloned().unwrap_or_default()
    };
    messages.find(|message| !rows(message, "calls").is_empty()).expect("there are calls");

    let paused = browser.post("/api/agents/1004/not-ready", &json!({ "reason": "lunch" }));
    assert_eq!((paused.status, paused.json()["outcome"].clone()), (200, json!("done")));
    let is_paused = |row: &Value| {
        let queues = row["queues"].as_array().cloned().unwrap_or_default();
        row["agent"] == "1004"
            && !queues.is_empty()
            && queues.iter().all(|queue| queue["paused"] == true && queue["reason"] == "lunch")
    };
    messages
        .find(|message| rows(message, "agents").iter().any(is_paused))
        .expect("everybody is told of the pause");
    drop(messages);

    let again = run(callcenter(&["demo", "--listen", &address]));
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("choose another one with --listen"), "{again:?}");

    let healthy = run(callcenter(&["healthcheck", "--listen", &address]));
    assert!(healthy.ok(), "{healthy:?}");

    demo.interrupt();
    let done = demo.wait();
    assert!(done.ok(), "{done:?}");
    let gone = run(callcenter(&["healthcheck", "--listen", &address]));
    assert!(gone.code == Some(1) && gone.err.contains(&address), "{gone:?}");
    let store = format!("sqlite:{data}/calls.db");
    let verified = run(callcenter(&["verify", "--store", &store]));
    assert!(verified.ok(), "{verified:?}");
    let calls: u64 =
        verified.out.trim().rsplit(' ').next().and_then(|n| n.parse().ok()).expect("it counts calls");
    assert!(calls > 1_000, "{verified:?}");
}

#[test]
fn a_demo_whose_port_is_taken_says_so_before_it_makes_any_history() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has one").to_string();
    let done = run(callcenter(&["demo", "--listen", &address]));
    assert_eq!((done.code, done.out.as_str()), (Some(1), ""), "{done:?}");
    assert_eq!(done.err.lines().count(), 1, "{done:?}");
    assert!(done.err.contains("choose another one with --listen"), "{done:?}");
}

#[test]
fn the_demo_in_the_terminal_shows_queues_and_agents() {
    let done = run(callcenter(&["demo", "--terminal", "--plain", "--seconds", "3"]));
    assert!(done.ok(), "{done:?}");
    for word in ["support", "sales", "billing", "1001", "Anna Berg", "live: demo 22."] {
        assert!(done.out.contains(word), "{word}: {}", done.out);
    }
    let done = run(callcenter(&["demo", "--plain"]));
    assert!(done.code == Some(1) && done.err.contains("--terminal"), "{done:?}");
}
