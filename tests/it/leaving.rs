//! Leaving prompts: by Ctrl-C, Esc, answering no, or closing the terminal.

use super::questions::{QUESTIONS, answer_all, count};
use super::support::Home;
use super::terminal::{CTRL_C, ENTER, ESC, Terminal};

#[test]
fn ctrl_c_leaves_every_prompt_and_creates_nothing() {
    let home = Home::new();
    let before = count(&home);
    // One of each kind: a text, a list, the menu, the list of fields, a search and its results, a list
    // with multiple selection.
    for last in [0, 1, 2, 3, 10, 11, 17] {
        let mut asked = Terminal::start(&home, &["create"]);
        answer_all(&mut asked, &QUESTIONS[..last]);
        asked.wait_for(&format!("? {} ›", QUESTIONS[last].0));
        asked.leave_with(CTRL_C);
    }
    assert_eq!(count(&home), before);
}

#[test]
fn ctrl_c_restores_the_terminal() {
    let home = Home::new();
    for (args, question) in [
        (&["create"][..], "Title"),
        (&["followers", "add", "3"], "User"),
        (&["create", "--set", "Tier=Gold"], "Title"),
    ] {
        let mut asked = Terminal::start(&home, args);
        asked.wait_for(&format!("? {question} ›"));
        assert!(!asked.is_restored(), "{args:?}");
        asked.press(CTRL_C);
        asked.wait_for("canceled");
        assert!(asked.is_restored(), "{args:?}");
        assert_eq!(asked.wait_for_end().0, Some(130));
    }
}

#[test]
fn escape_goes_back_one_level() {
    let home = Home::new();
    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create"]);
    asked.answer("Title", "Bell tower");
    // From an important field to the card.
    asked.wait_for("? Tier ›");
    asked.press(ESC);
    asked.choose("What now?", 2);
    asked.answer("Field", "stage");
    // From the values to the fields, and from those to the card.
    asked.wait_for("? Stage ›");
    asked.press(ESC);
    asked.wait_for("? Field ›");
    asked.press(ESC);
    // From the results of a search to its text.
    asked.change(2, "person");
    asked.answer("Person", "bruno");
    asked.wait_for("Search again…");
    asked.press(ESC);
    asked.answer("Person", "");
    asked.wait_for("? Field ›");
    asked.press(ESC);
    // The answers are discarded only after a confirmation.
    asked.wait_for("? What now? ›");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "n");
    asked.wait_for("? What now? ›");
    assert!(asked.screen().contains("Bell tower"));
    asked.press(ESC);
    asked.confirm("Discard the answers?", ESC);
    asked.wait_for("? What now? ›");
    asked.press(ESC);
    asked.confirm("Discard the answers?", "y");
    asked.wait_for("canceled");
    assert_eq!(asked.wait_for_end().0, Some(130));
    assert_eq!(count(&home), before);
    // A form without a change has nothing to discard.
    let mut asked = Terminal::start(&home, &["update", "3"]);
    asked.wait_for("? What now? ›");
    asked.press(ESC);
    asked.wait_for("canceled");
    assert_eq!(asked.wait_for_end().0, Some(130));
}

#[test]
fn cancel_in_the_menu_creates_nothing() {
    let home = Home::new();
    let before = count(&home);
    let mut asked = Terminal::start(&home, &["create", "--stage", "Proposal"]);
    asked.answer("Title", "Never");
    asked.answer("Tier", "");
    asked.choose("What now?", 4);
    asked.wait_for("canceled");
    assert_eq!(asked.wait_for_end().0, Some(130));
    assert_eq!(count(&home), before);
}

#[test]
fn a_signal_at_a_prompt_decides_the_exit_code() {
    let home = Home::new();
    let before = count(&home);
    let form = &["create", "--set", "Tier=Gold"][..];
    for (signal, code, message) in
        [("TERM", 143, "terminated"), ("HUP", 129, "the terminal was closed")]
    {
        for (args, prompt) in [
            (form, "? Title ›"),
            (&["get"], "? Deal ›"),
            (&["followers", "add", "3"], "? User ›"),
            (&["delete", "14"], "(y/n)"),
        ] {
            let mut asked = Terminal::start(&home, args);
            asked.wait_for(prompt);
            asked.read_output();
            asked.send_signal(signal);
            // In JSON, because the output of the program is not a terminal.
            let shown = asked.wait_for(&format!(r#""exit":{code}"#));
            assert!(shown.contains("\x1b[?25h"), "{signal} {args:?}: {shown}");
            asked.wait_for(&format!(r#""message":"{message}""#));
            assert_eq!(asked.wait_for_end().0, Some(code), "{signal} {args:?}");
        }
    }
    assert_eq!(count(&home), before);
}

#[test]
fn a_confirmation_requires_yes() {
    let home = Home::new();
    let before = count(&home);
    for key in ["n", ESC] {
        let mut asked = Terminal::start(&home, &["delete", "1"]);
        asked.confirm("Delete deal 1 (Copper roof) in the sandbox?", key);
        asked.wait_for("canceled");
        assert_eq!(asked.wait_for_end().0, Some(130));
    }
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.confirm("Delete deal 1", ENTER);
    asked.press(ENTER);
    assert!(asked.screen().contains("(y/n)"), "Enter answers nothing");
    asked.leave_with(CTRL_C);
    assert_eq!(count(&home), before);
    let mut asked = Terminal::start(&home, &["delete", "1"]);
    asked.confirm("Delete deal 1", "y");
    assert_eq!(asked.wait_for_end().0, Some(0));
    assert_eq!(count(&home), before - 1);
}

#[test]
fn a_long_confirmation_is_wrapped_and_erased_completely() {
    let home = Home::new();
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let mut asked = Terminal::start_with_size(&home, (40, 24), &env, &["delete", "1"]);
    asked.wait_for("(y/n)");
    let screen = asked.screen();
    let question = "? Delete deal 1 (Copper roof)\n  in the sandbox? (y/n)";
    assert!(screen.starts_with("can be undone: in part"), "{screen}");
    assert!(screen.trim_end().ends_with(question), "{screen}");
    asked.press("n");
    asked.wait_for("canceled");
    let screen = asked.screen();
    assert!(screen.contains("\n? Delete deal 1 (Copper roof)\n  in the sandbox? no\n"), "{screen}");
}
