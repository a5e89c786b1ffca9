//! The pictures of the README: screens of the real program on a pseudo-terminal, as SVG.
//! `SNAPSHOTS=overwrite cargo test --test it pictures` rewrites them.

use super::generated::holds;
use super::support::{Home, environment};
use rexpect::process::PtyProcess;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use vt100::{Color, Parser, Screen};

const COLUMNS: NonZeroU16 = NonZeroU16::new(80).unwrap();
const ROWS: NonZeroU16 = NonZeroU16::new(24).unwrap();

/// One screen: what is typed at the shell, and then, whenever a question with these words stands
/// complete on the screen, which keys are pressed. The last one is what the picture is of.
struct Picture {
    name: &'static str,
    line: &'static str,
    answers: &'static [(Seen, &'static str)],
    last: Seen,
}

#[derive(Clone, Copy)]
enum Seen {
    /// A question that is typed at: its line, the cursor at its end, and the last words below it.
    Question(&'static str, &'static str),
    /// A short list without a cursor: the question's line, and the last words below it.
    Menu(&'static str, &'static str),
    /// The program is done.
    End,
}
use Seen::{End, Menu, Question};

const PICTURES: &[Picture] = &[
    Picture {
        name: "table.svg",
        line: "deals --sandbox list --owner priya --pipeline sales --limit 14",
        answers: &[],
        last: End,
    },
    Picture {
        name: "card.svg",
        line: "deals --sandbox create --value 12400 --org \"northgate housing\" --label hot",
        answers: &[
            (Question("? Title ›", ""), "Bell tower\r"),
            (Menu("? Tier ›", "esc cancels"), "sil\r"),
        ],
        last: Menu("? What now? ›", "esc cancels"),
    },
    Picture {
        name: "prompt.svg",
        line: "deals --sandbox win",
        answers: &[
            (Question("? Deal ›", "changed last"), "copper\r"),
            (Question("? Deal ›", "esc cancels"), "eur"),
        ],
        last: Question("? Deal › eur", "esc cancels"),
    },
];

#[test]
fn pictures_are_current() {
    let drawn = PICTURES.iter().map(|picture| (picture.name.to_owned(), picture.draw()));
    holds("docs/pictures", drawn.collect());
}

impl Picture {
    fn draw(&self) -> String {
        let home = Home::new();
        // What the person has typed is a line of the shell's, run as it stands.
        let script = format!("stty cols {COLUMNS} rows {ROWS}; {}", self.line);
        let mut command = Command::new("sh");
        let bin = std::path::Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        command.args(["-c", &script]).env_clear().envs(environment(home.path())).env("PATH", path);
        command.env("TERM", "xterm-256color").stdin(Stdio::inherit());
        let pty = PtyProcess::new(command).unwrap();
        let mut keys = pty.get_file_handle().unwrap();
        let said = said(pty.get_file_handle().unwrap());

        let mut parser = Parser::new(ROWS, COLUMNS, 0);
        parser.process(format!("\x1b[2m$\x1b[m {}\r\n", self.line).as_bytes());
        for (seen, pressed) in self.answers {
            wait(&mut parser, &said, *seen);
            keys.write_all(pressed.as_bytes()).unwrap();
        }
        wait(&mut parser, &said, self.last);
        svg(parser.screen(), self.line)
    }
}

/// What comes from the terminal, as it comes; the end of it when the program has left.
fn said(mut terminal: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // Linux says that a terminal without programs is an error, others that it is the end.
        while let Ok(length @ 1..) = terminal.read(&mut bytes) {
            if sender.send(bytes[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Reads on until this is on the screen.
fn wait(parser: &mut Parser, said: &Receiver<Vec<u8>>, seen: Seen) {
    use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
    while !is_seen(parser.screen(), seen) {
        match (said.recv_timeout(Duration::from_secs(10)), seen) {
            (Ok(bytes), _) => parser.process(&bytes),
            (Err(Disconnected), End) => return,
            (Err(Disconnected | Timeout), _) => panic!("{}", parser.screen().contents()),
        }
    }
}

/// Whether a question has been painted to its end, which shows the cursor in its place or hides it
/// last.
fn is_seen(screen: &Screen, seen: Seen) -> bool {
    let (question, below, is_menu) = match seen {
        Question(question, below) => (question, below, false),
        Menu(question, below) => (question, below, true),
        End => return false,
    };
    let lines: Vec<String> = screen.rows(0, COLUMNS.get()).collect();
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let Some(first) = lines.iter().rposition(|line| *line == question) else { return false };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    let width = |at: usize| lines[at].chars().count();
    let place = if is_menu {
        (last, width(last))
    } else {
        (first, width(first) + usize::from(question.ends_with('›')))
    };
    let (row, column) = screen.cursor_position();
    lines[last].ends_with(below)
        && screen.hide_cursor() == is_menu
        && (usize::from(row), usize::from(column)) == place
}

/// Sizes in tenths of a pixel: a cell, and the room around all of them.
const CELL: (usize, usize) = (84, 180);
const MARGIN: usize = 160;
/// Where letters stand in a cell.
const BASELINE: usize = 135;
/// Readable on its own ground, whatever the page's is.
const GROUND: &str = "#1b2130";
const PLAIN: &str = "#dbe2ee";
const FAINT: &str = "#94a0b8";

/// The screen down to its last line that is not empty.
fn svg(screen: &Screen, line: &str) -> String {
    let rows: Vec<String> = screen.rows(0, COLUMNS.get()).collect();
    let height = rows.iter().rposition(|row| !row.trim().is_empty()).unwrap() + 1;
    let (width, height) =
        (usize::from(COLUMNS.get()) * CELL.0 + 2 * MARGIN, height * CELL.1 + 2 * MARGIN);
    let (right, bottom) = (pixels(width), pixels(height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{right}\" \
         height=\"{bottom}\" viewBox=\"0 0 {right} {bottom}\" font-size=\"14\" font-family=\"\
         ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\">\n\
         <title>{}</title>\n\
         <rect width=\"{right}\" height=\"{bottom}\" rx=\"8\" fill=\"{GROUND}\"/>\n",
        escaped(line)
    );
    for row in 0..ROWS.get() {
        for piece in pieces(screen, row) {
            piece.draw(row, &mut out);
        }
    }
    // After a program's end the cursor is the shell's, which is not in the picture.
    let (row, column) = screen.cursor_position();
    if !screen.hide_cursor() && rows[usize::from(row)].starts_with('?') {
        let (x, y) = place(row, column, 0);
        let (wide, high) = (pixels(CELL.0), pixels(CELL.1));
        writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{PLAIN}\"/>"
        )
        .unwrap();
    }
    out + "</svg>\n"
}

/// Words of one look, from a column on.
struct Piece {
    column: u16,
    columns: u16,
    look: String,
    text: String,
}

impl Piece {
    fn draw(&self, row: u16, out: &mut String) {
        let (x, y) = place(row, self.column, BASELINE);
        // Every font keeps to the grid, and every stand-in for a letter that it lacks.
        let wide = pixels(usize::from(self.columns) * CELL.0);
        let (look, text) = (&self.look, escaped(&self.text));
        writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" textLength=\"{wide}\" \
             lengthAdjust=\"spacingAndGlyphs\"{look}>{text}</text>"
        )
        .unwrap();
    }
}

/// What stands in a row: a piece ends where the look changes and before two blanks, so that no
/// blank but a single one among words is ever told.
fn pieces(screen: &Screen, row: u16) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for column in 0..COLUMNS.get() {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() || cell.contents().trim().is_empty() {
            continue;
        }
        let columns = if cell.is_wide() { 2 } else { 1 };
        let look = look(cell);
        match pieces.last_mut() {
            Some(last) if last.look == look && last.column + last.columns + 1 >= column => {
                if last.column + last.columns < column {
                    last.text.push(' ');
                }
                last.text.push_str(cell.contents());
                last.columns = column + columns - last.column;
            }
            _ => pieces.push(Piece { column, columns, look, text: cell.contents().to_owned() }),
        }
    }
    pieces
}

/// How the letters of a cell look, as attributes.
fn look(cell: &vt100::Cell) -> String {
    let is_other = cell.inverse() || cell.underline() || cell.italic();
    assert!(!is_other && cell.bgcolor() == Color::Default, "no picture of {cell:?} yet");
    let fill = match cell.fgcolor() {
        Color::Default if cell.dim() => FAINT,
        Color::Default => PLAIN,
        Color::Idx(8) => FAINT,
        Color::Idx(1 | 9) => "#ff8f87",
        Color::Idx(2 | 10) => "#7fdc8f",
        Color::Idx(3 | 11) => "#e8c46a",
        Color::Idx(6 | 14) => "#6fd3e3",
        other => panic!("no picture of {other:?} yet"),
    };
    let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
    format!(" fill=\"{fill}\"{weight}")
}

/// A point of a cell, so far down from its upper left corner.
fn place(row: u16, column: u16, down: usize) -> (String, String) {
    let x = MARGIN + usize::from(column) * CELL.0;
    let y = MARGIN + usize::from(row) * CELL.1 + down;
    (pixels(x), pixels(y))
}

fn pixels(tenths: usize) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
