//! Runs the program on a pseudo-terminal of a given size, and answers its prompts. Its stdout goes
//! to a file, as with `deals create | jq`: the screen here is stderr.

use super::support::Home;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub const DOWN: &str = "\x1b[B";
pub const LEFT: &str = "\x1b[D";
pub const RIGHT: &str = "\x1b[C";
pub const ENTER: &str = "\r";
pub const ESC: &str = "\x1b";
pub const CTRL_C: &str = "\x03";
pub const BACKSPACE: &str = "\x7f";

/// A prompt that sends something ignores answers within 150 ms.
pub const READING: Duration = Duration::from_millis(170);

/// Longer than the 30 ms between two keys within which the program takes them for pasted text.
pub const KEY_PAUSE: Duration = Duration::from_millis(40);

/// Splits keys before and after each Enter and Space, which decide in prompts.
pub fn split_keys(keys: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = keys;
    while let Some(at) = rest.find(['\r', ' ']) {
        pieces.extend([&rest[..at], &rest[at..=at]].into_iter().filter(|piece| !piece.is_empty()));
        rest = &rest[at + 1..];
    }
    pieces.extend(Some(rest).filter(|rest| !rest.is_empty()));
    pieces
}

pub struct Terminal {
    session: PtySession,
    home: PathBuf,
    screen: vt100::Parser,
}

impl Terminal {
    /// Starts the program with --sandbox on a terminal of 80 columns and 24 rows, without color.
    pub fn start(home: &Home, args: &[&str]) -> Terminal {
        let env = [("DEALS_SANDBOX", "1"), ("NO_COLOR", "1")];
        Terminal::start_with_size(home, (80, 24), &env, args)
    }

    pub fn start_with_size(
        home: &Home,
        (columns, rows): (u16, u16),
        env: &[(&str, &str)],
        args: &[&str],
    ) -> Terminal {
        let script = format!(
            "stty cols {columns} rows {rows} $MODES; tty >\"$HOME/tty\"; stty -g >\"$HOME/modes\"; \
             echo $$ >\"$HOME/pid\"; exec \"$0\" \"$@\" >\"$HOME/out\""
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_deals")]).args(args);
        command.env_clear().envs(super::support::environment(home.path()));
        command.env("TERM", "xterm-256color").envs(env.iter().copied()).stdin(Stdio::inherit());
        let session = spawn_command(command, Some(20_000)).unwrap();
        let size = |n| NonZeroU16::new(n).unwrap();
        let screen = vt100::Parser::new(size(rows), size(columns), 0);
        Terminal { session, home: home.path().to_owned(), screen }
    }

    /// Waits until this is on the screen, and returns the output before it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        // rexpect turns each byte into a character, so the text is converted for the search.
        let bytes: String = text.bytes().map(char::from).collect();
        let before = self.session.exp_string(&bytes);
        let before = before.unwrap_or_else(|error| panic!("{}", whole(&error.to_string())));
        self.screen.process(&to_bytes(&before));
        self.screen.process(text.as_bytes());
        whole(&before)
    }

    /// The screen, once nothing is drawn for a moment.
    pub fn screen(&mut self) -> String {
        self.read_output();
        self.screen.screen().contents()
    }

    /// The row and column of the cursor, once nothing is drawn for a moment.
    pub fn cursor(&mut self) -> (u16, u16) {
        self.read_output();
        self.screen.screen().cursor_position()
    }

    /// Presses keys as a person does: Enter and Space not in the same moment as other keys.
    pub fn press(&mut self, keys: &str) {
        let pieces = split_keys(keys);
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                self.wait_for_echo(pieces[at - 1]);
            }
            thread::sleep(KEY_PAUSE);
            self.paste(piece);
        }
    }

    /// Sends text all at once.
    pub fn paste(&mut self, text: &str) {
        self.session.send(text).unwrap();
        self.session.flush().unwrap();
    }

    /// Waits until these keys are shown, if they are.
    fn wait_for_echo(&mut self, keys: &str) {
        let is_text = !keys.contains(char::is_control);
        let (begun, mut last) = (Instant::now(), None);
        while begun.elapsed() < Duration::from_secs(2) {
            let mut read = String::new();
            while let Some(c) = self.session.try_read() {
                read.push(c);
            }
            self.screen.process(&to_bytes(&read));
            if !read.is_empty() {
                last = Some(Instant::now());
            }
            let is_quiet = last.is_some_and(|last| last.elapsed() > KEY_PAUSE);
            if is_quiet && (!is_text || self.screen.screen().contents().contains(keys)) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the prompt, and answers it with these keys and Enter.
    #[track_caller]
    pub fn answer(&mut self, question: &str, keys: &str) {
        self.wait_for(&format!("? {question} ›"));
        if keys.trim().is_empty() {
            thread::sleep(READING);
        }
        self.press(&format!("{keys}{ENTER}"));
    }

    /// Like `answer` for a prompt without a default, after the delay in which answers are ignored.
    #[track_caller]
    pub fn decide(&mut self, question: &str, keys: &str) {
        self.wait_for(&format!("? {question} ›"));
        thread::sleep(READING);
        self.press(&format!("{keys}{ENTER}"));
    }

    /// Chooses an action of a menu by its position, starting at 1.
    #[track_caller]
    pub fn choose(&mut self, question: &str, place: usize) {
        self.decide(question, &DOWN.repeat(place));
    }

    /// Chooses "Change a field…" at this position in the menu below a card, then the field.
    #[track_caller]
    pub fn change(&mut self, place: usize, field: &str) {
        self.choose("What now?", place);
        self.answer("Field", field);
    }

    /// Answers a confirmation with `y` or `n`.
    #[track_caller]
    pub fn confirm(&mut self, question: &str, key: &str) {
        self.wait_for(&format!("? {question}"));
        self.wait_for("(y/n)");
        thread::sleep(READING);
        self.press(key);
    }

    /// The output since the last call, once nothing is written for a moment.
    pub fn read_output(&mut self) -> String {
        thread::sleep(READING);
        let mut read = String::new();
        while let Some(c) = self.session.try_read() {
            read.push(c);
        }
        self.screen.process(&to_bytes(&read));
        whole(&read)
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let tty = std::fs::read_to_string(self.home.join("tty")).unwrap();
        let size = [columns.to_string(), rows.to_string()];
        let args = ["-F", tty.trim(), "cols", &size[0], "rows", &size[1]];
        assert!(Command::new("stty").args(args).status().unwrap().success());
    }

    /// Whether the terminal has the same modes as before the program ran.
    pub fn is_restored(&self) -> bool {
        let read = |name: &str| std::fs::read_to_string(self.home.join(name)).unwrap();
        let modes = Command::new("stty").args(["-F", read("tty").trim(), "-g"]).output().unwrap();
        String::from_utf8(modes.stdout).unwrap() == read("modes")
    }

    /// Sends a signal to the program, by its name without `SIG`.
    pub fn send_signal(&mut self, name: &str) {
        let pid = std::fs::read_to_string(self.home.join("pid")).unwrap();
        let args = [&format!("-{name}"), pid.trim()];
        assert!(Command::new("kill").args(args).status().unwrap().success());
    }

    /// Leaves a prompt with this key, and checks the exit code 130 and that the cursor is shown again.
    #[track_caller]
    pub fn leave_with(mut self, key: &str) {
        // Before the prompt reads keys, Ctrl-C would be handled by the terminal.
        let ended = (0..250).find_map(|_| {
            self.press(key);
            thread::sleep(Duration::from_millis(40));
            self.session.process().status().filter(|status| *status != WaitStatus::StillAlive)
        });
        assert!(matches!(ended, Some(WaitStatus::Exited(_, 130))), "{ended:?}");
        let rest = self.wait_for("canceled");
        assert!(rest.contains("\x1b[?25h"), "{rest:?}");
    }

    /// Waits for the end, and returns the exit code and stdout.
    pub fn wait_for_end(mut self) -> (Option<i32>, String) {
        let seen = self.session.exp_eof().unwrap();
        let code = match self.session.process().wait().unwrap() {
            WaitStatus::Exited(_, code) => Some(code),
            other => panic!("{other:?} after {seen}"),
        };
        (code, std::fs::read_to_string(self.home.join("out")).unwrap())
    }
}

/// Decodes text in which each character is a byte.
fn whole(bytes: &str) -> String {
    String::from_utf8_lossy(&to_bytes(bytes)).into_owned()
}

fn to_bytes(characters: &str) -> Vec<u8> {
    characters.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

/// The output of a run on a terminal: stdout and stderr.
pub fn show(home: &Home, env: &[(&str, &str)], args: &[&str]) -> String {
    let mut command = home.command(args);
    command.envs(env.iter().copied()).stdin(Stdio::inherit());
    whole(&spawn_command(command, Some(10_000)).unwrap().exp_eof().unwrap())
}

/// Like [`show`], on a terminal of this width.
pub fn show_with_width(home: &Home, columns: u16, env: &[(&str, &str)], args: &[&str]) -> String {
    let mut command = Command::new("sh");
    let script = format!("stty cols {columns} rows 50; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_deals")]).args(args);
    command.env_clear().envs(super::support::environment(home.path()));
    command.env("TERM", "xterm-256color").envs(env.iter().copied()).stdin(Stdio::inherit());
    whole(&spawn_command(command, Some(10_000)).unwrap().exp_eof().unwrap())
}

/// Runs a command line in a shell with this home; `deals` is the built program.
pub fn paste(home: &Path, line: &str) -> super::support::Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
    let ran = Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .envs(super::support::environment(home))
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    super::support::Output::from_output(ran)
}
