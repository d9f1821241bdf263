//! Bytes to messages: every header of the busy hour split, beside `httparse` on the very same lines.
//!
//!     cargo bench --bench decode

mod common;

use std::hint::black_box;
use std::time::Duration;

use callcenter::ami::{Decoder, Message, frames};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// How much arrives at a time, in bytes: what a socket gives to a reader that keeps up.
const READ_BYTES: usize = 16_384;

/// More than any message of the trace has.
const HEADERS_MAX: usize = 256;

fn decode(criterion: &mut Criterion) {
    let messages = common::busy_hour();
    let wire = common::wire(&messages);
    // `httparse` wants names made of the characters that HTTP allows; AMI's are, but for a few with blanks or brackets.
    let http: Vec<u8> =
        messages.iter().map(|(_, frame)| frame).filter(|frame| takes(frame)).flatten().copied().collect();
    let share = 100 * http.len() / wire.len();
    println!("{} messages, {} bytes; httparse takes {share} % of them", messages.len(), wire.len());

    let mut group = criterion.benchmark_group("decode");
    group.measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_secs(1)).sample_size(40);

    group.throughput(Throughput::Bytes(http.len() as u64));
    group.bench_function("every header, httparse", |bench| bench.iter(|| by_httparse(black_box(&http))));
    group.bench_function("every header, the same bytes", |bench| {
        bench.iter(|| every_header(black_box(&http)));
    });

    group.throughput(Throughput::Bytes(wire.len() as u64));
    group.bench_function("every header", |bench| bench.iter(|| every_header(black_box(&wire))));
    group.bench_function("frames only", |bench| bench.iter(|| frames(black_box(&wire)).count()));
    group
        .bench_function("frames only, in reads of 16 KiB", |bench| bench.iter(|| in_reads(black_box(&wire))));
    group.bench_function("frames only, memmem alone", |bench| {
        bench.iter(|| memchr::memmem::find_iter(black_box(&wire), b"\r\n\r\n").count());
    });

    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("messages, every header", |bench| bench.iter(|| every_header(black_box(&wire))));
    group.finish();
}

/// Reads every key and every value; what comes out depends on all of them.
fn every_header(bytes: &[u8]) -> usize {
    let mut sum = 0;
    for frame in frames(bytes).flatten() {
        for field in Message::parse(frame).fields() {
            sum += field.key.as_bytes().len() ^ field.value.as_bytes().len();
        }
    }
    sum
}

fn by_httparse(bytes: &[u8]) -> usize {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let (mut rest, mut sum) = (bytes, 0);
    while !rest.is_empty() {
        let Ok(httparse::Status::Complete((len, found))) = httparse::parse_headers(rest, &mut headers) else {
            unreachable!("only what httparse takes was given to it");
        };
        for header in found {
            sum += header.name.len() ^ header.value.len();
        }
        rest = &rest[len..];
    }
    sum
}

fn takes(frame: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    matches!(httparse::parse_headers(frame, &mut headers), Ok(httparse::Status::Complete((len, _))) if len == frame.len())
}

fn in_reads(wire: &[u8]) -> usize {
    let mut decoder = Decoder::new();
    let mut count = 0;
    for read in wire.chunks(READ_BYTES) {
        decoder.feed(read);
        while let Ok(Some(frame)) = decoder.next_frame() {
            count += black_box(frame).len();
        }
    }
    count
}

criterion_group!(benches, decode);
criterion_main!(benches);
