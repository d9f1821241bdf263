//! Archived messages without a person.

use callcenter_core::CallRecord;

use super::person::{Named, Person};

/// Headers whose values are the house's words, whatever somebody outside is called.
const WORDS: [&[u8]; 12] = [
    b"Event",
    b"Privilege",
    b"Queue",
    b"Context",
    b"DestContext",
    b"Application",
    b"App",
    b"MemberName",
    b"Response",
    b"ChannelStateDesc",
    b"BridgeType",
    b"AgentName",
];

/// Headers that name a channel, less what stands before them (`Dest`, `Caller` and so on).
const IDS: [&[u8]; 2] = [b"uniqueid", b"linkedid"];

/// A trace without the person: the number wherever it stands, names in messages that have the number or are about one of the
/// person's channels. Nothing when the person is not in it.
pub(super) fn hidden(person: &Person, trace: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(trace.len());
    let mut changed = false;
    for message in messages(trace) {
        let is_own = person.number.is_in(message) || ids(message).any(|id| person.is_leg(&id));
        if !is_own {
            out.extend_from_slice(message);
            continue;
        }
        for line in message.split_inclusive(|&byte| byte == b'\n') {
            let named = if is_word(line) { Named::No } else { Named::Yes };
            match person.hidden(line, named) {
                Some(other) => {
                    changed = true;
                    out.extend_from_slice(&other);
                }
                None => out.extend_from_slice(line),
            }
        }
    }
    changed.then_some(out)
}

/// Names that messages present with the number, as they wrote them.
pub(super) fn names(person: &mut Person, trace: &[u8]) {
    let mut found: Vec<Vec<u8>> = Vec::new();
    for message in messages(trace).filter(|message| person.number.is_in(message)) {
        let headers: Vec<(&[u8], &[u8])> = headers(message).collect();
        for &(header, value) in &headers {
            let Some(what) = header.strip_suffix(b"Num").filter(|_| person.number.is_in(value)) else {
                continue;
            };
            let name = headers.iter().find(|(other, _)| other.strip_suffix(b"Name") == Some(what));
            found.extend(name.map(|(_, name)| name.to_vec()));
        }
    }
    found.iter().for_each(|name| person.is_called(name));
}

/// Remembers which of the person's channels a record names.
pub(super) fn legs(person: &mut Person, record: &CallRecord) {
    let own: Vec<String> = record
        .channels
        .iter()
        .filter(|(channel, _)| person.number.is_in(channel.as_bytes()))
        .map(|(_, leg)| leg.as_str().to_owned())
        .collect();
    own.iter().for_each(|leg| person.has_leg(leg));
}

/// Messages with the lines before them; put together they are the trace.
fn messages(trace: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = trace;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = blank_line(rest).unwrap_or(rest.len());
        let (message, after) = rest.split_at(end);
        rest = after;
        Some(message)
    })
}

/// Where the first message ends, its blank line included.
fn blank_line(trace: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let end = from + trace[from..].iter().position(|&byte| byte == b'\n')? + 1;
        let rest = &trace[end..];
        match rest {
            [b'\n', ..] => return Some(end + 1),
            [b'\r', b'\n', ..] => return Some(end + 2),
            _ => from = end,
        }
    }
}

fn headers(message: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    message.split(|&byte| byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
    })
}

fn ids(message: &[u8]) -> impl Iterator<Item = String> {
    headers(message)
        .filter(|(header, _)| IDS.iter().any(|id| header.to_ascii_lowercase().ends_with(id)))
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

fn is_word(line: &[u8]) -> bool {
    headers(line).next().is_some_and(|(header, _)| WORDS.iter().any(|word| header.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::number::Number;
    use super::*;

    const TRACE: &str = ";@ 1795226730.000001\r\nEvent: Newchannel\r\nChannel: PJSIP/trunk-00000001\r\nCallerIDNum: 0301234567\r\n\
        CallerIDName: Anna Schmidt\r\nUniqueid: 1795226730.1\r\n\r\nEvent: Newexten\r\nUniqueid: 1795226730.1\r\n\
        AppData: hello Anna Schmidt\r\nContext: Anna Schmidt\r\n\r\nEvent: Newchannel\r\nCallerIDName: Anna Schmidt\r\n\
        Uniqueid: 1795226731.1\r\n\r\n;! 1795226732.000000 connection closed\r\n";

    fn person() -> Person {
        let number = Number::parse("+49301234567").expect("a number");
        Person::new(number, "999000000000001".to_owned(), BTreeSet::new())
    }

    #[test]
    fn names_are_hidden_in_messages_of_the_person_only() {
        let mut person = person();
        names(&mut person, TRACE.as_bytes());
        person.has_leg("1795226730.1");
        let hidden = hidden(&person, TRACE.as_bytes()).expect("the person is in it");
        let hidden = String::from_utf8(hidden).expect("a text");
        let expected =
            TRACE.replace("0301234567", "999000000000001").replacen("Anna Schmidt", "999000000000001", 2);
        assert_eq!(
            hidden, expected,
            "a context is the house's word, another caller of the same name another person"
        );
        assert_eq!(super::hidden(&person, hidden.as_bytes()), None);
    }

    #[test]
    fn messages_put_together_are_the_trace() {
        for text in [TRACE, "", "\r\n", "a\n\nb\n\n\n", "a", "a\r\n\r\n\r\nb"] {
            let parts: Vec<_> = messages(text.as_bytes()).collect();
            assert_eq!(parts.concat(), text.as_bytes());
        }
    }
}
