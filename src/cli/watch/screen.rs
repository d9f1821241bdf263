//! The picture in the terminal. Draws a [`Board`]; knows nothing of engines or sockets.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span as Words};
use ratatui::widgets::{Block, BorderType, Cell, Clear, Padding, Paragraph, Row, Table};

use super::board::{AgentLine, Board, CallLine, Live, QueueLine, Tone};
use crate::cli::time::minutes;

/// The lists, from top to bottom.
const SECTIONS: usize = 3;

/// Where the person is: which list, how far down in each, and whether help is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct View {
    focus: usize,
    /// First row shown of each list.
    scroll: [usize; SECTIONS],
    /// Rows that fit of each list, as last drawn.
    fits: [usize; SECTIONS],
    pub(super) help: bool,
}

/// What a key does to the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    NextList,
    LastList,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
}

impl View {
    pub(super) fn turn(&mut self, turn: Turn) {
        let page = self.fits[self.focus].max(1);
        let scroll = &mut self.scroll[self.focus];
        match turn {
            Turn::NextList => self.focus = (self.focus + 1) % SECTIONS,
            Turn::LastList => self.focus = (self.focus + SECTIONS - 1) % SECTIONS,
            Turn::Up => *scroll = scroll.saturating_sub(1),
            Turn::Down => *scroll += 1,
            Turn::PageUp => *scroll = scroll.saturating_sub(page),
            Turn::PageDown => *scroll += page,
            Turn::Top => *scroll = 0,
            Turn::Bottom => *scroll = usize::MAX / 2,
        }
    }
}

/// Draws everything. Rows that do not fit are told by number, and scrolled to.
pub(super) fn draw(frame: &mut Frame<'_>, board: &Board, view: &mut View) {
    let banner = u16::from(banner(board).is_some());
    let [head, warning, lists, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(banner),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(headline(board, head.width), head);
    if let Some(text) = banner_line(board) {
        frame.render_widget(text, warning);
    }
    let rows = [board.queues.len(), board.agents.len(), board.calls.len()];
    let heights = share(lists.height, rows);
    let areas: [Rect; SECTIONS] = Layout::vertical(heights.map(Constraint::Length)).areas(lists);
    for (index, area) in areas.into_iter().enumerate() {
        // A line for the headings, and one of space below where there is room for it.
        let fits = usize::from(area.height.saturating_sub(1));
        view.fits[index] = fits;
        view.scroll[index] = view.scroll[index].min(rows[index].saturating_sub(fits));
        let from = view.scroll[index];
        let hidden = rows[index].saturating_sub(fits);
        let part = Part { from, fits, width: area.width, heading: heading(view.focus == index) };
        let table = match index {
            0 => queues(&board.queues, &part),
            1 => agents(&board.agents, &part),
            _ => calls(&board.calls, &part),
        };
        frame.render_widget(table, area);
        if hidden > 0 && area.height > 1 {
            let text = format!(" {}–{} of {} ", from + 1, (from + fits).min(rows[index]), rows[index]);
            let width = u16::try_from(text.chars().count()).unwrap_or(0).min(area.width);
            let corner = Rect { x: area.right() - width, y: area.bottom() - 1, width, height: 1 };
            frame.render_widget(
                Paragraph::new(text).style(Style::new().add_modifier(Modifier::REVERSED | Modifier::DIM)),
                corner,
            );
        }
    }
    frame.render_widget(footline(board), foot);
    if view.help {
        help(frame);
    }
}

/// The part of a list that is shown.
struct Part {
    from: usize,
    fits: usize,
    width: u16,
    heading: Style,
}

impl Part {
    /// A column that takes what the `others` leave, but not so much that eyes lose the line.
    fn rest(&self, others: u16, least: u16, most: u16) -> Constraint {
        Constraint::Length(self.width.saturating_sub(others).clamp(least, most))
    }

    /// How much wider than the smallest screen this one is, a share of it.
    fn more(&self, share: u16) -> u16 {
        self.width.saturating_sub(80) / share
    }
}

/// How many lines each list gets, its headings and a line of space below included.
fn share(height: u16, rows: [usize; SECTIONS]) -> [u16; SECTIONS] {
    let wanted = rows.map(|rows| u16::try_from(rows.max(1) + 2).unwrap_or(u16::MAX));
    let mut given = wanted.map(|wanted| wanted.min(height / 3));
    let mut rest = height.saturating_sub(given.iter().sum());
    // What is left goes to the agents first, then to the queues; the calls take what nobody wants.
    for index in [1, 0, 2] {
        let more = wanted[index].saturating_sub(given[index]).min(rest);
        given[index] += more;
        rest -= more;
    }
    given[2] += rest;
    given
}

fn headline(board: &Board, width: u16) -> Paragraph<'static> {
    let head = &board.head;
    let bar = Style::new().fg(Color::White).bg(Color::Indexed(24));
    let (dot, link) = match &head.link {
        Live::Connecting => (Color::Yellow, "connecting".to_owned()),
        Live::Listing => (Color::Yellow, "asking what there is".to_owned()),
        Live::Now(age) if age.as_secs() < 2 => (Color::LightGreen, "live".to_owned()),
        Live::Now(age) => (Color::LightGreen, format!("live, heard {} ago", minutes(*age))),
        Live::Lost { .. } => (Color::LightRed, "link lost".to_owned()),
    };
    let talking = board.calls.iter().filter(|call| call.tone == Tone::Busy).count();
    let ready = board.agents.iter().filter(|agent| agent.tone == Tone::Good).count();
    let mut words = vec![
        Words::styled(format!(" {} ", head.switch), bar.add_modifier(Modifier::BOLD)),
        Words::styled("● ", bar.fg(dot)),
        Words::styled(link, bar),
    ];
    if width >= 100 && !head.version.is_empty() {
        let version = head.version.split(['+', '~']).next().unwrap_or_default();
        words.push(Words::styled(format!("   Asterisk {version}"), bar.fg(Color::Gray)));
    }
    words.push(Words::styled(format!("   {}, {talking} talking", many(board.calls.len(), "call")), bar));
    words.push(Words::styled(format!("   {}, {ready} ready", many(board.agents.len(), "agent")), bar));
    let used: usize = words.iter().map(Words::width).sum();
    let gap = usize::from(width).saturating_sub(used + head.clock.chars().count() + 1);
    words.push(Words::styled(format!("{:gap$}{} ", "", head.clock), bar));
    Paragraph::new(Line::from(words)).style(bar)
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What must not be overlooked.
fn banner(board: &Board) -> Option<String> {
    if let Some(kept) = board.head.kept.as_ref().filter(|kept| kept.is_urgent) {
        return Some(format!(" {}; {}", kept.numbers, kept.news));
    }
    match &board.head.link {
        Live::Lost { as_of, why } if as_of.is_empty() => Some(format!(" {why}; trying again")),
        Live::Lost { as_of, why } => Some(format!(" as of {as_of} — {why}; trying again")),
        _ if board.head.poisoned > 0 => Some(format!(
            " {} messages could not be taken and were left out; a file of them is written when you quit",
            board.head.poisoned
        )),
        _ if board.head.clock_steps > 0 => Some(format!(
            " a clock was set {} times since {}; durations stay true",
            board.head.clock_steps, board.head.since
        )),
        _ => None,
    }
}

fn banner_line(board: &Board) -> Option<Paragraph<'static>> {
    let style = match board.head.link {
        Live::Lost { .. } => Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
        _ => Style::new().fg(Color::Black).bg(Color::Yellow),
    };
    banner(board).map(|text| Paragraph::new(text).style(style))
}

fn footline(board: &Board) -> Paragraph<'static> {
    let dim = Style::new().fg(Color::DarkGray);
    let key = Style::new().fg(Color::Gray).add_modifier(Modifier::BOLD);
    let mut words = Vec::new();
    for (name, what) in [("q", "quit"), ("Tab", "list"), ("↑↓", "scroll"), ("?", "help")] {
        words.push(Words::styled(format!(" {name} "), key));
        words.push(Words::styled(format!("{what}  "), dim));
    }
    if !board.head.since.is_empty() {
        words.push(Words::styled(format!("  figures since {}", board.head.since), dim));
    }
    if let Some(kept) = &board.head.kept {
        words.push(Words::styled(format!("  {}", kept.numbers), dim));
    }
    Paragraph::new(Line::from(words))
}

fn heading(focus: bool) -> Style {
    let style = Style::new().fg(Color::Indexed(110));
    if focus {
        style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    } else {
        style.add_modifier(Modifier::UNDERLINED)
    }
}

fn queues(lines: &[QueueLine], part: &Part) -> Table<'static> {
    const NAMES: [&str; 12] = [
        "QUEUES", "WAIT", "LONGEST", "READY", "RING", "TALK", "WRAP", "PAUSE", "SL %", "OFFER", "ANSW",
        "ABAND",
    ];
    let widths = [
        part.rest(65, 10, 24),
        Constraint::Length(5),
        Constraint::Length(7),
        Constraint::Length(5),
        Constraint::Length(4),
        Constraint::Length(4),
        Constraint::Length(4),
        Constraint::Length(5),
        Constraint::Length(5),
        Constraint::Length(5),
        Constraint::Length(5),
        Constraint::Length(5),
    ];
    let rows = lines.iter().skip(part.from).take(part.fits).map(|line| {
        let waiting = if line.late {
            Tone::Bad
        } else if line.waiting > 0 {
            Tone::Soon
        } else {
            Tone::Quiet
        };
        Row::new([
            Cell::from(line.name.clone()).style(Style::new().add_modifier(Modifier::BOLD)),
            number(line.waiting, waiting),
            right(line.longest.map(minutes).unwrap_or_default(), style(waiting)),
            number(line.ready, Tone::Good),
            number(line.ringing, Tone::Soon),
            number(line.talking, Tone::Busy),
            number(line.wrap_up, Tone::After),
            number(line.paused, Tone::Away),
            right(
                line.service_level.map(|percent| percent.to_string()).unwrap_or_else(|| "–".to_owned()),
                Style::new(),
            ),
            right(line.offered.to_string(), Style::new()),
            right(line.answered.to_string(), Style::new()),
            right(
                line.abandoned.to_string(),
                style(if line.abandoned > 0 { Tone::Bad } else { Tone::Quiet }),
            ),
        ])
    });
    table(rows.collect(), &NAMES, &widths, 1, "no queue is known yet", part.heading)
}

fn agents(lines: &[AgentLine], part: &Part) -> Table<'static> {
    const NAMES: [&str; 7] = ["AGENTS", "NAME", "STATE", "FOR", "WITH", "QUEUES", "REASON"];
    let widths = [
        Constraint::Length(6),
        part.rest(69, 11, 22),
        Constraint::Length(11),
        Constraint::Length(7),
        Constraint::Length(14),
        Constraint::Max(16 + part.more(2)),
        Constraint::Max(9 + part.more(4)),
    ];
    let rows = lines.iter().skip(part.from).take(part.fits).map(|line| {
        Row::new([
            Cell::from(line.agent.clone()),
            Cell::from(line.name.clone()).style(Style::new().add_modifier(Modifier::BOLD)),
            Cell::from(format!("● {}", line.state)).style(style(line.tone)),
            right(line.since.map(minutes).unwrap_or_default(), Style::new()),
            Cell::from(line.with.clone()),
            Cell::from(line.queues.clone()).style(style(Tone::Quiet)),
            Cell::from(line.reason.clone()).style(style(Tone::Away)),
        ])
    });
    table(rows.collect(), &NAMES, &widths, 3, "no agent is known yet", part.heading)
}

fn calls(lines: &[CallLine], part: &Part) -> Table<'static> {
    const NAMES: [&str; 6] = ["CALLS", "CALLER", "DIALLED", "QUEUE", "WITH", "FOR"];
    let widths = [
        Constraint::Length(10),
        part.rest(56, 24, 40),
        Constraint::Max(12 + part.more(4)),
        Constraint::Max(10 + part.more(4)),
        Constraint::Max(12 + part.more(4)),
        Constraint::Length(7),
    ];
    let rows = lines.iter().skip(part.from).take(part.fits).map(|line| {
        Row::new([
            Cell::from(line.status).style(style(line.tone)),
            Cell::from(line.caller.clone()),
            Cell::from(line.dialed.clone()),
            Cell::from(line.queue.clone()),
            Cell::from(line.with.clone()),
            right(line.duration.map(minutes).unwrap_or_default(), Style::new()),
        ])
    });
    table(rows.collect(), &NAMES, &widths, 5, "no call at the moment", part.heading)
}

/// A table whose columns from `right_from` on that are figures have their headings to the right.
fn table(
    rows: Vec<Row<'static>>,
    names: &[&'static str],
    widths: &[Constraint],
    right_from: usize,
    nothing: &'static str,
    heading: Style,
) -> Table<'static> {
    let is_empty = rows.is_empty();
    let header = names.iter().enumerate().map(|(index, name)| {
        let figure = index >= right_from && matches!(widths[index], Constraint::Length(_)) && *name != "WITH";
        Cell::from(Line::from(*name).alignment(if figure { Alignment::Right } else { Alignment::Left }))
    });
    let rows = if is_empty {
        let dim = Style::new().fg(Color::DarkGray).add_modifier(Modifier::ITALIC);
        vec![Row::new([Cell::from(""), Cell::from(nothing)]).style(dim)]
    } else {
        rows
    };
    // Nothing to show takes the width of all columns.
    let widths = if is_empty { &[Constraint::Length(8), Constraint::Min(24)][..] } else { widths };
    let header = if is_empty { Row::new([names[0]]) } else { Row::new(header.collect::<Vec<_>>()) };
    Table::new(rows, widths.iter().copied()).header(header.style(heading)).column_spacing(1)
}

fn number(number: u32, tone: Tone) -> Cell<'static> {
    if number == 0 {
        right("·".to_owned(), Style::new().fg(Color::DarkGray))
    } else {
        right(number.to_string(), style(tone))
    }
}

fn right(text: String, style: Style) -> Cell<'static> {
    Cell::from(Line::from(text).alignment(Alignment::Right)).style(style)
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Quiet => Style::new().fg(Color::Gray),
        Tone::Good => Style::new().fg(Color::Green),
        Tone::Busy => Style::new().fg(Color::Cyan),
        Tone::Soon => Style::new().fg(Color::Yellow),
        Tone::After => Style::new().fg(Color::Magenta),
        Tone::Away => Style::new().fg(Color::Indexed(137)),
        Tone::Bad => Style::new().fg(Color::LightRed),
    }
}

fn help(frame: &mut Frame<'_>) {
    const TEXT: &str = "\
q  Esc  Ctrl-C   quit
Tab  Shift-Tab   next list, last list
↑ ↓  PgUp PgDn   scroll the underlined list
Home End         its beginning, its end
?                this help

WAIT      callers waiting, red: beyond the service level
SL %      answered within the service level, of those offered
OFFER     callers who entered; ANSW answered, ABAND gave up

Everything is concluded from the switch's reports. While the
link is away the picture stands still and says as of when.";
    let area = frame.area();
    let (width, height) = (72.min(area.width), 16.min(area.height));
    let window = Rect { x: (area.width - width) / 2, y: (area.height - height) / 2, width, height };
    let block =
        Block::bordered().border_type(BorderType::Rounded).title(" help ").padding(Padding::new(2, 2, 1, 1));
    frame.render_widget(Clear, window);
    frame.render_widget(Paragraph::new(TEXT).block(block), window);
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::super::board::Head;
    use super::*;

    #[test]
    fn every_list_gets_its_lines_on_a_small_screen() {
        assert_eq!(share(21, [2, 5, 3]), [4, 7, 10]);
        assert_eq!(share(21, [50, 50, 50]), [7, 7, 7]);
        assert_eq!(share(0, [1, 1, 1]), [0, 0, 0]);
    }

    fn drawn(board: &Board, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal in memory");
        terminal.draw(|frame| draw(frame, board, &mut View::default())).expect("memory can be drawn to");
        terminal.backend().to_string()
    }

    #[test]
    fn everything_that_matters_is_on_a_small_screen() {
        let board = Board {
            head: Head {
                link: Live::Lost { as_of: "14:02:11".into(), why: "closed by the switch".into() },
                ..Head::default()
            },
            queues: vec![QueueLine { name: "support".into(), waiting: 3, ..QueueLine::default() }],
            agents: vec![AgentLine { agent: "1001".into(), state: "talking", ..AgentLine::default() }],
            calls: (0..40).map(|n| CallLine { caller: format!("49{n:03}"), ..CallLine::default() }).collect(),
        };
        let picture = drawn(&board, 80, 24);
        for text in ["as of 14:02:11", "support", "● talking", "49000", "of 40", "q quit"] {
            assert!(picture.contains(text), "{text} is not in {picture}");
        }
    }

    #[test]
    fn no_screen_is_too_small_to_be_drawn_on() {
        for (width, height) in [(1, 1), (10, 3), (40, 6), (300, 100)] {
            drawn(&Board::default(), width, height);
        }
    }

    #[test]
    fn scrolling_stops_at_the_ends() {
        let mut view = View::default();
        view.turn(Turn::Up);
        assert_eq!(view.scroll[0], 0);
        view.turn(Turn::LastList);
        assert_eq!(view.focus, 2);
    }
}
