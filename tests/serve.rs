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
use callcenter::http::desk::{Link, Setup};
use callcenter::live::LiveConfig;
use callcenter::serve::LiveDesk;
use callcenter::store::{Source, StreamId};
use callcenter::{BooksConfig, Policy};

fn config(switch: SocketAddr, folder: &tempfile::TempDir) -> LiveConfig {
    let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Challenge };
    let mut ami = Config::new(switch.ip().to_string(), login);
    ami.port = switch.port();
    let policy = Policy::default();
    let stream = StreamId { switch: policy.switch.to_string(), source: Source::Live };
    let books = BooksConfig::new(place(folder), stream, policy.clone(), folder.path().join("spool"));
    LiveConfig { ami, policy, books: Some(books) }
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
    let allowed: BTreeSet<&str> = [
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
    ]
    .into();
    let sent = actions.names();
    assert!(sent.contains(&"QueueStatus".to_owned()), "{sent:?}");
    assert!(sent.iter().all(|name| allowed.contains(name.as_str())), "{sent:?}");
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
