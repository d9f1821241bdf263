//! The call center behind these tests does what it is asked for, and says so as a switch does.

use callcenter_core::fact::{Activity, Settled};
use callcenter_core::view::{agent, calls, queue};
use callcenter_core::{Command, Refusal, Span};
use callcenter_http::Desk;

use crate::desk::EngineDesk;

#[tokio::test]
async fn a_caller_waits_and_a_phone_rings() {
    let desk = EngineDesk::new();
    let caller = desk.somebody_calls("support");
    let desk: &dyn Desk = &*desk;
    let waiting = desk.read(|moment| queue(moment.state, "support").expect("it is there").waiting.len());
    assert_eq!(waiting, 1);
    let ringing = desk.read(|moment| calls(moment.state));
    assert_eq!(ringing.len(), 1);
    assert!(!caller.is_empty());
}

#[tokio::test]
async fn a_paused_agent_is_paused_and_one_who_is_nobody_is_refused() {
    let desk = EngineDesk::new();
    let pause = |name: &str| Command::Pause {
        agent: name.into(),
        queues: vec![],
        reason: "lunch".into(),
        from: callcenter_core::PauseFrom::Now,
    };
    let settled = desk.ask(pause("1001")).await.expect("it is done");
    assert_eq!(settled.outcome, Settled::Done);
    let shown =
        (&*desk as &dyn Desk).read(|moment| agent(moment.state, "1001").expect("it is there").activity);
    assert_eq!(shown, Activity::Paused);
    let refused = desk.ask(pause("9999")).await.expect_err("there is nobody of that name");
    assert_eq!(refused, Refusal::UnknownAgent.into());
}

#[tokio::test]
async fn a_call_is_hung_up_and_time_passes() {
    let desk = EngineDesk::new();
    let (_, agent) = desk.talks_with("1001");
    desk.advance(Span::from_secs(30));
    let hangup = Command::Hangup { leg: agent.as_str().into(), cause: None };
    assert_eq!(desk.ask(hangup).await.expect("it is done").outcome, Settled::Done);
    desk.advance(Span::from_secs(5));
    assert!((&*desk as &dyn Desk).read(|moment| calls(moment.state)).is_empty());
}

#[tokio::test]
async fn a_lively_call_center_has_calls_after_some_minutes() {
    let desk = EngineDesk::lively(3);
    desk.advance(Span::from_secs(600));
    assert!((&*desk as &dyn Desk).read(|moment| calls(moment.state)).len() > 2);
}
