//! Runs commands and measures time, CPU and memory.

use std::error::Error;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// A command, or several in a pipeline.
pub struct Line(pub Vec<Command>);

/// The cost of a run; for pipelines the sum, for memory the maximum.
#[derive(Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// Maximum resident memory in bytes.
    pub peak: u64,
}

impl Line {
    /// Runs the pipeline to its end and discards its output. The peak memory of a child is reported
    /// as at least that of this program when it was started.
    pub fn run(&mut self) -> Result<Cost, Box<dyn Error>> {
        let started = Instant::now();
        let mut children = Vec::new();
        let mut source = Stdio::null();
        let last = self.0.len().saturating_sub(1);
        for (place, command) in self.0.iter_mut().enumerate() {
            command.stdin(source).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn()?;
            // Otherwise the pipe would stay open until the next run.
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

/// Two commands to compare.
pub struct Pair {
    pub what: String,
    pub ours: Line,
    /// The peer with its name; `None` if it is not installed.
    pub peer: Option<(String, Line)>,
}

/// The costs of each round: ours and the peer's.
pub type Rounds = Vec<(Cost, Option<Cost>)>;

impl Pair {
    /// Runs this many rounds after a warm-up. The order alternates, so that other load affects
    /// both.
    pub fn measure(&mut self, rounds: usize) -> Result<Rounds, Box<dyn Error>> {
        let Pair { ours, peer, .. } = self;
        let mut peer = peer.as_mut().map(|(_, line)| line);
        let mut costs = Vec::new();
        for round in 0..=rounds {
            let ours_first = round % 2 == 0;
            let before = if ours_first { Some(ours.run()?) } else { None };
            let their = peer.as_mut().map(|line| line.run()).transpose()?;
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
