//! Messages that are shared: each rendered once per class, by the first one who needs it.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;

use super::row::{CLASSES, Class, Shown};
use super::topic::Topic;
use crate::clock::Utc;

/// Where in the stream something was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) epoch: u64,
    /// Number of the last entry.
    pub(super) seq: u64,
    /// What time it was for the switch.
    pub(super) at: Utc,
}

/// A whole topic at one point.
pub(super) struct Sheet {
    topic: Topic,
    point: Point,
    rows: Vec<Arc<dyn Shown>>,
    text: [OnceLock<Utf8Bytes>; CLASSES],
}

/// What changed in a topic from one point to the next.
pub(super) struct Delta {
    pub(super) topic: Topic,
    pub(super) point: Point,
    set: Vec<Arc<dyn Shown>>,
    gone: Vec<Arc<dyn Shown>>,
    text: [OnceLock<Option<Utf8Bytes>>; CLASSES],
}

impl Sheet {
    pub(super) fn new(topic: Topic, point: Point, rows: Vec<Arc<dyn Shown>>) -> Self {
        Self { topic, point, rows, text: [const { OnceLock::new() }; CLASSES] }
    }

    /// The message.
    pub(super) fn text(&self, class: Class) -> Utf8Bytes {
        let text = self.text[class as usize].get_or_init(|| {
            let rows = self.rows.iter().filter_map(|row| row.json(class));
            snapshot(self.topic, self.point, rows)
        });
        text.clone()
    }
}

impl Delta {
    pub(super) fn new(
        topic: Topic,
        point: Point,
        set: Vec<Arc<dyn Shown>>,
        gone: Vec<Arc<dyn Shown>>,
    ) -> Self {
        Self { topic, point, set, gone, text: [const { OnceLock::new() }; CLASSES] }
    }

    /// How many rows it touches.
    pub(super) fn rows(&self) -> usize {
        self.set.len() + self.gone.len()
    }

    /// The message; absent: nothing in it is for that class.
    pub(super) fn text(&self, class: Class) -> Option<Utf8Bytes> {
        let text = self.text[class as usize].get_or_init(|| {
            let set: Vec<&str> = self.set.iter().filter_map(|row| row.json(class)).collect();
            let gone = self.gone.iter().filter(|row| row.json(class).is_some());
            let gone: Vec<&str> = gone.map(|row| row.key()).collect();
            delta(self.topic, self.point, &set, &gone)
        });
        text.clone()
    }
}

/// A snapshot of rows that are rendered already.
pub(super) fn snapshot<'r>(topic: Topic, point: Point, rows: impl Iterator<Item = &'r str>) -> Utf8Bytes {
    let mut text = head("snapshot", topic, point);
    text.push_str(",\"rows\":[");
    join(&mut text, rows);
    text.push_str("]}");
    text.into()
}

/// A delta of rows that are rendered already; nothing when there is nothing in it.
pub(super) fn delta(topic: Topic, point: Point, set: &[&str], gone: &[&str]) -> Option<Utf8Bytes> {
    if set.is_empty() && gone.is_empty() {
        return None;
    }
    let mut text = head("delta", topic, point);
    text.push_str(",\"set\":[");
    join(&mut text, set.iter().copied());
    text.push_str("],\"gone\":");
    text.push_str(&serde_json::to_string(gone).expect("texts always render"));
    text.push('}');
    Some(text.into())
}

fn head(kind: &str, topic: Topic, point: Point) -> String {
    let mut text = String::with_capacity(512);
    let Point { seq, at, .. } = point;
    write!(text, r#"{{"type":"{kind}","topic":"{}","seq":{seq},"at":"{at}""#, topic.name())
        .expect("a text takes whatever is written to it");
    text
}

fn join<'r>(text: &mut String, rows: impl Iterator<Item = &'r str>) {
    for (place, row) in rows.enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(row);
    }
}
