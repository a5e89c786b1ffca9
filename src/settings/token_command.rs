//! Runs a command that prints the API token. Its stdin is empty, as `deals` may read stdin; it can prompt
//! on /dev/tty.

use super::check_token;
use crate::error::Error;
use crate::ui::signals;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Timeout of the command, with and without a terminal.
const TIMEOUT_ATTENDED: Duration = Duration::from_secs(120);
const TIMEOUT_UNATTENDED: Duration = Duration::from_secs(30);
/// Maximum length of the first line, in bytes.
const MAX_LINE: u64 = 64 * 1024;
/// The terminal or console of this process.
const TERMINAL: &str = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
/// Most commands take less; only after this a thread is started to listen for Ctrl-C.
const LISTEN_AFTER: Duration = Duration::from_millis(50);
/// Maximum pause between two polls, and how long to wait for the output after the command has
/// ended.
const MAX_PAUSE: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(1);

/// Runs the command and returns the token from the first line of its output.
pub fn run_token_command(command: &str) -> Result<String, Error> {
    let is_attended = File::open(TERMINAL).is_ok();
    let limit = if is_attended { TIMEOUT_ATTENDED } else { TIMEOUT_UNATTENDED };
    check_token(&first_line(command, limit, is_attended)?, "the output of the token_command")
}

fn first_line(command: &str, limit: Duration, is_attended: bool) -> Result<String, Error> {
    let failed = |why: String| {
        Error::denied(format!("the token_command `{command}` {why}"))
            .hint("run it yourself to check: it must print only the token")
    };
    let mut child = start_command(command, is_attended)
        .map_err(|error| failed(format!("did not start: {error}")))?;
    let line = read_line(child.stdout.take());
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        let waited = started.elapsed();
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if waited < limit => {}
            ended => {
                kill_command(&mut child, is_attended);
                return Err(failed(match ended {
                    Err(error) => format!("failed: {error}"),
                    _ => format!("timed out after {} s", limit.as_secs_f32()),
                }));
            }
        }
        if waited >= LISTEN_AFTER
            && let Some(signal) = signals::requested()
        {
            kill_command(&mut child, is_attended);
            return Err(signal.to_error());
        }
        thread::sleep(pause.min(limit - waited));
        pause = (pause * 2).min(MAX_PAUSE);
    };
    if is_interrupted(status) {
        return Err(Error::canceled());
    }
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    line.recv_timeout(GRACE).map_err(|_| failed("ended, but its output is still open".into()))
}

fn start_command(command: &str, is_attended: bool) -> io::Result<Child> {
    let mut shell = shell(command, is_attended);
    shell.stdin(Stdio::null()).stdout(Stdio::piped());
    // stderr is inherited, so that a password manager can show messages.
    shell.stderr(Stdio::inherit()).spawn()
}

/// Without a terminal, the command runs in its own process group, so that its children are killed
/// after a timeout. On a terminal it stays in the foreground group: a background group would be
/// stopped when it reads from /dev/tty, and putting it in the foreground would stop others there,
/// such as the pager in `deals list | less`.
#[cfg(unix)]
pub fn shell(command: &str, is_attended: bool) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    if !is_attended {
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    }
    shell
}

/// `cmd` gets the command unquoted: quoting it like an argument would remove its own quotes.
#[cfg(windows)]
pub fn shell(command: &str, _: bool) -> Command {
    use std::os::windows::process::CommandExt;
    let mut shell = Command::new("cmd");
    shell.raw_arg(format!("/D /S /C \"{command}\""));
    shell
}

/// Reads all output, as a command may fail if it cannot write, and sends the first line.
fn read_line(out: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, line) = mpsc::channel();
    thread::spawn(move || {
        let Some(out) = out else { return };
        let mut out = BufReader::new(out);
        let mut bytes = Vec::new();
        // On a read error, sends the bytes read so far. The receiver may have timed out.
        let _ = (&mut out).take(MAX_LINE).read_until(b'\n', &mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
        let _ = io::copy(&mut out, &mut io::sink());
    });
    line
}

/// Kills the command; on Windows, or without a terminal, also the processes that it started.
pub fn kill_command(child: &mut Child, is_attended: bool) {
    // Fails if the process has already ended.
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

/// Ctrl-C on a terminal also interrupts the command, which may end before our handler runs.
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
    fn uses_the_first_line_and_reads_the_rest() {
        assert_eq!(line("echo one; echo two").unwrap(), "one\n");
        assert_eq!(line("printf one").unwrap(), "one");
        assert_eq!(line("echo one; yes | head -c 1000000").unwrap(), "one\n");
        assert_eq!(line("true").unwrap(), "");
        // A background process does not delay the result.
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
    fn kills_the_command_and_its_children_after_the_timeout() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ids");
        for is_attended in [false, true] {
            let command =
                format!("sleep 60 & echo $$ $! >'{}'; trap '' TERM; wait", file.display());
            let started = Instant::now();
            let refused = first_line(&command, SOON, is_attended).unwrap_err();
            assert!(refused.message.ends_with("timed out after 0.3 s"), "{refused}");
            assert!((SOON..SOON * 10).contains(&started.elapsed()), "{:?}", started.elapsed());
            let ids = std::fs::read_to_string(&file).unwrap();
            let ids: Vec<u32> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
            assert!(!is_running(ids[0]));
            if is_attended {
                let id = rustix::process::Pid::from_raw(ids[1] as i32).unwrap();
                rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
                continue;
            }
            // The process is not our child, so it may remain as a zombie for a moment.
            let is_inactive = || !is_running(ids[1]) || is_dead(ids[1]);
            assert!((0..50).any(|_| is_inactive() || {
                thread::sleep(MAX_PAUSE);
                false
            }));
        }
    }

    /// Whether a process is a zombie.
    fn is_dead(id: u32) -> bool {
        let state = Command::new("ps").args(["-o", "stat=", "-p", &id.to_string()]).output();
        state.is_ok_and(|state| state.stdout.is_empty() || state.stdout.starts_with(b"Z"))
    }
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;

    #[test]
    fn keeps_quotes_and_exit_codes() {
        let line = |command| first_line(command, Duration::from_secs(20), true);
        assert_eq!(line("echo one& echo two").unwrap(), "one\r\n");
        assert_eq!(line(r#"echo "a  b" & rem "#).unwrap().trim_end(), r#""a  b""#);
        let refused = line("exit 3").unwrap_err();
        assert!(refused.message.ends_with("failed (exit code: 3)"), "{refused}");
    }

    #[test]
    fn kills_the_command_after_the_timeout() {
        let started = Instant::now();
        let limit = Duration::from_millis(500);
        let refused = first_line("ping -n 60 127.0.0.1", limit, true).unwrap_err();
        assert!(refused.message.ends_with("timed out after 0.5 s"), "{refused}");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
