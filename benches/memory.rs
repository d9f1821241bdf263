//! What the engine asks of the allocator: allocations per event, bytes per live call.
//!
//!     cargo bench --bench memory
//!
//! Counted, not timed: the figures are the same in every run. Bytes are what was asked for, before the allocator
//! rounds up.

mod common;

use std::alloc::System;

use callcenter::ami::{Content, frames, interpret, trace};
use callcenter::{Engine, Fact, Input, Output, Policy};
use callcenter_core::Timestamp;
use callcenter_core::event::Event;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Enough calls that tables and indexes weigh as much a call as they do in a full centre.
const CALLS: u32 = 4_096;

fn main() {
    // `cargo test` runs benches to see that they start.
    let messages = common::busy_hour();
    let wire = common::wire(&messages);

    let region = Region::new(ALLOCATOR);
    let mut events = 0_u32;
    for frame in frames(&wire).flatten() {
        let _ = interpret(frame, |event| events += u32::from(event.is_some()));
    }
    let parsed = region.change();
    println!("bytes to events: {events} events, {:.4} allocations an event", per(parsed.allocations, events));

    let mut engine = Engine::new(Policy::default());
    let mut out: Vec<Output> = Vec::with_capacity(256);
    let (mut changes, mut facts) = (0_u32, 0_u32);
    let region = Region::new(ALLOCATOR);
    for (time, frame) in &messages {
        let _ = interpret(frame, |event| follow(&mut engine, *time, event, &mut out));
        changes += u32::from(!out.is_empty());
        facts += u32::try_from(out.len()).unwrap_or(u32::MAX);
        out.clear();
    }
    let followed = region.change();
    let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    println!(
        "bytes to live calls: {count} messages, {changes} change state, {facts} facts: {:.2} allocations a message, {:.2} a change, {:.2} a fact",
        per(followed.allocations, count),
        per(followed.allocations, changes),
        per(followed.allocations, facts),
    );

    let talk = until_they_talk();
    let mut engine = Engine::new(Policy::default());
    let region = Region::new(ALLOCATOR);
    for round in 0..CALLS {
        for (time, frame) in common::again(&talk, round) {
            let _ = interpret(&frame, |event| follow(&mut engine, time, event, &mut out));
            out.clear();
        }
    }
    let kept = region.change();
    let bytes = kept.bytes_allocated as isize + kept.bytes_reallocated - kept.bytes_deallocated as isize;
    let live = u32::try_from(engine.state().calls_count()).unwrap_or(u32::MAX);
    let legs = engine.state().legs_count();
    println!("live calls: {live} with {legs} legs, {:.0} bytes a call", per(bytes.unsigned_abs(), live));
}

fn per(what: usize, of: u32) -> f64 {
    what as f64 / f64::from(of.max(1))
}

fn follow(engine: &mut Engine, time: i64, event: Option<Event<'_>>, out: &mut Vec<Output>) {
    if let Some(event) = event {
        engine.handle(Timestamp::from_micros(time), Input::Event(event), out);
    }
}

/// The messages of a recorded direct call of two legs, up to the moment when two people talk.
fn until_they_talk() -> Vec<(i64, Vec<u8>)> {
    let bytes = include_bytes!("../callcenter-ami/tests/traces/22.10.1/did_answered/events.ami");
    let (mut engine, mut out) = (Engine::new(Policy::default()), Vec::new());
    let mut messages = Vec::new();
    for item in trace(bytes) {
        let (Content::Frame(frame), Some(time)) = (item.content, item.time) else { continue };
        let time = time.as_micros();
        messages.push((time, frame.to_vec()));
        let _ = interpret(frame, |event| follow(&mut engine, time, event, &mut out));
        if out.iter().any(
            |output| matches!(output, Output::Entry(entry) if matches!(entry.fact, Fact::TalkStarted { .. })),
        ) {
            let first = messages.iter().position(|(_, frame)| frame.starts_with(b"Event: Newchannel"));
            messages.drain(..first.unwrap_or(0));
            return messages;
        }
    }
    panic!("nobody talks in the recorded call");
}
