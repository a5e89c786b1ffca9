//! `deals create` on a pseudo-terminal, filled in as a person does.

use super::support::{Company, Home, sandbox_with};
use super::terminal::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, READING, Terminal, paste};
use deals::sandbox::Sandbox;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::thread;

/// Chooses "Change a field…".
const CHANGE: (&str, &str) = ("What now?", "\x1b[B\x1b[B");

/// The questions for a new deal, one after the other, and the answers.
pub const QUESTIONS: &[(&str, &str)] = &[
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

pub fn answer_all(terminal: &mut Terminal, questions: &[(&str, &str)]) {
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

/// How many deals the sandbox has.
pub fn count(home: &Home) -> usize {
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
    asked.sees("is too short");
    asked.answer("Person", BACKSPACE);
    asked.sees("? Field ›");
    asked.press(ESC);
    // A lost reason requires a lost deal: the card says so, and cannot be sent.
    asked.change(2, "lost reason");
    asked.answer("Lost reason", "price");
    asked.sees("lost_reason is valid only with status lost");
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
fn a_text_is_erased_by_the_width_of_its_characters_and_across_rows() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["create"]);
    asked.sees("? Title ›");
    let line = |asked: &mut Terminal, keys: &str| {
        asked.press(keys);
        asked.screen().trim_end().replace("\u{a0}", " ")
    };
    let shown = |text: &str| format!("  Ctrl-C cancels\n? Title › {text}");
    assert_eq!(line(&mut asked, "日本語"), shown("日本語"));
    assert_eq!(line(&mut asked, &format!("{BACKSPACE}{BACKSPACE}x")), shown("日x"));
    // 30 columns are left beside the question.
    for length in [29, 30, 31, 65] {
        let text = "abcdefghij".repeat(7);
        let keys = format!("{}{}", BACKSPACE.repeat(70), &text[..length]);
        line(&mut asked, &keys);
        for left in [28, 5] {
            let keys = BACKSPACE.repeat(length - left);
            assert_eq!(line(&mut asked, &keys), shown(&text[..left]), "{length} to {left}");
            line(&mut asked, &text[left..length]);
        }
    }
    // A wide character without room in a row begins the next one.
    let keys = format!("{}{}日{BACKSPACE}y", BACKSPACE.repeat(70), "a".repeat(29));
    assert_eq!(line(&mut asked, &keys), shown(&format!("{}y", "a".repeat(29))));
    asked.press(ENTER);
    asked.answer("Tier", "");
    asked.sees("? What now? ›");
    assert!(asked.screen().starts_with("A new deal in the sandbox\n  Title     aaaaaa"));
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
fn nothing_is_asked_without_a_terminal_or_with_no_input() {
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

#[test]
fn a_destructive_write_without_a_terminal_needs_yes() {
    let company = Company::new();
    for args in [
        &["delete", "1"][..],
        &["merge", "1", "--into", "2"],
        &["convert", "1"],
        &["convert", "start", "1", "--wait"],
        &["win", "1", "2"],
        &["api", "DELETE", "/api/v2/deals/1"],
        &["api", "PUT", "/api/v1/deals/1/merge", "-F", "merge_with_id=2"],
        &["api", "PUT", "/v1/deals/1/merge/", "-F", "merge_with_id=2"],
        &["api", "POST", "/api/v2/deals/1/convert/lead"],
        &["api", "POST", "/api/v2/deals/1/convert/lead?x=1", "-o", "csv"],
    ] {
        let ran = company.run(args);
        assert_eq!((ran.code, company.changes()), (Some(2), 0), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("--yes"), "{args:?}: {}", ran.err);
    }
    let _ = company.run(&["convert", "1", "--yes"]).ok();
    let _ = company.run(&["api", "POST", "/api/v2/deals/2/convert/lead", "-y"]).ok();
    assert_eq!(company.changes(), 2);
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
    asked.sees("Pipedrive refused: Injected fault");
    asked.choose("Not created. What now?", 2);
    asked.sees("Negotiation");
    asked.change(2, "value");
    asked.answer("Value", "1200 usd");
    asked.choose("What now?", 1);
    // Refused, so that there cannot be a second one.
    asked.sees("Pipedrive refused: Injected fault");
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
        asked.sees("Injected fault");
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
    asked.sees("Injected fault");
    assert_eq!(asked.ends(), (Some(5), String::new()));
}

#[test]
fn a_question_that_fails_keeps_the_answers_before_it() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["GET#1=400"]);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "person");
    asked.answer("Person", "anna");
    asked.sees("Injected fault");
    asked.choose("What now?", 1);
    asked.sees("created deal");
    let (code, out) = asked.ends();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["stage_id"]),
        (Some(0), &"Bell tower".into(), &4.into())
    );
}
