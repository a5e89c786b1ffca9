//! Line breaks and answers that are pasted, or typed before the prompt is shown, send nothing.

use super::questions::count;
use super::support::Home;
use super::terminal::{CTRL_C, ENTER, KEY_PAUSE, READING, Terminal};
use std::thread;
use std::time::Duration;

#[test]
fn pasted_line_breaks_create_nothing() {
    let home = Home::new();
    let before = count(&home);
    for (late, pasted) in [(0, "\r\r\r\r\r\r"), (50, "\n\n\n"), (300, "\n\n\n")] {
        let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
        asked.answer("Title", "Roof");
        asked.wait_for("? What now? ›");
        thread::sleep(Duration::from_millis(late));
        asked.paste(pasted);
        thread::sleep(Duration::from_millis(300));
        let screen = asked.screen();
        assert!(screen.contains("Title     Roof") && screen.contains("? What now? ›"), "{screen}");
        assert!(!screen.contains("❯"), "{screen}");
        assert_eq!(count(&home), before, "{pasted:?} after {late} ms");
        asked.leave_with(CTRL_C);
    }
}

#[test]
fn a_key_after_the_delay_creates_the_deal() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
    asked.answer("Title", "Roof");
    asked.choose("What now?", 1);
    asked.wait_for("created deal");
    assert_eq!(asked.wait_for_end().0, Some(0));
}

#[test]
fn pasted_answers_confirm_nothing() {
    let home = Home::new();
    let before = count(&home);
    let sends_nothing = |late: u64, pasted: &str| {
        let mut asked = Terminal::start(&home, &["delete"]);
        asked.wait_for("? Deal ›");
        if late == 0 {
            asked.paste(pasted);
        } else {
            asked.press("3\r");
            asked.wait_for("? Delete deal 3");
            thread::sleep(Duration::from_millis(late));
            asked.paste(pasted);
        }
        thread::sleep(Duration::from_millis(300));
        let is_unchanged = count(&home) == before;
        if is_unchanged {
            asked.leave_with(CTRL_C);
        } else {
            home.run(&["--sandbox", "update", "3", "--deleted=false", "-q"]).ok();
        }
        is_unchanged
    };
    for (late, pasted) in [(0, "3\ny\n"), (0, "3\n\n\n"), (300, "\n\n")] {
        assert!(sends_nothing(late, pasted), "{pasted:?} after {late} ms");
    }
    // On a slow machine, this answer may be read after the 150 ms in which answers are ignored.
    assert!((0..4).any(|_| sends_nothing(50, "y\n")), "y after 50 ms");
}

#[test]
fn a_pasted_text_confirms_nothing_at_any_time() {
    let home = Home::new();
    let before = count(&home);
    for pasted in ["Copper roof yard\n", "yard", "every day", "no\n", "\x1b[200~y\x1b[201~", "\ny"]
    {
        let mut asked = Terminal::start(&home, &["delete", "14"]);
        asked.wait_for("? Delete deal 14");
        thread::sleep(Duration::from_millis(400));
        asked.paste(pasted);
        thread::sleep(Duration::from_millis(300));
        assert_eq!(count(&home), before, "{pasted:?}");
        asked.leave_with(CTRL_C);
    }
    // The rest of a text that comes in pieces is discarded too, and a single key answers after it.
    let mut asked = Terminal::start(&home, &["delete", "14"]);
    asked.wait_for("(y/n)");
    thread::sleep(READING);
    for piece in ["Copper", " roof", " yard", "y"] {
        asked.paste(piece);
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(300));
    assert_eq!(count(&home), before);
    asked.press("y");
    asked.wait_for("deal 14: deleted");
    assert_eq!(asked.wait_for_end().0, Some(0));
}

#[test]
fn pasted_line_breaks_select_nothing_in_a_list_that_writes() {
    let home = Home::new();
    let status =
        |id: &str| home.run(&["--sandbox", "get", id, "-o", "json"]).json()["status"].clone();
    for (args, first, list) in [(&["win"][..], "night", "Deal"), (&["lose"], "3", "Reason")] {
        let mut asked = Terminal::start(&home, args);
        asked.answer("Deal", first);
        // While the deal is looked up.
        thread::sleep(KEY_PAUSE);
        asked.paste("\n\n");
        asked.wait_for(&format!("? {list} › type"));
        asked.paste("\n\n");
        thread::sleep(Duration::from_millis(300));
        asked.paste("\n");
        assert!(asked.screen().contains(&format!("? {list} ›")), "{args:?}");
        assert_eq!((status("42"), status("3")), ("open".into(), "open".into()));
        asked.leave_with(CTRL_C);
    }
}

/// Runs a command, answers its prompts, pastes this text into the last one, and returns the screen.
fn paste_into(home: &Home, args: &[&str], answers: &[(&str, &str)], pasted: &str) -> Terminal {
    let mut asked = Terminal::start(home, args);
    let (last, first) = answers.split_last().unwrap();
    for (question, keys) in first {
        asked.answer(question, keys);
    }
    asked.wait_for(&format!("? {} ›", last.0));
    asked.press(last.1);
    thread::sleep(Duration::from_millis(400));
    asked.paste(pasted);
    thread::sleep(Duration::from_millis(300));
    asked
}

#[test]
fn a_pasted_text_chooses_nothing_in_a_list() {
    let home = Home::new();
    let deals = || home.run(&["--sandbox", "list", "-o", "ndjson", "-q"]).ok();
    let before = deals();
    let create = &["create", "--set", "Tier=Gold"][..];
    let form = &[("Title", "Roof"), ("What now?", "")][..];
    for (args, answers, pasted) in [
        (create, form, "Project Jupiter: call back\r"),
        (create, form, "just "),
        (create, form, "jq\r"),
        (&["win"], &[("Deal", "bell"), ("Deal", "")], "tower\r"),
        (&["win"], &[("Deal", "bell"), ("Deal", "")], "tower\n\n\n"),
        (&["move", "3"], &[("Stage", "")][..], "proposal\n"),
        (&["lose", "3"], &[("Reason", "")], "price\r"),
    ] {
        let mut asked = paste_into(&home, args, answers, pasted);
        let question = format!("? {} ›", answers.last().unwrap().0);
        assert!(asked.screen().contains(&question), "{args:?} {pasted:?}: {}", asked.screen());
        assert_eq!(deals(), before, "{args:?} {pasted:?}");
        asked.leave_with(CTRL_C);
    }
}

#[test]
fn a_pasted_text_stays_in_a_text_prompt() {
    let home = Home::new();
    let create = &["create", "--set", "Tier=Gold"];
    for (pasted, shown) in [
        ("Roof of the hall\r", "? Title › Roof of the hall"),
        ("\nRoof of\nthe hall\n\n", "? Title › Roof of the hall"),
    ] {
        let mut asked = paste_into(&home, create, &[("Title", "")], pasted);
        let screen = asked.screen();
        assert_eq!(screen.lines().last().map(str::trim_end), Some(shown), "{pasted:?}: {screen}");
        asked.press(ENTER);
        asked.wait_for("? What now? ›");
        assert!(asked.screen().contains("Title     Roof of the hall\n"), "{}", asked.screen());
        asked.leave_with(CTRL_C);
    }
}

#[test]
fn letters_check_nothing_in_a_list_with_checkboxes() {
    let home = Home::new();
    let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
    asked.answer("Title", "Roof");
    asked.change(2, "labels");
    asked.wait_for("? Labels ›");
    for key in ["w", "a", "r", "m", "j", "q"] {
        asked.press(key);
    }
    let screen = asked.screen();
    assert!(screen.contains("❯ [ ] ") && !screen.contains("[x]"), "{screen}");
    // Space in a pasted text neither.
    for pasted in ["cold call", " x", " \r"] {
        asked.paste(pasted);
        thread::sleep(Duration::from_millis(100));
        assert!(asked.screen().contains("? Labels ›"), "{pasted:?}: {}", asked.screen());
        assert!(!asked.screen().contains("[x]"), "{pasted:?}: {}", asked.screen());
    }
    asked.press("\x1b[B \x1b[A\r");
    asked.wait_for("? What now? ›");
    assert!(asked.screen().contains("Labels    Warm"), "{}", asked.screen());
    asked.leave_with(CTRL_C);
}
