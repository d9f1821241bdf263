//! Things that happen at once are reported in any order: the call that follows must be the same.

mod common;

use common::{Dice, Outcome, bytes, messages, run, stories, traces, written};

/// Reports this close together may come in any order, in µs.
const WINDOW: i64 = 50_000;

/// Shuffles what lies within one window, keeping each channel's own order: reports that name a channel in common stay
/// in order. Answers and lists (they carry an ActionID), greetings and notes stay where they are.
fn shuffled(bytes: &[u8], dice: &mut Dice, by_first_channel: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut window: Vec<(Option<i64>, Vec<u8>)> = Vec::new();
    for (time, frame) in messages(bytes) {
        let movable = time.is_some()
            && frame.starts_with(b"Event:")
            && !contains(&frame, b"\r\nActionID:")
            && !frame.starts_with(b"Event: FullyBooted");
        let far =
            window.first().is_some_and(|(first, _)| time.zip(*first).is_some_and(|(t, f)| t - f > WINDOW));
        if far || !movable {
            mix(&mut out, &mut window, dice, by_first_channel);
        }
        if movable { window.push((time, frame)) } else { out.push((time, frame)) }
    }
    mix(&mut out, &mut window, dice, by_first_channel);
    written(&out)
}

fn mix(
    out: &mut Vec<(Option<i64>, Vec<u8>)>,
    window: &mut Vec<(Option<i64>, Vec<u8>)>,
    dice: &mut Dice,
    by_first_channel: bool,
) {
    let times: Vec<Option<i64>> = window.iter().map(|(time, _)| *time).collect();
    let mut left: Vec<(Vec<Vec<u8>>, Vec<u8>)> =
        window.drain(..).map(|(_, frame)| (channels(&frame, by_first_channel), frame)).collect();
    for time in times {
        let free: Vec<usize> = (0..left.len())
            .filter(|&n| left[..n].iter().all(|(before, _)| !before.iter().any(|id| left[n].0.contains(id))))
            .collect();
        let (_, frame) = left.remove(free[dice.below(free.len())]);
        out.push((time, frame));
    }
}

fn channels(frame: &[u8], only_first: bool) -> Vec<Vec<u8>> {
    let lines = frame.split(|&byte| byte == b'\n');
    let ids = lines.filter_map(|line| {
        let at = line.iter().position(|&byte| byte == b':')?;
        let key = line[..at].to_ascii_lowercase();
        (key.ends_with(b"uniqueid") && !key.ends_with(b"bridgeuniqueid"))
            .then(|| line[at + 1..].trim_ascii().to_vec())
    });
    if only_first { ids.take(1).collect() } else { ids.collect() }
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

fn compare(name: &str, seed: u64, want: &Outcome, bytes: &[u8], complaints: &mut Vec<String>) {
    let got = run(bytes);
    let (want, got) = (stories(want), stories(&got));
    if want != got {
        let pairs = want.iter().zip(&got).filter(|(a, b)| a != b).map(|(a, b)| format!("{a}\n became\n{b}"));
        let pairs: Vec<String> = pairs.collect();
        complaints.push(format!(
            "{name} seed {seed}: {} calls, {} after\n{}",
            want.len(),
            got.len(),
            pairs.join("\n")
        ));
    }
}

fn every_order(by_first_channel: bool) {
    let mut complaints = Vec::new();
    for (name, folder) in traces() {
        let original = bytes(&folder);
        let want = run(&original);
        let rounds = if original.len() < 400_000 { 25 } else { 2 };
        for seed in 1..=rounds {
            let other = shuffled(&original, &mut Dice::new(seed), by_first_channel);
            compare(&name, seed, &want, &other, &mut complaints);
        }
    }
    assert!(complaints.is_empty(), "{} differ:\n{}", complaints.len(), complaints.join("\n\n"));
}

#[test]
fn hc_15_reports_of_one_moment_in_any_order_give_the_same_calls() {
    every_order(false);
}

/// Harder: a report that names several channels keeps its place among those of its first channel only.
#[test]
fn hc_15_even_when_only_the_first_channel_named_keeps_its_order() {
    every_order(true);
}
