//! What the switch tells when it is asked and listened to.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use callcenter_ami::{Client, ClientError, Config, Feed, Incoming, Kind, Link, Message, Reply};
use callcenter_core::action::Action;
use callcenter_core::control::Hook;
use callcenter_core::event::List;
use futures::StreamExt;
use tokio::time::{Instant, timeout_at};

use super::{How, SelfTest};
use crate::wall_clock;

/// How long the connection may take to come about.
const CONNECT: Duration = Duration::from_secs(15);

/// How long our own event may take to come back.
const ECHO: Duration = Duration::from_secs(5);

/// The name of our own event.
const ECHO_NAME: &str = "CallcenterDoctor";

/// The lists, by the names of their actions.
const LISTS: [(&str, List); 8] = [
    ("CoreShowChannels", List::Legs),
    ("Status", List::LegDetails),
    ("BridgeList", List::Bridges),
    ("QueueStatus", List::Queues),
    ("DeviceStateList", List::Devices),
    ("ParkedCalls", List::Parked),
    ("PJSIPShowContacts", List::Contacts),
    ("PJSIPShowEndpoints", List::Endpoints),
];

/// What was found out.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The greeting's version of AMI.
    pub(super) ami: String,
    pub(super) version: String,
    pub(super) system: String,
    /// Date and time of its start, as it tells them.
    pub(super) started: String,
    /// Our clock less the switch's, in ms, and how sure that is.
    pub(super) skew_ms: Option<(i64, i64)>,
    /// Whether events carry their time; nothing when none came.
    pub(super) timestamps: Option<bool>,
    /// Actions that were refused, and what the switch said.
    pub(super) refused: BTreeMap<&'static str, String>,
    /// Actions that were answered, with the number of rows.
    pub(super) answered: BTreeMap<&'static str, usize>,
    pub(super) echo: Echo,
    /// Classes of the events that came.
    pub(super) classes: BTreeSet<String>,
    /// Keys and values of the user's section and of `[general]` in manager.conf, if they may be read.
    pub(super) section: Option<Vec<(String, String)>>,
    pub(super) general: Option<Vec<(String, String)>>,
    pub(super) endpoints: BTreeSet<String>,
    pub(super) members: Vec<Member>,
    pub(super) queues: Vec<Queue>,
    /// Places of the dialplan that controls need, and why they were not found.
    pub(super) hooks: Vec<(Hook, Result<(), String>)>,
}

/// What became of our own event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Echo {
    /// It came back.
    Heard,
    /// It did not.
    #[default]
    NotHeard,
    /// It could not be sent.
    Refused(String),
    /// It was not to be sent.
    LeftOut,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) queue: String,
    pub(super) name: String,
    pub(super) interface: String,
    pub(super) device: String,
}

/// A queue's own figures, which are not ours: averages over an unknown time, cut to whole seconds.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) name: String,
    pub(super) figures: String,
}

/// Connects, asks, listens.
pub(super) async fn probe(config: Config, how: How) -> Result<Found, String> {
    let user = config.login.username.clone();
    let (client, mut feed) = Client::connect(config).map_err(|why| why.to_string())?;
    connected(&client).await?;
    let mut found = Found::default();
    identify(&client, &user, &mut found).await;
    lists(&client, &mut found).await;
    hooks(&client, &mut found).await;
    found.echo = match how.self_test {
        SelfTest::Made => call(&client).await,
        SelfTest::LeftOut => Echo::LeftOut,
    };
    let end = Instant::now() + if found.echo == Echo::NotHeard { how.listen.max(ECHO) } else { how.listen };
    hear(&mut feed, &mut found, how.listen, end).await;
    client.shut_down(Duration::from_secs(2)).await;
    Ok(found)
}

/// Sends our own event.
async fn call(client: &Client) -> Echo {
    let sent = client.request(Action::UserReport { name: ECHO_NAME.into(), fields: Vec::new() }).await;
    answer(sent).map_or_else(Echo::Refused, |_| Echo::NotHeard)
}

/// Waits for the first connection; a failure that might pass is none to wait for here.
async fn connected(client: &Client) -> Result<(), String> {
    let mut status = client.watch();
    let decided =
        tokio::time::timeout(CONNECT, status.wait_for(|status| !matches!(status.link, Link::Connecting)))
            .await;
    let link = match decided {
        Ok(Ok(status)) => status.link.clone(),
        Ok(Err(_)) => Link::Closed,
        Err(_) => {
            return Err(format!("no login within {} s; is this the manager port?", CONNECT.as_secs()));
        }
    };
    match link {
        Link::Ready => Ok(()),
        Link::Down { why, .. } => Err(why.to_string()),
        Link::Connecting | Link::Closed => Err("the client ended".to_owned()),
    }
}

async fn identify(client: &Client, user: &str, found: &mut Found) {
    if let Ok(reply) = ask(client, found, "CoreSettings", Action::Settings).await {
        found.version = text(&reply, "AsteriskVersion");
        found.system = text(&reply, "SystemName");
        found.ami = text(&reply, "AMIversion");
    }
    if let Ok(reply) = ask(client, found, "CoreStatus", Action::Status).await {
        found.started = format!("{} {}", text(&reply, "CoreStartupDate"), text(&reply, "CoreStartupTime"));
    }
    let before = wall_clock().as_micros();
    if let Ok(reply) = client.request(Action::Ping).await {
        let (after, switch) =
            (wall_clock().as_micros(), reply.get("Timestamp").and_then(|time| time.number::<f64>()));
        found.skew_ms = switch.map(|switch| {
            let middle = (before + after) / 2;
            ((middle - (switch * 1e6) as i64) / 1_000, (after - before) / 2_000 + 1)
        });
    }
    // Only `[general]` and the user's own section: the secrets of others are not for us, and not for the wire.
    found.general = section(client, "general").await;
    found.section = section(client, user).await;
}

async fn lists(client: &Client, found: &mut Found) {
    for (name, list) in LISTS {
        let Ok(reply) = ask(client, found, name, Action::List(list)).await else { continue };
        for item in reply.items() {
            row(&item, found);
        }
    }
}

/// Looks for the places that controls need.
async fn hooks(client: &Client, found: &mut Found) {
    for hook in Hook::ALL {
        let action = Action::Extension { context: hook.context().into(), exten: hook.exten().into() };
        let there = answer(client.request(action).await).map(|_| ());
        found.hooks.push((hook, there));
    }
}

fn row(item: &Message<'_>, found: &mut Found) {
    let text = |key: &str| item.get(key).map(|value| value.text().into_owned()).unwrap_or_default();
    match item.kind() {
        Kind::Event(name) if name == "EndpointList" => {
            found.endpoints.insert(text("ObjectName"));
        }
        Kind::Event(name) if name == "QueueMember" => {
            let interface = item.get("Location").or_else(|| item.get("Interface"));
            found.members.push(Member {
                queue: text("Queue"),
                name: text("Name"),
                interface: interface.map(|value| value.text().into_owned()).unwrap_or_default(),
                device: text("StateInterface"),
            });
        }
        Kind::Event(name) if name == "QueueParams" && item.get("Completed").is_some() => {
            let figures = format!(
                "completed {}, abandoned {}, hold {} s, talk {} s, service level {} % within {} s",
                text("Completed"),
                text("Abandoned"),
                text("Holdtime"),
                text("TalkTime"),
                text("ServicelevelPerf"),
                text("ServiceLevel")
            );
            found.queues.push(Queue { name: text("Queue"), figures });
        }
        _ => {}
    }
}

/// Listens to what comes by itself; our own event ends the wait for it.
async fn hear(feed: &mut Feed, found: &mut Found, listen: Duration, end: Instant) {
    let enough = Instant::now() + listen;
    loop {
        let until = if found.echo == Echo::NotHeard { end } else { enough };
        let Ok(Some(incoming)) = timeout_at(until, feed.next()).await else { return };
        let Incoming::Frame { frame, .. } = incoming else { continue };
        let message = Message::parse(&frame);
        let Kind::Event(name) = message.kind() else { continue };
        if let Some(class) = message.get("Privilege") {
            // The word that the switch has started is written by another way, which knows no times.
            if name != "FullyBooted" {
                found.timestamps = Some(message.timestamp().is_some());
            }
            found.classes.extend(
                class.text().split(',').filter(|class| *class != "all").map(|class| class.to_lowercase()),
            );
        }
        if name == "UserEvent" && message.get("UserEvent").is_some_and(|name| name == ECHO_NAME) {
            found.echo = Echo::Heard;
        }
    }
}

async fn ask(client: &Client, found: &mut Found, name: &'static str, action: Action) -> Result<Reply, ()> {
    match answer(client.request(action).await) {
        Ok(reply) => {
            found.answered.insert(name, reply.items().len());
            Ok(reply)
        }
        // An empty list of contacts is an error to the switch.
        Err(why) if why.contains("No Contacts found") || why.contains("No endpoints found") => {
            found.answered.insert(name, 0);
            Err(())
        }
        Err(why) => {
            found.refused.insert(name, why);
            Err(())
        }
    }
}

/// An answer that says that it was done, or why it was not.
fn answer(reply: Result<Reply, ClientError>) -> Result<Reply, String> {
    match reply {
        Ok(reply) if reply.ok() => Ok(reply),
        Ok(reply) => Err(reply.message().into_owned()),
        Err(why) => Err(why.to_string()),
    }
}

/// A section of manager.conf, if it may be read.
async fn section(client: &Client, name: &str) -> Option<Vec<(String, String)>> {
    let action = Action::ConfigGet { file: "manager.conf".into(), category: name.into() };
    answer(client.request(action).await).ok().map(|reply| config_lines(&reply))
}

fn text(reply: &Reply, key: &str) -> String {
    reply.get(key).map(|value| value.text().into_owned()).unwrap_or_default()
}

/// `Line-000000-000003: read=all` as `read` and `all`.
fn config_lines(reply: &Reply) -> Vec<(String, String)> {
    let response = reply.response();
    let lines = response.fields().filter(|field| field.key.text().starts_with("Line-"));
    let split = |line: String| {
        line.split_once('=').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
    };
    lines.filter_map(|field| split(field.value.text().into_owned())).collect()
}
