//! Reading allocates nothing, counted.

mod common;

use allocation_counter::measure;
use callcenter_ami::{Content, Message, frames, trace, translate};
use common::{traces, wire};

/// What the work gives, and how often it asked for memory.
fn counted<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let mut result = None;
    let info = measure(|| result = Some(work()));
    (result.expect("the work was done"), info.count_total)
}

#[test]
fn splitting_every_header_of_every_trace_allocates_nothing() {
    for (path, bytes) in traces() {
        let wire = wire(&bytes);
        let (headers, allocations) = counted(|| {
            frames(&wire)
                .filter_map(Result::ok)
                .map(|frame| Message::parse(frame).fields().count())
                .sum::<usize>()
        });
        assert!(headers > 0);
        assert_eq!(allocations, 0, "{}", path.display());
    }
}

/// A name with an escape in it, or with broken UTF-8, has to be written anew; nothing else is.
#[test]
fn translating_every_message_of_every_trace_allocates_only_for_odd_names() {
    let mut events = 0;
    for (path, bytes) in traces() {
        for item in trace(&bytes) {
            let Content::Frame(frame) = item.content else {
                continue;
            };
            let (event, allocations) =
                counted(|| translate(&Message::parse(frame)).is_ok_and(|event| event.is_some()));
            events += u64::from(event);
            let is_odd = frame.contains(&b'\\') || str::from_utf8(frame).is_err();
            assert!(allocations == 0 || is_odd, "{} at byte {}: {allocations}", path.display(), item.offset);
        }
    }
    assert!(events > 10_000);
}
