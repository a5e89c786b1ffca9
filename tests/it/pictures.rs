//! The pictures of the README: screens of the program on a pseudo-terminal, as SVG.
//! `SNAPSHOTS=overwrite cargo test --test it pictures` rewrites them.

use super::generated::assert_current;
use super::screen::Seen::{self, End, List, Text};
use super::screen::{COLUMNS, Session};
use super::support::Home;
use std::fmt::Write as _;
use vt100::{Color, Screen};

/// One screen: the command line, and the keys that are pressed when a prompt is complete on the
/// screen. The picture shows the last prompt.
struct Picture {
    name: &'static str,
    line: &'static str,
    answers: &'static [(Seen, &'static str)],
    last: Seen,
}

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
        answers: &[(Text("? Title ›"), "Bell tower\r"), (List("? Tier ›", "Bronze"), "sil\r")],
        last: List("? What now? ›", "Cancel"),
    },
    Picture {
        name: "prompt.svg",
        line: "deals --sandbox win",
        answers: &[(Text("? Deal ›"), "roof\r"), (List("? Deal › ", "317"), "eur")],
        last: List("? Deal › eur", "317"),
    },
];

#[test]
fn pictures_are_current() {
    let drawn = PICTURES.iter().map(|picture| (picture.name.to_owned(), picture.draw()));
    assert_current("docs/pictures", drawn.collect());
}

impl Picture {
    fn draw(&self) -> String {
        let home = Home::new();
        let mut session = Session::start(&home, self.line);
        for (seen, pressed) in self.answers {
            session.press(*seen, pressed);
        }
        session.wait(self.last);
        svg(session.screen())
    }
}

/// Width of a cell of the font in the pictures, which is 14 pixels high.
const CELL_PIXELS: f64 = 8.4;
/// The background, on which the colors are readable regardless of that of the page.
const GROUND: (u8, u8, u8) = (0x1b, 0x21, 0x30);
const PLAIN: (u8, u8, u8) = (0xdb, 0xe2, 0xee);
const FAINT: (u8, u8, u8) = (0x94, 0xa0, 0xb8);
/// The colors of the program, normal and bright alike: gray, red, green, yellow, cyan.
const COLORS: [(u8, (u8, u8, u8)); 5] = [
    (0, FAINT),
    (1, (0xff, 0x8f, 0x87)),
    (2, (0x7f, 0xdc, 0x8f)),
    (3, (0xe8, 0xc4, 0x6a)),
    (6, (0x6f, 0xd3, 0xe3)),
];

fn svg(screen: &Screen) -> String {
    let mut palette = anstyle_svg::VGA;
    for (index, color) in COLORS {
        palette.0[usize::from(index)] = color.into();
        palette.0[usize::from(index) + 8] = color.into();
    }
    let width = f64::from(COLUMNS.get()) * CELL_PIXELS;
    anstyle_svg::Term::new()
        .palette(palette)
        .fg_color(PLAIN.into())
        .bg_color(GROUND.into())
        .min_width_px(width as usize)
        .render_svg(&ansi(screen))
}

/// The screen without empty lines at the end, with the escape codes of each cell.
fn ansi(screen: &Screen) -> String {
    let rows: Vec<String> = screen.rows(0, COLUMNS.get()).collect();
    // After the program has ended, the cursor is that of the shell, which the picture omits.
    let cursor = Some(screen.cursor_position())
        .filter(|(row, _)| !screen.hide_cursor() && rows[usize::from(*row)].starts_with('?'));
    let mut out = String::new();
    let height = rows.iter().rposition(|row| !row.trim().is_empty()).unwrap() + 1;
    for row in 0..u16::try_from(height).unwrap() {
        let mut last = "0".to_owned();
        for column in 0..COLUMNS.get() {
            let cell = screen.cell(row, column).unwrap();
            if cell.is_wide_continuation() {
                continue;
            }
            let look = look(cell, cursor == Some((row, column)));
            if look != last {
                write!(out, "\x1b[{look}m").unwrap();
                last = look;
            }
            out.push_str(if cell.has_contents() { cell.contents() } else { " " });
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push_str("\x1b[0m\n");
    }
    out.truncate(out.trim_end().len());
    out
}

/// The look of a cell as the parameters of an escape code.
fn look(cell: &vt100::Cell, is_cursor: bool) -> String {
    let is_other = cell.inverse() || cell.underline() || cell.italic();
    assert!(!is_other && cell.bgcolor() == Color::Default, "no picture of {cell:?} yet");
    let bold = if cell.bold() { ";1" } else { "" };
    let inverse = if is_cursor { ";7" } else { "" };
    let color = match cell.fgcolor() {
        // Dim is too dark to read.
        Color::Default if cell.dim() => ";90".to_owned(),
        Color::Default => String::new(),
        Color::Idx(index) if COLORS.iter().any(|(known, _)| *known == index % 8) && index < 16 => {
            format!(";{}", if index < 8 { 30 + index } else { 82 + index })
        }
        other => panic!("no picture of {other:?} yet"),
    };
    format!("0{bold}{inverse}{color}")
}
