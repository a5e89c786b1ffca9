//! Runs a command that prints the API token. It gets no stdin: what a pipe brings is for `deals`
//! itself, and a person can be asked at /dev/tty.
//!
//! Where there is no terminal the command has a process group of its own, and when its time is over
//! all of the group is killed. On a terminal it stays in the group of `deals`, which is the one in the
//! foreground: a group in the background would be stopped by the first read from /dev/tty, and making
//! it the foreground would stop whoever else belongs there, such as the pager in `deals list | less`.
//! When its time is over the command itself is killed; what it has started loses the terminal with us.
//! Windows has no such groups: what the command has started is killed by its ancestry.

use super::check_token;
use crate::error::Error;
use crate::ui::signals;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a command may take: with somebody to answer its questions, and with nobody.
const ATTENDED: Duration = Duration::from_secs(120);
const UNATTENDED: Duration = Duration::from_secs(30);
/// A line that is longer holds no token.
const LONGEST: u64 = 64 * 1024;
/// The terminal or the console of this process.
const TERMINAL: &str = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
/// Most commands take less; before that no thread is started to listen for Ctrl-C.
const USUAL: Duration = Duration::from_millis(50);
/// The longest pause between two looks, and how long to wait for the output of one that has ended.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(1);

/// The token that the command prints on its first line.
pub fn printed_by(command: &str) -> Result<String, Error> {
    let is_attended = File::open(TERMINAL).is_ok();
    let limit = if is_attended { ATTENDED } else { UNATTENDED };
    check_token(&first_line(command, limit, is_attended)?, "what the token_command printed")
}

fn first_line(command: &str, limit: Duration, is_attended: bool) -> Result<String, Error> {
    let failed = |why: String| {
        Error::denied(format!("the token_command `{command}` {why}"))
            .hint("run it by hand; it must print the token and nothing else")
    };
    let mut child = start_command(command, is_attended)
        .map_err(|error| failed(format!("did not start: {error}")))?;
    let line = read_line(child.stdout.take());
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        let waited = began.elapsed();
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if waited < limit => {}
            ended => {
                end(&mut child, is_attended);
                return Err(failed(match ended {
                    Err(error) => format!("cannot be waited for: {error}"),
                    _ => format!("did not end within {} s", limit.as_secs_f32()),
                }));
            }
        }
        if waited >= USUAL
            && let Some(signal) = signals::requested()
        {
            end(&mut child, is_attended);
            return Err(signal.failure());
        }
        thread::sleep(pause.min(limit - waited));
        pause = (pause * 2).min(LONGEST_PAUSE);
    };
    if is_interrupted(status) {
        return Err(Error::canceled());
    }
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    line.recv_timeout(GRACE).map_err(|_| failed("ended, but not its output".into()))
}

fn start_command(command: &str, is_attended: bool) -> io::Result<Child> {
    let mut shell = shell(command, is_attended);
    shell.stdin(Stdio::null()).stdout(Stdio::piped());
    // Its stderr is the person's: a password manager may have something to say.
    shell.stderr(Stdio::inherit()).spawn()
}

#[cfg(unix)]
fn shell(command: &str, is_attended: bool) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    if !is_attended {
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    }
    shell
}

/// `cmd` gets the command as it is; quoted like an argument its own quotes would be lost.
#[cfg(windows)]
fn shell(command: &str, _: bool) -> Command {
    use std::os::windows::process::CommandExt;
    let mut shell = Command::new("cmd");
    shell.raw_arg(format!("/D /S /C \"{command}\""));
    shell
}

/// Reads all of it, for a command that cannot write fails, and sends the first line.
fn read_line(out: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, line) = mpsc::channel();
    thread::spawn(move || {
        let Some(out) = out else { return };
        let mut out = BufReader::new(out);
        let mut bytes = Vec::new();
        // What was read before an error is the line; whoever waits for it may have given up.
        let _ = (&mut out).take(LONGEST).read_until(b'\n', &mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
        let _ = io::copy(&mut out, &mut io::sink());
    });
    line
}

/// Kills the command, and whatever it has started: on Windows always, elsewhere without a terminal.
fn end(child: &mut Child, is_attended: bool) {
    // Whoever is gone already needs no killing.
    kill_started(child, is_attended);
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
fn kill_started(child: &Child, is_attended: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if !is_attended {
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
}

#[cfg(windows)]
fn kill_started(child: &Child, _: bool) {
    let mut kill = Command::new("taskkill");
    kill.args(["/F", "/T", "/PID", &child.id().to_string()]);
    let _ = kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Ctrl-C at a terminal goes to the command too, which may end before we hear of it.
#[cfg(unix)]
fn is_interrupted(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::INT.as_raw())
}

#[cfg(windows)]
fn is_interrupted(status: ExitStatus) -> bool {
    const CONTROL_C_EXIT: u32 = 0xC000_013A;
    status.code().is_some_and(|code| code.cast_unsigned() == CONTROL_C_EXIT)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::store::lock::is_running;

    const SOON: Duration = Duration::from_millis(300);

    fn line(command: &str) -> Result<String, Error> {
        first_line(command, Duration::from_secs(20), false)
    }

    #[test]
    fn the_first_line_is_taken_and_the_rest_is_read() {
        assert_eq!(line("echo one; echo two").unwrap(), "one\n");
        assert_eq!(line("printf one").unwrap(), "one");
        assert_eq!(line("echo one; yes | head -c 1000000").unwrap(), "one\n");
        assert_eq!(line("true").unwrap(), "");
        // What goes on in the background does not keep us waiting.
        assert_eq!(line("echo one; sleep 20 &").unwrap(), "one\n");
        let refused = line("echo one; exit 3").unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Denied);
        assert!(refused.message.ends_with("failed (exit status: 3)"), "{refused}");
        assert_eq!(line("kill -INT $$").unwrap_err().kind, ErrorKind::Canceled);
    }

    #[test]
    fn stdin_is_empty() {
        assert_eq!(line("read x || echo nothing").unwrap(), "nothing\n");
    }

    #[test]
    fn a_command_that_takes_too_long_is_killed_with_what_it_has_started() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ids");
        for is_attended in [false, true] {
            let command =
                format!("sleep 60 & echo $$ $! >'{}'; trap '' TERM; wait", file.display());
            let began = Instant::now();
            let refused = first_line(&command, SOON, is_attended).unwrap_err();
            assert!(refused.message.ends_with("did not end within 0.3 s"), "{refused}");
            assert!((SOON..SOON * 10).contains(&began.elapsed()), "{:?}", began.elapsed());
            let ids = std::fs::read_to_string(&file).unwrap();
            let ids: Vec<u32> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
            assert!(!is_running(ids[0]));
            if is_attended {
                let id = rustix::process::Pid::from_raw(ids[1] as i32).unwrap();
                rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
                continue;
            }
            // Nobody of ours is its parent, so it may be there for a moment, dead.
            let is_inactive = || !is_running(ids[1]) || is_dead(ids[1]);
            assert!((0..50).any(|_| is_inactive() || {
                thread::sleep(LONGEST_PAUSE);
                false
            }));
        }
    }

    /// Whether a process is dead, and nobody has asked yet how it ended.
    fn is_dead(id: u32) -> bool {
        let state = Command::new("ps").args(["-o", "stat=", "-p", &id.to_string()]).output();
        state.is_ok_and(|state| state.stdout.is_empty() || state.stdout.starts_with(b"Z"))
    }
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;

    #[test]
    fn quotes_and_the_exit_code_are_those_of_the_command() {
        let line = |command| first_line(command, Duration::from_secs(20), true);
        assert_eq!(line("echo one& echo two").unwrap(), "one\r\n");
        assert_eq!(line(r#"echo "a  b" & rem "#).unwrap().trim_end(), r#""a  b""#);
        let refused = line("exit 3").unwrap_err();
        assert!(refused.message.ends_with("failed (exit code: 3)"), "{refused}");
    }

    #[test]
    fn a_command_that_takes_too_long_is_killed() {
        let began = Instant::now();
        let limit = Duration::from_millis(500);
        let refused = first_line("ping -n 60 127.0.0.1", limit, true).unwrap_err();
        assert!(refused.message.ends_with("did not end within 0.5 s"), "{refused}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
