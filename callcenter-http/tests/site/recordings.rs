//! Recordings: made by rule, listed, heard, removed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callcenter_core::sim::Plan;
use callcenter_core::{Command, Fact, Span, Tracks};
use callcenter_http::clock::Clock;
use callcenter_http::recordings::{RecordingRule, Recordings, RecordingsConfig, Swept, Which};
use callcenter_http::{Desk, Role};
use callcenter_store::{AUDIT, AuditRow, CALLS, Condition, RECORDING_FILES, RECORDINGS, Select, Write, rows};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::customers::{House, told};
use crate::desk::{EngineDesk, MORNING};
use crate::kept::Kept;

/// A house with a folder for recordings, and its clock.
struct Studio {
    house: House,
    kept: Kept,
    folder: TempDir,
    clock: Arc<AtomicI64>,
}

impl Studio {
    async fn with(change: impl FnOnce(&mut RecordingsConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(AtomicI64::new((MORNING + Span::from_secs(3_600)).as_micros()));
        let mut recordings =
            RecordingsConfig { folder: folder.path().to_owned(), ..RecordingsConfig::default() };
        change(&mut recordings);
        let desk = EngineDesk::at(Plan { dialplan_records: false, ..Plan::obliging() });
        let house = House::at(desk, |config| {
            config.clock = Clock::Hand(clock.clone());
            config.recordings = Recordings::new(config.store.clone(), recordings).expect("it is right");
        })
        .await;
        let kept = Kept::open(&house.served).await;
        Self { house, kept, folder, clock }
    }

    /// A call from outside that agent 1001 answered and that was recorded to this file.
    async fn recorded(&mut self, file: &str) -> Value {
        let desk = self.house.served.desk.clone();
        let (caller, _) = desk.talks_with("1001");
        let record =
            Command::RecordStart { leg: caller.as_str().into(), file: file.into(), tracks: Tracks::Mixed };
        desk.ask(record).await.expect("the switch records");
        desk.advance(Span::from_secs(30));
        desk.hangs_up(&caller);
        desk.advance(Span::from_secs(60));
        self.kept.write(&self.house.served).await;
        let (status, page) = self.house.get(Role::Supervisor, "/api/recordings").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page["items"][0].clone()
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.path().join(file)
    }

    async fn audited(&self, action: &str) -> Vec<AuditRow> {
        let select = Select::from(AUDIT).only(Condition::Is("action", action.into()));
        rows(&*self.house.served.site.store, &select).await.expect("it can be read")
    }
}

/// Seconds of sound as Asterisk writes it, each byte another than the one before.
fn sound(path: &Path, seconds: u32) -> Vec<u8> {
    let bytes = seconds * 16_000;
    let mut file = b"RIFF".to_vec();
    file.extend((bytes + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    file.extend(bytes.to_le_bytes());
    file.extend((0..bytes).map(|n| (n % 251) as u8));
    std::fs::write(path, &file).expect("the folder can be written");
    file
}

#[tokio::test]
async fn f_276_f_283_a_recording_is_told_with_its_call_its_conversation_and_its_length() {
    let mut studio = Studio::with(|_| ()).await;
    sound(&studio.path("talk.wav"), 3);
    let recording = studio.recorded("talk.wav").await;
    assert_eq!(recording["file"], "talk.wav");
    assert_eq!(
        (&recording["available"], &recording["duration_s"]),
        (&json!(true), &json!(3.0)),
        "{recording}"
    );
    assert_eq!((&recording["bytes"], &recording["content_type"]), (&json!(48_044), &json!("audio/wav")));
    assert_eq!((&recording["caller"], &recording["direction"]), (&json!("4917612345678"), &json!("inbound")));
    assert_eq!(
        (&recording["segments"][0]["n"], &recording["segments"][0]["with"]),
        (&json!(1), &json!("1001"))
    );
    let id = recording["id"].as_str().expect("an id");
    let call = recording["call_id"].as_str().expect("a call");
    assert_eq!(studio.house.get(Role::Agent, &format!("/api/recordings/{id}")).await.1, recording);
    for question in [
        format!("call={call}"),
        "agent=1001".to_owned(),
        "from=2026-11-22T08:00:00Z&until=2026-11-23T00:00:00Z".to_owned(),
    ] {
        let (_, page) = studio.house.get(Role::Agent, &format!("/api/recordings?{question}")).await;
        assert_eq!(page["items"], json!([recording]), "{question}");
    }
    for question in ["agent=1002", "queue=sales", "until=2026-11-22T08:00:00Z"] {
        let (_, page) = studio.house.get(Role::Supervisor, &format!("/api/recordings?{question}")).await;
        assert_eq!(page["items"], json!([]), "{question}");
    }
}

#[tokio::test]
async fn pages_of_recordings_have_each_once() {
    let mut studio = Studio::with(|_| ()).await;
    for n in 0..5 {
        studio.recorded(&format!("{n}.wav")).await;
    }
    let mut files = Vec::new();
    let mut next = String::new();
    loop {
        let (_, page) = studio.house.get(Role::Supervisor, &format!("/api/recordings?limit=2{next}")).await;
        files.extend(page["items"].as_array().expect("a list").iter().map(|item| item["file"].clone()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(files, ["4.wav", "3.wav", "2.wav", "1.wav", "0.wav"]);
}

#[tokio::test]
async fn f_280_a_recording_is_heard_in_ranges_byte_by_byte() {
    let mut studio = Studio::with(|_| ()).await;
    let whole = sound(&studio.path("talk.wav"), 2);
    let recording = studio.recorded("talk.wav").await;
    let path = format!("/api/recordings/{}/audio", recording["id"].as_str().expect("an id"));
    let ask = |method| studio.house.ask(Role::Agent, method, &path);

    let answer = ask(Method::GET).send().await.expect("it answers");
    assert_eq!(
        (answer.status(), &answer.headers()["content-type"]),
        (StatusCode::OK, &"audio/wav".parse().unwrap())
    );
    assert_eq!(answer.headers()["accept-ranges"], "bytes");
    let tag = answer.headers()["etag"].clone();
    assert_eq!(answer.bytes().await.expect("bytes"), whole);

    let head = ask(Method::HEAD).send().await.expect("it answers");
    assert_eq!(
        (head.status(), &head.headers()["content-length"]),
        (StatusCode::OK, &whole.len().to_string().parse().unwrap())
    );

    let last = whole.len() - 1;
    for (range, first, end) in [
        ("bytes=0-0", 0, 0),
        ("bytes=44-1043", 44, 1_043),
        ("bytes=20000-", 20_000, last),
        ("bytes=-100", last - 99, last),
        ("bytes=31000-99999999", 31_000, last),
    ] {
        let answer = ask(Method::GET)
            .header("Range", range)
            .header("If-Range", &tag)
            .send()
            .await
            .expect("it answers");
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(
            answer.headers()["content-range"],
            format!("bytes {first}-{end}/{}", whole.len()),
            "{range}"
        );
        assert_eq!(answer.bytes().await.expect("bytes"), whole[first..=end], "{range}");
    }
    let other = ask(Method::GET)
        .header("Range", "bytes=0-9")
        .header("If-Range", "\"other\"")
        .send()
        .await
        .expect("it answers");
    assert_eq!((other.status(), other.bytes().await.expect("bytes").len()), (StatusCode::OK, whole.len()));
    for range in ["bytes=0-1,3-4", "bytes=0-0,-1", "lines=1-2", "bytes=5-3"] {
        let answer = ask(Method::GET).header("Range", range).send().await.expect("it answers");
        assert_eq!(answer.status(), StatusCode::OK, "{range}: all of it, as RFC 9110 allows");
        assert_eq!(answer.bytes().await.expect("bytes"), whole, "{range}");
    }
    let part = ask(Method::HEAD).header("Range", "bytes=0-9").send().await.expect("it answers");
    assert_eq!(part.status(), StatusCode::OK, "RFC 9110 has ranges for GET alone");
    assert_eq!(part.headers()["content-length"], whole.len().to_string());
    let outside = ask(Method::GET).header("Range", "bytes=99999999-").send().await.expect("it answers");
    assert_eq!(
        (outside.status(), &outside.headers()["content-range"]),
        (StatusCode::RANGE_NOT_SATISFIABLE, &format!("bytes */{}", whole.len()).parse().unwrap())
    );
    let tag = tag.to_str().expect("a tag");
    for known in [tag.to_owned(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let answer = ask(Method::GET).header("If-None-Match", &known).send().await.expect("it answers");
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED, "{known}");
    }
    let download = studio
        .house
        .ask(Role::Agent, Method::GET, &format!("{path}?download=true"))
        .send()
        .await
        .expect("it answers");
    assert_eq!(download.headers()["content-disposition"], "attachment; filename=\"talk.wav\"");
}

#[tokio::test]
async fn each_hearing_is_written_down_once_in_a_while() {
    let mut studio = Studio::with(|_| ()).await;
    sound(&studio.path("talk.wav"), 1);
    let recording = studio.recorded("talk.wav").await;
    let path = format!("/api/recordings/{}/audio", recording["id"].as_str().expect("an id"));
    let hears = async |role, range: &str| {
        let answer = studio
            .house
            .ask(role, Method::GET, &path)
            .header("Range", range)
            .send()
            .await
            .expect("it answers");
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
    };
    hears(Role::Agent, "bytes=100-199").await;
    hears(Role::Agent, "bytes=0-99").await;
    assert_eq!(studio.audited("recording.listen").await.len(), 1, "a player asks in parts");
    hears(Role::Supervisor, "bytes=0-99").await;
    studio.clock.fetch_add(Span::from_secs(16 * 60).as_micros(), Ordering::Relaxed);
    hears(Role::Agent, "bytes=0-99").await;
    let audited = studio.audited("recording.listen").await;
    assert_eq!(audited.len(), 3);
    assert!(audited.iter().all(|row| Some(row.target.as_str()) == recording["id"].as_str()));
    studio.house.ask(Role::Supervisor, Method::HEAD, &path).send().await.expect("it answers");
    assert_eq!(studio.audited("recording.listen").await.len(), 3, "nobody hears a header");
}

#[tokio::test]
async fn agents_hear_their_own_calls_and_nobody_elses() {
    let mut studio = Studio::with(|_| ()).await;
    sound(&studio.path("talk.wav"), 1);
    let recording = studio.recorded("talk.wav").await;
    let id = recording["id"].as_str().expect("an id");
    for path in [format!("/api/recordings/{id}"), format!("/api/recordings/{id}/audio")] {
        for agent in [Some("1002"), None] {
            let answer = told(studio.house.ask_as(Role::Agent, agent, Method::GET, &path)).await;
            assert_eq!(answer.0, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let (_, page) =
        told(studio.house.ask_as(Role::Agent, Some("1002"), Method::GET, "/api/recordings")).await;
    assert_eq!(page["items"], json!([]));
    let (_, page) =
        told(studio.house.ask_as(Role::Agent, Some("1002"), Method::GET, "/api/recordings?agent=1001")).await;
    assert_eq!(page["items"], json!([]));
    assert_eq!(studio.audited("recording.listen").await.len(), 0);
}

#[tokio::test]
async fn a_missing_file_is_said_plainly() {
    let mut studio = Studio::with(|_| ()).await;
    let recording = studio.recorded("gone.wav").await;
    assert_eq!(recording["available"], false);
    let path = format!("/api/recordings/{}/audio", recording["id"].as_str().expect("an id"));
    let (status, problem) = studio.house.get(Role::Supervisor, &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let why = problem["detail"].as_str().expect("it says why");
    let folder = studio.folder.path().display().to_string();
    assert!(why.contains("the file gone.wav is not in the folder") && why.contains(&folder), "{why}");
    for id in ["x", "x.1", "..%2F..%2Fetc%2Fpasswd.1", "%00.1"] {
        let (status, _) = studio.house.get(Role::Supervisor, &format!("/api/recordings/{id}/audio")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
    let call = recording["call_id"].as_str().expect("a call");
    for n in ["0", "2", "-1", "01x"] {
        let (status, _) = studio.house.get(Role::Supervisor, &format!("/api/recordings/{call}.{n}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{n}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn hc_11_no_name_leads_out_of_the_folder() {
    let mut studio = Studio::with(|_| ()).await;
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret.wav"), "secret").expect("written");
    std::os::unix::fs::symlink(outside.path().join("secret.wav"), studio.path("link.wav")).expect("linked");
    std::fs::create_dir(studio.path("folder.wav")).expect("made");
    for file in ["link.wav", "folder.wav"] {
        let recording = studio.recorded(file).await;
        assert_eq!(recording["available"], false, "{recording}");
        let path = format!("/api/recordings/{}/audio", recording["id"].as_str().expect("an id"));
        let (status, problem) = studio.house.get(Role::Supervisor, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
        assert!(!problem.to_string().contains("secret\""), "{problem}");
    }
}

#[tokio::test]
async fn a_recording_is_removed_by_an_administrator_and_says_so() {
    let mut studio = Studio::with(|_| ()).await;
    sound(&studio.path("talk.wav"), 1);
    sound(&studio.path("talk-in.wav"), 1);
    let recording = studio.recorded("talk.wav").await;
    let path = format!("/api/recordings/{}", recording["id"].as_str().expect("an id"));
    assert_eq!(
        told(studio.house.ask(Role::Supervisor, Method::DELETE, &path)).await.0,
        StatusCode::FORBIDDEN
    );
    assert!(studio.path("talk.wav").exists());
    assert_eq!(
        told(studio.house.ask(Role::Administrator, Method::DELETE, &path)).await.0,
        StatusCode::NO_CONTENT
    );
    assert!(!studio.path("talk.wav").exists() && !studio.path("talk-in.wav").exists());
    assert_eq!(studio.audited("recording.delete").await.len(), 1);
    let (_, after) = studio.house.get(Role::Supervisor, &path).await;
    assert_eq!(
        (&after["available"], &after["removed_by"]),
        (&json!(false), &json!("administrator")),
        "{after}"
    );
    let (status, problem) = studio.house.get(Role::Supervisor, &format!("{path}/audio")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|why| why.contains("removed") && why.contains("administrator")),
        "{problem}"
    );
    assert_eq!(
        told(studio.house.ask(Role::Administrator, Method::DELETE, &path)).await.0,
        StatusCode::CONFLICT
    );
    // The call's own rows stay as the journal has them.
    assert_eq!(studio.house.served.site.store.count(&Select::from(RECORDINGS)).await.expect("counted"), 1);
}

#[tokio::test]
async fn old_recordings_go_and_so_do_those_whose_calls_were_purged() {
    let mut studio = Studio::with(|config| config.keep_days = Some(30)).await;
    sound(&studio.path("old.wav"), 1);
    studio.recorded("old.wav").await;
    let site = studio.house.served.site.clone();
    assert_eq!(site.remove_old_recordings().await.expect("it can"), Swept::default());
    studio.clock.fetch_add(Span::from_secs(31 * 86_400).as_micros(), Ordering::Relaxed);
    assert_eq!(site.remove_old_recordings().await.expect("it can").removed, 1);
    assert!(!studio.path("old.wav").exists());
    let (_, page) = studio.house.get(Role::Supervisor, "/api/recordings").await;
    assert_eq!(page["items"][0]["removed_by"], "retention", "{page}");
    assert_eq!(site.remove_old_recordings().await.expect("it can"), Swept::default());

    // The call's rows are purged: nothing is left of the file's either.
    let every = vec![Condition::Filled("call_id")];
    site.store.write(Write::default().delete(CALLS, every)).await.expect("written");
    assert_eq!(site.remove_old_recordings().await.expect("it can"), Swept::default());
    assert_eq!(site.store.count(&Select::from(RECORDING_FILES)).await.expect("counted"), 0);
}

#[tokio::test]
async fn a_file_that_cannot_be_removed_keeps_no_other_one_and_is_tried_again() {
    let mut studio = Studio::with(|config| config.keep_days = Some(30)).await;
    // Nobody can remove a folder as a file, not even the superuser.
    std::fs::create_dir(studio.path("a.wav")).expect("made");
    for file in ["a.wav", "b.wav", "c.wav"] {
        if file != "a.wav" {
            sound(&studio.path(file), 1);
        }
        studio.recorded(file).await;
    }
    let site = studio.house.served.site.clone();
    studio.clock.fetch_add(Span::from_secs(31 * 86_400).as_micros(), Ordering::Relaxed);
    let swept = site.remove_old_recordings().await.expect("it can");
    assert_eq!((swept.removed, swept.left), (2, 1), "{swept:?}");
    assert!(swept.why.as_deref().is_some_and(|why| why.contains("a.wav")), "{swept:?}");
    assert!(
        studio.path("a.wav").exists() && !studio.path("b.wav").exists() && !studio.path("c.wav").exists()
    );
    let told =
        studio.house.ask(Role::Administrator, Method::GET, "/metrics").send().await.expect("it answers");
    let told = told.text().await.expect("a text");
    assert!(told.contains("\ncallcenter_recordings_left_over 1\n"), "{told}");

    std::fs::remove_dir(studio.path("a.wav")).expect("somebody saw to it");
    sound(&studio.path("a.wav"), 1);
    assert_eq!(site.remove_old_recordings().await.expect("it can"), Swept { removed: 1, ..Swept::default() });
    assert!(!studio.path("a.wav").exists());
}

#[tokio::test]
async fn a_folder_that_is_not_mounted_makes_no_file_removed() {
    let mut studio = Studio::with(|config| config.keep_days = Some(30)).await;
    studio.recorded("old.wav").await;
    let site = studio.house.served.site.clone();
    studio.clock.fetch_add(Span::from_secs(31 * 86_400).as_micros(), Ordering::Relaxed);
    let swept = site.remove_old_recordings().await.expect("it can");
    assert_eq!((swept.removed, swept.left), (0, 1));
    assert!(swept.why.as_deref().is_some_and(|why| why.contains("is it mounted?")), "{swept:?}");
    // It is mounted again, and the file is there.
    sound(&studio.path("old.wav"), 1);
    assert_eq!(site.remove_old_recordings().await.expect("it can").removed, 1);
    assert!(!studio.path("old.wav").exists());
}

/// Calls, and waits until the rule's recording was asked for so often.
async fn asked(studio: &Studio, times: u64) {
    studio.house.served.desk.refused(times).await;
}

#[tokio::test]
async fn f_278_a_recording_that_the_switch_refuses_is_asked_for_once_more_and_then_told_on_the_call() {
    let rule = RecordingRule { which: Which::Outside, ..RecordingRule::default() };
    let mut studio = Studio::with(|config| config.record = rule).await;
    let desk = studio.house.served.desk.clone();
    let mut follow = desk.follow();
    let site = studio.house.served.site.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let keeper = tokio::spawn(async move {
        site.keep_recordings(async {
            let _ = stopped.await;
        })
        .await;
    });
    // Refused once: the second time it is done.
    desk.refuse_recordings(1);
    let (first, _) = desk.talks_with("1001");
    named(&mut follow).await;
    asked(&studio, 1).await;
    desk.hangs_up(&first);
    desk.advance(Span::from_secs(60));
    // Refused for good: the call says so.
    desk.refuse_recordings(2);
    let (second, _) = desk.talks_with("1001");
    asked(&studio, 3).await;
    let path = format!("/api/calls/{second}/notes");
    let note = async {
        loop {
            let (status, about) = studio.house.get(Role::Agent, &path).await;
            assert_eq!(status, StatusCode::OK, "{about}");
            if let Some(note) = about["notes"].get(0) {
                return note.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    let note = tokio::time::timeout(Duration::from_secs(30), note).await.expect("it is noted");
    assert_eq!(note["by"], "recording rule", "{note}");
    assert!(
        note["text"].as_str().is_some_and(|text| text.contains("not: the switch said: no room on the disk.")),
        "{note}"
    );
    stop.send(()).expect("it waits");
    keeper.await.expect("it ends");
    desk.hangs_up(&second);
    desk.advance(Span::from_secs(60));
    studio.kept.write(&studio.house.served).await;
    // It is nothing that a colleague wants to know of the caller.
    let (third, _) = desk.talks_with("1001");
    studio.kept.write(&studio.house.served).await;
    let (_, card) = studio.house.get(Role::Agent, &format!("/api/calls/{third}/customer")).await;
    assert_eq!((&card["notes"], card["history"].as_array().map(Vec::len)), (&json!([]), Some(2)), "{card}");
}

/// Waits until the switch says that it records, and to which file.
async fn named(follow: &mut tokio::sync::broadcast::Receiver<Arc<[callcenter_core::Entry]>>) -> String {
    let file = async {
        loop {
            let batch = follow.recv().await.expect("the desk goes on");
            let mut files = batch.iter().filter_map(|entry| match &entry.fact {
                Fact::RecordingNamed { file, .. } => Some(file.to_string()),
                _ => None,
            });
            if let Some(file) = files.next_back() {
                return file;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), file).await.expect("a conversation is recorded")
}

#[tokio::test]
async fn f_278_conversations_are_recorded_by_rule_once_and_never_those_that_are_spared() {
    let rule = RecordingRule {
        which: Which::Outside,
        never: vec!["1003".to_owned(), "+49 176 99999999".to_owned()],
        ..RecordingRule::default()
    };
    let studio = Studio::with(|config| {
        config.record = rule;
        config.switch_folder = Some("callcenter".to_owned());
    })
    .await;
    let desk = studio.house.served.desk.clone();
    let mut follow = desk.follow();
    let site_desk: Arc<dyn Desk> = desk.clone();
    let site = studio.house.served.site.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let keeper = tokio::spawn(async move {
        site.keep_recordings(async {
            let _ = stopped.await;
        })
        .await;
    });
    // Spared: by the extension, by the number, and among colleagues.
    let (spared, _) = desk.talks_with("1003");
    let other = desk.calls("4917699999999", "Bertha", "1002");
    desk.answers("1002");
    let inside = desk.phone_calls("1004", "1001");
    desk.answers("1001");
    desk.hangs_up(&inside);
    desk.advance(Span::from_secs(60));
    // Recorded.
    let (caller, agent) = desk.talks_with("1001");
    let file = named(&mut follow).await;
    let call_id = site_desk.read(|moment| {
        let call = moment.state.call_of(&caller.as_str().into()).expect("it lives");
        moment.state.record(call).expect("it lives").call_id
    });
    assert_eq!(file, format!("20261122-080100-{call_id}.wav"));
    // Talking on after a hold is the same conversation.
    desk.holds(&agent);
    desk.advance(Span::from_secs(5));
    desk.holds(&agent);
    for leg in [&spared, &other, &caller] {
        desk.hangs_up(leg);
    }
    desk.advance(Span::from_secs(60));
    let (again, _) = desk.talks_with("1001");
    assert_ne!(named(&mut follow).await, file);
    let recordings = site_desk.read(|moment| {
        let call = moment.state.call_of(&again.as_str().into()).expect("it lives");
        moment.state.record(call).expect("it lives").recordings.len()
    });
    assert_eq!(recordings, 1);
    stop.send(()).expect("it waits");
    keeper.await.expect("it ends");
    let files = studio.house.served.site.store.count(&Select::from(RECORDING_FILES)).await.expect("counted");
    assert!((1..=2).contains(&files), "files are remembered: {files}");
}
