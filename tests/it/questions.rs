//! The form of `deals create` on a pseudo-terminal.

use super::support::{Company, Home, sandbox_with};
use super::terminal::{BACKSPACE, CTRL_C, DOWN, ENTER, ESC, READING, Terminal, paste};
use deals::sandbox::Sandbox;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::thread;

/// Chooses "Change a field…".
const CHANGE: (&str, &str) = ("What now?", "\x1b[B\x1b[B");

/// The prompts for a new deal in their order, and the answers.
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
            // The results of a search have no default.
            ("What now?", keys) | ("Organization", keys @ "housing") => {
                terminal.decide(question, keys);
            }
            (question, keys) => terminal.answer(question, keys),
        }
    }
}

/// The number of deals in the sandbox.
pub fn count(home: &Home) -> usize {
    home.run(&["--sandbox", "list", "-o", "ndjson", "-q"]).ok().lines().count()
}

/// A deal without the values that are unique to each deal.
fn essence(mut deal: Value) -> Value {
    let deal = deal.as_object_mut().unwrap();
    deal.retain(|key, _| key != "id" && !key.ends_with("_time"));
    Value::Object(deal.clone())
}

#[test]
fn the_form_creates_a_deal_and_the_printed_command_an_equal_one() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    answer_all(&mut asked, QUESTIONS);
    asked.wait_for("? What now? ›");
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
    asked.wait_for("created deal");
    let (code, out) = asked.wait_for_end();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["stage_id"], &made["owner_id"]), (&4.into(), &4.into()));

    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create"]);
    answer_all(&mut asked, QUESTIONS);
    asked.choose("What now?", 3);
    let (code, line) = asked.wait_for_end();
    assert_eq!((code, line.lines().count()), (Some(0), 1), "{line}");
    assert_eq!(count(&home), before, "printing is not creating");
    let pasted: Value = paste(home.path(), &line).json();
    assert_ne!(pasted["id"], made["id"]);
    assert_eq!(essence(pasted), essence(made), "{line}");
}

#[test]
fn a_wrong_answer_repeats_the_prompt_with_the_reason() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", " ");
    asked.wait_for("a deal needs a title");
    asked.answer("Title", "Gate");
    asked.answer("Tier", "");
    asked.change(2, "value");
    asked.answer("Value", "1.200,50");
    asked.wait_for("a comma may mean thousands or decimals");
    // The text is kept for correction.
    asked.answer("Value", &BACKSPACE.repeat(3));
    asked.change(2, "person");
    asked.answer("Person", "xqz");
    asked.wait_for("no person has `xqz` in its name");
    asked.answer("Person", "a");
    asked.wait_for("is too short");
    asked.answer("Person", BACKSPACE);
    asked.wait_for("? Field ›");
    asked.press(ESC);
    // A lost reason requires a lost deal: the card shows the error, and cannot be sent.
    asked.change(2, "lost reason");
    asked.answer("Lost reason", "price");
    asked.wait_for("lost_reason is valid only with status lost");
    asked.wait_for("? What now? ›");
    assert!(!asked.screen().contains("Create the deal"));
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "lost reason");
    asked.answer("Lost reason", "(empty)");
    asked.choose("What now?", 1);
    asked.wait_for("created deal");
    let (code, out) = asked.wait_for_end();
    assert_eq!(code, Some(0));
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["value"], &made["person_id"]), (&1.2.into(), &Value::Null));
}

#[test]
fn backspace_erases_wide_characters_and_wrapped_rows() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["create"]);
    asked.wait_for("? Title ›");
    let line = |asked: &mut Terminal, keys: &str| {
        asked.press(keys);
        asked.screen().trim_end().replace("\u{a0}", " ")
    };
    let shown = |text: &str| format!("  Ctrl-C cancels\n? Title › {text}");
    assert_eq!(line(&mut asked, "日本語"), shown("日本語"));
    assert_eq!(line(&mut asked, &format!("{BACKSPACE}{BACKSPACE}x")), shown("日x"));
    // 30 columns are left next to the prompt.
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
    // A wide character that does not fit in a row starts the next one.
    let keys = format!("{}{}日{BACKSPACE}y", BACKSPACE.repeat(70), "a".repeat(29));
    assert_eq!(line(&mut asked, &keys), shown(&format!("{}y", "a".repeat(29))));
    asked.press(ENTER);
    asked.answer("Tier", "");
    asked.wait_for("? What now? ›");
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
    asked.wait_for("? What now? ›");
    let screen = asked.screen();
    assert!(screen.contains("Title     A title that is quite a bi…"), "{screen}");
    let [first, second, ..] = &screen.lines().collect::<Vec<_>>()[..] else { panic!("{screen}") };
    // The two rows of the title are erased.
    assert_eq!(
        (*first, *second),
        ("A new deal in the sandbox", "  Title     A title that is quite a bi…")
    );
    asked.press(&format!("{DOWN}{DOWN}{ENTER}"));
    asked.wait_for("? Field ›");
    let widest = asked.screen().lines().map(console::measure_text_width).max().unwrap();
    assert!(widest < 40, "{widest}");
    asked.resize(30, 12);
    asked.press("sta");
    asked.wait_for("? Field › sta");
    asked.press(ENTER);
    asked.wait_for("? Stage ›");
    asked.resize(100, 40);
    asked.press(&format!("pilot{ENTER}"));
    asked.choose("What now?", 1);
    asked.wait_for("created deal");
    let (code, out) = asked.wait_for_end();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &made["title"], &made["stage_id"]), (Some(0), &long.into(), &8.into()));
}

#[test]
fn a_form_costs_nothing_if_the_names_are_cached() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", "Never");
    asked.wait_for("? Tier ›");
    asked.leave_with(CTRL_C);
    let mut asked = Terminal::start(&home, &["create", "-v"]);
    answer_all(&mut asked, &QUESTIONS[..8]);
    asked.choose("What now?", 1);
    asked.wait_for("1 request, 5 tokens");
    assert_eq!(asked.wait_for_end().0, Some(0));
}

#[test]
fn prompts_have_color_unless_no_color_is_set() {
    let home = Home::new();
    let first_frame = |env: &[(&str, &str)]| {
        let mut asked = Terminal::start_with_size(&home, (80, 24), env, &["create"]);
        let seen = asked.wait_for("Title") + &asked.wait_for("›");
        asked.leave_with(CTRL_C);
        seen
    };
    assert!(first_frame(&[("DEALS_SANDBOX", "1")]).contains("\x1b[32m?"));
    let plain = first_frame(&[("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")]);
    assert!(!plain.contains("\x1b[3") && plain.contains("? "), "{plain:?}");
}

#[test]
fn there_is_no_prompt_without_a_terminal_or_with_no_input() {
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
        asked.wait_for(names[0]);
        assert_eq!(asked.wait_for_end().0, Some(2), "{args:?}");
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

/// A completed form for a new deal, with the "Create the deal" action selected, and these faults
/// from then on.
fn fill_in(home: &Home, sandbox: &Sandbox, faults: &[&str]) -> Terminal {
    let url = sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(home, (80, 24), &env, &["create", "--retries", "0"]);
    answer_all(&mut asked, &QUESTIONS[..5]);
    asked.wait_for("? What now? ›");
    sandbox.world().faults(faults.iter().map(|fault| fault.parse().unwrap()).collect());
    thread::sleep(READING);
    asked.press(DOWN);
    asked
}

#[test]
fn rejected_answers_can_be_edited_and_sent() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400", "POST#2=400"]);
    asked.press(ENTER);
    asked.wait_for("Pipedrive rejected the request: Injected fault");
    asked.choose("Not created. What now?", 2);
    asked.wait_for("Negotiation");
    asked.change(2, "value");
    asked.answer("Value", "1200 usd");
    asked.choose("What now?", 1);
    // The first create was rejected, so there is only one deal.
    asked.wait_for("Pipedrive rejected the request: Injected fault");
    asked.choose("Not created. What now?", 1);
    asked.wait_for("created deal");
    let (code, out) = asked.wait_for_end();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["value"]),
        (Some(0), &"Bell tower".into(), &1200.0.into())
    );
    assert_eq!((&made["stage_id"], sandbox.world().deal_ids().len()), (&4.into(), 4));
}

#[test]
fn an_unknown_outcome_is_confirmed_before_sending_again() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=drop-after", "GET#1+=500"]);
    asked.press(ENTER);
    asked.wait_for("the outcome is unknown");
    asked.wait_for("? The outcome is unknown. What now? ›");
    assert!(asked.screen().contains("Try again (it may create a second deal)"));
    asked.press(&format!("{DOWN}{DOWN}{ENTER}"));
    asked.wait_for("Create the deal (it may be a second one)");
    // On leaving the form, the deal that may exist is reported.
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.wait_for(r#""outcome":"unknown""#);
    assert_eq!(asked.wait_for_end(), (Some(7), String::new()));
    assert_eq!(sandbox.world().deal_ids().len(), 4);
}

#[test]
fn answers_that_cannot_be_sent_are_saved_or_printed() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.choose("Not created. What now?", 3);
    let hint = asked.wait_for(r#""endpoint""#);
    assert_eq!(asked.wait_for_end(), (Some(5), String::new()), "{hint}");
    let command = hint.split("to send them: ").nth(1).unwrap().split('"').next().unwrap();
    let file = command.split(' ').next_back().unwrap();
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may read {file}");
    let saved = essence(paste(home.path(), command).json());

    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.choose("Not created. What now?", 4);
    let (code, line) = asked.wait_for_end();
    assert_eq!(code, Some(5));
    assert_eq!(essence(paste(home.path(), &line).json()), saved, "{line}");
    assert_eq!(saved["title"], "Bell tower");

    for keys in [&format!("{}{ENTER}", DOWN.repeat(5)), CTRL_C] {
        let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
        asked.press(ENTER);
        asked.wait_for("? Not created. What now? ›");
        thread::sleep(READING);
        asked.press(keys);
        asked.wait_for("Injected fault");
        assert_eq!(asked.wait_for_end(), (Some(5), String::new()));
    }
    assert_eq!(sandbox.world().deal_ids().len(), 5);
}

#[test]
fn escape_after_a_failed_request_returns_to_the_card() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["POST#1=400"]);
    asked.press(ENTER);
    asked.wait_for("? Not created. What now? ›");
    asked.press(ESC);
    asked.wait_for("Create the deal");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.wait_for("Injected fault");
    assert_eq!(asked.wait_for_end(), (Some(5), String::new()));
}

#[test]
fn a_failed_prompt_keeps_earlier_answers() {
    let (home, sandbox) = (Home::new(), sandbox_with(3));
    let mut asked = fill_in(&home, &sandbox, &["GET#1=400"]);
    asked.press(&format!("{DOWN}{ENTER}"));
    asked.answer("Field", "person");
    asked.answer("Person", "anna");
    asked.wait_for("Injected fault");
    asked.choose("What now?", 1);
    asked.wait_for("created deal");
    let (code, out) = asked.wait_for_end();
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["title"], &made["stage_id"]),
        (Some(0), &"Bell tower".into(), &4.into())
    );
}
