//! Behind the figures: the rows and the calls that each one counts.

use callcenter_core::stats::{Figures, Merge, Metric};
use callcenter_core::{CallRecord, Span, Timestamp};

use super::measure::{Amount, Target, empty, measures};
use crate::error::StoreError;
use crate::figures::{Cell, Scope, cells};
use crate::journal::decode_record;
use crate::reading::Reading;
use crate::row::{AGENT_SPANS, ATTEMPTS, CALLS, CallRow, FIGURES, VISITS};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};
use crate::value::Value;

/// How long before a figure's time a call behind it may have begun: what lasts longer is not found.
pub const CALL_MAX: Span = Span::from_secs(7 * 86_400);

/// Calls that are looked at together.
const PAGE: u64 = 1_000;

/// Which figure.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The streams, and which of them answers when.
    pub reading: &'a Reading,
    /// What it is about.
    pub scope: Scope,
    /// Whose; empty for the floor.
    pub name: &'a str,
    /// The id of its definition.
    pub metric: &'a str,
    /// From when.
    pub from: Timestamp,
    /// Until when; not part of it.
    pub until: Timestamp,
    /// Wait up to which an answer is in time.
    pub target: Span,
    /// Wait below which giving up is short.
    pub short: Span,
}

/// The rows that a figure is made of, where one table has them: stays in queues, tries of phones, calls, times of agents.
///
/// Of a count there are as many rows as it says; of a mean, a share or a percentile, the rows that it is made of. Absent
/// where no table has it alone: then [`calls_behind`] lists the calls.
pub fn rows_behind(ask: &Ask<'_>) -> Option<Select> {
    match ask.scope {
        Scope::Queue => visits(ask),
        Scope::Agent => attempts(ask).or_else(|| agent_spans(ask)),
        Scope::Extension => attempts(ask).or_else(|| made(ask)),
        Scope::Trunk => None,
        Scope::Floor => floor(ask),
    }
}

impl Ask<'_> {
    fn select(&self, table: &'static crate::table::Table, at: &'static str) -> Select {
        Select::from(table)
            .only(self.reading.at(at))
            .only(Condition::AtLeast(at, self.from.into()))
            .only(Condition::Below(at, self.until.into()))
            .by(at)
    }
}

fn visits(ask: &Ask<'_>) -> Option<Select> {
    const ENDS: [&str; 8] = [
        "answered",
        "abandoned",
        "queue_timeout",
        "queue_left_empty",
        "queue_exit_key",
        "queue_withdrawn",
        "waiting",
        "queue_refused",
    ];
    let is =
        |results: &[&str]| Condition::In("result", results.iter().map(|&result| result.into()).collect());
    let not = |results: &[&str]| {
        Condition::All(results.iter().map(|&result| Condition::IsNot("result", result.into())).collect())
    };
    // Waits are counted by the ms, rounded up.
    let within = |limit: Span| Condition::AtMost("wait", Span::from_millis(millis(limit)).into());
    let below = |limit: Span| Condition::AtMost("wait", Span::from_millis(millis(limit) - 1).into());
    let both = |one: Condition, other: Condition| Condition::All(vec![one, other]);
    let which = match ask.metric {
        "offered" | "answered-share" | "abandoned-share" | "longest-wait" => not(&["queue_refused"]),
        "answered" | "asa" | "wait-p50" | "wait-p80" | "wait-p90" | "wait-p95" | "sl-4" => is(&["answered"]),
        "abandoned" | "abandon-wait" | "abandon-wait-p50" | "abandon-wait-p90" => is(&["abandoned"]),
        "sl-1" | "sl-2" | "sl-3" | "sl-5" | "sl-G" => is(&["answered", "abandoned"]),
        "sl-N" => is(&["answered", "abandoned", "queue_exit_key"]),
        "answered-in-time" => both(is(&["answered"]), within(ask.target)),
        "abandoned-in-time" => both(is(&["abandoned"]), within(ask.target)),
        "short-abandons" => both(is(&["abandoned"]), below(ask.short)),
        "timed-out" => is(&["queue_timeout"]),
        "left-empty" => is(&["queue_left_empty"]),
        "exited-by-key" => is(&["queue_exit_key"]),
        "withdrawn" => is(&["queue_withdrawn"]),
        "refused" => is(&["queue_refused"]),
        "left-otherwise" => not(&ENDS),
        "flowed-out" => not(&["answered", "abandoned", "waiting", "queue_refused"]),
        _ => return None,
    };
    Some(ask.select(VISITS, "entered_at").only(Condition::Is("queue", ask.name.into())).only(which))
}

fn millis(limit: Span) -> i64 {
    limit.as_micros().max(0).saturating_add(999) / 1_000
}

fn attempts(ask: &Ask<'_>) -> Option<Select> {
    let results: &[&str] = match ask.metric {
        "attempts" => &[],
        "attempts-answered" | "speed-of-answer" => &["answered"],
        "missed" => &["no_answer", "declined", "busy", "unreachable"],
        "answer-rate" => &["answered", "no_answer", "declined", "busy", "unreachable"],
        "attempts-no-answer" => &["no_answer"],
        "attempts-declined" => &["declined"],
        "attempts-busy" => &["busy"],
        "attempts-unreachable" => &["unreachable"],
        "attempts-answered-elsewhere" => &["answered_elsewhere"],
        "attempts-cancelled" => &["cancelled"],
        "attempts-picked-up-elsewhere" => &["picked_up_elsewhere"],
        _ => return None,
    };
    let select = ask.select(ATTEMPTS, "from_at").only(Condition::Is("agent", ask.name.into()));
    Some(match results {
        [] => select,
        results => {
            select.only(Condition::In("result", results.iter().map(|&result| result.into()).collect()))
        }
    })
}

fn agent_spans(ask: &Ask<'_>) -> Option<Select> {
    let activity = match ask.metric {
        "pauses" => {
            let select = Select::from(AGENT_SPANS)
                .only(first(ask))
                .only(Condition::AtLeast("from_at", ask.from.into()))
                .only(Condition::Below("from_at", ask.until.into()))
                .by("from_at")
                .only(Condition::Is("agent", ask.name.into()));
            return Some(select.only(Condition::Is("activity", "paused".into())));
        }
        "time-ready" => Some("ready"),
        "time-partly-ready" => Some("partly_ready"),
        "paused" => Some("paused"),
        "time-wrap-up" => Some("wrap_up"),
        "time-ringing" => Some("ringing"),
        "time-talking" => Some("talking"),
        "signed-in" | "occupancy" | "availability" | "longest-idle" => None,
        _ => return None,
    };
    let lasted = Condition::Any(vec![
        Condition::Above("until_at", ask.from.into()),
        Condition::Is("open", true.into()),
    ]);
    let select = Select::from(AGENT_SPANS)
        .only(first(ask))
        .only(Condition::Is("agent", ask.name.into()))
        .only(Condition::Below("from_at", ask.until.into()))
        .only(lasted)
        .by("from_at");
    Some(match activity {
        Some(activity) => select.only(Condition::Is("activity", activity.into())),
        None => select,
    })
}

/// What agents did is told by what was concluded first.
fn first(ask: &Ask<'_>) -> Condition {
    Condition::In("stream", ask.reading.first_ids().into_iter().map(Value::Int).collect())
}

fn made(ask: &Ask<'_>) -> Option<Select> {
    let directions: &[&str] = match ask.metric {
        "extension-made" | "extension-made-answered" => &["outbound", "internal"],
        "extension-made-outside" => &["outbound"],
        "extension-made-inside" => &["internal"],
        _ => return None,
    };
    let select = ask
        .select(CALLS, "started_at")
        .only(Condition::Is("live", false.into()))
        .only(Condition::Is("caller", ask.name.into()))
        .only(Condition::In("direction", directions.iter().map(|&direction| direction.into()).collect()));
    Some(match ask.metric {
        "extension-made-answered" => select.only(Condition::Is("status", "answered".into())),
        _ => select,
    })
}

fn floor(ask: &Ask<'_>) -> Option<Select> {
    let select = ask.select(CALLS, "started_at").only(Condition::Is("live", false.into()));
    let list = |words: &[&str]| words.iter().map(|&word| Value::from(word)).collect::<Vec<_>>();
    let of_its_kind = || Condition::In("status", list(&["supervision", "parking_retrieve"]));
    // What ended a consultation is always the transfer that used it up, and nothing else ends so.
    let consult = || Condition::Is("hangup_by", "transfer".into());
    if ask.metric == "auxiliary" {
        return Some(select.only(Condition::Any(vec![of_its_kind(), consult()])));
    }
    let select = select
        .only(Condition::IsNot("hangup_by", "transfer".into()))
        .only(Condition::IsNot("status", "supervision".into()))
        .only(Condition::IsNot("status", "parking_retrieve".into()));
    let failed = ["busy", "declined", "failed"];
    let alone = ["self_service", "voicemail", "conference"];
    let condition = match ask.metric {
        "calls" | "calls-longest-talk" => return Some(select),
        "calls-inbound" => Condition::Is("direction", "inbound".into()),
        "calls-outbound" => Condition::Is("direction", "outbound".into()),
        "calls-internal" => Condition::Is("direction", "internal".into()),
        "calls-answered" | "calls-talk" | "calls-mean-talk" => Condition::Is("status", "answered".into()),
        "calls-hold" => Condition::Above("hold", 0.into()),
        "calls-failed" => Condition::In("status", list(&failed)),
        "calls-self-service" => Condition::In("status", list(&alone)),
        "calls-no-answer" => Condition::All(
            failed
                .iter()
                .chain(&alone)
                .chain(&["answered"])
                .map(|&status| Condition::IsNot("status", status.into()))
                .collect(),
        ),
        "calls-uncertain" => Condition::IsNot("observed", "whole".into()),
        _ => return None,
    };
    Some(select.only(condition))
}

/// The calls that add to a figure, in the order of their beginning, each with how much: the sum is the figure, as far as it
/// is a sum. At most `limit`.
///
/// It is found by the code that made the figure: each call that may belong to it is counted again, alone. So figures that do
/// not come from calls (time of agents, the queue's own counts) have none.
///
/// # Errors
/// [`StoreError::Invalid`] for a figure that is not defined; else what the database says.
pub async fn calls_behind(
    store: &dyn Store,
    ask: &Ask<'_>,
    limit: usize,
) -> Result<Vec<(CallRow, Amount)>, StoreError> {
    let metric = Metric::of(ask.metric).filter(|metric| is_of(metric, ask.scope));
    let metric = metric.ok_or_else(|| {
        StoreError::Invalid(format!("no figure {:?} of a {} is defined", ask.metric, ask.scope.as_str()))
    })?;
    let agents = agents(store, ask).await?;
    let is_agent = |name: &str| agents.binary_search_by(|agent| agent.as_str().cmp(name)).is_ok();
    let mut found = Vec::new();
    let streams = ask.reading.ids();
    for &stream in &streams {
        let mut last: Option<CallRow> = None;
        loop {
            let page: Vec<CallRow> = rows(store, &page(ask, stream, last.as_ref())).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.clone());
            for row in page {
                if let Some(amount) = adds(ask, metric, stream, &decode_record(&row.record)?, is_agent) {
                    found.push((row, amount));
                }
            }
            if found.len() > limit.saturating_mul(streams.len()) {
                break;
            }
        }
    }
    found.sort_by_key(|(call, _)| call.started_at);
    found.truncate(limit);
    Ok(found)
}

fn is_of(metric: &Metric, scope: Scope) -> bool {
    super::metrics_of(scope).iter().any(|own| own.id == metric.id)
}

/// The next calls that may belong to a figure.
fn page(ask: &Ask<'_>, stream: i64, after: Option<&CallRow>) -> Select {
    let select = Select::from(CALLS)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::Is("live", false.into()))
        .only(Condition::AtLeast("started_at", (ask.from - CALL_MAX).into()))
        .only(Condition::Below("started_at", ask.until.into()))
        .by("started_at")
        .by("call_id")
        .limit(PAGE);
    let Some((started, after)) = after.and_then(|row| Some((row.started_at?, row))) else { return select };
    select.only(Condition::Any(vec![
        Condition::Above("started_at", started.into()),
        Condition::All(vec![
            Condition::Is("started_at", started.into()),
            Condition::Above("call_id", after.call_id.as_str().into()),
        ]),
    ]))
}

/// How much a call adds to a figure; nothing when it does not.
fn adds(
    ask: &Ask<'_>,
    metric: &Metric,
    stream: i64,
    record: &CallRecord,
    is_agent: impl Fn(&str) -> bool,
) -> Option<Amount> {
    let mut whole: Cell = empty(ask.scope);
    let mut figures = Figures::of_call(record, is_agent);
    ask.reading.keep_own(stream, &mut figures);
    let own = cells(0, &figures);
    for (key, cell) in own.iter() {
        let here = key.scope == ask.scope && key.name == ask.name && key.width == 1;
        if here && ask.from <= key.start && key.start < ask.until {
            whole.merge(cell);
        }
    }
    let list = measures(&whole, Target { target: ask.target, short: ask.short });
    let amount = list.into_iter().find(|measure| measure.metric.id == metric.id)?.amount?;
    amount.number().filter(|&number| number != 0.0).map(|_| amount)
}

/// Whose phones were agents' at the time, in order.
async fn agents(store: &dyn Store, ask: &Ask<'_>) -> Result<Vec<String>, StoreError> {
    let mut select = Select::from(FIGURES)
        .columns(&["name"])
        .only(Condition::In("stream", ask.reading.ids().into_iter().map(Value::Int).collect()))
        .only(Condition::Is("scope", Scope::Agent.as_str().into()))
        .only(Condition::Is("width", i64::from(crate::figures::DAY_QUARTERS).into()))
        .only(Condition::AtLeast("start", (crate::figures::day_of(ask.from) - CALL_MAX).into()))
        .only(Condition::Below("start", (ask.until + CALL_MAX).into()));
    if ask.scope == Scope::Agent {
        select = select.only(Condition::Is("name", ask.name.into()));
    }
    let found = store.select(&select).await?;
    let mut names: Vec<String> = found
        .into_iter()
        .flatten()
        .filter_map(|value| match value {
            Value::Text(name) => Some(name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}
