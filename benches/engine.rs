//! Bytes to live call state: the busy hour through framing, translation and the engine.
//!
//!     cargo bench --bench engine
//!
//! An event "changes state" when the engine concludes at least one fact from it.

mod common;

use std::hint::black_box;
use std::time::Duration;

use callcenter::ami::{frames, interpret};
use callcenter::{Engine, Input, Output, Policy};
use callcenter_core::Timestamp;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn engine(criterion: &mut Criterion) {
    let messages = common::busy_hour();
    let changing = changing(&messages);
    let (wire, changes) = (common::wire(&messages), common::wire(&changing));
    let times: Vec<i64> = messages.iter().map(|(time, _)| *time).collect();
    let change_times: Vec<i64> = changing.iter().map(|(time, _)| *time).collect();
    println!("{} messages, {} of them change state", messages.len(), changing.len());

    let mut group = criterion.benchmark_group("engine");
    group.measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_secs(1)).sample_size(40);
    let fresh = || (Engine::new(Policy::default()), Vec::with_capacity(64));

    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("bytes to live calls, all events", |bench| {
        bench.iter_batched(fresh, |desk| follow(desk, black_box(&wire), &times), BatchSize::LargeInput);
    });
    group.throughput(Throughput::Elements(changing.len() as u64));
    group.bench_function("bytes to live calls, state-changing events only", |bench| {
        bench.iter_batched(
            fresh,
            |desk| follow(desk, black_box(&changes), &change_times),
            BatchSize::LargeInput,
        );
    });
    group.throughput(Throughput::Bytes(wire.len() as u64));
    group.bench_function("the same bytes framed only", |bench| {
        bench.iter(|| memchr::memmem::find_iter(black_box(&wire), b"\r\n\r\n").count());
    });
    group.finish();
}

/// Feeds every message; facts are dropped as soon as they are concluded.
fn follow((mut engine, mut out): (Engine, Vec<Output>), bytes: &[u8], times: &[i64]) -> Engine {
    for (frame, &time) in frames(bytes).flatten().zip(times) {
        let _ = interpret(frame, |event| {
            if let Some(event) = event {
                engine.handle(Timestamp::from_micros(time), Input::Event(event), &mut out);
            }
        });
        out.clear();
    }
    engine
}

/// The messages from which something followed.
fn changing(messages: &[(i64, Vec<u8>)]) -> Vec<(i64, Vec<u8>)> {
    let (mut engine, mut out) = (Engine::new(Policy::default()), Vec::new());
    let changes = |(time, frame): &&(i64, Vec<u8>)| {
        out.clear();
        let _ = interpret(frame, |event| {
            if let Some(event) = event {
                engine.handle(Timestamp::from_micros(*time), Input::Event(event), &mut out);
            }
        });
        !out.is_empty()
    };
    messages.iter().filter(changes).cloned().collect()
}

criterion_group!(benches, engine);
criterion_main!(benches);
