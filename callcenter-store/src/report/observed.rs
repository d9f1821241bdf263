//! What share of a time was observed: a figure of a time in which nobody looked is not zero, it is not known.

use std::collections::BTreeMap;

use callcenter_core::{Span, Timestamp};

use crate::row::{GapRow, StreamRow};

/// When each switch was observed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observed {
    /// By switch: times, in order, that do not touch.
    switches: BTreeMap<String, Vec<(Timestamp, Timestamp)>>,
    now: Timestamp,
}

impl Observed {
    /// From the streams of a report and their gaps. A switch was observed when at least one of its streams was written:
    /// from the stream's first entry to when its writer was last known to work, less its gaps.
    pub(crate) fn new(streams: &[StreamRow], gaps: &[GapRow], now: Timestamp) -> Self {
        let mut switches: BTreeMap<String, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
        for stream in streams {
            let times = switches.entry(stream.switch.clone()).or_default();
            let Some(mut from) = stream.first_at.known() else { continue };
            let until = if is_live(stream) { stream.seen_at.max(stream.tip_at) } else { stream.tip_at };
            let mut own: Vec<_> = gaps.iter().filter(|gap| gap.stream == stream.id).collect();
            own.sort_unstable_by_key(|gap| gap.from_at);
            for gap in own {
                times.push((from, gap.from_at.min(until)));
                from = from.max(gap.until_at.unwrap_or(Timestamp::from_micros(i64::MAX)));
            }
            times.push((from, until));
        }
        switches.values_mut().for_each(join);
        Self { switches, now }
    }

    /// The share of some times that was observed, 0 to 1, of all switches together; what lies in the future does not count.
    /// Absent when all of it does, or there is no switch.
    pub(crate) fn share(&self, parts: &[(Timestamp, Timestamp)]) -> Option<f64> {
        let mut whole = Span::ZERO;
        let mut seen = Span::ZERO;
        for &(from, until) in parts {
            let until = until.min(self.now);
            for times in self.switches.values() {
                whole += until.since(from);
                let first = times.partition_point(|&(_, end)| end <= from);
                for &(begin, end) in times[first..].iter().take_while(|&&(begin, _)| begin < until) {
                    seen += end.min(until).since(begin.max(from));
                }
            }
        }
        (whole > Span::ZERO).then(|| seen.as_micros() as f64 / whole.as_micros() as f64)
    }
}

/// Whether a stream is what the switch says now.
pub(crate) fn is_live(stream: &StreamRow) -> bool {
    stream.source == "live"
}

/// Puts times in order and makes one of those that touch.
fn join(times: &mut Vec<(Timestamp, Timestamp)>) {
    times.retain(|(from, until)| from < until);
    times.sort_unstable();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(times.len());
    for &(from, until) in times.iter() {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    *times = joined;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_secs(1_795_219_200 + hours * 3_600)
    }

    fn stream(id: i64, switch: &str, source: &str, from: i64, until: i64) -> StreamRow {
        StreamRow {
            id,
            switch: switch.to_owned(),
            source: source.to_owned(),
            term: 1,
            holder: String::new(),
            held_until: at(until),
            seen_at: at(until),
            tip: 10,
            tip_at: at(until),
            first_at: at(from),
            policy: String::new(),
            again_of: None,
            generation: 0,
        }
    }

    fn gap(stream: i64, from: i64, until: Option<i64>) -> GapRow {
        GapRow { stream, seq: from, from_at: at(from), until_at: until.map(at), cause: "link".to_owned() }
    }

    #[test]
    fn hc_01_gaps_the_time_before_and_the_time_after_are_not_observed() {
        let streams = [stream(1, "one", "live", 0, 10)];
        let observed = Observed::new(&streams, &[gap(1, 2, Some(4)), gap(1, 3, Some(5))], at(20));
        assert_eq!(observed.share(&[(at(0), at(10))]), Some(0.7));
        assert_eq!(observed.share(&[(at(-10), at(0))]), Some(0.0));
        assert_eq!(observed.share(&[(at(5), at(15))]), Some(0.5));
        assert_eq!(observed.share(&[(at(15), at(40))]), Some(0.0), "up to now nothing was");
        assert_eq!(observed.share(&[(at(20), at(40))]), None, "what is to come cannot be observed");
        let open = Observed::new(&streams, &[gap(1, 5, None)], at(20));
        assert_eq!(open.share(&[(at(0), at(10))]), Some(0.5));
    }

    #[test]
    fn two_streams_of_one_switch_fill_each_others_gaps_and_two_switches_do_not() {
        let mut streams = [stream(1, "one", "live", 0, 10), stream(2, "one", "import:queue_log:1", 2, 4)];
        let gaps = [gap(1, 2, Some(4))];
        assert_eq!(Observed::new(&streams, &gaps, at(20)).share(&[(at(0), at(10))]), Some(1.0));
        streams[1].switch = "two".to_owned();
        assert_eq!(Observed::new(&streams, &gaps, at(20)).share(&[(at(0), at(10))]), Some(0.5));
    }
}
