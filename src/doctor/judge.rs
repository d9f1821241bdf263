//! What the findings mean. No I/O.

use std::collections::BTreeSet;

use callcenter_ami::{INTEREST, Need};
use callcenter_core::{Policy, Text};

use super::probe::{Echo, Found};
use super::{Finding, Level};

/// Oldest version whose events we know.
const VERSION_MIN: u32 = 13;

/// Newest version whose events we know.
const VERSION_MAX: u32 = 24;

/// Difference of clocks that makes no difference, in ms.
const SKEW_MS_MAX: i64 = 1_000;

/// Classes of events that we need, and what only they tell.
pub(super) const CLASSES: [(&str, &str, &str); 6] = [
    ("system", "FullyBooted, Shutdown, ContactStatus", "restarts and registrations are not seen"),
    ("call", "Newchannel, Dial, Bridge, Hangup, DeviceStateChange", "no call is seen at all"),
    ("agent", "QueueCaller, AgentCalled, QueueMember", "queues and agents are not seen"),
    ("user", "UserEvent", "the dialplan's own reports are not seen"),
    ("dtmf", "DTMFEnd", "feature codes are guessed from what they do"),
    (
        "dialplan",
        "VarSet, Newexten",
        "why a caller left a queue, refused queues, voicemail and file names stay unknown",
    ),
];

/// Classes of what we ask for: any of them is enough.
pub(super) const REQUESTS: [(&str, &[&str]); 10] = [
    ("CoreSettings", &["system", "reporting"]),
    ("CoreStatus", &["system", "reporting"]),
    ("CoreShowChannels", &["system", "reporting"]),
    ("Status", &["system", "call", "reporting"]),
    ("BridgeList", &[]),
    ("QueueStatus", &[]),
    ("DeviceStateList", &["call", "reporting"]),
    ("ParkedCalls", &["call"]),
    ("PJSIPShowContacts", &["system"]),
    ("PJSIPShowEndpoints", &["system"]),
];

/// Events that must pass a filter.
fn needed() -> impl Iterator<Item = &'static str> {
    INTEREST.iter().filter(|interest| interest.need == Need::Truth).map(|interest| interest.event)
}

fn finding(level: Level, what: &'static str, line: impl Into<String>) -> Finding {
    Finding { level, what, lines: vec![line.into()] }
}

/// What everything that was found means, in the order of a conversation.
pub(super) fn judge(found: &Found, user: &str, policy: &Policy) -> Vec<Finding> {
    let mut findings = vec![version(found), system(found), started(found), skew(found), times(found)];
    findings.push(requests(found));
    findings.push(classes(found));
    findings.push(echo(found));
    findings.push(filters(found, user));
    findings.push(hooks(found));
    findings.push(endpoints(found, policy));
    findings.extend(members(found));
    findings.extend(queues(found));
    findings
}

fn version(found: &Found) -> Finding {
    let major = found.version.split(['.', '-', '~']).next().and_then(|major| major.parse::<u32>().ok());
    let told = match &*found.ami {
        "" => found.version.clone(),
        ami => format!("{} (AMI {ami})", found.version),
    };
    match major {
        None if found.version.is_empty() => finding(Level::Note, "version", "not told, see requests"),
        None => finding(
            Level::Note,
            "version",
            format!("{told}: not a released version; {VERSION_MIN} to {VERSION_MAX} are known"),
        ),
        Some(major) if major < VERSION_MIN => {
            finding(Level::Change, "version", format!("{told}: too old, update to {VERSION_MIN} or later"))
        }
        Some(major) if major > VERSION_MAX => finding(
            Level::Note,
            "version",
            format!("{told}: newer than what was tried; {VERSION_MIN} to {VERSION_MAX} are known"),
        ),
        Some(_) => finding(Level::Fine, "version", told),
    }
}

fn system(found: &Found) -> Finding {
    if !found.system.is_empty() {
        return finding(Level::Fine, "systemname", &*found.system);
    }
    if !found.answered.contains_key("CoreSettings") {
        return finding(Level::Note, "systemname", "not told, see requests");
    }
    finding(
        Level::Note,
        "systemname",
        "none: with several Asterisks give each one in asterisk.conf, or their ids look alike",
    )
}

fn started(found: &Found) -> Finding {
    let year = found.started.split('-').next().and_then(|year| year.parse::<i32>().ok());
    match year {
        None => finding(Level::Note, "started", "not told, see requests"),
        Some(year) if year < 2000 => {
            let line = format!(
                "{}: not plausible; a starting switch says so for some seconds, ask again",
                found.started
            );
            finding(Level::Note, "started", line)
        }
        Some(_) => finding(Level::Fine, "started", format!("{} by its own clock and zone", found.started)),
    }
}

fn skew(found: &Found) -> Finding {
    let Some((skew, sure)) = found.skew_ms else {
        return finding(Level::Note, "clock", "not told by this version's Ping");
    };
    let side = if skew < 0 { "ahead of" } else { "behind" };
    let line = format!("{} ms {side} ours, give or take {sure} ms", skew.abs());
    if skew.abs() > SKEW_MS_MAX + sure {
        return finding(
            Level::Change,
            "clock",
            format!("{line}: set both by NTP, or times of calls are off"),
        );
    }
    finding(Level::Fine, "clock", line)
}

fn times(found: &Found) -> Finding {
    let configured =
        found.general_option("timestampevents").map(|value| matches!(value, "yes" | "true" | "on" | "1"));
    match found.timestamps.or(configured) {
        Some(true) => finding(Level::Fine, "timestamps", "events carry their time"),
        Some(false) => {
            let line = "events carry no time, so a slow network makes waits and talks look longer: set timestampevents = yes";
            finding(Level::Change, "timestamps", line)
        }
        None => finding(
            Level::Note,
            "timestamps",
            "no event came, so it cannot be told whether they carry their time",
        ),
    }
}

/// Places of the dialplan that controls need. Who only watches needs none.
fn hooks(found: &Found) -> Finding {
    let asked = found.hooks.iter();
    let refused: Vec<(String, &String)> = asked
        .filter_map(|(hook, there)| {
            let why = there.as_ref().err()?;
            Some((format!("{}@{}", hook.exten(), hook.context()), why))
        })
        .collect();
    if found.hooks.is_empty() || refused.iter().any(|(_, why)| is_permission(why)) {
        let line = "may not be asked for (write class config or reporting); needed only to steer calls";
        return finding(Level::Note, "dialplan", line);
    }
    if refused.is_empty() {
        return finding(
            Level::Fine,
            "dialplan",
            "has the places for holds, attended transfers, pickup and pull",
        );
    }
    let missing: Vec<&str> = refused.iter().map(|(place, _)| place.as_str()).collect();
    let mut found = finding(Level::Note, "dialplan", format!("lacks {}", missing.join(", ")));
    found
        .lines
        .push("to steer calls put in what `callcenter dialplan` prints; to watch it is not needed".into());
    found
}

/// Lists that were refused. Some are worth a privilege, others are not: `call` and `system` allow to end calls too.
fn requests(found: &Found) -> Finding {
    if found.refused.is_empty() {
        return finding(Level::Fine, "requests", format!("all {} answered", found.answered.len()));
    }
    let (mut reporting, mut others, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (name, why) in &found.refused {
        let classes =
            REQUESTS.iter().find(|(request, _)| request == name).map_or(&[][..], |(_, classes)| classes);
        if !is_permission(why) {
            lines.push(format!("{name}: {why}; its module is not loaded, or there is nothing to list"));
        } else if classes.contains(&"reporting") {
            reporting.push(*name);
        } else {
            others.push(format!("{name} (write = {})", classes.join(" or ")));
        }
    }
    if !others.is_empty() {
        lines.insert(
            0,
            format!("refused, and can be done without, for the class allows more: {}", others.join(", ")),
        );
    }
    if !reporting.is_empty() {
        lines.insert(0, format!("refused: {}", reporting.join(", ")));
        lines
            .insert(1, "without them calls that began before us are not known: write = reporting".to_owned());
    }
    let level = if reporting.is_empty() { Level::Note } else { Level::Change };
    Finding { level, what: "requests", lines }
}

fn is_permission(why: &str) -> bool {
    why.contains("Permission denied")
}

/// Privileges of the user: as configured, where that can be read, else by what was heard.
fn classes(found: &Found) -> Finding {
    if let Some(read) = found.option("read") {
        let has: BTreeSet<_> = read.split(',').map(str::trim).collect();
        let missing: Vec<_> =
            CLASSES.iter().filter(|(class, ..)| !has.contains("all") && !has.contains(class)).collect();
        if missing.is_empty() {
            return finding(Level::Fine, "events", format!("read = {read}"));
        }
        let lines = missing
            .iter()
            .map(|(class, events, lost)| format!("read = {read} lacks {class} ({events} …): {lost}"));
        return Finding { level: Level::Change, what: "events", lines: lines.collect() };
    }
    let unseen = CLASSES.iter().filter(|(class, ..)| !found.classes.contains(*class));
    let lines: Vec<_> = unseen
        .map(|(class, events, lost)| {
            format!("none of {class} ({events} …) came: if that stays so while calls are made, {lost}")
        })
        .collect();
    if lines.is_empty() {
        return finding(Level::Fine, "events", "of every class needed some came");
    }
    let mut all = vec!["the user's privileges cannot be read, so this is what came meanwhile:".to_owned()];
    all.extend(lines);
    Finding { level: Level::Note, what: "events", lines: all }
}

fn echo(found: &Found) -> Finding {
    match &found.echo {
        Echo::Heard => finding(Level::Fine, "self-test", "a UserEvent of our own came back"),
        Echo::NotHeard => finding(
            Level::Change,
            "self-test",
            "a UserEvent of our own did not come back: read = user, or a filter, keeps it away",
        ),
        Echo::Refused(why) => finding(
            Level::Note,
            "self-test",
            format!("not made, {why}: with write = user the way of an event could be tried"),
        ),
        Echo::LeftOut => finding(
            Level::Note,
            "self-test",
            "not tried, for nothing that makes an event is sent while we only observe; `callcenter doctor` tries it",
        ),
    }
}

fn filters(found: &Found, user: &str) -> Finding {
    let Some(section) = &found.section else {
        return finding(
            Level::Note,
            "filters",
            "not readable (write = config would allow it); compare with the lines at the end",
        );
    };
    let mut lines = Vec::new();
    let mut level = Level::Fine;
    for (key, filter) in section.iter().filter(|(key, _)| key.starts_with("eventfilter")) {
        let excludes = filter.starts_with('!') || key.contains("exclude");
        // One that looks at a header takes only some of them away.
        let whole = !filter.starts_with("!Variable") && !key.contains("header(");
        let hit: Vec<_> =
            needed().filter(|event| whole && (names(filter, event) || names(key, event))).collect();
        if excludes && !hit.is_empty() {
            level = Level::Change;
            lines.push(format!("{key} = {filter} in [{user}] keeps {} away", hit.join(", ")));
        } else if !excludes {
            level = Level::Change;
            lines.push(format!(
                "{key} = {filter} in [{user}] lets nothing else through: use filters with ! that take away"
            ));
        } else {
            lines.push(format!("{key} = {filter}"));
        }
    }
    let disabled = found.general_option("disabledevents").unwrap_or_default();
    if disabled.split(',').any(|event| needed().any(|needed| needed == event.trim())) {
        level = Level::Change;
        lines.push(format!("disabledevents = {disabled} in [general] takes away events that are needed"));
    }
    if lines.is_empty() {
        lines.push(
            "none: RTCP, TestEvent and most VarSets are two thirds of all bytes and could be filtered out"
                .to_owned(),
        );
        level = Level::Note;
    }
    Finding { level, what: "filters", lines }
}

/// Whether a filter has this word in it.
fn names(filter: &str, event: &str) -> bool {
    filter.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == event)
}

/// Which endpoints are taken for trunks, which for extensions, and why.
fn endpoints(found: &Found, policy: &Policy) -> Finding {
    if found.endpoints.is_empty() {
        let line = "none listed: trunks are told by their names when they call, --trunk and --extension help";
        return finding(Level::Note, "endpoints", line);
    }
    let phones: BTreeSet<&str> = found.members.iter().map(|member| endpoint(&member.device)).collect();
    let named = |names: &BTreeSet<Text>, name: &str| names.iter().any(|one| one.as_str() == name);
    let mut groups: [(&str, Vec<&str>); 5] = [
        ("trunks, as you said", Vec::new()),
        ("trunks, for their names are not all digits and no queue rings them", Vec::new()),
        ("extensions, as you said", Vec::new()),
        ("extensions, for queues ring them", Vec::new()),
        ("extensions, for their names are all digits", Vec::new()),
    ];
    for name in found.endpoints.iter().map(String::as_str) {
        let group = if named(&policy.trunks, name) {
            0
        } else if named(&policy.extensions, name) {
            2
        } else if phones.contains(name) {
            3
        } else if name.bytes().all(|byte| byte.is_ascii_digit()) {
            4
        } else {
            1
        };
        groups[group].1.push(name);
    }
    let lines = groups
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(why, names)| format!("{why}: {}", shortened(names)));
    let mut lines: Vec<_> = lines.collect();
    lines.push("where that is wrong: --trunk NAME, --extension NAME, or the configuration file".to_owned());
    Finding { level: Level::Fine, what: "endpoints", lines }
}

/// Members that a queue rings through the dialplan: who they are is only told by the device they are watched by.
fn members(found: &Found) -> Option<Finding> {
    let locals: Vec<_> =
        found.members.iter().filter(|member| member.interface.starts_with("Local/")).collect();
    if locals.is_empty() {
        return None;
    }
    let lines = locals.iter().map(|member| {
        let (queue, name, interface) = (&member.queue, &member.name, &member.interface);
        match endpoint(&member.device) {
            _ if member.device.is_empty() || member.device == *interface => format!(
                "{interface} ({name}) of queue {queue} has no state interface: the queue cannot see its phone is busy; add one"
            ),
            agent => format!("{interface} ({name}) of queue {queue} is agent {agent}, by its state interface {}", member.device),
        }
    });
    Some(Finding { level: Level::Note, what: "local members", lines: lines.collect() })
}

fn queues(found: &Found) -> Option<Finding> {
    if found.queues.is_empty() {
        return None;
    }
    let mut lines = vec!["Asterisk's own figures, which it resets and cuts to whole seconds; only to compare, ours are others:".to_owned()];
    lines.extend(found.queues.iter().map(|queue| format!("{}: {}", queue.name, queue.figures)));
    Some(Finding { level: Level::Note, what: "queues", lines })
}

/// `1001` of `PJSIP/1001`, `hint:1001@ext-local` or `Local/1001@…`.
fn endpoint(device: &str) -> &str {
    let name = device.split_once('/').map_or(device, |(_, name)| name);
    let name = name.strip_prefix("hint:").unwrap_or(name);
    name.split('@').next().unwrap_or(name)
}

fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 20;
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

impl Found {
    /// An option of the user's section, if the section may be read.
    pub(super) fn option(&self, key: &str) -> Option<&str> {
        lookup(self.section.as_ref()?, key)
    }

    fn general_option(&self, key: &str) -> Option<&str> {
        lookup(self.general.as_ref()?, key)
    }
}

/// The last one counts, as in Asterisk.
fn lookup<'a>(section: &'a [(String, String)], key: &str) -> Option<&'a str> {
    section.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use callcenter_core::control::Hook;

    use super::*;

    fn of(section: &[(&str, &str)]) -> Found {
        let section = section.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Found { section: Some(section), timestamps: Some(true), version: "22.1.0".into(), ..Found::default() }
    }

    #[test]
    fn places_that_the_dialplan_lacks_are_named_and_whoever_may_not_ask_is_told_so() {
        let with = |why: &str| Found {
            hooks: vec![(Hook::Agent, Ok(())), (Hook::Room, Err(why.to_owned()))],
            ..Found::default()
        };
        let told = hooks(&with("Did not find any extensions")).lines.concat();
        assert!(told.contains("lacks room0@callcenter-reach"), "{told}");
        assert!(told.contains("callcenter dialplan"), "{told}");
        assert!(hooks(&with("Permission denied")).lines.concat().contains("may not be asked"));
        let whole = Found { hooks: vec![(Hook::Agent, Ok(()))], ..Found::default() };
        assert_eq!(hooks(&whole).level, Level::Fine);
    }

    #[test]
    fn hc_13_a_class_that_is_not_read_is_named_with_what_it_costs() {
        let finding = classes(&of(&[("read", "system,call,user,dtmf,dialplan")]));
        assert_eq!(finding.level, Level::Change);
        assert!(finding.lines.concat().contains("lacks agent"), "{finding:?}");
        assert_eq!(classes(&of(&[("read", "all")])).level, Level::Fine);
    }

    #[test]
    fn hc_13_a_filter_that_takes_away_what_is_needed_is_named() {
        let harmful = filters(&of(&[("eventfilter", "!Event: (VarSet|BridgeEnter)")]), "cc");
        assert_eq!(harmful.level, Level::Change);
        assert!(harmful.lines.concat().contains("keeps BridgeEnter, VarSet away"), "{harmful:?}");
        let ours = [
            ("eventfilter", "!Event: (MusicOnHoldStart|TestEvent)"),
            ("eventfilter", "!Variable: (BRIDGE|DIALED)"),
        ];
        assert_eq!(filters(&of(&ours), "cc").level, Level::Fine);
        assert_eq!(filters(&of(&[("eventfilter", "Event: Newchannel")]), "cc").level, Level::Change);
        assert_eq!(filters(&of(&[("eventfilter", "!Event: RTCP")]), "cc").level, Level::Fine);
    }

    #[test]
    fn hc_03_a_start_in_1969_is_not_believed() {
        let found = Found { started: "1969-12-31 23:59:59".into(), ..Found::default() };
        assert_eq!(started(&found).level, Level::Note);
    }

    #[test]
    fn a_member_behind_the_dialplan_is_known_by_its_state_interface() {
        assert_eq!(endpoint("hint:1001@ext-local"), "1001");
        assert_eq!(endpoint("PJSIP/1001"), "1001");
        assert_eq!(endpoint("Local/1001@from-queue/n"), "1001");
    }
}
