//! Line breaks and answers that are pasted, or typed before the prompt is shown, send nothing.

use super::questions::count;
use super::support::Home;
use super::terminal::{CTRL_C, READING, Terminal};
use std::thread;
use std::time::Duration;

#[test]
fn pasted_line_breaks_create_nothing() {
    let home = Home::new();
    let before = count(&home);
    for (late, pasted) in
        [(0, "Roof\n\n\n"), (0, "Roof\r\r\r\r\r\r"), (50, "\n\n\n"), (300, "\n\n\n")]
    {
        let mut asked = Terminal::start(&home, &["create", "--set", "Tier=Gold"]);
        asked.wait_for("? Title ›");
        if late == 0 {
            asked.press(pasted);
        } else {
            asked.press("Roof\n");
        }
        asked.wait_for("? What now? ›");
        if late > 0 {
            thread::sleep(Duration::from_millis(late));
            asked.press(pasted);
        }
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
    asked.press("");
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
        asked.press(if late == 0 { pasted } else { "3\n" });
        asked.wait_for("? Delete deal 3");
        if late > 0 {
            thread::sleep(Duration::from_millis(late));
            asked.press(pasted);
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
        asked.press(pasted);
        thread::sleep(Duration::from_millis(300));
        assert_eq!(count(&home), before, "{pasted:?}");
        asked.leave_with(CTRL_C);
    }
    // The rest of a text that comes in pieces is discarded too, and a single key answers after it.
    let mut asked = Terminal::start(&home, &["delete", "14"]);
    asked.wait_for("(y/n)");
    thread::sleep(READING);
    for piece in ["Copper", " roof", " yard", "y"] {
        asked.press(piece);
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
    for (args, first, list) in
        [(&["win"][..], "night\n\n\n", "Deal"), (&["lose"], "3\n\n\n", "Reason")]
    {
        let mut asked = Terminal::start(&home, args);
        asked.wait_for("? Deal ›");
        asked.press(first);
        asked.wait_for(&format!("? {list} › type"));
        asked.press("\n\n");
        thread::sleep(Duration::from_millis(300));
        asked.press("\n");
        assert!(asked.screen().contains(&format!("? {list} ›")), "{args:?}");
        assert_eq!((status("42"), status("3")), ("open".into(), "open".into()));
        asked.leave_with(CTRL_C);
    }
}
