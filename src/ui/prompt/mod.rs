//! Questions to the person at the terminal, on stderr; an error that names the flag when there is
//! nobody to ask. Ctrl-C and Esc cancel at every one of them.

mod line;
mod list;
mod screen;

pub use list::Item;

use crate::error::Error;
use crate::text;
use crate::ui::style::Style;
use console::Key;
use line::Line;
use list::List;
use screen::Screen;

pub enum Ask {
    Terminal { colour: bool },
    Nobody,
}

/// What is asked, and what is said with it.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    text: &'q str,
    flag: &'q str,
    above: &'q [String],
    help: &'q str,
    first: &'q str,
    wrong: &'q str,
    vanishes: bool,
}

/// At most so many items of a list are in sight at once.
const ROOM: usize = 12;

impl<'q> Question<'q> {
    /// `flag` says the same without a question.
    pub fn new(text: &'q str, flag: &'q str) -> Question<'q> {
        Question { text, flag, above: &[], help: "", first: "", wrong: "", vanishes: false }
    }

    /// What is said above it, as long as it is asked.
    pub fn above(self, above: &'q [String]) -> Question<'q> {
        Question { above, ..self }
    }

    /// What an answer may look like.
    pub fn help(self, help: &'q str) -> Question<'q> {
        Question { help, ..self }
    }

    /// What stands in the line already.
    pub fn first(self, first: &'q str) -> Question<'q> {
        Question { first, ..self }
    }

    /// What was wrong with the answer before.
    pub fn wrong(self, wrong: &'q str) -> Question<'q> {
        Question { wrong, ..self }
    }

    /// Leaves nothing on the screen: the answer is seen elsewhere.
    pub fn vanishes(self) -> Question<'q> {
        Question { vanishes: true, ..self }
    }
}

impl Ask {
    /// A line of text. `check` says what is wrong with it, and the question is put again.
    pub fn text(
        &self,
        question: Question,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Error> {
        self.line(question, false, check)
    }

    /// A text that is not shown.
    pub fn secret(
        &self,
        question: Question,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Error> {
        self.line(question, true, check)
    }

    fn line(
        &self,
        question: Question,
        is_secret: bool,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String, Error> {
        let ink = self.somebody(&question)?;
        let mut screen = Screen::new(ink);
        let mut line = Line::from_text(question.first);
        let mut wrong = question.wrong.to_owned();
        loop {
            let columns = screen.columns();
            let shown = if is_secret {
                Line::from_text(&"•".repeat(line.text().chars().count()))
            } else {
                line.clone()
            };
            let head = prompt(ink, question.text, columns);
            let room = columns - text::width(&head);
            let (seen, column) = shown.view(room + 1);
            let mut lines = question.above.to_vec();
            let place = (lines.len(), text::width(&head) + column);
            lines.push(format!("{head}{seen}"));
            if wrong.is_empty() {
                lines.extend(wrap_styled(&|line| ink.faint(line), question.help, columns));
            } else {
                lines.extend(wrap_styled(&|line| ink.bad(line), &wrong, columns));
            }
            screen.paint(&lines, Some(place))?;
            match screen.key()? {
                Key::Enter => {
                    let answer = line.text().trim().to_owned();
                    match check(&answer) {
                        Ok(()) => {
                            let face = if is_secret { "•".repeat(8) } else { answer.clone() };
                            screen.leave(&answer_lines(ink, &question, &face))?;
                            return Ok(answer);
                        }
                        Err(why) => wrong = why,
                    }
                }
                key => {
                    if line.press(&key) {
                        wrong.clear();
                    }
                }
            }
        }
    }

    /// One of `items`, by its place; the cursor begins on `first`. Typing narrows the list.
    pub fn pick(&self, question: Question, items: &[Item], first: usize) -> Result<usize, Error> {
        let ink = self.somebody(&question)?;
        let mut list = List::new_single(items, first);
        let screen = self.choose(ink, &question, &mut list)?;
        let chosen = list.chosen().unwrap_or_default();
        screen.leave(&answer_lines(ink, &question, &items[chosen].face))?;
        Ok(chosen)
    }

    /// Any of `items`, by their places; some are chosen already.
    pub fn pick_some(
        &self,
        question: Question,
        items: &[Item],
        chosen: &[usize],
    ) -> Result<Vec<usize>, Error> {
        let ink = self.somebody(&question)?;
        let mut list = List::new_multiple(items, chosen);
        let screen = self.choose(ink, &question, &mut list)?;
        let chosen = list.marked();
        let faces: Vec<&str> = chosen.iter().map(|at| items[*at].face.as_str()).collect();
        screen.leave(&answer_lines(ink, &question, &faces.join(", ")))?;
        Ok(chosen)
    }

    /// Until Enter is pressed on an item.
    fn choose(&self, ink: Style, question: &Question, list: &mut List) -> Result<Screen, Error> {
        let mut screen = Screen::new(ink);
        loop {
            let columns = screen.columns();
            let head = prompt(ink, question.text, columns);
            let (typed, column) = list.filter.view(columns - text::width(&head) + 1);
            let mut lines = question.above.to_vec();
            // A short list needs no filter, and no cursor for one.
            let is_long = list.items.len() > 5 || list.mark(0).is_some();
            let place = (lines.len(), text::width(&head) + column);
            lines.push(format!("{head}{typed}"));
            let room = ROOM.min(screen.rows().saturating_sub(lines.len() + 2));
            lines.extend(rows(ink, list, room, columns));
            lines.push(ink.faint(&keys(question, list, room)));
            let cursor = (is_long || !list.filter.is_empty()).then_some(place);
            screen.paint(&lines, cursor)?;
            match screen.key()? {
                Key::Enter if list.mark(0).is_some() || list.chosen().is_some() => {
                    return Ok(screen);
                }
                key => list.press(&key),
            }
        }
    }

    /// Yes or no; nobody to ask is a no that names `--yes`.
    pub fn confirm(&self, question: &str) -> Result<(), Error> {
        let Ask::Terminal { colour } = self else {
            return Err(Error::usage(format!("{question} Nobody is there to ask"))
                .hint("pass --yes to go ahead, or --dry-run to see what would be sent"));
        };
        let ink = Style { colour: *colour };
        let mut screen = Screen::new(ink);
        let asked = |screen: &Screen, answer: &str| {
            // Room for the mark before it, and for the answer.
            let mut lines = text::wrap(&text::clean(question), screen.columns() - 9);
            for (at, line) in lines.iter_mut().enumerate() {
                let mark = if at == 0 { ink.good("?") } else { " ".into() };
                *line = format!("{mark} {}", ink.strong(line));
            }
            if let Some(last) = lines.last_mut() {
                *last = format!("{last} {answer}");
            }
            lines
        };
        let yes = loop {
            let lines = asked(&screen, &ink.faint("[y/N] "));
            let place = (lines.len() - 1, lines.last().map_or(0, |last| text::width(last)));
            screen.paint(&lines, Some(place))?;
            match screen.key()? {
                Key::Char('y' | 'Y') => break true,
                Key::Char('n' | 'N') | Key::Enter => break false,
                _ => {}
            }
        };
        let lines = asked(&screen, &ink.highlight(if yes { "yes" } else { "no" }));
        screen.leave(&lines)?;
        if yes { Ok(()) } else { Err(Error::canceled()) }
    }

    pub fn is_somebody(&self) -> bool {
        matches!(self, Ask::Terminal { .. })
    }

    /// How what is asked looks.
    pub fn ink(&self) -> Style {
        Style { colour: matches!(self, Ask::Terminal { colour: true }) }
    }

    fn somebody(&self, question: &Question) -> Result<Style, Error> {
        match self {
            Ask::Terminal { colour } => Ok(Style { colour: *colour }),
            Ask::Nobody => {
                let Question { text, flag, .. } = question;
                Err(Error::usage(format!("{text} is missing: pass {flag}")))
            }
        }
    }
}

/// `? Title › `, cut where it would leave no room for an answer.
fn prompt(ink: Style, question: &str, columns: usize) -> String {
    let room = columns.saturating_sub(16).max(4);
    format!(
        "{} {} {} ",
        ink.good("?"),
        ink.strong(&text::fit(&text::clean(question), room)),
        ink.faint("›")
    )
}

/// What stays of a question that was answered.
fn answer_lines(ink: Style, question: &Question, answer: &str) -> Vec<String> {
    if question.vanishes {
        return Vec::new();
    }
    let answer = ink.highlight(&text::clean(answer));
    vec![format!("{} {} {answer}", ink.good("✓"), ink.strong(&text::clean(question.text)))]
}

/// A sentence in as many lines as it takes.
fn wrap_styled(style: &dyn Fn(&str) -> String, sentence: &str, columns: usize) -> Vec<String> {
    text::wrap(&text::clean(sentence), columns.saturating_sub(2))
        .iter()
        .map(|line| format!("  {}", style(line)))
        .collect()
}

/// The items in sight, their notes in a column of their own.
fn rows(ink: Style, list: &mut List, room: usize, columns: usize) -> Vec<String> {
    let marks = if list.mark(0).is_some() { 4 } else { 0 };
    let space = columns.saturating_sub(2 + marks);
    let widest = list.items.iter().map(|item| text::width(&item.face)).max().unwrap_or(0);
    let has_notes = list.items.iter().any(|item| !item.note.is_empty());
    let face_room = if has_notes { widest.min(space * 3 / 5) } else { space };
    let seen = list.in_sight(room);
    let row = |(item, is_lit): (usize, bool)| {
        let Item { face, note } = &list.items[item];
        let face = text::fit(face, face_room);
        let gap = " ".repeat(face_room.min(widest).saturating_sub(text::width(&face)) + 2);
        let note =
            if note.is_empty() { String::new() } else { format!("{gap}{}", ink.faint(note)) };
        let mark = match list.mark(item) {
            Some(true) => "[x] ",
            Some(false) => "[ ] ",
            None => "",
        };
        if is_lit {
            format!("{} {}{note}", ink.highlight("❯"), ink.highlight(&format!("{mark}{face}")))
        } else {
            format!("  {mark}{face}{note}")
        }
    };
    let mut rows: Vec<String> = seen.into_iter().map(row).collect();
    if rows.is_empty() {
        rows.push(ink.bad("  nothing fits what is typed"));
    }
    rows
}

/// Which keys do what, the most needed first.
fn keys(question: &Question, list: &List, room: usize) -> String {
    let more = if list.len() > room {
        format!("{} of {}, ", room.max(1), list.len())
    } else {
        String::new()
    };
    let keys = match list.mark(0) {
        Some(_) => "space marks, enter takes, type to filter",
        None if list.items.len() > 5 => "type to filter, ↑↓, enter, esc cancels",
        None => "↑↓, enter, esc cancels",
    };
    let help =
        if question.help.is_empty() { String::new() } else { format!("; {}", question.help) };
    format!("  {more}{keys}{help}")
}
