//! The client against real sockets on loopback, with a peer that speaks as a recorded Asterisk did.
#![cfg(feature = "client")]

mod peer;

use std::time::Duration;

use callcenter_ami::{Backoff, Client, ClientError, EncodeError, FeedLimits, Incoming, Link, LinkError};
use callcenter_core::action::{Action, Destination, Originate};
use callcenter_core::event::List;
use callcenter_core::{Span, Timestamp};
use futures::StreamExt;
use peer::*;

#[tokio::test]
async fn what_the_switch_says_comes_in_order_from_the_greeting_on() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    assert_eq!(soon(client.ready()).await, Ok(1));
    peer.say(HANGUP).await;

    let Incoming::Connected { epoch: 1, at } = next(&mut feed).await else { panic!("connected first") };
    assert!(at > Timestamp::from_secs(1_700_000_000), "{at} is by this machine's clock");
    drop(peer);
    let (frames, why) = frames_to_the_end(&mut feed).await;
    assert_eq!(frames, [GREETING, &ACCEPTED.replace("{}", "cc-1-1"), BOOTED, HANGUP]);
    assert_eq!(why, LinkError::Closed);
}

#[tokio::test]
async fn a_client_says_nothing_but_its_login_and_what_it_is_asked() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    client.send("engine-1", Action::Status).await.expect("ready");
    let (id, request) = peer.hears("CoreStatus").await;
    assert_eq!(
        (id.as_str(), request.as_str()),
        ("engine-1", "Action: CoreStatus\r\nActionID: engine-1\r\n\r\n")
    );
}

#[tokio::test]
async fn a_request_gets_its_answer_and_a_list_all_its_rows() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let switch = async {
        let (list, _) = peer.hears("CoreShowChannels").await;
        let (ping, _) = peer.hears("Ping").await;
        peer.answer(&list, LIST_START).await;
        peer.answer(&list, LIST_ITEM).await;
        peer.say(HANGUP).await;
        peer.answer(&ping, PONG).await;
        peer.answer(&list, LIST_END).await;
    };
    let (list, pong, ()) = soon(async {
        tokio::join!(client.request(Action::List(List::Legs)), client.request(Action::Ping), switch)
    })
    .await;
    let (list, pong) = (list.expect("a list"), pong.expect("an answer"));
    assert_eq!(rows(&list), 1);
    assert!(list.items().all(|row| row.get("BridgeId").is_some()));
    assert_eq!(pong.get("Ping").map(|value| value.to_string()).as_deref(), Some("Pong"));
    assert_eq!(client.status().orphans, 0);
}

#[tokio::test]
async fn hc_09_messages_may_come_a_byte_at_a_time_and_many_at_once() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept().await;
    for byte in GREETING.chars() {
        peer.say(&byte.to_string()).await;
    }
    let (id, _) = peer.hears("Login").await;
    let rest = [&ACCEPTED.replace("{}", &id), BOOTED, HANGUP, HANGUP].concat();
    let (bytes, at_once) = rest.split_at(rest.len() - 700);
    for byte in bytes.chars() {
        peer.say(&byte.to_string()).await;
    }
    peer.say(at_once).await;
    soon(client.ready()).await.expect("let in");
    peer.say("Event: Hang").await;
    drop(peer);
    let (frames, _) = frames_to_the_end(&mut feed).await;
    assert_eq!(frames[2..], [BOOTED, HANGUP, HANGUP], "half a message is no frame");
}

#[tokio::test(start_paused = true)]
async fn hc_02_it_tries_for_ever_and_never_waits_longer_than_a_minute() {
    let port = Port::open().await;
    let mut config = port.config();
    config.backoff = Backoff::default();
    drop(port);
    let (client, _feed) = Client::connect(config).expect("nothing can be wrong without TLS");
    let mut status = client.watch();
    let mut longest = Duration::ZERO;
    loop {
        status.changed().await.expect("the client lives");
        let status = status.borrow_and_update();
        if let Link::Down { why, retry_in } = &status.link {
            assert!(matches!(why, LinkError::Unreachable { .. }), "{why}");
            longest = longest.max(*retry_in);
            if status.failures == 40 {
                break;
            }
        }
    }
    assert!(longest > Duration::from_secs(30) && longest <= Backoff::LONGEST, "{longest:?}");
    assert_eq!(client.request(Action::Ping).await, Err(ClientError::NotConnected));
}

#[tokio::test]
async fn hc_03_a_switch_that_restarts_and_closes_before_the_login_is_tried_again() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    drop(port.accept().await);
    let mut peer = port.accept().await;
    peer.say(GREETING).await;
    peer.hears("Login").await;
    drop(peer);
    let _peer = port.accept_login().await;
    assert_eq!(soon(client.ready()).await, Ok(3));
    let first = next(&mut feed).await;
    assert!(matches!(first, Incoming::Connected { epoch: 3, .. }), "tries are no links: {first:?}");
}

#[tokio::test]
async fn hc_04_a_list_that_a_cut_left_half_is_failed_and_the_next_one_begins_anew() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let switch = async {
        let (first, _) = peer.hears("CoreShowChannels").await;
        peer.answer(&first, LIST_START).await;
        peer.answer(&first, LIST_ITEM).await;
        drop(peer);
        let mut peer = port.accept_login().await;
        let (second, _) = peer.hears("CoreShowChannels").await;
        assert_ne!(first, second, "no id is used twice");
        peer.answer(&second, LIST_START).await;
        peer.answer(&first, LIST_ITEM).await;
        peer.answer(&first, LIST_END).await;
        peer.answer(&second, LIST_END).await;
        peer
    };
    let asker = async {
        let cut = client.request(Action::List(List::Legs)).await;
        assert_eq!(cut, Err(ClientError::LinkLost(LinkError::Closed)));
        until(&client, |status| status.link == Link::Ready && status.epoch == 2).await;
        client.request(Action::List(List::Legs)).await.expect("a list")
    };
    let (list, _peer) = soon(async { tokio::join!(asker, switch) }).await;
    assert_eq!(rows(&list), 0, "the rows of the first list are not in the second");
    assert_eq!(frames_to_the_end(&mut feed).await.1, LinkError::Closed);
    assert!(matches!(next(&mut feed).await, Incoming::Connected { epoch: 2, .. }));
}

#[tokio::test]
async fn hc_06_everybody_who_waits_is_told_when_the_link_falls() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let asked = futures::future::join_all((0..50).map(|_| client.request(Action::Status)));
    let switch = async {
        for _ in 0..50 {
            peer.hears("CoreStatus").await;
        }
        drop(peer);
    };
    let (answers, ()) = soon(async { tokio::join!(asked, switch) }).await;
    assert!(answers.iter().all(|answer| *answer == Err(ClientError::LinkLost(LinkError::Closed))));
}

#[tokio::test]
async fn hc_06_a_late_answer_is_counted_and_disturbs_nobody() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let late = client.request_within(Duration::from_millis(1), Action::Status).await;
    assert_eq!(late, Err(ClientError::Expired));
    let (id, _) = peer.hears("CoreStatus").await;
    peer.answer(&id, PONG).await;
    until(&client, |status| status.orphans == 1).await;
    let switch = async {
        let (id, _) = peer.hears("Ping").await;
        peer.answer(&id, PONG).await;
    };
    let (pong, ()) = soon(async { tokio::join!(client.request(Action::Ping), switch) }).await;
    assert!(pong.expect("an answer").ok());
}

#[tokio::test]
async fn hc_07_answers_come_though_nobody_takes_the_frames() {
    let port = Port::open().await;
    let (client, feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let switch = async {
        peer.say(&HANGUP.repeat(5_000)).await;
        let (id, _) = peer.hears("Ping").await;
        peer.answer(&id, PONG).await;
    };
    let (pong, ()) = soon(async { tokio::join!(client.request(Action::Ping), switch) }).await;
    assert!(pong.expect("an answer").ok());
    assert!(client.lag().0 >= 5_000, "{:?}", client.lag());
    drop(feed);
    assert_eq!(client.lag(), (0, 0), "without a consumer nothing is kept");
}

#[tokio::test]
async fn hc_07_requests_are_refused_rather_than_held_when_the_switch_takes_none() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let big = Action::UserReport {
        name: "Big".into(),
        fields: (0..100).map(|n| (format!("H{n}"), "x".repeat(1_000))).collect(),
    };
    let mut refused = false;
    for n in 0..1_000 {
        if client.send(format!("big-{n}"), big.clone()).await == Err(ClientError::Busy) {
            refused = true;
            break;
        }
    }
    assert!(refused, "100 MB do not fit into any socket");
    peer.say(HANGUP).await;
    loop {
        if matches!(next(&mut feed).await, Incoming::Frame { frame, .. } if frame == HANGUP) {
            break;
        }
    }
}

#[tokio::test]
async fn hc_08_a_consumer_too_slow_costs_the_link_and_loses_no_frame_from_the_middle() {
    let port = Port::open().await;
    let mut config = port.config();
    config.limits = FeedLimits { frames: 1_000, bytes: 1 << 20 };
    let (client, mut feed) = Client::connect(config).expect("nothing can be wrong without TLS");
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let mut sent = 0;
    while peer.try_say(&HANGUP.replace("Cause: 0", &format!("Cause: {sent}"))).await.is_ok() {
        sent += 1;
        tokio::task::yield_now().await;
    }
    let status = until(&client, |status| status.overflows == 1).await;
    let Link::Down { why: LinkError::Overflow { frames: 1_000, bytes }, .. } = status.link else {
        panic!("given up for the flood: {status:?}")
    };
    assert!(bytes <= 1 << 20);

    let (frames, why) = frames_to_the_end(&mut feed).await;
    assert_eq!(why, LinkError::Overflow { frames: 1_000, bytes });
    assert_eq!(frames.len(), 1_000);
    for (n, frame) in frames.iter().skip(3).enumerate() {
        assert!(frame.contains(&format!("\r\nCause: {n}\r\n")), "{frame} is number {n}");
    }
    let _peer = port.accept_login().await;
    assert!(matches!(next(&mut feed).await, Incoming::Connected { epoch: 2, .. }));
}

#[tokio::test]
async fn hc_08_it_does_not_come_back_before_the_consumer_has_caught_up() {
    let port = Port::open().await;
    let mut config = port.config();
    config.limits = FeedLimits { frames: 10, bytes: 1 << 20 };
    let (client, mut feed) = Client::connect(config).expect("nothing can be wrong without TLS");
    let mut peer = port.accept_login().await;
    peer.say(&HANGUP.repeat(20)).await;
    until(&client, |status| status.overflows == 1).await;
    drop(peer);
    for _ in 0..5 {
        next(&mut feed).await; // Connected and 4 frames: 6 are left, one more than half
    }
    let again = tokio::time::timeout(Duration::from_millis(100), port.accept_raw());
    assert!(again.await.is_err(), "half of the room is still taken");
    next(&mut feed).await;
    port.accept_login().await;
}

#[tokio::test]
async fn hc_10_what_the_switch_would_discard_is_refused_here_and_nothing_is_sent() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let long = Action::VariableSet { channel: String::new(), variable: "V".into(), value: "x".repeat(1_024) };
    let refused = client.request(long).await;
    assert!(matches!(refused, Err(ClientError::Encode(EncodeError::LineTooLong { .. }))), "{refused:?}");
    client.send("engine-1", Action::Ping).await.expect("ready");
    peer.hears("Ping").await;
}

#[tokio::test]
async fn hc_11_nobody_can_smuggle_a_request_in() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let evil = "PJSIP/1\r\n\r\nAction: Command\r\nCommand: core stop now";
    let refused = client.request(Action::Hangup { channel: evil.into(), cause: None }).await;
    assert!(matches!(refused, Err(ClientError::Encode(EncodeError::ControlCharacter { .. }))), "{refused:?}");
    let refused = client.send("1\r\nCause: 1", Action::Ping).await;
    assert!(matches!(refused, Err(ClientError::Encode(EncodeError::ControlCharacter { .. }))), "{refused:?}");
    client.send("engine-1", Action::Ping).await.expect("ready");
    peer.hears("Ping").await;
}

#[tokio::test]
async fn hc_14_an_originate_is_answered_at_once_and_its_result_comes_as_an_event() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let originate = Action::Originate(Box::new(Originate {
        channel: "PJSIP/1001".into(),
        to: Destination::Dialplan { context: "click2call".into(), exten: "491733000102".into(), priority: 1 },
        caller_id: String::new(),
        timeout: Span::from_secs(15),
        leg_id: String::new(),
        other_leg_id: String::new(),
        account: String::new(),
        variables: Vec::new(),
    }));
    let switch = async {
        let (id, request) = peer.hears("Originate").await;
        assert!(request.contains("\r\nAsync: true\r\n"), "{request}");
        let queued = "Response: Success\r\nActionID: {}\r\nMessage: Originate successfully queued\r\n\r\n";
        peer.answer(&id, queued).await;
        let result = "Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: {}\r\nResponse: Failure\r\n\
             Channel: PJSIP/1001\r\nContext: click2call\r\nExten: 491733000102\r\nReason: 0\r\n\
             Uniqueid: <unknown>\r\nCallerIDNum: <unknown>\r\nCallerIDName: <unknown>\r\n\r\n";
        peer.answer(&id, result).await;
    };
    let (reply, ()) = soon(async { tokio::join!(client.request(originate), switch) }).await;
    assert_eq!(reply.expect("an answer").message(), "Originate successfully queued");
    loop {
        if matches!(next(&mut feed).await, Incoming::Frame { frame, .. } if frame.starts_with(b"Event: Originate"))
        {
            break;
        }
    }
    assert_eq!(client.status().orphans, 0);
}

#[tokio::test]
async fn a_refused_login_is_told_at_once_and_tried_again_at_length() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept().await;
    peer.say(GREETING).await;
    let (id, _) = peer.hears("Login").await;
    peer.answer(&id, "Response: Error\r\nActionID: {}\r\nMessage: Authentication failed\r\n\r\n").await;
    let refused = LinkError::LoginRefused { message: "Authentication failed".into() };
    assert_eq!(soon(client.ready()).await, Err(refused.clone()));
    let Link::Down { why, retry_in } = client.status().link else { panic!("down") };
    assert_eq!(why, refused);
    assert!(
        retry_in >= Duration::from_millis(10),
        "half of the longest wait at least, at once: {retry_in:?}"
    );
    let _peer = port.accept_login().await;
    until(&client, |status| status.link == Link::Ready).await;
}

#[tokio::test]
async fn a_port_where_something_else_talks_is_no_manager() {
    let port = Port::open().await;
    let (client, _feed) = port.client();
    let mut peer = port.accept().await;
    peer.say("SSH-2.0-OpenSSH_9.2p1\r\n").await;
    assert_eq!(
        soon(client.ready()).await,
        Err(LinkError::NotAmi { said: "SSH-2.0-OpenSSH_9.2p1\\r\\n".into() })
    );
    assert_eq!(peer.next_request().await, None, "the secret is not told to strangers");
}

#[tokio::test]
async fn a_port_where_nobody_talks_is_given_up() {
    let port = Port::open().await;
    let mut config = port.config();
    config.timing.login = Duration::from_millis(50);
    let (client, _feed) = Client::connect(config).expect("nothing can be wrong without TLS");
    let _peer = port.accept().await;
    let status = until(&client, |status| matches!(status.link, Link::Down { .. })).await;
    assert!(matches!(status.link, Link::Down { why: LinkError::NoGreeting, .. }), "{status:?}");
}

#[tokio::test]
async fn a_silent_link_is_asked_and_then_dead() {
    let port = Port::open().await;
    let mut config = port.config();
    (config.timing.ping_after, config.timing.silent_max) =
        (Duration::from_millis(50), Duration::from_secs(2));
    let (client, mut feed) = Client::connect(config).expect("nothing can be wrong without TLS");
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let (id, _) = peer.hears("Ping").await;
    peer.answer(&id, PONG).await;
    peer.hears("Ping").await;
    assert_eq!(frames_to_the_end(&mut feed).await.1, LinkError::Silent { seconds: 2 });
    assert_eq!(client.status().orphans, 0, "an answered ping is no orphan");
}

#[tokio::test]
async fn a_frame_too_long_is_named_and_the_link_stays() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    peer.say(&format!("Event: UserEvent\r\nText: {}\r\n\r\n{HANGUP}", "x".repeat(2 << 20))).await;
    let mut skipped = 0;
    loop {
        match next(&mut feed).await {
            Incoming::Skipped { .. } => skipped += 1,
            Incoming::Frame { frame, .. } if frame == HANGUP => break,
            _ => {}
        }
    }
    assert_eq!((skipped, client.status().skipped, client.status().epoch), (1, 1, 1));
}

#[tokio::test]
async fn shutting_down_logs_off_and_ends_the_feed() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let mut peer = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    let switch = async {
        let (status, _) = peer.hears("CoreStatus").await;
        let (id, _) = peer.hears("Logoff").await;
        peer.answer(&status, PONG).await;
        peer.answer(&id, "Response: Goodbye\r\nActionID: {}\r\nMessage: Thanks for all the fish.\r\n\r\n")
            .await;
        drop(peer);
    };
    let on_its_way = client.request(Action::Status);
    let (answer, (), ()) =
        soon(async { tokio::join!(on_its_way, client.shut_down(Duration::from_secs(10)), switch) }).await;
    assert!(answer.is_ok(), "what was on its way is still answered: {answer:?}");
    let (frames, why) = frames_to_the_end(&mut feed).await;
    assert_eq!(why, LinkError::ShutDown);
    assert!(frames.last().is_some_and(|frame| frame.starts_with("Response: Goodbye")));
    assert_eq!(feed.next().await, None);
    assert_eq!(client.status().link, Link::Closed);
    assert_eq!(client.request(Action::Ping).await, Err(ClientError::ShutDown));
    assert_eq!(client.ready().await, Err(LinkError::ShutDown));
}

#[tokio::test]
async fn shutting_down_does_not_wait_for_ever() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    let _deaf = port.accept_login().await;
    soon(client.ready()).await.expect("let in");
    soon(client.shut_down(Duration::from_millis(20))).await;
    assert_eq!(frames_to_the_end(&mut feed).await.1, LinkError::ShutDown);

    let (client, _feed) = port.client();
    let _deaf = port.accept().await;
    soon(client.shut_down(Duration::from_secs(3_600))).await;
}

#[tokio::test]
async fn a_client_without_handles_lives_as_long_as_its_feed() {
    let port = Port::open().await;
    let (client, mut feed) = port.client();
    drop(client);
    let mut peer = port.accept_login().await;
    peer.say(HANGUP).await;
    loop {
        if matches!(next(&mut feed).await, Incoming::Frame { frame, .. } if frame == HANGUP) {
            break;
        }
    }
    drop(feed);
    peer.hears("Logoff").await;
    assert_eq!(peer.next_request().await, None);
}
