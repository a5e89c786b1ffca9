use std::process::ExitCode;

#[cfg(not(windows))]
fn main() -> ExitCode {
    deals::run()
}

/// The main thread of Windows has a stack of 1 MiB, which a debug build exceeds.
#[cfg(windows)]
fn main() -> ExitCode {
    const STACK: usize = 8 * 1024 * 1024;
    let run = std::thread::Builder::new().stack_size(STACK).spawn(deals::run);
    run.ok().and_then(|run| run.join().ok()).unwrap_or(ExitCode::FAILURE)
}
