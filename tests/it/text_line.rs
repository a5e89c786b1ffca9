//! The line of a text prompt shows the text that is sent, wherever the cursor was moved.

use super::support::Home;
use super::terminal::{BACKSPACE, CTRL_C, ENTER, LEFT, RIGHT, Terminal};

/// Alt-b and Alt-f move by a word.
const WORD_LEFT: &str = "\x1bb";
const WORD_RIGHT: &str = "\x1bf";

/// The prompt of the title at 40 columns, of which 30 are left next to it.
fn title_prompt(home: &Home) -> Terminal {
    let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
    let args = ["create", "--set", "Tier=Gold"];
    let mut asked = Terminal::start_with_size(home, (40, 24), &env, &args);
    asked.wait_for("? Title ›");
    asked
}

#[test]
fn the_cursor_moves_by_characters_of_any_width() {
    let home = Home::new();
    let wide = "日本語のとても長い題名です";
    let narrow = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (text, moves, typed, expected, cursor) in [
        ("日本語", LEFT.repeat(2), "x", "日x本語", (1, 13)),
        ("日本語", LEFT.to_owned(), BACKSPACE, "日語", (1, 12)),
        ("日本語", LEFT.repeat(3) + RIGHT, "é", "日é本語", (1, 13)),
        ("日本 語学 x", WORD_LEFT.repeat(2), "y", "日本 y語学 x", (1, 16)),
        ("日本 語学 x", LEFT.repeat(7) + WORD_RIGHT, "y", "日本 y語学 x", (1, 16)),
        // Two rows: 15 wide characters fit in the first one.
        (&wide.repeat(2), LEFT.repeat(10), "y", "", (2, 3)),
        (&wide.repeat(2), LEFT.repeat(13), "y", "", (1, 37)),
        (&wide.repeat(2), LEFT.repeat(20), BACKSPACE, "", (1, 20)),
        (narrow, LEFT.repeat(10), "y", "", (1, 37)),
        (narrow, LEFT.repeat(6), "y", "", (2, 1)),
        (narrow, LEFT.repeat(10) + &RIGHT.repeat(8), BACKSPACE, "", (2, 3)),
        (narrow, LEFT.repeat(2), &BACKSPACE.repeat(20), "", (1, 24)),
    ] {
        let mut asked = title_prompt(&home);
        for keys in [text, &moves, typed] {
            asked.press(keys);
        }
        let case = format!("{text:?} {moves:?} {typed:?}");
        assert_eq!(asked.cursor(), cursor, "{case}: {}", asked.screen());
        let screen = asked.screen();
        let shown: String = screen.lines().skip(1).collect();
        let shown = shown.split_once("? Title › ").unwrap().1.trim_end().to_owned();
        assert!(expected.is_empty() || shown == expected, "{case}: {screen}");
        // The card has the text that the prompt had, as far as it fits.
        asked.press(ENTER);
        asked.wait_for("? What now? ›");
        let screen = asked.screen();
        assert!(screen.starts_with("A new deal in the sandbox\n"), "{case}: {screen}");
        let card = screen.split_once("Title     ").unwrap().1.lines().next().unwrap();
        let sent = card.trim_end().trim_end_matches('…');
        assert!(!sent.is_empty() && shown.starts_with(sent), "{case}: {shown} {screen}");
        asked.leave_with(CTRL_C);
    }
}
