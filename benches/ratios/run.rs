//! Runs of programs, and what they took: time, processor, memory.

use std::error::Error;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// A program with its arguments, or several, each reading what the one before it writes.
pub struct Line(pub Vec<Command>);

/// What one run took; of several programs together, but for the memory, which is the largest's.
#[derive(Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most memory that was resident at once, in bytes.
    pub peak: u64,
}

impl Line {
    /// Runs it to its end, reading what it writes as a pipe's reader would and keeping none of it:
    /// a child's peak is never told as less than this program's own was when it was started.
    pub fn run(&mut self) -> Result<Cost, Box<dyn Error>> {
        let started = Instant::now();
        let mut children = Vec::new();
        let mut source = Stdio::null();
        let last = self.0.len().saturating_sub(1);
        for (place, command) in self.0.iter_mut().enumerate() {
            command.stdin(source).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn()?;
            // Else the pipe of this run would stay open here until the next.
            command.stdin(Stdio::null());
            let out = child.stdout.take().ok_or("a child without an output")?;
            source = Stdio::null();
            if place < last {
                source = out.into();
            } else {
                drain(out)?;
            }
            children.push(child);
        }
        let mut cost = Cost::default();
        for (child, command) in children.iter_mut().zip(&self.0) {
            let ended = child.wait4()?;
            if !ended.status.success() {
                let program = command.get_program().display();
                return Err(format!("{program} ended with {}", ended.status).into());
            }
            cost.cpu += ended.rusage.utime + ended.rusage.stime;
            cost.peak = cost.peak.max(ended.rusage.maxrss);
        }
        cost.wall = started.elapsed();
        Ok(cost)
    }
}

fn drain(mut out: impl Read) -> io::Result<()> {
    let mut bytes = vec![0; 1 << 16];
    while out.read(&mut bytes)? > 0 {}
    Ok(())
}

/// Runs that are compared, side by side.
pub struct Pair {
    pub what: String,
    pub ours: Line,
    /// What it is held against, and its name; `None` where that is not installed.
    pub theirs: Option<(String, Line)>,
}

/// The costs of each round, ours and theirs.
pub type Rounds = Vec<(Cost, Option<Cost>)>;

impl Pair {
    /// So many rounds after one that does not count; who goes first takes turns, so that whatever
    /// else the machine does falls on both.
    pub fn measure(&mut self, rounds: usize) -> Result<Rounds, Box<dyn Error>> {
        let Pair { ours, theirs, .. } = self;
        let mut theirs = theirs.as_mut().map(|(_, line)| line);
        let mut costs = Vec::new();
        for round in 0..=rounds {
            let ours_first = round % 2 == 0;
            let before = if ours_first { Some(ours.run()?) } else { None };
            let their = theirs.as_mut().map(|line| line.run()).transpose()?;
            let our = match before {
                Some(cost) => cost,
                None => ours.run()?,
            };
            if round > 0 {
                costs.push((our, their));
            }
        }
        Ok(costs)
    }
}
