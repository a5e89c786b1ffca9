//! Sandbox processes, and commands that read from them.

use crate::run::Line;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A build of `deals` with its own home.
pub struct Deals<'h> {
    pub bin: PathBuf,
    pub home: &'h Path,
}

impl Deals<'_> {
    pub fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.bin);
        command.args(args).env_clear().env("HOME", self.home).env("TZ", "UTC");
        for (name, folder) in [("CONFIG", "config"), ("DATA", "data"), ("CACHE", "cache")] {
            command.env(format!("XDG_{name}_HOME"), self.home.join(folder));
        }
        command
    }

    /// A run against a sandbox; `args` is split at spaces.
    pub fn at(&self, served: &Served, args: &str) -> Command {
        let mut command = self.command(args.split(' '));
        command.env("DEALS_BASE_URL", &served.url);
        command
    }

    /// Starts `deals sandbox serve` with these arguments.
    pub fn serve(&self, args: &str) -> Result<Served, Box<dyn Error>> {
        let args = ["sandbox", "serve"].into_iter().chain(args.split(' '));
        let mut child = self.command(args).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("a sandbox without an output")?;
        let mut served = Served { url: String::new(), child };
        BufReader::new(out).read_line(&mut served.url)?;
        served.url.truncate(served.url.trim_end().len());
        if served.url.is_empty() {
            return Err("the sandbox did not start".into());
        }
        Ok(served)
    }
}

/// A running sandbox; it ends when dropped.
pub struct Served {
    pub url: String,
    child: Child,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// A curl command that fetches these URLs over one connection.
    pub fn curl(&self, addresses: &[String], is_packed: bool) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-s", "-f", "-H", "x-api-token: x"]);
        // `deals` requests gzip, so curl does as well if the server offers it.
        if is_packed {
            curl.arg("--compressed");
        }
        curl.args(addresses);
        curl
    }

    /// The URLs of all pages of the list.
    pub fn pages(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let first = format!("{}/api/v2/deals?limit=500", self.url);
        let mut pages = vec![first.clone()];
        loop {
            let page = self.curl(&pages[pages.len() - 1..], false).output()?.stdout;
            let end = String::from_utf8_lossy(&page[page.len().saturating_sub(1_000)..]);
            let (_, next) = end.rsplit_once("\"next_cursor\":").ok_or("a page without an end")?;
            let Some(cursor) = next.strip_prefix('"').and_then(|next| next.split('"').next())
            else {
                return Ok(pages);
            };
            pages.push(format!("{first}&cursor={cursor}"));
        }
    }

    /// Whether the server compresses responses.
    pub fn packs(&self) -> Result<bool, Box<dyn Error>> {
        let mut curl = self.curl(&[format!("{}/api/v2/deals?limit=500", self.url)], true);
        let head = curl.args(["-o", "-", "-D", "/dev/stderr"]).output()?.stderr;
        Ok(String::from_utf8_lossy(&head).to_ascii_lowercase().contains("content-encoding"))
    }
}

/// Whether a program is installed.
pub fn is_installed(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `curl ... | jq -c '.data[]'`
pub fn through_jq(curl: Command) -> Line {
    let mut jq = Command::new("jq");
    jq.args(["-c", ".data[]"]);
    Line(vec![curl, jq])
}

/// The number of requests and of 429s in the output of a run with `-v`.
pub fn calls(stderr: ChildStderr) -> (usize, usize) {
    let stderr = BufReader::new(stderr).lines().map_while(Result::ok);
    let statuses = stderr.filter_map(|line| {
        let (_, result) = line.strip_prefix("GET ")?.split_once(": ")?;
        result.split(' ').next()?.parse::<u16>().ok()
    });
    statuses.fold((0, 0), |(all, refused), status| (all + 1, refused + usize::from(status == 429)))
}
