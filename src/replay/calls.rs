//! The records of all calls that were replayed, in order.

use std::collections::BTreeMap;

use callcenter_core::{CallKey, CallRecord, Entry, Fact, Timestamp};

/// Collects the records of calls, and puts them in order of their start.
///
/// # Example
/// ```
/// use callcenter::{Calls, Policy, Replay};
/// let trace = b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n";
/// let (mut replay, mut calls) = (Replay::new(Policy::default()), Calls::default());
/// replay.feed(trace, |entry| calls.take(entry));
/// let open = replay.finish(|entry| calls.take(entry));
/// assert_eq!(calls.in_order(open)[0].linkedid, "7.1");
/// ```
#[derive(Debug, Default)]
pub struct Calls {
    closed: Vec<(Option<Timestamp>, Option<u64>, CallRecord)>,
    /// In which order calls that are not closed began.
    begun: BTreeMap<CallKey, u64>,
}

impl Calls {
    /// Takes the next entry.
    pub fn take(&mut self, entry: Entry) {
        match entry.fact {
            Fact::CallStarted { call, .. } => {
                self.begun.entry(call).or_insert(entry.seq);
            }
            Fact::CallClosed { call, record } => {
                let begun = self.begun.remove(&call);
                if let Some(record) = record {
                    self.closed.push((record.started_at, begun, *record));
                }
            }
            _ => {}
        }
    }

    /// All calls in order of their start; those that are not over are given.
    pub fn in_order(self, open: Vec<CallRecord>) -> Vec<CallRecord> {
        let Self { mut closed, begun } = self;
        closed.extend(
            open.into_iter()
                .map(|record| (record.started_at, begun.get(record.linkedid.as_str()).copied(), record)),
        );
        closed.sort_by_key(|(started, begun, _)| (*started, *begun));
        closed.into_iter().map(|(_, _, record)| record).collect()
    }
}
