//! The link was away: what a list then has, and what it has no more.

use callcenter_core::view::{agents, queues};

use crate::story::{at, tell};

const BEFORE: &str = "
    0.0  link up
    0.0  member support PJSIP/1001 added
    0.0  member support PJSIP/1002 added
    0.0  member sales PJSIP/1002 added
    1.0  leg a trunk calls 100
    1.0  queue support a joins
    2.0  leg b trunk calls 100
    2.0  queue support b joins 2
   10.0  link down
   20.0  link up
   20.1  list leg a trunk up
   20.1  list leg b trunk up
   20.1  list whole legs
";

#[test]
fn members_and_callers_that_the_list_has_no_more_are_gone() {
    let story = tell(&format!("{BEFORE}
        20.2  list queue sales
        20.2  list queue support
        20.2  list member support PJSIP/1001                    => PJSIP/1001 still in support
        20.2  list member support PJSIP/1003 paused since=15    => 1003 in support paused · 1003 paused
        20.2  list waiting support b 1 18                       => b still waits in support, 1
        20.2  list whole queues             => PJSIP/1002 out of sales · PJSIP/1002 out of support · 1002 away · a leaves support
        20.2  list whole queues             => nothing
    "));
    let support = &queues(story.state())[1];
    assert_eq!(support.waiting.len(), 1);
    assert_eq!(support.waiting[0].since, Some(at(2.0)), "a caller's start lives through the gap");
    let paused = &agents(story.state())[2];
    assert_eq!(paused.queues[0].pause_since, Some(at(15.0)), "the pause began while nobody looked");
}

#[test]
fn a_list_of_one_queue_says_nothing_about_the_others() {
    tell(&format!(
        "{BEFORE}
        20.2  list queue support
        20.2  list member support PJSIP/1001
        20.2  list whole queues             => PJSIP/1002 out of support · a leaves support · b leaves support
    "
    ));
}

#[test]
fn hc_42_a_pause_reason_survives_a_list_that_does_not_tell_it() {
    tell("
        0.0  link up
        0.0  member support PJSIP/1001 added paused reason=lunch
       10.0  link down
       20.0  link up
       20.2  list queue support
       20.2  list member support PJSIP/1001 paused       => PJSIP/1001 still in support
       20.2  list member support PJSIP/1001 paused reason=meeting since=15  => 1001 in support paused · 1001 paused (meeting)
       20.2  list whole queues                           => nothing
    ");
}

#[test]
fn a_report_and_a_row_that_say_the_same_are_one_fact() {
    tell(
        "
        0.0  link up
        1.0  member support PJSIP/1001 added                 => 1001 in support · 1001 ready
        1.0  list member support PJSIP/1001                  => nothing
        1.0  list device PJSIP/1001 free                     => PJSIP/1001 notinuse
        1.0  device PJSIP/1001 free                          => nothing
        1.0  contact 1001 removed                            => nothing
        1.0  contact 1001 reachable                          => 1001 reachable
        1.0  contact 1001 reachable                          => nothing
    ",
    );
}

#[test]
fn a_caller_listed_as_waiting_keeps_the_true_start() {
    let story = tell(
        "
        0.0  link up
       60.0  list leg a trunk up
       60.0  list whole legs
       60.0  list queue support
       60.0  list waiting support a 1 45       => a waits in support, 1
       60.0  list whole queues                 => nothing
    ",
    );
    assert_eq!(queues(story.state())[0].longest_since, Some(at(15.0)));
}
