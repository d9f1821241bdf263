//! Times by how long they were.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Sets of labels that are told apart; all further ones are counted together.
const SERIES_MAX: usize = 2_000;

/// Times under labels of two or three words, all of them known beforehand: routes, methods, statuses, tables.
#[derive(Debug)]
pub(super) struct Times {
    name: &'static str,
    help: &'static str,
    labels: &'static [&'static str],
    series: Mutex<BTreeMap<Vec<String>, Histogram>>,
}

#[derive(Debug, Clone, Default)]
struct Histogram {
    /// How many were at most as long as each bound, and longer than the one before.
    counts: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Times {
    pub(super) fn new(name: &'static str, help: &'static str, labels: &'static [&'static str]) -> Self {
        Self { name, help, labels, series: Mutex::default() }
    }

    pub(super) fn add(&self, values: &[&str], time: Duration) {
        let mut series = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let own: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        let own = match series.len() < SERIES_MAX || series.contains_key(&own) {
            true => own,
            false => vec!["…".to_owned(); self.labels.len()],
        };
        let histogram = series.entry(own).or_default();
        let seconds = time.as_secs_f64();
        histogram.count += 1;
        histogram.seconds += seconds;
        if let Some(bucket) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            histogram.counts[bucket] += 1;
        }
    }

    /// Writes all of it as Prometheus reads it.
    pub(super) fn write(&self, text: &mut String) {
        let series = self.series.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = self.name;
        let _ = writeln!(text, "# HELP {name} {}\n# TYPE {name} histogram", self.help);
        for (values, histogram) in &series {
            let pairs = self.labels.iter().zip(values);
            let labels: Vec<String> =
                pairs.map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
            let labels = labels.join(",");
            let mut sum = 0;
            for (bound, count) in BOUNDS.iter().zip(histogram.counts) {
                sum += count;
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {sum}");
            }
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", histogram.count);
            let _ = writeln!(text, "{name}_sum{{{labels}}} {}", histogram.seconds);
            let _ = writeln!(text, "{name}_count{{{labels}}} {}", histogram.count);
        }
    }
}

/// A label's value as Prometheus reads it.
pub(super) fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_up_to_each_bound_and_labels_are_bounded() {
        let times = Times::new("x_seconds", "Times.", &["route", "status"]);
        times.add(&["/a\"b", "200"], Duration::from_millis(4));
        times.add(&["/a\"b", "200"], Duration::from_secs(60));
        let mut text = String::new();
        times.write(&mut text);
        let has = |line: &str| assert!(text.lines().any(|own| own == line), "{line} is missing in\n{text}");
        has("x_seconds_bucket{route=\"/a\\\"b\",status=\"200\",le=\"0.0025\"} 0");
        has("x_seconds_bucket{route=\"/a\\\"b\",status=\"200\",le=\"0.005\"} 1");
        has("x_seconds_bucket{route=\"/a\\\"b\",status=\"200\",le=\"10\"} 1");
        has("x_seconds_bucket{route=\"/a\\\"b\",status=\"200\",le=\"+Inf\"} 2");
        has("x_seconds_count{route=\"/a\\\"b\",status=\"200\"} 2");
        for n in 0..SERIES_MAX + 10 {
            times.add(&[&n.to_string(), "200"], Duration::ZERO);
        }
        assert!(times.series.lock().expect("nobody failed").len() <= SERIES_MAX + 1);
    }
}
