//! The same as lines of text: what happens as it happens, and tables from time to time.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use callcenter::core::Span;
use callcenter::wall_clock;
use tokio::time::{Instant, interval_at, sleep};

use super::board::{Board, Live};
use super::books::kept;
use super::picture::Picture;
use crate::cli::failure::Failure;
use crate::cli::link::told_to_end;
use crate::cli::time::{here, minutes};

/// Prints until a signal or the time ends it; the tables once more at the end.
pub(super) async fn run(
    picture: &mut Picture,
    every: Duration,
    end: Duration,
    acknowledge: bool,
) -> Result<(), Failure> {
    let mut tables = interval_at(Instant::now() + every, every);
    let (enough, signal) = (sleep(end), told_to_end());
    tokio::pin!(enough, signal);
    let (mut told, mut told_kept, mut durable) = (None, None, 0);
    loop {
        tokio::select! {
            biased;
            ended = &mut signal => {
                ended.map_err(|error| Failure::told(format!("cannot follow signals: {error}")))?;
                break;
            }
            () = &mut enough => break,
            _ = tables.tick() => print(&self::tables(&picture.board()))?,
            news = picture.next() => {
                let Some(lines) = news? else { break };
                print(&lines.concat())?;
                if let Some(depth) = picture.depth() {
                    if acknowledge && depth.durable_seq > durable {
                        durable = depth.durable_seq;
                        print(&format!("durable {durable}\n"))?;
                    }
                    let news = kept(&depth).news;
                    if told_kept.as_ref() != Some(&news) {
                        print(&format!("{} books: {news}\n", here(wall_clock())))?;
                        told_kept = Some(news);
                    }
                }
                let board = picture.board();
                let now = link(&board);
                if told.as_ref() != Some(&now) {
                    print(&format!("{} {now}\n", board.head.clock))?;
                    if matches!(board.head.link, Live::Now(_)) {
                        print(&self::tables(&board))?;
                    }
                    told = Some(now);
                }
                picture.may_go_on()?;
            }
        }
    }
    print(&tables_at_end(picture))
}

fn tables_at_end(picture: &mut Picture) -> String {
    tables(&picture.board())
}

/// The state of the link in words that stay the same while it does.
fn link(board: &Board) -> String {
    match &board.head.link {
        Live::Connecting => "connecting".to_owned(),
        Live::Listing => "connected, asking what there is".to_owned(),
        Live::Now(_) => format!("live: {} {}", board.head.switch, board.head.version),
        Live::Lost { as_of, why } if as_of.is_empty() => format!("no link: {why}; trying again"),
        Live::Lost { as_of, why } => format!("link lost, as of {as_of}: {why}; trying again"),
    }
}

/// Queues, agents and calls as text, in columns.
fn tables(board: &Board) -> String {
    let span = |span: Option<Span>| span.map_or_else(|| "-".to_owned(), minutes);
    let mut text = String::new();
    let mut table = |title: &str, names: &[&str], rows: Vec<Vec<String>>| {
        let mut widths: Vec<usize> = names.iter().map(|name| name.chars().count()).collect();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let _ = writeln!(text, "-- {} {title}, {}", rows.len(), board.head.clock);
        for row in std::iter::once(names).chain(rows) {
            let line: String =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  ")).collect();
            let _ = writeln!(text, "   {}", line.trim_end());
        }
    };
    let queues = board.queues.iter().map(|queue| {
        let percent = queue.service_level.map_or_else(|| "-".to_owned(), |percent| percent.to_string());
        let counts = [queue.ready, queue.ringing, queue.talking, queue.wrap_up, queue.paused]
            .map(|count| count.to_string());
        let figures = [queue.offered, queue.answered, queue.abandoned].map(|count| count.to_string());
        [
            vec![queue.name.clone(), queue.waiting.to_string(), span(queue.longest)],
            counts.to_vec(),
            vec![percent],
            figures.to_vec(),
        ]
        .concat()
    });
    let names = [
        "queue",
        "waiting",
        "longest",
        "ready",
        "ringing",
        "talking",
        "wrap-up",
        "paused",
        "sl%",
        "offered",
        "answered",
        "abandoned",
    ];
    table("queues", &names, queues.collect());
    let agents = board.agents.iter().map(|agent| {
        vec![
            agent.agent.clone(),
            agent.name.clone(),
            agent.state.to_owned(),
            span(agent.since),
            agent.with.clone(),
            agent.queues.clone(),
            agent.reason.clone(),
        ]
    });
    table("agents", &["agent", "name", "state", "for", "with", "queues", "reason"], agents.collect());
    let calls = board.calls.iter().map(|call| {
        vec![
            call.status.to_owned(),
            call.caller.clone(),
            call.dialed.clone(),
            call.queue.clone(),
            call.with.clone(),
            span(call.duration),
        ]
    });
    table("calls", &["call", "caller", "dialled", "queue", "with", "for"], calls.collect());
    if let Some(kept) = &board.head.kept {
        let _ = writeln!(text, "-- books: {}, {}", kept.numbers, board.head.clock);
    }
    text
}

/// Prints at once: somebody may be reading along.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)
}
