//! Bytes to events: framed, looked at by name, and only what is wanted is split.
//!
//!     cargo bench --bench translate

mod common;

use std::hint::black_box;
use std::time::Duration;

use callcenter::ami::{frames, interpret};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn translate(criterion: &mut Criterion) {
    let messages = common::busy_hour();
    let wire = common::wire(&messages);
    let meant =
        messages.iter().filter(|(_, frame)| interpret(frame, |event| event.is_some()) == Ok(true)).count();
    println!("{} messages, {} bytes, {meant} mean something to the engine", messages.len(), wire.len());

    let mut group = criterion.benchmark_group("translate");
    group.measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_secs(1)).sample_size(40);
    group.throughput(Throughput::Bytes(wire.len() as u64));
    group.bench_function("bytes to events", |bench| bench.iter(|| events(black_box(&wire))));
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("messages to events", |bench| bench.iter(|| events(black_box(&wire))));
    group.finish();
}

fn events(bytes: &[u8]) -> usize {
    let seen = |frame| interpret(frame, |event| usize::from(black_box(event).is_some()));
    frames(bytes).flatten().map(|frame| seen(frame).unwrap_or_default()).sum()
}

criterion_group!(benches, translate);
criterion_main!(benches);
