//! The server as one: what it sends to the switch, and how it begins and ends.

#[path = "serve/switch.rs"]
mod switch;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callcenter::ami::{Config, Login, Proof};
use callcenter::core::{AskError, Command, LegKey, Refusal};
use callcenter::http::Desk;
use callcenter::http::desk::{Examination, Level, Link, Setup};
use callcenter::live::LiveConfig;
use callcenter::serve::LiveDesk;
use callcenter::store::{Source, StreamId};
use callcenter::{BooksConfig, Policy};

/// All that is sent to a switch that is only observed.
const READS: [&str; 14] = [
    "Challenge",
    "Login",
    "Ping",
    "Logoff",
    "CoreSettings",
    "CoreStatus",
    "CoreShowChannels",
    "Status",
    "BridgeList",
    "QueueStatus",
    "DeviceStateList",
    "ParkedCalls",
    "PJSIPShowContacts",
    "PJSIPShowEndpoints",
];

fn config(switch: SocketAddr, folder: &tempfile::TempDir) -> LiveConfig {
    let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Challenge };
    let mut ami = Config::new(switch.ip().to_string(), login);
    ami.port = switch.port();
    let policy = Policy::default();
    let stream = StreamId { switch: policy.switch.to_string(), source: Source::Live };
    let books = BooksConfig::new(place(folder), stream, policy.clone(), folder.path().join("spool"));
    LiveConfig { ami, policy, books: Some(books), share: None }
}

fn place(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("calls.db").display())
}

/// Waits until the switch is followed without a gap.
async fn followed(desk: &dyn Desk) {
    let followed = async {
        while !desk.read(|moment| moment.state.is_live()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), followed).await.expect("the switch answers");
}

fn hangup() -> Command {
    Command::Hangup { leg: LegKey::from("1.1"), cause: None }
}

#[tokio::test]
async fn observe_only_sends_nothing_but_login_ping_and_lists_whatever_is_asked() {
    let (address, actions) = switch::switch().await;
    let folder = tempfile::tempdir().expect("there is room");
    let config = config(address, &folder);
    let store = callcenter::store::open(&place(&folder)).await.expect("it can be made");
    let (desk, task) = LiveDesk::start(config, Setup::default(), store).await.expect("it begins");
    let desk: Arc<dyn Desk> = desk;
    followed(&*desk).await;
    assert_eq!(desk.ask(hangup()).await, Err(AskError::Refused(Refusal::Observer)));
    assert_eq!(desk.standing().link, Link::Ready);
    task.stop().await.expect("everything is durable");
    let sent = actions.names();
    assert!(sent.contains(&"QueueStatus".to_owned()), "{sent:?}");
    assert!(sent.iter().all(|name| READS.contains(&name.as_str())), "{sent:?}");
}

#[tokio::test]
async fn control_is_switched_on_while_it_works_and_what_was_kept_goes_on() {
    let (address, actions) = switch::switch().await;
    let folder = tempfile::tempdir().expect("there is room");
    let config = config(address, &folder);
    let store = callcenter::store::open(&place(&folder)).await.expect("it can be made");
    let (desk, task) = LiveDesk::start(config, Setup::default(), store).await.expect("it begins");
    let desk: Arc<dyn Desk> = desk;
    followed(&*desk).await;
    let (epoch, seq) = (desk.epoch(), desk.read(|moment| moment.state.seq()));

    let trunk: BTreeSet<_> = ["provider".into()].into();
    let wrong = Setup { control: true, trunks: trunk.clone(), extensions: trunk.clone() };
    let refused = desk.set_up(wrong).await.expect_err("it cannot be both");
    assert_eq!(refused, "provider is said to be a trunk and an extension; take one away");
    assert_eq!(desk.epoch(), epoch, "nothing was changed");

    let setup = Setup { control: true, trunks: trunk.clone(), ..Setup::default() };
    desk.set_up(setup.clone()).await.expect("it begins again");
    followed(&*desk).await;
    assert_eq!(desk.setup(), setup);
    assert!(desk.read(|moment| moment.state.seq()) > seq, "numbers go on");
    assert_ne!(desk.epoch(), epoch, "who followed has to look again");
    assert_eq!(desk.read(|moment| moment.state.policy().trunks.clone()), trunk);
    // There is no such leg: the engine says so, not the gate before it.
    assert_eq!(desk.ask(hangup()).await, Err(AskError::Refused(Refusal::UnknownLeg)));
    task.stop().await.expect("everything is durable");
    assert!(actions.names().iter().filter(|name| *name == "Login").count() >= 2);
}

#[tokio::test]
async fn a_switch_is_examined_by_what_only_reads_while_it_is_observed_and_by_an_event_of_ours_beyond() {
    let (address, actions) = switch::switch().await;
    let folder = tempfile::tempdir().expect("there is room");
    let config = config(address, &folder);
    let store = callcenter::store::open(&place(&folder)).await.expect("it can be made");
    let (desk, task) = LiveDesk::start(config, Setup::default(), store).await.expect("it begins");
    let desk: Arc<dyn Desk> = desk;
    followed(&*desk).await;
    let self_test = |examination: &Examination| {
        let found = examination.findings.iter().find(|finding| finding.what == "self-test");
        found.expect("it is told").clone()
    };

    let before = actions.names().len();
    let examined = desk.examine().await.expect("the switch is there");
    let told = self_test(&examined);
    assert_eq!((examined.place, &*examined.user), (address.to_string(), "callcenter"));
    let sent = actions.names().split_off(before);
    let reads: BTreeSet<&str> = READS.into_iter().chain(["GetConfig", "ShowDialPlan"]).collect();
    assert!(sent.iter().any(|name| name == "GetConfig"), "{sent:?}");
    assert!(sent.iter().all(|name| reads.contains(name.as_str())), "{sent:?}");
    assert_eq!(told.level, Level::Note);
    assert!(told.lines[0].starts_with("not tried"), "{told:?}");

    desk.set_up(Setup { control: true, ..Setup::default() }).await.expect("it begins again");
    followed(&*desk).await;
    let (epoch, seq) = (desk.epoch(), desk.read(|moment| moment.state.seq()));
    let told = self_test(&desk.examine().await.expect("the switch is there"));
    assert_eq!((told.level, &*told.lines[0]), (Level::Fine, "a UserEvent of our own came back"));
    let sent = actions.names();
    assert_eq!(sent.iter().filter(|name| *name == "UserEvent").count(), 1, "{sent:?}");
    assert_eq!(desk.epoch(), epoch, "the link that is followed stays");
    assert!(desk.read(|moment| moment.state.is_live() && moment.state.seq() >= seq));
    task.stop().await.expect("everything is durable");
}

#[tokio::test]
async fn a_switch_that_is_away_cannot_be_examined_and_that_is_said() {
    let gone = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = gone.local_addr().expect("it is bound");
    drop(gone);
    let folder = tempfile::tempdir().expect("there is room");
    let store = callcenter::store::open(&place(&folder)).await.expect("it can be made");
    let (desk, task) =
        LiveDesk::start(config(address, &folder), Setup::default(), store).await.expect("it begins");
    let why = desk.examine().await.expect_err("nobody is there");
    assert!(why.starts_with(&format!("{address}: ")), "{why}");
    task.stop().await.expect("everything is durable");
}
