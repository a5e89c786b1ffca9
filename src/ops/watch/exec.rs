//! Runs the command of `--exec`, with an event on stdin.

use crate::settings::token_command::{kill_command, shell};
use crate::ui::stdio;
use std::io::Write;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Maximum run time of the command.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum pause between two checks whether the command has exited.
const MAX_PAUSE: Duration = Duration::from_millis(50);

/// A process that is killed with its children on drop, unless it has exited.
struct Running(Option<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            kill_command(child, false);
        }
    }
}

/// Runs the command with `event` on stdin, without the token in its environment; the error is the reason why
/// it failed. Its stdout is redirected to stderr, so that stdout only has events.
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
        // If the command does not read stdin, this blocks, or fails with a broken pipe.
        thread::spawn(move || stdin.write_all(line.as_bytes()));
    }
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match running.0.as_mut().map_or(Ok(None), Child::try_wait) {
            Ok(Some(status)) => {
                // Processes that it left in the background keep running.
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
        // The command may ignore the event.
        run_now("true", &event).unwrap();
        assert_eq!(run_now("exit 3", "{}").unwrap_err(), "failed (exit status: 3)");
        assert_eq!(run_now("sleep 20 & wait", "{}").unwrap_err(), "timed out after 0.5 s");
    }
}
