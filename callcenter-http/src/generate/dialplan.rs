//! The dialplan: who can dial what, how numbers from outside come in, what menus do.

use super::lines::Lines;
use crate::floor::{Definitions, Destination, Extension, Hours, House, Ivr, Queue};

/// How long a number outside rings.
const OUTSIDE_RING_S: u32 = 120;

pub(super) fn text(all: &Definitions, warnings: &mut Vec<String>) -> String {
    let house = all.house();
    if house.trunk.is_none() {
        warnings.push(
            "no trunk is set: nobody can call outside, not even emergency numbers; set it with PUT /api/configuration/house"
                .to_owned(),
        );
    }
    let mut lines = Lines::default();
    lines.comment("Which generation the switch has loaded, for callcenter to look at.");
    lines.section("callcenter-generation").exten(&format!("g{}", all.revision), "NoOp(callcenter)");
    phones(&mut lines);
    emergency(&mut lines, &house);
    inside(&mut lines, all);
    outside(&mut lines, &house);
    inbound(&mut lines, all);
    recording(&mut lines, &house);
    for kept in all.queues.values() {
        queue(&mut lines, &kept.definition, &house);
    }
    for kept in all.ivrs.values() {
        menu(&mut lines, &kept.definition, &house);
    }
    lines.done()
}

fn phones(lines: &mut Lines) {
    lines.comment("What phones may dial. Emergency numbers come first: nothing stands in their way.");
    lines.section("callcenter-phones");
    for context in ["emergency", "inside", "outside"] {
        lines.other("include", &format!("callcenter-{context}"));
    }
    lines.comment("Where the server calls numbers and transfers calls.");
    lines.section("callcenter").other("include", "callcenter-phones");
    lines.section("callcenter-phones-inside");
    for context in ["emergency", "inside"] {
        lines.other("include", &format!("callcenter-{context}"));
    }
}

fn emergency(lines: &mut Lines, house: &House) {
    lines.section("callcenter-emergency");
    let Some(trunk) = &house.trunk else { return };
    for number in &house.emergency_numbers {
        let mut ways = vec![number.clone()];
        if !house.prefix.is_empty() {
            ways.push(format!("{}{number}", house.prefix));
        }
        for way in ways {
            lines.exten(&way, "NoOp(emergency)");
            shown_number(lines);
            lines.then(&format!("Dial(PJSIP/{number}@{trunk})")).then("Hangup(${HANGUPCAUSE})");
        }
    }
}

/// What the other side is shown: never the name and number of the phone inside.
fn shown_number(lines: &mut Lines) {
    lines.then("ExecIf($[\"${CC_NUMBER}\" != \"\"]?Set(CALLERID(num)=${CC_NUMBER}))");
    lines.then("Set(CALLERID(name)=)");
}

fn inside(lines: &mut Lines, all: &Definitions) {
    lines.comment("Extensions, and the queues and menus that have one.");
    lines.section("callcenter-inside");
    lines.other("include", "callcenter-extensions");
    for queue in all.queues.values().map(|kept| &kept.definition) {
        if let Some(extension) = &queue.extension {
            lines.exten(extension, &format!("Goto(callcenter-queue-{},s,1)", queue.name));
        }
    }
    for ivr in all.ivrs.values().map(|kept| &kept.definition) {
        if let Some(extension) = &ivr.extension {
            lines.exten(extension, &format!("Goto(callcenter-ivr-{},s,1)", ivr.name));
        }
    }
    lines.section("callcenter-extensions");
    for phone in all.extensions.values().map(|kept| &kept.definition) {
        extension(lines, phone);
    }
}

fn extension(lines: &mut Lines, phone: &Extension) {
    let number = &phone.number;
    if !phone.enabled {
        // 20: the subscriber is absent. A number that is known is not dialled outside.
        lines.exten(number, "Hangup(20)");
        return;
    }
    lines.other("exten", &format!("{number},hint,PJSIP/{number}"));
    lines.exten(number, &format!("NoOp(extension {number})"));
    if phone.call_limit.is_some() {
        lines.then(&format!("GotoIf($[\"${{DEVICE_STATE(PJSIP/{number})}}\" = \"BUSY\"]?busy)"));
    }
    if phone.recording.inbound() {
        lines.then("Gosub(callcenter-record,s,1)");
    }
    // Somebody from outside gets no keys by which calls are moved; somebody inside does.
    let options = "tkx${IF($[\"${CC_EXTENSION}\" = \"\"]?:TKX)}";
    let mut phones = format!("PJSIP/{number}");
    if phone.devices_max > 1 {
        lines.then(&format!("Set(CC_DEVICES=${{PJSIP_DIAL_CONTACTS({number})}})"));
        phones = format!("${{IF($[\"${{CC_DEVICES}}\" = \"\"]?PJSIP/{number}:${{CC_DEVICES}})}}");
    }
    lines.then(&format!("Dial({phones},{},{options})", phone.ring_s));
    lines.then("GotoIf($[\"${DIALSTATUS}\" = \"BUSY\"]?busy)");
    match &phone.voicemail {
        Some(mailbox) => {
            lines.then(&format!("VoiceMail({mailbox},u)")).then("Hangup()");
            lines.at("busy", &format!("VoiceMail({mailbox},b)")).then("Hangup()");
        }
        None => {
            lines.then("ExecIf($[\"${DIALSTATUS}\" = \"CHANUNAVAIL\"]?Hangup(20))").then("Hangup(19)");
            lines.at("busy", "Hangup(17)");
        }
    }
}

fn outside(lines: &mut Lines, house: &House) {
    lines.comment("Numbers outside, over the trunk.");
    lines.section("callcenter-outside");
    let Some(trunk) = &house.trunk else { return };
    let prefix = &house.prefix;
    let mut ways = vec![(format!("_{prefix}X."), prefix.len()), ("_+X.".to_owned(), 0)];
    if !prefix.is_empty() {
        ways.push((format!("_{prefix}+X."), prefix.len()));
    }
    for (pattern, skip) in ways {
        lines.exten(&pattern, "NoOp(outside)");
        // A phone can send any text as a number: what is no number goes nowhere.
        lines.then(&format!("Set(CC_DIALED=${{FILTER(0-9+*#,${{EXTEN:{skip}}})}})"));
        shown_number(lines);
        lines.then("ExecIf($[\"${CC_RECORD}\" = \"1\"]?Gosub(callcenter-record,s,1))");
        lines.then(&format!("Dial(PJSIP/${{CC_DIALED}}@{trunk},{OUTSIDE_RING_S},TKX)"));
        lines.then("Hangup(${HANGUPCAUSE})");
    }
}

fn inbound(lines: &mut Lines, all: &Definitions) {
    lines.comment("Numbers from outside: give the trunk's endpoint `context=callcenter-inbound`, or include it in its context.");
    lines.section("callcenter-inbound");
    let phones = all.extensions.values().map(|kept| &kept.definition);
    let phones = phones.map(|phone| (&phone.numbers, format!("callcenter-extensions,{},1", phone.number)));
    let queues = all.queues.values().map(|kept| &kept.definition);
    let queues = queues.map(|queue| (&queue.numbers, format!("callcenter-queue-{},s,1", queue.name)));
    let menus = all.ivrs.values().map(|kept| &kept.definition);
    let menus = menus.map(|ivr| (&ivr.numbers, format!("callcenter-ivr-{},s,1", ivr.name)));
    for (numbers, place) in phones.chain(queues).chain(menus) {
        for number in numbers {
            let bare = number.trim_start_matches('+');
            for way in [bare.to_owned(), format!("+{bare}")] {
                // Whoever comes from outside is nobody inside, whatever his trunk sets.
                lines.exten(&way, "Set(CC_EXTENSION=)").then(&format!("Goto({place})"));
            }
        }
    }
}

fn recording(lines: &mut Lines, house: &House) {
    lines.comment("Records what two parties say, not what one hears while waiting.");
    lines.section("callcenter-record");
    lines.exten("s", "GotoIf($[\"${CC_MM}\" != \"\"]?done)");
    let file = "${STRFTIME(${EPOCH},UTC,%Y/%m/%d)}/${FILTER(A-Za-z0-9.-,${UNIQUEID})}.wav";
    lines.then(&format!("MixMonitor({}/{file},bi(CC_MM))", house.recordings));
    lines.at("done", "Return()");
}

fn queue(lines: &mut Lines, queue: &Queue, house: &House) {
    let name = &queue.name;
    lines.section(&format!("callcenter-queue-{name}"));
    lines.exten("s", &format!("NoOp(queue {name})"));
    if queue.enabled {
        lines.then("Answer()");
        if let Some(sound) = &queue.announcements.greeting {
            lines.then(&format!("Playback({sound})"));
        }
        if queue.recorded {
            lines.then("Gosub(callcenter-record,s,1)");
        }
        let longest = queue.wait_s_max.map(|seconds| seconds.to_string()).unwrap_or_default();
        lines.then(&format!("Queue({name},tkx,,,{longest})"));
    }
    lines.steps(&steps(&queue.otherwise, house));
    if queue.enabled && !queue.keys.is_empty() {
        lines.section(&format!("callcenter-keys-{name}"));
        for (key, destination) in &queue.keys {
            lines.exten(&key.to_string(), "NoOp(left by key)").steps(&steps(destination, house));
        }
    }
}

fn menu(lines: &mut Lines, ivr: &Ivr, house: &House) {
    let name = &ivr.name;
    lines.section(&format!("callcenter-ivr-{name}"));
    if ivr.direct_dial {
        lines.other("include", "callcenter-extensions");
    }
    lines.exten("s", &step(name, "entered"));
    if !ivr.enabled {
        lines.steps(&steps(&ivr.on_timeout, house));
        return;
    }
    if let Some(hours) = &ivr.hours {
        opening(lines, hours);
    }
    lines.at("open", "Answer()");
    lines.then(&format!("Set(TIMEOUT(digit)={})", ivr.digit_timeout_s));
    lines.then(&format!("Set(TIMEOUT(response)={})", ivr.timeout_s));
    lines.then("Set(CC_TRY=0)");
    lines.at("menu", "Set(CC_TRY=$[${CC_TRY} + 1])");
    lines.then(&format!("Background({})", ivr.greeting)).then("WaitExten()");
    if let Some(hours) = &ivr.hours {
        lines.exten("closed", &step(name, "closed")).steps(&steps(&hours.closed, house));
    }
    for (key, destination) in &ivr.options {
        lines.exten(&key.to_string(), &step(name, &key.to_string())).steps(&steps(destination, house));
    }
    lines.exten(
        "i",
        &format!(
            "UserEvent(CallcenterIvr,Menu: {name},Step: invalid,Keys: ${{FILTER(0-9*#,${{INVALID_EXTEN}})}})"
        ),
    );
    if let Some(sound) = &ivr.invalid_sound {
        lines.then(&format!("Playback({sound})"));
    }
    lines
        .then(&format!("GotoIf($[${{CC_TRY}} < {}]?s,menu)", ivr.tries_max))
        .steps(&steps(&ivr.on_invalid, house));
    lines.exten("t", &step(name, "timeout"));
    lines
        .then(&format!("GotoIf($[${{CC_TRY}} < {}]?s,menu)", ivr.tries_max))
        .steps(&steps(&ivr.on_timeout, house));
}

/// Tells everybody on the manager interface where in a menu a caller is.
fn step(menu: &str, step: &str) -> String {
    format!("UserEvent(CallcenterIvr,Menu: {menu},Step: {step})")
}

fn opening(lines: &mut Lines, hours: &Hours) {
    let zone = &hours.time_zone;
    for day in &hours.closed_on {
        lines.then(&format!("GotoIf($[\"${{STRFTIME(${{EPOCH}},{zone},%Y-%m-%d)}}\" = \"{day}\"]?closed,1)"));
    }
    for open in &hours.open {
        let Some((from, until)) = open.minutes() else { continue };
        // The switch counts the last minute in.
        let last = until - 1;
        let days: Vec<_> = open.days.iter().map(|day| day.name()).collect();
        let (from, last) = (clock(from), clock(last));
        lines.then(&format!("GotoIfTime({from}-{last},{},*,*,{zone}?open)", days.join("&")));
    }
    lines.then("Goto(closed,1)");
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// What a call does that goes somewhere.
fn steps(destination: &Destination, house: &House) -> Vec<String> {
    let hangup = || "Hangup()".to_owned();
    match destination {
        Destination::Queue { queue } => vec![format!("Goto(callcenter-queue-{queue},s,1)")],
        Destination::Extension { extension } => vec![format!("Goto(callcenter-extensions,{extension},1)")],
        Destination::Ivr { ivr } => vec![format!("Goto(callcenter-ivr-{ivr},s,1)")],
        Destination::Number { number } => match &house.trunk {
            Some(trunk) => vec![
                format!("Dial(PJSIP/{number}@{trunk},{OUTSIDE_RING_S})"),
                "Hangup(${HANGUPCAUSE})".to_owned(),
            ],
            // 34: no circuit.
            None => vec!["Hangup(34)".to_owned()],
        },
        Destination::Voicemail { mailbox } => vec![format!("VoiceMail({mailbox},u)"), hangup()],
        Destination::Announcement { sound } => {
            vec!["Answer()".to_owned(), format!("Playback({sound})"), hangup()]
        }
        Destination::Hangup => vec![hangup()],
    }
}
