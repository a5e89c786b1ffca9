//! docs/first-hour.md: the first hour with the program, as screens of a terminal of 80 columns and 24
//! rows. `SNAPSHOTS=overwrite cargo test --test it first_hour` rewrites the page.

use super::screen::Seen::{self, Confirm, End, List, Text};
use super::screen::Session;
use super::support::Home;
use snapbox::{Data, assert_data_eq};
use std::fmt::Write;

/// A command line, and the keys for its prompts. The page shows the screen before the last answer
/// and at the end.
struct Step {
    text: &'static str,
    line: &'static str,
    answers: &'static [(Seen, &'static str)],
}

const fn step(text: &'static str, line: &'static str) -> Step {
    Step { text, line, answers: &[] }
}

const DOWN_ENTER: &str = "\x1b[B\r";

const HOUR: &[(&str, &[Step])] = &[
    (
        "Look around",
        &[
            step("Without a command, `deals` says what to start with:", "deals --sandbox"),
            step(
                "A list fits the terminal, with customers by name:",
                "deals --sandbox list --status open --limit 5",
            ),
            step(
                "Search finds titles, notes and custom fields:",
                "deals --sandbox search \"copper roof\" --limit 3",
            ),
        ],
    ),
    (
        "Create a deal by answering",
        &[Step {
            text: "Each answer can be changed before anything is sent. Enter alone sends nothing:",
            line: "deals --sandbox create",
            answers: &[
                (Text("? Title ›"), "Observatory dome\r"),
                (List("? Tier ›", "Bronze"), "gold\r"),
                (List("? What now? ›", "Cancel"), DOWN_ENTER),
            ],
        }],
    ),
    (
        "Move and win it",
        &[
            Step {
                text: "A deal can be named by its title. Before a change the match is shown:",
                line: "deals --sandbox move observatory Negotiation",
                answers: &[(Confirm("? Change deal 335"), "y")],
            },
            step("The page of a deal in the web app:", "deals --sandbox open 335 --print"),
            step("`lose`, `reopen` and `archive` work like `win`:", "deals --sandbox win 335"),
            step("What happened to it:", "deals --sandbox flow 335"),
        ],
    ),
    (
        "Mistakes",
        &[
            step("Flags and words of other programs:", "deals --sandbox list --json"),
            step("", "deals --sandbox 3 get"),
            step("", "deals --sandbox list open"),
            step("", "deals --sandbox list --status open won"),
            step("", "deals --sandbox list --label Hot"),
            step("", "deals --sandbox update 3 stage=Won"),
            step("", "deals --sandbox update 3 --stage Won"),
            step("", "deals --sandbox lose 3 \"Too dear\""),
            step(
                "JSON where IDs are expected:",
                "deals --sandbox list --limit 1 -o ndjson -q | deals --sandbox win -",
            ),
            step(
                "Amounts and times are understood as people write them:",
                "deals --sandbox update 3 --value \"12,500 EUR\"",
            ),
            step("What may mean two things is not:", "deals --sandbox update 3 --value 1,5"),
            step(
                "A wrong date lists all formats:",
                "deals --sandbox update 3 --expected-close-date 31.1.2027",
            ),
            step(
                "All mistakes are reported together:",
                "deals --sandbox create Roof --stage Nowhere --owner Nobody",
            ),
        ],
    ),
];

#[test]
fn the_page_of_the_first_hour_is_current() {
    let home = Home::new();
    let mut page =
        "# The first hour\n\nA terminal of 80 columns and 24 rows, in the sandbox. A test \
                    (`tests/it/first_hour.rs`) runs these\nlines and compares the screens.\n"
            .to_owned();
    for (heading, steps) in HOUR {
        write!(page, "\n## {heading}\n").unwrap();
        for step in *steps {
            if !step.text.is_empty() {
                write!(page, "\n{}\n", step.text).unwrap();
            }
            write!(page, "\n```text\n{}```\n", step.run(&home)).unwrap();
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/first-hour.md");
    assert_data_eq!(page, Data::read_from(&path, None).raw());
}

impl Step {
    fn run(&self, home: &Home) -> String {
        let mut session = Session::start(home, self.line);
        let mut shown = String::new();
        for (at, (seen, keys)) in self.answers.iter().enumerate() {
            if at + 1 == self.answers.len() {
                session.wait(*seen);
                shown = contents(&session) + "\n";
            }
            session.press(*seen, keys);
        }
        session.wait(End);
        shown + &contents(&session)
    }
}

/// The lines on the screen.
fn contents(session: &Session) -> String {
    let rows: Vec<String> = session.screen().rows(0, 80).collect();
    let last = rows.iter().rposition(|row| !row.trim().is_empty()).map_or(0, |last| last + 1);
    rows[..last].iter().map(|row| format!("{}\n", row.trim_end())).collect()
}
