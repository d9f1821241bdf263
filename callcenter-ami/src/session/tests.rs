//! Conversations with time as an argument. What the switch says is copied from recorded connections; only the ids
//! of the actions are ours.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use callcenter_core::action::Action;
use callcenter_core::event::List;

use super::*;

const GREETING_22: &str = "Asterisk Call Manager/11.0.0\r\n";
const ACCEPTED: &str = "Response: Success\r\nActionID: {}\r\nMessage: Authentication accepted\r\n\r\n";
const BOOTED: &str = "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 0\r\nLastReload: 0\r\nStatus: Fully Booted\r\n\r\n";
const PONG: &str = "Response: Success\r\nActionID: {}\r\nPing: Pong\r\nTimestamp: 1795232988.013863\r\n\r\n";
const LIST_START: &str = "Response: Success\r\nActionID: {}\r\nEventList: start\r\nMessage: Extension Statuses will follow\r\n\r\n";
const LIST_ITEM: &str = "Event: ExtensionStatus\r\nActionID: {}\r\nExten: 1001\r\nContext: agents\r\n\
     Hint: PJSIP/1001\r\nStatus: 0\r\nStatusText: Idle\r\n\r\n";
const LIVE_ITEM: &str = "Event: ExtensionStatus\r\nPrivilege: call,all\r\nExten: 1001\r\nContext: agents\r\n\
     Hint: PJSIP/1001\r\nStatus: 8\r\nStatusText: Ringing\r\n\r\n";
const LIST_END: &str =
    "Event: ExtensionStateListComplete\r\nActionID: {}\r\nEventList: Complete\r\nListItems: 2\r\n\r\n";
const NO_CONTACTS: &str = "Response: Error\r\nActionID: {}\r\nMessage: No Contacts found\n\r\n\r\n";
const ORIGINATED: &str = "Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: {}\r\nResponse: Failure\r\n\
     Channel: Local/s@from-trunk\r\nApplication: Wait\r\nData: 2\r\nReason: 0\r\nUniqueid: <unknown>\r\n\r\n";

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A session, what it has sent, and the results that it gave.
struct Talk {
    session: Session<&'static str>,
    out: BytesMut,
    now: Duration,
}

impl Talk {
    fn new(proof: Proof) -> Self {
        let login = Login { username: "callcenter".into(), secret: "lab-secret".into(), proof };
        Self {
            session: Session::new("cc", 3, login, Timing::default(), secs(0)),
            out: BytesMut::new(),
            now: secs(0),
        }
    }

    /// Logged in and ready: the login was action 1.
    fn ready() -> Self {
        let mut talk = Self::new(Proof::Plain);
        talk.hears(GREETING_22).expect("a greeting");
        talk.hears_about(1, ACCEPTED).expect("an accepted login");
        talk.hears(BOOTED).expect("a started switch");
        talk.said();
        assert!(talk.session.is_ready());
        talk
    }

    fn hears(&mut self, frame: &str) -> Result<(), LinkError> {
        self.session.heard(self.now, &[])?;
        self.session.receive(self.now, &Bytes::copy_from_slice(frame.as_bytes()), &mut self.out)
    }

    fn hears_about(&mut self, number: u64, frame: &str) -> Result<(), LinkError> {
        self.hears(&frame.replace("{}", &format!("cc-3-{number}")))
    }

    fn asks(&mut self, list: List, token: &'static str) {
        self.session.request(self.now, &Action::List(list), secs(10), token, &mut self.out);
    }

    fn said(&mut self) -> String {
        String::from_utf8(self.out.split().to_vec()).expect("requests are text")
    }

    fn settled(&mut self) -> Vec<(&'static str, Result<Reply, ClientError>)> {
        self.session.take_settled().collect()
    }

    fn at(&mut self, now: Duration) -> Result<(), LinkError> {
        self.now = now;
        self.session.tick(now, &mut self.out)
    }
}

#[test]
fn a_plain_login_says_the_secret_after_the_greeting_and_is_ready_when_the_switch_is() {
    let mut talk = Talk::new(Proof::Plain);
    assert_eq!(talk.said(), "", "nothing is said before the greeting");
    talk.hears(GREETING_22).expect("a greeting");
    assert_eq!(
        talk.said(),
        "Action: Login\r\nActionID: cc-3-1\r\nUsername: callcenter\r\nSecret: lab-secret\r\nEvents: on\r\n\r\n"
    );
    talk.hears_about(1, ACCEPTED).expect("an accepted login");
    assert!(talk.session.is_logged_in() && !talk.session.is_ready());
    talk.hears(BOOTED).expect("a started switch");
    assert!(talk.session.is_ready());
    talk.hears(BOOTED).expect("Asterisk says it twice at times");
    assert_eq!(talk.said(), "", "a session says nothing of its own accord");
}

#[test]
fn a_challenge_is_answered_without_the_secret() {
    let mut talk = Talk::new(Proof::Challenge);
    talk.hears("Asterisk Call Manager/5.0.4\r\n").expect("a greeting");
    assert_eq!(talk.said(), "Action: Challenge\r\nActionID: cc-3-1\r\nAuthType: MD5\r\n\r\n");
    talk.hears_about(1, "Response: Success\r\nActionID: {}\r\nChallenge: 121001332\r\n\r\n")
        .expect("a challenge");
    // Asterisk 22 itself said that this is the key, in its event ChallengeResponseFailed for a wrong one.
    let login = "Action: Login\r\nActionID: cc-3-2\r\nAuthType: MD5\r\nUsername: callcenter\r\n\
                 Key: e6909ed9ea281c59a79c0e2c4dcd59a4\r\nEvents: on\r\n\r\n";
    assert_eq!(talk.said(), login);
    talk.hears_about(2, ACCEPTED).expect("an accepted login");
    assert!(talk.session.is_logged_in());
}

#[test]
fn a_refused_login_says_what_to_do() {
    let mut talk = Talk::new(Proof::Plain);
    talk.hears(GREETING_22).expect("a greeting");
    let refused = talk
        .hears_about(1, "Response: Error\r\nActionID: {}\r\nMessage: Authentication failed\r\n\r\n")
        .expect_err("refused");
    assert_eq!(refused, LinkError::LoginRefused { message: "Authentication failed".into() });
    assert!(refused.is_lasting());
    assert!(refused.to_string().contains("manager.conf"), "{refused}");
}

#[test]
fn a_port_that_is_no_manager_is_recognised_by_its_first_bytes() {
    let said = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
    let mut talk = Talk::new(Proof::Plain);
    let error = talk.session.heard(secs(0), said.as_bytes()).expect_err("no manager");
    assert_eq!(error, LinkError::NotAmi { said: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\\r\\n".into() });
    let mut talk = Talk::new(Proof::Plain);
    talk.session.heard(secs(0), b"Aster").expect("half of a greeting");
    assert!(matches!(talk.hears("Event: Hangup\r\n\r\n"), Err(LinkError::NotAmi { .. })));
    assert_eq!(talk.said(), "", "the secret is not told to strangers");
}

#[test]
fn each_step_of_a_login_has_its_deadline() {
    let mut talk = Talk::new(Proof::Plain);
    assert_eq!(talk.session.deadline(), secs(10));
    assert_eq!(talk.at(secs(9)), Ok(()));
    assert_eq!(talk.at(secs(10)), Err(LinkError::NoGreeting));

    let mut talk = Talk::new(Proof::Plain);
    talk.now = secs(4);
    talk.hears(GREETING_22).expect("a greeting");
    assert_eq!(talk.session.deadline(), secs(14));
    assert_eq!(talk.at(secs(14)), Err(LinkError::LoginTimeout));

    let mut talk = Talk::new(Proof::Plain);
    talk.hears(GREETING_22).expect("a greeting");
    talk.hears_about(1, ACCEPTED).expect("an accepted login");
    assert_eq!(talk.at(secs(60)), Err(LinkError::NotBooted));
}

#[test]
fn hc_03_a_close_before_the_login_is_answered_is_told_apart() {
    let mut talk = Talk::new(Proof::Plain);
    assert_eq!(talk.session.closed(), LinkError::ClosedBeforeLogin);
    talk.hears(GREETING_22).expect("a greeting");
    assert_eq!(talk.session.closed(), LinkError::ClosedBeforeLogin);
    assert!(!talk.session.closed().is_lasting(), "a restarting switch does that, and comes back");
    assert_eq!(Talk::ready().session.closed(), LinkError::Closed);
}

#[test]
fn a_secret_is_not_shown() {
    assert!(!format!("{:?}", Talk::new(Proof::Plain).session).contains("lab-secret"));
}

#[test]
fn a_list_is_collected_to_its_end_and_live_events_of_the_same_name_are_not() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "hints");
    assert_eq!(talk.said(), "Action: ExtensionStateList\r\nActionID: cc-3-2\r\n\r\n");
    for frame in [LIST_START, LIST_ITEM, LIVE_ITEM, LIST_ITEM, ORIGINATED] {
        let frame = if frame == ORIGINATED { frame.replace("{}", "other-1") } else { frame.into() };
        talk.hears_about(2, &frame).expect("a good frame");
        assert_eq!(talk.settled(), []);
    }
    talk.hears_about(2, LIST_END).expect("a good frame");
    let settled = talk.settled();
    let [("hints", Ok(reply))] = &settled[..] else { panic!("one answer: {settled:?}") };
    assert!(reply.ok() && reply.is_whole());
    assert_eq!(reply.message(), "Extension Statuses will follow");
    assert_eq!(reply.items().len(), 2);
    assert!(reply.items().all(|item| item.get("Status").is_some_and(|status| status == "0")));
}

#[test]
fn an_empty_list_has_no_items_whether_it_is_told_by_an_end_or_by_an_error() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "hints");
    talk.asks(List::Contacts, "contacts");
    talk.hears_about(3, NO_CONTACTS).expect("a good frame");
    talk.hears_about(2, LIST_START).expect("a good frame");
    talk.hears_about(2, LIST_END).expect("a good frame");
    let settled = talk.settled();
    let [("contacts", Ok(contacts)), ("hints", Ok(hints))] = &settled[..] else {
        panic!("two answers: {settled:?}")
    };
    assert_eq!((contacts.ok(), contacts.items().len()), (false, 0));
    assert_eq!(contacts.message(), "No Contacts found");
    assert_eq!((hints.ok(), hints.items().len()), (true, 0));
}

#[test]
fn a_list_that_is_cut_short_says_so() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "hints");
    for frame in [LIST_START, LIST_ITEM, &LIST_END.replace("Complete\r\nListItems", "cancelled\r\nListItems")]
    {
        talk.hears_about(2, frame).expect("a good frame");
    }
    let settled = talk.settled();
    let [(_, Ok(reply))] = &settled[..] else { panic!("one answer: {settled:?}") };
    assert_eq!((reply.items().len(), reply.is_whole()), (1, false));
}

#[test]
fn the_result_of_an_originate_is_no_answer_to_it() {
    let mut talk = Talk::ready();
    talk.session.request(secs(0), &Action::Ping, secs(10), "first", &mut talk.out);
    talk.hears_about(2, ORIGINATED).expect("a good frame");
    assert_eq!(talk.settled(), []);
    talk.hears_about(2, PONG).expect("a good frame");
    assert_eq!(talk.settled().len(), 1);
}

#[test]
fn hc_04_answers_of_an_earlier_connection_do_not_fit() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "hints");
    talk.hears(&LIST_START.replace("{}", "cc-2-2")).expect("a good frame");
    talk.hears(&LIST_END.replace("{}", "cc-2-2")).expect("a good frame");
    assert_eq!(talk.settled(), [], "the list of epoch 3 is still open");
}

#[test]
fn hc_06_an_action_has_its_own_deadline_and_a_late_answer_is_an_orphan() {
    let mut talk = Talk::ready();
    talk.session.request(secs(0), &Action::Status, secs(2), "short", &mut talk.out);
    talk.session.request(secs(0), &Action::Settings, secs(5), "long", &mut talk.out);
    assert_eq!(talk.session.deadline(), secs(2));
    talk.at(secs(2)).expect("the link lives");
    assert_eq!(talk.settled(), [("short", Err(ClientError::Expired))]);
    assert_eq!(talk.session.deadline(), secs(5));
    talk.hears_about(2, PONG).expect("a good frame");
    assert_eq!((talk.settled(), talk.session.take_orphans()), (vec![], 1));
    talk.hears_about(3, PONG).expect("a good frame");
    assert_eq!(talk.settled().len(), 1);
}

#[test]
fn hc_06_a_list_that_stalls_is_given_up_and_its_rest_ignored() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "hints");
    talk.hears_about(2, LIST_START).expect("a good frame");
    talk.at(secs(10)).expect("the link lives");
    assert_eq!(talk.settled(), [("hints", Err(ClientError::Expired))]);
    talk.hears_about(2, LIST_ITEM).expect("a good frame");
    talk.hears_about(2, LIST_END).expect("a good frame");
    assert_eq!(talk.settled(), []);
}

#[test]
fn hc_06_all_who_wait_are_told_when_the_link_falls() {
    let mut talk = Talk::ready();
    talk.asks(List::Hints, "list");
    talk.hears_about(2, LIST_START).expect("a good frame");
    talk.hears_about(2, LIST_ITEM).expect("a good frame");
    talk.session.request(secs(0), &Action::Ping, secs(10), "ping", &mut talk.out);
    let why = talk.session.closed();
    talk.session.end(&why);
    let lost = || Err(ClientError::LinkLost(LinkError::Closed));
    assert_eq!(talk.settled(), [("list", lost()), ("ping", lost())]);
}

#[test]
fn hc_06_an_answer_nobody_asked_for_is_counted_and_ignored() {
    let mut talk = Talk::ready();
    talk.hears("Response: Error\r\nMessage: Missing action in request\r\n\r\n").expect("a good frame");
    talk.hears_about(99, PONG).expect("a good frame");
    assert_eq!(talk.session.take_orphans(), 2);
    talk.session.send("engine-7", &Action::Ping, &mut talk.out).expect("ready");
    talk.hears(&PONG.replace("{}", "engine-7")).expect("a good frame");
    assert_eq!(talk.session.take_orphans(), 0, "an id of somebody else's is theirs");
}

#[test]
fn requests_are_refused_before_the_switch_is_ready_and_when_too_many_wait() {
    let mut talk = Talk::new(Proof::Plain);
    talk.asks(List::Legs, "early");
    assert_eq!(talk.settled(), [("early", Err(ClientError::NotConnected))]);
    let sent = talk.session.send("engine-1", &Action::Ping, &mut talk.out);
    assert_eq!((sent, talk.said()), (Err(ClientError::NotConnected), String::new()));

    let mut talk = Talk::ready();
    for _ in 0..=PENDING_MAX {
        talk.session.request(secs(0), &Action::Ping, secs(10), "ping", &mut talk.out);
    }
    assert_eq!(talk.settled(), [("ping", Err(ClientError::Busy))]);
}

#[test]
fn hc_11_an_action_that_cannot_be_written_is_refused_and_nothing_is_sent() {
    let mut talk = Talk::ready();
    let action = Action::Hangup { channel: "x\r\n\r\nAction: Logoff".into(), cause: None };
    talk.session.request(secs(0), &action, secs(10), "hangup", &mut talk.out);
    assert!(matches!(talk.settled()[..], [("hangup", Err(ClientError::Encode(_)))]));
    assert_eq!(talk.said(), "");
}

#[test]
fn silence_is_broken_by_one_ping_and_then_the_link_is_dead() {
    let mut talk = Talk::ready();
    assert_eq!(talk.session.deadline(), secs(15));
    talk.at(secs(14)).expect("the link lives");
    assert_eq!(talk.said(), "");
    talk.at(secs(15)).expect("the link lives");
    assert_eq!(talk.said(), "Action: Ping\r\nActionID: cc-3-2\r\n\r\n");
    assert_eq!(talk.session.deadline(), secs(30));
    talk.at(secs(20)).expect("the link lives");
    assert_eq!(talk.said(), "", "one ping is enough");
    assert_eq!(talk.at(secs(30)), Err(LinkError::Silent { seconds: 30 }));
}

#[test]
fn anything_heard_even_half_a_message_shows_that_the_link_lives() {
    let mut talk = Talk::ready();
    talk.at(secs(15)).expect("the link lives");
    talk.hears_about(2, PONG).expect("a good frame");
    assert_eq!((talk.session.take_orphans(), talk.session.deadline()), (0, secs(30)));
    talk.session.heard(secs(29), b"Event: Var").expect("half a message");
    assert_eq!(talk.session.deadline(), secs(44));
    talk.at(secs(30)).expect("the link lives");
}

#[test]
fn leaving_waits_for_what_is_on_its_way_but_not_for_ever() {
    let mut talk = Talk::ready();
    talk.session.request(secs(0), &Action::Status, secs(10), "status", &mut talk.out);
    talk.said();
    assert!(talk.session.leave(secs(1), secs(2), &mut talk.out));
    assert_eq!(talk.said(), "Action: Logoff\r\nActionID: cc-3-3\r\n\r\n");
    assert!(talk.session.leave(secs(1), secs(60), &mut talk.out));
    assert_eq!(talk.said(), "", "once is enough");
    talk.asks(List::Legs, "late");
    assert_eq!(talk.settled(), [("late", Err(ClientError::NotConnected))]);
    talk.hears_about(2, PONG).expect("a good frame");
    assert_eq!(talk.settled().len(), 1);
    assert_eq!((talk.session.deadline(), talk.session.closed()), (secs(3), LinkError::ShutDown));
    assert_eq!(talk.at(secs(3)), Err(LinkError::ShutDown));
    let mut talk = Talk::new(Proof::Plain);
    assert!(!talk.session.leave(secs(1), secs(2), &mut talk.out), "there is nobody to say good-bye to");
}
