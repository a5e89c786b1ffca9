//! Runs a command line on a pseudo-terminal of 80 columns and 24 rows, and reads its screen.

use super::support::{Home, environment};
use super::terminal::{KEY_PAUSE, READING, split_keys};
use rexpect::process::PtyProcess;
use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use vt100::{Parser, Screen};

pub const COLUMNS: NonZeroU16 = NonZeroU16::new(80).unwrap();
const ROWS: NonZeroU16 = NonZeroU16::new(24).unwrap();

/// A state of the screen to wait for.
#[derive(Clone, Copy)]
pub enum Seen {
    /// A text prompt, by the beginning of its line.
    Text(&'static str),
    /// A list prompt, by the beginning of its line and a part of its last item.
    List(&'static str, &'static str),
    /// A confirmation, by the beginning of its line.
    Confirm(&'static str),
    /// The program has ended.
    End,
}

pub struct Session {
    keys: File,
    output: Receiver<Vec<u8>>,
    parser: Parser,
    /// Killed at the end of the session.
    _pty: PtyProcess,
}

impl Session {
    /// Runs a command line, which is printed to the screen first.
    pub fn start(home: &Home, line: &str) -> Session {
        Session::start_with_size(home, (COLUMNS, ROWS), &[], line)
    }

    /// The same on a terminal of this size.
    pub fn start_with_size(
        home: &Home,
        (columns, rows): (NonZeroU16, NonZeroU16),
        env: &[(&str, &str)],
        line: &str,
    ) -> Session {
        let script = format!("stty cols {columns} rows {rows}; {line}");
        let mut command = Command::new("sh");
        let bin = Path::new(env!("CARGO_BIN_EXE_deals")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        command.args(["-c", &script]).env_clear().envs(environment(home.path())).env("PATH", path);
        command.env("TERM", "xterm-256color").envs(env.iter().copied()).stdin(Stdio::inherit());
        let pty = PtyProcess::new(command).unwrap();
        let keys = pty.get_file_handle().unwrap();
        let output = read_in_background(pty.get_file_handle().unwrap());
        let mut parser = Parser::new(rows, columns, 0);
        parser.process(format!("\x1b[2m$\x1b[m {line}\r\n").as_bytes());
        Session { keys, output, parser, _pty: pty }
    }

    /// Waits for a prompt, and presses keys.
    pub fn press(&mut self, seen: Seen, keys: &str) {
        self.wait(seen);
        std::thread::sleep(READING);
        self.press_keys(keys);
    }

    /// Presses keys as a person does: Enter and Space not in the same moment as other keys.
    pub fn press_keys(&mut self, keys: &str) {
        for (at, piece) in split_keys(keys).into_iter().enumerate() {
            if at > 0 {
                self.wait_for_echo();
            }
            self.keys.write_all(piece.as_bytes()).unwrap();
        }
    }

    /// Waits until the last keys are shown, if they are.
    fn wait_for_echo(&mut self) {
        let (begun, mut has_output) = (Instant::now(), false);
        while begun.elapsed() < Duration::from_secs(2) {
            match self.output.recv_timeout(KEY_PAUSE) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    has_output = true;
                }
                Err(_) if has_output => return,
                Err(_) => {}
            }
        }
    }

    /// Reads output until this is on the screen.
    pub fn wait(&mut self, seen: Seen) {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        while !is_seen(self.parser.screen(), seen) {
            match (self.output.recv_timeout(Duration::from_secs(10)), seen) {
                (Ok(bytes), _) => self.parser.process(&bytes),
                (Err(Disconnected), Seen::End) => return,
                (Err(Disconnected | Timeout), _) => {
                    panic!("{}", self.parser.screen().contents())
                }
            }
        }
    }

    /// Reads output until the condition holds for the screen, and returns its text.
    #[cfg(feature = "board")]
    #[track_caller]
    pub fn wait_until(&mut self, is_done: impl Fn(&Screen) -> bool) -> String {
        while !is_done(self.parser.screen()) {
            match self.output.recv_timeout(Duration::from_secs(20)) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) => panic!("{}", self.parser.screen().contents()),
            }
        }
        self.parser.screen().contents()
    }

    /// Presses keys without waiting.
    #[cfg(feature = "board")]
    pub fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Changes the size of the terminal, as when its window is resized.
    #[cfg(feature = "board")]
    pub fn resize(&mut self, columns: NonZeroU16, rows: NonZeroU16) {
        let size = rustix::termios::Winsize {
            ws_col: columns.get(),
            ws_row: rows.get(),
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&self.keys, size).unwrap();
        self.parser.screen_mut().set_size(rows, columns);
    }

    pub fn screen(&self) -> &Screen {
        self.parser.screen()
    }
}

/// Reads the output of the terminal on a thread, until the program ends.
fn read_in_background(mut terminal: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // Without programs on the terminal, Linux returns an error, other systems return end of file.
        while let Ok(length @ 1..) = terminal.read(&mut bytes) {
            if sender.send(bytes[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Whether a prompt is complete on the screen: the cursor is visible after a text prompt and hidden
/// below a list.
fn is_seen(screen: &Screen, seen: Seen) -> bool {
    if let Seen::Confirm(question) = seen {
        let mut rows = screen.rows(0, COLUMNS.get());
        return rows.any(|row| row.starts_with(question) && row.trim_end().ends_with("(y/n)"));
    }
    let (question, item, is_list) = match seen {
        Seen::Text(question) => (question, "", false),
        Seen::List(question, item) => (question, item, true),
        Seen::Confirm(_) | Seen::End => return false,
    };
    let lines: Vec<String> = screen.rows(0, COLUMNS.get()).collect();
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    let Some(first) = lines.iter().rposition(|line| line.starts_with(question)) else {
        return false;
    };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    let place = if is_list { (last + 1, 0) } else { (first, lines[first].chars().count() + 1) };
    let (row, column) = screen.cursor_position();
    lines[last].contains(item)
        && screen.hide_cursor() == is_list
        && (usize::from(row), usize::from(column)) == place
}
