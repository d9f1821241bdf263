//! `callcenter replay`: a recorded trace becomes exact call records.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use callcenter::{CallRecord, Entry, Fold, Heard, PROBLEMS_MAX, ReplayReport, State};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::failure::Failure;
use super::keep::{Keep, KeepOptions};
use super::options::PolicyOptions;
use super::parts::{Parts, name};
use super::time;

const EXAMPLES: &str = "\
Examples:
  callcenter replay today.ami                         what is in it, in words
  callcenter replay today.ami --output calls          one JSON object with a record of every call
  callcenter replay today.ami.* today.ami             parts of one recording, in order
  zcat today.ami.gz | callcenter replay - --output facts | head
  callcenter replay today.ami --trunk provider --service-level 30 --output stats
  callcenter replay today.ami --store sqlite:calls.db kept for reports, exports and questions";

/// Turn a recorded AMI trace into exact call records.
///
/// A trace is what `callcenter capture` writes, or the bytes of an AMI connection as any other program recorded them,
/// with or without times.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Replay {
    /// Traces, in order; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = What::Summary)]
    output: What,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    keep: KeepOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// One JSON object, `{"calls": [...]}`: a record of every call, in order of start
    Calls,
    /// What became true, as it did: one JSON line each
    Facts,
    /// One JSON object: figures of queues and agents
    Stats,
    /// What was read and what came of it, in words; the state's hash at the end
    Summary,
}

/// What is printed as one object.
#[derive(Serialize)]
struct Calls<'a> {
    calls: &'a [CallRecord],
}

impl Replay {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let policy = self.policy.policy()?;
        let mut parts = Parts::open(&self.files)?;
        let keep = self.keep.begin(&self.files, &policy)?;
        let archive = keep.as_ref().map(Keep::archive);
        let mut sink =
            Sink::new(self.output, keep, self.keep.stop_at.map(|seq| (seq, State::new(policy.clone()))));
        let mut replay = callcenter::Replay::new(policy);
        let failed = Cell::new(None);

        let read = loop {
            match parts.next(&failed) {
                Ok(None) => break Ok(()),
                Ok(Some(recording)) => {
                    let hear = |heard: Heard<'_>| {
                        if let Some(archive) = &archive {
                            archive.borrow_mut().heard(&heard);
                        }
                    };
                    let take = |entry| failed.set(sink.take(entry).err().or(failed.take()));
                    if let Err(error) = replay.read_with(recording, hear, take) {
                        break Err(error);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        if let Some(error) = failed.take() {
            return Err(sink.failure(error));
        }
        if let Err(error) = read {
            let (path, offset) = parts.locate(parts.bytes());
            return Err(Failure::told(format!(
                "{}: cannot be read further than byte {offset}: {error}",
                name(path)
            )));
        }
        if replay.report().messages == 0 {
            return Err(nothing(&parts, replay.report()));
        }

        let open = replay.finish(|entry| failed.set(sink.take(entry).err().or(failed.take())));
        if let Some(error) = failed.take() {
            return Err(sink.failure(error));
        }
        let open = sink.stop.as_ref().map_or(open, |(_, state)| state.records());
        let kept = sink.keep.take().map(Keep::finish).transpose()?;
        match self.output {
            What::Calls => {
                let calls = std::mem::take(&mut sink.calls).in_order(open);
                sink.print(&Calls { calls: &calls })?;
            }
            What::Facts => sink.out.flush().map_err(Failure::output)?,
            What::Stats => {
                let report =
                    std::mem::take(&mut sink.fold).report(replay.engine().state(), replay.engine().now());
                sink.print(&report)?;
            }
            What::Summary => {
                let text = summary(&parts, &replay, &sink, &open, kept);
                sink.out
                    .write_all(text.as_bytes())
                    .and_then(|()| sink.out.flush())
                    .map_err(Failure::output)?;
            }
        }
        if self.output != What::Summary {
            problems(&parts, replay.report()).iter().for_each(|line| eprintln!("callcenter: {line}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Takes the facts as they come, and keeps of them what the output needs: with facts and summary, nothing that grows
/// with the trace.
struct Sink {
    what: What,
    out: BufWriter<Stdout>,
    calls: callcenter::Calls,
    fold: Fold,
    /// How many calls had which outcome.
    outcomes: BTreeMap<String, u64>,
    keep: Option<Keep>,
    /// The last fact that counts, and what is true so far.
    stop: Option<(u64, State)>,
}

impl Sink {
    fn new(what: What, keep: Option<Keep>, stop: Option<(u64, State)>) -> Self {
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Self {
            what,
            out,
            calls: callcenter::Calls::default(),
            outcomes: BTreeMap::new(),
            fold: Fold::default(),
            keep,
            stop,
        }
    }

    /// Why the sink takes no more: the store's reason, when it is the store.
    fn failure(self, error: io::Error) -> Failure {
        match self.keep.map(Keep::finish) {
            Some(Err(failure)) => failure,
            _ => Failure::output(error),
        }
    }

    fn take(&mut self, entry: Entry) -> io::Result<()> {
        if let Some((last, state)) = &mut self.stop {
            if entry.seq > *last {
                return Ok(());
            }
            state.apply(&entry);
        }
        if let Some(keep) = &mut self.keep
            && !keep.take(&entry)
        {
            return Err(io::Error::other("the store takes no more"));
        }
        match self.what {
            What::Facts => {
                serde_json::to_writer(&mut self.out, &entry)?;
                self.out.write_all(b"\n")?;
            }
            What::Calls => self.calls.take(entry),
            What::Summary => {
                if let Some(record) = callcenter::record_of(entry) {
                    *self.outcomes.entry(word(&record.status)).or_default() += 1;
                }
            }
            What::Stats => self.fold.take(&entry),
        }
        Ok(())
    }

    /// Prints an object when it is whole.
    fn print(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n").and_then(|()| self.out.flush()).map_err(Failure::output)
    }
}

/// Why nothing could be made of the input.
fn nothing(parts: &Parts, report: &ReplayReport) -> Failure {
    const NEXT: &str = "record one with `callcenter capture`, or give the bytes of an AMI connection";
    if parts.bytes() == 0 {
        return Failure::told(format!("{}: empty, so there is nothing to replay; {NEXT}", parts.names()));
    }
    let what = report.problems.first().map_or("no message of a switch is in it", |problem| &problem.what);
    let (path, offset) = parts.locate(report.problems.first().map_or(0, |problem| problem.offset));
    Failure::told(format!("{}, byte {offset}: {what}: this is no AMI trace; {NEXT}", name(path)))
}

/// What could not be understood, a line each, with file and byte offset.
fn problems(parts: &Parts, report: &ReplayReport) -> Vec<String> {
    let line = |problem: &callcenter::Problem| {
        let (path, offset) = parts.locate(problem.offset);
        format!("{}, byte {offset}: {}", name(path), problem.what)
    };
    let mut lines: Vec<_> = report.problems.iter().map(line).collect();
    if report.problems_count > PROBLEMS_MAX as u64 {
        lines.push(format!("and {} more like these", report.problems_count - PROBLEMS_MAX as u64));
    }
    lines
}

fn summary(
    parts: &Parts,
    replay: &callcenter::Replay,
    sink: &Sink,
    open: &[CallRecord],
    kept: Option<u64>,
) -> String {
    let report = replay.report();
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<10} {value}\n"));
    line("read", format!("{} bytes of {}", parts.bytes(), parts.names()));
    line("messages", report.messages.to_string());
    line("events", report.events.to_string());
    line("facts", report.facts.to_string());
    line(
        "span",
        match report.span {
            Some((from, to)) => {
                format!("{} to {} ({} s)", time::utc(from), time::utc(to), to.since(from).as_secs())
            }
            None => "not known: the trace has no times".to_owned(),
        },
    );
    let closed: u64 = sink.outcomes.values().sum();
    line("calls", format!("{}", closed + open.len() as u64));
    for (outcome, count) in &sink.outcomes {
        line("", format!("{count:>7} {outcome}"));
    }
    let mut live = BTreeMap::<_, u64>::new();
    open.iter().for_each(|record| *live.entry(word(&record.status)).or_default() += 1);
    for (status, count) in live {
        line("", format!("{count:>7} {status} (not over at the end)"));
    }
    line("problems", report.problems_count.to_string());
    for problem in problems(parts, report) {
        line("", problem);
    }
    if let Some(kept) = kept {
        line("kept", format!("{kept} facts, with everything that follows from them"));
    }
    let state = sink.stop.as_ref().map_or(replay.engine().state(), |(_, state)| state);
    line("state", format!("{:032x}", state.hash()));
    text
}

/// A status as the records have it.
fn word(status: &impl Serialize) -> String {
    serde_json::to_value(status).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
