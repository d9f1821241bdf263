//! `callcenter demo`, as somebody meets it who has nothing but the program.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;

use serde_json::{Value, json};

use super::http::Browser;
use super::program::{Folder, callcenter, run};

/// So many beats of the stream of events, a quarter of a minute each, somebody waits for his phone to ring.
const BEATS_MAX: u32 = 16;

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
fn f_313_the_demo_is_a_call_center_to_click_through() {
    let folder = Folder::new("demo-click");
    let data = folder.path("data");
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--history", "1", "--pace", "200", "--data", &data];
    let mut demo = callcenter(&arguments).spawn();
    let mut told = BufReader::new(demo.stdout()).lines().map_while(Result::ok);
    let first = told.next().expect("it says where it is");
    let address = first.rsplit_once("http://").expect("it says where it is").1.to_owned();
    let account = told.find(|line| line.contains("agent 1001")).expect("there is an account for an agent");
    let password = account.split_whitespace().nth(5).expect("it has a password").to_owned();
    let [mut agent, mut leader, mut admin] = [(); 3].map(|()| Browser::new(&address));
    for (browser, login) in [(&mut agent, "anna"), (&mut leader, "sofia"), (&mut admin, "admin")] {
        assert_eq!(browser.log_in(login, &password), 200, "{login}");
    }

    // What is defined is what the switch has loaded.
    let shown = admin.get("/api/configuration").json();
    assert_eq!(shown["applied"]["outcome"], "applied", "{shown}");
    let files = shown["files"].as_array().cloned().unwrap_or_default();
    assert!(files.len() == 3 && files.iter().all(|file| file["state"] == "same"), "{files:?}");
    let made = admin.post("/api/queues", &json!({ "name": "night", "numbers": ["4930555999"] }));
    assert!(made.status < 300, "{}", made.json());
    let shown = admin.get("/api/configuration").json();
    let applied =
        admin.post("/api/configuration/apply", &json!({ "generation": shown["generation"].clone() })).json();
    assert_eq!((&applied["outcome"], &applied["findings"]), (&json!("applied"), &json!([])), "{applied}");

    // Customers call, somebody says what came of it, and what was said can be heard.
    let calls = leader.get("/api/calls?direction=inbound&limit=500").json();
    let calls = calls["items"].as_array().cloned().unwrap_or_default();
    let number = calls.iter().find_map(|call| call["caller"].as_str()).expect("there are callers");
    let known = calls.iter().filter_map(|call| call["caller"].as_str()).any(|number| {
        leader.get(&format!("/api/customers/lookup?number={}", number.replace('+', "%2B"))).json()["items"]
            .as_array()
            .is_some_and(|found| !found.is_empty())
    });
    assert!(known, "{number}");
    let recordings = leader.get("/api/recordings?limit=50").json();
    let heard = recordings["items"].as_array().into_iter().flatten().any(|recording| {
        let id = recording["id"].as_str().unwrap_or_default();
        leader.get(&format!("/api/recordings/{id}/audio")).status == 200
    });
    assert!(heard, "{recordings}");

    // The agent's phone rings until she answers. Whoever talks with her already comes to an end first.
    let messages = agent.get("/api/events?topics=calls").messages();
    let her_leg = |call: &Value, up: bool| {
        let legs = call["legs"].as_array().cloned().unwrap_or_default();
        legs.iter().any(|leg| leg["endpoint"] == "1001" && leg["up"] == up)
    };
    let beats = |beats: &mut u32, message: Value| {
        *beats += u32::from(message["type"] == "beat");
        (*beats < BEATS_MAX).then_some(message)
    };
    let mut rows = messages.scan(0, beats).flat_map(|message| {
        let rows = message.get("rows").or(message.get("set")).and_then(Value::as_array);
        rows.cloned().unwrap_or_default()
    });
    let call = rows
        .find_map(|call| {
            let id = call["id"].as_str()?.to_owned();
            if her_leg(&call, true) {
                // She may have hung up before the message is read.
                agent.post(&format!("/api/calls/{id}/hangup"), &json!({}));
                return None;
            }
            her_leg(&call, false).then_some(id)
        })
        .expect("her phone rings");
    let answered = agent.post(&format!("/api/calls/{call}/answer"), &json!({}));
    let (status, answered) = (answered.status, answered.json());
    assert_eq!((status, &answered["outcome"]), (200, &json!("done")), "{answered}");
    let held = agent.post(&format!("/api/calls/{call}/hold"), &json!({})).json();
    assert_eq!(held["outcome"], "done", "{held}");
    let ended = agent.post(&format!("/api/calls/{call}/hangup"), &json!({})).json();
    assert_eq!(ended["outcome"], "done", "{ended}");

    demo.interrupt();
    let done = demo.wait();
    assert!(done.ok(), "{done:?}");
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
