//! After a lost link: the lists of a full switch, 10,000 channels of which 2,000 wait in a queue, into the engine.
//!
//!     cargo bench --bench resync

mod common;

use std::hint::black_box;
use std::time::Duration;

use callcenter::ami::{frames, interpret};
use callcenter::{Engine, Input, Policy};
use callcenter_core::Timestamp;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const LEGS: u32 = 10_000;
const WAITING: u32 = 2_000;

fn resync(criterion: &mut Criterion) {
    let lists = lists();
    let mut engine = Engine::new(Policy::default());
    take(&mut engine, &lists);
    assert!(engine.state().is_live(), "the lists bring the engine into step");
    assert_eq!(engine.state().legs_count(), LEGS as usize);

    let mut group = criterion.benchmark_group("resync");
    group.measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_secs(1)).sample_size(20);
    group.throughput(Throughput::Elements(u64::from(LEGS)));
    group.bench_function("a first look at 10,000 legs, 2,000 waiting", |bench| {
        let fresh = || Engine::new(Policy::default());
        bench.iter_batched(
            fresh,
            |mut engine| {
                take(&mut engine, black_box(&lists));
                engine
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("the same again after a lost link", |bench| {
        bench.iter_batched(
            || engine.clone(),
            |mut engine| {
                take(&mut engine, black_box(&lists));
                engine
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn take(engine: &mut Engine, bytes: &[u8]) {
    let mut out = Vec::new();
    for frame in frames(bytes).flatten() {
        let _ = interpret(frame, |event| {
            if let Some(event) = event {
                engine.handle(Timestamp::from_secs(1_783_000_000), Input::Event(event), &mut out);
            }
        });
        out.clear();
    }
}

/// What the switch answers to the lists that are asked for after a login.
fn lists() -> Vec<u8> {
    let mut text =
        String::from("Asterisk Call Manager/11.0.0\r\nEvent: FullyBooted\r\nUptime: 86400\r\n\r\n");
    let talking = LEGS - WAITING;
    for leg in 0..LEGS {
        let (channel, bridge, application, linked) = if leg < talking {
            let bridge = format!("00000000-0000-4000-8000-{:012x}", leg / 2);
            (format!("PJSIP/{}-{leg:08x}", 1000 + leg), bridge, "AppDial", leg / 2 * 2)
        } else {
            (format!("PJSIP/trunk-{leg:08x}"), String::new(), "Queue", leg)
        };
        text += &format!(
            "Event: CoreShowChannel\r\nActionID: 1\r\nChannel: {channel}\r\nChannelState: 6\r\nChannelStateDesc: Up\r\n\
             CallerIDNum: {}\r\nCallerIDName: <unknown>\r\nConnectedLineNum: <unknown>\r\nConnectedLineName: <unknown>\r\n\
             Language: en\r\nAccountCode: \r\nContext: agents\r\nExten: s\r\nPriority: 1\r\nUniqueid: 1782999000.{leg}\r\n\
             Linkedid: 1782999000.{linked}\r\nApplication: {application}\r\nApplicationData: support\r\n\
             Duration: 00:02:05\r\nBridgeId: {bridge}\r\n\r\n",
            4_930_000 + leg,
        );
    }
    text += &format!(
        "Event: CoreShowChannelsComplete\r\nActionID: 1\r\nEventList: Complete\r\nListItems: {LEGS}\r\n\r\n"
    );
    text += "Event: QueueParams\r\nActionID: 2\r\nQueue: support\r\nMax: 0\r\nStrategy: ringall\r\nCalls: 2000\r\n\
             ServiceLevel: 20\r\nWeight: 0\r\n\r\n";
    for place in 0..WAITING {
        let leg = talking + place;
        text += &format!(
            "Event: QueueEntry\r\nActionID: 2\r\nQueue: support\r\nPosition: {}\r\nChannel: PJSIP/trunk-{leg:08x}\r\n\
             Uniqueid: 1782999000.{leg}\r\nCallerIDNum: 1\r\nCallerIDName: unknown\r\nConnectedLineNum: unknown\r\n\
             ConnectedLineName: unknown\r\nWait: 65\r\nPriority: 0\r\n\r\n",
            place + 1
        );
    }
    text += "Event: QueueStatusComplete\r\nActionID: 2\r\nEventList: Complete\r\nListItems: 2001\r\n\r\n";
    text.into_bytes()
}

criterion_group!(benches, resync);
criterion_main!(benches);
