//! `deals create` on a pseudo-terminal: filled in, left, and pasted into.

use super::support::{Home, sandbox_with};
use super::terminal::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, READING, Terminal, paste};
use deals::sandbox::Sandbox;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

/// The questions for a new deal and the answers, one after the other. `What now?` is always answered
/// with "Change a field…".
const CHANGE: (&str, &str) = ("What now?", "\x1b[B\x1b[B");
const QUESTIONS: &[(&str, &str)] = &[
    ("Title", "Bell tower"),
    ("Tier", "sil"),
    CHANGE,
    ("Field", "stage"),
    ("Stage", "nego"),
    CHANGE,
    ("Field", "owner"),
    ("Owner", "yuki"),
    CHANGE,
    ("Field", "organiz"),
    ("Organization", "north"),
    ("Organization", "housing"),
    CHANGE,
    ("Field", "value"),
    ("Value", "1200.50 usd"),
    CHANGE,
    ("Field", "source"),
    ("Source", " \x1b[B\x1b[B "),
    CHANGE,
    ("Field", "contract"),
    ("Contract term", "'til \"then\" $HOME"),
    CHANGE,
    ("Field", "works"),
    ("Works period", "2026-12-01..2026-12-24"),
    CHANGE,
    ("Field", "e1b4"),
    ("Region [e1b4]", "south"),
    CHANGE,
    ("Field", "label"),
    ("Labels", " "),
    CHANGE,
    ("Field", "expected"),
    ("Expected close", "2026-12-31"),
];

fn answer_all(terminal: &mut Terminal, questions: &[(&str, &str)]) {
    for (question, keys) in questions {
        match (*question, *keys) {
            // The hits of a search have no default.
            ("What now?", keys) | ("Organization", keys @ "housing") => {
                terminal.decide(question, keys);
            }
            (question, keys) => terminal.answer(question, keys),
        }
    }
}

fn count(home: &Home) -> usize {
    home.run(&["--sandbox", "list", "-o", "ndjson", "-q"]).ok().lines().count()
}

/// A deal but for what no two deals share.
fn essence(mut deal: Value) -> Value {
    let deal = deal.as_object_mut().unwrap();
    deal.retain(|key, _| key != "id" && !key.ends_with("_time"));
    Value::Object(deal.clone())
}

#[test]
fn a_deal_is_created_by_answering_and_the_printed_command_makes_the_same() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    answer_all(&mut asked, QUESTIONS);
    asked.sees("? What now? ›");
    let card = asked.screen();
    for row in [
        "Title           Bell tower",
        "Value           1,200.50 USD",
        "Pipeline        Sales (default)",
        "Stage           Negotiation",
        "Owner           Yuki Tanaka",
        "Organization    Northgate Housing",
        "Labels          Hot",
        "Status          open (default)",
        "Tier            Silver",
        "Source          Website, Trade fair",
    ] {
        assert!(card.contains(row), "{row} in:\n{card}");
    }
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.sees("created deal");
    let (code, out) = asked.ends();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["stage_id"], &made["owner_id"]), (&4.into(), &4.into()));

    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create"]);
    answer_all(&mut asked, QUESTIONS);
    asked.choose("What now?", 3);
    let (code, line) = asked.ends();
    assert_eq!((code, line.lines().count()), (Some(0), 1), "{line}");
    assert_eq!(count(&home), before, "printing is not creating");
    let pasted: Value = paste(home.path(), &line).json();
    assert_ne!(pasted["id"], made["id"]);
    assert_eq!(essence(pasted), essence(made), "{line}");
}

#[test]
fn ctrl_c_leaves_every_question_and_nothing_is_created() {
    let home = Home::new();
    let before = count(&home);
    // One of every kind: a text, a list, the menu, the list of fields, a search and its hits, a list
    // to mark in.
    for last in [0, 1, 2, 3, 10, 11, 17] {
        let mut asked = Terminal::start(&home, &["create"]);
        answer_all(&mut asked, &QUESTIONS[..last]);
        asked.sees(&format!("? {} ›", QUESTIONS[last].0));
        asked.leaves_with(CTRL_C);
    }
    assert_eq!(count(&home), before);
}

#[test]
fn the_terminal_is_as_before_after_ctrl_c() {
    let home = Home::new();
    for (args, question) in [
        (&["create"][..], "Title"),
        (&["followers", "add", "3"], "User"),
        (&["create", "--set", "Tier=Gold"], "Title"),
    ] {
        let mut asked = Terminal::start(&home, args);
        asked.sees(&format!("? {question} ›"));
        assert!(!asked.is_restored(), "{args:?}");
        asked.press(CTRL_C);
        asked.sees("cancelled");
        assert!(asked.is_restored(), "{args:?}");
        assert_eq!(asked.ends().0, Some(130));
    }
}

#[test]
fn escape_goes_back_one_level() {
    let home = Home::new();
    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", "Bell tower");
    // From an important field to the card.
    asked.sees("? Tier ›");
    asked.press(ESC);
    asked.choose("What now?", 2);
    asked.answer("Field", "stage");
    // From the values to the fields, and from those to the card.
    asked.sees("? Stage ›");
    asked.press(ESC);
    asked.sees("? Field ›");
    asked.press(ESC);
    // From the hits of a search to its text.
    asked.change(2, "person");
    asked.answer("Person", "bruno");
    asked.sees("Search again…");
    asked.press(ESC);
    asked.answer("Person", "");
    asked.sees("? Field ›");
    asked.press(ESC);
    // The answers are discarded only after a question.
    asked.sees("? What now? ›");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "n");
    asked.sees("? What now? ›");
    assert!(asked.screen().contains("Bell tower"));
    asked.press(ESC);
    asked.sees("? Discard the answers?");
    asked.press(ESC);
    asked.sees("? What now? ›");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.sees("cancelled");
    assert_eq!(asked.ends().0, Some(130));
    assert_eq!(count(&home), before);
    // A form without a change has nothing to discard.
    let mut asked = Terminal::start(&home, &["update", "3"]);
    asked.sees("? What now? ›");
    asked.press(ESC);
    asked.sees("cancelled");
    assert_eq!(asked.ends().0, Some(130));
}

#[test]
fn pasted_line_breaks_create_nothing() {
    let home = Home::new();
    let before = count(&home);
    for (late, pasted) in
        [(0, "Roof\n\n\n"), (0, "Roof\r\r\r\r\r\r"), (50, "\n\n\n"), (300, "\n\n\n")]
    {
        let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
        asked.sees("? Title ›");
        if late == 0 {
            asked.press(pasted);
        } else {
            asked.press("Roof\n");
        }
        asked.sees("? What now? ›");
        if late > 0 {
            thread::sleep(Duration::from_millis(late));
            asked.press(pasted);
        }
        thread::sleep(Duration::from_millis(300));
        let screen = asked.screen();
        assert!(screen.contains("Title     Roof") && screen.contains("? What now? ›"), "{screen}");
        assert!(!screen.contains("❯"), "{screen}");
        assert_eq!(count(&home), before, "{pasted:?} after {late} ms");
        asked.leaves_with(CTRL_C);
    }
}

#[test]
fn a_deliberate_key_creates() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
    asked.press("");
    asked.answer("Title", "Roof");
    asked.choose("What now?", 1);
    asked.sees("created deal");
    assert_eq!(asked.ends().0, Some(0));
}

#[test]
fn pasted_answers_confirm_nothing() {
    let home = Home::new();
    let before = count(&home);
    for (late, pasted) in [(0, "3\ny\n"), (0, "3\n\n\n"), (50, "y\n"), (300, "\n\n")] {
        let mut asked = Terminal::start(&home, &["delete"]);
        asked.sees("? Deal ›");
        if late == 0 {
            asked.press(pasted);
        } else {
            asked.press("3\n");
        }
        asked.sees("? Delete deal 3");
        if late > 0 {
            thread::sleep(Duration::from_millis(late));
            asked.press(pasted);
        }
        thread::sleep(Duration::from_millis(300));
        assert_eq!(count(&home), before, "{pasted:?} after {late} ms");
        asked.leaves_with(CTRL_C);
    }
}

#[test]
fn pasted_line_breaks_choose_nothing_in_a_list_that_writes() {
    let home = Home::new();
    let status =
        |id: &str| home.run(&["--sandbox", "get", id, "-o", "json"]).json()["status"].clone();
    for (args, first, list) in
        [(&["win"][..], "night\n\n\n", "Deal"), (&["lose"], "3\n\n\n", "Reason")]
    {
        let mut asked = Terminal::start(&home, args);
        asked.sees("? Deal ›");
        asked.press(first);
        asked.sees(&format!("? {list} › type"));
        asked.press("\n\n");
        thread::sleep(Duration::from_millis(300));
        asked.press("\n");
        assert!(asked.screen().contains(&format!("? {list} ›")), "{args:?}");
        assert_eq!((status("42"), status("3")), ("open".into(), "open".into()));
        asked.leaves_with(CTRL_C);
    }
}

#[test]
fn cancel_in_the_menu_and_a_closed_terminal_create_nothing() {
    let home = Home::new();
    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create", "--stage", "Proposal"]);
    asked.answer("Title", "Never");
    asked.answer("Tier", "");
    asked.choose("What now?", 4);
    asked.sees("cancelled");
    assert_eq!(asked.ends().0, Some(130));
    let mut asked = Terminal::start(&home, &["create"]);
    asked.sees("? Title ›");
    asked.hang_up();
    asked.sees("\x1b[?25h");
    assert_eq!(asked.ends().0, Some(130));
    assert_eq!(count(&home), before);
}

#[test]
fn a_wrong_answer_is_asked_for_again_with_the_reason() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", " ");
    asked.sees("a deal needs a title");
    asked.answer("Title", "Gate");
    asked.answer("Tier", "");
    asked.change(2, "value");
    asked.answer("Value", "1.200,50");
    asked.sees("a comma may mean thousands or decimals");
    // The text is kept, to be mended.
    asked.answer("Value", &BACKSPACE.repeat(3));
    asked.change(2, "person");
    asked.answer("Person", "xqz");
    asked.sees("no person has `xqz` in its name");
    asked.answer("Person", "a");
    asked.sees("too short to search for");
    asked.answer("Person", BACKSPACE);
    asked.sees("? Field ›");
    asked.press(ESC);
    // A lost reason requires a lost deal: the card says so, and cannot be sent.
    asked.change(2, "lost reason");
    asked.answer("Lost reason", "price");
    asked.sees("lost_reason goes only with status lost");
    asked.sees("? What now? ›");
    assert!(!asked.screen().contains("Create the deal"));
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "lost reason");
    asked.answer("Lost reason", "(empty)");
    asked.choose("What now?", 1);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["value"], &made["person_id"]), (&1.2.into(), &Value::Null));
}

#[test]
fn a_form_fits_40_columns_and_a_resized_terminal() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["create"]);
    let long = "A title that is quite a bit longer than forty columns are";
    asked.answer("Title", long);
    asked.answer("Tier", "");
    asked.sees("? What now? ›");
    let screen = asked.screen();
    assert!(screen.contains("Title     A title that is quite a bi…"), "{screen}");
    let [first, second, ..] = &screen.lines().collect::<Vec<_>>()[..] else { panic!("{screen}") };
    // Nothing is left of the title that took two rows.
    assert_eq!(
        (*first, *second),
        ("A new deal in the sandbox", "  Title     A title that is quite a bi…")
    );
    asked.press(&format!("{DOWN}{DOWN}{ENTER}"));
    asked.sees("? Field ›");
    let widest = asked.screen().lines().map(console::measure_text_width).max().unwrap();
    assert!(widest < 40, "{widest}");
    asked.resize(30, 12);
    asked.press("sta");
    asked.sees("? Field › sta");
    asked.press(ENTER);
    asked.sees("? Stage ›");
    asked.resize(100, 40);
    asked.press(&format!("pilot{ENTER}"));
    asked.choose("What now?", 1);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &made["title"], &made["stage_id"]), (Some(0), &long.into(), &8.into()));
}

#[test]
fn a_question_costs_nothing_once_the_names_are_known() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", "Never");
    asked.sees("? Tier ›");
    asked.leaves_with(CTRL_C);
    let mut asked = Terminal::start(&home, &["create", "-v"]);
    answer_all(&mut asked, &QUESTIONS[..8]);
    asked.choose("What now?", 1);
    asked.sees("1 request, 5 tokens");
    assert_eq!(asked.ends().0, Some(0));
}

#[test]
fn questions_have_color_unless_no_color_is_set() {
    let home = Home::new();
    let first_frame = |env: &[(&str, &str)]| {
        let mut asked = Terminal::start_with_size(&home, (80, 24), env, &["create"]);
        let seen = asked.sees("Title") + &asked.sees("›");
        asked.leaves_with(CTRL_C);
        seen
    };
    assert!(first_frame(&[("DEALS_SANDBOX", "1")]).contains("\x1b[32m?"));
    let plain = first_frame(&[("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")]);
    assert!(!plain.contains("\x1b[3") && plain.contains("? "), "{plain:?}");
}

#[test]
fn nothing_is_asked_off_a_terminal_or_with_no_input() {
    let home = Home::new();
    for (args, names) in [
        (&["create"][..], &["--title"][..]),
        (&["update"], &["DEAL", "a field to change"]),
        (&["get"], &["DEAL"]),
        (&["move"], &["DEAL", "STAGE"]),
        (&["move", "1"], &["STAGE"]),
        (&["edit"], &["DEAL", "--yes"]),
        (&["merge"], &["DEAL", "--into"]),
        (&["followers", "add"], &["DEAL", "USER"]),
        (&["participants", "add", "1"], &["PERSON"]),
        (&["discounts", "add"], &["DEAL", "--percent"]),
        (&["discounts", "remove", "1"], &["DISCOUNT"]),
        (&["participants", "remove"], &["DEAL", "PERSON"]),
        (&["convert"], &["DEAL"]),
        (&["files"], &["DEAL"]),
        (&["search"], &["TERM"]),
    ] {
        let ran = home.run(&[&["--sandbox"], args].concat());
        let missing = names.iter().all(|name| ran.err.contains(name));
        assert!(ran.code == Some(2) && missing, "{args:?}: {}", ran.err);
        let mut asked = Terminal::start(&home, &[args, &["--no-input"]].concat());
        asked.sees(names[0]);
        assert_eq!(asked.ends().0, Some(2), "{args:?}");
    }
}

/// A form for a new deal that is filled in, with the "Create the deal" action marked, and these faults
/// from there on.
fn fill_in(home: &Home, sandbox: &Sandbox, faults: &[&str]) -> Terminal {
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(home, (80, 24), &env, &["create", "--retries", "0"]);
    answer_all(&mut asked, &QUESTIONS[..5]);
    asked.sees("? What now? ›");
    sandbox.world().faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    thread::sleep(READING);
    asked.press(DOWN);
    asked
}

#[test]
fn answers_that_were_refused_can_be_edited_and_sent() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400", "POST#2=400"]);
    asked.press(ENTER);
    asked.sees("Pipedrive refused: Something went wrong, as planned");
    asked.choose("Not created. What now?", 2);
    asked.sees("Negotiation");
    asked.change(2, "value");
    asked.answer("Value", "1200 usd");
    asked.choose("What now?", 1);
    // Refused, so that there cannot be a second one.
    asked.sees("Pipedrive refused: Something went wrong, as planned");
    asked.choose("Not created. What now?", 1);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["value"]),
        (Some(0), &"Bell tower".into(), &1200.0.into())
    );
    assert_eq!((&made["stage_id"], sandbox.world().deal_ids().len()), (&4.into(), 4));
}

#[test]
fn answers_whose_outcome_is_unknown_say_so_before_they_are_sent_again() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=drop-after", "GET#1+=500"]);
    asked.press(ENTER);
    asked.sees("the outcome is unknown");
    asked.sees("? The outcome is unknown. What now? ›");
    assert!(asked.screen().contains("Try again (it may create a second deal)"));
    asked.press(&format!("{DOWN}{DOWN}{ENTER}"));
    asked.sees("Create the deal (it may be a second one)");
    // Leaving the form reports the deal that may exist.
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.sees(r#""outcome":"unknown""#);
    assert_eq!(asked.ends(), (Some(7), String::new()));
    assert_eq!(sandbox.world().deal_ids().len(), 4);
}

#[test]
fn answers_that_cannot_be_sent_are_saved_or_printed() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.choose("Not created. What now?", 3);
    let hint = asked.sees(r#""endpoint""#);
    assert_eq!(asked.ends(), (Some(5), String::new()), "{hint}");
    let command = hint.split("to send them: ").nth(1).unwrap().split('"').next().unwrap();
    let file = command.split(' ').next_back().unwrap();
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may read {file}");
    let saved = essence(paste(home.path(), command).json());

    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.choose("Not created. What now?", 4);
    let (code, line) = asked.ends();
    assert_eq!(code, Some(5));
    assert_eq!(essence(paste(home.path(), &line).json()), saved, "{line}");
    assert_eq!(saved["title"], "Bell tower");

    for keys in [&format!("{}{ENTER}", DOWN.repeat(5)), CTRL_C] {
        let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
        asked.press(ENTER);
        asked.sees("? Not created. What now? ›");
        thread::sleep(READING);
        asked.press(keys);
        asked.sees("Something went wrong, as planned");
        assert_eq!(asked.ends(), (Some(5), String::new()));
    }
    assert_eq!(sandbox.world().deal_ids().len(), 5);
}

#[test]
fn escape_after_a_failed_request_goes_back_to_the_card() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.sees("? Not created. What now? ›");
    asked.press(ESC);
    asked.sees("Create the deal");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.sees("Something went wrong, as planned");
    assert_eq!(asked.ends(), (Some(5), String::new()));
}

#[test]
fn a_question_that_fails_keeps_the_answers_before_it() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["GET#1=400"]);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "person");
    asked.answer("Person", "anna");
    asked.sees("Something went wrong, as planned");
    asked.choose("What now?", 1);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["stage_id"]),
        (Some(0), &"Bell tower".into(), &4.into())
    );
}

#[test]
fn a_confirmation_needs_a_yes() {
    let home = Home::new();
    let before = count(&home);
    for key in ["n", ESC] {
        let mut asked = Terminal::start(&home, &["delete", "1"]);
        asked.confirm("Delete deal 1 (Copper roof) in the sandbox?", key);
        asked.sees("cancelled");
        assert_eq!(asked.ends().0, Some(130));
    }
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.confirm("Delete deal 1", ENTER);
    asked.press(ENTER);
    assert!(asked.screen().contains("(y/n)"), "Enter answers nothing");
    asked.leaves_with(CTRL_C);
    assert_eq!(count(&home), before);
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.confirm("Delete deal 1", "y");
    assert_eq!(asked.ends().0, Some(0));
    assert_eq!(count(&home), before - 1);
}

#[test]
fn a_long_confirmation_is_wrapped_and_leaves_no_rows_behind() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["delete", "1"]);
    asked.sees("(y/n)");
    let screen = asked.screen();
    assert_eq!(screen.trim_end(), "? Delete deal 1 (Copper roof)\n  in the sandbox? (y/n)");
    asked.press("n");
    asked.sees("cancelled");
    let screen = asked.screen();
    assert!(
        screen.starts_with("? Delete deal 1 (Copper roof)\n  in the sandbox? no\n"),
        "{screen}"
    );
}
