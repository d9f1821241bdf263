//! A line of queue_log: `time|callid|queue|agent|event|data…`.

use std::borrow::Cow;

use callcenter_core::{Span, Timestamp};
use jiff::tz::TimeZone;

use super::super::time;
use super::call::TEXT_BYTES_MAX;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    pub(crate) at: Timestamp,
    /// Whether the time is finer than by the second.
    pub(crate) fine: bool,
    /// The caller's channel; `NONE`, `MANAGER` and the like for what no caller did.
    pub(crate) call: &'a str,
    pub(crate) queue: &'a str,
    pub(crate) agent: Cow<'a, str>,
    pub(crate) event: Event<'a>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// `ENTERQUEUE`
    Entered { number: &'a str, name: &'a str },
    /// `CONNECT`
    Connected { wait: Option<Span>, ring: Option<Span>, phone: &'a str },
    /// How a caller left: `ABANDON`, `EXITWITHTIMEOUT`, `EXITEMPTY`, `EXITWITHKEY`, `WITHDRAW`
    Left { how: Left, wait: Option<Span> },
    /// How a conversation ended for the queue: `COMPLETECALLER`, `COMPLETEAGENT`, `BLINDTRANSFER`, `TRANSFER`,
    /// `ATTENDEDTRANSFER`
    Completed { how: Completed<'a>, wait: Option<Span>, talk: Option<Span> },
    /// `RINGNOANSWER`
    Missed { ring: Option<Span> },
    /// `RINGCANCELED`
    Cancelled { ring: Option<Span> },
    /// `AGENTDUMP`
    Dumped,
    /// `ADDMEMBER`
    MemberAdded { paused: bool },
    /// `REMOVEMEMBER`
    MemberRemoved,
    /// `PAUSE`
    Paused { reason: &'a str },
    /// `UNPAUSE`
    Unpaused,
    /// `PENALTY`
    Penalty { penalty: Option<u32> },
    /// `RINGINUSE`
    RingInUse { on: bool },
    /// `AGENTLOGIN`, `AGENTCALLBACKLOGIN`
    LoggedIn,
    /// `AGENTLOGOFF`, `AGENTCALLBACKLOGOFF`
    LoggedOff,
    /// `QUEUESTART`: Asterisk was started
    Started,
    /// What tells of nothing that we keep: `CONFIGRELOAD`, `PAUSEALL` (its queues follow), `SYSCOMPAT` …
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) enum Left {
    Abandoned,
    TimedOut,
    Empty,
    ByKey,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completed<'a> {
    ByCaller,
    ByAgent,
    Blind {
        to: &'a str,
    },
    /// To somebody who answered, or into an application.
    Attended {
        answered: bool,
    },
}

/// Reads a line.
///
/// A name with a `|` in it makes more columns than there are. The first column from the fifth on that is a known event
/// is taken for it, and what stands before it back to the fourth for the agent's name.
///
/// # Errors
/// Why it is no line of queue_log.
pub(crate) fn parse<'a>(line: &'a str, zone: &TimeZone) -> Result<Row<'a>, &'static str> {
    let columns: Vec<&str> = line.splitn(COLUMNS_MAX, '|').collect();
    let [when, call, queue, ..] = columns[..] else {
        return Err("less than five columns with | between them");
    };
    if columns.len() < 5 {
        return Err("less than five columns with | between them");
    }
    let told = time::parse(when, zone).ok_or("the first column is no time")?;
    let place = (4..columns.len())
        .find(|&n| EVENTS.contains(&columns[n]))
        .ok_or("an event that is not Asterisk's")?;
    let agent = match place {
        4 => Cow::Borrowed(columns[3]),
        _ => Cow::Owned(columns[3..place].join("|")),
    };
    if [call, queue, agent.as_ref()].iter().any(|name| name.len() > TEXT_BYTES_MAX) {
        return Err("a name longer than 512 bytes");
    }
    let event = event(columns[place], &columns[place + 1..])?;
    let row = Row { at: told.at, fine: told.fine, call, queue, agent, event };
    if row.is_of_a_caller() && (is_nobody(call) || is_nobody(queue)) {
        return Err("an event of a call without a call or a queue");
    }
    Ok(row)
}

impl Row<'_> {
    /// Whether it tells of a caller, and not of members or of the log itself.
    pub(crate) fn is_of_a_caller(&self) -> bool {
        !matches!(
            self.event,
            Event::MemberAdded { .. }
                | Event::MemberRemoved
                | Event::Paused { .. }
                | Event::Unpaused
                | Event::Penalty { .. }
                | Event::RingInUse { .. }
                | Event::LoggedIn
                | Event::LoggedOff
                | Event::Started
                | Event::Other
        )
    }
}

/// Whether a column says that it names nobody.
pub(crate) fn is_nobody(text: &str) -> bool {
    text.is_empty() || text == "NONE"
}

/// Columns that are told apart; more of them are part of the last.
const COLUMNS_MAX: usize = 32;

/// Every event that Asterisk writes, of app_queue, app_agent_pool, chan_agent and the logger itself; and `DID` and `INFO`,
/// which dialplans write by custom.
const EVENTS: [&str; 35] = [
    "ENTERQUEUE",
    "CONNECT",
    "COMPLETEAGENT",
    "COMPLETECALLER",
    "ABANDON",
    "EXITWITHTIMEOUT",
    "EXITEMPTY",
    "EXITWITHKEY",
    "WITHDRAW",
    "BLINDTRANSFER",
    "TRANSFER",
    "ATTENDEDTRANSFER",
    "RINGNOANSWER",
    "RINGCANCELED",
    "AGENTDUMP",
    "ADDMEMBER",
    "REMOVEMEMBER",
    "PAUSE",
    "UNPAUSE",
    "PAUSEALL",
    "UNPAUSEALL",
    "PENALTY",
    "RINGINUSE",
    "AGENTLOGIN",
    "AGENTLOGOFF",
    "AGENTCALLBACKLOGIN",
    "AGENTCALLBACKLOGOFF",
    "QUEUESTART",
    "CONFIGRELOAD",
    "SYSCOMPAT",
    "OUTCALL",
    "MEMBERADDED",
    "MEMBERREMOVED",
    "DID",
    "INFO",
];

fn event<'a>(name: &str, data: &[&'a str]) -> Result<Event<'a>, &'static str> {
    let text = |n: usize| data.get(n).copied().unwrap_or_default();
    Ok(match name {
        "ENTERQUEUE" => Event::Entered { number: text(1), name: text(3) },
        "CONNECT" => Event::Connected { wait: seconds(text(0))?, ring: seconds(text(2))?, phone: text(1) },
        "ABANDON" => Event::Left { how: Left::Abandoned, wait: seconds(text(2))? },
        "EXITWITHTIMEOUT" => Event::Left { how: Left::TimedOut, wait: seconds(text(2))? },
        "EXITEMPTY" => Event::Left { how: Left::Empty, wait: seconds(text(2))? },
        "EXITWITHKEY" => Event::Left { how: Left::ByKey, wait: seconds(text(3))? },
        "WITHDRAW" => Event::Left { how: Left::Withdrawn, wait: seconds(text(2))? },
        "COMPLETECALLER" => {
            Event::Completed { how: Completed::ByCaller, wait: seconds(text(0))?, talk: seconds(text(1))? }
        }
        "COMPLETEAGENT" => {
            Event::Completed { how: Completed::ByAgent, wait: seconds(text(0))?, talk: seconds(text(1))? }
        }
        "BLINDTRANSFER" | "TRANSFER" => Event::Completed {
            how: Completed::Blind { to: text(0) },
            wait: seconds(text(2))?,
            talk: seconds(text(3))?,
        },
        "ATTENDEDTRANSFER" => {
            // LINK names two bridges or channels, the others one thing.
            let after = if text(0) == "LINK" { 3 } else { 2 };
            Event::Completed {
                how: Completed::Attended { answered: text(0) != "APP" },
                wait: seconds(text(after))?,
                talk: seconds(text(after + 1))?,
            }
        }
        "RINGNOANSWER" => Event::Missed { ring: millis(text(0))? },
        "RINGCANCELED" => Event::Cancelled { ring: millis(text(0))? },
        "AGENTDUMP" => Event::Dumped,
        "ADDMEMBER" | "MEMBERADDED" => Event::MemberAdded { paused: text(0) == "PAUSED" },
        "REMOVEMEMBER" | "MEMBERREMOVED" => Event::MemberRemoved,
        "PAUSE" => Event::Paused { reason: text(0) },
        "UNPAUSE" => Event::Unpaused,
        "PENALTY" => Event::Penalty { penalty: text(0).parse().ok() },
        "RINGINUSE" => Event::RingInUse { on: text(0) == "1" },
        "AGENTLOGIN" | "AGENTCALLBACKLOGIN" => Event::LoggedIn,
        "AGENTLOGOFF" | "AGENTCALLBACKLOGOFF" => Event::LoggedOff,
        "QUEUESTART" => Event::Started,
        _ => Event::Other,
    })
}

/// The longest duration that is believed: a year.
const LONGEST: i64 = 366 * 86_400;

fn seconds(text: &str) -> Result<Option<Span>, &'static str> {
    number(text, LONGEST).map(|number| number.map(Span::from_secs))
}

fn millis(text: &str) -> Result<Option<Span>, &'static str> {
    number(text, LONGEST * 1_000).map(|number| number.map(Span::from_millis))
}

/// A duration; nothing when it is not told, or below zero because a clock was set back.
fn number(text: &str, most: i64) -> Result<Option<i64>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(number) if number < 0 => Ok(None),
        Ok(number) if number <= most => Ok(Some(number)),
        _ => Err("a duration that is no number of seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Row<'_>, &'static str> {
        parse(line, &TimeZone::UTC)
    }

    #[test]
    fn a_line_is_read_with_its_data() {
        let row =
            read("1795225608|1795225606.0|support|Carla Conti|CONNECT|2|1795225606.1|1").expect("it is one");
        assert_eq!(
            (row.at, row.fine, row.agent.as_ref()),
            (Timestamp::from_secs(1_795_225_608), false, "Carla Conti")
        );
        let wanted = Event::Connected {
            wait: Some(Span::from_secs(2)),
            ring: Some(Span::from_secs(1)),
            phone: "1795225606.1",
        };
        assert_eq!(row.event, wanted);
        let row = read("1795225608.25|7.0|q|A|ATTENDEDTRANSFER|LINK|b1|b2|3|4|1").expect("it is one");
        let how = Completed::Attended { answered: true };
        assert_eq!(
            row.event,
            Event::Completed { how, wait: Some(Span::from_secs(3)), talk: Some(Span::from_secs(4)) }
        );
        assert!(row.fine);
    }

    #[test]
    fn hc_45_a_bar_in_an_agents_name_is_found_out() {
        let row = read("1795225608|7.0|support|Anna | Sales|CONNECT|2|7.1|1").expect("it is one");
        assert_eq!(row.agent, "Anna | Sales");
        assert!(matches!(row.event, Event::Connected { phone: "7.1", .. }));
    }

    #[test]
    fn what_is_no_line_says_why() {
        for (line, why) in [
            ("hello", "less than five columns with | between them"),
            ("x|7.0|q|A|CONNECT", "the first column is no time"),
            ("1795225608|7.0|q|A|DANCE|1", "an event that is not Asterisk's"),
            ("1795225608|7.0|q|A|CONNECT|soon|7.1|1", "a duration that is no number of seconds"),
            ("1795225608|NONE|q|A|CONNECT|1|7.1|1", "an event of a call without a call or a queue"),
        ] {
            assert_eq!(read(line), Err(why), "{line}");
        }
    }
}
