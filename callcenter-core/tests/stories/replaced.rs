//! A leg that takes another's place in the middle of a talk, by INVITE with Replaces.

use callcenter_core::{CallRecord, Span};

use crate::story::{Story, tell};

/// 1001 calls a customer, who answers after 5 s.
const CALL: &str = "
    0.0  leg a 1001 calls 901711
    0.5  leg b trunk for a
    5.0  b answers
    5.0  b dial answer
    5.0  a answers
    5.0  bridge x b a
";

fn only(story: &Story) -> &CallRecord {
    let records = story.closed();
    assert_eq!(records.len(), 1, "it is one call: {records:?}");
    records[0]
}

/// Talked from 5 s until 65 s with the customer, who hung up.
fn went_on(record: &CallRecord) {
    let with: Vec<_> = record.segments.iter().map(|one| one.with.as_deref()).collect();
    assert_eq!((with, record.talk_s), (vec![Some("customer")], Some(Span::from_secs(60))));
    let hangup = record.hangup.as_ref().map(|hangup| hangup.by.as_str());
    assert_eq!((record.caller.as_deref(), hangup), (Some("1001"), Some("customer")));
}

#[test]
fn a_callers_phone_that_comes_back_goes_on_with_the_call_and_its_holds_count() {
    let story = tell(&format!(
        "{CALL}
   20.0  leg c 1001 calls 1001
   20.0  c answers
   20.0  bridge x without a
   20.0  bridge x puts c for a of a
   20.0  a ends
   30.0  c holds
   40.0  leg d 1001 calls 1001
   40.0  d answers
   40.0  bridge x puts d for c of a
   40.0  c ends
   50.0  d holds
   55.0  d unholds
   65.0  b wants to end
   65.0  bridge x without b
   65.0  b ends
   65.0  bridge x without d
   65.0  d ends
   80.0  tick
"
    ));
    let record = only(&story);
    went_on(record);
    // A hold of a phone that was replaced ended with it.
    assert_eq!((record.hold.count, record.hold.seconds), (2, Some(Span::from_secs(15))));
}

#[test]
fn a_colleague_who_takes_the_callers_place_goes_on_with_the_call() {
    let story = tell(&format!(
        "{CALL}
   20.0  leg c 1002 calls 1001
   20.0  c answers
   20.0  bridge x puts c for a of a
   20.0  a ends
   65.0  b wants to end
   65.0  bridge x without b
   65.0  b ends
   65.0  bridge x without c
   65.0  c ends
   80.0  tick
"
    ));
    went_on(only(&story));
}

#[test]
fn whoever_was_called_and_comes_back_is_talked_with_again() {
    let story = tell(
        "
    0.0  leg a trunk calls 100
    0.5  leg b 1001 for a
    5.0  b answers
    5.0  b dial answer
    5.0  a answers
    5.0  bridge x b a
   20.0  leg c 1001 calls 1001
   20.0  c answers
   20.0  bridge x puts c for b of a
   20.0  b ends
   65.0  a wants to end
   65.0  bridge x without a
   65.0  a ends
   65.0  bridge x without c
   65.0  c ends
   80.0  tick
",
    );
    let record = only(&story);
    let with: Vec<_> = record.segments.iter().map(|one| one.with.as_deref()).collect();
    assert_eq!((with, record.talk_s), (vec![Some("1001"), Some("1001")], Some(Span::from_secs(60))));
}
