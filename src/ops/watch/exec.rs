//! The command of `--exec`, which gets an event on stdin.

use crate::settings::token_command::{kill_command, shell};
use crate::ui::stdio;
use std::io::Write;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The longest run of the command.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum pause between two checks whether it has ended.
const MAX_PAUSE: Duration = Duration::from_millis(50);

/// A command that is ended with its children when it is dropped, unless it has ended before.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            kill_command(child, false);
        }
    }
}

/// Runs the command with `event` on stdin, without the token in its environment; the error says why it
/// failed. Its stdout is our stderr, so that stdout has nothing but events.
pub async fn run(command: &str, event: &str) -> Result<(), String> {
    run_for(command, event, TIMEOUT).await
}

async fn run_for(command: &str, event: &str, timeout: Duration) -> Result<(), String> {
    let mut shell = shell(command, false);
    shell.env_remove("PIPEDRIVE_API_TOKEN").stdin(Stdio::piped()).stdout(stdio::stderr_for_child());
    let mut child = shell.spawn().map_err(|error| format!("did not start: {error}"))?;
    let stdin = child.stdin.take();
    let mut running = Running(Some(child));
    if let Some(mut stdin) = stdin {
        let line = format!("{event}\n");
        // A command that does not read its stdin blocks this, or ends before all is written.
        thread::spawn(move || stdin.write_all(line.as_bytes()));
    }
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match running.0.as_mut().map_or(Ok(None), Child::try_wait) {
            Ok(Some(status)) => {
                // What it has left in the background goes on.
                running.0 = None;
                return if status.success() { Ok(()) } else { Err(format!("failed ({status})")) };
            }
            Ok(None) if started.elapsed() < timeout => {}
            Ok(None) => return Err(format!("timed out after {} s", timeout.as_secs_f32())),
            Err(error) => return Err(format!("failed: {error}")),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn reports_how_the_command_ended() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let run_now = |command: &str, event: &str| {
            runtime.block_on(run_for(command, event, Duration::from_millis(500)))
        };
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("event");
        let event = format!("{{\"title\":\"{}\"}}", "x".repeat(200_000));
        run_now(&format!("cat > '{}'", file.display()), &event).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{event}\n"));
        // A command need not read the event.
        run_now("true", &event).unwrap();
        assert_eq!(run_now("exit 3", "{}").unwrap_err(), "failed (exit status: 3)");
        assert_eq!(run_now("sleep 20 & wait", "{}").unwrap_err(), "timed out after 0.5 s");
    }
}
