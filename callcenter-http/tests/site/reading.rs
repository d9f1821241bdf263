//! Everything that is asked without changing anything.

use callcenter_core::Span;
use callcenter_core::sim::Plan;
use callcenter_http::Role;
use serde_json::{Value, json};

use crate::client::Served;
use crate::desk::EngineDesk;
use crate::kept::Kept;

/// What a path says to somebody.
async fn says(served: &Served, token: &str, path: &str) -> Value {
    let answer = served.get(path).bearer_auth(token).send().await.expect("it answers");
    let status = answer.status();
    let body = answer.text().await.expect("it has a body");
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|why| panic!("{path}: {why}: {body}"))
}

/// With which status a path is refused, and why.
async fn refuses(served: &Served, token: &str, path: &str) -> (u16, String) {
    let answer = served.get(path).bearer_auth(token).send().await.expect("it answers");
    let status = answer.status().as_u16();
    assert!(status >= 400, "{path} is not refused");
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
    let body: Value = answer.json().await.expect("it is JSON");
    (status, body["detail"].as_str().expect("it says why").to_owned())
}

fn list(value: &Value) -> &Vec<Value> {
    value["items"].as_array().expect("it is a list")
}

fn ids(value: &Value) -> Vec<String> {
    list(value).iter().map(|item| item["id"].as_str().expect("it has one").to_owned()).collect()
}

/// A caller from outside talks with an agent for a while.
fn call(desk: &EngineDesk, number: &str, agent: &str, seconds: i64) {
    let caller = desk.calls(number, "Ada Almeida", agent);
    desk.advance(Span::from_secs(3));
    desk.answers(agent);
    desk.advance(Span::from_secs(seconds));
    desk.hangs_up(&caller);
    desk.advance(Span::from_secs(20));
}

#[tokio::test]
async fn f_210_calls_are_filtered_and_pages_stay_right_while_calls_come_in() {
    let served = Served::start().await;
    let supervisor = served.log_in(Role::Supervisor, None);
    assert_eq!(list(&says(&served, &supervisor, "/api/calls").await).len(), 0, "nothing was ever kept");
    let mut kept = Kept::open(&served).await;
    for n in 0..7 {
        call(&served.desk, &format!("49301234{n:03}"), if n % 2 == 0 { "1001" } else { "1002" }, 10 + n);
    }
    kept.write(&served).await;
    let all = ids(&says(&served, &supervisor, "/api/calls").await);
    assert_eq!(all.len(), 7);
    let first = says(&served, &supervisor, "/api/calls?limit=3").await;
    assert_eq!(ids(&first), all[..3]);
    // A call comes in between the pages.
    call(&served.desk, "4940111", "1001", 5);
    kept.write(&served).await;
    let mut pages = ids(&first);
    let mut next = first["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let page = says(&served, &supervisor, &format!("/api/calls?limit=3&cursor={cursor}")).await;
        pages.extend(ids(&page));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(pages, all, "each call once, and none of those that came later");
    let mut oldest = ids(&says(&served, &supervisor, "/api/calls?order=oldest").await);
    assert_eq!(oldest.len(), 8);
    oldest.pop();
    oldest.reverse();
    assert_eq!(oldest, all);

    let count = async |path: &str| {
        let path = format!("/api/calls?{path}");
        list(&says(&served, &supervisor, &path).await).len()
    };
    assert_eq!(count("agent=1002").await, 3);
    assert_eq!(count("extension=1002").await, 3);
    assert_eq!(count("number=%2B49%2030%201234").await, 7, "in any form");
    assert_eq!(count("number=30/1234-003").await, 1);
    assert_eq!(count("min_talk_s=14.5&max_talk_s=16.5").await, 2);
    assert_eq!(count("answered=true&direction=inbound&status=answered,busy").await, 8);
    assert_eq!(count("answered=false").await, 0);
    assert_eq!(count("live=true").await, 0);
    assert_eq!(count("q=almeida").await, 8);
    assert_eq!(count("q=ALMEIDA&queue=support").await, 0);
    assert_eq!(count("from=2026-11-22T08:00:00Z&until=2026-11-23&tz=Europe/Berlin").await, 8);
    assert_eq!(count("until=2026-11-22T08:00:00Z").await, 0);
    let longest = says(&served, &supervisor, "/api/calls?order=longest_talk&limit=1").await;
    assert!((16.0..16.1).contains(&longest["items"][0]["talk_s"].as_f64().expect("it talked")));
    assert_eq!(longest["items"][0]["started_at"].as_str().map(|at| at.ends_with('Z')), Some(true));
    for wrong in [
        "limit=0",
        "limit=501",
        "cursor=x",
        "status=gone",
        "direction=up",
        "from=soon",
        "tz=Mars",
        "unheard=1",
        "number=1",
        "min_talk_s=-1",
        "min_talk_s=NaN",
        "from=2026-11-22&until=2026-11-22",
        "q=a%00b",
        "order=best",
    ] {
        let (status, why) = refuses(&served, &supervisor, &format!("/api/calls?{wrong}")).await;
        assert!(status == 400 || status == 422, "{wrong}: {status} {why}");
    }
}

#[tokio::test]
async fn f_210_an_agent_sees_the_calls_that_he_took_part_in_and_no_others() {
    let served = Served::start().await;
    let mut kept = Kept::open(&served).await;
    call(&served.desk, "4930555", "1001", 10);
    call(&served.desk, "4930666", "1002", 10);
    kept.write(&served).await;
    let agent = served.log_in(Role::Agent, Some("1001"));
    let own = says(&served, &agent, "/api/calls").await;
    assert_eq!(list(&own).len(), 1);
    assert_eq!(own["items"][0]["caller"], "4930555");
    assert_eq!(list(&says(&served, &agent, "/api/calls?agent=1002").await).len(), 0);
    let supervisor = served.log_in(Role::Supervisor, None);
    let other = says(&served, &supervisor, "/api/calls?agent=1002").await["items"][0]["id"].clone();
    let other = other.as_str().expect("it has one");
    for path in
        [format!("/api/calls/{other}"), format!("/api/calls/{other}/details"), format!("/api/call/{other}")]
    {
        assert_eq!(refuses(&served, &agent, &path).await.0, 404, "{path}");
        assert_eq!(says(&served, &supervisor, &path).await["caller"], "4930666", "{path}");
    }
    let nobody = served.log_in(Role::Agent, None);
    assert_eq!(list(&says(&served, &nobody, "/api/calls").await).len(), 0);
}

#[tokio::test]
async fn f_211_live_calls_are_rendered_once_for_all_who_may_see_them() {
    let served = Served::start().await;
    let supervisor = served.log_in(Role::Supervisor, None);
    let agent = served.log_in(Role::Agent, Some("1001"));
    assert_eq!(list(&says(&served, &supervisor, "/api/calls/live").await).len(), 0);
    let (caller, _) = served.desk.talks_with("1001");
    served.desk.talks_with("1002");
    let live = says(&served, &supervisor, "/api/calls/live").await;
    assert_eq!(list(&live).len(), 2);
    assert_eq!(live["items"][0]["status"], "talking");
    assert_eq!(live["items"][0]["with"][0], "1001");
    assert_eq!(live["current"], true);
    assert_eq!(says(&served, &supervisor, "/api/calls/live").await, live, "nothing happened");
    let own = says(&served, &agent, "/api/calls/live").await;
    assert_eq!(list(&own), &list(&live)[..1]);
    served.desk.hangs_up(&caller);
    let after = says(&served, &supervisor, "/api/calls/live").await;
    assert_eq!(list(&after).len(), 1);
    assert!(after["seq"].as_u64() > live["seq"].as_u64());
}

#[tokio::test]
async fn f_212_f_241_a_call_is_told_in_full_while_it_lives_and_afterwards() {
    let served = Served::start().await;
    let supervisor = served.log_in(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    // The books reach further back than the call.
    served.desk.advance(Span::from_secs(100));
    kept.write(&served).await;
    let caller = served.desk.somebody_calls("support");
    served.desk.advance(Span::from_secs(4));
    let ringing = says(&served, &supervisor, "/api/agents?activity=ringing").await;
    let agent = ringing["items"][0]["agent"].as_str().expect("somebody's phone rings").to_owned();
    let leg = served.desk.answers(&agent);
    served.desk.advance(Span::from_secs(5));
    served.desk.holds(&leg);
    served.desk.advance(Span::from_secs(5));
    served.desk.holds(&leg);
    kept.write(&served).await;
    let live = says(&served, &supervisor, "/api/calls/live").await["items"][0].clone();
    let (id, linkedid) =
        (live["id"].as_str().expect("it has one"), live["linkedid"].as_str().expect("it has one"));
    let now = says(&served, &supervisor, &format!("/api/calls/{id}/details")).await;
    assert_eq!(now["live"], true);
    assert_eq!(now["status"], "talking");
    assert_eq!(now["hold"]["count"], 1);
    assert!(now["legs"].as_array().expect("a list").len() >= 2);
    assert_eq!(now["timeline_is_whole"], true);
    served.desk.advance(Span::from_secs(5));
    served.desk.hangs_up(&caller);
    served.desk.advance(Span::from_secs(30));
    kept.write(&served).await;

    let told = says(&served, &supervisor, &format!("/api/calls/{id}/details")).await;
    assert_eq!(told["live"], false);
    assert_eq!(told["status"], "answered");
    assert_eq!(told["answered_by"], agent.as_str());
    assert_eq!(told["visits"][0]["queue"], "support");
    assert_eq!(told["ring_attempts"][0]["result"], "answered");
    assert_eq!(told["extension_changes"][0]["to"], agent.as_str());
    assert_eq!(told["extension_changes"][0]["by"], "answer");
    let kinds = |list: &str| -> Vec<String> {
        let list = told[list].as_array().expect("a list");
        list.iter().filter_map(|step| step["kind"].as_str().map(str::to_owned)).collect()
    };
    let timeline = kinds("timeline");
    for kind in [
        "leg_started",
        "entered_queue",
        "ringing",
        "answered",
        "talk_started",
        "hold_started",
        "hold_ended",
        "talk_stopped",
        "leg_ended",
        "closed",
    ] {
        assert!(timeline.iter().any(|own| own == kind), "{kind} is missing in {timeline:?}");
    }
    assert_eq!(timeline.last().map(String::as_str), Some("closed"));
    let bridges = kinds("bridge_segments");
    assert!(bridges.iter().filter(|kind| *kind == "talk").count() >= 2, "{bridges:?}");
    assert!(!told["routing"].as_array().expect("a list").is_empty());
    let legs = told["legs"].as_array().expect("a list");
    assert!(legs.iter().any(|leg| leg["endpoint"] == agent.as_str()), "{legs:?}");

    let record = says(&served, &supervisor, &format!("/api/calls/{id}")).await;
    assert_eq!(says(&served, &supervisor, &format!("/api/calls/{linkedid}")).await, record);
    assert_eq!(says(&served, &supervisor, &format!("/api/call/{id}")).await, record);
    assert_eq!(says(&served, &supervisor, "/api/call").await, says(&served, &supervisor, "/api/calls").await);
    assert_eq!(refuses(&served, &supervisor, "/api/calls/none").await.0, 404);
    assert_eq!(refuses(&served, &supervisor, "/api/calls/a%00b").await.0, 404);
}

#[tokio::test]
async fn f_212_a_call_that_is_over_is_told_as_such_before_the_books_have_it() {
    let served = Served::start().await;
    let supervisor = served.log_in(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    let (caller, _) = served.desk.talks_with("1001");
    kept.write(&served).await;
    let id = says(&served, &supervisor, "/api/calls/live").await["items"][0]["id"].clone();
    let path = format!("/api/calls/{}", id.as_str().expect("it has one"));
    assert_eq!(says(&served, &supervisor, &path).await["live"], true);

    // The books have it as living still.
    served.desk.hangs_up(&caller);
    let over = says(&served, &supervisor, &path).await;
    assert_eq!((&over["live"], &over["status"]), (&json!(false), &json!("answered")));
    assert!(over["ended_at"].is_string(), "{over}");
    let details = says(&served, &supervisor, &format!("{path}/details")).await;
    assert_eq!((&details["live"], &details["ended_at"]), (&json!(false), &over["ended_at"]));

    // Forgotten by the engine, and not yet in the books: what they say is not so any more.
    served.desk.advance(Span::from_secs(300));
    assert!(served.site.desk.read(|moment| moment.state.find_call(id.as_str().expect("a text")).is_none()));
    let (status, why) = refuses(&served, &supervisor, &path).await;
    assert!(status == 503 && why.contains("behind"), "{status}: {why}");
    kept.write(&served).await;
    assert_eq!(says(&served, &supervisor, &path).await, over);
}

#[tokio::test]
async fn f_213_todays_figures_are_the_same_with_and_without_a_store_at_every_moment() {
    // Two sites at the same call center: one reads the store and follows, the other has seen everything itself.
    for seed in [1, 7] {
        let desk = EngineDesk::at(Plan { seed, day: [100; 24], ..Plan::default() });
        let served = Served::at(desk.clone()).await;
        let token = served.log_in(Role::Supervisor, None);
        let plain = Served::at(EngineDesk::at(Plan { seed, day: [100; 24], ..Plan::default() })).await;
        let other = plain.log_in(Role::Supervisor, None);
        let mut kept = Kept::open(&served).await;
        let pass = |span| {
            served.desk.advance(span);
            plain.desk.advance(span);
        };
        pass(Span::from_secs(1_800));
        kept.write(&served).await;
        // From here on the store may be behind: entries are followed.
        assert_eq!(says(&served, &token, "/api/calls/today-stats").await["whole"], true);
        for step in 0..12 {
            pass(Span::from_secs(311));
            if step % 3 == 2 {
                kept.write(&served).await;
            }
            for path in ["/api/calls/today-stats?tz=Europe/Berlin", "/api/queues", "/api/agents?limit=500"] {
                let (own, wanted) = (says(&served, &token, path).await, says(&plain, &other, path).await);
                assert_eq!(own, wanted, "{path}, step {step}, seed {seed}");
            }
        }
        let today = says(&served, &token, "/api/calls/today-stats").await;
        assert_eq!(today["whole"], true);
        let parts: u64 = ["inbound", "outbound", "internal"]
            .iter()
            .map(|direction| today[direction]["calls"].as_u64().expect("a number"))
            .sum();
        assert!(parts > 20, "it was a lively hour: {parts}");
        assert_eq!(today["total"]["calls"], parts);
    }
}

#[tokio::test]
async fn f_214_extensions_show_device_and_call_apart() {
    let served = Served::start().await;
    let token = served.log_in(Role::Agent, Some("1001"));
    let mut kept = Kept::open(&served).await;
    served.desk.advance(Span::from_secs(600));
    let (caller, _) = served.desk.talks_with("1001");
    served.desk.advance(Span::from_secs(60));
    kept.write(&served).await;
    let of = |value: &Value, number: &str| {
        let found = list(value).iter().find(|row| row["number"] == number).cloned();
        found.unwrap_or_else(|| panic!("{number} is missing"))
    };
    let all = says(&served, &token, "/api/extensions?limit=500").await;
    let busy = of(&all, "1001");
    assert_eq!(busy["status"], "online");
    assert_eq!(busy["call_status"], "in_call");
    assert_eq!(busy["device_state"], "in_use");
    assert_eq!(busy["activity"], "talking");
    assert_eq!(busy["managed"], false);
    let online = busy["online_today_s"].as_f64().expect("it is known");
    assert!((659.0..=663.0).contains(&online), "{online}");
    assert_eq!(busy["offline_today_s"], 0.0);
    let since = busy["since"].as_str().expect("it is known").to_owned();
    served.desk.hangs_up(&caller);
    kept.write(&served).await;
    let idle = of(&says(&served, &token, "/api/extensions?limit=500").await, "1001");
    assert_eq!(idle["call_status"], "idle");
    assert!(idle["since"].as_str().expect("it is known") > since.as_str());
    let page = says(&served, &token, "/api/extensions?limit=1").await;
    let cursor = page["next"].as_str().expect("there are more");
    let next = says(&served, &token, &format!("/api/extensions?limit=1&cursor={cursor}")).await;
    assert!(page["items"][0]["number"].as_str() < next["items"][0]["number"].as_str());
    assert_eq!(list(&says(&served, &token, "/api/extensions?status=invalid").await).len(), 0);
}

#[tokio::test]
async fn f_086_to_f_099_f_239_agents_have_figures_of_today_and_of_all_times() {
    let served = Served::start().await;
    let token = served.log_in(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    call(&served.desk, "4930555", "1001", 30);
    // One that rings and is not taken.
    let caller = served.desk.calls("4930777", "", "1001");
    served.desk.advance(Span::from_secs(8));
    served.desk.hangs_up(&caller);
    served.desk.advance(Span::from_secs(20));
    kept.write(&served).await;
    let agent = says(&served, &token, "/api/agents/1001").await;
    let today = &agent["today"];
    assert_eq!(today["answered"], 1);
    assert_eq!(today["mean_talk_s"], agent["overall"]["mean_talk_s"]);
    assert!((29.0..=31.0).contains(&today["mean_talk_s"].as_f64().expect("it talked")), "{today}");
    assert!((3.0..=3.1).contains(&today["mean_ring_s"].as_f64().expect("it rang")), "{today}");
    assert_eq!(today["mean_hold_s"], 0.0);
    assert!(today["longest_idle_s"].as_f64() > Some(0.0));
    for figure in
        ["calls", "answered", "missed", "mean_talk_s", "mean_hold_s", "mean_ring_s", "longest_idle_s"]
    {
        assert_eq!(today[figure], agent["overall"][figure], "{figure}: there was no day before");
    }
    assert_eq!(says(&served, &token, "/api/agent/1001").await, agent);
    let all = says(&served, &token, "/api/agents?queue=support").await;
    assert_eq!(all, says(&served, &token, "/api/agent?queue=support").await);
    assert!(list(&all).iter().all(|row| row["queues"].to_string().contains("support")));
    assert_eq!(refuses(&served, &token, "/api/agents/9999").await.0, 404);
    // The next day begins with nothing, and what was stays.
    served.desk.advance(Span::from_secs(17 * 3_600));
    kept.write(&served).await;
    let later = says(&served, &token, "/api/agents/1001").await;
    assert_eq!(later["today"]["answered"], 0);
    assert_eq!(later["overall"]["answered"], 1);
}

#[tokio::test]
async fn f_100_to_f_108_f_240_queues_have_todays_figures_hour_by_hour() {
    let served = Served::at(EngineDesk::at(Plan { seed: 3, day: [100; 24], ..Plan::default() })).await;
    let token = served.log_in(Role::Supervisor, None);
    served.desk.advance(Span::from_secs(2 * 3_600));
    let all = says(&served, &token, "/api/queues").await;
    assert_eq!(all, says(&served, &token, "/api/queue").await);
    for row in list(&all) {
        let name = row["queue"].as_str().expect("it has one");
        let queue = says(&served, &token, &format!("/api/queues/{name}?tz=Europe/Berlin")).await;
        assert_eq!(queue["today"], row["today"], "Berlin was awake an hour before, and nothing happened");
        let hours = queue["hourly"].as_array().expect("a list");
        assert_eq!(hours.len(), 24);
        for figure in ["offered", "answered", "abandoned", "waiting"] {
            let sum: u64 = hours.iter().filter_map(|hour| hour[figure].as_u64()).sum();
            assert_eq!(queue["today"][figure], sum, "{name} {figure}");
        }
        assert!(queue["today"]["offered"].as_u64() > Some(0), "{name}");
        assert!(!queue["members"].as_array().expect("a list").is_empty());
        assert_eq!(says(&served, &token, &format!("/api/queue/{name}?tz=Europe/Berlin")).await, queue);
    }
    let agent = served.log_in(Role::Agent, Some("1001"));
    for row in list(&says(&served, &agent, "/api/queues").await) {
        for waiting in row["waiting"].as_array().expect("a list") {
            assert_eq!(waiting["number"], Value::Null, "who waits is not told to agents");
        }
    }
}

#[tokio::test]
async fn f_242_f_244_reports_agree_with_today_and_with_the_calls_behind_them() {
    let served = Served::at(EngineDesk::at(Plan { seed: 5, day: [100; 24], ..Plan::default() })).await;
    let token = served.log_in(Role::Supervisor, None);
    assert_eq!(refuses(&served, &token, "/api/reports").await.0, 503, "nothing is kept yet");
    let mut kept = Kept::open(&served).await;
    served.desk.advance(Span::from_secs(2 * 3_600));
    kept.write(&served).await;
    let queues = says(&served, &token, "/api/queues").await;
    let report = says(&served, &token, "/api/reports").await;
    assert_eq!(report, says(&served, &token, "/api/report").await);
    assert_eq!(report, says(&served, &token, "/api/pbx/reporting").await);
    for row in list(&queues) {
        let total =
            report["totals"].as_array().expect("a list").iter().find(|own| own["name"] == row["queue"]);
        let total = total.expect("it has figures");
        for figure in ["offered", "answered", "abandoned", "waiting"] {
            assert_eq!(total["values"][format!("{figure}@1")], row["today"][figure], "{figure}");
        }
    }
    let floor =
        says(&served, &token, "/api/reports?scope=floor&by=hour&tz=Europe/Berlin&compare=previous").await;
    let today = says(&served, &token, "/api/calls/today-stats?tz=Europe/Berlin").await;
    assert_eq!(floor["totals"][0]["values"]["calls@1"], today["total"]["calls"]);
    assert_eq!(floor["rows"].as_array().expect("a list").len(), 24);
    let teams = "/api/reports?scope=teams&team=day:1001%2B1002,night:1003&by=hour_of_day";
    assert_eq!(says(&served, &token, teams).await["totals"].as_array().expect("a list").len(), 3);
    let definitions = says(&served, &token, "/api/reports/definitions?scope=queues").await;
    assert!(list(&definitions).iter().any(|own| own["name"] == "sl-1@1" && own["unit"] == "share"));
    let rows = says(&served, &token, "/api/reports/calls?scope=agents&figure=time-ready&name=1001").await;
    assert!(!rows["rows"].as_array().expect("a list").is_empty(), "spans are behind it, and no calls");
    for wrong in [
        "scope=planets",
        "period=custom",
        "period=today&from=2026-01-01",
        "from=2026-01-01",
        "by=century",
        "service_level_s=-1",
        "from=2026-02-01&until=2026-01-01",
        "tz=Mars",
        "team=day:1001",
        "figure=answered",
        "from=2020-01-01&until=2027-01-01&by=quarter",
        "to=2026-01-01&until=2026-01-01&from=2025-01-01",
    ] {
        let (status, why) = refuses(&served, &token, &format!("/api/reports?{wrong}")).await;
        assert!(status == 400 || status == 422, "{wrong}: {status} {why}");
    }
    assert_eq!(refuses(&served, &token, "/api/reports/calls?figure=luck").await.0, 422);
    let agent = served.log_in(Role::Agent, Some("1001"));
    assert_eq!(refuses(&served, &agent, "/api/reports").await.0, 403);
}

#[tokio::test]
async fn f_242_the_calls_behind_a_figure_are_as_many_as_it_says() {
    let served = Served::start().await;
    let token = served.log_in(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    for n in 0..5 {
        let caller = served.desk.somebody_calls("support");
        served.desk.advance(Span::from_secs(4));
        if n < 3 {
            let ringing = says(&served, &token, "/api/agents?activity=ringing").await;
            served.desk.answers(ringing["items"][0]["agent"].as_str().expect("somebody's phone rings"));
            served.desk.advance(Span::from_secs(20));
        }
        served.desk.hangs_up(&caller);
        served.desk.advance(Span::from_secs(60));
    }
    kept.write(&served).await;
    let report = says(&served, &token, "/api/reports?name=support").await;
    for (figure, count) in [("offered", 5), ("answered", 3), ("abandoned", 2)] {
        assert_eq!(report["totals"][0]["values"][format!("{figure}@1")], count, "{figure}");
        let path = format!("/api/reports/calls?figure={figure}&name=support&limit=500");
        let behind = says(&served, &token, &path).await;
        assert_eq!(behind["calls"].as_array().expect("a list").len(), count, "{figure}");
        assert_eq!(behind["more"], false);
        let few = says(&served, &token, &format!("/api/reports/calls?figure={figure}&limit=1")).await;
        assert_eq!(few["calls"].as_array().expect("a list").len(), 1);
        assert_eq!(few["more"], true);
    }
}

#[tokio::test]
async fn f_298_metrics_tell_of_calls_requests_and_the_store_to_administrators() {
    let served = Served::start().await;
    let administrator = served.log_in(Role::Administrator, None);
    let supervisor = served.log_in(Role::Supervisor, None);
    served.desk.talks_with("1001");
    served.desk.somebody_calls("support");
    says(&served, &supervisor, "/api/calls").await;
    refuses(&served, &supervisor, "/api/calls/none").await;
    assert_eq!(refuses(&served, &supervisor, "/metrics").await.0, 403);
    let answer = served.get("/metrics").bearer_auth(&administrator).send().await.expect("it answers");
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.expect("it is text");
    for line in [
        "callcenter_link_up 1",
        "callcenter_live_clients 0",
        "callcenter_live_cut_total 0",
        "callcenter_live_messages_total 0",
        "callcenter_calls_live{status=\"talking\"} 1",
        "callcenter_calls_live{status=\"waiting\"} 1",
        "callcenter_waiting{queue=\"support\"} 1",
        "callcenter_agents{activity=\"talking\"} 1",
        "callcenter_http_requests_seconds_count{method=\"GET\",route=\"/api/calls\",status=\"200\"} 1",
        "callcenter_http_requests_seconds_count{method=\"GET\",route=\"/api/calls/{id}\",status=\"404\"} 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line} is missing in\n{text}");
    }
    assert!(text.contains("callcenter_store_seconds_count{operation=\"count\",table=\"streams\"}"), "{text}");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, number) = line.rsplit_once(' ').expect("a name and a number");
        assert!(number.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn f_245_the_description_is_served_with_its_tag_and_read_by_a_page_of_its_own() {
    let served = Served::start().await;
    let answer = served.get("/openapi.json").send().await.expect("it answers");
    let tag = answer.headers()["etag"].clone();
    let described: Value = answer.json().await.expect("it is JSON");
    let paths = described["paths"].as_object().expect("it has some");
    for path in [
        "/api/calls",
        "/api/call",
        "/api/calls/live",
        "/api/calls/{id}",
        "/api/call/{id}",
        "/api/calls/{id}/details",
        "/api/calls/today-stats",
        "/api/extensions",
        "/api/agents",
        "/api/agent",
        "/api/queues",
        "/api/queue",
        "/api/reports",
        "/api/report",
        "/api/pbx/reporting",
        "/api/calls/export",
    ] {
        let answer = &paths.get(path).unwrap_or_else(|| panic!("{path} is not described"))["get"];
        let schema = &answer["responses"]["200"]["content"];
        assert!(schema.as_object().is_some_and(|kinds| !kinds.is_empty()), "{path} has no schema");
    }
    let again = served.get("/openapi.json").header("if-none-match", tag).send().await.expect("it answers");
    assert_eq!(again.status(), 304);
    for (path, kind) in
        [("/docs", "text/html"), ("/docs/docs.js", "text/javascript"), ("/docs/docs.css", "text/css")]
    {
        let answer = served.get(path).send().await.expect("it answers");
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.headers()["content-type"].to_str().expect("text").starts_with(kind), "{path}");
        let text = answer.text().await.expect("it is text");
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{path} brings nothing from elsewhere"
        );
        assert!(
            !text.contains("<script>") && !text.contains("innerHTML") && !text.contains("style="),
            "{path}"
        );
    }
    let version: Value = served.get("/version").send().await.expect("it answers").json().await.expect("JSON");
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn f_113_exports_are_streamed_and_guarded_against_formulas() {
    let served = Served::start().await;
    let token = served.log_in(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    let caller = served.desk.calls("4930999", "=HYPERLINK(\"http://evil\")", "1001");
    served.desk.answers("1001");
    served.desk.advance(Span::from_secs(9));
    served.desk.hangs_up(&caller);
    served.desk.advance(Span::from_secs(20));
    kept.write(&served).await;
    let file = async |path: &str| {
        let answer = served.get(path).bearer_auth(&token).send().await.expect("it answers");
        assert_eq!(answer.status(), 200, "{path}");
        let kind = answer.headers()["content-type"].to_str().expect("it is text").to_owned();
        (kind, answer.bytes().await.expect("it is whole"))
    };
    let (kind, csv) = file("/api/calls/export").await;
    assert_eq!(kind, "text/csv; charset=utf-8");
    let csv = String::from_utf8(csv.to_vec()).expect("it is UTF-8");
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains("'=HYPERLINK") && !csv.contains(",=HYPERLINK"), "{csv}");
    let (_, lines) = file("/api/calls/export?format=jsonl&table=attempts").await;
    let line: Value = serde_json::from_slice(&lines).expect("one line");
    assert_eq!(line["agent"], "1001");
    let (kind, book) = file("/api/calls/export?format=xlsx").await;
    assert!(kind.ends_with("spreadsheetml.sheet"));
    assert!(book.starts_with(b"PK"), "it is a workbook");
    let (_, report) = file("/api/reports/export?scope=agents&tz=Europe/Berlin").await;
    assert!(String::from_utf8_lossy(&report).starts_with("bucket,from,until,name,"));
    for wrong in
        ["table=journal", "columns=record", "table=gaps&status=answered", "from=2026-11-22&until=2026-11-22"]
    {
        assert_eq!(refuses(&served, &token, &format!("/api/calls/export?{wrong}")).await.0, 422, "{wrong}");
    }
}
