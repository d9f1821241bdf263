//! Words of the table: short names of figures, units, amounts.

use callcenter::core::Span;
use callcenter::core::stats::{Attribution, Unit};
use callcenter_store::Scope;
use callcenter_store::report::Amount;

use super::Whose;
use crate::cli::time::minutes;

/// What stands for a figure that is not known.
pub(super) const UNKNOWN: &str = "–";

/// The figures that a table shows unless told otherwise.
pub(super) fn usual(scope: Scope) -> &'static [&'static str] {
    match scope {
        Scope::Queue => &[
            "offered",
            "answered",
            "abandoned",
            "flowed-out",
            "sl-1",
            "asa",
            "wait-p90",
            "longest-wait",
            "mean-talk",
            "aht",
        ],
        Scope::Agent => &[
            "agent-calls",
            "attempts-answered",
            "missed",
            "agent-made",
            "agent-mean-talk",
            "agent-mean-hold",
            "speed-of-answer",
            "longest-idle",
            "signed-in",
            "paused",
            "occupancy",
        ],
        Scope::Extension => &[
            "extension-made",
            "extension-received",
            "extension-answered",
            "extension-missed",
            "extension-elsewhere",
            "extension-talk",
            "extension-mean-talk",
            "extension-longest-talk",
        ],
        Scope::Trunk => &[
            "trunk-inbound",
            "trunk-inbound-answered",
            "trunk-inbound-talk",
            "trunk-outbound",
            "trunk-outbound-answered",
            "trunk-outbound-talk",
            "trunk-further",
        ],
        Scope::Floor => &[
            "calls",
            "calls-inbound",
            "calls-outbound",
            "calls-internal",
            "calls-answered",
            "calls-no-answer",
            "calls-failed",
            "calls-self-service",
            "calls-mean-talk",
        ],
    }
}

/// A figure's heading: its id less what all of its table have.
pub(super) fn heading(id: &str) -> String {
    let short =
        ["agent-", "extension-", "trunk-", "calls-"].iter().find_map(|common| id.strip_prefix(common));
    short.unwrap_or(id).replace('-', " ")
}

pub(super) fn whose(whose: Whose) -> &'static str {
    match whose {
        Whose::Queues => "queues",
        Whose::Agents => "agents",
        Whose::Teams => "teams",
        Whose::Extensions => "extensions",
        Whose::Trunks => "trunks",
        Whose::Floor => "floor",
    }
}

pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "count",
        Unit::Seconds => "seconds",
        Unit::Share => "share",
        Unit::PerHour => "per hour",
    }
}

pub(super) fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::Start => "counted at its start",
        Attribution::Enter => "at entering the queue",
        Attribution::Answer => "at the answer",
        Attribution::End => "at its end",
        Attribution::Prorated => "prorated",
    }
}

/// An amount as people read it: `12`, `1:02:03`, `87.5 %`.
pub(super) fn amount(amount: Option<Amount>) -> String {
    match amount {
        Some(Amount::Count(count)) => count.to_string(),
        Some(Amount::Time(time)) => minutes(Span::from_micros(time.as_micros().saturating_add(500_000))),
        Some(Amount::Share(ratio)) => match ratio.share() {
            Some(share) => format!("{:.1} %", share * 100.0),
            None => UNKNOWN.to_owned(),
        },
        Some(Amount::Rate(rate)) => format!("{rate:.1}"),
        None => UNKNOWN.to_owned(),
    }
}

/// A text from outside as one line of a terminal: signs that would steer it are shown as `·`.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '·' } else { sign }).collect()
}
