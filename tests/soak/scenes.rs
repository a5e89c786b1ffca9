//! Lost responses in all combinations: every kind of write, when it is applied, what the client
//! receives, and how the service changes the values. Compares the reported outcomes with
//! the changes in the sandbox.

use crate::proxy::{Proxy, Write};
use crate::support::{Home, Output, at_once};
use crate::{HORIZON, claim};
use deals::sandbox::{Sandbox, World};
use serde_json::{Value, json};
use std::fmt;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

/// A write as a command, and the commands to run before it.
#[derive(Clone, Copy)]
struct Kind {
    args: &'static [&'static str],
    before: &'static [&'static str],
    /// Whether the write can be verified.
    leaves_trace: bool,
}

const fn kind(args: &'static [&'static str], before: &'static [&'static str]) -> Kind {
    Kind { args, before, leaves_trace: true }
}

const DISCOUNT: &[&str] =
    &["discounts", "add", "1", "--description", "Autumn", "--amount", "5", "--type", "percentage"];

const KINDS: [Kind; 13] = [
    kind(&["create", "Bell tower", "--value", "1200.50 EUR"], &["create", "Bell tower"]),
    kind(&["update", "1", "--title", "Bell tower", "--set", "Tier=Gold"], &[]),
    kind(&["delete", "1", "--yes"], &[]),
    kind(&["duplicate", "1"], &["duplicate", "1"]),
    kind(&["merge", "1", "--into", "2", "--yes"], &[]),
    Kind { args: &["convert", "start", "1", "--yes"], before: &[], leaves_trace: false },
    kind(&["followers", "add", "1", "4"], &[]),
    kind(&["followers", "remove", "1", "4", "--yes"], &["followers", "add", "1", "4"]),
    kind(&["participants", "add", "1", "7"], &[]),
    kind(&["participants", "remove", "1", "7", "--yes"], &["participants", "add", "1", "7"]),
    kind(DISCOUNT, DISCOUNT),
    kind(&["discounts", "update", "1", "Autumn", "--percent", "7"], DISCOUNT),
    kind(&["discounts", "remove", "1", "Autumn", "--yes"], DISCOUNT),
];

/// When the service applies the write.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Commit {
    Never,
    BeforeLoss,
    /// This long after the response was lost.
    After(Duration),
}

const COMMITS: [Commit; 4] = [
    Commit::BeforeLoss,
    Commit::Never,
    Commit::After(Duration::from_secs(2)),
    Commit::After(Duration::from_secs(20)),
];

/// What the client receives instead of the response.
#[derive(Debug, Clone, Copy)]
enum Loss {
    Reset,
    Timeout,
    Empty,
    NoRecord,
    BadGateway,
    Redirect,
    Truncated,
}

const LOSSES: [Loss; 7] = [
    Loss::Reset,
    Loss::Timeout,
    Loss::Empty,
    Loss::NoRecord,
    Loss::BadGateway,
    Loss::Redirect,
    Loss::Truncated,
];
const TIMEOUT: Duration = Duration::from_secs(2);

/// How the service changes the values that were sent.
#[derive(Clone, Copy)]
struct Normalization {
    name: &'static str,
    /// Flags of `create` and `update`.
    flags: &'static [&'static str],
    keep: fn(&mut Value),
}

const AS_SENT: Normalization = Normalization { name: "as sent", flags: &[], keep: |_| {} };
const NORMALIZATIONS: [Normalization; 5] = [
    Normalization {
        name: "title trimmed",
        flags: &["--title", "Bell tower  "],
        keep: |body| body["title"] = body["title"].as_str().unwrap().trim().into(),
    },
    Normalization {
        name: "title cut at 255",
        flags: &["--title", LONG_TITLE],
        keep: |body| {
            let title = body["title"].as_str().unwrap();
            body["title"] = title.chars().take(255).collect::<String>().into();
        },
    },
    Normalization {
        name: "value rounded",
        flags: &["--title", "Roof", "--value", "10.555"],
        keep: |body| body["value"] = json!(10.56),
    },
    Normalization {
        name: "title composed",
        flags: &["--title", "Cafe\u{301}"],
        keep: |body| {
            let title = body["title"].as_str().unwrap();
            body["title"] = title.nfc().collect::<String>().into();
        },
    },
    Normalization {
        name: "label dropped",
        flags: &["--title", "Roof", "--label", "Hot", "--label", "Cold"],
        keep: |body| drop(body["label_ids"].as_array_mut().unwrap().remove(0)),
    },
];
const LONG_TITLE: &str = "twenty-five letters here, twenty-five letters here, twenty-five letters here, \
    twenty-five letters here, twenty-five letters here, twenty-five letters here, twenty-five letters \
    here, twenty-five letters here, twenty-five letters here, twenty-five letters here, twenty-five";

struct Scene {
    args: Vec<&'static str>,
    kind: Kind,
    commit: Commit,
    loss: Loss,
    normalization: Normalization,
}

/// Every kind with every moment, and creates and updates with every normalization; the losses
/// alternate.
fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (at, kind) in KINDS.into_iter().enumerate() {
        for (turn, commit) in COMMITS.into_iter().enumerate() {
            let loss = LOSSES[(at + 2 * turn) % LOSSES.len()];
            let args = kind.args.to_vec();
            scenes.push(Scene { args, kind, commit, loss, normalization: AS_SENT });
        }
    }
    for (at, normalization) in NORMALIZATIONS.into_iter().enumerate() {
        for (turn, command) in [&["create"][..], &["update", "1"]].into_iter().enumerate() {
            let args = [command, normalization.flags].concat();
            let loss = LOSSES[(at + 3 * turn) % LOSSES.len()];
            let commit = Commit::BeforeLoss;
            scenes.push(Scene { args, kind: kind(&[], &[]), commit, loss, normalization });
        }
    }
    scenes
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let args: Vec<String> =
            self.args.iter().map(|word| word.chars().take(20).collect()).collect();
        let Scene { commit, loss, normalization, .. } = self;
        write!(
            f,
            "{}; executed {commit:?}, response {loss:?}, {}",
            args.join(" "),
            normalization.name
        )
    }
}

impl Loss {
    /// The response to the client; `None` closes the connection.
    fn response(self) -> Option<&'static [u8]> {
        Some(match self {
            Loss::Reset | Loss::Timeout => return None,
            Loss::Empty => b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            Loss::NoRecord => b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":{}}",
            Loss::BadGateway => {
                b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 20\r\n\r\n\
                  <h1>Bad Gateway</h1>"
            }
            Loss::Redirect => {
                b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"
            }
            Loss::Truncated => {
                b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"success\":true,\"data\":{\"id\":"
            }
        })
    }
}

/// Handles the write of a scene.
fn play(mut write: Write, commit: Commit, loss: Loss, kept: Normalization) -> std::io::Result<()> {
    if let Ok(sent) = serde_json::from_slice::<Value>(&write.body) {
        let mut body = sent.clone();
        (kept.keep)(&mut body);
        // Otherwise the scene would test nothing.
        assert!(kept.name == AS_SENT.name || body != sent, "{}: {sent}", kept.name);
        write.body = body.to_string().into_bytes();
    }
    if commit == Commit::BeforeLoss {
        write.commit()?;
    }
    if matches!(loss, Loss::Timeout) {
        thread::sleep(TIMEOUT);
    }
    match loss.response() {
        Some(response) => write.respond(response)?,
        None => write.reset(),
    }
    if let Commit::After(wait) = commit {
        thread::sleep(wait);
        write.commit()?;
    }
    Ok(())
}

/// The result of a scene.
struct Played {
    /// The outcome reported by the run, and that of `log --check` later.
    claims: [&'static str; 2],
    output: Output,
    check_output: Output,
    /// Number of changes in the sandbox, and of writes sent.
    changes: u64,
    writes: usize,
    length: Duration,
}

impl Scene {
    fn play(&self) -> Played {
        let (home, sandbox) = (Home::new(), Sandbox::start(World::with_deals(6)).unwrap());
        if !self.kind.before.is_empty() {
            let _ = home.at(&sandbox, self.kind.before).ok();
        }
        let (commit, loss, kept) = (self.commit, self.loss, self.normalization);
        let proxy = Proxy::new(&sandbox.url(), move |write| play(write, commit, loss, kept));
        let changes = sandbox.world().changes();
        let run = |args: &[&str]| {
            let mut command = home.command(args);
            Output::from_output(command.env("DEALS_BASE_URL", &proxy.url).output().unwrap())
        };
        let timeout = TIMEOUT.as_secs().to_string();
        let start = Instant::now();
        let output = run(&[&self.args[..], &["-o", "ndjson", "--timeout", &timeout]].concat());
        let length = start.elapsed();
        if let Commit::After(wait) = commit {
            thread::sleep((TIMEOUT + wait + Duration::from_secs(1)).saturating_sub(length));
        }
        thread::sleep(HORIZON.saturating_sub(start.elapsed()));
        let check_output = run(&["log", "--check", "-o", "json"]);
        let state = run(&["log", "--limit", "1", "-o", "json"]).json()[0]["state"].clone();
        let state = ["done", "not done", "unknown"].into_iter().find(|word| state == *word);
        let changes = sandbox.world().changes() - changes;
        let claims = [claim(&output), state.expect("a state that is final")];
        Played { claims, output, check_output, changes, writes: proxy.received(), length }
    }

    /// The faults found in the result.
    fn faults(&self, played: &Played) -> Vec<String> {
        let mut faults = Vec::new();
        let mut must = |is_so: bool, fault: String| {
            if !is_so {
                faults.push(fault);
            }
        };
        let is_done = self.commit != Commit::Never;
        let [first, last] = played.claims;
        must(played.writes == 1, format!("{} writes were sent", played.writes));
        must(played.changes == u64::from(is_done), format!("{} changes", played.changes));
        let expected: &[&str] = match (self.kind.leaves_trace, self.commit) {
            (false, _) | (_, Commit::Never) => &["unknown"],
            (true, Commit::BeforeLoss) => &["done"],
            // Found by the third check, or not at all.
            (true, Commit::After(wait)) if wait < Duration::from_secs(6) => &["done", "unknown"],
            (true, Commit::After(_)) => &["unknown"],
        };
        must(expected.contains(&first), format!("the run says {first}"));
        let expected = match (self.kind.leaves_trace, is_done) {
            (false, _) => "unknown",
            (true, true) => "done",
            (true, false) => "not done",
        };
        must(last == expected, format!("the check says {last}, and it was {expected}"));
        faults
    }
}

#[test]
#[cfg_attr(
    not(deals_short_horizon),
    ignore = "run by .ci/journal, in a build with a short horizon"
)]
fn reported_outcomes_match_the_service() {
    let scenes = scenes();
    println!("{} scenes", scenes.len());
    let failed = Mutex::new(Vec::new());
    at_once(32, &scenes, |scene| {
        let played = scene.play();
        let faults = scene.faults(&played);
        let [first, last] = played.claims;
        let length = played.length.as_secs_f32();
        let verdict = if faults.is_empty() { "ok " } else { "BAD" };
        println!("{verdict} {scene}: {first}, then {last}; {length:.1} s");
        if !faults.is_empty() {
            let fault = format!(
                "{scene}: {}\n{}{}",
                faults.join(", "),
                played.output.err,
                played.check_output.err
            );
            failed.lock().unwrap().push(fault);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "{} of {} scenes:\n{}",
        failed.len(),
        scenes.len(),
        failed.join("\n")
    );
}
