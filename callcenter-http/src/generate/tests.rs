//! What is generated, compared with files that were read by people: `UPDATE_GOLDEN=1` writes them anew.

use std::path::Path;

use callcenter_core::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{HEADER, Secrets, generate};
use crate::clock::Utc;
use crate::floor::{Definitions, Shelved, kept};

fn put<T: Shelved + DeserializeOwned>(all: &mut Definitions, value: Value) {
    let definition: T = serde_json::from_value(value).expect("it can be read");
    definition.check().expect("it can be kept");
    T::shelf_mut(all).insert(definition.name().to_owned(), kept(definition));
}

fn secrets(all: &Definitions) -> Secrets {
    let at = Utc(Timestamp::from_secs(1_795_255_200));
    all.extensions
        .keys()
        .map(|number| (number.clone(), (Zeroizing::new(format!("secret-of-{number}")), at)))
        .collect()
}

fn house() -> Definitions {
    use crate::floor::{Agent, Extension, House, Ivr, Queue};
    let mut all = Definitions::default();
    all.revision = 17;
    put::<House>(&mut all, json!({"trunk": "trunk-main", "caller_number": "4930555100"}));
    put::<Extension>(
        &mut all,
        json!({"number": "1001", "name": "Anna Ahrens", "voicemail": "1001@default",
        "call_limit": 1, "recording": "always", "caller_number": "4930555101", "numbers": ["+4930555101"]}),
    );
    put::<Extension>(
        &mut all,
        json!({"number": "1002", "name": "Ben", "webrtc": true, "devices_max": 2, "codecs": ["opus", "ulaw"], "outside": false}),
    );
    put::<Extension>(&mut all, json!({"number": "1003", "enabled": false}));
    put::<Queue>(
        &mut all,
        json!({"name": "support", "title": "Support", "extension": "2000", "numbers": ["4930555200"], "wrap_up_s": 5,
        "announcements": {"greeting": "custom/welcome", "every_s": 30, "position": true, "periodic": ["custom/patience"]},
        "recorded": true, "wait_s_max": 300, "keys": {"1": {"to": "voicemail", "mailbox": "2000@default"}},
        "otherwise": {"to": "announcement", "sound": "vm-goodbye"}}),
    );
    put::<Queue>(
        &mut all,
        json!({"name": "sales", "strategy": "least_recent", "join": "available", "leave": "unstaffed"}),
    );
    put::<Agent>(
        &mut all,
        json!({"login": "anna", "name": "Anna \"Nan\" O'Neil; Ahrens, <A>", "extension": "1001",
        "queues": [{"queue": "support", "penalty": 1, "rings": "always"}, {"queue": "sales"}]}),
    );
    put::<Ivr>(
        &mut all,
        json!({"name": "main", "numbers": ["4930555100"], "greeting": "custom/main", "direct_dial": true,
        "options": {"1": {"to": "queue", "queue": "support"}, "2": {"to": "extension", "extension": "1001"},
            "3": {"to": "ivr", "ivr": "night"}, "4": {"to": "number", "number": "+493012345"},
            "5": {"to": "voicemail", "mailbox": "1001@default"}, "*": {"to": "hangup"}},
        "invalid_sound": "pbx-invalid", "on_timeout": {"to": "queue", "queue": "sales"},
        "hours": {"time_zone": "Europe/Berlin", "closed_on": ["2026-12-25"], "closed": {"to": "ivr", "ivr": "night"},
            "open": [{"days": ["mon", "tue"], "from": "09:00", "until": "17:00"}, {"days": ["sat"], "from": "00:00", "until": "24:00"}]}}),
    );
    put::<Ivr>(
        &mut all,
        json!({"name": "night", "greeting": "custom/night", "options": {"0": {"to": "announcement", "sound": "vm-goodbye"}}}),
    );
    all
}

#[test]
fn what_is_generated_is_what_was_read_and_found_right() {
    let all = house();
    let generated = generate(&all, &secrets(&all));
    assert_eq!(generated.warnings, [""; 0]);
    for file in &generated.files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generate/golden").join(file.name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, file.text.as_bytes()).expect("it can be written");
        }
        let golden = std::fs::read_to_string(&path).expect("the file is there");
        assert_eq!(file.text.as_str(), golden, "{}", file.name);
        assert!(file.text.starts_with(HEADER));
        assert!(!file.shown().contains("secret-of-"), "{}", file.shown());
    }
}

#[test]
fn hc_11_whatever_people_are_called_no_line_and_no_section_comes_of_it() {
    use crate::floor::{Agent, Extension};
    let quiet = house();
    let before = generate(&quiet, &secrets(&quiet));
    for name in [
        "x]\\",
        "a;b",
        "${SHELL(id)}",
        "\"<9>\"",
        "=>",
        "#include x",
        "][evil](!)",
        "a\\;b",
        "$[1+1]",
        "ä\u{1F600}",
    ] {
        let mut all = house();
        put::<Extension>(
            &mut all,
            json!({"number": "1001", "name": name, "voicemail": "1001@default",
            "call_limit": 1, "recording": "always", "caller_number": "4930555101", "numbers": ["+4930555101"]}),
        );
        put::<Agent>(
            &mut all,
            json!({"login": "anna", "name": name, "extension": "1001",
            "queues": [{"queue": "support", "penalty": 1, "rings": "always"}, {"queue": "sales"}]}),
        );
        let after = generate(&all, &secrets(&all));
        for (before, after) in before.files.iter().zip(&after.files) {
            let changed: Vec<_> =
                before.text.lines().zip(after.text.lines()).filter(|(one, two)| one != two).collect();
            assert_eq!(before.text.lines().count(), after.text.lines().count(), "{name}");
            for (_, line) in changed {
                assert!(
                    line.starts_with("callerid = \"") || line.starts_with("member => PJSIP/1001,1,"),
                    "{name}: {line}"
                );
                assert!(!line.contains([';', '$', '\\', '[']), "{name}: {line}");
                assert!(line.matches(',').count() <= 3 && line.matches('"').count() <= 2, "{name}: {line}");
            }
        }
    }
}

#[test]
fn emergency_numbers_come_before_everything_else_that_a_phone_can_dial() {
    let all = house();
    let text = generate(&all, &secrets(&all)).files[2].text.clone();
    for context in ["callcenter-phones", "callcenter-phones-inside"] {
        let section = text.split(&format!("[{context}]\n")).nth(1).expect("it is there");
        assert!(section.starts_with("include => callcenter-emergency\n"), "{context}");
    }
    for number in ["112", "0112", "911"] {
        assert!(text.contains(&format!("exten => {number},1,NoOp(emergency)")), "{number}");
    }
    let bare = Definitions::default();
    assert!(generate(&bare, &Secrets::new()).warnings.iter().any(|warning| warning.contains("no trunk")));
}
