//! The bundled recording, cut into what is answered and what is played.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use callcenter::ami::{Content, Kind, Message, trace};
use callcenter::core::Timestamp;
use flate2::read::GzDecoder;

/// 76 seconds of a real Asterisk 22 with eight agents and two calls a second; made by `demo/make.py`.
const BUSY_HOUR: &[u8] = include_bytes!("../../../demo/busy_hour.ami.gz");

/// Silence between two rounds.
const PAUSE: Duration = Duration::from_secs(1);

/// Requests, and the header or the last event by which their answers are known.
const ANSWERS: [(&str, &str); 10] = [
    ("CoreSettings", "AsteriskVersion"),
    ("CoreStatus", "CoreStartupDate"),
    ("CoreShowChannels", "CoreShowChannelsComplete"),
    ("Status", "StatusComplete"),
    ("BridgeList", "BridgeListComplete"),
    ("QueueStatus", "QueueStatusComplete"),
    ("DeviceStateList", "DeviceStateListComplete"),
    ("ParkedCalls", "ParkedCallsComplete"),
    ("PJSIPShowContacts", "ContactListComplete"),
    ("PJSIPShowEndpoints", "EndpointListComplete"),
];

/// What a switch once said.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pub(super) greeting: Vec<u8>,
    /// Answers by the request.
    answers: BTreeMap<&'static str, Vec<Vec<u8>>>,
    /// What it said by itself, and how long after the beginning.
    live: Vec<(Duration, Vec<u8>)>,
    /// The first second in it.
    start: i64,
}

impl Tape {
    /// The recording in this program.
    pub(super) fn bundled() -> Self {
        let mut text = Vec::new();
        GzDecoder::new(BUSY_HOUR)
            .read_to_end(&mut text)
            .expect("the recording in this program was compressed by demo/make.py");
        Self::cut(&text)
    }

    fn cut(text: &[u8]) -> Self {
        let mut tape = Self::default();
        let mut open: BTreeMap<Vec<u8>, Vec<Vec<u8>>> = BTreeMap::new();
        let mut first = None;
        for item in trace(text) {
            let (Some(time), Content::Frame(frame)) = (item.time, item.content) else { continue };
            let first = *first.get_or_insert(time);
            let message = Message::parse(frame);
            match (message.kind(), message.action_id()) {
                (Kind::Greeting(_), _) => tape.greeting = frame.to_vec(),
                (Kind::Response(_), Some(id)) => {
                    open.insert(id.as_bytes().to_vec(), vec![frame.to_vec()]);
                    tape.keep(&mut open, &message);
                }
                (Kind::Event(_), Some(id)) => {
                    if let Some(list) = open.get_mut(id.as_bytes()) {
                        list.push(frame.to_vec());
                    }
                    tape.keep(&mut open, &message);
                }
                (Kind::Event(name), None) if name != "FullyBooted" => {
                    let after = Duration::from_micros(time.since(first).as_micros().unsigned_abs());
                    tape.live.push((after, frame.to_vec()));
                }
                _ => {}
            }
            tape.start = first.as_micros() / 1_000_000;
        }
        tape
    }

    /// Puts an answer away when this was its last message.
    fn keep(&mut self, open: &mut BTreeMap<Vec<u8>, Vec<Vec<u8>>>, message: &Message<'_>) {
        let last = |mark: &str| {
            message.get(mark).is_some() || matches!(message.kind(), Kind::Event(name) if name == mark)
        };
        let Some((request, _)) = ANSWERS.iter().find(|(_, mark)| last(mark)) else { return };
        if let Some(answer) = message.action_id().and_then(|id| open.remove(id.as_bytes())) {
            self.answers.insert(request, answer);
        }
    }

    /// What the switch said to a request, under another id.
    pub(super) fn answer(&self, request: &str, id: &str) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        for frame in self.answers.get(request)? {
            for field in Message::parse(frame).fields() {
                if field.key == "ActionID" {
                    out.extend_from_slice(format!("ActionID: {id}\r\n").as_bytes());
                } else {
                    out.extend_from_slice(field.raw);
                }
            }
            out.extend_from_slice(b"\r\n");
        }
        Some(out)
    }

    /// How long a round lasts.
    pub(super) fn length(&self) -> Duration {
        self.live.last().map_or(Duration::ZERO, |(after, _)| *after) + PAUSE
    }

    /// What is said in a round, and when. Times and ids are as if it began at `now`; no two rounds that begin in
    /// different seconds have an id in common.
    pub(super) fn round(&self, number: u32, now: Timestamp) -> impl Iterator<Item = (Duration, Vec<u8>)> {
        let seconds = now.as_micros().div_euclid(1_000_000) - self.start;
        let agents_come =
            move |frame: &[u8]| number == 0 || !frame.starts_with(b"Event: QueueMemberAdded\r\n");
        let live = self.live.iter().filter(move |(_, frame)| agents_come(frame));
        live.map(move |(after, frame)| (*after, shifted(frame, self.start, seconds, number)))
    }
}

/// A message with its times, unique ids, channel numbers and bridge ids moved on.
fn shifted(frame: &[u8], start: i64, seconds: i64, round: u32) -> Vec<u8> {
    const DAY: i64 = 86_400;
    /// More channels than a round has.
    const CHANNELS: u32 = 0x1000;
    let mut out = Vec::with_capacity(frame.len() + 8);
    let mut rest = frame;
    while let Some(first) = rest.first() {
        let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (text, behind) = rest.split_at(word.max(1));
        let number = str::from_utf8(text).ok().filter(|text| text.len() == word);
        let hex = number.filter(|text| word == 8 && !text.bytes().any(|byte| byte.is_ascii_uppercase()));
        let hex = hex.and_then(|text| u32::from_str_radix(text, 16).ok());
        let time =
            number.filter(|_| word == 10 && first.is_ascii_digit()).and_then(|text| text.parse::<i64>().ok());
        match (time, hex) {
            (Some(time), _) if (start - 30 * DAY..start + DAY).contains(&time) => {
                out.extend_from_slice((time + seconds).to_string().as_bytes());
            }
            // The number of a channel stands behind its name, the first part of a bridge's id before a dash.
            (_, Some(hex)) if out.last() == Some(&b'-') && !behind.starts_with(b"-") => {
                out.extend_from_slice(
                    format!("{:08x}", hex.wrapping_add(round.wrapping_mul(CHANNELS))).as_bytes(),
                );
            }
            (_, Some(hex)) if behind.starts_with(b"-") && out.last() == Some(&b' ') => {
                out.extend_from_slice(format!("{:08x}", hex.wrapping_add(round)).as_bytes());
            }
            _ => out.extend_from_slice(text),
        }
        rest = behind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ids_move_and_nothing_else_does() {
        let frame = b"Channel: PJSIP/1001-0000000a\r\nUniqueid: 1795226730.10\r\nExten: 4930555204\r\nBridgeUniqueid: 0011aaff-1234-1234-1234-0123456789ab\r\n";
        let moved = shifted(frame, 1_795_226_730, 5, 2);
        let expected = "Channel: PJSIP/1001-0000200a\r\nUniqueid: 1795226735.10\r\nExten: 4930555204\r\nBridgeUniqueid: 0011ab01-1234-1234-1234-0123456789ab\r\n";
        assert_eq!(String::from_utf8_lossy(&moved), expected);
    }

    #[test]
    fn the_bundled_recording_answers_what_is_asked_at_the_opening() {
        let tape = Tape::bundled();
        assert!(tape.greeting.starts_with(b"Asterisk Call Manager/"));
        for request in ["CoreSettings", "CoreStatus", "CoreShowChannels", "QueueStatus"] {
            let answer = tape.answer(request, "x-1").unwrap_or_default();
            assert!(answer.windows(13).any(|text| text == b"ActionID: x-1"), "{request}");
        }
        assert_eq!(tape.round(0, Timestamp::from_secs(2_000_000_000)).count(), tape.live.len());
    }
}
