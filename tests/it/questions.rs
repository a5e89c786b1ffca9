//! `deals create` on a pseudo-terminal: filled in as a person fills it in, and left as a person
//! leaves.

use super::support::{Home, sandbox_with};
use super::terminal::{CTRL_C, CTRL_U, DOWN, ENTER, ESC, Terminal, paste};
use deals::sandbox::Sandbox;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// Where the questions for a new deal go, one after the other, and what is answered.
const QUESTIONS: &[(&str, &str)] = &[
    ("Title", "Bell tower"),
    ("Tier", "sil"),
    ("What now?", DOWN),
    ("Field", "stage"),
    ("Stage", "nego"),
    ("What now?", DOWN),
    ("Field", "owner"),
    ("Owner", "yuki"),
    ("What now?", DOWN),
    ("Field", "organiz"),
    ("Organization", "north"),
    ("Organization", "housing"),
    ("What now?", DOWN),
    ("Field", "value"),
    ("Value", "1200.50 usd"),
    ("What now?", DOWN),
    ("Field", "source"),
    ("Source", " \x1b[B\x1b[B "),
    ("What now?", DOWN),
    ("Field", "contract"),
    ("Contract term", "'til \"then\" $HOME"),
    ("What now?", DOWN),
    ("Field", "works"),
    ("Works period", "2026-12-01..2026-12-24"),
    ("What now?", DOWN),
    ("Field", "e1b4"),
    ("Region [e1b4]", "south"),
    ("What now?", DOWN),
    ("Field", "label"),
    ("Labels", " "),
    ("What now?", DOWN),
    ("Field", "expected"),
    ("Expected close", "2026-12-31"),
];

fn answer_all(terminal: &mut Terminal) {
    for (question, keys) in QUESTIONS {
        terminal.answer(question, keys);
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
    answer_all(&mut asked);
    let card = asked.sees("? What now? ›");
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
    asked.press(ENTER);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["stage_id"], &made["owner_id"]), (&4.into(), &4.into()));

    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create"]);
    answer_all(&mut asked);
    asked.answer("What now?", &DOWN.repeat(2));
    let (code, line) = asked.ends();
    assert_eq!((code, line.lines().count()), (Some(0), 1), "{line}");
    assert_eq!(count(&home), before, "printing is not creating");
    let pasted: Value = paste(home.path(), &line).json();
    assert_ne!(pasted["id"], made["id"]);
    assert_eq!(essence(pasted), essence(made), "{line}");
}

#[test]
fn every_question_can_be_left_and_nothing_is_created() {
    let home = Home::new();
    let before = count(&home);
    // One of every kind: a line, a list, the menu, the list of fields, a search and what it finds,
    // an amount, a list to mark in.
    for last in [0, 1, 2, 3, 4, 10, 11, 14, 17] {
        for key in [CTRL_C, ESC] {
            let mut asked = Terminal::start(&home, &["create"]);
            for (question, keys) in &QUESTIONS[..last] {
                asked.answer(question, keys);
            }
            asked.sees(&format!("? {} ›", QUESTIONS[last].0));
            asked.leaves_with(key);
        }
    }
    assert_eq!(count(&home), before);
}

#[test]
fn cancel_on_the_menu_and_a_closed_terminal_cancel_too() {
    let home = Home::new();
    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create", "--stage", "Proposal"]);
    asked.answer("Title", "Never");
    asked.answer("Tier", "");
    asked.answer("What now?", &DOWN.repeat(3));
    asked.sees("canceled");
    assert_eq!(asked.ends().0, Some(130));
    let mut asked = Terminal::start(&home, &["create"]);
    asked.sees("? Title ›");
    asked.hang_up();
    asked.sees("\x1b[?25h");
    assert_eq!(asked.ends().0, Some(130));
    assert_eq!(count(&home), before);
}

#[test]
fn what_is_wrong_is_said_in_place() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", " ");
    asked.sees("a deal needs a title");
    asked.press(&format!("{CTRL_U}Gate{ENTER}"));
    asked.answer("Tier", "");
    asked.change(1, "value");
    asked.answer("Value", "1.200,50");
    asked.sees("a comma may mean thousands or decimals");
    asked.press(&format!("{CTRL_U}1200{ENTER}"));
    asked.change(1, "person");
    asked.answer("Person", "xqz");
    asked.sees("no person has `xqz` in its name");
    asked.press(&format!("a{ENTER}"));
    asked.sees("too short to search for");
    asked.press(&format!("{CTRL_U}{ENTER}"));
    // A reason goes only with a lost deal: the card says so, and offers no creating.
    asked.change(1, "lost reason");
    asked.answer("Lost reason", "price");
    asked.sees("lost_reason is valid only with status lost");
    asked.sees("❯ Change a field…");
    asked.press(ENTER);
    asked.answer("Field", "lost reason");
    asked.answer("Lost reason", "(empty)");
    asked.answer("What now?", "");
    asked.sees("created deal");
    let (code, out) = asked.ends();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["value"], &made["person_id"]), (&1200.0.into(), &Value::Null));
}

#[test]
fn a_narrow_terminal_and_one_that_changes_its_size_are_no_harm() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["create"]);
    let long = "A title that is quite a bit longer than forty columns are";
    asked.answer("Title", long);
    asked.answer("Tier", "");
    let card = asked.sees("? What now? ›");
    let card = &card[card.rfind("A new deal").unwrap()..];
    let widest = card.lines().map(console::measure_text_width).max().unwrap();
    assert!(widest < 40 && card.contains("A title that is quite"), "{widest} in:\n{card}");
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.sees("? Field ›");
    asked.resize(30, 12);
    asked.press("sta");
    // Twelve rows have room for the question, its keys and nine fields.
    asked.sees("? Field › sta");
    asked.press(ENTER);
    asked.sees("? Stage ›");
    asked.resize(100, 40);
    asked.press(&format!("pilot{ENTER}"));
    asked.answer("What now?", "");
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
    asked.leaves_with(ESC);
    let mut asked = Terminal::start(&home, &["create", "-v"]);
    for (question, keys) in &QUESTIONS[..8] {
        asked.answer(question, keys);
    }
    asked.answer("What now?", "");
    asked.sees("1 request, 5 tokens");
    assert_eq!(asked.ends().0, Some(0));
}

#[test]
fn colour_is_for_those_who_want_it() {
    let home = Home::new();
    let first_frame = |env: &[(&str, &str)]| {
        let mut asked = Terminal::start_with_size(&home, (80, 24), env, &["create"]);
        let seen = asked.sees("Title") + &asked.sees("›");
        asked.leaves_with(ESC);
        seen
    };
    assert!(first_frame(&[("DEALS_SANDBOX", "1")]).contains("\x1b[32m?"));
    let plain = first_frame(&[("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")]);
    assert!(!plain.contains("\x1b[3") && plain.contains("? "), "{plain:?}");
}

#[test]
fn nobody_is_asked_off_a_terminal_or_with_no_input() {
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
    ] {
        let ran = home.run(&[&["--sandbox"], args].concat());
        let missing = names.iter().all(|name| ran.err.contains(name));
        assert!(ran.code == Some(2) && missing, "{args:?}: {}", ran.err);
        let mut asked = Terminal::start(&home, &[args, &["--no-input"]].concat());
        asked.sees(names[0]);
        assert_eq!(asked.ends().0, Some(2), "{args:?}");
    }
}

/// A form for a new deal, filled in, and these faults from there on.
fn fill_in(home: &Home, sandbox: &Sandbox, faults: &[&str]) -> Terminal {
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(home, (80, 24), &env, &["create", "--retries", "0"]);
    for (question, keys) in &QUESTIONS[..5] {
        asked.answer(question, keys);
    }
    asked.sees("? What now? ›");
    sandbox.world().faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    asked
}

#[test]
fn answers_that_were_refused_can_be_edited_and_sent() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400", "POST#2=400"]);
    asked.press(ENTER);
    asked.sees("Pipedrive refused: Injected fault");
    asked.sees("❯ Edit the answers");
    asked.press(ENTER);
    asked.sees("Negotiation");
    asked.change(1, "value");
    asked.answer("Value", "1200 usd");
    asked.answer("What now?", "");
    // Refused, so that there cannot be a second one.
    asked.sees("Pipedrive refused: Injected fault");
    asked.sees("❯ Edit the answers");
    asked.press(&format!("\x1b[A{ENTER}"));
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
fn answers_whose_outcome_is_unknown_are_not_sent_again_unawares() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=drop-after", "GET#1+=500"]);
    asked.press(ENTER);
    asked.sees("the outcome is unknown");
    asked.sees("? The outcome is unknown. What now? ›");
    asked.sees("Try again (it may create a second deal)");
    asked.sees("❯ Edit the answers");
    asked.press(ENTER);
    asked.sees("❯ Create the deal (it may be a second one)");
    // To leave it now does not hide that it may exist.
    asked.press(ESC);
    asked.sees(r#""outcome":"unknown""#);
    assert_eq!(asked.ends(), (Some(7), String::new()));
    assert_eq!(sandbox.world().deal_ids().len(), 4);
}

#[test]
fn answers_that_cannot_be_sent_are_saved_or_printed() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.answer("Not created. What now?", DOWN);
    let hint = asked.sees(r#""endpoint""#);
    assert_eq!(asked.ends(), (Some(5), String::new()), "{hint}");
    let command = hint.split("to send them: ").nth(1).unwrap().split('"').next().unwrap();
    let file = command.split(' ').next_back().unwrap();
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may read {file}");
    let saved = essence(paste(home.path(), command).json());

    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.answer("Not created. What now?", &DOWN.repeat(2));
    let (code, line) = asked.ends();
    assert_eq!(code, Some(5));
    assert_eq!(essence(paste(home.path(), &line).json()), saved, "{line}");
    assert_eq!(saved["title"], "Bell tower");

    for keys in [&format!("{}{ENTER}", DOWN.repeat(3)), ESC, CTRL_C] {
        let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
        asked.press(ENTER);
        asked.sees("? Not created. What now? ›");
        asked.press(keys);
        asked.sees("Injected fault");
        assert_eq!(asked.ends(), (Some(5), String::new()));
    }
    assert_eq!(sandbox.world().deal_ids().len(), 5);
}

#[test]
fn a_question_that_fails_keeps_the_answers_before_it() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["GET#1=400"]);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "person");
    asked.answer("Person", "anna");
    asked.sees("Injected fault");
    asked.sees("❯ Create the deal");
    asked.press(ENTER);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["stage_id"]),
        (Some(0), &"Bell tower".into(), &4.into())
    );
}

#[test]
fn no_is_no() {
    let home = Home::new();
    let before = count(&home);
    for key in ["n", ENTER] {
        let mut asked = Terminal::start(&home, &["delete", "1"]);
        asked.sees("? Delete deal 1 (Copper roof) in the sandbox? [y/N]");
        asked.press(key);
        asked.sees("canceled");
        assert_eq!(asked.ends().0, Some(130));
    }
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.sees("? Delete deal 1");
    asked.leaves_with(ESC);
    assert_eq!(count(&home), before);
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.sees("[y/N]");
    asked.press("y");
    assert_eq!(asked.ends().0, Some(0));
    assert_eq!(count(&home), before - 1);
}
