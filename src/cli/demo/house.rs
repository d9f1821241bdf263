//! What an administrator would define: phones, people, queues, a menu, codes. Through the same service as through the API.

use callcenter::core::sim::Plan;
use callcenter::http::floor::{
    Agent, Definition, Disposition, Extension, House, Ivr, Meant, PauseCode, Queue, Shelved, Team,
};
use callcenter::http::{Person, Problem, Site};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The number of the menu.
const MENU_NUMBER: &str = "4930555000";

/// Why agents pause: code, words, whether it is work, after how many minutes it is too long.
const PAUSES: [(&str, &str, bool, u32); 5] = [
    ("coffee", "Coffee", false, 10),
    ("lunch", "Lunch", false, 45),
    ("meeting", "Meeting", true, 60),
    ("training", "Training", true, 240),
    ("backoffice", "Back office", true, 60),
];

/// What comes of calls: code, words, how it is judged.
const DISPOSITIONS: [(&str, &str, &str); 8] = [
    ("sold", "Sold", "success"),
    ("offer-sent", "Offer sent", "neutral"),
    ("not-interested", "Not interested", "failure"),
    ("solved", "Solved", "success"),
    ("escalated", "Given to the second level", "neutral"),
    ("invoice-explained", "Invoice explained", "success"),
    ("complaint", "Complaint", "failure"),
    ("call-back", "Has to be called back", "call_back"),
];

/// Titles and extensions of the queues, in the order of the plan.
const QUEUES: [(&str, &str, &str); 3] =
    [("sales", "Sales", "600"), ("support", "Support", "601"), ("billing", "Billing", "602")];

/// Defines everything, where nothing is defined yet; whether there was something to do.
pub(super) async fn define(site: &Site, by: &Person, plan: &Plan) -> Result<bool, Problem> {
    if site.floor.all().await?.revision > 0 {
        return Ok(false);
    }
    site.floor.put(by, Meant::Any, read::<House>(house(plan))?).await?;
    for (name, description) in
        [("Sales", "New customers and orders"), ("Service", "Support, second level and invoices")]
    {
        make::<Team>(site, by, json!({ "name": name, "description": description })).await?;
    }
    for (code, name, productive, minutes_max) in PAUSES {
        let code =
            json!({ "code": code, "name": name, "productive": productive, "minutes_max": minutes_max });
        make::<PauseCode>(site, by, code).await?;
    }
    for (code, name, outcome) in DISPOSITIONS {
        let needs_note = code == "complaint";
        let code = json!({ "code": code, "name": name, "outcome": outcome, "needs_note": needs_note });
        make::<Disposition>(site, by, code).await?;
    }
    for phone in phones(plan) {
        site.floor.create_extension(by, read::<Extension>(phone)?).await?;
    }
    for queue in queues(plan) {
        make::<Queue>(site, by, queue).await?;
    }
    for agent in agents(plan) {
        make::<Agent>(site, by, agent).await?;
    }
    make::<Ivr>(site, by, menu(plan)).await?;
    Ok(true)
}

async fn make<T: Shelved>(site: &Site, by: &Person, what: Value) -> Result<(), Problem> {
    site.floor.create(by, read::<T>(what)?).await.map(drop)
}

fn read<T: Definition + DeserializeOwned>(what: Value) -> Result<T, Problem> {
    serde_json::from_value(what).map_err(|why| Problem::Invalid { field: "demo", why: why.to_string() })
}

fn house(plan: &Plan) -> Value {
    json!({ "trunk": plan.trunk.as_str(), "prefix": "", "caller_number": MENU_NUMBER, "websocket": "ws" })
}

/// Who takes orders sells; everybody else serves.
fn team(queues: &[(callcenter::core::Text, u32)]) -> &'static str {
    if queues.first().is_some_and(|(queue, _)| *queue == "sales") { "Sales" } else { "Service" }
}

fn phones(plan: &Plan) -> Vec<Value> {
    let agents = plan.agents.iter().map(|agent| {
        json!({
            "number": agent.extension.as_str(),
            "name": agent.name.as_str(),
            "team": team(&agent.queues),
            "codecs": ["opus", "alaw", "ulaw"],
            "webrtc": true,
            "recording": "always",
        })
    });
    let others =
        plan.others.iter().map(|(number, name)| json!({ "number": number.as_str(), "name": name.as_str() }));
    agents.chain(others).collect()
}

fn queues(plan: &Plan) -> Vec<Value> {
    let queue = |queue: &callcenter::core::sim::QueuePlan| {
        let known = QUEUES.iter().find(|(name, ..)| queue.name == *name);
        let (title, extension) =
            known.map_or((queue.name.as_str(), None), |(_, title, extension)| (title, Some(*extension)));
        let strategy = match queue.strategy.as_str() {
            "leastrecent" => "least_recent",
            "fewestcalls" => "fewest_calls",
            _ => "ring_all",
        };
        json!({
            "name": queue.name.as_str(),
            "title": title,
            "extension": extension,
            "numbers": [queue.number.as_str()],
            "strategy": strategy,
            "ring_s": queue.ring.as_secs(),
            "wrap_up_s": queue.wrap_up.as_secs(),
            "wait_s_max": queue.longest_wait.as_secs(),
            "service_level_s": queue.service_level.as_secs(),
            "recorded": true,
        })
    };
    plan.queues.iter().map(queue).collect()
}

fn agents(plan: &Plan) -> Vec<Value> {
    let agent = |agent: &callcenter::core::sim::AgentPlan| {
        let memberships = agent.queues.iter();
        let queues: Vec<_> = memberships
            .map(|(queue, penalty)| json!({ "queue": queue.as_str(), "penalty": penalty }))
            .collect();
        json!({
            "login": agent.extension.as_str(),
            "name": agent.name.as_str(),
            "email": format!("{}@example.com", agent.extension),
            "extension": agent.extension.as_str(),
            "team": team(&agent.queues),
            "queues": queues,
        })
    };
    plan.agents.iter().map(agent).collect()
}

fn menu(plan: &Plan) -> Value {
    let to_queue = |queue: &str| json!({ "to": "queue", "queue": queue });
    let options: serde_json::Map<String, Value> = plan
        .queues
        .iter()
        .take(9)
        .enumerate()
        .map(|(place, queue)| ((place + 1).to_string(), to_queue(&queue.name)))
        .collect();
    let first = plan.queues.first().map(|queue| to_queue(&queue.name));
    json!({
        "name": "main",
        "title": "Main menu",
        "extension": "700",
        "numbers": [MENU_NUMBER],
        "greeting": "basic-pbx-ivr-main",
        "options": options,
        "direct_dial": true,
        "on_timeout": first,
    })
}
