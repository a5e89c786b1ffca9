//! `deals board -i` on a pseudo-terminal: keys change deals, and the terminal is restored
//! whichever way the program ends.

use super::screen::Session;
use super::support::{Company, environment};
use super::terminal::{READING, show_with_width};
use rexpect::process::PtyProcess;
use serde_json::Value;
use std::io::Read;
use std::num::NonZeroU16;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const SIZES: [(u16, u16); 3] = [(80, 24), (40, 15), (200, 50)];

struct Board {
    session: Session,
    pid: std::path::PathBuf,
}

impl Board {
    /// Opens the board of the first pipeline, whose cursor is on the first deal of the first stage.
    fn open(company: &Company, (columns, rows): (u16, u16), flags: &str) -> Board {
        let size = |n| NonZeroU16::new(n).unwrap();
        // The shell compares the terminal modes before and after, and prints the exit code.
        let line = format!(
            "trap : INT; before=$(stty -g); sh -c 'echo $$ >\"$HOME/pid\"; exec deals board -i {flags}'; \
             echo \"code $?\"; [ \"$before\" = \"$(stty -g)\" ] && echo restored; echo end"
        );
        let url = company.sandbox.url();
        let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1")];
        let size = (size(columns), size(rows));
        let session = Session::start_with_size(&company.home, size, &env, &line);
        let mut board = Board { session, pid: company.home.path().join("pid") };
        board.wait_for("? keys");
        board
    }

    #[track_caller]
    fn wait_for(&mut self, text: &str) -> String {
        // Wrapped text has a line break instead of a space.
        let has = |screen: &vt100::Screen| {
            screen.contents().split_whitespace().collect::<Vec<_>>().join(" ").contains(text)
        };
        self.session.wait_until(has)
    }

    /// More than two different characters at once would be a paste.
    fn press(&mut self, keys: &str) {
        sleep(READING);
        self.session.type_keys(keys);
    }

    /// Presses keys, and waits for the resulting text.
    #[track_caller]
    fn press_and_wait(&mut self, keys: &str, text: &str) -> String {
        self.press(keys);
        self.wait_for(text)
    }

    /// Presses keys and waits until this text is gone.
    #[track_caller]
    fn clears(&mut self, keys: &str, text: &str) {
        self.press(keys);
        self.session.wait_until(|screen| !screen.contents().contains(text));
    }

    /// Waits for a prompt, and answers it after the delay in which answers are ignored.
    #[track_caller]
    fn answer(&mut self, question: &str, keys: &str) {
        self.session.wait_until(|screen| {
            !screen.alternate_screen() && screen.contents().contains(question)
        });
        sleep(READING);
        self.session.press_keys(keys);
    }

    /// Waits for the end, and checks the exit code and that the terminal is restored.
    #[track_caller]
    fn expect_exit(mut self, code: i32) -> String {
        let text = self
            .session
            .wait_until(|screen| screen.contents().lines().any(|line| line.trim() == "end"));
        assert!(text.contains(&format!("code {code}\n")), "{text}");
        assert!(text.contains("restored\n"), "{text}");
        let screen = self.session.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{text}");
        text
    }

    fn kill(&self, signal: &str) {
        let pid = std::fs::read_to_string(&self.pid).unwrap();
        assert!(Command::new("kill").args([signal, pid.trim()]).status().unwrap().success());
    }
}

fn deal(company: &Company, id: u64) -> Value {
    company.sandbox.world().deal(id).unwrap()
}

/// The first deal of the board, and the IDs of the first two stages.
fn first_deal(company: &Company) -> (u64, [u64; 2]) {
    let deals = company.run(&["board", "-o", "json", "--quiet"]).json();
    let deals = deals.as_array().unwrap();
    let mut stages: Vec<u64> =
        deals.iter().map(|deal| deal["stage_id"].as_u64().unwrap()).collect();
    stages.dedup();
    (deals[0]["id"].as_u64().unwrap(), [stages[0], stages[1]])
}

#[test]
fn a_deal_is_moved_won_and_restored_at_every_size() {
    for size in SIZES {
        let company = Company::new();
        let (id, [from, to]) = first_deal(&company);
        let before = deal(&company, id);
        let mut board = Board::open(&company, size, "");
        board.press_and_wait("L", &format!("deal {id}: stage Lead in → Qualified"));
        assert_eq!(deal(&company, id)["stage_id"], to);
        board.press_and_wait("w", &format!("deal {id}: status open → won"));
        assert_eq!(deal(&company, id)["status"], "won");
        // The last write first, then the one before.
        let status = ("status won → open", "status", Value::from("open"));
        for (what, key, expected) in
            [status, ("stage Qualified → Lead in", "stage_id", from.into())]
        {
            board.press("u");
            board.answer("Undo 1 write", "y");
            board.wait_for(&format!("undone: deal {id}: {what}"));
            assert_eq!(deal(&company, id)[key], expected, "{what}");
        }
        board.press_and_wait("u", "nothing to undo on this board");
        board.press_and_wait(" ", "q leave");
        board.press("q");
        board.expect_exit(0);
        for key in ["title", "value", "status", "stage_id", "owner_id"] {
            assert_eq!(deal(&company, id)[key], before[key], "{key}");
        }
        assert_eq!(company.changes(), 4);
    }
}

#[test]
fn a_deal_is_lost_with_a_reason_and_edited_in_the_form() {
    let company = Company::new();
    let (id, _) = first_deal(&company);
    let mut board = Board::open(&company, (80, 24), "");
    board.press("x");
    board.answer("? Reason ›", "budget\r");
    board.press_and_wait(
        "",
        &format!("deal {id}: status open → lost, lost reason nothing → No budget"),
    );
    assert_eq!(deal(&company, id)["lost_reason"], "No budget");
    // The next deal is under the cursor.
    let (next, _) = first_deal(&company);
    board.press("e");
    board.answer("? What now? ›", "\x1b[B\r");
    board.answer("? Field ›", "title\r");
    board.answer("? Title ›", " renamed\r");
    board.answer("Save the changes", "\x1b[B\r");
    board.wait_for(&format!("deal {next}: title "));
    assert!(deal(&company, next)["title"].as_str().unwrap().ends_with(" renamed"));
    board.press("x");
    board.answer("? Reason ›", "\x1b");
    board.wait_for("canceled");
    assert_eq!(company.changes(), 2);
    board.press("\x1b");
    board.expect_exit(0);
}

#[test]
fn cards_are_filtered_and_shown_and_a_read_only_board_does_not_write() {
    let company = Company::new();
    let mut board = Board::open(&company, (80, 24), "--read-only");
    board.wait_for("Sales · ? keys, q leave, read-only");
    board.press_and_wait("/", "filter:");
    let shown = board.press_and_wait("harbour", "filter: harbour");
    assert!(shown.contains("Harbour lights") && !shown.contains("Larch windows"), "{shown}");
    board.press_and_wait("\r\r", "Title Harbour lights");
    board.press_and_wait("j", "scroll");
    board.press_and_wait(" ", "· filter: harbour");
    for key in ["L", "w", "x", "e", "u"] {
        board.press_and_wait(key, "the board is read-only");
        board.press_and_wait("\r ", "· filter: harbour");
    }
    let help = board.press_and_wait("?", "any key goes back");
    assert!(!help.contains("Undo") && help.contains("Read-only: no key changes a deal"), "{help}");
    board.press_and_wait(" \x1b", "Larch windows");
    board.press_and_wait("r", "deals read");
    board.press("q");
    board.expect_exit(0);
    assert_eq!(company.changes(), 0);
}

#[test]
fn the_status_line_shows_the_result_of_undo() {
    let company = Company::new();
    let (id, [_, to]) = first_deal(&company);
    let mut board = Board::open(&company, (80, 24), "--retries 0");
    board.press_and_wait("L", &format!("deal {id}: stage Lead in → Qualified"));
    board.press_and_wait("L", &format!("deal {id}: stage Qualified → Proposal"));
    // Another user moves the deal.
    company.run(&["move", &id.to_string(), "Negotiation"]).ok();
    board.press_and_wait("u", &format!("deal {id} is not undone: changed since: stage"));
    board.wait_for("deals undo 2 --force (press a key)");
    // The board shows the new stage, and the next undo takes the write before.
    board.press_and_wait("j", "q leave");
    board.press_and_wait("L", &format!("deal {id}: stage Negotiation → "));
    company.run(&["move", &id.to_string(), "Proposal"]).ok();
    board.press_and_wait("u", &format!("deal {id} is not undone: changed since: stage"));
    board.press_and_wait(" ", "q leave");
    company.run(&["move", &id.to_string(), "Lead in"]).ok();
    board.press_and_wait("u", "entry 1: nothing to undo; the deals are as before");
    board.press_and_wait("u", "nothing to undo on this board");
    assert_ne!(deal(&company, id)["stage_id"], to);
    // The change is reported although the deal cannot be read again.
    board.press_and_wait(" L", &format!("deal {id}: stage Lead in → "));
    company.sandbox.world().faults(vec!["GET#2=500".parse().unwrap()]);
    board.press("u");
    board.answer("Undo 1 write", "y");
    let shown = board.wait_for("(press a key)");
    assert!(shown.contains(&format!("undone: deal {id}: stage ")), "{shown}");
    assert!(shown.contains("Injected fault"), "{shown}");
    board.press(" q");
    board.expect_exit(0);
}

/// The lines of a screen, without a cleared progress display.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.rsplit("\x1b[2K").next().unwrap().trim_end());
    lines.map(str::to_owned).collect()
}

#[test]
fn a_card_shows_the_history_after_the_cost_is_accepted() {
    let company = Company::new();
    let (id, _) = first_deal(&company);
    let url = company.sandbox.url();
    let env = [("DEALS_BASE_URL", url.as_str()), ("NO_COLOR", "1"), ("PAGER", "cat")];
    let printed = show_with_width(&company.home, 80, &env, &["history", &id.to_string()]);
    let mut board = Board::open(&company, (80, 50), "");
    let calls = company.sandbox.world().calls();
    let card = board.press_and_wait("\r", "h history (80 tokens)");
    assert!(!card.contains("History") && company.sandbox.world().calls() == calls, "{card}");
    let card = board.press_and_wait("h", "History");
    assert_eq!(company.sandbox.world().calls(), calls + 4);
    // The card omits the heading of the table and the line below it.
    let (printed, card) = (lines(&printed), lines(&card));
    let from = card.iter().position(|line| line == "History").unwrap() + 1;
    let events = &printed[1..printed.len() - 1];
    assert!(events.len() > 2, "{printed:?}");
    assert_eq!(events, &card[from..from + events.len()]);
    // A cached history is shown at once, until a write to the deal.
    board.press_and_wait(" ", "q leave");
    board.press_and_wait("\r", "History");
    assert_eq!(company.sandbox.world().calls(), calls + 4);
    board.press_and_wait(" L", &format!("deal {id}: stage Lead in → Qualified"));
    board.press_and_wait("\r", "h history (80 tokens)");
    board.press(" q");
    board.expect_exit(0);
}

#[test]
fn keys_respect_max_tokens() {
    let company = Company::new();
    let (id, _) = first_deal(&company);
    // With these lists in the cache a board costs 10 tokens.
    for line in [&["users"][..], &["fields"], &["board", "-o", "csv"]] {
        company.run(line).ok();
    }
    let mut board = Board::open(&company, (80, 24), "--max-tokens 15");
    let calls = company.sandbox.world().calls();
    board.press_and_wait("\r", "h history");
    let error = board.press_and_wait("h", "(press a key)");
    let expected = format!("the history of deal {id} would cost 80 tokens");
    assert!(error.contains(&expected) && error.contains("Title"), "{error}");
    board.press_and_wait("h", "h history");
    assert_eq!(company.sandbox.world().calls(), calls);
    // A move reads the deal for 1 token; fewer than 5 remain for the write.
    board.press_and_wait(" L", "would cost 5 tokens");
    assert_eq!(company.changes(), 0);
    board.press_and_wait(" r", "would cost 10 tokens");
    board.press(" q");
    board.expect_exit(0);
}

#[test]
fn an_error_is_shown_until_a_key_and_a_lost_write_is_verified() {
    let company = Company::new();
    let (id, [from, to]) = first_deal(&company);
    let mut board = Board::open(&company, (80, 24), "--retries 0");
    company.sandbox.world().faults(vec!["1+=500".parse().unwrap()]);
    board.press_and_wait("L", "(press a key)");
    assert_eq!(deal(&company, id)["stage_id"], from);
    company.sandbox.world().faults(Vec::new());
    // This key only clears the error.
    board.press_and_wait("L", "Sales · ? keys");
    assert_eq!(company.changes(), 0);
    company.sandbox.world().faults(vec!["PATCH#1=drop-after".parse().unwrap()]);
    board.press_and_wait("L", &format!("deal {id}: stage Lead in → Qualified"));
    assert_eq!((deal(&company, id)["stage_id"].as_u64(), company.changes()), (Some(to), 1));
    let Company { home: _home, sandbox } = company;
    drop(sandbox);
    board.press_and_wait("L", "(press a key)");
    board.press(" q");
    board.expect_exit(0);
}

#[test]
fn a_rate_limit_is_shown_and_the_key_works_afterwards() {
    let company = Company::new();
    let (id, _) = first_deal(&company);
    let mut board = Board::open(&company, (80, 24), "--max-wait 0");
    company.sandbox.world().faults(vec!["PATCH#1=retry:1".parse().unwrap()]);
    board.press_and_wait("L", "rate limit");
    board.wait_for("(press a key)");
    assert_eq!(company.changes(), 0);
    sleep(Duration::from_secs(1));
    board.press_and_wait(" L", &format!("deal {id}: stage Lead in → Qualified"));
    board.press("q");
    board.expect_exit(0);
}

#[test]
fn a_board_is_drawn_again_when_its_terminal_is_resized() {
    let company = Company::new();
    let mut board = Board::open(&company, (80, 24), "");
    let first = board.wait_for("Qualified");
    let size = |n| NonZeroU16::new(n).unwrap();
    // A minimal terminal size is not an error.
    for (columns, rows) in [(1, 1), (10, 3), (40, 15)] {
        board.session.resize(size(columns), size(rows));
        sleep(READING);
    }
    let narrow = Board::open(&company, (40, 15), "").session.screen().contents();
    board.session.wait_until(|screen| screen.contents() == narrow);
    board.session.resize(size(80), size(24));
    board.session.wait_until(|screen| screen.contents() == first);
    board.press("q");
    board.expect_exit(0);
}

#[test]
fn a_held_key_wins_one_deal() {
    let company = Company::new();
    for fault in ["PATCH#1=slow:300", "GET#99=500"] {
        let (id, _) = first_deal(&company);
        let before = company.changes();
        let mut board = Board::open(&company, (80, 24), "");
        company.sandbox.world().faults(vec![fault.parse().unwrap()]);
        board.press("w");
        for _ in 0..20 {
            sleep(Duration::from_millis(40));
            board.session.type_keys("w");
        }
        board.wait_for(&format!("deal {id}: status open → won"));
        board.press_and_wait("j", "q leave");
        board.press("q");
        board.expect_exit(0);
        assert_eq!(company.changes(), before + 1, "{fault}");
    }
}

#[test]
fn an_interrupted_write_is_in_the_journal_with_its_outcome() {
    let company = Company::new();
    for fault in ["PATCH#1=slow:300", "PATCH#1=drop-after"] {
        let (id, [_, to]) = first_deal(&company);
        let mut board = Board::open(&company, (80, 24), "");
        let calls = company.sandbox.world().calls();
        company.sandbox.world().faults(vec![fault.parse().unwrap()]);
        board.press("L");
        while company.sandbox.world().calls() < calls + 2 {
            sleep(Duration::from_millis(5));
        }
        board.kill("-TERM");
        let text = board.expect_exit(143);
        let log = company.run(&["log", "-o", "json"]).json();
        let (deal, state) = (deal(&company, id), log[0]["state"].as_str().unwrap());
        let name = id.to_string();
        assert_eq!(deal["stage_id"], to, "{text}");
        // Either the lost write was verified, or the signal came first.
        let is_known = state == "done" || state == "unknown" && fault.ends_with("after");
        assert!(is_known && log[0]["deals"] == name.as_str(), "{text}\n{log}");
    }
    assert_eq!(company.changes(), 2);
}

#[test]
fn signals_restore_the_terminal_even_during_a_prompt() {
    let company = Company::new();
    for (signal, code) in [("-TERM", 143), ("-HUP", 129), ("-INT", 130)] {
        let board = Board::open(&company, (80, 24), "");
        board.kill(signal);
        board.expect_exit(code);
    }
    let mut board = Board::open(&company, (80, 24), "");
    board.press("\x03");
    board.expect_exit(130);
    // The same during a prompt.
    let mut board = Board::open(&company, (40, 15), "");
    board.press("x");
    board.answer("? Reason ›", "\x03");
    board.expect_exit(130);
    assert_eq!(company.changes(), 0);
}

#[test]
fn rejects_interactive_without_a_terminal() {
    let company = Company::new();
    let ran = company.run(&["board", "-i", "-o", "table"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("--interactive needs a terminal\nhint: "), "{}", ran.err);
    let ran = company.run(&["board", "--read-only"]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn a_pasted_text_presses_no_keys() {
    let company = Company::new();
    let (id, [_, to]) = first_deal(&company);
    let mut board = Board::open(&company, SIZES[0], "");
    // As a terminal sends it, and as one without bracketed paste does.
    for pasted in ["\x1b[200~aaL\r\x1b[201~", "quarry, Lower loww", "aaL\r", "\x1b[200~q\x1b[201~"]
    {
        board.press_and_wait(pasted, "the pasted text was ignored");
        board.clears("\x1b[C", "ignored");
    }
    board.press_and_wait("/", "filter:");
    board.press_and_wait("\x1b[200~Larch\r win\x1b[201~", "filter: Larch win");
    board.clears("\x1b", "filter:");
    // A key that is held down is not a paste.
    board.press("llll");
    sleep(READING);
    assert!(!board.session.screen().contents().contains("ignored"));
    board.press(&["\x1b[D", "\x1b[A"].map(|key| key.repeat(9)).concat());
    sleep(READING);
    assert_eq!(company.changes(), 0);
    board.press_and_wait("L", &format!("deal {id}: stage Lead in → Qualified"));
    assert_eq!(deal(&company, id)["stage_id"], to);
    board.press("q");
    board.expect_exit(0);
}

#[test]
fn bracketed_paste_is_off_after_the_board() {
    let company = Company::new();
    for key in ["q", "\x03", "\x1b[24~"] {
        let mut board = Board::open(&company, SIZES[0], "");
        assert!(board.session.screen().bracketed_paste(), "{key:?}");
        board.press(key);
        board
            .session
            .wait_until(|screen| screen.contents().lines().any(|line| line.trim() == "end"));
        assert!(!board.session.screen().bracketed_paste(), "{key:?}");
    }
}

#[test]
fn a_panic_restores_the_terminal() {
    let company = Company::new();
    let mut board = Board::open(&company, SIZES[0], "");
    board.press("\x1b[24~");
    let text = board.expect_exit(101);
    assert!(text.contains("F12 was pressed"), "{text}");
}

#[test]
fn a_closed_terminal_ends_the_board_without_a_signal() {
    let company = Company::new();
    let shell = "trap '' HUP; echo $$ >\"$HOME/pid\"; \"$DEALS\" board -i; echo $? >\"$HOME/code\"";
    let mut command = Command::new("sh");
    // When the outer shell ends, the board loses its terminal.
    command.args(["-c", "stty cols 80 rows 24; sh -c \"$0\"; exit", shell]).stdin(Stdio::inherit());
    command.env_clear().envs(environment(company.home.path())).env("TERM", "xterm-256color");
    command.env("DEALS", env!("CARGO_BIN_EXE_deals")).env("DEALS_BASE_URL", company.sandbox.url());
    let pty = PtyProcess::new(command).unwrap();
    let mut screen = pty.get_file_handle().unwrap();
    let (mut seen, mut bytes) = (String::new(), [0; 4096]);
    while !seen.contains("? keys") {
        let length = screen.read(&mut bytes).unwrap();
        seen += &String::from_utf8_lossy(&bytes[..length]);
    }
    drop((screen, pty));
    let read = |name| std::fs::read_to_string(company.home.path().join(name)).unwrap_or_default();
    // Processes that other tests start meanwhile keep the terminal open until they end.
    let ended = (0..1000).any(|_| {
        sleep(Duration::from_millis(30));
        read("code").ends_with('\n')
    });
    Command::new("pkill").args(["-9", "-P", read("pid").trim()]).status().unwrap();
    assert!(ended, "the board still runs");
    assert_eq!(read("code"), "1\n");
}
