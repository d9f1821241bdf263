//! The screen's loop: what happens at the switch, on the keyboard, and to the terminal.

use std::io;
use std::thread;
use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval, sleep};

use super::picture::Picture;
use super::screen::{Turn, View, draw};
use crate::cli::failure::Failure;
use crate::cli::link::told_to_end;

/// How often the picture is drawn at most: calm to look at, and soon enough.
const DRAW: Duration = Duration::from_millis(200);

/// Keys that may wait; more are of somebody who leans on the keyboard.
const KEYS_MAX: usize = 64;

/// Shows the picture until a key, a signal or the time ends it. The terminal is restored then, also after a panic.
pub(super) async fn run(picture: &mut Picture, end: Duration) -> Result<(), Failure> {
    let mut terminal = ratatui::try_init()
        .map_err(|error| Failure::told(format!("cannot use this terminal: {error}; try --plain")))?;
    let done = follow(picture, &mut terminal, end).await;
    // A terminal that is gone needs no care.
    let _ = ratatui::try_restore();
    done
}

async fn follow(picture: &mut Picture, terminal: &mut DefaultTerminal, end: Duration) -> Result<(), Failure> {
    let mut keys = keyboard();
    let mut view = View::default();
    let mut pulse = interval(DRAW);
    let mut poisoned = 0;
    let (enough, signal) = (sleep(end), told_to_end());
    tokio::pin!(enough, signal);
    loop {
        tokio::select! {
            biased;
            key = keys.recv() => match key {
                Some(key) => if press(&key, &mut view) == Wish::Quit { return Ok(()) },
                None => return Ok(()),
            },
            told = &mut signal => return told.map_err(|error| Failure::told(format!("cannot follow signals: {error}"))),
            () = &mut enough => return Ok(()),
            at = pulse.tick() => {
                if Instant::now().duration_since(at) > DRAW * 2 {
                    // The machine is slow: rather fewer pictures than none of the news.
                    pulse.reset();
                }
                if picture.shell.poisoned().count > poisoned {
                    // The panic that was caught has given the terminal back.
                    poisoned = picture.shell.poisoned().count;
                    *terminal = ratatui::try_init().map_err(drawing)?;
                }
                let board = picture.board();
                terminal.draw(|frame| draw(frame, &board, &mut view)).map_err(drawing)?;
            }
            news = picture.next() => {
                if news?.is_none() {
                    return Ok(());
                }
                picture.may_go_on()?;
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
fn drawing(error: io::Error) -> Failure {
    Failure::told(format!("cannot draw: {error}"))
}

#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Stay,
    Quit,
}

fn press(key: &Event, view: &mut View) -> Wish {
    let Event::Key(key) = key else { return Wish::Stay };
    if key.kind == KeyEventKind::Release {
        return Wish::Stay;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let was_help = std::mem::take(&mut view.help);
    match key.code {
        KeyCode::Char('c' | 'd') if control => return Wish::Quit,
        KeyCode::Esc if was_help => {}
        KeyCode::Char('q') | KeyCode::Esc => return Wish::Quit,
        KeyCode::Char('?' | 'h') | KeyCode::F(1) => view.help = !was_help,
        KeyCode::Tab | KeyCode::Right => view.turn(Turn::NextList),
        KeyCode::BackTab | KeyCode::Left => view.turn(Turn::LastList),
        KeyCode::Up | KeyCode::Char('k') => view.turn(Turn::Up),
        KeyCode::Down | KeyCode::Char('j') => view.turn(Turn::Down),
        KeyCode::PageUp => view.turn(Turn::PageUp),
        KeyCode::PageDown | KeyCode::Char(' ') => view.turn(Turn::PageDown),
        KeyCode::Home => view.turn(Turn::Top),
        KeyCode::End => view.turn(Turn::Bottom),
        _ => {}
    }
    Wish::Stay
}

/// Keys as they are pressed. Reading them blocks, so it has a thread of its own, which ends with the program.
fn keyboard() -> mpsc::Receiver<Event> {
    let (sender, keys) = mpsc::channel(KEYS_MAX);
    thread::spawn(move || {
        while let Ok(key) = event::read() {
            if sender.blocking_send(key).is_err() {
                return;
            }
        }
    });
    keys
}
