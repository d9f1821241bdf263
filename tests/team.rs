//! Several processes share one switch: one leads, the others follow, and whatever becomes of the leader nothing is lost.

#![cfg(unix)]

#[path = "team/house.rs"]
mod house;
#[path = "team/member.rs"]
mod member;

use callcenter::core::action::Originate;
use callcenter::core::fact::Settled;
use callcenter::core::sim::Plan;
use callcenter::core::{AskError, Command, LegKey, Moment, Refusal, Role, Span};
use callcenter::live::{Live, LiveError, Standing, TeamRole};
use callcenter::{BooksConfig, Handle};

use house::{House, Listener, agree, is_followed_by, pause, plays, ready, seq, soon, until};
use member::{Member, plays_here};

fn is_shared_between_threads<T: Send + Sync + 'static>(_: &T) {}

fn reason(handle: &Handle, agent: &str) -> String {
    handle.look(|moment| {
        callcenter::core::view::agent(moment.state, agent).expect("the agent is there").reason.to_string()
    })
}

/// Waits until the agent is known to be paused for this reason.
async fn paused(handle: &Handle, agent: &str, why: &str) {
    let is = |moment: Moment<'_>| {
        callcenter::core::view::agent(moment.state, agent).is_some_and(|agent| agent.reason.as_str() == why)
    };
    until("the pause", handle, is).await;
}

async fn share(count: usize) {
    let house = House::open(Plan::still());
    let leader = house.member().await;
    is_shared_between_threads(&leader);
    let leads = leader.handle();
    assert_eq!(leads.role(), TeamRole::Leading);
    let mut followers = Vec::new();
    for _ in 1..count {
        followers.push(house.member().await);
    }
    let handles: Vec<Handle> = followers.iter().map(Live::handle).collect();
    let handles: Vec<&Handle> = handles.iter().collect();
    is_followed_by(&leads, count - 1).await;
    for follower in &handles {
        assert_eq!((follower.role(), follower.epoch()), (TeamRole::Following, leads.epoch()));
        ready(follower).await;
    }
    agree(&leads, &handles).await;

    for (n, follower) in handles.iter().enumerate() {
        let why = format!("break {n}");
        let settled = follower.ask(pause("1001", &why)).await.expect("the switch does it");
        assert_eq!(settled.outcome, Settled::Done);
        assert_eq!(reason(follower, "1001"), why, "who is told that it is done sees it");
        // There is no such leg: the leader's engine says so.
        let refused = follower.ask(Command::Hangup { leg: LegKey::from("1.1"), cause: None }).await;
        assert_eq!(refused, Err(AskError::Refused(Refusal::UnknownLeg)));
    }
    agree(&leads, &handles).await;
    let last = seq(&leads);
    for follower in followers {
        follower.stop().await.expect("it was told to");
    }
    is_followed_by(&leads, 0).await;
    leader.stop().await.expect("everything is durable");
    assert!(house.kept().await >= last);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_share_a_switch_and_see_and_do_the_same() {
    share(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_share_a_switch_and_see_and_do_the_same() {
    share(4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_leader_ends_another_one_goes_on_and_nobody_misses_an_entry() {
    let house = House::open(Plan::still());
    let mut members = vec![house.member().await];
    for _ in 0..2 {
        members.push(house.member().await);
    }
    let last = members.pop().expect("there are three");
    let listens = last.handle();
    ready(&listens).await;
    let mut listener = Listener::of(&listens);
    let mut epoch = listens.epoch();
    for round in 0..2 {
        let leader = members.remove(
            members.iter().position(|member| member.handle().role() == TeamRole::Leading).expect("one leads"),
        );
        let why = format!("round {round}");
        listens.ask(pause("1002", &why)).await.expect("the switch does it");
        leader.stop().await.expect("everything is durable");
        // Whoever is left: either of them may be the faster one.
        let mut watch = listens.watch();
        soon("another leader", async {
            while listens.epoch() == epoch {
                watch.changed().await.expect("it goes on");
            }
        })
        .await;
        epoch = listens.epoch();
        ready(&listens).await;
        paused(&listens, "1002", &why).await;
        if listens.role() == TeamRole::Leading {
            break;
        }
    }
    for member in members {
        plays(&member.handle(), TeamRole::Following).await;
        member.stop().await.expect("it was told to");
    }
    plays(&listens, TeamRole::Leading).await;
    ready(&listens).await;
    let (end, hash) = listens.look(|moment| (moment.state.seq(), moment.state.hash()));
    let heard = listener.hears(end).await;
    assert_eq!((heard.seq(), heard.hash()), (end, hash));
    assert_eq!(listener.holes, 0);
    last.stop().await.expect("everything is durable");
    assert!(house.kept().await >= end);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_leader_is_killed_another_one_goes_on_and_what_was_asked_is_not_asked_again() {
    if plays_here().await {
        return;
    }
    let house = House::open(Plan::still());
    let mut leader = Member::start(
        "when_the_leader_is_killed_another_one_goes_on_and_what_was_asked_is_not_asked_again",
        &house,
    );
    leader.says_at_last("leads").await;
    let live = house.member().await;
    let handle = live.handle();
    assert_eq!(handle.role(), TeamRole::Following);
    ready(&handle).await;
    let mut listener = Listener::of(&handle);
    handle.ask(pause("1003", "lunch")).await.expect("the switch does it");

    // Nobody takes the phone up, so it is not settled.
    let timeout = Span::from_secs(100);
    let call = Originate::agent_first("PJSIP/1001", "internal", "491733000101", timeout);
    let asked = tokio::spawn({
        let handle = handle.clone();
        async move { handle.ask(Command::Originate(Box::new(call))).await }
    });
    let rings = |moment: Moment<'_>| moment.state.legs_count() > 0;
    until("the phone rings", &handle, rings).await;
    let legs = handle.look(|moment| moment.state.legs_count());
    leader.kill();
    let answer = soon("an answer", asked).await.expect("asking does not panic");
    assert_eq!(answer, Err(AskError::LeaderLost));

    plays(&handle, TeamRole::Leading).await;
    ready(&handle).await;
    paused(&handle, "1003", "lunch").await;
    assert_eq!(handle.look(|moment| moment.state.legs_count()), legs, "one phone rings, once");
    handle.ask(pause("1003", "later")).await.expect("the switch does it");
    // What the one that was killed had no time to write is written by the one who saw it.
    let (end, hash) = handle.look(|moment| (moment.state.seq(), moment.state.hash()));
    let heard = listener.hears(end).await;
    assert_eq!((heard.seq(), heard.hash(), listener.holes), (end, hash, 0));
    live.stop().await.expect("everything is durable");
    assert!(house.kept().await >= end);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_are_left_in_a_busy_hour_one_leads_and_all_see_the_same() {
    if plays_here().await {
        return;
    }
    let test = "of_those_who_are_left_in_a_busy_hour_one_leads_and_all_see_the_same";
    let house = House::open(Plan::default().paced(20_000));
    let mut leader = Member::start(test, &house);
    leader.says_at_last("leads").await;
    let mut other = Member::start(test, &house);
    other.says_at_last("follows").await;
    let live = house.member().await;
    let handle = live.handle();
    until("many entries", &handle, |moment| moment.state.seq() > 1_000).await;
    let (epoch, before) = (handle.epoch(), handle.look(|moment| moment.state.calls_count()));
    leader.kill();
    other.says_at_last("alone").await;
    let part = loop {
        let said = other.says().await;
        if said != "there is a hole" {
            break said;
        }
    };
    let mut watch = handle.watch();
    let changes = watch.wait_for(|standing| standing.vacant.is_none() && handle.epoch() != epoch);
    let role = soon("another leader", changes).await.expect("it goes on").role;
    assert_eq!(role == TeamRole::Leading, part == "follows", "one of them leads, the other one {part}");
    ready(&handle).await;
    assert!(before > 0 && handle.look(|moment| moment.state.calls_count()) > 0);

    let mut listener = Listener::of(&handle);
    let (seen, hash) = other.looks(seq(&handle)).await;
    until("the entry", &handle, |moment| moment.state.seq() >= seen).await;
    let heard = listener.hears(seen).await;
    assert_eq!((heard.seq(), heard.hash(), listener.holes), (seen, hash, 0));
    other.stop().await;
    live.stop().await.expect("everything is durable");
    assert!(house.kept().await >= seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_database_when_the_leader_is_killed_is_written_by_the_next_one() {
    if plays_here().await {
        return;
    }
    let house = House::open(Plan::still());
    let mut leader = Member::start(
        "what_waits_for_the_database_when_the_leader_is_killed_is_written_by_the_next_one",
        &house,
    );
    leader.says_at_last("leads").await;
    let live = house.member().await;
    let handle = live.handle();
    ready(&handle).await;
    let held = house.holds_the_database().await;
    handle.ask(pause("1007", "lunch")).await.expect("the switch does it");
    let waiting = seq(&handle);
    let spooled = |standing: &Standing| {
        standing.books.as_ref().is_some_and(|books| books.spooled_entries > 0 && books.durable_seq >= waiting)
    };
    soon("the spool", handle.watch().wait_for(spooled)).await.expect("it goes on");
    leader.kill();
    plays(&handle, TeamRole::Leading).await;
    ready(&handle).await;
    paused(&handle, "1007", "lunch").await;
    assert!(seq(&handle) > waiting, "numbers go on");
    drop(held);
    let last = seq(&handle);
    let written = |standing: &Standing| {
        standing.books.as_ref().is_some_and(|books| books.committed_seq >= last && books.spooled_bytes == 0)
    };
    soon("the database", handle.watch().wait_for(written)).await.expect("it goes on");
    live.stop().await.expect("everything is durable");
    assert!(house.kept().await >= last);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_slept_through_two_leaders_is_told_that_there_is_a_hole() {
    if plays_here().await {
        return;
    }
    let house = House::open(Plan::still());
    let mut leaders = vec![house.member().await];
    ready(&leaders[0].handle()).await;
    let mut sleeper = Member::start("who_slept_through_two_leaders_is_told_that_there_is_a_hole", &house);
    sleeper.says_at_last("follows").await;
    sleeper.freeze();
    for _ in 0..2 {
        leaders.push(house.member().await);
        leaders.remove(0).stop().await.expect("everything is durable");
        plays(&leaders[0].handle(), TeamRole::Leading).await;
        ready(&leaders[0].handle()).await;
    }
    sleeper.thaw();
    sleeper.says_at_last("there is a hole").await;
    let leader = leaders.remove(0);
    let (seq, hash) = leader.handle().look(|moment| (moment.state.seq(), moment.state.hash()));
    assert_eq!(sleeper.looks(seq).await, (seq, hash));
    sleeper.stop().await;
    leader.stop().await.expect("everything is durable");
    assert!(house.kept().await >= seq);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_is_stuck_is_replaced_and_follows_when_it_goes_on() {
    if plays_here().await {
        return;
    }
    let house = House::open(Plan::still());
    let mut stuck = Member::start("a_leader_that_is_stuck_is_replaced_and_follows_when_it_goes_on", &house);
    stuck.says_at_last("leads").await;
    let live = house.member().await;
    let handle = live.handle();
    ready(&handle).await;
    let mut listener = Listener::of(&handle);
    handle.ask(pause("1004", "lunch")).await.expect("the switch does it");
    stuck.freeze();
    plays(&handle, TeamRole::Leading).await;
    ready(&handle).await;
    assert!(house.path("spool.2").is_dir(), "the other one still has the first");
    handle.ask(pause("1004", "later")).await.expect("the switch does it");

    stuck.thaw();
    stuck.says_at_last("follows").await;
    let (seq, hash) = handle.look(|moment| (moment.state.seq(), moment.state.hash()));
    assert_eq!(stuck.looks(seq).await, (seq, hash));
    let heard = listener.hears(seq).await;
    assert_eq!((heard.hash(), listener.holes), (hash, 0));
    stuck.stop().await;
    live.stop().await.expect("everything is durable");
    assert!(house.kept().await >= seq);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_does_not_read_is_cut_off_and_comes_back() {
    if plays_here().await {
        return;
    }
    let house = House::open(Plan::default().paced(20_000));
    let live = house.member().await;
    let handle = live.handle();
    ready(&handle).await;
    let mut listener = Listener::of(&handle);
    let mut slow = Member::start("a_follower_that_does_not_read_is_cut_off_and_comes_back", &house);
    slow.says_at_last("follows").await;
    is_followed_by(&handle, 1).await;
    slow.freeze();
    is_followed_by(&handle, 0).await;
    let missed = seq(&handle);
    slow.thaw();
    is_followed_by(&handle, 1).await;
    let (seen, hash) = slow.looks(missed).await;
    assert!(seen >= missed);
    let heard = listener.hears(seen).await;
    assert_eq!((heard.seq(), heard.hash(), listener.holes), (seen, hash, 0));
    slow.stop().await;
    live.stop().await.expect("everything is durable");
    assert!(house.kept().await >= seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_needs_no_store_and_who_would_lead_is_told_that_there_is_none() {
    let house = House::open(Plan::still());
    let mut without = house.config();
    let books = without.books.as_ref().expect("there are books").clone();
    let nowhere = format!("sqlite:{}", house.path("nowhere/calls.db").display());
    without.books = Some(BooksConfig::new(nowhere, books.stream, books.policy, books.spool));
    let refused = Live::start(without.clone()).await.expect_err("nobody leads, and there is no store");
    assert!(matches!(refused, LiveError::Store(_)), "{refused}");

    let leader = house.member().await;
    let follower = Live::start(without).await.expect("somebody leads");
    ready(&follower.handle()).await;
    agree(&leader.handle(), &[&follower.handle()]).await;
    follower.stop().await.expect("it was told to");
    leader.stop().await.expect("everything is durable");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_observes_asks_nothing_of_a_leader_that_may() {
    let house = House::open(Plan::still());
    let leader = house.member().await;
    let mut config = house.config();
    config.policy.role = Role::Observer;
    let observer = Live::start(config).await.expect("somebody leads");
    ready(&observer.handle()).await;
    let refused = observer.handle().ask(pause("1006", "lunch")).await;
    assert_eq!(refused, Err(AskError::Refused(Refusal::Observer)));
    leader.handle().ask(pause("1006", "lunch")).await.expect("the switch does it");
    observer.stop().await.expect("it was told to");
    leader.stop().await.expect("everything is durable");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_books_the_next_leader_goes_on_from_what_it_saw() {
    let house = House::open(Plan::still());
    let mut config = house.config();
    config.books = None;
    let leader = Live::start(config.clone()).await.expect("nobody else leads");
    ready(&leader.handle()).await;
    let follower = Live::start(config).await.expect("somebody leads");
    let handle = follower.handle();
    assert_eq!(handle.role(), TeamRole::Following);
    handle.ask(pause("1005", "lunch")).await.expect("the switch does it");
    let mut listener = Listener::of(&handle);
    leader.stop().await.expect("it was told to");
    plays(&handle, TeamRole::Leading).await;
    ready(&handle).await;
    let (end, hash) = handle.look(|moment| (moment.state.seq(), moment.state.hash()));
    let heard = listener.hears(end).await;
    assert_eq!((heard.seq(), heard.hash(), listener.holes), (end, hash, 0));
    paused(&handle, "1005", "lunch").await;
    follower.stop().await.expect("it was told to");
}
